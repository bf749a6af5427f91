"""The numbered checks of Web Push. Only what a push service or a browser is sure to refuse is an error."""

from __future__ import annotations

from pushbench.domain.finding import Rule
from pushbench.providers.webpush.rules_notification import DECLARATIVE_RULES, OPTION_RULES
from pushbench.providers.webpush.rules_push import DELIVERY_RULES, PAYLOAD_RULES

RULES: tuple[Rule, ...] = tuple(
    sorted((*DELIVERY_RULES, *DECLARATIVE_RULES, *OPTION_RULES, *PAYLOAD_RULES), key=lambda rule: rule.id)
)
