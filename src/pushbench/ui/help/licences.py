"""The licences of everything that comes with Pushbench, from what is installed."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pushbench.resources import read_text

_LEGAL = re.compile(r"(^|/)(licen[cs]es?/.*|(licen[cs]e|copying|notice|authors|ofl)[^/]*)$", re.IGNORECASE)
_NAME = re.compile(r"^[A-Za-z0-9._-]+")
_EXTRA = re.compile(r"extra\s*==")
_STANDARD = {
    "LGPL-3.0-only": ("LGPL-3.0-only", "GPL-3.0-only"),
    "Apache-2.0": ("Apache-2.0",),
    "MIT": ("MIT",),
}
"""Texts of this program for packages that name a licence and bring no text."""
_FONTS = "fontpkg"
_SELF = "pushbench"
_PAGES = ("homepage", "home", "source", "source code", "repository", "github", "documentation")
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True)
class Licence:
    """One part of the program with the whole text of its licence."""

    name: str
    version: str
    licence: str
    """SPDX expression, or the words of the package."""
    kind: str
    """``program``, ``fonts``, ``icons`` or ``packages``."""
    text: str
    url: str = ""


def licences() -> tuple[Licence, ...]:
    """Return Pushbench itself, fonts, icons, then packages by name; reads many files, so not on the window's thread."""
    from pushbench import __version__

    own = Licence("Pushbench", __version__, "Apache-2.0", "program", read_text("licences/Apache-2.0.txt"))
    icons = Licence("Lucide", "", "ISC", "icons", read_text("licences/ISC-Lucide.txt"), "https://lucide.dev")
    packages = [_licence(package) for package in _bundled()]
    fonts = [package for package in packages if package.kind == "fonts"]
    others = [package for package in packages if package.kind == "packages"]
    return (own, *_sorted(fonts), icons, _python(), *_sorted(others))


def _sorted(found: list[Licence]) -> list[Licence]:
    return sorted(found, key=lambda licence: licence.name.lower())


def _bundled() -> Iterator[importlib.metadata.Distribution]:
    """Yield every installed package that the program needs, and what those need."""
    waiting = list(_roots())
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # needed on another system only
        yield package
        waiting.extend(_names(package.requires or []))


def _roots() -> Iterator[str]:
    """Yield what the program itself asks for: by its own metadata where it is installed, else by its project file."""
    try:
        yield from _names(importlib.metadata.distribution(_SELF).requires or [])
    except importlib.metadata.PackageNotFoundError:
        yield from _names(_project_requirements())


def _project_requirements() -> list[str]:
    import tomllib

    project = Path(__file__).resolve().parents[4] / "pyproject.toml"
    try:
        found = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return []
    return [str(line) for line in found]


def _names(requirements: list[str]) -> Iterator[str]:
    for line in requirements:
        name = _NAME.match(line)
        if name is not None and not _EXTRA.search(line):
            yield name[0].lower().replace("_", "-")


def _licence(package: importlib.metadata.Distribution) -> Licence:
    metadata = package.metadata
    name, words = metadata["Name"], _words(metadata)
    is_font = name.startswith(f"{_FONTS}-")
    return Licence(
        _font_name(name) if is_font else name,
        package.version,
        words,
        "fonts" if is_font else "packages",
        _own_text(package) or _standard_text(words),
        _url(metadata),
    )


def _font_name(package: str) -> str:
    return package.removeprefix(f"{_FONTS}-").replace("-", " ").title().replace("Jetbrains", "JetBrains")


def _words(metadata: importlib.metadata.PackageMetadata) -> str:
    expression = _field(metadata, "License-Expression")
    stated = _field(metadata, "License")
    named = [
        line.removeprefix(_CLASSIFIER) for line in metadata.get_all("Classifier") or [] if line.startswith(_CLASSIFIER)
    ]
    short = stated if stated and "\n" not in stated and len(stated) < 60 else ""
    return expression or short or ", ".join(named) or "See the text"


def _field(metadata: importlib.metadata.PackageMetadata, name: str) -> str:
    values = metadata.get_all(name) or [""]
    return str(values[0]).strip()


def _url(metadata: importlib.metadata.PackageMetadata) -> str:
    """Return the address of a package's own page, else of its source."""
    pairs = [line.partition(",") for line in metadata.get_all("Project-URL") or []]
    urls = {name.strip().lower(): url.strip() for name, _, url in pairs}
    named = [_field(metadata, "Home-page"), *(urls.get(name, "") for name in _PAGES)]
    return next((url for url in named if url.startswith("https://")), "")


def _own_text(package: importlib.metadata.Distribution) -> str:
    """Return the texts a package brings, each once."""
    texts: dict[str, str] = {}
    for file in package.files or []:
        if not _LEGAL.search(str(file)) or file.suffix in (".py", ".pyc", ".pyi"):
            continue
        try:
            text = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if text:
            texts.setdefault(text, file.name)
    if len(texts) == 1:
        return next(iter(texts))
    return "\n\n".join(f"{name}\n{'-' * len(name)}\n\n{text}" for text, name in texts.items())


def _standard_text(words: str) -> str:
    for named, files in _STANDARD.items():
        if re.search(rf"(?<![\w.-]){re.escape(named)}(?![\w.-])", words):
            return "\n\n".join(read_text(f"licences/{file}.txt") for file in files)
    return ""


def _python() -> Licence:
    version = ".".join(str(part) for part in sys.version_info[:3])
    places = [Path(sys.base_prefix) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE"]
    places += [Path(path) / "LICENSE.txt" for path in sys.path if path]
    text = next((text for place in places if (text := _read(place))), sys.copyright)
    return Licence("Python", version, "PSF-2.0", "packages", text, "https://www.python.org")


def _read(place: Path) -> str:
    try:
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    return text if "PYTHON SOFTWARE FOUNDATION" in text.upper() else ""
