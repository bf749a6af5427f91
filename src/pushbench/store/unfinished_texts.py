"""JSON texts that are no JSON yet, kept beside the messages so that a crash costs none of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pushbench.store.message_places import hidden_folder, mark_of
from pushbench.store.text_file import write_text

_FOLDER = ".unfinished"


class UnfinishedTexts:
    """One small file per message that has such texts."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, key: str) -> tuple[Mapping[str, str], float]:
        """Return texts by provider and the Unix time they count from; nothing where there is none or it is broken."""
        try:
            data = json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}, 0.0
        texts = data.get("texts") if isinstance(data, dict) else None
        at = data.get("at") if isinstance(data, dict) else None
        kept = {str(name): str(text) for name, text in texts.items()} if isinstance(texts, dict) else {}
        return kept, float(at) if isinstance(at, int | float) else 0.0

    def write(self, key: str, texts: Mapping[str, str], at: float) -> None:
        """Keep texts, or forget them when there are none. Raises UserError."""
        path = self._path(key)
        if not texts:
            path.unlink(missing_ok=True)
            return
        hidden_folder(self._root, _FOLDER)
        body = {"key": key, "at": at, "texts": dict(texts)}
        write_text(path, json.dumps(body, ensure_ascii=True) + "\n")

    def follow(self, key: str, new: str) -> None:
        """Go with a message that got another key."""
        path = self._path(key)
        if path.exists():
            path.replace(self._path(new))
        else:
            self._path(new).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._root / _FOLDER / f"{mark_of(key)}.json"
