"""Rules over the platforms' overrides and actions (AIR021 to AIR035)."""

from __future__ import annotations

from pushbench.domain.finding import Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.airship.fields import (
    BADGE,
    COLOR,
    EMAIL_NEEDS,
    MOST_COLLAPSE_BYTES,
    MOST_SMS,
    MOST_WEB_BUTTONS,
    RESERVED_EXTRA,
    RESERVED_PREFIXES,
    UUID,
)
from pushbench.providers.airship.handed import object_of, objects_of, text_of
from pushbench.providers.airship.rules_fields import OVERRIDES
from pushbench.providers.airship.view import Hits, View, rule
from pushbench.providers.formats.aps_key_rules import kind_words
from pushbench.providers.formats.aps_keys import is_number
from pushbench.providers.formats.json_body import body_bytes
from pushbench.providers.formats.unix_time import time_trouble

_ACTIONS = "Airship API, Actions"
_STYLES = {"big_text": "big_text", "big_picture": "big_picture", "inbox": "lines"}
_TEXT_EXTRAS = ("android", "amazon", "web", "open_platform", "message", "in_app")


def _badge(view: View) -> Hits:
    for node in view.all("ios"):
        value = node.value.get("badge")
        if not isinstance(value, str) or BADGE.fullmatch(value):
            continue
        here, text = f"{node.pointer}/badge", value.strip()
        edits: list[tuple[str, Json]] = (
            [(here, int(text))] if text.isascii() and text.isdigit() and len(text) < 10 else []
        )
        yield view.hit(here, f"“{value[:20]}” is no badge.", label="Make it a number", edits=edits)


def _ranges(view: View) -> Hits:
    for node in view.nodes:
        for name in ("relevance_score", "volume", "x", "y", "width", "height", "control"):
            value = node.value.get(name)
            is_share = name != "relevance_score" or node.table == "ios"
            if (
                name in node.fields
                and is_share
                and is_number(value)
                and isinstance(value, int | float)
                and not 0 <= value <= 1
            ):
                here, right = child(node.pointer, name), 1 if value > 1 else 0
                yield view.hit(
                    here, f"“{name}” is {value} and must be 0 to 1.", label=f"Set to {right}", edits=[(here, right)]
                )


def _collapse(view: View) -> Hits:
    for node in view.all("ios"):
        text = text_of(node.value, "collapse_id") or ""
        used = len(text.encode("utf-8", "replace"))
        if used > MOST_COLLAPSE_BYTES:
            here = f"{node.pointer}/collapse_id"
            cut = text.encode("utf-8", "replace")[:MOST_COLLAPSE_BYTES].decode("utf-8", "ignore")
            what = f"The collapse id takes {used} bytes; {MOST_COLLAPSE_BYTES} is the most."
            yield view.hit(here, what, label=f"Cut to {MOST_COLLAPSE_BYTES} bytes", edits=[(here, cut)])


def _extra_texts(view: View) -> Hits:
    for node in view.all(*_TEXT_EXTRAS):
        for name, value in object_of(node.value, "extra").items():
            if not isinstance(value, str):
                here = child(f"{node.pointer}/extra", name)
                text = body_bytes(value).decode() if is_number(value) or isinstance(value, bool | dict | list) else None
                edits: list[tuple[str, Json]] = [] if text is None else [(here, text)]
                yield view.hit(
                    here,
                    f"“{name[:40]}” is {kind_words(value)} and must be a string.",
                    label="Make it text",
                    edits=edits,
                )


def _extra_names(view: View) -> Hits:
    for node in view.all("android"):
        for name in object_of(node.value, "extra"):
            if name in RESERVED_EXTRA or name.startswith(RESERVED_PREFIXES):
                here = child(f"{node.pointer}/extra", name)
                yield view.hit(
                    here, f"“{name[:40]}” is a name of Google's own.", label=f"Remove {name[:30]}", edits=[(here, None)]
                )


