"""Rules over the push as a whole: platforms, content, languages, sizes, personalisation (AIR009 to AIR020)."""

from __future__ import annotations

from collections.abc import Iterator

from pushbench.domain.finding import Rule, Severity
from pushbench.domain.json_value import Json, JsonObject, compact
from pushbench.domain.pointer import child
from pushbench.providers.airship.fields import (
    CONTENTS,
    COUNTRY,
    DEVICE_TYPES,
    LANGUAGE,
    LONGEST_CATEGORY,
    MOST_BODY_BYTES,
    MOST_BYTES,
    MOST_CATEGORIES,
    MOST_MESSAGE_BYTES,
    OPEN,
    PLATFORMS,
)
from pushbench.providers.airship.handed import object_of, text_of, wakes_app, words_of
from pushbench.providers.airship.payload import size
from pushbench.providers.airship.rules_fields import OVERRIDES, PUSH
from pushbench.providers.airship.view import Hits, View, rule
from pushbench.providers.formats.json_body import body_size

LIMITS = "Airship support, Limitations"
_ALL: list[Json] = ["ios", "android", "web"]


def _device_types(view: View) -> Hits:
    here, body = f"/{DEVICE_TYPES}", view.body
    if not body or body.get(DEVICE_TYPES) == "all":
        return
    if DEVICE_TYPES not in body:
        yield view.hit("", "“device_types” is missing.", label="Add ios, android and web", edits=[(here, _ALL)])
        return
    if body[DEVICE_TYPES] == []:
        yield view.hit(here, "“device_types” is empty.", label="Add ios, android and web", edits=[(here, _ALL)])
    for position, name in enumerate(view.device_types):
        if name not in PLATFORMS and not (name.startswith(OPEN) and len(name) > len(OPEN)):
            right = next(
                (known for known in PLATFORMS if name.lower() == known or name.lower() in _MEANT.get(known, ())), None
            )
            did = f"; did you mean “{right}”?" if right else "."
            edits: list[tuple[str, Json]] = [(child(here, position), right)] if right else []
            what = f"“{name[:40]}” is no platform of Airship's{did}"
            yield view.hit(child(here, position), what, label=f"Set to {right}", edits=edits)


_MEANT = {
    "ios": ("iphone", "ipad", "apns", "apple"),
    "android": ("fcm", "gcm", "google"),
    "web": ("browser", "chrome", "webpush"),
    "wns": ("windows",),
}


def _content(view: View) -> Hits:
    if not view.body or "merge_data" in view.body:
        return
    if view.body.get("variants") and all(
        isinstance(arm, dict) and "push" in arm for arm in _list(view.body, "variants")
    ):
        return
    if not any(name in view.body for name in CONTENTS):
        what = "There is neither a notification nor a message nor an in_app."
        yield view.hit("", what, label="Add a notification", edits=[("/notification", {"alert": "Hello"})])
    for node in view.all("notification"):
        if not node.value:
            edits: list[tuple[str, Json]] = [(f"{node.pointer}/alert", "Hello")]
            yield view.hit(node.pointer, "The notification is empty.", label="Add an alert", edits=edits)


def _list(body: JsonObject, name: str) -> list[Json]:
    value = body.get(name)
    return value if isinstance(value, list) else []


def _overrides(view: View) -> Hits:
    types = view.device_types
    if not types:
        return
    for node in view.all("notification"):
        for name in node.value:
            is_platform = name in PLATFORMS or name == "mms" or name.startswith(OPEN)
            if not is_platform or name in types or (name == "mms" and "sms" in types):
                continue
            here, wanted = child(node.pointer, name), "sms" if name == "mms" else name
            listed: list[Json] = [*types, wanted]
            what = f"“{name[:40]}” is an override, and device_types does not name {wanted[:40]}."
            yield view.hit(here, what, label=f"Add {wanted[:30]} to device_types", edits=[(f"/{DEVICE_TYPES}", listed)])


def _words(view: View) -> Hits:
    for node in view.all("notification"):
        shown = [name for name in ("ios", "android", "web") if name in view.device_types]
        without = [name for name in shown if words_of(node.value, name) is None and not _is_quiet(node.value, name)]
        if without and node.value:
            yield view.hit(node.pointer, f"There is no alert for {', '.join(without)}.")


