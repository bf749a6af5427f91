"""The activity feed of the emulated Novu: notifications with the jobs of their steps, which appear a little later.

Nothing runs by itself: at every request the feed looks at the clock and runs the steps that have become due.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pushbench.sandbox.novu_answers import stamp
from pushbench.sandbox.novu_handing import Push
from pushbench.sandbox.novu_people import ENVIRONMENT, ORGANISATION, People, Subscriber
from pushbench.sandbox.novu_workflows import Step, Workflow, filled, object_id

MOST = 5_000
KEPT_SECONDS = 86_400.0
"""As long as the free plan keeps the feed."""
CHANNEL_MISSING = "Subscriber does not have a configured channel"
INTEGRATION_MISSING = "Subscriber does not have an active integration"
TOKENS_MISSING = "Subscriber credentials is missing the tokens for sending a push notification message"
STEP_FAILED = "There was one or more errors when trying to execute the notification"
UNEXPECTED = "Unexpected provider error"
Send = Callable[[Push], str | None]
"""Hands one push on; the service's refusal in Novu's words, or None."""


@dataclass(slots=True)
class Job:
    """One step of one notification."""

    id: str
    step: Step
    due_at: float
    status: str = "pending"
    provider: str = "novu"
    details: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Notification:
    """What one trigger is for one subscriber."""

    id: str
    transaction: str
    workflow: Workflow
    subscriber: Subscriber
    payload: Mapping[str, Any]
    overrides: Mapping[str, Any]
    made_at: float
    path: str
    wire_body: bytes
    topics: tuple[str, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    forced: str = ""
    """A failure set on demand for its push steps."""


class Feed:
    """All notifications of the environment."""

    def __init__(
        self, people: People, new_id: Callable[[], str], send: Callable[[Notification, Push], str | None]
    ) -> None:
        self._people, self._new_id, self._send = people, new_id, send
        self._kept: OrderedDict[str, Notification] = OrderedDict()
        self.delay_seconds = 1.0

    def clear(self) -> None:
        self._kept.clear()
        self.delay_seconds = 1.0

    def add(self, notification: Notification, now: float) -> None:
        """Plan the steps of a notification and run those that are due."""
        self._plan(notification, now)
        self._kept[notification.id] = notification
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        self._run(notification, now)

    def tried(self, notification: Notification, now: float) -> dict[str, Any]:
        """Run a notification's steps without keeping it; return what the feed would show."""
        self._plan(notification, now)
        self._run(notification, now)
        return self.to_json(notification)

    def _plan(self, notification: Notification, now: float) -> None:
        due = now
        for step in notification.workflow.steps:
            if step.is_active:
                due += step.seconds
                notification.jobs.append(Job(self._new_id(), step, due))

    def advance(self, now: float) -> None:
        """Run everything that has become due."""
        for notification in self._kept.values():
            self._run(notification, now)

    def cancel(self, transaction: str) -> bool:
        """Cancel what waits; say whether anything did."""
        waiting = [
            job
            for each in self._kept.values()
            if each.transaction == transaction
            for job in each.jobs
            if job.status in ("pending", "delayed")
        ]
        for job in waiting:
            job.status = "canceled"
        return bool(waiting)

    def _run(self, notification: Notification, now: float) -> None:
        for job in notification.jobs:
            if job.status not in ("pending", "delayed"):
                continue
            if now < job.due_at:
                job.status = "delayed" if job.step.type == "delay" else "pending"
            elif job.step.type == "push":
                self._push(notification, job, now)
            else:
                job.status = "completed"
                self._detail(job, "Step completed", "Success", now)

    # Push steps

    def _push(self, notification: Notification, job: Job, now: float) -> None:
        channels = notification.subscriber.channels
        if notification.forced:
            self._forced(notification, job, now)
            return
        if not channels:
            job.status = "failed"
            self._detail(job, CHANNEL_MISSING, "Failed", now)
            return
        sent = failed = 0
        for channel in channels:
            for is_sent in self._channel(notification, job, channel, now):
                sent, failed = sent + is_sent, failed + (not is_sent)
        job.status = "completed" if sent and not failed else "failed" if failed else "skipped"
        if not sent:
            words = STEP_FAILED if failed else "Some push channels were skipped"
            self._detail(job, words, "Failed", now)

    def _forced(self, notification: Notification, job: Job, now: float) -> None:
        words, job.status = notification.forced, "failed"
        if words in ("skipped", "canceled"):
            job.status = words
            return
        is_own = words.startswith(("Subscriber ", "There was", "Unexpected", "Could not"))
        detail = words if is_own else UNEXPECTED
        self._detail(job, detail, "Failed", now, raw=None if is_own else {"message": words})

    def _channel(self, notification: Notification, job: Job, channel: Mapping[str, Any], now: float) -> list[bool]:
        provider = channel["providerId"]
        integration = self._people.integration(provider, channel["integrationIdentifier"])
        if integration is None or not integration.is_active:
            self._detail(job, INTEGRATION_MISSING, "Failed", now, provider=provider)
            return [False]
        old = notification.overrides.get(provider)
        tokens = (old.get("deviceTokens") if isinstance(old, dict) else None) or channel["tokens"]
        if not tokens:
            self._detail(job, TOKENS_MISSING, "Failed", now, provider=provider, raw={"providerId": provider})
            return []
        job.provider = provider
        message = self._message(notification, provider, list(tokens), job, now)
        self._detail(job, f"Message created: {provider}", "Pending", now, provider=provider)
        return [self._token(notification, job, provider, token, message, now) for token in list(tokens)]

    def _token(
        self, notification: Notification, job: Job, provider: str, token: str, message: dict[str, Any], now: float
    ) -> bool:
        title, body = _words(notification, job.step)
        person = notification.subscriber.to_json()
        push = Push(provider, token, title, body, notification.payload, notification.overrides, job.step.id, person)
        refused = self._send(notification, push)
        if refused is None:
            raw = {"providerId": provider, "result": {"ids": [token], "date": stamp(now)}, "deviceToken": token}
            self._detail(job, f"Message sent: {provider}", "Success", now, provider=provider, raw=raw)
            return True
        self._detail(job, UNEXPECTED, "Failed", now, provider=provider, raw={"message": refused})
        message.update(status="error", errorId="unexpected_push_error", errorText=refused)
        if any(words in refused for words in ("Requested entity was not found", "DeviceNotRegistered")):
            self._people.forget_token(notification.subscriber, provider, token)
        return False

    def _detail(
        self, job: Job, words: str, status: str, now: float, *, provider: str = "", raw: Mapping[str, Any] | None = None
    ) -> None:
        job.details.append(
            {
                "_id": self._new_id(),
                "createdAt": stamp(now),
                "status": status,
                "detail": words,
                "isRetry": False,
                "isTest": False,
                "providerId": provider or job.provider,
                "source": "Internal",
                "raw": None if raw is None else json.dumps(raw, ensure_ascii=False),
            }
        )

    def _message(
        self, notification: Notification, provider: str, tokens: list[str], job: Job, now: float
    ) -> dict[str, Any]:
        title, body = _words(notification, job.step)
        made: dict[str, Any] = {
            "_id": self._new_id(),
            "_environmentId": ENVIRONMENT,
            "_organizationId": ORGANISATION,
            "_notificationId": notification.id,
            "_subscriberId": notification.subscriber.object_id,
            "_templateId": object_id(notification.workflow),
            "templateIdentifier": notification.workflow.identifier,
            "createdAt": stamp(now),
            "transactionId": notification.transaction,
            "channel": "push",
            "providerId": provider,
            "title": title,
            "content": body,
            "deviceTokens": tokens,
            "payload": dict(notification.payload),
            "overrides": dict(notification.overrides),
            "read": False,
            "seen": False,
            "cta": {},
            "status": "sent",
        }
        notification.messages.append(made)
        return made

    # Questions

    def visible(self, now: float) -> list[Notification]:
        """Return what the feed shows by now, newest first."""
        kept = [each for each in self._kept.values() if self.delay_seconds <= now - each.made_at + 1e-9 <= KEPT_SECONDS]
        return kept[::-1]

    def to_json(self, notification: Notification) -> dict[str, Any]:
        """Return a notification as the feed shows it."""
        person, workflow = notification.subscriber, notification.workflow
        return {
            "_id": notification.id,
            "_environmentId": ENVIRONMENT,
            "_organizationId": ORGANISATION,
            "_subscriberId": person.object_id,
            "_templateId": object_id(workflow),
            "transactionId": notification.transaction,
            "createdAt": stamp(notification.made_at),
            "updatedAt": stamp(notification.made_at),
            "channels": list(dict.fromkeys(step.type for step in workflow.steps if step.type != "delay")),
            "subscriber": {
                "_id": person.object_id,
                "subscriberId": person.id,
                **{name: person.fields[name] for name in ("firstName", "lastName", "email") if person.fields.get(name)},
            },
            "template": {
                "_id": object_id(workflow),
                "name": workflow.name,
                "triggers": [{"type": "event", "identifier": workflow.identifier, "variables": []}],
            },
            "jobs": [_trigger_job(notification), *(_job(job, notification) for job in notification.jobs)],
            "payload": dict(notification.payload),
            "to": {"subscriberId": person.id},
            "topics": [{"_topicId": key, "topicKey": key} for key in notification.topics],
            "tags": [],
            "severity": notification.overrides.get("severity") or "none",
            "critical": False,
            "contextKeys": [f"{kind}:{_context_id(value)}" for kind, value in notification.context.items()],
        }


def _context_id(value: Any) -> str:
    return str(value.get("id")) if isinstance(value, dict) else str(value)


def _words(notification: Notification, step: Step) -> tuple[str, str]:
    values = {"payload": notification.payload, "subscriber": notification.subscriber.to_json()}
    return filled(step.title, values), filled(step.body, values)


def _trigger_job(notification: Notification) -> dict[str, Any]:
    return {
        "_id": f"{notification.id[:-1]}f",
        "type": "trigger",
        "status": "completed",
        "providerId": "novu",
        "executionDetails": [],
        "step": {"_id": "trigger", "active": True, "filters": [], "_templateId": "trigger"},
        "payload": {},
    }


def _job(job: Job, notification: Notification) -> dict[str, Any]:
    return {
        "_id": job.id,
        "type": job.step.type,
        "status": job.status,
        "providerId": job.provider,
        "executionDetails": list(job.details),
        "step": {"_id": job.step.id, "active": True, "filters": [], "_templateId": job.step.id, "name": job.step.id},
        "overrides": dict(notification.overrides),
        "payload": {},
        "updatedAt": stamp(notification.made_at),
    }
