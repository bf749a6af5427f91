"""Finds endpoint ARNs in pasted text."""

from __future__ import annotations

import re

from pushbench.domain.provider import TokenGuess
from pushbench.providers.sns.arn import ArnKind, arn_of

_ARN = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]*:[A-Za-z0-9_-]*:endpoint/[A-Za-z0-9_./-]+")
_LONGEST = 20_000
_SYSTEMS = {"APNS": "ios", "GCM": "android", "ADM": "android", "BAIDU": "android"}


def recognise(text: str) -> TokenGuess | None:
    """Say whether a text is, or holds, an endpoint's ARN; one that was broken over lines is put together."""
    text = text[:_LONGEST]
    for candidate in (text, "".join(text.split())):
        found = _ARN.search(candidate)
        arn = arn_of(found[0].rstrip("./-"), ArnKind.ENDPOINT) if found else None
        if arn is not None:
            platform = _SYSTEMS.get(arn.platform.partition("_")[0], "")
            return TokenGuess(arn.text, platform, f"Amazon SNS endpoint ({arn.platform})", 0.99)
    return None
