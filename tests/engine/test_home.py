"""A workspace moves to another folder whole or not at all; a reset puts everything aside and nothing away."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.engine.fakes import DummyProvider, FakeClock, FakeRandomness, FakeTransport

from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.engine import home as homes
from pushbench.engine import home_moving, pending, reset
from pushbench.engine.home import default_home, pointed_home, pointer_file, settled_home, usual_home
from pushbench.engine.registry import Registry
from pushbench.engine.workspace import Workspace

pytestmark = pytest.mark.anyio


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


@pytest.fixture
def home(fresh_home: Path) -> Path:
    return usual_home()


async def fill(workspace: Workspace, *names: str) -> None:
    assert workspace.home is not None
    for name in names:
        await workspace.save_device(Device(name, "dummy", f"dummy-{name}"))
        path = workspace.home / "messages" / "Team" / f"{name}.push.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"format": 1}')
    (workspace.home / "window.json").write_text("{}")


async def devices(home: Path) -> list[str]:
    async with opened(home) as workspace:
        return await workspace.store.run(lambda db: db.devices.names())


def messages(home: Path) -> set[str]:
    return {path.name for path in (home / "messages").rglob("*.push.json")}


async def test_a_move_takes_along_what_happened_after_the_copy(tmp_path: Path, home: Path) -> None:
    target = tmp_path / "elsewhere"
    async with opened(home) as workspace:
        await fill(workspace, "one", "two")
        assert not workspace.upkeep.why_home_fixed
        steps: list[tuple[int, int]] = []
        assert await workspace.upkeep.copy_home(str(target), lambda *step: steps.append(step)) == target
        assert steps[-1][0] == steps[-1][1] > 0
        assert await workspace.upkeep.moving_to() == target
        await fill(workspace, "three")
        (home / "messages" / "Team" / "one.push.json").unlink()
        assert default_home({}) == home
    assert settled_home(home) == target
    assert default_home({}) == target
    assert pointed_home() == target
    assert await devices(target) == ["one", "three", "two"]
    assert messages(target) == {"two.push.json", "three.push.json"}
    assert not (target / home_moving.COPY_MARK).exists()
    assert not (home / homes.PENDING_NAME).exists()
    assert await devices(home) == ["one", "three", "two"], "the old folder stays as it is"
    async with opened(target) as workspace:
        assert str(target) in await workspace.upkeep.take_note()
        assert await workspace.upkeep.take_note() == ""
    assert settled_home(target) == target


async def test_moving_back_needs_no_pointer(tmp_path: Path, home: Path) -> None:
    target = tmp_path / "elsewhere"
    async with opened(home) as workspace:
        await fill(workspace, "one")
        await workspace.upkeep.copy_home(str(target))
    settled_home(home)
    shutil.rmtree(home)
    async with opened(target) as workspace:
        await workspace.upkeep.copy_home(str(home))
    assert settled_home(target) == home
    assert not pointer_file().exists()
    assert await devices(home) == ["one"]


async def test_the_old_home_stays_in_use_when_the_copy_is_gone(tmp_path: Path, home: Path) -> None:
    target = tmp_path / "drive" / "elsewhere"
    async with opened(home) as workspace:
        await fill(workspace, "one")
        await workspace.upkeep.copy_home(str(target))
    shutil.rmtree(target.parent)
    assert settled_home(home) == home
    assert default_home({}) == home
    assert "was not moved" in pending.take_note(home)
    assert not target.exists()


async def test_a_move_can_be_called_off(tmp_path: Path, home: Path) -> None:
    target = tmp_path / "elsewhere"
    async with opened(home) as workspace:
        await fill(workspace, "one")
        await workspace.upkeep.copy_home(str(target))
        await workspace.upkeep.cancel_move()
        assert await workspace.upkeep.moving_to() is None
    assert not target.exists()
    assert settled_home(home) == home


async def test_a_failing_copy_leaves_nothing(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(home) as workspace:
        await fill(workspace, "one", "two")

        def broken(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(shutil, "copy2", broken)
        with pytest.raises(UserError, match="not copied"):
            await workspace.upkeep.copy_home(str(tmp_path / "elsewhere"))
        assert await workspace.upkeep.moving_to() is None
    assert list(tmp_path.iterdir()) == []


async def test_a_copy_that_comes_out_differently_is_noticed(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copy2

    def cut(old: Path, new: Path, **options: bool) -> None:
        copy(old, new, **options)
        Path(new).write_bytes(Path(new).read_bytes()[:-1])

    async with opened(home) as workspace:
        await fill(workspace, "one")
        monkeypatch.setattr(shutil, "copy2", cut)
        with pytest.raises(UserError, match="came out differently"):
            await workspace.upkeep.copy_home(str(tmp_path / "elsewhere"))
    assert list(tmp_path.iterdir()) == []


async def test_a_damaged_database_is_not_moved(tmp_path: Path, home: Path) -> None:
    async with opened(home) as workspace:
        await fill(workspace, *(f"phone-{number}" for number in range(200)))
    with (home / "pushbench.db").open("r+b") as stream:
        stream.seek(4096 * 3)
        stream.write(os.urandom(4096 * 6))
    with pytest.raises(UserError):
        home_moving.copy_home(home, tmp_path / "elsewhere")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["", "inside", "inside/deeper"])
async def test_folders_within_the_workspace_cannot_take_it(home: Path, place: str) -> None:
    async with opened(home) as workspace:
        await fill(workspace, "one")
        with pytest.raises(UserError, match="cannot be moved"):
            await workspace.upkeep.copy_home(str(home / place))


async def test_a_folder_that_is_in_use_gets_a_folder_of_its_own_in_it(tmp_path: Path, home: Path) -> None:
    (tmp_path / "holiday.jpg").write_text("x")
    home.mkdir(parents=True)
    assert home_moving.target_of(home, str(tmp_path)) == tmp_path / "Pushbench"
    (tmp_path / "Pushbench").mkdir()
    (tmp_path / "Pushbench" / "other").write_text("x")
    with pytest.raises(UserError, match="already"):
        home_moving.target_of(home, str(tmp_path / "Pushbench" / "other"))


async def test_too_little_room_is_told(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir(parents=True)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10, 5, 5))  # type: ignore[attr-defined]
    with pytest.raises(UserError, match="MB are free"):
        home_moving.target_of(home, str(tmp_path / "x"))


async def test_named_homes_win_and_are_said_to(tmp_path: Path, home: Path) -> None:
    async with opened(tmp_path / "named") as workspace:
        assert "--home" in workspace.upkeep.why_home_fixed
    assert "PUSHBENCH_HOME" in homes.why_fixed(home, {"PUSHBENCH_HOME": str(home)})
    pointer_file().parent.mkdir(parents=True, exist_ok=True)
    pointer_file().write_text(json.dumps({"format": 1, "home": str(tmp_path / "moved")}))
    assert default_home({}) == tmp_path / "moved"
    assert default_home({"PUSHBENCH_HOME": str(home)}) == home


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"home": 5, "format": 1}', '{"home": "relative", "format": 1}', "\xff"]
)
async def test_a_pointer_that_says_nothing_is_ignored(home: Path, text: str) -> None:
    pointer_file().parent.mkdir(parents=True, exist_ok=True)
    pointer_file().write_bytes(text.encode("latin-1"))
    assert default_home({}) == home


async def test_a_home_that_is_gone_is_told_and_not_made_anew(tmp_path: Path) -> None:
    lost = tmp_path / "drive" / "workspace"
    pointer_file().parent.mkdir(parents=True, exist_ok=True)
    pointer_file().write_text(json.dumps({"format": 1, "home": str(lost)}))
    with pytest.raises(UserError, match="is not there"):
        await Workspace.open(lost, environ={})
    assert not lost.exists()


async def test_a_reset_moves_everything_aside(home: Path) -> None:
    async with opened(home) as workspace:
        await fill(workspace, "one", "two")
        folder = await workspace.upkeep.plan_reset()
        assert await workspace.store.run(lambda db: db.devices.names()) == ["one", "two"], "nothing yet"
    assert settled_home(home) == home
    assert {path.name for path in home.iterdir()} == {"backups", "note.json"}
    assert str(folder) in pending.take_note(home)
    assert await devices(home) == []
    assert await devices(folder) == ["one", "two"]
    assert messages(folder) == {"one.push.json", "two.push.json"}


async def test_a_reset_that_fails_halfway_puts_everything_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(home) as workspace:
        await fill(workspace, "one")
        await workspace.upkeep.plan_reset()
    before = {path.name for path in home.iterdir()} - {"pending.json"}
    rename = Path.rename

    def broken(self: Path, target: Path) -> Path:
        if self.name == "window.json":
            raise PermissionError(13, "The file is in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", broken)
    assert settled_home(home) == home
    assert {path.name for path in home.iterdir()} - {"backups", "note.json"} == before
    assert "The file is in use" in pending.take_note(home)
    monkeypatch.undo()
    assert await devices(home) == ["one"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"move_to": ""}', '{"reset_into": ".."}', '{"move_to": "a\\u0000"}'])
async def test_an_odd_plan_is_dropped(home: Path, text: str) -> None:
    home.mkdir(parents=True)
    (home / "window.json").write_text("{}")
    (home / homes.PENDING_NAME).write_text(text)
    assert settled_home(home) == home
    assert [path.name for path in home.iterdir()] == ["window.json"]


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"])
async def test_a_path_that_no_system_takes_has_no_plan(tmp_path: Path, name: str) -> None:
    assert settled_home(tmp_path / name) == tmp_path / name
    homes.check_not_lost(tmp_path / name)


async def test_a_reset_stays_within_its_folder(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "x").write_text("x")
    folder = reset.reset(home, "../../elsewhere")
    assert folder == home / "backups" / "elsewhere"


async def test_a_database_in_use_is_copied_as_of_one_moment(tmp_path: Path, home: Path) -> None:
    from pushbench.store.database_copy import copy_database

    async with opened(home) as workspace:
        await fill(workspace, "one")
        copy_database(home / "pushbench.db", tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT name FROM devices").fetchall() == [("one",)]
    copy.close()
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
