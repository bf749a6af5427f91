"""Tests credentials: a provider's steps, driven to the first failure; never reaches a user's device."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from pushbench.domain.errors import TransportFailure, UserError
from pushbench.domain.exchange import Step
from pushbench.domain.http import HttpResponse
from pushbench.domain.profile import Credentials, Profile
from pushbench.domain.provider import CredentialTest, Level, TestResult
from pushbench.engine.credentials import ready_credentials
from pushbench.engine.failures import explain_failure
from pushbench.engine.parts import Parts
from pushbench.engine.profiles import get_profile
from pushbench.engine.redaction import without_echo


async def prove(parts: Parts, credentials: Credentials) -> AsyncIterator[TestResult]:
    """Yield the results as they are known; ends after the first BAD one."""
    provider = parts.registry.provider(credentials.provider)
    dispatcher = await parts.transports.dispatcher()
    test = provider.test(credentials, dispatcher.context())
    heard: HttpResponse | TransportFailure | None = None
    step: Step | None = None
    try:
        while True:
            try:
                turn = test.throw(heard) if isinstance(heard, TransportFailure) else test.send(heard)
            except StopIteration:
                return
            except TransportFailure as failure:
                yield _broken(failure, step)
                return
            except UserError as error:
                yield TestResult(error.what, Level.BAD, error.why, error.fix)
                return
            broken, heard = heard, None
            if isinstance(turn, TestResult):
                yield _with_own_fix(turn, broken, step)
                if turn.level is Level.BAD:
                    return
            else:
                step = turn
                heard = await _ask(parts, turn)
    finally:
        _close(test)


def _close(test: CredentialTest) -> None:
    test.close()


async def _ask(parts: Parts, step: Step) -> HttpResponse | TransportFailure:
    try:
        return without_echo(await (await parts.transports.single()).send(step.request), step.request)
    except TransportFailure as failure:
        return failure


def _with_own_fix(result: TestResult, heard: HttpResponse | TransportFailure | None, step: Step | None) -> TestResult:
    """Say what to do about a CA file that cannot be read; the file is this computer's and no service knows of it."""
    if not isinstance(heard, TransportFailure) or step is None or result.level is not Level.BAD:
        return result
    if "ca file" not in heard.detail.lower():
        return result
    return replace(result, fix=explain_failure(heard, step.request).fix)


def _broken(failure: TransportFailure, step: Step | None) -> TestResult:
    if step is None:
        return TestResult("Reach the service", Level.BAD, failure.detail, "Check the network.")
    explain = explain_failure(failure, step.request)
    return TestResult(explain.what, Level.BAD, explain.why, explain.fix)


async def prove_profile(parts: Parts, name: str) -> AsyncIterator[TestResult]:
    """The same for a stored profile; its last line is kept with the profile."""
    profile = await get_profile(parts, name)
    last: TestResult | None = None
    is_good = True
    try:
        credentials = await ready_credentials(parts, profile)
    except UserError as error:
        last, is_good = TestResult(error.what, Level.BAD, error.why, error.fix), False
        yield last
    else:
        async for result in prove(parts, credentials):
            last, is_good = result, is_good and result.level is not Level.BAD
            yield result
    if last is not None:
        await _keep(parts, profile, last, is_good=is_good)


async def _keep(parts: Parts, tested: Profile, last: TestResult, *, is_good: bool) -> None:
    text, at = f"{last.title}: {last.detail}" if last.detail else last.title, parts.clock.now()

    def work(db: Any) -> None:
        current = db.profiles.get(tested.name)
        if current is not None:
            db.profiles.put(replace(current, tested_at=at, test_result=text, test_ok=is_good))

    await parts.store.run(work)
