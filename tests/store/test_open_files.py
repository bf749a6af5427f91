"""Open files beside other programs: every change is told once, nothing of either side is overwritten unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from pushbench.domain.errors import UserError
from pushbench.domain.message import Content, Message, Variant
from pushbench.store.message_library import ChangedOutside, MessageLibrary
from pushbench.store.message_summary import Summary, read_summaries
from pushbench.store.open_files import OpenFiles

MINE = Message(name="Hello", content=Content(title="Mine"))
THEIRS = '{"format": 1, "name": "Hello", "content": {"title": "Theirs"}}\n'


@pytest.fixture
def files(tmp_path: Path) -> OpenFiles:
    return OpenFiles(MessageLibrary(tmp_path / "messages"))


@pytest.fixture
def key(files: OpenFiles) -> str:
    return files.create(Message(name="Hello"))


def path(files: OpenFiles, key: str) -> Path:
    return files.library.root / key


def test_own_writes_are_no_news(files: OpenFiles, key: str) -> None:
    files.save(key, MINE, {"apns": "{"}, 1.0)
    scan = files.scan()
    assert scan.outside == ()
    assert [entry.key for entry in scan.listing.entries] == [key]


def test_a_change_is_told_once_with_its_content(files: OpenFiles, key: str) -> None:
    path(files, key).write_text(THEIRS)
    [outside] = files.scan().outside
    assert outside.opened is not None
    assert outside.opened.message.content.title == "Theirs"
    assert files.scan().outside == ()
    with pytest.raises(ChangedOutside):
        files.save(key, MINE, {}, 0.0)
    files.adopt(key, outside.opened.seen)
    files.save(key, MINE, {}, 0.0)
    assert files.library.read(key).message == MINE


def test_keeping_mine_overwrites_theirs(files: OpenFiles, key: str) -> None:
    path(files, key).write_text(THEIRS)
    files.scan()
    files.keep_aside(key, MINE, {}, 0.0)
    files.save(key, MINE, {}, 0.0, by_force=True)
    assert files.library.read(key).message == MINE
    assert files.scan().outside == ()
    assert files.open(key).aside is None


def test_a_deleted_file_is_told_and_comes_back_only_by_force(files: OpenFiles, key: str) -> None:
    path(files, key).unlink()
    [outside] = files.scan().outside
    assert outside.is_gone
    assert files.scan().outside == ()
    with pytest.raises(ChangedOutside):
        files.save(key, MINE, {}, 0.0)
    files.save(key, MINE, {}, 0.0, by_force=True)
    assert files.library.read(key).message == MINE


def test_a_file_that_comes_back_as_it_was_is_told(files: OpenFiles, key: str) -> None:
    data = path(files, key).read_bytes()
    path(files, key).unlink()
    assert files.scan().outside[0].is_gone
    path(files, key).write_bytes(data)
    assert [outside.is_back for outside in files.scan().outside] == [True]
    assert files.scan().outside == ()
    files.save(key, MINE, {}, 0.0)


def test_a_file_broken_by_another_program_is_told_with_words(files: OpenFiles, key: str) -> None:
    path(files, key).write_text("<<<<<<< HEAD\n")
    [outside] = files.scan().outside
    assert outside.trouble is not None
    assert not outside.is_gone
    assert read_summaries(files.library, [key])[key].trouble


def test_what_is_kept_aside_survives_a_crash(files: OpenFiles, key: str, tmp_path: Path) -> None:
    path(files, key).write_text(THEIRS)
    files.keep_aside(key, MINE, {"apns": "{ half"}, 2.0)
    opening = OpenFiles(MessageLibrary(tmp_path / "messages")).open(key)
    assert opening.opened.message.content.title == "Theirs"
    assert opening.aside is not None
    assert (opening.aside.message, dict(opening.aside.texts)) == (MINE, {"apns": "{ half"})


def test_what_is_kept_aside_of_a_deleted_file_comes_back(files: OpenFiles, key: str, tmp_path: Path) -> None:
    path(files, key).unlink()
    files.keep_aside(key, MINE, {}, 0.0)
    again = OpenFiles(MessageLibrary(tmp_path / "messages"))
    assert again.rescued() == (key,)
    assert again.rescued() == ()
    assert again.open(key).opened.message == MINE


def test_two_windows_do_not_overwrite_each_other(tmp_path: Path) -> None:
    one, two = (OpenFiles(MessageLibrary(tmp_path / "messages")) for _ in range(2))
    key = one.create(Message(name="Hello"))
    two.open(key)
    one.save(key, MINE, {}, 0.0)
    with pytest.raises(ChangedOutside):
        two.save(key, Message(name="Hello", content=Content(title="Second")), {}, 0.0)
    [outside] = two.scan().outside
    assert outside.opened is not None
    assert outside.opened.message == MINE


def test_moved_files_are_still_known(files: OpenFiles, key: str) -> None:
    moved = files.move((key,), "Trips")
    assert moved == {key: "Trips/Hello.push.json"}
    assert files.rename_folder("Trips", "Journeys")["Trips/Hello.push.json"] == "Journeys/Hello.push.json"
    assert files.scan().outside == ()
    files.save("Journeys/Hello.push.json", MINE, {}, 0.0)
    assert files.move(("Journeys/Hello.push.json",), "Journeys") == {}


def test_summaries_count_languages_and_variants(files: OpenFiles) -> None:
    message = Message(name="Both", languages={"de": {}, "ar": {}}, variants={"B": Variant(50)})
    key = files.create(message)
    assert read_summaries(files.library, [key, "gone.push.json"]) == {key: Summary(3, 2)}
    assert Summary(3, 2).remark == "A/B"
    assert Summary(4, 1).remark == "4 lang"
    assert Summary().remark == ""


def test_a_message_that_never_was_there_is_not_made_by_a_save(files: OpenFiles) -> None:
    with pytest.raises(ChangedOutside):
        files.save("Other.push.json", MINE, {}, 0.0)
    with pytest.raises(UserError):
        files.open("Other.push.json")
