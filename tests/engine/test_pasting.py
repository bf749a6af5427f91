"""Whatever is pasted or dropped gives a message, or words that say why not."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.compose.draft import make_draft
from pushbench.domain.errors import UserError
from pushbench.domain.message import Message
from pushbench.engine.pasting import message_from_text
from pushbench.engine.registry import Registry
from pushbench.store.message_file import dump_message

REGISTRY = Registry()
APNS = """curl -X POST https://api.sandbox.push.apple.com/3/device/aabb \\
  -H 'authorization: bearer eyJhbGciOi.SECRET' -H 'apns-topic: app.skylark.ios' -H 'apns-priority: 5' \\
  -d '{"aps":{"alert":{"title":"Gate B42"},"badge":1},"gate":"B42"}'"""


def test_a_curl_command_keeps_the_payload_and_leaves_the_secret() -> None:
    message = message_from_text(REGISTRY, APNS)
    assert (message.name, message.content.title, message.content.badge) == ("Gate B42", "Gate B42", 1)
    assert dict(message.data) == {"gate": "B42"}
    assert message.overrides["apns"].headers["apns-priority"] == "5"
    assert "SECRET" not in dump_message(message)


def test_a_curl_command_to_firebase() -> None:
    body = {"message": {"token": "t", "notification": {"title": "A"}, "android": {"priority": "HIGH"}}}
    command = f"curl --json '{json.dumps(body)}' https://fcm.googleapis.com/v1/projects/p/messages:send"
    message = message_from_text(REGISTRY, command)
    assert message.content.title == "A"
    assert message.overrides["fcm"].payload == {"message": {"android": {"priority": "HIGH"}}}


def test_a_curl_command_to_this_computer_is_known_by_its_payload() -> None:
    command = """curl https://127.0.0.1:8787/3/device/x -d '{"aps":{"alert":"Hi"}}'"""
    assert message_from_text(REGISTRY, command).content.body == "Hi"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('{"format":1,"name":"Own","content":{"title":"Own"}}', "Own"),
        ('\ufeff {"aps":{"alert":{"title":"Apple"}}}\n', "Apple"),
        ('{"notification":{"title":"Web"}}', "Web"),
        ('{"content":{"title":"No format"}}', "No format"),
        ('{"Simulator Target Bundle":"app","aps":{"alert":{"title":"Simulator"}}}', "Simulator"),
        ('{"message":{"token":"t","notification":{"title":"With token"}}}', "With token"),
    ],
)
def test_json_is_recognised(text: str, title: str) -> None:
    assert message_from_text(REGISTRY, text).content.title == title


def test_what_only_one_service_shows_stays_as_it_is() -> None:
    payload = {"title": "Hey", "body": "You"}
    message = message_from_text(REGISTRY, json.dumps(payload))
    [(provider_id, _override)] = message.overrides.items()
    draft = make_draft(REGISTRY.provider(provider_id), message, None, 0.0)
    assert draft.payload == payload


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is empty"),
        ("hello world", "neither JSON nor a cURL command"),
        ('{"foo": 1}', "no message and no payload"),
        ("[1, 2]", "is no message"),
        ('{"a":', "not JSON"),
        ("curl https://example.com", "sends no payload"),
        ("curl -d @secret.json https://example.com", "no cURL command that Pushbench can read"),
        ('{"format": 99}', "too new"),
        ("x" * 6_000_000, "too large"),
    ],
)
def test_what_is_neither_says_so(text: str, what: str) -> None:
    with pytest.raises(UserError, match=what) as caught:
        message_from_text(REGISTRY, text)
    assert caught.value.why
    assert caught.value.fix


@given(st.one_of(st.text(), st.binary(), st.text().map(lambda text: f"curl {text}")))
def test_any_text_gives_a_message_or_words(text: str | bytes) -> None:
    with suppress(UserError):
        assert isinstance(message_from_text(REGISTRY, text), Message)


@pytest.mark.parametrize(
    ("name", "called"),
    [("command.txt", "command"), ("Gate.apns", "Gate"), ("Gate.push.json", "Gate"), ("", "Gate B42")],
)
def test_a_file_gives_its_name(name: str, called: str) -> None:
    assert message_from_text(REGISTRY, APNS, name).name == called
