"""Tokens outlive the process where a vault is open, and never rest in the clear."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.engine.fakes import DummyProvider, FakeClock, FakeRandomness, FakeTransport
from tests.engine.test_dispatcher import begin

from pushbench.domain.exchange import CachedToken
from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import OutcomeKind
from pushbench.domain.secret import Secret
from pushbench.domain.tasks import TaskScope
from pushbench.engine.dispatcher import Dispatcher
from pushbench.engine.tokens import StoredTokens
from pushbench.store.thread import StoreThread
from pushbench.vault import MemoryVault

pytestmark = pytest.mark.anyio


class LastingVault(MemoryVault):
    is_persistent = True


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[StoreThread]:
    store = await StoreThread.open(tmp_path / "t.db")
    yield store
    await store.aclose()


def cache(store: StoreThread, vault: MemoryVault, clock: FakeClock | None = None) -> StoredTokens:
    return StoredTokens(store, vault, clock or FakeClock(), TaskScope("t"))


def token(text: str, seconds: float = 3600) -> CachedToken:
    now = FakeClock().now()
    return CachedToken(Secret(text), now, now + seconds)


async def test_another_process_finds_the_token(store: StoreThread, tmp_path: Path) -> None:
    vault = LastingVault()
    first, second = cache(store, vault), cache(store, vault)
    assert first.get("k") is None
    first.put("k", token("geheimes-token"))
    await first.look_up()
    await first.aclose()
    assert second.get("k") is None
    assert second.has_missed
    assert await second.look_up()
    found = second.get("k")
    assert found is not None
    assert found.token.reveal() == "geheimes-token"
    assert b"geheimes" not in (tmp_path / "t.db").read_bytes()


async def test_a_kept_token_wins_over_the_one_just_made(store: StoreThread) -> None:
    vault = LastingVault()
    first, second = cache(store, vault), cache(store, vault)
    first.put("k", token("old"))
    await first.aclose()
    second.get("k")
    second.put("k", token("new"))
    assert await second.look_up()
    assert second.get("k").token.reveal() == "old"  # type: ignore[union-attr]


async def test_a_token_about_to_end_is_not_taken_up(store: StoreThread) -> None:
    vault = LastingVault()
    first, second = cache(store, vault), cache(store, vault)
    first.put("k", token("old", 30))
    await first.aclose()
    second.get("k")
    assert not await second.look_up()


async def test_an_ended_token_is_no_token(store: StoreThread) -> None:
    clock = FakeClock()
    tokens = cache(store, LastingVault(), clock)
    tokens.put("k", token("x", 10))
    assert tokens.get("k") is not None
    clock.time += 11
    assert tokens.get("k") is None
    await tokens.aclose()


async def test_a_refused_token_does_not_come_back(store: StoreThread) -> None:
    vault = LastingVault()
    tokens = cache(store, vault)
    tokens.put("k", token("bad"))
    await tokens.aclose()
    tokens.drop("k")
    assert tokens.get("k") is None
    assert not await tokens.look_up()
    await tokens.aclose()
    other = cache(store, vault)
    other.get("k")
    assert not await other.look_up()


async def test_without_a_lasting_vault_nothing_is_written(store: StoreThread) -> None:
    tokens = cache(store, MemoryVault())
    tokens.put("k", token("x"))
    await tokens.aclose()
    assert await store.run(lambda db: db.tokens.get("k")) is None
    assert tokens.get("k") is not None


async def test_a_foreign_vaults_record_is_made_anew(store: StoreThread) -> None:
    first = cache(store, LastingVault())
    first.put("k", token("x"))
    await first.aclose()
    second = cache(store, LastingVault())
    second.get("k")
    assert not await second.look_up()


async def test_the_dispatcher_takes_up_a_kept_token_before_anything_leaves(store: StoreThread) -> None:
    vault = LastingVault()
    first = cache(store, vault)
    first.put("dummy", token("kept-token"))
    await first.aclose()
    transport = FakeTransport([HttpResponse(200, body=b"fresh-token")])
    second = cache(store, vault)
    done = await Dispatcher(transport, FakeClock(), FakeRandomness(), second).run(
        begin(DummyProvider(needs_token=True))
    )
    await second.aclose()
    assert done.outcome.kind is OutcomeKind.ACCEPTED
    assert [request.header("authorization") for request in transport.sent] == ["Bearer kept-token"]
