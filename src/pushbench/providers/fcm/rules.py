"""All rules over an FCM draft, in the order of their numbers."""

from __future__ import annotations

from pushbench.domain.finding import Rule
from pushbench.providers.fcm.rules_android import ANDROID_RULES
from pushbench.providers.fcm.rules_apple import APPLE_RULES
from pushbench.providers.fcm.rules_body import BODY_RULES
from pushbench.providers.fcm.rules_fields import FIELD_RULES
from pushbench.providers.fcm.rules_target import TARGET_RULES
from pushbench.providers.fcm.rules_web import WEB_RULES

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*BODY_RULES, *FIELD_RULES, *TARGET_RULES, *ANDROID_RULES, *WEB_RULES, *APPLE_RULES), key=lambda rule: rule.id
    )
)
