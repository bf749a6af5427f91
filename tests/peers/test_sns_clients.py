"""boto3, Amazon's own client, against the emulator over TLS; and our sends against moto's server."""

from __future__ import annotations

import importlib
import json
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from tests.peers.ours import run, sending
from tests.sandbox.running import Running

from pushbench.domain.message import Content, Delivery, Kind, Message
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.sns import PROVIDER

pytestmark = [
    pytest.mark.slow,
    # botocore asks the standard library for the time in the way that Python 3.12 deprecates.
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"),
]
GATE = Message(content=Content(title="Gate changed", body="Walk to B42"))


def client(sandbox: Running, keys: str = "main", **changes: Any) -> Any:
    named: Any = sandbox.ready.providers["sns"]["keys"]
    pair = {**named[keys], **changes}
    return boto3.client(
        "sns",
        endpoint_url=sandbox.url("sns"),
        region_name=pair.get("region", "us-east-1"),
        aws_access_key_id=pair["access_key_id"],
        aws_secret_access_key=pair["secret_access_key"],
        aws_session_token=pair.get("session_token"),
        verify=sandbox.ready.ca_file,
        config=Config(retries={"total_max_attempts": 1}, proxies={}),
    )


def named(sandbox: Running, group: str, name: str) -> str:
    table: Any = sandbox.ready.providers["sns"][group]
    return str(table[name])


def received(sandbox: Running) -> list[dict[str, Any]]:
    return list(sandbox.control("GET", "/received").json())


def registered(sandbox: Running, token: str = "device", application: str = "APNS", **more: Any) -> str:
    made = client(sandbox).create_platform_endpoint(
        PlatformApplicationArn=named(sandbox, "applications", application),
        Token=named(sandbox, "tokens", token),
        **more,
    )
    return str(made["EndpointArn"])


def refusal(work: Any) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        work()
    answer = caught.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]


def document(**parts: Any) -> str:
    return json.dumps({key: part if isinstance(part, str) else json.dumps(part) for key, part in parts.items()})


def test_a_registered_iphone_shows_what_is_published(sandbox: Running) -> None:
    arn = registered(sandbox, CustomUserData="Ana")
    aws = client(sandbox)
    assert aws.get_endpoint_attributes(EndpointArn=arn)["Attributes"]["CustomUserData"] == "Ana"
    sent = aws.publish(
        TargetArn=arn,
        MessageStructure="json",
        Message=document(default="x", APNS={"aps": {"alert": {"title": "Gate", "body": "B42"}}}),
        MessageAttributes={
            "AWS.SNS.MOBILE.APNS.PUSH_TYPE": {"DataType": "String", "StringValue": "alert"},
            "AWS.SNS.MOBILE.APNS.TTL": {"DataType": "String", "StringValue": "60"},
            "AWS.SNS.MOBILE.APNS.COLLAPSE_ID": {"DataType": "String", "StringValue": "gate"},
        },
    )
    assert sent["MessageId"]
    [got] = received(sandbox)
    assert (got["via"], got["provider"], got["device"], got["title"]) == ("sns", "apns", "Virtual iPhone", "Gate")
    headers = got["headers"]
    assert (headers["apns-topic"], headers["apns-priority"], headers["apns-collapse-id"]) == (
        "dev.pushbench.demo",
        "10",
        "gate",
    )
    assert int(headers["apns-expiration"]) > 60


def test_the_pixel_gets_the_v1_message_and_the_legacy_shape(sandbox: Running) -> None:
    arn = next(item.token for item in sandbox.ready.devices if item.name == "Virtual Pixel (SNS)")
    aws = client(sandbox)
    v1 = {"fcmV1Message": {"message": {"notification": {"title": "New"}, "data": {"gate": "B42"}}}}
    old = {"notification": {"title": "Old", "android_channel_id": "gates"}, "time_to_live": 60}
    for shape in (v1, old):
        aws.publish(TargetArn=arn, MessageStructure="json", Message=document(GCM=shape))
    aws.publish(TargetArn=arn, Message="plain")
    first, second, third = received(sandbox)
    assert (first["device"], first["title"], first["token"]) == ("Virtual Pixel", "New", arn)
    assert json.loads(first["payload"])["message"]["token"] == named(sandbox, "tokens", "google")
    assert json.loads(second["payload"])["message"]["android"]["notification"] == {"channel_id": "gates"}
    assert json.loads(third["payload"])["message"]["data"] == {"default": "plain"}