def _colors(view: View) -> Hits:
    for node in view.nodes:
        for name in ("icon_color", "primary_color", "secondary_color"):
            value = node.value.get(name)
            if name not in node.fields or not isinstance(value, str) or COLOR.fullmatch(value):
                continue
            here, right = child(node.pointer, name), f"#{value.lstrip('#').lower()}"
            edits: list[tuple[str, Json]] = [(here, right)] if COLOR.fullmatch(right) else []
            yield view.hit(here, f"“{value[:20]}” is no colour.", label=f"Set to {right[:9]}", edits=edits)


def _wns(view: View) -> Hits:
    for node in view.all("wns"):
        named = [name for name in ("alert", "toast", "tile", "badge") if node.value.get(name) is not None]
        if len(named) != 1:
            what = f"“wns” has {len(named) or 'none'} of alert, toast, tile and badge."
            yield view.hit(node.pointer, what)


def _style(view: View) -> Hits:
    for node in view.all("style"):
        kind = node.value.get("type")
        needed = _STYLES.get(str(kind))
        if kind is None:
            found = next((name for name, key in _STYLES.items() if key in node.value), None)
            edits: list[tuple[str, Json]] = [(f"{node.pointer}/type", found)] if found else []
            yield view.hit(node.pointer, "The style has no type.", label=f"Set to {found}", edits=edits)
        elif needed and needed not in node.value:
            yield view.hit(node.pointer, f"The style “{kind}” needs “{needed}”.")
        for key in _STYLES.values():
            if needed and key in node.value and key != needed:
                here = f"{node.pointer}/{key}"
                yield view.hit(
                    here, f"“{key}” does not belong to the style “{kind}”.", label=f"Remove {key}", edits=[(here, None)]
                )


def _mail(view: View) -> Hits:
    for node in view.all("email"):
        missing = [name for name in EMAIL_NEEDS if not text_of(node.value, name)]
        if missing and "template" not in node.value:
            yield view.hit(node.pointer, f"“email” lacks {', '.join(missing)}.")
    if "email" in view.device_types:
        for node in view.all("notification"):
            if "email" not in node.value:
                yield view.hit(node.pointer, "device_types names email, and there is no override for it.")


def _sms(view: View) -> Hits:
    for node in view.all("notification"):
        if "sms" in node.value and "mms" in node.value:
            here = f"{node.pointer}/sms"
            yield view.hit(here, "A push carries sms or mms, not both.", label="Remove sms", edits=[(here, None)])
    for node in view.all("sms"):
        text = text_of(node.value, "alert")
        if text is not None and len(text) > MOST_SMS:
            yield view.hit(f"{node.pointer}/alert", f"The text has {len(text):,} characters; {MOST_SMS:,} is the most.")
    for node in view.all("mms"):
        if not text_of(node.value, "fallback_text") or not objects_of(node.value, "slides"):
            yield view.hit(node.pointer, "“mms” needs fallback_text and slides.")


def _needed(view: View) -> Hits:
    for table, names in (
        ("media_attachment", ("url",)),
        ("picture", ("url",)),
        ("sound", ("name",)),
        ("button", ("id", "label")),
    ):
        for node in view.all(table):
            for name in names:
                if not text_of(node.value, name):
                    yield view.hit(node.pointer, f"“{table}” needs “{name}”.")
    for node in view.all("template"):
        identifier = text_of(node.value, "template_id")
        if identifier is None and "fields" not in node.value:
            yield view.hit(node.pointer, "“template” needs “template_id”.")
        elif identifier is not None and not UUID.fullmatch(identifier):
            yield view.hit(f"{node.pointer}/template_id", "“template_id” is no UUID.")


def _pictures(view: View) -> Hits:
    places = [
        (f"{node.pointer}/url", node.value.get("url")) for node in view.all("media_attachment", "picture", "media")
    ]
    places += [(f"{node.pointer}/big_picture", node.value.get("big_picture")) for node in view.all("style")]
    for pointer, value in places:
        if isinstance(value, str) and not value.startswith("https://"):
            edits: list[tuple[str, Json]] = [(pointer, f"https://{value[7:]}")] if value.startswith("http://") else []
            yield view.hit(pointer, f"“{value[:60]}” does not begin with https://.", label="Write https", edits=edits)


