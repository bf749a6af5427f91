"""Key files as secrets, and what their names tell."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.provider import ProviderSpec
from pushbench.domain.secret import Secret


def _tr(text: str) -> str:
    return QCoreApplication.translate("KeyFiles", text)


SIZE_LIMIT = 1_000_000
"""Bytes; the largest key files are a few kilobytes."""


def read_secret_file(path: Path) -> Secret:
    """Return a file's content: text as it is, anything else (a .p12) as base64. Raises UserError."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= SIZE_LIMIT else b""
    except OSError as error:
        raise UserError(
            _tr("{name} cannot be read.").format(name=path.name),
            f"{error.strerror or error}.",
            _tr("Choose another file, or allow reading it."),
        ) from error
    if size > SIZE_LIMIT:
        raise UserError(
            _tr("{name} is no key file.").format(name=path.name),
            _tr("It has {size} bytes; key files are far smaller.").format(size=f"{size:,}"),
            _tr("Choose the key itself."),
        )
    if not content.strip():
        raise UserError(
            _tr("{name} is empty.").format(name=path.name),
            _tr("There is no key in it."),
            _tr("Download or export the key again."),
        )
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
