"""A workspace leaves in one file without secrets and comes into another; no file breaks the reader."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.fakes import DummyProvider, FakeClock, FakeRandomness, FakeTransport
from tests.engine.test_retention import delivery

from pushbench.domain.device import Device, Group
from pushbench.domain.errors import UserError
from pushbench.domain.message import Content, Message
from pushbench.domain.profile import Environment, Profile, ProfileSet, SecretRef
from pushbench.domain.secret import Secret
from pushbench.engine import workspace_file
from pushbench.engine.registry import Registry
from pushbench.engine.settings import Keep, ProxyMode, Retention
from pushbench.engine.workspace import Workspace
from pushbench.engine.workspace_file import WorkspaceFile, is_plain_path, parse_workspace, read_workspace_file
from pushbench.engine.workspace_import import Clash, State
from pushbench.store.history import HistoryQuery, RunRecord
from pushbench.store.message_file import dump_message

pytestmark = pytest.mark.anyio

KEY = Secret("geheimer-schluessel")
PROXY = "http://me:geheimes-wort@proxy.example:3128"
LOGIN = "https://me:geheimes-wort@push.example"


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[Workspace]:
    workspace = await Workspace.open(
        home,
        environ={"PUSHBENCH_VAULT": "memory"},
        clock=FakeClock(),
        randomness=FakeRandomness(),
        registry=Registry((DummyProvider(),)),  # type: ignore[arg-type]
        transport=FakeTransport(),
    )
    try:
        yield workspace
    finally:
        await workspace.aclose()


def write_message(home: Path, key: str, title: str) -> None:
    path = home / "messages" / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump_message(Message(name=title, content=Content(title=title))), encoding="utf-8")


async def fill(workspace: Workspace) -> None:
    """Put one of everything into a workspace."""
    home = workspace.home
    assert home is not None
    write_message(home, "Gate change.push.json", "Gate changed")
    write_message(home, "Team/Größer.push.json", "Größer ✈")
    write_message(home, ".recently-deleted/old.push.json", "Deleted")
    phone = Device("Ana's iPhone", "dummy", "dummy-1", tags=("ios-18",), attributes={"seat": 3}, created_at=5.0)
    await workspace.store.run(lambda db: db.devices.put_many([phone, Device("Pixel", "dummy", "dummy-2")]))
    await workspace.store.run(lambda db: db.groups.put(Group("qa", ("Ana's iPhone", "Pixel"))))
    await workspace.save_profile(Profile("staging", "dummy", Environment.SANDBOX, {"base_url": LOGIN}), {"key": KEY})
    await workspace.save_profile(Profile("ci", "dummy", Environment.PRODUCTION), {"key": SecretRef("env", "CI_KEY")})
    await workspace.save_set(ProfileSet("Skylark", ("staging",)))
    await workspace.upkeep.keep_history(Retention(Keep.DAYS, days=30))
    await workspace.upkeep.set_proxy(PROXY)

    def history(db: Any) -> None:
        db.history.start_run(RunRecord("run-1", 1.7e9, "m", "{}", "staging", 3))
        db.history.add([delivery(number) for number in range(3)])
        db.history.finish_run("run-1", 1.7e9, {"accepted": 3})

    await workspace.store.run(history)


async def everything(workspace: Workspace) -> dict[str, Any]:
    """Return what a workspace holds, but for what differs by nature."""

    def work(db: Any) -> dict[str, Any]:
        return {
            "devices": tuple(db.devices.get_many(db.devices.names())),
            "groups": db.groups.list(),
            "profiles": [(p.name, p.provider, p.environment) for p in db.profiles.list()],
            "sets": db.sets.list(),
            "deliveries": list(db.history.iterate(HistoryQuery())),
            "runs": db.history.runs(),
        }

    found: dict[str, Any] = await workspace.store.run(work)
    folder = workspace.home / "messages"  # type: ignore[operator]
    found["messages"] = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.push.json")
        if ".recently-deleted" not in path.parts
    }
    return found


@pytest.fixture
async def exported(tmp_path: Path) -> Path:
    file = tmp_path / "out.pushbench.zip"
    async with opened(tmp_path / "source") as workspace:
        await fill(workspace)
        await workspace.upkeep.export(file, with_history=True)
    return file


async def test_a_file_gives_the_workspace_again(tmp_path: Path, exported: Path) -> None:
    async with opened(tmp_path / "source") as source, opened(tmp_path / "target") as target:
        found = read_workspace_file(exported)
        merged = await target.upkeep.merge(found, Clash.KEEP_BOTH)
        assert await everything(target) == await everything(source)
        assert merged.to_fill_in == {"staging": ("base_url", "key")}
        assert merged.deliveries == 3
        assert not found.problems
        assert (await target.profile("ci")).secrets == {"key": SecretRef("env", "CI_KEY")}


async def test_no_secret_is_in_the_file(exported: Path) -> None:
    with zipfile.ZipFile(exported) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
        assert not any(name.startswith("messages/.") for name in archive.namelist())
    for secret in (KEY.reveal(), "geheimes-wort"):
        assert secret.encode() not in whole
        assert secret.encode() not in exported.read_bytes()
    assert b"Gate changed" in whole
    assert exported.stat().st_mode & 0o077 == 0


async def test_importing_twice_changes_nothing(tmp_path: Path, exported: Path) -> None:
    found = read_workspace_file(exported)
    async with opened(tmp_path / "target") as target:
        await target.upkeep.merge(found, Clash.KEEP_BOTH)
        before = await everything(target)
        plan = await target.upkeep.compare(found)
        assert {item.state for item in plan.items if item.kind != "settings"} == {State.SAME}
        assert plan.to_fill_in == {"staging": ("base_url", "key")}
        assert (plan.new_deliveries, plan.same_deliveries) == (0, 3)
        for clash in Clash:
            again = await target.upkeep.merge(found, clash)
            assert (again.added, again.replaced, again.deliveries) == (0, 0, 0)
        assert await everything(target) == before


async def test_a_workspace_s_own_file_changes_nothing(tmp_path: Path, exported: Path) -> None:
    async with opened(tmp_path / "source") as source:
        plan = await source.upkeep.compare(read_workspace_file(exported))
        assert {item.state for item in plan.items if item.kind != "settings"} == {State.SAME}
        assert not plan.to_fill_in
        for clash in Clash:
            merged = await source.upkeep.merge(read_workspace_file(exported), clash)
            assert (merged.added, merged.replaced, merged.to_fill_in) == (0, 0, {})
        assert (await source.profile("staging")).fields["base_url"] == LOGIN
        assert source.upkeep.settings.proxy.has_password


async def clashing(workspace: Workspace) -> None:
    """Give names of the file another meaning."""
    assert workspace.home is not None
    write_message(workspace.home, "gate CHANGE.push.json", "My own")
    await workspace.save_device(Device("Pixel", "dummy", "dummy-mine"))
    await workspace.store.run(lambda db: db.groups.put(Group("qa", ("Pixel",))))
    await workspace.save_profile(Profile("staging", "dummy", Environment.PRODUCTION), {"key": Secret("my-own-key")})
    await workspace.save_set(ProfileSet("Skylark", ()))


async def test_the_plan_says_what_is_new_and_changed(tmp_path: Path, exported: Path) -> None:
    async with opened(tmp_path / "target") as target:
        await clashing(target)
        plan = await target.upkeep.compare(read_workspace_file(exported))
    states = {(item.kind, item.name): (item.state, item.detail) for item in plan.items}
    assert states["message", "Gate change.push.json"][0] is State.CHANGED
    assert states["message", "Team/Größer.push.json"][0] is State.NEW
    assert states["device", "Pixel"] == (State.CHANGED, "another token")
    assert states["device", "Ana's iPhone"][0] is State.NEW
    assert states["group", "qa"] == (State.CHANGED, "1 more, 0 fewer devices")
    assert states["profile", "staging"] == (State.CHANGED, "for Development instead of PRODUCTION")
    assert states["profile", "ci"][0] is State.NEW
    assert plan.new_deliveries == 3
    assert plan.to_fill_in == {"staging": ("base_url", "key")}


async def test_keeping_both_loses_nothing(tmp_path: Path, exported: Path) -> None:
    async with opened(tmp_path / "target") as target:
        await clashing(target)
        merged = await target.upkeep.merge(read_workspace_file(exported), Clash.KEEP_BOTH)
        found = await everything(target)
        messages = {key: json.loads(text)["content"]["title"] for key, text in found["messages"].items()}
        assert messages["gate CHANGE.push.json"] == "My own"
        assert messages["Gate change (imported).push.json"] == "Gate changed"
        tokens = {device.name: device.token for device in found["devices"]}
        assert (tokens["Pixel"], tokens["Pixel (imported)"]) == ("dummy-mine", "dummy-2")
        assert found["groups"] == [Group("qa", ("Pixel", "Ana's iPhone", "Pixel (imported)"))]
        assert (await target.credentials("staging")).secret("key") == Secret("my-own-key")
        assert (await target.profile("staging (imported)")).environment is Environment.SANDBOX
        assert ProfileSet("Skylark (imported)", ("staging (imported)",)) in found["sets"]
        assert merged.to_fill_in == {"staging (imported)": ("base_url", "key")}
        again = await target.upkeep.merge(read_workspace_file(exported), Clash.KEEP_BOTH)
        assert (again.added, again.replaced) == (0, 0)
        assert await everything(target) == found


async def test_replacing_keeps_secrets_and_a_copy_of_what_was(tmp_path: Path, exported: Path) -> None:
    async with opened(tmp_path / "target") as target:
        await clashing(target)
        before = await everything(target)
        merged = await target.upkeep.merge(read_workspace_file(exported), Clash.REPLACE)
        found = await everything(target)
        assert {device.name: device.token for device in found["devices"]}["Pixel"] == "dummy-2"
        assert found["groups"] == [Group("qa", ("Ana's iPhone", "Pixel"))]
        assert (await target.credentials("staging")).secret("key") == Secret("my-own-key")
        assert (await target.profile("staging")).environment is Environment.SANDBOX
        assert merged.to_fill_in == {"staging": ("base_url",)}
        settings = target.upkeep.settings
        assert settings.retention == Retention(Keep.DAYS, days=30)
        assert (settings.proxy.mode, settings.proxy.url) == (ProxyMode.URL, "http://proxy.example:3128")
        assert (settings.proxy.user, settings.proxy.has_password) == ("", False)
    assert merged.safety_copy is not None
    copy = read_workspace_file(merged.safety_copy)
    assert {device.name: device.token for device in copy.devices} == {"Pixel": "dummy-mine"}
    assert set(copy.messages) == set(before["messages"])


async def test_skipping_takes_what_is_new_alone(tmp_path: Path, exported: Path) -> None:
    async with opened(tmp_path / "target") as target:
        await clashing(target)
        merged = await target.upkeep.merge(read_workspace_file(exported), Clash.SKIP)
        found = await everything(target)
        assert {device.name: device.token for device in found["devices"]} == {
            "Pixel": "dummy-mine",
            "Ana's iPhone": "dummy-1",
        }
        assert found["groups"] == [Group("qa", ("Pixel",))]
        assert merged.skipped == 5
        assert target.upkeep.settings.retention.keep is Keep.FOREVER


async def test_a_failing_merge_leaves_the_database_alone(
    tmp_path: Path, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path / "target") as target:
        await clashing(target)
        before = await everything(target)

        def broken(*_: object) -> None:
            raise UserError("The disk is full.", "x", "y")

        monkeypatch.setattr("pushbench.store.history_store.History.add", broken)
        with pytest.raises(UserError, match="full"):
            await target.upkeep.merge(read_workspace_file(exported), Clash.REPLACE)
        assert await everything(target) == before


async def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "out.zip"
    file.write_text("old")
    async with opened(tmp_path / "source") as workspace:
        await fill(workspace)
        with pytest.raises(UserError, match="cannot be written"):
            await workspace.upkeep.export(tmp_path / "nowhere" / "out.zip")

        def broken(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", broken)
        with pytest.raises(UserError, match="cannot be written"):
            await workspace.upkeep.export(file, with_history=True)
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.zip"]


async def test_history_that_would_be_too_large_is_cut_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pushbench.engine.workspace_export.HISTORY_BYTES", 9000)
    monkeypatch.setattr("pushbench.engine.workspace_export._BATCH", 2)
    async with opened(tmp_path / "source") as workspace:
        await workspace.store.run(lambda db: db.history.add([delivery(number) for number in range(9)]))
        done = await workspace.upkeep.export(tmp_path / "out.zip", with_history=True)
    kept = done.holds["deliveries"]
    assert 0 < kept < 9
    assert done.left_out == (f"{9 - kept} older deliveries would make the file too large.",)
    assert read_workspace_file(tmp_path / "out.zip").deliveries[0].id == "delivery-8"


# reading ----------------------------------------------------------------------------------------


def packed(entries: dict[str, bytes | str], *, index: object = {"format": 1}) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if index is not None:
            archive.writestr("pushbench.json", json.dumps(index))
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def refusal(data: bytes) -> UserError:
    with pytest.raises(UserError) as caught:
        parse_workspace(data, "x.zip")
    assert caught.value.why
    assert caught.value.fix
    return caught.value


async def test_an_empty_workspace_is_one() -> None:
    assert parse_workspace(packed({}), "x.zip") == WorkspaceFile()


@pytest.mark.parametrize(
    "make",
    [
        lambda whole: b"",
        lambda whole: b"no zip at all",
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-30],
        lambda whole: packed({}, index=None),
        lambda whole: packed({}, index=[]),
        lambda whole: packed({}, index={"format": True}),
        lambda whole: packed({"pushbench.json": "{"}, index=None),
        lambda whole: packed({"devices.json": "{" * 5000}),
        lambda whole: packed({"settings.json": b"\xff\xfe\x00"}),
    ],
)
async def test_broken_files_are_told(make: Callable[[bytes], bytes]) -> None:
    refusal(make(packed({"messages/a.push.json": '{"format": 1}' * 50})))


async def test_a_newer_format_is_told() -> None:
    assert "newer Pushbench 9.1" in refusal(packed({}, index={"format": 2, "version": "9.1"})).what


@pytest.mark.parametrize(
    "path",
    [
        "../evil.push.json",
        "messages/../../evil",
        "/etc/passwd",
        "C:/x",
        "messages\\..\\x",
        "messages//x",
        "messages/ x",
        "messages/a\nb",
        "messages/a:stream",
    ],
)
async def test_paths_that_lead_astray_are_refused(path: str) -> None:
    assert not is_plain_path(path)
    if "\\" not in path:  # zipfile itself writes no backslash
        assert "astray" in refusal(packed({path: "{}"})).why


async def test_two_paths_that_are_one_on_some_systems_are_refused() -> None:
    assert "astray" in refusal(packed({"messages/a.push.json": "{}", "messages/A.push.json": "{}"})).why


async def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed({"devices.json": b"0" * (workspace_file.MOST_BYTES + 1)})
    assert len(bomb) < 1_000_000
    assert "larger than" in refusal(bomb).why


async def test_a_bomb_that_lies_about_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace_file, "MOST_BYTES", 100_000)
    bomb = bytearray(packed({"devices.json": b"0" * 5_000_000}))
    for head, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = bomb.rindex(head) + offset
        bomb[place : place + 4] = (50_000).to_bytes(4, "little")
    refusal(bytes(bomb))


async def test_too_many_entries_and_too_large_a_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace_file, "MOST_ENTRIES", 3)
    assert "4 files" in refusal(packed({f"messages/{n}.push.json": "{}" for n in range(3)})).why
    large = tmp_path / "large.zip"
    with large.open("wb") as stream:
        stream.truncate(workspace_file.MOST_FILE_BYTES + 1)
    with pytest.raises(UserError, match="too large"):
        read_workspace_file(large)


async def test_a_locked_archive_is_told() -> None:
    data = bytearray(packed({"devices.json": "[]"}))
    place = data.rindex(b"PK\x01\x02") + 8
    data[place] |= 1
    assert "password" in refusal(bytes(data)).why


async def test_what_cannot_be_taken_is_left_out_and_named() -> None:
    found = parse_workspace(
        packed(
            {
                "messages/good.push.json": '{"format": 1}',
                "messages/bad.push.json": "[",
                "messages/latin.push.json": b'{"format": 1, "name": "\xe4"}',
                "messages/notes.txt": "left alone",
                "devices.json": '[{"name": "A", "provider": "apns", "token": "aa"}, 5]',
                "profiles.json": '[{"name": "p", "provider": "x", "environment": "moon"}, 3,'
                ' {"name": "q", "provider": "x", "environment": "local", "fields": {"a": 1, "b": "2"},'
                ' "secrets": {"k": "vault:r", "e": "env:E"}}]',
                "groups.json": '[{"name": " ", "devices": []}, {"name": "g", "devices": ["A", 3, "A"]}]',
                "history.jsonl": 'x\n{"run": {}}\n{"delivery": {"id": 5}}\n[]\n',
            }
        ),
        "x.zip",
    )
    assert set(found.messages) == {"good.push.json"}
    assert [device.name for device in found.devices] == ["A"]
    assert found.profiles == (Profile("q", "x", Environment.LOCAL, {"b": "2"}, {"e": SecretRef("env", "E")}),)
    assert found.to_fill_in == {"q": ("k",)}
    assert found.groups == (Group("g", ("A",)),)
    assert (found.runs, found.deliveries) == ((), ())
    assert len(found.problems) == 6, found.problems


def is_total(data: bytes) -> bool:
    """Whether bytes give a value, or words in three parts."""
    try:
        return isinstance(parse_workspace(data, "x.zip"), WorkspaceFile)
    except UserError as error:
        return bool(error.what and error.why and error.fix)


@given(data=st.binary(max_size=400), entry=st.sampled_from(["devices.json", "profiles.json", "history.jsonl", "x"]))
def test_any_bytes_give_a_value_or_words(data: bytes, entry: str) -> None:
    assert is_total(data)
    assert is_total(packed({entry: data}))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(
    value=_JSON,
    entry=st.sampled_from(["devices.json", "groups.json", "profiles.json", "sets.json", "settings.json"]),
)
def test_any_json_gives_a_value_or_words(value: object, entry: str) -> None:
    assert is_total(packed({entry: json.dumps(value)}))


_WHOLE = packed({"messages/a.push.json": '{"format": 1}', "devices.json": "[]", "history.jsonl": "x"})


@given(place=st.integers(0, len(_WHOLE) - 1), change=st.integers(1, 255))
def test_any_changed_byte_gives_a_value_or_words(place: int, change: int) -> None:
    data = bytearray(_WHOLE)
    data[place] ^= change
    assert is_total(bytes(data))
