"""What a trigger displays on an iPhone, on Android and in browsers, with the usual templates. Total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.shown import Loss, Shown, ShownKind
from pushbench.providers.formats.aps_shown import shown_aps
from pushbench.providers.formats.fcm_read import object_of
from pushbench.providers.formats.fcm_shown import shown_android
from pushbench.providers.formats.web_notification import Shape, WebNotification, to_shown
from pushbench.providers.novu.fields import APNS, PAYLOAD, object_at
from pushbench.providers.novu.handed import apns_payload, fcm_message, is_seen, push_type, text_of, words_of
from pushbench.providers.novu.payload import message_of, native_pointer

_BASE = "/payload"
_ALERT = {
    "/aps/alert/title": "title",
    "/aps/alert/body": "body",
    "/aps/alert": "body",
}
_TEMPLATE = (
    "The push step of the workflow gives the words; here it is taken to be {{payload.title}} over {{payload.body}}."
)


def shown(draft: Draft, platform: str) -> Shown:
    """Say what the draft displays on ``ios``, ``android`` or ``web``; the app is taken to be in the background.

    iPhones are taken to be reached by Novu's APNs integration, Android and browsers by FCM.
    """
    trigger = message_of(draft.payload)
    if not trigger:
        return Shown(ShownKind.NOTHING, platform, "The payload holds no trigger, so Novu hands nothing on.")
    read = {"ios": _ios, "web": _web}.get(platform, _android)(trigger, platform)
    if not any(isinstance(word, str) and word.strip() for word in (read.title, read.body)):
        return _wordless(trigger, platform, read)
    return replace(read, losses=(*read.losses, *_template_loss(trigger, read)))


def _wordless(trigger: JsonObject, platform: str, read: Shown) -> Shown:
    """Without words in the trigger a push that is to be seen has those of the workflow's template."""
    is_alert = push_type(trigger) == "alert" if platform == "ios" else "notification" in fcm_message(trigger)
    if not is_alert:
        return read
    if is_seen(trigger):
        return replace(read, kind=ShownKind.NOTHING, why="Overrides leave no words to show.")
    why = "The words come from the workflow's template alone; the payload has neither title nor body."
    return replace(read, kind=ShownKind.APP_DECIDES, why=why, title=None, body=None)


def _template_loss(trigger: JsonObject, read: Shown) -> Iterator[Loss]:
    title, body = words_of(trigger)
    if read.kind is ShownKind.NOTIFICATION and (read.title or "", read.body or "") == (title, body):
        yield Loss("The workflow may show other words.", _TEMPLATE, f"{_BASE}/{PAYLOAD}")


def _ios(trigger: JsonObject, platform: str) -> Shown:
    payload = apns_payload(trigger)
    if not is_seen(trigger) and "aps" in payload:
        payload = {**payload, "aps": _without_empty(payload["aps"])}
    read = shown_aps(payload, push_type=push_type(trigger), platform=platform, pointer=_BASE)
    losses = tuple(replace(loss, pointer=_own_pointer(loss.pointer)) for loss in read.losses)
    return replace(read, losses=losses)


def _without_empty(aps: Json) -> Json:
    """Empty words of a template show nothing; Apple's payload holds them all the same."""
    alert = aps.get("alert") if isinstance(aps, dict) else None
    if not isinstance(aps, dict) or not isinstance(alert, dict):
        return aps
    kept: JsonObject = {key: value for key, value in alert.items() if value != ""}
    return {**{key: value for key, value in aps.items() if key != "alert"}, **({"alert": kept} if kept else {})}


def _own_pointer(pointer: str) -> str:
    inner = pointer.removeprefix(_BASE)
    if inner in _ALERT:
        return f"{_BASE}/{PAYLOAD}/{_ALERT[inner]}"
    return native_pointer(APNS) if inner.startswith("/aps") else f"{_BASE}/{PAYLOAD}{inner}"


def _android(trigger: JsonObject, platform: str) -> Shown:
    message = _worded(fcm_message(trigger))
    read = shown_android(message, platform, _BASE)
    losses = tuple(replace(loss, pointer=_native(loss.pointer)) for loss in read.losses)
    subtitle = text_of(object_at(trigger, PAYLOAD), "subtitle")
    if subtitle and read.kind is ShownKind.NOTIFICATION:
        why = "A push step has a title and a text; the subtitle is an override for iPhones."
        losses = (*losses, Loss("The subtitle is not shown.", why, f"{_BASE}/{PAYLOAD}/subtitle", subtitle))
    return replace(read, losses=losses, link=read.link or _link(read.data))


def _native(pointer: str) -> str:
    return f"{native_pointer('fcm')}{pointer.removeprefix(_BASE)}"


def _worded(message: JsonObject) -> JsonObject:
    """Empty words are none."""
    notification = object_of(message, "notification")
    kept: JsonObject = {key: value for key, value in notification.items() if value != ""}
    return {**message, **({"notification": kept} if "notification" in message else {})}


def _web(trigger: JsonObject, platform: str) -> Shown:
    message = _worded(fcm_message(trigger))
    common, own = object_of(message, "notification"), object_of(message, "webpush", "notification")
    data = object_of(message, "webpush", "data") or object_of(message, "data")
    if "notification" not in message and not own:
        why = "The web SDK hands the data to onBackgroundMessage; the page's worker may show anything."
        return Shown(ShownKind.APP_DECIDES, platform, why, data=data)
    options = object_of(message, "webpush", "fcm_options")
    notification = WebNotification(
        Shape.FCM,
        {**common, **own},
        f"{native_pointer('fcm')}/webpush/notification",
        f"{_BASE}/{PAYLOAD}/title",
        link=text_of(options, "link") or text_of(own, "click_action"),
        data=data,
    )
    return to_shown(notification, platform, ShownKind.NOTIFICATION)


def _link(data: Mapping[str, Json]) -> str | None:
    return next((found for key in ("link", "url", "deeplink") if (found := text_of(data, key))), None)
