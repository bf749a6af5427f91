"""Turns a message into an APNs draft, and says what APNs cannot carry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pushbench.domain.finding import Draft, Finding, Severity
from pushbench.domain.json_value import JsonObject
from pushbench.domain.message import Kind, Message, Priority
from pushbench.domain.pointer import child
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Size
from pushbench.providers.apns.push import read_push
from pushbench.providers.apns.push_types import limit_of, topic_for
from pushbench.providers.apns.spec import HEADER_NAMES, ID
from pushbench.providers.formats.aps import PUSH_TYPES, apns_headers, aps_of, as_text
from pushbench.providers.formats.aps_losses import PARTS, carried_parts, carry_apns_headers, carry_aps
from pushbench.providers.formats.carrying import Carrier
from pushbench.providers.formats.connection import image_key, link_key
from pushbench.providers.formats.json_body import body_size
from pushbench.providers.formats.notice import Notice

GENERATING = "Apple, Generating a remote notification"

NO_FIELD = Notice(
    "APNS801",
    Severity.NOTE,
    "APNs has no field for it",
    "Apple's payload knows no such part.",
    "Nothing to do where other services need it; write it into data where the app reads it.",
    GENERATING,
)
BUTTONS = Notice(
    "APNS802",
    Severity.NOTE,
    "Buttons come from the app",
    "A payload carries no buttons: the app registers them under a category, and the payload names the category.",
    "Register the buttons in the app and give the message their category.",
    "Apple, Declaring your actionable notification types",
)
NOT_SHOWN = Notice(
    "APNS803",
    Severity.NOTE,
    "Content that this kind of push does not carry",
    "A push of this kind shows nothing, or shows only what the app draws.",
    "Choose the kind alert to show it, or write it into data.",
    "Apple, Sending notification requests to APNs",
)
KEY_TAKEN = Notice(
    "APNS804",
    Severity.WARNING,
    "Data key that is taken",
    "Both would have the same name in the payload.",
    "Rename the key in data, or the profile's image key or link key.",
    GENERATING,
)
PRIORITY_FIXED = Notice(
    "APNS805",
    Severity.NOTE,
    "Priority that this kind of push does not take",
    "A background push takes only priority 5, a Live Activity 10 or 5.",
    "Nothing to do; the nearest allowed priority is sent.",
    "Apple, Sending notification requests to APNs",
)
NOTICES: tuple[Notice, ...] = (NO_FIELD, BUTTONS, NOT_SHOWN, KEY_TAKEN, PRIORITY_FIXED)


def compose(message: Message, credentials: Credentials | None, now: float) -> Draft:
    """Turn a resolved message into a draft; ``now`` (Unix seconds) dates expiration and Live Activities."""
    notes: list[Finding] = []

    def note(notice: Notice, pointer: str, what: str, why: str = "", fix: str = "") -> None:
        notes.append(notice.at(pointer, what, provider=ID, why=why, fix=fix))

    carrier = Carrier(message, "APNs")
    carry_aps(carrier, message)
    carry_apns_headers(carrier, message, "/headers")
    payload: JsonObject = {"aps": aps_of(message, now)}
    _put_data(payload, message, credentials, note, carrier)
    headers = _headers(message, credentials, now)
    notes.extend(_losses(message))
    return Draft(ID, payload, headers, tuple(notes), losses=carrier.losses())


def _headers(message: Message, credentials: Credentials | None, now: float) -> dict[str, str]:
    headers = apns_headers(message, now)
    bundle_id = credentials.text("bundle_id") if credentials else ""
    if bundle_id:
        headers["apns-topic"] = topic_for(bundle_id, headers["apns-push-type"])
    return {name: headers[name] for name in HEADER_NAMES if name in headers}


def _put_data(
    payload: JsonObject,
    message: Message,
    credentials: Credentials | None,
    note: Callable[..., None],
    carrier: Carrier,
) -> None:
    """Put image, link and data beside ``aps``; a key of data's own goes before image and link."""
    for name, key, value in (
        ("image", image_key(credentials), message.content.image),
        ("link", link_key(credentials), message.content.link),
    ):
        if value is None:
            continue
        if key == "aps" or key in message.data:
            note(KEY_TAKEN, child("/payload", key), f"The {name} is not sent: its key {key} is taken.")
            carrier.dropped(f"/content/{name}", why=f"Its key {key} is taken.")
        else:
            payload[key] = as_text(value)
            carrier.renamed(f"/content/{name}", at=child("/payload", key))
    for key, item in message.data.items():
        if key == "aps":
            note(KEY_TAKEN, "/payload/aps", "The data key aps is not sent: the name belongs to Apple.")
            carrier.dropped("/data/aps", why="The name belongs to Apple.")
        else:
            payload[key] = item
            carrier.took(child("/data", key))


def _losses(message: Message) -> Iterator[Finding]:
    content, kind = message.content, message.delivery.kind
    for name, where in (("icon", "iOS shows the app's own icon."), ("channel", "Channels are Android's.")):
        if getattr(content, name) is not None:
            yield NO_FIELD.at("", f"The {name} is not sent.", provider=ID, why=where)
    if message.actions:
        yield _buttons(message)
    carried = carried_parts(message)
    dropped = [name for name in PARTS if getattr(content, name) is not None and name not in carried]
    if kind is not Kind.ALERT:
        dropped += [name for name in ("interruption", "relevance") if _is_dropped(message, name)]
    if dropped:
        words = " and ".join(filter(None, [", ".join(dropped[:-1]), dropped[-1]]))
        verb = "is" if len(dropped) == 1 else "are"
        yield NOT_SHOWN.at("/payload/aps", f"A {kind.value} push: {words} {verb} not sent.", provider=ID)
    yield from _priority_note(message)


def _is_dropped(message: Message, name: str) -> bool:
    is_set = getattr(message.delivery, name) is not None
    return is_set and not (name == "relevance" and message.delivery.kind is Kind.LIVE_ACTIVITY)


def _buttons(message: Message) -> Finding:
    count = len(message.actions)
    words = "1 button is" if count == 1 else f"{count} buttons are"
    category = message.content.category
    if category and message.delivery.kind is Kind.ALERT:
        fix = f"Register them in the app under the category “{category}”."
        return BUTTONS.at("/payload/aps/category", f"{words} not sent.", provider=ID, fix=fix)
    return BUTTONS.at("/payload/aps", f"{words} not sent, and no category names them.", provider=ID)


def _priority_note(message: Message) -> Iterator[Finding]:
    delivery = message.delivery
    wanted = delivery.priority
    is_background = PUSH_TYPES[delivery.kind] == "background"
    is_changed = (is_background and wanted in (Priority.HIGH, Priority.LOW)) or (
        delivery.kind is Kind.LIVE_ACTIVITY and wanted is Priority.LOW
    )
    if is_changed and wanted is not None:
        what = f"The priority {wanted.value} leaves as 5."
        yield PRIORITY_FIXED.at("/headers/apns-priority", what, provider=ID)


def size(draft: Draft) -> Size:
    """Measure the payload as sent; the limit is the push type's."""
    return Size(body_size(draft.payload), limit_of(read_push(draft).push_type), "payload")
