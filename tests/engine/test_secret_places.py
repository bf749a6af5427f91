"""Secrets move from place to place: all of them or none, the old place cleaned, whatever fails in between."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.engine.fakes import DummyProvider, FakeClock, FakeRandomness, FakeTransport

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import CachedToken
from pushbench.domain.profile import Environment, Profile, SecretRef
from pushbench.domain.secret import Secret
from pushbench.engine import secret_places
from pushbench.engine.passphrase_strength import strength_of
from pushbench.engine.registry import Registry
from pushbench.engine.workspace import Workspace
from pushbench.vault import keychain, moving, vault_file

pytestmark = pytest.mark.anyio

KEY = Secret("geheimer-schluessel")
FIRST, SECOND = Secret("amber kettle lantern sofa"), Secret("river granite violin north")


class FakeKeychain:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def quick_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pushbench.vault.passphrase.MEMORY_KIB", 64)


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> FakeKeychain:
    made = FakeKeychain()
    for module in ("keychain", "opening", "moving", "home_vault"):
        monkeypatch.setattr(f"pushbench.vault.{module}.find_backend", lambda: keychain.Found(made, "Test keychain"))
    return made


@asynccontextmanager
async def opened(home: Path, **environ: str) -> AsyncIterator[Workspace]:
    workspace = await Workspace.open(
        home,
        environ=environ,
        clock=FakeClock(),
        randomness=FakeRandomness(),
        registry=Registry((DummyProvider(),)),  # type: ignore[arg-type]
        transport=FakeTransport(),
    )
    try:
        yield workspace
    finally:
        await workspace.aclose()


async def add_profile(workspace: Workspace, name: str = "mine", key: Secret | SecretRef = KEY) -> None:
    await workspace.save_profile(Profile(name, "dummy", Environment.SANDBOX), {"key": key})


async def key_of(workspace: Workspace, name: str = "mine") -> Secret | None:
    return (await workspace.credentials(name)).secret("key")


async def place_of(workspace: Workspace) -> secret_places.SecretPlace:
    return await secret_places.secret_place(workspace.upkeep.parts)


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(secret_places.PLACES, 2)))
async def test_every_way_from_one_place_to_another(
    tmp_path: Path, chain: FakeKeychain, first: str, second: str
) -> None:
    async with opened(tmp_path) as workspace:
        await secret_places.move_secrets(workspace.upkeep.parts, first, FIRST)
        await add_profile(workspace)
        assert await secret_places.move_secrets(workspace.upkeep.parts, second, SECOND) == 1
        assert (await place_of(workspace)).kind == second
        assert await key_of(workspace) == KEY
        content = vault_file.read(tmp_path)
        assert content.use == second
        assert content.part(first) is None
        assert (len(chain.kept) == 1) == (second == "keychain")
    if second != "memory":
        environ = {"PUSHBENCH_PASSPHRASE": SECOND.reveal()} if second == "passphrase" else {}
        async with opened(tmp_path, **environ) as workspace:
            assert await key_of(workspace) == KEY


async def test_nothing_rests_in_plain_text(tmp_path: Path, chain: FakeKeychain) -> None:
    async with opened(tmp_path) as workspace:
        await add_profile(workspace)
        for kind in ("passphrase", "memory", "keychain"):
            await secret_places.move_secrets(workspace.upkeep.parts, kind, FIRST)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            for secret in (KEY, FIRST):
                assert secret.reveal_bytes() not in file.read_bytes(), file


async def test_a_locked_home_says_so_and_opens_with_its_passphrase(tmp_path: Path, chain: FakeKeychain) -> None:
    async with opened(tmp_path) as workspace:
        await secret_places.move_secrets(workspace.upkeep.parts, "passphrase", FIRST)
        await add_profile(workspace)
    async with opened(tmp_path) as workspace:
        place = await place_of(workspace)
        assert (place.kind, place.can_unlock) == ("locked", True)
        assert place.why_locked is not None
        with pytest.raises(UserError, match="locked"):
            await key_of(workspace)
        with pytest.raises(UserError, match="does not open"):
            await secret_places.unlock(workspace.upkeep.parts, SECOND)
        assert (await place_of(workspace)).kind == "locked"
        await secret_places.unlock(workspace.upkeep.parts, FIRST)
        assert await key_of(workspace) == KEY
        await add_profile(workspace, "another")
        assert not chain.kept, "a home with a passphrase never falls back to the keychain"


async def test_the_passphrase_changes(tmp_path: Path) -> None:
    async with opened(tmp_path) as workspace:
        await secret_places.move_secrets(workspace.upkeep.parts, "passphrase", FIRST)
        await add_profile(workspace)
        with pytest.raises(UserError, match="does not open"):
            await secret_places.change_passphrase(workspace.upkeep.parts, SECOND, SECOND)
        await secret_places.change_passphrase(workspace.upkeep.parts, FIRST, SECOND)
        assert await key_of(workspace) == KEY
    async with opened(tmp_path, PUSHBENCH_PASSPHRASE=FIRST.reveal()) as workspace:
        with pytest.raises(UserError):
            await key_of(workspace)
    async with opened(tmp_path, PUSHBENCH_PASSPHRASE=SECOND.reveal()) as workspace:
        assert await key_of(workspace) == KEY


async def test_a_secret_that_does_not_open_stops_the_move(tmp_path: Path, chain: FakeKeychain) -> None:
    async with opened(tmp_path) as workspace:
        await add_profile(workspace)
        await workspace.store.run(lambda db: db.secrets.put(db.secrets.list()[0], b"PBV\x01 no such thing at all " * 4))
        before = (tmp_path / "vault.json").read_bytes()
        with pytest.raises(UserError) as caught:
            await secret_places.move_secrets(workspace.upkeep.parts, "passphrase", FIRST)
        assert "“key” of the profile “mine”" in caught.value.what
        assert (tmp_path / "vault.json").read_bytes() == before
        assert (await place_of(workspace)).kind == "keychain"


@pytest.mark.parametrize("target", ["keychain", "passphrase"])
async def test_a_failure_while_writing_leaves_everything_as_it_was(
    tmp_path: Path, chain: FakeKeychain, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    async with opened(tmp_path) as workspace:
        first = "passphrase" if target == "keychain" else "keychain"
        await secret_places.move_secrets(workspace.upkeep.parts, first, FIRST)
        await add_profile(workspace)
        before, keys = vault_file.read(tmp_path), dict(chain.kept)

        def broken(*_: object) -> None:
            raise UserError("The disk is full.", "x", "y")

        with monkeypatch.context() as patch:
            patch.setattr(secret_places, "_replace", broken)
            with pytest.raises(UserError, match="full"):
                await secret_places.move_secrets(workspace.upkeep.parts, target, SECOND)
        assert vault_file.read(tmp_path) == before
        assert chain.kept == keys
        assert await key_of(workspace) == KEY


async def test_a_crash_after_the_records_were_sealed_loses_nothing(
    tmp_path: Path, chain: FakeKeychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the transaction and the last writing of the file both keys are named."""
    async with opened(tmp_path) as workspace:
        await add_profile(workspace)

        def crash(_move: object) -> None:
            raise ArithmeticError("the power went off")

        with monkeypatch.context() as patch:
            patch.setattr("pushbench.vault.moving.Move.finish", crash)
            with pytest.raises(ArithmeticError):
                await secret_places.move_secrets(workspace.upkeep.parts, "passphrase", FIRST)
    async with opened(tmp_path) as workspace:
        await secret_places.unlock(workspace.upkeep.parts, FIRST)
        assert await key_of(workspace) == KEY
        await secret_places.move_secrets(workspace.upkeep.parts, "keychain")
        assert vault_file.read(tmp_path).passphrase is None
        assert await key_of(workspace) == KEY


