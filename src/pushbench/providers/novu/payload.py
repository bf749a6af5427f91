"""Message to a trigger's body and back, without the workflow and the target."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.finding import Draft, Finding
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Kind, Message, Priority
from pushbench.domain.pointer import child
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Size
from pushbench.providers.formats import aps
from pushbench.providers.formats.aps_losses import carry_apns_headers, carry_aps
from pushbench.providers.formats.carrying import Carrier
from pushbench.providers.formats.connection import image_key, link_key
from pushbench.providers.formats.fcm_message import BuildRemark, Remark, build_message, is_address
from pushbench.providers.formats.json_body import body_size, read_json
from pushbench.providers.formats.notice import Notice
from pushbench.providers.novu import firebase, native_fields, notices
from pushbench.providers.novu.fields import (
    APNS,
    EXPO,
    FCM,
    MOST_PUSH_BYTES,
    NAME,
    ONE_SIGNAL,
    OVERRIDES,
    PASSTHROUGH,
    PAYLOAD,
    PROVIDERS,
    TO,
    TRANSACTION,
)
from pushbench.providers.novu.handed import apns_payload, fcm_message
from pushbench.providers.novu.spec import ID, SPEC

OWN_HEADERS = frozenset({"accept", "authorization", "content-type"})
FRAMING = frozenset({"host", "content-length", "transfer-encoding", "connection", "user-agent", "accept-encoding"})
KEY_HEADER = "idempotency-key"
_WORDS = ("title", "subtitle", "body")
_ONLY_SHOWN = (
    *("/content/sound", "/content/badge", "/content/icon", "/content/category", "/content/thread"),
    *("/content/channel", "/delivery/interruption", "/delivery/relevance", "/actions"),
)
_CUT: Mapping[Remark, str] = {
    Remark.SOUND_SUFFIX: "/content/sound",
    Remark.ICON_ADDRESS: "/content/icon",
    Remark.BADGE_WORD: "/content/badge",
    Remark.WEB_TOPIC: "/delivery/collapse_id",
}


def native_pointer(provider: str) -> str:
    """Return where in a draft's document composing puts a provider's native fields."""
    return f"/payload/{OVERRIDES}/{PROVIDERS}/{provider}/{PASSTHROUGH}/body"


def compose(message: Message, credentials: Credentials | None, now: float) -> Draft:
    """Turn a resolved message into a draft."""
    return _Composer(message, image_key(credentials), link_key(credentials), now).draft()


class _Composer:
    """Builds one trigger and keeps what is to be said about it."""

    def __init__(self, message: Message, image_name: str, link_name: str, now: float) -> None:
        self._message = message
        self._image_name = image_name
        self._link_name = link_name
        self._now = now
        self._notes: list[Finding] = []
        self._carrier = Carrier(message, SPEC.short_title)
        self._values: JsonObject = {}
        self._old: JsonObject = {}
        self._natives: JsonObject = {}

    def draft(self) -> Draft:
        kind = self._message.delivery.kind
        if kind is Kind.LIVE_ACTIVITY:
            self._activity()
        elif kind is Kind.ALERT:
            self._alert()
        else:
            self._quiet()
        providers: JsonObject = {
            name: {PASSTHROUGH: {"body": fields}}
            for name in (APNS, FCM, EXPO, ONE_SIGNAL)
            if (fields := self._natives.get(name))
        }
        overrides: JsonObject = {**({PROVIDERS: providers} if providers else {}), **self._old}
        payload: JsonObject = {PAYLOAD: self._values, **({OVERRIDES: overrides} if overrides else {})}
        self._carrier.took("/delivery/kind")
        return Draft(ID, payload, notes=tuple(self._notes), losses=self._carrier.losses())

    def _note(self, notice: Notice, pointer: str, what: str) -> None:
        self._notes.append(notice.at(pointer, what, provider=ID))

    # What templates and apps read

    def _variables(self, *words: str) -> None:
        """Put data, words, image and link into the payload; the form's own data goes first."""
        content = self._message.content
        self._values.update(self._message.data)
        named = {name: name for name in words} | {"image": self._image_name, "link": self._link_name}
        for source, key in named.items():
            value: Json = getattr(content, source)
            if value is None:
                continue
            if key in self._message.data:
                what = f"The data has a key “{key}” of its own, which stays."
                self._note(notices.KEY_TAKEN, child(f"/payload/{PAYLOAD}", key), what)
                self._say_taken(source, key)
            else:
                self._values[key] = aps.as_text(value)
                self._say_variable(source, child(f"/payload/{PAYLOAD}", key))

    def _say_taken(self, source: str, key: str) -> None:
        if source in ("image", "link") and self._message.delivery.kind is Kind.ALERT:
            what = f"The {source} does not reach every device: the data has a key “{key}” already."
            self._carrier.cut(f"/content/{source}", at=native_pointer(ONE_SIGNAL), what=what)
        else:
            self._carrier.dropped(f"/content/{source}", why=f"The data has a key “{key}” already.")

    def _say_variable(self, source: str, pointer: str) -> None:
        if source in ("image", "link"):
            self._carrier.renamed(f"/content/{source}", at=pointer)
        elif self._message.delivery.kind is Kind.DATA:
            what = f"The {source} travels in the payload; the app decides what to show."
            self._carrier.renamed(f"/content/{source}", at=pointer, what=what)
        else:
            self._carrier.took(f"/content/{source}")

    # What is shown

    def _alert(self) -> None:
        message, content = self._message, self._message.content
        self._variables(*_WORDS)
        self._natives[APNS] = native_fields.apple(message, self._now)
        self._natives[EXPO] = native_fields.expo(message)
        self._natives[ONE_SIGNAL] = native_fields.one_signal(message)
        self._fcm(is_seen=True)
        self._carry_shown()
        if content.subtitle is not None and "subtitle" in self._values:
            what = "The subtitle reaches iPhones only."
            self._note(notices.SUBTITLE, f"{native_pointer(APNS)}/subtitle", what)
            self._carrier.cut("/content/subtitle", at=f"{native_pointer(APNS)}/subtitle", what=what)
        if content.image is not None and self._image_name in self._values:
            what = f"To iPhones the image travels under the key “{self._image_name}” of the payload."
            self._note(notices.IMAGE_KEY, child(f"/payload/{PAYLOAD}", self._image_name), what)
        if any(self._natives.values()):
            self._note(
                notices.OTHER_PROVIDERS, f"/payload/{OVERRIDES}", "Overrides leave for APNs, FCM, Expo and OneSignal."
            )

    def _carry_shown(self) -> None:
        carrier, message = self._carrier, self._message
        carrier.took("/content/sound", "/content/category", "/content/thread", "/content/channel", "/content/icon")
        carrier.took("/delivery/interruption", "/delivery/relevance")
        badge = message.content.badge
        if isinstance(badge, str) and isinstance(aps.badge_of(badge), int):
            what = f"The badge “{badge}” leaves as a number."
            carrier.retyped("/content/badge", at=f"{native_pointer(APNS)}/badge", what=what)
        else:
            carrier.took("/content/badge")
        for index, action in enumerate(message.actions):
            here, title = f"/actions/{index}", action.title or action.id
            what = f"The button “{title}” reaches browsers, and phones through OneSignal."
            carrier.cut_alone(here, at=f"{native_pointer(FCM)}/webpush/notification/actions/{index}", what=what)
            carrier.dropped(f"{here}/link", why="A button has no link of its own there.")
            where = "browsers" if is_address(action.icon) else "Android through OneSignal"
            what = f"The icon of the button “{title}” shows in {where} only."
            carrier.cut(f"{here}/icon", at=f"{native_pointer(FCM)}/webpush/notification/actions", what=what)
        if message.actions:
            what = "The buttons reach browsers, and phones through OneSignal."
            self._note(notices.BUTTONS, f"{native_pointer(FCM)}/webpush/notification/actions", what)
        carrier.dropped("/delivery/live_activity", why="The message is of the kind alert.")

    # FCM

    def _fcm(self, *, is_seen: bool) -> None:
        built = build_message(self._message, image_key=self._image_name, link_key=self._link_name, now=self._now)
        made = firebase.to_admin(built.message)
        self._natives[FCM] = native_fields.firebase_message(made, self._message, is_seen=is_seen)
        self._old = {} if is_seen else {FCM: {"type": "data"}}
        for remark in built.remarks:
            self._remark(remark)
        self._carry_data(is_seen=is_seen)
        self._carry_delivery()

    def _remark(self, remark: BuildRemark) -> None:
        notice = notices.REMARKS.get(remark.kind)
        if notice is not None:
            self._note(notice, native_pointer(FCM), remark.what)
        if remark.kind in _CUT:
            self._carrier.cut(_CUT[remark.kind], at=native_pointer(FCM), what=remark.what)

    def _carry_data(self, *, is_seen: bool) -> None:
        for key, value in self._message.data.items():
            if isinstance(value, str):
                self._carrier.took(child("/data", key))
                continue
            at = child(f"{native_pointer(FCM)}/data" if is_seen else f"/payload/{PAYLOAD}", key)
            what = f"The data key “{key}” leaves as text through FCM."
            self._carrier.retyped(child("/data", key), at=at, what=what)
            self._note(notices.DATA_AS_TEXT, at, what)

    def _carry_delivery(self) -> None:
        self._carrier.took("/delivery/ttl_seconds", "/delivery/collapse_id", "/delivery/priority")
        if self._message.delivery.priority is Priority.LOW:
            what = "Android knows two priorities: low leaves as normal there."
            self._carrier.cut("/delivery/priority", at=f"{native_pointer(FCM)}/android/priority", what=what)

    # What is not shown

    def _quiet(self) -> None:
        message, kind = self._message, self._message.delivery.kind
        self._variables(*(() if kind is Kind.SILENT else _WORDS))
        self._natives[APNS] = native_fields.raw_apple(message, self._now, self._values)
        self._natives[EXPO] = native_fields.quiet_expo(message)
        self._fcm(is_seen=False)
        self._carrier.dropped(*_ONLY_SHOWN, why=f"A push of the kind {kind.value} shows nothing by itself.")
        self._carrier.dropped("/delivery/live_activity", why=f"The message is of the kind {kind.value}.")
        has_words = any(getattr(message.content, name) is not None for name in _WORDS)
        if kind is Kind.SILENT:
            self._carrier.dropped(*(f"/content/{name}" for name in _WORDS), why="A silent push has no words.")
            if has_words:
                self._note(notices.NO_WORDS_SHOWN, f"/payload/{PAYLOAD}", "The words of the silent push are left out.")
        elif has_words:
            self._note(notices.WORDS_IN_DATA, f"/payload/{PAYLOAD}", "The words travel in the payload.")
        if kind is Kind.VOIP:
            self._note(notices.APPLE_TOPIC, native_pointer(APNS), "The call's topic, BUNDLE_ID.voip, is missing.")

    def _activity(self) -> None:
        carrier = self._carrier
        self._natives[APNS] = native_fields.raw_apple(self._message, self._now, {})
        self._natives[EXPO] = native_fields.quiet_expo(self._message)
        self._old = {FCM: {"type": "data"}}
        carry_aps(carrier, self._message)
        carry_apns_headers(carrier, self._message, native_pointer(APNS))
        why = "A Live Activity reads only its own state."
        carrier.dropped("/content/image", "/content/link", "/data", why=why)
        where = native_pointer(APNS)
        self._note(notices.APPLE_TOPIC, where, "The activity's topic, BUNDLE_ID.push-type.liveactivity, is missing.")
        self._note(notices.ONLY_APPLE, where, "The Live Activity leaves through Novu's APNs integration alone.")


