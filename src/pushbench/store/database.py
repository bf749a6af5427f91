"""One workspace's database. Synchronous: it lives on one thread, see ``store.thread``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from pushbench.store.delivery_events import FollowUps
from pushbench.store.device_store import Devices
from pushbench.store.group_store import Groups
from pushbench.store.history_pruning import Pruning
from pushbench.store.history_store import History
from pushbench.store.opening import open_connection, roll_back, told
from pushbench.store.profile_store import Profiles, ProfileSets
from pushbench.store.value_store import Secrets, Settings, Tokens


class Database:
    """A SQLite file (``None``: in memory), opened and migrated; its parts do the work.

    Raises UserError when the file is newer, foreign, damaged, locked, full or out of reach. Nothing
    that was committed is lost by that.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._connection = open_connection(path)
        self._depth = 0
        self.devices = Devices(self)
        self.groups = Groups(self)
        self.profiles = Profiles(self)
        self.sets = ProfileSets(self)
        self.secrets = Secrets(self)
        self.history = History(self)
        self.follow_ups = FollowUps(self)
        self.settings = Settings(self)
        self.tokens = Tokens(self)
        self.pruning = Pruning(self)

    def close(self) -> None:
        """Close the file; nothing can be asked afterwards."""
        self._connection.close()
        self._connection.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Lend the connection for reading."""
        with told(self.path):
            yield self._connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Lend the connection within a write transaction: all of it is kept, or nothing. Nested uses join the outer."""
        with told(self.path):
            if self._depth:
                yield self._connection
                return
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield self._connection
                self._connection.exec_driver_sql("COMMIT")
            except BaseException:
                roll_back(self._connection)
                raise
            finally:
                self._depth = 0
