"""Profiles and profile sets in the database; secrets are references here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pushbench.domain.profile import Environment, Profile, ProfileSet, SecretRef

if TYPE_CHECKING:
    from pushbench.store.database import Database

_COLUMNS = "name, provider, environment, fields, secrets, tested_at, test_result, test_ok"


class Profiles:
    """Named profiles, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, profile: Profile) -> None:
        """Keep a profile; one of the same name is replaced."""
        with self._database.write() as connection:
            connection.exec_driver_sql(
                f"INSERT OR REPLACE INTO profiles ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (
                    profile.name,
                    profile.provider,
                    profile.environment.value,
                    json.dumps(dict(profile.fields)),
                    json.dumps({key: str(ref) for key, ref in profile.secrets.items()}),
                    profile.tested_at,
                    profile.test_result,
                    profile.test_ok,
                ),
            )

    def get(self, name: str) -> Profile | None:
        """Return a profile, or None."""
        found = self._select("WHERE name = ?", (name,))
        return found[0] if found else None

    def _select(self, rest: str, values: tuple[object, ...]) -> list[Profile]:
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM profiles {rest}", values).fetchall()  # noqa: S608
        return [_profile(row) for row in rows]

    def list(self) -> list[Profile]:
        """Return every profile, by name."""
        return self._select("ORDER BY name", ())

    def remove(self, name: str) -> bool:
        """Remove a profile, from its sets too; False when there was none."""
        with self._database.write() as connection:
            for found in self._database.sets.list():
                if name in found.profiles:
                    rest = tuple(profile for profile in found.profiles if profile != name)
                    self._database.sets.put(ProfileSet(found.name, rest))
            return connection.exec_driver_sql("DELETE FROM profiles WHERE name = ?", (name,)).rowcount > 0


class ProfileSets:
    """Named sets of profiles, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, profile_set: ProfileSet) -> None:
        """Keep a set; one of the same name is replaced."""
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO profile_sets (name, profiles) VALUES (?, ?)",
                (profile_set.name, json.dumps(profile_set.profiles)),
            )

    def get(self, name: str) -> ProfileSet | None:
        """Return a set, or None."""
        return next((found for found in self.list() if found.name == name), None)

    def list(self) -> list[ProfileSet]:
        """Return every set, by name."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql("SELECT name, profiles FROM profile_sets ORDER BY name").fetchall()
        return [ProfileSet(name, tuple(json.loads(profiles))) for name, profiles in rows]

    def remove(self, name: str) -> bool:
        """Remove a set, not its profiles; False when there was none."""
        with self._database.write() as connection:
            return connection.exec_driver_sql("DELETE FROM profile_sets WHERE name = ?", (name,)).rowcount > 0


def _profile(row: Any) -> Profile:
    name, provider, environment, fields, secrets, tested_at, test_result, test_ok = row
    return Profile(
        name=name,
        provider=provider,
        environment=Environment(environment),
        fields=json.loads(fields),
        secrets={key: SecretRef.parse(text) for key, text in json.loads(secrets).items()},
        tested_at=tested_at,
        test_result=test_result,
        test_ok=None if test_ok is None else bool(test_ok),
    )
