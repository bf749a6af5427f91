"""The ready object: what a program must know to use a running sandbox."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.json_value import Json
from pushbench.sandbox.exchange import Service, VirtualDevice


@dataclass(frozen=True, slots=True)
class Ready:
    """Addresses, credentials and devices of one running emulator; holds secrets in plain text."""

    pid: int
    ca_file: str
    control_url: str
    port: int
    providers: Mapping[str, Mapping[str, Json]]
    devices: tuple[VirtualDevice, ...]

    def to_json(self) -> dict[str, Json]:
        """Return the object of the contract: pid, ca_file, control_url, providers, devices; and ``port``."""
        return {
            "pid": self.pid,
            "ca_file": self.ca_file,
            "control_url": self.control_url,
            "providers": {name: dict(values) for name, values in self.providers.items()},
            "devices": [
                {
                    "name": device.name,
                    "provider": device.provider,
                    "platform": device.platform,
                    "token": device.token,
                }
                for device in self.devices
            ],
            "port": self.port,
        }

    def to_text(self) -> str:
        """Return the object as one line."""
        return json.dumps(self.to_json(), separators=(",", ":"))


def describe(service: Service) -> dict[str, Json]:
    """Return a service's part of the ready object: its addresses, what it adds, and ``profile``."""
    return {**service.origins, **service.extras(), "profile": dict(service.profile())}


def write_ready_file(path: Path, ready: Ready) -> None:
    """Write the object so that a reader finds nothing or all of it, mode 0600. Raises UserError."""
    is_special = path.exists() and not path.is_file()  # a device or a pipe: renaming over it would destroy it
    aside = path.parent / f".{path.name}.{token_hex(6)}"
    try:
        if is_special:
            path.write_text(ready.to_text() + "\n", encoding="utf-8")
            return
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(ready.to_text() + "\n")
        aside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise UserError(
            f"The ready file “{path}” cannot be written.",
            f"The system says: {error.strerror or error}.",
            "Name a file in a folder that exists and that you may write to.",
            trouble=Trouble.USAGE,
        ) from error
