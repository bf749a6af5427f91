"""Rules over the trigger itself: known fields, their types, workflow, transaction, context (NOVU001 to NOVU014)."""

from __future__ import annotations

from pushbench.domain.finding import Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.novu.fields import (
    FIELDS,
    FOREIGN,
    MOST_CONTEXTS,
    MOST_PUSH_BYTES,
    NAME,
    PAYLOAD,
    TARGET_NAMES,
    TRANSACTION,
    field_meant,
)
from pushbench.providers.novu.handed import is_seen, native
from pushbench.providers.novu.payload import size
from pushbench.providers.novu.targets import SUBSCRIBER_FIELDS, subscriber_trouble
from pushbench.providers.novu.view import Hits, View, rule

API = "Novu OpenAPI document 3.15"
TRIGGER = "Novu, Trigger event"
_LIMITS = "Novu, Limits"


def _object(view: View) -> Hits:
    if isinstance(view.draft.payload, str):
        if not view.trigger:
            yield view.hit("", "The payload is text and no JSON object.")
    elif not isinstance(view.draft.payload, dict):
        yield view.hit("", "The payload is no object.")


def _strangers(view: View) -> Hits:
    for name, value in view.trigger.items():
        if name in FIELDS or name in TARGET_NAMES or name in FOREIGN or field_meant(name) is not None:
            continue
        what = f"Novu knows no field “{name[:40]}” of a trigger."
        here, there = child("", name), child(f"/{PAYLOAD}", name)
        if isinstance(view.trigger.get(PAYLOAD, {}), dict) and name not in view.payload:
            yield view.hit(here, what, label=f"Move {name[:30]} into payload", edits=[(here, None), (there, value)])
        else:
            yield view.hit(here, what, label=f"Remove {name[:30]}", edits=[(here, None)])


def _misspelt(view: View) -> Hits:
    for name, value in view.trigger.items():
        if name in FIELDS or name in TARGET_NAMES or name in FOREIGN:
            continue
        known = field_meant(name)
        if known is None:
            continue
        here = child("", name)
        is_free = known not in view.trigger
        edits: list[tuple[str, Json]] = [(here, None), *([(f"/{known}", value)] if is_free else [])]
        label = f"Rename to {known}" if is_free else f"Remove {name[:30]}"
        yield view.hit(here, f"Novu knows no field “{name[:40]}”; did you mean {known}?", label=label, edits=edits)


def _foreign(view: View) -> Hits:
    for name in view.trigger:
        if name in FOREIGN and name not in FIELDS:
            yield view.hit(child("", name), f"“{name}” is {FOREIGN[name]} field.")


def _targets(view: View) -> Hits:
    for name in TARGET_NAMES:
        if name in view.trigger:
            here = child("", name)
            yield view.hit(here, f"“{name}” names a target.", label=f"Remove {name}", edits=[(here, None)])


def _types(view: View) -> Hits:
    for name, field in FIELDS.items():
        if name not in view.trigger or field.kind.accepts(view.trigger[name]):
            continue
        value = view.trigger[name]
        edits: list[tuple[str, Json]] = [(f"/{name}", None)] if value is None else []
        yield view.hit(f"/{name}", f"“{name}” must be {field.kind.words}.", label=f"Remove {name}", edits=edits)


def _name(view: View) -> Hits:
    name = view.trigger.get(NAME)
    if name == "":
        yield view.hit(
            f"/{NAME}", "The workflow's identifier is empty.", label="Remove name", edits=[(f"/{NAME}", None)]
        )


def _own_name(view: View) -> Hits:
    credentials, name = view.context.credentials, view.trigger.get(NAME)
    profile = credentials.text("workflow_id") if credentials is not None else ""
    if profile and isinstance(name, str) and name and name != profile:
        what = f"The payload triggers “{name[:60]}”, the profile names “{profile[:60]}”."
        yield view.hit(f"/{NAME}", what, label="Remove name", edits=[(f"/{NAME}", None)])


def _transaction(view: View) -> Hits:
    here, value = f"/{TRANSACTION}", view.trigger.get(TRANSACTION)
    if value == "":
        yield view.hit(
            here, "The transaction's id is empty.", label="Remove it", edits=[(here, None)], severity=Severity.ERROR
        )
    elif isinstance(value, str):
        what = "The transaction's id is fixed: a second send with it is ignored."
        yield view.hit(here, what, label="Remove it", edits=[(here, None)])


def _context(view: View) -> Hits:
    context = view.trigger.get("context")
    if not isinstance(context, dict):
        return
    if len(context) > MOST_CONTEXTS:
        yield view.hit("/context", f"There are {len(context)} contexts; {MOST_CONTEXTS} is the most.")
    for name, value in context.items():
        here = child("/context", name)
        if isinstance(value, dict):
            if not isinstance(value.get("id"), str) or not value["id"]:
                yield view.hit(here, "A context written as an object needs an id, which is a string.")
            elif not isinstance(value.get("data", {}), dict):
                yield view.hit(f"{here}/data", "A context's data is an object.")
        elif not isinstance(value, str) or not value:
            yield view.hit(here, "A context is an id, or {id, data}.")


