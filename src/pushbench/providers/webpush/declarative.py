"""Declarative push messages: what Safari demands before it shows one without a service worker.

Source: W3C Push API, WebKit's explainer and parser (2024 to July 2025). One mistake makes the whole message
an ordinary push again, so every check here except the remarks at the end is a condition of validity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pushbench.domain.finding import Fix, Hit, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.formats.json_edit import Edit, fix_of
from pushbench.providers.formats.notification_options import (
    OPTION,
    OptionType,
    is_absolute,
    is_right_type,
)
from pushbench.providers.formats.web_notification import app_badge_count
from pushbench.providers.webpush.payload import DECLARATIVE

Payload = Mapping[str, Json]
_TOP_LEVEL = frozenset({"web_push", "notification", "mutable", "app_badge"})
_OBSOLETE = frozenset({"default_action_url", "options"})
_PLACED = ("app_badge", "mutable")
_WEB = ("http", "https")


def claims(payload: Json) -> bool:
    """Tell whether a payload wants to be a declarative message."""
    return isinstance(payload, dict) and "web_push" in payload


def is_valid(payload: Json) -> bool:
    """Tell whether a browser that knows declarative messages takes the payload for one."""
    if not isinstance(payload, dict) or "web_push" not in payload:
        return False
    return not any(True for check in CONDITIONS for _ in check(payload))


def _fix(payload: Payload, label: str, *edits: tuple[str, Json]) -> Fix | None:
    return fix_of(label, {"payload": dict(payload)}, [Edit(pointer, value) for pointer, value in edits])


def _notification(payload: Payload) -> Payload | None:
    notification = payload.get("notification")
    return notification if isinstance(notification, dict) else None


def number_is_8030(payload: Payload) -> Iterator[Hit]:
    value = payload.get("web_push")
    if value == DECLARATIVE and isinstance(value, int):
        return
    patch = _fix(payload, f"Set to {DECLARATIVE}", ("/payload/web_push", DECLARATIVE))
    yield Hit("/payload/web_push", f"“web_push” must be the integer {DECLARATIVE}.", patch=patch)


def notification_is_there(payload: Payload) -> Iterator[Hit]:
    if _notification(payload) is None:
        if "notification" in payload:
            yield Hit("/payload/notification", "“notification” must be an object.")
        else:
            yield Hit("/payload", "A declarative message needs a “notification” object.")


def title_is_written(payload: Payload) -> Iterator[Hit]:
    notification = _notification(payload)
    if notification is None:
        return
    title = notification.get("title")
    if isinstance(title, str) and title:
        return
    pointer = "/payload/notification/title" if "title" in notification else "/payload/notification"
    yield Hit(pointer, "A declarative message needs a title that is a non-empty string.")


def page_is_named(payload: Payload) -> Iterator[Hit]:
    notification = _notification(payload)
    if notification is None or is_absolute(notification.get("navigate"), _WEB):
        return
    patch = None
    for place, pointer in ((notification, "/payload/notification"), (payload, "/payload")):
        older = place.get("default_action_url")
        if "navigate" not in notification and is_absolute(older, _WEB):
            moved = (("/payload/notification/navigate", older), (f"{pointer}/default_action_url", None))
            patch = _fix(payload, "Rename to navigate", *moved)
    if "navigate" in notification:
        what = "“navigate” must be an absolute http(s) address."
        yield Hit("/payload/notification/navigate", what, patch=patch)
    else:
        what = "A declarative message needs “navigate”: the address that a tap opens."
        yield Hit("/payload/notification", what, patch=patch)


def members_have_their_types(payload: Payload) -> Iterator[Hit]:
    notification = _notification(payload) or {}
    for name, value in notification.items():
        option = OPTION.get(name)
        if option is None or name in ("title", "navigate") or is_right_type(option.type, value):
            continue
        pointer = child("/payload/notification", name)
        patch = None
        if isinstance(value, str) and value.lower() in ("true", "false") and "FLAG" in option.type.name:
            patch = _fix(payload, f"Set to {value.lower()}", (pointer, value.lower() == "true"))
        elif isinstance(value, str) and value.lower() in ("auto", "ltr", "rtl") and option.type is OptionType.DIRECTION:
            patch = _fix(payload, f"Set to {value.lower()}", (pointer, value.lower()))
        yield Hit(pointer, f"“{name}” must be {option.type.value}.", patch=patch)


def actions_are_complete(payload: Payload) -> Iterator[Hit]:
    notification = _notification(payload) or {}
    actions = notification.get("actions")
    for position, action in enumerate(actions if isinstance(actions, list) else ()):
        if not isinstance(action, dict):
            continue  # told by the check of types
        pointer = child("/payload/notification/actions", position)
        for name in ("action", "title"):
            if not isinstance(action.get(name), str):
                yield Hit(pointer, f"Action {position + 1} needs “{name}” as a string.")
        if not is_absolute(action.get("navigate"), _WEB):
            page = notification.get("navigate")
            edit = (child(pointer, "navigate"), page)
            patch = _fix(payload, "Open the message's link", edit) if is_absolute(page, _WEB) else None
            yield Hit(pointer, f"Action {position + 1} needs “navigate”: an absolute http(s) address.", patch=patch)


def placed_members_have_their_types(payload: Payload) -> Iterator[Hit]:
    for place, pointer in ((payload, "/payload"), (_notification(payload) or {}, "/payload/notification")):
        badge = place.get("app_badge")
        if badge is not None and app_badge_count(badge) is None:
            yield Hit(f"{pointer}/app_badge", "“app_badge” must be 0 or a positive integer, or a string of digits.")
        if "mutable" in place and not isinstance(place["mutable"], bool):
            yield Hit(f"{pointer}/mutable", "“mutable” must be true or false.")


CONDITIONS: tuple[Callable[[Payload], Iterator[Hit]], ...] = (
    number_is_8030,
    notification_is_there,
    title_is_written,
    page_is_named,
    members_have_their_types,
    actions_are_complete,
    placed_members_have_their_types,
)


def pictures_are_absolute(payload: Payload) -> Iterator[Hit]:
    """Without a worker there is hardly a base to resolve a relative address against [unsure]."""
    notification = _notification(payload) or {}
    for name in ("icon", "image", "badge"):
        value = notification.get(name)
        if isinstance(value, str) and is_right_type(OptionType.URL, value) and not is_absolute(value):
            yield Hit(child("/payload/notification", name), f"“{name}” is a relative address.")


def members_stand_where_safari_looks(payload: Payload) -> Iterator[Hit]:
    """Both moved to the top level: ``app_badge`` in May 2025 (WebKit PR 45798), ``mutable`` in the text only."""
    notification = _notification(payload)
    if notification is None:
        return
    for name in _PLACED:
        outside, inside = payload.get(name), notification.get(name)
        if (outside is None) == (inside is None):
            continue
        value, top, below = (
            (inside if outside is None else outside),
            f"/payload/{name}",
            f"/payload/notification/{name}",
        )
        patch = _fix(payload, "Write it in both places", (top, value), (below, value))
        if outside is None:
            what = f"“{name}” stands inside “notification” only; its place is the top level."
            yield Hit(below, what, patch=patch, severity=Severity.WARNING)
        else:
            since = "Safari 18.4 and 18.5 look" if name == "app_badge" else "WebKit of July 2025 still looked"
            yield Hit(top, f"{since} for “{name}” inside “notification”.", patch=patch)


def mutable_worker_keeps_navigate(payload: Payload) -> Iterator[Hit]:
    if payload.get("mutable") is True or (_notification(payload) or {}).get("mutable") is True:
        pointer = "/payload/mutable" if "mutable" in payload else "/payload/notification/mutable"
        yield Hit(pointer, "On iOS the worker's own showNotification() must pass “navigate” in its options.")


def draft_keys_are_gone(payload: Payload) -> Iterator[Hit]:
    for place, pointer in ((payload, "/payload"), (_notification(payload) or {}, "/payload/notification")):
        for name in sorted(_OBSOLETE & place.keys()):
            new = "navigate" if name == "default_action_url" else "notification itself"
            yield Hit(child(pointer, name), f"“{name}” belongs to an old draft; it is “{new}” now.")


def others_are_ignored(payload: Payload) -> Iterator[Hit]:
    for name in payload:
        if name not in _TOP_LEVEL and name not in _OBSOLETE:
            yield Hit(child("/payload", name), f"A declarative message has no top-level member “{name}”.")
