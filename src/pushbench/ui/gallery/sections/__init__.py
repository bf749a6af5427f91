"""The sections of the gallery, in the order and columns of the design's picture of components."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from pushbench.ui.gallery.sections import (
    buttons,
    code,
    dialogs,
    fields,
    marks,
    menus,
    notes,
    pickers,
    tables,
    words,
)
from pushbench.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Section:
    """One card of the gallery."""

    key: str
    column: int
    make: Callable[[Theme], QWidget]


WIDTHS = (328, 338, 396, 360)
"""Of the columns, in unscaled pixels."""

SECTIONS = (
    Section("buttons", 0, buttons.section),
    Section("fields", 0, fields.section),
    Section("choices", 0, fields.choices),
    Section("tabs", 0, fields.tabs),
    Section("drop-zone", 0, fields.drop_zones),
    Section("meter", 0, marks.meters),
    Section("code", 0, code.section),
    Section("status", 1, marks.statuses),
    Section("environment", 1, marks.environments),
    Section("chips", 1, marks.chips),
    Section("table", 1, tables.section),
    Section("findings", 1, notes.findings),
    Section("empty", 1, notes.empty),
    Section("loading", 1, notes.loading),
    Section("send-menu", 2, menus.send_menu),
    Section("profile-picker", 2, pickers.profiles),
    Section("target-picker", 2, pickers.targets),
    Section("notes", 2, notes.cards),
    Section("dialog", 3, dialogs.section),
    Section("qr", 3, dialogs.capture),
    Section("toasts", 3, notes.toasts),
    Section("context-menu", 3, menus.context_menu),
    Section("type", 3, words.scale),
    Section("colours", 3, words.colours),
)
