"""What a push displays on an iPhone, on Android and in browsers, through what Airship makes of it. Total."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.shown import Loss, Shown, ShownAction, ShownKind
from pushbench.providers.airship.fields import DEVICE_TYPES, MOST_WEB_BUTTONS
from pushbench.providers.airship.handed import (
    activity_aps,
    apns_payload,
    link_of,
    object_of,
    objects_of,
    own_or_common,
    push_type,
    text_of,
    words_of,
)
from pushbench.providers.airship.payload import message_of, notifications_of
from pushbench.providers.formats.aps_shown import shown_aps

_BASE = "/payload/notification"
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_IOS_FIELDS = {
    "/aps/alert/title": "/ios/title",
    "/aps/alert/subtitle": "/ios/subtitle",
    "/aps/alert/body": "/alert",
    "/aps/alert": "/alert",
    "/aps/sound": "/ios/sound",
    "/aps/badge": "/ios/badge",
}
"""Where in Airship's fields a member of Apple's payload came from."""
_KNOWN_BUTTONS: Mapping[str, tuple[str, ...]] = {
    "ua_yes_no": ("Yes", "No"),
    "ua_accept_decline": ("Accept", "Decline"),
    "ua_shop_now": ("Shop Now",),
    "ua_buy_now": ("Buy Now",),
    "ua_follow": ("Follow",),
    "ua_opt_in": ("Opt-in",),
    "ua_unfollow": ("Unfollow",),
    "ua_opt_out": ("Opt-out",),
    "ua_remind_me_later": ("Remind Me Later",),
    "ua_share": ("Share",),
    "ua_download": ("Download",),
    "ua_like": ("Like",),
}
"""Airship's own types by their beginning, and what stands on their buttons."""


def shown(draft: Draft, platform: str) -> Shown:
    """Say what the draft displays on ``ios``, ``android`` or ``web``; the app is taken to be in the background."""
    body = message_of(draft.payload)
    if not body:
        return Shown(ShownKind.NOTHING, platform, "The payload holds no push, so Airship hands nothing on.")
    if is_left_out(body, platform):
        return Shown(ShownKind.NOTHING, platform, f"device_types leaves {_TITLES.get(platform, platform)} out.")
    if "merge_data" in body:
        return Shown(ShownKind.APP_DECIDES, platform, "The words come from a template that Airship alone knows.")
    found = notifications_of(body)
    if not found:
        return Shown(ShownKind.NOTHING, platform, _without_notification(body))
    if "template" in object_of(found[0], platform) and words_of(found[0], platform) is None:
        return Shown(ShownKind.APP_DECIDES, platform, "The words come from a template that Airship alone knows.")
    return _READERS.get(platform, _android)(found[0], platform)


_TITLES = {"ios": "iPhones", "android": "Android", "web": "browsers"}


def is_left_out(body: Mapping[str, Json], platform: str) -> bool:
    """Whether device_types keeps a platform from getting it; without the list nobody is left out here."""
    listed = body.get(DEVICE_TYPES)
    return isinstance(listed, list) and platform not in listed


def _without_notification(body: Mapping[str, Json]) -> str:
    if "in_app" in body:
        return "The app shows the banner when it is next opened; nothing is shown before."
    if "message" in body:
        return "The message lies in the app's Message Center; without a notification nothing is shown."
    return "There is no notification, so nothing is shown."


def _ios(notification: JsonObject, platform: str) -> Shown:
    ios = object_of(notification, "ios")
    if "live_activity" in ios:
        aps: JsonObject = {"aps": activity_aps(object_of(ios, "live_activity"))}
        return shown_aps(aps, push_type="liveactivity", platform=platform, pointer=f"{_BASE}/ios/live_activity")
    media = text_of(object_of(ios, "media_attachment"), "url")
    read = shown_aps(
        {"aps": apns_payload(notification)["aps"]},
        push_type=push_type(notification),
        platform=platform,
        pointer=_BASE,
        image=media,
        link=link_of(notification, "ios"),
    )
    losses = [
        replace(loss, pointer=f"{_BASE}{_IOS_FIELDS.get(loss.pointer.removeprefix(_BASE), '')}") for loss in read.losses
    ]
    is_seen = read.kind is ShownKind.NOTIFICATION
    if read.image:
        why = "An iPhone shows it only where the app has Airship's notification service extension."
        losses.append(Loss("The image may not be shown.", why, f"{_BASE}/ios/media_attachment"))
    if is_seen and isinstance(ios.get("badge"), str):
        why = "auto, +N and -N are counted by Airship for each device."
        losses.append(Loss("The number on the icon is not known here.", why, f"{_BASE}/ios/badge"))
    actions = _registered(notification, "ios") if is_seen else ()
    losses += _button_losses(notification, "ios") if is_seen else []
    return replace(read, data=object_of(ios, "extra"), actions=actions, losses=tuple(losses))


