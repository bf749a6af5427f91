"""The library and the tabs on screen: keys, mouse, drops, other programs, and 5,000 messages."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QListWidget, QMenu, QPushButton
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver, HeardNotices

from pushbench.domain.message import Content, Message
from pushbench.store.message_library import FileEntry
from pushbench.ui.compose.library_tree import MESSAGES, LibraryTree, Line
from pushbench.ui.compose.library_view import LibraryView
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.screen import ComposeScreen
from pushbench.ui.compose.text_difference import difference
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme

GATE = "Trips/Gate change.push.json"
RATE = "Trips/Rate your trip.push.json"
FARES = "News/Autumn fares.push.json"


def put(root: Path, key: str, **parts: object) -> None:
    (root / key).parent.mkdir(parents=True, exist_ok=True)
    name = key.rpartition("/")[2].removesuffix(".push.json")
    document = {"format": 1, "name": name, "content": {"title": name}, **parts}
    (root / key).write_text(json.dumps(document, indent=2) + "\n")


@pytest.fixture
def root(session: Session) -> Path:
    assert session.home is not None
    made = session.home / "messages"
    put(made, GATE)
    put(made, RATE, variants={"B": {"weight": 50, "content": {"title": "Run!"}}})
    put(made, FARES, languages={"de": {"title": "Herbst"}, "ar": {}, "ja": {}})
    (made / "Empty").mkdir()
    return made


@pytest.fixture
def model(driver: Driver, session: Session, root: Path) -> Iterator[ComposeModel]:
    session.state.choices.update({"open": [GATE, RATE], "current": GATE})
    made = ComposeModel(session, save_after_ms=60_000)
    driver.run(made.start())
    driver.until(lambda: made.state.target_summary)
    yield made
    made.files.open.stop()


@pytest.fixture
def screen(theme: Theme, model: ComposeModel, qtbot: QtBot) -> ComposeScreen:
    made = ComposeScreen(theme, model)
    qtbot.addWidget(made)
    made.setMinimumSize(800, 600)
    made.resize(1366, 850)
    made.show()
    made.activateWindow()
    return made


def lines(view: LibraryView) -> list[tuple[str, str, str]]:
    """Return name, hint and dot of every row that is unfolded."""
    found = []

    def walk(parent: QModelIndex) -> None:
        for row in range(view.tree.rowCount(parent)):
            index = view.tree.index(row, 0, parent)
            line = view.tree.line(index)
            assert line is not None
            found.append((line.name, line.remark, line.dot))
            if view.isExpanded(index):
                walk(index)

    walk(QModelIndex())
    return found


def select(view: LibraryView, key: str) -> None:
    index = view.tree.index_of(key) if key.endswith(".json") else view.tree.index_of_folder(key)
    assert index.isValid()
    view.setCurrentIndex(index)
    view.setFocus()


def answer(driver: Driver, text: str) -> None:
    """Write into the dialog that asks for a name, and accept."""
    driver.until(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    dialog.findChildren(QLineEdit)[0].setText(text)
    go = dialog.findChild(QPushButton, "go")
    assert go is not None
    go.click()


def key_press(qtbot: QtBot, view: LibraryView, key: Qt.Key) -> None:
    qtbot.keyClick(view, key)


# -- what it shows ----------------------------------------------------------------------------------------


def test_folders_counts_and_hints(screen: ComposeScreen, driver: Driver) -> None:
    view = screen.library.list
    screen.grab()  # what is painted is what is read
    driver.until(lambda: ("Rate your trip", "A/B", "") in lines(view))
    driver.until(lambda: ("Autumn fares", "4 lang", "") in lines(view))
    assert [line[:2] for line in lines(view)] == [
        ("Empty", "0"),
        ("News", "1"),
        ("Autumn fares", "4 lang"),
        ("Trips", "2"),
        ("Gate change", ""),
        ("Rate your trip", "A/B"),
    ]


def test_a_file_that_cannot_be_read_has_a_red_dot_that_says_why(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, root: Path
) -> None:
    (root / "Trips" / "Broken.push.json").write_text("<<<<<<< HEAD")
    driver.run(model.files.following.look())
    view = screen.library.list
    screen.grab()
    driver.until(lambda: ("Broken", "", "red-dot") in lines(view))
    line = view.tree.line(view.tree.index_of("Trips/Broken.push.json"))
    assert isinstance(line, Line)
    assert "not JSON" in line.tip
    index = view.tree.index_of("Trips/Broken.push.json")
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Broken, has problems"


def test_typing_shows_an_amber_dot_until_it_is_saved(
    screen: ComposeScreen, driver: Driver, model: ComposeModel
) -> None:
    model.editing.set_content("title", "Changed")
    driver.turn()
    assert model.state.tabs[0].dot == "amber-dot"
    assert ("Gate change", "", "amber-dot") in lines(screen.library.list)
    driver.run(model.files.open.save_all())
    driver.turn()
    assert model.state.tabs[0].dot == ""
    assert model.state.saved.startswith("Saved ")


def test_the_first_key_in_a_field_stays_where_it_was_typed(screen: ComposeScreen, driver: Driver, qtbot: QtBot) -> None:
    from pushbench.ui.widgets.text_field import TextField

    title = next(field for field in screen.form.findChildren(TextField) if field.accessibleName() == "Title")
    title.setFocus()
    title.select(len(title.text()), len(title.text()))
    for character in " now":
        qtbot.keyClicks(title, character)
        driver.turn()
    assert title.text() == "Gate change now"


def test_a_search_hides_and_says_how_many(screen: ComposeScreen, qtbot: QtBot, model: ComposeModel) -> None:
    qtbot.keyClicks(screen.library.search, "fares")
    assert [line[0] for line in lines(screen.library.list)] == ["News", "Autumn fares"]
    assert screen.library._hidden.text() == "2 messages hidden by the search"
    qtbot.keyClick(screen.library.search, Qt.Key.Key_Return)
    qtbot.keyClick(screen.library.search, Qt.Key.Key_Escape)
    assert len(lines(screen.library.list)) == 6
    assert not screen.library._hidden.isVisible()


def test_folded_folders_and_tabs_are_remembered(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, session: Session, theme: Theme, qtbot: QtBot
) -> None:
    view = screen.library.list
    view.setExpanded(view.tree.index_of_folder("Trips"), False)
    assert session.state.choices["library"] == {"closed": ["Trips"]}
    other = ComposeScreen(theme, model)
    qtbot.addWidget(other)
    other.show()
    assert not other.library.list.isExpanded(other.library.list.tree.index_of_folder("Trips"))
    assert session.state.choices["open"] == [GATE, RATE]
    assert session.home is not None
    driver.until(lambda: (session.home / "window.json").exists())  # type: ignore[operator]  # before any crash


# -- by keyboard alone ------------------------------------------------------------------------------------


def test_enter_opens_and_folds(screen: ComposeScreen, driver: Driver, qtbot: QtBot, model: ComposeModel) -> None:
    view = screen.library.list
    select(view, FARES)
    key_press(qtbot, view, Qt.Key.Key_Return)
    driver.until(lambda: model.state.current == FARES)
    key_press(qtbot, view, Qt.Key.Key_Left)
    assert view.tree.line(view.currentIndex()).folder == "News"  # type: ignore[union-attr]
    key_press(qtbot, view, Qt.Key.Key_Return)
    assert not view.isExpanded(view.tree.index_of_folder("News"))


def test_f2_renames_a_message_and_a_folder(
    screen: ComposeScreen, driver: Driver, qtbot: QtBot, model: ComposeModel, root: Path
) -> None:
    view = screen.library.list
    select(view, GATE)
    key_press(qtbot, view, Qt.Key.Key_F2)
    answer(driver, "Gate moved")
    driver.until(lambda: model.state.current == "Trips/Gate moved.push.json")
    assert json.loads((root / "Trips/Gate moved.push.json").read_text())["name"] == "Gate moved"
    select(view, "Trips")
    key_press(qtbot, view, Qt.Key.Key_F2)
    answer(driver, "Journeys")
    driver.until(lambda: model.state.current == "Journeys/Gate moved.push.json")
    assert [tab.key for tab in model.state.tabs] == [
        "Journeys/Gate moved.push.json",
        "Journeys/Rate your trip.push.json",
    ]
    assert (root / "Journeys" / "Rate your trip.push.json").exists()


def test_a_message_that_is_not_open_is_renamed_in_its_file_too(model: ComposeModel, driver: Driver, root: Path) -> None:
    model.files.rename(FARES, "Winter fares")
    driver.until(lambda: (root / "News/Winter fares.push.json").exists())
    assert json.loads((root / "News/Winter fares.push.json").read_text())["name"] == "Winter fares"
    assert len(model.state.tabs) == 2


def test_moving_to_a_folder_by_keyboard(
    screen: ComposeScreen, driver: Driver, qtbot: QtBot, model: ComposeModel, root: Path, notices: HeardNotices
) -> None:
    select(screen.library.list, RATE)
    screen.library.move_selected()
    driver.until(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    search, folders = dialog.findChildren(QLineEdit)[0], dialog.findChildren(QListWidget)[0]
    qtbot.keyClicks(search, "emp")
    assert folders.currentItem().text() == "Empty"
    qtbot.keyClick(search, Qt.Key.Key_Return)
    driver.until(lambda: (root / "Empty/Rate your trip.push.json").exists())
    driver.until(lambda: [tab.key for tab in model.state.tabs] == [GATE, "Empty/Rate your trip.push.json"])
    driver.until(lambda: notices.messages == ["“Rate your trip” moved to Empty"])
    notices.actions[-1]()
    driver.until(lambda: (root / RATE).exists())


def test_what_is_typed_while_a_file_moves_is_saved_at_its_new_place(
    driver: Driver, model: ComposeModel, root: Path
) -> None:
    model.files.shelf.move((GATE,), "News")
    driver.loop.call_soon(lambda: model.editing.set_content("title", "Typed meanwhile"))
    driver.until(lambda: model.state.current == "News/Gate change.push.json")
    driver.run(model.files.open.save_all())
    driver.turn()
    assert json.loads((root / "News/Gate change.push.json").read_text())["content"]["title"] == "Typed meanwhile"
    assert model.state.file_note is None
    assert not (root / GATE).exists()


def test_a_new_folder_and_a_new_message_in_it(
    screen: ComposeScreen, driver: Driver, qtbot: QtBot, model: ComposeModel, root: Path
) -> None:
    screen.library.list.clearSelection()
    screen.library.make_folder()
    answer(driver, "Silent")
    driver.until(lambda: "Silent" in model.state.folders)
    assert (root / "Silent").is_dir()
    select(screen.library.list, "Silent")
    screen.library._new_message()
    driver.until(lambda: model.state.current == "Silent/Untitled.push.json")


def test_delete_undo_restore_and_delete_for_good(
    screen: ComposeScreen, driver: Driver, qtbot: QtBot, model: ComposeModel, root: Path, notices: HeardNotices
) -> None:
    view = screen.library.list
    select(view, GATE)
    key_press(qtbot, view, Qt.Key.Key_Delete)
    driver.until(lambda: len(model.state.deleted) == 1)
    assert not (root / GATE).exists()
    assert model.state.current == RATE
    assert screen.library.deleted_row.accessibleName() == "Recently deleted, 1"
    notices.actions[-1]()
    driver.until(lambda: model.state.current == GATE)
    assert model.state.deleted == ()
    model.files.shelf.delete((), ("Trips",))
    driver.until(lambda: len(model.state.deleted) == 2)
    driver.until(lambda: notices.messages[-1] == "2 messages deleted")
    assert model.state.current == FARES
    screen.library.show_deleted()
    deleted = screen.library._deleted
    assert deleted is not None
    qtbot.keyClick(deleted.list, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    driver.until(lambda: len(model.state.deleted) == 1)
    deleted.list.setCurrentRow(0)  # type: ignore[attr-defined]
    qtbot.keyClick(deleted.list, Qt.Key.Key_Delete)  # type: ignore[attr-defined]
    driver.until(lambda: QApplication.activeModalWidget() is not None)
    go = QApplication.activeModalWidget().findChild(QPushButton, "go")  # type: ignore[union-attr]
    assert go is not None
    go.click()
    driver.until(lambda: model.state.deleted == ())
    screen.library.show_library()
    assert view.isVisible()


def test_deleting_the_last_message_leaves_a_sample(driver: Driver, model: ComposeModel, root: Path) -> None:
    model.files.shelf.delete((), ("Trips", "News"))
    driver.until(lambda: len(model.state.deleted) == 3)
    driver.until(lambda: len(model.state.library) == 1)
    assert model.state.current == model.state.library[0].key


def test_every_menu_can_be_reached_by_the_menu_key(screen: ComposeScreen, driver: Driver, qtbot: QtBot) -> None:
    view = screen.library.list
    for key in (GATE, "Trips"):
        select(view, key)
        view.menu_wanted.emit(view.mapToGlobal(view.rect().center()))
        menu = next(menu for menu in screen.library.findChildren(QMenu) if menu.isVisible())
        titles = [action.text() for action in menu.actions()]
        assert "Rename…" in titles
        assert "Delete" in titles
        menu.close()


# -- dropping and pasting ---------------------------------------------------------------------------------


def drop(tree: LibraryTree, data: QMimeData, folder: str) -> None:
    index = tree.index_of_folder(folder)
    assert tree.canDropMimeData(data, Qt.DropAction.MoveAction, -1, -1, index)
    assert tree.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, index)


def test_messages_are_dragged_into_folders(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, root: Path
) -> None:
    tree = screen.library.list.tree
    data = tree.mimeData([tree.index_of(GATE)])
    assert [url.toLocalFile() for url in data.urls()] == [str(root / GATE)]
    drop(tree, data, "News")
    driver.until(lambda: model.state.current == "News/Gate change.push.json")
    assert (root / "News/Gate change.push.json").exists()
    drop(tree, tree.mimeData([tree.index_of_folder("News")]), "Empty")
    driver.until(lambda: (root / "Empty/News/Gate change.push.json").exists())
    driver.until(lambda: model.state.current == "Empty/News/Gate change.push.json")


def test_what_is_dragged_by_another_program_is_harmless(screen: ComposeScreen, driver: Driver) -> None:
    data = QMimeData()
    data.setData(MESSAGES, b'{"keys": "no list"')
    drop(screen.library.list.tree, data, "News")
    driver.turn()


def test_files_are_dropped_into_folders(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, root: Path, tmp_path: Path, notices: HeardNotices
) -> None:
    good, curl, bad = tmp_path / "Push.apns", tmp_path / "command.txt", tmp_path / "photo.json"
    good.write_text(json.dumps({"Simulator Target Bundle": "app", "aps": {"alert": {"title": "From a file"}}}))
    curl.write_text("""curl https://api.push.apple.com/3/device/x -d '{"aps":{"alert":{"title":"From curl"}}}'""")
    bad.write_bytes(b"\x89PNG")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (good, bad, curl)])
    drop(screen.library.list.tree, data, "News")
    driver.until(lambda: (root / "News/command.push.json").exists())
    assert json.loads((root / "News/Push.push.json").read_text())["content"]["title"] == "From a file"
    assert [error.what for error in notices.troubles] == ["photo.json is not a text file."]


