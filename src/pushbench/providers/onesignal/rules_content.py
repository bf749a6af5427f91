"""Rules over what a push says: languages, sizes, links, pictures, buttons (ONES010 to ONES021)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pushbench.domain.finding import Hit, Rule, Severity
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.pointer import child
from pushbench.providers.formats.json_body import body_size
from pushbench.providers.onesignal.fields import (
    BUTTON_FIELDS,
    CAREFUL_BYTES,
    LANGUAGE_FIELDS,
    LANGUAGES,
    MAIN_LANGUAGE,
    MOST_BUTTONS,
    MOST_BYTES,
    MOST_DATA_BYTES,
    MOST_NAME,
    MOST_WEB_BUTTONS,
    UUID,
    WEB_BUTTON_FIELDS,
    language_key,
)
from pushbench.providers.onesignal.handed import object_of, objects_of, text_of, wakes_app
from pushbench.providers.onesignal.payload import size
from pushbench.providers.onesignal.rules_fields import API
from pushbench.providers.onesignal.view import Hits, View, rule

_PUSH = "OneSignal, Create message, push notification fields"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_WEB_PICTURES = ("global_image", "chrome_web_image", "chrome_web_icon", "chrome_web_badge", "firefox_icon")
_CHANNELS = (
    ("android_channel_id", "existing_android_channel_id"),
    ("huawei_channel_id", "huawei_existing_channel_id"),
)
"""OneSignal's own channel, and the app's."""
_FREE_IDS = ("template_id", "android_channel_id", "huawei_channel_id")


def _main_text(view: View) -> Hits:
    body = view.body
    if not body or text_of(body, "template_id") or not isinstance(body.get("contents", {}), dict):
        return
    contents = object_of(body, "contents")
    if wakes_app(body) and "contents" not in body and "headings" not in body:
        return
    if object_of(body, "apns_alert") and "contents" not in body:
        return
    if not text_of(contents, MAIN_LANGUAGE):
        other = next((text for text in contents.values() if isinstance(text, str) and text), None)
        edits: list[tuple[str, Json]] = [] if other is None else [(f"/contents/{MAIN_LANGUAGE}", other)]
        yield view.hit("/contents", "There is no text at contents.en.", label="Copy the first text to en", edits=edits)


def _same_languages(view: View) -> Hits:
    contents = set(object_of(view.body, "contents"))
    for name in ("headings", "subtitle"):
        texts = object_of(view.body, name)
        missing = sorted(contents - set(texts))
        if texts and missing:
            here, main = f"/{name}", text_of(texts, MAIN_LANGUAGE)
            edits: list[tuple[str, Json]] = [(child(here, key), main) for key in missing] if main else []
            what = f"“{name}” lacks {', '.join(missing[:8])}, which “contents” has."
            yield view.hit(here, what, label="Copy the English text", edits=edits)
        more = sorted(set(texts) - contents)
        if more and contents:
            yield view.hit(f"/{name}", f"“{name}” has {', '.join(more[:8])}, which “contents” lacks.")


def _languages(view: View) -> Hits:
    for name in LANGUAGE_FIELDS:
        for key, text in object_of(view.body, name).items():
            if key in LANGUAGES:
                continue
            here, right = child(f"/{name}", key), language_key(key)
            edits: list[tuple[str, Json]] = []
            if right is not None and right not in object_of(view.body, name):
                edits = [(here, None), (child(f"/{name}", right), text)]
            did = f"; did you mean “{right}”?" if right else "."
            yield view.hit(
                here, f"“{key[:20]}” is no language of OneSignal's{did}", label=f"Rename to {right}", edits=edits
            )


def _data_size(view: View) -> Hits:
    for name in ("data", "custom_data"):
        used = body_size(object_of(view.body, name))
        if used > MOST_DATA_BYTES:
            yield view.hit(f"/{name}", f"“{name}” takes {used:,} bytes; {MOST_DATA_BYTES:,} is the most.")


def _size(view: View) -> Hits:
    used = size(view.draft).used
    if used > MOST_BYTES:
        yield view.hit(
            "", f"The largest push handed on takes {used:,} bytes; {MOST_BYTES:,} is the most.", severity=Severity.ERROR
        )
    elif used > CAREFUL_BYTES:
        yield view.hit("", f"The largest push handed on takes {used:,} bytes, near the limit of {MOST_BYTES:,}.")


def _name(view: View) -> Hits:
    name = text_of(view.body, "name")
    if name and len(name) > MOST_NAME:
        what = f"The name has {len(name)} characters; {MOST_NAME} is the most."
        yield view.hit("/name", what, label=f"Cut to {MOST_NAME}", edits=[("/name", name[:MOST_NAME])])


def _links(view: View) -> Hits:
    body, url = view.body, text_of(view.body, "url")
    others = [name for name in ("web_url", "app_url") if text_of(body, name)]
    if url and others:
        yield view.hit(
            "/url", f"“url” stands beside {' and '.join(others)}.", label="Remove url", edits=[("/url", None)]
        )
    elif url and not _is_web(url):
        what = f"“url” begins with {_scheme(url)}, which browsers cannot open."
        edits: list[tuple[str, Json]] = [("/url", None), ("/app_url", url)]
        yield view.hit("/url", what, severity=Severity.WARNING, label="Rename to app_url", edits=edits)
    elif url and url.startswith("http://"):
        yield view.hit("/url", "“url” is not https; iPhones refuse to open it.", severity=Severity.WARNING)
    web = text_of(body, "web_url")
    if web and not _is_web(web):
        yield view.hit("/web_url", f"“web_url” begins with {_scheme(web)}, which browsers cannot open.")


def _scheme(url: str) -> str:
    found = _SCHEME.match(url)
    return f"{found[1]}:" if found else "no scheme"


def _is_web(text: str) -> bool:
    return text.lower().startswith(("https://", "http://"))


def _pictures(view: View) -> Hits:
    for name in _WEB_PICTURES:
        value = text_of(view.body, name)
        if value and not value.lower().startswith("https://"):
            what = f"“{name}” is “{value[:60]}”, no https address."
            yield view.hit(f"/{name}", what)
    for key, attached in object_of(view.body, "ios_attachments").items():
        if not isinstance(attached, str) or not attached:
            yield view.hit(child("/ios_attachments", key), "An attachment is an address or a file's name.")


def _ids(view: View) -> Hits:
    for name in _FREE_IDS:
        value = text_of(view.body, name)
        if value is None or UUID.fullmatch(value):
            continue
        here, existing = f"/{name}", dict(_CHANNELS).get(name, "")
        edits: list[tuple[str, Json]] = [(here, None), (f"/{existing}", value)] if existing else []
        what = f"“{name}” is “{value[:60]}”, no UUID."
        yield view.hit(here, what, label=f"Rename to {existing}", edits=edits)
    for own, app in _CHANNELS:
        if text_of(view.body, own) and text_of(view.body, app):
            what = f"“{own}” and “{app}” stand together."
            yield view.hit(f"/{app}", what, severity=Severity.WARNING, label=f"Remove {own}", edits=[(f"/{own}", None)])


def _buttons(view: View) -> Hits:
    yield from _button_list(view, "buttons", MOST_BUTTONS, BUTTON_FIELDS)


def _web_buttons(view: View) -> Hits:
    yield from _button_list(view, "web_buttons", MOST_WEB_BUTTONS, WEB_BUTTON_FIELDS)
    for index, item in enumerate(objects_of(view.body, "web_buttons")):
        url = text_of(item, "url")
        if url and not _is_web(url):
            yield view.hit(f"/web_buttons/{index}/url", f"The button opens {_scheme(url)}, which browsers cannot.")


def _button_list(view: View, name: str, most: int, members: dict[str, bool] | object) -> Hits:
    known: dict[str, bool] = dict(members) if isinstance(members, dict) else {}
    items = objects_of(view.body, name)
    if len(items) > most:
        kept: list[Json] = [*items[-most:]] if name == "buttons" else [*items[:most]]
        what = f"There are {len(items)} {name}; {most} is the most."
        yield view.hit(f"/{name}", what, label=f"Keep {most}", edits=[(f"/{name}", kept)])
    seen: set[str] = set()
    for index, item in enumerate(items):
        yield from _button(view, f"/{name}/{index}", item, known, seen)


def _button(view: View, here: str, item: JsonObject, known: dict[str, bool], seen: set[str]) -> Iterator[Hit]:
    for member, is_needed in known.items():
        value = item.get(member)
        if is_needed and not (isinstance(value, str) and value):
            yield view.hit(here, f"The button lacks “{member}”.")
        elif value is not None and not isinstance(value, str):
            yield view.hit(f"{here}/{member}", f"“{member}” must be a string.")
    for member in item:
        if member not in known:
            yield view.hit(child(here, member), f"“{member[:40]}” is no member of a button.", severity=Severity.WARNING)
    identity = item.get("id")
    if isinstance(identity, str) and identity in seen:
        yield view.hit(f"{here}/id", f"Two buttons have the id “{identity[:40]}”.", severity=Severity.WARNING)
    seen.add(identity) if isinstance(identity, str) else None


def _web_title(view: View) -> Hits:
    if view.platform == "web" and object_of(view.body, "contents") and not object_of(view.body, "headings"):
        yield view.hit("", "There is no title for a browser.")


CONTENT_RULES: tuple[Rule, ...] = (
    rule(
        10,
        Severity.ERROR,
        "No text at contents.en",
        "Everybody without a language of their own gets it; OneSignal refuses a push without it (400).",
        "Write a text, use a template, or send content_available alone.",
        _main_text,
        _PUSH,
    ),
    rule(
        11,
        Severity.WARNING,
        "Languages differ",
        "headings and subtitle have to cover the languages of contents; readers get no title otherwise.",
        "Write every text in the same languages.",
        _same_languages,
        _PUSH,
        is_for_all=True,
    ),
    rule(
        12,
        Severity.ERROR,
        "Unknown language",
        "OneSignal takes a fixed list of language codes.",
        f"Use one of {', '.join(LANGUAGES)}.",
        _languages,
        _PUSH,
        is_for_all=True,
    ),
    rule(
        13,
        Severity.ERROR,
        "Data too large",
        "OneSignal takes 2,048 bytes of data.",
        "Send an id and let the app fetch the rest.",
        _data_size,
        _PUSH,
    ),
    rule(
        14,
        Severity.WARNING,
        "Push near or above the platforms' limit",
        "Apple and Google take 4,096 bytes, of which OneSignal needs some for itself.",
        "Shorten texts and data.",
        _size,
        _PUSH,
        is_for_all=True,
    ),
    rule(
        15,
        Severity.ERROR,
        "Name too long",
        "The label has 128 characters at most.",
        "Shorten it.",
        _name,
        API,
        is_for_all=True,
    ),
    rule(
        16,
        Severity.ERROR,
        "Links contradict",
        "url is for everybody; web_url and app_url part browsers from apps.",
        "Keep url alone, or web_url and app_url.",
        _links,
        _PUSH,
    ),
    rule(
        17,
        Severity.WARNING,
        "Picture has no https address",
        "Browsers and iPhones load pictures from https addresses only.",
        "Write an https address.",
        _pictures,
        _PUSH,
    ),
    rule(
        18,
        Severity.ERROR,
        "Not an id of OneSignal's",
        "Templates and OneSignal's own channels are named by UUIDs; the app's own channels have a field of their own.",
        "Copy the id from the dashboard.",
        _ids,
        API,
    ),
    rule(
        19,
        Severity.ERROR,
        "Buttons cannot be shown so",
        "Up to three, each with id and text.",
        "Give each an id and a text.",
        _buttons,
        _PUSH,
    ),
    rule(
        20,
        Severity.ERROR,
        "Web buttons cannot be shown so",
        "Up to two, each with id, text and the address it opens.",
        "Give each an id, a text and an address.",
        _web_buttons,
        _PUSH,
    ),
    rule(
        21,
        Severity.NOTE,
        "No title for browsers",
        "A browser shows the site's name in its place.",
        "Write a title.",
        _web_title,
        _PUSH,
    ),
)
