"""The words of JSON as expressions, and the readable guesses at what is almost a word of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from pushbench.domain.json_value import Json

_BLANK = r"[ \t\n\r]*"
_STRING = r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)*"'
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
STRING = re.compile(_STRING)
VALUE = re.compile(
    rf"{_BLANK}(?:(?P<string>{_STRING})|(?P<number>{_NUMBER})(?![\w.+\-])|(?P<word>true|false|null)(?!\w)|(?P<open>[{{\[]))"
)
KEY = re.compile(rf"{_BLANK}({_STRING}){_BLANK}:")
NEXT = re.compile(rf"{_BLANK}([,}}\]])")
BLANKS = re.compile(_BLANK)
PLAIN = re.compile(r"[!-\"$-.0-~]")
"""What neither is blank nor begins a comment."""
SURROGATE = re.compile("[\ud800-\udfff]")
COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)|#[^\n]*", re.DOTALL)
ODD_BLANKS = re.compile(r"[^\S \t\n\r]+|[\ufeff\u200b\u2060]+")
BARE = re.compile(r"[^\s,{}\[\]:\"“”'‘’]+")
BARE_LINE = re.compile(r"[^,{}\[\]\n\"]+")
CLOSING_QUOTES = {"'": "'", "`": "`", "“": '”“"', "”": '”“"', "„": '“”"', "‘": "’‘'", "’": "’‘'", "«": "»", "»": "«"}
WORDS: dict[str, Json] = {"true": True, "false": False, "null": None}
LIKE_WORDS: dict[str, Json] = {
    "True": True,
    "TRUE": True,
    "False": False,
    "FALSE": False,
    "None": None,
    "NULL": None,
    "Null": None,
    "nil": None,
    "undefined": None,
    "NaN": None,
    "nan": None,
    "Infinity": None,
    "-Infinity": None,
    "+Infinity": None,
}
NOT_FINITE = frozenset({"NaN", "nan", "Infinity", "-Infinity", "+Infinity"})
DIGIT_LIMIT = 4300
"""Python reads no longer whole number: sys.get_int_max_str_digits()."""


def unquote(token: str) -> str:
    """Return the text of a well-formed JSON string."""
    return token[1:-1] if "\\" not in token else json.loads(token)


def number(token: str) -> int | float | None:
    """Return the number of a well-formed JSON number, or None when it is too large to be read."""
    if not any(letter in token for letter in ".eE"):
        return int(token) if len(token.lstrip("-")) <= DIGIT_LIMIT else None
    value = float(token)
    return value if value - value == 0 else None


def guessed_number(token: str) -> int | float | None:
    """Return what somebody meant by ``+1``, ``.5``, ``5.``, ``007``, ``0x1F`` or ``1_000``; None for no number."""
    plain = token.replace("_", "")
    readers: tuple[Callable[[str], int | float], ...] = (int, float, lambda text: int(text, 16))
    for reader in readers:
        if len(plain) > 40 or not plain.isascii() or not any(letter.isdigit() for letter in plain):
            return None
        try:
            value = reader(plain)
        except ValueError:
            continue
        return value if value - value == 0 and (reader is not readers[2] or "x" in plain.lower()) else None
    return None


def guessed_text(token: str) -> str:
    """Return the text of a string with bad escapes or raw control characters, quotes taken off already."""
    try:
        return str(json.loads('"' + token + '"', strict=False))
    except ValueError:
        return token
