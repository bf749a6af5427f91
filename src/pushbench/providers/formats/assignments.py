"""Names and values out of what people paste: lines of an environment file, a shell, YAML, or flat JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from pushbench.domain.json_value import Json

LONGEST = 200_000
"""Characters; a text beyond is no list of settings."""
_LINE = re.compile(
    r"""^[ \t]*(?:export[ ]+|set[ ]+|setx[ ]+|-[ ]+|\$env:|\$)?
    ["']?(?P<name>[A-Za-z][A-Za-z0-9_.\- ]{0,60}?)["']?
    [ \t]*(?:=>|:=|=|:[ \t])[ \t]*(?P<value>.*?)[ \t]*[,;]?[ \t]*$""",
    re.MULTILINE | re.VERBOSE,
)
_LABEL_LINE = re.compile(
    r"^[ \t]*(?P<name>[A-Za-z][A-Za-z0-9_ -]{0,40}):[ \t]*\r?\n[ \t]*(?P<value>\S+)[ \t]*$", re.MULTILINE
)
_QUOTED = re.compile(r"""^(["'`])(.*)\1$""", re.DOTALL)


def assignments(text: str) -> Mapping[str, str]:
    """Return name -> value; names are lower case with single underscores (``APNS_KEY-ID`` is ``apns_key_id``).

    Total: a text without assignments gives none. Of nested JSON only the texts of its objects count, each by its own
    name; the first one of a name wins.
    """
    if len(text) > LONGEST:
        return {}
    document = json_object(text)
    if document is not None:
        found: dict[str, str] = {}
        _gather(document, found, 0)
        return found
    if text.count("-----BEGIN") and "=" not in text.split("-----BEGIN", 1)[0]:
        return {}
    return _lines(text)


def _lines(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pattern in (_LINE, _LABEL_LINE):
        for match in pattern.finditer(text):
            value = unquoted(match["value"])
            if value:
                found.setdefault(plain_name(match["name"]), value)
    return found


def plain_name(name: str) -> str:
    """Return a name as :func:`assignments` writes it; ``publicKey`` becomes ``public_key``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")


def unquoted(value: str) -> str:
    """Return a value without the quotes around it."""
    stripped = value.strip()
    match = _QUOTED.match(stripped)
    return (match[2] if match else stripped).strip()


def json_object(text: str) -> Mapping[str, Json] | None:
    """Return the JSON object that a text is, or None."""
    stripped = text.lstrip("\ufeff").strip()
    if not stripped.startswith("{") or len(stripped) > LONGEST:
        return None
    try:
        value = json.loads(stripped, strict=False)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _gather(document: Mapping[str, Json], found: dict[str, str], depth: int) -> None:
    for name, value in document.items():
        if isinstance(value, str) and value.strip():
            found.setdefault(plain_name(name), value.strip())
        elif isinstance(value, dict) and depth < 4:
            _gather(value, found, depth + 1)


def pick(found: Mapping[str, str], *names: str) -> str:
    """Return the value of the first of these names that is there, else an empty text."""
    return next((found[name] for name in names if found.get(name)), "")
