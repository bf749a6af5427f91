"""Messages from outside: dropped files, pasted texts, the file dialog, starters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.message import Message

if TYPE_CHECKING:
    from pushbench.ui.compose.files import Files
    from pushbench.ui.compose.model import ComposeModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("Incoming", text)


_MOST_FILES = 200
_STARTERS = "starters"
_NASTY = {"rtl": "right to left", "long": "very long", "empty": "nearly empty"}


@dataclass(frozen=True, slots=True)
class Starter:
    """A message to begin with."""

    name: str
    """Of its resource."""
    title: str
    is_nasty: bool
    """Whether it is copy that breaks layouts: long, right to left, emoji, empty."""


class Incoming:
    """Opens whatever can be a message as a new one of the library; says in words what cannot."""

    def __init__(self, model: ComposeModel, files: Files) -> None:
        self._model = model
        self._files = files

    def open_text(self, text: str, folder: str | None = None) -> None:
        """Open a payload, a message or a cURL command."""
        self._files.do("paste", self._open_text, text, self._files.folder if folder is None else folder)

    async def _open_text(self, text: str, folder: str) -> None:
        from pushbench.engine.pasting import message_from_text

        message = await self._files.worker.run(message_from_text, self._model.workspace.registry, text)
        await self._files.take_in(message, folder)

    def open_paths(self, paths: Iterable[str], folder: str | None = None) -> None:
        """Open files as messages, each by itself: one that is none does not keep the others out."""
        chosen = tuple(paths)
        self._files.do("import", self._open_paths, chosen, self._files.folder if folder is None else folder)

    async def _open_paths(self, paths: tuple[str, ...], folder: str) -> None:
        if len(paths) > _MOST_FILES:
            raise UserError(
                _tr("{count} files are too many at once.").format(count=len(paths)),
                _tr("Up to {most} are opened together.").format(most=_MOST_FILES),
                _tr("Copy the files into the messages folder instead; they appear in the library by themselves."),
            )
        for path in paths:
            try:
                await self._open_path(Path(path), folder)
            except UserError as error:
                self._model.session.notices.report("import", error)

    async def _open_path(self, path: Path, folder: str) -> None:
        """Open one file; one that lies in the library already is not copied."""
        own = await self._files.worker.run(self._own_key, path)
        if own is not None:
            await self._files.open_and_show(own)
        else:
            await self._files.take_in(await self._files.worker.run(self._read, path), folder)

    def _own_key(self, path: Path) -> str | None:
        library = self._files.library
        try:
            key = path.resolve().relative_to(library.root.resolve()).as_posix()
        except (OSError, ValueError):
            return None
        return key if key in library.listing().stamps else None

    def _read(self, path: Path) -> Message:
        from pushbench.engine.pasting import message_from_text
        from pushbench.store.message_file import SIZE_LIMIT
        from pushbench.store.text_file import read_bytes

        return message_from_text(self._model.workspace.registry, read_bytes(path, SIZE_LIMIT), path.name)

    # -- starters -------------------------------------------------------------------------------------

    def starters(self) -> tuple[Starter, ...]:
        """Return what a new message can begin with."""
        from pushbench.resources import names

        files = [name for name in names(_STARTERS) if name.endswith(".push.json")]
        found = [Starter(name, _title(name), "/nasty-" in name) for name in files]
        return tuple(sorted(found, key=lambda starter: (starter.is_nasty, starter.title)))

    def start_from(self, name: str, folder: str | None = None) -> None:
        """Make a new message from a starter."""
        self._files.do("starter", self._start_from, name, self._files.folder if folder is None else folder)

    async def _start_from(self, name: str, folder: str) -> None:
        from pushbench.resources import read_text
        from pushbench.store.message_file import load_message

        text = await self._files.worker.run(read_text, name)
        await self._files.take_in(load_message(text, name=Path(name).name).message, folder)


def _title(name: str) -> str:
    whole = Path(name).name.removesuffix(".push.json")
    stem = whole.removeprefix("nasty-").replace("-", " ")
    if stem != whole.replace("-", " "):
        return _NASTY.get(stem, stem)
    return stem[:1].upper() + stem[1:]
