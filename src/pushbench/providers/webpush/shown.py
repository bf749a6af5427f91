"""What a payload makes a browser show, and what a request that left had been."""

from __future__ import annotations

from dataclasses import replace

from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json
from pushbench.domain.shown import Loss, Shown, ShownKind
from pushbench.providers.formats.web_notification import Shape, WebNotification, parse_text, read, to_shown
from pushbench.providers.webpush import declarative
from pushbench.providers.webpush.headers import RESERVED
from pushbench.providers.webpush.spec import ID, SPEC

_WRITTEN = {name.lower(): name for name in SPEC.header_names}
_NOT_CONTENT = RESERVED | {"content-type"}

_WHY = {
    Shape.EMPTY: "The push has no payload: the worker gets a null and fetches or makes up what it shows.",
    Shape.TEXT: "The payload is plain text, so the worker decides; most workers that read text show it as the body.",
    Shape.DATA: "The payload is data for the worker, which may show the title and body in it.",
    Shape.FCM_REQUEST: "This is a request to the FCM API, not a push payload; a worker has to dig the notification out.",
    Shape.OTHER: "The payload names no notification; if the worker shows nothing, Chrome shows a notice of its own.",
}
_NO_WORDS = "There is neither title nor body; what shows is up to the worker."


def shown(draft: Draft, platform: str) -> Shown:
    """Say what a browser displays for a draft.

    Only declarative messages show by themselves (in Safari). For ``{notification}``, ``{title, options}``,
    ``{title, body}`` and the FCM SDK's messages the usual worker is taken for granted; everything else is
    APP_DECIDES, with the best guess in the fields. Total.
    """
    notification = read(draft.payload)
    kind, why = _judge(notification)
    result = to_shown(notification, platform, kind, why)
    payload = parse_text(draft.payload) if isinstance(draft.payload, str) else draft.payload
    return _with_declarative_loss(result, payload)


def _judge(notification: WebNotification) -> tuple[ShownKind, str]:
    why = _WHY.get(notification.shape)
    if why is not None:
        return ShownKind.APP_DECIDES, why
    if not notification.options.get("title") and not notification.options.get("body"):
        return ShownKind.APP_DECIDES, _NO_WORDS
    return ShownKind.NOTIFICATION, ""


def _with_declarative_loss(result: Shown, payload: Json) -> Shown:
    if not isinstance(payload, dict) or not declarative.claims(payload) or declarative.is_valid(payload):
        return result
    hits = (hit for check in declarative.CONDITIONS for hit in check(payload))
    first = next(hits)
    why = f"The message is not declarative, so Safari hands it to a service worker: {first.what}"
    loss = Loss("display without a worker", why, first.pointer.removeprefix("/payload"))
    return replace(result, losses=(*result.losses, loss))


def received(request: HttpRequest) -> Draft:
    """Read a request that left back into a draft: its clear text where it is known. Total."""
    headers = {
        _WRITTEN.get(name.lower(), name): value for name, value in request.headers if name.lower() not in _NOT_CONTENT
    }
    plain = request.body if request.plain is None else request.plain
    return Draft(ID, _payload(plain), headers)


def _payload(plain: bytes) -> Json:
    """Return the JSON of a clear text, or the text itself: also for a bare JSON string, whose quotes would be lost."""
    if not plain:
        return None
    text = plain.decode("utf-8", "replace")
    value = parse_text(text)
    return value if isinstance(value, dict | list) else text
