"""The emulated Firebase Cloud Messaging: token endpoint, v1 send, topics, and the old Instance ID API.

Registration tokens, all made from one installation id:

==========================  ===========================================================
``ID:APA91b...``            the virtual Pixel (Android); its ``ID`` alone is its FID
``ID:APA91b...-ios``        the same app on the virtual iPhone: FCM hands on through APNs
``ID:APA91b...-web``        the same app in the virtual browser: through Web Push
``ID:APA91b...-gone``       404 ``UNREGISTERED``
``ID:APA91b...-foreign``    403 ``SENDER_ID_MISMATCH``: another project's token
``ID:APA91b...-apns``       401 ``THIRD_PARTY_AUTH_ERROR``: no APNs key in the project
==========================  ===========================================================

Any other text of a token's form is ``UNREGISTERED``; what has not that form is ``INVALID_ARGUMENT``.
Order of checks: sign-in, project, JSON, shape, targets and ranges, token, size.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pushbench.domain.json_value import Json
from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox import fcm_errors as errors
from pushbench.sandbox.exchange import Answer, Endpoint, Received, Request, VirtualDevice
from pushbench.sandbox.fcm_account import PROJECT, PROJECT_NUMBER, Account
from pushbench.sandbox.fcm_faults import answer_for
from pushbench.sandbox.fcm_handing import ROADS, device_payload, handed_headers, payload_words
from pushbench.sandbox.fcm_rules import PAYLOAD_LIMIT, Condition, is_token_text, payload_bytes, problems
from pushbench.sandbox.fcm_schema import BODY, normalised, violations
from pushbench.sandbox.fcm_topics import InstanceIdApi, TopicApi, TopicBook
from pushbench.sandbox.webpush_crypto import encode_base64

DEVICE_NAME = "Virtual Pixel"
DEVICE_NAMES = (DEVICE_NAME, "Virtual iPhone (FCM)", "Virtual browser (FCM)")
PLATFORMS = {"": "android", "-ios": "ios", "-web": "web"}
_OF_THE_MESSAGE = {
    "PayloadTooLarge": ("APNs payload is too big.", 413),
    "PayloadEmpty": ("APNs payload is empty.", 400),
    "Unregistered": ("APNs device token is disabled.", 410),
    "BadDeviceToken": ("APNs device token is invalid.", 400),
}
"""APNs reasons that are no matter of signing in: FCM's words and Apple's status. Source: REST reference, ErrorCode,
for the disabled token; the other texts are made after it."""


class FcmService:
    """Signs in like Google, validates like FCM; owns the virtual Pixel and hands on to iPhone and browser."""

    provider = "fcm"
    endpoints: tuple[Endpoint, ...] = (Endpoint(),)

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        self.account = Account(keys, clock, randomness)
        self._fid = keys.setdefault("fcm.installation", "d" + encode_base64(randomness.bytes(18))[:21])
        secret = keys.setdefault("fcm.token", encode_base64(randomness.bytes(99)))
        self.token = f"{self._fid}:APA91b{secret}"
        self.more_tokens: set[str] = set()
        """Registrations of further devices, beyond the virtual Pixel's."""
        self._topics = TopicBook(clock, self._is_known)
        self._topic_api = TopicApi(self._topics)
        self._instance_api = InstanceIdApi(self._topics, self.account, self.token)
        self.origins: Mapping[str, str] = {}
        self.deliver: Callable[[Received], None] = lambda received: None
        self.hand_on: Callable[[Received], str | None] = lambda received: None

    def profile(self) -> Mapping[str, str]:
        return {"service_account": self.account.service_account(self.token_url), "project_id": PROJECT}

    @property
    def token_url(self) -> str:
        return f"{self.origins['base_url']}/token"

    def extras(self) -> Mapping[str, Json]:
        return {"token_url": self.token_url}

    def devices(self) -> tuple[VirtualDevice, ...]:
        return tuple(
            VirtualDevice(name, self.provider, platform, self.token + suffix)
            for (suffix, platform), name in zip(PLATFORMS.items(), DEVICE_NAMES, strict=True)
        )

    def reset(self) -> None:
        self._topics.clear()

    def token_of(self, request: Request) -> str | None:
        segments = request.segments
        if len(segments) > 4 and segments[3] == "registrations":
            return segments[4]
        try:
            message = json.loads(request.body)["message"]
            found = message.get("token") or message.get("fid") or message.get("topic") or message.get("condition")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        return found if isinstance(found, str) else None

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        answer = answer_for(reason, status, PROJECT)
        headers = answer.headers if retry_after is None else (*answer.headers, ("retry-after", f"{retry_after:g}"))
        return Answer(status or answer.status, headers, answer.body)

    async def handle(self, request: Request) -> Answer:
        segments = request.segments
        if segments in (("token",), ()):
            return self.account.exchange(request)
        if segments[:1] == ("iid",):
            return self._instance_api.handle(request)
        if len(segments) >= 4 and segments[:2] == ("v1", "projects"):
            return self._project_call(request, segments)
        return errors.page_not_found()

    def _project_call(self, request: Request, segments: tuple[str, ...]) -> Answer:
        trouble = self._sign_in_trouble(request, segments[2])
        if trouble:
            return trouble
        if segments[3] == "messages:send" and len(segments) == 4:
            return self._send(request) if request.method == "POST" else errors.page_not_found()
        if segments[3] == "registrations" and len(segments) in (6, 7) and segments[5] == "topicSubscriptions":
            return self._topic_api.handle(request, segments)
        return errors.page_not_found()

    def _sign_in_trouble(self, request: Request, project: str) -> Answer | None:
        verdict = self.account.judge(request.header("authorization"))
        if verdict is not None:
            name = "CREDENTIALS_MISSING" if verdict == "missing" else "UNAUTHENTICATED"
            return errors.front_door(name, project)
        return None if project in (PROJECT, PROJECT_NUMBER) else errors.front_door("PERMISSION_DENIED", project)

    def _send(self, request: Request) -> Answer:
        try:
            document = json.loads(request.body)
        except (ValueError, RecursionError) as error:
            return errors.error(400, f"Invalid JSON payload received. Unexpected token.\n{str(error)[:120]}")
        misfits = list(violations(document, BODY))
        if not isinstance(document, dict) or misfits:
            return errors.bad_request(misfits or [("", "Invalid JSON payload received.")], is_fcm=False)
        body = normalised(document, BODY)
        message = body.get("message")
        if not isinstance(message, dict):
            return errors.bad_request([("message", "Message is required.")], is_fcm=True)
        found = [problem for problem in problems(message) if problem[1] != "Android message is too big"]
        if found:
            return errors.bad_request(found, is_fcm=True)
        return self._route(request, message, is_validation=body.get("validate_only") is True)

    def _route(self, request: Request, message: dict[str, Any], *, is_validation: bool) -> Answer:
        token = message.get("token") or message.get("fid")
        if token:
            refusal = self._token_refusal(token)
            if refusal:
                return refusal
        if payload_bytes(message) > PAYLOAD_LIMIT:
            return errors.fcm_error("INVALID_ARGUMENT", "Android message is too big")
        if is_validation:
            return _named("fake_message_id")
        refusals = [self._pass(request, message, reached) for reached in self._reached(message, token)]
        if token and refusals[0] is not None:
            return refusals[0]
        return _named(f"0:{int(self._clock.now() * 1_000_000)}%{self._randomness.bytes(8).hex()}")

    def _token_refusal(self, token: str) -> Answer | None:
        if not is_token_text(token):
            text = "The registration token is not a valid FCM registration token"
            return errors.bad_request([("message.token", text)], is_fcm=True)
        if self._is_known(token):
            return None
        suffix = token.removeprefix(self.token)
        if suffix == "-foreign":
            return errors.fcm_error("SENDER_ID_MISMATCH")
        if suffix == "-apns":
            return errors.apns_error("InvalidProviderToken", 403)
        return errors.fcm_error("UNREGISTERED")

    def _reached(self, message: Mapping[str, Any], token: str | None) -> list[str]:
        if token:
            return [token]
        if message.get("topic"):
            topic = message["topic"].removeprefix("/topics/")
            return self._topics.tokens(lambda topics: topic in topics)
        condition = Condition.parse(message["condition"])
        return [] if condition is None else self._topics.tokens(condition.matches)

    def _pass(self, request: Request, message: Mapping[str, Any], token: str) -> Answer | None:
        """Deliver to the Pixel, or hand on to whoever has the device; an answer tells that service's refusal."""
        platform = PLATFORMS.get(token.removeprefix(self.token), "android")
        payload = device_payload(message, platform)
        title, body = payload_words(payload)
        received = Received(
            provider=ROADS.get(platform, self.provider),
            device=DEVICE_NAME,
            token=token,
            at=self._clock.now(),
            path=request.path,
            headers=tuple(pair for pair in request.headers if pair[0] != "authorization"),
            wire_body=request.body,
            payload=json.dumps(payload, ensure_ascii=False).encode(),
            title=title,
            body=body,
            checks=(
                "Signed in with an access token of the project",
                "Every field is known and of the right type",
                f"Notification and data take {payload_bytes(message):,} of {PAYLOAD_LIMIT:,} B",
                "Token known to the sandbox",
            ),
        )
        if platform not in ROADS:
            self.deliver(received)
            return None
        headers = handed_headers(message, platform, self._clock.now())
        refusal = self.hand_on(replace(received, device="", headers=tuple(headers.items())))
        return None if refusal is None else _refused(refusal, platform)

    def take_in(self, received: Received) -> Received | str:
        """Take a ``{"message": ...}`` that another service hands on to the virtual Pixel."""
        try:
            document = json.loads(received.payload)
        except (ValueError, RecursionError):
            return "INVALID_ARGUMENT"
        if not isinstance(document, dict) or list(violations(document, BODY)):
            return "INVALID_ARGUMENT"
        message = normalised(document, BODY).get("message")
        if not isinstance(message, dict) or payload_bytes(message) > PAYLOAD_LIMIT:
            return "INVALID_ARGUMENT"
        title, body = payload_words(device_payload(message, "android"))
        size = f"Notification and data take {payload_bytes(message):,} of {PAYLOAD_LIMIT:,} B"
        # A relay whose own SDK shows the words of a data message says itself what it shows.
        title, body = title or received.title, body or received.body
        return replace(received, device=DEVICE_NAME, title=title, body=body, checks=(*received.checks, size))

    def _is_known(self, token: str) -> bool:
        return token in self.more_tokens or token == self._fid or token.removeprefix(self.token) in PLATFORMS


def make(keys: dict[str, str], clock: Clock, randomness: Randomness) -> FcmService:
    """Make the service; keys it generates are added to ``keys``."""
    return FcmService(keys, clock, randomness)


def _refused(reason: str, platform: str) -> Answer:
    """Tell what the next service said: Apple's word stands in a detail of its own."""
    if platform == "web":
        return errors.fcm_error("INVALID_ARGUMENT", reason)
    if reason in _OF_THE_MESSAGE:
        text, status = _OF_THE_MESSAGE[reason]
        return errors.fcm_error("INVALID_ARGUMENT", text, [errors.apns_detail(reason, status)])
    return errors.apns_error(reason, 403)


def _named(message_id: str) -> Answer:
    return errors.success({"name": f"projects/{PROJECT}/messages/{message_id}"})
