"""The emulated Expo Push Service: tickets at once, receipts a little later.

Which tokens exist and what becomes of their messages: :mod:`pushbench.sandbox.expo_tokens`. How receipts, rate limit
and push security are set: :mod:`pushbench.sandbox.expo_settings`. What is taken goes on to the virtual iPhone as an
APNs payload, or to the virtual Pixel as an FCM message.

Order of checks: path, access token, gzip and JSON, shape, number of recipients, projects, push security, rate.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pushbench.domain.json_value import Json
from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox import expo_answers as answers
from pushbench.sandbox.exchange import Answer, Endpoint, Received, Request, VirtualDevice
from pushbench.sandbox.expo_handing import LIMIT, apns_headers_of, apns_of, fcm_of
from pushbench.sandbox.expo_messages import (
    MOST_NOTIFICATIONS,
    MOST_RECEIPTS,
    Malformed,
    messages_of,
    read_body,
    recipients_of,
)
from pushbench.sandbox.expo_settings import PATH, RateGate, Settings
from pushbench.sandbox.expo_tokens import MAGIC, Installation, Project, TokenBook
from pushbench.sandbox.webpush_crypto import encode_base64

IPHONE_NAME = "Virtual iPhone (Expo)"
PIXEL_NAME = "Virtual Pixel (Expo)"
KEPT_SECONDS = 86_400.0
_SEND = ("--", "api", "v2", "push", "send")
_RECEIPTS = ("--", "api", "v2", "push", "getReceipts")
_MOST_TICKETS = 100_000


@dataclass(frozen=True, slots=True)
class Ticket:
    """A message that was taken, and its receipt; None is none for ever."""

    taken_at: float
    receipt: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Addressed:
    """One message for one of its recipients."""

    message: Mapping[str, Any]
    token: str
    installation: Installation | None


class ExpoService:
    """Answers as Expo does and hands on to Apple's and Google's virtual phones."""

    provider = "expo"
    endpoints: tuple[Endpoint, ...] = (Endpoint(),)

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        self.tokens = TokenBook(keys, randomness)
        self._access_token = keys.setdefault("expo.access", encode_base64(randomness.bytes(30)))
        self.settings = Settings()
        self._tickets: OrderedDict[str, Ticket] = OrderedDict()
        self._gates: dict[str, RateGate] = {}
        self.origins: Mapping[str, str] = {}
        self.deliver: Callable[[Received], None] = lambda received: None
        self.hand_on: Callable[[Received], str | None] = lambda received: None

    def profile(self) -> Mapping[str, str]:
        return {"access_token": self._access_token}

    def extras(self) -> Mapping[str, Json]:
        """Return the address of the settings, and every magic token by name."""
        return {
            "settings_url": f"{self.origins['base_url']}/{'/'.join(PATH)}",
            "tokens": {name: f"ExponentPushToken[emu-{name}]" for name in MAGIC},
        }

    def devices(self) -> tuple[VirtualDevice, ...]:
        return (
            VirtualDevice(IPHONE_NAME, self.provider, "ios", self.tokens.iphone),
            VirtualDevice(PIXEL_NAME, self.provider, "android", self.tokens.pixel),
        )

    def reset(self) -> None:
        """Forget tickets, counts and changed settings."""
        self._tickets.clear()
        self._gates.clear()
        self.settings = Settings()

    def token_of(self, request: Request) -> str | None:
        """Return the first recipient's token."""
        found = self._asked_tokens(request)
        return found[0] if found else None

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        """Word a reason as Expo would: on tickets or receipts where it belongs to one device, else for the whole
        request. A bare status gets the code that usually comes with it."""
        answer = self._fault(request, reason, status)
        extra = () if retry_after is None else (("retry-after", f"{retry_after:g}"),)
        return Answer(status or answer.status, (*answer.headers, *extra), answer.body)

    def _fault(self, request: Request, reason: str | None, status: int | None) -> Answer:
        if reason == "invalid_token":
            return answers.invalid_token()
        if reason is not None and reason in answers.DEVICE_ERRORS:
            return self._device_fault(request, reason)
        usual = {429: "TOO_MANY_REQUESTS", 401: "UNAUTHORIZED", 403: "UNAUTHORIZED", 404: "NOT_FOUND"}
        fallback = "INTERNAL_SERVER_ERROR" if (status or 400) >= 500 else usual.get(status or 400, "VALIDATION_ERROR")
        return answers.request_error(reason or fallback, status=status)

    def _device_fault(self, request: Request, code: str) -> Answer:
        if request.segments == _RECEIPTS:
            now = self._clock.now()
            return answers.success({each: answers.error_receipt(code, "", now) for each in self._asked_ids(request)})
        tickets = [answers.error_ticket(token, code) for token in self._asked_tokens(request)]
        return answers.success(tickets if self._is_listed(request) or len(tickets) != 1 else tickets[0])

    def _asked_tokens(self, request: Request) -> list[str]:
        try:
            document = read_body(request.body, request.header("content-encoding"))
            return [token for message in messages_of(document) for token in recipients_of(message)]
        except Malformed:
            return []

    def _asked_ids(self, request: Request) -> list[str]:
        try:
            document = read_body(request.body, request.header("content-encoding"))
        except Malformed:
            return []
        ids = document.get("ids") if isinstance(document, dict) else None
        return [each for each in ids if isinstance(each, str)] if isinstance(ids, list) else []

    def _is_listed(self, request: Request) -> bool:
        try:
            document = read_body(request.body, request.header("content-encoding"))
        except Malformed:
            return False
        return isinstance(document, list) or (isinstance(document, dict) and isinstance(document.get("to"), list))

    async def handle(self, request: Request) -> Answer:
        if request.segments == PATH:
            return self._settings(request)
        if request.method != "POST" or request.segments not in (_SEND, _RECEIPTS):
            return answers.request_error("NOT_FOUND")
        bearer = request.header("authorization")
        if bearer is not None and bearer != f"Bearer {self._access_token}":
            return answers.invalid_token()
        try:
            document = read_body(request.body, request.header("content-encoding"))
            return self._send(request, document) if request.segments == _SEND else self._receipts(document)
        except Malformed as trouble:
            return answers.request_error("VALIDATION_ERROR", str(trouble))

    def _settings(self, request: Request) -> Answer:
        if request.method == "POST":
            try:
                changed = self.settings.changed(json.loads(request.body))
            except (ValueError, RecursionError):
                changed = "The body is no JSON."
            if isinstance(changed, str):
                return answers.request_error("VALIDATION_ERROR", changed)
            self.settings = changed
        return answers.success(self.settings.to_json())

    def _send(self, request: Request, document: Any) -> Answer:
        messages = messages_of(document)
        parts = [
            Addressed(message, token, self.tokens.find(token))
            for message in messages
            for token in recipients_of(message)
        ]
        refusal = self._refusal(request, parts)
        if refusal is not None:
            return refusal
        tickets = [self._ticket(request, part) for part in parts]
        is_single = isinstance(document, dict) and not isinstance(document["to"], list)
        return answers.success(tickets[0] if is_single else tickets)

    def _refusal(self, request: Request, parts: Sequence[Addressed]) -> Answer | None:
        if len(parts) > MOST_NOTIFICATIONS:
            return answers.request_error("PUSH_TOO_MANY_NOTIFICATIONS")
        owned: dict[str, list[str]] = {}
        projects: dict[str, Project] = {}
        for part in parts:
            if part.installation is not None:
                project = part.installation.project
                projects[project.name] = project
                owned.setdefault(project.name, []).append(part.token)
        if len(owned) > 1:
            return answers.request_error("PUSH_TOO_MANY_EXPERIENCE_IDS", details=owned)
        has_token = request.header("authorization") is not None
        for project in projects.values():
            if not has_token and (project.is_secured or self.settings.push_security):
                return answers.request_error("UNAUTHORIZED", project=project.name)
            if not self._is_slow_enough(project, len(parts)):
                return answers.request_error("TOO_MANY_REQUESTS")
        return None

    def _is_slow_enough(self, project: Project, count: int) -> bool:
        most = self.settings.notifications_per_second
        gate = self._gates.setdefault(project.name, RateGate())
        return most is None or gate.admits(count, most, self._clock.monotonic())

    def _ticket(self, request: Request, part: Addressed) -> dict[str, Any]:
        found = part.installation
        if found is None or found.ticket_error:
            return answers.error_ticket(part.token, found.ticket_error if found else "DeviceNotRegistered")
        identifier = self._identifier()
        self._tickets[identifier] = Ticket(self._clock.now(), self._receipt(request, part, found))
        while len(self._tickets) > _MOST_TICKETS:
            self._tickets.popitem(last=False)
        return answers.ok_ticket(identifier)

    def _identifier(self) -> str:
        """Return a UUID of version 7: the time, then randomness."""
        time = int(self._clock.now() * 1000).to_bytes(6)
        rest = bytearray(self._randomness.bytes(10))
        rest[0], rest[2] = 0x70 | rest[0] & 0x0F, 0x80 | rest[2] & 0x3F
        text = (time + bytes(rest)).hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def _receipt(self, request: Request, part: Addressed, found: Installation) -> Mapping[str, Any] | None:
        """Hand the message on; return what the receipt will say."""
        now = self._clock.now()
        if found.receipt_error:
            return answers.error_receipt(found.receipt_error, part.token, now)
        received = self._handed(request, part, found)
        refused = "PayloadTooLarge" if _size(received) > LIMIT else self.hand_on(received)
        if refused in ("PayloadTooLarge", "MessageTooBig"):
            return answers.error_receipt("MessageTooBig", part.token, now)
        if refused is not None:
            inner = {"apns": {"reason": refused, "statusCode": 400}}
            details = inner if found.platform == "ios" else {"fcm": {"error": refused}, "apns": None}
            return answers.error_receipt("DeveloperError", part.token, now, **details)
        return {"status": "ok"} if found.has_receipt else None

    def _handed(self, request: Request, part: Addressed, found: Installation) -> Received:
        now, is_ios = self._clock.now(), found.platform == "ios"
        made = apns_of(part.message, found.project) if is_ios else fcm_of(part.message, found.project, now)
        payload = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
        has_token = request.header("authorization") is not None
        return Received(
            provider="apns" if is_ios else "fcm",
            device="",
            token=part.token,
            at=now,
            path=request.path,
            headers=tuple(apns_headers_of(part.message, now).items()) if is_ios else (),
            wire_body=request.body,
            payload=payload,
            title="",
            body="",
            checks=(
                "Signed in with an access token" if has_token else "No access token: push security is off",
                "Every field of Expo's table is of the right type",
                f"Expo push token of {found.project.name}",
            ),
        )

    def _receipts(self, document: Any) -> Answer:
        ids = document.get("ids") if isinstance(document, dict) else None
        if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
            raise Malformed('"ids" must be an array of strings')
        if len(ids) > MOST_RECEIPTS:
            return answers.request_error("PUSH_TOO_MANY_RECEIPTS")
        now = self._clock.now()
        found = {each: ticket for each in ids if (ticket := self._tickets.get(each)) is not None}
        return answers.success(
            {
                each: ticket.receipt
                for each, ticket in found.items()
                if ticket.receipt is not None and self.settings.receipt_delay <= now - ticket.taken_at <= KEPT_SECONDS
            }
        )


def _size(received: Received) -> int:
    """Bytes that count: Apple's whole payload; the keys and values of Google's notification and data."""
    if received.provider == "apns":
        return len(received.payload)
    message = json.loads(received.payload)["message"]
    shown = {**message.get("notification", {}), **message["android"].get("notification", {})}
    pairs = (*shown.items(), *message["data"].items())
    return sum(len(key) + len(text.encode("utf-8", "replace")) for key, text in pairs)


def make(keys: dict[str, str], clock: Clock, randomness: Randomness) -> ExpoService:
    """Make the service; keys it generates are added to ``keys``."""
    return ExpoService(keys, clock, randomness)
