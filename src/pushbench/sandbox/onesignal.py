"""The emulated OneSignal: messages to users, segments and filters, handed on to the virtual phones and browser.

Whom it knows at first: :mod:`pushbench.sandbox.onesignal_users`. Every path is there under ``/api/v1`` as well, where
``Authorization: Basic KEY`` is what old clients send; both words work on both. ``POST /emulator/settings`` with
``{"requests_per_second": 5, "confirmed_delivery": false}`` sets a rate and keeps devices from confirming; a reset puts
both back.

Order of checks: key, rate, JSON, app, idempotency key, targets, content, audience.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from pushbench.domain.json_value import Json
from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox import onesignal_answers as answers
from pushbench.sandbox.exchange import Answer, Endpoint, Received, Request, VirtualDevice
from pushbench.sandbox.onesignal_activities import Activities
from pushbench.sandbox.onesignal_book import Book, Message
from pushbench.sandbox.onesignal_handing import handed
from pushbench.sandbox.onesignal_rules import UUID, content_trouble, reached, target_trouble
from pushbench.sandbox.onesignal_users import Audience, Subscription
from pushbench.sandbox.onesignal_users_api import UsersApi
from pushbench.sandbox.webpush_crypto import encode_base64

IPHONE_NAME, PIXEL_NAME = "Virtual iPhone (OneSignal)", "Virtual Pixel (OneSignal)"
BROWSER_NAME = "Virtual browser (OneSignal)"
SETTINGS = ("emulator", "settings")
_IDS = ("app", "user", "iphone", "pixel", "browser", "silent_user", "unsubscribed", "errored_user", "errored")
_TOKEN_FIELDS = (
    *("include_subscription_ids", "include_player_ids", "included_segments", "include_external_user_ids"),
    *("include_ios_tokens", "include_android_reg_ids"),
)
_PAGE = 50


class OneSignalService:
    """Answers as OneSignal does and hands on to the virtual iPhone, Pixel and browser."""

    provider = "onesignal"
    endpoints: tuple[Endpoint, ...] = (Endpoint(),)

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        self._ids = {name: keys.setdefault(f"onesignal.{name}", randomness.uuid()) for name in _IDS}
        self._ids["apns_token"] = keys.setdefault("onesignal.apns_token", randomness.bytes(32).hex())
        self._key = keys.setdefault("onesignal.key", f"os_v2_app_{encode_base64(randomness.bytes(45)).lower()}")
        self.audience = Audience(self._ids, randomness.uuid)
        self.book = Book(self._push)
        self.origins: Mapping[str, str] = {}
        self.deliver: Callable[[Received], None] = lambda received: None
        self.hand_on: Callable[[Received], str | None] = lambda received: None
        self._activities = Activities(self.audience, randomness.uuid, lambda received: self.hand_on(received))
        self._users = UsersApi(self.audience, randomness.uuid)
        self._rate: int | None = None
        self._times: deque[float] = deque()

    @property
    def app_id(self) -> str:
        return self._ids["app"]

    def profile(self) -> Mapping[str, str]:
        return {"app_id": self.app_id, "api_key": self._key}

    def extras(self) -> Mapping[str, Json]:
        """Return the address of the settings, and the subscriptions that are there to be refused."""
        return {
            "settings_url": f"{self.origins['base_url']}/{'/'.join(SETTINGS)}",
            "subscriptions": {name: self._ids[name] for name in ("unsubscribed", "errored")},
            "external_id": "demo",
        }

    def devices(self) -> tuple[VirtualDevice, ...]:
        named = ((IPHONE_NAME, "ios", "iphone"), (PIXEL_NAME, "android", "pixel"), (BROWSER_NAME, "web", "browser"))
        return tuple(VirtualDevice(name, self.provider, platform, self._ids[key]) for name, platform, key in named)

    def reset(self) -> None:
        """Forget messages, activities, settings, and what was changed about users and segments."""
        self.book.clear()
        self.audience.reset()
        self._activities.clear()
        self._rate = None
        self._times.clear()

    def token_of(self, request: Request) -> str | None:
        """Return the first id, segment or alias that a request names."""
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            return None
        if not isinstance(body, dict):
            return None
        lists = [body.get(name) for name in _TOKEN_FIELDS]
        aliases = body.get("include_aliases")
        lists += list(aliases.values()) if isinstance(aliases, dict) else []
        return next((each[0] for each in lists if isinstance(each, list) and each and isinstance(each[0], str)), None)

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        """Word a reason, or the beginning of one, as OneSignal does; a bare status gets its usual words."""
        made = answers.for_reason(reason, status)
        extra = () if retry_after is None else (("retry-after", f"{retry_after:g}"),)
        return Answer(status or made.status, (*made.headers, *extra), made.body)

    async def handle(self, request: Request) -> Answer:
        segments = request.segments
        if segments == SETTINGS:
            return self._settings(request)
        segments = segments[2:] if segments[:2] == ("api", "v1") else segments
        now = self._clock.now()
        self.book.advance(now)
        if not self._is_signed_in(request):
            return answers.refused(403, answers.ACCESS_DENIED)
        if not self._is_slow_enough():
            return answers.answer(
                429, {"errors": [answers.RATE_LIMITED], "limit": str(self._rate)}, ("retry-after", "1")
            )
        if segments[:1] == ("notifications",):
            return self._notifications(request, segments[1:], now)
        if segments[:1] == ("apps",) and len(segments) > 2:
            return self._app(request, segments[1], segments[2:], now)
        return answers.refused(404, "Not found")

    def _is_signed_in(self, request: Request) -> bool:
        word, _, key = (request.header("authorization") or "").partition(" ")
        return word.lower() in ("key", "basic") and key.strip() == self._key

    def _is_slow_enough(self) -> bool:
        now = self._clock.monotonic()
        while self._times and self._times[0] <= now - 1:
            self._times.popleft()
        if self._rate is not None and len(self._times) >= self._rate:
            return False
        self._times.append(now) if self._rate is not None else None
        return True

    def _settings(self, request: Request) -> Answer:
        body = _json(request) if request.method == "POST" else {}
        if body is None:
            return answers.refused(400, "Settings are a JSON object.")
        rate, confirms = body.get("requests_per_second", self._rate), body.get("confirmed_delivery", self.book.confirms)
        is_rate = rate is None or (isinstance(rate, int) and not isinstance(rate, bool) and rate > 0)
        if set(body) - {"requests_per_second", "confirmed_delivery"} or not is_rate or not isinstance(confirms, bool):
            return answers.refused(400, "Settings are requests_per_second (above 0, or null) and confirmed_delivery.")
        self._rate, self.book.confirms = rate, confirms
        return answers.answer(200, {"requests_per_second": rate, "confirmed_delivery": confirms})

    # Messages

    def _notifications(self, request: Request, rest: tuple[str, ...], now: float) -> Answer:
        if request.method == "POST" and not rest:
            return self._create(request, now)
        if request.method == "POST" and rest == ("count-unsaved",):
            return self._count(request)
        if request.query.get("app_id", "").lower() != self.app_id:
            return self._wrong_app(request.query.get("app_id"))
        if request.method == "GET" and not rest:
            return self._list(request)
        found = self.book.find(rest[0], now) if len(rest) == 1 else None
        if len(rest) != 1 or request.method not in ("GET", "DELETE"):
            return answers.refused(404, "Not found")
        if found is None:
            return answers.refused(404, answers.NOT_FOUND)
        return answers.answer(200, found.to_json()) if request.method == "GET" else self._cancel(found, now)

    def _wrong_app(self, app: Any) -> Answer:
        if isinstance(app, str) and UUID.fullmatch(app):
            return answers.refused(403, answers.ACCESS_DENIED)
        return answers.refused(400, answers.NO_APP)

    def _create(self, request: Request, now: float) -> Answer:
        body = _json(request)
        if body is None:
            return answers.refused(400, "Request body is not valid JSON")
        app = body.get("app_id")
        if not isinstance(app, str) or app.lower() != self.app_id:
            return self._wrong_app(app)
        key = body.get("idempotency_key") or body.get("external_id")
        replayed = self.book.answered(key, now)
        if replayed is not None:
            return replayed
        trouble = target_trouble(body) or content_trouble(body, now)
        if trouble:
            return answers.refused(400, trouble)
        return self._accept(request, body, key, now)

    def _accept(self, request: Request, body: dict[str, Any], key: Any, now: float) -> Answer:
        found = reached(body, self.audience)
        if not found.subscriptions:
            return answers.nobody(found.skipped)
        waiting, failed = list(found.subscriptions), len(found.unsubscribed)
        message = Message(self._randomness.uuid(), body, now, waiting, failed, request.path, request.body)
        made: dict[str, Any] = {"id": message.id, "external_id": key}
        if found.skipped:
            made["errors"] = found.skipped
        answer = self.book.keep(key, answers.answer(200, made), now)
        self.book.add(message, now)
        return answer

    def _count(self, request: Request) -> Answer:
        body = _json(request)
        if body is None or str(body.get("app_id", "")).lower() != self.app_id:
            return self._wrong_app(body.get("app_id") if body else None)
        trouble = target_trouble(body)
        if trouble:
            return answers.refused(400, trouble)
        count = len(reached(body, self.audience).subscriptions)
        more = {"cap_applied": False, "mobile_suppressed": False, "mobile_excluded_count": 0}
        return answers.answer(200, {"count": count, "uncapped_count": count, **more})

    def _list(self, request: Request) -> Answer:
        query = request.query
        found = self.book.newest(query.get("template_id"))
        limit, offset = _whole(query.get("limit"), _PAGE, 1, _PAGE), _whole(query.get("offset"), 0, 0, len(found))
        page = [message.to_json() for message in found[offset : offset + limit]]
        return answers.answer(200, {"total_count": len(found), "offset": offset, "limit": limit, "notifications": page})

    def _cancel(self, message: Message, now: float) -> Answer:
        if message.is_canceled or message.completed_at is not None:
            return answers.refused(400, answers.ALREADY_SENT)
        message.is_canceled, message.completed_at = True, now
        return answers.answer(200, {"success": True})

    def _push(self, message: Message, subscription: Subscription) -> str | None:
        found = self.audience.subscription(subscription.id)
        language = found[0].language if found else "en"
        now = self._clock.now()
        provider, headers, body, title, text = handed(subscription.platform, message.body, message.id, language, now)
        return self.hand_on(
            Received(
                provider=provider,
                device="",
                token=subscription.id,
                at=now,
                path=message.path,
                headers=tuple(headers.items()),
                wire_body=message.wire_body,
                payload=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace"),
                title=title,
                body=text,
                checks=(
                    "Signed in with the app's API key",
                    "One family of targets, every id well formed",
                    "Subscribed at the sandbox",
                    f"Message {message.id}",
                ),
            )
        )

    # The app

    def _app(self, request: Request, app: str, rest: tuple[str, ...], now: float) -> Answer:
        if app.lower() != self.app_id:
            return self._wrong_app(app)
        if rest[0] in ("activities", "live_activities"):
            return self._activities.handle(request, rest, now)
        if rest[0] in ("users", "subscriptions", "segments"):
            return self._users.handle(request, rest)
        return answers.refused(404, "Not found")


def _json(request: Request) -> dict[str, Any] | None:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _whole(text: str | None, usual: int, least: int, most: int) -> int:
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) < 10
    return max(least, min(int(text), most)) if is_number and text is not None else usual


def make(keys: dict[str, str], clock: Clock, randomness: Randomness) -> OneSignalService:
    """Make the service; keys it generates are added to ``keys``."""
    return OneSignalService(keys, clock, randomness)
