"""The emulated Airship's calls about channels, named users, tags and segments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pushbench.sandbox import airship_answers as answers
from pushbench.sandbox.airship_people import CREATED, Channel, People
from pushbench.sandbox.exchange import Answer, Request


class PeopleApi:
    """Answers for ``/api/channels``, ``/api/named_users`` and ``/api/segments``."""

    def __init__(self, people: People, new_id: Callable[[], str]) -> None:
        self._people = people
        self._new_id = new_id

    def handle(self, request: Request, rest: tuple[str, ...], body: Mapping[str, Any]) -> Answer:
        kind, tail = rest[0], rest[1:]
        if kind == "segments":
            return self._segments(request, tail)
        if request.method == "POST":
            return self._change(kind, tail, body)
        if request.method != "GET":
            return answers.bare(405)
        return self._channels(request, tail) if kind == "channels" else self._users(request)

    def _channels(self, request: Request, tail: tuple[str, ...]) -> Answer:
        if not tail:
            listed = [channel.to_json() for channel in self._people.channels.values()]
            return answers.ok(200, {"channels": listed})
        found = self._people.channels.get(tail[0].lower())
        if found is None:
            return answers.refused("40404", self._new_id())
        return answers.ok(200, {"channel": found.to_json()})

    def _users(self, request: Request) -> Answer:
        wanted = request.query.get("id")
        if wanted is None:
            return answers.ok(200, {"named_users": [self._people.user_json(name) for name in self._people.users()]})
        if wanted not in self._people.users():
            return answers.refused("40401", self._new_id())
        return answers.ok(200, {"named_user": self._people.user_json(wanted)})

    def _segments(self, request: Request, tail: tuple[str, ...]) -> Answer:
        if request.method != "GET":
            return answers.refused("40301", self._new_id())
        if not tail:
            listed = [
                {"id": key, "display_name": name, "creation_date": CREATED, "modification_date": CREATED}
                for key, (name, _) in self._people.segments.items()
            ]
            return answers.ok(200, {"segments": listed})
        found = self._people.segments.get(tail[0].lower())
        if found is None:
            return answers.refused("40401", self._new_id())
        return answers.ok(200, {"display_name": found[0], "criteria": found[1]})

    def _change(self, kind: str, tail: tuple[str, ...], body: Mapping[str, Any]) -> Answer:
        word = tail[0] if tail else ""
        if word == "tags":
            return self._tags(kind, body)
        if kind == "channels" and word == "uninstall":
            return self._uninstall(body)
        if kind == "named_users" and word in ("associate", "disassociate"):
            return self._associate(body, is_join=word == "associate")
        return answers.refused("40301", self._new_id())

    def _tags(self, kind: str, body: Mapping[str, Any]) -> Answer:
        audience = body.get("audience")
        operations = {name: body[name] for name in ("add", "remove", "set") if isinstance(body.get(name), dict)}
        if not isinstance(audience, dict) or not operations or ("set" in operations and len(operations) > 1):
            return answers.refused("40001", self._new_id(), {"error": "audience and add, remove or set are required"})
        for channel in self._named(kind, audience):
            for operation, groups in operations.items():
                for group, tags in groups.items():
                    self._retag(channel, operation, group, tags if isinstance(tags, list) else [tags])
        return answers.ok(200)

    def _named(self, kind: str, audience: Mapping[str, Any]) -> list[Channel]:
        values = [each for value in audience.values() for each in (value if isinstance(value, list) else [value])]
        if kind == "named_users":
            return [channel for name in values for channel in self._people.user(str(name))]
        found = [self._people.channels.get(str(each).lower()) for each in values]
        return [channel for channel in found if channel is not None]

    def _retag(self, channel: Channel, operation: str, group: str, tags: list[Any]) -> None:
        own = channel.tags if group == "device" else channel.tag_groups.setdefault(group, [])
        if operation == "set":
            own[:] = tags
        elif operation == "add":
            own.extend(tag for tag in tags if tag not in own)
        else:
            own[:] = [tag for tag in own if tag not in tags]

    def _associate(self, body: Mapping[str, Any], *, is_join: bool) -> Answer:
        channel = self._people.channels.get(str(body.get("channel_id", "")).lower())
        name = body.get("named_user_id")
        if channel is None:
            return answers.refused("40404", self._new_id())
        if not isinstance(name, str) or not 0 < len(name) <= 128:
            return answers.refused(
                "40001", self._new_id(), {"error": "named_user_id is required", "path": "named_user_id"}
            )
        channel.named_user = name if is_join else None
        return answers.ok(200)

    def _uninstall(self, body: Any) -> Answer:
        listed = body if isinstance(body, list) else []
        for item in listed:
            channel = (
                self._people.channels.get(str(item.get("channel_id", "")).lower()) if isinstance(item, dict) else None
            )
            if channel is not None:
                channel.is_installed = False
        return answers.ok(202)
