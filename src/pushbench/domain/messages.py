"""What can be asked and done about messages beside sending: look at one, cancel one, count who would get one."""

from __future__ import annotations

from typing import Protocol

from pushbench.domain.exchange import Exchange, SendContext
from pushbench.domain.finding import Draft
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target, TargetKind


class Messages(Protocol):
    """A service that keeps messages it accepted. Pure; only the exchanges ask for I/O, by yielding.

    Each outcome's ``facts`` hold what was learned, label and value, in words people read. None of the calls makes
    a device show anything: looking and counting are FOLLOW_UP steps, only cancelling is a DELIVER step.
    """

    can_view: bool
    """Whether a message can be looked at by the id its acceptance gave."""
    countable: frozenset[TargetKind]
    """Targets whose reach the service tells without sending; empty: it counts nothing."""

    def may_cancel(self, draft: Draft) -> bool:
        """Whether a message is held back (scheduled, throttled, delayed), so that it can be taken back. Total."""
        ...

    def view(self, message_id: str, credentials: Credentials, context: SendContext) -> Exchange:
        """Look at a message: its counts and times."""
        ...

    def cancel(self, message_id: str, credentials: Credentials, context: SendContext) -> Exchange:
        """Take a message back that is still held. Accepted: it will not leave any more."""
        ...

    def count(self, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        """Ask how many devices a target reaches; the fact ``count`` tells it. Raises UserError for other targets."""
        ...
