"""Asks later what became of a push: SNS only tells that an endpoint was disabled.

Source: Amazon SNS developer guide: a token that Apple or Google calls dead switches its endpoint off; there is no
call for a message's status.
"""

from __future__ import annotations

from collections.abc import Generator

from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.follow_up import Fate, Followed, FollowedUp, FollowUpExchange
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Explain, StepKind
from pushbench.domain.profile import Credentials
from pushbench.providers.sns.answer import error_in, map_in, read_xml
from pushbench.providers.sns.arn import ArnKind, arn_of
from pushbench.providers.sns.reasons import row_of
from pushbench.providers.sns.request import call
from pushbench.providers.sns.response import rejected

_TOPIC = Explain(
    "SNS does not say what became of a push to a topic.",
    "It may reach many endpoints, and there is no call that tells their fate.",
    "Switch on delivery status logging for the platform applications and look at CloudWatch.",
)
_GONE = Explain(
    "The endpoint no longer exists.",
    "Somebody deleted it after the push was accepted; nothing more can be learned from SNS.",
    "Look at the delivery log of the platform application in CloudWatch.",
)
_UNREADABLE = Explain(
    "SNS's answer about the endpoint cannot be read.",
    "It is not the XML that SNS sends.",
    "Check base URL and proxy of the profile, and ask again.",
)


class EndpointFollowUp:
    """Looks at the endpoint: disabled since means that the token was refused as dead."""

    after_seconds: tuple[float, ...] = (5.0, 60.0, 900.0)
    forgotten_after_seconds: float = 14 * 86_400.0
    most_at_once: int = 25
    """Each delivery is a call of its own; the bound keeps one question short."""

    def ask(self, deliveries: tuple[Followed, ...], credentials: Credentials, context: SendContext) -> FollowUpExchange:
        found: tuple[FollowedUp, ...] = ()
        for delivery in deliveries:
            found = (*found, (yield from _asked(delivery, credentials, context)))
        return found


def _asked(
    delivery: Followed, credentials: Credentials, context: SendContext
) -> Generator[Step, HttpResponse, FollowedUp]:
    arn = _endpoint(delivery)
    if arn is None:
        return FollowedUp(Fate.UNKNOWN, explain=_TOPIC)
    request = call("GetEndpointAttributes", (("EndpointArn", arn),), credentials, context.time())
    response = yield Step(StepKind.FOLLOW_UP, request)
    return _read(response, arn)


def _endpoint(delivery: Followed) -> str | None:
    named = dict(delivery.facts).get("endpoint", delivery.token)
    return named if arn_of(named, ArnKind.ENDPOINT) is not None else None


def _read(response: HttpResponse, arn: str) -> FollowedUp:
    answer = read_xml(response.body)
    error = error_in(answer.root)
    facts = (("endpoint", arn),)
    if error is not None:
        explain = _GONE if error.code in ("NotFound", "ResourceNotFound") else rejected(response, error).explain
        return FollowedUp(Fate.UNKNOWN, error.code, explain, facts=facts)
    state = map_in(answer.root, "GetEndpointAttributesResult")
    if "Enabled" not in state:
        return FollowedUp(Fate.UNKNOWN, explain=_UNREADABLE, facts=facts)
    if state["Enabled"].lower() == "false":
        row = row_of("EndpointDisabled")
        return FollowedUp(
            Fate.FAILED, "EndpointDisabled", row.explain() if row else None, is_target_dead=True, facts=facts
        )
    return FollowedUp(Fate.WAITING, facts=(*facts, ("Enabled", "true")))


FOLLOW_UP = EndpointFollowUp()
