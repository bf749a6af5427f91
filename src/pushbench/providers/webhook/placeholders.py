"""Where in a body the target goes: ``{{token}}`` and its like, filled in once for each target.

Only these exact words are replaced, in one pass and as text: nothing that came with a message is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pushbench.domain.json_value import Json
from pushbench.domain.target import Target
from pushbench.providers.webhook.targets import address_of, name_of, platform_of

NAMES = ("token", "target_kind", "platform", "device")
STANDING: Mapping[str, str] = {name: "{{" + name + "}}" for name in NAMES}
"""What a template's placeholder looks like until there is a target."""
_PLACEHOLDER = re.compile(r"\{\{(" + "|".join(NAMES) + r")\}\}")


def values_for(target: Target) -> Mapping[str, str]:
    """Return what the placeholders stand for. Raises UserError for a target a webhook has not."""
    kind, value = address_of(target)
    return {"token": value, "target_kind": kind, "platform": platform_of(target), "device": name_of(target)}


def holds_placeholder(payload: Json) -> bool:
    """Tell whether the target's own place (``{{token}}``) stands anywhere in a body."""
    if isinstance(payload, str):
        return STANDING["token"] in payload
    if isinstance(payload, dict):
        return any(holds_placeholder(item) for item in payload.values())
    return isinstance(payload, list) and any(holds_placeholder(item) for item in payload)


def filled(payload: Json, values: Mapping[str, str]) -> Json:
    """Return the body with every placeholder replaced; keys are left alone."""
    if isinstance(payload, str):
        return _PLACEHOLDER.sub(lambda found: values[found[1]], payload)
    if isinstance(payload, dict):
        return {key: filled(item, values) for key, item in payload.items()}
    return [filled(item, values) for item in payload] if isinstance(payload, list) else payload
