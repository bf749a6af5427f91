"""What stands in the window when a workspace cannot be opened: what happened, why, and buttons that lead on."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from pushbench.domain.errors import UserError
from pushbench.engine.home_trouble import HomeTrouble, Way, begin_empty, make_copy, restore
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, framed, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.notes import IconLabel

Runner = Callable[[str, Coroutine[Any, Any, None]], object]
Work = Callable[..., Any]
_CARD = 600
_MARGIN = 28


class TroublePage(QWidget):
    """Changes nothing by being shown. ``open_home`` opens a folder in place of this window."""

    def __init__(
        self,
        theme: Theme,
        home: Path | None,
        trouble: HomeTrouble,
        *,
        run: Runner,
        in_background: Callable[[Work], Coroutine[Any, Any, Any]],
        open_home: Callable[[Path], object],
        parent: QWidget | None = None,
    ) -> None:
        """``run`` starts a named task, ``in_background`` awaits a function on another thread."""
        super().__init__(parent)
        self._theme = theme
        self._home = home
        self._trouble = trouble
        self._run = run
        self._in_background = in_background
        self._open_home = open_home
        self._buttons = [self._button(way, is_first=not number) for number, way in enumerate(trouble.ways)]
        self._status = label(theme, "", "body", tone="red", wraps=True, selectable=True)
        self._status.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._scroller = QScrollArea()
        self._scroller.setFrameShape(QFrame.Shape.NoFrame)
        self._scroller.setWidgetResizable(True)
        self._scroller.setWidget(pane(column(None, row(None, self._card(), None), None, margins=24), "bg"))
        layout.addWidget(self._scroller)
        self.setAccessibleName(trouble.error.what)
        self.setAccessibleDescription(f"{trouble.error.why} {trouble.error.fix}")
        if self._buttons:
            self.setFocusProxy(self._buttons[0])

    def _card(self) -> QWidget:
        theme, error = self._theme, self._trouble.error
        width = theme.px(_CARD) - 2 * _MARGIN
        words = [
            label(theme, error.what, "screen", wraps=True, selectable=True),
            label(theme, error.why, "body", tone="secondary", wraps=True, selectable=True),
            label(theme, error.fix, "body", wraps=True, selectable=True),
        ]
        for each in words:
            each.setFixedWidth(width)  # or a wrapped text asks for the height it would need in a narrower place
        parts: list[Any] = [row(IconLabel(theme, "database", "red", 24), None), *words]
        parts += [
            row(each, label(theme, self._hint(way), "caption", tone="caption", wraps=True), spacing=12, grows=1)
            for each, way in zip(self._buttons, self._trouble.ways, strict=True)
        ]
        parts.append(self._status)
        if self._home is not None:
            where = self.tr("Workspace: {path}").format(path=self._home)
            parts.append(label(theme, where, "caption", tone="caption", wraps=True, selectable=True))
        card = framed(column(*parts, spacing=12, margins=_MARGIN), "card")
        card.setFixedWidth(theme.px(_CARD))
        return card

    def _button(self, way: Way, *, is_first: bool) -> QWidget:
        titles = {
            Way.TRY_AGAIN: self.tr("Try again"),
            Way.OTHER_FOLDER: self.tr("Open another folder…"),
            Way.COPY: self.tr("Open a copy…"),
            Way.COPY_MESSAGES: self.tr("Open a copy of the messages…"),
            Way.RESTORE: self.tr("Restore the backup"),
            Way.BEGIN_EMPTY: self.tr("Begin with an empty database"),
        }
        made = button(self._theme, titles[way], lambda: self.take(way), kind="primary" if is_first else "")
        made.setFixedWidth(self._theme.px(232))
        made.setObjectName(way.value)
        made.setAccessibleDescription(self._hint(way))
        made.setAutoDefault(True)
        return made

    def _hint(self, way: Way) -> str:
        backup = self._trouble.backup
        day = backup.stem.removeprefix("database ") if backup is not None else ""
        hints = {
            Way.TRY_AGAIN: self.tr("Looks at the same folder again."),
            Way.OTHER_FOLDER: self.tr("This one stays as it is."),
            Way.COPY: self.tr("Everything, in a folder of yours. This one stays as it is."),
            Way.COPY_MESSAGES: self.tr("With a new database: without devices, profiles and history. This one stays."),
            Way.RESTORE: self.tr("Devices, profiles and history as of {day}. The damaged file is kept.").format(
                day=day
            ),
            Way.BEGIN_EMPTY: self.tr("Messages stay. The file is moved to backups, nothing is deleted."),
        }
        return hints[way]

    # -- ways out -------------------------------------------------------------------------------------

    def take(self, way: Way) -> None:
        """Do what a button says."""
        home, backup = self._home, self._trouble.backup
        if way is Way.OTHER_FOLDER:
            self._ask_folder(self.tr("Open a workspace"), self._open_home)
        elif way in (Way.COPY, Way.COPY_MESSAGES):
            self._ask_folder(self.tr("Where should the copy lie?"), lambda to: self._copy(way, to))
        elif home is not None and way is Way.RESTORE and backup is not None:
            self._start(lambda: restore(home, backup), lambda _folder: home)
        elif home is not None and way is Way.BEGIN_EMPTY:
            self._start(lambda: begin_empty(home), lambda _folder: home)
        elif home is not None:
            self._open_home(home)

    def _copy(self, way: Way, to: Path) -> None:
        home = self._home
        if home is not None:
            self._start(lambda: make_copy(home, to, with_database=way is Way.COPY), lambda copied: copied)

    def _start(self, work: Callable[[], Path], then: Callable[[Path], Path]) -> None:
        async def go() -> None:
            self._enable(is_enabled=False)
            try:
                done = await self._in_background(work)
            except UserError as error:
                self._tell(error)
            else:
                self._open_home(then(done))
            finally:
                self._enable(is_enabled=True)

        self._run("way out", go())

    def _enable(self, *, is_enabled: bool) -> None:
        for each in self._buttons:
            each.setEnabled(is_enabled)
            each.setToolTip("" if is_enabled else self.tr("Working"))

    def _tell(self, error: UserError) -> None:
        self._status.setText(f"{error.what} {error.why} {error.fix}")
        self._status.show()

    def _ask_folder(self, title: str, run: Callable[[Path], object]) -> None:
        dialog = QFileDialog(self.window(), title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        if self._home is not None:
            dialog.setDirectory(str(self._home.parent))
        dialog.fileSelected.connect(lambda path: run(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
