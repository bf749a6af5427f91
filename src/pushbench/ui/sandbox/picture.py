"""The virtual device's screen: empty, or with the push that arrived."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.shown import Shown, ShownKind
from pushbench.engine.registry import Registry
from pushbench.ui.sandbox.pushes import Push

if TYPE_CHECKING:
    from pushbench.preview.layout import Appearance
    from pushbench.preview.surfaces import Surface


def _tr(text: str) -> str:
    return QCoreApplication.translate("SandboxPicture", text)


class Picture:
    """Lays pushes out on the first surface of a platform, read back from the bytes that were on the wire."""

    def __init__(self, registry: Registry) -> None:
        from pushbench.paint.ruler import QtRuler

        self._registry = registry
        self._ruler = QtRuler()

    def of(self, push: Push | None, platform: str, now: float, *, is_dark: bool = False) -> Appearance:
        """Return what the platform's device shows; without a push its empty screen."""
        from pushbench.preview.layout import lay_out
        from pushbench.preview.sheet import PreviewOptions

        moment = datetime.fromtimestamp(now).astimezone()
        options = PreviewOptions(
            clock=f"{moment:%H:%M}",
            date=f"{moment:%A} {moment.day} {moment:%B}",
            origin="127.0.0.1",
            is_dark=is_dark,
        )
        return lay_out(self._shown(push, platform), _surface(platform), self._ruler, options)

    def _shown(self, push: Push | None, platform: str) -> Shown:
        if push is None or push.provider not in self._registry:
            return Shown(ShownKind.NOTHING, platform, _tr("Nothing has arrived yet."))
        provider = self._registry.provider(push.provider)
        return provider.shown(provider.received(push.request()), platform)


def _surface(platform: str) -> Surface:
    from pushbench.preview.surfaces import SURFACES

    return next(surface for surface in SURFACES if surface.platform == platform)
