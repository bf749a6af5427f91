"""Recomputes Signature Version 4 from what arrived: the sandbox's own reading of AWS's recipe.

Source: AWS IAM User Guide, "Create a signed AWS API request". Nothing of the client side's code is used.
"""

from __future__ import annotations

import calendar
import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote

from pushbench.sandbox.exchange import Request
from pushbench.sandbox.sns_xml import Refused

SERVICE = "sns"
_FIELD = re.compile(r"\s*(Credential|SignedHeaders|Signature)=([^,\s]*)\s*")
_STAMP = "%Y%m%dT%H%M%SZ"
_TOLERATED_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class KeyPair:
    """One pair of keys that the sandbox knows."""

    name: str
    access_key_id: str
    secret: str
    session_token: str = ""
    is_expired: bool = False
    may_act: bool = True
    """False: signed in, but no policy allows anything."""


class Signatures:
    """Judges the signatures of one region."""

    def __init__(self, pairs: tuple[KeyPair, ...], region: str) -> None:
        self._pairs: Mapping[str, KeyPair] = {pair.access_key_id: pair for pair in pairs}
        self._region = region

    def judge(self, request: Request, now: float) -> KeyPair:
        """Return whose request it is. Raises :class:`Refused`."""
        header = request.header("authorization")
        if header is None:
            raise Refused("MissingAuthenticationToken")
        fields = _fields(header)
        access_key_id, _, scope = fields["Credential"].partition("/")
        pair = self._pairs.get(access_key_id)
        if pair is None:
            raise Refused("InvalidClientTokenId")
        stamp = request.header("x-amz-date") or ""
        moment = _moment(stamp)
        self._check_scope(scope, stamp)
        self._check_token(pair, request)
        signed = fields["SignedHeaders"].split(";")
        texts = [_text_to_sign(request, host, signed, stamp, scope) for host in _hosts(request)]
        if not any(hmac.compare_digest(_signature(pair.secret, scope, text), fields["Signature"]) for text in texts):
            raise Refused("SignatureDoesNotMatch")
        _check_time(stamp, moment, now)
        return pair

    def _check_scope(self, scope: str, stamp: str) -> None:
        parts = scope.split("/")
        if len(parts) != 4 or parts[3] != "aws4_request":
            raise Refused(
                "SignatureDoesNotMatch", "Credential should be scoped with a valid terminator: 'aws4_request'."
            )
        if parts[0] != stamp[:8]:
            raise Refused(
                "SignatureDoesNotMatch",
                f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{parts[0]}' != '{stamp[:8]}', from '{stamp}'.",
            )
        if parts[2] != SERVICE:
            raise Refused("SignatureDoesNotMatch", f"Credential should be scoped to correct service: '{SERVICE}'.")
        if parts[1] != self._region:
            raise Refused("SignatureDoesNotMatch", f"Credential should be scoped to a valid region, not '{parts[1]}'.")

    def _check_token(self, pair: KeyPair, request: Request) -> None:
        token = request.header("x-amz-security-token") or ""
        if token != pair.session_token:
            raise Refused("InvalidClientTokenId")
        if pair.is_expired:
            raise Refused("ExpiredToken")


def _fields(header: str) -> Mapping[str, str]:
    algorithm, _, rest = header.strip().partition(" ")
    if algorithm != "AWS4-HMAC-SHA256":
        raise Refused(
            "IncompleteSignature",
            f"'{algorithm[:40]}' not a valid key=value pair (missing equal-sign) in Authorization header.",
        )
    found = {match[1]: match[2] for part in rest.split(",") if (match := _FIELD.fullmatch(part))}
    missing = [name for name in ("Credential", "Signature", "SignedHeaders") if not found.get(name)]
    if missing:
        words = " ".join(f"Authorization header requires '{name}' parameter." for name in missing)
        raise Refused("IncompleteSignature", words)
    return found


def _moment(stamp: str) -> float:
    try:
        return float(calendar.timegm(time.strptime(stamp, _STAMP)))
    except ValueError:
        raise Refused(
            "IncompleteSignature",
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
        ) from None


def _check_time(stamp: str, moment: float, now: float) -> None:
    def written(seconds: float) -> str:
        return time.strftime(_STAMP, time.gmtime(seconds))

    if moment < now - _TOLERATED_SECONDS:
        limit = f"{written(now - _TOLERATED_SECONDS)} ({written(now)} - 15 min.)"
        raise Refused("SignatureDoesNotMatch", f"Signature expired: {stamp} is now earlier than {limit}")
    if moment > now + _TOLERATED_SECONDS:
        limit = f"{written(now + _TOLERATED_SECONDS)} ({written(now)} + 15 min.)"
        raise Refused("SignatureDoesNotMatch", f"Signature not yet current: {stamp} is still later than {limit}")


def _text_to_sign(request: Request, host: str, signed: list[str], stamp: str, scope: str) -> str:
    present = {name for name, _ in request.headers}
    unsigned = {name for name in present if name.startswith("x-amz-")} - set(signed)
    if "host" not in signed or unsigned:
        names = ", ".join(sorted(unsigned | ({"host"} - set(signed))))
        raise Refused("SignatureDoesNotMatch", f"'{names}' must be a 'SignedHeader' in the AWS Authorization.")
    lines = [f"{name}:{_value(request, host, name)}" for name in sorted(signed)]
    canonical = "\n".join(
        [
            request.method,
            _encoded_path(request.route),
            _encoded_query(request.path),
            *lines,
            "",
            ";".join(sorted(signed)),
            hashlib.sha256(request.body).hexdigest(),
        ]
    )
    return "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])


def _hosts(request: Request) -> tuple[str, ...]:
    """Return what the client may have signed as host: over HTTP/2 it travels aside, and both names lead here."""
    said = request.header("host")
    if said is not None:
        return (said,)
    host = request.origin.partition("://")[2]
    return host, f"localhost:{host.rpartition(':')[2]}"


def _value(request: Request, host: str, name: str) -> str:
    if name == "host":
        return host
    return ",".join(" ".join(value.split()) for key, value in request.headers if key == name)


def _encoded_path(route: str) -> str:
    segments = [segment for segment in route.split("/") if segment]
    path = "/" + "/".join(quote(segment, safe="~") for segment in segments)
    return path + "/" if segments and route.endswith("/") else path


def _encoded_query(path: str) -> str:
    pairs = parse_qsl(path.partition("?")[2], keep_blank_values=True)
    return "&".join(f"{quote(unquote(key), safe='~')}={quote(value, safe='~')}" for key, value in sorted(pairs))


def _signature(secret: str, scope: str, text: str) -> str:
    key = f"AWS4{secret}".encode()
    for part in (*scope.split("/"), text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()