def _is_quiet(notification: JsonObject, platform: str) -> bool:
    block = object_of(notification, platform)
    if (
        "template" in block
        or "live_activity" in block
        or "live_update" in block
        or isinstance(block.get("alert"), dict)
    ):
        return True
    if platform == "ios":
        return wakes_app(block) or block.get("badge") is not None
    return platform == "android" and bool(object_of(block, "extra"))


def _target(view: View) -> Hits:
    if view.platform and view.device_types and view.platform in PLATFORMS and view.platform not in view.device_types:
        listed: list[Json] = [*view.device_types, view.platform]
        what = f"The device is of the platform {view.platform}, which device_types leaves out."
        yield view.hit(f"/{DEVICE_TYPES}", what, label=f"Add {view.platform}", edits=[(f"/{DEVICE_TYPES}", listed)])


def _localizations(view: View) -> Hits:
    seen: set[tuple[str, str]] = set()
    for node in view.all("localization"):
        language, country = text_of(node.value, "language"), text_of(node.value, "country")
        if language is None and country is None:
            yield view.hit(node.pointer, "The entry has neither a language nor a country.")
        if language is not None and not LANGUAGE.fullmatch(language):
            right = language[:2].lower()
            here = f"{node.pointer}/language"
            edits: list[tuple[str, Json]] = [(here, right)] if LANGUAGE.fullmatch(right) else []
            yield view.hit(here, f"“{language[:20]}” is no two-letter language.", label=f"Set to {right}", edits=edits)
        if country is not None and not COUNTRY.fullmatch(country):
            here = f"{node.pointer}/country"
            edits = [(here, country.upper())] if COUNTRY.fullmatch(country.upper()) else []
            what = f"“{country[:20]}” is no country of two capital letters."
            yield view.hit(here, what, label=f"Set to {country.upper()[:2]}", edits=edits)
        if not any(name in node.value for name in CONTENTS):
            yield view.hit(node.pointer, "The entry has no notification, message or in_app.")
        place = (language or "", country or "")
        if place in seen:
            what = f"{'-'.join(filter(None, place))} stands twice; nobody says which one counts."
            yield view.hit(node.pointer, what, severity=Severity.WARNING)
        seen.add(place)


def _campaigns(view: View) -> Hits:
    for node in view.all("campaigns"):
        here, value = f"{node.pointer}/categories", node.value.get("categories")
        listed: list[Json] = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        if not listed:
            yield view.hit(node.pointer, "There are no categories.")
        if len(listed) > MOST_CATEGORIES:
            edits: list[tuple[str, Json]] = [(here, listed[:MOST_CATEGORIES])]
            what = f"There are {len(listed)} categories; {MOST_CATEGORIES} is the most."
            yield view.hit(here, what, label=f"Keep {MOST_CATEGORIES}", edits=edits)
        for name in listed:
            if isinstance(name, str) and not 0 < len(name) <= LONGEST_CATEGORY:
                yield view.hit(here, f"A category has {len(name)} characters; 1 to {LONGEST_CATEGORY} are right.")


def _size(view: View) -> Hits:
    used = size(view.draft).used
    if used > MOST_BYTES:
        yield view.hit("", f"The largest push handed on takes {used:,} bytes; {MOST_BYTES:,} is the most.")
    whole = body_size(view.draft.payload)
    if whole > MOST_BODY_BYTES:
        yield view.hit("", f"The body takes {whole:,} bytes; {MOST_BODY_BYTES:,} is the most (413).")
    for node in view.all("message"):
        text = text_of(node.value, "body") or ""
        if len(text.encode("utf-8", "replace")) > MOST_MESSAGE_BYTES:
            yield view.hit(f"{node.pointer}/body", f"The page is larger than {MOST_MESSAGE_BYTES // 1024} KB.")


def _personalization(view: View) -> Hits:
    options = object_of(view.body, "options")
    if options.get("personalization") is True or "merge_data" in view.body:
        return
    for pointer, text in _texts(view):
        if "{{" in text:
            what = "The text has {{…}}, and options.personalization is not true."
            edits: list[tuple[str, Json]] = [("/options/personalization", True)]
            yield view.hit(pointer, what, label="Switch personalization on", edits=edits)
            return


