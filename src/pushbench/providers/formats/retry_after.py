"""The Retry-After header (RFC 9110, 10.2.3): seconds, or a date."""

from __future__ import annotations

import re

from pushbench.domain.http import HttpResponse

_SECONDS = re.compile(r"\d{1,18}(\.\d{1,9})?")


def retry_after_seconds(response: HttpResponse) -> float | None:
    """Return how long the peer asks to wait, or None where it does not say or cannot be understood.

    A date is measured against the answer's own ``date`` header, so that no local clock is needed.
    """
    text = (response.header("retry-after") or "").strip()
    if _SECONDS.fullmatch(text) and text.isascii():
        return float(text)
    until, now = http_date(text), http_date(response.header("date") or "")
    if until is None or now is None:
        return None
    return max(0.0, until - now)


def http_date(text: str) -> float | None:
    """Return Unix seconds of an HTTP date, or None for what is none."""
    from email.utils import parsedate_to_datetime  # brings the whole email package, which few answers need

    if not text:
        return None
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
