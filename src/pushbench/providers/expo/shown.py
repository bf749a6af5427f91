"""What a message displays on an iPhone and on Android, through what Expo makes of it. Total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.shown import Loss, Shown, ShownKind
from pushbench.providers.expo.handed import apns_payload, app_data, image_of, is_headless, object_of, push_type, text_of
from pushbench.providers.expo.payload import message_of
from pushbench.providers.formats.aps_shown import shown_aps

_LINK_KEYS = ("link", "url", "deeplink", "deep_link", "deepLink")
_FIELDS = {
    "/aps/alert/title": "/title",
    "/aps/alert/subtitle": "/subtitle",
    "/aps/alert/body": "/body",
    "/aps/alert": "/body",
    "/aps/mutable-content": "/mutableContent",
    "/aps/sound": "/sound",
    "/aps/badge": "/badge",
}
"""Where in Expo's message a member of Apple's payload came from."""
_BASE = "/payload"


def shown(draft: Draft, platform: str) -> Shown:
    """Say what the draft displays on ``ios`` or ``android``; the app is taken to be in the background."""
    message = message_of(draft.payload)
    if not message:
        return Shown(ShownKind.NOTHING, platform, "The payload holds no message, so Expo hands nothing on.")
    return _android(message, platform) if platform == "android" else _ios(message, platform)


def _ios(message: JsonObject, platform: str) -> Shown:
    data = object_of(message, "data")
    read = shown_aps(
        {"aps": apns_payload(message)["aps"]},
        push_type=push_type(message),
        platform=platform,
        pointer=_BASE,
        image=image_of(message),
        link=_link(data),
    )
    losses = tuple(replace(loss, pointer=_own_pointer(loss.pointer)) for loss in read.losses)
    return replace(read, data=app_data(message), losses=(*losses, *_ios_losses(message, read)))


def _own_pointer(pointer: str) -> str:
    inner = pointer.removeprefix(_BASE)
    return f"{_BASE}{_FIELDS.get(inner, '')}"


def _ios_losses(message: JsonObject, read: Shown) -> Iterator[Loss]:
    if read.image:
        why = "An iPhone shows it only where the app has a notification service extension that reads _richContent."
        yield Loss("The image may not be shown.", why, f"{_BASE}/richContent/image")


def _android(message: JsonObject, platform: str) -> Shown:
    data = object_of(message, "data")
    if is_headless(message):
        return _headless(message, data, platform)
    title, body = text_of(message, "title"), text_of(message, "body")
    losses = tuple(_android_losses(message))
    if title is None and body is None:
        why = "There is neither a title nor a text that Android could show."
        return Shown(ShownKind.NOTHING, platform, why, data=data, losses=losses)
    return Shown(
        ShownKind.NOTIFICATION,
        platform,
        title=title,
        body=body,
        image=image_of(message),
        icon=text_of(message, "icon"),
        sound="default",
        link=_link(data),
        category=text_of(message, "categoryId"),
        channel=text_of(message, "channelId"),
        tag=text_of(message, "tag"),
        data=app_data(message),
        losses=losses,
    )


def _headless(message: JsonObject, data: JsonObject, platform: str) -> Shown:
    """expo-notifications shows a headless push all the same when its data holds a title or a message."""
    title, body = text_of(data, "title"), text_of(data, "message")
    losses = tuple(_android_losses(message))
    if title is None and body is None:
        why = "The app's background task gets the data and may show anything or nothing."
        return Shown(ShownKind.APP_DECIDES, platform, why, data=data, losses=losses)
    return Shown(
        ShownKind.NOTIFICATION,
        platform,
        "expo-notifications shows a headless push whose data holds “title” or “message”.",
        title=title,
        body=body,
        sound="default",
        link=_link(data),
        data=data,
        losses=losses,
    )


def _android_losses(message: JsonObject) -> Iterator[Loss]:
    subtitle = text_of(message, "subtitle")
    if subtitle:
        why = "Expo hands the subtitle to iPhones only."
        yield Loss("The subtitle is not shown.", why, f"{_BASE}/subtitle", subtitle)
    sound = message.get("sound")
    if isinstance(sound, str) and sound not in ("", "default"):
        why = "On Android the channel decides the sound."
        yield Loss(f"The sound “{sound[:60]}” does not play.", why, f"{_BASE}/sound")
    if message.get("badge") is not None:
        yield Loss("The badge is not set.", "Expo hands the badge to iPhones only.", f"{_BASE}/badge")
    if text_of(message, "channelId"):
        why = "Android shows nothing at all where the app has not made this channel."
        yield Loss("The app must know the channel.", why, f"{_BASE}/channelId")


def _link(data: Mapping[str, Json]) -> str | None:
    return next((value for key in _LINK_KEYS if isinstance(value := data.get(key), str) and value), None)
