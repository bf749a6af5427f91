"""What every provider and surface make of a message: error counts, losses and the counters at the fields."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pushbench.domain.carrying import FieldLoss
from pushbench.domain.finding import Draft, Finding
from pushbench.domain.shown import Loss
from pushbench.ui.compose.desk import Desk
from pushbench.ui.compose.edits import layered
from pushbench.ui.compose.preview_maker import PreviewMaker
from pushbench.ui.compose.undo import Edition

SURVEYED = (
    "iphone-lock",
    "iphone-banner",
    "iphone-expanded",
    "pixel-shade",
    "pixel-headsup",
    "pixel-expanded",
    "chrome-windows",
    "safari-macos",
)
"""The surfaces whose losses are told whatever surface is in sight."""
PLATFORM_WORDS = {"ios": "iOS", "android": "Android", "web": "Web"}
_COUNTED = ("title", "subtitle", "body")


@dataclass(frozen=True, slots=True)
class SurfaceLoss:
    """What readers lose, and on which surface."""

    surface: str
    platform: str
    loss: Loss


@dataclass(frozen=True, slots=True)
class Counter:
    """How many characters of a text the tightest surface of a platform shows."""

    platform: str
    length: int
    kept: int
    surface: str

    @property
    def is_cut(self) -> bool:
        return self.kept < self.length

    @property
    def words(self) -> str:
        word = PLATFORM_WORDS.get(self.platform, self.platform)
        return f"{word} {self.length}/{self.kept}" if self.is_cut else f"{word} {self.length}"


@dataclass(frozen=True, slots=True)
class Survey:
    """The result over all providers and surfaces."""

    errors: Mapping[str, int] = field(default_factory=dict)
    """Provider id -> errors."""
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """Provider id -> everything that was found."""
    losses: tuple[SurfaceLoss, ...] = ()
    counters: Mapping[str, tuple[Counter, ...]] = field(default_factory=dict)
    """Field -> one counter per platform that shows it."""
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field -> platforms that do not show it at all."""
    carried: Mapping[str, tuple[FieldLoss, ...]] = field(default_factory=dict)
    """Provider id -> what of the message it does not carry as it is, languages and variants included."""


async def survey(desk: Desk, maker: PreviewMaker, edition: Edition, providers: Sequence[str]) -> Survey:
    """Compose for every provider and lay out every surveyed surface, giving way to the window in between."""
    errors: dict[str, int] = {}
    findings: dict[str, tuple[Finding, ...]] = {}
    drafts: dict[str, Draft] = {}
    carried: dict[str, tuple[FieldLoss, ...]] = {}
    for provider in providers:
        sheet = desk.sheet(edition, provider)
        errors[provider] = sheet.error_count
        findings[provider] = sheet.told
        if sheet.draft is not None:
            drafts[provider] = sheet.draft
        await asyncio.sleep(0)
        carried[provider] = desk.losses(edition, provider)
        await asyncio.sleep(0)
    losses: list[SurfaceLoss] = []
    kept: dict[tuple[str, str], Counter] = {}
    for surface_id in SURVEYED:
        made = maker.on_surface(drafts, surface_id)
        await asyncio.sleep(0)
        if made is None:
            continue
        platform, title = made.surface.platform, made.surface.title
        losses.extend(SurfaceLoss(title, platform, loss) for loss in made.losses)
        for text in made.texts:
            if text.role in _COUNTED:
                counter = Counter(platform, text.kept + len(text.lost), text.kept, title)
                known = kept.get((text.role, platform))
                if known is None or counter.kept < known.kept:
                    kept[text.role, platform] = counter
    hidden = _hidden(desk, edition, kept, maker.platforms(drafts))
    return Survey(errors, findings, _sorted(losses), _by_field(kept), hidden, carried)


def _sorted(losses: list[SurfaceLoss]) -> tuple[SurfaceLoss, ...]:
    """The largest loss first, each sentence once."""
    once = {(item.loss.what, item.loss.why): item for item in reversed(losses)}
    return tuple(sorted(once.values(), key=lambda item: (-len(item.loss.lost_text), item.surface)))


def _by_field(kept: Mapping[tuple[str, str], Counter]) -> dict[str, tuple[Counter, ...]]:
    found: dict[str, list[Counter]] = {}
    for (role, _), counter in kept.items():
        found.setdefault(role, []).append(counter)
    return {role: tuple(counters) for role, counters in found.items()}


def _hidden(
    desk: Desk, edition: Edition, kept: Mapping[tuple[str, str], Counter], platforms: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    content = layered(edition.message, desk.reading.language, desk.reading.variant).content
    return {
        role: tuple(platform for platform in platforms if (role, platform) not in kept)
        for role in _COUNTED
        if getattr(content, role)
    }
