"""Message to OneSignal's request body and back, without app id and target."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from pushbench.domain.finding import Draft, Finding
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Action, Kind, LiveActivity, Message, Priority
from pushbench.domain.pointer import child
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Size
from pushbench.providers.formats import aps
from pushbench.providers.formats.carrying import Carrier
from pushbench.providers.formats.connection import image_key, link_key
from pushbench.providers.formats.json_body import body_size, read_json
from pushbench.providers.formats.notice import Notice
from pushbench.providers.onesignal import notices
from pushbench.providers.onesignal.fields import (
    ACTIVITY_ID,
    ACTIVITY_TYPE,
    KEPT_WITH_SEGMENTS,
    MAIN_LANGUAGE,
    MOST_BUTTONS,
    MOST_BYTES,
    MOST_NAME,
    MOST_WEB_BUTTONS,
    TARGET_FIELDS,
    UUID,
    is_activity,
)
from pushbench.providers.onesignal.handed import activity_aps, apns_payload, fcm_data, languages_of, web_payload
from pushbench.providers.onesignal.spec import ID, SPEC
from pushbench.providers.onesignal.words import SOURCES, words_of

OWN_HEADERS = frozenset({"accept", "authorization", "content-type"})
FRAMING = frozenset({"host", "content-length", "transfer-encoding", "connection", "user-agent", "accept-encoding"})
_QUIET_KINDS = (Kind.SILENT, Kind.DATA)
_PRIORITIES = {Priority.HIGH: 10, Priority.NORMAL: 5, Priority.LOW: 5}
_ONLY_SHOWN = (
    *("/content/sound", "/content/badge", "/content/icon", "/content/category", "/content/thread"),
    *("/content/channel", "/delivery/interruption", "/delivery/relevance", "/actions"),
)
_NOT_IN_ACTIVITIES = (
    *("/content/subtitle", "/content/image", "/content/icon", "/content/badge", "/content/link", "/content/category"),
    *("/content/thread", "/content/channel", "/actions", "/data", "/delivery/ttl_seconds", "/delivery/interruption"),
)
_MOST_LANGUAGES_MEASURED = 60


def compose(message: Message, credentials: Credentials | None, now: float) -> Draft:
    """Turn a resolved message into a draft."""
    composer = _Composer(message, image_key(credentials), link_key(credentials))
    return composer.draft()


class _Composer:
    """Builds one payload and keeps what is to be said about it."""

    def __init__(self, message: Message, image_name: str, link_name: str) -> None:
        self._message = message
        self._image_name = image_name
        self._link_name = link_name
        self._notes: list[Finding] = []
        self._carrier = Carrier(message, SPEC.short_title)
        self._payload: JsonObject = {}

    def draft(self) -> Draft:
        kind = self._message.delivery.kind
        if kind is Kind.LIVE_ACTIVITY:
            self._activity()
        elif kind in _QUIET_KINDS:
            self._name()
            self._quiet()
            self._data(self._words_for_data())
            self._delivery()
        else:
            self._name()
            self._shown(is_call=kind is Kind.VOIP)
            self._data([])
            self._delivery()
        self._carrier.took("/delivery/kind")
        return Draft(ID, self._payload, notes=tuple(self._notes), losses=self._carrier.losses())

    def _note(self, notice: Notice, pointer: str, what: str) -> None:
        self._notes.append(notice.at(f"/payload{pointer}", what, provider=ID))

    def _name(self) -> None:
        if self._message.name:
            self._payload["name"] = self._message.name[:MOST_NAME]

    # Words

    def _words(self) -> None:
        words, content = words_of(self._message), self._message.content
        maps = dict(words.maps)
        for source, name in SOURCES.items():
            if source in words.replaced:
                self._replaced(source, name, maps[name])
            else:
                self._carrier.took(f"/content/{source}")
        if "contents" not in maps and "headings" in maps:
            maps["contents"] = maps.pop("headings")
            self._note(notices.TITLE_AS_TEXT, "/contents", "The title leaves as the text.")
            if content.title is not None and "title" not in words.replaced:
                what = "The title leaves as the text: OneSignal needs one."
                self._carrier.renamed("/content/title", at=f"/payload/contents/{MAIN_LANGUAGE}", what=what)
        for name in ("headings", "subtitle", "contents"):
            if name in maps:
                self._payload[name] = maps[name]
        for tag in words.unknown:
            self._note(notices.UNKNOWN_LANGUAGE, "/contents", f"The texts in “{tag}” do not leave.")
        if words.others:
            what = (
                f"{', '.join(words.others)} of other languages {'does' if len(words.others) == 1 else 'do'} not leave."
            )
            self._note(notices.ONLY_WORDS_BY_LANGUAGE, "", what)

    def _replaced(self, source: str, name: str, texts: Mapping[str, Json]) -> None:
        """Tell that the English words leave in place of the message's own, unless both are the same."""
        if aps.as_text(getattr(self._message.content, source)) == texts.get(MAIN_LANGUAGE):
            self._carrier.took(f"/content/{source}")
            return
        self._note(notices.ENGLISH_FIRST, f"/{name}", f"The message's own {source} does not leave.")
        self._carrier.dropped(f"/content/{source}", why="The English words take its place.")

    # What is shown

    def _shown(self, *, is_call: bool) -> None:
        self._words()
        if is_call:
            self._payload["apns_push_type_override"] = "voip"
            self._note(notices.VOIP, "/apns_push_type_override", "The call leaves as a VoIP push to iPhones.")
        self._media()
        self._looks()
        self._buttons()

    def _media(self) -> None:
        content = self._message.content
        if content.image is not None:
            picture = aps.as_text(content.image)
            is_shared = _is_web(picture)
            self._payload["global_image" if is_shared else "big_picture"] = picture
            if is_shared:
                self._carrier.took("/content/image")
            else:
                self._note(notices.PICTURE_RESOURCE, "/big_picture", "The picture shows on Android only.")
                what = "The image shows on Android only: it is no address."
                self._carrier.cut("/content/image", at="/payload/big_picture", what=what)
        if content.icon is not None:
            icon = aps.as_text(content.icon)
            for name in ("large_icon", "chrome_web_icon", "firefox_icon") if _is_web(icon) else ("small_icon",):
                self._payload[name] = icon
            self._carrier.took("/content/icon")
        if content.link is not None:
            link = aps.as_text(content.link)
            self._payload["url" if _is_web(link) else "app_url"] = link
            self._carrier.took("/content/link")

    def _looks(self) -> None:
        content, delivery = self._message.content, self._message.delivery
        if content.sound is not None and content.sound != "default":
            self._payload["ios_sound"] = aps.as_text(content.sound)
        self._badge()
        if content.category is not None:
            self._payload["ios_category"] = aps.as_text(content.category)
        if content.thread is not None:
            self._payload["thread_id"] = self._payload["android_group"] = aps.as_text(content.thread)
        if content.channel is not None:
            channel = aps.as_text(content.channel)
            self._payload["android_channel_id" if UUID.fullmatch(channel) else "existing_android_channel_id"] = channel
        if delivery.interruption is not None:
            self._payload["ios_interruption_level"] = delivery.interruption.value.replace("-", "_")
        if delivery.relevance is not None:
            self._payload["ios_relevance_score"] = delivery.relevance
        self._carrier.took("/content/sound", "/content/category", "/content/thread", "/content/channel")
        self._carrier.took("/delivery/interruption", "/delivery/relevance")

    def _badge(self) -> None:
        badge = self._message.content.badge
        if badge is None:
            return
        made = aps.badge_of(badge)
        self._payload["ios_badgeType"], self._payload["ios_badgeCount"] = "SetTo", made
        if isinstance(badge, str) and isinstance(made, int):
            what = f"The badge “{badge}” leaves as a number."
            self._carrier.retyped("/content/badge", at="/payload/ios_badgeCount", what=what)
        else:
            self._carrier.took("/content/badge")

    # Buttons

    def _buttons(self) -> None:
        actions = self._message.actions
        if not actions:
            return
        apps: list[Json] = []
        web: list[Json] = []
        for index, action in enumerate(actions):
            in_app = index < MOST_BUTTONS
            made = self._web_button(action) if len(web) < MOST_WEB_BUTTONS and index < MOST_WEB_BUTTONS else None
            if in_app:
                apps.append(_button(action))
            if made is not None:
                web.append(made)
            self._tell_button(index, action, in_app=in_app, in_web=made is not None)
        self._payload["buttons"] = apps[::-1]
        if len(apps) > 1:
            self._note(notices.REVERSED_BUTTONS, "/buttons", "The buttons stand in reverse order.")
        if web:
            self._payload["web_buttons"] = web
        if len(actions) > MOST_WEB_BUTTONS:
            what = f"Of {len(actions)} buttons apps show {len(apps)} and browsers {len(web)}."
            self._note(notices.TOO_MANY_BUTTONS, "/buttons", what)
        if any(action.link is not None for action in actions):
            self._note(notices.APP_BUTTON_LINK, "/buttons", "The buttons' links open in browsers only.")

    def _web_button(self, action: Action) -> JsonObject | None:
        """A web button needs an address: its own, else the notification's."""
        links = (action.link, self._message.content.link)
        link = next((aps.as_text(link) for link in links if link is not None), "")
        if not _is_web(link):
            return None
        made = {
            "id": action.id,
            "text": action.title,
            "url": link,
            "icon": action.icon if _is_web(action.icon) else None,
        }
        return {key: aps.as_text(value) for key, value in made.items() if value is not None}

    def _tell_button(self, index: int, action: Action, *, in_app: bool, in_web: bool) -> None:
        here, title = f"/actions/{index}", action.title or action.id
        if not in_app and not in_web:
            self._carrier.dropped(here, why="OneSignal shows at most three buttons.")
            return
        if in_web and in_app:
            self._carrier.took(here)
        else:
            what = f"The button “{title}” does not show in {'browsers' if in_app else 'apps'}."
            self._carrier.cut_alone(here, at="/payload/buttons", what=what)
        if in_web:
            what = f"The link of the button “{title}” opens in browsers only."
            self._carrier.cut(f"{here}/link", at="/payload/web_buttons", what=what)
        else:
            self._carrier.dropped(f"{here}/link", why="In apps a button has an id only.")
        if action.icon is None:
            return
        if _is_web(action.icon) and not in_web:
            self._carrier.dropped(f"{here}/icon", why="Android takes the name of a drawable resource.")
        else:
            where = "browsers" if _is_web(action.icon) else "Android"
            what = f"The icon of the button “{title}” shows in {where} only."
            self._carrier.cut(f"{here}/icon", at="/payload/buttons", what=what)

    # What is not shown

    def _quiet(self) -> None:
        self._payload["content_available"] = True
        content, kind = self._message.content, self._message.delivery.kind
        self._carrier.dropped(*_ONLY_SHOWN, why="The push shows nothing.")
        extras = [
            name for name in ("sound", "badge", "icon", "category", "thread", "channel") if getattr(content, name)
        ]
        extras += ["buttons"] if self._message.actions else []
        if extras:
            what = f"{', '.join(extras)} {'is' if len(extras) == 1 else 'are'} left out: the push shows nothing."
            self._note(notices.QUIET, "", what)
        if kind is Kind.SILENT and (content.title or content.subtitle or content.body):
            self._note(notices.WORDS_DROPPED, "", "The words of the silent push are left out.")
        if kind is Kind.SILENT:
            why = "A silent push has no words."
            self._carrier.dropped("/content/title", "/content/subtitle", "/content/body", why=why)

    def _words_for_data(self) -> list[tuple[str, str, Json]]:
        content = self._message.content
        moved: list[tuple[str, str, Json]] = []
        if self._message.delivery.kind is Kind.DATA:
            moved = [(name, name, getattr(content, name)) for name in SOURCES]
            if any(value is not None for _, _, value in moved):
                self._note(notices.WORDS_IN_DATA, "/data", "The words travel in data: the app shows what it likes.")
        return [*moved, ("image", self._image_name, content.image), ("link", self._link_name, content.link)]

    def _data(self, moved: list[tuple[str, str, Json]]) -> None:
        data: JsonObject = dict(self._message.data)
        self._carrier.took("/data")
        for source, key, value in moved:
            if value is None:
                continue
            if key in self._message.data:
                what = f"The data has a key “{key}” of its own, which stays."
                self._note(notices.KEY_TAKEN, child("/data", key), what)
                self._carrier.dropped(f"/content/{source}", why=f"The data has a key “{key}” already.")
                continue
            data[key] = aps.as_text(value)
            self._carrier.renamed(f"/content/{source}", at=child("/payload/data", key))
        if data:
            self._payload["data"] = data

    def _delivery(self) -> None:
        delivery = self._message.delivery
        self._priority()
        if delivery.ttl_seconds is not None:
            self._payload["ttl"] = delivery.ttl_seconds
        if delivery.collapse_id is not None:
            self._payload["collapse_id"] = aps.as_text(delivery.collapse_id)
            if delivery.kind not in _QUIET_KINDS:
                self._payload["web_push_topic"] = aps.as_text(delivery.collapse_id)
        self._carrier.took("/delivery/ttl_seconds", "/delivery/collapse_id")

    def _priority(self) -> None:
        delivery = self._message.delivery
        self._payload["priority"] = _PRIORITIES[delivery.effective_priority]
        if delivery.priority is Priority.LOW:
            self._note(notices.LOW_PRIORITY, "/priority", "The low priority leaves as normal.")
            what = "The low priority leaves as normal."
            self._carrier.cut("/delivery/priority", at="/payload/priority", what=what)
        else:
            self._carrier.took("/delivery/priority")

    # Live Activities

    def _activity(self) -> None:
        delivery = self._message.delivery
        activity = delivery.live_activity or LiveActivity()
        is_start = activity.event == "start"
        self._payload["event"] = activity.event
        if is_start:
            self._payload[ACTIVITY_TYPE] = aps.as_text(activity.attributes_type or "")
            if delivery.collapse_id is not None:
                self._payload[ACTIVITY_ID] = aps.as_text(delivery.collapse_id)
            self._payload["event_attributes"] = dict(activity.attributes)
        self._payload["event_updates"] = dict(activity.state)
        self._payload["name"] = (self._message.name or f"Live Activity {activity.event}")[:MOST_NAME]
        self._words()
        self._payload.pop("subtitle", None)
        self._activity_dates(activity)
        self._priority()
        content = self._message.content
        if content.sound is not None:
            self._payload["ios_sound"] = aps.as_text(content.sound)
        if delivery.relevance is not None:
            self._payload["ios_relevance_score"] = delivery.relevance
        self._tell_activity(is_start=is_start)

    def _activity_dates(self, activity: LiveActivity) -> None:
        if activity.stale_at is not None:
            self._payload["stale_date"] = activity.stale_at
        if activity.dismiss_at is not None and activity.event == "end":
            self._payload["dismissal_date"] = activity.dismiss_at
        here = "/delivery/live_activity"
        self._carrier.took(f"{here}/event", f"{here}/state", f"{here}/stale_at")
        if activity.event == "end":
            self._carrier.took(f"{here}/dismiss_at")
        else:
            self._carrier.dropped(f"{here}/dismiss_at", why="Only the end has a dismissal date.")

    def _tell_activity(self, *, is_start: bool) -> None:
        fixed = ("/delivery/live_activity/attributes", "/delivery/live_activity/attributes_type")
        if is_start:
            what = "The collapse id leaves as the activity id."
            self._carrier.renamed("/delivery/collapse_id", at=f"/payload/{ACTIVITY_ID}", what=what)
            self._carrier.took(*fixed)
        else:
            self._carrier.dropped("/delivery/collapse_id", why="The target is the activity's id.")
            self._carrier.dropped(*fixed, why="Only a start has attributes.")
        self._carrier.took("/content/sound", "/delivery/relevance")
        # The words of a Live Activity's alert have two lines.
        self._carrier.dropped(*_NOT_IN_ACTIVITIES, why="A Live Activity has no place for it.")
        content = self._message.content
        names = ("subtitle", "image", "icon", "badge", "link", "category", "thread", "channel")
        extras = [name for name in names if getattr(content, name) is not None]
        extras += ["buttons"] if self._message.actions else []
        extras += ["data"] if self._message.data else []
        if extras:
            what = f"{', '.join(extras)} {'is' if len(extras) == 1 else 'are'} left out."
            self._note(notices.ACTIVITY_WORDS, "", what)


