"""Checks of the notification's options as showNotification() takes them (WHATWG Notifications)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pushbench.domain.finding import CheckContext, Draft, Fix, Hit
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.formats.json_edit import Edit, fix_of
from pushbench.providers.formats.notification_options import (
    ACTION_KEYS,
    MAX_ACTIONS,
    OPTION,
    Browser,
    is_absolute,
    is_number,
    is_right_type,
    misspelt,
)
from pushbench.providers.formats.web_notification import STRICT_SHAPES, Shape, WebNotification, read
from pushbench.providers.webpush import declarative
from pushbench.providers.webpush.endpoint import service_of_target

_BESIDE_OPTIONS = frozenset({"app_badge", "mutable", "default_action_url", "options"})
_READ_AS_OPTIONS = STRICT_SHAPES | {Shape.FLAT, Shape.DATA, Shape.FCM_REQUEST}


def _notification(draft: Draft) -> WebNotification | None:
    """Return the notification of a payload that has one as JSON."""
    if not isinstance(draft.payload, dict):
        return None
    notification = read(draft.payload)
    return notification if notification.shape in _READ_AS_OPTIONS else None


def _strict(draft: Draft) -> WebNotification | None:
    """Return it only where the options object is surely handed to showNotification() as a whole."""
    notification = _notification(draft)
    return notification if notification is not None and notification.shape in STRICT_SHAPES else None


def _at(notification: WebNotification, *keys: str | int) -> str:
    if keys == ("title",):
        return f"/payload{notification.title_pointer}"
    pointer = f"/payload{notification.pointer}"
    for key in keys:
        pointer = child(pointer, key)
    return pointer


def _fix(draft: Draft, label: str, *edits: tuple[str, Json]) -> Fix | None:
    return fix_of(label, draft.document(), [Edit(pointer, value) for pointer, value in edits])


def title_is_there(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    notification = _notification(draft)
    if notification is None or declarative.claims(draft.payload):
        return
    title = notification.options.get("title")
    if title is None or title == "":
        pointer = _at(notification, "title") if "title" in notification.options else _at(notification)
        yield Hit(pointer, "The notification has no title.")


def option_is_known(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    notification = _strict(draft)
    if notification is None:
        return
    for name, value in notification.options.items():
        if name in OPTION or name in _BESIDE_OPTIONS or (name == "click_action" and notification.shape is Shape.FCM):
            continue
        meant = misspelt(name)
        pointer = _at(notification, name)
        if meant is None or meant in notification.options:
            yield Hit(pointer, f"No browser knows the notification option “{name}”.")
            continue
        renamed = "/payload/title" if meant == "title" and notification.shape is Shape.TITLE_OPTIONS else None
        edits = ((renamed or _at(notification, meant), value), (pointer, None))
        patch = _fix(draft, f"Rename to {meant}", *edits)
        yield Hit(pointer, f"No browser knows “{name}”; “{meant}” seems to be meant.", patch=patch)


def option_has_its_type(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    notification = _notification(draft)
    if notification is None or declarative.claims(draft.payload):
        return
    for name, value in notification.options.items():
        option = OPTION.get(name)
        if option is None or value is None or name == "actions" or is_right_type(option.type, value):
            continue
        if name == "navigate" and isinstance(value, str):
            continue  # told by the check of addresses
        pointer = _at(notification, name)
        what, patch = f"“{name}” must be {option.type.value}.", None
        if name == "badge" and is_number(value):
            what = "“badge” is the address of a small picture; a count belongs into “app_badge”."
            patch = _fix(draft, "Move to app_badge", ("/payload/app_badge", value), (pointer, None))
        elif isinstance(value, str) and value.lower() in ("true", "false") and "FLAG" in option.type.name:
            patch = _fix(draft, f"Set to {value.lower()}", (pointer, value.lower() == "true"))
        yield Hit(pointer, what, patch=patch)


def page_can_be_opened(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    notification = _notification(draft)
    if notification is None or declarative.claims(draft.payload):
        return
    page = notification.options.get("navigate")
    if isinstance(page, str) and not is_absolute(page, ("http", "https")):
        yield Hit(_at(notification, "navigate"), f"“{page[:80]}” is no http(s) address.")


def silent_does_not_vibrate(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    notification = _notification(draft)
    if notification is None:
        return
    vibrate = notification.options.get("vibrate")
    if notification.options.get("silent") is True and vibrate is not None:
        pointer = _at(notification, "vibrate")
        yield Hit(
            pointer, "“silent” and “vibrate” exclude each other.", patch=_fix(draft, "Remove vibrate", (pointer, None))
        )


def renotify_has_a_tag(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    notification = _notification(draft)
    if notification is None:
        return
    tag = notification.options.get("tag")
    if notification.options.get("renotify") is True and (tag is None or tag == ""):
        pointer = _at(notification, "renotify")
        yield Hit(pointer, "“renotify” needs a “tag”.", patch=_fix(draft, "Remove renotify", (pointer, None)))


def _actions(notification: WebNotification | None) -> tuple[WebNotification, list[Json]] | None:
    actions = notification.options.get("actions") if notification is not None else None
    return (notification, actions) if notification is not None and isinstance(actions, list) else None


def two_actions_at_most(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    found = _actions(_notification(draft))
    if found is None or len(found[1]) <= MAX_ACTIONS:
        return
    notification, actions = found
    pointer = _at(notification, "actions")
    patch = _fix(draft, f"Keep the first {MAX_ACTIONS}", (pointer, actions[:MAX_ACTIONS]))
    what = f"There are {len(actions)} actions; browsers show {MAX_ACTIONS}."
    yield Hit(_at(notification, "actions", MAX_ACTIONS), what, patch=patch)


def actions_are_well_formed(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    notification = _notification(draft)
    if notification is None or declarative.claims(draft.payload):
        return
    actions = notification.options.get("actions")
    if actions is None:
        return
    if not isinstance(actions, list):
        yield Hit(_at(notification, "actions"), "“actions” must be a list.")
        return
    for position, action in enumerate(actions):
        pointer = _at(notification, "actions", position)
        if not isinstance(action, dict):
            yield Hit(pointer, f"Action {position + 1} must be an object with “action” and “title”.")
            continue
        for name in ("action", "title"):
            if name not in action:
                yield Hit(
                    pointer, f"Action {position + 1} has no “{name}”.", patch=_renamed(draft, pointer, action, name)
                )


def _renamed(draft: Draft, pointer: str, action: Mapping[str, Json], name: str) -> Fix | None:
    """Offer the names that other services have for the same thing."""
    for other in ("id", "name") if name == "action" else ("text", "label"):
        if isinstance(action.get(other), str):
            edits = ((child(pointer, name), action[other]), (child(pointer, other), None))
            return _fix(draft, f"Rename {other} to {name}", *edits)
    return None


def action_members_are_known(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    found = _actions(_strict(draft))
    if found is None:
        return
    notification, actions = found
    for position, action in enumerate(actions):
        for name in action if isinstance(action, dict) else ():
            if name not in ACTION_KEYS:
                yield Hit(_at(notification, "actions", position, name), f"An action has no member “{name}”.")


def option_works_there(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    """Say which browsers ignore an option: those behind the target's service, else all there are."""
    notification = _notification(draft)
    if notification is None:
        return
    service = service_of_target(context.target)
    reached = service.browsers if service else tuple(Browser)
    for name, value in notification.options.items():
        option = OPTION.get(name)
        if option is None or value is None or value == option.default:
            continue
        without = [name for one in option.unsupported() if one in reached for name in one.value.split(" and ")]
        if without:
            what = f"“{name}” does nothing in {_and(without)}."
            yield Hit(_at(notification, name), what, why=option.remark)


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
