"""One emulator serves a whole test session; each test finds it reset."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.sandbox.running import Running


@pytest.fixture(scope="session")
def _one_emulator() -> Iterator[Running]:
    running = Running()
    yield running
    running.stop()


@pytest.fixture
def sandbox(_one_emulator: Running) -> Iterator[Running]:
    """A running emulator without faults, pushes or channels."""
    _one_emulator.reset()
    yield _one_emulator
    assert not _one_emulator.errors, f"the emulator's loop reported: {_one_emulator.errors}"
