"""The command that takes the pictures: real content, real sends, small files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from pushbench.ui.screenshots.clock import NOON, PictureClock, moment
from pushbench.ui.screenshots.png import write_png
from pushbench.ui.screenshots.services import Services
from pushbench.ui.screenshots.skylark import devices, groups, sendings, token_at
from pushbench.ui.screenshots.story import write_home

SUBSCRIPTION = {"endpoint": "https://127.0.0.1:1/wpush/v2/x", "expirationTime": None, "keys": {"p256dh": "a"}}


def test_the_story_names_only_what_there_is() -> None:
    known = {device.name: device for device in devices(SUBSCRIPTION, 0.0)}
    grouped = {group.name: group.devices for group in groups()}
    assert len(known) >= 12
    assert {token_at(device) for device in known.values()}.__len__() == len(known)
    for members in grouped.values():
        assert set(members) <= set(known)
    for item in sendings():
        for target in item.targets:
            assert target in known or target[1:] in grouped or target.startswith("topic:")
        assert all(fault.get("device") in {None, *known} for fault in item.faults)


def test_the_story_is_told_in_order_of_time() -> None:
    times = [moment(item.days_before, item.clock) for item in sendings()]
    assert times == sorted(times)
    assert times[-1] < NOON.timestamp()


def test_a_set_clock_goes_on_from_there() -> None:
    clock = PictureClock(100.0)
    assert 100.0 <= clock.now() < 101.0
    clock.set(7.0)
    assert 7.0 <= clock.now() < 8.0


@pytest.mark.parametrize("colors", [3, 5000])
def test_small_pictures_keep_what_they_show(tmp_path: Path, colors: int) -> None:
    image = QImage(100, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#F4F5F7"))
    painter = QPainter(image)
    for number in range(colors):
        painter.fillRect(number % 100, number // 100, 1, 1, QColor.fromHsv(number * 7 % 360, 200, 90 + number % 160))
    painter.end()
    write_png(image, tmp_path / "a.png")
    back = QImage(str(tmp_path / "a.png")).convertToFormat(QImage.Format.Format_RGB32)
    assert back.size() == image.size()
    worst = max(
        abs(getattr(back.pixelColor(x, y), part)() - getattr(image.pixelColor(x, y), part)())
        for x in range(100)
        for y in range(60)
        for part in ("red", "green", "blue")
    )
    assert worst <= (0 if colors < 200 else 40)
    assert back.pixelColor(99, 59) == QColor("#F4F5F7")


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_the_home_holds_real_answers(tmp_path: Path) -> None:
    from pushbench.store.database import Database
    from pushbench.store.history import HistoryQuery
    from pushbench.vault import MemoryVault

    clock = PictureClock(NOON.timestamp())
    services = Services(tmp_path, clock)
    services.start()
    try:
        write_home(tmp_path, services, clock, MemoryVault(), newest=12)
    finally:
        services.stop()
    database = Database(next(tmp_path.glob("*.db")))
    kept = list(database.history.iterate(HistoryQuery()))
    database.close()
    assert {record.outcome.kind.value for record in kept} == {"accepted", "rejected", "unclear", "not_sent"}
    answered = [record for record in kept if record.outcome.status]
    assert all(record.attempts[-1].response is not None for record in answered)
    assert {record.environment for record in kept} == {"sandbox", "production"}
    assert all(record.at < NOON.timestamp() for record in kept)
    assert (tmp_path / "messages" / "Trips" / "Gate change.push.json").is_file()


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_command_takes_pictures(tmp_path: Path) -> None:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run(
        [sys.executable, "-m", "pushbench.ui.screenshots", str(tmp_path), "devices", "history"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pictures = {path.name: QImage(str(path)) for path in tmp_path.iterdir()}
    assert len(pictures) == 8
    assert (pictures["history-dark.png"].width(), pictures["history-light-small.png"].height()) == (1440, 700)


def test_an_unknown_scene_is_refused(tmp_path: Path) -> None:
    from pushbench.ui.screenshots.camera import main

    assert main([str(tmp_path / "out"), "nothing-like-it"]) == 2
    assert not (tmp_path / "out").exists()
