"""Reads APNs drafts and requests back: what they show, and what a request carried."""

from __future__ import annotations

from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json
from pushbench.domain.shown import Shown, ShownKind
from pushbench.providers.apns.push import read_push
from pushbench.providers.apns.spec import ID
from pushbench.providers.formats.aps_shown import shown_aps
from pushbench.providers.formats.json_body import read_json

_NOT_KEPT = frozenset(
    {"authorization", "host", "content-length", "user-agent", "accept", "accept-encoding", "apns-channel-id"}
)
"""What the profile, the transport or the target put in."""


def shown(draft: Draft, platform: str) -> Shown:
    """Say what a draft displays on an iPhone. Total."""
    push = read_push(draft)
    if not push.text.is_valid:
        why = f"The payload is no JSON, so APNs does not hand it on. {push.text.trouble}"
        return Shown(ShownKind.NOTHING, platform, why)
    return shown_aps(push.payload, push_type=push.push_type, platform=platform)


def received(request: HttpRequest) -> Draft:
    """Read a request that left back into a draft. Total: a body that is no JSON object stays text."""
    headers: dict[str, str] = {}
    for name, value in request.headers:
        lower = name.lower()
        if lower not in _NOT_KEPT and lower not in headers and not lower.startswith(":"):
            headers[lower] = value
    return Draft(ID, _payload(request.body), headers)


def _payload(body: bytes) -> Json:
    read = read_json(body)
    if read.is_valid and not read.duplicates and not isinstance(read.value, str):
        return read.value
    return body.decode("utf-8", "replace")
