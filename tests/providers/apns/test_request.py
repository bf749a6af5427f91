"""What leaves for APNs: addresses, headers in order, and bodies to the byte."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.providers.apns.samples import (
    BUNDLE,
    CHANNEL,
    TOKEN,
    certificate_credentials,
    channel_target,
    context,
    credentials,
    draft,
    token_target,
)
from tests.providers.dialogue import Play, answer

from pushbench.domain.device import TokenKind
from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import MemoryTokenCache
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.outcome import OutcomeKind, StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.apns import PROVIDER

ALERT = {"push_type": "alert", "priority": "10", "topic": BUNDLE}


def request_of(of: Draft, target: Target | None = None, profile: Credentials | None = None) -> HttpRequest:
    return Play(PROVIDER.exchange(of, target or token_target(), profile or credentials(), context())).request


def test_a_whole_exchange() -> None:
    payload = {"aps": {"alert": {"title": "Größe “42”", "body": "a/b\n🙂"}}, "n": 1.5, "none": None}
    headers = {"priority": "10", "topic": BUNDLE, "push_type": "alert", "collapse_id": "gate-418", "expiration": "0"}
    play = Play(PROVIDER.exchange(draft(payload, **headers), token_target(), credentials(), context())).sees(
        StepKind.DELIVER,
        method="POST",
        url=f"https://api.sandbox.push.apple.com/3/device/{TOKEN}",
        headers={"apns-topic": BUNDLE, "apns-id": None, "content-type": None},
        body='{"aps":{"alert":{"title":"Größe “42”","body":"a/b\\n🙂"}},"n":1.5,"none":null}'.encode(),
    )
    assert [name for name, _ in play.request.headers] == [
        "authorization",
        "apns-topic",
        "apns-push-type",
        "apns-priority",
        "apns-expiration",
        "apns-collapse-id",
    ]
    assert play.answers(answer(200, apns_id="8e58")).outcome.kind is OutcomeKind.ACCEPTED


def test_a_payload_that_is_text_leaves_as_it_is() -> None:
    text = '{ "aps" : {"alert":"a"} , "aps":{} }\n'
    assert request_of(draft(text, **ALERT)).body == text.encode()


def test_a_lone_surrogate_leaves_as_an_escape() -> None:
    body = request_of(draft({"aps": {"alert": "\ud83d"}}, **ALERT)).body
    assert body == b'{"aps":{"alert":"\\ud83d"}}'
    assert json.loads(body) == {"aps": {"alert": "\ud83d"}}


def test_what_is_no_json_is_refused_before_anything_leaves() -> None:
    with pytest.raises(UserError, match="cannot be written"):
        request_of(draft({"aps": {"badge": float("nan")}}, **ALERT))


@pytest.mark.parametrize(
    ("profile", "origin"),
    [
        (credentials(), "https://api.sandbox.push.apple.com"),
        (credentials(Environment.PRODUCTION), "https://api.push.apple.com"),
        (credentials(port="443"), "https://api.sandbox.push.apple.com"),
        (credentials(Environment.PRODUCTION, port="2197"), "https://api.push.apple.com:2197"),
        (credentials(Environment.LOCAL, base_url="https://127.0.0.1:8787"), "https://127.0.0.1:8787"),
        (credentials(Environment.PRODUCTION, base_url="https://gate/apns/", port="2197"), "https://gate/apns"),
    ],
)
def test_where_it_goes(profile: Credentials, origin: str) -> None:
    assert request_of(draft(**ALERT), profile=profile).url == f"{origin}/3/device/{TOKEN}"


def test_a_local_profile_without_an_emulator_sends_nothing() -> None:
    with pytest.raises(UserError, match="no address"):
        request_of(draft(**ALERT), profile=credentials(Environment.LOCAL))


@pytest.mark.parametrize("port", ["0", "65536", "https", "٤٤٣", "-1", "9" * 5000])
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(UserError, match="no port"):
        request_of(draft(**ALERT), profile=credentials(port=port))


@pytest.mark.parametrize(
    ("push_type", "topic"),
    [
        ("alert", BUNDLE),
        ("background", BUNDLE),
        ("controls", f"{BUNDLE}.push-type.controls"),
        ("complication", f"{BUNDLE}.complication"),
        ("fileprovider", f"{BUNDLE}.pushkit.fileprovider"),
        ("liveactivity", f"{BUNDLE}.push-type.liveactivity"),
        ("location", f"{BUNDLE}.location-query"),
        ("pushtotalk", f"{BUNDLE}.voip-ptt"),
        ("voip", f"{BUNDLE}.voip"),
        ("widgets", f"{BUNDLE}.push-type.widgets"),
    ],
)
def test_the_topic_follows_from_the_push_type_and_the_device(push_type: str, topic: str) -> None:
    bare = draft(push_type=push_type)
    assert request_of(bare).header("apns-topic") == topic
    other = request_of(bare, token_target(app="app.other"))
    assert other.header("apns-topic") == topic.replace(BUNDLE, "app.other")
    composed = draft(push_type=push_type, topic=topic)
    assert request_of(composed, token_target(app="app.other")).header("apns-topic") == topic.replace(
        BUNDLE, "app.other"
    )


def test_a_topic_typed_by_hand_stays() -> None:
    by_hand = draft(push_type="alert", topic="app.typed")
    assert request_of(by_hand, token_target(app="app.other")).header("apns-topic") == "app.typed"
    same = replace(draft(**ALERT), overridden=frozenset({"/headers/apns-topic"}))
    assert request_of(same, token_target(app="app.other")).header("apns-topic") == BUNDLE


def test_without_any_bundle_id_there_is_no_topic() -> None:
    assert (
        request_of(draft(push_type="alert"), profile=certificate_credentials(bundle_id=None)).header("apns-topic")
        is None
    )


def test_an_authorization_typed_by_hand_never_leaves_and_names_are_lower_case() -> None:
    of = Draft(
        "apns", {"aps": {}}, {"Authorization": "bearer typed", "APNS-Priority": " 5 ", "x-trace": "1", ":path": "/x"}
    )
    request = request_of(of)
    assert [name for name, _ in request.headers] == ["authorization", "apns-topic", "apns-priority", "x-trace"]
    assert request.header("authorization") != "bearer typed"
    assert request.header("apns-priority") == "5"


@pytest.mark.parametrize("value", ["a\r\nx: y", "a\nb", "a\x00"])
def test_a_header_cannot_smuggle_another(value: str) -> None:
    with pytest.raises(UserError, match="cannot be sent"):
        request_of(draft(push_type="alert", collapse_id=value))


def test_what_varies_from_send_to_send() -> None:
    assert request_of(draft(**ALERT)).varies == ("jwt",)
    assert request_of(draft(expiration="0", **ALERT)).varies == ("jwt",)
    assert request_of(draft(expiration="1763820151", **ALERT)).varies == ("jwt", "time")
    live = draft({"aps": {"timestamp": 1, "event": "update"}}, push_type="liveactivity")
    assert request_of(live).varies == ("jwt", "time")


def test_the_connection_is_http2_and_one_team_and_key_each() -> None:
    link = request_of(draft(**ALERT), profile=credentials(ca_file="/tmp/ca.pem")).link
    assert link.http2_only
    assert link.ca_file == "/tmp/ca.pem"
    assert link.certificate is None
    other = request_of(draft(**ALERT), profile=credentials(team_id="AAAAAAAAAA")).link
    assert link.identity != other.identity


def test_secrets_do_not_show() -> None:
    request = request_of(draft(**ALERT))
    token = (request.header("authorization") or "").removeprefix("bearer ")
    assert token.count(".") == 2
    assert token not in repr(request.redacted())
    assert request.redacted().header("authorization") == "bearer ***"


@pytest.mark.parametrize(
    "token", ["", "xyz", "abc", "<ab>", "0xab", "abc:APA91bxyz", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
)
def test_a_malformed_token_sends_nothing(token: str) -> None:
    with pytest.raises(UserError, match="malformed"):
        request_of(draft(**ALERT), token_target(token))


@pytest.mark.parametrize("kind", [TargetKind.TOPIC, TargetKind.SEGMENT, TargetKind.ARN, TargetKind.FID])
def test_a_target_that_apns_has_not(kind: TargetKind) -> None:
    with pytest.raises(UserError, match="cannot send to"):
        request_of(draft(**ALERT), Target(kind, "news", "topic:news"))


def test_a_transport_failure_is_left_to_the_dispatcher() -> None:
    play = Play(PROVIDER.exchange(draft(**ALERT), token_target(), credentials(), context()))
    with pytest.raises(TransportFailure):
        play.fails(FailureKind.RESET)


# broadcasts

LIVE = draft(
    {"aps": {"timestamp": 1, "event": "update", "content-state": {}}},
    push_type="liveactivity",
    priority="10",
    topic=f"{BUNDLE}.push-type.liveactivity",
    expiration="0",
)


def test_a_broadcast() -> None:
    play = Play(PROVIDER.exchange(LIVE, channel_target(), credentials(), context())).sees(
        StepKind.DELIVER,
        method="POST",
        url=f"https://api.sandbox.push.apple.com/4/broadcasts/apps/{BUNDLE}",
        headers={
            "apns-channel-id": CHANNEL,
            "apns-push-type": "liveactivity",
            "apns-priority": "10",
            "apns-expiration": "0",
            "apns-topic": None,
        },
    )
    assert play.answers(answer(200, apns_request_id="5a5a")).outcome.provider_id == "5a5a"


def test_an_id_of_a_broadcast_is_its_request_id() -> None:
    of = replace(LIVE, headers={**LIVE.headers, "apns-id": "8e58a1f0-0000-4000-8000-00000000000a"})
    request = request_of(of, channel_target())
    assert request.header("apns-id") is None
    assert request.header("apns-request-id") == "8e58a1f0-0000-4000-8000-00000000000a"


@pytest.mark.parametrize(
    ("profile", "host"),
    [
        (credentials(broadcast_host="device"), "api.sandbox.push.apple.com"),
        (credentials(broadcast_host="broadcast"), "api-broadcast.sandbox.push.apple.com"),
        (credentials(Environment.PRODUCTION), "api.push.apple.com"),
        (credentials(Environment.PRODUCTION, broadcast_host="broadcast"), "api-broadcast.push.apple.com"),
        (credentials(port="2197"), "api.sandbox.push.apple.com"),
        (credentials(base_url="https://127.0.0.1:1", broadcast_host="broadcast"), "127.0.0.1:1"),
    ],
)
def test_apple_documents_two_hosts_for_broadcasts(profile: Credentials, host: str) -> None:
    assert request_of(LIVE, channel_target(), profile).url == f"https://{host}/4/broadcasts/apps/{BUNDLE}"


def test_a_broadcast_needs_the_bundle_id() -> None:
    with pytest.raises(UserError, match="no bundle id"):
        request_of(LIVE, channel_target(), credentials(bundle_id=None))


def test_a_device_with_a_channel_like_token_is_still_a_device() -> None:
    request = request_of(draft(push_type="voip"), token_target(token_kind=TokenKind.VOIP))
    assert request.url.endswith(f"/3/device/{TOKEN}")


def test_the_token_cache_is_used_over_exchanges() -> None:
    tokens = MemoryTokenCache()
    first = Play(PROVIDER.exchange(draft(**ALERT), token_target(), credentials(), context(tokens=tokens))).request
    second = Play(PROVIDER.exchange(draft(**ALERT), token_target(), credentials(), context(tokens=tokens))).request
    assert first.header("authorization") == second.header("authorization")
