"""One reader for the files under the top-level ``resources`` folder.

An installed package carries them as ``pushbench/_resources``; in a checkout they lie beside ``src``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parent.parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent.parent / "resources"


def _find(name: str) -> Path:
    root = _root()
    found = (root / name).resolve()
    if not found.is_relative_to(root.resolve()):
        raise ValueError(f"{name} is not a resource")
    return found


def read_text(name: str) -> str:
    """Return a resource as text (UTF-8). Raises ``FileNotFoundError`` when there is none of that name."""
    return _find(name).read_text(encoding="utf-8")


def read_bytes(name: str) -> bytes:
    """Return a resource's bytes. Raises ``FileNotFoundError`` when there is none of that name."""
    return _find(name).read_bytes()


def names(folder: str) -> tuple[str, ...]:
    """Return the names of the files of a folder, sorted, each with the folder in front."""
    inside = _find(folder)
    return tuple(f"{folder}/{file.name}" for file in sorted(inside.iterdir()) if file.is_file())


@contextmanager
def path(name: str) -> Iterator[Path]:
    """Give a resource as a file on disk for as long as the block lasts."""
    found = _find(name)
    if not found.exists():
        raise FileNotFoundError(name)
    yield found
