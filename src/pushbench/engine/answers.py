"""How much of an answer is read and kept, whatever a server sends."""

from __future__ import annotations

import zlib

MAX_ANSWER_BYTES = 2 * 1024 * 1024
"""Reading stops here; services answer with a few hundred bytes."""
KEEP_OF_CUT_BYTES = 64 * 1024
"""What is kept of an answer that went beyond the limit."""


def cut(body: bytes) -> tuple[bytes, bool]:
    """Return the part of a body that is kept, and whether something was left out."""
    if len(body) > MAX_ANSWER_BYTES:
        return body[:KEEP_OF_CUT_BYTES], True
    return body, False


def decompress(encoding: str, body: bytes) -> tuple[bytes, bool]:
    """Undo ``gzip`` and ``deflate``; other encodings are returned as they came. Returns body and "was cut".

    Raises ValueError for a broken stream.
    """
    word = encoding.strip().lower()
    if word not in ("gzip", "x-gzip", "deflate") or not body:
        return cut(body)
    try:
        return cut(_inflate(body, zlib.MAX_WBITS | 32))
    except zlib.error as error:
        if word != "deflate":
            raise ValueError(f"the answer's compression is broken: {error}") from error
    try:  # some servers send raw deflate under this name
        return cut(_inflate(body, -zlib.MAX_WBITS))
    except zlib.error as error:
        raise ValueError(f"the answer's compression is broken: {error}") from error


def _inflate(body: bytes, window_bits: int) -> bytes:
    return zlib.decompressobj(window_bits).decompress(body, MAX_ANSWER_BYTES + 1)
