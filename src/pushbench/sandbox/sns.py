"""The emulated Amazon SNS: platform applications, endpoints, topics, and publishing to the virtual phones.

Signatures are verified strictly; keys, tokens and what becomes of them: :mod:`pushbench.sandbox.sns_account`.
SNS answers a Publish before Apple or Google has said anything. What they said then stands in the delivery log
(``GET /delivery-log``, one entry as CloudWatch would have it per push), and a token they call dead disables its
endpoint: the next Publish is refused with ``EndpointDisabled``.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from pushbench.domain.json_value import Json
from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox import sns_xml as xml
from pushbench.sandbox.exchange import Answer, Endpoint, Received, Request, VirtualDevice
from pushbench.sandbox.sns_account import ACCOUNT, DISABLED_APP, PLATFORMS, REGION, Account, Verdict
from pushbench.sandbox.sns_actions import Actions
from pushbench.sandbox.sns_book import Book
from pushbench.sandbox.sns_book import Endpoint as PlatformEndpoint
from pushbench.sandbox.sns_message import Outgoing
from pushbench.sandbox.sns_query import Call, read_call
from pushbench.sandbox.sns_signature import Signatures
from pushbench.sandbox.sns_xml import Refused

IPHONE_NAME = "Virtual iPhone (SNS)"
PIXEL_NAME = "Virtual Pixel (SNS)"
_MOST_LOG_ENTRIES = 1000
_LOG = "/delivery-log"


class SnsService:
    """Signs in like AWS, registers like SNS, and hands on to the virtual phones."""

    provider = "sns"
    endpoints: tuple[Endpoint, ...] = (Endpoint(body_limit=4 * 1024 * 1024),)

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        self.account = Account(keys, randomness)
        self._signatures = Signatures(tuple(self.account.pairs.values()), REGION)
        self._log: deque[Json] = deque(maxlen=_MOST_LOG_ENTRIES)
        self.origins: Mapping[str, str] = {}
        self.deliver: Callable[[Received], None] = lambda received: None
        self.hand_on: Callable[[Received], str | None] = lambda received: None
        self.reset()

    def reset(self) -> None:
        """Forget what was made and learned; what is there from the start comes back."""
        self.book = Book(REGION, ACCOUNT, self._randomness.uuid)
        self.account.furnish(self.book)
        self._actions = Actions(self.book, self._push, self._randomness.uuid, self._clock.now)
        self._log.clear()

    def profile(self) -> Mapping[str, str]:
        main = self.account.pairs["main"]
        return {
            "access_key_id": main.access_key_id,
            "secret_access_key": main.secret,
            "region": REGION,
            "platform_application_arn": self.account.application("APNS"),
            "platform": "APNS",
        }

    def extras(self) -> Mapping[str, Json]:
        """Further keys, applications and tokens, by the names of :mod:`pushbench.sandbox.sns_account`."""
        keys: Json = {
            name: {
                "access_key_id": pair.access_key_id,
                "secret_access_key": pair.secret,
                **({"session_token": pair.session_token} if pair.session_token else {}),
            }
            for name, pair in self.account.pairs.items()
        }
        applications: Json = {
            **{platform: self.account.application(platform) for platform in PLATFORMS},
            "disabled": self.account.application("APNS", DISABLED_APP),
        }
        return {"keys": keys, "applications": applications, "tokens": dict(self.account.tokens)}

    def devices(self) -> tuple[VirtualDevice, ...]:
        """The iPhone by its raw token, which is registered on the way; the Pixel by its endpoint's ARN."""
        return (
            VirtualDevice(IPHONE_NAME, self.provider, "ios", self.account.tokens["device"]),
            VirtualDevice(PIXEL_NAME, self.provider, "android", self.account.pixel),
        )

    def token_of(self, request: Request) -> str | None:
        """A Publish addresses its endpoint's token (the Pixel's device is its ARN) or its topic; other calls nobody."""
        call = read_call(request)
        if call is None or call.action != "Publish":
            return None
        arn = call.get("TargetArn") or call.get("TopicArn")
        found = self.book.endpoints.get(arn or "")
        return arn if found is None or arn == self.account.pixel else found.token

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        usual = {403: "AuthorizationError", 404: "NotFound", 429: "Throttled", 500: "InternalError"}
        code = reason or usual.get(status or 0, "ServiceUnavailable" if (status or 503) >= 500 else "InvalidParameter")
        answer = xml.refusal(Refused(code), self._randomness.uuid(), self._clock.now(), status)
        extra = () if retry_after is None else (("retry-after", f"{retry_after:g}"),)
        return Answer(answer.status, (*answer.headers, *extra), answer.body)

    async def handle(self, request: Request) -> Answer:
        if request.method == "GET" and request.route == _LOG:
            body = json.dumps(list(self._log), ensure_ascii=False).encode()
            return Answer(200, (("content-type", "application/json"),), body)
        try:
            return self._answer(request)
        except Refused as refused:
            return xml.refusal(refused, self._randomness.uuid(), self._clock.now())

    def _answer(self, request: Request) -> Answer:
        call = read_call(request)
        if request.method not in ("POST", "GET") or call is None:
            raise Refused("InvalidAction", "The request is no call of the query protocol")
        pair = self._signatures.judge(request, self._clock.now())
        if request.dropped_bytes:
            raise xml.invalid("Message too long")
        if call.get("Version") not in (None, "2010-03-31") or not self._actions.knows(call.action):
            what = f"Could not find operation {call.action[:100]} for version {call.get('Version') or 'NO_VERSION_SPECIFIED'}"
            raise Refused("InvalidAction", what)
        if not pair.may_act:
            who = f"arn:aws:iam::{ACCOUNT}:user/{pair.name}"
            raise Refused("AuthorizationError", f"User: {who} is not authorized to perform: SNS:{call.action}")
        inner = self._actions.run(call)
        return xml.result(call.action, inner, self._randomness.uuid(), self._clock.now())

    def _push(self, endpoint: PlatformEndpoint, outgoing: Outgoing, message_id: str, call: Call) -> None:
        """Hand a push on as SNS does after its answer, and keep what was said."""
        verdict = self.account.verdict(endpoint)
        if verdict.status == 200 and outgoing.service:
            refusal = self.hand_on(self._received(endpoint, outgoing, call))
            if refusal is not None:
                verdict = Verdict(400, refusal)
        if verdict.is_dead:
            endpoint.attributes["Enabled"] = "false"
        self._log.append(self._log_entry(endpoint, outgoing, message_id, verdict))

    def _received(self, endpoint: PlatformEndpoint, outgoing: Outgoing, call: Call) -> Received:
        is_pixel = endpoint.arn == self.account.pixel
        size = f"The text under {endpoint.application.platform} takes {len(outgoing.payload):,} B"
        return Received(
            provider=outgoing.service,
            device="",
            token=endpoint.arn if is_pixel else endpoint.token,
            at=self._clock.now(),
            path=call.request.path,
            headers=outgoing.headers,
            wire_body=call.request.body,
            payload=outgoing.payload,
            title="",
            body="",
            checks=(
                "Signed with the account's key",
                f"{call.action} to a platform endpoint that is switched on",
                size,
                "Token known to the sandbox",
            ),
        )

    def _log_entry(self, endpoint: PlatformEndpoint, outgoing: Outgoing, message_id: str, verdict: Verdict) -> Json:
        now = self._clock.now()
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03}"
        response: dict[str, Any] = {} if verdict.status == 200 else {"reason": verdict.reason}
        return {
            "notification": {"messageId": message_id, "timestamp": stamp},
            "delivery": {
                "deliveryId": self._randomness.uuid(),
                "destination": endpoint.arn,
                "providerResponse": json.dumps(response),
                "dwellTimeMs": 0,
                "attempts": 1,
                "token": endpoint.token,
                "statusCode": verdict.status,
            },
            "status": "SUCCESS" if verdict.status == 200 else "FAILURE",
        }


def make(keys: dict[str, str], clock: Clock, randomness: Randomness) -> SnsService:
    """Make the service; keys it generates are added to ``keys``."""
    return SnsService(keys, clock, randomness)
