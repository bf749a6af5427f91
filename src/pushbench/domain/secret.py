"""A value that never prints itself."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, final

MASK = "***"


@final
class Secret:
    """Holds key material or a token; only :meth:`reveal` gives it back.

    ``str``, ``repr``, ``format`` and ``%`` give ``***``; pickling and copying into JSON fail, so a
    secret cannot slip into a log, a traceback or a file by accident.
    """

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """Return the text itself. Call it only where the bytes leave for their purpose."""
        return self.__value

    def reveal_bytes(self) -> bytes:
        """Return the text as UTF-8."""
        return self.__value.encode("utf-8", "surrogateescape")

    def fingerprint(self) -> str:
        """Return a short digest that tells two secrets apart without giving either away."""
        return hashlib.sha256(b"pushbench:" + self.reveal_bytes()).hexdigest()[:16]

    def mask_in(self, text: str) -> str:
        """Return ``text`` with every occurrence of this secret replaced by ``***``.

        Secrets under six characters are left alone: masking them would blank out ordinary words.
        """
        if len(self.__value) < 6:
            return text
        return text.replace(self.__value, MASK)

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.reveal_bytes(), other.reveal_bytes())

    def __hash__(self) -> int:
        return hash(("pushbench.Secret", self.__value))

    def __repr__(self) -> str:
        return MASK

    def __str__(self) -> str:
        return MASK

    def __format__(self, format_spec: str) -> str:
        return MASK

    def __reduce__(self) -> Any:
        raise TypeError("a Secret is never pickled")
