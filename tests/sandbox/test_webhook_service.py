"""The emulated receiver: what it verifies, what it refuses, and what a window shows of what arrived."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from tests.providers.webhook.given import NOW, Receiver, context, draft, token

from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import OutcomeKind
from pushbench.providers.webhook import PROVIDER
from pushbench.providers.webhook.reasons import REASONS
from pushbench.providers.webhook.request import build
from pushbench.sandbox.exchange import Connection, Request
from pushbench.sandbox.webhook import DEVICE_NAME, make
from pushbench.sandbox.webhook_answers import MAGIC, REFUSALS

HI = draft({"title": "Gate changed", "body": "Walk to B42"})


def sent(receiver: Receiver, to: str = "phone-1", **changes: str) -> tuple[HttpRequest, HttpResponse]:
    profile = receiver.profile
    for key, value in changes.items():
        profile.fields[key] = value  # type: ignore[index]
    request = build(HI, token(to), profile, receiver.context())
    return request, receiver.answer(request)


def code(response: HttpResponse) -> str:
    return str(json.loads(response.body)["error"]["code"])


def altered(request: HttpRequest, *, body: bytes | None = None, **headers: str | None) -> HttpRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = tuple((name, named.get(name, value)) for name, value in request.headers)
    full = tuple((name, value) for name, value in kept if value is not None)
    return HttpRequest(request.method, request.url, full, request.body if body is None else body)


def test_what_is_signed_arrives_as_it_was() -> None:
    receiver = Receiver()
    request, response = sent(receiver)
    assert (response.status, json.loads(response.body)["id"]) == (200, request.header("webhook-id"))
    [got] = receiver.got
    assert (got.provider, got.device, got.token, got.title, got.body) == (
        "webhook", DEVICE_NAME, "phone-1", "Gate changed", "Walk to B42",
    )  # fmt: skip
    assert got.payload == got.wire_body == request.body
    assert got.checks == ("webhook-signature fits id, time and body", "the time is within 300 s")


@pytest.mark.parametrize("algorithm", ["sha256", "sha512", "sha1"])
@pytest.mark.parametrize("scheme", ["timestamped", "hub", "novu", "hex", "base64"])
def test_every_other_scheme_is_understood(scheme: str, algorithm: str) -> None:
    receiver = Receiver()
    request, response = sent(receiver, signature=scheme, signature_algorithm=algorithm)
    assert response.status == 200
    assert len(receiver.got) == 1
    name = "x-hub-signature-256" if scheme == "hub" else "x-novu-signature" if scheme == "novu" else "x-signature"
    spoilt = receiver.answer(altered(request, body=request.body + b" "))
    assert (spoilt.status, code(spoilt)) == (401, "invalid_signature")
    assert request.header(name)


def test_a_body_in_novus_format_and_one_of_a_template_arrive_too() -> None:
    receiver = Receiver()
    sent(receiver, body_format="novu")
    assert receiver.got[0].token == "phone-1"
    sent(receiver, body_template='{"to": "{{token}}"}')
    assert len(receiver.got) == 2


def test_spoilt_requests_are_refused_in_its_own_words() -> None:
    receiver = Receiver()
    request, _ = sent(receiver)
    fresh = build(HI, token(), receiver.profile, receiver.context())
    cases = (
        (request, "replayed"),
        (altered(fresh, body=b"{}"), "invalid_signature"),
        (altered(fresh, webhook_signature="v1,AAAA"), "invalid_signature"),
        (altered(fresh, webhook_signature="v2,AAAA v1a,BBBB ä"), "invalid_signature"),
        (altered(fresh, webhook_id="other"), "invalid_signature"),
        (altered(fresh, webhook_id=None), "missing_signature"),
        (altered(fresh, webhook_timestamp="soon"), "missing_signature"),
        (altered(fresh, webhook_signature=None), "missing_signature"),
        (altered(fresh, content_type="text/plain"), "unsupported_media_type"),
    )
    for spoilt, expected in cases:
        answer = receiver.answer(spoilt)
        assert code(answer) == expected
        assert answer.status == REFUSALS[expected][0]
    assert len(receiver.got) == 1


@pytest.mark.parametrize("scheme", ["standard", "timestamped"])
def test_time_counts_both_ways(scheme: str) -> None:
    receiver = Receiver()
    profile = receiver.profile
    profile.fields["signature"] = scheme  # type: ignore[index]
    for shift, expected in ((-301, "timestamp_too_old"), (301, "timestamp_too_new")):
        request = build(HI, token(), profile, context(now=NOW + shift))
        assert code(receiver.answer(request)) == expected
    edge = build(HI, token(), profile, context(now=NOW - 299))
    assert receiver.answer(edge).status == 200
    assert code(receiver.answer(edge)) == "replayed"
    receiver.service.reset()
    assert receiver.answer(edge).status == 200


@pytest.mark.parametrize("scheme", ["standard", "timestamped"])
def test_what_failed_may_come_again_within_the_same_second(scheme: str) -> None:
    receiver = Receiver()
    profile = receiver.profile
    profile.fields["signature"] = scheme  # type: ignore[index]
    request = build(HI, token("hook-status-503"), profile, context())
    assert [receiver.answer(request).status for _ in range(2)] == [503, 503]


def test_a_repeated_id_is_taken_and_not_shown_again() -> None:
    receiver = Receiver()
    first = build(HI, token(), receiver.profile, context())
    again = build(HI, token(), receiver.profile, context(now=NOW + 2))
    receiver.answer(first)
    answer = receiver.answer(again)
    assert json.loads(answer.body)["duplicate"] is True
    assert dict(PROVIDER.parse(answer).facts)["duplicate"]
    assert len(receiver.got) == 1


def test_unsigned_pushes_are_taken_where_none_is_asked_for() -> None:
    receiver = Receiver()
    request = build(HI, token(), receiver.profile, receiver.context())
    bare = altered(request, webhook_signature=None)
    extras: Any = receiver.service.extras()
    open_one = HttpRequest("POST", extras["open_url"], bare.headers, bare.body)
    assert receiver.answer(open_one).status == 200
    spoilt = HttpRequest("POST", extras["open_url"], request.headers, b"{}")
    assert code(receiver.answer(spoilt)) == "invalid_signature"


def test_method_size_and_json_are_checked() -> None:
    receiver = Receiver()

    def call(method: str, body: bytes, path: str = "/open", kind: str = "application/json") -> HttpResponse:
        return receiver.answer(HttpRequest(method, f"https://h{path}", (("content-type", kind),), body))

    assert call("GET", b"").header("allow") == "POST, PUT, PATCH, OPTIONS"
    assert call("OPTIONS", b"").status == 204
    assert code(call("POST", b" " * 102_401)) == "body_too_large"
    assert code(call("POST", b"{")) == "invalid_json"
    assert code(call("POST", b"{}", kind="text/plain")) == "unsupported_media_type"
    assert call("PUT", b"null").status == 200
    assert call("PATCH", b'{"kind":"silent","title":"x"}').status == 200
    assert (receiver.got[-1].title, receiver.got[-1].body) == ("", "")


def test_magic_tokens_provoke_their_reasons() -> None:
    receiver = Receiver()
    for name, reason in MAGIC.items():
        _, response = sent(receiver, name)
        assert PROVIDER.parse(response).reason == reason, name
    for status in (201, 204, 302, 404, 429, 503):
        _, response = sent(receiver, f"hook-status-{status}")
        assert response.status == status
    _, limited = sent(receiver, "hook-status-429")
    assert PROVIDER.parse(limited).retry_after_seconds == 2
    assert receiver.got == []


def test_every_reason_can_be_set_as_a_fault() -> None:
    receiver = Receiver()
    request = Request("POST", "/hook", (), b'{"token":"phone-1"}', Connection(1, is_http2=False), "https://h")
    for row in REASONS:
        for status in row.statuses:
            answer = receiver.service.fault_answer(request, row.code, None if status == 307 else status, None)
            outcome = PROVIDER.parse(HttpResponse(answer.status, answer.headers, answer.body))
            assert (outcome.reason, answer.status) == (row.code, status)
            assert outcome.kind is not OutcomeKind.ACCEPTED
    paused = receiver.service.fault_answer(request, None, 503, 9)
    assert paused.headers[-1] == ("retry-after", "9")
    assert receiver.service.fault_answer(request, "no such word", None, None).status == 500


@given(
    st.binary(max_size=80), st.text(max_size=20), st.sampled_from(["webhook-signature", "x-signature", "webhook-id"])
)
def test_handling_is_total(body: bytes, value: str, name: str) -> None:
    receiver = Receiver()
    for path in ("/hook", "/open", "/%ff"):
        headers = ((name, value), ("webhook-timestamp", value), ("content-type", "application/json"))
        request = Request("POST", path, headers, body, Connection(1, is_http2=False), "https://h")
        assert 200 <= asyncio.run(receiver.service.handle(request)).status < 600
        receiver.service.token_of(request)


def test_keys_stay_and_bad_ones_are_made_anew() -> None:
    receiver, keys = Receiver(), {"webhook.secret": "whsec_???"}
    made = make(keys, receiver.clock, receiver.ids)
    made.origins = receiver.service.origins
    assert Webhook(keys["webhook.secret"])
    again = make(dict(keys), receiver.clock, receiver.ids)
    again.origins = made.origins
    assert again.profile() == made.profile()
    assert again.devices() == made.devices()
