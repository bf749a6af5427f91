"""Finds registration tokens and installation IDs in pasted text."""

from __future__ import annotations

import re

from pushbench.domain.provider import TokenGuess

_TOKEN = re.compile(r"(?<![A-Za-z0-9_:-])([A-Za-z0-9_-]{11,64}:APA91b[A-Za-z0-9_-]{60,4000})(?![A-Za-z0-9_:-])")
_OLD_TOKEN = re.compile(r"(?<![A-Za-z0-9_:-])(APA91b[A-Za-z0-9_-]{120,4000})(?![A-Za-z0-9_:-])")
_FID = re.compile(r"[c-f][A-Za-z0-9_-]{21}")
_LOOSE_FID = re.compile(r"[A-Za-z0-9_-]{22}")
_LONGEST = 20_000


def recognise(text: str) -> TokenGuess | None:
    """Say whether a text is, or holds, an FCM token; one that was broken over lines is put together."""
    text = text[:_LONGEST]
    bare = text.strip().strip("\"'<>,;“”").strip()
    for candidate in (text, "".join(bare.split())):
        found = _TOKEN.search(candidate)
        if found:
            return TokenGuess(found[1], "", "FCM registration token", 0.98)
    old = _OLD_TOKEN.search(text)
    if old:
        return TokenGuess(old[1], "android", "FCM registration token of an old app", 0.9)
    bare = bare.removeprefix("fid:")
    if _FID.fullmatch(bare):
        return TokenGuess(bare, "", "Firebase installation ID", 0.6)
    if _LOOSE_FID.fullmatch(bare) and not bare.isdecimal():
        return TokenGuess(bare, "", "perhaps a Firebase installation ID", 0.3)
    return None
