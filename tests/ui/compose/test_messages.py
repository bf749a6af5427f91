"""Open messages: saving by itself, trouble with the disk, other programs, and a crash that costs no text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.ui.conftest import Driver

from pushbench.domain.errors import UserError
from pushbench.domain.message import Content, Message
from pushbench.domain.tasks import TaskScope
from pushbench.store.message_library import MessageLibrary
from pushbench.store.open_files import OpenFiles
from pushbench.ui.compose.open_messages import OpenMessages
from pushbench.ui.compose.rescuing import rescue
from pushbench.ui.compose.undo import Edition
from pushbench.ui.worker import Worker

HELLO = Message(name="Hello", content=Content(title="Hello"))
THEIRS = '{"format": 1, "name": "Hello", "content": {"title": "Theirs"}}\n'
Opener = Callable[..., OpenMessages]


def titled(title: str) -> Edition:
    return Edition(Message(name="Hello", content=Content(title=title)))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "messages"


@pytest.fixture
def opener(driver: Driver, root: Path) -> Iterator[Opener]:
    """Make windows' sets of open messages over one folder, each with a thread of its own."""
    worker, scope, made = Worker(), TaskScope("test"), []

    def make(after_ms: int = 60_000) -> OpenMessages:
        async def on_loop() -> OpenMessages:
            return OpenMessages(OpenFiles(MessageLibrary(root)), worker, scope, after_ms)

        made.append(driver.run(on_loop()))
        return made[-1]

    yield make
    for messages in made:
        messages.stop()
    driver.run(scope.aclose())
    worker.close()


def title_on_disk(root: Path, key: str) -> str:
    title: str = json.loads((root / key).read_text())["content"]["title"]
    return title


def test_changes_are_saved_by_themselves(driver: Driver, opener: Opener, root: Path) -> None:
    messages = opener(1)
    key = driver.run(messages.create(HELLO))
    saved: list[str] = []
    messages.saved.connect(lambda saved_key, _at: saved.append(saved_key))
    text = '{\n  "half": '
    changed = Message(name="Hello", content=Content(title="Hello again"))
    messages.push(key, Edition(changed, {"apns": text}), "content/title")
    assert messages.held(key).is_changed
    driver.until(lambda: saved)
    assert not messages.held(key).is_changed
    assert title_on_disk(root, key) == "Hello again"
    # What is on disk now is all that a crash leaves: the message and the JSON that is no JSON yet.
    again = MessageLibrary(root).read(key)
    assert (again.message, dict(again.texts)) == (changed, {"apns": text})


def test_typing_without_a_pause_is_saved_within_a_second(driver: Driver, opener: Opener, root: Path) -> None:
    messages = opener(400)
    key = driver.run(messages.create(HELLO))
    now = [100.0]
    messages.clock = lambda: now[0]
    intervals = []
    for _ in range(9):
        messages.push(key, titled(f"typed at {now[0]}"), "content/title")
        intervals.append(messages._timer.interval())
        now[0] += 0.1
    assert intervals[:3] == [400, 400, 400]
    assert max(start * 100 + wait for start, wait in enumerate(intervals[:7])) <= 701
    assert intervals[-1] == 0


def test_a_change_during_a_save_is_saved_after_it(driver: Driver, opener: Opener, root: Path) -> None:
    messages = opener(1)
    key = driver.run(messages.create(HELLO))
    for number in range(30):
        messages.push(key, titled(f"{number}"), "content/title")
        driver.turn()
    driver.until(lambda: not messages.held(key).is_unsaved)
    assert title_on_disk(root, key) == "29"


def test_a_save_that_fails_is_tried_again(driver: Driver, opener: Opener, root: Path) -> None:
    messages = opener()
    key = driver.run(messages.create(HELLO))
    (root / key).unlink()
    root.rmdir()
    root.write_text("in the way")
    messages.push(key, titled("Kept"), "x")
    driver.run(messages.meet(driver.run(theirs(messages, key))))
    root.unlink()
    driver.run(messages.keep_mine(key))
    assert MessageLibrary(root).read(key).message.content.title == "Kept"


async def theirs(messages: OpenMessages, key: str):  # type: ignore[no-untyped-def]
    return await messages._worker.run(messages._files.theirs, key)


