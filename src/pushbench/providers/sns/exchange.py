"""Sends one draft to one target; a raw token becomes an endpoint first, as Amazon advises.

Create the endpoint (or learn the one it has), look at it, set token and switch where they are not right, publish.
Source: Amazon SNS developer guide, "Create platform endpoints and manage device tokens".
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass, replace

from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target
from pushbench.providers.sns.answer import error_in, map_in, read_xml
from pushbench.providers.sns.arn import Arn, ArnKind, arn_of
from pushbench.providers.sns.attributes import APNS_PUSH_TYPE, APNS_TOPIC, attribute
from pushbench.providers.sns.platforms import PLATFORMS
from pushbench.providers.sns.request import call, map_parameters, publish_parameters
from pushbench.providers.sns.response import parse, rejected, unclear, with_clock
from pushbench.providers.sns.targets import address_of, application

STAND_IN_ID = "00000000-0000-0000-0000-000000000000"
"""The endpoint a dry run pretends to have: only the service knows the true one."""

_EXISTS = re.compile(r"Endpoint (arn:\S+:sns:\S+) already exists")
_SUFFIXES = {"voip": ".voip", "liveactivity": ".push-type.liveactivity", "complication": ".complication"}


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """A device's endpoint, ready to be published to, and what had to be done for it."""

    arn: str
    facts: tuple[tuple[str, str], ...]


_Steps = Generator[Step, HttpResponse, HttpResponse]
_Registering = Generator[Step, HttpResponse, "_Endpoint | Outcome"]


def exchange(draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
    """Send one draft to one target. Raises UserError before the first request for what cannot work."""
    address = address_of(target, credentials)
    draft = _for_app(draft, target, address.arn.platform if address.arn else application(credentials).platform)
    publish_parameters(draft, ("TargetArn", ""))  # what cannot be written is refused before anything is registered
    facts: tuple[tuple[str, str], ...] = ()
    if address.arn is not None:
        where = (address.parameter, address.arn.text)
    else:
        made = yield from _Registration(address.token, credentials, context).run()
        if isinstance(made, Outcome):
            return made
        where, facts = ("TargetArn", made.arn), made.facts
    request = call("Publish", publish_parameters(draft, where), credentials, context.time())
    if address.arn is None:
        request = replace(request, varies=(*request.varies, "endpoint"))
    response = yield Step(StepKind.DELIVER, request)
    outcome = with_clock(parse(response), response, context.time())
    return replace(outcome, facts=(*facts, *outcome.facts))


def _for_app(draft: Draft, target: Target, platform: str) -> Draft:
    """Name the device's own app as topic, where the draft names none."""
    app = target.device.app if target.device is not None else None
    row = PLATFORMS.get(platform)
    if not app or row is None or not row.is_apple or attribute(draft.headers, APNS_TOPIC) is not None:
        return draft
    push_type = attribute(draft.headers, APNS_PUSH_TYPE) or ""
    return replace(draft, headers={**draft.headers, APNS_TOPIC: app + _SUFFIXES.get(push_type, "")})


class _Registration:
    """Finds or makes a token's endpoint and switches it on."""

    def __init__(self, token: str, credentials: Credentials, context: SendContext) -> None:
        self._token = token
        self._credentials = credentials
        self._context = context
        self._home = application(credentials)

    def run(self) -> _Registering:
        """Return the endpoint, or the outcome that ends the send."""
        made = yield from self._created()
        if isinstance(made, Outcome):
            return made
        response = yield from self._asked("GetEndpointAttributes", (("EndpointArn", made),), self._state())
        if _code(response) in ("NotFound", "ResourceNotFound"):
            # It was deleted between the two calls; a new one carries the token and is switched on.
            again = yield from self._created()
            return again if isinstance(again, Outcome) else _Endpoint(again, (("endpoint", again),))
        failed = self._failure(response)
        if failed is not None:
            return failed
        return (yield from self._corrected(made, response))

    def _created(self) -> Generator[Step, HttpResponse, str | Outcome]:
        parameters = (("PlatformApplicationArn", self._home.text), ("Token", self._token))
        response = yield from self._asked("CreatePlatformEndpoint", parameters, self._made())
        error = error_in(read_xml(response.body).root)
        found = _EXISTS.search(error.message) if error is not None else None
        if found is not None:
            return found[1]
        failed = self._failure(response)
        if failed is not None:
            return failed
        root = read_xml(response.body).root
        arn = root.text_at("CreatePlatformEndpointResult", "EndpointArn") if root is not None else ""
        if arn_of(arn, ArnKind.ENDPOINT) is None:
            return self._not_sent(unclear(response, "It names no endpoint for the token."))
        return arn

    def _corrected(self, arn: str, response: HttpResponse) -> _Registering:
        state = map_in(read_xml(response.body).root, "GetEndpointAttributesResult")
        is_enabled = state.get("Enabled", "true").lower() != "false"
        has_token = state.get("Token", self._token).lower() == self._token.lower()
        facts: tuple[tuple[str, str], ...] = (("endpoint", arn),)
        if is_enabled and has_token:
            return _Endpoint(arn, facts)
        wanted = {"Enabled": "true", "Token": self._token}
        parameters = (("EndpointArn", arn), *map_parameters("Attributes", wanted))
        response = yield from self._asked("SetEndpointAttributes", parameters, b"<SetEndpointAttributesResponse/>")
        failed = self._failure(response)
        if failed is not None:
            return failed
        done = "was disabled; switched on again" if not is_enabled else "had another token; set anew"
        return _Endpoint(arn, (*facts, ("endpoint before", done)))

    def _asked(self, action: str, parameters: tuple[tuple[str, str], ...], stand_in: bytes) -> _Steps:
        request = call(action, parameters, self._credentials, self._context.time())
        return (yield Step(StepKind.PREPARE, request, HttpResponse(200, body=stand_in)))

    def _failure(self, response: HttpResponse) -> Outcome | None:
        """Return the outcome of a step that failed: nothing was published."""
        answer = read_xml(response.body)
        error = error_in(answer.root)
        if error is not None:
            return with_clock(rejected(response, error), response, self._context.time())
        if not 200 <= response.status < 300:
            return self._not_sent(parse(response))
        if answer.root is None:
            return self._not_sent(unclear(response, answer.trouble))
        return None

    def _not_sent(self, outcome: Outcome) -> Outcome:
        """An unreadable answer before Publish leaves no doubt: no push left."""
        if outcome.kind is not OutcomeKind.UNCLEAR or outcome.explain is None:
            return outcome
        what = f"The token's endpoint could not be registered: the answer {outcome.status} cannot be read."
        fix = "Nothing was published; check base URL and proxy of the profile."
        return replace(
            outcome, kind=OutcomeKind.REJECTED, explain=replace(outcome.explain, what=what, fix=fix), provider_id=None
        )

    def _made(self) -> bytes:
        # No sign that an ARN may hold means anything in XML.
        arn = Arn(
            ArnKind.ENDPOINT,
            self._home.partition,
            self._home.region,
            self._home.account,
            self._home.name,
            self._home.platform,
            STAND_IN_ID,
        )
        result = f"<EndpointArn>{arn.text}</EndpointArn>"
        body = f"<CreatePlatformEndpointResult>{result}</CreatePlatformEndpointResult>"
        return f"<CreatePlatformEndpointResponse>{body}</CreatePlatformEndpointResponse>".encode()

    def _state(self) -> bytes:
        return b"<GetEndpointAttributesResponse/>"


def _code(response: HttpResponse) -> str:
    error = error_in(read_xml(response.body).root)
    return error.code if error is not None else ""
