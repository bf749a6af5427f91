"""Sends one draft to one target: sign in, deliver, and once more with a new token where the old one was refused."""

from __future__ import annotations

from pushbench.domain.exchange import Exchange, SendContext
from pushbench.domain.finding import Draft
from pushbench.domain.outcome import Outcome, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.target import Target
from pushbench.providers.fcm.access import authorised
from pushbench.providers.fcm.account import sign_in
from pushbench.providers.fcm.request import send_body, send_step
from pushbench.providers.fcm.response import parse


def exchange(draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
    """Send one draft to one target. Raises UserError before the first request for what cannot work."""
    body = send_body(draft, target, is_validation=context.is_validation)
    signer = sign_in(credentials)
    answer = yield from authorised(
        signer,
        credentials,
        context,
        lambda token: send_step(draft, body, signer.project_id, credentials, token, StepKind.DELIVER),
    )
    return answer if isinstance(answer, Outcome) else parse(answer)
