"""Device tokens: their form, and what people paste instead of one.

Source: Apple, "Registering your app with APNs"; print-outs of ``Data`` and ``NSData`` in logs.
"""

from __future__ import annotations

import base64
import binascii
import re

from pushbench.domain.provider import TokenGuess
from pushbench.providers.formats.aps_activity_rules import is_channel_id

_HEX = re.compile(r"[0-9A-Fa-f]+")
_LEAST_DIGITS, _MOST_DIGITS = 64, 400
_LONGEST_PASTE = 2000
_DATA_PRINT = re.compile(r"\{\s*length\s*=\s*(\d{1,4})\s*,\s*bytes\s*=\s*0x([^}]*)\}?", re.IGNORECASE)
_QUOTES = "\"'“”‘’`"
_BASE64_OF_32_BYTES = re.compile(r"[A-Za-z0-9+/_-]{43}=")
_LABEL = re.compile(r"[A-Za-z][\w .'-]{0,40}\s*[:=]\s*(?=[<\"'0-9A-Fa-f])")
"""What logs write before a token: ``Device Token: <...>``."""
_FCM_TOKEN = re.compile(r"[A-Za-z0-9_-]{10,}:APA91b[A-Za-z0-9_-]*")


def is_hex(text: str) -> bool:
    """Whether a text is hex digits alone, in pairs."""
    return len(text) % 2 == 0 and _HEX.fullmatch(text) is not None


def is_fcm_token(text: str) -> bool:
    """Whether a text looks like a registration token of FCM."""
    return _FCM_TOKEN.fullmatch(text) is not None


def token_trouble(token: str) -> str | None:
    """Return one sentence saying why a text is no device token, or None. Its length is not judged here."""
    if not token:
        return "It is empty."
    if is_fcm_token(token):
        return "It is a registration token of FCM; APNs tokens are hex digits."
    if _HEX.fullmatch(token):
        return None if len(token) % 2 == 0 else f"It has {len(token)} hex digits; bytes are written with two each."
    if _from_base64(token):
        return f"It is base64; as hex it reads {_from_base64(token)}."
    if token[:1] in "{[" and ":" in token:
        return (
            "It is JSON, such as a browser's PushSubscription, which belongs to Web Push; APNs tokens are hex digits."
        )
    if token[:1] in "<{" or token[:2] in ("0x", "0X"):
        return "It is a log's print-out; the token is the hex digits inside."
    wrong = next(character for character in token if not _HEX.fullmatch(character))
    return f"“{wrong}” is no hex digit."


def channel_trouble(channel: str) -> str | None:
    """Return one sentence saying why a text is no channel id, or None."""
    return None if is_channel_id(channel) else "A channel id is base64 text such as dHN0LXNyY2gtY2hubA==."


def length_remark(token: str) -> str | None:
    """Return one sentence on an unusual length, or None. Apple promises no size."""
    if not _LEAST_DIGITS <= len(token) <= _MOST_DIGITS:
        return f"It has {len(token)} hex digits; tokens seen so far have {_LEAST_DIGITS} to {_MOST_DIGITS}."
    return None


def recognise(text: str) -> TokenGuess | None:
    """Say whether a pasted text is a device token, and normalise it to lower-case hex.

    A print-out that left bytes out is refused: the guess then has an empty token, certainty 0 and a note.
    """
    stripped = text[:_LONGEST_PASTE].strip().strip(_QUOTES + ",;").strip()
    printed = _DATA_PRINT.search(stripped)
    if printed:
        return _from_print(int(printed[1]), printed[2])
    if len(text) > _LONGEST_PASTE:
        return None
    converted = _from_base64(stripped)
    if converted and not _HEX.fullmatch(stripped):
        return TokenGuess(converted, "ios", "Base64 of 32 bytes, converted to hex.", 0.5)
    label = _LABEL.match(stripped)
    return _from_hex(stripped[label.end() :].strip(_QUOTES) if label else stripped)


def _from_hex(stripped: str) -> TokenGuess | None:
    digits = "".join(stripped.strip("<>").split()).lower().removeprefix("0x")
    if not is_hex(digits) or not _LEAST_DIGITS <= len(digits) <= _MOST_DIGITS:
        return None
    was = "" if digits == stripped.lower() else " Brackets, blanks or 0x were removed."
    if len(digits) == 64:
        return TokenGuess(digits, "ios", f"Device token of 32 bytes.{was}", 0.9)
    if len(digits) == 160:
        note = f"Token of 80 bytes, as simulators and Live Activities have.{was}"
        return TokenGuess(digits, "ios", note, 0.85)
    return TokenGuess(digits, "ios", f"Hex of {len(digits) // 2} bytes, an unusual length for a token.{was}", 0.4)


def _from_print(length: int, inside: str) -> TokenGuess:
    digits = "".join(inside.split()).lower()
    if is_hex(digits) and len(digits) == 2 * length:
        return TokenGuess(digits, "ios", "Taken out of a log's print-out of Data.", 0.9)
    note = (
        f"This is a log's shortened print-out of {length} bytes: the middle is left out and cannot be restored. "
        'Print the token with map { String(format: "%02x", $0) }.joined() and copy that.'
    )
    return TokenGuess("", "ios", note, 0.0)


def _from_base64(text: str) -> str | None:
    """Return the hex of a text that is base64 of 32 bytes, or None."""
    if not _BASE64_OF_32_BYTES.fullmatch(text):
        return None
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw.hex() if len(raw) == 32 else None
