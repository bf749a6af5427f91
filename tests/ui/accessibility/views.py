"""Everything a person can have before them: each screen in its forms, each dialog, each popup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from tests.ui.accessibility.conftest import Desk
from tests.ui.accessibility.story import JONAS

from pushbench.ui.screenshots.skylark import PRODUCTION
from pushbench.ui.settings.index import sections

TOKENS = f"{'c' * 64}\n{'d' * 64}"
BROKEN = '{"payload": {"aps": {"alert": {"title": 5}}, }'


@dataclass(frozen=True, slots=True)
class View:
    """Something that comes into sight, and what brings it there."""

    name: str
    show: Callable[[Desk], object]


def wide(desk: Desk) -> None:
    desk.window.resize(1440, 900)
    desk.settle()


def narrow(desk: Desk) -> None:
    desk.window.resize(1000, 700)
    desk.settle()


def walk(desk: Desk, views: tuple[View, ...]) -> Iterator[tuple[View, QWidget]]:
    """Bring one view after the other into sight; dialogs and popups are closed again."""
    for view in views:
        view.show(desk)
        desk.settle()
        if desk.top is desk.window:
            desk.come_back()
        yield view, desk.top
        close_all(desk)


def close_all(desk: Desk) -> None:
    """Close dialogs and popups, which answers them with their safe way out."""
    for _ in range(5):
        over = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget is not desk.window]
        if not over:
            break
        for widget in over:
            widget.reject() if isinstance(widget, QDialog) else widget.close()
        desk.turn()
    desk.come_back()
    desk.settle()


def _dialog(desk: Desk, ask: Callable[[], object]) -> None:
    ask()
    desk.until(QApplication.activeModalWidget)


def _popup(desk: Desk, ask: Callable[[], object]) -> None:
    ask()
    desk.until(QApplication.activePopupWidget)


# -- Compose ---------------------------------------------------------------------------------------------


def _compose(desk: Desk) -> None:
    wide(desk)
    desk.screens.show("compose")
    desk.screens.compose.choose_layout("split")


def _layout(key: str) -> Callable[[Desk], None]:
    def show(desk: Desk) -> None:
        _compose(desk)
        desk.screens.compose.choose_layout(key)

    return show


def _broken_json(desk: Desk) -> None:
    _compose(desk)
    screen = desk.screens.compose_screen
    assert screen is not None
    screen.json.editor.setPlainText(BROKEN)
    screen.json.editor.left.emit()


def _sent(desk: Desk) -> None:
    _compose(desk)
    compose = desk.screens.compose
    compose.targeting.set_targets(["Ana's iPhone 16"])
    desk.settle()
    compose.sending.send()
    desk.until(lambda: compose.state.send.total > 0 and not compose.sending.sender.is_busy)


def _deleted(desk: Desk) -> None:
    _compose(desk)
    screen = desk.screens.compose_screen
    assert screen is not None
    desk.screens.compose.files.delete(desk.screens.compose.state.current)
    desk.settle()
    screen.library.show_deleted()


def _narrow_library(desk: Desk) -> None:
    desk.screens.show("compose")
    narrow(desk)
    screen = desk.screens.compose_screen
    assert screen is not None
    screen.show_library()


def _production(desk: Desk) -> None:
    _compose(desk)
    compose = desk.screens.compose
    compose.choose_profile(f"set:{PRODUCTION}")
    compose.targeting.set_targets(["Ana's iPhone 16", "topic:news"])
    desk.settle()
    _dialog(desk, compose.sending.send)


def _profiles(desk: Desk) -> None:
    _compose(desk)
    _popup(desk, lambda: desk.screens.actions.run("view.profile"))


def _why(desk: Desk) -> None:
    _broken_json(desk)
    desk.settle()
    found = [b for b in desk.window.findChildren(QPushButton) if b.isVisible() and b.text().startswith("Why?")]
    assert found
    _popup(desk, found[0].click)
    desk.screens.compose.editing.undo()


def _revisions(desk: Desk) -> None:
    _compose(desk)
    compose, screen = desk.screens.compose, desk.screens.compose_screen
    assert screen is not None
    compose.editing.set_content("title", "Another title")
    compose.files.save_now()
    desk.settle()
    _dialog(desk, lambda: screen.library.show_revisions(compose.state.current))


COMPOSE = (
    View("compose", _compose),
    View("compose, form alone", _layout("form")),
    View("compose, JSON alone", _layout("json")),
    View("compose, sent", _sent),
    View("compose, broken JSON", _broken_json),
)
COMPOSE_MORE = (
    View("compose, profile list", _profiles),
    View("compose, why", _why),
    View("compose, revisions", _revisions),
    View("compose, production", _production),
    View("compose, recently deleted", _deleted),
    View("compose, narrow with library", _narrow_library),
)


# -- the other screens -----------------------------------------------------------------------------------


def _devices(desk: Desk) -> None:
    wide(desk)
    desk.screens.show("devices")
    desk.until(lambda: desk.screens.devices.state.is_ready)
    desk.screens.devices.search("")
    desk.screens.devices.choose(JONAS)


def _no_device(desk: Desk) -> None:
    _devices(desk)
    desk.screens.devices.search("nothing fits this")


def _on_devices(action: str) -> Callable[[Desk], None]:
    def show(desk: Desk) -> None:
        _devices(desk)
        desk.settle()
        QGuiApplication.clipboard().setText(TOKENS)
        _dialog(desk, lambda: desk.screens.actions.run(action))

    return show


def _new_group(desk: Desk) -> None:
    _devices(desk)
    desk.settle()
    screen = desk.application.window.made_screen("devices")
    _dialog(desk, lambda: screen.asking.new_group([JONAS]))  # type: ignore[union-attr]


def _import(desk: Desk) -> None:
    _devices(desk)
    home = desk.workspace.home
    assert home is not None
    path = home / "team.csv"
    path.write_text(f"who,token,system\nMara,{'e' * 64},ios\nTim,{'f' * 64},ios\n")
    screen = desk.application.window.made_screen("devices")
    _dialog(desk, lambda: screen.asking.read_file(str(path)))  # type: ignore[union-attr]


DEVICES = (
    View("devices", _devices),
    View("devices, none fits", _no_device),
    View("devices, add", _on_devices("devices.add")),
    View("devices, paste", _on_devices("devices.paste")),
    View("devices, group", _new_group),
    View("devices, import", _import),
)


def _providers(desk: Desk) -> None:
    wide(desk)
    desk.screens.show("providers")
    desk.until(lambda: desk.screens.providers.state.profiles)
    desk.screens.providers.choose("Skylark iOS")


def _tested(desk: Desk) -> None:
    _providers(desk)
    desk.settle()
    desk.screens.providers.test()
    desk.until(lambda: desk.screens.providers.state.tested_at is not None)


def _set(desk: Desk) -> None:
    _providers(desk)
    desk.screens.providers.choose_set("Skylark Staging")


def _new_profile(provider: str) -> Callable[[Desk], None]:
    def show(desk: Desk) -> None:
        _providers(desk)
        desk.settle()
        desk.screens.providers.new(provider)

    return show


def _delete_profile(desk: Desk) -> None:
    _providers(desk)
    desk.settle()
    screen = desk.application.window.made_screen("providers")
    _dialog(desk, screen.ask_delete)  # type: ignore[union-attr]


def _tool(action: str, text: str = "") -> Callable[[Desk], None]:
    def show(desk: Desk) -> None:
        _providers(desk)
        desk.settle()
        desk.screens.actions.run(action)
        if text:
            desk.screens.providers.doctor.read_text(text)
            desk.until(lambda: desk.screens.providers.doctor.state.found is not None)

    return show


_PUBLIC_KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
_PAIR = f"VAPID_PUBLIC_KEY={_PUBLIC_KEY}\nVAPID_PRIVATE_KEY=yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"

PROVIDERS = (
    View("providers", _providers),
    View("providers, tested", _tested),
    View("providers, set", _set),
    *(View(f"providers, new {key}", _new_profile(key)) for key in ("fcm", "webpush", "wns")),
    View("providers, delete", _delete_profile),
    View("providers, credential", _tool("providers.read", _PAIR)),
    View("providers, no credential", _tool("providers.read", "Dear all")),
    *(View(f"providers, {tool}", _tool(f"providers.{tool}")) for tool in ("vapid", "jwt", "delivery-log")),
)


def _history(desk: Desk) -> None:
    wide(desk)
    desk.screens.show("history")
    model = desk.screens.history
    desk.until(lambda: model.state.is_ready and model.rows.keys)
    model.choose_span("all")
    desk.settle()
    model.choose("00000000-0000-4000-8000-000000000002")
    desk.until(lambda: model.state.current == "00000000-0000-4000-8000-000000000002")


def _history_tab(tab: str) -> Callable[[Desk], None]:
    def show(desk: Desk) -> None:
        _history(desk)
        desk.screens.history.show_tab(tab)

    return show


def _compare(desk: Desk) -> None:
    _history(desk)
    desk.settle()
    screen = desk.application.window.made_screen("history")
    rows, selection = desk.screens.history.rows, screen.table.selectionModel()  # type: ignore[union-attr]
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for number in (1, 5):
        place = rows.row_of(f"00000000-0000-4000-8000-{number:012d}")
        assert place is not None
        selection.select(rows.index(place, 0), flags)
    desk.settle()
    _dialog(desk, screen.compare)  # type: ignore[union-attr]


HISTORY = (
    View("history", _history),
    *(View(f"history, {tab}", _history_tab(tab)) for tab in ("request", "response", "timeline", "preview")),
    View("history, compare", _compare),
)


def _sandbox(desk: Desk) -> None:
    wide(desk)
    desk.screens.show("sandbox")


def _running(desk: Desk) -> None:
    _sandbox(desk)
    desk.screens.sandbox.life.start()
    desk.until(lambda: desk.workspace.local.is_running)


def _settings(key: str) -> Callable[[Desk], None]:
    def show(desk: Desk) -> None:
        wide(desk)
        desk.screens.show("settings")
        desk.screens.settings.show_page(key)

    return show


SANDBOX = (View("sandbox, off", _sandbox), View("sandbox, on", _running))
SETTINGS = tuple(View(f"settings, {section.key}", _settings(section.key)) for section in sections())


def _help(action: str) -> Callable[[Desk], None]:
    def show(desk: Desk) -> None:
        wide(desk)
        _dialog(desk, lambda: desk.screens.actions.run(action))

    return show


def _palette(desk: Desk) -> None:
    _compose(desk)
    _popup(desk, desk.screens.open_palette)


HELP = (
    *(View(key, _help(key)) for key in ("help.keys", "help.topics", "help.log", "help.diagnostics", "help.about")),
    View("palette", _palette),
)

GROUPS = {
    "compose": COMPOSE,
    "compose-more": COMPOSE_MORE,
    "devices and providers": (*DEVICES, *PROVIDERS),
    "history and sandbox": (*HISTORY, *SANDBOX),
    "settings and help": (*SETTINGS, *HELP),
}
"""What is walked in one window."""