def message_of(payload: Json) -> JsonObject:
    """Return the trigger in a payload, also where it is text; an empty object where there is none."""
    value = read_json(payload).value if isinstance(payload, str) else payload
    return value if isinstance(value, dict) else {}


def size(draft: Draft) -> Size:
    """Measure the largest push that Novu would hand on, with the usual templates, in bytes."""
    trigger = message_of(draft.payload)
    apple, google = body_size(apns_payload(trigger)), fcm_message(trigger)
    parts: JsonObject = {name: google[name] for name in ("notification", "data") if name in google}
    return Size(max(apple, body_size(parts)), MOST_PUSH_BYTES, "largest push")


def received(request: HttpRequest) -> Draft:
    """Read a request that left back into a draft, without workflow, target and transaction. Total.

    Of a bulk request it is the first event.
    """
    own = OWN_HEADERS | FRAMING | {KEY_HEADER}
    headers = {name: value for name, value in request.headers if name not in own}
    value = read_json(request.body).value
    events = value.get("events") if isinstance(value, dict) else None
    event = events[0] if isinstance(events, list) and events else value
    if not isinstance(event, dict):
        return Draft(ID, request.body.decode("utf-8", "backslashreplace"), headers)
    return Draft(ID, {key: item for key, item in event.items() if key not in (NAME, TO, TRANSACTION)}, headers)
