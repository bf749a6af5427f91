"""What can be asked and done about messages beside sending: view, cancel, count who would get one."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.outcome import Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.formats.aps_keys import is_number
from pushbench.providers.formats.json_body import body_bytes
from pushbench.providers.onesignal.answer import read_answer
from pushbench.providers.onesignal.fields import APP_ID
from pushbench.providers.onesignal.request import MESSAGES_URL, app_id, call, message_url
from pushbench.providers.onesignal.response import parse, rejected
from pushbench.providers.onesignal.targets import target_fields

COUNTS = ("successful", "failed", "errored", "received", "converted", "remaining")
_HOLDING = ("send_after", "delayed_option", "throttle_rate_per_minute")
_COUNTABLE = ("included_segments", "filters", "include_aliases", "target_channel")


class Messages:
    """Calls about messages; each is an exchange whose outcome's facts hold what was learned."""

    can_view = True
    countable = frozenset({TargetKind.SEGMENT, TargetKind.CONDITION, TargetKind.ALIAS})

    def may_cancel(self, draft: Draft) -> bool:
        """Whether it is scheduled, optimised per user or throttled. Total."""
        body = draft.payload if isinstance(draft.payload, Mapping) else {}
        return any(body.get(name) for name in _HOLDING)

    def view(self, message_id: str, credentials: Credentials, context: SendContext) -> Exchange:
        """Ask for a message's counts."""
        response = yield Step(StepKind.FOLLOW_UP, call("GET", message_url(credentials, message_id), credentials))
        value = _value(response)
        return value if isinstance(value, Outcome) else _done(response, message_id, counts_of(value))

    def cancel(self, message_id: str, credentials: Credentials, context: SendContext) -> Exchange:
        """Stop a scheduled or throttled message."""
        response = yield Step(StepKind.DELIVER, call("DELETE", message_url(credentials, message_id), credentials))
        value = _value(response)
        if isinstance(value, Outcome):
            return value
        return _done(response, message_id, (("cancelled", "yes" if value.get("success") is True else "not said"),))

    def count(self, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        """Ask how many a segment, filters or an alias reach; nothing is sent. Raises UserError for other targets."""
        fields = {name: value for name, value in target_fields(target).items() if name in _COUNTABLE}
        body: JsonObject = {APP_ID: app_id(credentials), **fields, "target_channel": "push"}
        request = call("POST", f"{MESSAGES_URL}/count-unsaved", credentials, body_bytes(body))
        value = _value(response := (yield Step(StepKind.FOLLOW_UP, request)))
        if isinstance(value, Outcome):
            return value
        found = tuple((name, str(value[name])) for name in ("count", "uncapped_count") if is_number(value.get(name)))
        return _done(response, None, found)


def _value(response: HttpResponse) -> Mapping[str, Json] | Outcome:
    answer = read_answer(response)
    if answer.value is None or not 200 <= response.status < 300:
        return parse(response)
    return rejected(response, answer) if answer.errors else answer.value


def _done(response: HttpResponse, message_id: str | None, facts: tuple[tuple[str, str], ...]) -> Outcome:
    return Outcome(OutcomeKind.ACCEPTED, status=response.status, provider_id=message_id, facts=facts)


def counts_of(value: Mapping[str, Json]) -> tuple[tuple[str, str], ...]:
    """Return a viewed message's counts and times as facts, per platform as well. Total."""
    facts = [(name, _count(value[name])) for name in COUNTS if name in value and _count(value[name])]
    if value.get("canceled") is True:
        facts.append(("cancelled", "yes"))
    platforms = value.get("platform_delivery_stats")
    for platform, counts in list(platforms.items())[:12] if isinstance(platforms, dict) else []:
        if isinstance(counts, dict):
            told = [f"{_count(counts[name])} {name}" for name in COUNTS if _count(counts.get(name))]
            facts += [(platform[:40], ", ".join(told))] if told else []
    return tuple(facts)


def _count(value: Json) -> str:
    return f"{int(value)}" if is_number(value) and isinstance(value, int | float) and abs(value) < 10**15 else ""


MESSAGES = Messages()
