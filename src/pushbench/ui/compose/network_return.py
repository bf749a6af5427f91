"""Offers to send again what had no connection, once the network is back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject

if TYPE_CHECKING:
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.compose.send_verbs import SendVerbs


class NetworkReturn(QObject):
    """Asks the system about the network only after a run that had none: loading its back end takes a moment."""

    def __init__(self, verbs: SendVerbs, model: ComposeModel) -> None:
        super().__init__(model)
        self._verbs = verbs
        self._model = model
        self._information: Any = None

    def watch(self) -> None:
        """Begin to listen when the last run reached nobody for want of a connection."""
        if self._information is not None or not self._verbs.sender.state.offline:
            return
        from PySide6.QtNetwork import QNetworkInformation

        if QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            self._information = QNetworkInformation.instance()
            self._information.reachabilityChanged.connect(self._on_change)

    def _on_change(self, _reachability: object) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        if self._information.reachability() is QNetworkInformation.Reachability.Online:
            self.came_back()

    def came_back(self) -> None:
        """Offer the way on, unless something is being sent already or nothing waits any more."""
        state = self._verbs.sender.state
        if state.offline and not self._verbs.sender.is_busy:
            words = _tr("The network is back. {count} found no connection.").format(count=f"{state.offline:,}")
            self._model.session.notices.tell(words, _tr("Retry"), self._verbs.retry_failed)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkReturn", text)
