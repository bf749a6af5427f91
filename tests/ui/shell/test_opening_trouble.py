"""A workspace that cannot be opened explains itself in the window and is byte for byte as before."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from tests.ui.conftest import Driver

from pushbench.engine.home import DATABASE_NAME
from pushbench.store.database import Database
from pushbench.ui.shell import starting_again
from pushbench.ui.shell.application import Application
from pushbench.ui.shell.trouble_page import TroublePage

ENVIRON = {"PUSHBENCH_VAULT": "memory"}
MESSAGE = {"format": 1, "name": "Hello", "content": {"title": "Hello"}}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    (made / "messages").mkdir(parents=True)
    (made / "messages" / "Hello.push.json").write_text(json.dumps(MESSAGE))
    state = {"width": 1200, "height": 800, "choices": {"open": ["Hello.push.json"], "current": "Hello.push.json"}}
    (made / "window.json").write_text(json.dumps(state))
    Database(made / DATABASE_NAME).close()
    return made


class Started:
    """A window over a real home, and the homes it asked to open in its place."""

    def __init__(self, driver: Driver, qapp: QApplication, home: Path) -> None:
        self.application = Application(qapp, home, ENVIRON)
        self.task: asyncio.Task[int] = driver.loop.create_task(self.application.main())
        self.driver = driver
        driver.until(lambda: self.page is not None or self.task.done())
        driver.turn()

    @property
    def page(self) -> TroublePage | None:
        page: TroublePage | None = self.application.window.findChild(TroublePage)
        return page

    def press(self, way: str) -> None:
        assert self.page is not None
        button = self.page.findChild(QPushButton, way)
        assert button is not None
        button.click()

    def end(self) -> None:
        self.application.close()
        self.driver.until(self.task.done)


@pytest.fixture
def start(driver: Driver, qapp: QApplication) -> Iterator[Callable[[Path], Started]]:
    made: list[Started] = []

    def begin(home: Path) -> Started:
        made.append(Started(driver, qapp, home))
        return made[-1]

    yield begin
    for started in made:
        started.end()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    homes: list[Path] = []
    monkeypatch.setattr(starting_again, "start_over", homes.append)
    return homes


def fingerprint(home: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(home)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


def newer(home: Path) -> None:
    connection = sqlite3.connect(home / DATABASE_NAME)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


def damaged(home: Path) -> None:
    (home / DATABASE_NAME).write_bytes(b"this was a database once" * 500)


@pytest.mark.parametrize(("spoil", "words"), [(newer, "newer than this program"), (damaged, "is damaged")])
def test_it_explains_itself_and_damages_nothing(
    start: Callable[[Path], Started], home: Path, spoil: Callable[[Path], None], words: str
) -> None:
    spoil(home)
    before = fingerprint(home)
    started = start(home)
    page = started.page
    assert page is not None
    assert any(words in each.text() for each in page.findChildren(QLabel))
    assert page.isVisible()
    started.end()
    assert fingerprint(home) == before


def test_a_damaged_database_can_be_begun_anew(
    start: Callable[[Path], Started], home: Path, driver: Driver, opened: list[Path]
) -> None:
    damaged(home)
    started = start(home)
    started.press("begin-empty")
    driver.until(lambda: opened)
    assert opened == [home]
    driver.until(started.task.done)
    assert not (home / DATABASE_NAME).exists()
    assert [path.name for path in (home / "backups").glob("*/*")] == [DATABASE_NAME]
    assert json.loads((home / "messages" / "Hello.push.json").read_text()) == MESSAGE


def test_messages_of_a_newer_workspace_open_as_a_copy(
    start: Callable[[Path], Started], home: Path, driver: Driver, opened: list[Path], tmp_path: Path
) -> None:
    newer(home)
    before = fingerprint(home)
    started = start(home)
    started.press("copy-messages")
    driver.turn()
    [dialog] = started.application.window.findChildren(QFileDialog)
    (tmp_path / "elsewhere").mkdir()
    dialog.fileSelected.emit(str(tmp_path / "elsewhere"))
    driver.until(lambda: opened)
    dialog.close()
    assert opened == [tmp_path / "elsewhere" / "home copy"]
    assert json.loads((opened[0] / "messages" / "Hello.push.json").read_text()) == MESSAGE
    driver.until(started.task.done)
    assert fingerprint(home) == before


def test_a_locked_database_can_be_tried_again(
    start: Callable[[Path], Started],
    home: Path,
    driver: Driver,
    opened: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pushbench.store.opening.BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(home / DATABASE_NAME, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    started = start(home)
    assert started.page is not None
    assert any("in use" in each.text() for each in started.page.findChildren(QLabel))
    holder.execute("ROLLBACK")
    holder.close()
    started.press("try-again")
    assert opened == [home]
    driver.until(started.task.done)
    assert json.loads((home / "messages" / "Hello.push.json").read_text()) == MESSAGE


def test_a_copy_that_fails_says_so_and_can_be_tried_again(
    start: Callable[[Path], Started], home: Path, driver: Driver, opened: list[Path], tmp_path: Path
) -> None:
    newer(home)
    started = start(home)
    (tmp_path / "file").write_text("in the way")
    assert started.page is not None
    started.press("copy-messages")
    [dialog] = started.application.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "file"))
    dialog.close()
    driver.until(lambda: any("could not be made" in each.text() for each in started.page.findChildren(QLabel)))  # type: ignore[union-attr]
    assert opened == []
    assert all(each.isEnabled() for each in started.page.findChildren(QPushButton))


def test_the_next_window_is_started_over_the_folder() -> None:
    program, arguments = starting_again.command_for(Path("/some/home"))
    assert program
    assert arguments[-2:] == ["--home", "/some/home"]
