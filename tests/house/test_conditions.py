"""The conditions under which all tests run are tested themselves, each by a test that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "conftest.py"


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder whose tests run under the house's conftest."""
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    return pytester


BREAKS = {
    "a warning": ("import warnings; warnings.warn('old')", "UserWarning: old"),
    "a log": ("import logging; logging.getLogger('x.y').warning('odd %s', 1)", "*WARNING x.y: odd 1*"),
    "an expected log that never comes": ("expected_logs('never')", "*never came*"),
    "a connection": (
        "import socket, contextlib\n"
        "    with contextlib.suppress(OSError), socket.socket() as s:\n"
        "        s.connect(('192.0.2.1', 9))",
        "*tried to leave this computer: connect to*192.0.2.1*",
    ),
    "a look-up": (
        "import socket, contextlib\n"
        "    with contextlib.suppress(OSError):\n"
        "        socket.create_connection(('push.apple.com', 443))",
        "*tried to leave this computer: look-up of push.apple.com*",
    ),
}


@pytest.mark.parametrize(("body", "words"), BREAKS.values(), ids=BREAKS.keys())
def test_what_nobody_expected_fails_the_test(
    inner: pytest.Pytester, body: str, words: str, expected_logs: Callable[[str], None]
) -> None:
    if "logging" in body:
        expected_logs("odd 1")  # the inner test runs in this process, so this one hears it too
    inner.makepyfile(f"def test_it(expected_logs):\n    {body}\n")
    result = inner.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"*{words}*"])


def test_what_is_announced_or_stays_here_passes(inner: pytest.Pytester, expected_logs: Callable[[str], None]) -> None:
    expected_logs("odd thing")
    inner.makepyfile(
        """
        import logging, os, socket, pathlib, pytest

        def test_logs(expected_logs):
            expected_logs("odd .*")
            logging.getLogger("x").warning("odd thing")

        def test_loopback():
            with socket.create_server(("127.0.0.1", 0)) as server:
                socket.create_connection(("localhost", server.getsockname()[1])).close()

        def test_reserved_names_are_unknown():
            with pytest.raises(socket.gaierror):
                socket.getaddrinfo("push.example", 443)

        @pytest.mark.parametrize("run", [1, 2])
        def test_home_is_fresh(run):
            home = pathlib.Path.home()
            assert list(home.iterdir()) == []
            (home / "file").write_text("x")
            assert "PUSHBENCH_PASSPHRASE" not in os.environ
        """
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUSHBENCH_PASSPHRASE", "this computer's")
        result = inner.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    result.assert_outcomes(passed=5)
