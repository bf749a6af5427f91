"""The data and the variables of a message."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.domain.json_value import Json
from pushbench.ui.compose.edits import kind_of, read_value, value_text
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import column, framed, row
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.table.key_values import KeyValueRow, KeyValueTable


def _tr(text: str) -> str:
    return QCoreApplication.translate("TableSections", text)


KINDS = ("text", "number", "yes / no", "JSON")


class _TableSection(QWidget):
    """A heading and a table over one mapping of the message."""

    def __init__(
        self, theme: Theme, model: ComposeModel, part: str, heading: str, remark: str, table: KeyValueTable
    ) -> None:
        super().__init__()
        self._model = model
        self._part = part
        self._table = table
        self._wrong: dict[str, KeyValueRow] = {}
        table.values.edited.connect(self._on_edited)
        frame = framed(column(table, margins=1), "card")
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(label(theme, heading, "section"), label(theme, remark, "caption", tone="caption"), None))
        layout.addWidget(frame)

    def _show(self, values: Mapping[str, Json]) -> None:
        rows = [
            self._wrong[key] if key in self._wrong else KeyValueRow(key, kind_of(value), value_text(value))
            for key, value in values.items()
        ]
        self._table.values.set_rows(tuple(rows))

    def _on_edited(self, rows: object) -> None:
        values: list[tuple[str, Json]] = []
        self._wrong = {}
        for row_ in rows if isinstance(rows, tuple) else ():
            try:
                values.append((row_.key, read_value(row_.value, row_.kind)))
            except ValueError as error:
                # What cannot be read as its kind stays as text, so that nothing typed is lost.
                self._wrong[row_.key] = KeyValueRow(row_.key, row_.kind, row_.value, str(error))
                values.append((row_.key, row_.value))
        self._model.editing.set_table(self._part, tuple(values))


class DataSection(_TableSection):
    """Custom keys for the app."""

    def __init__(self, theme: Theme, model: ComposeModel) -> None:
        table = KeyValueTable(theme, _tr("Data"), (_tr("Key"), _tr("Type"), _tr("Value")), _tr("Add key"), KINDS)
        super().__init__(theme, model, "data", "Data", _tr("sent to the app, not shown to the reader"), table)

    def show_state(self, state: ComposeState) -> None:
        self._show(state.message.data)


class VariablesSection(_TableSection):
    """Sample values for ``{{variables}}``."""

    def __init__(self, theme: Theme, model: ComposeModel) -> None:
        table = KeyValueTable(
            theme, _tr("Variables"), (_tr("Variable"), _tr("Type"), _tr("Value")), _tr("Add variable"), KINDS
        )
        super().__init__(theme, model, "variables", "Personalise", "sample values", table)
        self._reader = Combo(theme, _tr("Values from"))
        self._reader.picked.connect(model.layers.choose_device)
        values = row(label(theme, _tr("Values from"), "label", tone="secondary"), self._reader, spacing=8, grows=1)
        self._layout.insertLayout(1, values)

    def show_state(self, state: ComposeState) -> None:
        self._show(state.message.variables)
        names = [chip.title for chip in state.targets if chip.is_device]
        chosen = state.reading.device
        shown = [*names, chosen] if chosen and chosen not in names else names
        self._reader.set_choices([("", _tr("The sample values below")), *((name, name) for name in shown)], chosen)
