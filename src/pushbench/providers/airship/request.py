"""Builds the requests: pushes, schedules, A/B tests and templates with their audience, and what all calls share."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft
from pushbench.domain.http import Headers, HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target
from pushbench.providers.airship.access import SignIn, api_url
from pushbench.providers.airship.fields import AUDIENCE, CONTENTS, DEVICE_TYPES
from pushbench.providers.airship.payload import FRAMING, OWN_HEADERS, message_of, without_audience
from pushbench.providers.airship.targets import audience_of
from pushbench.providers.formats.connection import link
from pushbench.providers.formats.headers import own_headers
from pushbench.providers.formats.json_body import body_bytes

VERSION = "application/vnd.urbanairship+json; version=3"
_EXPERIMENT_KEYS = ("name", "description", DEVICE_TYPES, "campaigns", "control", "variants")


class Place(Enum):
    """Where a payload goes; the value is its path."""

    PUSH = "/api/push"
    VALIDATE = "/api/push/validate"
    SCHEDULE = "/api/schedules"
    EXPERIMENT = "/api/experiments"
    VALIDATE_EXPERIMENT = "/api/experiments/validate"
    TEMPLATE = "/api/templates/push"
    TEMPLATE_SCHEDULE = "/api/templates/schedules"


def place_for(body: Mapping[str, Json], *, is_validation: bool = False) -> Place:
    """Return where a payload goes: its own keys say what it is. A check looks at a schedule's push alone."""
    if "variants" in body:
        return Place.VALIDATE_EXPERIMENT if is_validation else Place.EXPERIMENT
    if "merge_data" in body:
        return Place.TEMPLATE_SCHEDULE if "schedule" in body else Place.TEMPLATE
    if is_validation:
        return Place.VALIDATE
    return Place.SCHEDULE if "schedule" in body else Place.PUSH


def call(
    method: str, path: str, credentials: Credentials, signed: SignIn, body: bytes = b"", extra: Headers = ()
) -> HttpRequest:
    """Return one call to the API; ``path`` begins with /api/."""
    headers: Headers = (
        ("accept", VERSION),
        *signed.headers,
        *((("content-type", "application/json"),) if body else ()),
        *extra,
    )
    masks, url = signed.masks, api_url(credentials, path)
    return HttpRequest(method, url, headers, body, link(credentials), masks=masks)


def send_body(draft: Draft, target: Target, *, is_validation: bool = False) -> tuple[Place, bytes]:
    """Return where a draft goes and its exact bytes. Raises UserError for what cannot be sent."""
    audience = audience_of(target)
    if isinstance(draft.payload, str):
        return place_for(message_of(draft.payload), is_validation=is_validation), _text(draft.payload, audience)
    if not isinstance(draft.payload, dict):
        raise UserError(
            "The payload is no push.",
            "Airship takes an object with notification and device_types.",
            'Write for example {"notification": {"alert": "..."}, "device_types": ["ios"]}.',
        )
    body = without_audience(draft.payload)
    place = place_for(body, is_validation=is_validation)
    if is_validation and place in (Place.TEMPLATE, Place.TEMPLATE_SCHEDULE):
        raise UserError(
            "Airship cannot check a push from a template.",
            "Its validation takes whole pushes and A/B tests only.",
            "Send it to a device of your own.",
        )
    return place, body_bytes(_addressed(body, audience, place))


def _addressed(body: JsonObject, audience: Json, place: Place) -> JsonObject:
    if place in (Place.EXPERIMENT, Place.VALIDATE_EXPERIMENT):
        return {AUDIENCE: audience, **_experiment(body)}
    if place is Place.SCHEDULE:
        outer: JsonObject = {name: body[name] for name in ("name", "schedule") if name in body}
        push: JsonObject = {name: value for name, value in body.items() if name not in outer}
        return {**outer, "push": {AUDIENCE: audience, **push}}
    if place is Place.VALIDATE:
        body = {name: value for name, value in body.items() if name not in ("schedule", "name")}
    if place in (Place.TEMPLATE, Place.TEMPLATE_SCHEDULE):
        body = {name: value for name, value in body.items() if name not in CONTENTS}
    return {AUDIENCE: audience, **body}


def _experiment(body: JsonObject) -> JsonObject:
    """An arm without a push of its own sends the main one."""
    main = {name: body[name] for name in (*CONTENTS, "options", "localizations") if name in body}
    variants = body.get("variants")
    arms: list[Json] = [
        {**arm, "push": main} if isinstance(arm, dict) and "push" not in arm else arm
        for arm in (variants if isinstance(variants, list) else [])
    ]
    kept: JsonObject = {name: body[name] for name in _EXPERIMENT_KEYS if name in body}
    return {**kept, "variants": arms if isinstance(variants, list) else variants}


def _text(text: str, audience: Json) -> bytes:
    """A payload that is text leaves exactly as it is; its own audience has to be the chosen one."""
    body = message_of(text)
    push = body.get("push")
    holder = push if isinstance(push, dict) else body
    if holder and holder.get(AUDIENCE, audience) != audience:
        raise UserError(
            "The payload's text is addressed to somebody else.",
            "A payload that is text leaves exactly as it is, and would not go to the chosen target.",
            "Take its audience out, so that it is read as JSON, or choose that very target.",
        )
    return body_bytes(text)


def extra_headers(headers: Mapping[str, str]) -> Headers:
    """Return the draft's own headers in lower case. Raises UserError for what no header can be."""
    return own_headers(headers, OWN_HEADERS | FRAMING)
