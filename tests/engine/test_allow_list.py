"""The allow-list of a production profile: read and written back, held against targets, refused by the engine itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.fakes import FakeTransport
from tests.engine.test_workspace import KEY, device, opened, order, prepare, records, send

from pushbench.domain.allow_list import FIELD, AllowList, entries, entry_for, groups_in, written
from pushbench.domain.device import Device, Group
from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.profile import Environment, Profile
from pushbench.domain.target import Target, TargetKind
from pushbench.engine.workspace import Workspace

NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@given(st.lists(NAMES, unique=True, max_size=6))
def test_what_is_written_is_read_again(names: list[str]) -> None:
    assert list(entries(written(names))) == names


def test_commas_lines_and_quotes() -> None:
    text = 'Ana\'s iPhone 16, tag:qa\r\n"Jonas, the old one",@team,, 11" iPad , "a ""b"""'
    assert entries(text) == ("Ana's iPhone 16", "tag:qa", "Jonas, the old one", "@team", '11" iPad', 'a "b"')
    assert groups_in(text) == ("team",)


@given(NAMES)
def test_the_entry_of_a_device_allows_that_device(name: str) -> None:
    target = Target(TargetKind.DEVICE, "t", name, Device(name, "apns", "t"))
    allowed = AllowList.read(written([entry_for(target)]), {})
    assert allowed is not None
    assert allowed.holds(target)
    assert not allowed.holds(Target(TargetKind.DEVICE, "t", name + "x", Device(name + "x", "apns", "t")))


def test_a_name_alone_allows_no_bare_token() -> None:
    allowed = AllowList.read("Ana, topic:news", {})
    assert allowed is not None
    assert not allowed.holds(Target(TargetKind.TOKEN, "dummy-Ana", "Ana"))
    assert allowed.holds(Target(TargetKind.TOPIC, "news", "topic:news"))
    assert not allowed.holds(Target(TargetKind.TOPIC, "newsy", "topic:newsy"))


def test_a_list_of_nonsense_allows_nothing() -> None:
    allowed = AllowList.read("tag:, ,,", {})
    assert allowed is not None
    assert not allowed.holds(Target(TargetKind.DEVICE, "t", "Ana", Device("Ana", "apns", "t", tags=("qa",))))
    assert AllowList.read(" \n", {}) is None


async def guarded(
    workspace: Workspace, text: str, *names: str, environment: Environment = Environment.PRODUCTION
) -> None:
    await prepare(workspace, *(device(name, tags=("qa",) if name.startswith("q") else ()) for name in names))
    await workspace.save_profile(Profile("my-dummy", "dummy", environment, {FIELD: text}), {"key": KEY})


@pytest.mark.anyio
async def test_a_send_beyond_the_list_is_refused_whatever_is_confirmed() -> None:
    transport = FakeTransport()
    async with opened(transport=transport) as workspace:
        await guarded(workspace, "Ana, tag:qa, @team", "Ana", "q1", "Bo", "Cy")
        await workspace.store.run(lambda db: db.groups.put(Group("team", ("Bo",))))
        plan = await workspace.plan(order("Ana", "q1", "Bo", "Cy", "topic:news"))
        assert [(item.target, item.entry) for item in plan.guard.outside] == [
            ("Cy", "Cy"),
            ("topic:news", "topic:news"),
        ]
        for refuse in (workspace.confirm, lambda p, *, yes, allow: workspace.start(p, confirmed=yes, allow=allow)):
            with pytest.raises(UserError, match="not on the allow-list") as caught:
                refuse(plan, yes=True, allow=5)
            assert "pushbench profiles allow my-dummy Cy" in caught.value.fix
            assert caught.value.trouble is Trouble.STOPPED
        assert transport.sent == []
        await workspace.allow("my-dummy", [item.entry for item in plan.guard.outside])
        mended = await workspace.plan(order("Ana", "q1", "Bo", "Cy", "topic:news"))
        assert mended.guard.outside == ()
        assert len(records(await send(workspace, mended, confirmed=True, allow=5))) == 5


@pytest.mark.anyio
async def test_listed_devices_need_no_typing_but_the_engine_still_wants_the_number() -> None:
    async with opened() as workspace:
        await guarded(workspace, "tag:qa, topic:news", *(f"q{n}" for n in range(11)))
        plan = await workspace.plan(order("tag:qa"))
        assert (plan.guard.is_listed, plan.guard.needs_typing, plan.guard.needs_count) == (True, False, True)
        with pytest.raises(UserError, match="number"):
            workspace.confirm(plan, yes=True)
        topic = await workspace.plan(order("topic:news"))
        assert (topic.guard.is_listed, topic.guard.needs_typing) == (True, True)


@pytest.mark.anyio
async def test_a_list_says_nothing_outside_of_production() -> None:
    async with opened() as workspace:
        await guarded(workspace, "Ana", "Bo", environment=Environment.SANDBOX)
        plan = await workspace.plan(order("Bo"))
        assert plan.guard.outside == ()
        assert len(records(await send(workspace, plan))) == 1


@pytest.mark.anyio
async def test_sending_again_is_held_against_the_list_as_it_is_now() -> None:
    transport = FakeTransport()
    async with opened(transport=transport) as workspace:
        await guarded(workspace, "", "Ana")
        [record] = records(await send(workspace, await workspace.plan(order("Ana")), confirmed=True))
        await workspace.allow("my-dummy", ["Bo"])
        with pytest.raises(UserError, match="allow-list"):
            workspace.start(await workspace.send_again(record.id), confirmed=True)
        assert len(transport.sent) == 1


@pytest.mark.anyio
async def test_entries_are_checked_taken_away_and_do_not_undo_a_test() -> None:
    async with opened() as workspace:
        await guarded(workspace, "", "Ana")
        await workspace.store.run(
            lambda db: db.profiles.put(Profile("tested", "dummy", Environment.PRODUCTION, {}, {}, 1.0, "Good", True))
        )
        kept = await workspace.allow("tested", ["Ana", "tag:qa", "Ana"])
        assert (kept.fields[FIELD], kept.test_ok) == ("Ana, tag:qa", True)
        with pytest.raises(UserError, match="cannot stand in an allow-list") as caught:
            await workspace.allow("tested", ["tag:"])
        assert caught.value.trouble is Trouble.USAGE
        left = await workspace.allow("tested", [], ["Ana", "tag:qa"])
        assert FIELD not in left.fields


@pytest.mark.anyio
async def test_a_profile_that_became_production_after_the_plan_sends_nothing() -> None:
    transport = FakeTransport()
    async with opened(transport=transport) as workspace:
        await guarded(workspace, "", "Ana", environment=Environment.SANDBOX)
        plan = await workspace.plan(order("Ana"))
        await guarded(workspace, "", environment=Environment.PRODUCTION)
        run = workspace.start(plan)
        with pytest.raises(UserError, match="changed its environment"):
            await run.wait()
        assert transport.sent == []
