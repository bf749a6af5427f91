from __future__ import annotations

import os
import re
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.domain.fate import Fate
from pushbench.domain.outcome import DeliveryEvent
from pushbench.domain.profile import SecretRef
from pushbench.store import migrate, opening, schema
from pushbench.store.database import Database
from pushbench.store.devices import DeviceQuery
from pushbench.store.history import HistoryQuery

VERSION_1 = Path(__file__).parent / "data" / "version_1.sql"


def from_version_1(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1.read_text("utf-8"))
    connection.close()


def shape(path: Path) -> dict[str, str]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: re.sub(r"[\s\"]+", "", sql).lower() for name, sql in rows}


def raw(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_new_file_is_private_and_stamped(path: Path):
    Database(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(schema.HEAD,)]
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_file_that_others_may_read_is_made_private(path: Path):
    Database(path).close()
    path.chmod(0o644)
    database = Database(path)
    database.settings.put("a", 1)
    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    database.close()
    assert modes == {0o600}


def test_made_and_migrated_databases_are_the_same(path: Path, tmp_path: Path):
    Database(path).close()
    migrated = tmp_path / "migrated.sqlite3"
    engine = opening._engine(migrated)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        migrate.upgrade(connection)
        connection.exec_driver_sql("COMMIT")
    engine.dispose()
    assert shape(migrated) == shape(path)


def test_the_constants_name_the_scripts():
    assert migrate.head() == schema.HEAD == schema.REVISIONS[-1]


def test_version_1_opens_with_everything_in_it(path: Path):
    from_version_1(path)
    database = Database(path)
    device = database.devices.get("Ana's iPhone")
    assert device == Device(
        "Ana's iPhone",
        "apns",
        "aabb",
        "ios",
        environment="sandbox",
        tags=("qa",),
        locale="de-AT",
        attributes={"first_name": "Ana"},
        created_at=1700000000.0,
        last_outcome="accepted",
        last_status=200,
        last_seen_at=1700000100.0,
    )
    assert database.devices.names(DeviceQuery(tag="qa", group="phones")) == ["Ana's iPhone"]
    assert database.devices.by_token("apns", "aabb") == [device]
    assert database.profiles.get("p").secrets == {"key": SecretRef("vault", "p/key")}
    assert database.secrets.get("p/key") == b"\x00\xff"
    assert database.settings.get("theme") == "dark"
    [row] = database.history.page(HistoryQuery(search="gate b42 unregis"))
    assert row.id == "d1"
    assert database.history.get("d1").outcome.is_target_dead
    assert [run.id for run in database.history.unfinished_runs()] == ["r1"]
    database.close()


def test_version_2_opens_with_its_deliveries_ready_to_be_asked_about(path: Path):
    from_version_1(path)
    engine = opening._engine(path)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        migrate.upgrade(connection, "0002")
        connection.exec_driver_sql("COMMIT")
    engine.dispose()
    assert "delivery_events" not in shape(path)
    assert "fate" not in shape(path)["deliveries"]
    database = Database(path)
    [row] = database.history.page(HistoryQuery(search="gate"))
    assert (row.id, row.fate) == ("d1", None)
    event = DeliveryEvent(1700000060.0, Fate.FAILED, "gone")
    assert database.follow_ups.add_event("d1", event)
    assert database.history.get("d1").events == (event,)
    assert database.follow_ups.next_due_at() is None
    database.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch):
    from_version_1(path)
    before = shape(path)
    monkeypatch.setattr(
        migrate, "upgrade", lambda connection: (connection.exec_driver_sql("CREATE TABLE half (a)"), 1 / 0)
    )
    with pytest.raises(ZeroDivisionError):
        Database(path)
    assert shape(path) == before
    monkeypatch.undo()
    Database(path).close()
    assert "delivery_words" in shape(path)


def test_alembic_stays_away_from_files_that_are_up_to_date(path: Path):
    program = (
        "import sys; from pathlib import Path; from pushbench.store.database import Database\n"
        "for _ in range(2): Database(Path(sys.argv[1])).close()\n"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=True, env=_environment())


def test_the_thread_module_does_not_import_sqlalchemy():
    program = (
        "import sys, pushbench.store.thread, pushbench.store.history, pushbench.store.devices,"
        " pushbench.store.message_file, pushbench.store.device_file, pushbench.store.token_paste\n"
        "assert 'sqlalchemy' not in sys.modules and 'sqlite3' not in sys.modules and 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env=_environment())


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(schema.__file__).parents[2])}


