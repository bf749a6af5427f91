"""A provider is a folder and one line: a service that nobody knew appears everywhere without another change."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Shell
from tests.engine.newcomer import DEVICE, KEY, TOKEN, Newcomer, register
from tests.sandbox.running import Running
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.engine.credentials import follow_devices
from pushbench.engine.linking import LOCAL_SET
from pushbench.engine.registry import Registry
from pushbench.engine.workspace import Workspace
from pushbench.sandbox.faults import read_fault
from pushbench.ui.help.reference import reference

IPHONE = "Virtual iPhone"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def newcomer(monkeypatch: pytest.MonkeyPatch) -> Newcomer:
    return register(monkeypatch)


@pytest.fixture
def wider_sandbox(newcomer: Newcomer) -> Iterator[Running]:
    running = Running()
    yield running
    running.stop()


@pytest.fixture
def home(shell: Shell, wider_sandbox: Running) -> Shell:
    """A shell whose home knows the emulator that has one service more."""
    ready = shell.file("ready.json", json.dumps(wider_sandbox.ready.to_json()))
    linked = shell("profiles", "from-sandbox", ready, "--json")
    assert linked.status == 0, linked.err
    return shell


def test_the_sandbox_lists_it_with_its_device(wider_sandbox: Running) -> None:
    ready = wider_sandbox.ready.to_json()
    assert ready["providers"]["dummy"]["profile"] == {"key": KEY}  # type: ignore[index,call-overload]
    assert {"name": DEVICE, "provider": "dummy", "platform": "ios", "token": TOKEN} in ready["devices"]  # type: ignore[operator]
    assert "dummy" in wider_sandbox.emulator.faults.providers


def test_it_is_sent_through_shown_kept_asked_about_and_exported(home: Shell, wider_sandbox: Running) -> None:
    sent = home("send", home.message(), "--profile", "sandbox-dummy", "--to", DEVICE, "--json")
    assert sent.status == 0, sent.err
    [delivery] = sent.deliveries
    assert (delivery["provider"], delivery["profile"], delivery["outcome"]) == ("dummy", "sandbox-dummy", "accepted")
    [received] = wider_sandbox.emulator.received
    assert (received.title, received.body) == ("Gate changed", "Walk to B42")

    [listed] = home("history", "list", "--provider", "dummy", "--json").lines
    assert listed["id"] == delivery["id"]
    assert home("history", "list", "--provider", "apns", "--json").lines == []

    followed = home("history", "follow", delivery["id"], "--json")
    assert followed.status == 0, followed.err
    [told] = followed.lines
    assert (told["type"], told["id"], told["fate"], told["facts"]) == (
        "follow_up",
        delivery["id"],
        "handed_on",
        [["next", "apple"]],
    )
    shown = home("history", "show", delivery["id"], "--json").lines[0]
    [event] = shown["events"]
    assert event["trace"][0]["step"] == "follow_up"
    assert KEY not in json.dumps(shown)
    assert "handed on" in home("history", "show", delivery["id"]).out.lower()
    assert home("history", "list", "--fate", "handed_on", "--json").lines[0]["fate"] == "handed_on"
    assert home("history", "follow", "--due").err.strip() == "Nothing is due."

    [row] = csv.DictReader(io.StringIO(home("history", "export", "--format", "csv").out))
    assert (row["provider"], row["fate"]) == ("dummy", "handed_on")
    assert "/send/dummy-phone" in home("history", "export", "--format", "curl").out
    assert json.loads(home("history", "export", "--format", "har").out)["log"]["entries"]
    assert 'classname="dummy.sandbox-dummy"' in home("history", "export", "--format", "junit").out


def test_profiles_sets_checks_and_payloads_know_it(home: Shell) -> None:
    added = home("profiles", "add", "mine", "--provider", "dummy", "--env", "sandbox", "--secret", "key=-", stdin=b"k")
    assert added.status == 0, added.err
    shown = home("profiles", "show", "mine", "--json").lines[0]
    assert (shown["provider"], shown["env"]) == ("dummy", "sandbox")
    wrong = home("profiles", "add", "other", "--provider", "dummy", "--env", "sandbox", "--set", "colour=red")
    assert wrong.status != 0
    assert "bundle_id" in wrong.err, "the fields it has are named"
    assert "dummy" in home("profiles", "add", "x", "--provider", "nobody", "--env", "sandbox").err
    assert home("sets", "add", "pair", "sandbox-apns", "mine").status == 0
    assert home("sets", "add", "twice", "sandbox-dummy", "mine").status == 3

    shouting = home("check", home.message(content={"title": "STOP"}), "--provider", "dummy", "--json")
    assert shouting.status == 1
    assert [line["rule"] for line in shouting.lines if line.get("severity") == "error"] == ["DUM001"]
    lost = home("check", home.message(content={"title": "T", "icon": "i"}), "--losses", "--provider", "dummy", "--json")
    assert [line["field"] for line in lost.lines if line["type"] == "loss"] == ["/content/icon"]
    request = home(
        "payload", home.message(), "--provider", "dummy", "--profile", "sandbox-dummy", "--to", DEVICE
    ).lines[0]
    assert request["url"].endswith("/send/dummy-phone")
    assert KEY not in json.dumps(request)


def test_devices_targets_and_pasted_tokens_know_it(home: Shell) -> None:
    assert home("devices", "add", "Second", "--provider", "dummy", "--token", "dummy-2").status == 0
    assert {line["name"] for line in home("devices", "list", "--json").lines if line["provider"] == "dummy"} == {
        DEVICE,
        "Second",
    }
    gone = home("send", home.message(), "--profile", "sandbox-dummy", "--to", "token:dummy-3", "--json")
    assert (gone.status, gone.deliveries[0]["reason"]) == (1, "Unregistered")
    assert home("send", home.message(), "--profile", "sandbox-dummy", "--to", "token:other", "--json").status == 3


def test_faults_can_be_set_on_it(home: Shell, wider_sandbox: Running) -> None:
    faults = wider_sandbox.emulator.faults
    faults.set(
        read_fault({"provider": "dummy", "kind": "reason", "status": 429, "retry_after": 1000}, faults.providers)
    )
    sent = home("send", home.message(), "--profile", "sandbox-dummy", "--to", DEVICE, "--json")
    assert (sent.status, sent.deliveries[0]["reason"]) == (1, "TooMany")


def test_the_demo_sends_through_it(shell: Shell, newcomer: Newcomer) -> None:
    told = shell("demo", "--json")
    assert told.status == 0, told.err
    assert {line["provider"] for line in told.deliveries} == set(Registry().ids) >= {"dummy"}
    assert {line["provider"] for line in told.lines if line["type"] == "shown"} >= {"dummy"}


def test_the_help_describes_its_rules_and_answers(newcomer: Newcomer) -> None:
    topics = {topic.key for topic in reference(Registry().providers)}
    assert {"rule:DUM001", "rule:DUM002", "answer:dummy:0"} <= topics


def test_the_window_takes_its_services_from_the_same_list(newcomer: Newcomer) -> None:
    workspace = FakeWorkspace()
    workspace.store.database.close()
    assert "dummy" in workspace.registry.ids


@pytest.mark.anyio
@pytest.mark.parametrize("note", [None, True], ids=["this version's note", "the first version's note"])
async def test_a_home_of_an_older_version_gets_its_profile_and_device_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, note: bool | None
) -> None:
    older = await Workspace.open(tmp_path, environ={})
    await older.ensure_first_start()
    await older.store.run(lambda db: db.profiles.remove("local-fcm"))
    if note is not None:
        await older.store.run(lambda db: db.settings.put("first-start-done", note))
    await older.aclose()
    register(monkeypatch)
    for _ in range(2):
        newer = await Workspace.open(tmp_path, environ={})
        await newer.ensure_first_start()
        names = [profile.name for profile in await newer.profiles()]
        members = (await newer.store.run(lambda db: db.sets.get(LOCAL_SET))).profiles
        await newer.aclose()
        kept = {f"local-{provider}" for provider in Registry().ids} - {"local-fcm"}
        assert set(names) == kept, "what was removed stays away"
        assert "local-dummy" in members


@pytest.mark.anyio
@pytest.mark.parametrize("note", [["Virtual iPhone"], True], ids=["this version's note", "the first version's note"])
async def test_its_device_comes_into_a_library_that_had_the_others(wider_sandbox: Running, note: object) -> None:
    workspace = await Workspace.open(None, environ={})
    try:
        await workspace.store.run(lambda db: db.settings.put("virtual-devices-made", note))
        ready = wider_sandbox.ready.to_json()
        await follow_devices(workspace._parts, ready)
        names = await workspace.store.run(lambda db: [device.name for device in db.devices.get_many([DEVICE, IPHONE])])
        assert names == [DEVICE], "what was removed by hand stays away"
        await workspace.store.run(lambda db: db.devices.remove([DEVICE]))
        await follow_devices(workspace._parts, ready)
        assert await workspace.store.run(lambda db: db.devices.get(DEVICE)) is None
    finally:
        await workspace.aclose()
