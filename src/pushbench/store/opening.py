"""Opens a database file: made when missing, migrated when behind, refused when newer, foreign or damaged."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from pushbench.domain.errors import UserError
from pushbench.store import schema, trouble

BUSY_SECONDS = 5.0
"""How long a statement waits for another process."""
_STAMP = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Turn trouble with the file, and text that no file takes, into UserError; anything else is a bug and passes."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise trouble.no_text(error) from error
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        explained = trouble.explained(cause, path)
        if explained is None:
            raise
        raise explained from error


def open_connection(path: Path | None) -> Connection:
    """Return the one connection of a database at the newest revision; ``None``: in memory.

    Raises UserError for a file that is newer, foreign, damaged, locked, or cannot be made.
    """
    if path is not None:
        _prepare_file(path)
    with told(path):
        engine = _engine(path)
        connection = engine.connect()
        try:
            # Before the first page is written, so that a new file can give room back in steps; others stay as they are.
            if not connection.exec_driver_sql("PRAGMA page_count").scalar():
                connection.exec_driver_sql("PRAGMA auto_vacuum = INCREMENTAL")
            _bring_up(connection, path)
            _tune(connection)
        except BaseException:
            connection.close()
            engine.dispose()
            raise
    return connection


def _prepare_file(path: Path) -> None:
    """Make the file with mode 0600 before SQLite does; its -wal and -shm files take the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise UserError(
            "The database cannot be opened.",
            f"The system does not let Pushbench use {path}: {error.strerror}.",
            "Check that the folder exists and belongs to you, or choose another with --home.",
        ) from error


def _engine(path: Path | None) -> Engine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            ":memory:" if path is None else str(path),
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=True,
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)

    # Transactions are begun by hand (Database.write), so that reads hold no lock and writes hold it from the start.
    @event.listens_for(engine, "connect")
    def _no_functions(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


def _bring_up(connection: Connection, path: Path | None) -> None:
    revision = _revision(connection, path)
    if revision == schema.HEAD:
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        revision = _revision(connection, path)
        if revision is None:
            _create(connection)
        elif revision != schema.HEAD:
            _migrate(connection)
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: Connection) -> None:
    """End a transaction; SQLite has ended it by itself after some errors (a full disk), then there is nothing to do."""
    driver = connection.connection.driver_connection
    if driver is not None and driver.in_transaction:
        connection.exec_driver_sql("ROLLBACK")


def _revision(connection: Connection, path: Path | None) -> str | None:
    """Return the stored revision, None for an empty file. Raises UserError for any other program's file."""
    tables = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise trouble.foreign(str(path))
    revisions = [row[0] for row in connection.exec_driver_sql("SELECT version_num FROM alembic_version")]
    if len(revisions) != 1:
        raise trouble.foreign(str(path))
    if revisions[0] not in schema.REVISIONS:
        raise trouble.too_new(str(path), str(revisions[0]), schema.HEAD)
    return str(revisions[0])


def _create(connection: Connection) -> None:
    """Make a brand-new database without Alembic: importing it would cost every first start."""
    schema.create_all(connection)
    connection.exec_driver_sql(_STAMP)
    connection.exec_driver_sql("INSERT INTO alembic_version (version_num) VALUES (?)", (schema.HEAD,))


def _migrate(connection: Connection) -> None:
    from pushbench.store.migrate import upgrade

    upgrade(connection)


def _tune(connection: Connection) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -16384", "temp_store = MEMORY"):
        connection.exec_driver_sql(f"PRAGMA {pragma}")
