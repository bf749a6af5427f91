"""Splits a pasted shell line into commands and words, without running anything."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ANSI_C = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_ANSI_C_NUMBER = re.compile(r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3})")
_IN_DOUBLE_QUOTES = '$`"\\\n'


@dataclass(slots=True)
class _Reader:
    text: str
    position: int = 0
    words: list[str] = field(default_factory=list)
    commands: list[list[str]] = field(default_factory=list)
    word: str | None = None

    def add(self, piece: str) -> None:
        self.word = (self.word or "") + piece

    def end_word(self) -> None:
        if self.word is not None:
            self.words.append(_whole(self.word))
        self.word = None

    def end_command(self) -> None:
        self.end_word()
        if self.words:
            self.commands.append(self.words)
        self.words = []

    def take_until(self, quote: str) -> str:
        """Return the text up to the next ``quote`` and step over it. Raises ValueError without one."""
        end = self.text.find(quote, self.position)
        if end < 0:
            raise ValueError(f"the quote {quote} is never closed")
        piece = self.text[self.position : end]
        self.position = end + 1
        return piece


def split_commands(text: str) -> list[list[str]]:
    """Return the words of each command of a POSIX shell text; ``|``, ``;``, ``&`` and line ends part commands.

    Knows single and double quotes, ``$'...'``, backslashes, continued lines and comments; variables stay as
    they are. Raises ValueError, with a few words, for a quote that is never closed and for halves of characters.
    """
    reader = _Reader(text.replace("\r\n", "\n"))
    while reader.position < len(reader.text):
        _step(reader)
    reader.end_command()
    return reader.commands


def _step(reader: _Reader) -> None:
    character = reader.text[reader.position]
    reader.position += 1
    if character == "'":
        reader.add(reader.take_until("'"))
    elif character == '"':
        reader.add(_double_quoted(reader))
    elif character == "$" and reader.text.startswith("'", reader.position):
        reader.position += 1
        reader.add(_ansi_c(reader))
    elif character == "\\":
        _escape(reader)
    elif character == "#" and reader.word is None:
        end = reader.text.find("\n", reader.position)
        reader.position = len(reader.text) if end < 0 else end
    elif character in "|;&\n":
        reader.end_command()
    elif character in " \t":
        reader.end_word()
    else:
        reader.add(character)


def _escape(reader: _Reader) -> None:
    following = reader.text[reader.position : reader.position + 1]
    reader.position += 1
    if following != "\n":  # a continued line adds nothing
        reader.add(following)


def _double_quoted(reader: _Reader) -> str:
    pieces: list[str] = []
    while True:
        character = _next(reader, '"')
        if character == '"':
            return "".join(pieces)
        if character == "\\":
            escaped = _next(reader, '"')
            pieces.append("" if escaped == "\n" else escaped if escaped in _IN_DOUBLE_QUOTES else "\\" + escaped)
        else:
            pieces.append(character)


def _ansi_c(reader: _Reader) -> str:
    pieces: list[str] = []
    while True:
        number = _ANSI_C_NUMBER.match(reader.text, reader.position)
        if number:
            pieces.append(_code_point(number[1]))
            reader.position = number.end()
            continue
        character = _next(reader, "'")
        if character == "'":
            return "".join(pieces)
        if character == "\\":
            escaped = _next(reader, "'")
            pieces.append(_ANSI_C.get(escaped, escaped))
        else:
            pieces.append(character)


def _next(reader: _Reader, quote: str) -> str:
    if reader.position >= len(reader.text):
        raise ValueError(f"the quote {quote} is never closed")
    reader.position += 1
    return reader.text[reader.position - 1]


def _code_point(digits: str) -> str:
    value = int(digits[1:], 16) if digits[0] in "xuU" else int(digits, 8) & 0xFF
    if value > 0x10FFFF:
        raise ValueError(f"\\{digits} is no character")
    is_byte = digits[0] not in "uU"
    return chr(0xDC00 + value) if is_byte and value >= 0x80 else chr(value)


def _whole(word: str) -> str:
    """Join bytes written one by one into characters; a byte that is none stays as a lone surrogate."""
    try:
        return word.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise ValueError("it holds half a character") from error
