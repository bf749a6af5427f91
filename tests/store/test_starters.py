from __future__ import annotations

import pytest

from pushbench import resources
from pushbench.compose.rules import check_message
from pushbench.store.message_file import dump_message, load_message

FILES = ("sample.push.json", *resources.names("starters"))


@pytest.mark.parametrize("name", FILES)
def test_starters_are_clean_files(name):
    text = resources.read_text(name)
    loaded = load_message(text, name=name)
    assert loaded.findings == ()
    assert dump_message(loaded.message) == text
    assert loaded.message.name
    expected = ["MSG005"] if name.endswith("nasty-empty.push.json") else []
    assert [finding.rule for finding in check_message(loaded.message)] == expected


def test_the_sample_says_what_first_start_shows():
    content = load_message(resources.read_text("sample.push.json")).message.content
    assert content.title == "Hello from Pushbench"
    assert content.body == "This push was made, sent and received on your own computer."
    assert content.sound == "default"
