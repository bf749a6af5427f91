"""The library on disk: folders, names, other programs, the bin, revisions; nothing is lost on the way."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from pushbench.domain.errors import UserError
from pushbench.domain.message import Content, Message
from pushbench.store import text_file
from pushbench.store.message_bin import KEPT_SECONDS
from pushbench.store.message_library import ChangedOutside, MessageLibrary
from pushbench.store.message_places import safe_name
from pushbench.store.message_revisions import KEPT


def hello(title: str = "Hello") -> Message:
    return Message(name="Hello", content=Content(title=title))


@pytest.fixture
def library(tmp_path: Path) -> MessageLibrary:
    return MessageLibrary(tmp_path / "messages")


def add(library: MessageLibrary, name: str, folder: str = "") -> str:
    key = library.free_key(name, folder)
    library.write(key, hello(name), {})
    return key


def test_a_message_is_written_and_read(library: MessageLibrary) -> None:
    key = library.free_key("Hello", "Trips")
    library.write(key, hello(), {"apns": "{ not yet"}, 5.0)
    assert key == "Trips/Hello.push.json"
    listing = library.listing()
    assert [(entry.name, entry.folder) for entry in listing.entries] == [("Hello", "Trips")]
    assert listing.folders == ("Trips",)
    opened = library.read(key)
    assert (opened.message, dict(opened.texts), opened.at) == (hello(), {"apns": "{ not yet"}, 5.0)
    library.write(key, hello(), {})
    assert dict(library.read(key).texts) == {}


def test_names_do_not_collide(library: MessageLibrary) -> None:
    assert [add(library, "Hello") for _ in range(3)] == ["Hello.push.json", "Hello 2.push.json", "Hello 3.push.json"]
    assert library.free_key("HELLO") == "HELLO 4.push.json"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/b\\c", "a b c"),
        ("..", "Untitled"),
        ("", "Untitled"),
        ("x" * 200, "x" * 80),
        ('q"<>|?*', "q"),
        ("日本", "日本"),
        ("CON", "CON message"),
        ("lpt1.old", "lpt1.old message"),
        ("\ud800x", "x"),
    ],
)
def test_any_name_gives_a_file_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_of_wide_characters_still_fits_the_disk(library: MessageLibrary) -> None:
    key = add(library, "😀" * 80, "📁" * 40)
    library.write(key, hello("again"), {"apns": "{"})
    library.revisions.add(key, hello("again"))
    assert library.restore(library.delete(key)) == key
    assert library.read(key).message == hello("again")


def test_keys_never_leave_the_folder(library: MessageLibrary, tmp_path: Path) -> None:
    (tmp_path / "secret.push.json").write_text('{"format": 1}')
    for act in (library.read, library.delete, lambda key: library.write(key, hello(), {})):
        with pytest.raises(UserError):
            act("../secret.push.json")
    assert (tmp_path / "secret.push.json").read_text() == '{"format": 1}'


def test_other_files_and_hidden_folders_are_left_alone(library: MessageLibrary) -> None:
    library.revisions.add(add(library, "One"), hello())
    library.delete(add(library, "Two"))
    (library.root / "readme.txt").write_text("hello")
    assert [entry.name for entry in library.listing().entries] == ["One"]
    for hidden in (".recently-deleted", ".revisions"):
        assert (library.root / hidden / ".gitignore").read_text() == "*\n"


def test_a_missing_message_says_so(library: MessageLibrary) -> None:
    for act in (library.read, library.delete, lambda key: library.rename(key, "x"), lambda key: library.move(key, "f")):
        with pytest.raises(UserError, match="not there any more"):
            act("Gone.push.json")


# -- other programs ---------------------------------------------------------------------------------------


def test_a_file_changed_by_another_program_is_not_overwritten(library: MessageLibrary) -> None:
    key = add(library, "Hello")
    seen = library.read(key).seen
    other = '{"format": 1, "content": {"title": "Theirs"}}\n'
    (library.root / key).write_text(other)
    with pytest.raises(ChangedOutside) as caught:
        library.write(key, hello("Mine"), {}, seen=seen)
    assert not caught.value.is_gone
    assert (library.root / key).read_text() == other
    seen = library.write(key, hello("Mine"), {})
    assert library.read(key).message.content.title == "Mine"
    (library.root / key).unlink()
    with pytest.raises(ChangedOutside) as caught:
        library.write(key, hello("Mine"), {}, seen=seen)
    assert caught.value.is_gone
    assert not (library.root / key).exists()


def test_the_same_bytes_again_are_no_change(library: MessageLibrary) -> None:
    key = add(library, "Hello")
    seen = library.read(key).seen
    assert seen is not None
    data = (library.root / key).read_bytes()
    (library.root / key).unlink()
    (library.root / key).write_bytes(data)
    os.utime(library.root / key, ns=(1, 1))
    now = library.look(key, seen)
    assert now is not None
    assert now.digest == seen.digest
    library.write(key, hello("Mine"), {}, seen=seen)


def test_a_file_formatted_by_hand_is_written_only_when_it_changes(library: MessageLibrary) -> None:
    key = add(library, "Hello")
    by_hand = '{"content":{"title":"Hello"},\n\n"format":1}'
    (library.root / key).write_text(by_hand)
    opened = library.read(key)
    assert library.look(key, opened.seen) == opened.seen  # type: ignore[arg-type]
    assert (library.root / key).read_text() == by_hand


# -- trouble ----------------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "messages").write_text("a file where the folder should be")
    with pytest.raises(UserError, match="could not be saved") as caught:
        MessageLibrary(tmp_path / "messages").write("One.push.json", hello(), {})
    assert "stays in the window" in caught.value.fix


def test_a_full_disk_leaves_the_old_file(library: MessageLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    key = add(library, "Hello")

    def full(path: Path, data: bytes) -> None:
        path.write_bytes(data[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(text_file, "_write_aside", full)
    with pytest.raises(UserError, match="could not be saved") as caught:
        library.write(key, hello("Changed"), {})
    assert "No space left" in caught.value.why
    assert library.read(key).message == hello("Hello")
    assert os.listdir(library.root) == [key]


def test_what_a_killed_writer_left_is_tidied_up_after_an_hour(library: MessageLibrary) -> None:
    key = add(library, "Hello", "Trips")
    old, new = (library.root / "Trips" / f".Hello.push.json.{end}" for end in ("0123abcd", "89abcdef"))
    old.write_text("half")
    new.write_text("half")
    os.utime(old, (1000, 1000))
    os.utime(new, (9000, 9000))
    library.tidy(9000)
    assert not old.exists()
    assert new.exists()
    assert library.read(key).message == hello()


# -- moving -----------------------------------------------------------------------------------------------


def test_texts_and_revisions_go_with_a_message(library: MessageLibrary) -> None:
    key = add(library, "Hello", "Trips")
    library.write(key, hello(), {"apns": "{ half"})
    library.revisions.add(key, hello("first"), "Before the launch")
    renamed = library.rename(key, "Good bye")
    assert renamed == "Trips/Good bye.push.json"
    assert library.rename(renamed, "Good bye") == renamed
    moved = library.move(renamed, "News")
    assert moved == "News/Good bye.push.json"
    assert dict(library.read(moved).texts) == {"apns": "{ half"}
    assert [revision.name for revision in library.revisions.entries(moved)] == ["Before the launch"]
    assert library.revisions.entries(key) == ()
    assert dict(library.read(add(library, "Hello", "Trips")).texts) == {}


def test_a_name_may_change_its_case(library: MessageLibrary) -> None:
    assert library.rename(add(library, "hello"), "Hello") == "Hello.push.json"


def test_moving_never_overwrites(library: MessageLibrary) -> None:
    add(library, "Hello", "Trips")
    assert library.move(add(library, "Hello"), "Trips") == "Trips/Hello 2.push.json"


def test_folders_are_made_renamed_moved_and_deleted(library: MessageLibrary) -> None:
    assert library.make_folder("Trips") == "Trips"
    assert library.make_folder("trips") == "trips 2"
    key = add(library, "Hello", "Trips")
    assert library.rename_folder("Trips", "Journeys") == {"Trips": "Journeys", key: "Journeys/Hello.push.json"}
    assert library.move_folder("Journeys", "trips 2")["Journeys"] == "trips 2/Journeys"
    with pytest.raises(UserError, match="cannot be moved into itself"):
        library.move_folder("trips 2", "trips 2/Journeys")
    tickets = library.delete_folder("trips 2")
    assert list(tickets) == ["trips 2/Journeys/Hello.push.json"]
    assert library.listing().folders == ()
    assert library.restore(next(iter(tickets.values()))) == "trips 2/Journeys/Hello.push.json"


def test_deleting_a_folder_spares_what_is_no_message(library: MessageLibrary) -> None:
    add(library, "Hello", "Trips")
    (library.root / "Trips" / "notes.txt").write_text("mine")
    library.delete_folder("Trips")
    assert (library.root / "Trips" / "notes.txt").read_text() == "mine"
    assert library.listing().entries == ()


# -- the bin ----------------------------------------------------------------------------------------------


def test_deleting_can_be_undone(library: MessageLibrary) -> None:
    key = add(library, "Hello", "Trips")
    ticket = library.delete(key)
    assert library.listing().entries == ()
    assert [(item.name, item.folder) for item in library.bin.entries()] == [("Hello", "Trips")]
    add(library, "Hello", "Trips")
    assert library.restore(ticket) == "Trips/Hello 2.push.json"
    assert library.bin.entries() == ()
    with pytest.raises(UserError, match="no longer among"):
        library.restore(ticket)


def test_the_bin_is_emptied_after_thirty_days(library: MessageLibrary) -> None:
    library.delete(add(library, "Hello"))
    at = library.bin.entries()[0].at
    library.tidy(at + KEPT_SECONDS - 1)
    assert len(library.bin.entries()) == 1
    library.tidy(at + KEPT_SECONDS + 1)
    assert library.bin.entries() == ()
    assert os.listdir(library.root / ".recently-deleted") == [".gitignore"]


def test_deleting_for_good_takes_the_revisions_along(library: MessageLibrary) -> None:
    key = add(library, "Hello")
    library.revisions.add(key, hello())
    library.delete(key)
    library.delete_for_good(library.bin.entries()[0])
    assert library.bin.entries() == ()
    assert library.revisions.entries(key) == ()


def test_a_bin_with_foreign_files_is_no_trouble(library: MessageLibrary) -> None:
    ticket = library.delete(add(library, "Hello"))
    folder = library.root / ".recently-deleted"
    (folder / "notes.push.json").write_text("x")
    (folder / f"{ticket}.json").write_text("[broken")
    [entry] = library.bin.entries()
    assert entry.name == f"Deleted message {ticket}"
    assert library.read(library.restore(ticket)).message == hello()


# -- revisions --------------------------------------------------------------------------------------------


def test_revisions_are_kept_named_and_bounded(library: MessageLibrary) -> None:
    key = add(library, "Hello")
    for number in range(KEPT + 5):
        library.revisions.add(key, hello(str(number)))
    kept = library.revisions.entries(key)
    assert len(kept) == KEPT
    assert library.revisions.read(key, kept[0].id) == hello(str(KEPT + 4))
    library.revisions.rename(key, kept[0].id, "Launch")
    assert library.revisions.entries(key)[0].name == "Launch"


def test_the_same_again_is_no_new_revision(library: MessageLibrary) -> None:
    key = add(library, "Hello")
    first = library.revisions.add(key, hello())
    assert library.revisions.add(key, hello()) == first
    assert len(library.revisions.entries(key)) == 1


def test_five_thousand_messages_are_listed_quickly(library: MessageLibrary) -> None:
    for folder in range(50):
        (library.root / f"Folder {folder}").mkdir(parents=True)
        for number in range(100):
            (library.root / f"Folder {folder}" / f"Message {number}.push.json").write_text('{"format": 1}')
    listing = library.listing()
    assert len(listing.entries) == 5000
    assert json.loads((library.root / listing.entries[0].key).read_text()) == {"format": 1}
