"""The one door to the phone previews: drafts in, appearances out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pushbench.domain.finding import Draft
from pushbench.domain.provider import Provider

if TYPE_CHECKING:
    from pushbench.preview.layout import Appearance, PreviewOptions
    from pushbench.preview.surfaces import Surface


@dataclass(frozen=True, slots=True)
class DeviceSurfaces:
    """One device of a platform and its surfaces, short words first."""

    device: str
    surfaces: tuple[tuple[str, str], ...]
    """Surface id and short title."""


class PreviewMaker:
    """Lays drafts on surfaces with the real fonts; keeps one ruler, which remembers what it measured."""

    def __init__(self, provider_of: Callable[[str], Provider]) -> None:
        from pushbench.paint.ruler import QtRuler

        self._provider_of = provider_of
        self._ruler = QtRuler()
        self.provider_ids: tuple[str, ...] = ()
        """Providers in the order in which they may stand for a platform."""
        self.app_name = "Pushbench"

    def devices(self, platform: str) -> tuple[DeviceSurfaces, ...]:
        """Return the devices of a platform that previews exist for."""
        found: dict[str, list[tuple[str, str]]] = {}
        for surface in _surfaces():
            if surface.platform == platform:
                found.setdefault(surface.device, []).append((surface.id, _short(surface)))
        return tuple(DeviceSurfaces(device, tuple(items)) for device, items in found.items())

    def surface(self, surface_id: str) -> Surface:
        from pushbench.preview.surfaces import surface

        return surface(surface_id)

    def provider_for(self, platform: str, wanted: str = "") -> str | None:
        """Return whose payload a platform's surfaces show: the wanted provider if it can, else the first that can."""
        order = (wanted, *self.provider_ids) if wanted else self.provider_ids
        return next((key for key in order if platform in self._provider_of(key).spec.platforms), None)

    def platforms(self, drafts: Mapping[str, Draft]) -> tuple[str, ...]:
        """Return the platforms that some draft can be shown on."""
        known = [platform for key in drafts for platform in self._provider_of(key).spec.platforms]
        return tuple(dict.fromkeys(known))

    def on_surface(
        self, drafts: Mapping[str, Draft], surface_id: str, *, wanted: str = "", options: PreviewOptions | None = None
    ) -> Appearance | None:
        """Return what a surface shows, or None when no draft is for its platform."""
        from pushbench.preview.layout import lay_out

        surface = self.surface(surface_id)
        provider_id = self.provider_for(surface.platform, wanted)
        draft = drafts.get(provider_id or "")
        if provider_id is None or draft is None:
            return None
        shown = self._provider_of(provider_id).shown(draft, surface.platform)
        return lay_out(shown, surface, self._ruler, options)

    def options(self, *, is_dark: bool, text_percent: int, language: str) -> PreviewOptions:
        """Return how the reader's device is set up; the clock shows this computer's time."""
        from datetime import UTC, datetime

        from pushbench.preview.layout import PreviewOptions

        now = datetime.fromtimestamp(time.time(), UTC).astimezone()
        return PreviewOptions(
            is_dark=is_dark,
            text_size=text_percent / 100,
            language=language,
            app_name=self.app_name,
            clock=now.strftime("%H:%M"),
            date=f"{now.strftime('%A')} {now.day} {now.strftime('%B')}",
        )


def _surfaces() -> Sequence[Surface]:
    from pushbench.preview import surfaces

    return surfaces.SURFACES


def _short(surface: Surface) -> str:
    """Return the surface's title without its device: ``Lock screen``, ``Chrome``."""
    title = surface.title.removeprefix(surface.device).strip(" ,") or surface.title
    title = title.removeprefix("shade, ").split(" on ")[0].split(",")[0].strip()
    return title[:1].upper() + title[1:]
