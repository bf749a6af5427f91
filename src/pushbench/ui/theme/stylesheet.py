"""The one stylesheet of the window, generated from the tokens.

Widgets say what they are through dynamic properties (``kind``, ``size``, ``tone`` ...) and object names;
fonts are never set here, because a stylesheet cannot choose a weight of a variable font.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Scale = Callable[[float], int]


def make_stylesheet(colors: Mapping[str, str], px: Scale) -> str:
    """Return the stylesheet; ``px`` scales lengths with the text size."""
    values = _Values(colors, px)
    return "\n".join(part.format_map(values) for part in (_BASE, _BUTTONS, _FIELDS, _VIEWS, _PANES, _POPUPS))


class _Values(dict[str, str]):
    """``{text-2}`` gives a colour, ``{28px}`` a scaled length."""

    def __init__(self, colors: Mapping[str, str], px: Scale) -> None:
        super().__init__(colors)
        self._px = px

    def __missing__(self, key: str) -> str:
        if key.endswith("px"):
            return f"{self._px(float(key[:-2]))}px"
        raise KeyError(key)


_BASE = """
QWidget {{ color: {text}; }}
QWidget:disabled {{ color: {disabled}; }}
QMainWindow {{ background: {bg}; }}
QDialog {{ background: {surface}; border: 1px solid {line-strong}; }}
QLabel {{ background: transparent; }}
QLabel[tone="secondary"] {{ color: {text-2}; }}
QLabel[tone="caption"] {{ color: {text-3}; }}
QLabel[tone="amber"] {{ color: {amber}; }}
QLabel[tone="red"] {{ color: {red}; }}
QLabel[tone="green"] {{ color: {green}; }}
QLabel[tone="accent"] {{ color: {accent-text}; }}
QToolTip {{ color: {text}; background: {surface}; border: 1px solid {line-strong}; padding: 4px 6px; }}
QSplitter::handle {{ background: {line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QScrollBar:vertical {{ background: transparent; width: 9px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 9px; margin: 0; }}
QScrollBar::handle {{ background: {line-strong}; border-radius: 2px; margin: 2px 2px 2px 3px; }}
QScrollBar::handle:horizontal {{ margin: 3px 2px 2px 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {text-3}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea {{ background: {surface}; border: none; }}
QAbstractScrollArea::corner {{ background: transparent; }}
QScrollArea {{ background: transparent; border: none; }}
"""

_BUTTONS = """
QPushButton {{ background: {surface}; color: {text}; border: 1px solid {line-strong}; border-radius: 6px;
  min-height: {26px}; max-height: {26px}; padding: 0 {10px}; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {press}; }}
QPushButton:disabled {{ color: {disabled}; border-color: {line}; background: {surface}; }}
QPushButton[extent="top"] {{ min-height: {30px}; max-height: {30px}; padding: 0 {12px}; }}
QPushButton[extent="small"] {{ min-height: {22px}; max-height: {22px}; padding: 0 {8px}; border-radius: 5px; }}
QPushButton[extent="large"] {{ min-height: {38px}; max-height: {38px}; padding: 0 {16px}; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {on-accent}; border-color: {accent}; }}
QPushButton[kind="primary"]:hover {{ background: {accent-hover}; border-color: {accent-hover}; }}
QPushButton[kind="primary"]:pressed {{ background: {accent-press}; border-color: {accent-press}; }}
QPushButton[kind="primary"]:disabled, QPushButton[kind="production"]:disabled {{
  background: {gray-bg}; color: {disabled}; border-color: {gray-bg}; }}
QPushButton[kind="production"] {{ background: {red-solid}; color: #FFFFFF; border-color: {red-solid}; }}
QPushButton[kind="production"]:hover {{ background: {red-solid}; border-color: {text}; }}
QPushButton[kind="production"]:pressed {{ background: {red-solid}; border-color: {text}; }}
QPushButton[kind="danger"] {{ color: {red}; border-color: {red-line}; }}
QPushButton[kind="danger"]:hover {{ background: {red-bg}; }}
QPushButton[kind="danger"]:disabled {{ color: {disabled}; border-color: {line}; background: {surface}; }}
QPushButton[kind="quiet"], QPushButton[kind="link"] {{ background: transparent; border-color: transparent; }}
QPushButton[kind="quiet"] {{ color: {text-2}; }}
QPushButton[kind="quiet"]:hover {{ background: {hover}; }}
QPushButton[kind="link"] {{ color: {accent-text}; padding: 0 2px; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:disabled, QPushButton[kind="quiet"]:disabled {{ color: {disabled}; background: transparent; }}
QPushButton[kind="soft"] {{ background: {accent-soft}; color: {accent-text}; border-color: {accent-soft}; border-radius: {11px}; }}
QPushButton[kind="soft"]:hover {{ border-color: {accent-line}; }}
QPushButton[kind="dashed"] {{ border: 1px dashed {line-strong}; color: {text-2}; background: transparent; }}
QPushButton[kind="dashed"]:hover {{ background: {hover}; }}
QPushButton[joined="left"] {{ border-top-right-radius: 0; border-bottom-right-radius: 0; }}
QPushButton[joined="right"] {{ border-top-left-radius: 0; border-bottom-left-radius: 0; padding: 0 {6px};
  border-left: 1px solid rgba(255, 255, 255, 90); }}
QToolButton {{ background: transparent; border: none; border-radius: 5px; padding: 0; color: {text-2}; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {press}; }}
QToolButton:disabled {{ background: transparent; color: {disabled}; }}
QToolButton[framed="true"] {{ background: {surface}; border: 1px solid {line-strong}; border-radius: 6px; }}
QToolButton[framed="true"]:hover {{ background: {hover}; }}
QFrame[role="segments"] {{ background: {gray-bg}; border-radius: 7px; }}
QFrame[role="segments"] QPushButton {{ background: transparent; border: 1px solid transparent; border-radius: 5px;
  color: {text-2}; min-height: {22px}; max-height: {22px}; padding: 0 {10px}; }}
QFrame[role="segments"] QPushButton:hover {{ color: {text}; }}
QFrame[role="segments"] QPushButton:checked {{ background: {segment}; color: {text}; border-color: {line}; }}
QFrame[role="segments"] QPushButton:disabled {{ color: {disabled}; }}
QFrame[role="segments"] QPushButton[iconOnly="true"] {{ padding: 0 {5px}; }}
QCheckBox, QRadioButton {{ spacing: {8px}; background: transparent; }}
QCheckBox::indicator {{ width: {14px}; height: {14px}; border: 1px solid {line-strong}; border-radius: 4px; background: {surface}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; }}
QRadioButton::indicator {{ width: {14px}; height: {14px}; border: 1px solid {line-strong}; border-radius: {8px}; background: {surface}; }}
QRadioButton::indicator:checked {{ background: {surface}; border: {5px} solid {accent}; width: {6px}; height: {6px}; }}
QRadioButton::indicator:disabled {{ border-color: {line}; }}
"""

_FIELDS = """
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit[role="field"], QFrame[role="field"] {{
  background: {surface}; border: 1px solid {line-strong}; border-radius: 6px; color: {text};
  selection-background-color: {accent}; selection-color: {on-accent}; }}
QLineEdit {{ min-height: {26px}; max-height: {26px}; padding: 0 {7px}; }}
QLineEdit[extent="top"] {{ min-height: {30px}; max-height: {30px}; }}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit[role="field"]:focus, QFrame[role="field"][focused="true"] {{
  border-color: {accent}; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit[role="field"]:disabled {{
  background: {sunken}; color: {disabled}; border-color: {line}; }}
QLineEdit[wrong="true"], QComboBox[wrong="true"], QPlainTextEdit[role="field"][wrong="true"],
QFrame[role="field"][wrong="true"] {{ border-color: {red-dot}; }}
QLineEdit[bare="true"] {{ border: none; background: transparent; padding: 0; }}
QComboBox {{ min-height: {26px}; max-height: {26px}; padding: 0 {7px}; }}
QComboBox:hover {{ background: {hover}; }}
QComboBox::drop-down {{ border: none; width: {22px}; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; }}
QComboBox QAbstractItemView {{ background: {surface}; border: 1px solid {line-strong}; outline: none; padding: 4px;
  selection-background-color: {accent-soft}; selection-color: {text}; }}
QComboBox QAbstractItemView::item {{ min-height: {26px}; padding: 0 {6px}; border-radius: 5px; }}
QPlainTextEdit[role="field"] {{ padding: 0; }}
QPlainTextEdit, QTextEdit {{ selection-background-color: {accent}; selection-color: {on-accent}; }}
QFrame[role="code-frame"] {{ background: {surface}; border: 1px solid {line-strong}; border-radius: 8px; }}
QFrame[role="code-frame"][wrong="true"] {{ border-color: {red-dot}; }}
"""

_VIEWS = """
QTableView, QTreeView, QListView {{ background: {surface}; border: none; outline: none; gridline-color: {line};
  selection-background-color: {sel}; selection-color: {text}; }}
QTreeView[role="library"], QListView[role="side"] {{ background: {bg}; }}
QHeaderView {{ background: {sunken}; border: none; }}
QHeaderView::section {{ background: {sunken}; color: {text-2}; border: none; border-bottom: 1px solid {line};
  padding: 0 {6px} 0 {10px}; }}
QTableView QTableCornerButton::section {{ background: {sunken}; border: none; }}
"""

_PANES = """
QWidget[surface="bg"] {{ background: {bg}; }}
QWidget[surface="surface"] {{ background: {surface}; }}
QWidget[surface="sunken"] {{ background: {sunken}; }}
QFrame[line="horizontal"] {{ background: {line}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[line="vertical"] {{ background: {line}; border: none; max-width: 1px; min-width: 1px; }}
QFrame[line="production"] {{ background: {red-solid}; border: none; max-height: 3px; min-height: 3px; }}
QFrame[role="card"] {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; }}
QFrame[role="card"][state="active"] {{ border: 2px solid {accent}; }}
QFrame[role="card"][state="waiting"] {{ background: {sunken}; }}
QFrame[role="note"] {{ border-radius: 8px; }}
QFrame[role="note"][tone="red"] {{ background: {red-bg}; border: 1px solid {red-line}; }}
QFrame[role="note"][tone="amber"] {{ background: {amber-bg}; border: 1px solid {amber-line}; }}
QFrame[role="note"][tone="green"] {{ background: {green-bg}; border: 1px solid {green-line}; }}
QFrame[role="note"][tone="gray"] {{ background: {surface}; border: 1px solid {line}; }}
QFrame[role="note"][tone="blue"] {{ background: {accent-soft}; border: 1px solid {accent-line}; }}
QFrame[role="note"][tone="red"] QLabel[part="title"] {{ color: {red}; }}
QFrame[role="note"][tone="amber"] QLabel[part="title"] {{ color: {amber}; }}
QFrame[role="drop"] {{ background: {sunken}; border: 1px dashed {line-strong}; border-radius: 8px; }}
QFrame[role="drop"][state="over"] {{ background: {accent-soft}; border-color: {accent}; }}
QFrame[role="drop"][state="refused"] {{ background: {red-bg}; border-color: {red-dot}; }}
QFrame[role="toast"] {{ background: {text}; border-radius: 8px; }}
QFrame[role="toast"] QLabel {{ color: {surface}; }}
QFrame[role="toast"] QPushButton {{ background: transparent; border: none; color: {accent-line}; }}
QFrame[role="tile"] {{ background: {gray-bg}; border: 1px solid {line}; border-radius: 8px; }}
QProgressBar {{ background: {press}; border: none; border-radius: 3px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QStatusBar {{ background: {bg}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QTabBar {{ background: transparent; border: none; }}
"""

_POPUPS = """
QMenu {{ background: {surface}; border: 1px solid {line-strong}; border-radius: 8px; padding: 5px; }}
QMenu::item {{ padding: 0 {14px} 0 {8px}; min-height: {28px}; border-radius: 5px; color: {text}; background: transparent; }}
QMenu::item:selected {{ background: {accent}; color: {on-accent}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QMenu::icon {{ padding-left: {8px}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 6px; }}
QFrame[role="popup"] {{ background: {surface}; border: 1px solid {line-strong}; border-radius: 10px; }}
QFrame[role="popup"] QListView {{ background: {surface}; }}
"""
