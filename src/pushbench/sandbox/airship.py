"""The emulated Airship: pushes to channels, named users, tags and segments, handed on to the virtual phones and browser.

Whom it knows at first: :mod:`pushbench.sandbox.airship_people`. ``/token`` is the OAuth endpoint. ``POST
/emulator/settings`` with ``{"requests_per_second": 5, "report_delay_seconds": 60, "opened": true}`` sets a rate, lets
reports count later, and lets people tap what they get; a reset puts them back.

Order of checks: Accept, sign-in, rate, size, JSON, content.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pushbench.domain.json_value import Json
from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox import airship_answers as answers
from pushbench.sandbox.airship_book import Book, Push
from pushbench.sandbox.airship_handing import handed
from pushbench.sandbox.airship_oauth import OAuth, new_private_key
from pushbench.sandbox.airship_people import Channel, People
from pushbench.sandbox.airship_people_api import PeopleApi
from pushbench.sandbox.airship_plan_rules import past_or
from pushbench.sandbox.airship_plans import Plans
from pushbench.sandbox.airship_push import push_problems
from pushbench.sandbox.exchange import Answer, Endpoint, Received, Request, VirtualDevice
from pushbench.sandbox.webpush_crypto import encode_base64

IPHONE_NAME, PIXEL_NAME, BROWSER_NAME = (
    "Virtual iPhone (Airship)",
    "Virtual Pixel (Airship)",
    "Virtual browser (Airship)",
)
SETTINGS = ("emulator", "settings")
MOST_BYTES = 5 * 1024 * 1024
MOST_PUSHES = 100
_IDS = ("iphone", "pixel", "browser", "opted_out", "uninstalled", "segment", "client")
_DEEPEST_NAMED = 12
_ACCEPT = "application/vnd.urbanairship+json"
_DEVICE_SIDE = ("channels", "named_users")
"""What the app secret may do as well."""


class AirshipService:
    """Answers as Airship does and hands on to the virtual iPhone, Pixel and browser."""

    provider = "airship"
    endpoints: tuple[Endpoint, ...] = (Endpoint(body_limit=MOST_BYTES),)

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        self._ids = {name: keys.setdefault(f"airship.{name}", randomness.uuid()) for name in _IDS}
        self._ids["apns_token"] = keys.setdefault("airship.apns_token", randomness.bytes(32).hex())
        self._words = {
            name: keys.setdefault(f"airship.{name}", encode_base64(randomness.bytes(16))[:22])
            for name in ("app_key", "master_secret", "app_secret", "client_secret")
        }
        self._token = keys.setdefault("airship.token", f"sandbox.{encode_base64(randomness.bytes(30))}")
        if "airship.private_key" not in keys:
            keys["airship.private_key"] = new_private_key()
        self._private_key = keys["airship.private_key"]
        self.people = People(self._ids)
        self.book = Book(self.people, self._push, randomness.uuid)
        self._oauth = OAuth(
            self.app_key, self._ids["client"], self._words["client_secret"], self._private_key, self._new_token
        )
        self._api = PeopleApi(self.people, randomness.uuid)
        self._plans = Plans(self.book, randomness.uuid)
        self.origins: Mapping[str, str] = {}
        self.deliver: Callable[[Received], None] = lambda received: None
        self.hand_on: Callable[[Received], str | None] = lambda received: None
        self._rate: int | None = None
        self._times: deque[float] = deque()

    @property
    def app_key(self) -> str:
        return self._words["app_key"]

    def _new_token(self) -> str:
        return f"oauth.{encode_base64(self._randomness.bytes(24))}"

    def profile(self) -> Mapping[str, str]:
        return {"app_key": self.app_key, "master_secret": self._words["master_secret"]}

    def extras(self) -> Mapping[str, Json]:
        """Return the other ways to sign in, the settings' address, and whom it knows."""
        base = self.origins["base_url"]
        client: dict[str, Json] = {
            "client_id": self._ids["client"],
            "client_secret": self._words["client_secret"],
            "private_key": self._private_key,
        }
        return {
            "token_url": f"{base}/token",
            "settings_url": f"{base}/{'/'.join(SETTINGS)}",
            "token": self._token,
            "app_secret": self._words["app_secret"],
            "oauth": client,
            "named_user": "demo",
            "segment": self._ids["segment"],
            "channels": {name: self._ids[name] for name in ("opted_out", "uninstalled")},
        }

    def devices(self) -> tuple[VirtualDevice, ...]:
        named = ((IPHONE_NAME, "ios", "iphone"), (PIXEL_NAME, "android", "pixel"), (BROWSER_NAME, "web", "browser"))
        return tuple(VirtualDevice(name, self.provider, platform, self._ids[key]) for name, platform, key in named)

    def reset(self) -> None:
        """Forget pushes, schedules, tests, tokens, settings, and what was changed about channels."""
        self.book.clear()
        self.people.reset()
        self._oauth.clear()
        self._rate = None
        self._times.clear()

    def token_of(self, request: Request) -> str | None:
        """Return the first id, tag or name that a request's audience has."""
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            return None
        first = body[0] if isinstance(body, list) and body else body
        if not isinstance(first, dict):
            return None
        push = first.get("push")
        audience = (push if isinstance(push, dict) else first).get("audience")
        return next(_strings(audience), None)

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        """Word a code, or the beginning of its text, as Airship does; a bare status gets its usual words."""
        made = answers.for_reason(reason, status, self._randomness.uuid())
        extra = () if retry_after is None else (("retry-after", f"{retry_after:g}"),)
        return Answer(status or made.status, (*made.headers, *extra), made.body)

    async def handle(self, request: Request) -> Answer:
        segments, now = request.segments, self._clock.now()
        if segments == SETTINGS:
            return self._settings(request)
        self.book.advance(now)
        if segments == ("token",):
            return self._oauth.handle(request, now)
        if segments[:1] != ("api",) or len(segments) < 2:
            return answers.refused("40401", self._operation())
        if not _is_version_3(request.header("accept")):
            return answers.bare(406)
        refusal = self._sign_in(request, segments[1:], now)
        if refusal is not None:
            return refusal
        if not self._is_slow_enough():
            return answers.bare(429, ("retry-after", "1"))
        if request.body_size > MOST_BYTES:
            return answers.bare(413)
        return self._route(request, segments[1:], now)

    def _operation(self) -> str:
        return self._randomness.uuid()

    # Sign-in

    def _sign_in(self, request: Request, rest: tuple[str, ...], now: float) -> Answer | None:
        word, _, value = (request.header("authorization") or "").partition(" ")
        key = request.header("x-ua-appkey")
        if key is not None and key != self.app_key:
            return answers.refused("40101", self._operation())
        if word.lower() == "basic":
            user, password = _basic(value)
            allowed = {self._words["master_secret"]}
            allowed |= {self._words["app_secret"]} if rest[0] in _DEVICE_SIDE else set()
            return None if user == self.app_key and password in allowed else self._unauthorized()
        if word.lower() != "bearer":
            return self._unauthorized()
        if value.strip() == self._token:
            return None
        scopes = self._oauth.scopes_of(value.strip(), now)
        if scopes is None:
            return self._unauthorized()
        needed = {"push": "psh", "channels": "chn", "named_users": "nu"}.get(rest[0])
        has_right = needed is None or needed in scopes or (needed == "nu" and "chn" in scopes)
        return None if has_right else answers.refused("40301", self._operation())

    def _unauthorized(self) -> Answer:
        return answers.refused("40101", self._operation())

    def _is_slow_enough(self) -> bool:
        now = self._clock.monotonic()
        while self._times and self._times[0] <= now - 1:
            self._times.popleft()
        if self._rate is not None and len(self._times) >= self._rate:
            return False
        self._times.append(now) if self._rate is not None else None
        return True

    def _settings(self, request: Request) -> Answer:
        try:
            body = json.loads(request.body) if request.method == "POST" else {}
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict) or set(body) - {"requests_per_second", "report_delay_seconds", "opened"}:
            return answers.refused("40001", self._operation(), {"error": "unknown settings"})
        rate = body.get("requests_per_second", self._rate)
        delay, opened = (
            body.get("report_delay_seconds", self.book.report_delay_seconds),
            body.get("opened", self.book.are_opened),
        )
        is_rate = rate is None or (isinstance(rate, int) and not isinstance(rate, bool) and rate > 0)
        is_delay = isinstance(delay, int | float) and not isinstance(delay, bool) and delay >= 0
        if not is_rate or not is_delay or not isinstance(opened, bool):
            return answers.refused("40001", self._operation(), {"error": "settings are out of range"})
        self._rate, self.book.report_delay_seconds, self.book.are_opened = rate, float(delay), opened
        return answers.ok(200, {"requests_per_second": rate, "report_delay_seconds": delay, "opened": opened})

    # Routes

    def _route(self, request: Request, rest: tuple[str, ...], now: float) -> Answer:
        kind = rest[0]
        if kind == "reports" and request.method == "GET":
            return self._report(rest[1:], now)
        if request.method == "DELETE" and rest[:2] == ("user", "messages"):
            return Answer(202, answers.HEADERS, b"")
        if kind in ("schedules", "experiments", "templates") and not (
            request.method in ("POST", "PUT") and _has_body(rest)
        ):
            return self._plans.look(request, rest)
        if kind in ("channels", "named_users", "segments") and request.method == "GET":
            return self._api.handle(request, rest, {})
        if kind not in ("push", "schedules", "experiments", "templates", "channels", "named_users", "segments"):
            known = ("create-and-send", "pipelines", "custom-events", "attachments", "lists", "device_tokens", "apids")
            return answers.refused("40301" if kind in known else "40401", self._operation())
        if request.method not in ("POST", "PUT"):
            return answers.bare(405)
        text = request.body.decode("utf-8", "replace")
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            return answers.unreadable(text, self._operation())
        return self._post(request, rest, body, text, now)

    def _post(self, request: Request, rest: tuple[str, ...], body: Any, text: str, now: float) -> Answer:
        kind, tail = rest[0], rest[1:]
        if kind == "push" and tail in ((), ("validate",)):
            return self._pushes(request, body, text, now, is_check=bool(tail))
        if kind in ("schedules", "experiments", "templates"):
            return self._plans.handle(request, rest, body, text, now)
        if kind in ("channels", "named_users", "segments"):
            is_right = isinstance(body, dict) or tail == ("uninstall",)
            return self._api.handle(request, rest, body) if is_right else answers.unreadable("", self._operation())
        return answers.refused("40401", self._operation())

    # Pushes

    def _pushes(self, request: Request, body: Any, text: str, now: float, *, is_check: bool) -> Answer:
        listed = body if isinstance(body, list) else [body]
        if not 1 <= len(listed) <= MOST_PUSHES:
            return answers.invalid(((), f"1 to {MOST_PUSHES} pushes are allowed"), text, self._operation())
        for index, push in enumerate(listed):
            path: tuple[str | int, ...] = (index,) if isinstance(body, list) else ()
            problem = next(past_or(push_problems(push, path), push, path, now), None)
            if problem is not None:
                return answers.invalid(problem, text, self._operation())
        if is_check:
            return answers.ok(200)
        made = [self.book.push(push, now, request.path, request.body) for push in listed]
        localized = [self._operation() for push in listed for _ in push.get("localizations") or []]
        return answers.ok(
            202,
            {
                "operation_id": self._operation(),
                "push_ids": [push.id for push in made],
                "message_ids": [self._operation() for push in listed if push.get("message")],
                "content_urls": [],
                "localized_ids": localized,
            },
        )

    def _push(self, push: Push, channel: Channel) -> str | None:
        now = self._clock.now()
        made = handed(channel, push.body, push.id, now)
        if made is None:
            return "nothing to show"
        provider, headers, body, title, words = made
        return self.hand_on(
            Received(
                provider=provider,
                device="",
                token=channel.id,
                at=now,
                path=push.path,
                headers=tuple(headers.items()),
                wire_body=push.wire_body,
                payload=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace"),
                title=title,
                body=words,
                checks=(
                    "Signed in to the project",
                    "Every key known, every value in range",
                    "Installed and opted in",
                    f"Push {push.id}",
                ),
            )
        )

    def _report(self, tail: tuple[str, ...], now: float) -> Answer:
        if tail[:1] == ("responses",) and len(tail) == 2:
            found = self.book.report(tail[1], now)
            return answers.refused("40401", self._operation()) if found is None else answers.ok(200, found)
        if tail[:2] in (("experiment", "overview"), ("experiment", "detail")) and len(tail) > 2:
            kept = self.book.experiments.get(tail[2].lower())
            if kept is None:
                return answers.refused("40401", self._operation())
            sends = sum(arm["sends"] for arm in kept["arms"])
            counts = {"sends": sends, "direct_responses": sum(arm["direct_responses"] for arm in kept["arms"])}
            control = {"audience_pct": (kept.get("control") or 0) * 100, "count": kept["control_count"]}
            return answers.ok(200, {"experiment_id": tail[2], **counts, "variants": kept["arms"], "control": control})
        return answers.refused("40301", self._operation())


def _has_body(rest: tuple[str, ...]) -> bool:
    return not (rest[0] == "schedules" and len(rest) == 3)


def _strings(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list) and depth < _DEEPEST_NAMED:
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each, depth + 1)


def _is_version_3(accept: str | None) -> bool:
    kind, _, rest = (accept or "").partition(";")
    version = rest.replace(" ", "").rstrip(";")
    return kind.strip().lower() == _ACCEPT and version.lower() == "version=3"


def _basic(coded: str) -> tuple[str, str]:
    try:
        user, _, password = base64.b64decode(coded.strip(), validate=True).decode("utf-8", "replace").partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password


def make(keys: dict[str, str], clock: Clock, randomness: Randomness) -> AirshipService:
    """Make the service; keys it generates are added to ``keys``."""
    return AirshipService(keys, clock, randomness)
