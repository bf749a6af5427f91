"""What can be asked and done about pushes beside sending: look at one, cancel a schedule, count a user's channels."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from urllib.parse import quote

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.airship.access import authorised
from pushbench.providers.airship.answer import read_answer
from pushbench.providers.airship.payload import message_of
from pushbench.providers.airship.request import call
from pushbench.providers.airship.response import parse, rejected
from pushbench.providers.airship.targets import audience_of
from pushbench.providers.formats.aps_keys import is_number

COUNTS = ("sends", "direct_responses", "influenced_responses")
_TIMES = ("push_type", "push_time")
Asked = Generator[Step, HttpResponse, HttpResponse | Outcome]


class Calls:
    """Calls about pushes as :class:`pushbench.domain.messages.Messages` describes them."""

    can_view = True
    countable = frozenset({TargetKind.USER, TargetKind.TOKEN, TargetKind.CHANNEL})

    def may_cancel(self, draft: Draft) -> bool:
        """Whether it is a schedule. Total."""
        return "schedule" in message_of(draft.payload)

    def view(self, message_id: str, credentials: Credentials, context: SendContext) -> Exchange:
        """Ask for a push's counts, or where there is none such, for a schedule."""
        response = yield from ask(report_path(message_id), credentials, context)
        if isinstance(response, Outcome):
            return response
        if response.status == 404:
            response = yield from ask(schedule_path(message_id), credentials, context)
            if isinstance(response, Outcome):
                return response
        value = _value(response)
        return value if isinstance(value, Outcome) else _done(response, message_id, facts_of(value))

    def cancel(self, message_id: str, credentials: Credentials, context: SendContext) -> Exchange:
        """Take a schedule back."""
        response = yield from ask(schedule_path(message_id), credentials, context, "DELETE", StepKind.DELIVER)
        if isinstance(response, Outcome):
            return response
        if not 200 <= response.status < 300:
            return parse(response)
        return _done(response, message_id, (("cancelled", "yes"),))

    def count(self, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        """Ask how many channels of a named user, or whether one channel, would get it. Raises UserError for others."""
        audience = audience_of(target)
        name = next(iter(audience)) if isinstance(audience, dict) else ""
        if name not in ("named_user", "channel"):
            raise UserError(
                f"Airship does not count “{target.label}”.",
                "It tells the channels of a named user, and single channels.",
                "Choose user:NAME or channel:ID.",
            )
        word = str(audience[name]) if isinstance(audience, dict) else ""
        path = f"/api/named_users?id={quote(word, safe='')}" if name == "named_user" else f"/api/channels/{word}"
        response = yield from ask(path, credentials, context)
        if isinstance(response, Outcome):
            return response
        value = _value(response)
        return value if isinstance(value, Outcome) else _done(response, None, tuple(_counted(value)))


def ask(
    path: str,
    credentials: Credentials,
    context: SendContext,
    method: str = "GET",
    kind: StepKind = StepKind.FOLLOW_UP,
) -> Asked:
    """Make one call without a body; returns the answer, or the outcome where signing in failed."""
    return (
        yield from authorised(credentials, context, lambda signed: Step(kind, call(method, path, credentials, signed)))
    )


def report_path(push_id: str) -> str:
    """Return the address of a push's counts."""
    return f"/api/reports/responses/{quote(push_id, safe='')}"


def schedule_path(schedule_id: str) -> str:
    """Return the address of a schedule that is still held."""
    return f"/api/schedules/{quote(schedule_id, safe='')}"


def _value(response: HttpResponse) -> Mapping[str, Json] | Outcome:
    answer = read_answer(response)
    if answer.value is None or not 200 <= response.status < 300:
        return parse(response)
    return rejected(response, answer) if answer.value.get("ok") is False else answer.value


def _done(response: HttpResponse, message_id: str | None, facts: tuple[tuple[str, str], ...]) -> Outcome:
    return Outcome(OutcomeKind.ACCEPTED, status=response.status, provider_id=message_id, facts=facts)


def facts_of(value: Mapping[str, Json]) -> tuple[tuple[str, str], ...]:
    """Return a report's counts, or a schedule's name and time, as facts. Total."""
    found = [(name.replace("_", " "), _count(value.get(name))) for name in COUNTS]
    found += [(name.replace("_", " "), _text(value.get(name))) for name in _TIMES]
    schedule = value.get("schedule")
    if isinstance(schedule, dict):
        found += [("schedule", _text(value.get("name")) or "without a name")]
        found += [(name.replace("_", " "), _text(text)) for name, text in list(schedule.items())[:5]]
    return tuple((name, text) for name, text in found if text)


def _counted(value: Mapping[str, Json]) -> list[tuple[str, str]]:
    user = value.get("named_user")
    listed = user.get("channels") if isinstance(user, dict) else [value.get("channel")]
    channels = [item for item in (listed if isinstance(listed, list) else []) if isinstance(item, dict)]
    reached = [item for item in channels if item.get("installed") is not False and item.get("opt_in") is not False]
    kinds = sorted({_text(item.get("device_type")) for item in reached} - {""})
    facts = [("count", str(len(reached)))]
    if len(channels) > len(reached):
        facts.append(("opted out or uninstalled", str(len(channels) - len(reached))))
    return facts + ([("platforms", ", ".join(kinds))] if kinds else [])


def _text(value: Json) -> str:
    return value[:100] if isinstance(value, str) else ""


def _count(value: Json) -> str:
    return f"{int(value)}" if is_number(value) and isinstance(value, int | float) and abs(value) < 10**15 else ""


MESSAGES = Calls()
