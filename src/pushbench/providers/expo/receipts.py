"""Asks for receipts: what became of accepted messages at Apple and Google."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.follow_up import Fate, Followed, FollowedUp, FollowUpExchange
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Explain, Outcome, StepKind
from pushbench.domain.profile import Credentials
from pushbench.providers.expo.answer import item_error
from pushbench.providers.expo.request import MOST_RECEIPTS, RECEIPTS_URL, call
from pushbench.providers.expo.response import whole
from pushbench.providers.formats.json_body import body_bytes

READY_AFTER_SECONDS = 900.0
"""Expo advises to ask then; most receipts are there within seconds."""
FORGOTTEN_AFTER_SECONDS = 86_400.0

_NO_ID = FollowedUp(
    Fate.UNKNOWN,
    explain=Explain(
        "There is no receipt for this message.",
        "Its ticket carried no id.",
        "Look at the device.",
    ),
)
_FORGOTTEN = FollowedUp(
    Fate.UNKNOWN,
    explain=Explain(
        "Expo knows nothing of this message any more.",
        "Receipts are cleared after 24 hours.",
        "Ask sooner next time; look at the device.",
    ),
)


class Receipts:
    """Receipts as :class:`pushbench.domain.follow_up.FollowUp` describes it."""

    after_seconds: tuple[float, ...] = (READY_AFTER_SECONDS,)
    forgotten_after_seconds: float = FORGOTTEN_AFTER_SECONDS
    most_at_once: int = MOST_RECEIPTS

    def ask(self, deliveries: tuple[Followed, ...], credentials: Credentials, context: SendContext) -> FollowUpExchange:
        ids = list(dict.fromkeys(delivery.provider_id for delivery in deliveries if delivery.provider_id))
        heard: dict[str, Json] = {}
        trouble: Outcome | None = None
        for start in range(0, len(ids), MOST_RECEIPTS):
            body = body_bytes({"ids": [*ids[start : start + MOST_RECEIPTS]]})
            response = yield Step(StepKind.FOLLOW_UP, call(RECEIPTS_URL, body, credentials))
            answer = whole(response)
            if isinstance(answer, dict):
                heard.update(answer)
            elif isinstance(answer, Outcome):
                trouble = answer
        now = context.time()
        return tuple(_fate(delivery, heard, trouble, now) for delivery in deliveries)


def _fate(delivery: Followed, heard: Mapping[str, Json], trouble: Outcome | None, now: float) -> FollowedUp:
    if not delivery.provider_id:
        return _NO_ID
    receipt = heard.get(delivery.provider_id)
    if isinstance(receipt, dict):
        return _of_receipt(receipt)
    age = now - delivery.accepted_at
    if trouble is not None:
        return FollowedUp(Fate.WAITING, trouble.reason, trouble.explain, facts=_trouble_facts(trouble))
    if age >= FORGOTTEN_AFTER_SECONDS:
        return _FORGOTTEN
    late = (("receipt", "none after 15 minutes, which points to trouble at Expo"),) if age > READY_AFTER_SECONDS else ()
    return FollowedUp(Fate.WAITING, facts=late)


def _trouble_facts(trouble: Outcome) -> tuple[tuple[str, str], ...]:
    status = () if trouble.status is None else (("status", str(trouble.status)),)
    return (*status, *trouble.facts)


def _of_receipt(receipt: Mapping[str, Json]) -> FollowedUp:
    error = item_error(receipt)
    if receipt.get("status") == "ok":
        return FollowedUp(Fate.HANDED_ON, facts=error.facts)
    row = error.row
    inner = (("own word", error.inner),) if error.inner else ()
    return FollowedUp(
        Fate.FAILED,
        reason=error.code or None,
        explain=error.explain(),
        is_target_dead=row is not None and row.is_target_dead,
        facts=(*inner, *error.facts),
    )


FOLLOW_UP = Receipts()
