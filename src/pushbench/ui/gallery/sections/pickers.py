"""The picker of profile sets and the field of targets with its suggestions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pushbench.domain.profile import Environment
from pushbench.ui.gallery.still import Ringed, card
from pushbench.ui.pills import environment_pill
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, framed
from pushbench.ui.widgets.chips_field import ChipItem, ChipsField
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.picker import Picker, PickerItem, PickerList

_TILES = ("AP", "FC", "WP")


def profiles(theme: Theme) -> QWidget:
    """The chosen set with its tick."""
    made = framed(column(margins=0), "card")
    picker = Picker(theme, "Profile sets", "Find a profile set", made)
    picker.setWindowFlags(Qt.WindowType.Widget)
    items = (
        PickerItem(
            "staging", "Skylark Staging", tiles=_TILES, pill=environment_pill(Environment.SANDBOX), is_chosen=True
        ),
        PickerItem(
            "live", "Skylark Production", tiles=_TILES, pill=environment_pill(Environment.PRODUCTION, is_solid=True)
        ),
        PickerItem("local", "This computer", tiles=("SB",), pill=environment_pill(Environment.LOCAL)),
        PickerItem("new", "New set…", "plus", remark="Ctrl+E opens this list"),
    )
    picker.set_items(items)
    picker.list.setFixedHeight(picker.list.height_wanted())
    return card(theme, "Profile picker", picker)


def targets(theme: Theme) -> QWidget:
    """Groups, then devices, with what was typed in bold."""
    field = ChipsField(theme, "", "Targets", "Add target")
    field.set_chips((ChipItem("ana", "Ana's iPhone 16", "smartphone"),), "")
    field.edit.setText("qa")
    found = PickerList(theme, "Suggestions")
    found.lines.set_items(
        (
            PickerItem("", "Groups"),
            PickerItem(
                "@qa", "@qa-phones", "users", remark="12 devices, 1 unregistered", matched="qa", is_chosen=False
            ),
            PickerItem("", "Devices"),
            PickerItem("pixel", "Pixel 9 (QA-07)", "smartphone", remark="FCM, 2 min ago", matched="qa"),
            PickerItem("ipad", "iPad Air (QA-11)", "smartphone", remark="APNs, 2 min ago", matched="qa"),
            PickerItem("watch", "Watch Series 10 (QA-12)", "watch", remark="APNs, 1 d ago", matched="qa"),
            PickerItem("paste", "Paste a token from the clipboard", "clipboard-paste"),
        )
    )
    found.choose_first()
    found.setFixedHeight(found.height_wanted())
    hint = "Enter adds, Backspace on an empty field removes the last chip, Tab leaves. A token pasted as text becomes a chip with its provider guessed."
    return card(
        theme,
        "Target picker, typing “qa”",
        Ringed(theme, field, fills=True),
        framed(column(found, margins=(4, 6, 4, 6)), "popup"),
        label(theme, hint, "caption", tone="caption", wraps=True),
    )
