"""All rules over a Novu trigger, in the order of their numbers."""

from __future__ import annotations

from pushbench.domain.finding import Rule
from pushbench.providers.novu.rules_native import LENT_RULES, NATIVE_RULES
from pushbench.providers.novu.rules_overrides import OVERRIDE_RULES
from pushbench.providers.novu.rules_trigger import TRIGGER_RULES

RULES: tuple[Rule, ...] = (*TRIGGER_RULES, *OVERRIDE_RULES, *NATIVE_RULES, *LENT_RULES)