def _button(action: Action) -> JsonObject:
    icon = None if _is_web(action.icon) else action.icon
    made = {"id": action.id, "text": action.title, "icon": icon}
    return {key: aps.as_text(value) for key, value in made.items() if value is not None}


def _is_web(text: str | None) -> bool:
    return isinstance(text, str) and text.startswith(("https://", "http://"))


def message_of(payload: Json) -> JsonObject:
    """Return the body a payload is, one that is JSON text included; empty where there is none."""
    value = read_json(payload).value if isinstance(payload, str) else payload
    return value if isinstance(value, dict) else {}


def size(draft: Draft) -> Size:
    """Measure the largest push that would be handed on: of every platform and language."""
    payload = message_of(draft.payload)
    if is_activity(payload):
        used = max(body_size(activity_aps(payload, language)) for language in _measured(payload))
        return Size(used, MOST_BYTES, "push to Apple")
    handed = (apns_payload, fcm_data, web_payload)
    used = max(body_size(make(payload, language)) for make in handed for language in _measured(payload))
    return Size(used, MOST_BYTES, "largest push handed on")


def _measured(payload: Mapping[str, Json]) -> tuple[str, ...]:
    return languages_of(payload)[:_MOST_LANGUAGES_MEASURED]


def received(request: HttpRequest) -> Draft:
    """Read a request back into a draft: app id, target and idempotency key taken out, the activity type put back."""
    headers = {name: value for name, value in request.headers if name.lower() not in OWN_HEADERS | FRAMING}
    read = read_json(request.body)
    if not read.is_valid:
        return Draft(ID, request.body.decode("utf-8", "replace"), headers)
    if not isinstance(read.value, dict):
        return Draft(ID, read.value, headers)
    return Draft(ID, {**_from_path(request.url), **without_target(read.value)}, headers)


def _from_path(url: str) -> JsonObject:
    *_, before, last = ("", *urlsplit(url).path.split("/"))
    return {ACTIVITY_TYPE: unquote(last)} if before == "activity" else {}


def without_target(payload: Mapping[str, Json]) -> JsonObject:
    """Return a payload without app id, target and idempotency key."""
    return {key: value for key, value in payload.items() if key not in TARGET_FIELDS and key != "idempotency_key"}


def kept_segments(payload: Mapping[str, Json]) -> JsonObject:
    """Return the segments that a payload leaves out by hand, which stay beside a segment that is the target."""
    return {KEPT_WITH_SEGMENTS: payload[KEPT_WITH_SEGMENTS]} if KEPT_WITH_SEGMENTS in payload else {}
