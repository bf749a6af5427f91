"""Which fields of a message a service carries: kept by composing, told as losses.

    carrier = Carrier(message, "Expo")
    carrier.took("/content/title", "/content/body")
    carrier.renamed("/content/image", at="/payload/data/image")
    for key in numbers:
        carrier.retyped(f"/data/{key}", at=..., what="The number leaves as text.")
    carrier.dropped("/content/subtitle", "Android shows no subtitle.")
    return Draft(ID, payload, losses=carrier.losses())

A group (``/content``, ``/actions``, ``/actions/0``, ``/data``, ``/delivery/live_activity``) stands for all that is
set in it. What the message does not set may be named and counts for nothing, so standing tables can be written out.
A field that is set and that nobody names is a loss: nothing can be forgotten.
"""

from __future__ import annotations

from pushbench.domain.carrying import FieldLoss, LossKind
from pushbench.domain.message import Message
from pushbench.domain.message_fields import fields_set, is_field


class Carrier:
    """Hears how one message is carried; ``service`` is the name people know (``Expo``)."""

    def __init__(self, message: Message, service: str) -> None:
        self._names = fields_set(message)
        self._service = service
        self._taken: set[str] = set()
        self._losses: dict[str, list[FieldLoss]] = {}

    def took(self, *pointers: str) -> None:
        """Say that fields or groups arrive as they are, at a place the service has for them."""
        for pointer in pointers:
            self._taken.update(self._below(pointer))

    def renamed(self, *pointers: str, at: str, what: str = "") -> None:
        """Say that fields arrive at ``at`` (below ``/headers`` or ``/payload``), under a name only the app's code knows."""
        words = what or "travels under a name that only the app reads"
        self._lose(LossKind.RENAMED, pointers, words, at, is_whole=bool(what))

    def retyped(self, *pointers: str, at: str, what: str = "") -> None:
        """Say that fields arrive at ``at`` in another type: a number as text, a text as a number."""
        self._lose(LossKind.RETYPED, pointers, what or "leaves in another type", at, is_whole=bool(what))

    def cut(self, *pointers: str, at: str, what: str = "") -> None:
        """Say that fields arrive at ``at`` shortened, rounded or limited."""
        self._lose(LossKind.TRUNCATED, pointers, what or "leaves shortened", at, is_whole=bool(what))

    def cut_alone(self, pointer: str, *, at: str, what: str) -> None:
        """The same for one field without what stands below it: a button without its link and icon."""
        if not is_field(pointer):
            raise ValueError(f"{pointer} names no field of a message")
        if pointer in self._names:
            self._add(FieldLoss(pointer, LossKind.TRUNCATED, what, at))

    def dropped(self, *pointers: str, why: str) -> None:
        """Say that fields do not leave; ``why`` is one sentence."""
        for pointer in pointers:
            for field in self._below(pointer):
                self._add(FieldLoss(field, LossKind.DROPPED, f"{self._missing(field)} {why}"))

    def losses(self) -> tuple[FieldLoss, ...]:
        """Return what does not arrive as it is, in the message's order; fields nobody named are dropped ones."""
        found: list[FieldLoss] = []
        for field in self._names:
            own = self._losses.get(field, [])
            found.extend(own)
            if not own and field not in self._taken:
                found.append(FieldLoss(field, LossKind.DROPPED, self._missing(field)))
        return tuple(found)

    def _below(self, pointer: str) -> list[str]:
        if not is_field(pointer):
            raise ValueError(f"{pointer} names no field of a message")
        return [field for field in self._names if field == pointer or field.startswith(f"{pointer}/")]

    def _lose(self, kind: LossKind, pointers: tuple[str, ...], words: str, at: str, *, is_whole: bool) -> None:
        for pointer in pointers:
            for field in self._below(pointer):
                what = words if is_whole else f"{self._start(field)} {words} through {self._service}."
                self._add(FieldLoss(field, kind, what, at))

    def _add(self, loss: FieldLoss) -> None:
        own = self._losses.setdefault(loss.field, [])
        if loss not in own:
            own.append(loss)

    def _start(self, field: str) -> str:
        return f"The {self._names[field]}"

    def _missing(self, field: str) -> str:
        return f"{self._start(field)} does not leave through {self._service}."
