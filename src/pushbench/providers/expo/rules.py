"""All rules over an Expo draft, in the order of their numbers."""

from __future__ import annotations

from pushbench.domain.finding import Rule
from pushbench.providers.expo.rules_body import BODY_RULES
from pushbench.providers.expo.rules_delivery import DELIVERY_RULES
from pushbench.providers.expo.rules_fields import FIELD_RULES
from pushbench.providers.expo.rules_shown import SHOWN_RULES

RULES: tuple[Rule, ...] = tuple(
    sorted((*BODY_RULES, *FIELD_RULES, *DELIVERY_RULES, *SHOWN_RULES), key=lambda rule: rule.id)
)