def test_a_newer_file_is_refused_untouched(path: Path):
    Database(path).close()
    raw(path, "UPDATE alembic_version SET version_num = '9999'", "PRAGMA journal_mode = DELETE")
    before = path.read_bytes()
    with pytest.raises(UserError) as caught:
        Database(path)
    assert "newer" in caught.value.what
    assert "9999" in caught.value.why
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TABLE notes (a)",),
        ("CREATE TABLE alembic_version (version_num TEXT)",),
        ("CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('0001'), ('0002')"),
    ],
)
def test_a_foreign_file_is_refused_untouched(path: Path, statements):
    path.parent.mkdir()
    raw(path, *statements)
    before = path.read_bytes()
    with pytest.raises(UserError, match="not one of Pushbench's"):
        Database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all, just text" * 200, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_file_is_explained_and_untouched(path: Path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        Database(path)
    assert "damaged" in caught.value.what
    assert path.read_bytes() == content


def test_damage_found_later_is_explained(path: Path):
    database = Database(path)
    database.devices.put_many(Device(f"d{number}", "apns", "aa" * 200) for number in range(500))
    database.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xee" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(UserError, match="damaged"):
        Database(path).devices.names(DeviceQuery(search="x"))


def test_a_locked_file_is_explained_and_nothing_is_lost(path: Path, monkeypatch):
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.05)
    database = Database(path)
    database.settings.put("a", 1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError, match="in use"):
        database.settings.put("a", 2)
    assert database.settings.get("a") == 1
    other.execute("ROLLBACK")
    other.close()
    database.settings.put("a", 3)
    assert database.settings.get("a") == 3
    database.close()


def test_a_full_disk_is_explained_and_nothing_is_lost(path: Path):
    database = Database(path)
    database.devices.put(Device("kept", "apns", "aa"))
    with database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(UserError) as caught:
        database.devices.put_many(Device(f"d{number}", "apns", "aa" * 500) for number in range(500))
    assert "could not be written" in caught.value.what
    assert database.devices.names() == ["kept"]
    with database.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert database.devices.put_many(Device(f"d{number}", "apns", "aa" * 500) for number in range(500)) == 500
    database.close()
    reopened = Database(path)
    assert len(reopened.devices.names()) == 501
    reopened.close()


def test_a_file_size_limit_of_the_system_is_explained(path: Path):
    program = """
import resource, sys
from pathlib import Path
from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.store.database import Database
database = Database(Path(sys.argv[1]))
database.devices.put(Device("kept", "apns", "aa"))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    for number in range(50):
        database.devices.put_many(Device(f"d{number}-{i}", "apns", "aa" * 500) for i in range(50))
except UserError as error:
    assert "could not be written" in error.what, error
else:
    raise AssertionError("no error")
assert database.devices.get("kept") is not None
"""
    subprocess.run([sys.executable, "-c", program, str(path)], check=True, env=_environment())
    reopened = Database(path)
    assert reopened.devices.get("kept") is not None
    reopened.close()


def test_a_folder_that_cannot_be_used_is_explained(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot be opened"):
        Database(tmp_path / "file" / "db.sqlite3")
    with pytest.raises(UserError, match="cannot be opened"):
        Database(tmp_path)


def test_two_programs_share_a_file(path: Path):
    one, two = Database(path), Database(path)
    one.devices.put(Device("a", "apns", "aa"))
    two.devices.put(Device("b", "apns", "bb"))
    assert one.devices.names() == two.devices.names() == ["a", "b"]
    one.close()
    two.close()


def test_a_transaction_is_whole_or_not_at_all(database):
    def broken():
        yield Device("a", "apns", "aa")
        raise RuntimeError("bug")

    def half():
        with database.write():
            database.settings.put("a", 1)
            database.devices.put(Device("a", "apns", "aa"))
            raise RuntimeError("bug")

    with pytest.raises(RuntimeError):
        half()
    with pytest.raises(RuntimeError):
        database.devices.put_many(broken())
    assert database.settings.get("a") is None
    assert database.devices.names() == []
    database.settings.put("a", 2)
    assert database.settings.get("a") == 2
