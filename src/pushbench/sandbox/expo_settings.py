"""How the emulated Expo behaves, changeable while it runs by ``POST /--/emulator/settings``.

``receipt_delay``: seconds until a receipt is there (2 at first). ``notifications_per_second``: most for one project,
null for no limit (at first; Expo's own is 600). ``push_security``: whether every project asks for the access token.
``GET`` answers with all three; a reset of the sandbox puts them back.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import asdict, dataclass, replace
from typing import Any

PATH = ("--", "emulator", "settings")
MOST_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be changed."""

    receipt_delay: float = 2.0
    notifications_per_second: int | None = None
    push_security: bool = False

    def changed(self, document: Any) -> Settings | str:
        """Return the settings with those a document names, or one sentence saying what is wrong with it."""
        if not isinstance(document, dict):
            return "Settings are a JSON object."
        for name, value in document.items():
            trouble = _trouble(name, value)
            if trouble:
                return trouble
        return replace(self, **document)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def _trouble(name: str, value: Any) -> str | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if name == "receipt_delay":
        return None if is_number and 0 <= value <= MOST_SECONDS else "receipt_delay is a number of seconds up to a day."
    if name == "notifications_per_second":
        is_whole = isinstance(value, int) and not isinstance(value, bool) and value > 0
        return None if value is None or is_whole else "notifications_per_second is a whole number above 0, or null."
    if name == "push_security":
        return None if isinstance(value, bool) else "push_security is true or false."
    return f"“{name[:40]}” is no setting: receipt_delay, notifications_per_second and push_security are."


class RateGate:
    """Counts notifications of one project within the last second."""

    def __init__(self) -> None:
        self._times: deque[tuple[float, int]] = deque()

    def admits(self, count: int, most: int, now: float) -> bool:
        """Say whether so many more may pass now; those that may are counted."""
        while self._times and self._times[0][0] <= now - 1:
            self._times.popleft()
        if sum(each for _, each in self._times) + count > most:
            return False
        self._times.append((now, count))
        return True
