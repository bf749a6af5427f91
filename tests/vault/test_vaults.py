"""Every vault seals and opens, and each way it can fail is told in three parts."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.secret import Secret
from pushbench.vault import LockedVault, MemoryVault, envelope, open_vault, vault_file
from pushbench.vault.envelope import VaultKey
from pushbench.vault.keychain import KeychainVault
from pushbench.vault.passphrase import PassphraseVault

PASSPHRASE = Secret("correct horse battery staple")
WITH_PASSPHRASE = {"PUSHBENCH_PASSPHRASE": PASSPHRASE.reveal()}


@pytest.fixture(autouse=True)
def quick_argon2(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Stretch with little memory where the strength itself is not what is tested."""
    if "full_strength" not in request.fixturenames:
        monkeypatch.setattr("pushbench.vault.passphrase.MEMORY_KIB", 64)


@pytest.fixture
def full_strength() -> None:
    """Ask for the real Argon2 settings."""


class FakeKeychain:
    """A keychain that keeps what it is told, unless told to misbehave."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.fault: Exception | None = None
        self.loses = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.fault:
            raise self.fault
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.fault:
            raise self.fault
        if not self.loses:
            self.kept[service, username] = password


def keychain_vault(home: Path, backend: FakeKeychain) -> KeychainVault:
    return KeychainVault(home, backend, "Test keychain")


def three_parts(error: UserError) -> str:
    assert error.what
    assert error.why
    assert error.fix
    return f"{error.what} {error.why} {error.fix}"


# -- sealed records ----------------------------------------------------------------------------------------------------


@given(st.text(), st.binary())
def test_records_round_trip(record: str, plain: bytes) -> None:
    key = VaultKey.new()
    assert envelope.unseal(key, record, envelope.seal(key, record, plain)) == plain


def test_sealing_twice_gives_different_bytes_and_hides_the_plain_text() -> None:
    key = VaultKey.new()
    one, two = (envelope.seal(key, "r", b"very secret text") for _ in range(2))
    assert one != two
    assert b"secret" not in one
    assert "***" in repr(key)
    assert key.value.hex() not in repr(key)


@pytest.mark.parametrize("record", ["other", "record ", "", "Record"])
def test_a_record_opens_under_its_own_id_alone(record: str) -> None:
    vault = MemoryVault()
    with pytest.raises(UserError, match="damaged"):
        vault.unseal(record, vault.seal("record", b"x"))


@given(st.integers(0, 200), st.integers(1, 255))
def test_a_changed_byte_is_noticed(position: int, change: int) -> None:
    key = VaultKey(b"A" * 8, b"B" * 32)
    sealed = bytearray(envelope.seal(key, "r", b"plain"))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(UserError) as caught:
        envelope.unseal(key, "r", bytes(sealed))
    three_parts(caught.value)


@given(st.binary(max_size=100))
def test_opening_is_total(sealed: bytes) -> None:
    with pytest.raises(UserError):
        MemoryVault().unseal("r", sealed)


def test_a_newer_format_and_another_key_are_told_apart() -> None:
    vault = MemoryVault()
    sealed = vault.seal("r", b"x")
    with pytest.raises(UserError, match="newer format"):
        vault.unseal("r", b"PBV\x02" + sealed[4:])
    with pytest.raises(UserError, match="another key"):
        MemoryVault().unseal("r", sealed)


# -- the passphrase vault ----------------------------------------------------------------------------------------------


def test_another_process_with_the_passphrase_opens(tmp_path: Path, full_strength: None) -> None:
    sealed = PassphraseVault(tmp_path, PASSPHRASE).seal("r", b"plain")
    assert PassphraseVault(tmp_path, PASSPHRASE).unseal("r", sealed) == b"plain"
    part = json.loads((tmp_path / "vault.json").read_text())["passphrase"]
    assert (part["kdf"], part["memory_kib"], part["passes"], part["lanes"]) == ("argon2id", 64 * 1024, 3, 4)


def test_the_key_is_stretched_as_argon2_says(tmp_path: Path, full_strength: None) -> None:
    """The second reading of the file: cryptography's Argon2id instead of argon2-cffi."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    sealed = PassphraseVault(tmp_path, PASSPHRASE).seal("r", b"plain")
    part = json.loads((tmp_path / "vault.json").read_text())["passphrase"]
    salt, nonce, wrapped, key_id = (bytes.fromhex(part[name]) for name in ("salt", "nonce", "wrapped_key", "id"))
    stretched = Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=65536).derive(
        PASSPHRASE.reveal_bytes()
    )
    key = AESGCM(stretched).decrypt(nonce, wrapped, key_id)
    assert AESGCM(key).decrypt(sealed[12:24], sealed[24:], b"pushbench\x00" + key_id + b"r") == b"plain"


