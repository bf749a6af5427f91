"""What stands behind FCM's general codes, told apart by the words and fields of the answer.

Source: *FCM ErrorCode reference*; answers quoted in public issue threads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pushbench.domain.outcome import Explain
from pushbench.providers.fcm.answer import ServiceError


@dataclass(frozen=True, slots=True)
class Detail:
    """One known cause: a pattern over fields and message, and the three parts people read."""

    pattern: str
    explain: Explain
    in_fields: bool = False
    """Whether the pattern is about the violated fields instead of the texts."""


def _detail(pattern: str, what: str, why: str, fix: str, *, in_fields: bool = False) -> Detail:
    return Detail(pattern, Explain(what, why, fix), in_fields)


INVALID_ARGUMENT: tuple[Detail, ...] = (
    _detail(
        r"APNs device token is disabled",
        "Apple no longer knows the device behind this registration.",
        "The app was removed from it, or its APNs token was replaced.",
        "Retire the device, and register again from the app.",
    ),
    _detail(
        r"registration token is not a valid|InvalidRegistration",
        "The registration token is malformed.",
        "It is cut off, holds a character that is none of it, or is another service's token.",
        "Copy the token again from the app.",
    ),
    _detail(
        r"^message\.(token|fid)$",
        "The registration token is malformed.",
        "It is cut off, holds a character that is none of it, or is another service's token.",
        "Copy the token again from the app.",
        in_fields=True,
    ),
    _detail(
        r"message is too big|MessageTooBig|payload (size|is too)",
        "The message is too large.",
        "Notification and data have more than 4096 bytes (2048 for topics).",
        "Shorten them, or let the app fetch the rest.",
    ),
    _detail(
        r"Unknown name|Cannot find field",
        "The message holds a field that FCM does not know.",
        "It is misspelt, stands in the wrong place, or belongs to the legacy API.",
        "Mend the field that FCM names.",
    ),
    _detail(
        r"Invalid value at '?message\.(android\.|webpush\.)?data",
        "A value in data is no string.",
        "FCM takes only strings in data.",
        "Write the value as a string.",
    ),
    _detail(
        r"Invalid data payload key|InvalidDataKey",
        "The data holds a reserved key.",
        "Keys named from or message_type, or beginning with google. or gcm.notification., are FCM's own.",
        "Rename the key.",
    ),
    _detail(
        r"\bttl\b",
        "The time to live is not accepted.",
        "It must be a string such as “3600s”, from 0 to 2,419,200 s.",
        "Mend android.ttl.",
    ),
    _detail(
        r"package",
        "The token belongs to another Android package.",
        "restricted_package_name is not the app's package.",
        "Correct or remove restricted_package_name.",
    ),
    _detail(
        r"Recipient of the message is not set|[Ee]xactly one of",
        "The message has no target, or more than one.",
        "It takes exactly one of token, fid, topic and condition.",
        "Choose one target.",
    ),
    _detail(
        r"condition",
        "FCM cannot read the condition.",
        "It takes up to five terms such as 'news' in topics, joined by && and ||.",
        "Mend the condition.",
    ),
    _detail(
        r"topic",
        "FCM does not accept the topic.",
        "A topic has letters, digits and - _ . ~ %, without “/topics/”.",
        "Mend the topic.",
    ),
    _detail(
        r"Invalid JSON payload",
        "FCM could not read the body.",
        "It is no JSON, or not of the shape that FCM expects.",
        "Mend what FCM names.",
    ),
)

PERMISSION_DENIED: tuple[tuple[str, str], ...] = (
    (r"has not been used in project|it is disabled|SERVICE_DISABLED", "SERVICE_DISABLED"),
    (r"SenderId mismatch|MismatchSenderId", "SENDER_ID_MISMATCH"),
    (r"insufficient authentication scopes", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
    (r"cloudmessaging\.messages\.create|Permission '", "IAM_PERMISSION_DENIED"),
)
"""Pattern over the message -> the row of the reasons table that explains it."""


def refine(error: ServiceError) -> Explain | None:
    """Return the cause of an INVALID_ARGUMENT that its words give away, or None."""
    fields = [field for field, _ in error.violations]
    words = "\n".join((error.message, *(description for _, description in error.violations)))
    for detail in INVALID_ARGUMENT:
        if any(re.search(detail.pattern, text) for text in (fields if detail.in_fields else (words, *fields))):
            return detail.explain
    return None


def permission_row(error: ServiceError) -> str | None:
    """Return the row that explains a 403 by its words, or None."""
    return next((row for pattern, row in PERMISSION_DENIED if re.search(pattern, error.message)), None)
