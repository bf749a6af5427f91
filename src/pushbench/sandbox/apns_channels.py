"""Broadcast channels: the management port's four operations, and the rules of a broadcast.

Broadcast is turned on for ``dev.pushbench.demo`` alone; other apps meet ``FeatureNotEnabled``. The
virtual iPhone listens to every channel.
Source: Apple, "Sending channel management requests to APNs", "Sending broadcast push notification
requests to APNs".
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from pushbench.domain.json_value import Json
from pushbench.domain.ports import Randomness
from pushbench.sandbox.apns_headers import (
    read_channel_id,
    read_expiration,
    read_priority,
    split_topic,
)
from pushbench.sandbox.apns_payload import parse_object
from pushbench.sandbox.apns_reasons import Refused
from pushbench.sandbox.apns_sender import Sender
from pushbench.sandbox.apns_tokens import APP
from pushbench.sandbox.exchange import Answer, Request

CHANNEL_LIMIT = 10_000
"""Per app and environment."""
BROADCAST_BYTES = 5120
NO_STORAGE = 0
_BODY_KEYS = frozenset({"message-storage-policy", "push-type"})


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast that passed every rule."""

    channel: str
    priority: int
    expiration: int
    payload: dict[str, Json]


class Channels:
    """The channels of each app: id to message storage policy."""

    def __init__(self, randomness: Randomness, limit: int = CHANNEL_LIMIT) -> None:
        self.limit = limit
        self._randomness = randomness
        self._apps: dict[str, dict[str, int]] = {}

    def clear(self) -> None:
        self._apps.clear()

    def manage(self, request: Request, admit: Callable[[Request], Sender]) -> Answer:
        """Answer a request to the management port; raises :class:`Refused`."""
        match request.segments:
            case ("1", "apps", bundle_id, "channels"):
                acts = {"POST": self._create, "GET": self._read, "DELETE": self._delete}
            case ("1", "apps", bundle_id, "all-channels"):
                acts = {"GET": self._list}
            case _:
                raise Refused("BadPath")
        act = acts.get(request.method)
        if act is None:
            raise Refused("MethodNotAllowed")
        check_app(bundle_id, admit(request))
        return act(request, self._apps.setdefault(bundle_id, {}))

    def read_broadcast(self, request: Request, bundle_id: str, sender: Sender) -> Broadcast:
        """Apply the rules of ``POST /4/broadcasts/apps/<bundle id>``; raises :class:`Refused`."""
        check_app(bundle_id, sender)
        channel = read_channel_id(request)
        _check_push_type(request.header("apns-push-type"))
        policy = self._policy(self._apps.get(bundle_id, {}), channel)
        expiration = read_expiration(request)
        if expiration is None or (expiration and policy == NO_STORAGE):
            raise Refused("BadExpirationDate")
        priority = read_priority(request, "liveactivity")
        payload = _read_payload(request)
        return Broadcast(channel, priority, expiration, payload)

    def _create(self, request: Request, channels: dict[str, int]) -> Answer:
        policy = _read_policy(request)
        if len(channels) >= self.limit:
            raise Refused("CannotCreateChannelConfig")
        channel = base64.b64encode(self._randomness.bytes(16)).decode("ascii")
        channels[channel] = policy
        return Answer(201, (("apns-channel-id", channel),))

    def _read(self, request: Request, channels: dict[str, int]) -> Answer:
        policy = self._policy(channels, read_channel_id(request))
        return _json({"message-storage-policy": policy, "push-type": "LiveActivity"})

    def _delete(self, request: Request, channels: dict[str, int]) -> Answer:
        channel = read_channel_id(request)
        self._policy(channels, channel)
        del channels[channel]
        return Answer(204)

    def _list(self, request: Request, channels: dict[str, int]) -> Answer:
        return _json({"channels": list(channels)})

    def _policy(self, channels: dict[str, int], channel: str) -> int:
        if channel not in channels:
            raise Refused("ChannelNotRegistered")
        return channels[channel]


def check_app(bundle_id: str, sender: Sender) -> None:
    """Refuse a bundle id with a suffix, one the sender does not cover, and one without the capability."""
    try:
        topic = split_topic(bundle_id)
    except Refused:
        raise Refused("TopicDisallowed") from None
    if topic.suffix:
        raise Refused("TopicDisallowed")
    if not sender.may_use(bundle_id):
        raise Refused("TopicMismatch")
    if bundle_id != APP:
        raise Refused("FeatureNotEnabled")


def _read_policy(request: Request) -> int:
    if not request.body:
        raise Refused("PayloadEmpty")
    if request.body_size > BROADCAST_BYTES:
        raise Refused("PayloadTooLarge")
    document = parse_object(request.body)
    if document is None:
        raise Refused("BadRequestPayload")
    if not document.keys() <= _BODY_KEYS:
        raise Refused("BadRequestParams")
    _check_push_type(document.get("push-type"))
    policy = document.get("message-storage-policy")
    if isinstance(policy, bool) or not isinstance(policy, int) or policy not in (0, 1):
        raise Refused("MissingChannelQueueSize")
    return policy


def _check_push_type(value: Json) -> None:
    # Apple writes LiveActivity, Liveactivity and liveactivity.
    if value is None:
        raise Refused("MissingPushType")
    if not isinstance(value, str) or value.lower() != "liveactivity":
        raise Refused("InvalidPushType")


def _read_payload(request: Request) -> dict[str, Json]:
    if not request.body:
        raise Refused("PayloadEmpty")
    if request.body_size > BROADCAST_BYTES:
        raise Refused("PayloadTooLarge")
    payload = parse_object(request.body)
    aps = payload.get("aps") if payload is not None else None
    if payload is None or (isinstance(aps, dict) and aps.get("event") == "start"):
        raise Refused("BadRequestPayload")
    return payload


def _json(value: dict[str, Json]) -> Answer:
    return Answer(200, (("content-type", "application/json"),), json.dumps(value, separators=(",", ":")).encode())
