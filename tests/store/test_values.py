from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pushbench.domain.profile import Environment, Profile, ProfileSet, SecretRef


def test_profiles(database):
    profiles = database.profiles
    apns = Profile(
        "b",
        "apns",
        Environment.PRODUCTION,
        {"team_id": "T", "key_id": "ü"},
        {"key": SecretRef("vault", "b/key"), "passphrase": SecretRef("env", "PASS:WORD")},
        5.0,
        "Key accepted.",
        True,
    )
    profiles.put(apns)
    profiles.put(Profile("a", "fcm", Environment.LOCAL))
    assert profiles.get("b") == apns
    assert [profile.name for profile in profiles.list()] == ["a", "b"]
    profiles.put(Profile("b", "apns", Environment.SANDBOX, test_ok=False))
    assert profiles.get("b") == Profile("b", "apns", Environment.SANDBOX, test_ok=False)
    assert profiles.get("nosuch") is None


def test_removing_a_profile_takes_it_out_of_its_sets(database):
    database.profiles.put(Profile("a", "fcm", Environment.LOCAL))
    database.sets.put(ProfileSet("s", ("a", "b")))
    assert database.profiles.remove("a")
    assert not database.profiles.remove("a")
    assert database.sets.get("s") == ProfileSet("s", ("b",))


def test_sets(database):
    database.sets.put(ProfileSet("z", ("a", "b")))
    database.sets.put(ProfileSet("y"))
    assert database.sets.list() == [ProfileSet("y"), ProfileSet("z", ("a", "b"))]
    assert database.sets.get("nosuch") is None
    assert database.sets.remove("z")
    assert not database.sets.remove("z")


def test_secrets(database):
    secrets = database.secrets
    secrets.put("a", b"\x00\xff")
    secrets.put("a", b"new")
    secrets.put("b", b"")
    assert (secrets.get("a"), secrets.get("b"), secrets.get("c")) == (b"new", b"", None)
    assert secrets.list() == ["a", "b"]
    assert secrets.remove("a")
    assert not secrets.remove("a")


def test_tokens(database):
    tokens = database.tokens
    tokens.put("k", b"one", 100.0)
    tokens.put("k", b"two", 200.0)
    tokens.put("old", b"x", 50.0)
    assert tokens.get("k") == (b"two", 200.0)
    assert tokens.drop_expired(100.0) == 1
    assert tokens.get("old") is None
    tokens.drop("k")
    tokens.drop("k")
    assert tokens.get("k") is None


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "ü", [1, {"a": None}], {"a": "\ud800"}])
def test_settings_keep_json(database, value):
    database.settings.put("a", value)
    assert database.settings.get("a", "default") == value


def test_settings_have_defaults(database):
    assert database.settings.get("a") is None
    assert database.settings.get("a", 5) == 5
    database.settings.put("a", None)
    assert database.settings.get("a", 5) is None
    assert database.settings.list() == {"a": None}
    database.settings.remove("a")
    assert database.settings.get("a", 5) == 5


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=9), st.binary(max_size=20))
def test_any_record_name_and_any_bytes(database, name, sealed):
    database.secrets.put(name, sealed)
    assert database.secrets.get(name) == sealed
