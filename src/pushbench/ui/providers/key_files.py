"""Key files as secrets, and what their names tell."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from pushbench.domain.errors import UserError
from pushbench.domain.provider import ProviderSpec
from pushbench.domain.secret import Secret

SIZE_LIMIT = 1_000_000
"""Bytes; the largest key files are a few kilobytes."""


def read_secret_file(path: Path) -> Secret:
    """Return a file's content: text as it is, anything else (a .p12) as base64. Raises UserError."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= SIZE_LIMIT else b""
    except OSError as error:
        raise UserError(
            f"{path.name} cannot be read.", f"{error.strerror or error}.", "Choose another file, or allow reading it."
        ) from error
    if size > SIZE_LIMIT:
        raise UserError(
            f"{path.name} is no key file.",
            f"It has {size:,} bytes; key files are far smaller.",
            "Choose the key itself.",
        )
    if not content.strip():
        raise UserError(f"{path.name} is empty.", "There is no key in it.", "Download or export the key again.")
    try:
        return Secret(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Secret(base64.b64encode(content).decode())


def fields_from_name(spec: ProviderSpec, key: str, file_name: str) -> dict[str, str]:
    """Return what a key file's name tells: the first field of the same group whose pattern fits a part of it.

    Apple names its keys ``AuthKey_<Key ID>.p8``.
    """
    group = next((item.group for item in spec.fields if item.key == key), "")
    pieces = [piece for piece in re.split(r"[^A-Za-z0-9]+", Path(file_name).stem) if piece]
    for item in spec.fields:
        if item.group == group and item.pattern and not item.is_secret:
            for piece in pieces:
                if re.fullmatch(item.pattern, piece):
                    return {item.key: piece}
    return {}
