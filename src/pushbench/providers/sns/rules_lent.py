"""Apple's and Google's own rules over the inner payloads: SNS204 to SNS221 are FCM's, SNS301 and on Apple's."""

from __future__ import annotations

from collections.abc import Callable

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.providers.formats.aps_activity_rules import ACTIVITY_RULES
from pushbench.providers.formats.aps_block import ApsBlock
from pushbench.providers.formats.aps_key_rules import KEY_RULES
from pushbench.providers.formats.aps_rules import ApsRule
from pushbench.providers.formats.aps_value_rules import VALUE_RULES
from pushbench.providers.formats.fcm_problem import Fault, Problem
from pushbench.providers.formats.fcm_walk import walk
from pushbench.providers.sns.document import Part
from pushbench.providers.sns.google import message_in
from pushbench.providers.sns.shown import push_type_of
from pushbench.providers.sns.view import Hits, View, inside

_FIRST_APPLE = 300
_SCHEMA = "FCM v1 discovery document, revision 20261023"
_TAKEN_OVER = frozenset({"token", "fid", "topic", "condition"})
"""Whom a message names is SNS's to say; a rule of its own speaks of it."""


def _apple(rule: ApsRule) -> Callable[[Draft, CheckContext], Hits]:
    def check(draft: Draft, context: CheckContext) -> Hits:
        view = View.of(draft, context)
        for part in view.document.apple():
            if isinstance(part.json.value, dict):
                block = ApsBlock.of(part.object, part.pointer, push_type=push_type_of(part, draft), now=context.now)
                for hit in rule.check(block):
                    yield inside(part, hit)

    return check


APPLE_RULES: tuple[Rule, ...] = tuple(
    Rule(
        id=f"SNS{_FIRST_APPLE + rule.number:03}",
        severity=rule.severity,
        title=rule.title,
        why=rule.why,
        fix=rule.fix,
        check=_apple(rule),
        source=rule.source,
    )
    for rule in (*KEY_RULES, *VALUE_RULES, *ACTIVITY_RULES)
)


def _google(*faults: Fault) -> Callable[[Draft, CheckContext], Hits]:
    def check(draft: Draft, context: CheckContext) -> Hits:
        view = View.of(draft, context)
        part = view.document.part("GCM")
        message = message_in(part.object) if part is not None else None
        if part is None or message is None or message.is_legacy:
            return
        for problem in walk(message.content):
            if problem.fault in faults and problem.pointer.removeprefix("/") not in _TAKEN_OVER:
                yield inside(part, _hit(view, part, message.pointer, problem))

    return check


def _hit(view: View, part: Part, below: str, problem: Problem) -> Hit:
    base = f"{part.pointer}{below}"
    edits = [] if part.is_text else [(f"{base}{edit.pointer}", edit.value) for edit in problem.edits]
    return view.hit(
        f"{base}{problem.pointer}", problem.what, why=problem.why, fix=problem.fix, label=problem.label, edits=edits
    )


def _row(
    number: int, severity: Severity, title: str, why: str, fix: str, *faults: Fault, source: str = _SCHEMA
) -> Rule:
    return Rule(f"SNS{number}", severity, title, why, fix, _google(*faults), source)


_REFUSED = "FCM refuses such a message, and the push is lost: SNS has accepted it by then."

GOOGLE_RULES: tuple[Rule, ...] = (
    _row(204, Severity.ERROR, "FCM: unknown field", _REFUSED, "Remove it, or put it into data.", Fault.UNKNOWN),
    _row(205, Severity.ERROR, "FCM: misspelt field", _REFUSED, "Rename it.", Fault.MISSPELT),
    _row(206, Severity.ERROR, "FCM: misplaced field", _REFUSED, "Move it.", Fault.MISPLACED),
    _row(
        207, Severity.ERROR, "FCM: field of the legacy API", _REFUSED, "Remove it, or use the v1 field.", Fault.LEGACY
    ),
    _row(
        208,
        Severity.ERROR,
        "FCM: wrong type",
        _REFUSED,
        "Write the value in its type.",
        Fault.WRONG_TYPE,
        Fault.OVERFLOW,
    ),
    _row(209, Severity.ERROR, "FCM: unknown word", _REFUSED, "Use a word of the list.", Fault.WORD),
    _row(
        210,
        Severity.WARNING,
        "FCM: word in another case",
        "The reference writes it in capitals; other spellings are not promised.",
        "Write it in capitals.",
        Fault.CASE,
    ),
    _row(
        211,
        Severity.WARNING,
        "FCM: both spellings of a field",
        "snake_case and lowerCamelCase name the same field; of two values the last one wins.",
        "Remove one of them.",
        Fault.TWICE,
    ),
    _row(
        212,
        Severity.WARNING,
        "FCM: deprecated field",
        "The field will go away.",
        "Use its successor.",
        Fault.DEPRECATED,
    ),
    _row(
        213,
        Severity.WARNING,
        "FCM: field that only answers carry",
        "FCM gives the message its name; a sent one is ignored.",
        "Remove it.",
        Fault.OUTPUT_ONLY,
    ),
    _row(214, Severity.ERROR, "FCM: value is no string", _REFUSED, "Write the value as a string.", Fault.NOT_TEXT),
    _row(
        215,
        Severity.WARNING,
        "FCM: number out of range",
        "Devices ignore such a number.",
        "Correct the number.",
        Fault.RANGE,
    ),
    _row(
        216,
        Severity.ERROR,
        "FCM: malformed duration or time",
        _REFUSED,
        "Write “3.5s” or “2026-11-22T09:41:00Z”.",
        Fault.FORMAT,
    ),
    _row(
        217,
        Severity.ERROR,
        "FCM: time to live not accepted",
        _REFUSED,
        "Write the seconds with an s behind, “0s” to “2419200s”.",
        Fault.TTL,
    ),
    _row(218, Severity.ERROR, "FCM: malformed colour", _REFUSED, "Write # and six hex digits.", Fault.COLOR),
    _row(
        219,
        Severity.ERROR,
        "FCM: malformed analytics label",
        _REFUSED,
        "Use 1 to 50 letters, digits and - _ . ~ %.",
        Fault.LABEL,
    ),
    _row(220, Severity.ERROR, "FCM: link is not https", _REFUSED, "Write https:// in front.", Fault.LINK),
    _row(
        221,
        Severity.WARNING,
        "FCM: image is no address",
        "Devices download the image themselves, and need a whole address.",
        "Write an https address that is open to everyone.",
        Fault.ADDRESS,
    ),
)

LENT_RULES: tuple[Rule, ...] = (*GOOGLE_RULES, *APPLE_RULES)
