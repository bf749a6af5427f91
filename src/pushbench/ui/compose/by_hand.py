"""What was set by hand in a provider's JSON: the places, what the form would say there, and the way back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from pushbench.domain.json_value import Json
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, hairline, pane, row
from pushbench.ui.widgets.buttons import button
from pushbench.ui.widgets.labelled import Diamond
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.popover import Popover

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel

_WIDTH = 400
_MOST_HIGH = 300
_NOTHING = object()


def _tr(text: str) -> str:
    return QCoreApplication.translate("ByHand", text)


@dataclass(frozen=True, slots=True)
class ByHand:
    """One place whose value is not the form's."""

    pointer: str
    value: str
    """As JSON; empty where the key was taken away."""
    form_value: str
    """As JSON; empty where the form writes nothing."""

    @property
    def name(self) -> str:
        """The place without what all places have in common."""
        return self.pointer.removeprefix("/payload/").removeprefix("/headers/").replace("/", " › ")


def by_hand(model: ComposeModel) -> tuple[ByHand, ...]:
    """Return the places set by hand for the provider in sight, in the order of the JSON."""
    sheet = model.state.sheet
    if sheet is None or not sheet.overridden:
        return ()
    edition, provider = model.edition, sheet.provider
    now: Json = model.desk.template(edition, provider).document()
    form: Json = model.desk.form_document(edition, provider)
    return tuple(
        ByHand(pointer, _words(at(now, pointer)), _words(at(form, pointer))) for pointer in sorted(sheet.overridden)
    )


def at(document: Json, pointer: str) -> object:
    """Return the value at a JSON pointer, or a mark of its own where there is none."""
    value: object = document
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return _NOTHING
    return value


def _words(value: object) -> str:
    return "" if value is _NOTHING else json.dumps(value, ensure_ascii=False)


class ByHandPopover(Popover):
    """One line per place with “Use form value”; below them the way back for all."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget) -> None:
        whole = column(spacing=0, margins=1)
        super().__init__(theme, _tr("Set by hand"), whole, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._model = model
        lines = column(spacing=0, margins=(0, 4, 0, 4))
        for place in by_hand(model):
            lines.addWidget(self._line(place))
        lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = pane(lines)
        scroll.setWidget(ground)
        scroll.setFixedHeight(min(ground.sizeHint().height(), theme.px(_MOST_HIGH)))
        everything = button(theme, _tr("Use the form for everything"), self._use_form_only, kind="quiet", size="small")
        theme.tint(everything, "rotate-ccw", "text-2")
        whole.addLayout(row(label(theme, _tr("Set by hand in this JSON"), "section"), None, margins=(12, 9, 12, 7)))
        whole.addWidget(hairline())
        whole.addWidget(scroll)
        whole.addWidget(hairline())
        whole.addLayout(row(everything, None, margins=(6, 5, 6, 5)))
        self.setFixedWidth(theme.px(_WIDTH))

    def _line(self, place: ByHand) -> QWidget:
        theme = self._theme
        name = ElidedLabel(theme, place.name, "code")
        back = button(
            theme, _tr("Use form value"), partial(self._use_form_value, place.pointer), kind="link", size="small"
        )
        theme.dress(back, "label")
        back.setAccessibleDescription(place.name)
        value = place.value or _tr("taken away")
        form = (
            _tr("the form says {value}").format(value=place.form_value) if place.form_value else _tr("not in the form")
        )
        values = ElidedLabel(theme, f"{value}, {form}", "caption", tone="caption")
        words = column(name, values, spacing=1)
        line = row(Diamond(theme), spacing=8, margins=(12, 5, 6, 5))
        line.addLayout(words, 1)
        line.addWidget(back)
        return pane(line)

    def _use_form_value(self, pointer: str) -> None:
        self.close()
        self._model.editing.use_form_value(pointer)

    def _use_form_only(self) -> None:
        self.close()
        self._model.editing.use_form_only()
