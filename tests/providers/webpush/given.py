"""A browser, a key pair and a moment that every test of Web Push shares: the keys of RFC 8291, appendix A."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from pushbench.domain.exchange import MemoryTokenCache, SendContext
from pushbench.domain.finding import CheckContext, Draft, Finding
from pushbench.domain.json_value import Json
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.webpush import PROVIDER

NOW = 1_763_800_000.0
PLAIN = "When I grow up, I want to be a watermelon"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
UA_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
VAPID_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
VAPID_PUBLIC = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
MOZILLA = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABabc"
FCM = "https://fcm.googleapis.com/fcm/send/abc:def"
APPLE = "https://web.push.apple.com/QAbc"
WNS = "https://db5p.notify.windows.com/w/?token=BQYAAA%3d"
GENERIC = "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"


def un_b64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def fixed_randomness(count: int) -> bytes:
    """Give the ephemeral key and the salt of appendix A."""
    return {32: un_b64(AS_PRIVATE), 16: un_b64(SALT)}[count]


def subscription(endpoint: str = GENERIC, **changes: Any) -> str:
    fields: dict[str, Any] = {"endpoint": endpoint, "expirationTime": None, "keys": {"p256dh": P256DH, "auth": AUTH}}
    fields.update(changes)
    return json.dumps({name: value for name, value in fields.items() if value is not ...}, separators=(",", ":"))


def target(endpoint: str = GENERIC, **changes: Any) -> Target:
    return Target(TargetKind.TOKEN, subscription(endpoint, **changes), "Ana's browser")


def credentials(
    environment: Environment = Environment.SANDBOX, private_key: str | None = VAPID_PRIVATE, **fields: str
) -> Credentials:
    fields = {"subject": "mailto:push@skylark.app", **fields}
    secrets = {} if private_key is None else {"private_key": Secret(private_key)}
    return Credentials("Skylark web", "webpush", environment, fields, secrets)


def context(now: float = NOW, random_bytes: Callable[[int], bytes] = fixed_randomness) -> SendContext:
    return SendContext(now, random_bytes, lambda: "11111111-2222-4333-8444-555555555555", MemoryTokenCache())


def draft(payload: Json = PLAIN, headers: Mapping[str, str] | None = None) -> Draft:
    return Draft("webpush", payload, {"TTL": "60", "Urgency": "high"} if headers is None else headers)


def findings(
    payload: Json = "{}", headers: Mapping[str, str] | None = None, context: CheckContext | None = None
) -> list[Finding]:
    made = draft(payload, headers)
    return [found for rule in PROVIDER.rules for found in rule.findings(made, context or CheckContext())]


def of_rule(rule: str, found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.rule == rule]


def patched(payload: Json, headers: Mapping[str, str], finding: Finding) -> dict[str, Any]:
    """Return the document after the finding's one-click fix."""
    from pushbench.compose.merge_patch import apply

    assert finding.patch is not None, f"{finding.rule} offers no fix"
    document: dict[str, Any] = {"headers": dict(headers), "payload": payload}
    result = apply(document, dict(finding.patch.patch))
    assert isinstance(result, dict)
    return result
