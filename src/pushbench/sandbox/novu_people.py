"""Whom the emulated Novu knows: subscribers with their push tokens, topics, and the integrations tokens belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pushbench.sandbox.novu_answers import stamp

PUSH = ("fcm", "apns", "expo", "one-signal", "pushpad", "push-webhook", "pusher-beams", "appio")
NAMED = ("firstName", "lastName", "email", "phone", "avatar", "locale", "timezone", "data")
MOST_TOKENS = 100
ENVIRONMENT, ORGANISATION = "5f0d7c1e00000000000000e1", "5f0d7c1e00000000000000a1"


@dataclass(slots=True)
class Subscriber:
    """One subscriber."""

    id: str
    object_id: str
    made_at: float
    fields: dict[str, Any] = field(default_factory=dict)
    channels: list[dict[str, Any]] = field(default_factory=list)
    """``providerId``, ``integrationIdentifier``, ``tokens``."""

    def channel(self, provider: str, integration: str) -> dict[str, Any]:
        """Return the channel of an integration, made where it is not there."""
        for channel in self.channels:
            if channel["integrationIdentifier"] == integration:
                return channel
        made = {"providerId": provider, "integrationIdentifier": integration, "tokens": []}
        self.channels.append(made)
        return made

    def to_json(self) -> dict[str, Any]:
        """Return what a question for the subscriber answers."""
        channels = [
            {
                "providerId": channel["providerId"],
                "integrationIdentifier": channel["integrationIdentifier"],
                "_integrationId": channel["integrationIdentifier"],
                "credentials": {"deviceTokens": list(channel["tokens"])},
            }
            for channel in self.channels
        ]
        return {
            "_id": self.object_id,
            "_organizationId": ORGANISATION,
            "_environmentId": ENVIRONMENT,
            "subscriberId": self.id,
            **self.fields,
            "channels": channels,
            "deleted": False,
            "createdAt": stamp(self.made_at),
            "updatedAt": stamp(self.made_at),
        }


@dataclass(slots=True)
class Integration:
    """One push provider that is connected."""

    id: str
    provider: str
    identifier: str
    name: str
    is_active: bool = True
    is_primary: bool = False
    credentials: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return it as callers with an API key see it: without its secrets."""
        return {
            "_id": self.id,
            "_environmentId": ENVIRONMENT,
            "_organizationId": ORGANISATION,
            "name": self.name,
            "identifier": self.identifier,
            "providerId": self.provider,
            "channel": "push",
            "kind": "delivery",
            "credentials": {},
            "configurations": {},
            "active": self.is_active,
            "deleted": False,
            "primary": self.is_primary,
            "conditions": [],
        }


class People:
    """Subscribers, topics and integrations of one environment."""

    def __init__(self, tokens: Mapping[str, str], new_id: Callable[[], str], now: Callable[[], float]) -> None:
        self._tokens, self._new_id, self._now = tokens, new_id, now
        self.subscribers: dict[str, Subscriber] = {}
        self.topics: dict[str, dict[str, Any]] = {}
        self.integrations: list[Integration] = []
        self.reset()

    def reset(self) -> None:
        """Put back those it knows at first."""
        self.integrations = [
            Integration(self._new_id(), provider, provider, f"{provider} (emulated)", provider != "appio")
            for provider in PUSH
        ]
        self.subscribers, self.topics = {}, {}
        own = {
            "virtual-iphone": (("apns", "iphone"),),
            "virtual-pixel": (("fcm", "pixel"),),
            "virtual-browser": (("fcm", "browser"),),
            "demo": (("apns", "iphone"), ("fcm", "pixel"), ("fcm", "browser")),
            "every-provider": tuple((provider, f"{provider}_token") for provider in PUSH[2:7]),
            "no-channels": (),
            "no-tokens": (("fcm", ""),),
            "dead-iphone": (("apns", "dead_apns"),),
            "dead-pixel": (("fcm", "dead_fcm"),),
            "half-dead": (("fcm", "dead_fcm"), ("fcm", "pixel")),
            "no-integration": (("appio", "iphone"),),
        }
        for identity, channels in own.items():
            made = self.upsert({"subscriberId": identity, "firstName": "Ana", "lastName": "Example", "locale": "en_US"})
            for provider, name in channels:
                made.channel(provider, provider)["tokens"] += [self._tokens[name]] if name else []
        self.topic("testers")["subscribers"] += ["virtual-iphone", "virtual-pixel", "virtual-browser"]
        self.topic("nobody")

    def upsert(self, wanted: Mapping[str, Any]) -> Subscriber:
        """Make or change a subscriber; its channels' tokens replace those of the same integration."""
        identity = str(wanted["subscriberId"])
        found = self.subscribers.get(identity)
        if found is None:
            found = self.subscribers[identity] = Subscriber(identity, self._new_id(), self._now())
        found.fields.update({name: wanted[name] for name in NAMED if name in wanted})
        channels = wanted.get("channels")
        for channel in channels if isinstance(channels, list) else ():
            if isinstance(channel, dict):
                self.store(found, channel, is_merged=False)
        return found

    def store(self, subscriber: Subscriber, channel: Mapping[str, Any], *, is_merged: bool) -> str | None:
        """Store a channel's tokens; return the words of a refusal, or None."""
        provider = str(channel.get("providerId"))
        integration = self.integration(provider, channel.get("integrationIdentifier"))
        if integration is None:
            return f"Subscribers environment ({ENVIRONMENT}) do not have active {provider} integration."
        credentials = channel.get("credentials")
        named = credentials.get("deviceTokens") if isinstance(credentials, dict) else None
        tokens = [token for token in named if isinstance(token, str)] if isinstance(named, list) else []
        own = subscriber.channel(provider, integration.identifier)
        kept = [*own["tokens"], *tokens] if is_merged else tokens
        own["tokens"] = list(dict.fromkeys(kept))[:MOST_TOKENS]
        return None

    def integration(self, provider: str, identifier: Any = None) -> Integration | None:
        """Return the named integration, else the newest one of a provider, whether active or not."""
        own = [each for each in self.integrations if each.provider == provider]
        if identifier:
            return next((each for each in own if each.identifier == identifier), None)
        return own[-1] if own else None

    def topic(self, key: str) -> dict[str, Any]:
        """Return a topic, made where it is not there."""
        if key not in self.topics:
            self.topics[key] = {
                "_id": self._new_id(),
                "key": key,
                "name": key,
                "subscribers": [],
                "made_at": self._now(),
            }
        return self.topics[key]

    def topic_json(self, key: str) -> dict[str, Any]:
        """Return what a question for a topic answers."""
        topic = self.topics[key]
        moment = stamp(topic["made_at"])
        return {"_id": topic["_id"], "key": key, "name": topic["name"], "createdAt": moment, "updatedAt": moment}

    def remove(self, identity: str) -> None:
        """Forget a subscriber, and take it out of its topics."""
        del self.subscribers[identity]
        for topic in self.topics.values():
            topic["subscribers"] = [each for each in topic["subscribers"] if each != identity]

    def forget_token(self, subscriber: Subscriber, provider: str, token: str) -> None:
        """Take away a token that its provider called dead."""
        for channel in subscriber.channels:
            if channel["providerId"] == provider and token in channel["tokens"]:
                channel["tokens"].remove(token)
