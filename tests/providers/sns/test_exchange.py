"""Dialogues: registering a token, publishing, and everything SNS may say in between."""

from __future__ import annotations

import json

import pytest
from tests.providers.dialogue import Play, answer
from tests.providers.sns import given
from tests.providers.sns.given import ENDPOINT, NOW, TOKEN, TOPIC, context, created, credentials, draft, form, published

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import OutcomeKind, Retry, StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.sns import PROVIDER

EXISTS = f"Invalid parameter: Token Reason: Endpoint {ENDPOINT} already exists with the same Token, but different attributes."


def play(to: Target, made: Draft | None = None, profile: Credentials | None = None, *, now: float = NOW) -> Play:
    return Play(PROVIDER.exchange(made or draft(), to, profile or credentials(), context(now)))


def test_an_endpoint_is_published_to_at_once() -> None:
    asked = play(given.arn()).sees(StepKind.DELIVER, method="POST", url="https://sns.eu-central-1.amazonaws.com/")
    assert list(form(asked.request).items()) == [
        ("Action", "Publish"),
        ("Version", "2010-03-31"),
        ("TargetArn", ENDPOINT),
        ("Message", '{"default":"Gate","APNS":"{\\"aps\\":{\\"alert\\":\\"Gate\\"}}"}'),
        ("MessageStructure", "json"),
    ]
    outcome = asked.answers(published()).outcome
    assert (outcome.kind, outcome.provider_id) == (OutcomeKind.ACCEPTED, "9c4d-message")
    assert outcome.facts == (("request id", "4b1f-req"),)


def test_a_topic_is_addressed_as_one() -> None:
    assert form(play(given.arn(TOPIC)).request)["TopicArn"] == TOPIC
    assert form(play(given.target(TargetKind.TOPIC, "gate-changes")).request)["TopicArn"] == TOPIC


def test_attributes_leave_with_their_types() -> None:
    headers = {"AWS.SNS.MOBILE.APNS.TTL": "60", "seats:Number": "2", "Subject": "Gate", "raw:Binary": "AAE="}
    fields = form(play(given.arn(), Draft("sns", given.HELLO, headers)).request)
    entries = {
        tuple(
            fields[f"MessageAttributes.entry.{number}.{part}"] for part in ("Name", "Value.DataType", f"Value.{kind}")
        )
        for number, kind in ((1, "StringValue"), (2, "StringValue"), (3, "BinaryValue"))
    }
    assert entries == {
        ("AWS.SNS.MOBILE.APNS.TTL", "String", "60"),
        ("seats", "Number", "2"),
        ("raw", "Binary", "AAE="),
    }
    assert fields["Subject"] == "Gate"


def test_a_token_is_registered_looked_at_and_published_to() -> None:
    asked = play(given.token()).sees(StepKind.PREPARE)
    assert form(asked.request) == {
        "Action": "CreatePlatformEndpoint",
        "Version": "2010-03-31",
        "PlatformApplicationArn": given.APPLICATION,
        "Token": TOKEN,
    }
    asked.answers(created()).sees(StepKind.PREPARE)
    assert form(asked.request)["Action"] == "GetEndpointAttributes"
    asked.answers(given.state(Enabled="true", Token=TOKEN)).sees(StepKind.DELIVER)
    assert form(asked.request)["TargetArn"] == ENDPOINT
    assert "endpoint" in asked.request.varies
    outcome = asked.answers(published()).outcome
    assert ("endpoint", ENDPOINT) in outcome.facts


def test_a_token_known_with_other_attributes_gives_its_endpoint() -> None:
    asked = play(given.token()).answers(given.refused(400, "InvalidParameter", EXISTS))
    assert form(asked.request)["EndpointArn"] == ENDPOINT
    asked.answers(given.state(Enabled="true", Token=TOKEN)).sees(StepKind.DELIVER)


@pytest.mark.parametrize(
    ("state", "done"),
    [
        ({"Enabled": "false", "Token": TOKEN}, "was disabled; switched on again"),
        ({"Enabled": "true", "Token": "ab" * 32}, "had another token; set anew"),
    ],
)
def test_an_endpoint_that_is_not_right_is_set_right(state: dict[str, str], done: str) -> None:
    asked = play(given.token()).answers(created()).answers(given.state(**state)).sees(StepKind.PREPARE)
    fields = form(asked.request)
    assert fields["Action"] == "SetEndpointAttributes"
    pairs = {fields[f"Attributes.entry.{n}.key"]: fields[f"Attributes.entry.{n}.value"] for n in (1, 2)}
    assert pairs == {"Enabled": "true", "Token": TOKEN}
    asked.answers(given.success("SetEndpointAttributes", None)).sees(StepKind.DELIVER)
    assert ("endpoint before", done) in asked.answers(published()).outcome.facts


