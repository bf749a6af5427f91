"""A workspace in one file: a zip archive without secrets, format 1, read without trust.

``pushbench.json``: ``{"format": 1, "version", "made_at", "holds": {kind: count}}``. Beside it ``messages/**.push.json``
(the files as they are), ``devices.json`` (a device list), ``groups.json``, ``profiles.json``, ``sets.json``,
``settings.json`` and, if asked for, ``history.jsonl``: one run or delivery a line, masked as in the history. A profile
names its secrets with where they come from: ``"env:NAME"`` is read there again, ``"fill-in"`` is entered anew.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pushbench.domain.device import Device, Group
from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import DeliveryRecord
from pushbench.domain.profile import Environment, Profile, ProfileSet, SecretRef
from pushbench.engine.settings import Settings, read_settings

FORMAT = 1
SUFFIX = ".pushbench.zip"
INDEX, MESSAGES = "pushbench.json", "messages/"
MOST_FILE_BYTES = 50_000_000
"""Of the archive itself."""
MOST_BYTES = 250_000_000
"""Unpacked, all together."""
MOST_MESSAGE_BYTES = 5_000_000
MOST_ENTRIES = 20_000
FILL_IN = "fill-in"
_FIX = "Choose a file that Pushbench exported."
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError),
    *(RuntimeError, OverflowError, ValueError, IndexError),
)
"""What zipfile raises for archives that are none, cut off, locked or packed in other ways."""


@dataclass(frozen=True, slots=True)
class WorkspaceFile:
    """What a file holds, checked."""

    version: str = ""
    """Of the program that wrote it."""
    made_at: float = 0.0
    messages: Mapping[str, str] = field(default_factory=dict)
    """Path below the messages folder -> text."""
    devices: tuple[Device, ...] = ()
    groups: tuple[Group, ...] = ()
    profiles: tuple[Profile, ...] = ()
    """Their secrets are references to variables alone."""
    to_fill_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Profile -> the secrets that did not come along."""
    sets: tuple[ProfileSet, ...] = ()
    settings: Settings | None = None
    runs: tuple[Any, ...] = ()
    """``RunRecord`` each."""
    deliveries: tuple[DeliveryRecord, ...] = ()
    problems: tuple[str, ...] = ()
    """One sentence for each thing that could not be taken."""


def read_workspace_file(file: Path) -> WorkspaceFile:
    """Read an exported workspace. Raises UserError for a file that is none, hostile, too large or too new."""
    from pushbench.store.text_file import read_bytes

    return parse_workspace(read_bytes(file, MOST_FILE_BYTES), file.name)


def parse_workspace(data: bytes, name: str) -> WorkspaceFile:
    """Read the bytes of an exported workspace; whatever they are, the result is a value or a UserError."""
    if len(data) > MOST_FILE_BYTES:
        raise UserError(f"{name} is too large.", f"It has {len(data) / 1e6:.0f} MB; 50 MB are allowed.", _FIX)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(archive, name).read()
    except _BROKEN as error:
        why = f"It is cut off, damaged or no zip archive ({type(error).__name__})."
        raise UserError(f"{name} cannot be read.", why, _FIX) from error


