"""The workflows of the emulated Novu, and how their templates are filled."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_][\w.]*)\s*(?:\|\s*default:\s*(?:'([^']*)'|\"([^\"]*)\"))?\s*\}\}")
USUAL = ("{{payload.title}}", "{{payload.body}}")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a push with its templates, or a delay."""

    id: str
    type: str
    title: str = ""
    body: str = ""
    is_active: bool = True
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class Workflow:
    """One workflow."""

    identifier: str
    name: str
    steps: tuple[Step, ...] = ()
    is_active: bool = True
    schema: Mapping[str, Any] = field(default_factory=dict)


_PUSH = Step("push-step", "push", *USUAL)
WORKFLOWS: Mapping[str, Workflow] = {
    each.identifier: each
    for each in (
        Workflow("pushbench", "Pushbench", (_PUSH,)),
        Workflow(
            "welcome", "Welcome", (Step("push-step", "push", "Welcome, {{subscriber.firstName}}", "You are in."),)
        ),
        Workflow(
            "two-steps", "Two pushes", (_PUSH, Step("reminder", "push", "Again: {{payload.title}}", "{{payload.body}}"))
        ),
        Workflow("delayed", "Delayed push", (Step("delay-step", "delay", seconds=60), _PUSH)),
        Workflow("in-app", "No push", (Step("inbox-step", "in_app", *USUAL),)),
        Workflow("inactive", "Switched off", (_PUSH,), is_active=False),
        Workflow("no-steps", "Empty"),
        Workflow("inactive-steps", "Steps switched off", (Step("push-step", "push", *USUAL, is_active=False),)),
        Workflow(
            "strict",
            "Checks its payload",
            (_PUSH,),
            schema={"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}},
        ),
    )
}
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "object": dict,
    "array": list,
    "boolean": bool,
    "number": (int, float),
}


def filled(template: str, values: Mapping[str, Any]) -> str:
    """Return a template with its variables filled in; one that is missing leaves nothing."""

    def value(found: re.Match[str]) -> str:
        here: Any = values
        for part in found[1].split("."):
            here = here.get(part) if isinstance(here, Mapping) else None
        if here is None:
            return found[2] or found[3] or ""
        return here if isinstance(here, str) else json.dumps(here, ensure_ascii=False)

    return _VARIABLE.sub(value, template)


def misfits(payload: Mapping[str, Any], schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what of a payload does not fit a schema: required members and their types."""
    found = [
        {"field": name, "message": f"must have required property '{name}'", "schemaPath": "#/required"}
        for name in schema.get("required", ())
        if name not in payload
    ]
    for name, wanted in schema.get("properties", {}).items():
        kind = _TYPES[wanted["type"]]
        if name in payload and not isinstance(payload[name], kind):
            path = f"#/properties/{name}/type"
            found.append(
                {"field": name, "message": f"must be {wanted['type']}", "value": payload[name], "schemaPath": path}
            )
    return found


def object_id(workflow: Workflow) -> str:
    """Return the workflow's database id."""
    return hashlib.sha256(workflow.identifier.encode()).hexdigest()[:24]


def to_json(workflow: Workflow, moment: str) -> dict[str, Any]:
    """Return what a question for a workflow answers."""
    return {
        "_id": object_id(workflow),
        "workflowId": workflow.identifier,
        "name": workflow.name,
        "slug": f"{workflow.identifier}_wf",
        "active": workflow.is_active,
        "status": "ACTIVE" if workflow.is_active else "INACTIVE",
        "origin": "novu-cloud",
        "severity": "none",
        "tags": [],
        "createdAt": moment,
        "updatedAt": moment,
        "preferences": {"user": None, "default": {"all": {"enabled": True, "readOnly": False}, "channels": {}}},
        "steps": [_step(step, workflow) for step in workflow.steps],
    }


def _step(step: Step, workflow: Workflow) -> dict[str, Any]:
    return {
        "_id": step.id,
        "stepId": step.id,
        "slug": f"{step.id}_st",
        "name": step.id,
        "type": step.type,
        "origin": "novu-cloud",
        "workflowId": workflow.identifier,
        "workflowDatabaseId": workflow.identifier,
        "controls": {"values": {}},
        "controlValues": {"subject": step.title, "body": step.body} if step.type == "push" else {},
        "variables": {},
    }
