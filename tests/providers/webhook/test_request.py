"""The exact request, its signature by published vectors, and what is refused before anything leaves."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest
from tests.providers.dialogue import Play, answer
from tests.providers.webhook.given import NOW, SECRET, URL, context, credentials, draft, signed, token

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import OutcomeKind, StepKind
from pushbench.domain.profile import Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.engine.redaction import without_echo
from pushbench.providers.webhook import PROVIDER
from pushbench.providers.webhook.request import build
from pushbench.providers.webhook.schemes import SCHEMES, Signing, key_of
from pushbench.wire.curl import to_curl
from pushbench.wire.raw import raw_request

HI = draft({"title": "Hello"})
BODY = b'{"token":"phone-1","title":"Hello"}'
MESSAGE_ID = "msg_5f0d7c1e000040008000000000000000"


def test_the_published_vector_of_standard_webhooks() -> None:
    """The specification's library has this one in its tests, for the secret, id, time and body that stand here."""
    signing = Signing(
        SCHEMES["standard"], key_of(Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")), "webhook-signature"
    )
    [(name, value)] = signing.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}')
    assert (name, value) == ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")


def test_the_vector_of_rfc_4231_in_every_other_shape() -> None:
    """Case 2: key Jefe, data “what do ya want for nothing?”; SHA-256 and SHA-512 as the RFC gives them."""
    data = b"what do ya want for nothing?"
    sha256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    sha512 = (
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
    )
    given: dict[str, str] = {
        "hub": f"sha256={sha256}",
        "novu": sha256,
        "hex": sha256,
        "base64": base64.b64encode(bytes.fromhex(sha256)).decode(),
    }
    for name, expected in given.items():
        assert Signing(SCHEMES[name], b"Jefe", "x").headers("id", 7, data) == (("x", expected),)
    assert Signing(SCHEMES["hub"], b"Jefe", "x", "sha512").headers("id", 7, data) == (("x", f"sha512={sha512}"),)
    timed = hmac.new(b"Jefe", b"7." + data, hashlib.sha256).hexdigest()
    assert Signing(SCHEMES["timestamped"], b"Jefe", "x").headers("id", 7, data) == (("x", f"t=7,v1={timed}"),)


def test_the_exact_request() -> None:
    mac = hmac.new(base64.b64decode(SECRET[6:]), f"{MESSAGE_ID}.{NOW:.0f}.".encode() + BODY, hashlib.sha256).digest()
    play = Play(PROVIDER.exchange(HI, token(), signed(), context())).sees(StepKind.DELIVER, method="POST", url=URL)
    request = play.request
    assert request.body == BODY
    assert request.headers == (
        ("accept", "application/json, */*;q=0.5"),
        ("content-type", "application/json"),
        ("webhook-id", MESSAGE_ID),
        ("webhook-timestamp", "1795340460"),
        ("webhook-signature", f"v1,{base64.b64encode(mac).decode()}"),
    )
    assert request.varies == ("id", "time", "signature")
    outcome = play.answers(answer(202)).outcome
    assert (outcome.kind, outcome.provider_id) == (OutcomeKind.ACCEPTED, MESSAGE_ID)


def test_without_a_secret_nothing_is_signed() -> None:
    request = build(HI, token(), credentials(), context())
    assert [name for name, _ in request.headers if "signature" in name] == []
    assert request.header("webhook-id") == MESSAGE_ID


def test_method_headers_and_signature_as_the_profile_says() -> None:
    profile = credentials(
        {
            "signing_secret": "a plain secret of 24 bytes or more",
            "headers": "X-Api-Key: k-123456\n\n Accept : text/plain",
        },
        method="PUT",
        signature="hub",
        signature_header="X-Mine",
        signature_algorithm="sha1",
    )
    own = Draft("webhook", {"title": "Hello"}, {"Content-Type": "application/vnd.x+json", "Host": "no", "x-mine": "no"})
    request = build(own, token(), profile, context())
    mac = hmac.new(b"a plain secret of 24 bytes or more", BODY, hashlib.sha1).hexdigest()
    assert (request.method, request.header("x-mine")) == ("PUT", f"sha1={mac}")
    assert request.header("content-type") == "application/vnd.x+json"
    assert [value for name, value in request.headers if name == "host"] == []
    assert request.redacted().header("x-api-key") == "***"
    assert "k-123456" not in str(request.redacted())


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Cookie: sid=geheim-1; theme=dark", "***"),
        ("X-Api-Key: geheim-1 and geheim-2", "***"),
        ("Authorization: geheim-1 geheim-2", "***"),
        ("Authorization: Bearer geheim-1", "Bearer ***"),
    ],
)
def test_of_a_further_header_not_even_the_first_word_is_shown(line: str, shown: str) -> None:
    request = build(HI, token(), credentials({"headers": line}), context())
    redacted = request.redacted()
    assert redacted.header(line.partition(":")[0]) == shown
    assert "geheim" not in f"{redacted} {to_curl(request, with_secrets=False)} {raw_request(redacted)}"


