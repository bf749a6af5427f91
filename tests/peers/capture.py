"""A TLS server of our own that says yes to everything and keeps it whole, credentials included."""

from __future__ import annotations

import asyncio
import json
import tempfile
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from tests.engine.peer import Peer, Reply, Seen

T = TypeVar("T")


class Capture:
    """Runs on a thread of its own, so that blocking clients can talk to it."""

    def __init__(self, answer: Callable[[Seen], Reply] = lambda seen: Reply()) -> None:
        self._peer = Peer(answer)
        self._folder = tempfile.TemporaryDirectory()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="capture", daemon=True)

    def __enter__(self) -> Capture:
        self._thread.start()
        self._call(self._peer.__aenter__())
        self.port = self._peer.port
        self.origin = self._peer.origin
        self.ca_file = self._peer.ca_file(Path(self._folder.name))
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._peer.__aexit__())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self._folder.cleanup()

    def take(self) -> list[Seen]:
        """Return what arrived since the last call."""
        taken, self._peer.seen = self._peer.seen, []
        return taken

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


def headers_of(seen: Seen) -> dict[str, str]:
    """Return the headers by lower-case name, without HTTP/2's pseudo headers; none may come twice."""
    named = [(name.lower(), value) for name, value in seen.headers if not name.startswith(":")]
    found = dict(named)
    assert len(found) == len(named), f"repeated headers: {named}"
    return found


def without(headers: dict[str, str], *names: str) -> dict[str, str]:
    """Return the headers without some that are named."""
    return {name: value for name, value in headers.items() if name not in names}


def json_of(seen: Seen) -> Any:
    """Return the body's JSON; order of keys, white space and escapes mean nothing in it."""
    return json.loads(seen.body)
