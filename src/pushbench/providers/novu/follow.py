"""Asks the activity feed what became of a trigger: whether FCM, Apple or Expo took the push, and what they said."""

from __future__ import annotations

from collections.abc import Generator

from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.fate import Fate
from pushbench.domain.follow_up import Followed, FollowedUp, FollowUpExchange
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Explain, StepKind
from pushbench.domain.profile import Credentials
from pushbench.providers.novu.answer import read_answer
from pushbench.providers.novu.feed import UNFINISHED, Feed, read_feed
from pushbench.providers.novu.reasons import BY_CODE, row_of
from pushbench.providers.novu.request import call, feed_path
from pushbench.providers.novu.response import parse
from pushbench.providers.novu.targets import names_one_token

FORGOTTEN_AFTER_SECONDS = 90 * 86_400.0
"""The longest any plan keeps the feed (Team); Free keeps a day, Pro seven."""
APPEARS_WITHIN_SECONDS = 300.0
"""What is not in the feed by then will not come."""

_NOT_THERE = Explain(
    "The activity feed knows nothing of this trigger.",
    "Nothing was made of it: the topic has no subscribers, the transaction was used before, or the plan no longer keeps it.",
    "Look for the transaction in Novu's activity feed.",
)
_OTHER = Explain(
    "The push provider refused the push.",
    "Novu gives its words and does not try again.",
    "Read the words; they are those of FCM, APNs or Expo.",
)


class ActivityFeed:
    """The activity feed as :class:`pushbench.domain.follow_up.FollowUp` describes it."""

    after_seconds: tuple[float, ...] = (3.0, 15.0, 60.0, 600.0)
    forgotten_after_seconds: float = FORGOTTEN_AFTER_SECONDS
    most_at_once: int = 10
    """Each delivery is a call of its own; the bound keeps one question short."""

    def ask(self, deliveries: tuple[Followed, ...], credentials: Credentials, context: SendContext) -> FollowUpExchange:
        found: tuple[FollowedUp, ...] = ()
        for delivery in deliveries:
            found = (*found, (yield from _asked(delivery, credentials, context)))
        return found


def _asked(
    delivery: Followed, credentials: Credentials, context: SendContext
) -> Generator[Step, HttpResponse, FollowedUp]:
    request = call("GET", feed_path(delivery.provider_id), credentials)
    response = yield Step(StepKind.FOLLOW_UP, request)
    answer = read_answer(response)
    if answer.refusal is None and isinstance(answer.data, list) and 200 <= response.status < 300:
        return fate_of(read_feed(answer.data), delivery, context.time())
    trouble = parse(response)
    facts = (("status", str(response.status)), *trouble.facts)
    return FollowedUp(Fate.WAITING, trouble.reason, trouble.explain, facts=facts)


def fate_of(feed: Feed, delivery: Followed, now: float) -> FollowedUp:
    """Return what the feed's notifications mean for a delivery; one that reached anybody was handed on."""
    facts = feed.facts()
    if not feed.count:
        is_late = now - delivery.accepted_at > APPEARS_WITHIN_SECONDS
        return FollowedUp(Fate.UNKNOWN, None, _NOT_THERE) if is_late else FollowedUp(Fate.WAITING)
    if feed.read:
        return FollowedUp(Fate.SHOWN, facts=facts)
    if feed.sent:
        return FollowedUp(Fate.HANDED_ON, facts=facts)
    if feed.unfinished or any(job.status in UNFINISHED for job in feed.pushes):
        return FollowedUp(Fate.WAITING, facts=facts)
    return _failed(feed, delivery, facts)


def _failed(feed: Feed, delivery: Followed, facts: tuple[tuple[str, str], ...]) -> FollowedUp:
    words = next(iter(feed.errors), "")
    if not words:
        statuses = [job.status for job in feed.pushes]
        words = next((status for status in statuses if status in BY_CODE), "" if statuses else "no push step")
    row = row_of(words)
    is_dead = row is not None and row.is_target_dead and names_one_token(delivery.target_kind, delivery.token)
    return FollowedUp(Fate.FAILED, words or None, row.explain() if row else _OTHER, is_target_dead=is_dead, facts=facts)


FOLLOW_UP = ActivityFeed()
