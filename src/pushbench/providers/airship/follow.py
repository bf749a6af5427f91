"""Asks what became of a push: how many sends its report counts, and how many people opened it."""

from __future__ import annotations

from collections.abc import Generator, Mapping

from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.fate import Fate
from pushbench.domain.follow_up import Followed, FollowedUp, FollowUpExchange
from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Explain, Outcome
from pushbench.domain.profile import Credentials
from pushbench.providers.airship.answer import read_answer
from pushbench.providers.airship.messages import ask, facts_of, report_path, schedule_path
from pushbench.providers.airship.response import parse
from pushbench.providers.formats.aps_keys import is_number

COUNTED_AFTER_SECONDS = 3600.0
"""Counts arrive within minutes; when an hour has passed nothing more is taken to come."""
FORGOTTEN_AFTER_SECONDS = 30 * 86_400.0

_NOBODY = Explain(
    "It reached nobody.",
    "An hour after the send Airship's report counts none: the channel is unknown, opted out or uninstalled, or of a "
    "platform that device_types leaves out. An empty audience is accepted all the same.",
    "Look the channel up in the dashboard, “Contact management”.",
)
_FORGOTTEN = Explain(
    "Airship has no report of this push.",
    "The id is of another project or of a schedule that was cancelled, or the report is gone.",
    "Look into the dashboard's activity log.",
)
_STILL_WAITING = FollowedUp(Fate.WAITING)


class Reports:
    """Reports of pushes as :class:`pushbench.domain.follow_up.FollowUp` describes it."""

    after_seconds: tuple[float, ...] = (120.0, 900.0, 4_000.0)
    forgotten_after_seconds: float = FORGOTTEN_AFTER_SECONDS
    most_at_once: int = 1
    """One report tells of one push."""

    def ask(self, deliveries: tuple[Followed, ...], credentials: Credentials, context: SendContext) -> FollowUpExchange:
        found: tuple[FollowedUp, ...] = ()
        for delivery in deliveries:
            found = (*found, (yield from _ask(delivery, credentials, context)))
        return found


def _ask(
    delivery: Followed, credentials: Credentials, context: SendContext
) -> Generator[Step, HttpResponse, FollowedUp]:
    response = yield from ask(report_path(delivery.provider_id), credentials, context)
    if isinstance(response, Outcome):
        return FollowedUp(Fate.WAITING, response.reason, response.explain, facts=response.facts)
    is_late = context.time() - delivery.accepted_at > COUNTED_AFTER_SECONDS
    answer = read_answer(response)
    if answer.value is not None and 200 <= response.status < 300 and answer.value.get("ok") is not False:
        return _fate(answer.value, is_late=is_late)
    if response.status == 404:
        return (yield from _unreported(delivery, credentials, context, answer.code)) if is_late else _STILL_WAITING
    trouble = parse(response)
    facts = (("status", str(response.status)), *trouble.facts)
    return FollowedUp(Fate.WAITING, trouble.reason, trouble.explain, facts=facts)


def _unreported(
    delivery: Followed, credentials: Credentials, context: SendContext, code: str
) -> Generator[Step, HttpResponse, FollowedUp]:
    """A schedule has no report before its time; while Airship still holds it, nothing is known and it may be cancelled."""
    response = yield from ask(schedule_path(delivery.provider_id), credentials, context)
    held = None if isinstance(response, Outcome) or not 200 <= response.status < 300 else read_answer(response).value
    if held is not None and isinstance(held.get("schedule"), dict):
        return FollowedUp(Fate.WAITING, facts=facts_of(held))
    is_known = isinstance(response, HttpResponse) and response.status < 500
    return FollowedUp(Fate.UNKNOWN, code or None, _FORGOTTEN) if is_known else _STILL_WAITING


def _fate(value: Mapping[str, Json], *, is_late: bool) -> FollowedUp:
    facts = facts_of(value)
    if _number(value, "direct_responses"):
        return FollowedUp(Fate.SHOWN, facts=facts)
    if _number(value, "sends"):
        return FollowedUp(Fate.HANDED_ON, facts=facts)
    return FollowedUp(Fate.FAILED, None, _NOBODY, facts=facts) if is_late else FollowedUp(Fate.WAITING, facts=facts)


def _number(value: Mapping[str, Json], name: str) -> bool:
    found = value.get(name)
    return is_number(found) and isinstance(found, int | float) and found > 0


FOLLOW_UP = Reports()
