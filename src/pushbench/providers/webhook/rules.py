"""All rules over a webhook's draft, in the order of their numbers."""

from __future__ import annotations

from pushbench.domain.finding import Rule
from pushbench.providers.webhook.rules_body import BODY_RULES
from pushbench.providers.webhook.rules_fields import FIELD_RULES

RULES: tuple[Rule, ...] = tuple(sorted((*BODY_RULES, *FIELD_RULES), key=lambda rule: rule.id))
