"""Domain values as pills: outcomes, environments, providers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pushbench.domain.fate import Fate
from pushbench.domain.outcome import Outcome, OutcomeKind
from pushbench.domain.profile import Environment
from pushbench.ui.widgets.pill import Pill


def _tr(text: str) -> str:
    return QCoreApplication.translate("Pills", text)


def environment_pill(environment: Environment, *, is_solid: bool = False) -> Pill:
    """Return the chip of an environment; solid red only where a send can start."""
    if environment is Environment.PRODUCTION:
        if is_solid:
            return Pill(_tr("PRODUCTION"), "red-solid", "triangle-alert", "chip", is_bold=True)
        return Pill(_tr("Production"), "red", "triangle-alert", "chip")
    if environment is Environment.LOCAL:
        return Pill(_tr("Local"), "gray", "house", "chip", tip=_tr("The sandbox on this computer"))
    return Pill(_tr("Development"), "green", "flask-conical", "chip", tip=_tr("The service's development environment"))


ENVIRONMENT_DOTS = {
    Environment.LOCAL: ("text-3", "text-2"),
    Environment.SANDBOX: ("green-dot", "green"),
    Environment.PRODUCTION: ("red-solid", "red"),
}
"""Token of the dot and of the word, for lists."""


def environment_word(environment: Environment) -> str:
    """Return the word of an environment in lists."""
    return {
        Environment.LOCAL: _tr("Local"),
        Environment.SANDBOX: _tr("Development"),
        Environment.PRODUCTION: _tr("Production"),
    }[environment]


def outcome_pill(outcome: Outcome, *, attempts: int = 1, is_dry_run: bool = False) -> Pill:
    """Return the pill of an outcome: icon, word and the service's own code."""
    return result_pill(outcome.kind, outcome.status, outcome.reason, attempts=attempts, is_dry_run=is_dry_run)


def result_pill(
    kind: OutcomeKind, status: int | None, reason: str | None, *, attempts: int = 1, is_dry_run: bool = False
) -> Pill:
    """The same from the parts that lists keep."""
    code = " ".join(str(part) for part in (status, reason) if part)
    if kind is OutcomeKind.ACCEPTED:
        if attempts > 1:
            return Pill(_with(_tr("Accepted after retry"), code), "amber", "rotate-ccw")
        return Pill(_with(_tr("Accepted"), status), "green", "check")
    if kind is OutcomeKind.REJECTED:
        return Pill(_with(_tr("Rejected"), code), "red", "x")
    if kind is OutcomeKind.UNCLEAR:
        return Pill(_with(_tr("Unclear"), code), "amber", "triangle-alert")
    if is_dry_run:
        return Pill(_tr("Validated, not sent"), "blue", "shield-check")
    return Pill(_with(_tr("Not sent"), code), "gray", "cloud-off")


_FATES = {
    Fate.WAITING: ("gray", "clock"),
    Fate.HANDED_ON: ("green", "check"),
    Fate.SHOWN: ("green", "badge-check"),
    Fate.FAILED: ("red", "x"),
    Fate.UNKNOWN: ("amber", "circle-question-mark"),
    Fate.CANCELLED: ("gray", "circle-x"),
}


def fate_words(fate: Fate) -> str:
    """Return the words of what a service said later."""
    return {
        Fate.WAITING: _tr("No word yet"),
        Fate.HANDED_ON: _tr("Handed on"),
        Fate.SHOWN: _tr("Shown on device"),
        Fate.FAILED: _tr("Failed later"),
        Fate.UNKNOWN: _tr("Unknown to the service"),
        Fate.CANCELLED: _tr("Cancelled"),
    }[fate]


def fate_icon(fate: Fate) -> str:
    """Return the sign of what a service said later."""
    return _FATES[fate][1]


def fate_pill(fate: Fate, reason: str | None = None) -> Pill:
    """Return the pill of what a service said later, with its own word where it failed."""
    tone, icon = _FATES[fate]
    code = reason if fate in (Fate.FAILED, Fate.UNKNOWN) else None
    return Pill(_with(fate_words(fate), code), tone, icon)


def asked_pill(at: str) -> Pill:
    """Return the pill that says when a service is asked next; ``at`` is a clock time."""
    return Pill(_tr("report {time}").format(time=at), "gray", "clock", tip=_tr("Then the service is asked again"))


def _with(word: str, code: object) -> str:
    return f"{word} {code}" if code else word


def offline_pill() -> Pill:
    """Return the pill of a push that reached nobody because there was no way out."""
    return Pill(_tr("No connection"), "red", "wifi-off")


def stopped_pill() -> Pill:
    return Pill(_tr("Stopped by you"), "gray", "x")


def waiting_pill() -> Pill:
    return Pill(_tr("Queued"), "gray", "clock")


def sending_pill() -> Pill:
    return Pill(_tr("Sending"), "gray", "circle-dashed")


def retry_pill(seconds: float) -> Pill:
    """Return the pill of a delivery that waits for its next try."""
    return Pill(_tr("Retrying in {seconds} s").format(seconds=max(0, round(seconds))), "amber", "rotate-ccw")


PLATFORM_ICONS = {"ios": "smartphone", "android": "smartphone", "web": "globe", "watchos": "watch", "macos": "monitor"}


def platform_icon(platform: str) -> str:
    """Return the icon of a device's platform."""
    return PLATFORM_ICONS.get(platform, "smartphone")
