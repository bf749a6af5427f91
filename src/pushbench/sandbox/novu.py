"""The emulated Novu: workflows triggered for subscribers, handed on to the virtual phones and browser.

Whom it knows at first: :mod:`pushbench.sandbox.novu_people` (``virtual-iphone``, ``demo``, ``dead-pixel`` ...); its
workflows: :mod:`pushbench.sandbox.novu_workflows`. ``POST /emulator/settings`` with ``{"feed_delay": 1,
"requests_per_second": null}`` says when the activity feed shows a trigger and sets a rate; a reset puts both back.
A fault with a failure of a push step as its ``reason`` (``Unregistered``, ``Subscriber does not have a configured
channel`` ...) lets the trigger pass and the step fail.

Order of checks: key, rate, idempotency key, JSON, fields, workflow.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pushbench.domain.json_value import Json
from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox import novu_answers as answers
from pushbench.sandbox.exchange import Answer, Endpoint, Received, Request, VirtualDevice
from pushbench.sandbox.novu_events import Events
from pushbench.sandbox.novu_feed import Feed, Notification
from pushbench.sandbox.novu_people import People
from pushbench.sandbox.novu_people_api import PeopleApi
from pushbench.sandbox.novu_sending import Sender, make_tokens
from pushbench.sandbox.novu_workflows import WORKFLOWS, to_json

IPHONE_NAME, PIXEL_NAME, BROWSER_NAME = "Virtual iPhone (Novu)", "Virtual Pixel (Novu)", "Virtual browser (Novu)"
SETTINGS = ("emulator", "settings")
WORKFLOW = "pushbench"
STEP_FAILURES = (
    *("Subscriber does not have a configured channel", "Subscriber does not have an active integration"),
    *("Subscriber credentials is missing", "Unexpected provider error", "There was one or more errors"),
    *("Could not generate the message content", "Sending message failed", "Requested entity was not found"),
    *("… failed for reason", "BadDeviceToken", "Unregistered", "DeviceTokenNotForTopic", "DeviceNotRegistered"),
    *("canceled", "skipped", "no push step"),
)
_KEPT_SECONDS = 86_400.0
_LONGEST_KEY = 255
_MOST_KEYS = 5_000
_LIMIT = 330
_PAGE = 10
_MOST_PAGE = 100


class NovuService:
    """Answers as Novu does and hands on to the virtual iPhone, Pixel and browser."""

    provider = "novu"
    endpoints: tuple[Endpoint, ...] = (Endpoint(),)

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self._clock, self._randomness = clock, randomness
        self._key = keys.setdefault("novu.key", randomness.bytes(16).hex())
        self._webhook_secret = keys.setdefault("novu.webhook_secret", randomness.bytes(16).hex())
        self._tokens = make_tokens(keys, randomness)
        self.people = People(self._tokens, self._new_id, clock.now)
        self._people_api = PeopleApi(self.people, self._new_id)
        self.origins: Mapping[str, str] = {}
        self.deliver: Callable[[Received], None] = lambda received: None
        self.hand_on: Callable[[Received], str | None] = lambda received: None
        sender = Sender(self._tokens, self._webhook_secret, clock, self._deliver, self._hand_on)
        self.feed = Feed(self.people, self._new_id, sender.send)
        self._events = Events(self.people, self.feed, self._new_id, randomness.uuid)
        self._rate: int | None = None
        self._times: deque[float] = deque()
        self._answers: OrderedDict[str, tuple[float, str, Answer]] = OrderedDict()

    def _deliver(self, received: Received) -> None:
        self.deliver(received)

    def _hand_on(self, received: Received) -> str | None:
        return self.hand_on(received)

    def _new_id(self) -> str:
        return self._randomness.bytes(12).hex()

    def profile(self) -> Mapping[str, str]:
        return {"api_key": self._key, "workflow_id": WORKFLOW}

    def extras(self) -> Mapping[str, Json]:
        """Return the address of the settings, push tokens for just-in-time sends, and what else there is to address."""
        return {
            "settings_url": f"{self.origins['base_url']}/{'/'.join(SETTINGS)}",
            "tokens": {name.removesuffix("_token"): token for name, token in self._tokens.items()},
            "subscribers": [*self.people.subscribers],
            "workflows": [*WORKFLOWS],
            "topics": ["testers", "nobody"],
        }

    def devices(self) -> tuple[VirtualDevice, ...]:
        named = ((IPHONE_NAME, "ios", "iphone"), (PIXEL_NAME, "android", "pixel"), (BROWSER_NAME, "web", "browser"))
        return tuple(VirtualDevice(name, self.provider, platform, f"virtual-{key}") for name, platform, key in named)

    def reset(self) -> None:
        """Forget notifications, settings, and what was changed about subscribers, topics and integrations."""
        self.people.reset()
        self.feed.clear()
        self._events.clear()
        self._answers.clear()
        self._rate = None
        self._times.clear()

    def token_of(self, request: Request) -> str | None:
        """Return the first subscriber or topic that a trigger names."""
        body = _json(request)
        if not isinstance(body, dict):
            return None
        events = body.get("events")
        event = events[0] if isinstance(events, list) and events and isinstance(events[0], dict) else body
        to = event.get("to")
        first = to[0] if isinstance(to, list) and to else to
        if isinstance(first, dict):
            first = first.get("subscriberId") or first.get("topicKey")
        return first if isinstance(first, str) else None

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        """Word a reason, or the beginning of one, as Novu does; a step's failure passes and fails later."""
        if reason is not None and status is None and reason.startswith(STEP_FAILURES):
            return self._fail_later(request, reason) if request.method == "POST" else self._failed(request, reason)
        made = answers.for_reason(reason, status, request.route, self._clock.now())
        if retry_after is None:
            return made
        kept = tuple(pair for pair in made.headers if pair[0] != "retry-after")
        return replace(made, headers=(*kept, ("retry-after", f"{retry_after:g}")))

    def _fail_later(self, request: Request, reason: str) -> Answer:
        body = _json(request)
        if reason == "no push step" and isinstance(body, dict):
            body, reason = {**body, "name": "in-app"}, ""
        words = reason.replace("…", "?")
        return self._events.handle(request, request.segments[2:], body, self._clock.now(), forced=words)

    def _failed(self, request: Request, reason: str) -> Answer:
        """Answer a question for a transaction with a feed whose push step failed so."""
        name = "in-app" if reason == "no push step" else WORKFLOW
        transaction = request.query.get("transactionId", self._randomness.uuid())
        person, now = self.people.upsert({"subscriberId": "demo"}), self._clock.now()
        made = Notification(
            self._new_id(),
            transaction,
            WORKFLOWS[name],
            person,
            {},
            {},
            now,
            request.path,
            b"",
            forced=reason.replace("…", "?"),
        )
        return self._page(request, [self.feed.tried(made, now)])

    async def handle(self, request: Request) -> Answer:
        now = self._clock.now()
        self.feed.advance(now)
        if request.segments == SETTINGS:
            return self._settings(request, now)
        made = self._refusal(request, now)
        if made is None:
            made = self._once(request, now)
        return replace(made, headers=(*made.headers, *self._limits()))

    def _refusal(self, request: Request, now: float) -> Answer | None:
        sent = request.header("authorization")
        if sent is None:
            return answers.refused(401, answers.MISSING_HEADER, request.route, now)
        word, _, key = sent.partition(" ")
        if word != "ApiKey":
            return answers.refused(401, f'Invalid authentication scheme: "{word[:40]}"', request.route, now)
        if key.strip() != self._key:
            return answers.refused(401, answers.KEY_NOT_FOUND, request.route, now)
        if not self._is_slow_enough():
            return answers.refused(429, answers.RATE_LIMITED, request.route, now, ("retry-after", "1"))
        return None

    def _is_slow_enough(self) -> bool:
        now = self._clock.monotonic()
        while self._times and self._times[0] <= now - 1:
            self._times.popleft()
        if self._rate is None:
            return True
        if len(self._times) >= self._rate:
            return False
        self._times.append(now)
        return True

    def _limits(self) -> tuple[tuple[str, str], ...]:
        limit = self._rate or _LIMIT
        policy = (
            f'{limit};w=1;burst={limit};comment="token bucket";category="trigger";cost="single";serviceLevel="free"'
        )
        return (
            ("ratelimit-limit", str(limit)),
            ("ratelimit-remaining", str(max(0, limit - len(self._times)))),
            ("ratelimit-reset", "1"),
            ("ratelimit-policy", policy),
        )

    # Idempotency

    def _once(self, request: Request, now: float) -> Answer:
        """Answer a request, or repeat the answer that its idempotency key was given within a day."""
        key = request.header("idempotency-key")
        if key is None or request.method not in ("POST", "PATCH"):
            return self._answered(request, now)
        if len(key) > _LONGEST_KEY:
            return answers.refused(400, answers.KEY_TOO_LONG, request.route, now)
        mark = hashlib.sha256(f"{request.method} {request.path} ".encode() + request.body).hexdigest()
        kept = self._answers.get(key)
        if kept is not None and now - kept[0] <= _KEPT_SECONDS:
            if kept[1] != mark:
                return answers.refused(422, answers.REUSED.format(key), request.route, now)
            return replace(kept[2], headers=(*kept[2].headers, ("idempotency-replay", "true")))
        made = self._answered(request, now)
        made = replace(made, headers=(*made.headers, ("idempotency-key", key)))
        self._answers[key] = (now, mark, made)
        while len(self._answers) > _MOST_KEYS:
            self._answers.popitem(last=False)
        return made

    def _answered(self, request: Request, now: float) -> Answer:
        version, area = (*request.segments, "", "")[:2]
        rest = request.segments[2:]
        body = _json(request)
        found: Answer | None = None
        if (version, area) == ("v1", "events"):
            return self._events.handle(request, rest, body, now)
        if (version, area) in (("v1", "notifications"), ("v1", "messages")):
            found = self._history(request, area, rest, now)
        elif (version, area) == ("v2", "workflows") and request.method == "GET":
            found = self._workflows(request, rest, now)
        elif (version, area) in _PEOPLE:
            found = self._people_api.handle(request, area, rest, body, now)
        if found is not None:
            return found
        return answers.refused(404, f"Cannot {request.method} {request.route}", request.route, now)

    # History

    def _history(self, request: Request, area: str, rest: tuple[str, ...], now: float) -> Answer | None:
        shown = self.feed.visible(now)
        if request.method == "DELETE" and area == "messages" and rest:
            return self._forget(rest)
        if request.method != "GET":
            return None
        if rest:
            found = next((each for each in shown if each.id == rest[0]), None)
            if found is None:
                return answers.refused(404, f"Notification with id {rest[0]} not found", request.route, now)
            return answers.data(200, self.feed.to_json(found))
        wanted = [each for each in shown if _matches(each, request)]
        if area == "messages":
            return self._page(request, [message for each in wanted for message in each.messages], more=True)
        return self._page(request, [self.feed.to_json(each) for each in wanted])

    def _forget(self, rest: tuple[str, ...]) -> Answer:
        """Remove a message, or all of a transaction."""
        for each in self.feed.visible(self._clock.now()):
            each.messages = [
                message
                for message in each.messages
                if message["_id"] != rest[-1] and message["transactionId"] != rest[-1]
            ]
        return (
            Answer(204) if rest[0] == "transaction" else answers.data(200, {"acknowledged": True, "status": "deleted"})
        )

    def _page(self, request: Request, items: list[dict[str, Any]], *, more: bool = False) -> Answer:
        limit = _whole(request.query.get("limit"), _PAGE, 1, _MOST_PAGE)
        page = _whole(request.query.get("page"), 0, 0, 10_000)
        part = items[page * limit : (page + 1) * limit]
        body: dict[str, Any] = {
            "page": page,
            "pageSize": limit,
            "hasMore": len(items) > (page + 1) * limit,
            "data": part,
        }
        return answers.answer(200, {**body, **({"totalCount": len(items)} if more else {})})

    def _workflows(self, request: Request, rest: tuple[str, ...], now: float) -> Answer | None:
        moment = answers.stamp(now)
        if not rest:
            listed = [to_json(each, moment) for each in WORKFLOWS.values()]
            return answers.data(200, {"workflows": listed, "totalCount": len(listed)})
        found = WORKFLOWS.get(rest[0])
        if len(rest) == 1 and found is not None:
            return answers.data(200, to_json(found, moment))
        message = {"message": "Workflow cannot be found", "workflowId": rest[0]}
        return answers.refused(404, "Workflow cannot be found", request.route, now, ctx=message)

    def _settings(self, request: Request, now: float) -> Answer:
        body = _json(request) if request.method == "POST" else {}
        if not isinstance(body, dict) or set(body) - {"feed_delay", "requests_per_second"}:
            return answers.refused(400, "Settings are feed_delay and requests_per_second.", request.route, now)
        delay, rate = body.get("feed_delay", self.feed.delay_seconds), body.get("requests_per_second", self._rate)
        is_delay = isinstance(delay, int | float) and not isinstance(delay, bool) and 0 <= delay <= 3600
        if not is_delay or not (rate is None or (isinstance(rate, int) and not isinstance(rate, bool) and rate > 0)):
            words = "feed_delay is a number of seconds up to an hour, requests_per_second above 0 or null."
            return answers.refused(400, words, request.route, now)
        self.feed.delay_seconds, self._rate = float(delay), rate
        return answers.answer(200, {"feed_delay": self.feed.delay_seconds, "requests_per_second": rate})


_PEOPLE = (("v1", "subscribers"), ("v2", "subscribers"), ("v2", "topics"), ("v1", "integrations"))


def _matches(notification: Notification, request: Request) -> bool:
    query = request.path.partition("?")[2]
    if not query:
        return True
    wanted = request.query
    transaction = wanted.get("transactionId") or wanted.get("transactionId[]")
    subscriber = wanted.get("subscriberIds") or wanted.get("subscriberIds[]") or wanted.get("subscriberId")
    channel = wanted.get("channels") or wanted.get("channel")
    topic = wanted.get("topicKey")
    return (
        (not transaction or notification.transaction == transaction)
        and (not subscriber or notification.subscriber.id == subscriber)
        and (not channel or any(step.type == channel for step in notification.workflow.steps))
        and (not topic or topic in notification.topics)
    )


def _json(request: Request) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def _whole(text: str | None, usual: int, least: int, most: int) -> int:
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) < 10
    return max(least, min(int(text), most)) if is_number and text is not None else usual


def make(keys: dict[str, str], clock: Clock, randomness: Randomness) -> NovuService:
    """Make the service; keys it generates are added to ``keys``."""
    return NovuService(keys, clock, randomness)
