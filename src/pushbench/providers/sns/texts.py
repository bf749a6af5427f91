"""What stands behind an ``InvalidParameter`` or ``NotFound``: SNS's sentences, read by their beginning.

Source: recorded answers of AWS; the sentences of Apple's and Google's limits are those production clients match.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pushbench.domain.outcome import Explain


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of SNS and what it means."""

    pattern: str
    """A regular expression, compiled only when an answer needs it: the window starts without."""
    explain: Explain
    is_target_dead: bool = False


def _told(pattern: str, what: str, why: str, fix: str, *, is_target_dead: bool = False) -> Told:
    return Told(pattern, Explain(what, why, fix), is_target_dead)


TEXTS: tuple[Told, ...] = (
    _told(
        r"No endpoint found for the target arn",
        "The endpoint does not exist.",
        "It was deleted, or its ARN is of another region or account.",
        "Register the device's token again and use the new ARN.",
        is_target_dead=True,
    ),
    _told(
        r"Endpoint does not exist",
        "The endpoint does not exist.",
        "It was deleted, or its ARN is of another region or account.",
        "Register the device's token again and use the new ARN.",
        is_target_dead=True,
    ),
    _told(
        r"already exists with the same Token, but different attributes",
        "The token has an endpoint already, with other attributes.",
        "SNS makes one endpoint for a token; its user data or its switch differs from what was asked.",
        "Change the endpoint it names instead of making one.",
    ),
    _told(
        r"already registered with a different token",
        "The endpoint is registered with a different token.",
        "Too many endpoints began with one token.",
        "Delete the old endpoints and register the token again.",
    ),
    _told(
        r"Topic does not exist",
        "The topic does not exist.",
        "It was deleted, or lies in another region or account.",
        "Compare its ARN with the SNS console.",
    ),
    _told(
        r"PlatformApplication does not exist",
        "The platform application does not exist.",
        "It was deleted, or lies in another region or account.",
        "Copy its ARN again from the SNS console.",
    ),
    _told(
        r"An ARN must have at least 6 elements|Wrong number of slashes|Invalid ARN|not a valid ARN",
        "The ARN is malformed.",
        "It is not of the form that SNS's ARNs have.",
        "Copy it again, whole.",
    ),
    _told(
        r"(?:^|: )Empty message",
        "The message is empty.",
        "SNS publishes no empty message.",
        "Write a text or a payload.",
    ),
    _told(
        r"Message too long",
        "The message is too long.",
        "Body and attributes together take more than 262,144 bytes.",
        "Shorten the payload.",
    ),
    _told(
        r"Invalid parameter: Subject",
        "The subject cannot be used.",
        "It has fewer than 100 characters, all of them printable ASCII.",
        "Shorten it or leave it out; pushes do not show it.",
    ),
    _told(
        r"No default entry",
        "The message has no “default”.",
        "Every JSON message to a topic needs one, for the subscribers whose platform has no key of its own.",
        "Add “default” with a short text.",
    ),
    _told(
        r"JSON message body failed to parse",
        "The message is no JSON that SNS can read.",
        "The text is broken, holds a key twice, or a platform's inner text is no JSON.",
        "Mend the JSON.",
    ),
    _told(
        r"protocol GCM",
        "The payload for Google is too large.",
        "FCM takes 4096 bytes.",
        "Shorten words and data of the key GCM.",
    ),
    _told(
        r"protocol APNS|protocol MACOS",
        "The payload for Apple is too large.",
        "APNs takes 4096 bytes, 5120 for calls.",
        "Shorten words and data of the APNs key.",
    ),
    _told(
        r"Invalid notification for protocol",
        "The payload does not fit the platform.",
        "It is too large, or not of the form that the platform takes.",
        "Correct the platform's key.",
    ),
    _told(
        r"must be at most 8192 bytes",
        "The token is too long.",
        "SNS takes 8192 bytes.",
        "Copy the token again; something else was pasted.",
    ),
    _told(
        r"iOS device tokens must be",
        "The token is no iOS device token.",
        "They have at most 400 hexadecimal characters.",
        "Copy the token again, or choose the application of the token's platform.",
    ),
    _told(
        r"CustomUserData",
        "The endpoint's user data is too long.",
        "It takes 2048 bytes.",
        "Shorten it.",
    ),
    _told(
        r"Invalid attribute name",
        "SNS does not know the attribute.",
        "Its name is misspelt or not one of this resource.",
        "Correct the name.",
    ),
    _told(
        r"MessageGroupId|MessageDeduplicationId|ContentBasedDeduplication",
        "The FIFO parameters do not fit.",
        "FIFO topics need a group id and a deduplication id (or deduplication by content); others take no deduplication.",
        "Set MessageGroupId and MessageDeduplicationId as the topic needs them.",
    ),
    _told(
        r"MessageAttributes?|message attribute|AttributeValue",
        "A message attribute cannot be used.",
        "Its name, type or value breaks the rules.",
        "Correct the attribute that SNS names.",
    ),
    _told(
        r"TopicArn or TargetArn|TopicArn|TargetArn|EndpointArn|PlatformApplicationArn",
        "The ARN cannot be used here.",
        "It is malformed, of another kind, or of another region than the call.",
        "Compare it with the SNS console; the profile's region must be the ARN's.",
    ),
)


def told(message: str) -> Told | None:
    """Return what SNS's sentence means, or None for one that is not known."""
    return next((row for row in TEXTS if re.search(row.pattern, message, re.IGNORECASE)), None)
