"""The checks over an APNs draft: document, headers, push type against payload, target, and the ``aps`` keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule
from pushbench.providers.apns.push import read_push
from pushbench.providers.apns.rules.document import DOCUMENT_RULES
from pushbench.providers.apns.rules.header_form import HEADER_FORM_RULES
from pushbench.providers.apns.rules.headers import HEADER_RULES
from pushbench.providers.apns.rules.push_type import PUSH_TYPE_RULES
from pushbench.providers.apns.rules.target import TARGET_RULES
from pushbench.providers.apns.rules.topic import TOPIC_RULES
from pushbench.providers.formats.aps_activity_rules import ACTIVITY_RULES
from pushbench.providers.formats.aps_block import ApsBlock
from pushbench.providers.formats.aps_key_rules import KEY_RULES
from pushbench.providers.formats.aps_rules import worn_by
from pushbench.providers.formats.aps_value_rules import VALUE_RULES


def _block(draft: Draft, context: CheckContext) -> ApsBlock | None:
    """Return the payload for the shared rules; management pushes have no ``aps`` to look at."""
    push = read_push(draft, context)
    return None if push.push_type == "mdm" else push.block


def _with_safe_fixes(rule: Rule) -> Rule:
    """Keep fixes away from payloads that are text: a merge patch would replace the whole text."""

    def check(draft: Draft, context: CheckContext) -> Iterator[Hit]:
        for hit in rule.check(draft, context):
            is_lossy = isinstance(draft.payload, str) and hit.patch is not None and "payload" in hit.patch.patch
            yield replace(hit, patch=None) if is_lossy else hit

    return replace(rule, check=check)


RULES: tuple[Rule, ...] = tuple(
    _with_safe_fixes(rule)
    for rule in (
        *DOCUMENT_RULES,
        *TOPIC_RULES,
        *HEADER_RULES,
        *HEADER_FORM_RULES,
        *PUSH_TYPE_RULES,
        *TARGET_RULES,
        *worn_by("APNS", 100, _block, (*KEY_RULES, *VALUE_RULES, *ACTIVITY_RULES)),
    )
)
