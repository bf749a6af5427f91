"""The webhook receiver: verifies signature and time over the raw bytes, refuses replays, and shows what arrived.

``/hook`` takes signed requests only; every other path takes unsigned ones too, and still refuses a signature that
does not fit. A push of an id that was here before is answered with ``duplicate`` and not shown again. Order of
checks: method, size, signature, content type, JSON, magic token. Time-outs, resets and the like are faults.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping

from pushbench.domain.json_value import Json
from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox import webhook_answers as answers
from pushbench.sandbox.exchange import Answer, Endpoint, Received, Request, VirtualDevice
from pushbench.sandbox.webhook_signature import Refused, Verified, Verifier, is_secret

DEVICE_NAME = "Virtual receiver"
PATH = "/hook"
OPEN_PATH = "/open"
MOST_BYTES = 100 * 1024
_TARGETS = ("token", "user", "subscriber", "alias", "topic", "segment", "to")
_CREDENTIALS = ("authorization", "cookie", "proxy-authorization")


class WebhookService:
    """Takes pushes as a receiver of one's own would."""

    provider = "webhook"
    endpoints: tuple[Endpoint, ...] = (Endpoint(),)

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        if not is_secret(keys.get("webhook.secret", "")):
            keys["webhook.secret"] = f"whsec_{base64.b64encode(randomness.bytes(32)).decode()}"
        self._secret = keys["webhook.secret"]
        self._token = keys.setdefault("webhook.token", f"receiver-{randomness.bytes(6).hex()}")
        self._verifier = Verifier(self._secret)
        self.origins: Mapping[str, str] = {}
        self.deliver: Callable[[Received], None] = lambda received: None

    def profile(self) -> Mapping[str, str]:
        return {"url": f"{self.origins['base_url']}{PATH}", "signing_secret": self._secret}

    def extras(self) -> Mapping[str, Json]:
        """Return the address that asks for no signature, and the tokens that provoke an answer."""
        tokens: dict[str, Json] = {name.removeprefix("hook-"): name for name in answers.MAGIC}
        return {
            "open_url": f"{self.origins['base_url']}{OPEN_PATH}",
            "tokens": {**tokens, "status": "hook-status-503"},
        }

    def devices(self) -> tuple[VirtualDevice, ...]:
        return (VirtualDevice(DEVICE_NAME, self.provider, "web", self._token),)

    def reset(self) -> None:
        """Forget which ids and times were here."""
        self._verifier.forget()

    def token_of(self, request: Request) -> str | None:
        """Return whom the body is for: the first of the names that say so, or the first of Novu's ``target``."""
        return _token(_json_of(request.body))

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        """Answer for a reason of the provider's table, or with a bare status."""
        made = answers.provoked(reason, self.token_of(request) or "", retry_after) if reason else None
        answer = made or answers.bare(status or 500, retry_after)
        has_pause = any(name == "retry-after" for name, _ in answer.headers)
        extra = () if retry_after is None or has_pause else (("retry-after", f"{retry_after:g}"),)
        return Answer(status or answer.status, (*answer.headers, *extra), answer.body)

    async def handle(self, request: Request) -> Answer:
        if request.method not in (*answers.METHODS, "OPTIONS"):
            return answers.wrong_method()
        try:
            return self._take(request)
        except Refused as refusal:
            return answers.refused(refusal.code, refusal.words)

    def _take(self, request: Request) -> Answer:
        if request.body_size > MOST_BYTES:
            return answers.refused("body_too_large")
        verified = self._verifier.check(request, self._clock.now(), is_demanded=request.route == PATH)
        answer = self._answer(request, verified)
        if answer.status < 300:
            self._verifier.keep(verified, self._clock.now())
        return answer

    def _answer(self, request: Request, verified: Verified) -> Answer:
        if request.method == "OPTIONS":
            return answers.options()
        if "json" not in (request.header("content-type") or "").lower() or request.header("content-encoding"):
            return answers.refused("unsupported_media_type")
        value = _json_of(request.body)
        if value is None and request.body.strip() != b"null":
            return answers.refused("invalid_json")
        token = _token(value) or ""
        magic = answers.of_token(token)
        if magic is not None:
            return magic
        return self._deliver(request, value, token, verified.words)

    def _deliver(self, request: Request, value: Json, token: str, checks: tuple[str, ...]) -> Answer:
        message_id = request.header("webhook-id") or f"msg_{self._randomness.uuid()}"
        if self._verifier.has_had(message_id):
            return answers.taken(message_id, is_duplicate=True)
        title, body = _words(value)
        self.deliver(
            Received(
                provider=self.provider,
                device=DEVICE_NAME,
                token=token,
                at=self._clock.now(),
                path=request.path,
                headers=tuple(pair for pair in request.headers if pair[0] not in _CREDENTIALS),
                wire_body=request.body,
                payload=request.body,
                title=title,
                body=body,
                checks=checks,
            )
        )
        return answers.taken(message_id)


def _json_of(body: bytes) -> Json:
    try:
        value: Json = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value


def _token(value: Json) -> str | None:
    if not isinstance(value, dict):
        return None
    target = value.get("target")
    named = [value.get(name) for name in _TARGETS] + (target if isinstance(target, list) else [target])
    return next((each for each in named if isinstance(each, str) and each), None)


def _words(value: Json) -> tuple[str, str]:
    """Title and text, under the names that bodies have for them; none of a silent push."""
    if not isinstance(value, dict) or value.get("kind") == "silent":
        return "", ""
    found = [
        next((text for name in names if isinstance(text := value.get(name), str)), "")
        for names in (("title", "heading", "subject"), ("body", "content", "text", "message"))
    ]
    return found[0], found[1]


def make(keys: dict[str, str], clock: Clock, randomness: Randomness) -> WebhookService:
    """Create the service; adds its secret and its receiver's token to ``keys``."""
    return WebhookService(keys, clock, randomness)
