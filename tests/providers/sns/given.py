"""What the SNS tests start from: keys, a platform application, a clock that stands still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from tests.providers.dialogue import answer

from pushbench.compose import merge_patch
from pushbench.compose.rules import check
from pushbench.domain.device import Device
from pushbench.domain.exchange import MemoryTokenCache, SendContext
from pushbench.domain.finding import CheckContext, Draft, Finding
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.sns import PROVIDER

NOW = 1_795_340_460.0
REGION = "eu-central-1"
ACCOUNT = "123456789012"
APPLICATION = f"arn:aws:sns:{REGION}:{ACCOUNT}:app/APNS/skylark"
GOOGLE_APPLICATION = f"arn:aws:sns:{REGION}:{ACCOUNT}:app/GCM/skylark"
ENDPOINT = f"arn:aws:sns:{REGION}:{ACCOUNT}:endpoint/APNS/skylark/8b3c5f0e-4d5a-3f6b-9c1d-2e7f8a9b0c1d"
GOOGLE_ENDPOINT = f"arn:aws:sns:{REGION}:{ACCOUNT}:endpoint/GCM/skylark/1b3c5f0e-4d5a-3f6b-9c1d-2e7f8a9b0c1d"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:gate-changes"
TOKEN = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/"
P = "AWS.SNS.MOBILE."
HELLO: Json = {"default": "Gate", "APNS": {"aps": {"alert": "Gate"}}}


def credentials(
    fields: Mapping[str, str | None] | None = None,
    *,
    environment: Environment = Environment.PRODUCTION,
    **secrets: str | None,
) -> Credentials:
    """A profile for an APNs application; a field or secret set to None is left out."""
    plain = {"access_key_id": KEY_ID, "region": REGION, "platform_application_arn": APPLICATION, **(fields or {})}
    hidden = {"secret_access_key": SECRET, **secrets}
    return Credentials(
        "Skylark",
        "sns",
        environment,
        {key: value for key, value in plain.items() if value is not None},
        {key: Secret(value) for key, value in hidden.items() if value is not None},
    )


def context(now: float = NOW) -> SendContext:
    return SendContext(
        now=now, random_bytes=lambda count: b"\x07" * count, new_id=lambda: "5f0d7c1e", tokens=MemoryTokenCache()
    )


def target(kind: TargetKind, value: str) -> Target:
    return Target(kind, value, value)


def token(value: str = TOKEN) -> Target:
    return target(TargetKind.TOKEN, value)


def arn(value: str = ENDPOINT) -> Target:
    return target(TargetKind.ARN, value)


def device(value: str = TOKEN, **changes: Any) -> Target:
    made = Device("Ana's iPhone", "sns", value, **changes)
    return Target(TargetKind.DEVICE, value, made.name, made)


def draft(payload: Json = HELLO, **headers: str) -> Draft:
    """A draft; headers are attributes without their prefix, dots written as ``__``: ``APNS__TTL="5"``."""
    return Draft("sns", payload, {f"{P}{name.replace('__', '.')}": value for name, value in headers.items()})


def findings(payload: Draft | Json, to: Target | None = None, profile: Credentials | None = None) -> list[Finding]:
    made = payload if isinstance(payload, Draft) else draft(payload)
    return list(check(PROVIDER, made, CheckContext(now=NOW, target=to, credentials=profile)))


def found(
    payload: Draft | Json, rule: str, to: Target | None = None, profile: Credentials | None = None
) -> list[Finding]:
    return [finding for finding in findings(payload, to, profile) if finding.rule == rule]


def mended(payload: Draft | Json, finding: Finding) -> Draft:
    """Press the finding's button."""
    made = payload if isinstance(payload, Draft) else draft(payload)
    assert finding.patch is not None, f"{finding.rule} has no button: {finding.what}"
    document = merge_patch.apply(made.document(), dict(finding.patch.patch))
    assert isinstance(document, dict)
    headers = document["headers"]
    assert isinstance(headers, dict)
    return Draft("sns", document["payload"], {name: str(value) for name, value in headers.items()})


def form(request: HttpRequest) -> dict[str, str]:
    """The parameters of a call."""
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True, strict_parsing=True))


def success(action: str, inner: str | None = "") -> HttpResponse:
    """SNS's answer to an action; None: without a Result."""
    result = "" if inner is None else f"<{action}Result>{inner}</{action}Result>"
    metadata = "<ResponseMetadata><RequestId>4b1f-req</RequestId></ResponseMetadata>"
    return answer(200, f'<{action}Response xmlns="{NAMESPACE}">{result}{metadata}</{action}Response>'.encode())


def published(message_id: str = "9c4d-message") -> HttpResponse:
    return success("Publish", f"<MessageId>{message_id}</MessageId>")


def created(endpoint: str = ENDPOINT) -> HttpResponse:
    return success("CreatePlatformEndpoint", f"<EndpointArn>{endpoint}</EndpointArn>")


def state(**values: str) -> HttpResponse:
    entries = "".join(f"<entry><key>{key}</key><value>{value}</value></entry>" for key, value in values.items())
    return success("GetEndpointAttributes", f"<Attributes>{entries}</Attributes>")


def refused(status: int, code: str, message: str = "", **headers: str) -> HttpResponse:
    words = f"<Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message>"
    body = f'<ErrorResponse xmlns="{NAMESPACE}"><Error>{words}</Error><RequestId>4b1f-req</RequestId></ErrorResponse>'
    return answer(status, body.encode(), **headers)
