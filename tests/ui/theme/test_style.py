"""The widget style: sizes, mirroring, and that a change of appearance polishes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QScrollArea, QScrollBar, QStyle, QWidget
from pytestqt.qtbot import QtBot

from pushbench.ui.theme.palette import TONES
from pushbench.ui.theme.style import style as style_module
from pushbench.ui.theme.theme import Look, Mode, Theme
from pushbench.ui.widgets.boxes import framed, pane, restyle, row
from pushbench.ui.widgets.buttons import SplitButton, button, icon_button, show_keys
from pushbench.ui.widgets.choices import CheckBox, Combo, RadioButton, Switch
from pushbench.ui.widgets.labels import label


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def _colors(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


class _Polishes(QObject):
    """Counts the events of a widget that is polished or styled anew."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() in (QEvent.Type.StyleChange, QEvent.Type.Polish, QEvent.Type.FontChange)
        return False


def test_another_appearance_polishes_no_widget(
    theme: Theme, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [button(theme, "Send", kind="primary"), label(theme, "words", tone="red"), QLineEdit(), Combo(theme, "x")]
    window = pane(row(*parts), "bg")
    qtbot.addWidget(window)
    window.show()
    polished: list[QWidget] = []
    monkeypatch.setattr(style_module, "polish", polished.append)
    watcher = _Polishes()
    qapp.installEventFilter(watcher)
    for mode in (Mode.DARK, Mode.LIGHT):
        theme.choose(replace(theme.look, mode=mode))
        theme.choose(replace(theme.look, is_high_contrast=True))
    qapp.removeEventFilter(watcher)
    assert (polished, watcher.count) == ([], 0)


def test_another_appearance_paints_every_part_anew(theme: Theme, qtbot: QtBot) -> None:
    holder = row(button(theme, "Send", kind="danger", icon="send"), label(theme, "words", tone="amber"))
    window = pane(holder, "surface")
    qtbot.addWidget(window)
    window.show()
    light = _colors(_picture(window))
    theme.choose(Look(Mode.DARK))
    dark = _colors(_picture(window))
    for token in ("surface", "red-line"):
        assert theme.tokens.light[token].lower() in light
        assert theme.tokens.dark[token].lower() in dark


@pytest.mark.parametrize(("size", "height"), [("small", 24), ("", 28), ("top", 32), ("large", 40)])
def test_buttons_have_the_heights_of_the_design(
    theme: Theme, qtbot: QtBot, qapp: QApplication, size: str, height: int
) -> None:
    made = button(theme, "Send", size=size)
    qtbot.addWidget(made)
    made.show()
    assert made.sizeHint().height() == height
    theme.choose(replace(theme.look, text_percent=140))
    qapp.processEvents()
    assert made.sizeHint().height() == round(height * 1.4)


def test_fields_have_the_heights_of_the_design(theme: Theme, qtbot: QtBot) -> None:
    for made in (QLineEdit(), Combo(theme, "x")):
        qtbot.addWidget(made)
        assert made.sizeHint().height() == 28


def test_a_key_cap_makes_room_for_itself(theme: Theme, qtbot: QtBot) -> None:
    made = button(theme, "Send", kind="primary")
    qtbot.addWidget(made)
    before = made.sizeHint().width()
    show_keys(made, "Ctrl ↵")
    assert made.sizeHint().width() > before + theme.metrics("caption").horizontalAdvance("Ctrl ↵")


def test_labels_take_their_tone_from_the_palette(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    made = label(theme, "words", tone="amber")
    qtbot.addWidget(made)
    made.show()
    assert made.palette().color(made.foregroundRole()) == theme.color("amber")
    restyle(made, "tone", "green")
    assert made.palette().color(made.foregroundRole()) == theme.color("green")
    restyle(made, "tone", "")
    assert made.foregroundRole() is QPalette.ColorRole.WindowText
    assert len(set(TONES.values())) == len(TONES)


def test_a_disabled_label_is_grey_whatever_its_tone(theme: Theme, qtbot: QtBot) -> None:
    made = label(theme, "words", tone="red")
    qtbot.addWidget(made)
    made.setEnabled(False)
    made.show()
    assert made.palette().color(made.foregroundRole()) == theme.color("disabled")


def test_a_frame_shows_its_role_and_state(theme: Theme, qtbot: QtBot) -> None:
    frame = framed(row(label(theme, "x")), "card")
    qtbot.addWidget(frame)
    frame.resize(60, 40)
    assert _picture(frame).pixelColor(0, 20) == theme.color("line")
    restyle(frame, "state", "active")
    assert _picture(frame).pixelColor(1, 20) == theme.color("accent")


def test_the_list_of_a_drop_down_opens_below(theme: Theme, qtbot: QtBot) -> None:
    combo = Combo(theme, "Kind")
    qtbot.addWidget(combo)
    assert combo.style().styleHint(QStyle.StyleHint.SH_ComboBox_Popup, None, combo) == 0
    assert QComboBox().style() is not combo.style()


def test_a_mirrored_drop_down_has_its_arrow_at_the_left(theme: Theme, qtbot: QtBot, mirrored: None) -> None:
    combo = Combo(theme, "Kind")
    qtbot.addWidget(combo)
    combo.resize(120, 28)
    image = _picture(combo)
    assert _ink(image, QRect(3, 4, 20, 20), theme) > 0
    assert _ink(image, QRect(97, 4, 20, 20), theme) == 0


def _ink(image: QImage, box: QRect, theme: Theme) -> int:
    ground = theme.color("surface")
    return sum(
        image.pixelColor(x, y) != ground for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())
    )


@pytest.mark.parametrize("kind", [CheckBox, RadioButton, Switch])
def test_mirrored_marks_stand_at_the_right(theme: Theme, qtbot: QtBot, mirrored: None, kind: type[CheckBox]) -> None:
    mark = kind(theme, "")
    holder = pane(row(mark, margins=0), "surface")
    mark.setText(" ")
    qtbot.addWidget(holder)
    holder.resize(200, 24)
    mark.setFixedWidth(200)
    image = _picture(holder)
    assert _ink(image, QRect(165, 2, 34, 20), theme) > 40
    assert _ink(image, QRect(0, 2, 100, 20), theme) == 0


def test_a_split_button_is_joined_at_the_inner_side(theme: Theme, qtbot: QtBot) -> None:
    split = SplitButton(theme, "Send", "send", "More ways to send")
    qtbot.addWidget(split)
    split.show()
    main = split.main.grab().toImage()
    accent = theme.color("accent")
    assert main.pixelColor(main.width() - 1, 0) == accent
    assert main.pixelColor(0, 0) != accent


def test_alt_down_opens_the_menu_of_a_split_button(theme: Theme, qtbot: QtBot) -> None:
    split = SplitButton(theme, "Send", "send", "More ways to send")
    qtbot.addWidget(split)
    opened: list[bool] = []
    split.more.clicked.connect(lambda: opened.append(True))
    qtbot.keyClick(split.main, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert len(opened) == 1


def test_a_scroll_bar_has_a_handle_that_can_be_dragged(theme: Theme, qtbot: QtBot) -> None:
    bar = QScrollBar(Qt.Orientation.Vertical)
    qtbot.addWidget(bar)
    bar.setRange(0, 1000)
    bar.setPageStep(100)
    bar.resize(bar.sizeHint().width(), 300)
    bar.show()
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QRect(0, 0, 10, 28).center())
    qtbot.mouseMove(bar, QRect(0, 136, 10, 28).center())
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QRect(0, 136, 10, 28).center())
    assert 450 < bar.value() < 550


