"""Calls of the command line in the same process, with a home, streams and variables of their own."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.sandbox.running import Running

from pushbench.cli.environment import Environment
from pushbench.cli.main import main

PASSPHRASE = "correct horse battery staple"


@dataclass
class Result:
    """What one call printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def deliveries(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["type"] == "delivery"]


@dataclass
class Shell:
    """A terminal of one user."""

    home: Path
    folder: Path
    environ: dict[str, str] = field(default_factory=lambda: {"PUSHBENCH_PASSPHRASE": PASSPHRASE})
    clock: Any = None
    randomness: Any = None

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Result:
        out, err = io.StringIO(), io.StringIO()
        env = Environment(
            io.BytesIO(stdin), out, err, self.home, self.environ, clock=self.clock, randomness=self.randomness
        )
        status = main([str(argument) for argument in arguments], env)
        return Result(status, out.getvalue(), err.getvalue())

    def file(self, name: str, content: str | bytes | dict[str, Any]) -> str:
        path = self.folder / name
        if isinstance(content, dict):
            content = json.dumps(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def message(self, **parts: Any) -> str:
        document = {"format": 1, "content": {"title": "Gate changed", "body": "Walk to B42"}, **parts}
        return self.file("message.push.json", document)


@pytest.fixture(scope="session", autouse=True)
def _one_application(qapp: object) -> None:
    """A worker has one Qt application for life: the window's tests need one with widgets, previews take any."""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    home, folder = tmp_path / "home", tmp_path / "files"
    home.mkdir()
    folder.mkdir()
    return Shell(home, folder)


@pytest.fixture(scope="session")
def _shared_sandbox() -> Iterator[Running]:
    running = Running()
    yield running
    running.stop()


@pytest.fixture
def sandbox(_shared_sandbox: Running) -> Running:
    _shared_sandbox.reset()
    return _shared_sandbox


@pytest.fixture
def linked(shell: Shell, sandbox: Running) -> Shell:
    """A shell whose home knows the running emulator."""
    ready = shell.file("ready.json", json.dumps(sandbox.ready.to_json()))
    assert shell("profiles", "from-sandbox", ready).status == 0
    return shell