def _registered(notification: JsonObject, platform: str) -> tuple[ShownAction, ...]:
    """Buttons of Airship's own types have known words; of an app's own type only the ids are known."""
    interactive = own_or_common(notification, platform, "interactive")
    kind = text_of(interactive, "type") or ""
    known = next((words for start, words in _KNOWN_BUTTONS.items() if kind.startswith(start)), ())
    if known:
        return tuple(ShownAction(word.lower().replace(" ", "_"), word) for word in known)
    return tuple(ShownAction(key, key) for key in list(object_of(interactive, "button_actions"))[:4])


def _button_losses(notification: JsonObject, platform: str) -> list[Loss]:
    kind = text_of(own_or_common(notification, platform, "interactive"), "type")
    if not kind or kind.startswith("ua_"):
        return []
    why = "The app shows the buttons it registered under this type; their titles are not known here."
    return [Loss(f"The buttons of “{kind[:40]}” come from the app.", why, f"{_BASE}/interactive/type")]


def _android(notification: JsonObject, platform: str) -> Shown:
    android = object_of(notification, "android")
    data = object_of(android, "extra")
    if "live_update" in android:
        why = "The app's handler gets the Live Update and draws it."
        return Shown(
            ShownKind.APP_DECIDES, platform, why, data=object_of(object_of(android, "live_update"), "content_state")
        )
    body = words_of(notification, "android")
    if body is None:
        why = "Without an alert the app gets the extras in the background and may show anything or nothing."
        return Shown(ShownKind.APP_DECIDES, platform, why, data=data)
    style, color = object_of(android, "style"), text_of(android, "icon_color") or ""
    long_text = text_of(style, "big_text") if style.get("type") == "big_text" else None
    return Shown(
        ShownKind.NOTIFICATION,
        platform,
        title=text_of(android, "title"),
        body=long_text or body,
        subtitle=text_of(android, "summary"),
        image=text_of(style, "big_picture") if style.get("type") == "big_picture" else None,
        icon=text_of(android, "icon"),
        color=color if _COLOR.fullmatch(color) else None,
        sound=text_of(android, "sound") or "default",
        actions=_registered(notification, "android"),
        link=link_of(notification, "android"),
        channel=text_of(android, "notification_channel"),
        category=text_of(android, "category"),
        tag=text_of(android, "notification_tag"),
        data=data,
        losses=tuple(_android_losses(notification, android)),
    )


def _android_losses(notification: JsonObject, android: JsonObject) -> Iterator[Loss]:
    ios = object_of(notification, "ios")
    if ios.get("badge") is not None:
        yield Loss("The badge is not set.", "On Android the system counts notifications.", f"{_BASE}/ios/badge")
    if text_of(android, "notification_channel"):
        why = "Airship's SDK uses its own channel where the app has not made this one."
        yield Loss("The app must know the channel.", why, f"{_BASE}/android/notification_channel")
    elif text_of(android, "sound"):
        why = "Since Android 8 the channel decides the sound."
        yield Loss("The sound may not play.", why, f"{_BASE}/android/sound")
    yield from _button_losses(notification, "android")


def _web(notification: JsonObject, platform: str) -> Shown:
    web = object_of(notification, "web")
    body, data = words_of(notification, "web"), object_of(web, "extra")
    if body is None:
        return Shown(ShownKind.NOTHING, platform, "There is no text that a browser could show.", data=data)
    return Shown(
        ShownKind.NOTIFICATION,
        platform,
        title=text_of(web, "title"),
        body=body,
        image=text_of(object_of(web, "image"), "url"),
        icon=text_of(object_of(web, "icon"), "url"),
        actions=tuple(
            ShownAction(text_of(item, "id") or "", text_of(item, "label") or "")
            for item in objects_of(web, "buttons")[:MOST_WEB_BUTTONS]
        ),
        link=link_of(notification, "web"),
        stays=web.get("require_interaction") is True,
        data=data,
        losses=tuple(_web_losses(notification, web)),
    )


def _web_losses(notification: JsonObject, web: JsonObject) -> Iterator[Loss]:
    subtitle = text_of(object_of(notification, "ios"), "subtitle")
    if subtitle:
        yield Loss("The subtitle is not shown.", "Browsers have no second line.", f"{_BASE}/ios/subtitle", subtitle)
    if text_of(web, "title") is None:
        yield Loss("There is no title.", "Browsers show the site's name in its place.", f"{_BASE}/web/title")
    opened = object_of(own_or_common(notification, "web", "actions"), "open")
    if opened.get("type") == "deep_link":
        yield Loss("A click opens the site.", "Deep links work in apps only.", f"{_BASE}/actions/open")
    if object_of(notification, "interactive") and not objects_of(web, "buttons"):
        yield Loss("The buttons are not shown.", "Browsers take buttons of their own.", f"{_BASE}/interactive")


_READERS: Mapping[str, Callable[[JsonObject, str], Shown]] = {"ios": _ios, "android": _android, "web": _web}
