"""What tells of work and results: toasts, announcements, busy buttons, skeletons, inline findings, prose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QEnterEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets import announce as announce_module
from pushbench.ui.widgets.announce import Announcer
from pushbench.ui.widgets.busy import Busy, SkeletonRows, Working
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.drop_zone import DropZone
from pushbench.ui.widgets.finding import InlineFinding
from pushbench.ui.widgets.prose import Piece, Prose
from pushbench.ui.widgets.toast import MOST, Toast


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader would have been told."""
    heard: list[str] = []

    class Ear:
        AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

        @staticmethod
        def updateAccessibility(event: object) -> None:
            heard.append(event.message())  # type: ignore[attr-defined]

    monkeypatch.setattr(announce_module, "QAccessible", Ear)
    return heard


@pytest.fixture
def pane(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


# -- toasts and announcements ------------------------------------------------------------------------


def test_toasts_stack_with_the_newest_lowest(theme: Theme, pane: QWidget) -> None:
    toast = Toast(theme, pane)
    for number in range(MOST + 1):
        toast.tell(f"Message {number}")
    assert [slip.accessibleName() for slip in toast.slips] == ["Message 1", "Message 2", "Message 3"]
    tops = [slip.y() for slip in toast.slips]
    assert tops == sorted(tops)
    assert toast.slips[-1].geometry().bottom() < pane.height()
    assert all(abs(slip.geometry().center().x() - 300) <= 1 for slip in toast.slips)


def test_a_toast_that_goes_lets_the_others_down(theme: Theme, pane: QWidget) -> None:
    toast = Toast(theme, pane)
    toast.tell("First")
    lowest = toast.slips[0].y()
    toast.tell("Second")
    assert toast.slips[0].y() < lowest
    toast.slips[1].end()
    assert toast.slips[0].y() == lowest


def test_a_toast_stays_while_someone_is_at_it(theme: Theme, pane: QWidget, qapp: QApplication) -> None:
    toast = Toast(theme, pane)
    toast.tell("Deleted", "Undo", lambda: None)
    slip = toast.slips[0]
    assert not slip.is_waiting
    qapp.sendEvent(slip, QEnterEvent(QPointF(1, 1), QPointF(1, 1), QPointF(1, 1)))
    assert slip.is_waiting
    qapp.sendEvent(slip, QEvent(QEvent.Type.Leave))
    assert not slip.is_waiting
    pane.activateWindow()
    slip.action.setFocus(Qt.FocusReason.TabFocusReason)
    assert slip.is_waiting
    slip.action.clearFocus()
    assert not slip.is_waiting


def test_escape_dismisses_the_toast_that_has_the_keyboard(theme: Theme, pane: QWidget, qtbot: QtBot) -> None:
    toast = Toast(theme, pane)
    toast.tell("Deleted", "Undo", lambda: None)
    qtbot.keyClick(toast.slips[0].action, Qt.Key.Key_Escape)
    assert toast.slips == []


def test_a_toast_stays_in_the_middle_of_its_pane(theme: Theme, pane: QWidget) -> None:
    toast = Toast(theme, pane)
    toast.tell("Saved")
    pane.resize(900, 500)
    assert abs(toast.slips[0].geometry().center().x() - 450) <= 1


def test_a_toast_is_announced_with_its_action(theme: Theme, pane: QWidget, spoken: list[str]) -> None:
    Toast(theme, pane).tell("Message deleted", "Undo", lambda: None)
    assert spoken == ["Message deleted. Undo"]


def test_announcements_come_at_most_once_a_second(pane: QWidget, spoken: list[str], qtbot: QtBot) -> None:
    announcer = Announcer(pane)
    for text in ("Sending", "1 accepted", "1 accepted", "2 rejected", ""):
        announcer.say(text)
    assert spoken == ["Sending"]
    announcer._pause.timeout.emit()
    assert spoken == ["Sending", "1 accepted 2 rejected"]


# -- work under way --------------------------------------------------------------------------------------


def test_a_busy_button_keeps_its_width_says_so_and_takes_no_press(theme: Theme, pane: QWidget, qtbot: QtBot) -> None:
    pressed: list[int] = []
    made = button(theme, "Send to 50 devices", lambda: pressed.append(1), icon="send", parent=pane)
    made.adjustSize()
    made.show()
    width = made.width()
    busy = Busy(theme, made)
    busy.work("Sending")
    assert (made.text(), made.minimumWidth(), busy.is_busy) == ("Sending", width, True)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert pressed == []
    busy.settle()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    assert (made.text(), pressed, busy.is_busy) == ("Send to 50 devices", [1], False)


def test_nothing_turns_where_motion_is_reduced(theme: Theme, pane: QWidget) -> None:
    made = button(theme, "Send", parent=pane)
    busy = Busy(theme, made)
    working = Working(theme, "Reading", pane)
    busy.work("Sending")
    working.show()
    assert (busy._timer.isActive(), working._timer.isActive()) == (True, True)
    theme.choose(replace(theme.look, is_motion_reduced=True))
    assert (busy._timer.isActive(), working._timer.isActive()) == (False, False)
    busy.settle()


def test_skeletons_wait_before_they_show(theme: Theme, qtbot: QtBot) -> None:
    rows = SkeletonRows(theme)
    qtbot.addWidget(rows)
    rows.resize(rows.sizeHint())
    rows.show()
    blank = rows.grab().toImage()
    rows.show_at_once()
    assert rows.grab().toImage() != blank
    assert rows.accessibleName() == "Loading"


# -- words ----------------------------------------------------------------------------------------------


def test_links_of_a_finding_are_followed_by_keyboard(theme: Theme, qtbot: QtBot) -> None:
    done: list[str] = []
    finding = InlineFinding(
        theme,
        "red",
        "Priority must be 10, 5 or 1.",
        "Apple answers 400.",
        (("Set to 10", lambda: done.append("ten")), ("Why?", lambda: done.append("why"))),
    )
    qtbot.addWidget(finding)
    finding.resize(400, 60)
    finding.show()
    finding.activateWindow()
    finding.words.setFocus(Qt.FocusReason.TabFocusReason)
    for steps in (1, 2):
        finding.words.moveCursor(QTextCursor.MoveOperation.Start)
        for _ in range(steps):
            qtbot.keyClick(finding.words, Qt.Key.Key_Tab)
        qtbot.keyClick(finding.words, Qt.Key.Key_Return)
    assert done == ["ten", "why"]
    assert finding.accessibleName() == "Priority must be 10, 5 or 1."
    assert "Apple answers 400. Set to 10 Why?" in finding.words.text


def test_prose_is_as_high_as_its_words_and_bold_is_wider(theme: Theme, qtbot: QtBot) -> None:
    prose = Prose(theme, (Piece("word " * 40),))
    qtbot.addWidget(prose)
    assert prose.heightForWidth(150) > prose.heightForWidth(600) >= theme.metrics("body").height()

    def width(weight: int | None) -> float:
        prose.show_pieces((Piece("Skylark Production", weight),))
        document = prose.document().clone()
        document.setTextWidth(-1)
        return float(document.idealWidth())

    assert width(600) > width(None)


def test_prose_shows_what_was_written_as_it_is(theme: Theme, qtbot: QtBot) -> None:
    prose = Prose(theme, (Piece("<b>bold?</b> & {{x}}"),))
    qtbot.addWidget(prose)
    assert prose.toPlainText() == prose.accessibleName() == "<b>bold?</b> & {{x}}"


def test_a_drop_zone_says_what_will_happen(theme: Theme, qtbot: QtBot) -> None:
    zone = DropZone(theme, "Drop a .p8 key", "Choose a file", lambda: None)
    qtbot.addWidget(zone)
    zone.accept_suffixes((".p8",))
    zone.show_state("C:\\keys\\AuthKey_ABC.p8")
    assert (zone.property("state"), zone.accessibleDescription()) == ("over", "Release to read AuthKey_ABC.p8")
    zone.show_state("/tmp/key.json")
    assert zone.property("state") == "refused"
    assert ".p8" in zone.accessibleDescription()
    zone.show_state("")
    assert (zone.property("state"), zone.accessibleDescription()) == ("", "")
