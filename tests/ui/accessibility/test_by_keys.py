"""Everything a mouse can do, done by keys: real key events to the window, nothing called from behind."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QPushButton
from tests.ui.accessibility.conftest import Desk, spoken
from tests.ui.accessibility.story import GATE, JONAS

from pushbench.domain.profile import Environment
from pushbench.ui.theme.theme import Mode
from pushbench.ui.widgets.reading_order import stops

TOKEN = "0123456789abcdef" * 4


def heading(desk: Desk) -> str:
    """Return the title of the dialog in sight."""
    dialog = QApplication.activeModalWidget()
    return dialog.windowTitle() if dialog is not None else ""


def choose_in_menu(desk: Desk, text: str) -> None:
    """Walk an open menu by Down, and press Return on a line."""
    desk.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for _ in menu.actions():
        desk.press("Down")
        now = menu.activeAction()
        if now is not None and now.text().startswith(text):
            break
    desk.press("Return")
    desk.settle()


def write_new(desk: Desk, title: str) -> None:
    """Begin a message and write its title; the keyboard is there when the message is."""
    before = desk.screens.compose.state.current
    desk.press("Ctrl+N")
    desk.until(lambda: desk.screens.compose.state.current != before and spoken(desk.focus) == "Title")
    desk.type(title)


def find_message(desk: Desk, name: str) -> None:
    """Search the library and go to the message that is found, below the head of its folder."""
    desk.press("Ctrl+F")
    desk.type(name)
    desk.tab_to("Messages")
    desk.press("Home", "Down")


def place_caret(desk: Desk, before: str) -> None:
    """Move the caret of the JSON editor, which has the keyboard, in front of a text."""
    assert isinstance(desk.focus, QPlainTextEdit)
    place = desk.focus.toPlainText().index(before)
    desk.press("Ctrl+Home", *["Right"] * place)


def test_the_first_push(first_desk: Desk) -> None:
    desk = first_desk
    assert spoken(desk.focus) == "Start sandbox"
    desk.press("Return")
    desk.until(lambda: desk.workspace.local.is_running and spoken(desk.focus) == "Send sample push")
    desk.press("Return")
    desk.until(lambda: desk.workspace.started)
    desk.until(lambda: spoken(desk.focus) == "Make it yours in Compose")
    desk.press("Space")
    desk.until(lambda: desk.screens.window.current_place == "compose")
    assert desk.screens.compose.state.message.content.title == "Hello from Pushbench"


def test_a_new_message_is_typed_addressed_and_sent(desk: Desk) -> None:
    write_new(desk, "Ready to board")
    desk.tab_to("Body")
    desk.type("Gate B42")
    desk.press("Ctrl+T")
    assert spoken(desk.focus) == "Targets"
    for _ in range(2):
        desk.press("Backspace")
    desk.type("Priya")
    desk.until(lambda: desk.screens.compose.targeting.texts == () or QApplication.activePopupWidget())
    desk.press("Return")
    desk.until(lambda: desk.screens.compose.targeting.texts == ("Priya's iPhone SE",))
    desk.settle()
    desk.press("Ctrl+Return")
    desk.until(lambda: desk.workspace.started)
    plan = desk.workspace.started[-1]
    assert (plan.order.message.content.title, plan.order.message.content.body) == ("Ready to board", "Gate B42")
    assert [delivery.target.label for delivery in plan.deliveries] == ["Priya's iPhone SE"]
    desk.until(lambda: not desk.screens.compose.sending.sender.is_busy)


def test_a_device_is_added_in_the_dialog(desk: Desk) -> None:
    desk.press("Ctrl+2", "Ctrl+N")
    desk.until(lambda: heading(desk) == "Add device")
    assert spoken(desk.focus) == "Name"
    desk.type("Mara's iPhone")
    desk.tab_to("Token")
    desk.type(TOKEN)
    desk.tab_to("Add device")
    desk.press("Space")
    desk.until(lambda: desk.workspace.store.database.devices.get("Mara's iPhone"))
    made = desk.workspace.store.database.devices.get("Mara's iPhone")
    assert made is not None
    assert (made.provider, made.token, made.platform) == ("apns", TOKEN, "ios")


def test_devices_are_added_from_the_clipboard(desk: Desk) -> None:
    desk.press("Ctrl+2")
    desk.until(lambda: desk.screens.devices.state.is_ready)
    before = desk.screens.devices.state.total
    QGuiApplication.clipboard().setText(f"{TOKEN}\n{TOKEN[::-1]}")
    desk.press("Ctrl+Shift+V")
    desk.until(lambda: heading(desk) == "2 tokens found")
    desk.tab_to("2 tokens found")
    desk.press("Down", "Space")
    desk.tab_to("Add ticked")
    desk.press("Return")
    desk.until(lambda: desk.screens.devices.state.total == before + 1)


def test_a_profile_is_made_tested_and_saved(desk: Desk) -> None:
    desk.press("Ctrl+3")
    desk.until(lambda: desk.screens.providers.state.profiles)
    desk.press("Ctrl+N")
    choose_in_menu(desk, "Apple")
    desk.tab_to("Profile name")
    desk.press("Ctrl+A")
    desk.type("Night build")
    desk.tab_to("Key ID")
    desk.type("8F2C1E7A30")
    desk.tab_to("Team ID")
    desk.type("9A7T3Q0XYZ")
    desk.tab_to("Bundle ID (topic)")
    desk.type("app.skylark.night")
    desk.press("Ctrl+Return")
    desk.until(lambda: desk.screens.providers.state.results and not desk.screens.providers.state.is_testing)
    desk.press("Ctrl+S")
    desk.until(lambda: desk.workspace.store.database.profiles.get("Night build"))
    made = desk.workspace.store.database.profiles.get("Night build")
    assert made is not None
    assert (made.provider, made.fields["bundle_id"]) == ("apns", "app.skylark.night")
    assert made.environment is not Environment.PRODUCTION


def test_a_delivery_is_found_and_its_request_opened(desk: Desk) -> None:
    desk.press("Ctrl+4")
    model = desk.screens.history
    desk.until(lambda: model.state.is_ready)
    desk.tab_to("Time: ")
    desk.press("Space")
    choose_in_menu(desk, "All time")
    desk.press("Ctrl+F")
    assert spoken(desk.focus) == "Search the history"
    desk.type("Unregistered")
    desk.until(lambda: len([key for key in model.rows.keys if "-" in key and len(key) == 36]) == 1)
    desk.settle()
    desk.press("Escape", "Escape")
    desk.tab_to("Deliveries")
    desk.press("Home", "Down")
    desk.until(lambda: model.state.inspected is not None and model.state.inspected.record.target == JONAS)
    desk.press("F6")
    desk.tab_to("Summary")
    desk.press("Right")
    assert model.state.tab == "request"


def test_the_theme_is_changed_in_settings(desk: Desk) -> None:
    desk.press("Ctrl+,")
    desk.tab_to("System", "Light", "Dark")
    for _ in range(3):
        if desk.application.theme.look.mode is Mode.DARK:
            break
        desk.press("Right")
    assert desk.application.theme.is_dark
    desk.press("Left")
    assert desk.application.theme.look.mode is Mode.LIGHT


def test_a_message_is_renamed_deleted_and_brought_back(desk: Desk) -> None:
    compose = desk.screens.compose
    find_message(desk, "Gate change")
    desk.press("F2")
    desk.until(lambda: QApplication.activeModalWidget())
    desk.press("Ctrl+A")
    desk.type("Gate moved")
    desk.press("Return")
    desk.until(lambda: any(entry.name == "Gate moved" for entry in compose.state.library))
    desk.come_back()
    assert spoken(desk.focus) == "Messages"
    find_message(desk, "Gate moved")
    desk.press("Delete")
    desk.until(lambda: not any(entry.name == "Gate moved" for entry in compose.state.library))
    desk.come_back()
    desk.tab_to("Undo")
    desk.press("Space")
    desk.until(lambda: any(entry.name == "Gate moved" for entry in compose.state.library))


def test_a_line_of_json_is_set_by_hand_and_taken_back(desk: Desk) -> None:
    compose = desk.screens.compose
    screen = desk.screens.compose_screen
    assert screen is not None
    write_new(desk, "Form words")
    desk.until(lambda: "Form words" in screen.json.editor.toPlainText())
    desk.tab_to("JSON")
    place_caret(desk, "Form words")
    desk.type("Other ")
    desk.until(lambda: "content/title" in compose.state.by_hand)
    desk.tab_to("Use form value", backwards=True)
    desk.press("Space")
    desk.until(lambda: not compose.state.by_hand)
    assert "Other" not in screen.json.editor.toPlainText()


def test_problems_are_walked_and_one_is_mended(desk: Desk) -> None:
    screen = desk.screens.compose_screen
    assert screen is not None
    write_new(desk, "Quiet")
    editor = screen.json.editor
    desk.until(lambda: '"apns-priority": "10"' in editor.toPlainText())
    desk.tab_to("JSON")
    place_caret(desk, '0"')
    desk.press("Backspace")
    desk.type("2")
    desk.until(lambda: [link for link in editor.findChildren(QPushButton) if link.text() == "Set to 10"])
    desk.press("Ctrl+Home", "F8")
    assert editor.textCursor().blockNumber() > 0
    desk.press("F6", "Shift+F6")
    assert desk.focus is editor
    desk.tab_to("Set to 10")
    desk.press("Space")
    desk.until(lambda: '"apns-priority": "10"' in editor.toPlainText())


def test_the_palette_runs_a_command(desk: Desk) -> None:
    desk.press("Ctrl+K")
    desk.until(QApplication.activePopupWidget)
    desk.type("dark")
    desk.press("Return")
    desk.until(lambda: desk.application.theme.is_dark)
    assert QApplication.activePopupWidget() is None


def test_f6_leads_through_the_panes_in_the_order_of_reading(desk: Desk) -> None:
    desk.window.resize(1440, 900)
    desk.settle()
    seen = []
    panes = [pane for pane in desk.screens.keyboard.panes if stops(pane)]
    for _ in panes:
        desk.press("F6")
        seen.append(next(n for n, pane in enumerate(panes) if pane is desk.focus or pane.isAncestorOf(desk.focus)))
    assert len(set(seen)) == len(panes)
    start = seen.index(0)
    assert [*seen[start:], *seen[:start]] == sorted(seen)


def test_a_tab_is_closed_and_opened_again(desk: Desk) -> None:
    compose = desk.screens.compose
    assert [tab.name for tab in compose.state.tabs] == ["Rate your trip", "Gate change"]
    desk.press("Ctrl+W")
    assert [tab.name for tab in compose.state.tabs] == ["Rate your trip"]
    desk.press("Ctrl+Shift+T")
    desk.until(lambda: compose.state.current == GATE)
    assert {tab.name for tab in compose.state.tabs} == {"Rate your trip", "Gate change"}