@pytest.mark.parametrize(
    "text",
    [
        '{"aps":{"alert":{"title":"Dropped"}}}',
        """curl https://x/3/device/a -d '{"aps":{"alert":{"title":"Dropped"}}}'""",
    ],
)
def test_a_payload_dropped_on_the_tabs_opens(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, text: str
) -> None:
    data = QMimeData()
    data.setText(text)
    event = QDropEvent(
        QPointF(20, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    screen.head.tabs.dropEvent(event)
    driver.until(lambda: model.state.message.content.title == "Dropped")
    assert model.state.current == "Trips/Dropped.push.json"


def test_a_pasted_text_that_is_neither_says_so(driver: Driver, model: ComposeModel, notices: HeardNotices) -> None:
    model.files.open_pasted("hello")
    driver.until(lambda: notices.troubles)
    assert "neither JSON nor a cURL command" in notices.troubles[0].what
    assert len(model.state.tabs) == 2


def test_a_file_of_the_library_is_opened_and_not_copied(driver: Driver, model: ComposeModel, root: Path) -> None:
    model.files.import_file(str(root / FARES))
    driver.until(lambda: model.state.current == FARES)
    assert len(model.state.library) == 3


def test_every_starter_opens(driver: Driver, model: ComposeModel) -> None:
    starters = model.files.incoming.starters()
    assert sum(starter.is_nasty for starter in starters) == 4
    for starter in starters:
        before = model.state.current
        model.files.incoming.start_from(starter.name)
        driver.until(lambda before=before: model.state.current != before)  # type: ignore[misc]


# -- tabs -------------------------------------------------------------------------------------------------


def test_a_closed_tab_is_opened_again(driver: Driver, model: ComposeModel, notices: HeardNotices) -> None:
    model.files.close(RATE)
    driver.until(lambda: len(model.state.tabs) == 1)
    assert model.files.why_not_close
    model.files.close(GATE)
    driver.turn()
    assert len(model.state.tabs) == 1
    model.files.reopen()
    driver.until(lambda: model.state.current == RATE)
    model.files.reopen()
    assert notices.messages[-1] == "No tab was closed since the start."


def test_tabs_move_by_keys_and_close_by_the_middle_button(
    screen: ComposeScreen, driver: Driver, qtbot: QtBot, model: ComposeModel
) -> None:
    tabs = screen.head.tabs
    qtbot.keyClick(tabs, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert [tab.key for tab in model.state.tabs] == [RATE, GATE]
    assert tabs.key_at(tabs.currentIndex()) == GATE
    tabs.moveTab(1, 0)
    assert [tab.key for tab in model.state.tabs] == [GATE, RATE]
    assert model.state.current == GATE
    qtbot.mouseClick(tabs, Qt.MouseButton.MiddleButton, pos=tabs.tabRect(1).center())
    driver.until(lambda: len(model.state.tabs) == 1)


def test_many_tabs_offer_a_list(screen: ComposeScreen, driver: Driver, model: ComposeModel) -> None:
    assert not screen.head.all_tabs.isVisible()
    for number in range(12):
        model.files.take(Message(name=f"A message with a long name {number}"))
    driver.until(lambda: len(model.state.tabs) == 14)
    driver.until(lambda: screen.head.all_tabs.isVisible())
    assert screen.head.tabs.width() < screen.width()


def test_closing_several_tabs(driver: Driver, model: ComposeModel) -> None:
    model.files.open_message(FARES)
    driver.until(lambda: model.state.current == FARES)
    model.files.close_tabs((GATE, RATE))
    driver.until(lambda: len(model.state.tabs) == 1)
    assert model.state.current == FARES


# -- undo -------------------------------------------------------------------------------------------------


def test_undo_goes_word_by_word_over_form_and_json_and_survives_tabs(driver: Driver, model: ComposeModel) -> None:
    typed = ""
    for character in "Gate is open":
        typed += character
        model.editing.set_content("subtitle", typed)
    sheet = model.state.sheet
    assert sheet is not None
    model.editing.set_json(sheet.text.replace("Gate change", "By hand"))
    model.files.show(RATE)
    model.editing.set_content("title", "Other")
    model.files.show(GATE)
    seen = []
    while model.state.can_undo:
        model.editing.undo()
        seen.append(model.state.message.content.subtitle)
    assert seen == ["Gate is open", "Gate is ", "Gate ", None]
    model.files.show(RATE)
    assert model.state.message.content.title == "Other"


# -- other programs ---------------------------------------------------------------------------------------


def test_new_and_deleted_files_are_noticed(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, root: Path
) -> None:
    put(root, "Fresh/From git.push.json")
    (root / FARES).unlink()
    driver.run(model.files.following.look())
    names = [line[0] for line in lines(screen.library.list)]
    assert "From git" in names
    assert "Autumn fares" not in names


def test_an_outside_change_of_an_unchanged_message_is_read_and_told(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, root: Path, notices: HeardNotices
) -> None:
    put(root, GATE, content={"title": "From git"})
    driver.run(model.files.following.look())
    assert model.state.message.content.title == "From git"
    assert notices.messages == ["“Gate change” was changed by another program and read again"]
    assert not screen.file_note.isVisible()
    driver.run(model.files.following.look())
    assert len(notices.messages) == 1


@pytest.mark.parametrize(("choice", "title"), [("Keep mine", "Mine"), ("Take theirs", "Theirs")])
def test_a_change_on_both_sides_asks(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, root: Path, choice: str, title: str
) -> None:
    model.editing.set_content("title", "Mine")
    put(root, GATE, content={"title": "Theirs"})
    driver.run(model.files.following.look())
    driver.until(screen.file_note.isVisible)
    assert "Another program changed “Gate change”" in screen.file_note.note.accessibleName()
    assert model.state.tabs[0].dot == "red-dot"
    next(b for b in screen.file_note.note.findChildren(QPushButton) if b.text() == choice).click()
    driver.until(lambda: not screen.file_note.isVisible())
    assert model.state.message.content.title == title
    assert json.loads((root / GATE).read_text())["content"]["title"] == title


def test_the_difference_is_shown_and_decided_there(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, root: Path
) -> None:
    model.editing.set_content("title", "Mine")
    put(root, GATE, content={"title": "Theirs"})
    driver.run(model.files.following.look())
    driver.until(screen.file_note.isVisible)
    screen.file_note.show_difference()
    driver.until(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    shown = dialog.view.toPlainText()  # type: ignore[attr-defined]
    assert '-     "title": "Theirs"' in shown
    assert '+     "title": "Mine"' in shown
    dialog.findChild(QPushButton, "theirs").click()  # type: ignore[union-attr]
    driver.until(lambda: model.state.message.content.title == "Theirs")


def test_a_message_deleted_outside_keeps_its_text(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, root: Path
) -> None:
    (root / GATE).unlink()
    driver.run(model.files.following.look())
    driver.until(screen.file_note.isVisible)
    assert model.state.message.content.title == "Gate change"
    model.editing.set_content("title", "Still here")
    driver.run(model.files.open.save_all())
    assert not (root / GATE).exists()
    next(b for b in screen.file_note.note.findChildren(QPushButton) if b.text() == "Save it again").click()
    driver.until(lambda: (root / GATE).exists())
    assert json.loads((root / GATE).read_text())["content"]["title"] == "Still here"
    driver.until(lambda: not screen.file_note.isVisible())


def test_a_disk_that_refuses_is_told_until_it_takes_the_text(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pushbench.domain.errors import UserError

    def full(path: Path, text: str) -> None:
        raise UserError(f"{path.name} cannot be written.", "The system says: No space left on device.", "Make room.")

    model.editing.set_content("title", "Kept")
    with monkeypatch.context() as patch:
        patch.setattr("pushbench.store.text_file.write_text", full)
        with pytest.raises(UserError):
            driver.run(model.files.open.save_all())
        driver.until(screen.file_note.isVisible)
        assert "No space left" in screen.file_note.note.accessibleDescription()
        assert screen.head._saved.text() == "Not saved"
    next(b for b in screen.file_note.note.findChildren(QPushButton) if b.text() == "Try again").click()
    driver.until(lambda: not screen.file_note.isVisible())
    assert json.loads((root / GATE).read_text())["content"]["title"] == "Kept"


# -- revisions --------------------------------------------------------------------------------------------


def test_save_now_keeps_revisions_to_go_back_to(
    screen: ComposeScreen, driver: Driver, model: ComposeModel, notices: HeardNotices
) -> None:
    model.files.save_now()
    driver.until(lambda: notices.messages == ["Saved as a revision"])
    notices.actions[-1]()
    answer(driver, "Before the launch")
    model.editing.set_content("title", "Worse")
    driver.run(model.files.open.save_all())
    driver.turn()
    assert model.state.tabs[0].dot == "amber-dot"  # differs from the revision
    screen.library.show_revisions(GATE)
    driver.until(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.list.item(0).text().startswith("Before the launch")  # type: ignore[attr-defined]
    driver.until(lambda: "Worse" in dialog.view.toPlainText())  # type: ignore[attr-defined]
    dialog.findChild(QPushButton, "go").click()  # type: ignore[union-attr]
    driver.until(lambda: model.state.message.content.title == "Gate change")
    driver.turn()
    assert model.state.can_undo


def test_without_revisions_the_dialog_says_how_to_make_one(
    screen: ComposeScreen, driver: Driver, model: ComposeModel
) -> None:
    screen.library.show_revisions(GATE)
    driver.until(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    go = dialog.findChild(QPushButton, "go")
    assert go is not None
    assert not go.isEnabled()
    assert "Save now" in go.toolTip()
    dialog.reject()  # type: ignore[attr-defined]
    driver.turn()


def test_difference_of_equal_texts_is_empty() -> None:
    assert difference("a\nb\n", "a\nb\n") == ()
    kinds = [line.kind for line in difference("a\nb\nc", "a\nB\nc")]
    assert kinds == ["@", " ", "-", "+", " "]


# -- narrow windows and large libraries -------------------------------------------------------------------


def test_a_narrow_window_shows_the_library_over_the_editors(
    screen: ComposeScreen, driver: Driver, qtbot: QtBot, model: ComposeModel
) -> None:
    screen.resize(952, 660)
    driver.turn()
    assert not screen.library.isVisible()
    width = screen.form.width()
    qtbot.mouseClick(screen.head.library_button, Qt.MouseButton.LeftButton)
    assert screen.library.isVisible()
    assert screen.form.width() == width
    qtbot.keyClick(screen.library.list, Qt.Key.Key_Escape)
    assert not screen.library.isVisible()
    screen.find_message()
    assert screen.library.isVisible()
    screen.library._open(FARES)
    driver.until(lambda: model.state.current == FARES)
    assert not screen.library.isVisible()
    screen.resize(1366, 800)
    driver.turn()
    assert screen.library.isVisible()
    assert screen.library.parent() is screen._panes


def test_sizes_are_kept_by_a_screen_that_is_completed_before_it_is_shown(
    theme: Theme, model: ComposeModel, driver: Driver, qtbot: QtBot
) -> None:
    for number in range(10):
        model.files.take(Message(name=f"A long message name {number}"))
    driver.until(lambda: len(model.state.tabs) == 12)
    made = ComposeScreen(theme, sizes={"compose": [230, 800, 338]})
    qtbot.addWidget(made)
    for step in made.steps(model):
        step()
    made.resize(1370, 800)
    made.show()
    driver.turn()
    assert (made.library.width(), made.preview.width()) == (230, 338)


class NoSummaries:
    """Knows nothing of any message."""

    def of(self, _key: str):  # type: ignore[no-untyped-def]
        from pushbench.store.message_summary import Summary

        return Summary()


def test_five_thousand_messages_are_given_out_in_portions() -> None:
    entries = tuple(FileEntry(f"All/M {n:04}.push.json", f"M {n:04}", "All") for n in range(5000))
    tree = LibraryTree(NoSummaries())  # type: ignore[arg-type]
    begun = time.perf_counter()
    assert tree.show_entries(entries, ("All",), "")
    tree.show_entries(entries, ("All",), "m 49")
    took = time.perf_counter() - begun
    assert tree.hidden == 4900
    assert took < 0.25, f"{took:.3f} s for two builds"  # a few milliseconds; the bound is for busy machines
    tree.show_entries(entries, ("All",), "")
    folder = tree.index_of_folder("All")
    assert tree.rowCount(folder) < 1000
    assert tree.canFetchMore(folder)
    index = tree.index_of("All/M 4321.push.json")
    assert index.data() == "M 4321"
    assert index.parent() == folder


def test_a_long_folder_is_read_to_its_end_by_keys(
    screen: ComposeScreen, driver: Driver, qtbot: QtBot, model: ComposeModel
) -> None:
    view = screen.library.list
    entries = tuple(FileEntry(f"All/M {n:04}.push.json", f"M {n:04}", "All") for n in range(1500))
    model.become(library=entries, folders=("All",))
    folder = view.tree.index_of_folder("All")
    select(view, "All")
    for _ in range(20):
        key_press(qtbot, view, Qt.Key.Key_End)
        driver.turn()
    assert view.tree.rowCount(folder) == 1500
    assert view.currentIndex().data() == "M 1499"


def test_content_is_what_is_saved(model: ComposeModel, driver: Driver, root: Path) -> None:
    model.files.take(Message(name="New one", content=Content(title="T")), "News")
    driver.until(lambda: model.state.current == "News/New one.push.json")
    assert json.loads((root / "News/New one.push.json").read_text())["content"]["title"] == "T"


def test_text_is_not_lost_when_the_disk_is_full_at_the_end(
    driver: Driver,
    model: ComposeModel,
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected_logs: Callable[[str], None],
) -> None:
    from pushbench.domain.errors import UserError
    from pushbench.store import message_file, text_file

    expected_logs("could not be saved in their own folder lie in")

    write = text_file.write_text

    def full(path: Path, text: str) -> None:
        if path.is_relative_to(root):
            raise UserError("x", "No space left on device.", "")
        write(path, text)

    monkeypatch.setattr(text_file, "write_text", full)
    monkeypatch.setattr(message_file, "write_text", full)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "user")
    model.editing.set_content("title", "Last words")
    driver.run(model.files.finish())
    [kept] = (tmp_path / "user").rglob("*.push.json")
    assert json.loads(kept.read_text())["content"]["title"] == "Last words"
    monkeypatch.undo()


def test_a_send_leaves_a_dot(driver: Driver, model: ComposeModel) -> None:
    from dataclasses import replace

    model.become(send=replace(model.state.send, is_running=True))
    model.become(send=replace(model.state.send, is_running=False, accepted=2))
    assert model.state.library_dots[GATE] == "green-dot"
    model.become(send=replace(model.state.send, is_running=True, accepted=0))
    model.become(send=replace(model.state.send, is_running=False, accepted=1, rejected=1))
    assert model.state.library_dots[GATE] == "red-dot"
