"""The settings as data: sections and rows, for the list at the left and the search."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


@dataclass(frozen=True, slots=True)
class Section:
    """One page."""

    key: str
    title: str
    icon: str
    lead: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a page."""

    section: str
    key: str
    title: str
    words: str = ""
    """More words a search may hit."""


def sections() -> tuple[Section, ...]:
    """Return the pages in the order of the list."""
    return (
        Section(
            "appearance",
            _tr("Appearance"),
            "sun-moon",
            _tr("How this window looks. Previews keep a look of their own."),
        ),
        Section("secrets", _tr("Secrets"), "lock", _tr("Keys and tokens of profiles. They never rest in plain text.")),
        Section(
            "history", _tr("History"), "rotate-ccw-clock", _tr("How long sent pushes are kept, with their exact bytes.")
        ),
        Section(
            "network", _tr("Network"), "globe", _tr("How services are reached. Nothing leaves but the pushes you send.")
        ),
        Section(
            "sandbox",
            _tr("Sandbox"),
            "flask-conical",
            _tr("The services on this computer. They listen on 127.0.0.1 only."),
        ),
        Section("data", _tr("Data"), "database", _tr("Where this workspace lies, and how to take it along.")),
        Section(
            "keyboard", _tr("Keyboard"), "keyboard", _tr("Every action and its keys. Press Enter on one to change it.")
        ),
    )


def entries() -> tuple[Entry, ...]:
    """Return every row, in the order of its page."""
    return (
        Entry("appearance", "theme", _tr("Theme"), _tr("light dark system mode colour")),
        Entry("appearance", "size", _tr("Text size"), _tr("zoom font larger smaller scale")),
        Entry("appearance", "contrast", _tr("Contrast"), _tr("accessibility outlines increase")),
        Entry("appearance", "motion", _tr("Motion"), _tr("accessibility animation reduce")),
        Entry("secrets", "place", _tr("Where secrets rest"), _tr("keychain passphrase memory vault storage move")),
        Entry("secrets", "passphrase", _tr("Passphrase"), _tr("change unlock password")),
        Entry("secrets", "variables", _tr("From the environment"), _tr("variables references env CI")),
        Entry("history", "keep", _tr("Keep"), _tr("retention days deliveries forever prune delete")),
        Entry("history", "size", _tr("Database"), _tr("size shrink vacuum disk space")),
        Entry("history", "clear", _tr("Clear history"), _tr("delete remove all")),
        Entry("network", "proxy", _tr("Proxy"), _tr("http socks connect company firewall")),
        Entry("network", "address", _tr("Proxy address"), _tr("user password host port")),
        Entry("sandbox", "port", _tr("Preferred port"), _tr("8787 listen taken")),
        Entry("sandbox", "start", _tr("Start"), _tr("with the window automatic emulator")),
        Entry("data", "folder", _tr("Folder"), _tr("location home move open path disk")),
        Entry("data", "sizes", _tr("Takes up"), _tr("size bytes messages backups")),
        Entry("data", "export", _tr("Export"), _tr("workspace zip share without secrets backup")),
        Entry("data", "import", _tr("Import"), _tr("workspace zip merge")),
        Entry("data", "reset", _tr("Reset"), _tr("defaults begin anew everything settings")),
        Entry("keyboard", "keys", _tr("Shortcuts"), _tr("keys bindings rebind record conflict reset")),
    )
