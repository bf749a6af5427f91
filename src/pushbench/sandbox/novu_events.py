"""Triggers of the emulated Novu: one, many, for everybody, cancelled.

Order of checks: fields (422), workflow (422), payload against the workflow's schema (400), switched off (201 with a
status), tenant, recipients; a transaction that was used before is ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pushbench.sandbox import novu_answers as answers
from pushbench.sandbox.exchange import Answer, Request
from pushbench.sandbox.novu_feed import Feed, Notification
from pushbench.sandbox.novu_people import People, Subscriber
from pushbench.sandbox.novu_rules import MOST_EVENTS, TOPIC_KEY, trigger_errors
from pushbench.sandbox.novu_workflows import WORKFLOWS, Workflow, misfits

TENANTS = ("pushbench",)


class Events:
    """What ``/v1/events`` does."""

    def __init__(
        self, people: People, feed: Feed, new_id: Callable[[], str], new_transaction: Callable[[], str]
    ) -> None:
        self._people, self._feed = people, feed
        self._new_id, self._new_transaction = new_id, new_transaction
        self._used: set[str] = set()

    def clear(self) -> None:
        self._used.clear()

    def handle(self, request: Request, rest: tuple[str, ...], body: Any, now: float, forced: str = "") -> Answer:
        """Answer a request below ``/v1/events``; ``forced`` is a failure of the push steps set on demand."""
        if rest[:1] != ("trigger",):
            return _no_route(request, now)
        if request.method == "DELETE" and len(rest) == 2:
            return answers.data(200, self._feed.cancel(rest[1]))
        if request.method != "POST" or rest[1:] not in ((), ("bulk",), ("broadcast",)):
            return _no_route(request, now)
        if not isinstance(body, dict):
            return answers.refused(400, "Unexpected token in JSON at position 0", request.route, now)
        if rest[1:] == ("bulk",):
            return self._bulk(request, body, now, forced)
        is_broadcast = rest[1:] == ("broadcast",)
        made = self._trigger(request, body, now, is_broadcast=is_broadcast, forced=forced)
        return made if isinstance(made, Answer) else answers.data(201, made)

    def _bulk(self, request: Request, body: Mapping[str, Any], now: float, forced: str) -> Answer:
        events = body.get("events")
        if not isinstance(events, list) or not events:
            return answers.invalid({"events": (["events should not be empty"], events)}, request.route, now)
        if len(events) > MOST_EVENTS:
            message = f"events must contain no more than {MOST_EVENTS} elements"
            return answers.invalid({"events": ([message], len(events))}, request.route, now)
        for event in events:
            wrong = (
                trigger_errors(event) if isinstance(event, dict) else {"events": (["events must be objects"], event)}
            )
            if wrong:
                return answers.invalid(wrong, request.route, now)
        return answers.data(201, [self._one_of_many(request, event, now, forced) for event in events])

    def _one_of_many(self, request: Request, event: Mapping[str, Any], now: float, forced: str) -> dict[str, Any]:
        """A trigger of a bulk request fails by itself: its error stands in its result."""
        made = self._trigger(request, event, now, forced=forced)
        if not isinstance(made, Answer):
            return made
        words = answers.WORKFLOW_NOT_FOUND if made.status == 422 else "Payload validation failed"
        return answers.triggered("error", event.get("transactionId"), words)

    def _trigger(
        self, request: Request, event: Mapping[str, Any], now: float, *, is_broadcast: bool = False, forced: str = ""
    ) -> dict[str, Any] | Answer:
        wrong = trigger_errors(event, is_broadcast=is_broadcast)
        if wrong:
            return answers.invalid(wrong, request.route, now)
        workflow = WORKFLOWS.get(event["name"])
        if workflow is None:
            return answers.refused(422, answers.WORKFLOW_NOT_FOUND, request.route, now)
        errors = misfits(event.get("payload") or {}, workflow.schema)
        if errors:
            return answers.unfit(errors, workflow.schema, request.route, now)
        transaction = event.get("transactionId") or self._new_transaction()
        status = _idle(workflow, event)
        if status:
            return answers.triggered(status, transaction)
        people = self._everybody() if is_broadcast else self._recipients(event["to"])
        if people is None:
            return answers.triggered("invalid_recipients", transaction)
        if transaction not in self._used:
            self._used.add(transaction)
            self._make(request, event, workflow, transaction, people, now, forced)
        return answers.triggered("processed", transaction)

    def _everybody(self) -> dict[str, tuple[Subscriber, tuple[str, ...]]]:
        return {key: (person, ()) for key, person in self._people.subscribers.items()}

    def _recipients(self, to: Any) -> dict[str, tuple[Subscriber, tuple[str, ...]]] | None:
        """Return the subscribers with the topics they come through, or None for a malformed one."""
        found: dict[str, tuple[Subscriber, tuple[str, ...]]] = {}
        for item in to if isinstance(to, list) else [to]:
            if isinstance(item, dict) and item.get("type") == "Topic":
                key = item.get("topicKey")
                if not isinstance(key, str) or not TOPIC_KEY.fullmatch(key):
                    return None
                for identity in self._people.topics.get(key, {}).get("subscribers", ()):
                    if identity not in (item.get("exclude") or ()):
                        found.setdefault(identity, (self._people.upsert({"subscriberId": identity}), (key,)))
                continue
            wanted = {"subscriberId": item} if isinstance(item, str) else item
            if not isinstance(wanted.get("subscriberId"), str) or not wanted["subscriberId"].strip():
                return None
            person = self._people.upsert(wanted)
            found[person.id] = (person, ())
        return found

    def _make(
        self,
        request: Request,
        event: Mapping[str, Any],
        workflow: Workflow,
        transaction: str,
        people: Mapping[str, tuple[Subscriber, tuple[str, ...]]],
        now: float,
        forced: str,
    ) -> None:
        for person, topics in people.values():
            notification = Notification(
                self._new_id(),
                transaction,
                workflow,
                person,
                event.get("payload") or {},
                event.get("overrides") or {},
                now,
                request.path,
                request.body,
                topics,
                event.get("context") or {},
                forced=forced,
            )
            self._feed.add(notification, now)


def _idle(workflow: Workflow, event: Mapping[str, Any]) -> str:
    """Return why nothing will be done, or an empty text."""
    if not workflow.is_active:
        return "trigger_not_active"
    if not workflow.steps:
        return "no_workflow_steps_defined"
    if not any(step.is_active for step in workflow.steps):
        return "no_workflow_active_steps_defined"
    tenant = event.get("tenant")
    return "no_tenant_found" if isinstance(tenant, str) and tenant not in TENANTS else ""


def _no_route(request: Request, now: float) -> Answer:
    return answers.refused(404, f"Cannot {request.method} {request.route}", request.route, now)
