"""What a scan of a JSON text has found so far, and the steps that every part of the scanner shares."""

from __future__ import annotations

from pushbench.compose import json_tokens as tokens
from pushbench.compose.source_map import PROBLEM_LIMIT, Duplicate, Problem, SourceMap
from pushbench.domain.json_value import Json

CLOSER = {"{": "}", "[": "]"}


class Frame:
    """An array or object that is being read."""

    __slots__ = ("count", "key", "key_start", "keys", "opener", "pointer", "start", "value")

    def __init__(self, opener: str, pointer: str, start: int) -> None:
        self.opener = opener
        self.pointer = pointer
        self.start = start
        self.value: dict[str, Json] | list[Json] = {} if opener == "{" else []
        self.count = 0
        self.key = ""
        self.key_start = start
        self.keys: dict[str, tuple[int, int]] = {}


class ScanEnd(Exception):
    """There is no use in reading on; what is open is closed where the scan stands."""


class ScanState:
    """A text, the place in it, and everything found up to there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.problems: list[Problem] = []
        self.duplicates: list[Duplicate] = []
        self.spans: dict[str, tuple[int, int]] = {}
        self.key_spans: dict[str, tuple[int, int]] = {}
        self.entries: list[tuple[int, int, str]] = []
        self.stack: list[Frame] = []
        self.root: Json = None
        self.is_over = False
        self.last_end = 0
        self.last_string = ""

    def result(self) -> SourceMap:
        """Return the map of what was found."""
        return SourceMap(self.text, self.root, self.problems, self.duplicates, self.spans, self.key_spans, self.entries)

    def pointer(self) -> str:
        if not self.stack:
            return ""
        frame = self.stack[-1]
        if frame.opener == "[":
            return f"{frame.pointer}/{frame.count}"
        key = frame.key
        if "~" in key or "/" in key:
            key = key.replace("~", "~0").replace("/", "~1")
        return f"{frame.pointer}/{key}"

    def attach(self, value: Json, start: int, end: int) -> None:
        """Put a finished value where it belongs and step behind it."""
        self.position = self.last_end = end
        self.last_string = ""
        pointer = self.pointer()
        self.spans[pointer] = (start, end)
        if not self.stack:
            self.root = value
            self.entries.append((start, end, pointer))
            return
        frame = self.stack[-1]
        if isinstance(frame.value, dict):
            frame.value[frame.key] = value
            self.entries.append((frame.key_start, end, pointer))
        else:
            frame.value.append(value)
            self.entries.append((start, end, pointer))
        frame.count += 1

    # Between values

    def finish(self, end: int) -> None:
        frame = self.stack.pop()
        self.attach(frame.value, frame.start, end)

    def problem(self, start: int, end: int, what: str, why: str, fix: str) -> None:
        """Report a problem. Raises :class:`ScanEnd` when there are too many."""
        self.problems.append(Problem(start, min(end, len(self.text)), what, why, fix))
        if len(self.problems) >= PROBLEM_LIMIT:
            raise ScanEnd

    def not_closed(self, frame: Frame) -> None:
        self.problem(
            frame.start,
            frame.start + 1,
            f"“{frame.opener}” is never closed.",
            "Its closing bracket is missing.",
            f"Add “{CLOSER[frame.opener]}”.",
        )

    def refuse_surrogates(self, text: str, start: int, end: int | None = None) -> None:
        match = tokens.SURROGATE.search(text)
        if match is None:
            return
        place = (start, end) if end is not None else (match.start(), match.end())
        self.problem(
            *place,
            "Half a character stands alone.",
            f"U+{ord(match[0]):04X} is one half of a surrogate pair; no text can be sent with it.",
            "Write the whole character.",
        )

    def skip(self) -> int:
        """Step over blanks, and with a problem over comments and what only looks blank."""
        while True:
            self.position = tokens.BLANKS.match(self.text, self.position).end()  # type: ignore[union-attr]
            if tokens.PLAIN.match(self.text, self.position):
                return self.position
            comment = tokens.COMMENT.match(self.text, self.position)
            odd = None if comment else tokens.ODD_BLANKS.match(self.text, self.position)
            if comment:
                self.problem(*comment.span(), "There is a comment.", "JSON has no comments.", "Remove it.")
            elif odd:
                self.problem(
                    *odd.span(),
                    f"There is an invisible character, U+{ord(odd[0][0]):04X}.",
                    "It looks like a blank and is none.",
                    "Replace it by a blank, or remove it.",
                )
            else:
                return self.position
            self.position = (comment or odd).end()  # type: ignore[union-attr]
