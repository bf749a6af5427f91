"""Reads PEM the way people paste it, and says what a text is when it is no key."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from pushbench.domain.errors import UserError
from pushbench.wire.base64url import un_b64

_DASH = "-\\u2010-\\u2015\\u2212"
# Each run of dashes is tried once, and the rest has bounds: any file may be dropped, and searching holds the window up.
_DASHES = re.compile(
    rf"(?<![{_DASH}])[{_DASH}]{{2,}}\s{{0,99}}(BEGIN|END)\s{{1,99}}([A-Z0-9 ]{{0,99}}?[A-Z0-9])\s{{0,99}}[{_DASH}]{{2,}}"
)
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060"))
_BASE64_ONLY = re.compile(r"[A-Za-z0-9+/_=\s-]+")
_RFC1421_HEADER = re.compile(r"^[A-Za-z][A-Za-z0-9-]*:[^\n]*(\n[ \t][^\n]*)*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One ``BEGIN``/``END`` pair: its label, its DER bytes, and whether it is encrypted the old way."""

    label: str
    der: bytes
    is_encrypted: bool = False
    headers: str = ""
    """``Proc-Type`` and ``DEK-Info`` lines of an old encrypted key (RFC 1421)."""

    def pem(self) -> bytes:
        """Return the block as other programs read it."""
        digits = base64.b64encode(self.der).decode("ascii")
        lines = [digits[start : start + 64] for start in range(0, len(digits), 64)]
        head = self.headers + "\n" if self.headers else ""
        return f"-----BEGIN {self.label}-----\n{head}{chr(10).join(lines)}\n-----END {self.label}-----\n".encode()


def tidy(text: str) -> str:
    r"""Undo what transport does to a PEM text: BOM, CRLF, quotes, literal ``\n``, invisible characters."""
    tidied = text.translate(_INVISIBLE).replace("\u00a0", " ")
    tidied = tidied.replace("\\r", "").replace("\\n", "\n").replace("\r\n", "\n").replace("\r", "\n").strip()
    return tidied.strip("\"'“”‘’`,").strip()


def has_pem(text: str) -> bool:
    """Tell whether a tidied text holds a BEGIN line."""
    return any(mark[1] == "BEGIN" for mark in _DASHES.finditer(text))


def blocks(text: str, thing: str) -> tuple[Block, ...]:
    """Return every block of a tidied PEM text; ``thing`` names in errors what was expected.

    Line breaks, indents and text around the blocks do not matter. Raises UserError for a block that
    is cut off or whose inside is not base64.
    """
    found: list[Block] = []
    marks = list(_DASHES.finditer(text))
    for position, mark in enumerate(marks):
        if mark[1] != "BEGIN":
            continue
        end = marks[position + 1] if position + 1 < len(marks) else None
        if end is None or end[1] != "END" or end[2] != mark[2]:
            raise cut_off(thing, f"It begins with “BEGIN {mark[2]}” and has no matching END line.")
        found.append(_block(mark[2], text[mark.end() : end.start()], thing))
    return tuple(found)


def _block(label: str, inside: str, thing: str) -> Block:
    headers = "".join(match[0] for match in _RFC1421_HEADER.finditer(inside))
    digits = "".join(_RFC1421_HEADER.sub("", inside).split())
    try:
        der = base64.b64decode(digits, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UserError(
            f"{thing} is damaged.",
            f"Between its BEGIN and END lines stands something that is not base64 ({len(digits)} characters).",
            "Take the file as it was downloaded, and paste all of it.",
        ) from error
    is_encrypted = "ENCRYPTED" in label or "ENCRYPTED" in headers
    if not is_encrypted and is_cut(der):
        raise cut_off(thing, f"Its {len(der)} bytes say of themselves that more should follow.")
    return Block(label, der, is_encrypted, headers)


def bare_der(text: str) -> bytes | None:
    """Return the DER bytes of a text that is base64 without BEGIN and END lines, or None."""
    if not _BASE64_ONLY.fullmatch(text) or _DASHES.search(text):
        return None
    digits = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        der = base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return der if der[:1] == b"\x30" and len(der) > 40 else None


def bare_bytes(text: str, thing: str) -> bytes:
    """Return the bytes of a tidied text that is base64 and nothing else, white space aside. Raises UserError."""
    try:
        raw = un_b64("".join(text.split()))
    except ValueError as error:
        raise stranger(text, thing) from error
    if not raw:
        raise stranger("", thing)
    return raw


def is_cut(der: bytes) -> bool:
    """Tell whether DER announces more bytes than there are (X.690, 8.1.3)."""
    if len(der) < 2:
        return True
    first = der[1]
    if first < 0x80:
        return 2 + first > len(der)
    count = first & 0x7F
    if count > 4 or len(der) < 2 + count:
        return count <= 4
    return 2 + count + int.from_bytes(der[2 : 2 + count]) > len(der)


def cut_off(thing: str, why: str) -> UserError:
    """Say that a text ends too early."""
    return UserError(f"{thing} is cut off.", why, "Copy the whole file, from the BEGIN line to the END line.")


def stranger(text: str, thing: str) -> UserError:
    """Say what a tidied text without any key is instead of ``thing``."""
    start = text[:400].lstrip().lower()
    fix = "Take the file as it was downloaded from the service, and paste all of it."
    if not text:
        return UserError(f"{thing} is empty.", "There is no text in it.", fix)
    if start.startswith(("<!doctype", "<html", "<?xml", "<head", "<body")):
        why = "It is a web page, as a download gives when the sign-in has ended."
        return UserError(f"{thing} is not a key.", why, "Sign in again and download the key once more.")
    if start.startswith(("{", "[")):
        why = "It is JSON. A service account belongs to FCM; keys and certificates are PEM text."
        return UserError(
            f"{thing} is not a key.", why, "Choose the file with the key, or the provider this JSON is for."
        )
    if _DASHES.search(text):
        return cut_off(thing, "It has an END line and no BEGIN line.")
    if "ssh-" in start[:12] or "ecdsa-sha2" in start[:12]:
        return UserError(f"{thing} is not a key for this use.", "It is an SSH public key.", fix)
    if any(ord(character) < 9 or character == "\ufffd" for character in text[:400]):
        why = "It is a binary file, such as a .p12 or a DER file."
        return UserError(f"{thing} is not text.", why, "Choose the PEM or .p8 file instead.")
    return UserError(f"{thing} is not a key.", "It holds no BEGIN line and is not base64 of a key.", fix)
