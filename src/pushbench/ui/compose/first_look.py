"""The texts of the message that was open last, read before the engine is there.

The reader of message files knows every format, name and mistake, and takes longer to load than a file to read. This
one answers for the plain case alone, and says nothing about any other; the real reader follows within the second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FORMAT = 1
_TEXTS = ("title", "subtitle", "body")
_MOST_BYTES = 262_144


@dataclass(frozen=True)
class FirstLook:
    """A message's file and its own texts."""

    key: str
    """Path below the messages folder."""
    texts: Mapping[str, str]
    """``title``, ``subtitle`` and ``body``; empty where the message has none."""


def first_look(home: Path | None, choices: Mapping[str, Any]) -> FirstLook | None:
    """Return the texts of the message remembered in a window's choices; None where anything about it is unusual."""
    key = choices.get("current")
    opened = choices.get("open")
    if home is None or not isinstance(key, str) or not isinstance(opened, list) or key not in opened:
        return None
    texts = _texts(home / "messages", key)
    return None if texts is None else FirstLook(key, texts)


def _texts(folder: Path, key: str) -> Mapping[str, str] | None:
    try:
        path = (folder / key).resolve()
        if not path.is_relative_to(folder.resolve()) or path.stat().st_size > _MOST_BYTES:
            return None
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        return None
    content = document.get("content", {})
    if not isinstance(content, dict):
        return None
    texts = {name: content.get(name, "") for name in _TEXTS}
    return texts if all(isinstance(text, str) for text in texts.values()) else None
