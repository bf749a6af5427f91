"""Which targets a production profile may send to, when it says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.target import Target, TargetKind, parse_target

FIELD = "allowed_targets"
"""The profile field that holds the list: device names, ``tag:x``, ``@group``, ``topic:x`` ..., parted by commas."""

_ENTRY = re.compile(r'\s*(?:"((?:[^"]|"")*)"[^,\r\n]*|([^,\r\n]+))')


def entries(text: str) -> tuple[str, ...]:
    """Return the entries of a list, each once; commas and line breaks part them, double quotes keep a comma in a name."""
    found = (quoted.replace('""', '"') if quoted else plain for quoted, plain in _ENTRY.findall(text))
    return tuple(dict.fromkeys(entry for item in found if (entry := item.strip())))


def written(items: Iterable[str]) -> str:
    """Return entries as the field holds them; ``entries(written(items))`` gives them back."""
    return ", ".join(_quoted(item) for item in dict.fromkeys(items))


def _quoted(entry: str) -> str:
    if "," not in entry and not entry.startswith('"'):
        return entry
    doubled = entry.replace('"', '""')
    return f'"{doubled}"'


def check_entries(text: str) -> None:
    """Raise UserError (wrong usage) for an entry that is no target."""
    for entry in entries(text):
        try:
            parse_target(entry)
        except UserError as error:
            raise UserError(
                f"“{entry}” cannot stand in an allow-list.",
                f"{error.what} {error.why}",
                error.fix,
                trouble=Trouble.USAGE,
            ) from error


def entry_for(target: Target) -> str:
    """Return the entry that would allow one resolved target."""
    if target.device is None:
        return f"{target.kind.value}:{target.value}"
    name = target.device.name
    read = _target(name)
    is_plain = read is not None and read.kind is TargetKind.DEVICE and read.value == name
    return name if is_plain else f"device:{name}"


@dataclass(frozen=True, slots=True)
class AllowList:
    """One profile's list, its groups looked up. An entry that is no target allows nothing."""

    items: tuple[str, ...]
    """As typed."""
    devices: frozenset[str]
    """Names, those of the groups' members included."""
    tags: frozenset[str]
    others: frozenset[tuple[TargetKind, str]]
    """Topics, conditions, bare tokens ..."""

    @classmethod
    def read(cls, text: str, groups: Mapping[str, Iterable[str]]) -> AllowList | None:
        """Return the list of a field, or None where none is set. ``groups``: name -> devices of those it mentions."""
        items = entries(text)
        if not text.strip():
            return None
        targets = [target for item in items if (target := _target(item)) is not None]
        named = {target.value for target in targets if target.kind is TargetKind.DEVICE}
        members = {
            name for target in targets if target.kind is TargetKind.GROUP for name in groups.get(target.value, ())
        }
        return cls(
            items,
            frozenset(named | members),
            frozenset(target.value for target in targets if target.kind is TargetKind.TAG),
            frozenset((target.kind, target.value) for target in targets if not target.kind.is_library),
        )

    def holds(self, target: Target) -> bool:
        """Whether a resolved target may receive; a device counts by name and tags, everything else as it is typed."""
        device = target.device
        if device is None:
            return (target.kind, target.value) in self.others
        return device.name in self.devices or not self.tags.isdisjoint(device.tags)


def groups_in(text: str) -> tuple[str, ...]:
    """Return the names of the groups that a list mentions."""
    targets = [target for item in entries(text) if (target := _target(item)) is not None]
    return tuple(target.value for target in targets if target.kind is TargetKind.GROUP)


def _target(entry: str) -> Target | None:
    try:
        return parse_target(entry)
    except UserError:
        return None
