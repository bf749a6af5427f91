"""What FCM's Android SDK displays while the app is in the background.

Source: firebase-android-sdk, CommonNotificationBuilder and NotificationParams: title and text (big text), the
image as a big picture, never buttons nor a second line; a plain text wins over a localisation key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.shown import Loss, Shown, ShownKind
from pushbench.providers.formats.fcm_checks import as_whole
from pushbench.providers.formats.fcm_read import field_of, object_of
from pushbench.providers.formats.fcm_values import is_color, unix_seconds

_DATA_ONLY = "The app gets the data in onMessageReceived and may show anything or nothing."
_MOST_ACTIONS = 10


def shown_android(message: JsonObject, platform: str, base: str) -> Shown:
    """Say what the SDK displays; ``base`` is the pointer of ``message`` in the draft's document."""
    is_v2 = bool(object_of(message, "android_v2"))
    block = ("android_v2", "remote_notification", "notification") if is_v2 else ("android", "notification")
    own, common = object_of(message, *block), object_of(message, "notification")
    data = object_of(message, block[0], "data") or object_of(message, "data")
    if is_v2 and field_of(object_of(message, "android_v2"), "background_sync") is not None and not own:
        return Shown(ShownKind.APP_DECIDES, platform, "A background sync wakes the app; it decides.", data=data)
    if not own and not common:
        return Shown(ShownKind.APP_DECIDES, platform, _DATA_ONLY, data=data)
    title, body = _words(own, common, "title"), _words(own, common, "body")
    return Shown(
        kind=ShownKind.NOTIFICATION,
        platform=platform,
        title=title,
        body=body,
        image=_text(own, "image") or _text(common, "image"),
        icon=_text(own, "icon"),
        color=_color(own),
        badge=_count(own),
        sound=_text(own, "sound") or ("default" if field_of(own, "default_sound") is True else None),
        channel=_text(own, "channel_id"),
        tag=_text(own, "tag"),
        stays=field_of(own, "sticky") is True,
        timestamp=_time(own),
        data=data,
        losses=tuple(_losses(message, own, common, base)),
    )


def _text(here: Mapping[str, Json], name: str) -> str | None:
    value = field_of(here, name)
    return value if isinstance(value, str) and value else None


def _words(own: JsonObject, common: JsonObject, name: str) -> str | None:
    plain = _text(own, name) or _text(common, name)
    if plain is not None:
        return plain
    key = _text(own, f"{name}_loc_key")
    if key is None:
        return None
    arguments = field_of(own, f"{name}_loc_args")
    values = [item for item in arguments if isinstance(item, str)] if isinstance(arguments, list) else []
    return f"⟨{key}⟩" + (f" {', '.join(values)}" if values else "")


def _color(own: JsonObject) -> str | None:
    color = _text(own, "color")
    return color if color is not None and is_color(color) else None


def _count(own: JsonObject) -> int | None:
    count = as_whole(field_of(own, "notification_count"))
    return count if count is not None and count > 0 else None


def _time(own: JsonObject) -> float | None:
    text = _text(own, "event_time")
    return None if text is None else unix_seconds(text)


def _losses(message: JsonObject, own: JsonObject, common: JsonObject, base: str) -> Iterator[Loss]:
    yield from _subtitle(message, base)
    yield from _buttons(message, base)
    for name in ("title", "body"):
        if not (_text(own, name) or _text(common, name)) and _text(own, f"{name}_loc_key"):
            why = "The words come from the app's string resources; here stands their key."
            pointer = f"{base}/android/notification/{name}_loc_key"
            yield Loss(f"The {name} is translated on the device.", why, pointer)
    sound = _text(own, "sound")
    if sound is not None and sound != "default":
        why = "From Android 8 on the channel decides the sound; the message's own plays on older phones only."
        yield Loss(f"The sound “{sound[:60]}” may not play.", why, f"{base}/android/notification/sound")


def _subtitle(message: JsonObject, base: str) -> Iterator[Loss]:
    aps = object_of(message, "apns", "payload").get("aps")
    alert = aps.get("alert") if isinstance(aps, dict) else None
    subtitle = alert.get("subtitle") if isinstance(alert, dict) else None
    if isinstance(subtitle, str) and subtitle:
        why = "FCM's Android display has a title and a text, no second line."
        yield Loss("The subtitle is not shown.", why, f"{base}/apns/payload/aps/alert/subtitle", subtitle)


def _buttons(message: JsonObject, base: str) -> Iterator[Loss]:
    actions = object_of(message, "webpush", "notification").get("actions")
    for position, action in enumerate(actions[:_MOST_ACTIONS] if isinstance(actions, list) else ()):
        title = action.get("title") if isinstance(action, dict) else None
        if isinstance(title, str) and title:
            why = "FCM's Android display has no buttons; only an app that builds its own notification can add them."
            yield Loss(
                f"The button “{title[:60]}” is not shown.",
                why,
                f"{base}/webpush/notification/actions/{position}",
                title,
            )