def test_a_receiver_that_repeats_a_further_header_does_not_get_it_shown() -> None:
    request = build(
        HI, token(), credentials({"headers": "Authorization: Bearer geheim-1\nAccept: text/plain"}), context()
    )
    heard = without_echo(HttpResponse(400, (("x-echo", "geheim-1"),), b'{"message": "text/plain, geheim-1"}'), request)
    assert (heard.header("x-echo"), heard.body) == ("***", b'{"message": "text/plain, ***"}')


def test_a_text_leaves_as_it_is() -> None:
    raw = draft('{"title":  "{{token}}"}')
    assert build(raw, token(), signed(), context()).body == b'{"title":  "{{token}}"}'


def test_base_url_takes_the_place_of_host_and_port_and_the_query_stays() -> None:
    moved = build(HI, token(), signed(base_url="https://127.0.0.1:9/pre"), context())
    assert moved.url == "https://127.0.0.1:9/pre/push?tenant=7"
    local = credentials(environment=Environment.LOCAL, url="", base_url="https://127.0.0.1:9")
    assert build(HI, token(), local, context()).url == "https://127.0.0.1:9/"


@pytest.mark.parametrize(
    ("profile", "target", "payload", "words"),
    [
        (credentials(url=""), token(), {}, "no address"),
        (credentials(url="hooks.example.com"), token(), {}, "address cannot be used"),
        (credentials(url="https://a:b@h.example/"), token(), {}, "address cannot be used"),
        (credentials(url="https://h.example/a b"), token(), {}, "address cannot be used"),
        (credentials(environment=Environment.LOCAL), token(), {}, "no address to send to"),
        (credentials({"signing_secret": "whsec_%%%"}), token(), {}, "signing secret"),
        (credentials({"signing_secret": "whsk_abc"}), token(), {}, "signing secret"),
        (credentials({"headers": "no colon"}), token(), {}, "Line 1"),
        (credentials({"headers": "a: b\nContent-Length: 5"}), token(), {}, "Line 2"),
        (credentials(method="DELETE"), token(), {}, "Method"),
        (credentials(signature="none"), token(), {}, "Signature"),
        (credentials({"signing_secret": "x"}, signature="hex", signature_header="a b"), token(), {}, "header"),
        (credentials(), token(), [1], "no place for the target"),
        (credentials(), token(), {"x": float("nan")}, "JSON"),
        (credentials(), Target(TargetKind.ARN, "arn:aws:x", "arn:aws:x"), {}, "no target"),
        (credentials(), Target(TargetKind.ALIAS, "nothing", "alias:nothing"), {}, "cannot be right"),
        (credentials(), token("x" * 20_000), {}, "cannot be right"),
    ],
)
def test_what_cannot_work_is_told_before_anything_leaves(
    profile: Any, target: Target, payload: Any, words: str
) -> None:
    with pytest.raises(UserError) as caught:
        next(PROVIDER.exchange(draft(payload), target, profile, context()))
    assert words.lower() in str(caught.value).lower()
    assert caught.value.why
    assert caught.value.fix


def test_an_override_with_a_bad_header_is_told() -> None:
    with pytest.raises(UserError):
        build(draft({}, x_a="ä"), token(), signed(), context())


def test_the_id_in_the_answer() -> None:
    for fields, body, expected in (
        ({}, {"id": "a-7"}, "a-7"),
        ({}, {"messageId": 7}, "7"),
        ({"id_pointer": "/result/0/name"}, {"result": [{"name": "n-1"}]}, "n-1"),
        ({"id_pointer": "/nowhere"}, {"id": "a-7"}, MESSAGE_ID),
        ({}, {"id": {"no": "text"}}, MESSAGE_ID),
    ):
        play = Play(PROVIDER.exchange(HI, token(), credentials(**fields), context()))  # type: ignore[arg-type]
        assert play.answers(answer(200, body)).outcome.provider_id == expected
