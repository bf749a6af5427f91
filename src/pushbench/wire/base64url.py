"""Base64 as the services use it: written url-safe without padding, read in any dialect."""

from __future__ import annotations

import base64
import re

_ALPHABET = re.compile(r"[A-Za-z0-9+/_-]*={0,2}")
_TO_STANDARD = str.maketrans("-_", "+/")


def b64url(data: bytes) -> str:
    """Return unpadded base64url (RFC 7515, appendix C)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def un_b64(text: str) -> bytes:
    """Read base64url or base64, padded or not; white space around it is dropped.

    Raises ValueError for any other character and for a length no base64 can have.
    """
    stripped = text.strip()
    if not _ALPHABET.fullmatch(stripped):
        raise ValueError("not base64: it holds a character outside the alphabet")
    digits = stripped.rstrip("=").translate(_TO_STANDARD)
    if len(digits) % 4 == 1:
        raise ValueError("not base64: a character is missing or too many")
    return base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
