"""Tells bodies that can be shown as text from those that cannot."""

from __future__ import annotations

import base64


def as_text(body: bytes) -> str | None:
    """Return a body as text, or None when it is not UTF-8 or holds a NUL."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def shown(body: bytes) -> str:
    """Return a body as text, else its length and its base64."""
    text = as_text(body)
    if text is not None:
        return text
    return f"<{len(body)} bytes, here as base64>\n{base64.b64encode(body).decode('ascii')}"