def test_applications_and_endpoints_come_and_go(sandbox: Running) -> None:
    aws = client(sandbox)
    attributes = {"PlatformPrincipal": "id", "PlatformCredential": "secret"}
    arn = aws.create_platform_application(Name="mine", Platform="ADM", Attributes=attributes)["PlatformApplicationArn"]
    assert aws.get_platform_application_attributes(PlatformApplicationArn=arn)["Attributes"] == {"Enabled": "true"}
    endpoint = aws.create_platform_endpoint(PlatformApplicationArn=arn, Token="amzn1.adm")["EndpointArn"]
    again = aws.create_platform_endpoint(PlatformApplicationArn=arn, Token="amzn1.adm")["EndpointArn"]
    assert endpoint == again
    listed = aws.list_endpoints_by_platform_application(PlatformApplicationArn=arn)["Endpoints"]
    assert [item["EndpointArn"] for item in listed] == [endpoint]
    aws.set_platform_application_attributes(PlatformApplicationArn=arn, Attributes={"SuccessFeedbackSampleRate": "10"})
    assert arn in {item["PlatformApplicationArn"] for item in aws.list_platform_applications()["PlatformApplications"]}
    aws.delete_endpoint(EndpointArn=endpoint)
    aws.delete_endpoint(EndpointArn=endpoint)
    assert refusal(lambda: aws.get_endpoint_attributes(EndpointArn=endpoint)) == (
        404,
        "NotFound",
        "Endpoint does not exist",
    )
    aws.delete_platform_application(PlatformApplicationArn=arn)
    assert refusal(lambda: aws.create_platform_endpoint(PlatformApplicationArn=arn, Token="t"))[2] == (
        "PlatformApplication does not exist"
    )


def test_lists_come_in_pages(sandbox: Running) -> None:
    aws, application = client(sandbox), named(sandbox, "applications", "GCM")
    for number in range(105):
        aws.create_platform_endpoint(PlatformApplicationArn=application, Token=f"token-{number}")
    pages = aws.get_paginator("list_endpoints_by_platform_application").paginate(PlatformApplicationArn=application)
    assert [len(page["Endpoints"]) for page in pages] == [100, 6]


@pytest.mark.parametrize("token", ["unregistered", "google_gone"])
def test_a_dead_token_disables_its_endpoint(sandbox: Running, token: str) -> None:
    arn, aws = registered(sandbox, token, "GCM" if "google" in token else "APNS"), client(sandbox)
    aws.publish(TargetArn=arn, Message="first")
    assert aws.get_endpoint_attributes(EndpointArn=arn)["Attributes"]["Enabled"] == "false"
    assert refusal(lambda: aws.publish(TargetArn=arn, Message="second")) == (
        400,
        "EndpointDisabled",
        "Endpoint is disabled",
    )
    assert not received(sandbox)
    with sandbox.client(http2=False) as plain:
        [entry] = plain.get(f"{sandbox.url('sns')}/delivery-log").json()
    assert (entry["status"], entry["delivery"]["destination"]) == ("FAILURE", arn)


def test_topics_reach_every_subscriber_on_its_own_key(sandbox: Running) -> None:
    aws = client(sandbox)
    topic = aws.create_topic(Name="gates")["TopicArn"]
    pixel = next(item.token for item in sandbox.ready.devices if item.name == "Virtual Pixel (SNS)")
    for endpoint in (registered(sandbox), pixel, registered(sandbox, "device", "APNS_SANDBOX")):
        aws.subscribe(TopicArn=topic, Protocol="application", Endpoint=endpoint)
    assert len(aws.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]) == 3
    gcm = {"fcmV1Message": {"message": {"notification": {"title": "G"}}}}
    aws.publish(
        TopicArn=topic, MessageStructure="json", Message=document(default="D", APNS={"aps": {"alert": "A"}}, GCM=gcm)
    )
    assert sorted((got["title"], got["body"]) for got in received(sandbox)) == [("", "A"), ("", "D"), ("G", "")]
    text = "Invalid parameter: Message Structure - No default entry in JSON message body"
    no_default = document(APNS={"aps": {}})
    assert refusal(lambda: aws.publish(TopicArn=topic, MessageStructure="json", Message=no_default))[2] == text


