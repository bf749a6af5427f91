"""Collects the texts of the window for translators: ``python packaging/extract_texts.py pushbench_de.ts``.

Texts stand in ``self.tr(...)``, whose context is the class, and in ``_tr(...)``, whose context is named once in each
module. Qt's lupdate knows the first kind alone, so it reads a copy in which the second kind names its context too.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import PySide6

TOP = Path(__file__).resolve().parent.parent
WINDOW = Path("src/pushbench/ui")
_HELPER = re.compile(r'def (_tr|_words)\(text: str\) -> str:\n    return QCoreApplication\.translate\("(\w+)", text\)')
_SHORT = re.compile(r"^ +(\w+) = Q(?:Core)?Application\.translate$", re.MULTILINE)
"""A short name that a function gives to ``translate``."""


def with_contexts(source: str) -> str:
    """Return a module in which every text names its context; lines stay where they are."""
    for name, context in _HELPER.findall(source):
        source = re.sub(rf"(?<![\w.]){name}\((?!text: str\))", f'QCoreApplication.translate("{context}", ', source)
    for name in _SHORT.findall(source):
        source = re.sub(rf"(?<![\w.]){name}\((?=\s*\")", "QCoreApplication.translate(", source)
    return source


def extract(target: Path) -> str:
    """Write or renew a ``.ts`` file and return what lupdate said."""
    lupdate = Path(PySide6.__file__).parent / ("lupdate.exe" if sys.platform == "win32" else "lupdate")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copies = [_copy(path, folder) for path in sorted((TOP / WINDOW).rglob("*.py"))]
        command: list[str | Path] = [lupdate, *copies, "-locations", "none", "-ts", target.resolve()]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # Qt's own program
    return f"{done.stdout}{done.stderr}"


def _copy(path: Path, folder: Path) -> Path:
    place = folder / path.relative_to(TOP)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(with_contexts(path.read_text(encoding="utf-8")), encoding="utf-8")
    return place


if __name__ == "__main__":
    sys.stdout.write(extract(Path(sys.argv[1])))
