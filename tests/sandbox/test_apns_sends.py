"""Device sends over real TLS and HTTP/2: one test for every reason, and what an accepted push leaves behind."""

from __future__ import annotations

import json
import re
import time
import uuid

import httpx
import pytest
from tests.sandbox.running import APP, HELLO, Running

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Check the form of a refusal and return status and reason."""
    document = json.loads(answer.content)
    assert set(document) <= {"reason", "timestamp"}
    assert ("timestamp" in document) == (answer.status_code == 410)
    assert UUID.fullmatch(answer.headers["apns-id"])
    return answer.status_code, document["reason"]


def test_accepts_a_push_and_hands_it_to_the_virtual_iphone(sandbox: Running) -> None:
    answer = sandbox.push()

    assert (answer.status_code, answer.content, answer.http_version) == (200, b"", "HTTP/2")
    assert UUID.fullmatch(answer.headers["apns-id"])
    assert UUID.fullmatch(answer.headers["apns-unique-id"])
    [received] = sandbox.emulator.received
    assert (received.provider, received.device, received.token) == ("apns", "Virtual iPhone", sandbox.token())
    assert (received.title, received.body) == ("Gate changed", "Walk to B42")
    assert received.wire_body == received.payload == HELLO
    assert "authorization" not in dict(received.headers)
    assert dict(received.headers)["apns-topic"] == APP
    assert "JSON is valid, 63 of 4,096 B" in received.checks
    assert "Push type alert, priority 10" in received.checks


@pytest.mark.parametrize(
    ("headers", "status", "reason"),
    [
        ({"apns-id": "not-a-uuid"}, 400, "BadMessageId"),
        ({"apns-id": "8E58A8C1-0000-0000-0000-00000000000"}, 400, "BadMessageId"),
        ({"apns-expiration": "tomorrow"}, 400, "BadExpirationDate"),
        ({"apns-expiration": "-1"}, 400, "BadExpirationDate"),
        ({"apns-expiration": "1.5"}, 400, "BadExpirationDate"),
        ({"apns-priority": "7"}, 400, "BadPriority"),
        ({"apns-priority": "high"}, 400, "BadPriority"),
        ({"apns-priority": "10", "apns-push-type": "background"}, 400, "BadPriority"),
        ({"apns-collapse-id": "x" * 65}, 400, "BadCollapseId"),
        ({"apns-topic": None}, 400, "MissingTopic"),
        ({"apns-topic": ""}, 400, "MissingTopic"),
        ({"apns-topic": "two words"}, 400, "BadTopic"),
        ({"apns-topic": f"{APP}.voip.voip", "apns-push-type": "voip"}, 400, "BadTopic"),
        ({"apns-push-type": "voip"}, 400, "BadTopic"),
        ({"apns-topic": f"{APP}.voip"}, 400, "BadTopic"),
        ({"apns-push-type": "mdm"}, 400, "BadTopic"),
        ({"apns-topic": "dev.pushbench.foreign"}, 400, "TopicDisallowed"),
        ({"apns-topic": "com.example.mistyped"}, 400, "DeviceTokenNotForTopic"),
        ({"apns-push-type": "Alert"}, 400, "InvalidPushType"),
        ({"apns-push-type": "toast"}, 400, "InvalidPushType"),
        ({"authorization": None}, 403, "MissingProviderToken"),
        ({"authorization": "bearer "}, 403, "MissingProviderToken"),
        ({"authorization": "basic abc"}, 403, "MissingProviderToken"),
        ({"authorization": "bearer x.y.z"}, 403, "InvalidProviderToken"),
    ],
)
def test_names_the_wrong_header(sandbox: Running, headers: dict[str, str | None], status: int, reason: str) -> None:
    assert refused(sandbox.push(headers=headers)) == (status, reason)
    assert sandbox.emulator.received == []


@pytest.mark.parametrize(
    ("method", "path", "status", "reason"),
    [
        ("GET", "/3/device/{token}", 405, "MethodNotAllowed"),
        ("PUT", "/3/device/{token}", 405, "MethodNotAllowed"),
        ("POST", "/", 404, "BadPath"),
        ("POST", "/3/devices/{token}", 404, "BadPath"),
        ("POST", "/1/apps/dev.pushbench.demo/channels", 404, "BadPath"),
        ("POST", "/3/device/", 400, "MissingDeviceToken"),
        ("POST", "/3/device/<{token}>", 400, "BadDeviceToken"),
        ("POST", "/3/device/{token}00", 400, "BadDeviceToken"),
        ("POST", "/3/device/{token}/more", 400, "BadDeviceToken"),
        ("POST", "/3/device/" + "ab" * 32, 400, "BadDeviceToken"),
    ],
)
def test_names_the_wrong_method_path_and_token(
    sandbox: Running, method: str, path: str, status: int, reason: str
) -> None:
    answer = sandbox.push(method=method, path=path.format(token=sandbox.token()))

    assert refused(answer) == (status, reason)


@pytest.mark.parametrize(
    ("name", "headers", "status", "reason"),
    [
        ("unregistered", {}, 410, "Unregistered"),
        ("expired", {}, 410, "ExpiredToken"),
        ("production", {}, 400, "BadDeviceToken"),
        ("other_app", {}, 400, "DeviceTokenNotForTopic"),
        ("voip", {}, 400, "DeviceTokenNotForTopic"),
        ("live_activity", {}, 400, "DeviceTokenNotForTopic"),
        ("device", {"apns-push-type": "voip", "apns-topic": f"{APP}.voip"}, 400, "DeviceTokenNotForTopic"),
    ],
)
def test_tells_tokens_apart(
    sandbox: Running, name: str, headers: dict[str, str | None], status: int, reason: str
) -> None:
    answer = sandbox.push(token=sandbox.token(name), headers=headers)

    assert refused(answer) == (status, reason)
    if status == 410:
        found_dead_at = json.loads(answer.content)["timestamp"] / 1000
        assert time.time() - 8 * 86400 < found_dead_at < time.time()


@pytest.mark.parametrize(
    ("name", "push_type", "suffix"),
    [
        ("device", "alert", ""),
        ("device", "background", ""),
        ("voip", "voip", ".voip"),
        ("live_activity", "liveactivity", ".push-type.liveactivity"),
        ("push_to_start", "liveactivity", ".push-type.liveactivity"),
        ("complication", "complication", ".complication"),
        ("file_provider", "fileprovider", ".pushkit.fileprovider"),
        ("location", "location", ".location-query"),
        ("push_to_talk", "pushtotalk", ".voip-ptt"),
        ("controls", "controls", ".push-type.controls"),
        ("widgets", "widgets", ".push-type.widgets"),
    ],
)
def test_accepts_each_push_type_with_its_topic_and_token(
    sandbox: Running, name: str, push_type: str, suffix: str
) -> None:
    token = sandbox.token(name)

    for headers in ({"apns-push-type": push_type}, {"apns-push-type": None}):
        answer = sandbox.push(token=token.upper(), headers={**headers, "apns-topic": APP + suffix})
        assert answer.status_code == 200, answer.content
    assert [received.token for received in sandbox.emulator.received] == [token, token]


def test_accepts_the_other_app_under_its_own_topic(sandbox: Running) -> None:
    answer = sandbox.push(token=sandbox.token("other_app"), headers={"apns-topic": "dev.pushbench.other"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("name", "push_type", "suffix", "limit"),
    [
        ("device", "alert", "", 4096),
        ("voip", "voip", ".voip", 5120),
        ("live_activity", "liveactivity", ".push-type.liveactivity", 4096),
    ],
)
def test_counts_bytes_per_push_type(sandbox: Running, name: str, push_type: str, suffix: str, limit: int) -> None:
    headers = {"apns-push-type": push_type, "apns-topic": APP + suffix}
    frame = len('{"aps":{},"x":""}')
    fits = b'{"aps":{},"x":"%s"}' % (b"x" * (limit - frame))

    assert sandbox.push(token=sandbox.token(name), headers=headers, body=fits).status_code == 200
    too_long = sandbox.push(token=sandbox.token(name), headers=headers, body=fits + b" ")
    assert refused(too_long) == (413, "PayloadTooLarge")


def test_answers_several_megabytes_with_413(sandbox: Running) -> None:
    assert refused(sandbox.push(body=b"x" * 4_000_000)) == (413, "PayloadTooLarge")


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'"text"', b'{"a":NaN}', b"\xff{}", b"[" * 4000, b"null"])
def test_takes_a_body_that_is_no_json_object_for_empty(sandbox: Running, body: bytes) -> None:
    assert refused(sandbox.push(body=body)) == (400, "PayloadEmpty")


def test_takes_an_empty_object(sandbox: Running) -> None:
    assert sandbox.push(body=b"{}").status_code == 200


def test_refuses_a_repeated_header(sandbox: Running) -> None:
    with sandbox.client() as client:
        answer = client.post(
            f"{sandbox.url()}/3/device/{sandbox.token()}",
            headers=[
                ("authorization", f"bearer {sandbox.jwt()}"),
                ("apns-topic", APP),
                ("apns-priority", "10"),
                ("apns-priority", "5"),
            ],
            content=HELLO,
        )

    assert refused(answer) == (400, "DuplicateHeaders")


def test_echoes_the_id_letter_for_letter(sandbox: Running) -> None:
    sent = str(uuid.uuid4()).upper()

    assert sandbox.push(headers={"apns-id": sent}).headers["apns-id"] == sent
    assert sandbox.push(headers={"apns-id": sent}, token="00").headers["apns-id"] == sent


def test_counts_the_bytes_of_a_collapse_id(sandbox: Running) -> None:
    with sandbox.client() as client:
        url = f"{sandbox.url()}/3/device/{sandbox.token()}"
        common = [(b"authorization", f"bearer {sandbox.jwt()}".encode()), (b"apns-topic", APP.encode())]
        fits = client.post(url, headers=[*common, (b"apns-collapse-id", "é".encode() * 32)], content=HELLO)
        too_long = client.post(url, headers=[*common, (b"apns-collapse-id", "é".encode() * 33)], content=HELLO)

    assert fits.status_code == 200
    assert refused(too_long) == (400, "BadCollapseId")


def test_says_that_a_collapse_id_replaces_the_push_before(sandbox: Running) -> None:
    for _ in range(2):
        sandbox.push(headers={"apns-collapse-id": "gate-418"})

    first, second = (received.checks for received in sandbox.emulator.received)
    assert "Collapse id gate-418" in first
    assert "Collapse id gate-418 replaces the push before" in second


def test_says_what_a_push_lacks(sandbox: Running) -> None:
    sandbox.push(headers={"apns-push-type": None, "apns-expiration": "1000"}, body=b'{"aps":{"badge":1}}')

    [received] = sandbox.emulator.received
    assert "No push type, priority 10: watchOS needs apns-push-type" in received.checks
    assert any("in the past" in check for check in received.checks)
    assert "Nothing shows: aps.alert holds no words" in received.checks


def test_background_without_priority_counts_as_5(sandbox: Running) -> None:
    sandbox.push(headers={"apns-push-type": "background"}, body=b'{"aps":{"content-available":1}}')

    assert "Push type background, priority 5" in sandbox.emulator.received[0].checks


def test_an_earlier_rule_wins(sandbox: Running) -> None:
    """The documented order: id, method, path, sender, push type, topic, collapse id, priority, token, payload."""
    wrong = {
        "apns-id": "x",
        "authorization": None,
        "apns-push-type": "toast",
        "apns-topic": None,
        "apns-collapse-id": "x" * 65,
        "apns-priority": "7",
    }
    reasons = []
    for name, good in [
        ("apns-id", None),
        ("authorization", f"bearer {sandbox.jwt()}"),
        ("apns-push-type", "alert"),
        ("apns-topic", APP),
        ("apns-collapse-id", None),
        ("apns-priority", "10"),
    ]:
        reasons.append(refused(sandbox.push(headers=wrong, token="zz", body=b""))[1])
        wrong[name] = good
    reasons.append(refused(sandbox.push(headers=wrong, token="zz", body=b""))[1])
    reasons.append(refused(sandbox.push(headers=wrong, body=b""))[1])

    assert reasons == [
        "BadMessageId",
        "MissingProviderToken",
        "InvalidPushType",
        "MissingTopic",
        "BadCollapseId",
        "BadPriority",
        "BadDeviceToken",
        "PayloadEmpty",
    ]