def _actions(view: View) -> Hits:
    for node in view.all("open"):
        kind, content = node.value.get("type"), node.value.get("content")
        if kind is None or content is None:
            what = f"“open” needs {'type' if kind is None else 'content'}."
            guess: Json = (
                "url" if isinstance(content, str) and content.startswith(("http://", "https://")) else "deep_link"
            )
            edits: list[tuple[str, Json]] = [(f"{node.pointer}/type", guess)] if kind is None and content else []
            yield view.hit(node.pointer, what, label=f"Set the type to {guess}", edits=edits)
        elif (
            kind == "url"
            and isinstance(content, str)
            and not content.startswith(("http://", "https://", "tel:", "sms:", "mailto:", "{{"))
        ):
            what = f"“{content[:60]}” is no web address."
            edits = [(f"{node.pointer}/type", "deep_link")]
            yield view.hit(f"{node.pointer}/content", what, label="Make it a deep link", edits=edits)
        elif kind == "landing_page" and not (isinstance(content, dict) and text_of(content, "body")):
            yield view.hit(f"{node.pointer}/content", "A landing page needs content with a body.")
        elif kind in ("url", "deep_link") and not isinstance(content, str):
            yield view.hit(f"{node.pointer}/content", f"The content is {kind_words(content)} and must be an address.")
    for node in view.all("actions"):
        for name in ("add_tag", "remove_tag"):
            if node.value.get(name) in ([], ""):
                here = f"{node.pointer}/{name}"
                yield view.hit(here, f"“{name}” is empty.", label=f"Remove {name}", edits=[(here, None)])
    for node in view.all("custom_event"):
        if not text_of(node.value, "name"):
            yield view.hit(node.pointer, "“add_custom_event” needs a name.")


def _interactive(view: View) -> Hits:
    for node in view.all("interactive"):
        if not text_of(node.value, "type"):
            yield view.hit(node.pointer, "“interactive” needs a type.")


def _buttons(view: View) -> Hits:
    for node in view.all("web"):
        buttons = node.value.get("buttons")
        if isinstance(buttons, list) and len(buttons) > MOST_WEB_BUTTONS:
            here = f"{node.pointer}/buttons"
            what = f"There are {len(buttons)} buttons; browsers show {MOST_WEB_BUTTONS}."
            yield view.hit(here, what, label=f"Keep {MOST_WEB_BUTTONS}", edits=[(here, buttons[:MOST_WEB_BUTTONS])])


def _live(view: View) -> Hits:
    for node in view.all("live_activity", "live_update"):
        word = node.table
        for name in ("name", "event"):
            if not text_of(node.value, name):
                edits: list[tuple[str, Json]] = [(f"{node.pointer}/event", "update")] if name == "event" else []
                yield view.hit(node.pointer, f"“{word}” needs “{name}”.", label="Set to update", edits=edits)
        event, is_activity = node.value.get("event"), word == "live_activity"
        if is_activity and event == "start" and not text_of(node.value, "attributes_type"):
            yield view.hit(node.pointer, "A start needs “attributes_type”.")
        for name in ("attributes", "attributes_type"):
            if name in node.value and event in ("update", "end"):
                here = f"{node.pointer}/{name}"
                what = f"“{name}” belongs to a start."
                yield view.hit(here, what, label=f"Remove {name}", edits=[(here, None)], severity=Severity.WARNING)
        for name in ("stale_date", "dismissal_date", "timestamp"):
            value = node.value.get(name)
            trouble = (
                time_trouble(value, view.context.now) if is_number(value) and isinstance(value, int | float) else None
            )
            if trouble:
                here, (said, right) = f"{node.pointer}/{name}", trouble
                edits = [] if right is None else [(here, right)]
                yield view.hit(
                    here, f"“{name}” {said}", label=f"Set to {right}", edits=edits, severity=Severity.WARNING
                )


