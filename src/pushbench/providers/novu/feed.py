"""Reads Novu's activity feed: notifications, the jobs of their steps, and what each execution detail says. Total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Reason
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.novu.answer import json_text, text_of
from pushbench.providers.novu.reasons import STEP_FAILED, row_of

SENT = "Message sent"
UNFINISHED = frozenset({"pending", "queued", "running", "delayed"})
_GENERAL = (STEP_FAILED, "Some push channels were skipped", "Push notification skipped for some channels")
"""Details that only sum up what others say better."""
_MOST = 200


@dataclass(frozen=True, slots=True)
class Job:
    """One push step of one notification."""

    status: str
    provider: str = ""
    sent: int = 0
    """How many tokens took the push."""
    read: int = 0
    """How many confirmations came back."""
    errors: tuple[str, ...] = ()
    """What failed, in the service's words where they are known."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What the feed tells about one transaction."""

    count: int = 0
    """Notifications: one per subscriber."""
    pushes: tuple[Job, ...] = ()
    unfinished: tuple[str, ...] = ()
    """Kinds of other steps that are not done: delay, digest ..."""
    links: tuple[str, ...] = field(default=())
    """The notifications' ids."""

    @property
    def sent(self) -> int:
        return sum(job.sent for job in self.pushes)

    @property
    def read(self) -> int:
        return sum(job.read for job in self.pushes)

    @property
    def errors(self) -> tuple[str, ...]:
        return tuple(words for job in self.pushes for words in job.errors)

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return what was learned, label and value."""
        found = [("notifications", str(self.count)), ("pushes sent", str(self.sent))]
        if self.errors:
            found.append(("pushes failed", str(len(self.errors))))
            found += [("error", words) for words in self.errors[:5]]
        found += [("provider", name) for name in dict.fromkeys(job.provider for job in self.pushes if job.provider)]
        found += [("step", f"{job.status}") for job in self.pushes[:5]]
        found += [("waits for", name) for name in dict.fromkeys(self.unfinished)]
        return tuple(found)


def read_feed(data: Json) -> Feed:
    """Read a page of notifications, or a single one."""
    items = data if isinstance(data, list) else [data]
    pushes: list[Job] = []
    unfinished: list[str] = []
    links: list[str] = []
    count = 0
    for item in items[:_MOST]:
        if not isinstance(item, dict):
            continue
        count += 1
        links += [text_of(item["_id"])] if text_of(item.get("_id")) else []
        for kind, job in _jobs(item):
            if kind == "push":
                pushes.append(_push(job))
            elif text_of(job.get("status")) in UNFINISHED and kind != "trigger":
                unfinished.append(kind)
    return Feed(count, tuple(pushes), tuple(unfinished), tuple(links))


def _jobs(item: Mapping[str, Json]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    jobs = item.get("jobs")
    for job in jobs[:_MOST] if isinstance(jobs, list) else []:
        if isinstance(job, dict):
            yield text_of(job.get("type")), job


def _push(job: Mapping[str, Json]) -> Job:
    details = job.get("executionDetails")
    sent, read, errors = 0, 0, []
    for detail in details[:_MOST] if isinstance(details, list) else []:
        if not isinstance(detail, dict):
            continue
        words, status = text_of(detail.get("detail")), text_of(detail.get("status"))
        if status == "ReadConfirmation":
            read += 1
        elif words.startswith(SENT):
            sent += 1
        elif status == "Failed":
            errors.append((words, told(words, detail.get("raw"))))
    special = [better for words, better in errors if words not in _GENERAL or better != words]
    chosen = special or [better for _, better in errors]
    return Job(text_of(job.get("status")), text_of(job.get("providerId")), sent, read, tuple(chosen))


def told(words: str, raw: Json) -> str:
    """Return the most telling words of a failed detail: those of the service behind Novu, which stand in ``raw``."""
    if not isinstance(raw, str) or not raw.strip():
        return words
    value = read_json(raw).value
    inner = _inner(value) if isinstance(value, dict) else text_of(value) if isinstance(value, str) else text_of(raw)
    row: Reason | None = row_of(words)
    has_own = row is not None and words not in _GENERAL and not words.startswith("Unexpected provider error")
    return words if has_own or not inner else inner


def _inner(value: Mapping[str, Json]) -> str:
    for name in ("message", "error", "detail", "reason"):
        found = value.get(name)
        if isinstance(found, dict):
            found = found.get("message")
        if text_of(found):
            return text_of(found)
    return "" if "deviceToken" in value or "credentials" in value else json_text(dict(value))
