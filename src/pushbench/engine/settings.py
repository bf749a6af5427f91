"""What a person settled for a workspace, as values; kept in its database and read without trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json, JsonObject
from pushbench.engine.local_sandbox import PREFERRED_PORT

KEY = "preferences"
"""The setting's name in the database."""
LEAST_PORT, MOST_PORT = 1024, 65535
MOST_DAYS = 3650
MOST_DELIVERIES = 10_000_000


class Keep(Enum):
    """How long the history is kept."""

    FOREVER = "forever"
    DAYS = "days"
    DELIVERIES = "deliveries"


class ProxyMode(Enum):
    """Which proxy a profile without one of its own goes through."""

    SYSTEM = "system"
    """The environment's variables; where there are none, what the operating system is set to."""
    NONE = "none"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Retention:
    """How much history is kept; both numbers are remembered, one of them counts."""

    keep: Keep = Keep.FOREVER
    days: int = 90
    deliveries: int = 100_000


@dataclass(frozen=True, slots=True)
class ProxySetting:
    """The default proxy; its password is a secret and lies in the vault."""

    mode: ProxyMode = ProxyMode.SYSTEM
    url: str = ""
    """``http://host:port`` without user and password."""
    user: str = ""
    has_password: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is settled beside the window's look."""

    retention: Retention = Retention()
    proxy: ProxySetting = ProxySetting()
    sandbox_port: int = PREFERRED_PORT
    is_sandbox_started: bool = True
    """Whether the emulator starts with the window where the next push goes to it."""


def read_settings(value: Json) -> Settings:
    """Return the settings of a stored value; what is missing, odd or out of bounds keeps its default."""
    whole = value if isinstance(value, dict) else {}
    history, proxy, sandbox = (_part(whole, name) for name in ("history", "proxy", "sandbox"))
    usual = Settings()
    mode, url = _word(ProxyMode, proxy.get("mode"), ProxyMode.SYSTEM), _text(proxy.get("url"))
    return Settings(
        retention=Retention(
            keep=_word(Keep, history.get("keep"), Keep.FOREVER),
            days=_number(history.get("days"), 1, MOST_DAYS, usual.retention.days),
            deliveries=_number(history.get("deliveries"), 1, MOST_DELIVERIES, usual.retention.deliveries),
        ),
        proxy=ProxySetting(
            mode=ProxyMode.SYSTEM if mode is ProxyMode.URL and not url else mode,
            url=url,
            user=_text(proxy.get("user")),
            has_password=proxy.get("has_password") is True,
        ),
        sandbox_port=_number(sandbox.get("port"), LEAST_PORT, MOST_PORT, PREFERRED_PORT),
        is_sandbox_started=sandbox.get("starts") is not False,
    )


def settings_document(settings: Settings) -> JsonObject:
    """Return what is stored, which :func:`read_settings` reads back."""
    retention, proxy = settings.retention, settings.proxy
    return {
        "history": {"keep": retention.keep.value, "days": retention.days, "deliveries": retention.deliveries},
        "proxy": {"mode": proxy.mode.value, "url": proxy.url, "user": proxy.user, "has_password": proxy.has_password},
        "sandbox": {"port": settings.sandbox_port, "starts": settings.is_sandbox_started},
    }


def check_port(text: str) -> int:
    """Return a port for the sandbox. Raises UserError for anything else."""
    digits = text.strip()
    port = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0
    if not LEAST_PORT <= port <= MOST_PORT:
        raise UserError(
            f"“{text.strip()}” cannot be the sandbox's port.",
            f"It listens on a number from {LEAST_PORT} to {MOST_PORT}; lower ones belong to the system.",
            f"Take {PREFERRED_PORT}, or another free one.",
        )
    return port


def shared_settings(settings: Settings) -> Settings:
    """Return what may leave in an exported workspace: a proxy's user and password stay here."""
    return replace(settings, proxy=replace(settings.proxy, user="", has_password=False))


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _number(value: object, least: int, most: int, usual: int) -> int:
    return value if type(value) is int and least <= value <= most else usual


def _text(value: object) -> str:
    return value if isinstance(value, str) and len(value) < 2048 else ""


def _word(kind: Any, value: object, usual: Any) -> Any:
    return kind(value) if isinstance(value, str) and value in {item.value for item in kind} else usual
