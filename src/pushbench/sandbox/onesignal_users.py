"""Users, their aliases, tags and subscriptions, and segments: whom a message of the emulated OneSignal reaches.

At first there is one user, ``external_id`` ``demo``, with the virtual iPhone, Pixel and browser; tags ``plan`` ``pro``
and ``team`` ``qa``, language en, country DE. Two further users are there to be refused: ``unsubscribed`` switched
notifications off, ``errored`` is refused by Apple.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

PUSH_TYPES: Mapping[str, str] = {
    "iOSPush": "ios",
    "macOSPush": "ios",
    "AndroidPush": "android",
    "HuaweiPush": "android",
    "FireOSPush": "android",
    "ChromePush": "web",
    "FirefoxPush": "web",
    "SafariPush": "web",
    "SafariLegacyPush": "web",
    "ChromeExtensionPush": "web",
    "WindowsPush": "web",
}
"""Subscription type -> whose virtual device shows it."""
MOST_SUBSCRIPTIONS = 20


@dataclass(slots=True)
class Subscription:
    """One installation or browser."""

    id: str
    type: str
    token: str
    notification_types: int = 1
    is_errored: bool = False

    @property
    def is_subscribed(self) -> bool:
        return self.notification_types > 0

    @property
    def platform(self) -> str:
        return PUSH_TYPES.get(self.type, "")

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "type": self.type,
            "token": self.token,
            "enabled": self.is_subscribed,
            "notification_types": self.notification_types,
            "session_time": 120,
            "session_count": 7,
            "sdk": "050000",
            "device_model": "Virtual",
            "device_os": "18.0",
            "rooted": False,
            "app_version": "1.0",
        }


@dataclass(slots=True)
class User:
    """One user."""

    onesignal_id: str
    aliases: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    language: str = "en"
    country: str = "DE"
    subscriptions: list[Subscription] = field(default_factory=list)

    def identity(self) -> dict[str, str]:
        return {"onesignal_id": self.onesignal_id, **self.aliases}

    def to_json(self) -> dict[str, Any]:
        return {
            "properties": {"tags": dict(self.tags), "language": self.language, "country": self.country},
            "identity": self.identity(),
            "subscriptions": [each.to_json() for each in self.subscriptions],
        }


class Audience:
    """All users of the app, and its segments."""

    def __init__(self, ids: Mapping[str, str], new_id: Callable[[], str]) -> None:
        self._ids = ids
        self._new_id = new_id
        self.users: list[User] = []
        self.segments: dict[str, tuple[str, list[Any]]] = {}
        """Name -> id and filters."""
        self.reset()

    def reset(self) -> None:
        """Put the first users and segments back."""
        ids = self._ids
        demo = User(ids["user"], {"external_id": "demo"}, {"plan": "pro", "team": "qa"})
        demo.subscriptions = [
            Subscription(ids["iphone"], "iOSPush", ids["apns_token"]),
            Subscription(ids["pixel"], "AndroidPush", f"pixel:APA91b{'x' * 120}"),
            Subscription(ids["browser"], "ChromePush", "https://push.example/browser"),
        ]
        silent = User(ids["silent_user"], {"external_id": "unsubscribed"}, {"plan": "free"})
        silent.subscriptions = [Subscription(ids["unsubscribed"], "iOSPush", "0" * 64, -2)]
        errored = User(ids["errored_user"], {"external_id": "errored"}, {"plan": "free"})
        errored.subscriptions = [Subscription(ids["errored"], "iOSPush", "f" * 64, is_errored=True)]
        self.users = [demo, silent, errored]
        tagged = [{"field": "tag", "key": "team", "relation": "=", "value": "qa"}]
        nobody = [{"field": "tag", "key": "team", "relation": "=", "value": "nobody"}]
        active = [{"field": "tag", "key": "plan", "relation": "=", "value": "pro"}]
        self.segments = {
            "Active Subscriptions": (self._new_id(), active),
            "Testers": (self._new_id(), tagged),
            "Inactive Subscriptions": (self._new_id(), nobody),
        }

    def by_alias(self, label: str, identity: str) -> User | None:
        return next((user for user in self.users if user.identity().get(label) == identity), None)

    def subscription(self, identifier: str) -> tuple[User, Subscription] | None:
        return next(
            ((user, each) for user in self.users for each in user.subscriptions if each.id == identifier.lower()), None
        )

    def by_token(self, kind: str, token: str) -> tuple[User, Subscription]:
        """Return the subscription with a push token; an unknown one makes a user."""
        for user in self.users:
            for each in user.subscriptions:
                if each.token == token:
                    return user, each
        user = User(self._new_id())
        made = Subscription(self._new_id(), kind, token)
        user.subscriptions.append(made)
        self.users.append(user)
        return user, made

    def in_segment(self, name: str) -> list[User]:
        if name in self.segments:
            return self.matching(self.segments[name][1])
        return list(self.users) if name in ("All", "Subscribed Users", "Total Subscriptions") else []

    def matching(self, filters: list[Any]) -> list[User]:
        """Return the users some filters match: OR parts groups, everything else is AND."""
        groups: list[list[Any]] = [[]]
        for item in filters:
            if isinstance(item, dict) and "operator" in item:
                groups.extend([[]] if item["operator"] == "OR" else [])
            else:
                groups[-1].append(item)
        return [user for user in self.users if any(group and all(_fits(user, f) for f in group) for group in groups)]


def _fits(user: User, item: Any) -> bool:
    if not isinstance(item, dict):
        return False
    relation, wanted = item.get("relation"), item.get("value", item.get("hours_ago"))
    known = {
        "language": user.language,
        "country": user.country,
        "app_version": "1.0",
        "session_count": "7",
        "session_time": "120",
        "last_session": "1",
        "first_session": "100",
        "location": "here",
    }
    found = user.tags.get(str(item.get("key"))) if item.get("field") == "tag" else known.get(str(item.get("field")))
    if item.get("field") == "location":
        return True
    if relation in ("exists", "not_exists"):
        return (found is not None) is (relation == "exists")
    if found is None:
        return relation in ("!=", "not_in_array")
    return _compare(found, str(relation), str(wanted))


def _compare(found: str, relation: str, wanted: str) -> bool:
    if relation in ("in_array", "not_in_array"):
        return (found in [each.strip() for each in wanted.split(",")]) is (relation == "in_array")
    if relation in ("=", "!="):
        return (found == wanted) is (relation == "=")
    try:
        return float(found) > float(wanted) if relation.endswith((">", "gt")) else float(found) < float(wanted)
    except ValueError:
        return False


def pushes(users: list[User]) -> Iterator[Subscription]:
    """Yield every push subscription of some users, each once."""
    seen: set[str] = set()
    for user in users:
        for each in user.subscriptions:
            if each.platform and each.id not in seen:
                seen.add(each.id)
                yield each
