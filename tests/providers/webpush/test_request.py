"""The exact request, byte for byte with fixed randomness, and what cannot leave."""

from __future__ import annotations

import os

import pytest
from tests.providers.dialogue import Play, answer
from tests.providers.webpush.given import (
    APPLE,
    AUTH,
    BODY,
    GENERIC,
    NOW,
    P256DH,
    PLAIN,
    UA_PRIVATE,
    VAPID_PUBLIC,
    WNS,
    context,
    credentials,
    draft,
    subscription,
    target,
    un_b64,
)

from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.domain.exchange import SendContext
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.outcome import OutcomeKind, StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.webpush import PROVIDER
from pushbench.wire.jwt import read_unverified
from pushbench.wire.keys import vapid_private_key
from pushbench.wire.webpush import decrypt


def sent(
    made: Draft | None = None,
    to: Target | None = None,
    using: Credentials | None = None,
    within: SendContext | None = None,
) -> HttpRequest:
    exchange = PROVIDER.exchange(made or draft(), to or target(), using or credentials(), within or context())
    return Play(exchange).request


def claims(request: HttpRequest) -> dict[str, object]:
    header = request.header("authorization")
    assert header is not None
    parts = read_unverified(header.partition("t=")[2].partition(",")[0])
    assert parts is not None
    return dict(parts.claims)


def test_the_request_of_rfc_8291_appendix_a_is_exact() -> None:
    exchange = PROVIDER.exchange(draft(), target(), credentials(), context())
    play = Play(exchange).sees(
        StepKind.DELIVER,
        method="POST",
        url=GENERIC,
        body=un_b64(BODY),
        headers={
            "ttl": "60",
            "urgency": "high",
            "topic": None,
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
        },
    )
    assert [name for name, _ in play.request.headers] == [
        "ttl",
        "urgency",
        "content-type",
        "content-encoding",
        "authorization",
    ]
    assert play.request.plain == PLAIN.encode()
    assert play.request.varies == ("jwt", "salt", "ephemeral_key")
    outcome = play.answers(answer(201, location="https://push.example.net/message/qDIYHNcfAIPP_5ITvURr-d6BGt")).outcome
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.provider_id == "qDIYHNcfAIPP_5ITvURr-d6BGt"


def test_the_token_is_for_the_endpoints_origin_and_lasts_twelve_hours() -> None:
    request = sent()
    header = request.header("authorization") or ""
    assert header.startswith("vapid t=ey")
    assert header.endswith(f", k={VAPID_PUBLIC}")
    assert claims(request) == {
        "aud": "https://push.example.net",
        "exp": int(NOW) + 43200,
        "sub": "mailto:push@skylark.app",
    }


def test_redacting_hides_the_token_and_keeps_the_rest() -> None:
    shown = sent().redacted()
    assert shown.header("authorization") == "vapid ***"
    assert shown.body == un_b64(BODY)
    assert shown.plain == PLAIN.encode()


def test_a_base_url_replaces_the_origin_puts_its_path_in_front_and_gives_the_audience() -> None:
    request = sent(using=credentials(base_url="https://127.0.0.1:8443/gate/"))
    assert request.url == "https://127.0.0.1:8443/gate/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"
    assert claims(request)["aud"] == "https://127.0.0.1:8443"


def test_the_query_of_a_windows_endpoint_survives_a_base_url() -> None:
    request = sent(to=target(WNS), using=credentials(base_url="https://127.0.0.1:8443"))
    assert request.url == "https://127.0.0.1:8443/w/?token=BQYAAA%3d"


