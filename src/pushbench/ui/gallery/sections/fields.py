"""Fields, choices, tabs and drop zones."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSpinBox, QWidget

from pushbench.ui.gallery.still import Ringed, card, disabled, hovered, line
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import box
from pushbench.ui.widgets.choices import CheckBox, Combo, RadioButton, Switch
from pushbench.ui.widgets.drop_zone import DropZone
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.search_field import SearchField
from pushbench.ui.widgets.segments import Segment, Segments
from pushbench.ui.widgets.tabs import Tab, TabStrip
from pushbench.ui.widgets.text_field import TextField


def section(theme: Theme) -> QWidget:
    """Rest, focus, wrong, disabled, set by hand, needs a value."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(6)
    wrong = Labelled(theme, "Wrong", _combo(theme, "high"))
    wrong.set_problem("Must be 10, 5 or 1")
    by_hand = Labelled(theme, "Set by hand", _text(theme, "0.9"))
    by_hand.set_by_hand(True)
    missing = Labelled(theme, "Needs a value", _text(theme, "{{seat}}"))
    missing.set_problem("Missing for 3 of 49", "amber")
    port = disabled(_edit("8787"), "Stop the sandbox to edit")
    parts = (
        Labelled(theme, "Rest", _text(theme, "app.skylark.ios"), hint="Hint sits below the field"),
        Labelled(theme, "Focus", Ringed(theme, _text(theme, "gate_alerts"), fills=True)),
        wrong,
        Labelled(theme, "Disabled", port, hint="Stop the sandbox to edit"),
        by_hand,
        missing,
        Labelled(theme, "Counted", _text(theme, "Gate changed to {{gate}}"), remark="iOS 24/32"),
        Labelled(theme, "Number", _number()),
        SearchField(theme, "Search messages"),
        hovered(_combo(theme, "1 hour")),
    )
    for number, part in enumerate(parts):
        grid.addWidget(part, number // 2, number % 2, alignment=Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return card(theme, "Fields", box(grid))


def _text(theme: Theme, text: str) -> TextField:
    made = TextField(theme, "Sample", is_mono=True)
    made.set_text(text)
    return made


def _edit(text: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setAccessibleName("Sample")
    return made


def _number() -> QSpinBox:
    made = QSpinBox()
    made.setAccessibleName("Number")
    made.setRange(0, 90)
    made.setValue(30)
    return made


def _combo(theme: Theme, text: str) -> Combo:
    made = Combo(theme, "Sample")
    made.set_choices(((text, text), ("normal", "normal")), text)
    return made


def choices(theme: Theme) -> QWidget:
    """Segments, switches, check boxes, radio buttons."""
    view = Segments(theme, "View")
    view.set_segments((Segment("form", "Form"), Segment("split", "Split"), Segment("json", "JSON")), "split")
    variant = Segments(theme, "Variant")
    variant.set_segments((Segment("a", "A"), Segment("b", "B")), "a")
    shade = Segments(theme, "Appearance of the preview")
    shade.set_segments((Segment("light", "Light", "sun"), Segment("dark", "Dark", "moon", is_enabled=False)), "light")
    marks = line(
        _set(Switch(theme, ""), "On"),
        _named(Switch(theme, ""), "Off"),
        _set(CheckBox(theme, ""), "Ticked"),
        _named(CheckBox(theme, ""), "Not ticked"),
        _set(RadioButton(theme, ""), "Chosen"),
        line(_named(RadioButton(theme, ""), "Not chosen")),  # apart from the other, which would exclude it
        disabled(_set(CheckBox(theme, ""), "Ticked"), "Locked"),
        disabled(_set(Switch(theme, ""), "On"), "Locked"),
    )
    words = line(_set(CheckBox(theme, "Quiet hours"), ""), RadioButton(theme, "Too many requests"), spacing=12)
    return card(theme, "Choices", line(view, variant, shade), marks, words, line(Switch(theme, "Reduce motion")))


def _set(mark: CheckBox | RadioButton | Switch, name: str) -> QWidget:
    mark.setChecked(True)
    if name:
        mark.setAccessibleName(name)
    return mark


def _named(mark: QWidget, name: str) -> QWidget:
    mark.setAccessibleName(name)
    return mark


def tabs(theme: Theme) -> QWidget:
    """Underlined sections, message tabs, provider tabs with a dot."""
    sections = TabStrip(theme, "Sections", gap=8)
    sections.set_tabs(
        (Tab("content", "Content"), Tab("a", "Actions", "2"), Tab("d", "Delivery"), Tab("x", "Data", "6")), "content"
    )
    messages = TabStrip(theme, "Messages", is_top=True)
    messages.set_tabs(
        (
            Tab("gate", "Gate change", dot="amber-dot", is_closable=True),
            Tab("rate", "Rate your trip", is_closable=True),
        ),
        "gate",
    )
    providers = TabStrip(theme, "Providers", gap=9)
    providers.set_tabs((Tab("apns", "APNs", dot="red-dot"), Tab("fcm", "FCM"), Tab("web", "Web Push")), "apns")
    return card(theme, "Tabs: counts, unsaved, problem", sections, messages, providers)


def drop_zones(theme: Theme) -> QWidget:
    """Rest, dragging over, wrong file."""
    zones = [DropZone(theme, "Drop a .p8 key here", "Choose a file", lambda: None) for _ in range(3)]
    for zone in zones:
        zone.accept_suffixes((".p8",))
    zones[1].show_state("AuthKey_7QK4X2M9PD.p8")
    zones[2].refuse("This is a certificate, not a key. Switch to Certificate (.p12), or drop the .p8 file.")
    return card(theme, "Drop zone: rest, dragging over, wrong file", *zones)
