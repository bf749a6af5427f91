"""Rules over the members of the body (HOOK010 to HOOK019)."""

from __future__ import annotations

import difflib

from pushbench.domain.finding import CheckContext, Draft, Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.providers.webhook.fields import MEMBERS, OTHER_NAMES, Member
from pushbench.providers.webhook.placeholders import NAMES, holds_placeholder
from pushbench.providers.webhook.targets import MEMBERS as TARGET_MEMBERS
from pushbench.providers.webhook.view import Hits, View

_OWN = "Pushbench, webhook body"
_CLOSE = 0.8
_SHOWN = ("title", "subtitle", "body", "image", "content")
_QUIET = ("silent", "voip", "data", "live-activity")


def _unknown(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if not view.members:
        return
    put_in = (*TARGET_MEMBERS, "target", "platform")
    for name in view.body:
        if name in view.members or name in put_in or _meant(name, view):
            continue
        what = f"“{_short(name)}” is none of the names that Pushbench writes."
        yield view.hit((name,), what)


def _misspelt(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for name, value in view.body.items():
        meant = _meant(name, view)
        if not meant:
            continue
        what = f"Did you mean “{meant}” instead of “{_short(name)}”?"
        is_free = meant not in view.body
        edits: list[tuple[tuple[str, ...], Json]] = [((name,), None), ((meant,), value)] if is_free else []
        yield view.hit((name,), what, label=f"Rename to {meant}", edits=edits)


def _meant(name: str, view: View) -> str:
    members = view.members
    if not members or name in members or name in (*TARGET_MEMBERS, "target", "platform"):
        return ""
    if not view.is_novu and name in OTHER_NAMES:
        return OTHER_NAMES[name]
    if view.is_novu and name in ("body", "data"):
        return {"body": "content", "data": "payload"}[name]
    plain = name.replace("-", "_").lower()
    if plain in members:
        return plain
    found = difflib.get_close_matches(plain[:60], members, 1, _CLOSE)
    return found[0] if found else ""


def _wrong_type(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for name, member in view.members.items():
        if name not in view.body or member.takes(view.body[name]) or holds_placeholder(view.body[name]):
            continue
        value = view.body[name]
        mended = _mended(member, value)
        edits: list[tuple[tuple[str, ...], Json]] = [((name,), mended)] if mended is not None else []
        label = f"Set to {mended}"[:60] if mended is not None else ""
        yield view.hit((name,), f"“{name}” must be {member.words}.", label=label, edits=edits)


def _mended(member: Member, value: Json) -> Json:
    """The value that was meant, where it is plain."""
    if member.choices:
        word = value.strip().lower().replace("_", "-") if isinstance(value, str) else ""
        return word if word in member.choices else None
    if member.type == "text" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if member.type in ("count", "badge") and isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value) if len(value) < 15 else None
    return None


def _nothing(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if not view.members or view.is_text:
        return
    kind = view.body.get("kind", "alert")
    if kind in _QUIET or any(view.body.get(name) for name in _SHOWN):
        return
    yield view.hit((), "The body has neither title nor text nor image.")


def _silent_words(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if view.members is MEMBERS and view.body.get("kind") == "silent":
        named = [name for name in _SHOWN if view.body.get(name)]
        if named:
            yield view.hit(("kind",), f"The push is silent and says {', '.join(named)}.")


def _activity(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if view.members is not MEMBERS:
        return
    is_kind, has_part = view.body.get("kind") == "live-activity", "live_activity" in view.body
    if is_kind and not has_part:
        yield view.hit(("kind",), "The kind is live-activity, and “live_activity” is missing.")
    elif has_part and not is_kind:
        what = "“live_activity” is there, and the kind is another."
        yield view.hit(("live_activity",), what, label="Remove live_activity", edits=[(("live_activity",), None)])


def _left_over(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for name, value in view.body.items():
        if isinstance(value, str) and "{{" in value and not any("{{" + known + "}}" in value for known in NAMES):
            yield view.hit((name,), f"“{_short(name)}” still holds a {{{{placeholder}}}}.")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


FIELD_RULES: tuple[Rule, ...] = (
    Rule(
        "HOOK010",
        Severity.NOTE,
        "Name of your own",
        "The receiver gets it as it is; nothing else in Pushbench knows it.",
        "Nothing, if the receiver reads it; what belongs to the app goes into data.",
        _unknown,
        _OWN,
    ),
    Rule(
        "HOOK011",
        Severity.WARNING,
        "Misspelt name",
        "The receiver looks for the names of the chosen body.",
        "Rename it.",
        _misspelt,
        _OWN,
    ),
    Rule(
        "HOOK012",
        Severity.ERROR,
        "Wrong type",
        "A receiver that was written for this body cannot use another type.",
        "Write a value of the right type.",
        _wrong_type,
        _OWN,
    ),
    Rule(
        "HOOK013",
        Severity.WARNING,
        "Nothing to show",
        "A receiver that shows notifications has nothing to write.",
        "Write a title or a text, or choose the kind silent or data.",
        _nothing,
        _OWN,
    ),
    Rule(
        "HOOK014",
        Severity.NOTE,
        "Words in a silent push",
        "The receiver gets them and is asked to show nothing.",
        "Choose the kind alert to have them shown.",
        _silent_words,
        _OWN,
    ),
    Rule(
        "HOOK015",
        Severity.WARNING,
        "Live Activity part and kind do not go together",
        "The receiver reads the one only with the other.",
        "Set the kind to live-activity and write “live_activity”, or neither.",
        _activity,
        _OWN,
    ),
    Rule(
        "HOOK016",
        Severity.WARNING,
        "Placeholder left over",
        "Only {{token}}, {{target_kind}}, {{platform}} and {{device}} are filled in while sending.",
        "Give the variable a value, or mend its name.",
        _left_over,
        _OWN,
    ),
)
