"""A home that cannot be opened says why, is not changed by that, and every way out works."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.engine import home_trouble
from pushbench.engine.home import DATABASE_NAME
from pushbench.engine.home_trouble import (
    Way,
    back_up,
    begin_empty,
    explained,
    make_copy,
    newest_backup,
    restore,
    trouble_of,
)
from pushbench.store import database_file
from pushbench.store.database import Database

DAY = 86400.0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    (made / "messages" / "Trips").mkdir(parents=True)
    (made / "messages" / "Trips" / "Hello.push.json").write_text('{"format": 1}\n')
    database = Database(made / DATABASE_NAME)
    database.devices.put(Device("Ana's iPhone", "apns", "a" * 64, "ios"))
    database.close()
    return made


def newer(home: Path) -> None:
    connection = sqlite3.connect(home / DATABASE_NAME)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


def damaged(home: Path) -> None:
    (home / DATABASE_NAME).write_bytes(b"not a database at all" * 50)


def torn(home: Path) -> None:
    data = (home / DATABASE_NAME).read_bytes()
    (home / DATABASE_NAME).write_bytes(data[:100] + b"\xff" * 5000)


def foreign(home: Path) -> None:
    (home / DATABASE_NAME).unlink()
    connection = sqlite3.connect(home / DATABASE_NAME)
    connection.execute("CREATE TABLE notes (text)")
    connection.commit()
    connection.close()


def fingerprint(home: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(home)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


def devices(home: Path) -> list[str]:
    database = Database(home / DATABASE_NAME)
    names = list(database.devices.names())
    database.close()
    return names


def test_a_good_home_a_new_one_and_none_are_no_trouble(home: Path, tmp_path: Path) -> None:
    assert trouble_of(home) is None
    assert trouble_of(tmp_path / "missing") is None
    assert trouble_of(None) is None
    (tmp_path / "empty").mkdir()
    assert trouble_of(tmp_path / "empty") is None


@pytest.mark.parametrize(
    ("spoil", "what", "first"),
    [
        (newer, "newer than this program", Way.COPY_MESSAGES),
        (damaged, "is damaged", Way.BEGIN_EMPTY),
        (torn, "is damaged", Way.BEGIN_EMPTY),
        (foreign, "not one of Pushbench's", Way.BEGIN_EMPTY),
    ],
)
def test_trouble_is_told_and_nothing_is_touched(
    home: Path, spoil: Callable[[Path], None], what: str, first: Way
) -> None:
    spoil(home)
    before = fingerprint(home)
    trouble = trouble_of(home)
    assert trouble is not None
    assert what in trouble.error.what
    assert trouble.error.why
    assert trouble.error.fix
    assert trouble.ways[0] is first
    assert fingerprint(home) == before


def test_looking_leaves_a_write_ahead_log_alone(home: Path) -> None:
    connection = sqlite3.connect(home / DATABASE_NAME)
    connection.execute("UPDATE alembic_version SET version_num = version_num")
    connection.commit()
    assert (home / f"{DATABASE_NAME}-wal").stat().st_size > 0
    before = fingerprint(home)
    assert trouble_of(home) is None
    assert fingerprint(home) == before
    connection.close()


def test_a_home_that_cannot_be_written_offers_a_copy(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    trouble = trouble_of(home)
    assert trouble is not None
    assert "cannot be written" in trouble.error.what
    assert trouble.ways == (Way.COPY, Way.OTHER_FOLDER, Way.TRY_AGAIN)


def test_another_error_can_be_tried_again(home: Path) -> None:
    trouble = explained(home, UserError("The database is in use.", "Another program holds it.", "Wait."))
    assert trouble.error.what == "The database is in use."
    assert trouble.ways[0] is Way.TRY_AGAIN
    damaged(home)
    assert "damaged" in explained(home, UserError("x", "", "")).error.what


def test_a_copy_has_everything_and_leaves_the_original(home: Path, tmp_path: Path) -> None:
    (home / "window.json").write_text("{}")
    (home / "sandbox.json").write_text("{}")
    before = fingerprint(home)
    copied = make_copy(home, tmp_path / "elsewhere", with_database=True)
    assert copied == tmp_path / "elsewhere" / "home copy"
    assert devices(copied) == ["Ana's iPhone"]
    assert (copied / "messages" / "Trips" / "Hello.push.json").read_text() == '{"format": 1}\n'
    assert (copied / "window.json").exists()
    assert not (copied / "sandbox.json").exists()
    again = make_copy(home, tmp_path / "elsewhere", with_database=False)
    assert again.name == "home copy 2"
    assert not (again / DATABASE_NAME).exists()
    assert fingerprint(home) == before


def test_a_copy_of_what_is_read_only_can_be_written(home: Path, tmp_path: Path) -> None:
    (home / "messages" / "Trips").chmod(0o500)
    try:
        copied = make_copy(home, tmp_path, with_database=True)
    finally:
        (home / "messages" / "Trips").chmod(0o700)
    assert (copied / "messages" / "Trips").stat().st_mode & 0o200


def test_beginning_empty_keeps_the_old_database(home: Path) -> None:
    damaged(home)
    data = (home / DATABASE_NAME).read_bytes()
    folder = begin_empty(home)
    assert (folder / DATABASE_NAME).read_bytes() == data
    assert trouble_of(home) is None
    assert devices(home) == []


def test_a_backup_a_day_is_kept_and_restored(home: Path) -> None:
    assert newest_backup(home) is None
    made = [back_up(home, 1_700_000_000.0 + number * DAY) for number in range(7)]
    assert all(made)
    assert back_up(home, 1_700_000_000.0 + 6 * DAY) is None
    kept = sorted(path.name for path in (home / "backups").iterdir())
    assert kept == [path.name for path in made[2:] if path is not None]
    damaged(home)
    trouble = trouble_of(home)
    assert trouble is not None
    assert trouble.ways[0] is Way.RESTORE
    assert trouble.backup == made[-1]
    restore(home, made[-1])  # type: ignore[arg-type]
    assert trouble_of(home) is None
    assert devices(home) == ["Ana's iPhone"]


def test_a_damaged_database_is_not_backed_up_over_a_good_one(home: Path) -> None:
    good = back_up(home, 1_700_000_000.0)
    damaged(home)
    with pytest.raises(OSError):  # whatever words SQLite has for it
        back_up(home, 1_700_000_000.0 + DAY)
    assert newest_backup(home) == good
    assert [path.name for path in (home / "backups").iterdir()] == [good.name]  # type: ignore[union-attr]


def test_a_restore_that_fails_leaves_everything_as_it_was(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = back_up(home, 1_700_000_000.0)
    assert backup is not None
    damaged(home)
    data = (home / DATABASE_NAME).read_bytes()

    def fails(_path: Path, _to: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(home_trouble, "copy", fails)
    with pytest.raises(UserError, match="could not be put in place"):
        restore(home, backup)
    assert (home / DATABASE_NAME).read_bytes() == data


def test_a_copy_of_a_database_in_use_is_whole(home: Path, tmp_path: Path) -> None:
    database = Database(home / DATABASE_NAME)
    database.devices.put(Device("Second", "fcm", "b" * 100, "android"))
    database_file.copy(home / DATABASE_NAME, tmp_path / DATABASE_NAME)
    database.close()
    assert set(devices(tmp_path)) == {"Ana's iPhone", "Second"}
