"""The emulated OneSignal's calls about users, subscriptions and segments."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pushbench.sandbox import onesignal_answers as answers
from pushbench.sandbox.exchange import Answer, Request
from pushbench.sandbox.onesignal_users import MOST_SUBSCRIPTIONS, PUSH_TYPES, Audience, Subscription, User

_TYPES = (*PUSH_TYPES, "Email", "SMS")
_MOST_SEGMENTS = 100


class UsersApi:
    """``/apps/APP/users``, ``/apps/APP/subscriptions`` and ``/apps/APP/segments``; sign-in is done before."""

    def __init__(self, audience: Audience, new_id: Callable[[], str]) -> None:
        self._audience = audience
        self._new_id = new_id

    def handle(self, request: Request, rest: tuple[str, ...]) -> Answer:
        """Answer a call; ``rest`` are the path's parts behind the app."""
        try:
            body = json.loads(request.body) if request.body else {}
        except (ValueError, RecursionError):
            return answers.refused(400, "Request body is not valid JSON")
        if not isinstance(body, dict):
            return answers.refused(400, "Request body is not a JSON object")
        if rest[0] == "users":
            return self._users(request.method, rest[1:], body)
        if rest[0] == "subscriptions":
            return self._subscriptions(request.method, rest[1:], body)
        return self._segments(request.method, rest[1:], body)

    def _users(self, method: str, rest: tuple[str, ...], body: Mapping[str, Any]) -> Answer:
        if not rest:
            return self._create(body) if method == "POST" else answers.refused(404, "Not found")
        if rest[0] != "by" or len(rest) < 3:
            return answers.refused(404, "Not found")
        user = self._audience.by_alias(rest[1], rest[2])
        if user is None:
            title = f"The requested user was not found: {rest[1]} {rest[2]}"
            return answers.structured(404, "user-404", title)
        if len(rest) == 3:
            return self._one(method, user, body)
        if rest[3] == "identity":
            return self._identity(method, user, rest[4:], body)
        if rest[3] == "subscriptions" and method == "POST":
            return self._subscribe(user, body.get("subscription"))
        return answers.refused(404, "Not found")

    def _create(self, body: Mapping[str, Any]) -> Answer:
        identity = {str(key): str(value) for key, value in (_object(body.get("identity"))).items()}
        user = next((u for key, value in identity.items() if (u := self._audience.by_alias(key, value))), None)
        if user is None:
            user = User(self._new_id(), identity)
            self._audience.users.append(user)
        _update(user, _object(body.get("properties")))
        for asked in body.get("subscriptions") or []:
            answer = self._subscribe(user, asked)
            if answer.status >= 400:
                return answer
        return answers.answer(201, user.to_json())

    def _one(self, method: str, user: User, body: Mapping[str, Any]) -> Answer:
        if method == "GET":
            return answers.answer(200, user.to_json())
        if method == "PATCH":
            _update(user, _object(body.get("properties")))
            return answers.answer(202, {"properties": _object(body.get("properties"))})
        if method == "DELETE":
            self._audience.users.remove(user)
            return answers.answer(202, {"identity": user.identity()})
        return answers.refused(404, "Not found")

    def _identity(self, method: str, user: User, rest: tuple[str, ...], body: Mapping[str, Any]) -> Answer:
        if method == "DELETE" and rest:
            user.aliases.pop(rest[0], None)
        elif method == "PATCH":
            for label, identity in _object(body.get("identity")).items():
                other = self._audience.by_alias(label, str(identity))
                if other is not None and other is not user:
                    title = "One or more Aliases claimed by another User"
                    return answers.structured(409, "user-2", title, **{label: str(identity)})
                user.aliases[label] = str(identity)
        return answers.answer(200, {"identity": user.identity()})

    def _subscribe(self, user: User, asked: Any) -> Answer:
        wanted = _object(asked)
        if wanted.get("type") not in _TYPES:
            return answers.structured(400, "subscription-400", "type is not a known subscription type")
        if len(user.subscriptions) >= MOST_SUBSCRIPTIONS:
            return answers.structured(409, "Subscription Limit Exceeded", "The user has too many subscriptions.")
        types = wanted.get("notification_types", 1 if wanted.get("enabled", True) else -2)
        made = Subscription(self._new_id(), wanted["type"], str(wanted.get("token") or ""), int(types))
        user.subscriptions.append(made)
        return answers.answer(201, {"subscription": made.to_json()})

    def _subscriptions(self, method: str, rest: tuple[str, ...], body: Mapping[str, Any]) -> Answer:
        found = self._audience.subscription(rest[0]) if rest else None
        if found is None:
            return answers.structured(404, "subscription-404", "The requested subscription was not found")
        user, subscription = found
        if rest[1:] == ("user", "identity"):
            return self._identity(method, user, (), body)
        if rest[1:]:
            return answers.refused(404, "Not found")
        if method == "PATCH":
            wanted = _object(body.get("subscription"))
            if "enabled" in wanted or "notification_types" in wanted:
                types = wanted.get("notification_types", 1 if wanted.get("enabled") else -2)
                subscription.notification_types = types if isinstance(types, int) else 1
            return answers.answer(202, {})
        if method == "DELETE":
            user.subscriptions.remove(subscription)
            return answers.answer(202, {})
        return answers.refused(404, "Not found")

    def _segments(self, method: str, rest: tuple[str, ...], body: Mapping[str, Any]) -> Answer:
        segments = self._audience.segments
        if method == "GET" and not rest:
            listed = [{"id": identifier, "name": name} for name, (identifier, _) in segments.items()]
            return answers.answer(200, {"total_count": len(listed), "offset": 0, "limit": 300, "segments": listed})
        if method == "POST" and not rest:
            return self._new_segment(body)
        name = next((name for name, (identifier, _) in segments.items() if rest == (identifier,)), None)
        if name is None or method != "DELETE":
            return answers.refused(404, "Segment not found")
        del segments[name]
        return answers.answer(200, {"success": True})

    def _new_segment(self, body: Mapping[str, Any]) -> Answer:
        name, filters = body.get("name"), body.get("filters")
        if not isinstance(name, str) or not name or not isinstance(filters, list) or not filters:
            return answers.refused(400, "name and filters are required", success=False)
        if name in self._audience.segments:
            return answers.answer(409, {"success": False, "errors": ["A segment with the same name already exists."]})
        if len(self._audience.segments) >= _MOST_SEGMENTS:
            return answers.refused(422, "You have reached the maximum number of segments allowed for your plan.")
        identifier = self._new_id()
        self._audience.segments[name] = (identifier, filters)
        return answers.answer(201, {"success": True, "id": identifier})


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _update(user: User, properties: Mapping[str, Any]) -> None:
    for key, value in _object(properties.get("tags")).items():
        if value in ("", None):
            user.tags.pop(key, None)
        else:
            user.tags[key] = str(value)
    user.language = str(properties.get("language") or user.language)
    user.country = str(properties.get("country") or user.country)