def test_a_full_disk_is_told_and_tried_again_until_it_works(
    driver: Driver, opener: Opener, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = opener(1)
    messages._retry.setInterval(1)
    key = driver.run(messages.create(HELLO))
    tries = []

    def full(path: Path, text: str) -> None:
        tries.append(text)
        raise UserError(f"{path.name} cannot be written.", "No space left on device.", "Make room.")

    with monkeypatch.context() as patch:
        patch.setattr("pushbench.store.text_file.write_text", full)
        messages.push(key, titled("Kept"), "x")
        driver.until(lambda: len(tries) >= 3)
        trouble = messages.held(key).trouble
        assert trouble is not None
        assert "No space left" in trouble.why
        assert messages.edition(key).message.content.title == "Kept"
        assert title_on_disk(root, key) == "Hello"
    driver.until(lambda: messages.held(key).trouble is None)
    driver.until(lambda: not messages.held(key).is_unsaved)
    assert title_on_disk(root, key) == "Kept"


def test_what_another_program_wrote_is_read_when_nothing_changed_here(
    driver: Driver, opener: Opener, root: Path
) -> None:
    messages = opener()
    key = driver.run(messages.create(HELLO))
    (root / key).write_text(THEIRS)
    assert driver.run(messages.meet(driver.run(theirs(messages, key))))
    assert messages.edition(key).message.content.title == "Theirs"
    assert messages.stack(key).undo().message == HELLO


def test_what_changed_on_both_sides_waits_for_an_answer(driver: Driver, opener: Opener, root: Path) -> None:
    messages = opener()
    key = driver.run(messages.create(HELLO))
    (root / key).write_text(THEIRS)
    messages.push(key, titled("Mine"), "x")
    driver.run(messages.save(key))
    outside = messages.held(key).outside
    assert outside is not None
    assert not outside.is_gone
    assert (root / key).read_text() == THEIRS
    # A crash now costs neither: the next window asks again.
    after_crash = opener()
    driver.run(after_crash.open(key))
    assert after_crash.edition(key).message.content.title == "Mine"
    assert after_crash.held(key).outside is not None
    with pytest.raises(UserError, match="stays open"):
        driver.run(messages.close(key))
    driver.run(messages.take_theirs(key))
    assert messages.edition(key).message.content.title == "Theirs"
    assert messages.held(key).outside is None
    assert messages.stack(key).undo().message.content.title == "Mine"


def test_mine_can_be_kept(driver: Driver, opener: Opener, root: Path) -> None:
    messages = opener()
    key = driver.run(messages.create(HELLO))
    (root / key).write_text(THEIRS)
    messages.push(key, titled("Mine"), "x")
    driver.run(messages.save(key))
    driver.run(messages.keep_mine(key))
    assert title_on_disk(root, key) == "Mine"
    assert not messages.held(key).is_changed
    driver.run(messages.close(key))


def test_two_windows_on_one_message_do_not_fight(driver: Driver, opener: Opener, root: Path) -> None:
    one, two = opener(), opener()
    key = driver.run(one.create(HELLO))
    driver.run(two.open(key))
    one.push(key, titled("One"), "x")
    driver.run(one.save(key))
    two.push(key, titled("Two"), "x")
    driver.run(two.save(key))
    assert title_on_disk(root, key) == "One"
    assert two.held(key).outside is not None
    assert two.edition(key).message.content.title == "Two"


def test_a_closed_message_opens_again_with_its_history(driver: Driver, opener: Opener, root: Path) -> None:
    messages = opener()
    key = driver.run(messages.create(HELLO))
    messages.push(key, titled("Changed"), "x")
    driver.run(messages.close(key))
    assert title_on_disk(root, key) == "Changed"
    driver.run(messages.open(key))
    assert messages.stack(key).undo().message == HELLO


def test_tabs_can_be_put_in_another_order(driver: Driver, opener: Opener) -> None:
    messages = opener()
    keys = [driver.run(messages.create(HELLO)) for _ in range(3)]
    messages.reorder(keys[2], 0)
    assert messages.keys == (keys[2], keys[0], keys[1])


def test_text_that_its_folder_refuses_at_the_end_goes_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expected_logs: Callable[[str], None]
) -> None:
    expected_logs("could not be written to .*full")
    expected_logs("could not be saved in their own folder lie in")
    (tmp_path / "full").write_text("no folder")
    first, second = Message(name="A/B", content=Content(title="Kept")), Message(name="A/B")
    written = rescue([first, second], (tmp_path / "full", tmp_path / "other"))
    assert [path.name for path in written] == ["1 A B.push.json", "2 A B.push.json"]
    assert written[0].parent.parent == tmp_path / "other"
    assert json.loads(written[0].read_text())["content"]["title"] == "Kept"
    assert str(written[0].parent) in capsys.readouterr().err
    assert rescue([], (tmp_path,)) == ()
    assert rescue([first], (tmp_path / "full",)) == ()
