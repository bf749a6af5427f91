"""The documents that rules and reasons come from, with the addresses of those whose address is known."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache

from pushbench.resources import read_text

_RFC = re.compile(r"RFC (\d{4})(?:, (?:sections? )?(\d+(?:\.\d+)*))?")


@dataclass(frozen=True, slots=True)
class Source:
    """A document by name; ``url`` is empty where no address is known."""

    title: str
    url: str = ""


def sources_of(text: str) -> tuple[Source, ...]:
    """Return the documents that a table names, separated by semicolons."""
    return tuple(Source(name, _url(name)) for part in text.split(";") if (name := part.strip()))


def _url(name: str) -> str:
    rfc = _RFC.search(name)
    if rfc is not None:
        number, section = rfc.groups()
        return f"https://www.rfc-editor.org/rfc/rfc{number}" + (f"#section-{section}" if section else "")
    fitting = [known for known in _addresses() if known in name]
    return _addresses()[max(fitting, key=len)] if fitting else ""


@cache
def _addresses() -> dict[str, str]:
    """Return document name -> address."""
    return {str(name): str(url) for name, url in json.loads(read_text("documents.json"))}
