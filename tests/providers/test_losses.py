"""Every provider's losses are complete and true: what is not among them leaves, and what is dropped does not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from pushbench.domain.carrying import LossKind
from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json, compact
from pushbench.domain.message import (
    Action,
    Content,
    Delivery,
    Interruption,
    Kind,
    LiveActivity,
    Message,
    Priority,
)
from pushbench.domain.message_fields import fields_set
from pushbench.domain.pointer import value_at
from pushbench.domain.provider import Provider
from pushbench.engine.registry import PROVIDERS

NOW = 1_800_000_000.0
TTL = 4321
ACTIVITY = LiveActivity(
    "start", {"gate": "W-STATE"}, "W-TYPE", {"flight": "W-ATTRIBUTES"}, stale_at=1_800_011_111, dismiss_at=1_800_022_222
)
FULL = Message(
    name="Everything",
    content=Content(
        title="W-TITLE",
        subtitle="W-SUBTITLE",
        body="W-BODY",
        image="https://cdn.example/w-image.jpg",
        icon="w_icon",
        sound="w_sound.caf",
        badge=47,
        link="https://w.example/w-link",
        category="W-CATEGORY",
        thread="W-THREAD",
        channel="w_channel",
    ),
    actions=(
        Action("w-first", "W-BUTTON", "https://w.example/w-button", "https://w.example/w-button.png"),
        Action("w-second", "W-OTHER", icon="w_resource"),
    ),
    delivery=Delivery(Kind.ALERT, Priority.LOW, TTL, "w-collapse", Interruption.TIME_SENSITIVE, 0.73, ACTIVITY),
    data={"words": "W-DATA", "count": 8_765_432, "deep": {"list": ["W-DEEP"]}},
)
SIGNS: Mapping[str, tuple[str, ...]] = {
    "/content/icon": ("w_icon", "w-icon.png"),
    "/content/sound": ("w_sound",),
    "/content/badge": ("47",),
    "/content/image": ("w-image",),
    "/content/link": ("w-link",),
    "/content/channel": ("w_channel",),
    "/actions/0": ("w-first", "W-BUTTON"),
    "/actions/0/link": ('https://w.example/w-button"',),
    "/actions/0/icon": ("w-button.png",),
    "/actions/1": ("w-second", "W-OTHER"),
    "/actions/1/icon": ("w_resource",),
    "/delivery/ttl_seconds": (str(TTL), str(int(NOW) + TTL)),
    "/delivery/collapse_id": ("w-collapse", "no topic"),
    "/delivery/interruption": ("time-sensitive", "time_sensitive"),
    "/delivery/relevance": ("0.73",),
    "/delivery/live_activity/event": ('"event":"start"',),
    "/delivery/live_activity/state": ("W-STATE",),
    "/delivery/live_activity/attributes_type": ("W-TYPE",),
    "/delivery/live_activity/attributes": ("W-ATTRIBUTES",),
    "/delivery/live_activity/stale_at": ("1800011111",),
    "/delivery/live_activity/dismiss_at": ("1800022222",),
    "/data/words": ("W-DATA",),
    "/data/count": ("8765432",),
    "/data/deep": ("W-DEEP",),
}
"""Field -> texts of which one shows that it left; others are the word W- and the field's name."""
WITHOUT_SIGN = ("/delivery/kind", "/delivery/priority")
"""Their words are the services' own; what they become is tested with each provider."""

MESSAGES = {
    **{kind.value: replace(FULL, delivery=replace(FULL.delivery, kind=kind)) for kind in Kind},
    "addresses": replace(FULL, content=replace(FULL.content, icon="https://w.example/w-icon.png", sound="w_sound")),
    "taken keys": replace(FULL, data={"image": "W-OWN", "link": "W-OWN", "title": "W-OWN", "aps": "W-OWN"}),
    "no words": replace(FULL, content=replace(FULL.content, title=None, body=None)),
    "active": replace(FULL, delivery=Delivery(interruption=Interruption.ACTIVE, collapse_id="no topic: ä")),
    "default sound": replace(FULL, content=replace(FULL.content, sound="default")),
    "high, silent": replace(FULL, delivery=replace(FULL.delivery, kind=Kind.SILENT, priority=Priority.HIGH)),
}
CASES = [(provider, name) for provider in PROVIDERS for name in MESSAGES]
IDS = [f"{provider.spec.id}, {name}" for provider, name in CASES]


def leaves(field: str, draft: Draft) -> bool:
    """Whether a field of the message is to be seen in what leaves."""
    text = compact(draft.document())
    # JSON inside of strings is what some services take.
    text += text.replace('\\"', '"')
    return any(sign in text for sign in SIGNS.get(field, (f"W-{field.rpartition('/')[2].upper()}",)))


@pytest.mark.parametrize(("provider", "name"), CASES, ids=IDS)
def test_what_is_no_loss_leaves(provider: Provider, name: str) -> None:
    message = MESSAGES[name]
    draft = provider.compose(message, None, NOW)
    lost = {loss.field for loss in draft.losses}
    carried = [field for field in fields_set(message) if field not in lost and field not in WITHOUT_SIGN]
    missing = [field for field in carried if not leaves(field, draft)]
    own = {"/data/" + key for key in ("image", "link", "title", "aps")}  # "taken keys" puts its own word there
    missing = [field for field in missing if not (field in own and "W-OWN" in json.dumps(draft.document()))]
    told = [field for field in missing if not _is_default(provider, field, message)]
    assert told == [], f"neither sent nor told: {told}"


def _is_default(provider: Provider, field: str, message: Message) -> bool:
    """What a service does anyway needs no words on the wire: the system's sound, an ordinary interruption."""
    if field == "/content/sound":
        return message.content.sound == "default"
    return field == "/delivery/interruption" and message.delivery.interruption is Interruption.ACTIVE


@pytest.mark.parametrize(("provider", "name"), CASES, ids=IDS)
def test_what_is_dropped_does_not_leave(provider: Provider, name: str) -> None:
    message = MESSAGES[name]
    draft = provider.compose(message, None, NOW)
    dropped = [loss.field for loss in draft.losses if loss.kind is LossKind.DROPPED and loss.field not in WITHOUT_SIGN]
    wrong = [field for field in dropped if leaves(field, draft) and not _is_words_of_default(field, message)]
    assert wrong == [], f"told as dropped, and sent: {wrong}"


def _is_words_of_default(field: str, message: Message) -> bool:
    return field == "/content/sound" and message.content.sound == "default"


@pytest.mark.parametrize(("provider", "name"), CASES, ids=IDS)
def test_losses_are_told_once_in_words_with_a_place_that_is_there(provider: Provider, name: str) -> None:
    message, nothing = MESSAGES[name], {"nothing": "there"}
    draft = provider.compose(message, None, NOW)
    document: dict[str, Json] = draft.document()
    known = fields_set(message)
    assert len(set(draft.losses)) == len(draft.losses)
    for loss in draft.losses:
        assert loss.field in known
        assert loss.what.endswith((".", "…"))
        assert loss.what[0].isupper() or not loss.what[0].isalpha()
        if loss.kind is LossKind.DROPPED:
            assert loss.at == ""
        elif loss.kind is not LossKind.TRUNCATED:
            assert value_at(document, loss.at, nothing) is not nothing, f"{loss.field} is not at {loss.at}"  # type: ignore[arg-type]


@pytest.mark.parametrize("provider", PROVIDERS, ids=[provider.spec.id for provider in PROVIDERS])
def test_a_title_and_a_body_are_lost_nowhere(provider: Provider) -> None:
    assert provider.compose(Message(content=Content("T", body="B")), None, NOW).losses == ()
