"""Airship's answers: its envelope of errors, with the place in the body where one lies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pushbench.sandbox.exchange import Answer

HEADERS = (("content-type", "application/vnd.urbanairship+json;version=3"), ("cache-control", "no-cache"))
Path = Sequence[str | int]
Problem = tuple[Path, str]
"""Where in the body, and the words."""

TEXTS: Mapping[str, tuple[int, str]] = {
    "40000": (400, "Could not parse request body"),
    "40001": (400, "Invalid push content"),
    "40101": (401, "Unauthorized"),
    "40301": (403, "Forbidden: feature not enabled for project"),
    "40401": (404, "Entity not found"),
    "40404": (404, "Invalid channel id."),
    "40902": (409, "Conflict: the state of the entity does not allow this"),
    "50000": (500, "Internal error"),
}
_BARE: Mapping[int, str] = {
    405: "Method not allowed",
    406: "Not acceptable",
    413: "Request entity too large",
    429: "Too many requests",
    503: "Service unavailable",
}
"""Statuses that come without an ``error_code``."""
_USUAL = {400: "40001", 401: "40101", 403: "40301", 404: "40401", 409: "40902", 500: "50000"}


def ok(status: int, body: Mapping[str, Any] | None = None, *more: tuple[str, str]) -> Answer:
    """Answer that it worked."""
    return _answer(status, {"ok": True, **(body or {})}, *more)


def _answer(status: int, body: Mapping[str, Any], *more: tuple[str, str]) -> Answer:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Answer(status, (*HEADERS, *more), text.encode("utf-8", "backslashreplace"))


def refused(code: str, operation: str, details: Mapping[str, Any] | None = None) -> Answer:
    """Answer with one of the known errors."""
    status, text = TEXTS[code]
    body: dict[str, Any] = {"ok": False, "operation_id": operation, "error": text, "error_code": int(code)}
    return _answer(status, {**body, **({"details": details} if details else {})})


def bare(status: int, *more: tuple[str, str]) -> Answer:
    """Answer with a status that has no code of its own."""
    return _answer(status, {"ok": False, "error": _BARE.get(status, "Error")}, *more)


def invalid(problem: Problem, text: str, operation: str, root: str = "push") -> Answer:
    """Answer that the content is wrong: words, dotted path, line and column."""
    path, words = problem
    line, column = place_of(text, path)
    dotted = ".".join([root, *(str(part) for part in path)])
    return refused("40001", operation, {"error": words, "path": dotted, "location": {"line": line, "column": column}})


def unreadable(text: str, operation: str) -> Answer:
    """Answer that the body is no JSON."""
    line, column, words = 1, 1, "The body is too deep or no UTF-8"
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        line, column, words = error.lineno, error.colno, error.msg
    except (ValueError, RecursionError):
        pass
    return refused("40000", operation, {"error": words, "location": {"line": line, "column": column}})


def for_reason(reason: str | None, status: int | None, operation: str) -> Answer:
    """Make the answer for a code, its words, or a bare status, set on demand."""
    if reason is not None and reason in TEXTS:
        return refused(reason, operation)
    if reason in ("invalid_client", "invalid_scope", "invalid_grant"):
        return oauth_error(reason)
    named = next(
        (code for code, (_, text) in TEXTS.items() if reason and text.lower().startswith(reason.lower())), None
    )
    if named:
        return refused(named, operation)
    if reason and reason.isdigit() and 400 <= int(reason) < 600:
        status, reason = int(reason), None
    if reason:
        return _answer(status or 400, {"ok": False, "operation_id": operation, "error": reason})
    usual = _USUAL.get(status or 400)
    return refused(usual, operation) if usual else bare(status or 400)


def oauth_error(code: str, words: str = "") -> Answer:
    """Answer of the token endpoint (RFC 6749, 5.2)."""
    status = 401 if code == "invalid_client" else 400
    body = {"error": code, "error_description": words or code.replace("_", " ")}
    text = json.dumps(body, separators=(",", ":"))
    return Answer(status, (("content-type", "application/json"), ("cache-control", "no-store")), text.encode())


def place_of(text: str, path: Path) -> tuple[int, int]:
    """Return line and column, from 1, of what stands at a path; of the deepest part that is there."""
    offset = _offset(text, list(path))
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _offset(text: str, path: list[str | int]) -> int:
    decoder = json.JSONDecoder()
    at = _skip(text, 0)
    for part in path:
        inner = _member(decoder, text, at, part)
        if inner is None:
            return at
        at = inner
    return at


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,:":
        at += 1
    return at


def _member(decoder: json.JSONDecoder, text: str, at: int, part: str | int) -> int | None:
    """Return where a member of the object or array at ``at`` begins."""
    is_object = text[at : at + 1] == "{"
    if not is_object and text[at : at + 1] != "[":
        return None
    at, index = _skip(text, at + 1), 0
    while at < len(text) and text[at] not in "}]":
        name: Any = index
        if is_object:
            name, at = decoder.raw_decode(text, at)
            at = _skip(text, at)
        if name == part:
            return at
        _, at = decoder.raw_decode(text, at)
        at, index = _skip(text, at), index + 1
    return None
