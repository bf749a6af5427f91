"""Choosing the surface and making its appearance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pushbench.ui.compose.desk import Sheet
from pushbench.ui.compose.undo import Edition

if TYPE_CHECKING:
    from pushbench.preview.layout import Appearance
    from pushbench.ui.compose.model import ComposeModel


class Previewing:
    """Keeps platform, device and surface fitting to each other and to the provider in sight."""

    def __init__(self, model: ComposeModel) -> None:
        self._model = model

    def choose_platform(self, platform: str) -> None:
        """Show another platform; the JSON follows when its provider cannot be shown there."""
        model = self._model
        device = model.maker.devices(platform)[0]
        self._become(platform=platform, device=device.device, surface=device.surfaces[0][0])
        provider = model.maker.provider_for(platform, model.state.provider)
        if provider is not None and provider != model.state.provider:
            model.become(provider=provider)
        model.refresh()

    def choose_device(self, device: str) -> None:
        """Show another device, on the surface that corresponds to the one in sight."""
        chosen = self._model.state.preview
        devices = self._model.maker.devices(chosen.platform)
        before = next((words for item in devices for key, words in item.surfaces if key == chosen.surface), "")
        surfaces = next(item.surfaces for item in devices if item.device == device)
        surface = next((key for key, words in surfaces if words == before), surfaces[0][0])
        self._become(device=device, surface=surface)
        self._model.refresh()

    def choose_surface(self, surface: str) -> None:
        self._become(surface=surface)
        self._model.refresh()

    def next_surface(self) -> None:
        """Go on to the next surface of the device."""
        chosen = self._model.state.preview
        devices = self._model.maker.devices(chosen.platform)
        keys = [key for item in devices if item.device == chosen.device for key, _ in item.surfaces]
        self.choose_surface(keys[(keys.index(chosen.surface) + 1) % len(keys)])

    def show_surface(self, surface_id: str) -> None:
        """Show any surface by its id."""
        surface = self._model.maker.surface(surface_id)
        self.choose_platform(surface.platform)
        self._become(device=surface.device, surface=surface_id)
        self._model.refresh()

    def choose_dark(self, is_dark: bool) -> None:
        self._become(is_dark=is_dark)
        self._model.refresh()

    def choose_text_percent(self, percent: int) -> None:
        self._become(text_percent=percent)
        self._model.refresh()

    def follow_provider(self) -> None:
        """Show a platform that the provider in sight has."""
        platforms = self._model.provider.spec.platforms
        chosen = self._model.state.preview
        if platforms and chosen.platform not in platforms:
            device = self._model.maker.devices(platforms[0])[0]
            self._become(platform=platforms[0], device=device.device, surface=device.surfaces[0][0])

    def appearance(self, edition: Edition, sheet: Sheet) -> Appearance | None:
        """Return what the chosen surface shows, or None where nothing could leave for it."""
        model = self._model
        chosen = model.state.preview
        provider = model.maker.provider_for(chosen.platform, model.state.provider)
        if provider is None:
            return None
        shown = sheet if provider == sheet.provider else model.sheet_of(edition, provider)
        if shown.draft is None:
            return None
        options = model.maker.options(is_dark=chosen.is_dark, text_percent=chosen.text_percent, language="en")
        return model.maker.on_surface({provider: shown.draft}, chosen.surface, wanted=provider, options=options)

    def _become(self, **changes: object) -> None:
        model = self._model
        model.become(preview=replace(model.state.preview, **changes))  # type: ignore[arg-type]
