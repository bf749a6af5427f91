"""The emulated push services, judged with the reference libraries' bytes and the RFC's vectors."""

from __future__ import annotations

import asyncio
import json
import os
import uuid
from typing import Any

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from pushbench.sandbox.exchange import Answer, Connection, Received, Request
from pushbench.sandbox.webpush import WebPushService, make, read_notification
from pushbench.sandbox.webpush_crypto import (
    BrowserKeys,
    Undecryptable,
    decode_base64,
    decrypt_aes128gcm,
    decrypt_aesgcm,
    encode_base64,
)

NOW = 1_760_000_000.0
ORIGIN = "https://127.0.0.1:9443"


class FixedClock:
    def now(self) -> float:
        return NOW


class RealRandomness:
    def bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def uuid(self) -> str:
        return str(uuid.uuid4())


class Sender:
    """Makes requests as an honest client would; every part can be spoilt by a test."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.service: WebPushService = make(self.keys, FixedClock(), RealRandomness())
        self.service.origins = {"base_url": ORIGIN}
        self.received: list[Received] = []
        self.service.deliver = self.received.append
        subscription = json.loads(self.service.devices()[0].token)
        self.endpoint: str = subscription["endpoint"]
        self.ua_public = decode_base64(subscription["keys"]["p256dh"])
        self.auth = decode_base64(subscription["keys"]["auth"])
        self.vapid_private = private_key(self.service.profile()["private_key"])
        self.vapid_public = self.service.profile()["public_key"]

    def path(self, personality: str, suffix: str = "") -> str:
        identity = self.service.subscription_id + suffix
        return {
            "mozilla": f"/wpush/v2/{identity}",
            "fcm": f"/fcm/send/{identity}",
            "apple": f"/apple/{identity}",
            "wns": f"/w/?token={identity}",
            "rfc": f"/push/{identity}",
        }[personality]

    def authorization(self, claims: dict[str, Any] | None = None, *, key: Any = None, public: str | None = None) -> str:
        full = {"aud": ORIGIN, "exp": int(NOW) + 3600, "sub": "mailto:me@pushbench.example", **(claims or {})}
        token = jwt.encode({k: v for k, v in full.items() if v is not None}, key or self.vapid_private, "ES256")
        return f"vapid t={token}, k={public if public is not None else self.vapid_public}"

    def encrypt(self, plain: bytes) -> bytes:
        sender = ec.generate_private_key(ec.SECP256R1())
        return http_ece.encrypt(
            plain,
            salt=os.urandom(16),
            private_key=sender,
            dh=self.ua_public,
            auth_secret=self.auth,
            version="aes128gcm",
        )

    def send(
        self,
        personality: str = "mozilla",
        *,
        path: str | None = None,
        body: bytes | None = None,
        method: str = "POST",
        **headers: str | None,
    ) -> Answer:
        base: dict[str, str | None] = {
            "ttl": "60",
            "content-encoding": "aes128gcm",
            "authorization": self.authorization(),
        }
        base.update({name.replace("_", "-"): value for name, value in headers.items()})
        request = Request(
            method=method,
            path=path or self.path(personality),
            headers=tuple((name, value) for name, value in base.items() if value is not None),
            body=self.encrypt(b'{"title":"Hi","body":"There"}') if body is None else body,
            connection=Connection(1, is_http2=True),
            origin=ORIGIN,
        )
        return asyncio.run(self.service.handle(request))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode_base64(text), "big"), ec.SECP256R1())


@pytest.fixture
def sender() -> Sender:
    return Sender()


def test_opens_the_example_of_rfc_8291() -> None:
    keys = BrowserKeys(
        private_key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), decode_base64("BTBZMqHH6r4Tts7J_aSIgg")
    )
    body = decode_base64(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3"
        "jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert decrypt_aes128gcm(body, keys) == b"When I grow up, I want to be a watermelon"


def test_opens_the_older_aesgcm_form() -> None:
    keys = BrowserKeys(
        private_key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), decode_base64("BTBZMqHH6r4Tts7J_aSIgg")
    )
    dh = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
    body = decode_base64("4qwOLFm_mNy0vf1A8f3Bm6B5UD15y3aV_xZy14pixUhcPTIoZKHzq5i3dZ6PzqSMxBI_-VDUZ4jW04M")
    plain = decrypt_aesgcm(body, keys, "salt=DGv6ra1nlYgDCS1FRnbzlw", f"dh={dh};p256ecdsa=ignored")
    assert plain == b"When I grow up, I want to be a watermelon"


@pytest.mark.parametrize("personality", ["mozilla", "fcm", "apple", "wns", "rfc"])
def test_a_good_push_is_created_and_received_as_it_was_written(sender: Sender, personality: str) -> None:
    answer = sender.send(personality)
    assert answer.status == 201
    (received,) = sender.received
    assert json.loads(received.payload) == {"title": "Hi", "body": "There"}
    assert (received.title, received.body) == ("Hi", "There")
    assert not any(name == "authorization" for name, _ in received.headers)


def test_ttl_is_capped_and_reported(sender: Sender) -> None:
    assert dict(sender.send(ttl="99999999").headers)["ttl"] == "2592000"


def test_an_empty_push_is_legal(sender: Sender) -> None:
    assert sender.send(body=b"", content_encoding=None).status == 201
    assert sender.received[0].payload == b""


def test_a_body_for_other_keys_is_accepted_but_dropped_by_the_browser(sender: Sender) -> None:
    sender.ua_public = BrowserKeys(ec.generate_private_key(ec.SECP256R1()), b"").public
    assert sender.send("mozilla").status == 201
    assert sender.received[0].payload == b""
    assert any("drops it" in check for check in sender.received[0].checks)


MOZILLA_CASES: list[tuple[dict[str, Any], int, int | None]] = [
    ({"ttl": None}, 400, 111),
    ({"ttl": "soon"}, 400, 111),
    ({"ttl": "-1"}, 400, 114),
    ({"topic": "a" * 33}, 400, 113),
    ({"topic": "no spaces"}, 400, 113),
    ({"content_encoding": None}, 400, 110),
    ({"content_encoding": "gzip"}, 400, 110),
    ({"content_encoding": "aesgcm"}, 400, 110),
    ({"crypto_key": "dh=abc"}, 400, 110),
    ({"authorization": None}, 401, 109),
    ({"authorization": "Basic abc"}, 401, 109),
    ({"authorization": "vapid t=abc"}, 401, 109),
    ({"authorization": "vapid t=abc, k=%%"}, 401, 109),
    ({"body": b"x" * 4097}, 413, 104),
    ({"method": "GET"}, 405, None),
]


@pytest.mark.parametrize(("spoil", "status", "errno"), MOZILLA_CASES)
def test_mozilla_names_the_errno(sender: Sender, spoil: dict[str, Any], status: int, errno: int | None) -> None:
    answer = sender.send("mozilla", **spoil)
    assert answer.status == status
    assert json.loads(answer.body)["errno"] == errno
    assert not sender.received


@pytest.mark.parametrize(
    ("claims", "google", "apple"),
    [
        ({"exp": None}, "exp claim is missing", "BadJwtToken"),
        ({"exp": int(NOW) - 10}, "token has expired", "BadJwtToken"),
        (
            {"exp": int(NOW) + 90_000},
            "exp claim MUST NOT be more than 24 hours from the time of the request",
            "BadJwtToken",
        ),
        ({"aud": None}, "invalid aud claim", "BadJwtToken"),
        (
            {"aud": "https://elsewhere.example"},
            "aud claim in the token MUST include the origin of the push resource URL",
            "BadJwtToken",
        ),
    ],
)
def test_claims_are_refused_in_each_services_words(
    sender: Sender, claims: dict[str, Any], google: str, apple: str
) -> None:
    said = sender.send("fcm", authorization=sender.authorization(claims))
    assert (said.status, said.body.decode()) == (403, f"{google}\n")
    said = sender.send("apple", authorization=sender.authorization(claims))
    assert (said.status, json.loads(said.body)) == (403, {"reason": apple})


def test_only_apple_minds_the_contact(sender: Sender) -> None:
    spoilt = sender.authorization({"sub": "mailto:me@localhost"})
    assert sender.send("apple", authorization=spoilt).status == 403
    assert sender.send("mozilla", authorization=spoilt).status == 201


def test_only_apple_minds_the_topics_length(sender: Sender) -> None:
    assert json.loads(sender.send("apple", topic="abcde").body) == {"reason": "BadWebPushTopic"}
    assert sender.send("apple", topic="abcd").status == 201
    assert sender.send("fcm", topic="abcde").status == 201


def test_a_foreign_key_is_refused(sender: Sender) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    spoilt = sender.authorization(key=other, public=encode_base64(BrowserKeys(other, b"").public))
    assert sender.send("mozilla", authorization=spoilt).status == 401
    assert sender.send("fcm", authorization=spoilt).status == 403
    assert json.loads(sender.send("apple", authorization=spoilt).body) == {"reason": "VapidPkHashMismatch"}
    assert sender.send("wns", authorization=spoilt).status == 403


def test_a_signature_of_another_key_is_refused(sender: Sender) -> None:
    spoilt = sender.authorization(key=ec.generate_private_key(ec.SECP256R1()))
    assert sender.send("fcm", authorization=spoilt).body == b"invalid JWT provided\n"


@pytest.mark.parametrize("personality", ["mozilla", "fcm", "apple", "wns", "rfc"])
def test_ended_and_unknown_subscriptions(sender: Sender, personality: str) -> None:
    assert sender.send(path=sender.path(personality, "-gone")).status == 410
    assert sender.send(path=sender.path(personality, "-never")).status == 404
    assert not sender.received


def test_older_authorization_forms_are_understood(sender: Sender) -> None:
    token = sender.authorization().split("t=")[1].split(",")[0]
    answer = sender.send(authorization=f"WebPush {token}", crypto_key=f"p256ecdsa={sender.vapid_public}")
    assert answer.status == 201


@pytest.mark.parametrize(
    ("reason", "status", "needle"),
    [
        ("BadJwtToken", 403, b"BadJwtToken"),
        ("errno 109", 401, b"109"),
        ("902", 502, b"902"),
        ("token has expired", 403, b"token has expired"),
        ("gone", 410, b"No such subscription"),
        ("Shutdown", 503, b"Shutdown"),
    ],
)
def test_reasons_can_be_asked_for_by_their_own_words(sender: Sender, reason: str, status: int, needle: bytes) -> None:
    request = Request("POST", sender.path("mozilla"), (), b"", Connection(1, is_http2=True), ORIGIN)
    answer = sender.service.fault_answer(request, reason, None, 7)
    assert answer.status == status
    assert needle in answer.body
    assert dict(answer.headers)["retry-after"] == "7"


def test_kept_keys_give_the_same_browser() -> None:
    first = Sender()
    again = make(dict(first.keys), FixedClock(), RealRandomness())
    again.origins = {"base_url": ORIGIN}
    assert again.devices() == first.service.devices()
    assert again.profile() == first.service.profile()


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        (b'{"web_push":8030,"notification":{"title":"T","body":"B"}}', ("T", "B")),
        (b'{"title":"T","options":{"body":"B"}}', ("T", "B")),
        (b"just text", ("", "just text")),
        (b"[1]", ("", "[1]")),
        (b'{"notification":7}', ("", "")),
        (b'{"title":5}', ("", "")),
        (b"\xff\xfe", ("", "��")),
        (b"", ("", "")),
    ],
)
def test_reading_of_any_payload(plain: bytes, words: tuple[str, str]) -> None:
    assert read_notification(plain) == words


@pytest.mark.parametrize(
    "body", [b"", b"x" * 20, b"x" * 90, bytes(200), b"\x00" * 20 + b"\x41" + b"\x04" * 65 + b"y" * 40]
)
def test_garbage_is_undecryptable_and_no_more(body: bytes, sender: Sender) -> None:
    keys = BrowserKeys(ec.generate_private_key(ec.SECP256R1()), b"a" * 16)
    with pytest.raises(Undecryptable):
        decrypt_aes128gcm(body, keys)
