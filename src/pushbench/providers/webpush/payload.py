"""Message to the JSON a service worker reads, with the headers that go beside it."""

from __future__ import annotations

from collections.abc import Iterator

from pushbench.domain.finding import Draft, Finding
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Content, Delivery, Interruption, Kind, Message
from pushbench.domain.provider import Size
from pushbench.providers.formats.json_body import body_bytes, body_size
from pushbench.providers.formats.notice import Notice
from pushbench.providers.formats.notification_options import is_absolute, is_address
from pushbench.providers.webpush import notices
from pushbench.providers.webpush.losses import losses_of
from pushbench.providers.webpush.spec import ID

DECLARATIVE = 8030
DEFAULT_TTL_SECONDS = 2_419_200
"""Four weeks, the longest that FCM keeps a message."""
BODY_LIMIT = 4096
OVERHEAD_BYTES = 103
"""Header of 86 bytes, delimiter and tag (RFC 8188, RFC 8291)."""
PLAIN_LIMIT = BODY_LIMIT - OVERHEAD_BYTES

_NOTIFICATION = "/payload/notification"


def compose(message: Message) -> Draft:
    """Turn a resolved message into a draft. The order of the keys is that of the W3C Push API."""
    notes: list[Finding] = []
    kind = message.delivery.kind
    if kind in (Kind.DATA, Kind.SILENT):
        payload = _data_payload(message)
        notes.extend(_data_notes(message))
    else:
        payload = _alert_payload(message, notes)
    notes.extend(_kind_notes(kind))
    notes.extend(_delivery_notes(message.delivery))
    return Draft(ID, payload, _headers(message.delivery), tuple(notes), losses=losses_of(message, payload))


def _note(notice: Notice, pointer: str, what: str, why: str = "", fix: str = "") -> Finding:
    return notice.at(pointer, what, provider=ID, why=why, fix=fix)


def _headers(delivery: Delivery) -> dict[str, str]:
    ttl = DEFAULT_TTL_SECONDS if delivery.ttl_seconds is None else delivery.ttl_seconds
    headers = {"TTL": str(ttl), "Urgency": delivery.effective_priority.value}
    if delivery.collapse_id:
        headers["Topic"] = delivery.collapse_id
    return headers


def _alert_payload(message: Message, notes: list[Finding]) -> JsonObject:
    content = message.content
    notification = _notification(message, notes)
    payload: JsonObject = {"notification": notification}
    if is_absolute(notification.get("navigate"), ("http", "https")) and notification.get("title"):
        payload = {"web_push": DECLARATIVE, **payload}
        _complete_actions(notification, notes)
    else:
        notes.append(_note(notices.NOT_DECLARATIVE, "/payload", "The message is not a declarative one."))
    if content.badge is not None:
        payload["app_badge"] = _badge(content.badge)
        if "web_push" not in payload:
            what = "The badge number leaves as app_badge, which only your worker can put on the icon."
            why = "Outside declarative messages a browser looks at no such key; a worker calls navigator.setAppBadge()."
            notes.append(_note(notices.RETYPED, "/payload/app_badge", what, why))
    return payload


def _notification(message: Message, notes: list[Finding]) -> JsonObject:
    content = message.content
    wanted: tuple[tuple[str, Json], ...] = (
        ("title", _text(content.title)),
        ("navigate", _text(content.link)),
        ("body", _text(content.body)),
        ("icon", _icon(content, notes)),
        ("image", _text(content.image)),
        ("tag", message.delivery.collapse_id),
        ("actions", [_action(action.id, action.title, action.link, action.icon) for action in message.actions] or None),
        ("data", dict(message.data) or None),
    )
    notes.extend(_content_notes(content))
    return {name: value for name, value in wanted if value is not None}


def _text(value: object) -> str | None:
    """Keep text as it is; a template may have given a number, which the web wants as text."""
    return value if value is None or isinstance(value, str) else str(value)


