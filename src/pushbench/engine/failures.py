"""Explains transport failures: what happened, why, what to do; each with the place and the actual cause."""

from __future__ import annotations

from urllib.parse import urlsplit

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.http import HttpRequest
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, StepKind
from pushbench.engine.proxies import is_loopback, proxy_place

_ARRIVED = "Whether the push was taken nobody can say: the request may have arrived."
_LOOK_FIRST = "Look at the device before you send again: it may get the push twice."

_WHAT = {
    FailureKind.NAME: "The host name {host} was not found.",
    FailureKind.REFUSED: "Nothing answers at {place}.",
    FailureKind.UNREACHABLE: "{place} cannot be reached.",
    FailureKind.PROXY: "The proxy did not let the request through to {place}.",
    FailureKind.TLS: "No trusted connection to {place} came about.",
    FailureKind.CLIENT_CERTIFICATE: "{place} and the client certificate do not fit together.",
    FailureKind.CONNECT_TIMEOUT: "{place} did not accept a connection in time.",
    FailureKind.HTTP2_NEEDED: "{place} does not speak HTTP/2.",
    FailureKind.UNPROCESSED: "{place} did not look at the request.",
    FailureKind.TIMEOUT: "{place} took the request and did not answer within {timeout} s.",
    FailureKind.RESET: "The connection to {place} broke before the answer came.",
    FailureKind.PROTOCOL: "{place} answered something that is not HTTP.",
    FailureKind.TOO_LARGE: "{place} answered far more than any push service does.",
    FailureKind.INVALID: "The request cannot be written as HTTP.",
}

_FIX = {
    FailureKind.NAME: "Check the spelling of the address, and that this computer is online.",
    FailureKind.REFUSED: "Check host and port, and that the server is running.",
    FailureKind.UNREACHABLE: "Check the network, a VPN, and host and port.",
    FailureKind.PROXY: "Check the profile's proxy and its password, or the proxy variables of the environment.",
    FailureKind.CLIENT_CERTIFICATE: "Choose the certificate that belongs to this app and environment.",
    FailureKind.CONNECT_TIMEOUT: "A firewall may drop the packets; check the network, or try the other port.",
    FailureKind.HTTP2_NEEDED: "Check the base URL; a proxy in between may break HTTP/2 up.",
    FailureKind.UNPROCESSED: "Send again.",
    FailureKind.TIMEOUT: _LOOK_FIRST,
    FailureKind.RESET: _LOOK_FIRST,
    FailureKind.PROTOCOL: f"Check host and port. {_LOOK_FIRST}",
    FailureKind.TOO_LARGE: f"Check that the address is the service's. {_LOOK_FIRST}",
    FailureKind.INVALID: "Correct the part that is named; line breaks often come with a pasted value.",
}


def explain_failure(failure: TransportFailure, request: HttpRequest) -> Explain:
    """Return the three parts for a failure of this request."""
    host, place = _place(request.url)
    what = _WHAT[failure.kind].format(host=host, place=place, timeout=f"{request.timeout_seconds:g}")
    why = _sentence(failure.detail) or _sentence(failure.kind.value)
    if failure.kind is FailureKind.PROXY and request.link.proxy and (proxy := proxy_place(request.link.proxy)):
        why = f"{why} The profile's proxy is {proxy}."
    if not failure.kind.never_arrived:
        why = f"{why} {_ARRIVED}"
    return Explain(what, why, _fix(failure, request, host))


SANDBOX_FOLDER = "pushbench-sandbox-"
"""How the folder begins in which a running emulator keeps its CA file."""


def _fix(failure: TransportFailure, request: HttpRequest, host: str) -> str:
    if failure.kind is FailureKind.TLS:
        return _tls_fix(failure.detail, request)
    if failure.kind is FailureKind.REFUSED and is_loopback(host):
        return "Start the server on this computer (for the sandbox: Start sandbox), and check the port."
    return _FIX[failure.kind]


def _tls_fix(detail: str, request: HttpRequest) -> str:
    lowered = detail.lower()
    if "ca file" in lowered and SANDBOX_FOLDER in lowered:
        return (
            "The file went away with the sandbox that made it: start the sandbox again, "
            "then repeat pushbench profiles from-sandbox with its new ready file."
        )
    if "ca file" in lowered:
        return "Choose a PEM file with certificates as the profile's CA file, or empty the field."
    if "another host name" in lowered:
        return "Use the name that the certificate is made for as the address."
    if "expired" in lowered or "not valid yet" in lowered:
        return "Check this computer's date; else the server needs a new certificate."
    if "not trusted" in lowered:
        used = f"not in {request.link.ca_file}" if request.link.ca_file else "not known to this system"
        return f"The authority is {used}. Set the profile's CA file to the one that signed the server's certificate."
    return "Check host and port; a proxy or a virus scanner may be in between."


def _place(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return url, url
    host = parts.hostname or url
    return host, f"{host}:{port}"


def _sentence(text: str) -> str:
    text = text.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def outcome_of_failure(failure: TransportFailure, step: StepKind, request: HttpRequest) -> Outcome:
    """Return the outcome of a delivery whose exchange broke off here.

    Before the DELIVER step nothing was sent to the device, whatever became of the request that broke.
    """
    explain = explain_failure(failure, request)
    if step in (StepKind.AUTHORISE, StepKind.PREPARE):
        explain = Explain(explain.what, explain.why.replace(_ARRIVED, "The push itself has not left."), explain.fix)
    is_sent = step in (StepKind.DELIVER, StepKind.FOLLOW_UP) and not failure.kind.never_arrived
    kind = OutcomeKind.UNCLEAR if is_sent else OutcomeKind.NOT_SENT
    return Outcome(kind=kind, reason=failure.kind.value, explain=explain)
