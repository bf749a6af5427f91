"""Messages that nobody meant: no JSON, far too large, of the future, of wrong types, with hostile templates."""

from __future__ import annotations

import io
import itertools
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Shell
from tests.cli.hostile import DEVICES, PROVIDERS, add_profile, armed, assert_told, history_of
from tests.sandbox.running import Running

Message = str | bytes | dict[str, Any]


@pytest.fixture(scope="module")
def user(_shared_sandbox: Running, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = armed(Shell(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")), _shared_sandbox)
    for provider in PROVIDERS:
        assert add_profile(shell, _shared_sandbox, provider).status == 0
    assert shell("sets", "add", "all", *PROVIDERS).status == 0
    return shell


def to_all(user: Shell, message: str, *more: str, stdin: bytes = b"") -> Any:
    targets = (part for device in DEVICES.values() for part in ("--to", device))
    return user("send", message, "--set", "all", *targets, "--json", *more, stdin=stdin)


def nested(depth: int, key: str = "data") -> str:
    return '{"format":1,"' + key + '":{"x":' + "[" * depth + "]" * depth + "}}"


UNREADABLE: dict[str, tuple[Message, str]] = {
    "empty": (b"", "not JSON"),
    "half": (b'{"format":1,', "not JSON"),
    "a list": (b"[]", "JSON object"),
    "a text": (b'"x"', "JSON object"),
    "null": (b"null", "JSON object"),
    "two of them": (b'{"format":1}{"format":1}', "not JSON"),
    "a web page": (b"<html></html>", "not JSON"),
    "a picture": (bytes(range(256)), "not a text"),
    "Latin-1": ('{"format":1,"name":"Gr\xfc\xdfe"}'.encode("latin-1"), "not a text"),
    "of the future": (b'{"format":2}', "too new"),
    "of a far future": (b'{"format":1e308}', "too new"),
    "a format in words": (b'{"format":"1"}', "unknown format"),
    "a format below one": (b'{"format":-1}', "unknown format"),
    "an endless number": (b'{"format":1,"data":{"x":' + b"9" * 5000 + b"}}", "number"),
    "not a number": (b'{"format":1,"data":{"x":NaN}}', "NaN"),
    "infinity": (b'{"format":1,"data":{"x":Infinity}}', "Infinity"),
    "beyond infinity": (b'{"format":1,"data":{"x":1e999}}', "number"),
    "half a character": (b'{"format":1,"content":{"title":"\\ud800"}}', "half a character"),
    "half a character in a key": (b'{"format":1,"data":{"\\udfff":1}}', "half a character"),
    "a raw NUL": (b'{"format":1,"name":"a\0b"}', "not JSON"),
    "nested a thousand deep": (nested(1000), "nested"),
    "nested beyond every stack": (b"[" * 1_000_000, "nested"),
    "deep variables": (nested(500, "variables"), "nested"),
}


@pytest.mark.parametrize(("content", "word"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_message_that_cannot_be_read_stops_everything(
    user: Shell, sandbox: Running, content: Message, word: str
) -> None:
    file = user.file("bad.push.json", content)
    assert_told(to_all(user, file), 3, word)
    assert_told(to_all(user, file, "--dry-run"), 3, word)
    assert_told(user("payload", file, "--provider", "apns"), 3, word)
    assert_told(user("check", file, "--json"), 1, word)
    assert_told(user("preview", file, "--surface", "iphone-lock", "--out", str(user.folder / "never.png")), 3, word)
    piped = content.encode() if isinstance(content, str) else content
    assert isinstance(piped, bytes)
    assert_told(to_all(user, "-", stdin=piped), 3, word)
    assert not (user.folder / "never.png").exists()
    assert not sandbox.emulator.received
    assert not history_of(user)


def test_a_message_of_50_mb_is_refused_however_it_comes(user: Shell) -> None:
    large = b'{"format": 1, "name": "' + b"x" * 50_000_000 + b'"}'
    assert_told(to_all(user, user.file("large.push.json", large)), 3, "too large")
    assert_told(to_all(user, "-", stdin=large), 3, "too large")
    (user.folder / "large.push.json").unlink()


def test_names_that_are_no_readable_file_say_why(user: Shell, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    readable = user.message()
    for name in ("no-such.push.json", f"{readable}/x", "~nobody-of-that-name/x", "", "a\0b", "\udcff.json"):
        assert_told(to_all(user, name), 2 if name else 3)
    for name in (str(tmp_path), str(tmp_path / "loop"), "x" * 5000):
        assert_told(to_all(user, name), 3)
        assert_told(user("check", name), 1)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such devices")
@pytest.mark.timeout(20)
def test_files_without_an_end_do_not_hang(user: Shell) -> None:
    assert_told(to_all(user, "/dev/zero"), 3, "too large")
    assert_told(user("check", "/dev/zero"), 1, "too large")
    assert_told(to_all(user, "/dev/null"), 3, "not JSON")
    add = ("profiles", "add", "x", "--provider", "apns", "--env", "sandbox", "--secret")
    assert_told(user(*add, "key=@/dev/zero"), 2, "too large")
    assert_told(user("send", user.message(), "--profile", "apns", "--to", "token:@/dev/zero"), 2, "too large")

    class Endless(io.RawIOBase):
        def readinto(self, buffer: Any) -> int:
            return len(buffer)

        def readable(self) -> bool:
            return True

    from pushbench.cli.environment import Environment
    from pushbench.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    endless = io.BufferedReader(Endless())
    assert main(["check", "-"], Environment(endless, out, err, user.home, user.environ)) == 1
    assert main([*add, "key=-"], Environment(endless, out, err, user.home, user.environ)) == 2
    assert err.getvalue().count("too large") == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.timeout(20)
def test_a_named_pipe_is_read_to_its_end(user: Shell, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text('{"format":1,"content":{"title":"From a pipe"}}'))
    writer.start()
    told = user("payload", str(pipe), "--provider", "fcm")
    writer.join(5)
    assert told.status == 0, told.err
    assert "From a pipe" in told.out


CONTENT_KEYS = ("title", "subtitle", "body", "image", "icon", "sound", "badge", "link", "category", "thread", "channel")
DELIVERY_KEYS = ("kind", "priority", "ttl_seconds", "collapse_id", "interruption", "relevance")
PARTS = ("name", "content", "actions", "delivery", "data", "variables", "languages", "variants", "overrides")
ODD: tuple[Any, ...] = (None, 5, True, "x", [], [1], {}, {"x": 1}, {"x": {"y": [1]}}, -1, 10**300, "9" * 400, 0.5)


def readable_by_all(user: Shell, document: Any) -> None:
    """Whatever a readable file holds, every command has findings or a request for it, and never falls over."""
    file = user.file("odd.push.json", json.dumps(document))
    checked = user("check", file, "--json")
    assert checked.status in (0, 1), (document, checked.err)
    assert checked.lines[-1]["type"] == "summary"
    assert all(line["what"] and line["why"] and line["fix"] for line in checked.lines[:-1])
    dry = to_all(user, file, "--dry-run")
    assert dry.status in (0, 3), (document, dry.err)
    assert dry.status == 3 or len(dry.deliveries) == len(PROVIDERS)


@pytest.mark.parametrize("value", ODD, ids=[repr(value)[:12] for value in ODD])
def test_a_value_of_the_wrong_type_everywhere_is_only_found(user: Shell, value: Any) -> None:
    readable_by_all(user, {"format": 1, **dict.fromkeys(PARTS, value)})
    parts = {"content": dict.fromkeys(CONTENT_KEYS, value), "delivery": dict.fromkeys(DELIVERY_KEYS, value)}
    inside = {
        "actions": [value, {"id": value, "title": value, "link": value}],
        "languages": {"de": value, "fr": {"title": value}, "": {"title": "x"}},
        "variants": {"B": value, "C": {"weight": value, "content": value}, "D": {"content": {"title": value}}},
        "overrides": {"apns": value, "fcm": {"payload": value, "headers": value}, "webpush": {"headers": {"TTL": value}}},
    }  # fmt: skip
    readable_by_all(user, {"format": 1, **parts, **inside})


def test_a_value_of_the_wrong_type_in_one_place_is_only_found(user: Shell) -> None:
    values = itertools.cycle(ODD)
    for part, keys in (("content", CONTENT_KEYS), ("delivery", DELIVERY_KEYS)):
        for key in keys:
            for value in itertools.islice(values, 3):
                file = user.file("odd.push.json", json.dumps({"format": 1, part: {key: value}}))
                checked = user("check", file, "--json")
                assert checked.status in (0, 1), (part, key, value, checked.err)


OVERRIDES: list[tuple[str, Any]] = [
    ("apns", {"payload": {"aps": 5}}),
    ("apns", {"payload": {"aps": {"alert": {"title": 5}}}}),
    ("apns", {"payload": {"aps": None, "x": {"y": None}}}),
    ("apns", {"headers": {"apns-topic": "a\r\nhost: evil"}}),
    ("apns", {"headers": {"a\nb": "x", "": "", ":path": "/evil", "gr\xfc\xdfe": "x", "a b": "c"}}),
    ("apns", {"headers": {"authorization": "bearer x", "content-length": "5", "host": "evil"}}),
    ("fcm", {"payload": {"message": 5}}),
    ("fcm", {"payload": {"message": {"data": {"a": 5, "from": "x"}}}}),
    ("fcm", {"payload": {"message": {"android": 5, "apns": [], "webpush": "x"}}}),
    ("fcm", {"payload": {"message": {"token": "other", "topic": "also"}}}),
    ("webpush", {"headers": {"TTL": "soon", "Urgency": "now", "Topic": "x" * 100}}),
    ("webpush", {"headers": {"gr\xfc\xdfe": "x", "content-encoding": "gzip", "authorization": "x"}}),
    ("webpush", {"payload": {"notification": {"title": "x" * 5000}}}),
    ("nobody", {"payload": {}}),
]


@pytest.mark.parametrize(("provider", "override"), OVERRIDES, ids=[f"{p}{i}" for i, (p, _) in enumerate(OVERRIDES)])
def test_overrides_that_make_no_sense_are_found_and_never_leave(
    user: Shell, sandbox: Running, provider: str, override: Any
) -> None:
    document = {"format": 1, "content": {"title": "t", "body": "b"}, "overrides": {provider: override}}
    readable_by_all(user, document)
    sent = to_all(user, user.file("odd.push.json", json.dumps(document)))
    assert sent.status in (0, 1, 3), sent.err
    requests = [received.payload for received in sandbox.emulator.received]
    assert all("evil" not in str(payload) for payload in requests)


TEMPLATES = (
    "{{", "}}", "{{}}", "{{#each x}}", "{{/each}}", "{{#if}}", "{{{{raw}}}}", "{{> partial}}", "{{x.y.z}}",
    "{{constructor.constructor 'x'}}", "{{__proto__}}", "{{x.__class__.__mro__}}", "{{lookup x '__class__'}}",
    "{{#each big}}{{#each ../big}}{{#each ../../big}}x{{/each}}{{/each}}{{/each}}",
    "{{#each big}}" + "y" * 1000 + "{{/each}}", "{{#each big}}{{#each this}}{{/each}}{{/each}}",
    "{{" * 5000, "{{#if x}}" * 2000 + "{{/if}}" * 2000, "{{a " + "(b " * 300 + ")" * 300 + "}}", "{{" + "a." * 5000 + "a}}",
    "{{!-- " + "x" * 70_000, "x" * 70_000, "{{helperMissing}}", "{{#*inline 'x'}}{{/inline}}", "{{@root}}", "{{x y=z}}",
)  # fmt: skip


@pytest.mark.timeout(60)
def test_hostile_templates_cost_little_and_break_nothing(user: Shell) -> None:
    variables = {"x": {"y": 1}, "big": list(range(1000)), "s": "text"}
    for template in TEMPLATES:
        document = {"format": 1, "content": {"title": template, "body": "b"}, "data": {"k": template}}
        readable_by_all(user, {**document, "variables": variables})


def test_variables_of_the_command_line_are_no_way_around(user: Shell) -> None:
    message = user.message(content={"title": "{{a}}"}, data={"k": "{{a}}"})
    for value in ("{{a}}", "[" * 5000, "9" * 5000, "NaN", "-Infinity", '{"__proto__": 1}', "\ufeff", '"\\ud800"'):
        told = to_all(user, message, "--dry-run", "--var", f"a={value}")
        assert told.status in (0, 3), (value, told.err)
    assert_told(to_all(user, message, "--dry-run", "--var", "no value"), 2, "K=V")


def test_weights_beyond_reason_still_choose(user: Shell) -> None:
    variants = {name: {"weight": 1e308, "content": {"title": name}} for name in ("B", "C")}
    told = to_all(user, user.message(variants=variants), "--dry-run")
    assert told.status == 0, told.err


def test_what_is_not_understood_is_kept_on_the_way(user: Shell) -> None:
    file = user.file(
        "odd.push.json", b'{"format":1,"name":"a","name":"b","mystery":{"x":[1]},"content":{"body":"y","titel":"x"}}'
    )
    checked = user("check", file, "--json")
    assert checked.status == 0
    said = " ".join(line["what"] for line in checked.lines[:-1])
    assert "mystery" in said
    assert "titel" in said
    assert "name" in said
    assert json.loads(Path(file).read_bytes())["mystery"] == {"x": [1]}
