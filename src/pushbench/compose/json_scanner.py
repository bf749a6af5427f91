"""Walks a JSON text once, keeps a stack of its own, and recovers after each mistake.

The well-formed path is four expressions; everything else is one of the ``_odd`` methods, each of
which reports one problem and makes progress.
"""

from __future__ import annotations

from pushbench.compose import json_tokens as tokens
from pushbench.compose.json_recovery import bare_value, odd_string, other_quotes, template_token
from pushbench.compose.json_scan_state import CLOSER, Frame, ScanEnd, ScanState
from pushbench.compose.source_map import DEPTH_LIMIT, Duplicate, SourceMap, Span
from pushbench.domain.json_value import Json


class Scanner(ScanState):
    """Reads one text; :meth:`run` is called once."""

    def run(self) -> SourceMap:
        """Return the map of the text."""
        try:
            self._begin()
            while not self.is_over:
                if self._value():
                    self._after_value()
        except ScanEnd:
            while self.stack:
                self.finish(self.position)
        return self.result()

    # Values

    def _begin(self) -> None:
        self.refuse_surrogates(self.text, 0)
        if self.skip() == len(self.text):
            self.problem(
                0, len(self.text), "There is nothing here.", "JSON is at least one value.", "Write {} at least."
            )
            self.is_over = True

    def _value(self) -> bool:
        """Read a value. False when an array or object was opened, whose first member comes next."""
        match = tokens.VALUE.match(self.text, self.position)
        if match is None:
            return self._odd_value()
        kind = match.lastgroup
        start, end = match.span(kind)  # type: ignore[arg-type]
        token = self.text[start:end]
        if kind == "string":
            self.attach(self._string(token, start), start, end)
            self.last_string = token
            return True
        if kind == "open":
            return self._template(start) if self.text.startswith("{{", start) else self._open(token, start)
        self.attach(self._number(token, start) if kind == "number" else tokens.WORDS[token], start, end)
        return True

    def _string(self, token: str, start: int) -> str:
        text = tokens.unquote(token)
        if "\\u" in token:
            self.refuse_surrogates(text, start, start + len(token))
        return text

    def _number(self, token: str, start: int) -> Json:
        value = tokens.number(token)
        if value is None:
            self.problem(
                start, start + len(token), "The number is too large.", "No service can read it.", "Write it as text."
            )
        return value

    def _open(self, opener: str, start: int) -> bool:
        if len(self.stack) >= DEPTH_LIMIT:
            self.problem(
                start,
                start + 1,
                f"The JSON is nested more than {DEPTH_LIMIT} levels deep.",
                "No payload needs that, and readers refuse it.",
                "Flatten it.",
            )
            raise ScanEnd
        self.stack.append(Frame(opener, self.pointer(), start))
        self.position = start + 1
        self._first_member()
        return False

    def _after_value(self) -> None:
        """Read commas and closing brackets up to the next value or key."""
        while not self.is_over:
            if not self.stack:
                self._end()
                return
            match = tokens.NEXT.match(self.text, self.position)
            if match is None:
                if self._odd_after_value():
                    return
                continue
            sign = match[1]
            if sign == ",":
                self.position = match.end()
                self._next_member(match.start(1))
                return
            self._close(sign, match.start(1))

    def _first_member(self) -> None:
        """After an opening bracket: a closing one, or the first member."""
        closer = CLOSER[self.stack[-1].opener]
        start = self.skip()
        if self.text.startswith(closer, start):
            self._close(closer, start)
            self._after_value()
        elif self.stack[-1].opener == "{":
            self._key()

    def _next_member(self, comma: int) -> None:
        """After a comma: the next member, and nothing else."""
        if self.stack[-1].opener == "{" and self._good_key():
            return
        start = self.skip()
        while self.text.startswith(",", start):
            self.problem(
                start, start + 1, "There is a comma too many.", "Nothing stands between the two.", "Remove one."
            )
            self.position = start + 1
            start = self.skip()
        frame = self.stack[-1]
        if self.text[start : start + 1] in ("}", "]"):
            sign = self.text[start]
            self.problem(
                comma,
                comma + 1,
                f"There is a comma before “{sign}”.",
                "JSON allows none after the last part.",
                "Remove it.",
            )
            self._close(sign, start)
            self._after_value()
        elif frame.opener == "{":
            self._key()

    def _close(self, sign: str, start: int) -> None:
        """Close the innermost container, or as many as ``sign`` shows to be unfinished."""
        if CLOSER[self.stack[-1].opener] == sign:
            self.finish(start + 1)
            return
        if sign not in [CLOSER[frame.opener] for frame in self.stack]:
            self.problem(start, start + 1, f"“{sign}” closes nothing.", "No bracket is open for it.", "Remove it.")
            self.position = start + 1
            return
        while CLOSER[self.stack[-1].opener] != sign:
            self.not_closed(self.stack[-1])
            self.finish(start)
        self.finish(start + 1)

    def _end(self) -> None:
        """After the outermost value: blanks and nothing else."""
        start = self.skip()
        self.is_over = True
        if start < len(self.text):
            self.problem(
                start,
                len(self.text),
                "There is more text after the end.",
                "The JSON is complete before it.",
                "Remove the rest, or the bracket that closes too early.",
            )

    # Keys

    def _key(self) -> None:
        """Read a key and its colon."""
        if not self._good_key():
            self._odd_key()

    def _good_key(self) -> bool:
        match = tokens.KEY.match(self.text, self.position)
        if match is None:
            return False
        start, end = match.span(1)
        self._begin_member(self._string(self.text[start:end], start), start, end)
        self.position = match.end()
        return True

    def _begin_member(self, key: str, start: int, end: int) -> None:
        frame = self.stack[-1]
        frame.key, frame.key_start = key, start
        pointer = self.pointer()
        if key in frame.keys:
            self.duplicates.append(Duplicate(pointer, Span(*frame.keys[key]), Span(start, end)))
        frame.keys[key] = self.key_spans[pointer] = (start, end)
        self.position = end

    # What is not JSON

    def _odd_value(self) -> bool:
        """Read what stands where a value should and is not well formed."""
        start = self.skip()
        if tokens.VALUE.match(self.text, start):
            return False
        sign = self.text[start : start + 1]
        if sign == "":
            self._missing_value(start)
            self._unfinished()
            return False
        if sign == '"':
            self.attach(*odd_string(self, start))
        elif sign in tokens.CLOSING_QUOTES:
            self.attach(*other_quotes(self, start))
        elif sign in ",}]:":
            self._missing_value(start)
            if sign == ":":
                self.position = start + 1
        else:
            self.attach(*bare_value(self, start))
        return True

    def _missing_value(self, start: int) -> None:
        self.problem(
            self.last_end if start == len(self.text) else start,
            start + 1,
            "A value is missing.",
            "Nothing stands where a value belongs.",
            'Write a value; null or "" when there is none.',
        )
        self.attach(None, start, start)

    def _unfinished(self) -> None:
        """The text ends within something."""
        while self.stack:
            self.not_closed(self.stack[-1])
            self.finish(len(self.text))
        self.is_over = True

    def _template(self, start: int) -> bool:
        """``{{name}}`` without quotes: taken as the string it should be."""
        token, end = template_token(self, start)
        self.attach(token, start, end)
        return True

    def _odd_key(self) -> None:
        """Read what stands where a key should and is not well formed."""
        start = self.skip()
        if start == len(self.text):
            self._unfinished()
            return
        sign = self.text[start]
        string = tokens.STRING.match(self.text, start)
        if string:
            self._begin_member(self._string(string[0], start), start, string.end())
        elif sign == '"':
            key, _, end = odd_string(self, start)
            self._begin_member(key, start, end)
        elif sign in tokens.CLOSING_QUOTES:
            key, _, end = other_quotes(self, start)
            self._begin_member(key, start, end)
        elif self.text.startswith("{{", start):
            key, end = template_token(self, start)
            self._begin_member(key, start, end)
        else:
            self._bare_key(start, sign)
            return
        self._colon()

    def _bare_key(self, start: int, sign: str) -> None:
        match = tokens.BARE.match(self.text, start)
        if match is None:
            what = "A name is missing." if sign in ":{[" else f"“{sign}” does not belong here."
            self.problem(
                start, start + 1, what, "In an object every value has a name in front of it.", 'Write "name": value.'
            )
            if sign in "{[":
                self._begin_member("", start, start)
                return
            self.position = start + 1
            if sign == ":":
                self._begin_member("", start, start + 1)
            elif sign in "}]":
                self._close(sign, start)
                self._after_value()
            else:
                self._key()
            return
        word = match[0].rstrip("=")
        end = start + max(len(word), 1)
        self.problem(start, end, f"The key {word} stands without quotes.", "JSON needs them.", f'Write "{word}".')
        self._begin_member(word, start, end)
        self._colon()

    def _colon(self) -> None:
        """Read the colon after a key; a missing one, and what is written instead, is reported."""
        start = self.skip()
        if self.text.startswith(":", start):
            self.position = start + 1
            return
        if self.text[start : start + 1] in ",}]":
            return
        sign = "=>" if self.text.startswith("=>", start) else "=" if self.text.startswith("=", start) else ""
        self.problem(
            start if sign else self._last_key_end(),
            start + max(len(sign), 1),
            "A colon is missing.",
            "A key and its value are parted by “:”.",
            "Write “:” between them.",
        )
        self.position = start + len(sign)

    def _last_key_end(self) -> int:
        """Where the key that is being read ends."""
        frame = self.stack[-1]
        return frame.keys[frame.key][1]

    def _odd_after_value(self) -> bool:
        """Between values, something that is neither comma nor closing bracket. True when a value comes next."""
        start = self.skip()
        if start == len(self.text):
            self._unfinished()
            return True
        if tokens.NEXT.match(self.text, start):
            return False
        if self._join_template():
            return False
        sign = self.text[start]
        if sign == ";":
            self.problem(start, start + 1, "“;” stands for a comma.", "JSON parts values by “,”.", "Write “,”.")
            self.position = start + 1
            self._next_member(start)
            return True
        if sign in ":=":
            self.problem(
                start, start + 1, f"“{sign}” does not belong here.", "A value is complete before it.", "Remove it."
            )
            self.position = start + 1
            return False
        self.problem(
            self.last_end, start + 1, "A comma is missing.", "Two values stand side by side.", "Write “,” between them."
        )
        self._next_member(start)
        return True

    def _join_template(self) -> bool:
        """A quotation mark inside ``"{{#if a "b"}}"`` ended the string too early: take the rest to it."""
        token = self.last_string
        if not token or token.rfind("{{") <= token.rfind("}}"):
            return False
        close = self.text.find("}}", self.last_end, self.last_end + 500)
        end = self.text.find('"', close) if close >= 0 else -1
        if end < 0 or "\n" in self.text[self.last_end : end]:
            return False
        begin = self.last_end - len(token)
        self.problem(
            self.last_end - 1,
            self.last_end,
            "A quotation mark inside a template ends the text.",
            "Inside a JSON string it must be written with a backslash.",
            "Write \\\", or use ' inside the braces.",
        )
        self._replace_last(self.text[begin + 1 : end], begin, end + 1)
        return True

    def _replace_last(self, value: str, start: int, end: int) -> None:
        """Put ``value`` in the place of the string that was read last."""
        frame = self.stack[-1]
        frame.count -= 1
        if isinstance(frame.value, list):
            frame.value.pop()
        self.entries.pop()
        self.attach(value, start, end)
