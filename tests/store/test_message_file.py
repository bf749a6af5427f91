from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pushbench.compose.rules import check_message
from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.finding import Severity
from pushbench.domain.message import (
    Action,
    Content,
    Delivery,
    Interruption,
    Kind,
    LiveActivity,
    Message,
    Override,
    Priority,
    Variant,
)
from pushbench.domain.pointer import child, value_at
from pushbench.store.message_file import (
    SIZE_LIMIT,
    dump_message,
    load_message,
    read_message_file,
    write_message_file,
)

CONTRACT = """{
  "format": 1,
  "name": "Gate change",
  "content": {
    "title": "Gate changed to {{gate}}",
    "subtitle": "Flight {{flight}}",
    "body": "{{first_name}}, it is {{walk_min}} minutes on foot. ü 🎫",
    "image": "https://cdn.example/b42.jpg",
    "icon": "ic_gate",
    "sound": "default",
    "badge": 1,
    "link": "skylark://trips/{{trip_id}}",
    "category": "GATE_CHANGE",
    "thread": "trip-{{trip_id}}",
    "channel": "gate_alerts"
  },
  "actions": [
    {
      "id": "walk",
      "title": "Walk me there",
      "link": "skylark://map"
    }
  ],
  "delivery": {
    "kind": "live-activity",
    "priority": "high",
    "ttl_seconds": 3600,
    "collapse_id": "gate-{{flight}}",
    "interruption": "time-sensitive",
    "relevance": 0.9,
    "live_activity": {
      "event": "start",
      "state": {
        "gate": "B42"
      },
      "attributes_type": "Trip",
      "attributes": {
        "id": 1
      },
      "stale_at": 1800000000,
      "dismiss_at": 1800003600
    }
  },
  "data": {
    "gate": "{{gate}}",
    "seats": 2,
    "nothing": null
  },
  "variables": {
    "gate": "B42",
    "flight": "418",
    "first_name": "Ana",
    "walk_min": 8,
    "trip_id": "7731"
  },
  "languages": {
    "de": {
      "title": "Neues Gate {{gate}}",
      "body": "..."
    }
  },
  "variants": {
    "B": {
      "weight": 30,
      "content": {
        "title": "Run!"
      }
    }
  },
  "overrides": {
    "apns": {
      "headers": {
        "apns-priority": "5"
      },
      "payload": {
        "aps": {
          "relevance-score": 1
        }
      }
    }
  }
}
"""


def test_the_contract_file_comes_out_as_it_went_in():
    loaded = load_message(CONTRACT)
    assert loaded.findings == ()
    assert dump_message(loaded.message) == CONTRACT


def test_every_part_arrives():
    message = load_message(CONTRACT).message
    assert message.content.title == "Gate changed to {{gate}}"
    assert message.actions == (Action("walk", "Walk me there", link="skylark://map"),)
    assert message.delivery == Delivery(
        Kind.LIVE_ACTIVITY,
        Priority.HIGH,
        3600,
        "gate-{{flight}}",
        Interruption.TIME_SENSITIVE,
        0.9,
        LiveActivity("start", {"gate": "B42"}, "Trip", {"id": 1}, 1800000000, 1800003600),
    )
    assert message.data == {"gate": "{{gate}}", "seats": 2, "nothing": None}
    assert message.variants == {"B": Variant(30, {"title": "Run!"})}
    assert message.overrides == {"apns": Override({"apns-priority": "5"}, {"aps": {"relevance-score": 1}})}


def test_defaults_are_left_out():
    assert dump_message(Message()) == '{\n  "format": 1\n}\n'
    text = '{"format":1,"delivery":{"kind":"alert"},"actions":[],"data":{},"variants":{"B":{"weight":50}}}'
    assert json.loads(dump_message(load_message(text).message)) == {"format": 1, "variants": {"B": {}}}


