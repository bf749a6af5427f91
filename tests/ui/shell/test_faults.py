"""A bug anywhere in the window is logged, told once, and changes nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.ui.conftest import Driver, HeardNotices

from pushbench.ui.faults import Bugs, EarlyFaults, is_unasked
from pushbench.ui.notices import Notices

CHILD = Path(__file__).with_name("fault_child.py")
CASES = (
    "widget",
    "delegate",
    "data",
    "style",
    "style put on",
    "event filter",
    "slot",
    "icon",
    "key",
    "timer event",
    "loop callback",
    "task",
)


@pytest.mark.slow
def test_no_bug_ends_the_process_and_each_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "window.json").write_text('{"choices": {"sandbox-welcomed": true}}')
    environ = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PUSHBENCH_VAULT": "memory",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    ended = subprocess.run(
        [sys.executable, "-X", "faulthandler", str(CHILD), str(tmp_path)],
        env=environ,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    told = {line["case"]: line for line in map(json.loads, ended.stdout.splitlines())}
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert tuple(told) == CASES
    for case, line in told.items():
        assert len(line["crashes"]) == 1, f"{case}: {line['crashes']}"
        assert "a bug of the test" in line["words"], case
        assert line["shown"], case
        assert line["visible"], case
    assert ended.stderr.count("failed\n") == len(CASES), ended.stderr
    saved = next((tmp_path / "messages").glob("*.push.json"))
    assert json.loads(saved.read_text())["content"]["title"] == "Typed after every bug"


def raised_in(name: str) -> Exception:
    """Return a bug whose outermost function has that name."""
    space: dict[str, object] = {}
    exec(f"def {name}():\n    1 / 0\n", space)
    error = None
    try:
        space[name]()  # type: ignore[operator]
    except ZeroDivisionError as caught:
        error = caught.with_traceback(caught.__traceback__.tb_next)  # type: ignore[union-attr]
    assert error is not None
    return error


@pytest.mark.parametrize(
    "name", ["paintEvent", "paint", "drawControl", "data", "eventFilter", "sizeHint", "resizeEvent"]
)
def test_what_qt_asks_for_at_every_frame_is_told_once(name: str) -> None:
    now = [0.0]
    bugs = Bugs(lambda: now[0])
    error = raised_in(name)
    assert is_unasked(error)
    assert bugs.is_news(error)
    now[0] = 3600.0
    assert not bugs.is_news(error)


@pytest.mark.parametrize("name", ["_on_clicked", "keyPressEvent", "send", "painted", "drawer"])
def test_what_a_user_asks_for_is_told_each_time_but_not_in_a_burst(name: str) -> None:
    now = [0.0]
    bugs = Bugs(lambda: now[0])
    error = raised_in(name)
    assert not is_unasked(error)
    assert [bugs.is_news(error), bugs.is_news(error)] == [True, False]
    now[0] = 2.0
    assert bugs.is_news(error)


def test_different_bugs_are_told_apart() -> None:
    bugs = Bugs(lambda: 0.0)
    assert all(bugs.is_news(error) for error in (ValueError("a"), ValueError("b"), TypeError("a")))


def test_a_bug_in_telling_of_bugs_is_only_logged(expected_logs: object) -> None:
    expected_logs("x failed")  # type: ignore[operator]
    expected_logs("y failed")  # type: ignore[operator]
    notices = Notices()
    heard: list[str] = []

    def show(line: str, _trace: str) -> None:
        heard.append(line)
        notices.report("y", KeyError(line))

    notices.crashed.connect(show)
    notices.report("x", ValueError("first"))
    assert heard == ["ValueError: first"]


def test_bugs_of_the_start_are_told_when_there_is_a_window(
    driver: Driver, notices: HeardNotices, expected_logs: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_logs("something during the start failed")  # type: ignore[operator]
    printed: list[type[BaseException]] = []
    before = lambda kind, error, trace: printed.append(kind)  # noqa: E731
    monkeypatch.setattr(sys, "excepthook", before)
    faults = EarlyFaults()
    try:
        sys.excepthook(ZeroDivisionError, ZeroDivisionError("early"), None)
        faults.tell(notices)
        faults.tell(notices)
    finally:
        faults.end()
    assert sys.excepthook is before
    assert printed == [ZeroDivisionError]
    assert len(notices.crashes) == 1
