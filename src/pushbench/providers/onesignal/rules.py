"""All rules over a OneSignal draft, in the order of their numbers."""

from __future__ import annotations

from pushbench.domain.finding import Rule
from pushbench.providers.onesignal.rules_activity import ACTIVITY_RULES
from pushbench.providers.onesignal.rules_content import CONTENT_RULES
from pushbench.providers.onesignal.rules_delivery import DELIVERY_RULES
from pushbench.providers.onesignal.rules_fields import FIELD_RULES

RULES: tuple[Rule, ...] = (*FIELD_RULES, *CONTENT_RULES, *DELIVERY_RULES, *ACTIVITY_RULES)
