"""The body of a push: JSON or not, and how large it may be.

Which reason APNs gives for a body that is no JSON object is not documented; of the reasons it has
for device sends only ``PayloadEmpty`` speaks of the content, so the emulator gives that.
"""

from __future__ import annotations

import json

from pushbench.domain.json_value import Json
from pushbench.sandbox.apns_reasons import Refused
from pushbench.sandbox.apns_tokens import SUFFIXES
from pushbench.sandbox.exchange import Request

USUAL_BYTES = 4096
VOIP_BYTES = 5120


def limit_of(suffix: str) -> int:
    """Return how many bytes a push to a topic with this suffix may have."""
    return VOIP_BYTES if suffix == SUFFIXES["voip"] else USUAL_BYTES


def read_payload(request: Request, suffix: str) -> dict[str, Json]:
    """Return the payload of a device send; raises :class:`Refused`."""
    if not request.body:
        raise Refused("PayloadEmpty")
    if request.body_size > limit_of(suffix):
        raise Refused("PayloadTooLarge")
    payload = parse_object(request.body)
    if payload is None:
        raise Refused("PayloadEmpty")
    return payload


def parse_object(body: bytes) -> dict[str, Json] | None:
    """Return the JSON object a body is, or None; NaN and Infinity are no JSON."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refuse(constant: str) -> Json:
    raise ValueError(f"{constant} is no JSON")
