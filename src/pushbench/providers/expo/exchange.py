"""Sends one message, or up to a hundred in one request; messages of several projects are parted as Expo names them."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace

from pushbench.domain.errors import TransportFailure, UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft
from pushbench.domain.http import Headers, HttpResponse
from pushbench.domain.json_value import JsonObject
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Parcel
from pushbench.domain.target import Target
from pushbench.providers.expo.answer import request_error
from pushbench.providers.expo.request import (
    MOST_RECIPIENTS,
    SEND_URL,
    addressed,
    batch_body,
    call,
    extra_headers,
    send_body,
)
from pushbench.providers.expo.response import parse, parse_batch, together
from pushbench.providers.expo.tokens import token_of
from pushbench.providers.formats.json_body import read_json

_MIXED = "PUSH_TOO_MANY_EXPERIENCE_IDS"


def exchange(draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
    """Send one draft to one target. Raises UserError before the first request for what cannot work."""
    request = call(SEND_URL, send_body(draft, target), credentials, extra_headers(draft.headers))
    response = yield Step(StepKind.DELIVER, request)
    return parse(response)


@dataclass(frozen=True, slots=True)
class Packed:
    """Messages with their targets, ready for one request or several."""

    messages: tuple[JsonObject, ...]
    tokens: tuple[str, ...]
    headers: Headers

    def only(self, positions: list[int]) -> Packed:
        """Return some of them."""
        return replace(
            self,
            messages=tuple(self.messages[position] for position in positions),
            tokens=tuple(self.tokens[position] for position in positions),
        )


class ExpoBatch:
    """Up to a hundred messages in one request, as :class:`pushbench.domain.provider.Batch` describes it."""

    most: int = MOST_RECIPIENTS

    def exchange(self, parcels: tuple[Parcel, ...], credentials: Credentials, context: SendContext) -> Exchange:
        packed = _pack(parcels)
        response = yield _step(packed, credentials)
        groups = _projects(response, packed)
        if not groups:
            return parse_batch(response, len(packed.messages))
        return (yield from _by_project(packed, groups, credentials))


def _pack(parcels: tuple[Parcel, ...]) -> Packed:
    headers = extra_headers(parcels[0].draft.headers)
    for parcel in parcels:
        if isinstance(parcel.draft.payload, str) or extra_headers(parcel.draft.headers) != headers:
            raise UserError(
                "These messages cannot share one request.",
                "One is text that leaves exactly as it is, or has headers of its own.",
                "Send them one by one.",
            )
    tokens = tuple(token_of(parcel.target) for parcel in parcels)
    messages = tuple(addressed(parcel.draft, token) for parcel, token in zip(parcels, tokens, strict=True))
    return Packed(messages, tokens, headers)


def _step(packed: Packed, credentials: Credentials) -> Step:
    return Step(StepKind.DELIVER, call(SEND_URL, batch_body(packed.messages), credentials, packed.headers))


def _projects(response: HttpResponse, packed: Packed) -> Mapping[str, list[int]]:
    """Return project -> positions of its messages where Expo refused to take several projects in one request.

    Nothing was taken then, so sending again in parts is safe. Tokens Expo names no project for stand under "".
    """
    error = request_error(read_json(response.body).value)
    if error is None or error.code != _MIXED or len(error.projects) < 2:
        return {}
    owner = {token: project for project, tokens in error.projects.items() for token in tokens}
    groups: dict[str, list[int]] = {}
    for position, token in enumerate(packed.tokens):
        groups.setdefault(owner.get(token, ""), []).append(position)
    return groups if len(groups) > 1 else {}


def _by_project(packed: Packed, groups: Mapping[str, list[int]], credentials: Credentials) -> Exchange:
    parts: dict[int, Outcome] = {}
    status: int | None = None
    for project, positions in groups.items():
        outcome = yield from _one_project(packed.only(positions), credentials)
        status = outcome.status if outcome.status is not None else status
        for position, part in zip(positions, outcome.parts or (outcome,) * len(positions), strict=True):
            named = (("project", project),) if project else ()
            parts[position] = replace(part, facts=(*part.facts, *named))
    return together(tuple(parts[position] for position in range(len(packed.messages))), status)


def _one_project(packed: Packed, credentials: Credentials) -> Generator[Step, HttpResponse, Outcome]:
    """Send one project's messages; a broken connection is told here, because others may have been taken already."""
    try:
        response = yield _step(packed, credentials)
    except TransportFailure as failure:
        is_safe = failure.kind.never_arrived
        return Outcome(
            OutcomeKind.NOT_SENT if is_safe else OutcomeKind.UNCLEAR,
            explain=Explain(
                "The connection to Expo failed before this project's messages had an answer.",
                f"{failure.kind.value}: {failure.detail}",
                "Send them again." if is_safe else "Look at the devices before sending again.",
            ),
        )
    return parse_batch(response, len(packed.messages))


BATCH = ExpoBatch()