async def test_a_crash_before_the_records_were_sealed_loses_nothing(tmp_path: Path, chain: FakeKeychain) -> None:
    async with opened(tmp_path) as workspace:
        await add_profile(workspace)
        await asyncio.to_thread(moving.begin(tmp_path, "passphrase", FIRST).choose)
    async with opened(tmp_path) as workspace:
        await secret_places.unlock(workspace.upkeep.parts, FIRST)
        assert (await place_of(workspace)).elsewhere == 1
        assert await key_of(workspace) == KEY, "the record still opens with the keychain's key"
        await secret_places.move_secrets(workspace.upkeep.parts, "passphrase", FIRST)
        assert (await place_of(workspace)).elsewhere == 0
        assert not chain.kept


async def test_another_open_window_follows_a_move(tmp_path: Path, chain: FakeKeychain) -> None:
    async with opened(tmp_path) as one, opened(tmp_path) as two:
        await add_profile(one)
        assert await key_of(two) == KEY
        await secret_places.move_secrets(one.upkeep.parts, "memory")
        await secret_places.move_secrets(one.upkeep.parts, "keychain")
        assert await key_of(two) == KEY
        await add_profile(two, "another")
        assert await key_of(one, "another") == KEY


async def test_memory_ends_with_the_window_and_is_no_place_for_commands(tmp_path: Path) -> None:
    async with opened(tmp_path) as workspace:
        await secret_places.move_secrets(workspace.upkeep.parts, "memory")
        await add_profile(workspace)
    async with opened(tmp_path) as command:
        with pytest.raises(UserError, match="in memory only"):
            await add_profile(command, "another")
        assert [profile.name for profile in await command.profiles()] == ["mine"]
    window = await Workspace.open(
        tmp_path,
        environ={},
        registry=Registry((DummyProvider(),)),
        waits_for_store=False,  # type: ignore[arg-type]
    )
    await window.open_store()
    with pytest.raises(UserError, match="in memory only") as caught:
        await key_of(window)
    assert "ended with the window" in caught.value.why
    await add_profile(window)
    assert await key_of(window) == KEY
    await window.aclose()


