"""The emulated Novu's reading of a trigger: the checks its API makes before it looks at the workflow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pushbench.sandbox.novu_people import PUSH

MOST_RECIPIENTS = 100
MOST_EVENTS = 100
MOST_CONTEXTS = 5
TOPIC_KEY = re.compile(r"[A-Za-z0-9_:-]+")
_SEVERITIES = ("high", "medium", "low", "none")
Errors = dict[str, tuple[list[str], Any]]


def trigger_errors(event: Mapping[str, Any], *, is_broadcast: bool = False) -> Errors:
    """Return what of a trigger is wrong: field -> messages and the value. Empty: nothing."""
    found: Errors = {}
    name = event.get("name")
    if not isinstance(name, str) or not name:
        messages = ["name should not be empty"] if name in (None, "") else []
        messages += ["name must be a string"] if not isinstance(name, str) else []
        found["name"] = (messages, name)
    if not is_broadcast:
        found.update(_to(event.get("to")))
    if ("payload" in event or is_broadcast) and not isinstance(event.get("payload"), dict):
        found["payload"] = (["payload must be an object"], event.get("payload"))
    found.update(_overrides(event.get("overrides")))
    if not isinstance(event.get("transactionId", ""), str):
        found["transactionId"] = (["transactionId must be a string"], event["transactionId"])
    context = event.get("context", {})
    if not isinstance(context, dict):
        found["context"] = (["context must be an object"], context)
    elif len(context) > MOST_CONTEXTS:
        found["context"] = ([f"context must contain no more than {MOST_CONTEXTS} keys"], len(context))
    return found


def _to(value: Any) -> Errors:
    if value in (None, "", []):
        return {"to": (["to should not be empty"], value)}
    if isinstance(value, list) and len(value) > MOST_RECIPIENTS:
        return {"to": ([f"to must contain no more than {MOST_RECIPIENTS} elements"], len(value))}
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, str | dict):
            return {"to": (["to must be a string, a subscriber or a topic"], item)}
        trouble = _recipient(item) if isinstance(item, dict) else ""
        if trouble:
            return {"to": ([trouble], item)}
    return {}


def _recipient(item: Mapping[str, Any]) -> str:
    for name in ("channels", "exclude"):
        if not isinstance(item.get(name), list | None):
            return f"{name} must be an array"
    for channel in item.get("channels") or ():
        if not isinstance(channel, dict) or channel.get("providerId") not in PUSH:
            return f"providerId must be one of the following values: {', '.join(PUSH)}"
        credentials = channel.get("credentials", {})
        tokens = credentials.get("deviceTokens", []) if isinstance(credentials, dict) else None
        if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
            return "each value in deviceTokens must be a string"
    return ""


def _overrides(value: Any) -> Errors:
    if value is None:
        return {}
    if not isinstance(value, dict):
        return {"overrides": (["overrides must be an object"], value)}
    for name in ("providers", "steps"):
        if not isinstance(value.get(name, {}), dict):
            return {f"overrides.{name}": ([f"{name} must be an object"], value[name])}
    if value.get("severity", "none") not in _SEVERITIES:
        message = f"severity must be one of the following values: {', '.join(_SEVERITIES)}"
        return {"overrides.severity": ([message], value["severity"])}
    return {}


def credential_errors(body: Mapping[str, Any]) -> Errors:
    """Return what is wrong with credentials that are to be stored."""
    found: Errors = {}
    if body.get("providerId") not in PUSH:
        message = f"providerId must be one of the following values: {', '.join(PUSH)}"
        found["providerId"] = ([message], body.get("providerId"))
    credentials = body.get("credentials")
    if not isinstance(credentials, dict):
        found["credentials"] = (["credentials should not be empty", "credentials must be an object"], credentials)
        return found
    tokens = credentials.get("deviceTokens", [])
    if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
        found["credentials.deviceTokens"] = (["each value in deviceTokens must be a string"], tokens)
    return found