class _Reader:
    """Reads one archive; every entry is bounded, and so is their sum."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._left = MOST_BYTES
        self._problems: list[str] = []
        self._entries = self._checked(archive.infolist())

    def _checked(self, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        if len(infos) > MOST_ENTRIES:
            raise self._refused(f"It holds {len(infos):,} files; {MOST_ENTRIES:,} are allowed.")
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise self._refused(f"Unpacked it is larger than {MOST_BYTES / 1e6:.0f} MB.")
        found: dict[str, zipfile.ZipInfo] = {}
        folded: set[str] = set()
        for info in infos:
            if info.is_dir():
                continue
            if not is_plain_path(info.filename) or info.filename.casefold() in folded:
                raise self._refused(f"It holds a path that leads astray: {info.filename[:80]!r}.")
            if info.flag_bits & 0x1:
                raise self._refused("It is locked with a password.")
            found[info.filename] = info
            folded.add(info.filename.casefold())
        return found

    def read(self) -> WorkspaceFile:
        if INDEX not in self._entries:
            raise self._refused(f"It has no {INDEX}, so it is no workspace of Pushbench's.")
        index = self._json(INDEX)
        version = _text(index, "version")
        self._check_format(index, version)
        profiles, to_fill_in = self._profiles()
        runs, deliveries = self._history()
        return WorkspaceFile(
            version=version,
            made_at=_number(index, "made_at"),
            messages=self._messages(),
            devices=self._devices(),
            groups=tuple(Group(name, members) for name, members in self._lists("groups.json", "devices")),
            profiles=profiles,
            to_fill_in=to_fill_in,
            sets=tuple(ProfileSet(name, members) for name, members in self._lists("sets.json", "profiles")),
            settings=read_settings(self._json("settings.json")) if "settings.json" in self._entries else None,
            runs=runs,
            deliveries=deliveries,
            problems=tuple(self._problems),
        )

    def _check_format(self, index: Json, version: str) -> None:
        number = index.get("format") if isinstance(index, dict) else None
        if type(number) is int and number > FORMAT:
            writer = f" {version[:20]}" if version else ""
            raise UserError(
                f"{self._name} is from a newer Pushbench{writer}.",
                f"It is in format {number}; this version reads {FORMAT}.",
                "Update Pushbench to import it.",
            )
        if number != FORMAT or type(number) is not int:
            raise self._refused(f"{INDEX} names no format.")

    # parts ----------------------------------------------------------------------------------------

    def _messages(self) -> dict[str, str]:
        from pushbench.store.message_file import load_message

        found: dict[str, str] = {}
        for name in self._entries:
            if not name.startswith(MESSAGES) or not name.endswith(".push.json"):
                continue
            key = name.removeprefix(MESSAGES)
            try:
                text = self._bytes(name, MOST_MESSAGE_BYTES).decode("utf-8")
                load_message(text, name=key)
            except (UserError, UnicodeDecodeError) as error:
                what = error.what if isinstance(error, UserError) else "It is not UTF-8."
                self._problems.append(f"The message {key} is left out. {what}")
            else:
                found[key] = text
        return found

    def _devices(self) -> tuple[Device, ...]:
        from pushbench.store.device_file import read_devices

        if "devices.json" not in self._entries:
            return ()
        data = self._bytes("devices.json", MOST_BYTES)
        if not data.strip() or data.strip() == b"[]":
            return ()
        found = read_devices(data)
        self._problems += [f"A device is left out. {problem.what}" for problem in found.problems if problem.is_dropped]
        return found.devices

    def _profiles(self) -> tuple[tuple[Profile, ...], dict[str, tuple[str, ...]]]:
        profiles: dict[str, Profile] = {}
        missing: dict[str, tuple[str, ...]] = {}
        for item in self._items("profiles.json"):
            name, provider, word = (_text(item, key) for key in ("name", "provider", "environment"))
            if not _is_name(name) or not provider or word not in {it.value for it in Environment} or name in profiles:
                self._problems.append(f"The profile “{name[:60]}” is left out. It is not complete.")
                continue
            sources = _texts(item.get("secrets"))
            secrets = {key: SecretRef.parse(text) for key, text in sources.items() if text.startswith("env:")}
            profiles[name] = Profile(name, provider, Environment(word), _texts(item.get("fields")), secrets)
            waiting = tuple(sorted(key for key in sources if key not in secrets))
            if waiting:
                missing[name] = waiting
        return tuple(profiles.values()), missing

    def _lists(self, entry: str, members: str) -> Iterable[tuple[str, tuple[str, ...]]]:
        seen: set[str] = set()
        for item in self._items(entry):
            name, listed = _text(item, "name"), item.get(members)
            if not _is_name(name) or not isinstance(listed, list) or name in seen:
                self._problems.append(f"An entry of {entry} is left out. It has no name or no list.")
                continue
            seen.add(name)
            yield name, tuple(dict.fromkeys(member for member in listed if isinstance(member, str) and member))

    def _history(self) -> tuple[tuple[Any, ...], tuple[DeliveryRecord, ...]]:
        from pushbench.store.history_lines import read_line

        if "history.jsonl" not in self._entries:
            return (), ()
        runs: list[Any] = []
        deliveries: list[DeliveryRecord] = []
        broken = 0
        for line in self._bytes("history.jsonl", MOST_BYTES).split(b"\n"):
            if not line.strip():
                continue
            try:
                record = read_line(line.decode("utf-8"))
            except ValueError:
                broken += 1
                continue
            deliveries.append(record) if isinstance(record, DeliveryRecord) else runs.append(record)
        if broken:
            self._problems.append(f"{broken} lines of the history are left out. They are not what Pushbench writes.")
        return tuple(runs), tuple(deliveries)

    # entries --------------------------------------------------------------------------------------

    def _bytes(self, name: str, limit: int) -> bytes:
        """Return an entry, read no further than allowed: what an archive says of its sizes may be a lie."""
        limit = min(limit, self._left)
        with self._archive.open(self._entries[name]) as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise self._refused(f"{name} is larger than it says or than is allowed.")
        self._left -= len(data)
        return data

    def _json(self, name: str) -> Any:
        from pushbench.store.json_text import decoded, parsed

        return parsed(decoded(self._bytes(name, MOST_BYTES), name), name)[0]

    def _items(self, name: str) -> list[Mapping[str, Any]]:
        value = self._json(name) if name in self._entries else []
        return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

    def _refused(self, why: str) -> UserError:
        return UserError(f"{self._name} cannot be imported.", why, _FIX)


def is_plain_path(path: str) -> bool:
    """Whether a path stays below the folder it is unpacked in, on every system."""
    parts = path.split("/")
    return (
        bool(path)
        and len(path) < 1000
        and path.isprintable()
        and not any(letter in path for letter in '\\:*?"<>|')
        and all(part and part not in (".", "..") and part == part.strip() for part in parts)
    )


def _is_name(name: str) -> bool:
    return bool(name.strip()) and name == name.strip() and name.isprintable() and len(name) < 500


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _number(value: Any, key: str) -> float:
    found = value.get(key) if isinstance(value, dict) else None
    return float(found) if isinstance(found, (int, float)) and 0 <= found < 1e11 else 0.0


def _texts(value: Any) -> dict[str, str]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {key: text for key, text in pairs if isinstance(text, str) and key}
