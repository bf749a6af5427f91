"""Keeps the send log true after a run: what services said later, and when they are asked next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from pushbench.engine.following import Answered
    from pushbench.ui.compose.model import ComposeModel
    from pushbench.ui.compose.send_log import SendLog
    from pushbench.ui.theme.theme import Theme


class LogFollowing:
    """Hears of answers whoever asked for them, and reads from the history when the next question is due."""

    def __init__(self, model: ComposeModel, log: SendLog) -> None:
        self._model = model
        self._log = log
        model.session.followed.connect(self._on_followed)

    def look(self) -> None:
        """Read when the services of accepted rows are asked next."""
        if self._log.accepted:
            self._model.scope.start("log questions", self._look())

    async def _look(self) -> None:
        ids = self._log.accepted
        due = await self._model.workspace.store.run(lambda db: _due(db, ids))
        self._log.schedule(due)

    def _on_followed(self, answers: Sequence[Answered]) -> None:
        for answer in answers:
            if answer.event is not None:
                self._log.learn(answer.delivery_id, answer.event)
        self._model.sending.count_later()
        self.look()

    # -- verbs ----------------------------------------------------------------------------------------

    def why_not_ask(self, ids: Sequence[str]) -> str:
        """Return why "Ask now" cannot be pressed for rows; empty where it can."""
        from pushbench.ui.later.asking import why_not_ask

        rows = [row for key in ids if (row := self._log.row(key)) is not None]
        return why_not_ask(self._model.workspace, [row.askable for row in rows])

    def ask(self, ids: Sequence[str]) -> None:
        """Ask services now what became of rows."""
        from pushbench.ui.later.asking import ask

        self._model.scope.start("ask now", ask(self._model.session, list(ids)))

    def cancel(self, theme: Theme, ids: Sequence[str], window: QWidget) -> None:
        """Take held messages back, after a question."""
        from pushbench.ui.later.cancelling import cancel

        self._model.scope.start("cancel", cancel(theme, self._model.session, list(ids), window))


def _due(db: Any, ids: Sequence[str]) -> Mapping[str, float]:
    return {key: question.due_at for key, question in db.follow_ups.pending(ids).items()}