PLATFORM_RULES: tuple[Rule, ...] = (
    rule(
        21,
        Severity.ERROR,
        "Badge cannot be read",
        "Airship takes a number, auto, +N or -N.",
        "Write a number, or “auto”.",
        _badge,
        OVERRIDES,
    ),
    rule(
        22,
        Severity.ERROR,
        "Value out of range",
        "Relevance, volume, crop and control groups are shares from 0 to 1.",
        "Write a number from 0 to 1.",
        _ranges,
        OVERRIDES,
    ),
    rule(
        23,
        Severity.ERROR,
        "Collapse id too long",
        "Apple takes 64 bytes.",
        "Shorten it.",
        _collapse,
        OVERRIDES,
    ),
    rule(
        24,
        Severity.ERROR,
        "Extra is no text",
        "Here Airship takes texts only; iPhones alone get other values.",
        "Write it as text.",
        _extra_texts,
        OVERRIDES,
    ),
    rule(
        25,
        Severity.ERROR,
        "Extra has a forbidden name",
        "from, message_type, data and what begins with google or gcm are Google's.",
        "Rename it.",
        _extra_names,
        OVERRIDES,
    ),
    rule(
        26,
        Severity.ERROR,
        "Colour cannot be read",
        "Airship takes #rrggbb with lower-case hex digits.",
        "Write for example #ff9900.",
        _colors,
        OVERRIDES,
    ),
    rule(
        27,
        Severity.ERROR,
        "Windows takes exactly one",
        "A push for Windows is an alert, a toast, a tile or a badge.",
        "Keep one of them.",
        _wns,
        OVERRIDES,
    ),
    rule(
        28,
        Severity.ERROR,
        "Style does not fit its type",
        "big_text has big_text, big_picture has big_picture, inbox has lines.",
        "Write the member that the type needs.",
        _style,
        OVERRIDES,
    ),
    rule(
        29,
        Severity.ERROR,
        "E-mail is incomplete",
        "Airship needs type, subject, text, sender and the address answers go to.",
        "Fill them in, or leave email out of device_types.",
        _mail,
        OVERRIDES,
    ),
    rule(
        30,
        Severity.ERROR,
        "Text message is wrong",
        "An SMS has at most 1,600 characters; an MMS has slides and a text for phones without them.",
        "Shorten it, or keep one of the two.",
        _sms,
        OVERRIDES,
    ),
    rule(
        31,
        Severity.ERROR,
        "Needed member is missing",
        "Without it Airship refuses the override.",
        "Fill it in.",
        _needed,
        OVERRIDES,
    ),
    rule(
        32,
        Severity.WARNING,
        "Picture without https",
        "Phones and browsers fetch pictures over TLS only.",
        "Write an https address.",
        _pictures,
        OVERRIDES,
    ),
    rule(
        33,
        Severity.ERROR,
        "Action is wrong",
        "open has a type (url, deep_link, landing_page) and content that fits it; tags are not empty.",
        'Write for example {"open": {"type": "url", "content": "https://…"}}.',
        _actions,
        _ACTIONS,
    ),
    rule(
        34,
        Severity.ERROR,
        "Buttons without a type",
        "Buttons are found by the type that the app registered, or by one of Airship's (ua_…).",
        "Write for example ua_yes_no_foreground.",
        _interactive,
        OVERRIDES,
    ),
    rule(
        35,
        Severity.WARNING,
        "Too many buttons",
        "Browsers show two.",
        "Keep two.",
        _buttons,
        OVERRIDES,
    ),
    rule(
        36,
        Severity.ERROR,
        "Live Activity is incomplete",
        "Airship needs its name and event; a start also the attributes' type.",
        "Fill them in; the name comes from the collapse id.",
        _live,
        "Airship API, Live Activities and Live Updates",
    ),
)
