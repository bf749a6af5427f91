"""The control port: set faults, read what arrived, reset, and find the ready object.

===================== =============================================================================
``GET /ready``        the ready object
``GET /received``     array of pushes, oldest first; ``?since=N`` only numbers above N, ``&wait=S``
                      holds the answer up to S seconds (60 at most) until there is one;
                      ``&limit=M`` gives the oldest M of them, ``&before=N`` only numbers below N and,
                      with a limit, the newest M of them (``before=0``: of all)
``POST /faults``      set one (fields in :mod:`pushbench.sandbox.faults`); answers with its ``number``
``GET /faults``       array of the faults that stand
``DELETE /faults``    remove all; ``/faults/NUMBER`` one
``POST /reset``       forget pushes, faults and what services learned; keys and devices stay
===================== =============================================================================

Errors are ``{"what", "why", "fix"}`` with 400, 404 or 405. HTTPS with the sandbox's own authority.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import cast

from pushbench.domain.errors import UserError
from pushbench.domain.json_value import Json
from pushbench.sandbox.exchange import Answer, Endpoint, Request
from pushbench.sandbox.faults import Faults, read_fault
from pushbench.sandbox.inbox import Inbox

ENDPOINT = Endpoint(key="control_url", body_limit=64 * 1024)
MAX_WAIT_SECONDS = 60.0


class Control:
    """Answers the control port's requests."""

    def __init__(
        self, faults: Faults, inbox: Inbox, *, ready: Callable[[], Mapping[str, Json]], reset: Callable[[], None]
    ) -> None:
        self._faults = faults
        self._inbox = inbox
        self._ready = ready
        self._reset = reset

    async def respond(self, request: Request) -> Answer:
        """Answer one request. Never raises for anything a client can send."""
        try:
            return await self._route(request)
        except UserError as error:
            return _refusal(400, error.what, error.why, error.fix)

    async def _route(self, request: Request) -> Answer:
        match request.method, request.segments:
            case "GET", ("ready",):
                return _json(dict(self._ready()))
            case "GET", ("received",):
                return await self._received(request)
            case "POST", ("faults",):
                return self._set_fault(request)
            case "GET", ("faults",):
                return _json(self._faults.to_json())
            case "DELETE", ("faults",):
                self._faults.clear()
                return _json({"removed": "all"})
            case "DELETE", ("faults", number):
                return self._remove_fault(number)
            case "POST", ("reset",):
                self._reset()
                return _json({"reset": True})
            case _, ("ready" | "received" | "faults" | "reset", *_):
                return _refusal(
                    405,
                    f"{request.method} {request.route} does nothing here.",
                    "This path answers to other methods.",
                    _WAYS,
                )
        return _refusal(404, f"There is nothing at {request.route}.", "The control port has four paths.", _WAYS)

    async def _received(self, request: Request) -> Answer:
        since = _query_number(request, "since", 0)
        wait = min(_query_number(request, "wait", 0), MAX_WAIT_SECONDS)
        limit = int(_query_number(request, "limit", 0))
        found = await self._inbox.wait_since(int(since), wait)
        if "before" in request.query:
            before = int(_query_number(request, "before", 0))
            found = [numbered for numbered in found if not before or numbered.number < before]
            found = found[-limit:] if limit else found
        return _json([numbered.to_json() for numbered in (found[:limit] if limit else found)])

    def _set_fault(self, request: Request) -> Answer:
        fault = read_fault(_document(request), self._faults.providers)
        return _json({"number": self._faults.set(fault), **fault.to_json()})

    def _remove_fault(self, number: str) -> Answer:
        if number.isascii() and number.isdigit() and len(number) < 16 and self._faults.remove(int(number)):
            return _json({"removed": int(number)})
        return _refusal(404, f"There is no fault {number}.", "It was removed or is spent.", "GET /faults lists them.")


_WAYS = "GET /ready, GET /received, POST, GET or DELETE /faults, POST /reset."


def _document(request: Request) -> Json:
    fix = 'Send for example {"provider": "apns", "kind": "slow", "after": 3}.'
    if request.dropped_bytes:
        raise UserError("The fault is too long.", f"A fault has at most {ENDPOINT.body_limit} bytes.", fix)
    try:
        return cast("Json", json.loads(request.body))
    except (ValueError, RecursionError) as error:
        raise UserError("The body is no JSON.", f"{error}.", fix) from error


def _query_number(request: Request, name: str, default: float) -> float:
    text = request.query.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise UserError(
            f"“{name}={text}” is no number.", f"“{name}” counts from 0 upwards.", "GET /received?since=0&wait=10"
        )
    return value


def _json(value: Json) -> Answer:
    # ASCII: a lone surrogate in a title has no UTF-8.
    return Answer(200, (("content-type", "application/json"),), json.dumps(value).encode("ascii"))


def _refusal(status: int, what: str, why: str, fix: str) -> Answer:
    body = json.dumps({"what": what, "why": why, "fix": fix}).encode("ascii")
    return Answer(status, (("content-type", "application/json"),), body)
