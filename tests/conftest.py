"""What holds for every test: a fresh home, no network but loopback, no warning and no log that nobody expected."""

from __future__ import annotations

import ipaddress
import itertools
import logging
import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_BUSY_MACHINE = [HealthCheck.too_slow]
settings.register_profile("developer", deadline=None, suppress_health_check=_BUSY_MACHINE)
settings.register_profile("ci", deadline=None, suppress_health_check=_BUSY_MACHINE, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "developer")

_KEPT_VARIABLES = frozenset({"PUSHBENCH_REQUIRE_PEERS"})
_PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
_XDG = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
_RESERVED_NAMES = (".invalid", ".example", ".test", "example.com", "example.net", "example.org")
_number = itertools.count(1)


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def fresh_home(_homes: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """Give the test an empty home and none of this computer's settings, proxies and keychains."""
    home = _homes / str(next(_number))
    home.mkdir()
    for name in _HOMES:
        monkeypatch.setenv(name, str(home))
    foreign = [name for name in os.environ if name.startswith("PUSHBENCH_") and name not in _KEPT_VARIABLES]
    proxies = [name for lower in _PROXY_VARIABLES for name in (lower, lower.upper())]
    for name in (*foreign, *proxies, *_XDG):
        monkeypatch.delenv(name, raising=False)
    if request.node.get_closest_marker("keychain") is None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    return home


def _is_loopback(host: str) -> bool:
    if host in ("", "localhost") or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse every connection and name that leaves this computer, and fail the test that tried."""
    tried: list[str] = []

    def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            is_inet = self.family in (socket.AF_INET, socket.AF_INET6)
            if is_inet and not _is_loopback(str(address[0])):
                tried.append(f"connect to {address}")
                raise ConnectionRefusedError(f"tests reach no network: {address}")
            return original(self, address)

        return connect

    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is None or _is_loopback(name) or _is_address(name):
            return look_up(host, *rest, **options)
        if not name.endswith(_RESERVED_NAMES):
            tried.append(f"look-up of {name}")
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    assert not tried, f"the test tried to leave this computer: {'; '.join(tried)}"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


class ExpectedLogs:
    """What a test foresees: ``expected_logs("no answer from .*")`` allows such records and demands at least one."""

    def __init__(self) -> None:
        self._patterns: dict[str, bool] = {}

    def __call__(self, pattern: str) -> None:
        self._patterns[pattern] = False

    def covers(self, text: str) -> bool:
        matching = [pattern for pattern in self._patterns if re.search(pattern, text)]
        self._patterns.update(dict.fromkeys(matching, True))
        return bool(matching)

    @property
    def missing(self) -> list[str]:
        return [pattern for pattern, is_seen in self._patterns.items() if not is_seen]


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[ExpectedLogs]:
    """Fail on every log record of WARNING and above that the test did not announce."""
    expected, collector = ExpectedLogs(), _Collector()
    logging.getLogger().addHandler(collector)
    yield expected
    logging.getLogger().removeHandler(collector)
    texts = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in collector.records]
    unexpected = [text for text in texts if not expected.covers(text)]
    assert not unexpected, "logged without being expected:\n" + "\n".join(unexpected)
    assert not expected.missing, f"expected logs never came: {expected.missing}"