def test_unknown_keys_are_kept_in_place_and_reported():
    text = """{"format": 1, "colour": "red", "content": {"title": "x", "tone": 5}, "actions": ["walk", {"id": "a",
        "title": "A", "size": 1}, 7], "delivery": {"live_activity": {"frequent": true}}, "variants": {"B": {"note": "n"}},
        "overrides": {"apns": {"why": "w"}}}"""
    loaded = load_message(text)
    assert json.loads(dump_message(loaded.message)) == json.loads(text)
    assert sorted((found.rule, found.pointer, found.severity) for found in loaded.findings) == [
        ("MSG001", "/actions/1/size", Severity.WARNING),
        ("MSG001", "/colour", Severity.WARNING),
        ("MSG001", "/content/tone", Severity.WARNING),
        ("MSG001", "/delivery/live_activity/frequent", Severity.WARNING),
        ("MSG001", "/overrides/apns/why", Severity.WARNING),
        ("MSG001", "/variants/B/note", Severity.WARNING),
        ("MSG002", "/actions/0", Severity.ERROR),
        ("MSG002", "/actions/2", Severity.ERROR),
    ]
    assert set(loaded.findings) <= set(check_message(loaded.message))


@pytest.mark.parametrize(
    ("part", "pointer"),
    [
        ({"name": 5}, "/name"),
        ({"content": "hello"}, "/content"),
        ({"content": {"title": 5}}, "/content/title"),
        ({"content": {"badge": 1.5}}, "/content/badge"),
        ({"content": {"badge": True}}, "/content/badge"),
        ({"actions": {"id": "a"}}, "/actions"),
        ({"actions": [{"id": 5, "title": "A"}]}, "/actions/0/id"),
        ({"delivery": []}, "/delivery"),
        ({"delivery": {"kind": "loud"}}, "/delivery/kind"),
        ({"delivery": {"kind": ["alert"]}}, "/delivery/kind"),
        ({"delivery": {"priority": 10}}, "/delivery/priority"),
        ({"delivery": {"ttl_seconds": "soon"}}, "/delivery/ttl_seconds"),
        ({"delivery": {"interruption": "loud"}}, "/delivery/interruption"),
        ({"delivery": {"relevance": "1"}}, "/delivery/relevance"),
        ({"delivery": {"live_activity": {"event": "pause"}}}, "/delivery/live_activity/event"),
        ({"delivery": {"live_activity": {"state": []}}}, "/delivery/live_activity/state"),
        ({"data": []}, "/data"),
        ({"variables": "x"}, "/variables"),
        ({"languages": {"de": "Hallo"}}, "/languages/de"),
        ({"languages": []}, "/languages"),
        ({"variants": {"B": 50}}, "/variants/B"),
        ({"variants": {"B": {"weight": "50"}}}, "/variants/B/weight"),
        ({"variants": {"B": {"content": []}}}, "/variants/B/content"),
        ({"overrides": {"apns": []}}, "/overrides/apns"),
        ({"overrides": {"apns": {"headers": []}}}, "/overrides/apns/headers"),
    ],
)
def test_values_of_the_wrong_type_are_errors_and_stay(part, pointer):
    loaded = load_message(json.dumps({"format": 1, **part}))
    assert [(found.rule, found.pointer) for found in loaded.findings] == [("MSG002", pointer)]
    assert json.loads(dump_message(loaded.message)) == {"format": 1, **part}


def test_the_form_wins_over_what_was_not_understood():
    message = load_message('{"format": 1, "content": {"title": 5}, "data": 7}').message
    changed = replace(message, content=Content(title="new"), data={"a": 1})
    assert json.loads(dump_message(changed)) == {"format": 1, "content": {"title": "new"}, "data": {"a": 1}}


def test_a_key_twice_is_reported():
    loaded = load_message('{"format": 1, "name": "a", "name": "b", "content": {"title": "x", "title": "y"}}')
    assert (loaded.message.name, loaded.message.content.title) == ("b", "y")
    assert [found.rule for found in loaded.findings] == ["MSG018", "MSG018"]


