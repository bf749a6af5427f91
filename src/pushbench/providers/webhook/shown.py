"""What a webhook's body asks to display. The receiver decides; these are the words it has to work with. Total."""

from __future__ import annotations

from collections.abc import Iterator

from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.shown import Shown, ShownAction, ShownKind
from pushbench.providers.webhook.payload import object_of

_WHY = "The receiver decides what becomes of the body; a preview shows the words it gets."
_WORDS = {
    "title": ("title", "heading", "subject"),
    "body": ("body", "content", "text", "message"),
}


def shown(draft: Draft, platform: str) -> Shown:
    """Say what the body displays; a silent one shows nothing, all else is the receiver's choice."""
    body = object_of(draft.payload)
    if not body:
        return Shown(ShownKind.APP_DECIDES, platform, "The body is no JSON object, so nobody here can read it.")
    extra = _object(body, "overrides")
    kind = _text(body, "kind") or _text(extra, "kind") or "alert"
    data = _object(body, "data") or _object(body, "payload")
    if kind == "silent":
        return Shown(ShownKind.NOTHING, platform, "The body asks for a silent push.", data=data)
    return Shown(
        ShownKind.APP_DECIDES,
        platform,
        _WHY,
        title=_first(body, _WORDS["title"]),
        subtitle=_text(body, "subtitle") or _text(extra, "subtitle"),
        body=_first(body, _WORDS["body"]),
        image=_text(body, "image") or _text(extra, "image"),
        icon=_text(body, "icon") or _text(extra, "icon"),
        badge=_count(body.get("badge", extra.get("badge"))),
        sound=_text(body, "sound") or _text(extra, "sound"),
        actions=tuple(_actions(body.get("actions", extra.get("actions")))),
        link=_text(body, "link") or _text(extra, "link"),
        thread=_text(body, "thread") or _text(extra, "thread"),
        category=_text(body, "category") or _text(extra, "category"),
        channel=_text(body, "channel") or _text(extra, "channel"),
        tag=_text(body, "collapse_id") or _text(extra, "collapse_id"),
        interruption=_text(body, "interruption") or _text(extra, "interruption"),
        data=data,
    )


def _first(body: JsonObject, names: tuple[str, ...]) -> str | None:
    return next((text for name in names if (text := _text(body, name)) is not None), None)


def _text(body: JsonObject, name: str) -> str | None:
    value = body.get(name)
    return value if isinstance(value, str) else None


def _object(body: JsonObject, name: str) -> JsonObject:
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def _count(value: Json) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _actions(value: Json) -> Iterator[ShownAction]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict) and isinstance(item.get("title"), str):
            yield ShownAction(str(item.get("id", "")), str(item["title"]), _text(item, "icon"))
