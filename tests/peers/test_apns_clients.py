"""The common APNs clients of npm and PyPI, unchanged, against the emulator: good pushes and bad ones."""

from __future__ import annotations

import asyncio
import ssl
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from aioapns import APNs, NotificationRequest, connection
from aioapns.common import PushType
from tests.peers import node
from tests.sandbox.running import APP, Running

from pushbench.sandbox import apns_certificates

pytestmark = pytest.mark.slow

Job = dict[str, Any]


def keys(sandbox: Running, name: str = "main") -> Mapping[str, str]:
    found: Any = sandbox.ready.providers["apns"]["keys"]
    return dict(found[name])


# @parse/node-apn


@pytest.fixture
def _trusted(sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", sandbox.ready.ca_file)


def node_apn(sandbox: Running, steps: Sequence[Job], **connection: Any) -> list[Any]:
    """Run steps over one provider; give its ``sent`` and ``failed`` lists."""
    node.require("@parse/node-apn")
    key = keys(sandbox)
    sign_in = {"token": {"key": key["key"], "keyId": key["key_id"], "teamId": key["team_id"]}}
    job = {
        "connection": {
            "address": "127.0.0.1",
            "port": sandbox.port(),
            "manageChannelsAddress": "127.0.0.1",
            "manageChannelsPort": sandbox.port(endpoint="manage_base_url"),
            **(connection or sign_in),
        },
        "steps": list(steps),
    }
    found: list[Any] = node.run("apns_node_apn.mjs", job)
    return found


def send(*recipients: str, **notification: Any) -> Job:
    fields = {"topic": APP, "pushType": "alert", "alert": {"title": "Gate changed", "body": "Walk to B42"}}
    return {"act": "send", "recipients": list(recipients), "notification": {**fields, **notification}}


@pytest.mark.peers
@pytest.mark.usefixtures("_trusted")
class TestNodeApn:
    def test_good_pushes(self, sandbox: Running) -> None:
        token, sent_id = sandbox.token(), str(uuid.uuid4())
        results = node_apn(
            sandbox,
            [
                send(*[token] * 50),
                send(
                    token, id=sent_id, expiry=int(time.time()) + 60, collapseId="gate", priority=5, payload={"gate": 1}
                ),
                send(sandbox.token("voip"), pushType="voip", topic=f"{APP}.voip"),
            ],
        )

        assert [(len(result["sent"]), result["failed"]) for result in results] == [(50, []), (1, []), (1, [])]
        assert results[1]["sent"][0]["apns-id"] == sent_id
        assert all(push["apns-unique-id"] for push in results[0]["sent"])
        assert [received.title for received in sandbox.emulator.received][:51] == ["Gate changed"] * 51

    def test_bad_pushes_of_one_call(self, sandbox: Running) -> None:
        known = ("device", "unregistered", "other_app", "production")
        tokens = [*map(sandbox.token, known), "not hex", ""]

        [result] = node_apn(sandbox, [send(*tokens)])

        assert [push["device"] for push in result["sent"]] == [sandbox.token()]
        reasons = {push["device"]: (push["status"], push["response"]["reason"]) for push in result["failed"]}
        assert reasons == {
            sandbox.token("unregistered"): (410, "Unregistered"),
            sandbox.token("other_app"): (400, "DeviceTokenNotForTopic"),
            sandbox.token("production"): (400, "BadDeviceToken"),
            "not hex": (400, "BadDeviceToken"),
            "": (400, "MissingDeviceToken"),
        }
        gone = next(push for push in result["failed"] if push["status"] == 410)
        assert 0 < gone["response"]["timestamp"] < time.time() * 1000

    @pytest.mark.parametrize(
        ("notification", "status", "reason"),
        [
            ({"topic": "dev.pushbench.foreign"}, 400, "TopicDisallowed"),
            ({"topic": ""}, 400, "MissingTopic"),
            ({"pushType": "background", "priority": 10}, 400, "BadPriority"),
            ({"collapseId": "x" * 65}, 400, "BadCollapseId"),
            ({"id": "7"}, 400, "BadMessageId"),
            ({"payload": {"long": "x" * 4096}}, 413, "PayloadTooLarge"),
            ({"rawPayload": {}}, 400, "PayloadEmpty"),
        ],
    )
    def test_a_bad_push(self, sandbox: Running, notification: Job, status: int, reason: str) -> None:
        [result] = node_apn(sandbox, [send(sandbox.token(), **notification)])

        [failed] = result["failed"]
        assert (failed["status"], failed["response"]["reason"]) == (status, reason)

    def test_a_wrong_key(self, sandbox: Running) -> None:
        key = keys(sandbox, "other_team")
        token = {"key": key["key"], "keyId": key["key_id"], "teamId": keys(sandbox)["team_id"]}

        [result] = node_apn(sandbox, [send(sandbox.token())], token=token)

        assert result["failed"][0]["response"]["reason"] == "InvalidProviderToken"

    def test_the_certificate(self, sandbox: Running) -> None:
        profile: Any = sandbox.ready.providers["apns"]["certificate_profile"]
        sign_in = {"pfx": profile["certificate"], "passphrase": profile["passphrase"]}

        good, bad = node_apn(
            sandbox,
            [
                send(*[sandbox.token()] * 20),
                send(sandbox.token("location"), topic=f"{APP}.location-query", pushType="location"),
            ],
            **sign_in,
        )

        assert (len(good["sent"]), good["failed"]) == (20, [])
        assert bad["failed"][0]["response"]["reason"] == "TopicDisallowed"

    def test_channels_and_broadcasts(self, sandbox: Running) -> None:
        create = {"act": "create", "bundleId": APP, "notification": {"payload": {"message-storage-policy": 1}}}
        [created, listed] = node_apn(sandbox, [create, {"act": "readAll", "bundleId": APP, "notification": {}}])
        channel = created["sent"][0]["apns-channel-id"]
        assert listed["sent"][0]["channels"] == [channel]
        update = {
            "pushType": "liveactivity",
            "channelId": channel,
            "expiry": 0,
            "timestamp": 1,
            "event": "update",
            "contentState": {"gate": "B42"},
            "alert": {"title": "Boarding", "body": "Gate B42"},
        }

        read, broadcast, early, deleted, missing = node_apn(
            sandbox,
            [
                {"act": "read", "bundleId": APP, "notification": {"channelId": channel}},
                {"act": "broadcast", "bundleId": APP, "notification": update},
                {"act": "broadcast", "bundleId": APP, "notification": {**update, "event": "start"}},
                {"act": "delete", "bundleId": APP, "notification": {"channelId": channel}},
                {"act": "read", "bundleId": APP, "notification": {"channelId": channel}},
            ],
        )

        assert read["sent"][0]["message-storage-policy"] == 1
        assert broadcast["failed"] == []
        assert early["failed"][0]["response"]["reason"] == "BadRequestPayload"
        assert deleted["failed"] == []
        assert missing["failed"][0]["response"]["reason"] == "ChannelNotRegistered"
        assert [(received.token, received.title) for received in sandbox.emulator.received] == [(channel, "Boarding")]

    def test_repeats_after_429(self, sandbox: Running) -> None:
        sandbox.control("POST", "/faults", {"provider": "apns", "kind": "reason", "status": 429, "times": 1})

        [result] = node_apn(sandbox, [send(sandbox.token())])

        assert (len(result["sent"]), result["failed"]) == (1, [])

    def test_connects_again_after_goaway(self, sandbox: Running) -> None:
        sandbox.control("POST", "/faults", {"provider": "apns", "kind": "goaway", "after": 2})

        steps = [send(sandbox.token(), sandbox.token()), {"act": "wait"}] * 3
        results = node_apn(sandbox, steps)

        assert [(len(result["sent"]), result["failed"]) for result in results[::2]] == [(2, [])] * 3
        assert len(sandbox.emulator.received) == 6


# apns2


def apns2(sandbox: Running, notifications: Sequence[Job], **client: Any) -> Any:
    node.require("apns2")
    key = keys(sandbox)
    job = {
        "client": {
            "host": "127.0.0.1",
            "team": key["team_id"],
            "keyId": key["key_id"],
            "signingKey": key["key"],
            "defaultTopic": APP,
            **client,
        },
        "port": sandbox.port(),
        "notifications": list(notifications),
    }
    return node.run("apns_apns2.mjs", job)


ALERT = {"alert": {"title": "Gate changed", "body": "Walk to B42"}}


@pytest.mark.peers
@pytest.mark.usefixtures("_trusted")
class TestApns2:
    def test_good_pushes(self, sandbox: Running) -> None:
        token = sandbox.token()
        pushes: list[Job] = [{"token": token, "options": ALERT}] * 60
        pushes.append({"token": token, "options": {**ALERT, "priority": 5, "collapseId": "gate", "expiration": 10}})
        pushes.append({"token": token, "silent": True, "options": {"data": {"gate": "B42"}}})

        result = apns2(sandbox, pushes)

        assert [answer["status"] for answer in result["answers"]] == [200] * 62
        assert set(result["pings"]) == {"fulfilled"}
        assert len(sandbox.emulator.received) == 62
        assert {received.title for received in sandbox.emulator.received} == {"Gate changed", ""}

    def test_bad_pushes(self, sandbox: Running) -> None:
        pushes = [
            {"token": sandbox.token("unregistered"), "options": ALERT},
            {"token": "zz", "options": ALERT},
            {"token": sandbox.token(), "options": {**ALERT, "topic": "com.example.other"}},
            {"token": sandbox.token(), "options": {**ALERT, "type": "voip"}},
            {"token": sandbox.token(), "options": {**ALERT, "collapseId": "x" * 70}},
            {"token": sandbox.token(), "options": {"data": {"x": "y" * 5000}}},
            {"token": sandbox.token(), "options": {**ALERT, "priority": 3}},
        ]

        answers = apns2(sandbox, pushes)["answers"]

        assert [(answer["status"], answer["reason"]) for answer in answers] == [
            (410, "Unregistered"),
            (400, "BadDeviceToken"),
            (400, "DeviceTokenNotForTopic"),
            (400, "BadTopic"),
            (400, "BadCollapseId"),
            (413, "PayloadTooLarge"),
            (400, "BadPriority"),
        ]
        assert 0 < answers[0]["timestamp"] < time.time() * 1000

    def test_a_wrong_team(self, sandbox: Running) -> None:
        [answer] = apns2(sandbox, [{"token": sandbox.token(), "options": ALERT}], team="ABCDEFGHIJ")["answers"]

        assert (answer["status"], answer["reason"]) == (403, "InvalidProviderToken")


# aioapns


class Aioapns:
    """aioapns with its class-wide host and port pointed at the emulator."""

    def __init__(self, sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sandbox = sandbox
        monkeypatch.setattr(connection.APNsDevelopmentClientProtocol, "APNS_SERVER", "127.0.0.1")
        monkeypatch.setattr(connection.APNsDevelopmentClientProtocol, "APNS_PORT", sandbox.port())

    def send(self, requests: Sequence[Mapping[str, Any]], **options: Any) -> list[tuple[str, str | None]]:
        """Send all at once; give status and reason of each."""
        return asyncio.run(self._send(requests, options))

    async def _send(self, requests: Sequence[Mapping[str, Any]], options: Mapping[str, Any]) -> list[Any]:
        key = keys(self.sandbox)
        sign_in = {"key": key["key"], "key_id": key["key_id"], "team_id": key["team_id"], "topic": APP}
        context = ssl.create_default_context(cafile=self.sandbox.ready.ca_file)
        if "client_cert" in options:
            sign_in = {}
            context.load_cert_chain(str(options["client_cert"]))
        client = APNs(use_sandbox=True, ssl_context=context, err_func=_ignore, **{**sign_in, **options})
        try:
            results = await asyncio.gather(
                *(client.send_notification(NotificationRequest(**request)) for request in requests)
            )
        finally:
            client.pool.close()
            await asyncio.sleep(0.05)
        return [(result.status, result.description) for result in results]


async def _ignore(request: object, result: object) -> None:
    """The test reads the result itself."""


@pytest.fixture
def aioapns(sandbox: Running, monkeypatch: pytest.MonkeyPatch) -> Aioapns:
    return Aioapns(sandbox, monkeypatch)


MESSAGE = {"aps": {"alert": {"title": "Gate changed", "body": "Walk to B42"}}}


def test_aioapns_good_pushes(sandbox: Running, aioapns: Aioapns) -> None:
    token = sandbox.token()
    one = {"device_token": token, "message": MESSAGE}
    rich = {**one, "time_to_live": 60, "priority": 5, "collapse_key": "gate", "push_type": PushType.ALERT}
    upper = {**one, "notification_id": str(uuid.uuid4()).upper()}

    assert aioapns.send([one] * 40 + [rich, upper]) == [("200", None)] * 42
    assert len(sandbox.emulator.received) == 42


def test_aioapns_bad_pushes(sandbox: Running, aioapns: Aioapns) -> None:
    token = sandbox.token()
    answers = aioapns.send(
        [
            {"device_token": sandbox.token("unregistered"), "message": MESSAGE},
            {"device_token": "ab" * 32, "message": MESSAGE},
            {"device_token": token, "message": {"x": "y" * 5000}},
            {"device_token": token, "message": MESSAGE, "push_type": PushType.VOIP},
            {"device_token": token, "message": MESSAGE, "priority": 4},
        ]
    )

    assert answers == [
        ("410", "Unregistered"),
        ("400", "BadDeviceToken"),
        ("413", "PayloadTooLarge"),
        ("400", "BadTopic"),
        ("400", "BadPriority"),
    ]


def test_aioapns_wrong_key_and_topic(sandbox: Running, aioapns: Aioapns) -> None:
    push = {"device_token": sandbox.token(), "message": MESSAGE}

    assert aioapns.send([push], key_id="ABCDEFGHIJ") == [("403", "InvalidProviderToken")]
    assert aioapns.send([push], topic="dev.pushbench.foreign") == [("400", "TopicDisallowed")]


def test_aioapns_certificate(sandbox: Running, aioapns: Aioapns, tmp_path: Any) -> None:
    issued = apns_certificates.issue(sandbox.apns.authority, APP)
    path = tmp_path / "push.pem"
    path.write_bytes(issued.key_pem() + issued.certificate_pem)
    push = {"device_token": sandbox.token(), "message": MESSAGE}

    assert aioapns.send([push] * 10, client_cert=str(path), topic=APP) == [("200", None)] * 10
