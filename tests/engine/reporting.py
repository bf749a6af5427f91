"""A made-up service that keeps reports: ``POST /reports`` with ids, answered by one word per id."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from tests.engine.fakes import Answer, DummyProvider

from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.follow_up import Fate, Followed, FollowedUp, FollowUpExchange
from pushbench.domain.http import HttpRequest, HttpResponse, Link
from pushbench.domain.outcome import Explain, StepKind
from pushbench.domain.profile import Credentials

WORDS = {
    "waiting": FollowedUp(Fate.WAITING),
    "ok": FollowedUp(Fate.HANDED_ON, "ok", facts=(("next", "apple"),)),
    "gone": FollowedUp(Fate.FAILED, "gone", Explain("It is gone.", "It said so.", "Take it out."), is_target_dead=True),
}


@dataclass
class Reports:
    """How the made-up service is asked."""

    after_seconds: tuple[float, ...] = (15.0, 60.0, 600.0)
    forgotten_after_seconds: float = 86_400.0
    most_at_once: int = 2
    step: StepKind = StepKind.FOLLOW_UP
    asked: list[tuple[Followed, ...]] = field(default_factory=list)

    def ask(self, deliveries: tuple[Followed, ...], credentials: Credentials, context: SendContext) -> FollowUpExchange:
        self.asked.append(deliveries)
        key = credentials.secret("key")
        assert key is not None
        base = credentials.text("base_url", "https://push.example")
        response = yield Step(
            self.step,
            HttpRequest(
                "POST",
                f"{base}/reports",
                (("authorization", f"Bearer {key.reveal()}"),),
                json.dumps([item.delivery_id for item in deliveries]).encode(),
                Link(ca_file=credentials.text("ca_file") or None),
                masks=(key,),
            ),
        )
        words = json.loads(response.body) if response.status == 200 else []
        return tuple(WORDS[word] for word in words) if words else tuple(WORDS["waiting"] for _ in deliveries)


def reporting(provider_id: str = "dummy", **changes: object) -> DummyProvider:
    """Return the dummy service with reports."""
    provider = DummyProvider(provider_id)
    provider.follow_up = Reports(**changes)  # type: ignore[arg-type]
    return provider


def reports(*words: str) -> Answer:
    """Answer a question with these words, in order."""
    return HttpResponse(200, body=json.dumps(words).encode())