def test_batches_answer_for_each_entry(sandbox: Running) -> None:
    aws = client(sandbox)
    topic = aws.create_topic(Name="gates")["TopicArn"]
    entries = [{"Id": "a", "Message": "1"}, {"Id": "b", "Message": "{", "MessageStructure": "json"}]
    answer = aws.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert [item["Id"] for item in answer["Successful"]] == ["a"]
    assert [(item["Id"], item["Code"], item["SenderFault"]) for item in answer["Failed"]] == [
        ("b", "InvalidParameter", True)
    ]
    eleven = [{"Id": str(number), "Message": "x"} for number in range(11)]
    for bad, code in (
        (eleven, "TooManyEntriesInBatchRequest"),
        ([{"Id": "a", "Message": "1"}] * 2, "BatchEntryIdsNotDistinct"),
        ([{"Id": "a b", "Message": "1"}], "InvalidBatchEntryId"),
        ([{"Id": "a", "Message": "x" * 262_145}], "BatchRequestTooLong"),
        ([], "EmptyBatchRequest"),
    ):
        assert refusal(lambda bad=bad: aws.publish_batch(TopicArn=topic, PublishBatchRequestEntries=bad))[1] == code  # type: ignore[misc]


PUBLISHES: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"Message": ""}, "InvalidParameter", "Invalid parameter: Empty message"),
    ({"Message": "x" * 262_145}, "InvalidParameter", "Invalid parameter: Message too long"),
    ({"Message": "x", "Subject": "x" * 100}, "InvalidParameter", "Invalid parameter: Subject"),
    ({"Message": "x", "MessageStructure": "xml"}, "InvalidParameter", "Invalid parameter: MessageStructure"),
    (
        {"Message": "{", "MessageStructure": "json"},
        "InvalidParameter",
        "Invalid parameter: Message Structure - JSON message body failed to parse",
    ),
    (
        {"Message": '{"default":"a","default":"b"}', "MessageStructure": "json"},
        "InvalidParameter",
        "Invalid parameter: Message Structure - JSON message body failed to parse",
    ),
    (
        {"Message": '{"default":"a","GCM":"{"}', "MessageStructure": "json"},
        "InvalidParameter",
        "Invalid parameter: Message Structure - JSON message body failed to parse",
    ),
    (
        {"Message": '{"GCM":"{}"}', "MessageStructure": "json"},
        "InvalidParameter",
        "Invalid parameter: Message Structure - No default entry in JSON message body",
    ),
    (
        {"Message": document(APNS={"aps": {}, "x": "y" * 4096}), "MessageStructure": "json"},
        "InvalidParameter",
        "Invalid parameter: Message Reason: Invalid notification for protocol APNS: Notification is too long",
    ),
    (
        {"Message": "x", "MessageAttributes": {"a": {"DataType": "Text", "StringValue": "x"}}},
        "ParameterValueInvalid",
        "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is "
        "Binary, Number, and String.",
    ),
)


@pytest.mark.parametrize(("fields", "code", "message"), PUBLISHES)
def test_bad_publishes(sandbox: Running, fields: dict[str, Any], code: str, message: str) -> None:
    arn = registered(sandbox)
    assert refusal(lambda: client(sandbox).publish(TargetArn=arn, **fields)) == (400, code, message)
    assert not received(sandbox)


def test_bad_targets(sandbox: Running) -> None:
    aws, start = client(sandbox), "arn:aws:sns:us-east-1:123456789012"
    for arn, expected in (
        (
            f"{start}:endpoint/APNS/pushbench/x",
            (400, "InvalidParameter", "TargetArn Reason: No endpoint found for the target arn specified"),
        ),
        (f"{start}:nowhere", (404, "NotFound", "Topic does not exist")),
        ("arn:aws", (400, "InvalidParameter", "TargetArn Reason: An ARN must have at least 6 elements, not 2")),
    ):
        status, code, message = refusal(lambda arn=arn: aws.publish(TargetArn=arn, Message="x"))  # type: ignore[misc]
        assert (status, code, message.removeprefix("Invalid parameter: ")) == expected