def _actor(view: View) -> Hits:
    actor = view.trigger.get("actor")
    if isinstance(actor, dict):
        identity = actor.get("subscriberId")
        if not isinstance(identity, str) or not identity:
            yield view.hit("/actor", "An actor written as an object needs a subscriberId.")
        for name in actor:
            if name not in SUBSCRIBER_FIELDS:
                yield view.hit(
                    child("/actor", name), f"“{name[:40]}” is no field of a subscriber.", severity=Severity.WARNING
                )
    elif isinstance(actor, str) and subscriber_trouble(actor) is not None:
        yield view.hit("/actor", str(subscriber_trouble(actor)))


def _tenant(view: View) -> Hits:
    tenant = view.trigger.get("tenant")
    if isinstance(tenant, dict) and not isinstance(tenant.get("identifier"), str):
        yield view.hit("/tenant", "A tenant written as an object needs an identifier.", severity=Severity.ERROR)
    elif tenant is not None:
        yield view.hit("/tenant", "“tenant” is the old way to name a context.")


def _bridge(view: View) -> Hits:
    for name in ("bridgeUrl", "controls", "agentId"):
        if view.trigger.get(name) is not None:
            yield view.hit(f"/{name}", f"“{name}” is not for workflows of the dashboard.")


def _words(view: View) -> Hits:
    if not view.trigger or is_seen(view.trigger):
        return
    old, known, body = native(view.trigger, "fcm")
    raw = native(view.trigger, "apns")[2].get("rawPayload")
    if old.get("type") == "data" or raw is not None or known or body:
        return
    yield view.hit(f"/{PAYLOAD}", "The payload has neither title nor body.")


def _size(view: View) -> Hits:
    used = size(view.draft).used
    if used > MOST_PUSH_BYTES:
        yield view.hit("", f"The largest push handed on takes {used:,} bytes; {MOST_PUSH_BYTES:,} is the most.")


TRIGGER_RULES: tuple[Rule, ...] = (
    rule(
        1,
        Severity.ERROR,
        "Payload is no object",
        "Novu takes a JSON object with payload and overrides.",
        'Write for example {"payload": {"title": "..."}}.',
        _object,
        API,
    ),
    rule(
        2,
        Severity.WARNING,
        "Unknown field",
        "Novu does not document it and drops it; templates read what stands in payload.",
        "Move it into payload, or remove it.",
        _strangers,
        API,
    ),
    rule(
        3,
        Severity.WARNING,
        "Misspelt field",
        "Official clients have names of their own (workflowId); on the wire this one never takes effect.",
        "Rename it.",
        _misspelt,
        API,
    ),
    rule(
        4,
        Severity.ERROR,
        "Another service's payload",
        "Novu builds the services' payloads itself, from a workflow, the payload and overrides.",
        "Write the words into payload, and native fields into overrides.providers.",
        _foreign,
        API,
    ),
    rule(
        5,
        Severity.WARNING,
        "Target in the payload",
        "Whom it goes to is the chosen target.",
        "Take it out and choose a target.",
        _targets,
        TRIGGER,
    ),
    rule(
        6,
        Severity.ERROR,
        "Wrong type",
        "Novu refuses a value of the wrong type (422).",
        "Write the value in its type.",
        _types,
        API,
    ),
    rule(
        7,
        Severity.ERROR,
        "No workflow",
        "Novu refuses an empty name (422).",
        "Name a workflow, here or in the profile.",
        _name,
        API,
    ),
    rule(
        8,
        Severity.NOTE,
        "Another workflow than the profile's",
        "A name in the payload goes before the profile's workflow.",
        "Take it out to use the profile's.",
        _own_name,
        TRIGGER,
    ),
    rule(
        9,
        Severity.WARNING,
        "Fixed transaction",
        "Novu ignores a trigger whose transactionId was used before, and still answers that it was processed.",
        "Take it out; Pushbench makes a new one for every send.",
        _transaction,
        TRIGGER,
    ),
    rule(
        10,
        Severity.ERROR,
        "Context cannot be used",
        "A trigger takes five contexts, each an id or an object with id and data.",
        "Write {type: id} or {type: {id, data}}.",
        _context,
        _LIMITS,
    ),
    rule(
        11,
        Severity.ERROR,
        "Actor cannot be used",
        "An actor is a subscriber.",
        "Write its id, or {subscriberId, …}.",
        _actor,
        API,
    ),
    rule(
        12,
        Severity.NOTE,
        "Old field",
        "It still works; context took its place.",
        "Write it as a context.",
        _tenant,
        TRIGGER,
    ),
    rule(
        13,
        Severity.NOTE,
        "Field of code-first workflows or agents",
        "It is for workflows that run in your own code, or for agents.",
        "Take it out for a workflow of the dashboard.",
        _bridge,
        API,
    ),
    rule(
        14,
        Severity.NOTE,
        "No words in the payload",
        "What is shown comes from the workflow's template alone.",
        "Write title and body to have them shown by {{payload.title}} and {{payload.body}}.",
        _words,
        TRIGGER,
    ),
    rule(
        15,
        Severity.ERROR,
        "Push too large",
        "Apple and Google take 4,096 bytes; the payload travels to the app whole.",
        "Shorten texts and payload, or send an id and let the app fetch the rest.",
        _size,
        "Novu, Push providers",
    ),
)