def test_apple_tokens_are_compared_whatever_their_case() -> None:
    asked = play(given.token(TOKEN.upper())).answers(created()).answers(given.state(Enabled="true", Token=TOKEN))
    asked.sees(StepKind.DELIVER)


def test_an_endpoint_deleted_meanwhile_is_made_again() -> None:
    other = ENDPOINT.replace("8b3c", "9b3c")
    asked = play(given.token()).answers(created()).answers(given.refused(404, "NotFound", "Endpoint does not exist"))
    assert form(asked.request)["Action"] == "CreatePlatformEndpoint"
    assert form(asked.answers(created(other)).request)["TargetArn"] == other


@pytest.mark.parametrize("step", [0, 1, 2])
@pytest.mark.parametrize(
    ("code", "status", "retry"),
    [("AuthorizationError", 403, Retry.NEVER), ("Throttled", 429, Retry.LATER), ("InternalError", 500, Retry.LATER)],
)
def test_a_refusal_on_the_way_ends_the_send(step: int, code: str, status: int, retry: Retry) -> None:
    asked = play(given.token())
    for response in (created(), given.state(Enabled="false", Token=TOKEN))[:step]:
        asked.answers(response)
    outcome = asked.answers(given.refused(status, code, "No.")).outcome
    assert (outcome.kind, outcome.reason, outcome.retry) == (OutcomeKind.REJECTED, code, retry)
    assert outcome.explain is not None
    assert "“No.”" in outcome.explain.why


@pytest.mark.parametrize("body", [b"", b"<html>", b"<CreatePlatformEndpointResponse/>", b"{}", b"\xff\xfe"])
def test_an_odd_answer_to_the_registration_sends_nothing(body: bytes) -> None:
    outcome = play(given.token()).answers(answer(200, body)).outcome
    assert outcome.kind is OutcomeKind.REJECTED
    assert outcome.explain is not None
    assert "Nothing was published" in outcome.explain.fix


def test_a_broken_connection_is_left_to_the_dispatcher() -> None:
    with pytest.raises(TransportFailure):
        play(given.token()).fails(FailureKind.RESET)


def test_the_stand_ins_of_a_dry_run_lead_to_the_publish() -> None:
    asked = play(given.token())
    while asked.step.kind is StepKind.PREPARE:
        assert asked.step.stand_in is not None
        asked.answers(asked.step.stand_in)
    fields = form(asked.request)
    assert fields["Action"] == "Publish"
    assert fields["TargetArn"].endswith("/endpoint/APNS/skylark/00000000-0000-0000-0000-000000000000".removeprefix("/"))


def test_a_device_names_its_own_app() -> None:
    alert = play(given.device(ENDPOINT, app="app.skylark.beta"), draft(APNS__PUSH_TYPE="alert")).request
    assert form(alert)["MessageAttributes.entry.2.Value.StringValue"] == "app.skylark.beta"
    call = play(given.device(ENDPOINT, app="app.skylark"), draft(APNS__PUSH_TYPE="voip")).request
    assert form(call)["MessageAttributes.entry.2.Value.StringValue"] == "app.skylark.voip"
    own = play(given.device(ENDPOINT, app="app.skylark"), draft(APNS__TOPIC="app.other")).request
    assert form(own)["MessageAttributes.entry.1.Value.StringValue"] == "app.other"
    android = play(given.device(given.GOOGLE_ENDPOINT, app="app.skylark")).request
    assert "MessageAttributes.entry.1.Name" not in form(android)


@pytest.mark.parametrize(
    ("to", "profile"),
    [
        (given.token(), credentials({"platform_application_arn": None})),
        (given.token(), credentials({"platform_application_arn": ENDPOINT})),
        (given.token("not-hex"), credentials()),
        (given.token("arn:aws:sns:x"), credentials()),
        (given.arn(given.APPLICATION), credentials()),
        (given.arn("arn:aws:sqs:eu-central-1:123456789012:queue"), credentials()),
        (given.target(TargetKind.CONDITION, "'a' in topics"), credentials()),
        (given.target(TargetKind.TOPIC, "a b"), credentials()),
        (given.arn(), credentials({"access_key_id": None})),
        (given.arn(), credentials(secret_access_key=None)),
        (given.arn(), credentials({"access_key_id": "AKIA\r\nx: y"})),
        (given.arn(), credentials({"region": "Zürich"})),
        (given.arn(), credentials({"region": None, "platform_application_arn": None})),
        (given.arn(), credentials({"base_url": "ftp://x"})),
        (given.arn(), credentials(session_token="a\r\nb")),
        (given.arn(), credentials(environment=Environment.LOCAL)),
    ],
)
def test_what_cannot_work_is_told_before_anything_leaves(to: Target, profile: Credentials) -> None:
    with pytest.raises(UserError):
        play(to, profile=profile)


