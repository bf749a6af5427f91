"""Reads whatever JSON a service worker may get into the title and options of one notification.

A worker decides for itself what it shows, but nearly all read one of a few shapes. Each shape is recognised
here and read as such workers read it: ``showNotification(title, options)`` with JavaScript's conversions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from pushbench.domain.json_value import Json
from pushbench.domain.message import EMPTY
from pushbench.domain.pointer import child
from pushbench.domain.shown import Loss, Shown, ShownAction, ShownKind
from pushbench.providers.formats.notification_options import DIRECTIONS, MAX_ACTIONS, OPTION, is_number

_FCM_KEYS = frozenset({"from", "fcmMessageId", "fcmOptions", "fcm_options", "collapseKey", "collapse_key", "messageId"})
_LINK_KEYS = ("navigate", "click_action", "url", "link")
_DEEPEST = 8


class Shape(Enum):
    """The ways a payload may carry a notification. The value is the name people read."""

    EMPTY = "no payload"
    TEXT = "plain text"
    DECLARATIVE = "declarative message (web_push)"
    NOTIFICATION = "{notification: {title, ...}}"
    TITLE_OPTIONS = "{title, options: {...}}"
    FLAT = "{title, body, ...}"
    FCM = "message of the FCM web SDK"
    FCM_REQUEST = "request to the FCM API"
    DATA = "data with a title or body in it"
    OTHER = "JSON without a notification"


STRICT_SHAPES = frozenset({Shape.DECLARATIVE, Shape.NOTIFICATION, Shape.TITLE_OPTIONS, Shape.FCM})
"""Shapes whose options object is handed to showNotification() as it is."""


@dataclass(frozen=True, slots=True)
class WebNotification:
    """The notification in a payload, before any conversion."""

    shape: Shape
    options: Mapping[str, Json] = field(default_factory=dict)
    """NotificationOptions, with ``title`` among them wherever it stood."""
    pointer: str = ""
    """JSON pointer of the options within the payload."""
    title_pointer: str = ""
    link: str | None = None
    app_badge: Json = None
    data: Mapping[str, Json] = EMPTY
    """What the page or worker gets beside the notification."""


def read(payload: Json) -> WebNotification:
    """Find the notification in a payload. Total; a string that holds JSON is read as that JSON."""
    if isinstance(payload, str):
        parsed = parse_text(payload)
        if isinstance(parsed, dict | list):
            return read(parsed)
        return WebNotification(Shape.TEXT, {"body": payload}) if payload else WebNotification(Shape.EMPTY)
    if payload is None:
        return WebNotification(Shape.EMPTY)
    if not isinstance(payload, dict):
        return WebNotification(Shape.OTHER)
    return _read_object(payload)


def parse_text(text: str) -> Json:
    """Return the JSON in a text as a browser's ``event.data.json()`` gives it, or the text itself when it is none."""
    try:
        value: Json = _decode(text)
    except (ValueError, RecursionError):
        return text
    return value


def _refuse_constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


# Made once: json.loads() with an argument makes a new decoder at every call.
_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode


def _read_object(payload: dict[str, Json]) -> WebNotification:
    notification, options = payload.get("notification"), payload.get("options")
    if isinstance(notification, dict):
        return _read_notification(payload, notification)
    request = _fcm_request(payload)
    if request is not None:
        return request
    if isinstance(options, dict) and "title" in payload:
        merged = {"title": payload["title"], **options}
        return _made(Shape.TITLE_OPTIONS, payload, merged, "/options", "/title")
    if "title" in payload or "body" in payload:
        return _made(Shape.FLAT, payload, payload, "", "/title")
    data = payload.get("data")
    if isinstance(data, dict) and ("title" in data or "body" in data):
        return _made(Shape.DATA, payload, data, "/data", "/data/title")
    return WebNotification(Shape.OTHER, app_badge=payload.get("app_badge"), data=_object(data))


def _read_notification(payload: dict[str, Json], notification: dict[str, Json]) -> WebNotification:
    if "web_push" in payload:
        shape = Shape.DECLARATIVE
    elif _FCM_KEYS & payload.keys() or "click_action" in notification:
        shape = Shape.FCM
    else:
        shape = Shape.NOTIFICATION
    return _made(shape, payload, notification, "/notification", "/notification/title")


