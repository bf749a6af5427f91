"""The view-model of the Sandbox screen."""

from __future__ import annotations

from pushbench.ui.sandbox.state import SandboxState
from pushbench.ui.session import Session
from pushbench.ui.view_model import ViewModel


class SandboxModel(ViewModel[SandboxState]):
    """Starts and stops the emulator and follows what its virtual devices receive."""

    def __init__(self, session: Session) -> None:
        super().__init__(SandboxState(), session.scope.child("sandbox"))
        self.session = session
