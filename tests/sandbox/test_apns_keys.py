"""What APNs accepts as a provider token, alone and on one connection after another."""

from __future__ import annotations

import base64
import json
import random
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from tests.sandbox.running import Running

from pushbench.sandbox.apns_keys import (
    AHEAD_REMARK,
    DER_REMARK,
    FLOAT_IAT_REMARK,
    TEXT_IAT_REMARK,
    KeyRing,
    ProviderKey,
    Verified,
)
from pushbench.sandbox.apns_reasons import Refused
from pushbench.sandbox.exchange import Connection

NOW = 1_800_000_000.0
TOPIC = "dev.pushbench.other"


class SeededRandomness:
    def __init__(self) -> None:
        self._source = random.Random(7)

    def bytes(self, count: int) -> bytes:
        return self._source.randbytes(count)

    def uuid(self) -> str:
        return "0" * 8 + "-0000-4000-8000-" + "0" * 12


class Desk:
    """A key ring with a clock to turn, and tokens signed in every way."""

    def __init__(self) -> None:
        self.now = NOW
        self.ring = KeyRing({}, lambda: self.now, SeededRandomness(), topic=TOPIC)
        self.connection = Connection(1, is_http2=True)

    def key(self, name: str) -> ProviderKey:
        return next(key for key in self.ring.keys if key.name == name)

    def token(self, name: str = "main", *, der: bool = False, header: Any = None, claims: Any = None) -> str:
        key = self.key(name)
        header = header if header is not None else {"alg": "ES256", "kid": key.key_id}
        claims = claims if claims is not None else {"iss": key.team_id, "iat": int(self.now)}
        signed = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
        return f"{signed}.{b64(sign(key, signed.encode(), der=der))}"

    def admit(self, token: str) -> Verified:
        return self.ring.admit(f"bearer {token}", self.connection)

    def reason(self, token: str) -> str:
        with pytest.raises(Refused) as caught:
            self.admit(token)
        return caught.value.reason


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(key: ProviderKey, data: bytes, *, der: bool) -> bytes:
    signature = key.private.sign(data, ec.ECDSA(hashes.SHA256()))
    if der:
        return signature
    return b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(signature))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_accepts_the_standard_form(desk: Desk) -> None:
    verified = desk.admit(desk.token())

    assert (verified.key.name, verified.issued_at, verified.remarks) == ("main", NOW, ())


@pytest.mark.parametrize("scheme", ["bearer", "Bearer", "BEARER"])
def test_takes_the_scheme_in_any_case(desk: Desk, scheme: str) -> None:
    assert desk.ring.admit(f"{scheme} {desk.token()}", desk.connection).key is desk.ring.main


@pytest.mark.parametrize("header", [None, "", "bearer", "bearer  ", "Basic abc", "eyJhbGciOiJFUzI1NiJ9.e30.x"])
def test_misses_a_token(desk: Desk, header: str | None) -> None:
    with pytest.raises(Refused) as caught:
        desk.ring.admit(header, desk.connection)

    assert caught.value.reason == "MissingProviderToken"


def test_accepts_der_with_a_remark(desk: Desk) -> None:
    assert desk.admit(desk.token(der=True)).remarks == (DER_REMARK,)


def test_ignores_typ_and_key_order(desk: Desk) -> None:
    header = {"typ": "JWT", "kid": desk.ring.main.key_id, "alg": "ES256"}

    assert desk.admit(desk.token(header=header)).remarks == ()


@pytest.mark.parametrize(
    ("iat", "remark"), [(str(int(NOW)), TEXT_IAT_REMARK), (NOW - 0.5, FLOAT_IAT_REMARK), (NOW + 600, AHEAD_REMARK)]
)
def test_accepts_odd_iat_with_a_remark(desk: Desk, iat: object, remark: str) -> None:
    assert remark in desk.admit(desk.token(claims={"iss": desk.ring.main.team_id, "iat": iat})).remarks


