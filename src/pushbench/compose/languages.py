"""Which language and which variant of a message somebody gets."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable

from pushbench.domain.message import Message

_LARGEST_WEIGHT = 1e9
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def is_language_tag(tag: str) -> bool:
    """Whether ``tag`` has the shape of a language tag (RFC 5646); ``_`` counts as ``-``."""
    return _TAG.fullmatch(tag.replace("_", "-")) is not None


def match_language(available: Iterable[str], wanted: str) -> str | None:
    """Return the available tag for ``wanted``: ``de-AT`` falls back to ``de``, then to None (the source).

    Upper and lower case and ``_`` for ``-`` make no difference; script and region fall away from the end.
    """
    by_tag = {_normal(tag): tag for tag in reversed(list(available))}
    rest = _normal(wanted)
    while rest:
        if rest in by_tag:
            return by_tag[rest]
        rest = rest.rpartition("-")[0]
    return None


def choose_variant(message: Message, key: str) -> str | None:
    """Return the variant for ``key`` (a device's name or token), always the same for the same key.

    Weights are per cent: what they leave of 100 gets the message as it stands (None). Weights above
    100 together are shares of their sum.
    """
    weights = [(name, _usable(variant.weight)) for name, variant in message.variants.items()]
    total = max(100.0, math.fsum(weight for _, weight in weights))
    digest = hashlib.sha256(f"{message.name}\0{key}".encode("utf-8", "surrogatepass")).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64 * total
    for name, weight in weights:
        if place < weight:
            return name
        place -= weight
    return None


def _usable(weight: float) -> float:
    # The bound keeps the sum of absurd weights finite.
    return min(weight, _LARGEST_WEIGHT) if math.isfinite(weight) and weight > 0 else 0.0


def _normal(tag: str) -> str:
    return tag.strip().replace("_", "-").lower()
