"""What the FCM tests start from: an account with a key of its own, a profile, a clock that stands still."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from pushbench.compose import merge_patch
from pushbench.compose.rules import check
from pushbench.domain.device import Device
from pushbench.domain.exchange import MemoryTokenCache, SendContext
from pushbench.domain.finding import CheckContext, Draft, Finding
from pushbench.domain.json_value import Json
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.fcm import PROVIDER

NOW = 1_795_340_460.0
PROJECT = "skylark-4f1c2"
EMAIL = f"firebase-adminsdk-x1@{PROJECT}.iam.gserviceaccount.com"
KEY_ID = "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334"
TOKEN_URL = "https://oauth2.googleapis.com/token"
SEND_URL = f"https://fcm.googleapis.com/v1/projects/{PROJECT}/messages:send"
TOKEN = "dQw4w9WgXcQ-abcdefghij:APA91bF" + "x" * 134
FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
APNS_ERROR = "type.googleapis.com/google.firebase.fcm.v1.ApnsError"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"


@functools.cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def private_pem() -> str:
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return private_key().private_bytes(serialization.Encoding.PEM, pkcs8, plain).decode()


def account(**changes: Any) -> dict[str, Any]:
    """The key file; a field set to None is left out."""
    made = {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": KEY_ID,
        "private_key": private_pem(),
        "client_email": EMAIL,
        "client_id": "1001",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": TOKEN_URL,
        "universe_domain": "googleapis.com",
    } | changes
    return {key: value for key, value in made.items() if value is not None}


def credentials(
    fields: Mapping[str, str] | None = None,
    *,
    environment: Environment = Environment.PRODUCTION,
    **secrets: str,
) -> Credentials:
    """A profile with the account, unless other secrets are given."""
    texts = secrets or {"service_account": json.dumps(account())}
    return Credentials(
        "Skylark", "fcm", environment, dict(fields or {}), {key: Secret(text) for key, text in texts.items()}
    )


def pasted(fields: Mapping[str, str] | None = None) -> Credentials:
    """A profile with an access token that was pasted."""
    return credentials({"project_id": PROJECT, **(fields or {})}, access_token="ya29.pasted-token")


def context(**changes: Any) -> SendContext:
    values: dict[str, Any] = {
        "now": NOW,
        "random_bytes": lambda count: b"\x07" * count,
        "new_id": lambda: "5f0d7c1e-0000-4000-8000-000000000000",
        "tokens": MemoryTokenCache(),
    }
    return SendContext(**(values | changes))


def token(value: str = TOKEN) -> Target:
    return Target(TargetKind.TOKEN, value, value)


def target(kind: TargetKind, value: str) -> Target:
    return Target(kind, value, value)


def device(value: str = TOKEN, **changes: Any) -> Target:
    made = Device("Ana's Pixel", "fcm", value, **changes)
    return Target(TargetKind.DEVICE, value, made.name, made)


def draft(message: Json, **outer: Json) -> Draft:
    return Draft("fcm", {"message": message, **outer})


def findings(payload: Draft | Json, to: Target | None = None, now: float = NOW) -> tuple[Finding, ...]:
    """Check a draft, or a message."""
    made = payload if isinstance(payload, Draft) else draft(payload)
    return check(PROVIDER, made, CheckContext(now=now, target=to))


def found(payload: Draft | Json, rule: str, to: Target | None = None) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in findings(payload, to) if finding.rule == rule]


def mended(payload: Draft | Json, finding: Finding) -> Draft:
    """Press the finding's button."""
    assert finding.patch is not None, f"no button at {finding}"
    made = payload if isinstance(payload, Draft) else draft(payload)
    document = merge_patch.apply(made.document(), dict(finding.patch.patch))
    assert isinstance(document, dict)
    headers = document.get("headers", {})
    assert isinstance(headers, dict)
    return Draft("fcm", document["payload"], {key: str(value) for key, value in headers.items()})


def error_body(code: int, status: str, message: str = "", *details: Mapping[str, Any], fcm: str = "") -> dict[str, Any]:
    """Google's error body."""
    listed = [*details, *([{"@type": FCM_ERROR, "errorCode": fcm}] if fcm else [])]
    body: dict[str, Any] = {"code": code, "message": message, "status": status}
    return {"error": body | ({"details": listed} if listed else {})}