def test_the_file_is_private_and_holds_no_secret(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    PassphraseVault(home, PASSPHRASE).seal("r", b"plain")
    file = home / "vault.json"
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert PASSPHRASE.reveal() not in file.read_text()
    assert {path.name for path in home.iterdir()} == {"vault.json", ".vault.lock"}


def test_a_wrong_passphrase_is_told_as_such(tmp_path: Path) -> None:
    sealed = PassphraseVault(tmp_path, PASSPHRASE).seal("r", b"plain")
    with pytest.raises(UserError, match="passphrase does not open"):
        PassphraseVault(tmp_path, Secret("wrong")).unseal("r", sealed)
    with pytest.raises(UserError, match="passphrase does not open"):
        PassphraseVault(tmp_path, Secret("wrong")).seal("r", b"more")


def test_a_vault_of_another_home_does_not_open_these_records(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    sealed = PassphraseVault(one, PASSPHRASE).seal("r", b"plain")
    PassphraseVault(two, PASSPHRASE).seal("r", b"plain")
    with pytest.raises(UserError, match="another key"):
        PassphraseVault(two, PASSPHRASE).unseal("r", sealed)
    (one / "vault.json").write_bytes((two / "vault.json").read_bytes())
    with pytest.raises(UserError, match="another key"):
        PassphraseVault(one, PASSPHRASE).unseal("r", sealed)


def test_a_lost_file_is_told_and_not_made_anew_by_reading(tmp_path: Path) -> None:
    sealed = PassphraseVault(tmp_path, PASSPHRASE).seal("r", b"plain")
    (tmp_path / "vault.json").unlink()
    with pytest.raises(UserError, match="holds no key"):
        PassphraseVault(tmp_path, PASSPHRASE).unseal("r", sealed)
    assert not (tmp_path / "vault.json").exists()


def edit(change: Callable[[dict[str, object]], object]) -> Callable[[bytes], bytes]:
    def apply(raw: bytes) -> bytes:
        document = json.loads(raw)
        change(document)
        return json.dumps(document).encode()

    return apply


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda raw: b"", "damaged"),
    "cut": (lambda raw: raw[:100], "damaged"),
    "binary": (lambda raw: b"\xff\x00", "damaged"),
    "a list": (lambda raw: b"[]", "damaged"),
    "deeply nested": (lambda raw: b"[" * 50_000, "damaged"),
    "huge": (lambda raw: b" " * 70_000 + raw, "damaged"),
    "no format": (edit(lambda document: document.pop("format")), "damaged"),
    "format as text": (edit(lambda document: document.update(format="1")), "damaged"),
    "format as a truth": (edit(lambda document: document.update(format=True)), "damaged"),
    "newer": (edit(lambda document: document.update(format=2)), "newer version"),
    "a part of another type": (edit(lambda document: document.update(passphrase=[])), "damaged"),
    "weaker settings": (edit(lambda document: document["passphrase"].update(passes=1)), "checksum"),  # type: ignore[attr-defined]
    "another key": (edit(lambda document: document["passphrase"].update(wrapped_key="00")), "checksum"),  # type: ignore[attr-defined]
    "no salt": (edit(lambda document: document["passphrase"].pop("salt")), "checksum"),  # type: ignore[attr-defined]
}


