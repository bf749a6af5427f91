"""The History screen renders, and its controls reach the view-model."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QTabBar,
    QWidget,
)
from tests.ui.fake_workspace import UNREGISTERED
from tests.ui.history.conftest import keep, record, settle

from pushbench.ui.history.chart import ChartStrip
from pushbench.ui.history.screen import HistoryScreen
from pushbench.ui.widgets.table.cells import GroupRow


@pytest.fixture
def shown(driver, model, qtbot):
    """Return a way to show the screen; its timers end with the test."""
    made = []

    def show(theme, width=1366, height=850):
        screen = HistoryScreen(theme, model)
        qtbot.addWidget(screen)
        screen.resize(width, height)

        async def start():
            screen.show()
            model.start()

        driver.run(start())
        settle(driver, model)
        made.append(screen)
        return screen

    yield show
    for screen in made:
        screen.hide()
    settle(driver, model)


def colors(screen: QWidget) -> int:
    image = screen.grab().toImage()
    return len({image.pixelColor(x, y).name() for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)})


@pytest.mark.parametrize("tab", ["summary", "request", "response", "timeline", "preview"])
def test_it_paints_in_both_appearances(any_theme, driver, model, some, shown, tab):
    screen = shown(any_theme)
    model.choose(some[4].id)
    model.show_tab(tab)
    settle(driver, model)
    assert colors(screen) > 25


@pytest.mark.parametrize("size", [(888, 648), (1368, 848)])
def test_everything_fits_into_the_window(theme, model, some, shown, size):
    screen = shown(theme, *size)
    assert screen.minimumSizeHint().width() <= size[0]
    assert (screen.width(), screen.height()) == size
    for child in (screen.table, screen.inspector, screen.chart, screen.filters, screen.span):
        corner = child.mapTo(screen, QPoint(child.width(), child.height()))
        assert corner.x() <= size[0]
        assert corner.y() <= size[1]


def test_every_control_has_a_name(theme, model, some, shown):
    screen = shown(theme)
    for tab in ("summary", "request", "response", "timeline", "preview"):
        model.show_tab(tab)
        nameless = [
            widget
            for widget in screen.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and isinstance(widget, (QAbstractButton, QLineEdit, QTabBar, ChartStrip))
            and not widget.accessibleName()
            and not (isinstance(widget, QAbstractButton) and widget.text())
        ]
        assert not nameless


def test_an_empty_history_says_where_to_begin(theme, model, session, shown, qtbot):
    screen = shown(theme)
    button = next(item for item in screen.findChildren(QPushButton) if item.text() == "Write a message")
    places = []
    session.place_wanted.connect(places.append)
    button.click()
    assert places == ["compose"]
    assert not screen._export.isEnabled()


def test_filters_that_hide_everything_say_how_many(theme, driver, model, some, shown, qtbot):
    screen = shown(theme)
    qtbot.keyClicks(screen.search, "nosuchword")
    settle(driver, model)
    words = [item.text() for item in screen._empty.findChildren(QWidget) if hasattr(item, "text")]
    assert "7 deliveries are hidden." in words
    screen._empty.findChild(QPushButton).click()
    settle(driver, model)
    assert screen.search.text() == ""
    assert model.state.shown == 7


def test_the_inspector_follows_the_arrows(theme, driver, model, some, shown, qtbot):
    screen = shown(theme)
    screen.table.setFocus()
    assert screen.table.current_key == some[6].id
    for _ in range(2):
        qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    settle(driver, model)
    assert model.state.current == some[5].id, "a heading lies between the two"


def test_headings_fold_by_mouse_and_keys(theme, driver, model, some, shown, qtbot):
    screen = shown(theme)
    table = screen.table
    rect = table.visualRect(model.rows.index(model.rows.row_of("run:run-2"), 0))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert model.rows.row_of(some[3].id) is None
    heading = model.rows.get("run:run-2")
    assert isinstance(heading, GroupRow)
    assert not heading.is_open
    table.setCurrentIndex(model.rows.index(model.rows.row_of("run:run-2"), 0))
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert model.rows.row_of(some[3].id) is not None
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert model.rows.row_of(some[3].id) is None
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert model.rows.row_of(some[3].id) is not None


def test_a_chip_offers_choices_and_takes_them_back(theme, driver, model, some, shown, qtbot):
    screen = shown(theme)
    chip = screen.filters.status
    chip.click()
    menu = next(item for item in screen.findChildren(QMenu) if item.isVisible())
    next(action for action in menu.actions() if action.text() == "Rejected").trigger()
    menu.close()
    settle(driver, model)
    assert (model.state.filters.status, model.state.shown) == (("rejected",), 1)
    assert chip.accessibleName() == "Status: rejected"
    assert screen.filters.count.text() == "1 of 7"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 8, chip.height() // 2))
    settle(driver, model)
    assert model.state.filters.status == ()
    model.filter(status="unclear")
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    settle(driver, model)
    assert model.state.filters.status == ()


def test_devices_and_runs_are_found_in_a_list(theme, driver, model, some, shown, qtbot):
    screen = shown(theme)
    screen.filters.device.click()
    settle(driver, model)
    picker = screen.filters._devices
    assert picker.isVisible()
    qtbot.keyClicks(picker.search, "jonas")
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    settle(driver, model)
    assert model.state.filters.device == ("Jonas's iPhone",)
    model.clear_filters()
    screen.filters.run.click()
    settle(driver, model)
    picker = screen.filters._runs
    assert [picker.list.lines.item(n).key for n in range(picker.list.lines.rowCount())] == ["run-3", "run-2", "run-1"]
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    settle(driver, model)
    assert model.state.filters.run == ("run-3",)


def test_a_drag_in_the_chart_chooses_time_and_a_double_click_takes_it_back(theme, driver, model, some, shown, qtbot):
    screen = shown(theme)
    chart, lay = screen.chart, screen.chart.layout_
    places = [
        QPoint(round(lay.left_of(n) + lay.step / 2), chart.height() // 2) for n in range(len(lay.overview.buckets))
    ]
    assert len(places) > 3
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:3]:
        _drag(chart, place)
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=places[2])
    settle(driver, model)
    width = lay.overview.width_seconds
    assert model.state.filters.since == lay.overview.start
    assert model.state.filters.until == lay.overview.start + 3 * width
    assert model.state.shown < 7
    assert "–" in screen.span.value
    qtbot.mouseDClick(chart, Qt.MouseButton.LeftButton, pos=places[1])
    settle(driver, model)
    assert not model.state.filters.has_range
    assert model.state.shown == 7


def _drag(chart, place):
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(chart.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(chart, move)


def test_the_chart_works_from_the_keyboard(theme, driver, model, some, shown, qtbot):
    screen = shown(theme)
    chart = screen.chart
    count = len(model.state.overview.buckets)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart._popover.isVisible()
    assert "accepted" in chart._popover.accessibleDescription()
    qtbot.keyClick(chart, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    settle(driver, model)
    overview = model.state.overview
    assert model.state.filters.since == overview.start + (count - 2) * overview.width_seconds
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    settle(driver, model)
    assert not model.state.filters.has_range


def test_rows_stay_where_they_are_when_newer_ones_come(theme, driver, model, session, workspace, shown):
    start = time.time() - 500
    keep(workspace, [record(n, UNREGISTERED, at=start + n * 0.1) for n in range(150)])
    screen = shown(theme)
    table = screen.table
    table.verticalScrollBar().setValue(40 * table.rowHeight(1))
    top = model.rows.key_at(table.rowAt(0))
    keep(workspace, [record(1000 + n, at=time.time() - 10 + n * 0.1, run_id="new") for n in range(5)])

    async def news():
        session.history_changed.emit()

    driver.run(news())
    settle(driver, model)
    assert model.state.shown == 155
    assert model.rows.key_at(table.rowAt(0)) == top


def test_export_asks_for_a_file_and_counts_the_selection(theme, driver, model, some, shown):
    screen = shown(theme)
    screen.table.selectAll()
    assert len(screen.table.selected_deliveries) == 7
    screen.open_export()
    menu = next(item for item in screen.findChildren(QMenu) if item.isVisible())
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Copy as cURL", "cURL commands…", "HAR archive…", "CSV, 7 rows…", "JUnit report…", "JSON lines…"]
    next(action for action in menu.actions() if action.text().startswith("CSV")).trigger()
    menu.close()
    dialog = next(item for item in screen.findChildren(QFileDialog))
    assert dialog.defaultSuffix() == "csv"
    dialog.reject()


def test_the_row_menu_narrows_to_the_device(theme, driver, model, some, shown):
    screen = shown(theme)
    screen.table.menu_wanted.emit(some[2].id, QPoint(10, 10))
    menu = next(item for item in screen.findChildren(QMenu) if item.isVisible())
    next(action for action in menu.actions() if action.text() == "Show only this device").trigger()
    menu.close()
    settle(driver, model)
    assert model.state.filters.device == ("Jonas's iPhone",)
    screen.table.menu_wanted.emit("run:run-2", QPoint(10, 10))
    menu = next(item for item in screen.findChildren(QMenu) if item.isVisible())
    next(action for action in menu.actions() if action.text() == "Show only this run").trigger()
    menu.close()
    settle(driver, model)
    assert model.state.filters.run == ("run-2",)


def test_escape_clears_the_search_then_goes_to_the_list(theme, driver, model, some, shown, qtbot):
    screen = shown(theme)
    screen.focus_search()
    qtbot.keyClicks(screen.search, "gate")
    qtbot.keyClick(screen.search, Qt.Key.Key_Escape)
    assert screen.search.text() == ""
    settle(driver, model)


def test_request_shows_bytes_pretty_and_raw(theme, driver, model, some, shown):
    screen = shown(theme)
    model.choose(some[0].id)
    model.show_tab("request")
    settle(driver, model)
    view = screen.inspector._views["request"]
    assert '"title": "Gate changed"' in view.body.text()
    view._on_view("raw")
    assert view.body.text() == some[0].attempts[0].request.body.decode()


def test_an_encrypted_body_is_shown_clear_and_as_it_left(theme, driver, model, workspace, shown):
    from dataclasses import replace

    made = record(1)
    request = replace(made.attempts[0].request, body=b"\x00\xff\x01", plain=b'{"title":"Hi"}')
    keep(workspace, [replace(made, attempts=(replace(made.attempts[0], request=request),))])
    screen = shown(theme)
    model.show_tab("request")
    view = screen.inspector._views["request"]
    assert '"title": "Hi"' in view.body.text()
    assert "3 B encrypted" in view._size.text()
    view._on_view("raw")
    assert view.body.text() == "00 ff 01"


def test_what_never_left_says_so_in_every_tab(theme, driver, model, some, shown):
    screen = shown(theme)
    model.choose(some[5].id)
    for tab in ("summary", "request", "response", "timeline", "preview"):
        model.show_tab(tab)
        settle(driver, model)
    assert screen.inspector._views["request"].body.text() == ""
    assert screen.inspector._views["preview"].stage.isVisible(), "the draft it kept can be shown"


def test_the_inspector_closes_and_comes_back_with_a_row(theme, driver, model, some, shown, qtbot):
    screen = shown(theme)
    assert screen.inspector.isVisible()
    model.close_inspector()
    assert not screen.inspector.isVisible()
    rect = screen.table.visualRect(model.rows.index(model.rows.row_of(some[6].id), 0))
    qtbot.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert screen.inspector.isVisible(), "the row that was current before counts too"
