"""Message to Airship's push object and back, without its audience."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from pushbench.domain.finding import Draft, Finding
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Content, Kind, Message, Priority
from pushbench.domain.pointer import child
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Size
from pushbench.providers.airship import notices
from pushbench.providers.airship.build import QUIET, activity_name, notification_of
from pushbench.providers.airship.carried import losses_of
from pushbench.providers.airship.fields import AUDIENCE, COUNTRY, DEVICE_TYPES, LANGUAGE, MOST_BYTES, MOST_WEB_BUTTONS
from pushbench.providers.airship.handed import apns_payload, fcm_data, web_payload
from pushbench.providers.airship.moved import Moved, moved_of
from pushbench.providers.airship.spec import ID
from pushbench.providers.formats.connection import image_key, link_key
from pushbench.providers.formats.json_body import body_size, read_json
from pushbench.providers.formats.notice import Notice

OWN_HEADERS = frozenset({"accept", "authorization", "content-type", "x-ua-appkey"})
FRAMING = frozenset({"host", "content-length", "transfer-encoding", "connection", "user-agent", "accept-encoding"})
_CONTENT = frozenset(item.name for item in fields(Content))
_PLATFORMS: Mapping[Kind, tuple[str, ...]] = {
    Kind.SILENT: ("ios", "android"),
    Kind.DATA: ("ios", "android"),
    Kind.LIVE_ACTIVITY: ("ios", "android"),
}
_MOST_MEASURED = 60


def compose(message: Message, credentials: Credentials | None, now: float) -> Draft:
    """Turn a resolved message into a draft."""
    names = image_key(credentials), link_key(credentials)
    moved = moved_of(message, message.content, *names)
    payload: JsonObject = {
        "notification": notification_of(message, message.content, moved.data, now),
        DEVICE_TYPES: list(_PLATFORMS.get(message.delivery.kind, ("ios", "android", "web"))),
    }
    if message.delivery.ttl_seconds:
        payload["options"] = {"expiry": message.delivery.ttl_seconds}
    localized, unknown = _localizations(message, names, now)
    if localized:
        payload["localizations"] = localized
    notes = tuple(_notes(message, moved, unknown))
    return Draft(ID, payload, notes=notes, losses=losses_of(message, moved))


def _localizations(message: Message, names: tuple[str, str], now: float) -> tuple[list[Json], list[str]]:
    """Return a whole notification for every language, and the languages Airship cannot name.

    Airship shows a reader's own entry in place of the top level's, so each has all of it.
    """
    made: list[Json] = []
    unknown: list[str] = []
    seen: set[tuple[str, str]] = set()
    for tag, texts in message.translations.items():
        place = place_of(tag)
        if place is None or place in seen:
            unknown.append(tag)
            continue
        seen.add(place)
        known: dict[str, Any] = {name: value for name, value in texts.items() if name in _CONTENT}
        content = replace(message.content, **known)
        data = moved_of(message, content, *names).data
        country: JsonObject = {"country": place[1]} if place[1] else {}
        entry: JsonObject = {"language": place[0], **country}
        made.append({**entry, "notification": notification_of(message, content, data, now)})
    return made, unknown


def place_of(tag: str) -> tuple[str, str] | None:
    """Return language and country of a tag (``de-AT``, ``pt_BR``, ``zh-Hant-TW``), or None for what Airship lacks."""
    parts = tag.replace("_", "-").split("-")
    language = parts[0].lower()
    country = next((part.upper() for part in parts[1:] if len(part) == 2), "")
    is_known = bool(LANGUAGE.fullmatch(language)) and (not country or bool(COUNTRY.fullmatch(country)))
    return (language, country) if is_known else None


def _notes(message: Message, moved: Moved, unknown: list[str]) -> Iterator[Finding]:
    content, kind = message.content, message.delivery.kind
    if kind is Kind.VOIP:
        yield _note(notices.NO_CALLS, "/notification", "The call leaves as an ordinary notification.")
    if kind is Kind.LIVE_ACTIVITY:
        yield from _activity_notes(message)
    elif kind in QUIET:
        yield from _quiet_notes(message, moved)
    else:
        if content.title is not None and content.body is None:
            yield _note(notices.TITLE_AS_TEXT, "/notification/alert", "The title leaves as the text.")
        yield from _button_notes(message)
    if message.delivery.priority is Priority.LOW:
        yield _note(notices.LOW_PRIORITY, "/notification", "The low priority leaves as normal.")
    retyped = [key for key, value in message.data.items() if not isinstance(value, str)]
    if retyped and kind is not Kind.LIVE_ACTIVITY:
        what = f"{', '.join(retyped)[:80]} {'leaves' if len(retyped) == 1 else 'leave'} as text for Android."
        yield _note(notices.TEXT_ONLY, "/notification/android/extra", what)
    for tag in unknown:
        yield _note(notices.UNKNOWN_LANGUAGE, "/localizations", f"The texts in “{tag}” do not leave.")


def _note(notice: Notice, pointer: str, what: str) -> Finding:
    return notice.at(f"/payload{pointer}", what, provider=ID)


def _button_notes(message: Message) -> Iterator[Finding]:
    if not message.actions:
        return
    where = "/notification/web/buttons"
    if message.content.category is None:
        what = "The buttons show in browsers only."
        yield _note(notices.BUTTONS_NEED_TYPE, where, what)
    else:
        what = f"Apps show the buttons registered as “{str(message.content.category)[:40]}”."
        yield _note(notices.BUTTON_TYPE, "/notification/interactive", what)
    if len(message.actions) > MOST_WEB_BUTTONS:
        yield _note(notices.TOO_MANY_BUTTONS, where, f"Of {len(message.actions)} buttons browsers show two.")


def _quiet_notes(message: Message, moved: Moved) -> Iterator[Finding]:
    content = message.content
    names = ("sound", "badge", "icon", "category", "thread", "channel")
    extras = [name for name in names if getattr(content, name) is not None]
    extras += ["buttons"] if message.actions else []
    if extras:
        what = f"{', '.join(extras)} {'is' if len(extras) == 1 else 'are'} left out: the push shows nothing."
        yield _note(notices.QUIET, "", what)
    if message.delivery.kind is Kind.SILENT and (content.title or content.subtitle or content.body):
        yield _note(notices.WORDS_DROPPED, "", "The words of the silent push are left out.")
    elif any(source in moved.keys for source in ("title", "subtitle", "body")):
        what = "The words travel in extra: the app shows what it likes."
        yield _note(notices.WORDS_IN_DATA, "/notification/ios/extra", what)
    for key in moved.taken.values():
        what = f"The data has a key “{key}” of its own, which stays."
        yield _note(notices.KEY_TAKEN, child("/notification/ios/extra", key), what)


def _activity_notes(message: Message) -> Iterator[Finding]:
    content = message.content
    names = ("subtitle", "image", "icon", "badge", "link", "category", "thread", "channel")
    extras = [name for name in names if getattr(content, name) is not None]
    extras += ["buttons"] if message.actions else []
    extras += ["data"] if message.data else []
    if extras:
        what = f"{', '.join(extras)} {'is' if len(extras) == 1 else 'are'} left out."
        yield _note(notices.ACTIVITY_WORDS, "/notification/ios/live_activity", what)
    if message.delivery.collapse_id is None and activity_name(message):
        what = f"The activity is called “{activity_name(message)[:40]}” after its type."
        yield _note(notices.ACTIVITY_NAME, "/notification/ios/live_activity/name", what)


def message_of(payload: Json) -> JsonObject:
    """Return the push object a payload is, one that is JSON text included; empty where there is none."""
    value = read_json(payload).value if isinstance(payload, str) else payload
    return value if isinstance(value, dict) else {}


def size(draft: Draft) -> Size:
    """Measure the largest push that would be handed on: of every platform, language and arm of a test."""
    handed = (apns_payload, fcm_data, web_payload)
    used = [body_size(make(each)) for each in notifications_of(message_of(draft.payload)) for make in handed]
    return Size(max(used, default=0), MOST_BYTES, "largest push handed on")


def notifications_of(body: Mapping[str, Json]) -> list[JsonObject]:
    """Return every notification a push holds: the main one, each language's, each arm's. Total."""
    holders: list[Json] = [dict(body)]
    for name, inner in (("localizations", ""), ("variants", "push")):
        listed = body.get(name)
        items = listed[:_MOST_MEASURED] if isinstance(listed, list) else []
        holders += [item.get(inner) if inner and isinstance(item, dict) else item for item in items]
    found = [holder.get("notification") for holder in holders if isinstance(holder, dict)]
    return [value for value in found if isinstance(value, dict)]


def received(request: HttpRequest) -> Draft:
    """Read a request back into a draft: the audience taken out, a schedule's push put back beside it."""
    headers = {name: value for name, value in request.headers if name.lower() not in OWN_HEADERS | FRAMING}
    read = read_json(request.body)
    if not read.is_valid:
        return Draft(ID, request.body.decode("utf-8", "replace"), headers)
    if not isinstance(read.value, dict):
        return Draft(ID, read.value, headers)
    body = dict(read.value)
    push = body.pop("push", None) if "schedule" in body else None
    flat: JsonObject = {**(push if isinstance(push, dict) else {}), **body}
    return Draft(ID, without_audience(flat), headers)


def without_audience(body: Mapping[str, Json]) -> JsonObject:
    """Return a push without its audience."""
    return {key: value for key, value in body.items() if key != AUDIENCE}
