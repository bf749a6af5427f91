"""What a push displays on an iPhone, on Android and in browsers, through what OneSignal makes of it. Total."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.shown import Loss, Shown, ShownAction, ShownKind
from pushbench.providers.formats.aps_keys import is_integer
from pushbench.providers.formats.aps_shown import shown_aps
from pushbench.providers.onesignal.fields import MOST_BUTTONS, MOST_WEB_BUTTONS, PLATFORM_FLAGS, is_activity
from pushbench.providers.onesignal.handed import (
    activity_aps,
    apns_payload,
    app_link,
    attachments,
    is_seen,
    object_of,
    objects_of,
    push_type,
    text_of,
    wakes_app,
    web_link,
    words_of,
)
from pushbench.providers.onesignal.payload import message_of

_BASE = "/payload"
_ARGB = re.compile(r"[0-9a-fA-F]{2}([0-9a-fA-F]{6})")
FLAGS: Mapping[str, tuple[str, ...]] = {
    "ios": ("isIos",),
    "android": ("isAndroid",),
    "web": ("isAnyWeb", "isChromeWeb", "isFirefox", "isSafari"),
}
"""Platform -> the flags that let it have the push."""
_IOS_FIELDS = {
    "/aps/alert/title": "/headings",
    "/aps/alert/subtitle": "/subtitle",
    "/aps/alert/body": "/contents",
    "/aps/alert": "/contents",
    "/aps/sound": "/ios_sound",
    "/aps/badge": "/ios_badgeCount",
}
"""Where in OneSignal's fields a member of Apple's payload came from."""


def shown(draft: Draft, platform: str) -> Shown:
    """Say what the draft displays on ``ios``, ``android`` or ``web``; the app is taken to be in the background."""
    payload = message_of(draft.payload)
    if not payload:
        return Shown(ShownKind.NOTHING, platform, "The payload holds no message, so OneSignal hands nothing on.")
    if is_activity(payload):
        return _activity(payload, platform)
    if is_left_out(payload, platform):
        why = "The platform switches (isIos, isAndroid, isAnyWeb ...) leave it out: one that is true turns the others off."
        return Shown(ShownKind.NOTHING, platform, why)
    if text_of(payload, "template_id") and not is_seen(payload):
        return Shown(ShownKind.APP_DECIDES, platform, "The words come from a template that OneSignal alone knows.")
    return _READERS.get(platform, _android)(payload, platform)


def is_left_out(payload: Mapping[str, Json], platform: str) -> bool:
    """Whether the platform switches keep a platform from getting it."""
    own = FLAGS.get(platform, ())
    if any(payload.get(flag) is True for flag in own):
        return False
    return any(payload.get(flag) is True for flag in PLATFORM_FLAGS) or any(
        payload.get(flag) is False for flag in own[:1]
    )


def _activity(payload: JsonObject, platform: str) -> Shown:
    if platform != "ios":
        return Shown(ShownKind.NOTHING, platform, "A Live Activity goes to iPhones only.")
    return shown_aps(activity_aps(payload), push_type="liveactivity", platform=platform, pointer=_BASE)


def _ios(payload: JsonObject, platform: str) -> Shown:
    pictures = [value for value in attachments(payload).values() if isinstance(value, str) and value]
    read = shown_aps(
        {"aps": apns_payload(payload)["aps"]},
        push_type=push_type(payload),
        platform=platform,
        pointer=_BASE,
        image=pictures[0] if pictures else None,
        link=app_link(payload),
    )
    losses = tuple(replace(loss, pointer=_own_pointer(loss.pointer)) for loss in read.losses)
    actions = _actions(payload, "buttons", MOST_BUTTONS) if read.kind is ShownKind.NOTIFICATION else ()
    more = tuple(_ios_losses(read, actions))
    return replace(read, data=object_of(payload, "data"), actions=actions, losses=(*losses, *more))


def _own_pointer(pointer: str) -> str:
    inner = pointer.removeprefix(_BASE)
    return f"{_BASE}{_IOS_FIELDS.get(inner, '')}"


def _ios_losses(read: Shown, actions: tuple[ShownAction, ...]) -> Iterator[Loss]:
    if read.image:
        why = "An iPhone shows it only where the app has OneSignal's notification service extension."
        yield Loss("The image may not be shown.", why, f"{_BASE}/global_image")
    if any(action.icon for action in actions):
        yield Loss("The buttons' icons are not shown.", "Android alone shows them.", f"{_BASE}/buttons")


def _android(payload: JsonObject, platform: str) -> Shown:
    data = object_of(payload, "data")
    title, body = words_of(payload, "headings"), words_of(payload, "contents")
    if title is None and body is None:
        if wakes_app(payload):
            why = "The app's notification service extension gets the data and may show anything or nothing."
            return Shown(ShownKind.APP_DECIDES, platform, why, data=data)
        return Shown(ShownKind.NOTHING, platform, "There is no text that Android could show.", data=data)
    color = _ARGB.fullmatch(text_of(payload, "android_accent_color") or "")
    return Shown(
        ShownKind.NOTIFICATION,
        platform,
        title=title,
        body=body,
        image=text_of(payload, "big_picture") or text_of(payload, "global_image"),
        icon=text_of(payload, "large_icon") or text_of(payload, "small_icon"),
        color=f"#{color[1]}" if color else None,
        sound=text_of(payload, "android_sound") or "default",
        actions=_actions(payload, "buttons", MOST_BUTTONS),
        link=app_link(payload),
        thread=text_of(payload, "android_group"),
        channel=text_of(payload, "existing_android_channel_id") or text_of(payload, "android_channel_id"),
        tag=text_of(payload, "collapse_id"),
        data=data,
        losses=tuple(_android_losses(payload)),
    )


def _android_losses(payload: JsonObject) -> Iterator[Loss]:
    subtitle = words_of(payload, "subtitle")
    if subtitle:
        yield Loss("The subtitle is not shown.", "It goes to iPhones only.", f"{_BASE}/subtitle", subtitle)
    sound = text_of(payload, "ios_sound")
    if sound not in (None, "default", "nil"):
        why = "On Android the channel decides the sound."
        yield Loss(f"The sound “{str(sound)[:60]}” does not play.", why, f"{_BASE}/ios_sound")
    if is_integer(payload.get("ios_badgeCount")):
        why = "On Android OneSignal counts its own notifications."
        yield Loss("The badge is not set.", why, f"{_BASE}/ios_badgeCount")
    if text_of(payload, "existing_android_channel_id"):
        why = "OneSignal shows it in its own channel where the app has not made this one."
        yield Loss("The app must know the channel.", why, f"{_BASE}/existing_android_channel_id")


def _web(payload: JsonObject, platform: str) -> Shown:
    data = object_of(payload, "data")
    body = words_of(payload, "contents")
    if body is None and words_of(payload, "headings") is None:
        return Shown(ShownKind.NOTHING, platform, "There is no text that a browser could show.", data=data)
    return Shown(
        ShownKind.NOTIFICATION,
        platform,
        title=words_of(payload, "headings"),
        body=body,
        image=text_of(payload, "chrome_web_image") or text_of(payload, "global_image"),
        icon=text_of(payload, "chrome_web_icon") or text_of(payload, "firefox_icon"),
        badge_icon=text_of(payload, "chrome_web_badge"),
        actions=_actions(payload, "web_buttons", MOST_WEB_BUTTONS),
        link=web_link(payload),
        tag=text_of(payload, "web_push_topic"),
        data=data,
        losses=tuple(_web_losses(payload)),
    )


def _web_losses(payload: JsonObject) -> Iterator[Loss]:
    subtitle = words_of(payload, "subtitle")
    if subtitle:
        yield Loss("The subtitle is not shown.", "It goes to iPhones only.", f"{_BASE}/subtitle", subtitle)
    if words_of(payload, "headings") is None:
        yield Loss("There is no title.", "Browsers show the site's name in its place.", f"{_BASE}/headings")
    if objects_of(payload, "buttons") and not objects_of(payload, "web_buttons"):
        yield Loss("The buttons are not shown.", "Browsers take web_buttons, each with an address.", f"{_BASE}/buttons")
    if text_of(payload, "app_url") and web_link(payload) is None:
        yield Loss("A click opens the site.", "app_url works in apps only.", f"{_BASE}/app_url")


def _actions(payload: JsonObject, name: str, most: int) -> tuple[ShownAction, ...]:
    """Buttons as they show: those of apps in reverse order."""
    made = [
        ShownAction(text_of(item, "id") or "", text_of(item, "text") or "", text_of(item, "icon"))
        for item in objects_of(payload, name)
    ]
    return tuple((made[::-1] if name == "buttons" else made)[:most])


_READERS: Mapping[str, Callable[[JsonObject, str], Shown]] = {"ios": _ios, "android": _android, "web": _web}