async def test_kept_tokens_move_along(tmp_path: Path, chain: FakeKeychain) -> None:
    async with opened(tmp_path) as workspace:
        token = CachedToken(Secret("minted"), 1.0, 4e9)
        workspace.upkeep.parts.tokens.get("apns/x")
        workspace.upkeep.parts.tokens.put("apns/x", token)
        await workspace.upkeep.parts.tokens.look_up()
        await workspace.upkeep.parts.tokens.aclose()
        await secret_places.move_secrets(workspace.upkeep.parts, "passphrase", FIRST)
    async with opened(tmp_path, PUSHBENCH_PASSPHRASE=FIRST.reveal()) as workspace:
        workspace.upkeep.parts.tokens.get("apns/x")
        assert await workspace.upkeep.parts.tokens.look_up()
        assert workspace.upkeep.parts.tokens.get("apns/x") == token


async def test_a_variable_that_decides_is_named(tmp_path: Path) -> None:
    async with opened(tmp_path, PUSHBENCH_VAULT="memory") as workspace:
        assert "PUSHBENCH_VAULT" in (await place_of(workspace)).why_fixed
        with pytest.raises(UserError, match="cannot be changed"):
            await secret_places.move_secrets(workspace.upkeep.parts, "passphrase", FIRST)


async def test_without_a_keychain_the_reason_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path) as workspace:
        place = await place_of(workspace)
        assert (place.kind, place.keychain) == ("locked", "")
        assert place.why_no_keychain
        with pytest.raises(UserError, match="cannot be used"):
            await secret_places.move_secrets(workspace.upkeep.parts, "keychain")
        await secret_places.move_secrets(workspace.upkeep.parts, "passphrase", FIRST)
        assert (await place_of(workspace)).kind == "passphrase"


async def test_references_to_variables_are_listed(tmp_path: Path) -> None:
    async with opened(tmp_path, MY_KEY="x") as workspace:
        await add_profile(workspace, "one", SecretRef("env", "MY_KEY"))
        await add_profile(workspace, "two", SecretRef("env", "OTHER"))
        found = (await place_of(workspace)).references
        assert [(item.profile, item.variable, item.is_set) for item in found] == [
            ("one", "MY_KEY", True),
            ("two", "OTHER", False),
        ]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("", 0),
        ("kurz", 0),
        ("passwordpassword", 1),
        ("aaaaaaaaaaaaaaaaaaaa", 1),
        ("abcdefghijklmnop", 1),
        ("sunny day", 1),
        ("Tr0ub4dor&3", 2),
        ("amber kettle lantern sofa", 3),
        ("x9$Lq2!vT7@mZ4#pK8", 4),
    ],
)
async def test_strength_in_words(text: str, level: int) -> None:
    assert strength_of(text).level == level, strength_of(text)
    assert bool(strength_of(text).why) == (level < 3)
