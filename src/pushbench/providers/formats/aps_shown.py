"""What an APNs payload displays on an iPhone, read from its JSON and push type alone.

Source: the payload table of the preview facts; Apple, "Generating a remote notification".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.shown import Loss, Shown, ShownKind
from pushbench.providers.formats.aps_block import ApsBlock
from pushbench.providers.formats.aps_keys import INTERRUPTION_LEVELS, is_integer, is_strings
from pushbench.providers.formats.aps_value_rules import shows_text

_WITHOUT_DISPLAY: Mapping[str, tuple[ShownKind, str]] = {
    "background": (ShownKind.NOTHING, "A background push wakes the app; nothing is shown."),
    "voip": (ShownKind.APP_DECIDES, "The app reports a call, and iOS shows its call screen."),
    "pushtotalk": (ShownKind.APP_DECIDES, "The app's Push to Talk channel answers; iOS shows who is speaking."),
    "location": (ShownKind.NOTHING, "The app's location push extension is asked for a position; nothing is shown."),
    "fileprovider": (ShownKind.NOTHING, "The app's file provider looks for changes; nothing is shown."),
    "mdm": (ShownKind.NOTHING, "The device contacts its management server; nothing is shown."),
    "widgets": (ShownKind.NOTHING, "The app's widgets reload; no notification is shown."),
    "controls": (ShownKind.NOTHING, "The app's controls reload; no notification is shown."),
    "complication": (ShownKind.NOTHING, "The watch face's complication is updated; no notification is shown."),
}

_IMAGE_KEYS = ("image", "image-url", "image_url", "imageUrl", "media", "media-url", "media_url", "attachment-url")
_LINK_KEYS = ("link", "url", "deeplink", "deep_link", "deep-link", "link_url")
_IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp")


def shown_aps(
    payload: Json,
    *,
    push_type: str,
    platform: str = "ios",
    pointer: str = "/payload",
    image: str | None = None,
    link: str | None = None,
) -> Shown:
    """Say what a payload displays. Total. ``image`` and ``link`` are used where the payload names none itself."""
    if not isinstance(payload, dict):
        return Shown(ShownKind.NOTHING, platform, "The payload is not a JSON object, so APNs does not hand it on.")
    block = ApsBlock.of(payload, pointer, push_type=push_type)
    data = {key: value for key, value in payload.items() if key != "aps"}
    hidden = _WITHOUT_DISPLAY.get(push_type)
    if hidden:
        kind, why = hidden
        return Shown(kind, platform, why, data=data, losses=tuple(_unshown_texts(block)))
    if push_type == "liveactivity":
        return _activity(block, platform, data)
    return _notification(block, platform, data, image, link)


def _activity(block: ApsBlock, platform: str, data: JsonObject) -> Shown:
    event = block.aps.get("event")
    why = {
        "start": "A Live Activity starts; the app draws its card from attributes and content-state.",
        "end": "The Live Activity ends with its last state and leaves the screen.",
    }.get(str(event), "The app redraws its Live Activity from content-state.")
    alert = block.alert_object
    state = block.aps.get("content-state")
    return Shown(
        ShownKind.LIVE_ACTIVITY,
        platform,
        why,
        title=_text(alert, "title"),
        body=_text(alert, "body") if alert else _plain(block.alert),
        sound=_sound(alert.get("sound", block.aps.get("sound"))),
        is_silent=not shows_text(block.alert),
        data={**data, **(state if isinstance(state, dict) else {})},
    )


def _notification(block: ApsBlock, platform: str, data: JsonObject, image: str | None, link: str | None) -> Shown:
    badge, sound = block.aps.get("badge"), _sound(block.aps.get("sound"))
    count = int(badge) if isinstance(badge, int | float) and is_integer(badge) and badge >= 0 else None
    if not shows_text(block.alert):
        why = _why_nothing(block, count, sound)
        return Shown(ShownKind.NOTHING, platform, why, badge=count, sound=sound, data=data)
    alert, level = block.alert_object, block.aps.get("interruption-level")
    picture = find_image(data) or image
    can_attach = block.aps.get("mutable-content") in (1, True, "1")
    return Shown(
        ShownKind.NOTIFICATION,
        platform,
        title=_text(alert, "title"),
        subtitle=_text(alert, "subtitle"),
        body=_text(alert, "body") if alert else _plain(block.alert),
        image=picture if can_attach else None,
        badge=count,
        sound=sound,
        is_silent=sound is None or level == "passive",
        link=_first_text(data, _LINK_KEYS) or link,
        thread=_plain(block.aps.get("thread-id")),
        category=_plain(block.aps.get("category")),
        interruption=level if isinstance(level, str) and level in INTERRUPTION_LEVELS and level != "active" else None,
        data=data,
        losses=tuple(_losses(block, picture, can_attach=can_attach)),
    )


def _why_nothing(block: ApsBlock, badge: int | None, sound: str | None) -> str:
    if block.alert is not None:
        return "The alert has no words to show."
    if sound is not None:
        also = f" and the app's icon shows {badge}" if badge else ""
        return f"Only a sound plays{also}; nothing is shown."
    if badge is not None:
        return "Only the number on the app's icon goes away." if badge == 0 else f"Only the app's icon shows {badge}."
    if block.aps.get("content-available") in (1, True, "1"):
        return "The push only wakes the app; nothing is shown."
    return "There is no alert in aps, so nothing is shown."


def _losses(block: ApsBlock, picture: str | None, *, can_attach: bool) -> Iterator[Loss]:
    if picture and not can_attach:
        why = "An image is fetched by the app's service extension, which needs mutable-content 1."
        yield Loss("The image is not shown.", why, block.at("mutable-content"))
    for name, key in (("title", "title-loc-key"), ("subtitle", "subtitle-loc-key"), ("body", "loc-key")):
        if isinstance(block.alert_object.get(key), str):
            why = "The words come from the app's Localizable.strings; here stands their key."
            yield Loss(f"The {name} is translated on the device.", why, block.at("alert", key))
    yield from _unread(block)


def _unread(block: ApsBlock) -> Iterator[Loss]:
    for name in ("title", "subtitle", "body"):
        value = block.alert_object.get(name)
        if value is not None and not isinstance(value, str):
            yield Loss(f"The {name} is not shown.", "It is not a string.", block.at("alert", name))


def _unshown_texts(block: ApsBlock) -> Iterator[Loss]:
    if shows_text(block.alert) and block.push_type not in ("voip", "pushtotalk"):
        words = _plain(block.alert) or " ".join(
            text for key in ("title", "subtitle", "body") if (text := _text(block.alert_object, key))
        )
        why = f"A push of type {block.push_type} shows nothing."
        yield Loss("The alert is not shown.", why, block.alert_pointer, words)


def _text(alert: JsonObject, name: str) -> str | None:
    """Return what stands at a line: the text, or the key of a text the app holds, in angle brackets."""
    key, arguments = ("loc-key", "loc-args") if name == "body" else (f"{name}-loc-key", f"{name}-loc-args")
    localised = alert.get(key)
    if isinstance(localised, str) and localised:
        return _marked(localised, alert.get(arguments))
    value = alert.get(name)
    if isinstance(value, dict) and isinstance(value.get("loc-key"), str):
        return _marked(str(value["loc-key"]), value.get("loc-args"))
    return _plain(value)


def _marked(key: str, arguments: Json) -> str:
    values = [str(item) for item in arguments] if isinstance(arguments, list) and is_strings(arguments) else []
    return f"⟨{key}⟩" + (f" {', '.join(values)}" if values else "")


def _plain(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None


def _sound(value: Json) -> str | None:
    return _plain(value.get("name")) if isinstance(value, dict) else _plain(value)


def find_image(data: Mapping[str, Json]) -> str | None:
    """Return the image a payload's custom data names: under a usual key, else the first address of a picture."""
    named = _first_text(data, _IMAGE_KEYS, _is_address)
    if named:
        return named
    for value in list(data.values())[:100]:
        if isinstance(value, str) and _is_address(value) and value.lower().split("?")[0].endswith(_IMAGE_ENDINGS):
            return value
    return None


def _is_address(text: str) -> bool:
    return text.lower().startswith(("https://", "http://"))


def _first_text(data: Mapping[str, Json], keys: tuple[str, ...], accepts: Callable[[str], bool] = bool) -> str | None:
    for key in keys:
        value = data.get(key)
        if isinstance(value, str) and value and accepts(value):
            return value
    return None
