"""How FCM writes durations, colours, times, labels, topics and tokens, and what a slip was meant to be."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

from pushbench.domain.json_value import Json
from pushbench.providers.formats.fcm_schema import LONGEST_TTL_SECONDS

_DURATION = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?s")
_LOOSE_DURATION = re.compile(r"\s*([0-9]{1,12}(?:\.[0-9]{1,9})?)\s*(ms|[smhd]?)[a-z]*\s*", re.IGNORECASE)
_UNITS = {
    "": Decimal(1),
    "s": Decimal(1),
    "ms": Decimal("0.001"),
    "m": Decimal(60),
    "h": Decimal(3600),
    "d": Decimal(86400),
}
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_LOOSE_COLOR = re.compile(r"\s*#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\s*")
_LABEL = re.compile(r"[a-zA-Z0-9\-_.~%]{1,50}")
_TOPIC = re.compile(r"[a-zA-Z0-9\-_.~%]{1,900}")
_TOKEN = re.compile(r"[A-Za-z0-9_:\-]{1,4096}")
_FID = re.compile(r"[A-Za-z0-9_\-]{22}")
_APNS_TOKEN = re.compile(r"(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{160})")
_NEWEST_SECONDS = 253_402_300_799
"""The end of the year 9999, the last a Timestamp can hold."""


def duration_seconds(text: str) -> float | None:
    """Return the seconds of ``"3.5s"``, or None for anything else."""
    return float(Decimal(text[:-1])) if _DURATION.fullmatch(text) else None


def as_duration(value: Json) -> str | None:
    """Return the Duration that a slip such as ``3600``, ``"3600"``, ``"1h"`` or ``"500 ms"`` was meant to be."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    text = repr(value) if isinstance(value, (int, float)) else value
    found = _LOOSE_DURATION.fullmatch(text)
    if found is None:
        return None
    seconds = Decimal(found[1]) * _UNITS[found[2].lower()]
    return f"{seconds.normalize():f}s"


def ttl_trouble(text: str) -> str | None:
    """Return one sentence saying why a well-formed duration is no time to live, or None."""
    seconds = duration_seconds(text)
    if seconds is not None and seconds < 0:
        return "A time to live cannot be negative."
    if seconds is not None and seconds > LONGEST_TTL_SECONDS:
        return f"The longest time to live is {LONGEST_TTL_SECONDS} s (28 days)."
    return None


def unix_seconds(text: str) -> float | None:
    """Return the Unix time of an RFC 3339 time, or None for anything else."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    try:
        whole = datetime.fromisoformat(f"{text[:19]}{found[8].replace('Z', '+00:00')}")
    except ValueError:
        return None
    return whole.timestamp() + float(f"0.{found[7] or 0}")


def as_time(value: Json) -> str | None:
    """Return the RFC 3339 time of Unix seconds or milliseconds, given as a number or as digits."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{9,13}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    seconds = value / 1000 if value > 10_000_000_000 else value
    if not 0 <= seconds <= _NEWEST_SECONDS:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_color(text: str) -> bool:
    """Tell whether a text is ``#rrggbb``."""
    return _COLOR.fullmatch(text) is not None


def as_color(text: str) -> str | None:
    """Return the ``#rrggbb`` that ``"f00"``, ``"#F00"`` or ``"ff0000"`` was meant to be."""
    found = _LOOSE_COLOR.fullmatch(text)
    if found is None:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return f"#{digits}"


def is_label(text: str) -> bool:
    """Tell whether a text is an analytics label."""
    return _LABEL.fullmatch(text) is not None


def as_label(text: str) -> str | None:
    """Return a label near to a text that is none."""
    label = re.sub(r"[^a-zA-Z0-9\-_.~%]+", "_", text).strip("_")[:50]
    return label or None


def topic_trouble(topic: str) -> str | None:
    """Return one sentence saying what is wrong with a topic's name, or None."""
    if topic.startswith("/topics/"):
        return "FCM takes the bare name: leave out “/topics/”."
    if _TOPIC.fullmatch(topic):
        return None
    if len(topic) > 900:
        return f"It has {len(topic)} characters; a topic has at most 900."
    strange = sorted({character for character in topic if not _TOPIC.fullmatch(character)})
    if not strange:
        return "A topic has at least one character."
    return f"“{''.join(strange)[:20]}” cannot be in a topic: letters, digits and - _ . ~ % only."


def token_trouble(token: str) -> str | None:
    """Return one sentence saying why a text cannot be a registration token, or None."""
    if token.lstrip().startswith("{"):
        return "This is JSON, as a browser's PushSubscription is; it belongs to Web Push."
    if token.startswith(("ExponentPushToken[", "ExpoPushToken[")):
        return "This is an Expo push token; it belongs to Expo."
    if _APNS_TOKEN.fullmatch(token):
        return f"These are {len(token)} hex digits: an APNs device token, which FCM does not know. Use APNs, or the app's FCM token."
    if _TOKEN.fullmatch(token):
        return None
    if len(token) > 4096:
        return f"It has {len(token)} characters; a registration token has at most 4096."
    strange = sorted({character for character in token if not _TOKEN.fullmatch(character)})
    if not strange:
        return "A registration token has at least one character."
    return f"“{''.join(strange)[:20]}” cannot be in a registration token: letters, digits and _ : - only."


def is_fid(text: str) -> bool:
    """Tell whether a text has the shape of a Firebase installation ID: 22 base64url characters."""
    return _FID.fullmatch(text) is not None


def fid_trouble(fid: str) -> str | None:
    """Return one sentence saying why a text cannot be a Firebase installation ID, or None."""
    if is_fid(fid):
        return None
    if ":" in fid:
        return "This is a registration token; write token: in front of it."
    return f"A Firebase installation ID has 22 letters, digits, - and _; this has {len(fid)} characters."
