"""Tests credentials without reaching anybody: offline first, then a look at the workflow and at the push providers."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from urllib.parse import quote, urlsplit

from pushbench.domain.errors import FailureKind, TransportFailure, UserError
from pushbench.domain.exchange import SendContext, Step
from pushbench.domain.finding import Severity
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Explain, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import CredentialTest, Level, TestResult
from pushbench.providers.formats.clock import clock_result
from pushbench.providers.novu.answer import read_answer, text_of
from pushbench.providers.novu.credentials import check_credentials
from pushbench.providers.novu.request import call, workflow
from pushbench.providers.novu.response import parse

_TOLERATED_SKEW_SECONDS = 60
_BESIDE = "Novu; expiry times mean another moment there."
_FAILURE_FIXES = {
    FailureKind.NAME: "Check the network and the host's name; a VPN or filter may block it.",
    FailureKind.REFUSED: "Check the base URL; for a local profile start the sandbox.",
    FailureKind.UNREACHABLE: "Check the network connection.",
    FailureKind.PROXY: "Check the proxy's address and password.",
    FailureKind.TLS: "Check whether a proxy replaces Novu's certificate; then name its authority as extra CA file.",
    FailureKind.CONNECT_TIMEOUT: "Check the firewall: 443 has to be open to api.novu.co or eu.api.novu.co.",
}


def prove(credentials: Credentials, context: SendContext) -> CredentialTest:
    """Prove the credentials step by step; ends at the first bad result."""
    if not (yield from _offline(credentials)):
        return
    path = f"/v2/workflows/{quote(credentials.text('workflow_id'), safe='')}"
    response = yield from _asked(path, credentials)
    if response is None:
        return
    yield from clock_result(response, context.time(), _BESIDE, tolerated=_TOLERATED_SKEW_SECONDS)
    for result in _workflow(response, credentials):
        yield result
        if result.level is Level.BAD:
            return
    response = yield from _asked("/v1/integrations/active", credentials)
    if response is not None:
        yield _integrations(response)


def _offline(credentials: Credentials) -> Generator[TestResult, None, bool]:
    findings = check_credentials(credentials)
    for finding in findings:
        if finding.severity is Severity.ERROR:
            yield TestResult("Key and workflow are given", Level.BAD, f"{finding.what} {finding.why}", finding.fix)
            return False
    yield TestResult("Key and workflow are given", Level.GOOD, f"Workflow {workflow(credentials)}.")
    for finding in findings:
        if finding.severity is Severity.WARNING:
            yield TestResult(finding.what.rstrip("."), Level.UNSURE, finding.why, finding.fix)
    return True


def _asked(
    path: str, credentials: Credentials
) -> Generator[TestResult | Step, HttpResponse | None, HttpResponse | None]:
    try:
        request = call("GET", path, credentials)
    except UserError as trouble:
        yield TestResult("Request can be built", Level.BAD, f"{trouble.what} {trouble.why}", trouble.fix)
        return None
    try:
        return (yield Step(StepKind.PREPARE, request))
    except TransportFailure as failure:
        fix = _FAILURE_FIXES.get(failure.kind, "Try again; if it stays so, check what stands in between.")
        yield TestResult(f"Connected to {_host(request)}", Level.BAD, f"{failure.kind.value}: {failure.detail}", fix)
        return None


def _host(request: HttpRequest) -> str:
    return urlsplit(request.url).netloc


def _workflow(response: HttpResponse, credentials: Credentials) -> Iterator[TestResult]:
    name, total_ms = workflow(credentials), response.timings.total_ms or None
    answer = read_answer(response)
    if response.status == 404 and answer.refusal is not None:
        yield TestResult("Key is accepted", Level.GOOD, "Novu looked for the workflow with it.", total_ms=total_ms)
        detail = f"Novu knows no workflow “{name}” in the key's environment."
        yield TestResult(
            "Workflow exists", Level.BAD, detail, "Copy its identifier, and publish it to this environment."
        )
        return
    if answer.refusal is not None or not isinstance(answer.data, dict) or not 200 <= response.status < 300:
        yield _refused(response, total_ms)
        return
    yield TestResult("Key is accepted", Level.GOOD, "Novu showed the workflow.", total_ms=total_ms)
    if answer.data.get("active") is False:
        detail = f"The workflow “{name}” is switched off: triggers are answered 201 and do nothing."
        yield TestResult("Workflow is active", Level.BAD, detail, "Switch it on in its settings.")
        return
    yield TestResult("Workflow exists", Level.GOOD, f"“{name}” is there and active.")
    yield _steps(answer.data)


def _refused(response: HttpResponse, total_ms: float | None) -> TestResult:
    outcome = parse(response)
    words = outcome.explain or Explain("The answer was not expected.", "It is no workflow.", "Check the base URL.")
    said = " ".join(str(part) for part in (outcome.status, outcome.reason) if part)
    return TestResult("Key is accepted", Level.BAD, f"{words.what} {words.why} ({said})", words.fix, total_ms)


def _steps(data: Mapping[str, Json]) -> TestResult:
    steps = data.get("steps")
    kinds = [text_of(step.get("type")) for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
    if "push" in kinds:
        others = [kind for kind in kinds if kind and kind != "push"]
        also = f" Before or after it: {', '.join(others[:6])}." if others else ""
        count = f"It has {len(kinds)} steps." if len(kinds) > 1 else "It is the only step."
        return TestResult("Workflow has a push step", Level.GOOD, f"{count}{also}")
    named = ", ".join(kind for kind in kinds if kind) or "none"
    return TestResult("Workflow has a push step", Level.UNSURE, f"Its steps: {named}.", "Add a push step.")


def _integrations(response: HttpResponse) -> TestResult:
    answer, title = read_answer(response), "A push provider is connected"
    if answer.refusal is not None or not isinstance(answer.data, list):
        return TestResult(
            title, Level.UNSURE, "Novu did not show the active integrations.", "Look into the Integration Store."
        )
    names = [
        text_of(item.get("providerId"))
        for item in answer.data
        if isinstance(item, dict) and item.get("channel") == "push" and item.get("active") is not False
    ]
    if names:
        return TestResult(title, Level.GOOD, f"Active: {', '.join(dict.fromkeys(names))}.")
    detail = "No push integration is active in this environment; every push step will fail."
    return TestResult(title, Level.UNSURE, detail, "Add one in the Novu dashboard, Integration Store.")
