"""What helps to find a fault without telling what was sent, to whom, or with which key."""

from __future__ import annotations

import io
import json
import os
import platform
import sys
import zipfile
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pushbench.domain.profile import Profile
from pushbench.ui.help.masking import Masker, parts_of

if TYPE_CHECKING:
    from pushbench.store.database import Database
    from pushbench.ui.shell.window_state import WindowState

LOG_LINES = 400
_LOOK = ("mode", "text_percent", "is_high_contrast", "is_motion_reduced", "width", "height", "is_maximized", "screen")
_IMPERSONAL = ("bindings", "palette", "providers")
_MOST_KNOWN = 20_000
_VARIABLES = (
    "PUSHBENCH_",
    "QT_",
    "XDG_SESSION_TYPE",
    "XDG_CURRENT_DESKTOP",
    "LANG",
    "LC_",
    "WAYLAND_DISPLAY",
    "DISPLAY",
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files by name, each as the text that would be saved."""

    files: Mapping[str, str]

    def as_zip(self) -> bytes:
        """Return the files as one archive."""
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self.files.items():
                archive.writestr(name, text)
        return held.getvalue()


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store knows, reduced to shapes and counts, and the values that must not appear anywhere."""

    profiles: tuple[Mapping[str, Any], ...]
    sets: tuple[int, ...]
    counts: Mapping[str, int]
    settings: Mapping[str, Any]
    known: tuple[str, ...]


def read_store(database: Database) -> Kept:
    """Reduce what the store holds; runs on the store's thread."""
    from pushbench.store.devices import DeviceQuery
    from pushbench.store.history import HistoryQuery

    profiles, sets, groups = database.profiles.list(), database.sets.list(), database.groups.list()
    page = database.devices.page(DeviceQuery(), None, _MOST_KNOWN)
    counts = {
        "devices": page.total,
        **{f"devices of {provider}": count for provider, count in database.devices.providers()},
        "groups": len(groups),
        "profiles": len(profiles),
        "profile sets": len(sets),
        "deliveries": database.history.count(HistoryQuery()),
    }
    known = [value for profile in profiles for value in _values(profile)]
    known += [value for device in page.items for value in (device.token, device.name)]
    known += [group.name for group in groups] + [profile_set.name for profile_set in sets]
    preferences = database.settings.get("preferences", None)
    known += texts_in(preferences)
    return Kept(
        tuple(_shape(number, profile) for number, profile in enumerate(profiles, 1)),
        tuple(len(profile_set.profiles) for profile_set in sets),
        counts,
        {"preferences": reduced(preferences)},
        tuple(part for value in known for part in parts_of(value)),
    )


def _values(profile: Profile) -> tuple[str, ...]:
    return (profile.name, *profile.fields.values(), *(ref.name for ref in profile.secrets.values()))


def _shape(number: int, profile: Profile) -> Mapping[str, Any]:
    """Return which fields a profile fills, without a single value."""
    return {
        "profile": number,
        "provider": profile.provider,
        "environment": profile.environment.value,
        "fields": {key: f"{len(value)} characters" if value else "empty" for key, value in profile.fields.items()},
        "secrets": {key: ref.scheme for key, ref in profile.secrets.items()},
        "last test": {True: "passed", False: "failed", None: "never"}[profile.test_ok],
    }


def reduced(value: Any) -> Any:
    """Return a settings value with every text replaced by its length; short words of enumerations stay."""
    if isinstance(value, Mapping):
        return {str(key): reduced(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [reduced(item) for item in value]
    if isinstance(value, str):
        return value if value.isalpha() and value.islower() and len(value) <= 10 else f"<{len(value)} characters>"
    return value


def read_log(home: Path | None, lines: int = LOG_LINES) -> str:
    """Return the last lines of the log as it lies on disk; empty where there is none."""
    from pushbench.engine.logbook import FILE_NAME

    if home is None:
        return ""
    try:
        with (home / FILE_NAME).open(encoding="utf-8", errors="replace") as file:
            return "".join(deque(file, lines))
    except OSError:
        return ""


def make_bundle(
    kept: Kept | None, *, state: WindowState, home: Path | None, vault: str, system: Mapping[str, Any], log: str
) -> Bundle:
    """Put the files together; every one of them goes through the mask, whatever it was made of.

    ``kept`` is None where the store could not be opened.
    """
    masker = Masker((*(kept.known if kept is not None else ()), *_remembered(state.choices)), home)
    window = {key: value for key, value in asdict(state).items() if key in _LOOK}
    window["remembered"] = sorted(state.choices)
    window["changed keys"] = reduced_keys(state.choices.get("bindings"))
    parts: dict[str, Any] = {
        "system.json": dict(system),
        "window.json": window,
        "storage.json": {"home": "named" if home is not None else "memory", "secrets": vault},
    }
    if kept is not None:
        parts["profiles.json"] = {"profiles": kept.profiles, "devices per set": kept.sets}
        parts["counts.json"] = dict(kept.counts)
        parts["settings.json"] = dict(kept.settings)
    files = {name: json.dumps(part, indent=1, ensure_ascii=False) for name, part in parts.items()}
    files["pushbench.log.txt"] = log or "The log is empty.\n"
    return Bundle({name: masker.mask(text) for name, text in files.items()})


def reduced_keys(bindings: object) -> Mapping[str, Any]:
    """Return changed shortcuts; they are no secret."""
    return dict(bindings) if isinstance(bindings, dict) else {}


def _remembered(choices: Mapping[str, Any]) -> list[str]:
    """Return the texts among the remembered choices that name something of a person's: targets, messages, sets."""
    return texts_in({key: value for key, value in choices.items() if key not in _IMPERSONAL})


def texts_in(value: Any) -> list[str]:
    """Return every text inside a value but single words in small letters, which are the program's own."""
    if isinstance(value, str):
        return [] if value.isalpha() and value.islower() else [value]
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return [text for item in inner for text in texts_in(item)]


def describe_system(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return versions and screens. Call it on the window's thread."""
    from PySide6.QtCore import QLocale, QSysInfo, qVersion
    from PySide6.QtGui import QGuiApplication

    from pushbench import __version__

    screens = [
        f"{screen.size().width()} x {screen.size().height()}, scale {screen.devicePixelRatio():g}, "
        f"{screen.refreshRate():.0f} Hz"
        for screen in QGuiApplication.screens()
    ]
    return {
        "Pushbench": __version__,
        "Python": platform.python_version(),
        "Qt": qVersion(),
        "system": QSysInfo.prettyProductName(),
        "kernel": f"{QSysInfo.kernelType()} {QSysInfo.kernelVersion()}",
        "processor": f"{QSysInfo.currentCpuArchitecture()}, {os.cpu_count()} cores",
        "window system": QGuiApplication.platformName(),
        "screens": screens,
        "language": QLocale.system().name(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "variables set": sorted(name for name in environ if name.startswith(_VARIABLES)),
    }


def package_versions() -> dict[str, str]:
    """Return the versions of what Pushbench stands on; reads files, so not on the window's thread."""
    from pushbench.ui.help.licences import licences

    return {licence.name: licence.version for licence in licences() if licence.kind in ("packages", "fonts")}
