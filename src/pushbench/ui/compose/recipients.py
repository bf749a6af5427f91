"""The list of devices to preview a message as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from pushbench.store.devices import DeviceQuery
from pushbench.ui.pills import platform_icon
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.picker import Picker, PickerItem

if TYPE_CHECKING:
    from pushbench.domain.device import Device
    from pushbench.ui.compose.model import ComposeModel

SAMPLE = "sample:"
_SHOWN = 50


class RecipientPicker(Picker):
    """Finds devices while somebody types; the one that is picked fills the variables of preview and JSON."""

    def __init__(self, theme: Theme, model: ComposeModel, parent: QWidget) -> None:
        super().__init__(theme, "", "", parent)
        self.setAccessibleName(self.tr("Preview as recipient"))
        self.list.setAccessibleName(self.tr("Devices"))
        self.search.setPlaceholderText(self.tr("Find a device"))
        self.search.setAccessibleName(self.tr("Find a device"))
        self._model = model
        self.typed.connect(self._look_up)
        self.picked.connect(self._on_picked)

    def open_at(self, anchor: QWidget) -> None:
        """Open below a widget with the first devices."""
        self._model.scope.start("recipients", self._open(anchor))

    async def _open(self, anchor: QWidget) -> None:
        items = await self._items("")
        self.open_below(anchor, items, width=self._theme.px(380))

    def _look_up(self, text: str) -> None:
        if self.isVisible():
            self._model.scope.start("recipients", self._show(text))

    async def _show(self, text: str) -> None:
        self.set_items(await self._items(text))

    async def _items(self, text: str) -> tuple[PickerItem, ...]:
        query = DeviceQuery(search=text.strip())
        page = await self._model.workspace.store.run(_first_page(query))
        current = self._model.state.reading.device
        lines = [self._item(device, text, current) for device in page.items]
        sample = PickerItem(
            SAMPLE, self.tr("Sample values of the message"), "file-text", is_chosen=not current, is_always=True
        )
        count = self.tr("Devices") + (f" · {page.total:,}" if page.total > len(lines) else "")
        return (sample, PickerItem("", count), *lines) if lines else (sample,)

    def _item(self, device: Device, text: str, current: str) -> PickerItem:
        count = len(device.attributes)
        remark = self.tr("no attributes")
        if count:
            remark = self.tr("1 attribute") if count == 1 else self.tr("{count} attributes").format(count=count)
        remark = f"{remark}, {device.locale}" if device.locale else remark
        icon = platform_icon(device.platform)
        return PickerItem(
            f"device:{device.name}", device.name, icon, remark=remark, is_chosen=device.name == current, words=text
        )

    def _on_picked(self, key: str) -> None:
        self._model.layers.choose_device("" if key == SAMPLE else key.removeprefix("device:"))
        self._model.show_resolved(key != SAMPLE)


def _first_page(query: DeviceQuery) -> Any:
    return lambda db: db.devices.page(query, None, _SHOWN)