@pytest.mark.parametrize(("damage", "word"), DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, damage: Callable[[bytes], bytes], word: str) -> None:
    file = tmp_path / "vault.json"
    PassphraseVault(tmp_path, PASSPHRASE).seal("r", b"plain")
    file.write_bytes(damage(file.read_bytes()))
    before = file.read_bytes()
    for kind in ("passphrase", ""):
        with pytest.raises(UserError) as caught:
            open_vault(tmp_path, {**WITH_PASSPHRASE, "PUSHBENCH_VAULT": kind}).seal("r", b"plain")
        assert word in three_parts(caught.value)
    assert file.read_bytes() == before


HOSTILE = {
    "too much memory": {"memory_kib": 2**31},
    "no passes": {"passes": 0},
    "lanes as a truth": {"lanes": True},
    "memory as a fraction": {"memory_kib": 64.0},
    "another function": {"kdf": "scrypt"},
    "no hexadecimal": {"salt": "zz"},
    "short nonce": {"nonce": "00"},
    "a number for a text": {"id": 5},
    "nothing wrapped": {"wrapped_key": ""},
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_settings_out_of_bounds_are_refused_even_with_a_fitting_checksum(
    tmp_path: Path, change: dict[str, object]
) -> None:
    from pushbench.vault.passphrase import _sum

    PassphraseVault(tmp_path, PASSPHRASE).seal("r", b"plain")
    document = json.loads((tmp_path / "vault.json").read_text())
    part = {key: value for key, value in document["passphrase"].items() if key != "sum"} | change
    (tmp_path / "vault.json").write_text(json.dumps({"format": 1, "passphrase": {**part, "sum": _sum(part)}}))
    with pytest.raises(UserError, match="damaged"):
        PassphraseVault(tmp_path, PASSPHRASE).seal("r", b"plain")


def test_threads_and_processes_make_one_key(tmp_path: Path) -> None:
    vaults = [PassphraseVault(tmp_path, PASSPHRASE) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(lambda vault: vault.seal("r", b"plain"), vaults))
    assert {envelope.key_id_of(one) for one in sealed} == {envelope.key_id_of(sealed[0])}
    assert all(vaults[0].unseal("r", one) == b"plain" for one in sealed)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be read"):
        PassphraseVault(tmp_path / "file" / "home", PASSPHRASE).seal("r", b"plain")
    with pytest.raises(UserError, match="cannot be used"), vault_file.locked(tmp_path / "file"):
        pass


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault_file.write(tmp_path, vault_file.VaultFile(keychain={"id": "old"}))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="No space left"):
        vault_file.write(tmp_path, vault_file.VaultFile())
    assert vault_file.read(tmp_path).keychain == {"id": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["vault.json"]


# -- the keychain vault ------------------------------------------------------------------------------------------------


def test_the_keychain_holds_one_key_and_the_file_its_name(tmp_path: Path) -> None:
    backend = FakeKeychain()
    sealed = keychain_vault(tmp_path, backend).seal("r", b"plain")
    assert keychain_vault(tmp_path, backend).unseal("r", sealed) == b"plain"
    ((service, name),) = backend.kept
    assert service == "Pushbench"
    assert json.loads((tmp_path / "vault.json").read_text()) == {"format": 1, "keychain": {"id": name}}
    assert len(backend.kept[service, name]) == 44


def test_a_keychain_that_keeps_nothing_is_found_out(tmp_path: Path) -> None:
    backend = FakeKeychain()
    backend.loses = True
    with pytest.raises(UserError, match="did not keep"):
        keychain_vault(tmp_path, backend).seal("r", b"plain")
    assert not (tmp_path / "vault.json").exists()


def test_a_keychain_that_fails_is_told(tmp_path: Path) -> None:
    from keyring.errors import KeyringLocked

    backend = FakeKeychain()
    sealed = keychain_vault(tmp_path, backend).seal("r", b"plain")
    for fault in (KeyringLocked("Failed to unlock the collection!"), RuntimeError(), OSError("bus is gone")):
        backend.fault = fault
        for use in (lambda: keychain_vault(tmp_path, backend).unseal("r", sealed),):
            with pytest.raises(UserError, match="did not open"):
                use()
    backend.fault = KeyringLocked("locked")
    with pytest.raises(UserError, match="did not open"):
        keychain_vault(tmp_path / "new", backend).seal("r", b"plain")


def test_a_key_that_is_gone_or_broken_is_told(tmp_path: Path) -> None:
    backend = FakeKeychain()
    sealed = keychain_vault(tmp_path, backend).seal("r", b"plain")
    name = next(iter(backend.kept))
    backend.kept[name] = "not a key"
    with pytest.raises(UserError, match="is no key"):
        keychain_vault(tmp_path, backend).unseal("r", sealed)
    backend.kept.clear()
    for use in (keychain_vault(tmp_path, backend).unseal, keychain_vault(tmp_path, backend).seal):
        with pytest.raises(UserError, match="no longer holds"):
            use("r", sealed)
    with pytest.raises(UserError, match="has no key"):
        keychain_vault(tmp_path / "new", backend).unseal("r", sealed)


@pytest.mark.parametrize("name", [None, 5, "", "xyz", "00"])
def test_a_file_that_names_no_key_is_damaged(tmp_path: Path, name: object) -> None:
    (tmp_path / "vault.json").write_text(json.dumps({"format": 1, "keychain": {"id": name}}))
    with pytest.raises(UserError, match="damaged"):
        keychain_vault(tmp_path, FakeKeychain()).seal("r", b"plain")


# -- which vault a home uses -------------------------------------------------------------------------------------------


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make keyring offer backends of the given kinds, as on a computer that has them."""
    import keyring

    def offer_kinds(*kinds: str) -> None:
        backends = []
        for kind in kinds:
            module, _, name = kind.rpartition(".")
            backends.append(type(name, (FakeKeychain,), {"__module__": module})())
        chain = type("ChainerBackend", (), {"backends": backends})()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        monkeypatch.setattr(keyring, "get_keyring", lambda: chain if len(backends) > 1 else backends[0])

    return offer_kinds


SECRET_SERVICE = "keyring.backends.SecretService.Keyring"


@pytest.mark.parametrize(
    "kind",
    [
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
        SECRET_SERVICE,
        "keyring.backends.kwallet.DBusKeyring",
    ],
)
def test_allowed_keychains_are_used(tmp_path: Path, offer: Callable[..., None], kind: str) -> None:
    offer(kind)
    vault = open_vault(tmp_path, WITH_PASSPHRASE)
    assert vault.kind == "keychain"
    assert vault.is_persistent
    assert "keychain" in vault.explain()
    assert vault.unseal("r", vault.seal("r", b"plain")) == b"plain"


@pytest.mark.parametrize("kind", ["keyrings.alt.file.PlaintextKeyring", "keyring.backends.null.Keyring"])
def test_other_keychains_are_refused_with_their_name(tmp_path: Path, offer: Callable[..., None], kind: str) -> None:
    offer(kind)
    vault = open_vault(tmp_path, {})
    assert vault.kind == "locked"
    assert not vault.is_persistent
    with pytest.raises(UserError) as caught:
        vault.seal("r", b"plain")
    assert kind in caught.value.why
    assert open_vault(tmp_path, WITH_PASSPHRASE).kind == "passphrase"


def test_an_allowed_keychain_behind_a_refused_one_is_found(tmp_path: Path, offer: Callable[..., None]) -> None:
    offer("keyrings.alt.file.PlaintextKeyring", SECRET_SERVICE)
    assert open_vault(tmp_path, {}).explain() == "Secrets rest in the system keychain (Secret Service)"


def test_a_home_settled_on_its_passphrase_stays_there(tmp_path: Path, offer: Callable[..., None]) -> None:
    PassphraseVault(tmp_path, PASSPHRASE).seal("r", b"plain")
    offer(SECRET_SERVICE)
    assert open_vault(tmp_path, WITH_PASSPHRASE).kind == "passphrase"
    assert open_vault(tmp_path, {}).kind == "keychain"


def test_a_keychain_part_joins_the_passphrase_part(tmp_path: Path) -> None:
    old = PassphraseVault(tmp_path, PASSPHRASE).seal("r", b"old")
    backend = FakeKeychain()
    keychain_vault(tmp_path, backend).seal("r", b"new")
    assert PassphraseVault(tmp_path, PASSPHRASE).unseal("r", old) == b"old"
    with pytest.raises(UserError, match="PUSHBENCH_VAULT"):
        keychain_vault(tmp_path, backend).unseal("r", old)


def test_without_keychain_and_passphrase_the_ways_are_named(tmp_path: Path) -> None:
    vault = open_vault(tmp_path, {})
    for use in (vault.seal, vault.unseal):
        with pytest.raises(UserError) as caught:
            use("r", b"x")
        assert caught.value.trouble is Trouble.STOPPED
        for way in ("keychain", "PUSHBENCH_PASSPHRASE", "PUSHBENCH_PASSPHRASE_FILE", "--secret K=env:NAME"):
            assert way in caught.value.fix
    assert vault.explain().startswith("Secrets are locked")


def test_a_locked_home_says_that_a_passphrase_is_missing(tmp_path: Path) -> None:
    PassphraseVault(tmp_path, PASSPHRASE).seal("r", b"plain")
    with pytest.raises(UserError, match="locked with a passphrase"):
        open_vault(tmp_path, {}).seal("r", b"plain")


@pytest.mark.parametrize(
    ("content", "is_same"), [(b"word", True), (b"word\n", True), (b"word\r\n", True), (b"word\n\n", False)]
)
def test_the_passphrase_file_loses_one_final_newline(tmp_path: Path, content: bytes, is_same: bool) -> None:
    sealed = PassphraseVault(tmp_path, Secret("word")).seal("r", b"plain")
    file = tmp_path / "passphrase"
    file.write_bytes(content)
    vault = open_vault(tmp_path, {"PUSHBENCH_PASSPHRASE_FILE": str(file)})
    if is_same:
        assert vault.unseal("r", sealed) == b"plain"
    else:
        with pytest.raises(UserError, match="does not open"):
            vault.unseal("r", sealed)


@pytest.mark.parametrize(("content", "word"), [(None, "cannot be read"), (b"", "empty"), (b"\n", "empty")])
def test_a_passphrase_file_without_passphrase_is_told(tmp_path: Path, content: bytes | None, word: str) -> None:
    file = tmp_path / "passphrase"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UserError, match=word):
        open_vault(tmp_path / "home", {"PUSHBENCH_PASSPHRASE_FILE": str(file)}).seal("r", b"x")


def test_the_kind_can_be_forced(tmp_path: Path, offer: Callable[..., None]) -> None:
    offer(SECRET_SERVICE)
    assert open_vault(tmp_path, {**WITH_PASSPHRASE, "PUSHBENCH_VAULT": "passphrase"}).kind == "passphrase"
    assert open_vault(tmp_path, {"PUSHBENCH_VAULT": "memory"}).kind == "memory"
    assert open_vault(tmp_path, {"PUSHBENCH_VAULT": "keychain"}).kind == "keychain"
    for environ, word in (({"PUSHBENCH_VAULT": "passphrase"}, "none is set"), ({"PUSHBENCH_VAULT": "safe"}, "“safe”")):
        with pytest.raises(UserError, match=word):
            open_vault(tmp_path, environ).seal("r", b"x")


def test_a_forced_keychain_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="asks for the keychain"):
        open_vault(tmp_path, {**WITH_PASSPHRASE, "PUSHBENCH_VAULT": "keychain"}).seal("r", b"x")


def test_without_a_home_secrets_stay_in_memory() -> None:
    vault = open_vault(None, WITH_PASSPHRASE)
    assert (vault.kind, vault.is_persistent) == ("memory", False)
    assert vault.unseal("r", vault.seal("r", b"plain")) == b"plain"
    assert "memory" in vault.explain()


def test_a_locked_vault_keeps_its_kind_of_trouble() -> None:
    vault = LockedVault(UserError("a", "b", "c", trouble=Trouble.USAGE))
    with pytest.raises(UserError) as caught:
        vault.seal("r", b"x")
    assert caught.value.trouble is Trouble.USAGE
    assert caught.value is not vault.error


def test_opening_a_vault_imports_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from pushbench.vault import open_vault\n"
        f"open_vault(pathlib.Path({str(tmp_path)!r}), {{}})\n"
        "print([name for name in ('keyring', 'argon2', 'cryptography') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
