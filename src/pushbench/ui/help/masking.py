"""What is taken out of a text before it may leave in a bug report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pushbench.domain.secret import MASK

_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]*)://([^\s/?#\"'<>]*)([^\s\"'<>]*)", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_RUN = re.compile(r"[A-Za-z0-9_\-+=~%:]{15,}[A-Za-z0-9_\-+=~%]")
_PERSON = re.compile(r"(/home/|/Users/|\\Users\\)[^/\\\s\"'<>:]+")
_LEAST = 5


class Masker:
    """Replaces known values and whatever looks like a secret, a token, an address or a person by ``***``."""

    def __init__(self, known: Iterable[str], home: Path | None = None) -> None:
        """``known`` are values that must not appear: fields and names of profiles, tokens, targets."""
        longest_first = sorted({value for value in known if len(value) >= _LEAST}, key=len, reverse=True)
        self._known = longest_first
        self._places = [(str(home), "<home>")] if home is not None else []
        self._places.append((str(Path.home()), "~"))

    def mask(self, text: str) -> str:
        """Return the text without them."""
        from pushbench.engine.logbook import scrubbed

        for place, instead in self._places:
            if len(place) > 1:
                text = text.replace(place, instead)
        for value in self._known:
            text = text.replace(value, MASK)
        text = _PERSON.sub(rf"\1{MASK}", text)
        text = _MAIL.sub(MASK, _ADDRESS.sub(_bare_address, scrubbed(text)))
        return _RUN.sub(_shown_run, text)


def parts_of(text: str) -> tuple[str, ...]:
    """Return a value with, if it is an address, its user, password and host, each of which may turn up alone."""
    found = _ADDRESS.match(text)
    if found is None:
        return (text,)
    account, _, host = found[2].rpartition("@")
    return (text, *account.split(":", 1), host.partition(":")[0])


def _bare_address(found: re.Match[str]) -> str:
    """Return scheme and host; a path or user part may be a token."""
    scheme, host, rest = found.groups()
    host = host.rpartition("@")[2]
    return f"{scheme}://{host}/{MASK}" if len(rest) > 1 else f"{scheme}://{host}{rest}"


def _shown_run(found: re.Match[str]) -> str:
    """Return a long run of letters when it reads as words or as a time, else the mask."""
    run = found[0]
    is_words = run.isascii() and re.fullmatch(r"[A-Z]?[a-z]+([_-][A-Z]?[a-z]+)*|([A-Z][a-z]+)+|[A-Z]+(_[A-Z]+)*", run)
    is_time = re.fullmatch(r"\d{4}-\d\d-\d\dT?[\d:.,+-]*", run)
    is_rule = re.fullmatch(r"[-=_~]+", run)
    return run if (is_words and len(run) < 48) or is_time or is_rule else MASK
