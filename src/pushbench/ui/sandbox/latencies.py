"""How long pushes took: what the history says of the deliveries that arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pushbench.store.history import DeliveryRow
from pushbench.ui.sandbox.pushes import Push

_SLACK_SECONDS = 0.05
"""Clocks of two processes are read at different moments."""


@dataclass(slots=True)
class Latencies:
    """Pairs pushes with deliveries: same service and token, begun last before it arrived; each delivery once."""

    found: dict[str, DeliveryRow] = field(default_factory=dict)
    """Push key to its delivery."""
    _used: set[str] = field(default_factory=set)

    def ms(self, key: str) -> float | None:
        row = self.found.get(key)
        return row.latency_ms if row is not None else None

    def match(self, pushes: Sequence[Push], rows: Sequence[DeliveryRow]) -> list[str]:
        """Pair pushes that have none yet; return the keys that were paired."""
        paired = []
        for push in pushes:
            if push.key in self.found:
                continue
            fitting = [row for row in rows if row.id not in self._used and _fits(push, row)]
            best = max(fitting, key=lambda row: row.at, default=None)
            if best is not None:
                self.found[push.key] = best
                self._used.add(best.id)
                paired.append(push.key)
        return paired

    def clear(self) -> None:
        self.found.clear()
        self._used.clear()


def _fits(push: Push, row: DeliveryRow) -> bool:
    if row.provider != (push.via or push.provider) or row.at > push.at + _SLACK_SECONDS:
        return False
    return push.token == row.token or (bool(push.token) and push.token in row.token)
