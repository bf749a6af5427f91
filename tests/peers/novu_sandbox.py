"""What the tests with Novu's official clients share: the emulated service, its key and its tokens."""

from __future__ import annotations

from typing import Any

from tests.sandbox.running import Running

from pushbench.sandbox import novu
from pushbench.sandbox.services import SERVICES


def start() -> Running:
    """Start an emulator that has Novu."""
    return Running(services=SERVICES if novu.make in SERVICES else (*SERVICES, novu.make))


def entry(sandbox: Running) -> Any:
    return sandbox.ready.providers["novu"]


def key(sandbox: Running) -> str:
    return str(entry(sandbox)["profile"]["api_key"])