def test_a_file_without_format_number_opens():
    loaded = load_message('{"content": {"title": "x"}}')
    assert loaded.message.content.title == "x"
    assert [found.rule for found in loaded.findings] == ["MSG017"]
    assert dump_message(loaded.message).startswith('{\n  "format": 1,')


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "not JSON"),
        ("hello", "not JSON"),
        ('{"format": 1,}', "not JSON"),
        ('{"format": NaN}', "not JSON"),
        ("[1]", "no message"),
        ('"text"', "no message"),
        ('{"format": 2}', "too new"),
        ('{"format": 1.5}', "too new"),
        ('{"format": 0}', "unknown format"),
        ('{"format": "1"}', "unknown format"),
        ('{"format": true}', "unknown format"),
        ('{"format": null}', "unknown format"),
        ('{"format": 1, "data": {"a": 1e999}}', "cannot be used"),
        ('{"format": 1, "data": {"a": "\\ud800"}}', "cannot be used"),
        ('{"format": 1, "data": {"\\ud800": 1}}', "cannot be used"),
        ('{"format": 1, "data": ' + "9" * 5000 + "}", "not JSON"),
        ('{"format": 1, "data": ' + "[" * 300 + "]" * 300 + "}", "cannot be used"),
        ('{"format": 1, "data": ' + '{"a":' * 100_000, "cannot be used"),
        (b"\xff\xfa\x00", "not a text file"),
        (b"\x89PNG\r\n\x1a\n\x00", "not a text file"),
        (b"\x00" * 10, "not JSON"),
        ("x" * (SIZE_LIMIT + 1), "too large"),
    ],
)
def test_refuses_with_words(text, what):
    with pytest.raises(UserError) as caught:
        load_message(text, name="gate.push.json")
    assert what in caught.value.what
    assert "gate.push.json" in caught.value.what
    assert caught.value.trouble is Trouble.STOPPED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_reads_bytes_with_and_without_a_mark(encoding):
    assert load_message('{"format": 1, "name": "ü"}'.encode(encoding)).message.name == "ü"


# Free input.

words = st.text("ab{}é🎫 ", max_size=4)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(-9, 9, allow_nan=False).map(lambda value: value or 0.5)
    | words
)
loose = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b/~", "title"]), inner, max_size=3)
    ),
    max_leaves=6,
)
known = st.sampled_from(
    [
        "name",
        "content",
        "actions",
        "delivery",
        "data",
        "variables",
        "languages",
        "variants",
        "overrides",
        "title",
        "badge",
        "id",
        "link",
        "kind",
        "priority",
        "ttl_seconds",
        "interruption",
        "relevance",
        "live_activity",
        "event",
        "state",
        "stale_at",
        "weight",
        "headers",
        "payload",
        "de",
        "B",
        "apns",
        "zzz",
        "",
        "0",
    ]
)
values = st.recursive(
    loose | st.sampled_from(["alert", "silent", "high", "passive", "start", 50, 3600.0]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(known, inner, max_size=5),
    max_leaves=25,
)
documents = st.dictionaries(known, values, max_size=7)


def leaves(value, pointer=""):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, child(pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, child(pointer, index))
    elif value not in (None, ""):
        yield pointer, value


DEFAULTS = {("kind", "alert"), ("weight", 50), ("event", "update")}


@settings(max_examples=120, deadline=None)
@given(documents)
@example({"actions": [5, {"id": "a", "zzz": 1}, None, {"title": []}]})
@example({"content": None, "delivery": {"live_activity": {}}})
@example({"overrides": {"apns": {"payload": None}}})
def test_nothing_is_lost_and_the_text_is_stable(document):
    loaded = load_message(json.dumps({**document, "format": 1}))
    text = dump_message(loaded.message)
    again = load_message(text)
    assert again.message == loaded.message
    assert dump_message(again.message) == text
    written = json.loads(text)
    for pointer, value in leaves(document):
        if (pointer.rsplit("/", 1)[-1], value) not in DEFAULTS:
            assert value_at(written, pointer) == value, pointer


@settings(max_examples=80, deadline=None)
@given(
    st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "format",
                        "aps",
                        "alert",
                        "message",
                        "notification",
                        "data",
                        "web_push",
                        "headers",
                        "payload",
                        "event",
                        "content-state",
                        "Simulator Target Bundle",
                        "title",
                        "token",
                        "navigate",
                        "badge",
                        "content-available",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=15,
    )
)
def test_arbitrary_json_opens_or_is_refused_with_words(document):
    try:
        loaded = load_message(json.dumps(document))
    except UserError:
        return
    text = dump_message(loaded.message)
    assert load_message(text).message == loaded.message
    check_message(loaded.message)


