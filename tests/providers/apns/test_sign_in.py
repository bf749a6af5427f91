"""The provider token: what it says, how long it is kept, and what happens when Apple calls it expired."""

from __future__ import annotations

import jwt
import pytest
from tests.providers.apns.samples import (
    KEY_ID,
    NOW,
    TEAM_ID,
    Clock,
    certificate_credentials,
    context,
    credentials,
    draft,
    private_key,
    token_target,
)
from tests.providers.dialogue import Play, answer

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import CachedToken, MemoryTokenCache
from pushbench.domain.outcome import Outcome, Retry
from pushbench.domain.secret import Secret
from pushbench.providers.apns import PROVIDER

EXPIRED = answer(403, {"reason": "ExpiredProviderToken"})


class Bench:
    """Sends with one clock and one cache, as a run does."""

    def __init__(self) -> None:
        self.clock, self.tokens = Clock(), MemoryTokenCache()

    def play(self, **changes: str | None) -> Play:
        return Play(
            PROVIDER.exchange(
                draft(push_type="alert"), token_target(), credentials(**changes), context(self.clock, self.tokens)
            )
        )

    def token(self, **changes: str | None) -> str:
        return (self.play(**changes).request.header("authorization") or "").removeprefix("bearer ")

    def hears_expired(self) -> Outcome:
        return self.play().answers(EXPIRED).outcome


def test_header_claims_and_signature() -> None:
    token = Bench().token()
    assert jwt.get_unverified_header(token) == {"alg": "ES256", "kid": KEY_ID}
    claims = jwt.decode(
        token, private_key().public_key(), algorithms=["ES256"], options={"verify_iat": False, "verify_exp": False}
    )
    assert claims == {"iss": TEAM_ID, "iat": int(NOW)}
    assert isinstance(claims["iat"], int)
    assert len(token.split(".")[2]) == 86, "a raw signature of 64 bytes, not DER"


@pytest.mark.parametrize(("minutes", "is_kept"), [(0, True), (19, True), (49, True), (50, False), (61, False)])
def test_a_token_is_used_for_fifty_minutes(minutes: float, is_kept: bool) -> None:
    bench = Bench()
    first = bench.token()
    bench.clock.now += minutes * 60
    assert (bench.token() == first) is is_kept


def test_a_clock_set_back_signs_anew_only_when_it_was_far() -> None:
    bench = Bench()
    first = bench.token()
    bench.clock.now -= 60
    assert bench.token() == first
    bench.clock.now -= 3600
    assert bench.token() != first


def test_another_key_team_or_key_id_has_a_token_of_its_own() -> None:
    bench = Bench()
    tokens = {bench.token(), bench.token(team_id="AAAAAAAAAA"), bench.token(key_id="BBBBBBBBBB")}
    assert len(tokens) == 3


def test_a_token_kept_over_a_restart_is_used() -> None:
    bench = Bench()
    bench.token()
    (key,) = bench.tokens._tokens
    assert TEAM_ID in key
    assert KEY_ID in key
    assert "PRIVATE" not in key
    again = Bench()
    again.tokens.put(key, CachedToken(Secret("kept.from.yesterday"), NOW - 600, NOW + 3000))
    assert again.token() == "kept.from.yesterday"


def test_an_expired_old_token_is_dropped_and_a_new_connection_asked_for() -> None:
    bench = Bench()
    first = bench.token()
    bench.clock.now += 25 * 60
    outcome = bench.hears_expired()
    assert outcome.retry is Retry.RECONNECT
    assert bench.token() != first


def test_an_expired_young_token_is_kept_and_the_clock_suspected() -> None:
    bench = Bench()
    first = bench.token()
    bench.clock.now += 19 * 60
    outcome = bench.hears_expired()
    assert outcome.retry is Retry.NEVER
    assert outcome.explain is not None
    assert "clock" in outcome.explain.fix
    assert bench.token() == first, "a second token within 20 minutes would be answered 429"


def test_of_many_that_hear_expired_only_the_first_renews() -> None:
    bench = Bench()
    old = bench.token()
    bench.clock.now += 25 * 60
    first, second = bench.play(), bench.play()
    first.answers(EXPIRED)
    renewed = bench.token()
    second.answers(EXPIRED)
    assert bench.token() == renewed != old


def test_other_refusals_leave_the_token_alone() -> None:
    bench = Bench()
    first = bench.token()
    bench.clock.now += 30 * 60
    bench.play().answers(answer(403, {"reason": "InvalidProviderToken"}))
    assert bench.token() == first


def test_a_certificate_signs_in_by_tls_alone() -> None:
    profile = certificate_credentials(passphrase="correct horse")
    request = Play(PROVIDER.exchange(draft(push_type="alert"), token_target(), profile, context())).request
    assert request.header("authorization") is None
    assert request.link.certificate is not None
    assert request.link.certificate.passphrase is not None
    assert request.link.http2_only
    assert request.varies == ()
    play = Play(PROVIDER.exchange(draft(push_type="alert"), token_target(), profile, context()))
    assert play.answers(EXPIRED).outcome.retry is Retry.RECONNECT


def test_a_key_goes_before_a_certificate() -> None:
    both = certificate_credentials(key="x", key_id=KEY_ID, team_id=TEAM_ID)
    with pytest.raises(UserError):
        Play(PROVIDER.exchange(draft(push_type="alert"), token_target(), both, context()))


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"key": None}, "no key and no certificate"),
        ({"key_id": None}, "no Key ID"),
        ({"team_id": " "}, "no Team ID"),
        ({"key": "no key at all"}, "not a key"),
        ({"key": "{}"}, "not a key"),
    ],
)
def test_what_is_missing_is_told_before_anything_is_sent(changes: dict[str, str | None], what: str) -> None:
    with pytest.raises(UserError, match=what):
        Bench().token(**changes)
