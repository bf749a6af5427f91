"""Writing a workspace into one file, without secrets."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from pushbench import __version__
from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json, JsonObject, pretty
from pushbench.domain.profile import Profile
from pushbench.engine.settings import Settings, settings_document, shared_settings
from pushbench.engine.workspace_file import FILL_IN, FORMAT, INDEX, MESSAGES, MOST_MESSAGE_BYTES

if TYPE_CHECKING:
    from pushbench.domain.outcome import DeliveryRecord
    from pushbench.engine.upkeep import Upkeep
    from pushbench.store.database import Database
    from pushbench.store.history import HistoryQuery

HISTORY_BYTES = 120_000_000
"""Of history lines at most, so that the file stays one that can be imported."""
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Exported:
    """What a file holds, kind -> count; and what did not come along."""

    holds: Mapping[str, int]
    size_bytes: int
    left_out: tuple[str, ...] = ()
    secrets: int = 0
    """Secrets that are to be entered again where the file is imported."""


async def export_workspace(upkeep: Upkeep, file: Path, *, with_history: bool = False) -> Exported:
    """Write the workspace aside and rename it over ``file``. Raises UserError; the old file is untouched then."""
    parts = upkeep.parts
    content = await parts.store.run(_content)
    messages = {} if parts.home is None else await asyncio.to_thread(read_messages, parts.home / "messages")
    aside = file.with_name(f".{file.name}.{token_hex(4)}")
    writer = _Writer(aside, parts.clock.now())
    try:
        await asyncio.to_thread(writer.begin, content, messages, upkeep.settings)
        if with_history:
            await _history(upkeep, writer)
        return await asyncio.to_thread(writer.finish, file)
    except OSError as error:
        raise UserError(
            f"{file.name} cannot be written.",
            f"The system says: {error.strerror or error}.",
            "Check free space and permissions, or choose another folder.",
        ) from error
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Content:
    devices: tuple[Device, ...]
    groups: tuple[Any, ...]
    profiles: tuple[Profile, ...]
    sets: tuple[Any, ...]


def _content(db: Any) -> _Content:
    devices = tuple(db.devices.get_many(db.devices.names()))
    return _Content(devices, tuple(db.groups.list()), tuple(db.profiles.list()), tuple(db.sets.list()))


def read_messages(folder: Path) -> dict[str, bytes]:
    """Return the message files by their path below the folder; hidden folders are Pushbench's own."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*.push.json")):
        below = path.relative_to(folder)
        if any(part.startswith(".") for part in below.parts) or not path.is_file():
            continue
        if path.stat().st_size <= MOST_MESSAGE_BYTES:
            found[below.as_posix()] = path.read_bytes()
    return found


async def _history(upkeep: Upkeep, writer: _Writer) -> None:
    """Write runs, then deliveries newest first, a batch in memory at a time."""
    from pushbench.store.history import HistoryQuery
    from pushbench.store.history_lines import delivery_line, run_line

    store = upkeep.parts.store
    runs = await store.run(lambda db: db.history.runs(100_000))
    lines = [run_line(run) for run in runs if run.finished_at is not None]
    await asyncio.to_thread(writer.begin_history, lines)
    after: float | None = None
    seen: set[str] = set()
    while True:
        batch = await store.run(partial(_batch, HistoryQuery(until=after), seen))
        if not batch:
            break
        if not await asyncio.to_thread(writer.add_history, [delivery_line(record) for record in batch]):
            total = await upkeep.deliveries()
            writer.left_out.append(f"{total - len(seen):,} older deliveries would make the file too large.")
            break
        seen.update(record.id for record in batch)
        after = batch[-1].at + 0.001
    await asyncio.to_thread(writer.end_history, len(seen))


def _batch(query: HistoryQuery, seen: set[str], db: Database) -> list[DeliveryRecord]:
    fresh = (record for record in db.history.iterate(query) if record.id not in seen)
    return list(islice(fresh, _BATCH))


