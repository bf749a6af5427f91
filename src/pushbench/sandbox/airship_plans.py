"""Schedules, A/B tests and templates of the emulated Airship."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pushbench.sandbox import airship_answers as answers
from pushbench.sandbox.airship_book import Book, Schedule
from pushbench.sandbox.airship_plan_rules import experiment_problems, schedule_problems
from pushbench.sandbox.airship_push import push_problems
from pushbench.sandbox.exchange import Answer, Request

_DEEPEST = 12


class Plans:
    """Answers for ``/api/schedules``, ``/api/experiments`` and ``/api/templates``."""

    def __init__(self, book: Book, operation: Callable[[], str]) -> None:
        self.book = book
        self._operation = operation

    def handle(self, request: Request, rest: tuple[str, ...], body: Any, text: str, now: float) -> Answer:
        """Answer a call with a body."""
        kind, tail = rest[0], rest[1:]
        if kind == "schedules":
            return self._schedule(request, tail, body, text, now)
        if kind == "experiments":
            is_right = tail in ((), ("validate",))
            return self._experiment(request, body, text, now, is_check=bool(tail)) if is_right else self._unknown()
        return self._template(request, tail, body, text, now)

    def _unknown(self) -> Answer:
        return answers.refused("40401", self._operation())

    def _schedule(self, request: Request, tail: tuple[str, ...], body: Any, text: str, now: float) -> Answer:
        listed = body if isinstance(body, list) and not tail else [body]
        for index, item in enumerate(listed):
            path: tuple[str | int, ...] = (index,) if isinstance(body, list) else ()
            problem = next(schedule_problems(item, path, now), None)
            if problem is not None:
                return answers.invalid(problem, text, self._operation(), "schedule")
        if tail:
            kept = self.book.schedules.get(tail[0].lower())
            if kept is None or request.method != "PUT":
                return answers.refused("40401", self._operation())
            if kept.is_done:
                return answers.refused("40902", self._operation())
            kept.body, made = dict(body), [kept]
        else:
            made = [self._new_schedule(request, dict(item)) for item in listed]
        self.book.advance(now)
        return self._scheduled(made, request.origin, 200 if tail else 201)

    def _new_schedule(self, request: Request, body: dict[str, Any]) -> Schedule:
        kept = Schedule(self._operation(), body, request.path, request.body)
        kept.is_paused = bool((body["schedule"].get("recurring") or {}).get("paused"))
        self.book.schedules[kept.id] = kept
        return kept

    def _scheduled(self, made: list[Schedule], origin: str, status: int) -> Answer:
        return answers.ok(
            status,
            {
                "operation_id": self._operation(),
                "schedule_urls": [f"{origin}/api/schedules/{each.id}" for each in made],
                "schedule_ids": [each.id for each in made],
                "schedules": [each.to_json(origin) for each in made],
            },
        )

    def look(self, request: Request, rest: tuple[str, ...]) -> Answer:
        """Answer what is asked of schedules, experiments and templates without a body."""
        kind, tail = rest[0], rest[1:]
        if kind == "schedules":
            return self._kept_schedule(request, tail)
        if kind == "experiments" and tail[:1] == ("scheduled",):
            if request.method == "GET":
                return answers.ok(200, {"experiments": [], "count": 0, "total_count": 0})
            return answers.refused("40401", self._operation())
        held = self.book.experiments if kind == "experiments" else self.book.templates
        if request.method == "GET" and not tail:
            return answers.ok(200, {kind: list(held.values()), "count": len(held), "total_count": len(held)})
        if not tail or tail[0].lower() not in held:
            return answers.refused("40401", self._operation())
        if request.method == "GET":
            return answers.ok(200, {kind.removesuffix("s"): held[tail[0].lower()]})
        if request.method == "DELETE" and kind == "templates":
            del held[tail[0].lower()]
            return answers.ok(200)
        return answers.bare(405)

    def _kept_schedule(self, request: Request, tail: tuple[str, ...]) -> Answer:
        if not tail:
            listed = [each.to_json(request.origin) for each in self.book.schedules.values() if not each.is_done]
            return answers.ok(200, {"schedules": listed, "count": len(listed), "total_count": len(listed)})
        kept = self.book.schedules.get(tail[0].lower())
        if kept is None:
            return answers.refused("40401", self._operation())
        if request.method == "GET" and len(tail) == 1:
            return answers.ok(200, kept.to_json(request.origin))
        if kept.is_done:
            return answers.refused("40902", self._operation())
        if request.method == "DELETE":
            del self.book.schedules[kept.id]
            return Answer(204, answers.HEADERS, b"")
        if request.method != "POST":
            return answers.bare(405)
        wanted = tail[1] == "pause"
        if kept.is_paused is wanted or "recurring" not in kept.body["schedule"]:
            return answers.refused("40902", self._operation())
        kept.is_paused = wanted
        return answers.ok(202)

    def _experiment(self, request: Request, body: Any, text: str, now: float, *, is_check: bool) -> Answer:
        problem = next(experiment_problems(body, now), None)
        if problem is not None:
            return answers.invalid(problem, text, self._operation(), "experiment")
        if is_check:
            return answers.ok(200, {"operation_id": self._operation()})
        test, push = self.book.experiment(body, now, request.path, request.body)
        return answers.ok(201, {"operation_id": self._operation(), "experiment_id": test, "push_id": push})

    def _template(self, request: Request, tail: tuple[str, ...], body: Any, text: str, now: float) -> Answer:
        if tail in (("push",), ("schedules",)):
            return self._from_template(request, tail, body, text, now)
        if not isinstance(body, dict) or not body.get("name") or not isinstance(body.get("push"), dict):
            return answers.invalid(((), "name and push are required"), text, self._operation(), "template")
        if tail and tail[0].lower() not in self.book.templates:
            return answers.refused("40401", self._operation())
        identifier = tail[0].lower() if tail else self._operation()
        kept = {
            "id": identifier,
            **body,
            "created_at": "2026-01-15T09:00:00.000Z",
            "modified_at": "2026-01-15T09:00:00.000Z",
        }
        self.book.templates[identifier] = kept
        return answers.ok(200 if tail else 201, {"operation_id": self._operation(), "template_id": identifier})

    def _from_template(self, request: Request, tail: tuple[str, ...], body: Any, text: str, now: float) -> Answer:
        merge = body.get("merge_data") if isinstance(body, dict) else None
        kept = self.book.templates.get(str(merge.get("template_id", "")).lower()) if isinstance(merge, dict) else None
        if not isinstance(body, dict) or not isinstance(merge, dict):
            return answers.invalid((("merge_data",), "merge_data is required"), text, self._operation())
        if kept is None:
            return answers.refused(
                "40401", self._operation(), {"error": "Unknown template", "path": "merge_data.template_id"}
            )
        values = {**_defaults(kept), **(merge.get("substitutions") or {})}
        filled = {key: _filled(value, values) for key, value in kept["push"].items()}
        rest = {key: value for key, value in body.items() if key not in ("merge_data", "schedule", "name")}
        push = {**filled, **rest}
        problem = next(push_problems(push), None)
        if problem is not None:
            return answers.invalid(problem, text, self._operation())
        if tail == ("schedules",):
            problem = next(schedule_problems({"schedule": body.get("schedule"), "push": push}, (), now), None)
            if problem is not None:
                return answers.invalid(problem, text, self._operation(), "schedule")
            made = self._new_schedule(request, {"schedule": body["schedule"], "push": push})
            return self._scheduled([made], request.origin, 201)
        sent = self.book.push(push, now, request.path, request.body)
        return answers.ok(202, {"operation_id": self._operation(), "push_ids": [sent.id]})


def _defaults(template: Mapping[str, Any]) -> dict[str, Any]:
    variables = template.get("variables")
    listed = variables if isinstance(variables, list) else []
    return {str(each.get("key")): each.get("default_value") or "" for each in listed if isinstance(each, dict)}


def _filled(value: Any, values: Mapping[str, Any], depth: int = 0) -> Any:
    if depth > _DEEPEST:
        return value
    if isinstance(value, dict):
        return {key: _filled(each, values, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, values, depth + 1) for each in value]
    if isinstance(value, str):
        for name, found in values.items():
            value = value.replace("{{" + str(name) + "}}", str(found))
    return value
