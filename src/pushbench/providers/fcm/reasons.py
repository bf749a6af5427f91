"""Every documented error of FCM as one table: code, meaning, cause, fix, whether to retry, whether the target is dead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pushbench.domain.outcome import Reason, Voice
from pushbench.providers.fcm.reasons_apns import APNS_ERRORS
from pushbench.providers.fcm.reasons_fcm import CANONICAL_ERRORS, FCM_ERRORS, FRONT_DOOR_ERRORS
from pushbench.providers.fcm.reasons_other import LEGACY_ERRORS, OAUTH_ERRORS, TOPIC_ERRORS


def _said_by(voice: Voice, rows: tuple[Reason, ...]) -> Iterator[Reason]:
    return (replace(row, voice=voice) for row in rows)


REASONS: tuple[Reason, ...] = (
    *FCM_ERRORS,
    *CANONICAL_ERRORS,
    *FRONT_DOOR_ERRORS,
    *_said_by(Voice.INNER, APNS_ERRORS),
    *_said_by(Voice.TOPICS, TOPIC_ERRORS),
    *_said_by(Voice.SIGN_IN, OAUTH_ERRORS),
    *_said_by(Voice.RETIRED, LEGACY_ERRORS),
)

BY_CODE: Mapping[str, Reason] = {reason.code: reason for reason in REASONS}

BY_STATUS: Mapping[int, str] = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
"""What an HTTP status means where the body says nothing; the canonical mapping of google.rpc.Code."""
