"""How long opening an encrypted key would take: what a file says of itself, before anybody counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MOST = 5_000_000
"""Rounds of key derivation in a whole file; programs write thousands to a million, and a second does some millions."""
_INTEGER, _OCTETS, _SPLIT_OCTETS, _CONSTRUCTED = 0x02, 0x04, 0x24, 0x20
_LARGEST_COUNT_BYTES = 9
"""Longer integers are no counts (the order of a curve stands behind an OCTET STRING too), and no library takes them."""
_OUTPUT_BYTES = 20
"""What one round gives at least (SHA-1)."""
_DEEPEST = 40
"""Levels; the deepest count of a real file lies half as deep."""


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of a file: its tag, and what it holds as bytes or as values."""

    tag: int
    content: bytes
    inner: tuple[_Value, ...] = ()


def takes_too_long(der: bytes) -> bool:
    """Tell whether a file asks for so much work that a crafted one would hold the program up for hours.

    The count is an INTEGER behind the OCTET STRING of the salt in every form that is in use (RFC 8018, appendix A;
    RFC 7292, section 4 and appendix C; scrypt's three in RFC 7914, section 7). False for what is no DER or BER.
    """
    try:
        outer, _ = _read(der, 0, 0)
    except ValueError:
        return False
    return sum(_costs((outer,), 0)) > MOST


def _costs(values: tuple[_Value, ...], depth: int) -> Iterator[int]:
    for number, value in enumerate(values):
        if value.tag in (_OCTETS, _SPLIT_OCTETS):
            yield _rounds([*_counts(values[number + 1 : number + 4])])
            yield from _costs(_inside(_joined(value), depth), depth + 1)
        else:
            yield from _costs(value.inner, depth + 1)


def _counts(behind: tuple[_Value, ...]) -> Iterator[int]:
    for value in behind:
        if value.tag != _INTEGER or len(value.content) > _LARGEST_COUNT_BYTES:
            return
        yield int.from_bytes(value.content)


def _rounds(counts: list[int]) -> int:
    """Rounds alone, rounds with the length of the key, or scrypt's cost, block size and parallelisation."""
    if len(counts) < 2:
        return sum(counts)
    if len(counts) == 2:
        return counts[0] * (1 + counts[1] // (2 * _OUTPUT_BYTES))
    return counts[0] * counts[1] * counts[2]


def _joined(value: _Value) -> bytes:
    return value.content if value.tag == _OCTETS else b"".join(_joined(part) for part in value.inner)


def _inside(content: bytes, depth: int) -> tuple[_Value, ...]:
    """Return the values that an OCTET STRING wraps, as PKCS#12 does; nothing where it holds plain bytes."""
    if content[:1] != b"\x30" or depth > _DEEPEST:
        return ()
    try:
        return (_read(content, 0, depth)[0],)
    except ValueError:
        return ()


def _read(data: bytes, start: int, depth: int) -> tuple[_Value, int]:
    """Return the value at a place and where the next one begins. Raises ValueError for what is none."""
    if depth > _DEEPEST:
        raise ValueError("too deep")
    tag, at = _tag(data, start)
    length, at = _length(data, at)
    if length is None:
        if not tag & _CONSTRUCTED:
            raise ValueError("only a constructed value may be open")
        return _open(data, tag, at, depth)
    end = at + length
    if end > len(data):
        raise ValueError("cut off")
    if not tag & _CONSTRUCTED:
        return _Value(tag, data[at:end]), end
    inner, found = data[at:end], []
    at = 0
    while at < len(inner):
        value, at = _read(inner, at, depth + 1)
        found.append(value)
    return _Value(tag, b"", tuple(found)), end


def _open(data: bytes, tag: int, at: int, depth: int) -> tuple[_Value, int]:
    """Return a value that ends with two zero bytes (BER, which OpenSSL takes)."""
    found = []
    while data[at : at + 2] != b"\0\0":
        value, at = _read(data, at, depth + 1)
        found.append(value)
    return _Value(tag, b"", tuple(found)), at + 2


def _tag(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise ValueError("cut off")
    tag = data[at]
    at += 1
    if tag & 0x1F == 0x1F:  # the number follows, in bytes of which all but the last have the high bit
        while at < len(data) and data[at] & 0x80:
            at += 1
        at += 1
    return tag, at


def _length(data: bytes, at: int) -> tuple[int | None, int]:
    """Return the length, None for an open one, and where the content begins."""
    if at >= len(data):
        raise ValueError("cut off")
    first = data[at]
    if first < 0x80:
        return first, at + 1
    size = first & 0x7F
    if not size:
        return None, at + 1
    return int.from_bytes(data[at + 1 : at + 1 + size]), at + 1 + size
