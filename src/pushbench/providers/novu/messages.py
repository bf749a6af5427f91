"""What can be asked and done about triggers beside sending: look at one in the feed, cancel one that waits."""

from __future__ import annotations

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.novu.answer import read_answer
from pushbench.providers.novu.feed import read_feed
from pushbench.providers.novu.request import call, cancel_path, feed_path
from pushbench.providers.novu.response import parse

_NOTHING_TO_CANCEL = Explain(
    "Nothing was cancelled.",
    "No step of this trigger is waiting in a delay or digest: the push has left, or the transaction is unknown.",
    "Nothing can take back what has left.",
)


class Triggers:
    """Triggers as :class:`pushbench.domain.messages.Messages` describes them."""

    can_view = True
    countable: frozenset[TargetKind] = frozenset()

    def may_cancel(self, draft: Draft) -> bool:
        """Whether it can be taken back: only the workflow knows whether a delay or digest holds it. Total."""
        return True

    def view(self, message_id: str, credentials: Credentials, context: SendContext) -> Exchange:
        """Ask the activity feed."""
        response = yield Step(StepKind.FOLLOW_UP, call("GET", feed_path(message_id), credentials))
        answer = read_answer(response)
        if answer.refusal is not None or not isinstance(answer.data, list):
            return parse(response)
        return _done(response, message_id, read_feed(answer.data).facts())

    def cancel(self, message_id: str, credentials: Credentials, context: SendContext) -> Exchange:
        """Cancel what a delay or digest of the workflow still holds."""
        response = yield Step(StepKind.DELIVER, call("DELETE", cancel_path(message_id), credentials))
        answer = read_answer(response)
        if answer.refusal is not None or not isinstance(answer.data, bool) or not 200 <= response.status < 300:
            return parse(response)
        if answer.data:
            return _done(response, message_id, (("cancelled", "yes"),))
        return Outcome(OutcomeKind.REJECTED, status=response.status, explain=_NOTHING_TO_CANCEL)

    def count(self, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        """Raises UserError: Novu has no such question."""
        raise UserError(
            "Novu does not tell how many devices a target reaches.",
            "Subscribers have tokens of several services, and nothing counts them.",
            "Look at the topic's subscribers in the Novu dashboard.",
        )


def _done(response: HttpResponse, message_id: str, facts: tuple[tuple[str, str], ...]) -> Outcome:
    return Outcome(OutcomeKind.ACCEPTED, status=response.status, provider_id=message_id, facts=facts)


MESSAGES = Triggers()
