"""Rules over the message's fields: every one known, in its place, of its type and format (FCM004 to FCM021)."""

from __future__ import annotations

from collections.abc import Callable

from pushbench.domain.finding import CheckContext, Draft, Rule, Severity
from pushbench.providers.fcm.view import Hits, View
from pushbench.providers.formats.fcm_problem import Fault
from pushbench.providers.formats.fcm_walk import walk

_SCHEMA = "FCM v1 discovery document, revision 20261023"
_SDK = "firebase-admin 7.7.0, message encoder"


def _finds(*faults: Fault) -> Callable[[Draft, CheckContext], Hits]:
    def check(draft: Draft, context: CheckContext) -> Hits:
        view = View.of(draft, context)
        for problem in walk(view.message):
            if problem.fault in faults:
                yield view.problem(problem)

    return check


FIELD_RULES: tuple[Rule, ...] = (
    Rule(
        "FCM004",
        Severity.ERROR,
        "Unknown field",
        "FCM refuses a message with a field it does not know (400 INVALID_ARGUMENT).",
        "Remove it, or put it into data.",
        _finds(Fault.UNKNOWN),
        _SCHEMA,
    ),
    Rule(
        "FCM005",
        Severity.ERROR,
        "Misspelt field",
        "FCM refuses a message with a field it does not know (400 INVALID_ARGUMENT).",
        "Rename it.",
        _finds(Fault.MISSPELT),
        _SCHEMA,
    ),
    Rule(
        "FCM006",
        Severity.ERROR,
        "Misplaced field",
        "The field exists, but not where it stands; FCM refuses the message (400 INVALID_ARGUMENT).",
        "Move it.",
        _finds(Fault.MISPLACED),
        _SCHEMA,
    ),
    Rule(
        "FCM007",
        Severity.ERROR,
        "Field of the legacy API",
        "The legacy API was shut down in 2024; the v1 API refuses its fields.",
        "Remove it, or use the v1 field.",
        _finds(Fault.LEGACY),
        "Migrate from legacy FCM APIs",
    ),
    Rule(
        "FCM008",
        Severity.ERROR,
        "Wrong type",
        "FCM refuses a value of the wrong type (400 INVALID_ARGUMENT).",
        "Write the value in its type.",
        _finds(Fault.WRONG_TYPE, Fault.OVERFLOW),
        _SCHEMA,
    ),
    Rule(
        "FCM009",
        Severity.ERROR,
        "Unknown word",
        "The field takes only the words of its list.",
        "Use one of them.",
        _finds(Fault.WORD),
        _SCHEMA,
    ),
    Rule(
        "FCM010",
        Severity.WARNING,
        "Word in another case",
        "The reference and the official SDKs write it in capitals; whether other spellings are taken is not promised.",
        "Write it in capitals.",
        _finds(Fault.CASE),
        _SDK,
    ),
    Rule(
        "FCM011",
        Severity.WARNING,
        "Both spellings of a field",
        "snake_case and lowerCamelCase name the same field; of two values the last one wins.",
        "Remove one of them.",
        _finds(Fault.TWICE),
        _SCHEMA,
    ),
    Rule(
        "FCM012",
        Severity.WARNING,
        "Deprecated field",
        "The field will go away.",
        "Use proxy: DENY keeps the notification with the app.",
        _finds(Fault.DEPRECATED),
        _SCHEMA,
    ),
    Rule(
        "FCM013",
        Severity.WARNING,
        "Field that only answers carry",
        "FCM gives the message its name; a sent one is ignored.",
        "Remove it.",
        _finds(Fault.OUTPUT_ONLY),
        _SCHEMA,
    ),
    Rule(
        "FCM014",
        Severity.ERROR,
        "Value is no string",
        "Data and headers are maps of strings; FCM refuses any other value (400 INVALID_ARGUMENT).",
        "Write the value as a string.",
        _finds(Fault.NOT_TEXT),
        _SCHEMA,
    ),
    Rule(
        "FCM015",
        Severity.WARNING,
        "Number out of range",
        "Devices ignore such a number.",
        "Correct the number.",
        _finds(Fault.RANGE),
        "firebase-android-sdk, NotificationParams",
    ),
    Rule(
        "FCM016",
        Severity.ERROR,
        "Malformed duration or time",
        "Durations are strings such as “3.5s”, times such as “2026-11-22T09:41:00Z” (proto-JSON).",
        "Write it so.",
        _finds(Fault.FORMAT),
        _SCHEMA,
    ),
    Rule(
        "FCM017",
        Severity.ERROR,
        "Time to live not accepted",
        "ttl is a string such as “3600s”, from “0s” (now or never) to “2419200s” (28 days).",
        "Write the seconds with an s behind.",
        _finds(Fault.TTL),
        "Set message lifespan",
    ),
    Rule(
        "FCM018",
        Severity.ERROR,
        "Malformed colour",
        "The colour is #rrggbb; FCM refuses other spellings.",
        "Write # and six hex digits.",
        _finds(Fault.COLOR),
        _SDK,
    ),
    Rule(
        "FCM019",
        Severity.ERROR,
        "Malformed analytics label",
        "A label has 1 to 50 letters, digits and - _ . ~ %.",
        "Shorten it or replace the other signs.",
        _finds(Fault.LABEL),
        _SDK,
    ),
    Rule(
        "FCM020",
        Severity.ERROR,
        "Link is not https",
        "FCM takes only https links for browsers.",
        "Write https:// in front; an app's own link belongs into data.",
        _finds(Fault.LINK),
        _SCHEMA,
    ),
    Rule(
        "FCM021",
        Severity.WARNING,
        "Image is no address",
        "Devices download the image themselves, and need a whole address.",
        "Write an https address that is open to everyone.",
        _finds(Fault.ADDRESS),
        _SCHEMA,
    ),
)