@given(st.text(max_size=30) | st.binary(max_size=30))
def test_arbitrary_text_opens_or_is_refused_with_words(text):
    trouble = Trouble.STOPPED
    try:
        load_message(text)
    except UserError as error:
        trouble = error.trouble
    assert trouble is Trouble.STOPPED


texts = st.none() | words
objects = st.dictionaries(words, loose, max_size=3)
messages = st.builds(
    Message,
    name=words,
    content=st.builds(Content, title=texts, body=texts, link=texts, badge=st.none() | st.integers(-5, 99) | words),
    actions=st.lists(st.builds(Action, id=words, title=words, link=texts, icon=texts), max_size=3).map(tuple),
    delivery=st.builds(
        Delivery,
        kind=st.sampled_from(Kind),
        priority=st.none() | st.sampled_from(Priority),
        ttl_seconds=st.none() | st.integers(),
        collapse_id=texts,
        interruption=st.none() | st.sampled_from(Interruption),
        relevance=st.none() | st.floats(allow_nan=False, allow_infinity=False),
        live_activity=st.none()
        | st.builds(
            LiveActivity,
            event=st.sampled_from(["start", "update", "end"]),
            state=objects,
            attributes_type=texts,
            attributes=objects,
            stale_at=st.none() | st.integers(),
        ),
    ),
    data=objects,
    variables=objects,
    languages=st.dictionaries(words, objects, max_size=2),
    variants=st.dictionaries(words, st.builds(Variant, weight=st.integers(0, 100), content=objects), max_size=2),
    overrides=st.dictionaries(words, st.builds(Override, headers=objects, payload=loose), max_size=2),
)


@settings(max_examples=80, deadline=None)
@given(messages)
def test_every_message_comes_back(message):
    assert load_message(dump_message(message)).message == message


# Other people's payloads.


def test_opens_a_simulator_file():
    loaded = load_message(
        '{"Simulator Target Bundle": "app.skylark", "aps": {"alert": {"title": "T", "subtitle": "S", "body": "B",'
        ' "loc-key": "K"}, "badge": 3, "sound": "ping.caf", "thread-id": "t", "category": "C",'
        ' "interruption-level": "time-sensitive", "relevance-score": 0.5, "mutable-content": 1}, "trip": {"id": 7}}',
        name="gate.apns",
    )
    message = loaded.message
    assert message.name == "gate"
    assert message.content == Content(
        title="T", subtitle="S", body="B", badge=3, sound="ping.caf", thread="t", category="C"
    )
    assert message.delivery == Delivery(interruption=Interruption.TIME_SENSITIVE, relevance=0.5)
    assert message.data == {"trip": {"id": 7}}
    assert message.overrides == {"apns": Override(payload={"aps": {"mutable-content": 1, "alert": {"loc-key": "K"}}})}
    assert message.unknown == {"/Simulator Target Bundle": "app.skylark"}
    assert [(found.rule, found.severity) for found in loaded.findings] == [
        ("MSG019", Severity.NOTE),
        ("MSG001", Severity.NOTE),
    ]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({"aps": {"alert": "Hi"}}, Message(content=Content(body="Hi"))),
        (
            {"aps": {"content-available": 1}, "k": 1},
            Message(
                delivery=Delivery(Kind.SILENT),
                data={"k": 1},
                overrides={"apns": Override(payload={"aps": {"content-available": 1}})},
            ),
        ),
        (
            {"aps": {"badge": "3", "sound": {"critical": 1}}},
            Message(overrides={"apns": Override(payload={"aps": {"badge": "3", "sound": {"critical": 1}}})}),
        ),
        ({"aps": "odd"}, Message(overrides={"apns": Override(payload={"aps": "odd"})})),
        (
            {
                "aps": {
                    "event": "start",
                    "timestamp": 5,
                    "content-state": {"a": 1},
                    "attributes-type": "T",
                    "attributes": {"b": 2},
                    "stale-date": 9,
                }
            },
            Message(
                delivery=Delivery(Kind.LIVE_ACTIVITY, live_activity=LiveActivity("start", {"a": 1}, "T", {"b": 2}, 9)),
                overrides={"apns": Override(payload={"aps": {"timestamp": 5}})},
            ),
        ),
        (
            {"headers": {"apns-priority": "5"}, "payload": {"aps": {"alert": {"title": "T"}}}},
            Message(content=Content(title="T"), overrides={"apns": Override(headers={"apns-priority": "5"})}),
        ),
        (
            {
                "message": {
                    "token": "abc",
                    "notification": {"title": "T", "body": "B"},
                    "data": {"k": "v"},
                    "android": {"ttl": "5s"},
                }
            },
            Message(
                content=Content(title="T", body="B"),
                data={"k": "v"},
                overrides={"fcm": Override(payload={"message": {"android": {"ttl": "5s"}}})},
                unknown={"/message": {"token": "abc"}},
            ),
        ),
        ({"message": {"data": {"k": "v"}}}, Message(delivery=Delivery(Kind.DATA), data={"k": "v"})),
        (
            {"message": {"data": {"k": 5}}},
            Message(delivery=Delivery(Kind.DATA), overrides={"fcm": Override(payload={"message": {"data": {"k": 5}}})}),
        ),
        (
            {"validate_only": True, "message": {"topic": "news", "notification": {"title": "T"}}},
            Message(
                content=Content(title="T"),
                overrides={"fcm": Override(payload={"validate_only": True})},
                unknown={"/message": {"topic": "news"}},
            ),
        ),
        (
            {"notification": {"title": "T"}, "topic": "x"},
            Message(content=Content(title="T"), unknown={"/message": {"topic": "x"}}),
        ),
        (
            {
                "web_push": 8030,
                "notification": {"title": "T", "body": "B", "navigate": "https://e.example/", "lang": "de"},
            },
            Message(
                content=Content(title="T", body="B", link="https://e.example/"),
                overrides={"webpush": Override(payload={"notification": {"lang": "de"}})},
            ),
        ),
        (
            {"notification": {"title": "T", "tag": "x"}},
            Message(
                content=Content(title="T"), overrides={"webpush": Override(payload={"notification": {"tag": "x"}})}
            ),
        ),
    ],
)
def test_opens_raw_payloads(payload, message):
    loaded = load_message(json.dumps(payload))
    assert loaded.message == message
    assert "MSG019" in [found.rule for found in loaded.findings]
    assert load_message(dump_message(loaded.message)).message == message