def _icon(content: Content, notes: list[Finding]) -> str | None:
    icon = _text(content.icon)
    if icon is None or is_address(icon):
        return icon
    what = f"The icon “{icon}” does not leave."
    why = "It is the name of an Android resource; a browser needs the address of a picture."
    notes.append(
        _note(notices.CONTENT, _NOTIFICATION, what, why, "Write an https:// address if the web is to show it.")
    )
    return None


def _action(name: str, title: str, link: str | None, icon: str | None) -> JsonObject:
    wanted = (("action", name), ("title", title), ("navigate", link), ("icon", icon))
    return {key: value for key, value in wanted if value is not None}


def _complete_actions(notification: JsonObject, notes: list[Finding]) -> None:
    """Give every button of a declarative message the link that it must have."""
    actions = notification.get("actions")
    for position, action in enumerate(actions if isinstance(actions, list) else ()):
        if isinstance(action, dict) and "navigate" not in action:
            action["navigate"] = notification["navigate"]
            what = f"The button “{action['title']}” opens the message's link."
            why = "A declarative message is only valid if each of its actions has a “navigate”."
            pointer = f"{_NOTIFICATION}/actions/{position}/navigate"
            notes.append(_note(notices.RETYPED, pointer, what, why, "Give the button a link of its own if it should."))


def _badge(badge: int | str) -> Json:
    is_count = isinstance(badge, str) and badge.isascii() and badge.isdigit() and len(badge) <= 18
    return int(badge) if is_count else badge


def _content_notes(content: Content) -> Iterator[Finding]:
    sound = None if content.sound == "default" else content.sound
    for name, value, why in (
        ("subtitle", content.subtitle, "A web notification has a title and a body only."),
        ("sound", sound, "Browsers play the system's sound, or none with “silent”."),
        ("thread", content.thread, "The web does not group; “tag” replaces."),
        ("category", content.category, "The web has no registered categories; buttons are in the payload itself."),
        ("channel", content.channel, "Channels belong to Android apps; the browser owns its own."),
    ):
        if value:
            yield _note(notices.CONTENT, _NOTIFICATION, f"The {name} “{value}” does not leave.", why)


def _data_payload(message: Message) -> JsonObject:
    payload: JsonObject = {}
    if message.data:
        payload["data"] = dict(message.data)
    if message.content.badge is not None:
        payload["app_badge"] = _badge(message.content.badge)
    return payload


def _data_notes(message: Message) -> Iterator[Finding]:
    content = message.content
    named = (("title", content.title), ("body", content.body), ("subtitle", content.subtitle), ("image", content.image))
    dropped = [name for name, value in named if value]
    if dropped:
        kind = message.delivery.kind.value
        what = f"With the kind {kind} these do not leave: {', '.join(dropped)}."
        yield _note(notices.TEXT_DROPPED, "/payload", what)


def _kind_notes(kind: Kind) -> Iterator[Finding]:
    if kind is Kind.SILENT:
        yield _note(notices.SILENT, "/payload", "Nothing in this push asks for a notification.")
    if kind in (Kind.VOIP, Kind.LIVE_ACTIVITY):
        yield _note(notices.KIND, "/payload", f"Web Push has no messages of the kind {kind.value}.")


def _delivery_notes(delivery: Delivery) -> Iterator[Finding]:
    if delivery.interruption not in (None, Interruption.ACTIVE):
        what = f"The interruption level {delivery.interruption.value} does not leave."
        yield _note(notices.DELIVERY, "/headers", what)
    if delivery.relevance is not None:
        yield _note(notices.DELIVERY, "/headers", f"The relevance {delivery.relevance} does not leave.")


def plain_bytes(payload: Json) -> bytes:
    """Return the clear text that is encrypted; ``b""`` is a push without payload (null, or an empty text).

    Raises UserError for what cannot be written as JSON.
    """
    return b"" if payload is None else body_bytes(payload)


def plain_size(payload: Json) -> int:
    """Return the length of the clear text, also of payloads that cannot be written."""
    return 0 if payload is None else body_size(payload)


def size(draft: Draft) -> Size:
    """Measure the encrypted body against what every push service must take."""
    plain = plain_size(draft.payload)
    return Size(plain + OVERHEAD_BYTES if plain else 0, BODY_LIMIT, "encrypted body")
