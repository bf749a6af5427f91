"""“Why?” on the Sandbox screen: the emulator's checks, and the answers that can be practised."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from pushbench.ui.explain.explanation import Explanation, Fact
from pushbench.ui.explain.popover import ExplainPopover, explain
from pushbench.ui.explain.sources import Source
from pushbench.ui.sandbox.model import SandboxModel
from pushbench.ui.sandbox.pushes import DROPPED
from pushbench.ui.theme.theme import Theme


def _tr(text: str) -> str:
    return QCoreApplication.translate("SandboxChecks", text)


def explain_check(theme: Theme, model: SandboxModel, check: str, provider_id: str, anchor: QWidget) -> ExplainPopover:
    """Explain what a check of the emulator proves, with the service's documents to read on."""
    return explain(theme, check_explanation(model, check, provider_id), anchor)


def check_explanation(model: SandboxModel, check: str, provider_id: str) -> Explanation:
    """Return what a line of “Checks” means."""
    registry = model.session.workspace.registry
    spec = registry.provider(provider_id).spec if provider_id in registry else None
    name = spec.short_title if spec is not None else _tr("the service")
    sources = tuple(Source(link.title, link.url) for link in spec.links[:3]) if spec is not None else ()
    if check.startswith(DROPPED):
        return Explanation(
            "amber",
            check,
            _tr("The push service took the push, but the browser cannot read it and shows nothing."),
            _tr("Compare the keys of the subscription and the encryption with what the service asks for."),
            service=name,
            sources=sources,
        )
    return Explanation(
        "green",
        check,
        _tr("The sandbox applies the documented rules of {service} to the bytes it received; this one holds.").format(
            service=name
        ),
        service=name,
        facts=(
            Fact(
                _tr("Proof"), _tr("It holds for this push at the sandbox. The real service may know more of a token.")
            ),
        ),
        sources=sources,
    )
