"""How long opening an encrypted key would take: what a file says of itself, before anybody counts."""

from __future__ import annotations

import re

MOST = 5_000_000
"""Rounds of key derivation; today's programs write thousands to a million, and a second takes about a million."""
_COUNT = re.compile(rb"(?=\x02([\x03\x04])(.{3,4}))", re.DOTALL)
_SALTS = range(4, 65)


def takes_too_long(der: bytes) -> bool:
    """Tell whether DER asks for so many rounds that a crafted file would hold the program up for hours.

    The count is an INTEGER behind the OCTET STRING of the salt in every form that is in use (RFC 8018, appendix A;
    RFC 7292, section 4 and appendix C).
    """
    for found in _COUNT.finditer(der):
        size = found[1][0]
        count = int.from_bytes(found[2][:size])
        if count > MOST and any(_is_salt(der, found.start(), length) for length in _SALTS):
            return True
    return False


def _is_salt(der: bytes, end: int, length: int) -> bool:
    start = end - length - 2
    return start >= 0 and der[start] == 0x04 and der[start + 1] == length
