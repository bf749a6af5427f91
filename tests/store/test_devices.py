from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pushbench.domain.device import Device, Group, TokenKind
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.store.devices import EVERY_DEVICE, DeviceQuery

ANA = Device(
    "Ana's iPhone",
    "apns",
    "aa11",
    "ios",
    TokenKind.VOIP,
    "app.skylark",
    "sandbox",
    ("qa", "ios-18"),
    "de-AT",
    "Europe/Vienna",
    {"first_name": "Änne", "seats": 2, "deep": {"a": [1, None]}},
    created_at=5.5,
)
BO = Device("bo", "fcm", "BB22", "android", tags=("qa",), attributes={"plan": "100%_gold"})
CY = Device("Cy", "webpush", '{"endpoint":"https://e"}', "web", TokenKind.WEB, is_retired=True, retired_reason="410")


@pytest.fixture
def devices(database):
    assert database.devices.put_many([CY, BO, ANA]) == 3
    return database.devices


def test_a_device_comes_back_whole(devices):
    assert devices.get("Ana's iPhone") == ANA
    assert devices.get("Cy") == CY
    assert devices.get("cy") is None
    assert devices.get_many(["Cy", "nosuch", "Ana's iPhone"]) == [CY, ANA]


def test_names_go_by_name_case_aside(devices):
    assert devices.names() == ["Ana's iPhone", "bo", "Cy"]
    devices.put(replace(BO, name="Bo"))
    assert devices.names() == ["Ana's iPhone", "Bo", "bo", "Cy"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (DeviceQuery(search="iphone"), ["Ana's iPhone"]),
        (DeviceQuery(search="AA1"), ["Ana's iPhone"]),
        (DeviceQuery(search="bb2"), ["bo"]),
        (DeviceQuery(search="ios-18"), ["Ana's iPhone"]),
        (DeviceQuery(search="änne"), ["Ana's iPhone"]),
        (DeviceQuery(search="ÄNNE qa"), ["Ana's iPhone"]),
        (DeviceQuery(search="first_name"), ["Ana's iPhone"]),
        (DeviceQuery(search="100%_g"), ["bo"]),
        (DeviceQuery(search="100__g"), []),
        (DeviceQuery(search="%"), ["bo"]),
        (DeviceQuery(search="\\"), []),
        (DeviceQuery(search="qa nosuch"), []),
        (DeviceQuery(search="  "), ["Ana's iPhone", "bo", "Cy"]),
        (DeviceQuery(search="\0"), ["Ana's iPhone", "bo", "Cy"]),
        (DeviceQuery(provider="fcm"), ["bo"]),
        (DeviceQuery(tag="qa"), ["Ana's iPhone", "bo"]),
        (DeviceQuery(tag="q"), []),
        (DeviceQuery(retired=True), ["Cy"]),
        (DeviceQuery(retired=False), ["Ana's iPhone", "bo"]),
        (DeviceQuery(group="phones"), ["bo", "Cy"]),
        (DeviceQuery(group="phones", retired=False, search="b"), ["bo"]),
    ],
)
def test_filters(database, devices, query, names):
    database.groups.put(Group("phones", ("Cy", "bo", "gone")))
    assert devices.names(query) == names
    page = devices.page(query)
    assert [device.name for device in page.items] == names
    assert page.total == len(names)


def test_pages_follow_each_other(database):
    database.devices.put_many(Device(f"d{number:03}", "apns", "aa") for number in range(25))
    first = database.devices.page(EVERY_DEVICE, None, 10)
    second = database.devices.page(EVERY_DEVICE, first.items[-1].name, 10)
    assert (first.total, second.total) == (25, 25)
    assert [device.name for device in second.items] == [f"d{number:03}" for number in range(10, 20)]


def test_a_device_of_the_same_name_is_replaced_with_its_tags(devices):
    devices.put(replace(ANA, token="cc", tags=("new",)))
    assert devices.get("Ana's iPhone").token == "cc"
    assert devices.tags() == [("new", 1), ("qa", 1)]
    assert devices.by_token("apns", "aa11") == []
    assert devices.put_many([replace(BO, token="1"), replace(BO, token="2", tags=())]) == 1
    assert devices.get("bo").token == "2"
    assert devices.tags() == [("new", 1)]


def test_devices_are_found_by_token(devices):
    devices.put(replace(ANA, name="Ana again"))
    assert [device.name for device in devices.by_token("apns", "aa11")] == ["Ana again", "Ana's iPhone"]
    assert devices.by_token("fcm", "aa11") == []
    assert devices.by_token("apns", "AA11") == []


