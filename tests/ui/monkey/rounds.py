"""What can be opened is opened and closed again and again over Skylark's home; tells how much of it stays.

``python tests/ui/monkey/rounds.py --rounds 200`` plays by hand.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.ui.monkey.monkey import Play, in_its_own_folder

PLACES = ("compose", "devices", "providers", "history", "sandbox", "settings")
OPENING = (
    ("compose", "help.about"),
    ("compose", "help.keys"),
    ("compose", "help.log"),
    ("compose", "help.topics"),
    ("compose", "help.diagnostics"),
    ("compose", "window.palette"),
    ("compose", "window.menu"),
    ("compose", "message.open"),
    ("compose", "view.to"),
    ("compose", "view.profile"),
    ("devices", "devices.add"),
    ("devices", "devices.import"),
    ("providers", "providers.new"),
    ("providers", "providers.import"),
)
"""Screen -> action that opens something over it."""
WARM_UP = 4


def census() -> Counter[str]:
    """Count what lives by its class: widgets and their parts, what Python holds, and tasks."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject
    from PySide6.QtWidgets import QApplication
    from shiboken6 import isValid

    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    parts = [part for top in QApplication.topLevelWidgets() for part in (top, *top.findChildren(QObject))]
    counts = Counter(f"part {type(part).__name__}" for part in parts)
    counts.update(f"held {type(o).__name__}" for o in gc.get_objects() if isinstance(o, QObject) and isValid(o))
    counts["tasks"] = len(asyncio.all_tasks())
    return counts


async def settle() -> None:
    for _ in range(4):
        await asyncio.sleep(0.005)


class Rounds(Play):
    """Opens and closes instead of playing."""

    grown: dict[str, dict[str, list[int]]]

    def _step(self) -> None:
        self.grown = {}
        self.application.scope.start("rounds", self._all())

    async def _all(self) -> None:
        try:
            for name in self.options.only or ("screens", "messages", "appearances", "sizes", *(a for _, a in OPENING)):
                await self._again(name)
        finally:
            self.application.window.close()

    async def _again(self, name: str) -> None:
        """Do one thing often and note the classes of which there are more in the end than after some rounds."""
        places = {action: place for place, action in OPENING}
        for _ in range(WARM_UP):
            await self._once(name, places)
        before = census()
        for _ in range(self.options.rounds):
            await self._once(name, places)
        after = census()
        least = max(2, self.options.rounds // 4)
        more = {key: [before[key], after[key]] for key in after if after[key] - before[key] >= least}
        if more:
            self.grown[name] = more

    async def _once(self, name: str, places: dict[str, str]) -> None:
        from pushbench.ui.shell.leaving import put_away_all

        screens = self.application.screens
        if name == "screens":
            for place in PLACES:
                screens.show(place)
                await settle()
        elif name == "messages":
            keys = [entry.key for entry in screens.compose.state.library][:3]
            for key in keys:
                await screens.compose.files.open_and_show(key)
                await settle()
            screens.compose.files.close_tabs(tuple(keys[1:]))
            await settle()
        elif name == "appearances":
            for mode in ("dark", "light"):
                screens.settings.set_mode(mode)
                await settle()
        elif name == "sizes":
            for size in ((960, 640), (1440, 900)):
                self.application.window.resize(*size)
                await settle()
        else:
            if self.application.window.current_place != places[name]:
                screens.show(places[name])
            screens.actions.run(name)
            await settle()
            await put_away_all()
            await settle()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--only", action="append", help="one of the things to do; may be given several times")
    parser.set_defaults(seed=1, seconds=0.0, steps=0, pause=5, trail=False, flaw=None)
    options = parser.parse_args()
    with in_its_own_folder() as (base, fence):
        play = Rounds(options, Path(base) / "skylark", fence)
        play.prepare()
        code = play.run()
    report: dict[str, Any] = {"code": code, "grown": play.grown, "found": play.findings.found}
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 1 if play.grown or play.findings.found or code else 0


if __name__ == "__main__":
    sys.exit(main())