class _Writer:
    """Writes one archive; everything here runs off the event loop."""

    def __init__(self, aside: Path, now: float) -> None:
        self._aside = aside
        self._now = now
        self._file: BinaryIO | None = None
        self._archive: zipfile.ZipFile | None = None
        self._stream: Any = None
        self._history_bytes = 0
        self._holds: dict[str, int] = {}
        self._secrets = 0
        self.left_out: list[str] = []

    def begin(self, content: _Content, messages: Mapping[str, bytes], settings: Settings) -> None:
        from pushbench.store.device_file import write_devices

        handle = os.open(self._aside, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        self._file = os.fdopen(handle, "w+b")
        self._archive = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED)
        for key, data in messages.items():
            self._put(MESSAGES + key, data)
        self._put("devices.json", write_devices(content.devices, "json").encode())
        self._put_json("groups.json", [{"name": it.name, "devices": list(it.devices)} for it in content.groups])
        self._put_json("profiles.json", [self._profile(profile) for profile in content.profiles])
        self._put_json("sets.json", [{"name": it.name, "profiles": list(it.profiles)} for it in content.sets])
        self._put_json("settings.json", settings_document(shared_settings(settings)))
        self._holds = {
            "messages": len(messages),
            "devices": len(content.devices),
            "groups": len(content.groups),
            "profiles": len(content.profiles),
            "sets": len(content.sets),
        }

    def _profile(self, profile: Profile) -> JsonObject:
        """Return a profile with where its secrets come from. A password in an address counts as a secret."""
        hidden = {key for key, value in profile.fields.items() if _has_password(value)}
        secrets = {key: str(ref) if ref.scheme == "env" else FILL_IN for key, ref in profile.secrets.items()}
        secrets |= dict.fromkeys(hidden, FILL_IN)
        self._secrets += sum(source == FILL_IN for source in secrets.values())
        return {
            "name": profile.name,
            "provider": profile.provider,
            "environment": profile.environment.value,
            "fields": {key: value for key, value in profile.fields.items() if key not in hidden},
            "secrets": dict(secrets),
        }

    def begin_history(self, runs: list[str]) -> None:
        self._stream = self._ready().open(_info("history.jsonl", self._now), "w")
        self._holds["runs"] = len(runs)
        self.add_history(runs)

    def add_history(self, lines: list[str]) -> bool:
        """Write lines; False when they would be too many, then none of them is written."""
        data = "".join(f"{line}\n" for line in lines).encode()
        if self._history_bytes + len(data) > HISTORY_BYTES:
            return False
        self._history_bytes += len(data)
        self._stream.write(data)
        return True

    def end_history(self, deliveries: int) -> None:
        self._stream.close()
        self._holds["deliveries"] = deliveries

    def finish(self, file: Path) -> Exported:
        index: JsonObject = {
            "format": FORMAT,
            "version": __version__,
            "made_at": self._now,
            "holds": dict(self._holds),
        }
        self._put_json(INDEX, index)
        self._ready().close()
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
        self.close()
        size = self._aside.stat().st_size
        self._aside.replace(file)
        return Exported(self._holds, size, tuple(self.left_out), self._secrets)

    def close(self) -> None:
        """Let go of the file, whole or not."""
        archive, self._archive = self._archive, None
        if archive is not None:
            archive.fp = None  # so that it does not write its end into a file that did not come about
        if self._file is not None:
            self._file.close()

    def _ready(self) -> zipfile.ZipFile:
        assert self._archive is not None  # noqa: S101  # begin() comes first
        return self._archive

    def _put(self, name: str, data: bytes) -> None:
        self._ready().writestr(_info(name, self._now), data)

    def _put_json(self, name: str, value: Json) -> None:
        self._put(name, (pretty(value) + "\n").encode())


def _info(name: str, now: float) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, time.localtime(min(max(now, 315_619_200.0), 4_354_819_198.0))[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _has_password(value: str) -> bool:
    if "://" not in value or "@" not in value:
        return False
    try:
        return urlsplit(value).password is not None
    except ValueError:
        return True
