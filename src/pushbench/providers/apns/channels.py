"""Broadcast channels: create, show, list and delete.

Source: Apple, "Sending channel management requests to APNs".
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import quote

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.http import Headers, HttpRequest, HttpResponse
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials
from pushbench.providers.apns.request import bundle_of, management_url
from pushbench.providers.apns.response import parse, printable
from pushbench.providers.apns.sign_in import SignIn, after_answer, sign_in
from pushbench.providers.apns.tokens import channel_trouble
from pushbench.providers.formats.json_body import body_bytes, read_json

_MOST_LISTED = 10_000
"""An app may have that many channels in one environment."""
_PUSH_TYPE = "LiveActivity"

_Asked: TypeAlias = "Generator[Step, HttpResponse, tuple[HttpResponse, Outcome]]"
_Fact: TypeAlias = "tuple[str, str]"


@dataclass(frozen=True, slots=True)
class _Operation:
    """One management request, before it is signed in."""

    method: str
    resource: str
    expected: int
    headers: Headers = ()
    body: bytes = b""


class ApnsChannels:
    """Channel management of one app, which the profile's bundle id names."""

    def create(self, credentials: Credentials, context: SendContext, *, stores_newest: bool) -> Exchange:
        """Create a channel; ``stores_newest`` keeps the newest message for up to 8 hours and cannot be changed."""
        body: JsonObject = {"message-storage-policy": int(stores_newest), "push-type": _PUSH_TYPE}
        asked = _Operation("POST", "channels", 201, body=body_bytes(body))
        response, outcome = yield from _ask(asked, credentials, context)
        if outcome.kind is not OutcomeKind.ACCEPTED:
            return outcome
        channel = (response.header("apns-channel-id") or "").strip()
        if channel_trouble(channel):
            return _odd(outcome, "It names no channel in apns-channel-id.")
        return _with_facts(outcome, ("channel", channel), ("storage", "newest" if stores_newest else "none"))

    def show(self, channel: str, credentials: Credentials, context: SendContext) -> Exchange:
        """Read a channel's storage policy."""
        asked = _Operation("GET", "channels", 200, _naming(channel))
        response, outcome = yield from _ask(asked, credentials, context)
        if outcome.kind is not OutcomeKind.ACCEPTED:
            return outcome
        policy = _member(response, "message-storage-policy")
        if isinstance(policy, bool) or policy not in (0, 1):
            return _odd(outcome, "It names no storage policy.")
        return _with_facts(outcome, ("channel", channel), ("storage", "newest" if policy else "none"))

    def list(self, credentials: Credentials, context: SendContext) -> Exchange:
        """List the app's channels in this environment."""
        response, outcome = yield from _ask(_Operation("GET", "all-channels", 200), credentials, context)
        if outcome.kind is not OutcomeKind.ACCEPTED:
            return outcome
        found = _member(response, "channels")
        if not isinstance(found, list) or not all(isinstance(channel, str) for channel in found):
            return _odd(outcome, "It holds no list of channels.")
        return _with_facts(outcome, *(("channel", printable(str(channel))) for channel in found[:_MOST_LISTED]))

    def delete(self, channel: str, credentials: Credentials, context: SendContext) -> Exchange:
        """Delete a channel for good; messages it stored may still arrive."""
        asked = _Operation("DELETE", "channels", 204, _naming(channel))
        _, outcome = yield from _ask(asked, credentials, context)
        if outcome.kind is not OutcomeKind.ACCEPTED:
            return outcome
        return _with_facts(outcome, ("channel", channel))


CHANNELS = ApnsChannels()


def _naming(channel: str) -> Headers:
    trouble = channel_trouble(channel)
    if trouble:
        raise UserError(
            f"“{channel[:80]}” is no channel id.",
            trouble,
            "Copy the id as it came when the channel was created, padding included.",
        )
    return (("apns-channel-id", channel),)


def _ask(asked: _Operation, credentials: Credentials, context: SendContext) -> _Asked:
    """Send one operation; the outcome is ACCEPTED exactly when the documented status came."""
    signed = sign_in(credentials, context)
    response = yield Step(StepKind.DELIVER, _request(asked, credentials, signed))
    outcome = after_answer(parse(response), signed, context)
    if response.status == asked.expected and outcome.reason is None:
        outcome = Outcome(
            OutcomeKind.ACCEPTED, status=response.status, provider_id=outcome.provider_id, facts=outcome.facts
        )
    elif outcome.kind is OutcomeKind.ACCEPTED:
        outcome = _odd(outcome, f"Apple answers this with {asked.expected}, not {response.status}.")
    elif outcome.is_target_dead:
        outcome = replace(outcome, is_target_dead=False, dead_since=None)
    return response, outcome


def _request(asked: _Operation, credentials: Credentials, signed: SignIn) -> HttpRequest:
    path = f"/1/apps/{quote(bundle_of(credentials), safe='')}/{asked.resource}"
    return HttpRequest(
        method=asked.method,
        url=management_url(credentials, path),
        headers=(*signed.headers, *asked.headers),
        body=asked.body,
        link=signed.link,
        masks=signed.masks,
        varies=signed.varies,
    )


def _member(response: HttpResponse, key: str) -> Json:
    value = read_json(response.body).value
    return value.get(key) if isinstance(value, dict) else None


def _with_facts(outcome: Outcome, *facts: _Fact) -> Outcome:
    return replace(outcome, facts=(*facts, *outcome.facts))


def _odd(outcome: Outcome, why: str) -> Outcome:
    return replace(
        outcome,
        kind=OutcomeKind.UNCLEAR,
        explain=Explain(
            "The answer is not one that Apple documents.",
            why,
            "List the channels to see what happened, and check the channel management URL.",
        ),
    )
