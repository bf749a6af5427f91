"""Message to a webhook's JSON body and back, without the target."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pushbench.domain.finding import Draft, Finding
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Action, LiveActivity, Message
from pushbench.domain.message_fields import fields_set
from pushbench.domain.pointer import child
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Size
from pushbench.domain.secret import MASK
from pushbench.providers.formats.carrying import Carrier
from pushbench.providers.formats.json_body import body_size, read_json
from pushbench.providers.webhook import notices
from pushbench.providers.webhook.fields import CONTENT, MEMBERS, MOST_BYTES
from pushbench.providers.webhook.placeholders import STANDING
from pushbench.providers.webhook.spec import ID, NOVU_FORMAT, SPEC
from pushbench.providers.webhook.targets import MEMBERS as TARGET_MEMBERS

_NAME = re.compile(r"\{\{[^{}]*?\b(" + "|".join((*MEMBERS, "message")) + r")\b")
_NOT_OWN = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "user-agent", "accept", "accept-encoding"}
)


def compose(message: Message, credentials: Credentials | None, now: float) -> Draft:
    """Turn a resolved message into a draft: by the profile's template, else in the profile's format."""
    template = credentials.text("body_template") if credentials else ""
    if template:
        return _by_template(message, template)
    if credentials is not None and credentials.text("body_format") == NOVU_FORMAT:
        return _as_novu(message)
    carrier = Carrier(message, SPEC.short_title)
    carrier.took("/content", "/actions", "/delivery", "/data")
    return Draft(ID, body_of(message), losses=carrier.losses())


def body_of(message: Message) -> JsonObject:
    """Return Pushbench's own body: every field under the name it has in the message file."""
    content, delivery = message.content, message.delivery
    made: JsonObject = {name: value for name in CONTENT if (value := getattr(content, name)) is not None}
    if message.actions:
        made["actions"] = [_button(action) for action in message.actions]
    made["kind"] = delivery.kind.value
    made["priority"] = delivery.effective_priority.value
    if delivery.ttl_seconds is not None:
        made["ttl_seconds"] = delivery.ttl_seconds
    if delivery.collapse_id is not None:
        made["collapse_id"] = delivery.collapse_id
    if delivery.interruption is not None:
        made["interruption"] = delivery.interruption.value
    if delivery.relevance is not None:
        made["relevance"] = delivery.relevance
    if delivery.live_activity is not None:
        made["live_activity"] = _activity(delivery.live_activity)
    if message.data:
        made["data"] = dict(message.data)
    return made


def _button(action: Action) -> JsonObject:
    made: JsonObject = {"id": action.id, "title": action.title}
    if action.link is not None:
        made["link"] = action.link
    if action.icon is not None:
        made["icon"] = action.icon
    return made


def _activity(activity: LiveActivity) -> JsonObject:
    made: JsonObject = {"event": activity.event, "state": dict(activity.state)}
    if activity.attributes_type is not None:
        made["attributes_type"] = activity.attributes_type
    if activity.attributes:
        made["attributes"] = dict(activity.attributes)
    if activity.stale_at is not None:
        made["stale_at"] = activity.stale_at
    if activity.dismiss_at is not None:
        made["dismiss_at"] = activity.dismiss_at
    return made


def _as_novu(message: Message) -> Draft:
    """The body of Novu's push webhook: what it has no name for travels in ``overrides``, data in ``payload``."""
    whole = body_of(message)
    overrides = {name: value for name, value in whole.items() if name not in ("title", "body", "data")}
    made: JsonObject = {
        "title": whole.get("title", ""),
        "content": whole.get("body", ""),
        "overrides": overrides,
        "payload": whole.get("data", {}),
    }
    carrier = Carrier(message, SPEC.short_title)
    carrier.took("/content/title", "/content/body", "/data")
    said = fields_set(message)
    for pointer in said:
        place = _own_place(pointer)
        is_part = pointer.rpartition("/")[0] in said
        if place.split("/")[1] in overrides and not is_part:
            carrier.renamed(pointer, at=f"/payload/overrides{place}")
    return Draft(ID, made, losses=carrier.losses())


