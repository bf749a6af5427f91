"""Start and end of the window in order: first paint, workspace, screens; scopes, runs, workspace, threads."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from pushbench.domain.errors import UserError
from pushbench.domain.tasks import TaskScope
from pushbench.ui.shell.daily_backup import keep_backups
from pushbench.ui.shell.front import PAINT_WITHIN_MS, bring_up
from pushbench.ui.shell.leaving import put_away_all
from pushbench.ui.shell.loading import LATER, load, short_turns
from pushbench.ui.shell.stage import Stage, make_stage
from pushbench.ui.shell.turns import in_turns
from pushbench.ui.shell.window_state import write_state
from pushbench.ui.widgets.focus_ring import FocusRing

if TYPE_CHECKING:
    from pushbench.engine.workspace import Workspace
    from pushbench.ui.session import Session
    from pushbench.ui.shell.screens import Screens

_log = logging.getLogger("pushbench.window")
_OPENS_WITHIN_SECONDS = 10.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM)

Opener = Callable[[Path | None], Awaitable["Workspace"]]


class Application:
    """Owns everything a window needs; nothing of it is global."""

    def __init__(
        self,
        app: QApplication,
        home: Path | None,
        environ: Mapping[str, str],
        *,
        stage: Stage | None = None,
        opener: Opener | None = None,
        is_ending: Callable[[], bool] = lambda: False,
    ) -> None:
        """``stage`` is the window where it stands already; ``opener`` opens another workspace (tests).

        ``is_ending`` tells whether the program was told to end before this began.
        """
        self._app = app
        self._home = home
        self._environ = environ
        self._opener = opener or self._open_workspace
        self._is_ending = is_ending
        self._closing: asyncio.Event | None = None
        self._shown = asyncio.Event()
        """Set when Compose has taken what was typed before it was there, or never will."""
        self.stage = stage or make_stage(home)
        self.notices = self.stage.notices
        self.scope = TaskScope("window", self.notices.report)
        self.state = self.stage.state
        self.theme = self.stage.theme
        self.theme.in_turns = in_turns
        self.ring = FocusRing(self.theme, app)
        self.window = self.stage.window
        self.workspace: Workspace | None = None
        self.screens: Screens | None = None
        self._is_home_untouched = False
        """Whether the home is in a state in which nothing may be written to it."""
        self.on_settled: Callable[[], object] = lambda: None
        """Called when the start is over, whether it went well or not."""

    # -- life ---------------------------------------------------------------------------------------

    async def main(self) -> int:
        """Show the window, work until it is closed, end in order."""
        self._closing = asyncio.Event()
        restore = self._watch()
        try:
            self.window.close_wanted.connect(self.close)
            if not self.window.has_painted:
                await self._show()
            self.scope.start("open", self._open())
            if not self._is_ending():
                await self._closing.wait()
            return 0
        finally:
            await self._end()
            restore()

    async def _show(self) -> None:
        """Show the window and wait for its first paint; a loop within the loop would run other tasks within this one."""
        painted = asyncio.Event()
        self.window.painted.connect(painted.set)
        bring_up(self.stage.front)
        with suppress(TimeoutError):  # a window that starts minimised is never painted
            await asyncio.wait_for(painted.wait(), PAINT_WITHIN_MS / 1000)

    async def _open(self) -> None:
        try:
            await self._open_screens()
        except UserError as error:
            self._explain(error)
        except BaseException:
            if self.stage.composer is not None:
                self.stage.composer.form.set_read_only()
            raise
        finally:
            self._shown.set()
            self.on_settled()

    async def _open_screens(self) -> None:
        """Bring Compose into sight, then open the store and read what comes from it."""
        await asyncio.get_running_loop().run_in_executor(None, load)
        from pushbench.engine.home_trouble import trouble_of
        from pushbench.ui.session import Session
        from pushbench.ui.shell.screens import Screens
        from pushbench.ui.worker import Worker

        trouble = await asyncio.get_running_loop().run_in_executor(None, trouble_of, self._home)
        if trouble is not None:
            self._is_home_untouched = True
            raise trouble.error
        self.workspace = await self._opener(self._home)
        self.workspace.local.on_slow = self._tell_of_slow_start
        session = Session(self.workspace, self.scope, self.notices, Worker(), self.state)
        self.screens = Screens(self, session)
        await self.screens.show_first()
        self._shown.set()
        await self._give_way()
        await self.workspace.open_store()
        await self.workspace.ensure_first_start()
        await self.screens.follow_store()
        self.workspace.attend_follow_ups(session.on_follow_ups)
        self.scope.start("load", self._load_later())
        self.scope.start("backup", keep_backups(self._home))
        is_wanted = self.workspace.upkeep.settings.is_sandbox_started
        if is_wanted and self.screens.compose.sends_locally and not self.screens.is_welcoming:
            self.scope.start("sandbox", self._start_sandbox(session))

    async def _load_later(self) -> None:
        """Load what the other screens are made of, so that none of them waits for it when it is first shown."""
        with short_turns():
            await asyncio.get_running_loop().run_in_executor(None, load, LATER)

    def _explain(self, error: UserError) -> None:
        """Say in place of the screens why the workspace does not open, with the ways out."""
        from pushbench.engine.home_trouble import explained
        from pushbench.ui.shell.trouble_page import TroublePage

        if self.stage.composer is not None:
            self.stage.composer.form.set_read_only()
        self._is_home_untouched = self._is_home_untouched or self.screens is None
        page = TroublePage(
            self.theme,
            self._home,
            explained(self._home, error),
            run=self.scope.start,
            in_background=lambda work: asyncio.to_thread(work),
            open_home=self.open_home,
        )
        if self.screens is None:
            self.window.rail.setEnabled(False)
            self.window.rail.setToolTip(error.what)
        self.window.show_early(page)
        page.setFocus()

    def open_home(self, home: Path) -> None:
        """Open a folder in a window of its own that takes this one's place. Tells when that cannot be."""
        from pushbench.ui.shell.starting_again import start_over

        try:
            start_over(home)
        except UserError as error:
            self.notices.report("open another folder", error)
        else:
            self.close()

    async def _give_way(self) -> None:
        """Have the composer painted before loading the store takes its share of the processor."""
        await asyncio.sleep(0.01)

    async def _start_sandbox(self, session: Session) -> None:
        """Have the sandbox running where the next push goes to it, so that the first Send works at once."""
        await session.workspace.local.start()
        session.sandbox_changed.emit()
        session.devices_changed.emit()
        session.profiles_changed.emit()

    def _tell_of_slow_start(self, seconds: float) -> None:
        """Say that the sandbox still starts; where it is told again, the words take the place of the last ones."""
        words = QCoreApplication.translate(
            "Window", "The sandbox is still starting after {count} s; this computer is busy."
        )
        self.notices.tell(words.format(count=round(seconds)))

    async def _open_workspace(self, home: Path | None) -> Workspace:
        from pushbench.engine.workspace import Workspace

        return await Workspace.open(home, environ=self._environ, waits_for_store=False)

    def close(self) -> None:
        """End the window; may be called more than once."""
        if self._closing is not None:
            self._closing.set()

    async def _end(self) -> None:
        """Keep what is unsaved, then end tasks, runs, sandbox, store and threads, in this order."""
        self.window.hide()
        await put_away_all()
        await self._keep_what_was_typed()
        if self.screens is not None:
            await self.screens.finish()
        await self.scope.aclose()
        if self.workspace is not None:
            await self.workspace.aclose()
        if self.screens is not None:
            self.screens.session.worker.close()
        if not self._is_home_untouched:
            write_state(self._home, self.state)
        self.theme.disconnect_system()
        self.window.deleteLater()
        self.ring.deleteLater()
        await asyncio.sleep(0)

    async def _keep_what_was_typed(self) -> None:
        """Wait for whoever can save what was typed before anything but the form was there."""
        composer = self.stage.composer
        if composer is not None and composer.form.touched_texts() and not self._shown.is_set():
            try:
                await asyncio.wait_for(self._shown.wait(), _OPENS_WITHIN_SECONDS)
            except TimeoutError:
                _log.error("what was typed while Pushbench opened is lost: the workspace did not open")

    # -- trouble ------------------------------------------------------------------------------------

    def _watch(self) -> Callable[[], None]:
        """Catch errors of slots and loop callbacks, and the signals that end a program; returns the way back."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._on_loop_error)
        before = sys.excepthook
        sys.excepthook = self._on_slot_error
        caught = [number for number in _SIGNALS if self._catch(loop, number)]

        def restore() -> None:
            sys.excepthook = before
            loop.set_exception_handler(None)
            for number in caught:
                loop.remove_signal_handler(number)

        return restore

    def _catch(self, loop: asyncio.AbstractEventLoop, number: signal.Signals) -> bool:
        try:
            loop.add_signal_handler(number, self.close)
        except (NotImplementedError, RuntimeError, ValueError):
            return False  # Windows, or not the main thread
        return True

    def _on_loop_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.notices.report(str(context.get("message", "event loop")), error)
        else:
            _log.error("the event loop reports: %s", context.get("message"))

    def _on_slot_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self.close()
            return
        self.notices.report("a slot", error.with_traceback(trace))
