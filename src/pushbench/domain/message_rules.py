"""The numbered rules about a message itself, and what its odd parts are called.

Findings of this family point into the message (``/content/title``), not into a payload.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from pushbench.domain.finding import Finding, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.message import Action, Content, Message
from pushbench.domain.pointer import parts


@dataclass(frozen=True, slots=True)
class MessageRule:
    """A numbered, documented rule of the ``MSG`` family."""

    id: str
    severity: Severity
    title: str
    why: str
    fix: str

    def finding(
        self, pointer: str, what: str, *, why: str = "", fix: str = "", severity: Severity | None = None
    ) -> Finding:
        """Return what the rule says about one place."""
        return Finding(self.id, severity or self.severity, pointer, what, why or self.why, fix or self.fix)


UNKNOWN_KEY = MessageRule(
    "MSG001",
    Severity.WARNING,
    "Unknown key",
    "This version does not know the key. It is kept when the file is saved, and has no effect.",
    "Check the spelling, or remove the key.",
)
WRONG_TYPE = MessageRule(
    "MSG002",
    Severity.ERROR,
    "Value of the wrong type",
    "The value cannot be used for this key. It is kept when the file is saved, and has no effect.",
    "Write a value of the right type, or remove the key.",
)
MISSING_VARIABLE = MessageRule(
    "MSG003",
    Severity.WARNING,
    "Variable without a value",
    "Neither the message's sample values nor the device's attributes hold it, so nothing is put in its place.",
    "Add a sample value, add the attribute to the device, or correct the name.",
)
BROKEN_TEMPLATE = MessageRule(
    "MSG004",
    Severity.ERROR,
    "Template that cannot be filled in",
    "The text between the braces is no expression that can be read.",
    "Correct the expression.",
)
NOTHING_TO_SHOW = MessageRule(
    "MSG005",
    Severity.WARNING,
    "Nothing to show",
    "An alert without title and body shows nothing, or an empty notification.",
    "Write a title or a body, or set the kind to silent or data.",
)
SMART_QUOTES = MessageRule(
    "MSG006",
    Severity.WARNING,
    "Typographic quotation mark in a name or address",
    "A text editor changed the plain quotation mark; an app that looks for the plain name does not find it.",
    "Type the plain character.",
)
VARIANT_WEIGHT = MessageRule(
    "MSG007",
    Severity.ERROR,
    "Variant weight that cannot be used",
    "A weight is the variant's share in per cent; it cannot be negative.",
    "Write a number from 0 to 100.",
)
VARIANT_HIDDEN = MessageRule(
    "MSG008",
    Severity.NOTE,
    "Variant text hidden by a translation",
    "A reader of that language gets the translation, so the variant makes no difference to this field.",
    "Leave it, or take the field out of the translation.",
)
ACTION = MessageRule(
    "MSG009",
    Severity.ERROR,
    "Action without id or title, or with an id twice",
    "Devices tell actions apart by their ids and show their titles.",
    "Give every action a title and an id of its own.",
)
BADGE = MessageRule(
    "MSG010",
    Severity.ERROR,
    "Badge that is no count",
    "A badge is a whole number from 0 upwards.",
    "Write a number, or a variable that holds one.",
)
UNKNOWN_VARIANT = MessageRule(
    "MSG011",
    Severity.ERROR,
    "Variant that the message does not have",
    "A variant was asked for by a name that is not in the message.",
    "Choose one of the message's variants.",
)
LANGUAGE_FALLBACK = MessageRule(
    "MSG012",
    Severity.NOTE,
    "Language that the message does not have",
    "There is no translation into this language, so the message's own text is used.",
    "Add the language, or leave it.",
)
OUT_OF_RANGE = MessageRule(
    "MSG013",
    Severity.ERROR,
    "Number out of range",
    "No service takes the value.",
    "Write a value within the range.",
)
ADDRESS = MessageRule(
    "MSG014",
    Severity.WARNING,
    "Address that cannot be opened",
    "A device cannot load or open it as it stands.",
    "Write the whole address, with its scheme and without blanks.",
)
LANGUAGE_TAG = MessageRule(
    "MSG015",
    Severity.WARNING,
    "Language tag that is not well formed",
    "No device reports such a language, so the translation is never used.",
    "Write a tag such as de, pt-BR or zh-Hant.",
)
LIVE_ACTIVITY = MessageRule(
    "MSG016",
    Severity.WARNING,
    "Live Activity part and kind do not go together",
    "Only a message of the kind live-activity sends its Live Activity part.",
    "Set the kind to live-activity, or remove the part.",
)
NO_FORMAT = MessageRule(
    "MSG017",
    Severity.WARNING,
    "File without a format number",
    "The file looks like a message but does not say which format it is in; it was read as format 1.",
    "Save it once: the number is written then.",
)
DUPLICATE_KEY = MessageRule(
    "MSG018",
    Severity.WARNING,
    "Key written twice",
    "Only the last value of a key that stands twice in one object can be kept.",
    "Remove the one that is not meant.",
)
OPENED_FROM = MessageRule(
    "MSG019",
    Severity.NOTE,
    "Opened from a provider's payload",
    "The file is no Pushbench message. What the form can express stands in the form, the rest as an override.",
    "Save it as a message to keep it so.",
)

MESSAGE_RULES: tuple[MessageRule, ...] = (
    UNKNOWN_KEY,
    WRONG_TYPE,
    MISSING_VARIABLE,
    BROKEN_TEMPLATE,
    NOTHING_TO_SHOW,
    SMART_QUOTES,
    VARIANT_WEIGHT,
    VARIANT_HIDDEN,
    ACTION,
    BADGE,
    UNKNOWN_VARIANT,
    LANGUAGE_FALLBACK,
    OUT_OF_RANGE,
    ADDRESS,
    LANGUAGE_TAG,
    LIVE_ACTIVITY,
    NO_FORMAT,
    DUPLICATE_KEY,
    OPENED_FROM,
)

SIMULATOR_BUNDLE = "Simulator Target Bundle"
"""The one key of an ``.apns`` file that is no part of the payload: which app the Simulator hands it to."""

_CONTENT = {item.name: "a text" for item in fields(Content)} | {"badge": "a whole number, or a template in quotes"}
_EXPECTED: Mapping[tuple[str, ...], str] = {
    ("name",): "a text",
    ("content",): "an object",
    **{("content", key): expected for key, expected in _CONTENT.items()},
    ("actions",): "a list of objects",
    ("actions", "*"): "an object with id and title",
    **{("actions", "*", item.name): "a text" for item in fields(Action)},
    ("delivery",): "an object",
    ("delivery", "kind"): "alert, silent, voip, live-activity or data",
    ("delivery", "priority"): "high, normal or low",
    ("delivery", "ttl_seconds"): "a whole number of seconds",
    ("delivery", "collapse_id"): "a text",
    ("delivery", "interruption"): "passive, active, time-sensitive or critical",
    ("delivery", "relevance"): "a number",
    ("delivery", "live_activity"): "an object",
    ("delivery", "live_activity", "event"): "start, update or end",
    ("delivery", "live_activity", "state"): "an object",
    ("delivery", "live_activity", "attributes_type"): "a text",
    ("delivery", "live_activity", "attributes"): "an object",
    ("delivery", "live_activity", "stale_at"): "a whole number, Unix seconds",
    ("delivery", "live_activity", "dismiss_at"): "a whole number, Unix seconds",
    ("data",): "an object",
    ("variables",): "an object",
    ("languages",): "an object",
    ("languages", "*"): "an object of content fields",
    ("variants",): "an object",
    ("variants", "*"): "an object",
    ("variants", "*", "weight"): "a number",
    ("variants", "*", "content"): "an object",
    ("overrides",): "an object",
    ("overrides", "*"): "an object",
    ("overrides", "*", "headers"): "an object",
}
"""What each key of a message file holds; ``*`` is an index or a free name."""
_FREE = frozenset({"actions", "languages", "variants", "overrides"})


def expected_at(pointer: str) -> str | None:
    """Return what belongs at ``pointer`` of a message file, or None where the contract knows no key."""
    keys = parts(pointer)
    starred = tuple("*" if index == 1 and keys[0] in _FREE else key for index, key in enumerate(keys))
    return _EXPECTED.get(starred)


def odd_parts(message: Message) -> Iterator[Finding]:
    """Report what a message keeps without understanding it: unknown keys, and known keys of a wrong type."""
    for pointer in message.unknown:
        yield _odd(pointer)


def _odd(pointer: str) -> Finding:
    key = parts(pointer)[-1] if parts(pointer) else ""
    if pointer == f"/{SIMULATOR_BUNDLE}":
        return UNKNOWN_KEY.finding(
            pointer,
            f"“{key}” names the app for the iOS Simulator.",
            why="It is no part of the payload. It is kept when the file is saved.",
            fix="Choose the app's profile to send to it.",
            severity=Severity.NOTE,
        )
    expected = expected_at(pointer)
    if expected is None:
        return UNKNOWN_KEY.finding(pointer, f"The key “{key}” is unknown.")
    return WRONG_TYPE.finding(pointer, f"“{key}” is not {expected}.", fix=f"Write {expected}, or remove the key.")


CONTENT_FIELDS: tuple[str, ...] = tuple(item.name for item in fields(Content))
"""The content's keys in the file's order."""


def is_content_value(key: str, value: Json) -> bool:
    """Whether ``value`` may stand for the content's field ``key``."""
    if key == "badge":
        return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    return key in CONTENT_FIELDS and isinstance(value, str)
