"""Small things under a name: sealed secrets, cached tokens, settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pushbench.domain.json_value import Json

if TYPE_CHECKING:
    from pushbench.store.database import Database


class Secrets:
    """What the vault sealed, by record id; never plain text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, record: str, sealed: bytes) -> None:
        """Keep ciphertext under its record id."""
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO secrets (record, sealed) VALUES (?, ?)", (record, sealed)
            )

    def get(self, record: str) -> bytes | None:
        """Return the ciphertext, or None."""
        with self._database.read() as connection:
            found = connection.exec_driver_sql("SELECT sealed FROM secrets WHERE record = ?", (record,)).scalar()
        return None if found is None else bytes(found)

    def remove(self, record: str) -> bool:
        """Forget a record; False when there was none."""
        with self._database.write() as connection:
            return connection.exec_driver_sql("DELETE FROM secrets WHERE record = ?", (record,)).rowcount > 0

    def list(self) -> list[str]:
        """Return every record id."""
        with self._database.read() as connection:
            return list(connection.exec_driver_sql("SELECT record FROM secrets ORDER BY record").scalars())

    def all(self) -> dict[str, bytes]:
        """Return every record with its ciphertext."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql("SELECT record, sealed FROM secrets ORDER BY record").fetchall()
        return {record: bytes(sealed) for record, sealed in rows}


class Tokens:
    """Minted or fetched tokens, sealed, with the Unix second at which they end."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, key: str, sealed: bytes, expires_at: float) -> None:
        """Keep a token; an older one of the same key is replaced."""
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO tokens (key, sealed, expires_at) VALUES (?, ?, ?)", (key, sealed, expires_at)
            )

    def get(self, key: str) -> tuple[bytes, float] | None:
        """Return the ciphertext and when it ends, or None; what has ended is returned all the same."""
        with self._database.read() as connection:
            found = connection.exec_driver_sql("SELECT sealed, expires_at FROM tokens WHERE key = ?", (key,)).fetchone()
        return None if found is None else (bytes(found[0]), float(found[1]))

    def all(self) -> dict[str, tuple[bytes, float]]:
        """Return every token with its ciphertext and when it ends."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql("SELECT key, sealed, expires_at FROM tokens").fetchall()
        return {key: (bytes(sealed), float(ends)) for key, sealed, ends in rows}

    def drop(self, key: str) -> None:
        """Forget a token."""
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM tokens WHERE key = ?", (key,))

    def drop_expired(self, now: float) -> int:
        """Forget every token that has ended; return how many."""
        with self._database.write() as connection:
            return connection.exec_driver_sql("DELETE FROM tokens WHERE expires_at <= ?", (now,)).rowcount


class Settings:
    """JSON values under names."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str, default: Json = None) -> Json:
        """Return a setting, or ``default`` when it was never put."""
        with self._database.read() as connection:
            found = connection.exec_driver_sql("SELECT value FROM settings WHERE key = ?", (key,)).scalar()
        return default if found is None else json.loads(found)

    def put(self, key: str, value: Json) -> None:
        """Keep a setting."""
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, json.dumps(value))
            )

    def remove(self, key: str) -> None:
        """Forget a setting, so that its default counts again."""
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM settings WHERE key = ?", (key,))

    def list(self) -> dict[str, Json]:
        """Return every setting that was put."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql("SELECT key, value FROM settings ORDER BY key").fetchall()
        return {key: json.loads(value) for key, value in rows}
