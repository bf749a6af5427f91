"""The panel beside the device table."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pushbench.domain.device import Device
from pushbench.domain.outcome import OutcomeKind
from pushbench.domain.profile import Environment
from pushbench.store.history import DeliveryRow
from pushbench.ui.compose.name_dialog import ask_name
from pushbench.ui.devices.model import DevicesModel
from pushbench.ui.devices.state import DevicesState, Inspected
from pushbench.ui.pills import environment_pill, platform_icon, result_pill
from pushbench.ui.theme.theme import Theme
from pushbench.ui.times import ago_words, exact_words, latency_words, since_words
from pushbench.ui.widgets.boxes import box, clear, column, framed, hairline, pane, restyle, row
from pushbench.ui.widgets.buttons import button, icon_button
from pushbench.ui.widgets.chips_field import Chip, ChipItem
from pushbench.ui.widgets.code.editor import JsonEditor
from pushbench.ui.widgets.flow import FlowLayout
from pushbench.ui.widgets.labels import ElidedLabel, label
from pushbench.ui.widgets.menu import MenuItem, pop_up
from pushbench.ui.widgets.notes import EmptyState, IconLabel
from pushbench.ui.widgets.pill import Pill, PillLabel

_TONES = {"red": "red", "amber": "amber"}


class DeviceInspector(QWidget):
    """Head, token, attributes, tags and groups, recent results."""

    def __init__(self, theme: Theme, model: DevicesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._shown: Inspected | None = None
        self._icon = IconLabel(theme, "smartphone", "text-2", 20)
        tile = framed(row(None, self._icon, None), "tile")
        tile.setFixedSize(theme.px(36), theme.px(36))
        self._name = ElidedLabel(theme, "", "heading")
        self._about = ElidedLabel(theme, "", "secondary", tone="secondary")
        more = icon_button(theme, "ellipsis", self.tr("More"), lambda: self._open_menu(more))
        head = row(tile, column(self._name, self._about, spacing=0), more, spacing=10)
        head.setStretch(1, 1)
        self._test = button(theme, self.tr("Send test push"), self._on_test, icon="send", kind="primary")
        self._use = button(theme, self.tr("Use in Compose"), self._on_use, icon="square-pen")
        body = column(
            head,
            row(self._test, self._use, None),
            hairline(),
            self._token_part(),
            hairline(),
            self._attributes_part(),
            hairline(),
            self._tags_part(),
            hairline(),
            self._recent_part(),
            None,
            spacing=12,
            margins=(16, 14, 16, 16),
        )
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(pane(body))
        self._nothing = EmptyState(
            theme, "smartphone", self.tr("No device chosen"), self.tr("Choose a row to see its token and results.")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._nothing, 1)
        self.setMinimumWidth(theme.px(280))

    # -- parts --------------------------------------------------------------------------------------

    def _token_part(self) -> QWidget:
        theme = self._theme
        self._tile = PillLabel(theme)
        self._environment = PillLabel(theme)
        self._token = label(theme, "", "code", wraps=True, selectable=True)
        copy = icon_button(theme, "copy", self.tr("Copy the token"), self._copy_token)
        frame = framed(row(self._token, copy, margins=(9, 6, 6, 6), grows=0), "card")
        self._checks = column(spacing=6)
        head = row(label(theme, self.tr("Token"), "section"), None, self._tile, self._environment)
        return box(column(head, frame, self._checks))

    def _attributes_part(self) -> QWidget:
        theme = self._theme
        self._editor = JsonEditor(theme, self.tr("Attributes"))
        self._editor.setFixedHeight(theme.px(170))
        self._editor.edited.connect(self._model.edit_attributes)
        self._frame = framed(column(self._editor, margins=3), "code-frame")
        self._problem = label(theme, "", "caption", tone="red", wraps=True)
        self._tidy = icon_button(theme, "wand-sparkles", self.tr("Lay the attributes out"), self._model.tidy_attributes)
        head = row(
            label(theme, self.tr("Attributes"), "section"),
            label(theme, self.tr("fill variables such as {{first_name}}"), "caption", tone="caption"),
            None,
            self._tidy,
        )
        return box(column(head, self._frame, self._problem))

    def _tags_part(self) -> QWidget:
        self._tags = FlowLayout(spacing=6)
        return box(column(label(self._theme, self.tr("Tags and groups"), "section"), self._tags))

    def _recent_part(self) -> QWidget:
        self._recent = column(spacing=2)
        self._open = button(self._theme, self.tr("Open in History"), self._on_open, kind="link")
        head = row(label(self._theme, self.tr("Recent results"), "section"), None, self._open)
        return box(column(head, self._recent))

    # -- state --------------------------------------------------------------------------------------

    def show_state(self, state: DevicesState) -> None:
        inspected = state.inspected
        self._scroll.setVisible(inspected is not None)
        self._nothing.setVisible(inspected is None)
        if inspected is None:
            self._shown = None
            return
        self._editor.set_text(state.attributes_text)
        self._problem.setText(state.attributes_problem)
        self._problem.setVisible(bool(state.attributes_problem))
        self._tidy.setEnabled(not state.attributes_problem)
        mend = self.tr("Mend the attributes first")
        self._tidy.setToolTip(mend if state.attributes_problem else self.tr("Lay the attributes out"))
        restyle(self._frame, "wrong", bool(state.attributes_problem))
        if inspected != self._shown:
            self._shown = inspected
            self._show_device(inspected)

    def _show_device(self, inspected: Inspected) -> None:
        device = inspected.device
        self._icon.set_icon(platform_icon(device.platform), "text-2")
        self._name.setText(device.name)
        about = [
            self._model.short_title(device.provider),
            device.app or "",
            device.locale or "",
            device.time_zone or "",
        ]
        self._about.setText(", ".join(part for part in about if part))
        self._tile.set_pill(Pill(self._model.short_title(device.provider), shape="tag"))
        known = {item.value: item for item in Environment}
        environment = known.get(device.environment or "")
        self._environment.setVisible(environment is not None)
        if environment is not None:
            self._environment.set_pill(environment_pill(environment))
        self._token.setText(_breakable(device.token))
        self._show_checks(inspected)
        self._show_tags(inspected)
        self._show_recent(inspected)

    def _show_checks(self, inspected: Inspected) -> None:
        clear(self._checks)
        device = inspected.device
        self._checks.addLayout(self._line("info", "text-2", inspected.token_note))
        if device.is_retired:
            why = device.retired_reason or self.tr("An answer proved the token dead.")
            self._checks.addLayout(self._line("circle-x", "red", why))
        elif device.last_outcome == "accepted":
            when = since_words(device.last_seen_at or 0.0, self._model.now())
            code = device.last_status or ""
            self._checks.addLayout(
                self._line("circle-check", "green", self.tr("Accepted {code} {when}.").format(code=code, when=when))
            )

    def _show_tags(self, inspected: Inspected) -> None:
        clear(self._tags)
        device = inspected.device
        for tag in device.tags:
            rest = [other for other in device.tags if other != tag]
            self._tags.addWidget(self._removable(tag, "tag", partial(self._model.set_tags, rest)))
        for group in inspected.groups:
            self._tags.addWidget(
                self._removable(f"@{group}", "users", partial(self._model.take_from_group, group, device.name))
            )
        add = button(self._theme, self.tr("Add"), lambda: self._open_add(add), icon="plus", kind="dashed", size="small")
        self._tags.addWidget(add)

    def _removable(self, text: str, icon: str, remove: partial[None]) -> QWidget:
        made = Chip(self._theme, ChipItem(text, text, icon), self)
        made.removed.connect(lambda _key: remove())
        return made

    def _show_recent(self, inspected: Inspected) -> None:
        clear(self._recent)
        self._open.setVisible(bool(inspected.recent))
        for delivery in inspected.recent:
            self._recent.addLayout(self._delivery(delivery))
        if not inspected.recent:
            self._recent.addWidget(label(self._theme, self.tr("Nothing was sent yet."), "body", tone="caption"))

    def _delivery(self, delivery: DeliveryRow) -> QHBoxLayout:
        """One line: dot, message, what was answered if that is no 200, how long it took and when."""
        theme = self._theme
        pill = result_pill(delivery.outcome, delivery.status, delivery.reason)
        name = delivery.message_name or delivery.title or self.tr("Message")
        words = row(ElidedLabel(theme, name, "body"), spacing=6)
        words.setStretch(0, 1)
        if delivery.outcome is not OutcomeKind.ACCEPTED:
            words.addWidget(ElidedLabel(theme, pill.text, "body", tone=_TONES.get(pill.tone, "secondary")), 1)
        latency = label(theme, latency_words(delivery.latency_ms), "secondary", tone="secondary")
        when = label(theme, ago_words(delivery.at, self._model.now()), "secondary", tone="secondary")
        when.setToolTip(exact_words(delivery.at))
        for part, width in ((latency, 52), (when, 56)):
            part.setMinimumWidth(theme.px(width))
            part.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        show = icon_button(
            theme,
            "chevron-right",
            self.tr("Open in History: {name}, {result}").format(name=name, result=pill.text),
            partial(self._model.session.delivery_wanted.emit, delivery.id),
        )
        line = row(IconLabel(theme, "circle-check" if pill.tone == "green" else pill.icon or "circle-x", pill.tone, 14))
        line.addLayout(words, 1)
        for widget in (latency, when, show):
            line.addWidget(widget)
        return line

    def _line(self, icon: str, token: str, text: str) -> QHBoxLayout:
        line = row(spacing=8)
        line.addWidget(IconLabel(self._theme, icon, token), alignment=Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(self._theme, text, "body", wraps=True), 1)
        return line

    # -- verbs --------------------------------------------------------------------------------------

    @property
    def _device(self) -> Device | None:
        return self._shown.device if self._shown is not None else None

    def _on_test(self) -> None:
        if self._device is not None:
            self._model.verbs.send_test(self._device)

    def _on_open(self) -> None:
        if self._shown is not None and self._shown.recent:
            self._model.session.delivery_wanted.emit(self._shown.recent[0].id)

    def _on_use(self) -> None:
        if self._device is not None:
            self._model.use_in_compose([self._device.name])

    def _copy_token(self) -> None:
        if self._device is not None:
            QGuiApplication.clipboard().setText(self._device.token)
            self._model.session.notices.tell(self.tr("Token copied"))

    def _open_menu(self, anchor: QWidget) -> None:
        device = self._device
        if device is None:
            return
        model, names = self._model, [device.name]
        mark = (
            MenuItem(self.tr("Mark as registered"), lambda: model.revive(names), "archive-restore")
            if device.is_retired
            else MenuItem(
                self.tr("Mark as unregistered"), lambda: model.retire(names, self.tr("Marked by hand.")), "archive"
            )
        )
        items = (
            MenuItem(self.tr("Rename…"), self.rename, "pencil"),
            mark,
            None,
            MenuItem(self.tr("Delete"), lambda: model.remove(names), "trash"),
        )
        pop_up(self._theme, items, anchor, at_end=True)

    def rename(self) -> None:
        """Ask for another name of the device in sight."""
        device = self._device
        if device is None:
            return

        async def ask() -> None:
            name = await ask_name(self._theme, self.tr("Rename device"), device.name, self.window())
            if name:
                self._model.rename(device.name, name)

        self._model.scope.start("ask name", ask())

    def _open_add(self, anchor: QWidget) -> None:
        device = self._device
        if device is None or self._shown is None:
            return
        model = self._model
        items: list[MenuItem | None] = [MenuItem(self.tr("New tag…"), self._ask_tag, "tag"), None]
        items += [
            MenuItem(f"@{group.name}", partial(model.put_in_group, group.name, [device.name]), "users")
            for group in model.state.groups
            if group.name not in self._shown.groups
        ]
        pop_up(self._theme, tuple(items), anchor)

    def _ask_tag(self) -> None:
        device = self._device
        if device is None:
            return

        async def ask() -> None:
            tag = await ask_name(self._theme, self.tr("New tag"), "", self.window(), field=self.tr("Tag"))
            if tag:
                self._model.set_tags([*device.tags, tag])

        self._model.scope.start("ask tag", ask())


def _breakable(token: str) -> str:
    """Let a long token wrap anywhere: a zero-width space after every character group."""
    return "\u200b".join(token[start : start + 8] for start in range(0, len(token), 8))
