"""The description shells derive their forms from."""

from __future__ import annotations

import re

from pushbench.domain.provider import Provider
from pushbench.providers.apns import PROVIDER
from pushbench.providers.apns.push_types import PUSH_TYPES, SUFFIXES, split_topic, topic_for

SPEC = PROVIDER.spec


def test_it_is_a_provider() -> None:
    provider: Provider = PROVIDER
    assert provider.spec.id == "apns"
    assert provider.topics is None
    assert provider.channels is not None


def test_the_contracts_fields_are_there_and_described() -> None:
    keys = {field.key for field in SPEC.fields}
    assert {"key", "key_id", "team_id", "bundle_id", "certificate", "passphrase", "port", "manage_base_url"} <= keys
    assert {"base_url", "ca_file", "proxy", "image_key", "link_key"} <= keys
    assert len(keys) == len(SPEC.fields)
    assert {field.key for field in SPEC.fields if field.is_secret} == {"key", "certificate", "passphrase"}
    for field in SPEC.fields:
        assert field.label
        assert field.help.endswith(".")
        assert not field.pattern or re.fullmatch(field.pattern, field.placeholder)
        assert not field.choices or field.default in {value for value, _ in field.choices}


def test_groups_are_the_ways_to_sign_in() -> None:
    assert {field.group for field in SPEC.fields} == {"", *(group for group, _ in SPEC.sign_in)}


def test_every_environment_has_a_host() -> None:
    assert dict(SPEC.hosts) == {
        "local": "127.0.0.1",
        "sandbox": "api.sandbox.push.apple.com:443",
        "production": "api.push.apple.com:443",
    }


def test_links_are_apples() -> None:
    assert SPEC.links
    assert all(link.url.startswith("https://developer.apple.com/") and link.title for link in SPEC.links)


def test_all_eleven_push_types() -> None:
    assert sorted(PUSH_TYPES) == [
        "alert",
        "background",
        "complication",
        "controls",
        "fileprovider",
        "liveactivity",
        "location",
        "mdm",
        "pushtotalk",
        "voip",
        "widgets",
    ]
    assert all(row.purpose.endswith(".") and row.systems for row in PUSH_TYPES.values())


def test_topics_are_put_together_and_taken_apart() -> None:
    for name, row in PUSH_TYPES.items():
        topic = topic_for("app.skylark", name)
        assert topic == "app.skylark" + row.suffix
        assert split_topic(topic) == ("app.skylark", row.suffix)
    assert SUFFIXES[".voip-ptt"] == "pushtotalk"
    assert topic_for("", "voip") == ""
    assert topic_for("app.skylark", "unheard-of") == "app.skylark"
