"""What the Expo tests start from: a profile, a clock that stands still, and short words for drafts and findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pushbench.compose import merge_patch
from pushbench.compose.rules import check
from pushbench.domain.device import Device
from pushbench.domain.exchange import SendContext
from pushbench.domain.finding import CheckContext, Draft, Finding
from pushbench.domain.json_value import Json
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.expo import PROVIDER

NOW = 1_795_340_460.0
TOKEN = "ExponentPushToken[AbCdEfGhIjKlMnOpQrStUv]"
ACCESS = "expo-access-token-0123456789"
SEND_URL = "https://exp.host/--/api/v2/push/send"
RECEIPTS_URL = "https://exp.host/--/api/v2/push/getReceipts"


def credentials(
    fields: Mapping[str, str] | None = None,
    *,
    access_token: str = "",
    environment: Environment = Environment.PRODUCTION,
) -> Credentials:
    secrets = {"access_token": Secret(access_token)} if access_token else {}
    return Credentials("Skylark", "expo", environment, dict(fields or {}), secrets)


def context(**changes: Any) -> SendContext:
    values: dict[str, Any] = {
        "now": NOW,
        "random_bytes": lambda count: b"\x07" * count,
        "new_id": lambda: "5f0d7c1e-0000-4000-8000-000000000000",
    }
    return SendContext(**(values | changes))


def token(value: str = TOKEN) -> Target:
    return Target(TargetKind.TOKEN, value, value)


def device(platform: str = "", value: str = TOKEN) -> Target:
    made = Device("Ana's phone", "expo", value, platform=platform)
    return Target(TargetKind.DEVICE, value, made.name, made)


def draft(payload: Json, **headers: str) -> Draft:
    return Draft("expo", payload, headers)


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
    return Draft("expo", document["payload"], {key: str(value) for key, value in headers.items()})
