"""All rules over an Airship draft, in the order of their numbers."""

from __future__ import annotations

from pushbench.domain.finding import Rule
from pushbench.providers.airship.rules_fields import FIELD_RULES
from pushbench.providers.airship.rules_platforms import PLATFORM_RULES
from pushbench.providers.airship.rules_push import PUSH_RULES
from pushbench.providers.airship.rules_timing import TIMING_RULES

RULES: tuple[Rule, ...] = (*FIELD_RULES, *PUSH_RULES, *PLATFORM_RULES, *TIMING_RULES)