@pytest.mark.parametrize("surface", ["bg", "surface", "sunken"])
def test_the_track_of_a_scroll_bar_has_the_ground_of_what_it_scrolls(theme: Theme, qtbot: QtBot, surface: str) -> None:
    area = QScrollArea()
    inner = pane(None, surface)
    inner.setFixedSize(50, 900)
    area.setWidget(inner)
    qtbot.addWidget(area)
    area.resize(100, 100)
    area.show()
    image = _picture(area.verticalScrollBar())
    assert image.pixelColor(image.width() - 1, image.height() - 1) == theme.color(surface)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_icons_are_drawn_for_the_screen_they_are_on(theme: Theme, ratio: float) -> None:
    made = theme.icon("send").pixmap(icon_button(theme, "send", "Send").iconSize(), ratio)
    assert (made.width(), made.devicePixelRatio()) == (round(16 * ratio), ratio)


def test_icons_follow_the_theme_by_themselves(theme: Theme, qtbot: QtBot) -> None:
    made = icon_button(theme, "square", "Stop", token="green", size=56)
    made.setIconSize(QSize(48, 48))
    qtbot.addWidget(made)
    made.show()
    assert QColor(theme.tokens.light["green"]).name() in _colors(_picture(made))
    theme.choose(Look(Mode.DARK))
    assert QColor(theme.tokens.dark["green"]).name() in _colors(_picture(made))


def test_an_unknown_icon_is_told_before_anything_is_painted(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.pixmap("no-such-icon")


def test_links_are_underlined_under_the_mouse_only(theme: Theme, qtbot: QtBot) -> None:
    made = button(theme, "Why?", kind="link")
    qtbot.addWidget(made)
    made.show()
    rest = _picture(made)
    made.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    assert _picture(made) != rest
    assert isinstance(made, QPushButton)