def test_bad_registrations(sandbox: Running) -> None:
    aws, application = client(sandbox), named(sandbox, "applications", "APNS")

    def made(**fields: Any) -> Any:
        return lambda: aws.create_platform_endpoint(**{"PlatformApplicationArn": application, **fields})

    long = "Token Reason: iOS device tokens must be no more than 400 hexadecimal characters"
    assert long in refusal(made(Token="ab" * 201))[2]
    assert "must be at most 8192 bytes" in refusal(made(Token="x" * 8193))[2]
    assert "CustomUserData: must be at most 2048" in refusal(made(Token="ab", CustomUserData="x" * 2049))[2]
    assert "Invalid attribute name: Nope" in refusal(made(Token="ab", Attributes={"Nope": "1"}))[2]
    taken = refusal(made(Token=named(sandbox, "tokens", "taken")))
    assert "already exists with the same Token, but different attributes." in taken[2]
    for fields, words in (
        (
            {"Name": "a", "Platform": "AAA", "Attributes": {"PlatformCredential": "x"}},
            "Platform Reason: AAA is not supported",
        ),
        ({"Name": "a b", "Platform": "GCM", "Attributes": {"PlatformCredential": "x"}}, "must contain only characters"),
        ({"Name": "a", "Platform": "APNS", "Attributes": {"PlatformPrincipal": "x"}}, "without PlatformCredential"),
        ({"Name": "a", "Platform": "ADM", "Attributes": {"PlatformCredential": "x"}}, "without PlatformPrincipal"),
    ):
        assert words in refusal(lambda fields=fields: aws.create_platform_application(**fields))[2]  # type: ignore[misc]
    assert (
        refusal(lambda: aws.create_platform_application(Name="a", Platform="GCM", Attributes={}))[1]
        == "ValidationError"
    )
    assert "Wrong number of slashes" in refusal(lambda: aws.get_endpoint_attributes(EndpointArn=application))[2]


def test_signatures_are_verified(sandbox: Running) -> None:
    def listed(keys: str = "main", **changes: Any) -> Any:
        return lambda: client(sandbox, keys, **changes).list_platform_applications()

    assert listed("temporary")()
    for work, expected in (
        (listed(secret_access_key="wrong"), "SignatureDoesNotMatch"),
        (listed(access_key_id="AKIAUNKNOWN"), "InvalidClientTokenId"),
        (listed("temporary", session_token="wrong"), "InvalidClientTokenId"),
        (listed("temporary", session_token=None), "InvalidClientTokenId"),
        (listed("expired"), "ExpiredToken"),
        (listed("restricted"), "AuthorizationError"),
        (listed(region="eu-central-1"), "SignatureDoesNotMatch"),
    ):
        status, code, _ = refusal(work)
        assert (status, code) == (403, expected)


@pytest.mark.parametrize("shift", [-3600.0, 3600.0])
def test_a_wrong_clock_is_refused(sandbox: Running, shift: float) -> None:
    sandbox.clock.shift = shift
    status, code, message = refusal(client(sandbox).list_platform_applications)
    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert "15 min." in message


@pytest.mark.parametrize("code", sorted(reason.code for reason in PROVIDER.reasons))
def test_every_documented_error_can_be_provoked(sandbox: Running, code: str) -> None:
    sandbox.control("POST", "/faults", {"provider": "sns", "kind": "reason", "reason": code, "times": 1})
    row = next(reason for reason in PROVIDER.reasons if reason.code == code)
    status, said, _ = refusal(client(sandbox).list_platform_applications)
    assert said == code
    assert status in row.statuses


# Our own sends


def profile(sandbox: Running, **changes: str) -> Credentials:
    given: Any = sandbox.ready.providers["sns"]["profile"]
    fields = {**given, "base_url": sandbox.url("sns"), "ca_file": sandbox.ready.ca_file, **changes}
    secret = Secret(fields.pop("secret_access_key"))
    secrets = {"secret_access_key": secret}
    if "session_token" in fields:
        secrets["session_token"] = Secret(fields.pop("session_token"))
    return Credentials("local-sns", "sns", Environment.LOCAL, fields, secrets)


def sent(credentials: Credentials, *values: str, message: Message = GATE) -> list[Outcome]:
    targets = [
        Target(TargetKind.ARN if value.startswith("arn:") else TargetKind.TOKEN, value, value) for value in values
    ]
    return [run([sending(PROVIDER, message, target, credentials, composed_at=1.0)])[0] for target in targets]