def test_removal_takes_tags_and_memberships(database, devices):
    database.groups.put(Group("phones", ("bo", "Cy")))
    assert devices.remove(["bo", "nosuch"]) == 1
    assert devices.names() == ["Ana's iPhone", "Cy"]
    assert devices.tags() == [("ios-18", 1), ("qa", 1)]
    assert database.groups.get("phones") == Group("phones", ("Cy",))


def test_a_new_name_keeps_everything_else(database, devices):
    database.groups.put(Group("phones", ("bo", "Ana's iPhone", "Cy")))
    assert devices.rename("Ana's iPhone", "Ana")
    assert devices.get("Ana") == replace(ANA, name="Ana")
    assert devices.get("Ana's iPhone") is None
    assert database.groups.get("phones").devices == ("bo", "Ana", "Cy")
    assert devices.names(DeviceQuery(tag="ios-18")) == ["Ana"]
    assert not devices.rename("Ana", "bo")
    assert not devices.rename("nosuch", "x")
    assert devices.rename("bo", "bo")
    assert devices.get("bo") == BO


def test_results_and_retirement(devices):
    devices.record_result("bo", Outcome(OutcomeKind.REJECTED, 404, "UNREGISTERED"), 99.5)
    devices.record_result("nosuch", Outcome(OutcomeKind.ACCEPTED), 1.0)
    assert devices.get("bo") == replace(
        BO, last_outcome="rejected", last_status=404, last_reason="UNREGISTERED", last_seen_at=99.5
    )
    devices.retire(["bo", "Cy"], "UNREGISTERED")
    assert (devices.get("bo").is_retired, devices.get("bo").retired_reason) == (True, "UNREGISTERED")
    devices.unretire(["bo"])
    assert (devices.get("bo").is_retired, devices.get("bo").retired_reason) == (False, None)
    devices.retire([], "x")
    assert devices.providers() == [("apns", 1), ("fcm", 1), ("webpush", 1)]


def test_groups(database):
    groups = database.groups
    groups.put(Group("b", ("z", "a", "z")))
    groups.put(Group("a"))
    assert groups.list() == [Group("a"), Group("b", ("z", "a"))]
    groups.put(Group("b", ("q",)))
    assert groups.get("b") == Group("b", ("q",))
    assert groups.remove("b")
    assert not groups.remove("b")
    assert groups.get("b") is None
    groups.put(Group("b"))
    assert groups.get("b") == Group("b")


texts = st.text(max_size=6)
optional = st.none() | texts
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
any_device = st.builds(
    Device,
    name=texts,
    provider=texts,
    token=texts,
    platform=texts,
    token_kind=st.sampled_from(TokenKind),
    app=optional,
    tags=st.lists(texts, max_size=3, unique=True).map(tuple),
    attributes=st.dictionaries(texts, json_values, max_size=2),
    is_retired=st.booleans(),
    last_seen_at=st.none() | st.floats(0, 4e9),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_device, texts)
def test_any_device_comes_back(database, device, search):
    database.devices.put(device)
    assert database.devices.get(device.name) == device
    assert database.devices.by_token(device.provider, device.token)
    database.devices.names(DeviceQuery(search=search, tag=search, group=search))


def test_halves_of_characters_do_no_harm(database):
    database.devices.put(Device("a\ud800", "apns", "t\ud800", tags=("\ud800",), attributes={"\ud800": "\ud800"}))
    assert database.devices.get("a\ud800").tags == ("?",)
    assert database.devices.by_token("apns", "t\ud800")
    assert database.devices.remove(["a\ud800"]) == 1


@pytest.mark.slow
def test_a_hundred_thousand_stay_quick(path):
    from pushbench.store.database import Database

    database = Database(path)
    database.devices.put_many(
        Device(
            f"Device {number * 7919 % 100_000}",
            "apns",
            f"{number * 104729:064x}",
            "ios",
            tags=("qa",),
            attributes={"city": f"Lisbon{number % 500}"},
        )
        for number in range(100_000)
    )
    times = []
    for _ in range(5):
        started = time.perf_counter()
        names = database.devices.names(DeviceQuery(search="lisbon77"))
        times.append(time.perf_counter() - started)
    assert len(names) == 200
    # The target is 50 ms on a quiet machine; tests share theirs.
    assert min(times) < 0.2
    started = time.perf_counter()
    database.devices.page(DeviceQuery(), names[100], 100)
    assert time.perf_counter() - started < 0.2
    database.close()