def test_unknown_json_opens_as_a_message_that_keeps_everything():
    loaded = load_message('{"to": "ExponentPushToken[x]", "title": "T"}')
    assert loaded.message.unknown == {"/to": "ExponentPushToken[x]", "/title": "T"}
    assert [found.rule for found in loaded.findings] == ["MSG017", "MSG001", "MSG001"]


# Files.


def test_writes_and_reads_a_file(tmp_path: Path):
    path = tmp_path / "a.push.json"
    message = load_message(CONTRACT).message
    write_message_file(path, message)
    assert path.read_bytes() == CONTRACT.encode()
    assert read_message_file(path).message == message
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.push.json"]


def test_keeps_mode_and_link(tmp_path: Path):
    path, link = tmp_path / "a.push.json", tmp_path / "link.push.json"
    path.write_text("{}")
    path.chmod(0o640)
    link.symlink_to(path)
    write_message_file(link, Message(name="x"))
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert read_message_file(path).message.name == "x"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch):
    path = tmp_path / "a.push.json"
    path.write_text("old")
    monkeypatch.setattr("os.fsync", lambda number: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(UserError) as caught:
        write_message_file(path, Message())
    assert "No space left" in caught.value.why
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.push.json"]


def test_what_cannot_be_written_is_told_before_the_file_is_touched(tmp_path: Path):
    path = tmp_path / "a.push.json"
    for odd in (float("nan"), "\ud800", object()):
        with pytest.raises(UserError):
            write_message_file(path, Message(data={"a": odd}))
    assert not path.exists()


def test_a_missing_file_is_wrong_usage(tmp_path: Path):
    with pytest.raises(UserError) as caught:
        read_message_file(tmp_path / "none.push.json")
    assert caught.value.trouble is Trouble.USAGE
    with pytest.raises(UserError):
        read_message_file(tmp_path)


def test_a_huge_file_is_refused_unread(tmp_path: Path):
    path = tmp_path / "big.push.json"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(UserError) as caught:
        read_message_file(path)
    assert "too large" in caught.value.what
    assert caught.value.trouble is Trouble.STOPPED
