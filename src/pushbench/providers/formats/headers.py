"""Headers that a developer writes into a draft, and texts that go into headers."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from pushbench.domain.errors import UserError
from pushbench.domain.http import Headers


def own_headers(headers: Mapping[str, str], reserved: AbstractSet[str]) -> Headers:
    """Return a draft's headers in lower case without ``reserved`` ones: sign-in and framing are not theirs to set.

    Raises UserError for a name or value that no header can have.
    """
    kept = []
    for name, value in headers.items():
        if name.lower() in reserved:
            continue
        if not is_header(name, value):
            raise UserError(
                f"The header “{name[:40]}” cannot be sent.",
                "Its name or value holds a character that headers cannot have.",
                "Remove line breaks and signs beyond ASCII.",
            )
        kept.append((name.lower(), value))
    return tuple(kept)


def is_header(name: str, value: str) -> bool:
    """Tell whether a name and a value can stand in a request: no line breaks, printable ASCII."""
    is_name = bool(name) and name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return is_name and value.isascii() and value.isprintable()


def is_header_text(text: str) -> bool:
    """Tell whether a key or a token can stand in a header: visible ASCII, not empty."""
    return bool(text) and all("!" <= character <= "~" for character in text)
