"""Reads a sign-in token (JWT) offline: what it says, whether its times fit the clock, whether the signature holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.json_value import Json
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.secret import Secret

HOUR = 3600.0
_SLACK_SECONDS = 60.0
_MILLISECONDS = 100_000_000_000
"""A time beyond is counted in milliseconds: in seconds it lies in the year 5138."""
_TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]*")
_KEY = re.compile(r"\bk=([A-Za-z0-9_+/=-]{80,})")
_LONGEST = 100_000


class Kind(Enum):
    """Which service a token is for, as far as its claims tell."""

    APNS = "APNs provider token"
    VAPID = "VAPID token of Web Push"
    GOOGLE = "Google service account assertion"
    OTHER = "JWT"


@dataclass(frozen=True, slots=True)
class JwtReport:
    """What a token says and what is wrong with it."""

    kind: Kind
    header: Mapping[str, Json]
    claims: Mapping[str, Json]
    steps: tuple[TestResult, ...]

    @property
    def is_good(self) -> bool:
        """Whether no step found anything wrong."""
        return all(step.level is not Level.BAD for step in self.steps)


def read_jwt(text: str, now: float, keys: Sequence[Secret] = ()) -> JwtReport:
    """Read a token, bare or inside an ``Authorization`` line; a VAPID line brings its own key.

    Raises UserError for a text without a token.
    """
    from pushbench.wire.jwt import read_unverified

    found = _TOKEN.search(text[:_LONGEST])
    parts = read_unverified(found[0]) if found else None
    if found is None or parts is None:
        why = "A token has three parts of base64url with dots between them; the first two are JSON objects."
        fix = "Paste the token itself, or the whole Authorization line."
        raise UserError("This is no JWT that can be read.", why, fix, trouble=Trouble.FOUND_WRONG)
    kind = _kind(parts.header, parts.claims)
    own = _KEY.search(text)
    given = [*keys, *([Secret(own[1])] if own else [])]
    steps = (
        *_header(kind, parts.header),
        *_claims(kind, parts.claims),
        *_times(kind, parts.claims, now),
        _signature(found[0], given),
    )
    return JwtReport(kind, parts.header, parts.claims, steps)


def _kind(header: Mapping[str, Json], claims: Mapping[str, Json]) -> Kind:
    issuer, audience = claims.get("iss"), claims.get("aud")
    if isinstance(issuer, str) and issuer.endswith(".gserviceaccount.com"):
        return Kind.GOOGLE
    if header.get("alg") == "ES256" and isinstance(audience, str) and "iss" not in claims:
        return Kind.VAPID
    is_team = isinstance(issuer, str) and re.fullmatch(r"[A-Za-z0-9]{10}", issuer) is not None
    return Kind.APNS if is_team and audience is None else Kind.OTHER


# -- header and claims ----------------------------------------------------------------------------


def _header(kind: Kind, header: Mapping[str, Json]) -> Iterator[TestResult]:
    algorithm = header.get("alg")
    wanted = {Kind.APNS: "ES256", Kind.VAPID: "ES256", Kind.GOOGLE: "RS256"}.get(kind)
    if wanted is not None and algorithm != wanted:
        detail = f"The header says {_short(algorithm)}; the service takes {wanted} alone."
        yield TestResult("Algorithm", Level.BAD, detail, f"Sign with {wanted}.")
    elif algorithm in ("none", None, ""):
        yield TestResult("Algorithm", Level.BAD, "The token is not signed at all.", "Sign it with the service's key.")
    else:
        yield TestResult("Algorithm", Level.GOOD, f"{_short(algorithm)}.")
    if kind is Kind.APNS:
        key_id = header.get("kid")
        if isinstance(key_id, str) and re.fullmatch(r"[A-Z0-9]{10}", key_id):
            yield TestResult("Key ID", Level.GOOD, f"{key_id}.")
        else:
            detail = f"The header's kid is {_short(key_id)}; Apple wants the ten characters of the Key ID there."
            yield TestResult("Key ID", Level.BAD, detail, "Put the Key ID into the header (kid), not into the claims.")


def _claims(kind: Kind, claims: Mapping[str, Json]) -> Iterator[TestResult]:
    if kind is Kind.APNS:
        yield TestResult("Team", Level.GOOD, f"Issued by the team {_short(claims.get('iss'))}.")
    elif kind is Kind.VAPID:
        yield from _vapid_claims(claims)
    elif kind is Kind.GOOGLE:
        yield TestResult("Account", Level.GOOD, f"{_short(claims.get('iss'))}, for {_short(claims.get('aud'))}.")
        scope = str(claims.get("scope", ""))
        if "messaging" not in scope and "cloud-platform" not in scope:
            detail = "The scope names neither firebase.messaging nor cloud-platform, so FCM refuses what it gives."
            yield TestResult("Scope", Level.BAD, detail, "Ask for https://www.googleapis.com/auth/firebase.messaging.")


def _vapid_claims(claims: Mapping[str, Json]) -> Iterator[TestResult]:
    audience, subject = str(claims.get("aud", "")), str(claims.get("sub", ""))
    if re.fullmatch(r"https?://[^/?#]+", audience):
        yield TestResult("Audience", Level.GOOD, f"{audience[:80]}.")
    else:
        detail = f"aud is {_short(audience)}; the push service wants its own origin, without a path or a final slash."
        yield TestResult("Audience", Level.BAD, detail, "Sign for scheme and host of the endpoint.")
    if re.fullmatch(r"mailto:\s*\S+@\S+\.\S+|https://\S+", subject):
        yield TestResult("Contact", Level.GOOD, f"{subject[:80]}.")
    else:
        detail = f"sub is {_short(subject)}; Apple answers BadJwtToken without a mailto: or https: contact."
        yield TestResult("Contact", Level.BAD, detail, "Write mailto: and an address, or an https: page.")


def _short(value: Json) -> str:
    return "missing" if value in (None, "") else f"“{str(value)[:60]}”"


# -- times ----------------------------------------------------------------------------------------


def _times(kind: Kind, claims: Mapping[str, Json], now: float) -> Iterator[TestResult]:
    issued, ends = claims.get("iat"), claims.get("exp")
    needs_iat = kind in (Kind.APNS, Kind.GOOGLE)
    if issued is None and needs_iat:
        yield TestResult("Signed at", Level.BAD, "There is no iat.", "Put the time of signing in, in whole seconds.")
    elif issued is not None:
        yield _issued(kind, issued, now)
    if ends is None and kind in (Kind.VAPID, Kind.GOOGLE):
        yield TestResult("Ends", Level.BAD, "There is no exp.", "Put the end in, in whole seconds.")
    elif ends is not None:
        yield _ends(kind, ends, issued, now)


def _wrong_number(title: str, name: str, value: Json) -> TestResult | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return TestResult(title, Level.BAD, f"{name} is {_short(value)}, not a number.", "Write seconds since 1970.")
    if abs(value) > _MILLISECONDS:
        detail = f"{name} is {_short(value)}: that is counted in milliseconds."
        return TestResult(title, Level.BAD, detail, "Write whole seconds since 1970: divide by 1000.")
    return None


def _issued(kind: Kind, issued: Json, now: float) -> TestResult:
    wrong = _wrong_number("Signed at", "iat", issued)
    if wrong is not None or not isinstance(issued, (int, float)):
        return wrong or TestResult("Signed at", Level.BAD, "iat is no number.", "Write seconds since 1970.")
    age = now - issued
    if age < -_SLACK_SECONDS:
        detail = f"{_moment(issued)}, {_span(-age)} ahead of this computer's clock: one of the two clocks is wrong."
        fix = "Set the clock of the computer that signs by the network, or this one, then sign again."
        return TestResult("Signed at", Level.BAD, detail, fix)
    if kind is Kind.APNS and age > HOUR:
        detail = f"{_moment(issued)}, {_span(age)} ago. Apple takes provider tokens for an hour: ExpiredProviderToken."
        fix = "Sign a new one. If this one is fresh, the clock of the computer that signed is slow by that much."
        return TestResult("Signed at", Level.BAD, detail, fix)
    return TestResult("Signed at", Level.GOOD, f"{_moment(issued)}, {_span(max(0.0, age))} ago.")


def _ends(kind: Kind, ends: Json, issued: Json, now: float) -> TestResult:
    wrong = _wrong_number("Ends", "exp", ends)
    if wrong is not None or not isinstance(ends, (int, float)):
        return wrong or TestResult("Ends", Level.BAD, "exp is no number.", "Write seconds since 1970.")
    left = ends - now
    if left <= 0:
        fix = "Sign a new one; if it was signed just now, the signing computer's clock is slow."
        return TestResult("Ends", Level.BAD, f"{_moment(ends)}, {_span(-left)} ago.", fix)
    if kind is Kind.VAPID and left > 24 * HOUR + _SLACK_SECONDS:
        detail = f"{_moment(ends)}, in {_span(left)}. Push services take 24 hours at most (RFC 8292, section 2)."
        return TestResult(
            "Ends", Level.BAD, detail, "Let it end within 24 hours; 12 leave room for clocks that differ."
        )
    is_told = isinstance(issued, (int, float)) and _wrong_number("", "", issued) is None
    start = issued if is_told and isinstance(issued, (int, float)) else now
    if kind is Kind.GOOGLE and ends - start > HOUR + _SLACK_SECONDS:
        detail = f"It would live for {_span(ends - start)}; Google takes an hour at most."
        return TestResult("Ends", Level.BAD, detail, "Let exp be at most 3600 above iat.")
    return TestResult("Ends", Level.GOOD, f"{_moment(ends)}, in {_span(left)}.")


def _moment(seconds: float) -> str:
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, OSError, ValueError):
        return f"{seconds:.0f}"


def _span(seconds: float) -> str:
    for size, word in ((86400.0, "day"), (HOUR, "hour"), (60.0, "minute")):
        if seconds >= 2 * size or (seconds >= size and size > 60):
            count = int(seconds // size)
            return f"{count} {word}{'' if count == 1 else 's'}"
    return f"{int(seconds)} second{'' if int(seconds) == 1 else 's'}"


# -- signature ------------------------------------------------------------------------------------


def _signature(token: str, given: Sequence[Secret]) -> TestResult:
    from pushbench.wire.jwt import read_unverified
    from pushbench.wire.jwt_signature import Verdict, public_keys, verify

    keys = [key for secret in given for key in public_keys(secret.reveal())]
    parts = read_unverified(token)
    if not keys or parts is None:
        if given:
            detail = "The key that was given holds no key Pushbench can check with."
            return TestResult("Signature", Level.BAD, detail, "Give the .p8, the service account or the VAPID key.")
        fix = "Give the key or a profile to check it."
        return TestResult("Signature", Level.UNSURE, "Not checked: no key was given.", fix)
    verdicts = [verify(token, parts, key) for key in keys]
    if Verdict.GOOD in verdicts:
        return TestResult("Signature", Level.GOOD, "It was made with this key.")
    if all(verdict is Verdict.UNKNOWN for verdict in verdicts):
        detail = f"The algorithm {_short(parts.header.get('alg'))} is none that push services use."
        return TestResult("Signature", Level.UNSURE, detail, "Check it with the program that made it.")
    if all(verdict is Verdict.OTHER_KIND for verdict in verdicts):
        detail = f"The key is of another kind than {_short(parts.header.get('alg'))} needs."
        return TestResult("Signature", Level.BAD, detail, "Give the key of the service that the token is for.")
    detail = "It was made with another key, or the token was changed afterwards."
    return TestResult("Signature", Level.BAD, detail, "Compare the key with the one the token's sender uses.")