def _fcm_request(payload: dict[str, Json]) -> WebNotification | None:
    """Read the body of FCM's HTTP API, which some paste here; a worker would not understand it."""
    wrapper = payload.get("message")
    prefix, message = ("/message", wrapper) if isinstance(wrapper, dict) else ("", payload)
    web = message.get("webpush")
    inner = web.get("notification") if isinstance(web, dict) else None
    general = message.get("notification")
    if not isinstance(inner, dict) and not (prefix and isinstance(general, dict)):
        return None
    options = {**_object(general), **_object(inner)}
    pointer = f"{prefix}/webpush/notification" if isinstance(inner, dict) else f"{prefix}/notification"
    fcm_options = _object(_object(web).get("fcm_options"))
    return WebNotification(
        Shape.FCM_REQUEST,
        options,
        pointer,
        f"{pointer}/title",
        link=_first_text((fcm_options.get("link"), *_links(options))),
        data=_object(message.get("data")),
    )


def _made(
    shape: Shape, payload: Mapping[str, Json], options: Mapping[str, Json], pointer: str, title_pointer: str
) -> WebNotification:
    fcm_options = _object(payload.get("fcmOptions") or payload.get("fcm_options"))
    data = options.get("data") if shape is not Shape.FCM else payload.get("data")
    candidates = (*_links(options), fcm_options.get("link"), *_links(_object(data)), *_links(payload))
    badge = payload.get("app_badge")
    return WebNotification(
        shape,
        options,
        pointer,
        title_pointer,
        link=_first_text(candidates),
        app_badge=options.get("app_badge") if badge is None else badge,
        data=_object(data),
    )


def _links(source: Mapping[str, Json]) -> tuple[Json, ...]:
    return tuple(source.get(key) for key in _LINK_KEYS)


def _first_text(candidates: tuple[Json, ...]) -> str | None:
    return next((value for value in candidates if isinstance(value, str) and value), None)


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else EMPTY


def js_text(value: Json, depth: int = 0) -> str:
    """Convert to a string as JavaScript does where a browser wants one."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "[object Object]"
    if isinstance(value, list):
        if depth >= _DEEPEST:
            return ""
        return ",".join("" if item is None else js_text(item, depth + 1) for item in value)
    return _js_number(value)


def _js_number(value: float) -> str:
    if not is_number(value):
        return "NaN"
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    if abs(value) < 10**21:
        return str(int(value))
    return format(float(value), "g") if abs(value) < 10**308 else "Infinity"


def to_shown(notification: WebNotification, platform: str, kind: ShownKind, why: str = "") -> Shown:
    """Say what the notification displays; ``kind`` and ``why`` are the caller's judgement. Total."""
    options = notification.options
    actions = tuple(_actions(options.get("actions")))
    return Shown(
        kind=kind,
        platform=platform,
        why=why,
        title=_text(options.get("title")),
        body=_text(options.get("body")),
        image=_text(options.get("image")),
        icon=_text(options.get("icon")),
        badge_icon=_text(options.get("badge")),
        badge=app_badge_count(notification.app_badge),
        is_silent=options.get("silent") is True,
        actions=actions[:MAX_ACTIONS],
        link=notification.link,
        tag=_text(options.get("tag")),
        direction=_direction(options.get("dir")),
        language=_text(options.get("lang")) or None,
        stays=options.get("requireInteraction") is True,
        timestamp=_seconds(options.get("timestamp")),
        data=notification.data,
        losses=tuple(_losses(notification, actions)),
    )


def app_badge_count(value: Json) -> int | None:
    """Return the count an ``app_badge`` sets: an unsigned integer or a string of digits; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value)
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64
    return value if is_count and isinstance(value, int) else None


def _text(value: Json) -> str | None:
    """Convert what stands there; a null is taken for absent, as workers' ``||`` defaults do."""
    return None if value is None else js_text(value)


def _direction(value: Json) -> str:
    return value if isinstance(value, str) and value in DIRECTIONS else "auto"


def _seconds(value: Json) -> float | None:
    if not is_number(value) or not isinstance(value, int | float) or abs(value) > 8.64e15:
        return None
    return value / 1000


def _actions(value: Json) -> Iterator[ShownAction]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield ShownAction(
                id=_text(item.get("action")) or "",
                title=_text(item.get("title")) or "",
                icon=_text(item.get("icon")),
                is_text_input=item.get("type") == "text",
            )


def _losses(notification: WebNotification, actions: tuple[ShownAction, ...]) -> Iterator[Loss]:
    for position, action in enumerate(actions[MAX_ACTIONS:], start=MAX_ACTIONS):
        yield Loss(
            what=f"button “{action.title}”",
            why=f"Browsers show at most {MAX_ACTIONS} actions and drop the others silently.",
            pointer=f"{notification.pointer}/actions/{position}",
            lost_text=action.title,
        )
    if notification.shape not in STRICT_SHAPES:
        return
    for name, value in notification.options.items():
        if name in OPTION or name in ("app_badge", "mutable", "click_action"):
            continue
        yield Loss(
            what=name,
            why=f"No browser knows the notification option “{name}”.",
            pointer=child(notification.pointer, name),
            lost_text=value if isinstance(value, str) else "",
        )
