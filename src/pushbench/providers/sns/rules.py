"""All rules over an SNS draft, in the order of their numbers."""

from __future__ import annotations

from pushbench.domain.finding import Rule
from pushbench.providers.sns.rules_attributes import ATTRIBUTE_RULES
from pushbench.providers.sns.rules_document import DOCUMENT_RULES
from pushbench.providers.sns.rules_lent import LENT_RULES
from pushbench.providers.sns.rules_platforms import PLATFORM_RULES
from pushbench.providers.sns.rules_target import TARGET_RULES

RULES: tuple[Rule, ...] = tuple(
    sorted((*DOCUMENT_RULES, *PLATFORM_RULES, *ATTRIBUTE_RULES, *TARGET_RULES, *LENT_RULES), key=lambda rule: rule.id)
)
