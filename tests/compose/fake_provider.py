"""A provider just real enough for the rooms below the real ones."""

from __future__ import annotations

from pushbench.domain.finding import Draft, Finding, Hit, Rule, Severity
from pushbench.domain.provider import ProviderSpec


def no_badge(draft, context):
    if "badge" in draft.payload:
        yield Hit("/payload/badge", "There is a badge.")
    if "x-now" in draft.headers:
        yield Hit("/headers/x-now", "There is a time.", severity=Severity.NOTE)


class FakeProvider:
    spec = ProviderSpec(id="fake", title="Fake", short_title="Fake", tile="FA", fields=())
    rules = (Rule("FAKE001", Severity.ERROR, "No badge", "A fake has none.", "Remove it.", no_badge),)

    def compose(self, message, credentials, now):
        payload = {"title": message.content.title, "data": dict(message.data), "nested": {"a": 1, "b": {"c": 2}}}
        if message.content.badge is not None:
            payload["badge"] = message.content.badge
        notes = (Finding("FAKE100", Severity.WARNING, "/payload/title", "A note.", "Why.", "Fix.", "fake"),)
        return Draft("fake", payload, {"x-now": str(int(now)), "Priority": "10"}, notes)
