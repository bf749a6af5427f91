"""The emulated SNS without a network: signatures, odd requests, the delivery log, what stays and what is forgotten."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given as having
from hypothesis import settings
from hypothesis import strategies as st
from tests.engine.fakes import FakeRandomness
from tests.sandbox.running import ShiftedClock

from pushbench.domain.http import HttpRequest
from pushbench.sandbox.exchange import Answer, Connection, Received, Request
from pushbench.sandbox.sns import SnsService, make
from pushbench.sandbox.sns_account import REGION

ORIGIN = "https://127.0.0.1:9324"
FORM = "application/x-www-form-urlencoded; charset=utf-8"


def service(keys: dict[str, str] | None = None) -> SnsService:
    made = make({} if keys is None else keys, ShiftedClock(), FakeRandomness())
    made.origins = {"base_url": ORIGIN}
    return made


def signed(
    emulated: SnsService,
    fields: Mapping[str, str],
    *,
    keys: str = "main",
    host: str = "127.0.0.1:9324",
    is_http2: bool = False,
    path: str = "/",
    method: str = "POST",
) -> Request:
    """Sign as botocore does; its own code is the oracle."""
    pair, body = emulated.account.pairs[keys], urlencode({"Version": "2010-03-31", **fields}).encode()
    request = AWSRequest(method, f"https://{host}{path}", data=body, headers={"Content-Type": FORM})
    credentials = Credentials(pair.access_key_id, pair.secret, pair.session_token or None)
    SigV4Auth(credentials, "sns", REGION).add_auth(request)
    headers = tuple((name.lower(), value) for name, value in request.headers.items())
    # Over HTTP/2 the host does not come as a header.
    named = headers if is_http2 else (("host", host), *headers)
    return Request(method, path, named, body, Connection(1, is_http2), ORIGIN)


def handled(emulated: SnsService, request: Request) -> Answer:
    return asyncio.run(emulated.handle(request))


def said(emulated: SnsService, fields: Mapping[str, str], **options: Any) -> str:
    return handled(emulated, signed(emulated, fields, **options)).body.decode()


LIST = {"Action": "ListPlatformApplications"}


@pytest.mark.parametrize("keys", ["main", "temporary"])
@pytest.mark.parametrize(
    ("host", "is_http2"), [("127.0.0.1:9324", False), ("127.0.0.1:9324", True), ("localhost:9324", True)]
)
@pytest.mark.parametrize("path", ["/", "/a%20b/", "/x?b=2&a=1"])
def test_botocores_signature_is_recomputed(keys: str, host: str, is_http2: bool, path: str) -> None:
    assert "ListPlatformApplicationsResult" in said(service(), LIST, keys=keys, host=host, is_http2=is_http2, path=path)


@pytest.mark.parametrize("changed", ["body", "host", "content-type", "x-amz-date", "path"])
def test_whatever_is_signed_cannot_be_changed(changed: str) -> None:
    emulated = service()
    good = signed(emulated, LIST)
    headers = {
        name: "20200101T000000Z" if name == "x-amz-date" else "x" for name in ("host", "content-type", "x-amz-date")
    }
    bad = Request(
        "POST",
        "/other" if changed == "path" else good.path,
        tuple((name, headers[name] if name == changed else value) for name, value in good.headers),
        good.body + b"&x=y" if changed == "body" else good.body,
        good.connection,
        ORIGIN,
    )
    answer = handled(emulated, bad)
    assert answer.status == 403
    assert b"<Code>SignatureDoesNotMatch</Code>" in answer.body


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "MissingAuthenticationToken"),
        ("Bearer x", "IncompleteSignature"),
        ("AWS4-HMAC-SHA256 Credential=x", "IncompleteSignature"),
        ("AWS4-HMAC-SHA256 Credential=x/y, SignedHeaders=host, Signature=z", "InvalidClientTokenId"),
        (
            "AWS4-HMAC-SHA256 Credential={id}/20261122/us-east-1/sns, SignedHeaders=host, Signature=z",
            "SignatureDoesNotMatch",
        ),
        (
            "AWS4-HMAC-SHA256 Credential={id}/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=z",
            "SignatureDoesNotMatch",
        ),
        (
            "AWS4-HMAC-SHA256 Credential={id}/20261122/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=z",
            "SignatureDoesNotMatch",
        ),
    ],
)
def test_malformed_signatures(authorization: str | None, code: str) -> None:
    emulated = service()
    key_id = emulated.account.pairs["main"].access_key_id
    headers = [("host", "x"), ("x-amz-date", "20261122T094100Z")]
    if authorization is not None:
        headers.append(("authorization", authorization.replace("{id}", key_id)))
    answer = handled(emulated, Request("POST", "/", tuple(headers), b"Action=ListTopics", Connection(1, False), ORIGIN))
    assert f"<Code>{code}</Code>".encode() in answer.body


def test_our_own_signing_passes_too() -> None:
    from tests.providers.sns import given

    from pushbench.domain.profile import Environment
    from pushbench.providers.sns.request import call

    emulated = service()
    profile = dict(emulated.profile())
    secret = profile.pop("secret_access_key")
    credentials = given.credentials(
        {**profile, "base_url": ORIGIN}, environment=Environment.LOCAL, secret_access_key=secret
    )
    sent: HttpRequest = call("ListTopics", (), credentials, ShiftedClock().now())
    request = Request("POST", "/", (("host", "127.0.0.1:9324"), *sent.headers), sent.body, Connection(1, False), ORIGIN)
    assert handled(emulated, request).status == 200


@pytest.mark.parametrize("fields", [{}, {"Action": "Nope"}, {"Action": "ListTopics", "Version": "2000-01-01"}])
def test_unknown_actions(fields: dict[str, str]) -> None:
    assert "<Code>InvalidAction</Code>" in said(service(), fields)


def test_answers_are_dated_and_numbered() -> None:
    emulated = service()
    answer = handled(emulated, signed(emulated, LIST))
    named = dict(answer.headers)
    assert named["content-type"] == "text/xml"
    assert named["date"].endswith("GMT")
    assert f"<RequestId>{named['x-amzn-requestid']}</RequestId>".encode() in answer.body


def test_credentials_are_never_told() -> None:
    emulated = service()
    told = said(emulated, LIST)
    assert "PlatformCredential" not in told
    assert "ApplePlatformBundleID" in told


def test_what_xml_cannot_carry_is_replaced() -> None:
    emulated = service()
    fields = {"Action": "CreatePlatformApplication", "Name": "a\x00<&>", "Platform": "GCM"}
    told = said(emulated, fields)
    assert "a?&lt;&amp;&gt; Reason" in told


def test_the_log_tells_what_the_next_service_said() -> None:
    emulated = service()
    got: list[Received] = []
    emulated.hand_on = lambda received: got.append(received) or "PayloadTooLarge"  # type: ignore[func-returns-value]
    fields = {"Action": "Publish", "TargetArn": emulated.account.pixel, "Message": "x"}
    assert "<MessageId>" in said(emulated, fields)
    log = json.loads(handled(emulated, Request("GET", "/delivery-log", (), b"", Connection(1, False), ORIGIN)).body)
    assert [(entry["status"], entry["delivery"]["statusCode"]) for entry in log] == [("FAILURE", 400)]
    assert json.loads(log[0]["delivery"]["providerResponse"]) == {"reason": "PayloadTooLarge"}
    [received] = got
    assert (received.provider, received.token) == ("fcm", emulated.account.pixel)
    assert "PlatformApplicationDisabled" in said(emulated, {**fields, "TargetArn": disabled(emulated)})


def disabled(emulated: SnsService) -> str:
    home = emulated.book.applications[emulated.account.application("APNS", "disabled")]
    return emulated.book.add_endpoint(home, "ab", {}).arn


def test_a_foreign_token_fails_and_stays() -> None:
    emulated = service()
    home = emulated.book.applications[emulated.account.application("GCM")]
    endpoint = emulated.book.add_endpoint(home, emulated.account.tokens["google_foreign"], {})
    said(emulated, {"Action": "Publish", "TargetArn": endpoint.arn, "Message": "x"})
    assert endpoint.is_enabled


def test_keys_stay_and_a_reset_forgets() -> None:
    keys: dict[str, str] = {}
    first, second = service(keys), service(keys)
    assert (first.profile(), first.devices()) == (second.profile(), second.devices())
    first.book.create_topic("a", None)
    first.book.delete_endpoint(first.account.pixel)
    first.reset()
    assert first.book.topics == {}
    assert first.account.pixel in first.book.endpoints


def test_faults_strike_a_publish_by_its_device() -> None:
    emulated = service()
    iphone, pixel = (device.token for device in emulated.devices())
    home = emulated.account.application("APNS")
    made = emulated.book.create_endpoint(home, iphone, None, None)
    for arn, token in ((made.arn, iphone), (pixel, pixel), ("arn:x", "arn:x")):
        assert emulated.token_of(signed(emulated, {"Action": "Publish", "TargetArn": arn})) == token
    assert emulated.token_of(signed(emulated, {"Action": "CreatePlatformEndpoint", "Token": iphone})) is None


FIELDS = st.dictionaries(
    st.sampled_from(
        [
            *("Name", "Platform", "Token", "TargetArn", "TopicArn", "Message", "Subject", "NextToken", "Protocol"),
            *("MessageStructure", "EndpointArn", "PlatformApplicationArn", "Attributes.entry.1.key", "Endpoint"),
            *("Attributes.entry.1.value", "MessageAttributes.entry.1.Name", "MessageAttributes.entry.1.Value.DataType"),
            *("MessageAttributes.entry.1.Value.StringValue", "PublishBatchRequestEntries.member.1.Id"),
            *("PublishBatchRequestEntries.member.1.Message", "MessageGroupId"),
        ]
    ),
    st.text(max_size=20) | st.sampled_from(["json", "{}", '{"GCM":"{}"}', "PIXEL", "APNS", "arn:aws:sns:a:b:c/d/e/f"]),
)


@settings(deadline=None, max_examples=150)
@having(st.data(), FIELDS)
def test_every_action_is_total(data: st.DataObject, fields: dict[str, str]) -> None:
    emulated = service()
    action = data.draw(st.sampled_from(sorted(emulated._actions._table)))
    filled = {
        key: emulated.account.pixel if value == "PIXEL" else value.encode("utf-8", "replace").decode()
        for key, value in fields.items()
    }
    answer = handled(emulated, signed(emulated, {**filled, "Action": action}))
    assert answer.status in (200, 400, 403, 404)


@having(st.binary(max_size=100), st.sampled_from(["GET", "POST", "PUT"]), st.text(max_size=10))
def test_any_bytes_are_answered(body: bytes, method: str, authorization: str) -> None:
    emulated = service()
    headers = (("authorization", authorization), ("x-amz-date", authorization))
    assert handled(emulated, Request(method, "/?a", headers, body, Connection(1, True), ORIGIN)).status in (400, 403)
