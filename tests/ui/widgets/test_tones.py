"""Every tone a result can have has an icon that can be painted."""

from __future__ import annotations

import pytest

from pushbench.domain.outcome import OutcomeKind
from pushbench.ui.pills import result_pill
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.notes import IconLabel


@pytest.mark.parametrize("kind", OutcomeKind)
def test_the_icon_of_every_result_is_painted(theme: Theme, kind: OutcomeKind) -> None:
    pill = result_pill(kind, 0, "")
    made, changed = IconLabel(theme, pill.icon or "circle-x", pill.tone, 14), IconLabel(theme, "info")
    changed.set_icon(pill.icon or "circle-x", pill.tone)
    for icon in (made, changed):
        picture = icon.grab().toImage()
        corner = picture.pixelColor(0, 0)
        points = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
        assert any(picture.pixelColor(x, y) != corner for x, y in points)
