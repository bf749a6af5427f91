"""What can be wrong with an FCM message, as values: a fault, where it stands, and the edits that mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pushbench.providers.formats.json_edit import Edit


class Fault(Enum):
    """What is wrong with one member of the message."""

    WRONG_TYPE = "wrong type"
    NOT_TEXT = "value of a string map is no string"
    WORD = "word not in the enumeration"
    CASE = "word of the enumeration in other case"
    FORMAT = "right type, wrong format"
    TTL = "time to live out of range or malformed"
    COLOR = "colour malformed"
    LABEL = "analytics label malformed"
    LINK = "link is not https"
    ADDRESS = "not an address"
    RANGE = "number out of range"
    OVERFLOW = "number does not fit into 32 bits"
    TWICE = "both spellings of one field"
    DEPRECATED = "deprecated field"
    OUTPUT_ONLY = "field that only answers carry"
    UNKNOWN = "unknown field"
    MISSPELT = "misspelt field"
    MISPLACED = "field that belongs elsewhere"
    LEGACY = "field of the legacy API"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a message, and the edits that mend it (none: no safe mend is known)."""

    fault: Fault
    pointer: str
    what: str
    why: str = ""
    fix: str = ""
    label: str = ""
    """The button's words."""
    edits: tuple[Edit, ...] = ()
