"""A draft as APNs will see it: headers by lower-case name, payload parsed, push type known or guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import local

from pushbench.domain.finding import CheckContext, Draft
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.domain.target import TargetKind
from pushbench.providers.apns.push_types import PUSH_TYPES, split_topic
from pushbench.providers.formats.aps_block import ApsBlock
from pushbench.providers.formats.aps_keys import by_letters, plain
from pushbench.providers.formats.json_body import JsonText, read_json

_BY_LETTERS = by_letters(PUSH_TYPES)


@dataclass(frozen=True, slots=True)
class Push:
    """What the rules, the request and the preview read."""

    headers: Mapping[str, str]
    """Lower-case names; of repeated ones the first."""
    names: Mapping[str, str]
    """Lower-case name -> name as written."""
    text: JsonText
    """The payload as JSON; ``trouble`` says why it is none."""
    push_type: str
    """The header's, else guessed; ``alert`` when nothing points elsewhere."""
    is_broadcast: bool
    now: float

    @property
    def payload(self) -> Json:
        return self.text.value

    @property
    def topic(self) -> str:
        return self.headers.get("apns-topic", "")

    @property
    def is_wallet_pass(self) -> bool:
        """Whether it tells Wallet that a pass changed: the topic is a pass type, the payload ``{}``."""
        return self.topic.strip().startswith("pass.")

    @property
    def block(self) -> ApsBlock:
        return ApsBlock.of(self.payload, "/payload", push_type=self.push_type, now=self.now)

    def header_pointer(self, name: str) -> str:
        """Return where a header stands, under the name it is written with."""
        return child("/headers", self.names.get(name, name))


def read_push(draft: Draft, context: CheckContext | None = None) -> Push:
    """Read a draft. Total."""
    now = context.now if context else 0.0
    last = _last.push
    if last is None or _last.draft is not draft:
        last = _read(draft)
        _last.draft, _last.push = draft, last
    broadcast = is_broadcast(context)
    if (last.is_broadcast, last.now) != (broadcast, now):
        last = _last.push = replace(last, is_broadcast=broadcast, now=now)
    return last


class _Last(local):
    """The draft read last in this thread: every rule reads the same one again, some sixty times per key."""

    draft: Draft | None = None
    push: Push | None = None


_last = _Last()


def _read(draft: Draft) -> Push:
    names: dict[str, str] = {}
    headers: dict[str, str] = {}
    for name, value in draft.headers.items():
        lower = str(name).strip().lower()
        if lower not in headers:
            names[lower], headers[lower] = str(name), str(value)
    text = read_json(draft.payload) if isinstance(draft.payload, str) else JsonText(draft.payload)
    written = headers.get("apns-push-type", "").strip()
    return Push(
        headers=headers,
        names=names,
        text=text,
        push_type=_spelled(written) if written else guess_push_type(text.value, headers.get("apns-topic", "")),
        is_broadcast=False,
        now=0.0,
    )


def is_broadcast(context: CheckContext | None) -> bool:
    """Whether the target at hand is a broadcast channel."""
    return context is not None and context.target is not None and context.target.kind is TargetKind.CHANNEL


def _spelled(written: str) -> str:
    return written if written in PUSH_TYPES else _BY_LETTERS.get(plain(written), written)


def guess_push_type(payload: Json, topic: str) -> str:
    """Return the push type that a topic's suffix or, failing that, a payload points to."""
    _, suffix = split_topic(topic)
    for row in PUSH_TYPES.values():
        if suffix and row.suffix == suffix:
            return row.name
    block = ApsBlock.of(payload, "/payload")
    aps = block.aps
    if "mdm" in block.payload and "aps" not in block.payload:
        return "mdm"
    if "content-state" in aps or ("event" in aps and "timestamp" in aps):
        return "liveactivity"
    if "content-changed" in aps:
        return "widgets"
    is_visible = any(key in aps for key in ("alert", "badge", "sound"))
    return "background" if aps.get("content-available") in (1, True) and not is_visible else "alert"
