"""When a delivery is sent again: pure decisions over outcomes and transport failures."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Retry
from pushbench.domain.ports import Randomness

_MAY_BE_TAKEN = frozenset({OutcomeKind.ACCEPTED, OutcomeKind.UNCLEAR})
_AT_ONCE = frozenset({FailureKind.UNPROCESSED})
_SOON = frozenset({FailureKind.NAME, FailureKind.REFUSED, FailureKind.UNREACHABLE, FailureKind.CONNECT_TIMEOUT})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently; seconds throughout."""

    tries: int = 3
    """Exchanges per delivery at most, when the answers ask for patience."""
    base_seconds: float = 1.0
    """The first backoff lies between 0 and this; each following bound doubles."""
    cap_seconds: float = 20.0
    budget_seconds: float = 120.0
    """All waiting of one delivery together."""
    longest_retry_after_seconds: float = 60.0
    """A service that asks for more is not waited for."""
    reconnects: int = 2
    """New connections per delivery, when the answer asks for one."""
    resends: int = 5
    """Repetitions of one request that the peer said it did not look at."""
    connects: int = 1
    """Repetitions of one request whose connection did not come about."""
    connect_pause_seconds: float = 0.3


@dataclass(frozen=True, slots=True)
class Tries:
    """What one delivery has used up so far."""

    done: int = 1
    reconnects: int = 0
    waited_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Again:
    """Send the delivery once more."""

    after_seconds: float
    is_on_new_connection: bool = False


def decide(policy: RetryPolicy, outcome: Outcome, tries: Tries, randomness: Randomness) -> Again | Outcome:
    """Return how to go on, or the outcome as it stays, which says why nothing more is tried.

    A request of several deliveries goes again as a whole or not at all: never when one of them may have been taken.
    """
    if outcome.retry is Retry.NEVER or any(part.kind in _MAY_BE_TAKEN for part in outcome.parts):
        return outcome
    if outcome.retry is Retry.RECONNECT:
        if tries.reconnects >= policy.reconnects:
            return _given_up(outcome, f"{tries.reconnects} new connections brought the same answer.")
        return Again(0.0, is_on_new_connection=True)
    if tries.done >= policy.tries:
        return _given_up(outcome, f"{tries.done} attempts brought no other answer.")
    wanted = outcome.retry_after_seconds
    if wanted is not None and wanted > policy.longest_retry_after_seconds:
        return _given_up(
            outcome,
            f"The service asks to wait {wanted:.0f} s, and Pushbench waits "
            f"{policy.longest_retry_after_seconds:.0f} s at most by itself.",
        )
    pause = wanted if wanted is not None else backoff(policy, tries.done, randomness)
    if tries.waited_seconds + pause > policy.budget_seconds:
        return _given_up(outcome, f"{tries.waited_seconds:.0f} s of waiting are enough for one delivery.")
    return Again(pause)


def backoff(policy: RetryPolicy, number: int, randomness: Randomness) -> float:
    """Return seconds between 0 and the bound of the ``number``-th retry: exponential, with full jitter."""
    bound = min(policy.cap_seconds, policy.base_seconds * 2.0 ** (number - 1))
    return bound * int.from_bytes(randomness.bytes(4), "big") / 2**32


def resend_pause(
    policy: RetryPolicy, failure: TransportFailure, repeats: int, randomness: Randomness, *, is_known_bad: bool
) -> float | None:
    """Return how long to wait before the very same request leaves again, or None when it must not.

    Only requests that certainly did not arrive are repeated. ``is_known_bad``: others just failed at this origin
    the same way, so trying again would only multiply the waiting.
    """
    if failure.kind in _AT_ONCE and repeats < policy.resends:
        return 0.0 if repeats == 0 else backoff(replace(policy, base_seconds=0.05), repeats, randomness)
    if failure.kind in _SOON and repeats < policy.connects and not is_known_bad:
        return policy.connect_pause_seconds
    return None


def _given_up(outcome: Outcome, why: str) -> Outcome:
    old = outcome.explain or Explain("The service did not take the push.", "", "")
    is_said = any(word in old.fix.lower() for word in ("later", "send again", "send it again", "wait"))
    fix = old.fix if is_said else f"{old.fix} Send it again later.".strip()
    return replace(outcome, explain=Explain(old.what, f"{_closed(old.why)} {why}".strip(), fix))


def _closed(words: str) -> str:
    """A service's own words, quoted at the end, often come without a full stop."""
    is_open = words.endswith("”") and not words[:-1].endswith((".", "!", "?", "…"))
    return f"{words}." if is_open else words
