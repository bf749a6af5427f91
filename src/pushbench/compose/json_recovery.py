"""Reads what is almost a value of JSON: reports what is wrong with it and says what was meant.

Every function starts at an offset, reports at least one problem, and returns value, start and end.
"""

from __future__ import annotations

from pushbench.compose import json_tokens as tokens
from pushbench.compose.json_scan_state import ScanState
from pushbench.domain.json_value import Json


def template_token(state: ScanState, start: int) -> tuple[str, int]:
    close = state.text.find("}}", start, start + 500)
    end = close + 2 if close >= 0 else start + 2
    while close >= 0 and state.text.startswith("}", end) and state.text.startswith("{{{", start) and end < close + 3:
        end += 1
    token = state.text[start:end]
    state.problem(
        start,
        end,
        "A template stands without quotes.",
        "Templates are filled in inside strings.",
        f'Write "{token}"; alone in its quotes it keeps the type of its value.',
    )
    return token, end


def odd_string(state: ScanState, start: int) -> tuple[str, int, int]:
    """A string with a bad escape, a raw control character, or no end."""
    end = start + 1
    reported = False
    while end < len(state.text) and state.text[end] not in '"\n':
        letter = state.text[end]
        following = state.text[end + 1 : end + 2]
        bad_escape = (
            letter == "\\"
            and tokens.STRING.match('"' + state.text[end : end + (6 if following == "u" else 2)] + '"') is None
        )
        if bad_escape and not reported:
            state.problem(
                end,
                end + 2,
                f"“\\{following}” is no escape.",
                'After a backslash JSON knows only " \\ / b f n r t and u with four digits.',
                "Double the backslash, or remove it.",
            )
        elif letter < " " and not reported:
            state.problem(
                end,
                end + 1,
                f"The text holds a control character, U+{ord(letter):04X}.",
                "Inside quotes it must be written as an escape.",
                "Write \\t for a tab, \\n for a new line.",
            )
        reported = reported or bad_escape or letter < " "
        end += 2 if letter == "\\" and following not in ("", "\n") else 1
    end = min(end, len(state.text))
    if state.text.startswith('"', end):
        return tokens.guessed_text(state.text[start + 1 : end]), start, end + 1
    body = state.text[start + 1 : end]
    kept = body.rstrip().rstrip(",}]").rstrip()
    end = start + 1 + len(kept)
    state.problem(
        start,
        end,
        "The text is never closed.",
        "Its second quotation mark is missing, or it holds a line break, which must be written \\n.",
        'Add " at its end.',
    )
    return tokens.guessed_text(kept), start, end


def other_quotes(state: ScanState, start: int) -> tuple[str, int, int]:
    sign = state.text[start]
    end = start + 1
    while end < len(state.text) and state.text[end] not in tokens.CLOSING_QUOTES[sign] and state.text[end] != "\n":
        end += 2 if state.text[end] == "\\" else 1
    end = min(end, len(state.text))
    is_closed = end < len(state.text) and state.text[end] != "\n"
    name = "Single" if sign == "'" else "Typographic" if sign != "`" else "Slanted"
    state.problem(start, end + is_closed, f"{name} quotation marks.", 'JSON knows only ".', f'Replace {sign} by ".')
    return state.text[start + 1 : end].replace("\\'", "'"), start, end + is_closed


def bare_value(state: ScanState, start: int) -> tuple[Json, int, int]:
    """A word or number that is none of JSON's."""
    match = tokens.BARE.match(state.text, start)
    if match is None:
        state.problem(
            start,
            start + 1,
            f"“{state.text[start]}” does not belong here.",
            "No value begins with it.",
            "Remove it.",
        )
        return None, start, start + 1
    word, end = match[0], match.end()
    if word in tokens.LIKE_WORDS:
        value = tokens.LIKE_WORDS[word]
        why = "JSON has no such number." if word in tokens.NOT_FINITE else "JSON's words are true, false and null."
        state.problem(start, end, f"“{word}” is not JSON.", why, "Write true, false, null, or a text in quotes.")
        return value, start, end
    guess = tokens.guessed_number(word)
    if guess is not None:
        state.problem(
            start,
            end,
            f"“{word}” is not how JSON writes a number.",
            "No leading +, 0 or ., no trailing .",
            f"Write {guess}.",
        )
        return guess, start, end
    line = tokens.BARE_LINE.match(state.text, start)
    text = (line[0] if line else word).rstrip()
    end = start + len(text)
    state.problem(start, end, "A text stands without quotes.", "JSON needs them.", f'Write "{text[:40]}".')
    return text, start, end
