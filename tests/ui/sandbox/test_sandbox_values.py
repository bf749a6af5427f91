"""Pushes, answers and latencies as values."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from tests.ui.sandbox.fake_emulator import push

from pushbench.domain.outcome import OutcomeKind
from pushbench.engine.registry import Registry
from pushbench.sandbox.faults import read_fault
from pushbench.store.history import Cursor, DeliveryRow
from pushbench.ui.sandbox.answers import (
    ACCEPT,
    BUSY,
    OTHER,
    address_of,
    chosen_answer,
    connection_answers,
    fault_for,
    read_standing,
    reason_answers,
    short_answers,
)
from pushbench.ui.sandbox.latencies import Latencies
from pushbench.ui.sandbox.pushes import push_columns, read_push
from pushbench.ui.sandbox.seen_view import readable
from pushbench.ui.sandbox.state import SandboxState, VirtualPhone

PROVIDERS = Registry().providers
IDS = [provider.spec.id for provider in PROVIDERS]


@pytest.mark.parametrize("provider", PROVIDERS, ids=IDS)
@pytest.mark.parametrize("keeps", [False, True])
def test_the_emulator_takes_every_answer_that_is_offered(provider, keeps: bool) -> None:
    offered = (*short_answers(provider, keeps=keeps), *connection_answers(), *reason_answers(provider.reasons))
    for answer in offered:
        if answer.fault is None:
            assert answer.key == ACCEPT
            continue
        document = fault_for(answer, provider.spec.id, "token", keeps=keeps)
        fault = read_fault(document, IDS)
        assert fault.times == (None if keeps else 1)
        assert fault.token == "token"


@pytest.mark.parametrize("provider", PROVIDERS, ids=IDS)
def test_a_fault_that_was_set_is_read_back_as_the_answer_that_set_it(provider) -> None:
    answers = short_answers(provider)
    for answer in answers[1:]:
        document = {"number": 3, **fault_for(answer, provider.spec.id, "t", keeps=False), "struck": 0}
        standing = [read_standing(document, answers)]
        assert chosen_answer(answers, standing, provider.spec.id, "t") == answer.key
        assert chosen_answer(answers, standing, provider.spec.id, "another") == ACCEPT
        assert chosen_answer(answers, standing, "somebody else", "t") == ACCEPT


def test_a_fault_from_elsewhere_is_shown_as_what_it_is() -> None:
    answers = short_answers(PROVIDERS[0])
    standing = read_standing(
        {"number": 1, "provider": "apns", "kind": "reason", "reason": "TopicDisallowed", "times": 3, "struck": 1},
        answers,
    )
    assert chosen_answer(answers, [standing], "apns", "any") == OTHER
    assert standing.title == "TopicDisallowed"
    assert (standing.times, standing.remark) == (2, "next 2 pushes")


def test_keeping_the_busy_server_no_longer_promises_an_acceptance() -> None:
    by_key = {answer.key: answer for answer in short_answers(PROVIDERS[0], keeps=True)}
    assert by_key[BUSY].code == "503"
    assert {answer.key: answer for answer in short_answers(PROVIDERS[0])}[BUSY].code == "503, 200"


@pytest.mark.parametrize(
    ("token", "address"),
    [
        ("abc", "abc"),
        ('{"endpoint":"https://h/x","keys":{}}', "https://h/x"),
        ("{broken", "{broken"),
        ("{}", "{}"),
    ],
)
def test_a_subscription_is_addressed_by_its_endpoint(token: str, address: str) -> None:
    assert address_of(token) == address


def test_an_encrypted_push_shows_its_clear_text_and_keeps_its_bytes() -> None:
    wire = bytes(range(128, 256))
    values = push("web", wire_body=base64.b64encode(wire).decode(), wire_body_encoding="base64", payload='{"a":1}')
    read = read_push({**values, "number": 7}, "s", "web")
    assert (read.key, read.wire, read.plain, read.clear) == ("s-7", wire, b'{"a":1}', b'{"a":1}')
    assert read.request().plain == b'{"a":1}'


def test_a_report_without_anything_is_still_a_push() -> None:
    read = read_push({}, "s", "ios")
    assert (read.title, read.clear, read.checks) == ("", b"", ())


@pytest.mark.parametrize(
    ("body", "text"),
    [(b'{"a":[1]}', '{\n  "a": [\n    1\n  ]\n}'), (b"no json", "no json"), (b'{"a":NaN}', '{"a":NaN}')],
)
def test_the_code_view_breaks_json_into_lines_and_leaves_other_text(body: bytes, text: str) -> None:
    assert readable(body) == text


def _row(number: int, at: float, token: str, provider: str = "apns") -> DeliveryRow:
    return DeliveryRow(
        Cursor(number),
        f"id-{number}",
        "run",
        at,
        provider,
        "local",
        "local",
        "Virtual iPhone",
        "token",
        token,
        OutcomeKind.ACCEPTED,
        200,
        None,
        None,
        1,
        float(number),
        "",
        "Hi",
        "",
    )


def test_a_push_belongs_to_the_delivery_begun_last_before_it_and_each_delivery_to_one_push() -> None:
    found = Latencies()
    pushes = [
        read_push({**push(at=100.5), "number": 1}, "s", "ios"),
        read_push({**push(at=100.9), "number": 2}, "s", "ios"),
    ]
    token = pushes[0].token
    rows = [_row(4, 101.5, token), _row(2, 100.6, token), _row(1, 100.4, token), _row(3, 100.45, "other")]
    assert found.match(pushes, rows) == ["s-1", "s-2"]
    assert (found.ms("s-1"), found.ms("s-2"), found.ms("s-3")) == (1.0, 2.0, None)
    assert found.match(pushes, rows) == []


def test_a_push_that_came_through_another_service_is_read_as_what_was_handed_on() -> None:
    body = '{"to":"ExponentPushToken[a]"}'
    values = push("ios", wire_body=body, payload='{"aps":{}}', via="expo", provider="apns")
    read = read_push({**values, "number": 7}, "s", "ios")
    assert (read.via, read.wire, read.clear) == ("expo", body.encode(), b'{"aps":{}}')
    assert read.request().body == b'{"aps":{}}'
    device = next(column for column in push_columns(lambda key: None, str.title) if column.title == "Device")
    assert device.cell(read).text == f"{read.device}, through Expo"
    row = _row(1, read.at - 1, read.token, "expo")
    assert Latencies().match([read], [row, _row(2, read.at - 0.5, read.token)]) == [read.key]


def test_every_service_that_reaches_a_device_can_answer() -> None:
    phones = (
        VirtualPhone("Virtual iPhone (OneSignal)", "onesignal", "ios", "an id"),
        VirtualPhone("Virtual iPhone", "apns", "ios", "a token"),
        VirtualPhone("Virtual Pixel", "fcm", "android", "another"),
    )
    state = SandboxState(phones=phones)
    assert state.services == ("apns", "onesignal")
    assert state.answering == ("apns", "a token")
    assert replace(state, via="onesignal").answering == ("onesignal", "")
    assert replace(state, via="onesignal", platform="android").answering == ("fcm", "another")
    assert SandboxState().answering == ("", "")


@pytest.mark.parametrize("provider", PROVIDERS, ids=IDS)
def test_a_dead_token_is_never_answered_as_a_success(provider) -> None:
    dead = next(answer for answer in short_answers(provider) if answer.key == "dead")
    assert dead.fault is not None
    assert dead.fault["status"] >= 300 or dead.fault["reason"]
    fault = read_fault(fault_for(dead, provider.spec.id, "", keeps=False), IDS)
    assert fault.token is None