@pytest.mark.parametrize(
    ("endpoint", "audience"),
    [
        ("https://PUSH.example.net:443/x", "https://push.example.net"),
        ("https://push.example.net:8443/x", "https://push.example.net:8443"),
        ("http://127.0.0.1:9000/wpush/v2/x", "http://127.0.0.1:9000"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443"),
    ],
)
def test_the_audience_is_a_proper_origin(endpoint: str, audience: str) -> None:
    request = sent(to=target(endpoint))
    assert request.url == endpoint
    assert claims(request)["aud"] == audience


def test_a_local_profile_without_an_emulator_reaches_this_computer_only() -> None:
    local = credentials(Environment.LOCAL)
    with pytest.raises(UserError, match="no address"):
        sent(using=local)
    loopback = "https://127.0.0.1:8443/push/x"
    assert sent(to=target(loopback), using=local).url == loopback


@pytest.mark.parametrize("payload", [None, ""])
def test_a_push_without_payload_has_no_encryption_headers(payload: str | None) -> None:
    request = sent(draft(payload))
    assert request.body == b""
    assert request.plain is None
    assert [name for name, _ in request.headers] == ["ttl", "urgency", "authorization"]
    assert request.varies == ("jwt",)


@pytest.mark.parametrize(
    ("payload", "plain"),
    [
        ({"title": "Grüße", "n": [1, 2.5, None, True]}, '{"title":"Grüße","n":[1,2.5,null,true]}'.encode()),
        ('{ "title" : "as written" }', b'{ "title" : "as written" }'),
        ([], b"[]"),
        ({}, b"{}"),
        (0, b"0"),
        ({"half": "\ud83d"}, b'{"half":"\\ud83d"}'),
    ],
)
def test_the_clear_text_is_the_compact_json_or_the_very_text(payload: object, plain: bytes) -> None:
    request = sent(draft(payload), within=context(random_bytes=os.urandom))  # type: ignore[arg-type]
    assert request.plain == plain
    opened = decrypt(request.body, ua_private=vapid_private_key(UA_PRIVATE), auth=un_b64(AUTH))
    assert opened == plain
    assert len(request.body) == len(plain) + 103


def test_headers_leave_in_lower_case_the_later_spelling_wins_and_ours_cannot_be_replaced() -> None:
    made = draft(
        headers={
            "Topic": "a",
            "ttl": "1",
            "TTL": "2",
            "Prefer": "respond-async",
            "Authorization": "x",
            "Content-Encoding": "y",
        }
    )
    request = sent(made)
    assert [name for name, _ in request.headers][:3] == ["ttl", "topic", "prefer"]
    assert request.header("ttl") == "2"
    assert (request.header("authorization") or "").startswith("vapid ")
    assert request.header("content-encoding") == "aes128gcm"


@pytest.mark.parametrize("headers", [{"Topic": "a\r\nX: y"}, {"To pic": "a"}, {"Topic": "€"}, {"": "x"}])
def test_headers_that_http_does_not_allow_never_leave(headers: dict[str, str]) -> None:
    with pytest.raises(UserError, match="cannot leave"):
        sent(draft(headers=headers))


@pytest.mark.parametrize(("ttl", "policy"), [("0", "no-cache"), ("60", "cache")])
def test_windows_gets_the_cache_policy_that_fits_the_ttl(ttl: str, policy: str) -> None:
    assert sent(draft(headers={"TTL": ttl}), target(WNS)).header("x-wns-cache-policy") == policy
    assert sent(draft(headers={"TTL": ttl})).header("x-wns-cache-policy") is None
    by_hand = draft(headers={"TTL": ttl, "X-WNS-Cache-Policy": "mine"})
    assert sent(by_hand, target(WNS)).header("x-wns-cache-policy") == "mine"
    assert sent(draft(headers={}), target(WNS)).header("x-wns-cache-policy") is None


@pytest.mark.parametrize("kind", [TargetKind.TOPIC, TargetKind.CHANNEL, TargetKind.DEVICE, TargetKind.GROUP])
def test_only_subscriptions_can_be_addressed(kind: TargetKind) -> None:
    with pytest.raises(UserError, match="cannot address"):
        sent(to=Target(kind, subscription(), "x"))


def test_a_device_of_the_library_is_addressed_by_its_subscription() -> None:
    device = Device("Ana's Firefox", "webpush", subscription(), "web")
    assert sent(to=Target(TargetKind.DEVICE, device.token, device.name, device)).url == GENERIC


def test_keys_that_cannot_work_stop_before_anything_is_sent() -> None:
    with pytest.raises(UserError, match="no VAPID private key"):
        sent(using=credentials(private_key=None))
    with pytest.raises(UserError, match="VAPID public key"):
        sent(using=credentials(private_key=VAPID_PUBLIC))
    off_curve = un_b64(P256DH)[:-1] + b"\x00"
    import base64

    keys = {"p256dh": base64.urlsafe_b64encode(off_curve).decode(), "auth": AUTH}
    with pytest.raises(UserError, match="not a P-256 point"):
        sent(to=target(keys=keys))
    with pytest.raises(UserError, match="cannot be written"):
        sent(draft({"x": float("nan")}))


def test_an_empty_subject_is_left_out_of_the_token() -> None:
    assert "sub" not in claims(sent(using=credentials(subject="")))


def test_link_and_certificate_authority_come_from_the_profile() -> None:
    link = sent(using=credentials(ca_file="/tmp/ca.pem", proxy="http://proxy.example:3128")).link
    assert link.ca_file == "/tmp/ca.pem"
    assert link.proxy is not None


def test_a_token_is_signed_once_for_each_origin_key_and_subject() -> None:
    within = context(random_bytes=os.urandom)
    first = sent(within=within).header("authorization")
    assert sent(within=within).header("authorization") == first
    assert sent(within=within, to=target(APPLE)).header("authorization") != first
    assert sent(within=within, using=credentials(subject="mailto:b@skylark.app")).header("authorization") != first
    other = credentials(private_key=UA_PRIVATE)
    assert not (sent(within=within, using=other).header("authorization") or "").endswith(VAPID_PUBLIC)


@pytest.mark.parametrize(
    ("later_seconds", "is_same"),
    [
        (0, True),
        (3600, True),
        (11 * 3600 - 1, True),
        (11 * 3600, False),
        (12 * 3600, False),
        (-30, True),
        (-3600, False),
    ],
)
def test_a_token_is_renewed_in_its_last_hour_and_when_the_clock_was_set_back(later_seconds: int, is_same: bool) -> None:
    now = context(random_bytes=os.urandom)
    first = sent(within=now).header("authorization")
    later = SendContext(NOW + later_seconds, os.urandom, now.new_id, now.tokens)
    assert (sent(within=later).header("authorization") == first) is is_same
