"""Channels, named users, tags and segments of the emulated Airship: whom an audience reaches.

At first the virtual iPhone, Pixel and browser belong to the named user ``demo``, with the tag ``news``, the tag ``gold``
of the group ``loyalty``, and attributes ``first_name`` Ana and ``walk_min`` 8; language en, country DE. Two more
channels are there to be missed: ``opted_out`` and ``uninstalled``. Segment ``testers`` is everybody with the tag news.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

CREATED = "2026-01-15T09:00:00"
_BY_TYPE = {
    "ios_channel": "ios",
    "android_channel": "android",
    "amazon_channel": "amazon",
    "web_channel": "web",
    "open_channel": "open",
    "apid": "android",
    "wns": "wns",
}


@dataclass(slots=True)
class Channel:
    """One installation or browser."""

    id: str
    device_type: str
    address: str | None
    named_user: str | None = None
    tags: list[str] = field(default_factory=list)
    tag_groups: dict[str, list[str]] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    language: str = "en"
    country: str = "DE"
    is_installed: bool = True
    has_opted_in: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return a lookup's answer."""
        made: dict[str, Any] = {
            "channel_id": self.id,
            "device_type": self.device_type,
            "installed": self.is_installed,
            "background": True,
            "opt_in": self.has_opted_in,
            "push_address": self.address if self.is_installed else None,
            "created": CREATED,
            "last_registration": CREATED,
            "named_user_id": self.named_user,
            "alias": None,
            "tags": list(self.tags),
            "tag_groups": {
                "ua_locale_language": [self.language],
                "ua_locale_country": [self.country],
                **self.tag_groups,
            },
            "device_attributes": {"ua_language": self.language, "ua_country": self.country},
            "attributes": dict(self.attributes),
        }
        if self.device_type == "ios":
            made["ios"] = {"badge": 0, "quiettime": {"start": None, "end": None}, "tz": "Europe/Berlin"}
        if self.device_type == "web":
            made["web"] = {"subscription": {"auth": "c2FuZGJveA", "p256dh": "c2FuZGJveA"}}
        return made


class People:
    """All channels of the project."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        self._ids = ids
        self.channels: dict[str, Channel] = {}
        self.segments: dict[str, tuple[str, Any]] = {}
        """Id -> name and selector."""
        self.reset()

    def reset(self) -> None:
        """Put the first channels and the segment back."""
        ids = self._ids
        addresses = {
            "iphone": ids["apns_token"].upper(),
            "pixel": f"pixel:APA91b{'x' * 120}",
            "browser": "https://push.example/b",
        }
        kinds = {"iphone": "ios", "pixel": "android", "browser": "web"}
        made = [
            Channel(
                ids[name],
                kinds[name],
                addresses[name],
                "demo",
                ["news"],
                {"loyalty": ["gold"]},
                {"first_name": "Ana", "walk_min": 8},
            )
            for name in kinds
        ]
        made.append(Channel(ids["opted_out"], "ios", "0" * 64, "silent", ["quiet"], has_opted_in=False))
        made.append(Channel(ids["uninstalled"], "android", None, "gone", ["quiet"], is_installed=False))
        self.channels = {channel.id: channel for channel in made}
        self.segments = {ids["segment"]: ("testers", {"tag": "news"})}

    def user(self, name: str) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.named_user == name]

    def users(self) -> list[str]:
        return list(dict.fromkeys(c.named_user for c in self.channels.values() if c.named_user))

    def user_json(self, name: str) -> dict[str, Any]:
        return {
            "named_user_id": name,
            "created": CREATED,
            "last_modified": CREATED,
            "tags": {},
            "attributes": {},
            "channels": [channel.to_json() for channel in self.user(name)],
        }

    def reached(self, audience: Any, device_types: Any) -> list[Channel]:
        """Return who gets a push: of the audience, of its platforms, installed and opted in."""
        wanted = None if device_types == "all" else device_types
        return [
            channel
            for channel in self.channels.values()
            if (wanted is None or channel.device_type in wanted)
            and channel.is_installed
            and channel.has_opted_in
            and self._fits(channel, audience)
        ]

    def _fits(self, channel: Channel, selector: Any) -> bool:
        if selector == "all":
            return True
        if not isinstance(selector, dict):
            return False
        if "and" in selector:
            return all(self._fits(channel, each) for each in selector["and"])
        if "or" in selector:
            return any(self._fits(channel, each) for each in selector["or"])
        if "not" in selector:
            return not self._fits(channel, selector["not"])
        return any(self._is(channel, name, each, selector) for name, each in _leaves(selector))

    def _is(self, channel: Channel, name: str, value: Any, selector: Mapping[str, Any]) -> bool:
        if name == "tag":
            group = selector.get("group")
            return value in (channel.tags if group in (None, "device") else channel.tag_groups.get(str(group), []))
        if name == "channel":
            return channel.id == str(value).lower()
        if name in _BY_TYPE:
            return channel.id == str(value).lower() and channel.device_type.startswith(_BY_TYPE[name])
        if name == "device_token":
            return channel.device_type == "ios" and channel.address == str(value).upper()
        if name == "named_user":
            return bool(channel.named_user == value)
        if name == "segment":
            found = self.segments.get(str(value).lower())
            return found is not None and self._fits(channel, found[1])
        return name == "attribute" and _compares(channel.attributes.get(str(value)), selector)


def _leaves(selector: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in selector.items():
        if name not in ("group", "operator", "value", "precision"):
            yield from ((name, each) for each in (value if isinstance(value, list) else [value]))


def _compares(own: Any, selector: Mapping[str, Any]) -> bool:
    operator, wanted = selector.get("operator"), selector.get("value")
    if operator == "is_empty":
        return own in (None, "")
    if operator == "equals":
        return bool(own == wanted)
    if operator == "contains":
        return isinstance(own, str) and str(wanted) in own
    both = isinstance(own, int | float) and isinstance(wanted, int | float)
    if operator == "less":
        return bool(both and own < wanted)
    return bool(operator == "greater" and both and own > wanted)
