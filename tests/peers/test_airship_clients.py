"""Airship's official client (PyPI urbanairship) against the emulator, over TLS: good input and bad."""

from __future__ import annotations

import importlib
import json
import logging
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from tests.sandbox.running import Running

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its regular expressions are not raw strings
    ua: Any = importlib.import_module("urbanairship")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
TITLE, TEXT = "Gate changed", "Walk to B42, naïve café ✈"
UNKNOWN = "9c36e8c7-5a73-47c0-9716-99fd3d4197d5"


@pytest.fixture(autouse=True)
def _client_without_words() -> Iterator[None]:
    """Every refusal makes the client write two lines; here refusals are what is looked at."""
    loggers = [logging.getLogger(name) for name in ("urbanairship", "backoff")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture(scope="module")
def _running() -> Iterator[Running]:
    running = Running()
    yield running
    running.stop()


@pytest.fixture
def sandbox(_running: Running) -> Running:
    _running.reset()
    return _running


def extras(sandbox: Running) -> Any:
    return sandbox.ready.providers["airship"]


def channel(sandbox: Running, platform: str) -> str:
    return next(d.token for d in sandbox.ready.devices if d.provider == "airship" and d.platform == platform)


def at_home(client: Any, sandbox: Running) -> Iterator[Any]:
    """Point a client at the emulator: its hosts are fixed, so the table of addresses is exchanged."""
    from urbanairship.urls import Urls

    client.urls = Urls(base_url=f"{sandbox.url('airship')}/api/")
    client.session.verify = sandbox.ready.ca_file
    client.session.trust_env = False
    yield client
    client.session.close()


@pytest.fixture
def client(sandbox: Running) -> Iterator[Any]:
    profile = extras(sandbox)["profile"]
    yield from at_home(ua.BasicAuthClient(profile["app_key"], profile["master_secret"]), sandbox)


def push(client: Any, audience: Any = None, **changes: Any) -> Any:
    made = ua.Push(client)
    made.audience = audience or ua.named_user("demo")
    made.notification = ua.notification(
        alert=TEXT,
        ios=ua.ios(title=TITLE, badge="+1", sound="default", collapse_id="gate", relevance_score=0.5),
        android=ua.android(title=TITLE, extra={"gate": "B42"}, delivery_priority="high", time_to_live=60),
        web=ua.web(title=TITLE, require_interaction=True),
    )
    made.device_types = ua.device_types("ios", "android", "web")
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def refusal(call: Any) -> tuple[int, Any, Any]:
    with pytest.raises(ua.AirshipFailure) as told:
        call()
    return told.value.response.status_code, told.value.error_code, told.value.details


def test_every_device_is_reached(sandbox: Running, client: Any) -> None:
    answer = push(client).send()
    assert (answer.ok, len(answer.push_ids)) == (True, 1)
    got = sandbox.emulator.received
    assert [each.provider for each in got] == ["apns", "fcm", "webpush"]
    assert {(each.title, each.body, each.via) for each in got} == {(TITLE, TEXT, "airship")}
    assert {each.device for each in got} == {"Virtual iPhone", "Virtual Pixel", "Virtual browser"}


def test_audiences(sandbox: Running, client: Any) -> None:
    segment = extras(sandbox)["segment"]
    cases = [
        (ua.channel(channel(sandbox, "ios")), 1),
        (ua.ios_channel(channel(sandbox, "ios")), 1),
        (ua.android_channel(channel(sandbox, "ios")), 0),
        (ua.and_(ua.tag("news"), ua.not_(ua.tag("nothing"))), 3),
        (ua.or_(ua.segment(segment), ua.alias("x")), 3),
        (ua.tag_group("loyalty", "gold"), 3),
        (ua.number_attribute("walk_min", "greater", 7), 3),
        (ua.text_attribute("first_name", "equals", "Bo"), 0),
        ("all", 3),
    ]
    for audience, count in cases:
        before = len(sandbox.emulator.received)
        assert push(client, audience).send().ok
        assert len(sandbox.emulator.received) - before == count, audience


def test_everything_the_client_can_write_is_taken(sandbox: Running, client: Any) -> None:
    from urbanairship.enums import LiveActivityEvent

    rich = ua.notification(
        alert=TEXT,
        actions=ua.actions(add_tag="seen", open_={"type": "url", "content": "https://x.example"}, app_defined={"x": 1}),
        interactive=ua.interactive("ua_yes_no_foreground", {"yes": ua.actions(add_tag=["yes"])}),
        ios=ua.ios(
            alert={"title": TITLE, "body": TEXT},
            content_available=True,
            mutable_content=True,
            media_attachment=ua.media_attachment(
                "https://x.example/a.png", options={"crop": {"x": 0, "y": 0, "width": 0.5, "height": 0.5}}
            ),
            interruption_level="time-sensitive",
            sound={"name": "bells", "volume": 1.0, "critical": True},
        ),
        android=ua.android(
            style=ua.style("inbox", ["a", "b"]),
            wearable=ua.wearable("https://x.example/w.png"),
            public_notification=ua.public_notification(title="x"),
            visibility=0,
            priority=1,
            category="event",
            icon_color="#ff9900",
        ),
    )
    made = push(
        client,
        notification=rich,
        message=ua.message("Title", "<p>Body", content_type="text/html", extra={"a": "b"}, expiry=3600),
        in_app=ua.in_app("Hi", "banner", display={"position": "top", "primary_color": "#ff9900"}),
        options=ua.options(expiry=60, personalization=False, no_throttle=True),
        campaigns=ua.campaigns(["gates"]),
        localizations=[ua.localization("en", "DE", notification={"alert": "Geh zu B42"})],
    )
    answer = made.send()
    assert (len(answer.localized_ids), len(answer.payload["message_ids"])) == (1, 1)
    assert sandbox.emulator.received[0].body == "Geh zu B42"
    live = ua.live_activity("gate", LiveActivityEvent.UPDATE, {"title": "T", "body": "B"}, 5, {"gate": "B42"})
    push(client, notification=ua.notification(ios=ua.ios(live_activity=live))).send()
    assert json.loads(sandbox.emulator.received[-1].payload)["aps"]["content-state"] == {"gate": "B42"}
    others = ua.notification(
        wns=ua.wns_payload(alert="x"),
        sms=ua.sms("x"),
        amazon=ua.amazon("x", expires_after=60),
        open_platform={"chat": ua.open_platform("x", title="y")},
    )
    types = ua.device_types("wns", "sms", "amazon", "open::chat")
    assert push(client, notification=others, device_types=types).validate().ok


def test_refusals_are_told_with_their_place(sandbox: Running, client: Any) -> None:
    def status(**changes: Any) -> tuple[int, Any, Any]:
        return refusal(push(client, **changes).send)

    for changes, path in (
        ({"notification": {"alert": 7}}, "push.notification.alert"),
        ({"notification": {"wns": {"text": "x"}}, "device_types": ["wns"]}, "push.notification.wns.text"),
        ({"device_types": ["ios"]}, "push.notification.android"),
        ({"audience": {"channel": "42"}}, "push.audience.channel"),
        ({"options": {"expiry": -1}}, "push.options.expiry"),
        ({"localizations": [{"notification": {"alert": "x"}}]}, "push.localizations.0"),
        ({"notification": {}}, "push"),
    ):
        code, error, details = status(**changes)
        assert (code, error, details["path"]) == (400, 40001, path)
        assert details["location"]["line"] == 1
        assert refusal(push(client, **changes).validate)[0] == 400
    assert not sandbox.emulator.received
    said = refusal(lambda: client._request("POST", "{", client.urls.get("push_url"), "application/json", version=3))
    assert said[:2] == (400, 40000)
    assert (
        refusal(lambda: client._request("POST", "{}", client.urls.get("push_url"), "application/json", version=2))[0]
        == 406
    )
    assert refusal(lambda: client._request("GET", None, client.urls.get("push_url"), version=3))[0] == 405
    assert refusal(lambda: ua.ChannelInfo(client).lookup(UNKNOWN))[:2] == (404, 40404)
    big = "x" * (5 * 1024 * 1024 + 1)
    assert (
        refusal(lambda: client._request("POST", big, client.urls.get("push_url"), "application/json", version=3))[0]
        == 413
    )


def test_every_way_to_sign_in(sandbox: Running) -> None:
    given, key = extras(sandbox), extras(sandbox)["profile"]["app_key"]
    for bearer in at_home(ua.BearerTokenClient(key, given["token"]), sandbox):
        assert push(bearer).send().ok
    client = given["oauth"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", sandbox.ready.ca_file)  # its token request takes no session
        oauth = ua.client.OAuthClient(key, client["client_id"], client["private_key"], scope=["psh"])
        oauth.token_url = given["token_url"]
        for signed in at_home(oauth, sandbox):
            assert push(signed).send().ok
            look_up = ua.ChannelInfo(signed).lookup
            assert refusal(partial(look_up, UNKNOWN))[:2] == (403, 40301)
    for wrong in (
        ua.BasicAuthClient(key, "x" * 22),
        ua.BasicAuthClient("y" * 22, given["profile"]["master_secret"]),
        ua.BasicAuthClient(key, given["app_secret"]),
        ua.BearerTokenClient(key, "nobodys"),
    ):
        for stranger in at_home(wrong, sandbox):
            with pytest.raises(ua.Unauthorized):
                push(stranger).send()
    assert len(sandbox.emulator.received) == 6


def test_channels_named_users_and_tags(sandbox: Running, client: Any) -> None:
    phone = channel(sandbox, "ios")
    found = ua.ChannelInfo(client).lookup(phone)
    assert (found.device_type, found.named_user_id, found.opt_in) == ("ios", "demo", True)
    assert next(each.channel_id for each in ua.ChannelList(client)) == phone
    user = ua.NamedUser(client, "demo")
    assert len(user.lookup()["named_user"]["channels"]) == 3
    assert user.tag("crew", add=["pilot"])["ok"]
    push(client, ua.tag_group("crew", "pilot")).send()
    assert len(sandbox.emulator.received) == 3
    tags = ua.ChannelTags(client)
    tags.set_audience(ios=[phone])
    tags.add("device", ["beta"])
    assert tags.send()["ok"]
    push(client, ua.tag("beta")).send()
    assert len(sandbox.emulator.received) == 4
    other = ua.NamedUser(client, "bo")
    assert other.associate(phone, "ios").json()["ok"]
    assert [each["channel_id"] for each in other.lookup()["named_user"]["channels"]] == [phone]
    assert other.disassociate(phone).json()["ok"]
    assert refusal(other.lookup)[:2] == (404, 40401)


def test_schedules(sandbox: Running, client: Any) -> None:
    def schedule(when: datetime) -> Any:
        made = ua.ScheduledPush(client)
        made.push, made.schedule, made.name = push(client), ua.scheduled_time(when), "later"
        return made

    later = schedule(datetime.now(UTC) + timedelta(hours=2))
    assert later.send().payload["schedule_ids"]
    assert [each.name for each in ua.ScheduledList(client)] == ["later"]
    assert ua.ScheduledPush.from_url(client, later.url).name == "later"
    later.name = "much later"
    assert later.update().ok
    assert not sandbox.emulator.received
    assert later.cancel().status_code == 204
    assert refusal(later.cancel)[:2] == (404, 40401)
    code, error, details = refusal(schedule(datetime.now(UTC) - timedelta(hours=2)).send)
    assert (code, error, details["path"]) == (400, 40001, "schedule.schedule.scheduled_time")
    due = schedule(datetime.now(UTC) + timedelta(hours=1))
    due.send()
    sandbox.clock.shift = 3700.0
    assert refusal(due.cancel)[:2] == (409, 40902)
    assert len(sandbox.emulator.received) == 3
    weekly = schedule(datetime.now(UTC) + timedelta(days=2))
    weekly.recurring = ua.recurring_schedule(1, "weekly", days_of_week=["monday"])
    weekly.send()
    assert weekly.pause().json()["ok"]
    assert refusal(weekly.pause)[:2] == (409, 40902)
    assert weekly.resume().json()["ok"]


def test_experiments_templates_and_reports(sandbox: Running, client: Any) -> None:
    def arm(text: str, weight: int) -> Any:
        return ua.Variant(push(client, notification=ua.notification(alert=text)), name=text, weight=weight)

    test = ua.Experiment(
        ua.named_user("demo"), ua.device_types("ios", "android", "web"), [arm("A", 1), arm("B", 2)], "gates"
    )
    tests = ua.ABTest(client)
    assert tests.validate(test).json()["ok"]
    assert not sandbox.emulator.received
    made = tests.create(test).json()
    assert sorted(each.body for each in sandbox.emulator.received) == ["A", "B", "B"]
    assert tests.lookup(made["experiment_id"]).json()["experiment"]["name"] == "gates"
    test.variants = []
    assert refusal(lambda: tests.create(test))[0] == 400
    template = ua.Template(client, "gate", variables=[{"key": "GATE", "default_value": "B1"}])
    template.push = {"notification": {"alert": "Go to {{GATE}}"}}
    template.create()
    sent = ua.TemplatePush(client)
    sent.audience, sent.device_types = ua.named_user("demo"), ua.device_types("ios")
    sent.merge_data = ua.merge_data(template.template_id, {"GATE": "B42"})
    assert sent.send().ok
    assert sandbox.emulator.received[-1].body == "Go to B42"
    identifier = push(client).send().push_ids[0]
    report = ua.reports.IndividualResponseStats(client).get(identifier)
    assert (report.sends, report.direct_responses, report.push_uuid) == (3, 0, identifier)
    assert refusal(lambda: ua.reports.IndividualResponseStats(client).get(UNKNOWN))[:2] == (404, 40401)
    assert ua.Push.message_center_delete(client, identifier).status_code == 202


def test_faults_are_worded_as_airship_does(sandbox: Running, client: Any) -> None:
    for fault, code, error in (
        ({"reason": "40902"}, 409, 40902),
        ({"reason": "Internal error"}, 500, 50000),
        ({"reason": "Forbidden"}, 403, 40301),
        ({"status": 429, "retry_after": 3}, 429, None),
        ({"status": 503}, 503, None),
    ):
        sandbox.control("POST", "/faults", {"provider": "airship", "kind": "reason", "times": 1, **fault})
        assert refusal(push(client).send)[:2] == (code, error)
    phone = channel(sandbox, "ios")
    fault = {"provider": "airship", "kind": "reason", "reason": "40404", "times": 1, "token": phone}
    sandbox.control("POST", "/faults", fault)  # type: ignore[arg-type]
    assert push(client).send().ok
    assert refusal(push(client, ua.channel(phone)).send)[:2] == (404, 40404)
