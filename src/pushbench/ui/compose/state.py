"""What the Compose screen shows, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pushbench.domain.finding import Finding
from pushbench.domain.message import Message
from pushbench.domain.profile import Environment
from pushbench.ui.compose.desk import Reading, Sheet
from pushbench.ui.compose.survey import Survey

if TYPE_CHECKING:
    from pushbench.preview.layout import Appearance
    from pushbench.store.message_bin import Deleted
    from pushbench.store.message_library import FileEntry


@dataclass(frozen=True, slots=True)
class OpenTab:
    """One open message."""

    key: str
    name: str
    dot: str = ""
    """``red-dot``: it has errors or could not be saved; ``amber-dot``: it changed since it was saved."""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class FileNote:
    """What stands between a message and its file, told above the form."""

    key: str
    kind: str
    """``changed``, ``gone`` or ``broken`` by another program, or ``unsaved``: the disk refuses."""
    why: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class ProviderTab:
    """One provider whose JSON can be seen."""

    id: str
    title: str
    tile: str
    errors: int = 0
    is_in_set: bool = True
    losses: int = 0
    """What it does not carry of the message as it is; counted for the services that the message goes to."""


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """A profile set, or a single profile as a set of one."""

    key: str
    """``set:NAME`` or ``profile:NAME``."""
    title: str
    tiles: tuple[str, ...]
    environment: Environment
    """The gravest of its profiles."""
    profiles: Mapping[str, str] = field(default_factory=dict)
    """Provider id -> profile name."""

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION


@dataclass(frozen=True, slots=True)
class TargetChip:
    """One target as typed, with what became of it."""

    text: str
    title: str
    icon: str
    count: int = 1
    is_crowd: bool = False
    trouble: str = ""
    tone: str = "plain"
    providers: frozenset[str] = frozenset()
    is_device: bool = False
    """Whether it names one device of the library."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One entry below the target field; without text it is a heading."""

    text: str
    title: str
    icon: str = ""
    remark: str = ""
    is_dead: bool = False
    """Whether its token was proven dead."""


@dataclass(frozen=True, slots=True)
class SendState:
    """What the Send button and the log's head say."""

    is_preparing: bool = False
    is_running: bool = False
    title: str = ""
    """Message and run."""
    done: int = 0
    total: int = 0
    accepted: int = 0
    rejected: int = 0
    unclear: int = 0
    not_sent: int = 0
    retrying: int = 0
    offline: int = 0
    """Not sent because nothing could be reached."""
    failed_later: int = 0
    """Accepted, and failed all the same when the service was asked later."""
    validated: int = 0
    queued: int = 0
    """Runs that wait for the one under way."""
    is_stopping: bool = False


@dataclass(frozen=True, slots=True)
class PreviewChoice:
    """Which surface, in which light."""

    platform: str = "ios"
    device: str = "iPhone 16"
    surface: str = "iphone-lock"
    is_dark: bool = False
    text_percent: int = 100


@dataclass(frozen=True, slots=True)
class ComposeState:
    """Everything the screen renders, but the log's rows, which have a model of their own."""

    library: tuple[FileEntry, ...] = ()
    folders: tuple[str, ...] = ()
    """Every folder of the library, empty ones included."""
    deleted: tuple[Deleted, ...] = ()
    """Recently deleted messages, the latest first."""
    library_dots: Mapping[str, str] = field(default_factory=dict)
    """Message -> token of the dot beside it: what tabs show, and how the last send went."""
    file_note: FileNote | None = None
    """About the message in sight."""
    library_search: str = ""
    tabs: tuple[OpenTab, ...] = ()
    current: str = ""
    """Key of the open message, or empty."""
    message: Message = field(default_factory=Message)
    saved: str = ""
    layout: str = "split"
    """``form``, ``split`` or ``json``."""
    providers: tuple[ProviderTab, ...] = ()
    provider: str = ""
    is_resolved: bool = False
    """Whether the JSON shows resolved values, read-only."""
    sheet: Sheet | None = None
    resolved_text: str = ""
    reading: Reading = field(default_factory=Reading)
    """Language, variant and device whose values are shown."""
    by_hand: frozenset[str] = frozenset()
    """Form fields whose value was changed in the JSON."""
    field_problems: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Form field -> tone and sentence."""
    survey: Survey = field(default_factory=Survey)
    preview: PreviewChoice = PreviewChoice()
    appearance: Appearance | None = None
    """What the chosen surface shows; None where nothing could leave for it."""
    profiles: tuple[ProfileChoice, ...] = ()
    profile: ProfileChoice | None = None
    targets: tuple[TargetChip, ...] = ()
    target_count: int = 0
    """Devices that are known to be reached; topics and the like are none."""
    target_summary: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    suggested_for: str = ""
    """What was typed when they were looked for."""
    send: SendState = SendState()
    can_undo: bool = False
    can_redo: bool = False
    is_ready: bool = False
    """Whether the workspace has been read."""
    shows_notes: bool = False
    """Whether notes stand below the lines of the JSON."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        return self.sheet.errors if self.sheet is not None else ()

    @property
    def send_kind(self) -> str:
        """``production`` when a send would reach real users, else ``primary``."""
        return "production" if self.profile is not None and self.profile.is_production else "primary"
