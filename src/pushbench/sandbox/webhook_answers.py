"""What the receiver answers: its own words, bare statuses, and the tokens that provoke them.

``hook-unregistered``, ``hook-rejected``, ``hook-error-in-body``, ``hook-redirect`` and ``hook-status-NNN`` (any
status from 200 to 599, ``hook-status-429`` with Retry-After) answer so whenever they are addressed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus

from pushbench.sandbox.exchange import Answer

METHODS = ("POST", "PUT", "PATCH")
RETRY_AFTER_SECONDS = 2
MOVED_TO = "/moved"
_JSON = ("content-type", "application/json")
_STATUS_TOKEN = re.compile(r"hook-status-([2-5]\d\d)")

REFUSALS: Mapping[str, tuple[int, str]] = {
    "invalid_signature": (401, "The signature does not fit."),
    "missing_signature": (401, "The signature is missing."),
    "timestamp_too_old": (401, "The timestamp is too old."),
    "timestamp_too_new": (401, "The timestamp is too new."),
    "replayed": (409, "This request was here before."),
    "unregistered": (410, "Nobody has this token any more."),
    "invalid_json": (400, "The body is no JSON."),
    "unsupported_media_type": (415, "This webhook takes application/json."),
    "body_too_large": (413, "The body is larger than 100 kB."),
}
"""Code -> status and words."""
MAGIC: Mapping[str, str] = {
    "hook-unregistered": "unregistered",
    "hook-rejected": "rejected",
    "hook-error-in-body": "ErrorInBody",
    "hook-redirect": "Redirect",
}
"""Token -> what it provokes."""


def taken(message_id: str, *, is_duplicate: bool = False) -> Answer:
    """The push was taken."""
    return _json(200, {"id": message_id, **({"duplicate": True} if is_duplicate else {})})


def refused(code: str, words: str = "") -> Answer:
    """The push was not taken, in the receiver's own words."""
    status, usual = REFUSALS[code]
    return _json(status, {"error": {"code": code, "message": words or usual}})


def bare(status: int, retry_after: float | None = None) -> Answer:
    """A status without a code, as most receivers answer."""
    if status in (429, 503) and retry_after is None:
        retry_after = RETRY_AFTER_SECONDS if status == 429 else None
    extra = () if retry_after is None else (("retry-after", f"{retry_after:g}"),)
    if 300 <= status < 400:
        return Answer(status, (("location", MOVED_TO), *extra))
    if status == 204:
        return Answer(status, extra)
    words = _phrase(status)
    document = {"id": "fault"} if status < 300 else {"message": words}
    return Answer(status, (_JSON, *extra), json.dumps(document).encode())


def options() -> Answer:
    """What the address takes."""
    return Answer(204, (("allow", ", ".join((*METHODS, "OPTIONS"))),))


def wrong_method() -> Answer:
    answer = bare(405)
    return Answer(405, (*answer.headers, ("allow", ", ".join((*METHODS, "OPTIONS")))), answer.body)


def provoked(word: str, token: str, retry_after: float | None = None) -> Answer | None:
    """The answer for a reason of the provider's table, or None for a word that is none."""
    if word in REFUSALS:
        return refused(word)
    if word == "rejected":
        return _json(200, {"rejected": [token]})
    if word == "ErrorInBody":
        return _json(200, {"error": {"message": "The database is away."}})
    if word == "Redirect":
        return bare(307)
    number = word.removeprefix("HTTP ")
    return bare(int(number), retry_after) if re.fullmatch(r"[2-5]\d\d", number) else None


def of_token(token: str) -> Answer | None:
    """The answer of a magic token, or None for an ordinary one."""
    found = _STATUS_TOKEN.fullmatch(token)
    if found is not None:
        return bare(int(found[1]))
    return provoked(MAGIC[token], token) if token in MAGIC else None


def _json(status: int, document: object) -> Answer:
    return Answer(status, (_JSON,), json.dumps(document).encode())


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
