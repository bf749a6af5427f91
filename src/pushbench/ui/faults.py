"""Bugs at Qt's edge: which of them are told again, and who keeps them while there is no window to tell them in."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from types import CodeType, TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pushbench.ui.notices import Notices

_PAUSE_SECONDS = 1.0
"""The same bug within this time is the same moment's: a held key, a timer, a burst of signals."""
_KEPT = 20
_TELLING_FRAMES = 2
_ASKED_BY_QT = re.compile(
    r"paint|paintEvent|draw[A-Z]\w+|polish|subControlRect|sizeFromContents|standardIcon|styleHint|pixelMetric"
    r"|sizeHint|minimumSizeHint|heightForWidth|data|rowCount|columnCount|flags|headerData|index|parent|hasChildren"
    r"|canFetchMore|filterAcceptsRow|lessThan|eventFilter|event|(resize|move|show|hide|change|timer)Event"
    r"|pixmap|scaledPixmap|text|role|state|rect"
)
"""Methods Qt calls at every frame, or for every event."""


def is_unasked(error: BaseException) -> bool:
    """Tell whether Qt called what failed, as it does at every frame, rather than the user."""
    outermost = next((code for code, _ in _frames(error)), None)
    return outermost is not None and _ASKED_BY_QT.fullmatch(outermost.co_name) is not None


def _frames(error: BaseException) -> Iterator[tuple[CodeType, int]]:
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        yield trace.tb_frame.f_code, trace.tb_lineno
        trace = trace.tb_next


class Bugs:
    """Remembers bugs by their kind and place, so that one that comes at every frame is told once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` tells seconds."""
        self._clock = clock
        self._last: dict[object, float] = {}

    def is_news(self, error: BaseException) -> bool:
        """Remember a bug and tell whether it is to be told: the first time, and again when the user asks for it again."""
        # Through Qt and back into Python an error grows at its outer end, so that its inner end tells which it is.
        places = [(code.co_filename, line) for code, line in _frames(error)][-_TELLING_FRAMES:]
        key = (type(error), tuple(places) or str(error))
        now = self._clock()
        is_first = key not in self._last
        is_new_moment = not is_unasked(error) and now - self._last.get(key, now) >= _PAUSE_SECONDS
        self._last[key] = now
        return is_first or is_new_moment


class EarlyFaults:
    """Stands in for the window while it starts: Python tells bugs of slots on standard error, and here they are kept."""

    def __init__(self) -> None:
        self._before = sys.excepthook
        self._kept: list[BaseException] = []
        sys.excepthook = self

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._before(kind, error, trace)
        if len(self._kept) < _KEPT and isinstance(error, Exception):
            self._kept.append(error.with_traceback(trace))

    def tell(self, notices: Notices) -> None:
        """Hand what was kept to the window, which logs and shows it."""
        kept, self._kept = self._kept, []
        for error in kept:
            notices.report("something during the start", error)

    def end(self) -> None:
        """Leave everything as it was found."""
        if sys.excepthook is self:
            sys.excepthook = self._before
