"""What of an exchange may be kept and shown: everything but secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from pushbench.domain.http import HttpRequest, HttpResponse, mask_all
from pushbench.domain.secret import MASK, Secret

_SECRET_HEADERS = frozenset({"set-cookie", "authorization", "proxy-authorization"})


def without_echo(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Return the answer as providers may read it: secrets of the request that the peer repeats are masked.

    What a service says is quoted in outcomes, and those go into the history, exports and onto the screen.
    """
    if not request.masks:
        return response
    text = mask_all(response.body.decode("latin-1"), _as_latin(request.masks))
    headers = tuple((name, mask_all(value, request.masks)) for name, value in response.headers)
    return replace(response, headers=headers, body=text.encode("latin-1"))


def redact_response(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Return the answer with the request's secrets, and the values it names as secret, replaced by ``***``."""
    has_secrets = bool(request.masks or request.masked_response_keys)
    if not has_secrets and not any(name in _SECRET_HEADERS for name, _ in response.headers):
        return response
    text = response.body.decode("latin-1")
    for key in request.masked_response_keys:
        text = _json_value(key).sub(rf'\g<1>"{MASK}"', text)
    text = mask_all(text, _as_latin(request.masks))
    headers = tuple(
        (name, MASK if name in _SECRET_HEADERS else mask_all(value, request.masks)) for name, value in response.headers
    )
    return replace(response, headers=headers, body=text.encode("latin-1"))


@lru_cache(maxsize=64)
def _json_value(key: str) -> re.Pattern[str]:
    return re.compile(rf'("{re.escape(key)}"\s*:\s*)"(?:[^"\\]|\\.)*"?')


def _as_latin(masks: Iterable[Secret]) -> tuple[Secret, ...]:
    return tuple(Secret(secret.reveal_bytes().decode("latin-1")) for secret in masks)
