"""The reader finds files in a checkout and in an installed package, and nothing outside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pushbench import resources


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Pretend that the package lies installed in ``tmp_path``, resources included."""
    package = tmp_path / "site-packages" / "pushbench"
    (package / "resources").mkdir(parents=True)
    (package / "_resources" / "folder").mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(package / "resources" / "__init__.py"))
    resources._root.cache_clear()
    yield package / "_resources"
    resources._root.cache_clear()


def test_a_checkout_gives_the_files_beside_src() -> None:
    assert json.loads(resources.read_text("tokens.json"))
    assert resources.read_bytes("tokens.json").decode() == resources.read_text("tokens.json")
    with resources.path("tokens.json") as file:
        assert file.is_file()


def test_an_installed_package_gives_its_own(installed: Path) -> None:
    (installed / "a.txt").write_text("ü", encoding="utf-8")
    (installed / "folder" / "two.txt").write_text("2")
    (installed / "folder" / "one.txt").write_text("1")
    assert resources.read_text("a.txt") == "ü"
    assert resources.names("folder") == ("folder/one.txt", "folder/two.txt")
    with resources.path("folder/one.txt") as file:
        assert file == installed / "folder" / "one.txt"


@pytest.mark.parametrize("name", ["none.txt", "folder/none.txt"])
def test_a_missing_file_is_an_error(installed: Path, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        resources.read_bytes(name)
    with pytest.raises(FileNotFoundError), resources.path(name):
        pass


@pytest.mark.parametrize("name", ["../pushbench/__init__.py", "/etc/hostname", "folder/../../x"])
def test_nothing_outside_is_read(installed: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a resource"):
        resources.read_text(name)
