"""An APNs payload inside a draft, with the pointers to its parts: what the shared rules look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.pointer import child


@dataclass(frozen=True, slots=True)
class ApsBlock:
    """The object that holds ``aps``, where it stands, and what the headers say of it."""

    payload: JsonObject
    pointer: str
    """Of ``payload`` in the draft's document: ``/payload``, ``/payload/message/apns/payload`` ..."""
    push_type: str = ""
    """As the header has it, or guessed; empty when unknown."""
    now: float = 0.0
    """Unix seconds; 0 when unknown."""
    headers_pointer: str = "/headers"
    aps: JsonObject = field(default_factory=dict)
    """The ``aps`` object; empty when there is none."""

    @classmethod
    def of(cls, payload: Json, pointer: str, *, push_type: str = "", now: float = 0.0) -> ApsBlock:
        """Read a payload; what is no object counts as an empty one."""
        inner = payload if isinstance(payload, dict) else {}
        aps = inner.get("aps")
        return cls(inner, pointer, push_type, now, aps=aps if isinstance(aps, dict) else {})

    @property
    def aps_pointer(self) -> str:
        return child(self.pointer, "aps")

    @property
    def alert(self) -> Json:
        return self.aps.get("alert")

    @property
    def alert_object(self) -> JsonObject:
        """The alert where it is an object, else an empty one."""
        alert = self.aps.get("alert")
        return alert if isinstance(alert, dict) else {}

    @property
    def alert_pointer(self) -> str:
        return child(self.aps_pointer, "alert")

    @property
    def sound_object(self) -> JsonObject:
        """The sound where it is an object, else an empty one."""
        sound = self.aps.get("sound")
        return sound if isinstance(sound, dict) else {}

    def at(self, *keys: str) -> str:
        """Return the pointer of a member below ``aps``."""
        pointer = self.aps_pointer
        for key in keys:
            pointer = child(pointer, key)
        return pointer
