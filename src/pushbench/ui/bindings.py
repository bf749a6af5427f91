"""Which keys stand for what: what may be a shortcut, and what a person changed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from pushbench.domain.errors import UserError

_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_KEYS_ALONE = {
    *range(int(Qt.Key.Key_F1), int(Qt.Key.Key_F35) + 1),
    int(Qt.Key.Key_Delete),
    int(Qt.Key.Key_Insert),
    int(Qt.Key.Key_Pause),
}
"""Keys that may stand without Ctrl, Alt or Command, because no text is written and no list is walked with them."""
_TEXT_KEYS = ("Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+A")
"""What every text field understands by itself."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Bindings", text)


@dataclass(frozen=True, slots=True)
class Binding:
    """One line of the list of shortcuts: an action with its keys in Qt's portable text."""

    id: str
    group: str
    title: str
    keys: tuple[str, ...]
    usual_keys: tuple[str, ...]
    screen: str = ""
    """The screen it works on; empty: every screen."""

    @property
    def is_changed(self) -> bool:
        return self.keys != self.usual_keys


def key_words(text: str) -> str:
    """Return a shortcut as this system writes it, ``⌘↩`` or ``Ctrl+Return``."""
    return QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText)


def checked_key(text: str, *, platform: str = sys.platform) -> str:
    """Return a shortcut in Qt's portable text; raises ``UserError`` when it cannot be one."""
    keys = QKeySequence(text, QKeySequence.SequenceFormat.PortableText)
    if not keys.count() or _first(keys).key() in (Qt.Key.Key_unknown, Qt.Key(0)):
        raise UserError(
            _tr("“{text}” is not a shortcut.").format(text=text),
            _tr("It names no key this computer knows."),
            _tr("Press the keys together, for example {example}.").format(example=key_words("Ctrl+Shift+K")),
        )
    portable = keys.toString(QKeySequence.SequenceFormat.PortableText)
    if keys.count() > 1:
        raise UserError(
            _tr("{keys} is more than one shortcut.").format(keys=key_words(portable)),
            _tr("An action starts with keys pressed together, not one after another."),
            _tr("Press them together."),
        )
    _check_writes_nothing(keys, portable, platform)
    return portable


def _first(keys: QKeySequence) -> QKeyCombination:
    return cast("QKeyCombination", keys[0])  # type: ignore[index]


def _check_writes_nothing(keys: QKeySequence, portable: str, platform: str) -> None:
    key, modifiers = _first(keys).key(), _first(keys).keyboardModifiers()
    words = key_words(portable)
    if not modifiers & _MODIFIERS and int(key) not in _KEYS_ALONE:
        raise UserError(
            _tr("{keys} cannot be a shortcut.").format(keys=words),
            _tr("It writes text or moves in lists, so no field could use it any more."),
            _tr("Add {modifier}.").format(modifier=key_words("Ctrl+K")[:-1].rstrip("+")),
        )
    if portable in _TEXT_KEYS:
        raise UserError(
            _tr("{keys} cannot be a shortcut.").format(keys=words),
            _tr("It cuts, copies, pastes or selects in every text field."),
            _tr("Choose other keys."),
        )
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    if platform != "darwin" and modifiers & both == both and int(key) < int(Qt.Key.Key_Escape):
        raise UserError(
            _tr("{keys} cannot be a shortcut.").format(keys=words),
            _tr("AltGr gives the same keys, and many keyboards write characters with it."),
            _tr("Use Ctrl with Shift instead."),
        )


def read_bindings(kept: Mapping[str, Any], *, platform: str = sys.platform) -> dict[str, tuple[str, ...]]:
    """Return what was changed, as remembered; what no shortcut can be is left out."""
    found = {}
    for key, texts in kept.items():
        if isinstance(texts, (list, tuple)):
            found[key] = tuple(_usable(texts, platform))
    return found


def _usable(texts: Iterable[object], platform: str) -> Iterable[str]:
    for text in texts:
        try:
            yield checked_key(str(text), platform=platform)
        except UserError:
            continue