def test_our_sends_reach_both_phones(sandbox: Running) -> None:
    devices = [item.token for item in sandbox.ready.devices if item.provider == "sns"]
    outcomes = sent(profile(sandbox), *devices)
    assert [outcome.kind for outcome in outcomes] == [OutcomeKind.ACCEPTED] * 2, outcomes
    assert {(got["device"], got["token"], got["title"]) for got in received(sandbox)} == {
        ("Virtual iPhone", devices[0], "Gate changed"),
        ("Virtual Pixel", devices[1], "Gate changed"),
    }


@pytest.mark.parametrize("name", ["taken", "sleeping"])
def test_our_sends_find_and_wake_an_endpoint(sandbox: Running, name: str) -> None:
    [outcome] = sent(profile(sandbox), named(sandbox, "tokens", name))
    assert outcome.kind is OutcomeKind.ACCEPTED, outcome
    assert [got["title"] for got in received(sandbox)] == ["Gate changed"]
    assert ("endpoint before" in dict(outcome.facts)) is (name == "sleeping")


def test_our_sends_with_temporary_keys_and_to_a_topic(sandbox: Running) -> None:
    temporary: Any = sandbox.ready.providers["sns"]["keys"]
    aws = client(sandbox)
    topic = aws.create_topic(Name="gates")["TopicArn"]
    aws.subscribe(TopicArn=topic, Protocol="application", Endpoint=registered(sandbox))
    [outcome] = sent(profile(sandbox, **temporary["temporary"]), topic)
    assert outcome.kind is OutcomeKind.ACCEPTED, outcome
    assert len(received(sandbox)) == 1


def test_a_dead_token_is_learned_at_the_second_send(sandbox: Running) -> None:
    arn = registered(sandbox, "unregistered")
    first, second = sent(profile(sandbox), arn, arn)
    assert (first.kind, second.kind) == (OutcomeKind.ACCEPTED, OutcomeKind.REJECTED)
    assert (second.reason, second.is_target_dead) == ("EndpointDisabled", True)


@pytest.mark.parametrize("kind", [Kind.SILENT, Kind.DATA])
def test_quiet_kinds_pass_every_check(sandbox: Running, kind: Kind) -> None:
    devices = [item.token for item in sandbox.ready.devices if item.provider == "sns"]
    message = Message(content=Content(title="Gate"), delivery=Delivery(kind=kind, ttl_seconds=60), data={"a": 1})
    assert [item.kind for item in sent(profile(sandbox), *devices, message=message)] == [OutcomeKind.ACCEPTED] * 2
    apple = next(got for got in received(sandbox) if got["provider"] == "apns")
    assert apple["headers"]["apns-push-type"] == "background"


def test_our_sends_to_moto(monkeypatch: pytest.MonkeyPatch) -> None:
    moto_server = importlib.import_module("moto.server")
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        aws = boto3.client(
            "sns", endpoint_url=url, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        application = aws.create_platform_application(
            Name="mine", Platform="APNS", Attributes={"PlatformCredential": "x"}
        )["PlatformApplicationArn"]
        fields = {
            "access_key_id": "test",
            "region": "us-east-1",
            "platform_application_arn": application,
            "base_url": url,
        }
        moto = Credentials("moto", "sns", Environment.SANDBOX, fields, {"secret_access_key": Secret("test")})
        token = "ab" * 32
        [first] = sent(moto, token)
        assert first.kind is OutcomeKind.ACCEPTED, first
        arn = dict(first.facts)["endpoint"]
        aws.set_endpoint_attributes(EndpointArn=arn, Attributes={"Enabled": "false"})
        [direct] = sent(moto, arn)
        assert (direct.kind, direct.reason) == (OutcomeKind.REJECTED, "EndpointDisabled")
        [woken] = sent(moto, token)
        assert woken.kind is OutcomeKind.ACCEPTED, woken
        # moto says NotFound where AWS says InvalidParameter; both mean that the endpoint is gone.
        [gone] = sent(moto, arn[:-4] + "0000")
        assert (gone.kind, gone.reason, gone.is_target_dead) == (OutcomeKind.REJECTED, "NotFound", True)
    finally:
        server.stop()
