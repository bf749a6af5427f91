"""Live Activities of the emulated OneSignal: started for people, updated and ended by their activity id."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pushbench.sandbox import onesignal_answers as answers
from pushbench.sandbox.exchange import Answer, Received, Request
from pushbench.sandbox.onesignal_handing import activity
from pushbench.sandbox.onesignal_rules import UUID, reached, target_trouble
from pushbench.sandbox.onesignal_users import Audience


class Activities:
    """Who follows which activity, and the two calls that push to them."""

    def __init__(
        self, audience: Audience, new_id: Callable[[], str], hand_on: Callable[[Received], str | None]
    ) -> None:
        self._audience = audience
        self._new_id = new_id
        self._hand_on = hand_on
        self._followers: dict[str, tuple[str, list[str]]] = {}
        """Activity id -> type and subscription ids."""
        self._started: dict[str, Answer] = {}

    def clear(self) -> None:
        self._followers.clear()
        self._started.clear()

    def handle(self, request: Request, rest: tuple[str, ...], now: float) -> Answer:
        """Answer a call; ``rest`` are the path's parts behind the app."""
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict) or request.method != "POST":
            return answers.refused(400 if request.method == "POST" else 404, "Request body is not valid JSON")
        if rest[:2] == ("activities", "activity") and len(rest) == 3:
            return self._start(request, rest[2], body, now)
        if rest[:1] == ("live_activities",) and len(rest) == 3:
            return self._update(request, rest[1], body, now) if rest[2] == "notifications" else self._enter(rest, body)
        return answers.refused(404, "Not found")

    def _enter(self, rest: tuple[str, ...], body: Mapping[str, Any]) -> Answer:
        """What the app's SDK calls when an activity has begun on its own."""
        found = self._audience.subscription(str(body.get("subscription_id")))
        if rest[2] != "token" or found is None:
            return answers.refused(404, "Not found")
        self._followers.setdefault(rest[1], ("", []))[1].append(found[1].id)
        return answers.answer(201, {"success": True})

    def _start(self, request: Request, kind: str, body: dict[str, Any], now: float) -> Answer:
        key = str(body.get("idempotency_key") or "").lower()
        if key in self._started:
            kept = self._started[key]
            return Answer(kept.status, (*kept.headers, ("idempotent-replayed", "true")), kept.body)
        trouble = target_trouble({**body, "target_channel": "push"}) or next(_start_troubles(body), None)
        if trouble:
            return answers.refused(400, trouble)
        phones = [each for each in reached(body, self._audience).subscriptions if each.platform == "ios"]
        if not phones:
            return answers.nobody()
        body = {**body, "event": "start"}
        self._followers[body["activity_id"]] = (kind, [each.id for each in phones])
        identifier = self._push(request, kind, body, [each.id for each in phones], now)
        answer = answers.answer(201, {"notification_id": identifier})
        if key:
            self._started[key] = answer
        return answer

    def _update(self, request: Request, identifier: str, body: dict[str, Any], now: float) -> Answer:
        trouble = next(_update_troubles(body), None)
        if trouble:
            return answers.refused(400, trouble)
        if identifier not in self._followers:
            return answers.refused(404, answers.NO_ACTIVITY)
        kind, followers = self._followers[identifier]
        made = self._push(request, kind, body, followers, now)
        if body["event"] == "end":
            del self._followers[identifier]
        return answers.answer(201, {"id": made})

    def _push(self, request: Request, kind: str, body: dict[str, Any], followers: list[str], now: float) -> str:
        identifier = self._new_id()
        headers, payload = activity(body, kind, now)
        for follower in followers:
            self._hand_on(
                Received(
                    provider="apns",
                    device="",
                    token=follower,
                    at=now,
                    path=request.path,
                    headers=tuple(headers.items()),
                    wire_body=request.body,
                    payload=json.dumps(payload, ensure_ascii=False).encode("utf-8", "backslashreplace"),
                    title="",
                    body="",
                    checks=("Signed in with the app's API key", f"Live Activity {body['event']}"),
                )
            )
        return identifier


def _start_troubles(body: Mapping[str, Any]) -> Iterator[str]:
    if body.get("event", "start") != "start":
        yield "event must be start."
    for name in ("event_attributes", "event_updates"):
        if not isinstance(body.get(name), dict):
            yield f"{name} is required and must be an object."
    for name in ("activity_id", "name"):
        if not isinstance(body.get(name), str) or not body[name]:
            yield f"{name} is required."
    for name in ("contents", "headings"):
        texts = body.get(name)
        if not isinstance(texts, dict) or not texts.get("en"):
            yield f"{name} must have English language content"
    if body.get("idempotency_key") is not None and not UUID.fullmatch(str(body["idempotency_key"])):
        yield "idempotency_key must be a valid UUID."


def _update_troubles(body: Mapping[str, Any]) -> Iterator[str]:
    if body.get("event") not in ("update", "end"):
        yield "event must be update or end."
    if not isinstance(body.get("event_updates"), dict):
        yield "event_updates is required and must be an object."
    if not isinstance(body.get("name"), str) or not body["name"]:
        yield "name is required."
    for name in ("stale_date", "dismissal_date"):
        if body.get(name) is not None and (isinstance(body[name], bool) or not isinstance(body[name], int)):
            yield f"{name} must be an integer."
