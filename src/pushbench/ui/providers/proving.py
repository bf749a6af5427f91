"""Runs the credential test of the profile in the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pushbench.domain.errors import UserError
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.ui.providers.state import ProfileDraft

if TYPE_CHECKING:
    from pushbench.ui.providers.model import ProvidersModel


async def prove(model: ProvidersModel) -> None:
    """Prove what is typed, saved or not, and show each step as it is known."""
    state, workspace = model.state, model.session.workspace
    draft = state.draft
    if draft is None:
        return
    model.become(is_testing=True, results=())
    try:
        if state.current and not state.is_dirty:
            results = workspace.test_profile(state.current)
        else:
            results = workspace.test_credentials(credentials_of(draft, await _stored(model, draft)))
        async for result in results:
            model.become(results=(*model.state.results, result))
    except UserError as error:
        model.become(results=(*model.state.results, TestResult(error.what, Level.BAD, error.why, error.fix)))
    finally:
        model.become(is_testing=False, tested_at=model.now())
    model.become(profiles=tuple(await workspace.profiles()))


async def _stored(model: ProvidersModel, draft: ProfileDraft) -> Mapping[str, Secret]:
    if not model.state.current or not draft.stored:
        return {}
    return (await model.session.workspace.credentials(model.state.current)).secrets


def credentials_of(draft: ProfileDraft, stored: Mapping[str, Secret]) -> Credentials:
    """Return what the form holds as credentials; typed secrets win over stored ones."""
    typed = {key: value for key, value in draft.typed.items() if isinstance(value, Secret)}
    secrets = {key: value for key, value in {**stored, **typed}.items() if value}
    return Credentials(draft.name, draft.provider, draft.environment, dict(draft.fields), secrets)
