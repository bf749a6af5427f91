"""Rules over the body as a whole: shape, target, size and headers (EXPO001 to EXPO009)."""

from __future__ import annotations

from pushbench.domain.errors import UserError
from pushbench.domain.finding import CheckContext, Draft, Fix, Hit, Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.expo.fields import MOST_BYTES, TARGET_FIELD
from pushbench.providers.expo.handed import android_data, is_headless, text_of
from pushbench.providers.expo.payload import OWN_HEADERS, message_of, sizes
from pushbench.providers.expo.request import extra_headers
from pushbench.providers.expo.view import BASE, Hits, View
from pushbench.providers.formats.json_body import body_bytes, body_size, read_json
from pushbench.providers.formats.json_edit import Edit, fix_of

_ALMOST_BYTES = 3584
_FORMAT = "Expo, Send notifications with the Expo Push Service, message request format"


def _no_json(draft: Draft, context: CheckContext) -> Hits:
    if not isinstance(draft.payload, str):
        return
    read = read_json(draft.payload)
    if not read.is_valid:
        yield Hit(BASE, "The payload is no JSON.", read.trouble)
    elif read.duplicates:
        names = ", ".join(f"“{name}”" for name in read.duplicates[:5])
        what = f"The text names {names} twice; the last one counts."
        yield Hit(BASE, what, fix="Remove one of them.", severity=Severity.WARNING)


def _no_object(draft: Draft, context: CheckContext) -> Hits:
    payload = _parsed(draft)
    if isinstance(payload, dict) or (isinstance(draft.payload, str) and not read_json(draft.payload).is_valid):
        return
    if isinstance(payload, list) and len(payload) != 1:
        what = f"The payload is a list of {len(payload)} messages."
        yield Hit(BASE, what, "Pushbench sends one message to each target and packs a hundred into a request itself.")
        return
    inner = payload[0] if isinstance(payload, list) else None
    patch = Fix("Take it out of the list", {"payload": inner}) if isinstance(inner, dict) else None
    what = "The payload is a list with one message in it." if patch else "The payload is no JSON object."
    yield Hit(BASE, what, patch=None if isinstance(draft.payload, str) else patch)


def _parsed(draft: Draft) -> Json:
    return read_json(draft.payload).value if isinstance(draft.payload, str) else draft.payload


def _unwritable(draft: Draft, context: CheckContext) -> Hits:
    try:
        body_bytes(draft.payload)
    except UserError as error:
        yield Hit(BASE, error.what, error.why, error.fix)


def _own_target(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if TARGET_FIELD not in view.message:
        if view.is_text and view.message:
            what = "The text names no “to”, and leaves exactly as it is."
            yield view.hit((), what, why="Expo refuses a message without a target.", severity=Severity.ERROR)
        return
    if not view.is_text:
        what = "“to” is replaced by the chosen target."
        yield view.hit((TARGET_FIELD,), what, label="Remove to", edits=[((TARGET_FIELD,), None)])


def _empty(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if not isinstance(_parsed(draft), dict):
        return
    carries = ("title", "subtitle", "body", "data", "badge", "sound", "richContent", "contentAvailable")
    if not any(view.message.get(name) not in (None, "", {}, False) for name in (*carries, "_contentAvailable")):
        yield view.hit((), "The message carries neither words nor data.")


def _too_big(draft: Draft, context: CheckContext) -> Hits:
    used = sizes(message_of(draft.payload))
    platform = max(used, key=lambda name: used[name])
    if used[platform] > MOST_BYTES:
        name = {"ios": "Apple", "android": "Google"}[platform]
        yield Hit(BASE, f"{name} would get at least {used[platform]:,} bytes; {MOST_BYTES:,} are allowed.")


def _almost_too_big(draft: Draft, context: CheckContext) -> Hits:
    message = message_of(draft.payload)
    used = max(sizes(message).values())
    android = _android_bytes(message)
    if used > MOST_BYTES:
        return
    if android > MOST_BYTES:
        what = f"Google would get about {android:,} bytes; {MOST_BYTES:,} are allowed."
        why = "For Android Expo was seen to send title and text twice: as notification and in data."
        yield Hit(BASE, what, why)
    elif used > _ALMOST_BYTES:
        yield Hit(BASE, f"The payload takes {used:,} bytes and more; {MOST_BYTES:,} are allowed.")


def _android_bytes(message: dict[str, Json]) -> int:
    words = {} if is_headless(message) else {key: text for key in ("title", "body") if (text := text_of(message, key))}
    return sum(
        len(key) + len(text.encode("utf-8", "replace")) for key, text in {**android_data(message)}.items()
    ) + sum(body_size(text) for text in words.values())


def _bad_header(draft: Draft, context: CheckContext) -> Hits:
    for name, value in draft.headers.items():
        here = child("/headers", name)
        patch = fix_of(f"Remove {name[:40]}", draft.document(), [Edit(here, None)])
        if name.lower() in OWN_HEADERS:
            what = f"“{name}” is set by Pushbench; this value is not sent."
            yield Hit(here, what, patch=patch, severity=Severity.WARNING)
            continue
        try:
            extra_headers({name: value})
        except UserError as error:
            yield Hit(here, error.what, error.why, error.fix, patch)


BODY_RULES: tuple[Rule, ...] = (
    Rule(
        "EXPO001",
        Severity.ERROR,
        "Payload is no JSON",
        "Text that does not parse is never sent.",
        "Mend the text.",
        _no_json,
        _FORMAT,
    ),
    Rule(
        "EXPO002",
        Severity.ERROR,
        "Payload is no message",
        "Each message is a JSON object.",
        'Write for example {"title": "...", "body": "..."}.',
        _no_object,
        _FORMAT,
    ),
    Rule(
        "EXPO003",
        Severity.ERROR,
        "Payload cannot be written",
        "JSON has no NaN, no infinity and no endless nesting.",
        "Replace such values by numbers or strings.",
        _unwritable,
        "RFC 8259",
    ),
    Rule(
        "EXPO004",
        Severity.WARNING,
        "Target inside the payload",
        "Targets are chosen beside the message, so that one message reaches many.",
        "Remove it and choose the target.",
        _own_target,
        _FORMAT,
    ),
    Rule(
        "EXPO005",
        Severity.WARNING,
        "Empty message",
        "Devices get nothing to show and apps nothing to read.",
        "Write a title, a body or data.",
        _empty,
        "Expo, What you need to know about notifications",
    ),
    Rule(
        "EXPO006",
        Severity.ERROR,
        "Message too big",
        "Apple and Google take 4,096 bytes; the receipt would say MessageTooBig. Measured without the project's ids, "
        "which only Expo knows.",
        "Shorten the texts, or send an id and let the app fetch the rest.",
        _too_big,
        _FORMAT,
    ),
    Rule(
        "EXPO007",
        Severity.WARNING,
        "Message almost too big",
        "Expo adds the project's ids (experienceId, scopeKey, projectId), which may take some 200 bytes.",
        "Stay below 3,500 bytes.",
        _almost_too_big,
        "Expo, Handle incoming notifications (what devices log)",
    ),
    Rule(
        "EXPO008",
        Severity.ERROR,
        "Header cannot be sent",
        "HTTP allows visible ASCII in headers only; sign-in, content type and encoding are set by Pushbench.",
        "Remove or correct the header.",
        _bad_header,
        "RFC 9110, 5.5",
    ),
)
