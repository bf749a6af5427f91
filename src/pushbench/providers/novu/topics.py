"""Topic subscriptions: which subscribers a topic has.

Source: Novu OpenAPI document 3.15, ``/v2/topics/{topicKey}/subscriptions`` and ``/v2/subscribers/{id}/subscriptions``.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target
from pushbench.providers.formats.json_body import body_bytes, read_json
from pushbench.providers.novu.answer import read_answer, text_of
from pushbench.providers.novu.request import call
from pushbench.providers.novu.response import parse, unclear
from pushbench.providers.novu.targets import EXCLUDE, recipient, topic_trouble

_PAGE = 100


class NovuTopics:
    """The provider's :class:`pushbench.domain.provider.Topics`."""

    def subscribe(self, topic: str, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        """Add a subscriber; Novu makes a topic that it does not know, but no subscriber."""
        return _change("POST", topic, target, credentials)

    def unsubscribe(self, topic: str, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        """Take a subscriber out."""
        return _change("DELETE", topic, target, credentials)

    def list(self, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        """The outcome's ``facts`` hold one ``("topic", KEY)`` each."""
        path = f"/v2/subscribers/{quote(_subscriber(target), safe='')}/subscriptions?limit={_PAGE}"
        response = yield Step(StepKind.DELIVER, call("GET", path, credentials))
        answer = read_answer(response)
        if answer.refusal is not None or not isinstance(answer.data, list):
            return parse(response)
        keys = [text_of(topic.get("key")) for item in answer.data if isinstance(topic := _topic(item), dict)]
        facts = tuple(("topic", key) for key in dict.fromkeys(keys) if key)
        return Outcome(OutcomeKind.ACCEPTED, status=response.status, facts=facts)


def _topic(item: Json) -> Json:
    return item.get("topic") if isinstance(item, dict) else None


def _subscriber(target: Target) -> str:
    found = recipient(target)
    identity = found.get("subscriberId") if isinstance(found, dict) else found
    if not isinstance(identity, str):
        raise UserError(
            "Only subscribers can join a topic.",
            f"“{target.label[:60]}” is no single subscriber.",
            "Choose a device, subscriber: or token:.",
        )
    return identity


def _change(method: str, topic: str, target: Target, credentials: Credentials) -> Exchange:
    trouble = topic_trouble(topic) if EXCLUDE not in topic else "It is no topic's key alone."
    if trouble:
        raise UserError(f"“{topic[:60]}” is no topic.", trouble, "Write for example testers.")
    body: JsonObject = {"subscriptions": [_subscriber(target)]}
    path = f"/v2/topics/{quote(topic, safe=':')}/subscriptions"
    response = yield Step(StepKind.DELIVER, call(method, path, credentials, body_bytes(body)))
    return read_changed(response)


def read_changed(response: HttpResponse) -> Outcome:
    """Read the answer to a change; one that failed for the subscriber is a refusal, whatever its status. Total."""
    answer = read_answer(response)
    if answer.refusal is not None or not 200 <= response.status < 300:
        return parse(response)
    value = read_json(response.body).value
    errors = value.get("errors") if isinstance(value, dict) else None
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        words = text_of(errors[0].get("message"))
        explain = Explain(
            "The subscriber's topics were not changed.",
            f"Novu said: “{words}”" if words else "Novu gave no reason.",
            "Trigger the workflow for the subscriber once, so that Novu knows it; then try again.",
        )
        return Outcome(
            OutcomeKind.REJECTED, status=response.status, reason=text_of(errors[0].get("code")), explain=explain
        )
    if not answer.is_json and response.status != 204:
        return replace(unclear(response, "It is not Novu's JSON."))
    return Outcome(OutcomeKind.ACCEPTED, status=response.status)


TOPICS = NovuTopics()
