"""What a message displays on Android, iPhone and in browsers. Total."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.shown import Shown, ShownKind
from pushbench.providers.fcm.apple import apns_payload, ios_image, push_type
from pushbench.providers.fcm.payload import message_of
from pushbench.providers.fcm.view import BASE
from pushbench.providers.formats.aps_shown import shown_aps
from pushbench.providers.formats.fcm_read import object_of
from pushbench.providers.formats.fcm_shown import shown_android
from pushbench.providers.formats.web_notification import Shape, WebNotification, to_shown


def shown(draft: Draft, platform: str) -> Shown:
    """Say what the draft displays on ``android``, ``ios`` or ``web``; the app is taken to be in the background."""
    message = message_of(draft.payload)
    if not message:
        return Shown(ShownKind.NOTHING, platform, "The payload holds no message, so FCM delivers nothing.")
    return _READERS.get(platform, _android)(message, platform)


def _android(message: JsonObject, platform: str) -> Shown:
    return shown_android(message, platform, BASE)


def _ios(message: JsonObject, platform: str) -> Shown:
    payload = apns_payload(message)
    data = object_of(message, "data")
    return shown_aps(
        {**data, **payload},
        push_type=push_type(message),
        platform=platform,
        pointer=f"{BASE}/apns/payload",
        image=ios_image(message),
    )


def _web(message: JsonObject, platform: str) -> Shown:
    common, own = object_of(message, "notification"), object_of(message, "webpush", "notification")
    data = object_of(message, "webpush", "data") or object_of(message, "data")
    if not common and not own:
        why = "The web SDK hands the data to onBackgroundMessage; the page's worker may show anything."
        return Shown(ShownKind.APP_DECIDES, platform, why, data=data)
    notification = WebNotification(
        Shape.FCM,
        {**common, **own},
        f"{BASE}/webpush/notification",
        f"{BASE}/notification/title",
        link=_web_link(message, own),
        data=data,
    )
    return to_shown(notification, platform, ShownKind.NOTIFICATION)


def _web_link(message: JsonObject, own: Mapping[str, Json]) -> str | None:
    """The web SDK opens fcm_options.link, else the notification's click_action, on the page's own host only."""
    links = (object_of(message, "webpush", "fcm_options").get("link"), own.get("click_action"))
    return next((link for link in links if isinstance(link, str) and link), None)


_READERS: Mapping[str, Callable[[JsonObject, str], Shown]] = {
    "android": _android,
    "ios": _ios,
    "web": _web,
}
