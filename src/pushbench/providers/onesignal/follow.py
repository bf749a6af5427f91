"""Asks what became of a message: how many Apple, Google and browsers took, how many failed, how many confirmed."""

from __future__ import annotations

from collections.abc import Generator, Mapping

from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.fate import Fate
from pushbench.domain.follow_up import Followed, FollowedUp, FollowUpExchange
from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Explain, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.target import TargetKind
from pushbench.providers.formats.aps_keys import is_number
from pushbench.providers.onesignal.answer import read_answer
from pushbench.providers.onesignal.messages import counts_of
from pushbench.providers.onesignal.reasons import NOT_FOUND
from pushbench.providers.onesignal.request import call, message_url
from pushbench.providers.onesignal.response import parse

FORGOTTEN_AFTER_SECONDS = 30 * 86_400.0
"""Messages are kept about so long."""

_SINGLE = frozenset(kind.value for kind in (TargetKind.TOKEN, TargetKind.DEVICE, TargetKind.GROUP, TargetKind.TAG))
_FORGOTTEN = Explain(
    "OneSignal knows nothing of this message.",
    "The id is of another app, or the message is older than OneSignal keeps them.",
    "Ask sooner next time; look into the dashboard.",
)
_CANCELLED = Explain("The message was cancelled.", "Somebody stopped it before it was sent.", "Send it again.")
_ERRORED = Explain(
    "Apple, Google or the browser's service refused it.",
    "OneSignal counts it as errored; why, only its dashboard and exports tell.",
    "Open the message in the dashboard, “Audience Activity”; often the token or the app's push certificate is wrong.",
)
_UNSUBSCRIBED = Explain(
    "The target is not subscribed any more.",
    "OneSignal counts it as failed: the app is gone, or notifications were switched off.",
    "Stop sending to it until it subscribes again.",
)
_NOBODY = Explain(
    "It reached nobody.",
    "OneSignal finished with it, and every count is zero.",
    "Check the target and the platforms in the dashboard.",
)


class Views:
    """Views of messages as :class:`pushbench.domain.follow_up.FollowUp` describes it."""

    after_seconds: tuple[float, ...] = (60.0, 900.0, 86_400.0)
    forgotten_after_seconds: float = FORGOTTEN_AFTER_SECONDS
    most_at_once: int = 1
    """OneSignal takes one view a second and app."""

    def ask(self, deliveries: tuple[Followed, ...], credentials: Credentials, context: SendContext) -> FollowUpExchange:
        found: tuple[FollowedUp, ...] = ()
        for delivery in deliveries:
            found = (*found, (yield from _ask(delivery, credentials)))
        return found


def _ask(delivery: Followed, credentials: Credentials) -> Generator[Step, HttpResponse, FollowedUp]:
    request = call("GET", message_url(credentials, delivery.provider_id), credentials)
    response = yield Step(StepKind.FOLLOW_UP, request)
    answer = read_answer(response)
    if answer.value is not None and 200 <= response.status < 300 and not answer.errors:
        return _fate(answer.value, delivery)
    if response.status == 404 or any(error.row is not None and error.row.code == NOT_FOUND for error in answer.errors):
        return FollowedUp(Fate.UNKNOWN, NOT_FOUND, _FORGOTTEN)
    trouble = parse(response)
    facts = (("status", str(response.status)), *trouble.facts)
    return FollowedUp(Fate.WAITING, trouble.reason, trouble.explain, facts=facts)


def _fate(value: Mapping[str, Json], delivery: Followed) -> FollowedUp:
    facts = counts_of(value)
    if value.get("canceled") is True:
        return FollowedUp(Fate.FAILED, "canceled", _CANCELLED, facts=facts)
    if _number(value, "received"):
        return FollowedUp(Fate.SHOWN, facts=facts)
    if _number(value, "successful"):
        return FollowedUp(Fate.HANDED_ON, facts=facts)
    if value.get("completed_at") is None or _number(value, "remaining"):
        return FollowedUp(Fate.WAITING, facts=facts)
    if _number(value, "errored"):
        return FollowedUp(Fate.FAILED, "errored", _ERRORED, facts=facts)
    if _number(value, "failed"):
        is_dead = delivery.target_kind in _SINGLE
        return FollowedUp(Fate.FAILED, "failed", _UNSUBSCRIBED, is_target_dead=is_dead, facts=facts)
    return FollowedUp(Fate.FAILED, None, _NOBODY, facts=facts)


def _number(value: Mapping[str, Json], name: str) -> bool:
    found = value.get(name)
    return is_number(found) and isinstance(found, int | float) and found > 0


FOLLOW_UP = Views()