@pytest.mark.parametrize(
    "iat", [None, "yesterday", "", True, [], {}, "1e9", int(NOW) + 3700, int(NOW) * 1000, float("inf")]
)
def test_refuses_an_iat_that_cannot_be(desk: Desk, iat: object) -> None:
    assert desk.reason(desk.token(claims={"iss": desk.ring.main.team_id, "iat": iat})) == "InvalidProviderToken"


def test_refuses_what_is_signed_or_named_wrongly(desk: Desk) -> None:
    main, other = desk.ring.main, desk.key("other_team")
    good_claims = {"iss": main.team_id, "iat": int(NOW)}
    head, body, signature = desk.token().split(".")
    bad = [
        desk.token(header={"alg": "ES256", "kid": "UNKNOWNKEY"}),
        desk.token(header={"alg": "ES256"}),
        desk.token(header={"kid": main.key_id}),
        desk.token(header={"alg": "none", "kid": main.key_id}),
        desk.token(header={"alg": "ES384", "kid": main.key_id}),
        desk.token(header=["ES256"]),
        desk.token(claims=[]),
        desk.token(claims={"iat": int(NOW)}),
        desk.token(claims={**good_claims, "iss": main.key_id}),
        desk.token(claims={**good_claims, "iss": other.team_id}),
        desk.token("other_team", header={"alg": "ES256", "kid": main.key_id}, claims=good_claims),
        f"{head}.{body}.{signature[:-4]}",
        f"{head}.{body}.{signature}==",
        f"{head}.{body}.{b64(bytes(64))}",
        f"{head}.{body}.{b64(b'0' * 70)}",
        f"{head}.{body}",
        f"{head}.{body}.{signature}.x",
        f"{head}.{body}.{signature[0:40]}+/{signature[42:]}",
    ]

    assert [desk.reason(token) for token in bad] == ["InvalidProviderToken"] * len(bad)


def test_a_token_lasts_an_hour(desk: Desk) -> None:
    token = desk.token()
    desk.now += 3600
    desk.admit(token)
    desk.now += 1

    assert desk.reason(token) == "ExpiredProviderToken"


def test_an_expired_token_may_be_replaced_at_once(desk: Desk) -> None:
    stale = desk.token(claims={"iss": desk.ring.main.team_id, "iat": int(NOW) - 4000})

    assert desk.reason(stale) == "ExpiredProviderToken"
    desk.admit(desk.token())


def test_a_new_token_within_20_minutes_is_too_soon(desk: Desk) -> None:
    first = desk.token()
    desk.admit(first)
    desk.now += 1199
    assert desk.reason(desk.token()) == "TooManyProviderTokenUpdates"
    desk.admit(first)
    desk.now += 1
    second = desk.token()
    desk.admit(second)
    assert desk.reason(first) == "TooManyProviderTokenUpdates"
    desk.admit(second)


def test_another_connection_counts_for_itself(desk: Desk) -> None:
    desk.admit(desk.token())

    for number in range(2, 5):
        desk.ring.admit(f"bearer {desk.token()}", Connection(number, is_http2=True))


def test_keys_of_other_kinds(desk: Desk) -> None:
    assert desk.reason(desk.token("production")) == "BadEnvironmentKeyInToken"
    desk.admit(desk.token())
    assert desk.reason(desk.token("unrelated")) == "UnrelatedKeyIdInToken"
    assert desk.reason(desk.token("topic")) == "UnrelatedKeyIdInToken"
    assert desk.reason(desk.token("other_team")) == "InvalidProviderToken"


def test_every_key_but_the_production_one_opens_a_connection(desk: Desk) -> None:
    for name in ("unrelated", "topic", "other_team"):
        assert desk.ring.admit(f"bearer {desk.token(name)}", Connection(9, is_http2=True)).key.name == name


