"""A real emulator on a thread of its own, so that tests can talk to it with blocking clients."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx
import jwt

from pushbench.domain.json_value import Json
from pushbench.sandbox.apns import ApnsService
from pushbench.sandbox.emulator import Emulator
from pushbench.sandbox.ready import Ready

T = TypeVar("T")
APP = "dev.pushbench.demo"
HELLO = b'{"aps":{"alert":{"title":"Gate changed","body":"Walk to B42"}}}'


class ShiftedClock:
    """The computer's clock plus ``shift`` seconds; sleeping is noted and takes no time."""

    def __init__(self) -> None:
        self.shift = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return time.time() + self.shift

    def monotonic(self) -> float:
        return time.monotonic() + self.shift

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


class Running:
    """Starts an emulator; ``stop`` ends it and reports tasks and errors that stayed behind."""

    def __init__(self, **options: Any) -> None:
        self.clock = ShiftedClock()
        self.errors: list[str] = []
        self._started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="emulator", daemon=True)
        self._thread.start()
        self.emulator = Emulator(clock=self.clock, **options)
        self.ready: Ready = self.call(self.emulator.start)
        self.tls = ssl.create_default_context(cafile=self.ready.ca_file)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(lambda loop, context: self.errors.append(str(context)))
        self._loop.run_forever()

    def call(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run a coroutine on the emulator's loop."""

        async def run() -> T:
            return await work()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(30)

    def tasks(self) -> list[str]:
        """Names of the tasks on the emulator's loop."""

        async def names() -> list[str]:
            own = asyncio.current_task()
            return [task.get_name() for task in asyncio.all_tasks() if task is not own]

        return self.call(names)

    def has_tasks(self, count: int) -> bool:
        """Say whether so many requests are under way, now or within ten seconds."""
        for _ in range(1000):
            if len(self.tasks()) == count:
                return True
            time.sleep(0.01)
        return False

    def stop(self) -> None:
        self.call(self.emulator.aclose)
        left = self.tasks()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        assert not left, f"tasks stayed behind: {left}"
        assert not self.errors, f"the loop reported: {self.errors}"

    def reset(self) -> None:
        self.clock.shift = 0.0
        self.clock.slept.clear()
        self.errors.clear()

        async def reset() -> None:
            self.emulator.reset()

        self.call(reset)

    @property
    def apns(self) -> ApnsService:
        service = self.emulator.service("apns")
        assert isinstance(service, ApnsService)
        return service

    def url(self, provider: str = "apns", endpoint: str = "base_url") -> str:
        return str(self.ready.providers[provider][endpoint])

    def port(self, provider: str = "apns", endpoint: str = "base_url") -> int:
        return int(self.url(provider, endpoint).rpartition(":")[2])

    def token(self, name: str = "device") -> str:
        tokens: Any = self.ready.providers["apns"]["tokens"]
        return str(tokens[name])

    def jwt(self, name: str = "main", *, age: float = 0, **changes: Any) -> str:
        """Sign a provider token as a client would; ``changes``: ``kid``, ``iss``, ``alg``, ``iat`` ..."""
        keys: Any = self.ready.providers["apns"]["keys"]
        key = keys[name]
        claims: dict[str, Any] = {"iss": key["team_id"], "iat": int(time.time() - age)}
        headers = {"kid": key["key_id"]}
        for field, value in changes.items():
            (headers if field == "kid" else claims)[field] = value
        return jwt.encode({k: v for k, v in claims.items() if v is not None}, key["key"], "ES256", headers=headers)

    def client(self, *, http2: bool = True, tls: ssl.SSLContext | None = None) -> httpx.Client:
        return httpx.Client(http2=http2, http1=not http2, verify=tls or self.tls, timeout=10, trust_env=False)

    def push(
        self,
        *,
        client: httpx.Client | None = None,
        token: str | None = None,
        headers: Mapping[str, str | None] | None = None,
        body: bytes = HELLO,
        method: str = "POST",
        path: str | None = None,
    ) -> httpx.Response:
        """Send one push over a new connection, or the client's; ``headers`` add, replace, or drop (None)."""
        sent: dict[str, str | None] = {
            "authorization": f"bearer {self.jwt()}",
            "apns-topic": APP,
            "apns-push-type": "alert",
        }
        sent.update(headers or {})
        kept = {name: value for name, value in sent.items() if value is not None}
        url = self.url() + (path if path is not None else f"/3/device/{token or self.token()}")
        if client is not None:
            return client.request(method, url, headers=kept, content=body)
        with self.client() as fresh:
            return fresh.request(method, url, headers=kept, content=body)

    def control(self, method: str, path: str, document: Json = None) -> httpx.Response:
        with self.client(http2=False) as client:
            return client.request(method, self.ready.control_url + path, json=document)