def _texts(view: View) -> Iterator[tuple[str, str]]:
    for node in view.all("notification", "ios", "android", "web", "message", "in_app", "style"):
        if "template" in node.value:
            continue
        for name, value in node.value.items():
            if isinstance(value, str):
                yield child(node.pointer, name), value
            elif name == "extra" and isinstance(value, dict):
                try:
                    yield child(node.pointer, name), compact(value)
                except (ValueError, RecursionError):
                    continue


def _center(view: View) -> Hits:
    for table, needed in (("message", ("title", "body")), ("in_app", ("alert", "display_type"))):
        for node in view.all(table):
            for name in needed:
                if not text_of(node.value, name) and "template" not in node.value:
                    edits: list[tuple[str, Json]] = (
                        [(f"{node.pointer}/display_type", "banner")] if name == "display_type" else []
                    )
                    what = f"“{table}” needs “{name}”."
                    yield view.hit(node.pointer, what, label="Set to banner", edits=edits)


def _merge_data(view: View) -> Hits:
    merge = view.body.get("merge_data")
    if not isinstance(merge, dict):
        return
    if not text_of(merge, "template_id"):
        yield view.hit("/merge_data", "“merge_data” needs “template_id”.")
    for name in CONTENTS:
        if name in view.body:
            what = f"“{name}” stands beside a template and does not leave."
            yield view.hit(
                f"/{name}", what, label=f"Remove {name}", edits=[(f"/{name}", None)], severity=Severity.WARNING
            )


PUSH_RULES: tuple[Rule, ...] = (
    rule(
        9,
        Severity.ERROR,
        "Platforms missing or unknown",
        "Airship needs to know whom it reaches of the audience.",
        "List ios, android, web, amazon, wns, sms, email or open::name.",
        _device_types,
        PUSH,
    ),
    rule(
        10,
        Severity.ERROR,
        "Nothing to send",
        "A push has a notification, a message or an in_app, and none of them is empty.",
        "Write an alert.",
        _content,
        PUSH,
    ),
    rule(
        11,
        Severity.ERROR,
        "Override without its platform",
        "Airship refuses an override for a platform that device_types does not name.",
        "Add the platform, or remove the override.",
        _overrides,
        PUSH,
    ),
    rule(
        12,
        Severity.WARNING,
        "Platform without words",
        "Where neither the platform nor the notification has an alert nothing is shown there.",
        "Write an alert.",
        _words,
        OVERRIDES,
    ),
    rule(
        13,
        Severity.WARNING,
        "Target's platform is left out",
        "Airship accepts the push and sends it to nobody.",
        "Add the platform.",
        _target,
        PUSH,
    ),
    rule(
        14,
        Severity.ERROR,
        "Localization is wrong",
        "An entry has a language (ISO 639-1) or a country (ISO 3166), and content.",
        'Write for example {"language": "de", "country": "AT", "notification": {…}}.',
        _localizations,
        "Airship API, Localization",
    ),
    rule(
        15,
        Severity.ERROR,
        "Campaign categories are wrong",
        "There are one to ten, each of at most 64 characters.",
        "Shorten the list.",
        _campaigns,
        PUSH,
    ),
    rule(
        16,
        Severity.ERROR,
        "Too large",
        "Apple, Google and browsers take 4,096 bytes, Airship 5 MiB a request and 256 KB a page.",
        "Shorten the texts, or send an id and let the app fetch the rest.",
        _size,
        LIMITS,
    ),
    rule(
        17,
        Severity.WARNING,
        "Braces without personalization",
        "Without the option Airship sends {{…}} as it stands.",
        "Switch personalization on, or fill the values in here.",
        _personalization,
        "Airship API, Options",
    ),
    rule(
        18,
        Severity.ERROR,
        "Message Center or banner is incomplete",
        "A message has a title and a body, a banner an alert and the display type “banner”.",
        "Fill them in.",
        _center,
        PUSH,
    ),
    rule(
        19,
        Severity.ERROR,
        "Template is incomplete",
        "A push from a template names it and has no content of its own.",
        'Write merge_data: {"template_id": "…", "substitutions": {…}}.',
        _merge_data,
        "Airship API, Templates",
    ),
)
