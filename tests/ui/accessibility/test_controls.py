"""Every control of every view has a name, a role, a reason where it is off, and is large enough to be hit."""

from __future__ import annotations

import pytest
from tests.ui.accessibility.conftest import Desk
from tests.ui.accessibility.survey import survey
from tests.ui.accessibility.views import GROUPS, walk


@pytest.mark.parametrize("group", GROUPS)
def test_every_control_is_told(desk: Desk, group: str) -> None:
    missing: dict[str, str] = {}
    for view, top in walk(desk, GROUPS[group]):
        for line in survey(top):
            missing.setdefault(line, view.name)
    assert not missing, "\n".join(f"{name}: {line}" for line, name in missing.items())