def test_the_cache_of_verified_tokens_stays_small(desk: Desk) -> None:
    for second in range(300):
        token = desk.token(claims={"iss": desk.ring.main.team_id, "iat": int(NOW) - second})
        desk.ring.admit(f"bearer {token}", Connection(second, is_http2=True))

    assert len(desk.ring._verified) == 256


def test_keys_stay_when_they_are_handed_in_again() -> None:
    kept: dict[str, str] = {}
    first = KeyRing(kept, time.time, SeededRandomness(), topic=TOPIC)
    second = KeyRing(dict(kept), time.time, SeededRandomness(), topic=TOPIC)

    assert [(key.pem, key.key_id, key.team_id) for key in first.keys] == [
        (key.pem, key.key_id, key.team_id) for key in second.keys
    ]
    assert all(len(key.key_id) == len(key.team_id) == 10 for key in first.keys)
    assert len({key.key_id for key in first.keys}) == 5


@given(
    st.one_of(st.text(max_size=80), st.from_regex(r"[A-Za-z0-9_-]{0,40}(\.[A-Za-z0-9_-]{0,40}){0,3}", fullmatch=True))
)
def test_any_text_is_judged_not_crashed_on(text: str) -> None:
    desk = Desk()
    with pytest.raises(Refused):
        desk.ring.admit(f"bearer {text}", desk.connection)


@given(
    st.dictionaries(
        st.sampled_from(["alg", "kid", "typ"]), st.one_of(st.none(), st.integers(), st.text(), st.lists(st.none()))
    ),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
)
def test_any_document_is_judged_not_crashed_on(header: Any, claims: Any) -> None:
    desk = Desk()
    with pytest.raises(Refused):
        desk.admit(desk.token(header=header, claims=claims))


# Over the wire: what a client that misuses keys on one connection is told.


def test_the_rules_of_one_connection_over_the_wire(sandbox: Running) -> None:
    def reason(**headers: str) -> str:
        return str(sandbox.push(client=client, headers=dict(headers)).json()["reason"])

    with sandbox.client() as client:
        first = f"bearer {sandbox.jwt()}"
        assert sandbox.push(client=client, headers={"authorization": first}).status_code == 200
        assert reason(authorization=f"bearer {sandbox.jwt(age=5)}") == "TooManyProviderTokenUpdates"
        assert reason(authorization=f"bearer {sandbox.jwt('unrelated')}") == "UnrelatedKeyIdInToken"
        assert reason(authorization=f"bearer {sandbox.jwt('other_team')}") == "InvalidProviderToken"
        assert reason(authorization=f"bearer {sandbox.jwt('production')}") == "BadEnvironmentKeyInToken"
        assert reason(authorization=f"bearer {sandbox.jwt(age=3700)}") == "ExpiredProviderToken"
        sandbox.clock.shift = 1201
        assert sandbox.push(client=client, headers={"authorization": f"bearer {sandbox.jwt()}"}).status_code == 200


def test_a_topic_key_covers_its_topics_alone(sandbox: Running) -> None:
    authorization = f"bearer {sandbox.jwt('topic')}"

    refusal = sandbox.push(headers={"authorization": authorization})
    own = sandbox.push(headers={"authorization": authorization, "apns-topic": TOPIC}, token=sandbox.token("other_app"))

    assert (refusal.status_code, refusal.json()["reason"]) == (400, "TopicDisallowed")
    assert own.status_code == 200


def test_another_team_has_no_business_with_this_app(sandbox: Running) -> None:
    answer = sandbox.push(headers={"authorization": f"bearer {sandbox.jwt('other_team')}"})

    assert (answer.status_code, answer.json()["reason"]) == (400, "TopicDisallowed")


def test_remarks_reach_the_virtual_device(sandbox: Running) -> None:
    sandbox.push(headers={"authorization": f"bearer {sandbox.jwt(iat=str(int(time.time())))}"})

    [received] = sandbox.emulator.received
    assert TEXT_IAT_REMARK in received.checks
    assert received.checks[0].startswith("Provider token is valid: key ")