@pytest.mark.parametrize("payload", [{"default": float("nan")}, {"APNS": {"aps": {"badge": float("inf")}}}])
def test_what_json_cannot_say_is_refused(payload: Json) -> None:
    with pytest.raises(UserError):
        play(given.token(), Draft("sns", payload))


def test_text_leaves_as_text() -> None:
    plain = form(play(given.arn(), Draft("sns", "Gate changed")).request)
    assert plain["Message"] == "Gate changed"
    assert "MessageStructure" not in plain
    raw = form(play(given.arn(), Draft("sns", '{"default": "x"}', {"MessageStructure": "json"})).request)
    assert (raw["Message"], raw["MessageStructure"]) == ('{"default": "x"}', "json")


def test_the_payload_is_the_truth() -> None:
    inner = '{ "aps" : {"alert":"1"} }'
    message = json.loads(
        form(play(given.arn(), draft({"APNS": inner, "x": 5, "default": "é\ud800"})).request)["Message"]
    )
    assert message == {"APNS": inner, "x": 5, "default": "é\ud800"}


def hosts(fields: dict[str, str]) -> HttpRequest:
    environment = Environment.SANDBOX
    return play(
        given.arn(), profile=credentials({"platform_application_arn": None, **fields}, environment=environment)
    ).request


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({}, "https://sns.eu-central-1.amazonaws.com/"),
        ({"endpoint": "fips", "region": "us-east-1"}, "https://sns-fips.us-east-1.amazonaws.com/"),
        ({"endpoint": "fips", "region": "us-gov-west-1"}, "https://sns.us-gov-west-1.amazonaws.com/"),
        ({"endpoint": "dualstack"}, "https://sns.eu-central-1.api.aws/"),
        ({"region": "cn-north-1"}, "https://sns.cn-north-1.amazonaws.com.cn/"),
        ({"base_url": "http://127.0.0.1:4566"}, "http://127.0.0.1:4566/"),
        ({"base_url": "http://127.0.0.1:4566/"}, "http://127.0.0.1:4566/"),
        ({"base_url": "https://gate.example/aws/sns"}, "https://gate.example/aws/sns"),
        (
            {"base_url": "https://sns-fips.us-west-2.amazonaws.com", "region": ""},
            "https://sns-fips.us-west-2.amazonaws.com/",
        ),
    ],
)
def test_hosts(fields: dict[str, str], url: str) -> None:
    assert hosts(fields).url == url


def test_the_region_follows_the_application_or_the_host() -> None:
    home = play(given.arn(), profile=credentials({"region": None})).request
    assert "/eu-central-1/sns/aws4_request" in (home.header("authorization") or "")
    named = hosts({"base_url": "https://sns.us-west-2.api.aws", "region": ""})
    assert "/us-west-2/sns/aws4_request" in (named.header("authorization") or "")


def test_secrets_are_hidden_and_temporary_keys_signed() -> None:
    request = play(given.arn(), profile=credentials(session_token="FwoGZXIvYXdzEJr-token")).request
    assert request.header("x-amz-security-token") == "FwoGZXIvYXdzEJr-token"
    assert "x-amz-security-token" in (request.header("authorization") or "")
    shown = repr(request.redacted())
    assert "FwoGZXIvYXdzEJr-token" not in shown
    assert given.SECRET not in shown
    assert "Signature=" not in shown


def test_a_wrong_clock_is_named_where_the_signature_is_refused() -> None:
    late = given.refused(403, "SignatureDoesNotMatch", "Signature expired", date="Sun, 22 Nov 2026 09:00:00 GMT")
    outcome = play(given.arn(), now=1_795_340_460.0).answers(late).outcome
    assert outcome.explain is not None
    assert "ahead of AWS" in outcome.explain.why
    assert outcome.explain.fix.startswith("Set this computer's clock")
    right = given.refused(403, "SignatureDoesNotMatch", "no", date="Sun, 22 Nov 2026 09:41:00 GMT")
    explain = play(given.arn(), now=1_795_340_460.0).answers(right).outcome.explain
    assert explain is not None
    assert "clock is" not in explain.why.split("SNS said")[0].replace("clock is off", "")
