"""Broadcast channel management."""

from __future__ import annotations

from typing import Any

import pytest
from tests.providers.apns.samples import BUNDLE, CHANNEL, certificate_credentials, context, credentials
from tests.providers.dialogue import Play, answer

from pushbench.domain.errors import UserError
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Outcome, OutcomeKind, StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.providers.apns import PROVIDER

assert PROVIDER.channels is not None
CHANNELS = PROVIDER.channels
ORIGIN = "https://api-manage-broadcast.sandbox.push.apple.com:2195"


def create(profile: Credentials | None = None, *, stores_newest: bool = True) -> Play:
    return Play(CHANNELS.create(profile or credentials(), context(), stores_newest=stores_newest))


@pytest.mark.parametrize(("stores_newest", "policy", "word"), [(True, 1, "newest"), (False, 0, "none")])
def test_create(stores_newest: bool, policy: int, word: str) -> None:
    going = create(stores_newest=stores_newest).sees(
        StepKind.DELIVER,
        method="POST",
        url=f"{ORIGIN}/1/apps/{BUNDLE}/channels",
        headers={"apns-channel-id": None},
        body=b'{"message-storage-policy":%d,"push-type":"LiveActivity"}' % policy,
    )
    assert (going.request.header("authorization") or "").startswith("bearer ")
    outcome = going.answers(answer(201, apns_channel_id=CHANNEL, apns_request_id="5a5a")).outcome
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.provider_id == "5a5a"
    assert outcome.facts[:2] == (("channel", CHANNEL), ("storage", word))


@pytest.mark.parametrize(("policy", "word"), [(1, "newest"), (0, "none")])
def test_show(policy: int, word: str) -> None:
    going = Play(CHANNELS.show(CHANNEL, credentials(), context())).sees(
        method="GET", path=f"/1/apps/{BUNDLE}/channels", headers={"apns-channel-id": CHANNEL}, body=b""
    )
    outcome = going.answers(answer(200, {"message-storage-policy": policy, "push-type": "LiveActivity"})).outcome
    assert outcome.facts == (("channel", CHANNEL), ("storage", word))


def test_list() -> None:
    going = Play(CHANNELS.list(credentials(), context())).sees(
        method="GET", path=f"/1/apps/{BUNDLE}/all-channels", headers={"apns-channel-id": None}, body=b""
    )
    outcome = going.answers(answer(200, {"channels": [CHANNEL, "b3RoZXI="]})).outcome
    assert outcome.facts == (("channel", CHANNEL), ("channel", "b3RoZXI="))
    empty = Play(CHANNELS.list(credentials(), context())).answers(answer(200, {"channels": []})).outcome
    assert (empty.kind, empty.facts) == (OutcomeKind.ACCEPTED, ())


def test_delete() -> None:
    going = Play(CHANNELS.delete(CHANNEL, credentials(), context())).sees(
        method="DELETE", path=f"/1/apps/{BUNDLE}/channels", headers={"apns-channel-id": CHANNEL}, body=b""
    )
    assert going.answers(answer(204)).outcome.kind is OutcomeKind.ACCEPTED


@pytest.mark.parametrize(
    ("profile", "origin"),
    [
        (credentials(Environment.PRODUCTION), "https://api-manage-broadcast.push.apple.com:2196"),
        (credentials(port="2197"), ORIGIN),
        (credentials(manage_base_url="https://127.0.0.1:9"), "https://127.0.0.1:9"),
        (credentials(base_url="https://127.0.0.1:8"), "https://127.0.0.1:8"),
        (credentials(base_url="https://127.0.0.1:8", manage_base_url="https://127.0.0.1:9"), "https://127.0.0.1:9"),
    ],
)
def test_where_channels_are_managed(profile: Credentials, origin: str) -> None:
    assert create(profile).request.origin == origin


def test_a_local_profile_without_an_emulator_manages_nothing() -> None:
    with pytest.raises(UserError, match="no address"):
        create(credentials(Environment.LOCAL))


def test_a_certificate_may_manage_too() -> None:
    request = create(certificate_credentials()).request
    assert request.header("authorization") is None
    assert request.link.certificate is not None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "FeatureNotEnabled"),
        (400, "CannotCreateChannelConfig"),
        (400, "ChannelNotRegistered"),
        (403, "TopicMismatch"),
        (403, "InvalidProviderToken"),
        (429, "TooManyRequests"),
        (503, "Service Unavailable"),
    ],
)
def test_refusals_explain_themselves(status: int, reason: str) -> None:
    outcome = create().answers(answer(status, {"reason": reason})).outcome
    assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, reason)
    assert outcome.explain is not None


def test_a_410_says_nothing_about_a_device() -> None:
    going = Play(CHANNELS.delete(CHANNEL, credentials(), context()))
    outcome = going.answers(answer(410, apns_id="8e58")).outcome
    assert outcome.kind is OutcomeKind.REJECTED
    assert not outcome.is_target_dead


def ask(operation: str) -> Play:
    made: dict[str, Any] = {
        "create": lambda: CHANNELS.create(credentials(), context(), stores_newest=True),
        "show": lambda: CHANNELS.show(CHANNEL, credentials(), context()),
        "list": lambda: CHANNELS.list(credentials(), context()),
        "delete": lambda: CHANNELS.delete(CHANNEL, credentials(), context()),
    }
    return Play(made[operation]())


@pytest.mark.parametrize(
    ("operation", "response"),
    [
        ("create", answer(201)),
        ("create", answer(201, apns_channel_id="not base64!")),
        ("create", answer(200, apns_channel_id=CHANNEL)),
        ("show", answer(200)),
        ("show", answer(200, {"message-storage-policy": True})),
        ("show", answer(200, {"message-storage-policy": "1"})),
        ("show", answer(200, [1])),
        ("show", answer(204)),
        ("list", answer(200, {"channels": {"a": 1}})),
        ("list", answer(200, {"channels": [1]})),
        ("list", answer(200, b"<html>")),
        ("delete", answer(200)),
        ("delete", answer(302)),
    ],
)
def test_odd_answers_are_unclear(operation: str, response: HttpResponse) -> None:
    outcome: Outcome = ask(operation).answers(response).outcome
    assert outcome.kind is OutcomeKind.UNCLEAR
    assert outcome.explain is not None


@pytest.mark.parametrize("operation", ["show", "delete"])
def test_a_malformed_channel_id_sends_nothing(operation: str) -> None:
    with pytest.raises(UserError, match="no channel id"):
        Play(getattr(CHANNELS, operation)("a b", credentials(), context()))


def test_channels_belong_to_an_app() -> None:
    with pytest.raises(UserError, match="no bundle id"):
        create(credentials(bundle_id=None))