def _own_place(pointer: str) -> str:
    """Where a field of the message stands in Pushbench's own body."""
    for front in ("/content", "/delivery"):
        if pointer.startswith(f"{front}/"):
            return pointer.removeprefix(front)
    return pointer


def _by_template(message: Message, template: str) -> Draft:
    from pushbench.compose.template import resolve_value  # brings the template engine, which few profiles need
    from pushbench.domain.errors import UserError

    whole = body_of(message)
    read = read_json(template)
    if not read.is_valid:
        return _without_template(message, "The body template is no JSON.", read.trouble)
    try:
        resolved = resolve_value(read.value, _variables(whole))
    except UserError as error:
        return _without_template(message, error.what, error.why)
    notes = tuple(
        notices.UNKNOWN_VARIABLE.at(
            "/payload", f"The body template asks for “{name}”, which nothing is called.", provider=ID
        )
        for name in resolved.missing
    )
    return Draft(ID, resolved.value, notes=notes, losses=_left_out(message, template).losses())


def _without_template(message: Message, what: str, why: str) -> Draft:
    note: Finding = notices.BAD_TEMPLATE.at("/payload", what, provider=ID, why=why)
    carrier = Carrier(message, SPEC.short_title)
    carrier.took("/content", "/actions", "/delivery", "/data")
    return Draft(ID, body_of(message), notes=(note,), losses=carrier.losses())


def _variables(whole: JsonObject) -> Mapping[str, Json]:
    """Every member's value, null where the message does not say it; the target's own words stay until it is known."""
    empty: dict[str, Json] = dict.fromkeys(MEMBERS) | {"data": {}, "actions": []}
    return {**empty, **whole, "message": whole, **STANDING}


def _left_out(message: Message, template: str) -> Carrier:
    named = set(_NAME.findall(template))
    carrier = Carrier(message, SPEC.short_title)
    for pointer in fields_set(message):
        member = _own_place(pointer).split("/")[1]
        if "message" in named or member in named:
            carrier.took(pointer)
        else:
            carrier.dropped(pointer, why=f"The body template does not ask for “{member}”.")
    return carrier


def object_of(payload: Json) -> JsonObject:
    """Return the object a body is, one that is JSON text included; empty where there is none."""
    value = read_json(payload).value if isinstance(payload, str) else payload
    return value if isinstance(value, dict) else {}


def size(draft: Draft) -> Size:
    """Measure a draft against what receivers usually take; the target comes on top."""
    return Size(body_size(draft.payload), MOST_BYTES, "body, against what receivers usually take")


def received(request: HttpRequest) -> Draft:
    """Read a request that left back into a draft, without target, sign-in and framing. Total."""
    headers = {name: value for name, value in request.headers if not _is_ours(name, value)}
    if headers.get("content-type") == "application/json":
        del headers["content-type"]
    read = read_json(request.body)
    if not read.is_valid:
        return Draft(ID, request.body.decode("utf-8", "replace"), headers)
    value = read.value
    if isinstance(value, dict):
        value = {name: item for name, item in value.items() if not _is_target(name, item)}
    return Draft(ID, value, headers)


def _is_ours(name: str, value: str) -> bool:
    """Whether a header is the profile's, the signature's or the connection's, so that no draft sets it."""
    is_signature = name.startswith("webhook-") or "signature" in name
    return name in _NOT_OWN or is_signature or name in ("authorization", "cookie") or MASK in value


def _is_target(name: str, value: Json) -> bool:
    if name == "target":
        return isinstance(value, list)
    return (name in TARGET_MEMBERS or name == "platform") and isinstance(value, str)


def at(*keys: str) -> str:
    """Return the pointer of a member of the body."""
    pointer = "/payload"
    for key in keys:
        pointer = child(pointer, key)
    return pointer
