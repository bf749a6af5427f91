"""Message files: names, saving, the bin, and a crash that costs no text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.ui.conftest import Driver

from pushbench.domain.errors import UserError
from pushbench.domain.message import Content, Message
from pushbench.domain.tasks import TaskScope
from pushbench.ui.compose.messages import MessageFolder, safe_name
from pushbench.ui.compose.open_messages import OpenMessages
from pushbench.ui.compose.undo import Edition
from pushbench.ui.worker import Worker

HELLO = Message(name="Hello", content=Content(title="Hello"))


@pytest.fixture(params=["disk", "memory"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> MessageFolder:
    return MessageFolder(tmp_path / "messages" if request.param == "disk" else None)


def test_a_message_is_written_and_read(folder: MessageFolder) -> None:
    key = folder.free_key("Hello", "Trips")
    folder.write(key, HELLO, {"apns": "{ not yet"})
    assert key == "Trips/Hello.push.json"
    assert [(entry.name, entry.folder) for entry in folder.entries()] == [("Hello", "Trips")]
    opened = folder.read(key)
    assert (opened.message, dict(opened.texts)) == (HELLO, {"apns": "{ not yet"})
    folder.write(key, HELLO, {})
    assert dict(folder.read(key).texts) == {}


def test_names_do_not_collide(folder: MessageFolder) -> None:
    for expected in ("Hello.push.json", "Hello 2.push.json", "Hello 3.push.json"):
        key = folder.free_key("Hello")
        assert key == expected
        folder.write(key, HELLO, {})


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/b\\c", "a b c"),
        ("..", "Untitled"),
        ("", "Untitled"),
        ("x" * 200, "x" * 80),
        ('q"<>|?*', "q"),
        ("日本", "日本"),
    ],
)
def test_any_name_gives_a_file_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_deleting_can_be_undone(folder: MessageFolder) -> None:
    key = folder.free_key("Hello")
    folder.write(key, HELLO, {})
    ticket = folder.delete(key)
    assert folder.entries() == ()
    folder.write(folder.free_key("Hello"), HELLO, {})
    assert folder.restore(ticket, key) == "Hello 2.push.json"
    assert len(folder.entries()) == 2


def test_renaming_keeps_the_folder(folder: MessageFolder) -> None:
    key = folder.free_key("Hello", "Trips")
    folder.write(key, HELLO, {})
    assert folder.rename(key, "Good bye") == "Trips/Good bye.push.json"
    assert folder.rename("Trips/Good bye.push.json", "Good bye") == "Trips/Good bye.push.json"


def test_a_missing_message_says_so(folder: MessageFolder) -> None:
    with pytest.raises(UserError, match="not there any more"):
        folder.read("Gone.push.json")


def test_keys_never_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.push.json").write_text('{"format": 1}')
    folder = MessageFolder(tmp_path / "messages")
    with pytest.raises(UserError):
        folder.read("../secret.push.json")


def test_hidden_folders_and_other_files_are_left_alone(tmp_path: Path) -> None:
    folder = MessageFolder(tmp_path)
    folder.write("One.push.json", HELLO, {"apns": "{"})
    folder.delete("One.push.json")
    (tmp_path / "readme.txt").write_text("hello")
    assert folder.entries() == ()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "messages").write_text("a file where the folder should be")
    with pytest.raises(UserError, match="could not be saved"):
        MessageFolder(tmp_path / "messages").write("One.push.json", HELLO, {})


def opened(driver: Driver, folder: MessageFolder, worker: Worker, scope: TaskScope, after_ms: int = 1) -> OpenMessages:
    async def make() -> OpenMessages:
        return OpenMessages(folder, worker, scope, after_ms)

    return driver.run(make())


def test_changes_are_saved_by_themselves(driver: Driver, tmp_path: Path) -> None:
    worker, scope = Worker(), TaskScope("test")
    messages = opened(driver, MessageFolder(tmp_path), worker, scope)
    key = driver.run(messages.create(HELLO))
    saved: list[str] = []
    messages.saved.connect(lambda saved_key, _at: saved.append(saved_key))
    text = '{\n  "half": '
    changed = Message(name="Hello", content=Content(title="Hello again"))
    messages.push(key, Edition(changed, {"apns": text}), "content/title")
    driver.until(lambda: saved)
    assert json.loads((tmp_path / key).read_text())["content"]["title"] == "Hello again"
    # What is on disk now is all that a crash leaves: the message and the JSON that is no JSON yet.
    again = MessageFolder(tmp_path).read(key)
    assert (again.message, dict(again.texts)) == (changed, {"apns": text})
    driver.run(scope.aclose())
    worker.close()


def test_a_save_that_fails_is_tried_again(driver: Driver, tmp_path: Path) -> None:
    worker, scope = Worker(), TaskScope("test", lambda name, error: None)
    messages = opened(driver, MessageFolder(tmp_path / "m"), worker, scope, after_ms=60_000)
    key = driver.run(messages.create(HELLO))
    (tmp_path / "m" / key).unlink()
    (tmp_path / "m").rmdir()
    (tmp_path / "m").write_text("in the way")
    messages.push(key, Edition(Message(name="Hello", content=Content(title="Kept"))), "x")
    with pytest.raises(UserError):
        driver.run(messages.save(key))
    (tmp_path / "m").unlink()
    driver.run(messages.save_all())
    assert MessageFolder(tmp_path / "m").read(key).message.content.title == "Kept"
    messages.stop()
    driver.run(scope.aclose())
    worker.close()
