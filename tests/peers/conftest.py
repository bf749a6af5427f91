"""One emulator for all official clients, reset between tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.sandbox.running import Running


@pytest.fixture(scope="session")
def _shared_sandbox() -> Iterator[Running]:
    running = Running()
    yield running
    running.stop()


@pytest.fixture
def sandbox(_shared_sandbox: Running) -> Running:
    """A running emulator without faults and without pushes."""
    _shared_sandbox.reset()
    return _shared_sandbox
