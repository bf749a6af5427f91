"""Times and durations as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def _tr(text: str) -> str:
    return QCoreApplication.translate("Times", text)


def _local(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone()


def clock_words(at: float) -> str:
    """Return a Unix time as local clock time with milliseconds."""
    moment = _local(at)
    return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03d}"


def exact_words(at: float) -> str:
    """Return a Unix time as date and clock time, for tool tips."""
    return f"{_local(at):%A %d %B %Y, %H:%M:%S}"


def day_words(at: float, now: float) -> str:
    """Return the day of a Unix time: ``Today``, ``Yesterday`` or the date."""
    day, today = _local(at).date(), _local(now).date()
    if day == today:
        return _tr("Today")
    if (today - day).days == 1:
        return _tr("Yesterday")
    return f"{day.day} {day:%b %Y}" if day.year != today.year else f"{day.day} {day:%b}"


def ago_words(at: float | None, now: float) -> str:
    """Return how long ago something was: ``now``, ``2 min``, ``3 h``, ``4 d``, else the date."""
    if at is None:
        return _tr("never")
    passed = now - at
    if passed < _MINUTE:
        return _tr("now")
    if passed < _HOUR:
        return f"{int(passed // _MINUTE)} min"
    if passed < _DAY:
        return f"{int(passed // _HOUR)} h"
    return f"{int(passed // _DAY)} d" if passed < 30 * _DAY else day_words(at, now)


def since_words(at: float, now: float) -> str:
    """Return how long ago something was within a sentence: ``just now``, ``2 min ago``, ``on 3 Nov``."""
    if now - at < _MINUTE:
        return _tr("just now")
    words = ago_words(at, now)
    if now - at >= 30 * _DAY:
        return _tr("on {day}").format(day=words)
    return _tr("{time} ago").format(time=words)


def latency_words(latency_ms: float | None) -> str:
    """Return milliseconds as people read them."""
    if latency_ms is None:
        return ""
    return f"{latency_ms / 1000:.1f} s" if latency_ms >= 10_000 else f"{latency_ms:,.0f} ms"


def minute_words(at: float) -> str:
    """Return a Unix time as local hour and minute."""
    return f"{_local(at):%H:%M}"


def second_words(at: float) -> str:
    """Return a Unix time as local hour, minute and second."""
    return f"{_local(at):%H:%M:%S}"


def date_words(at: float) -> str:
    """Return a Unix time as local day and month."""
    day = _local(at)
    return f"{day.day} {day:%b}"
