"""The parts of a Live Activity push."""

from __future__ import annotations

import json

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pushbench.domain.message import Kind, LiveActivity
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.compose.state import ComposeState
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.boxes import hairline, row
from pushbench.ui.widgets.choices import Combo
from pushbench.ui.widgets.labelled import Labelled
from pushbench.ui.widgets.labels import label
from pushbench.ui.widgets.text_field import TextField


class LiveSection(QWidget):
    """Event, state, attributes and times; shown for that kind of message alone."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._event = Combo(theme, self.tr("Event"))
        self._event.picked.connect(lambda value: model.editing.set_live_activity("event", value))
        self._type = TextField(theme, self.tr("Attributes type"), is_mono=True)
        self._type.edited.connect(lambda text: model.editing.set_live_activity("attributes_type", text or None))
        self._state = self._json_field(theme, self.tr("State"), "state")
        self._attributes = self._json_field(theme, self.tr("Attributes"), "attributes")
        self._stale = self._time_field(theme, self.tr("Stale at"), "stale_at")
        self._dismiss = self._time_field(theme, self.tr("Dismiss at"), "dismiss_at")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(hairline())
        layout.addWidget(label(theme, self.tr("Live Activity"), "section"))
        layout.addLayout(
            row(Labelled(theme, self.tr("Event"), self._event), Labelled(theme, self.tr("Attributes type"), self._type))
        )
        layout.addWidget(self._state)
        layout.addWidget(self._attributes)
        layout.addLayout(row(self._stale, self._dismiss))

    def _json_field(self, theme: Theme, title: str, key: str) -> Labelled:
        field = TextField(theme, title, lines=3, most_lines=10, is_mono=True)
        labelled = Labelled(theme, title, field, remark="JSON")

        def on_edited(text: str) -> None:
            try:
                value = json.loads(text or "{}")
                problem = "" if isinstance(value, dict) else self.tr("Write an object in braces.")
            except ValueError as error:
                value, problem = None, self.tr("This is no JSON: {why}.").format(why=error)
            labelled.set_problem(problem)
            if not problem:
                self._model.editing.set_live_activity(key, value)

        field.edited.connect(on_edited)
        return labelled

    def _time_field(self, theme: Theme, title: str, key: str) -> Labelled:
        field = TextField(theme, title, is_mono=True, placeholder=self.tr("Unix seconds"))
        labelled = Labelled(theme, title, field)

        def on_edited(text: str) -> None:
            text = text.strip()
            is_number = not text or text.isdigit()
            labelled.set_problem("" if is_number else self.tr("Write whole seconds since 1970."))
            if is_number:
                self._model.editing.set_live_activity(key, int(text) if text else None)

        field.edited.connect(on_edited)
        return labelled

    def show_state(self, state: ComposeState) -> None:
        is_live = state.message.delivery.kind is Kind.LIVE_ACTIVITY
        self.setVisible(is_live)
        if not is_live:
            return
        activity = state.message.delivery.live_activity or LiveActivity()
        events = (("start", self.tr("Start")), ("update", self.tr("Update")), ("end", self.tr("End")))
        self._event.set_choices(events, activity.event)
        self._type.set_text(activity.attributes_type or "")
        for labelled, value in ((self._state, activity.state), (self._attributes, activity.attributes)):
            field = labelled.field
            if isinstance(field, TextField) and not field.hasFocus():
                field.set_text(json.dumps(dict(value), ensure_ascii=False, indent=2) if value else "")
        for labelled, at in ((self._stale, activity.stale_at), (self._dismiss, activity.dismiss_at)):
            field = labelled.field
            if isinstance(field, TextField) and not field.hasFocus():
                field.set_text("" if at is None else str(at))
