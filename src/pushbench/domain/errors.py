"""Trouble that a user can mend, in the three parts every failure is told in."""

from __future__ import annotations

from enum import Enum


class Trouble(Enum):
    """What kind of stop a :class:`UserError` is; the command line maps it to its exit code."""

    USAGE = "usage"
    """Wrong usage or a missing file (exit 2)."""
    STOPPED = "stopped"
    """Stopped before anything was sent (exit 3)."""
    UNREACHED = "unreached"
    """No attempt reached any server (exit 4)."""
    FOUND_WRONG = "found-wrong"
    """Something was rejected, unclear or found wrong (exit 1)."""


class UserError(Exception):
    """What happened, why, and what to do, in this order; the same three parts in window and terminal."""

    def __init__(self, what: str, why: str, fix: str, *, trouble: Trouble = Trouble.STOPPED) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.fix = fix
        self.trouble = trouble

    def __str__(self) -> str:
        return f"{self.what} {self.why} {self.fix}"


class FailureKind(Enum):
    """Where one HTTP exchange broke off. The value is the word shown to people."""

    NAME = "name not found"
    REFUSED = "connection refused"
    UNREACHABLE = "unreachable"
    PROXY = "proxy refused"
    TLS = "TLS failed"
    CLIENT_CERTIFICATE = "client certificate unusable"
    CONNECT_TIMEOUT = "connection timed out"
    HTTP2_NEEDED = "no HTTP/2"
    UNPROCESSED = "not processed"
    """The peer said it did not look at the request: REFUSED_STREAM, or a GOAWAY below this stream."""
    TIMEOUT = "no answer in time"
    RESET = "connection broke"
    PROTOCOL = "protocol error"
    TOO_LARGE = "answer too large"
    INVALID = "request not valid"
    """The request cannot be written to any server: a broken URL, a line break in a header."""

    @property
    def never_arrived(self) -> bool:
        """Whether it is certain that the server did not act on the request, so that a retry is safe."""
        return self in _NEVER_ARRIVED

    @property
    def reached_server(self) -> bool:
        """Whether bytes of the request may have reached a server."""
        return self not in _NEVER_ARRIVED or self is FailureKind.UNPROCESSED


_NEVER_ARRIVED = frozenset(
    {
        FailureKind.NAME,
        FailureKind.REFUSED,
        FailureKind.UNREACHABLE,
        FailureKind.PROXY,
        FailureKind.TLS,
        FailureKind.CLIENT_CERTIFICATE,
        FailureKind.CONNECT_TIMEOUT,
        FailureKind.HTTP2_NEEDED,
        FailureKind.UNPROCESSED,
        FailureKind.INVALID,
    }
)


class TransportFailure(Exception):
    """One exchange broke off without an answer. Raised by transports alone."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(f"{kind.value}: {detail}")
        self.kind = kind
        self.detail = detail
