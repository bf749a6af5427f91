"""Reads SNS's answers. Total: odd answers give UNCLEAR or REJECTED, never an exception."""

from __future__ import annotations

from dataclasses import replace

from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Reason, Retry
from pushbench.providers.formats.retry_after import http_date, retry_after_seconds
from pushbench.providers.sns.answer import Answer, Element, ServiceError, error_in, line, read_xml
from pushbench.providers.sns.reasons import FROM_STATUS, row_of
from pushbench.providers.sns.texts import told

TOLERATED_SKEW_SECONDS = 60.0
FATAL_SKEW_SECONDS = 300.0
"""AWS refuses from 15 minutes on; five are worth a word beside any refused signature."""

_LONGEST_ID = 200
_SIGNATURE_CODES = frozenset({"SignatureDoesNotMatch", "RequestExpired", "IncompleteSignature"})


def parse(response: HttpResponse) -> Outcome:
    """Read the answer to a Publish."""
    answer = read_xml(response.body)
    error = error_in(answer.root)
    if error is not None:
        return rejected(response, error)
    if 200 <= response.status < 300:
        return _accepted(response, answer)
    return _wordless(response, answer)


def _accepted(response: HttpResponse, answer: Answer) -> Outcome:
    root = answer.root
    message_id = root.text_at("PublishResult", "MessageId") if root is not None else ""
    if not message_id or len(message_id) > _LONGEST_ID:
        why = answer.trouble or "It carries no MessageId, so it may not be SNS's."
        return unclear(response, f"{why} Base URL or a proxy may lead elsewhere.")
    return Outcome(
        OutcomeKind.ACCEPTED,
        status=response.status,
        provider_id=line(message_id),
        facts=tuple(_facts(root, "PublishResult")),
    )


def _facts(root: Element | None, result: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if root is not None and (sequence := root.text_at(result, "SequenceNumber")):
        found.append(("sequence number", line(sequence)))
    if root is not None and (request_id := root.text_at("ResponseMetadata", "RequestId")):
        found.append(("request id", line(request_id)))
    return found


def unclear(response: HttpResponse, why: str) -> Outcome:
    """Return the outcome of an answer that nobody can read."""
    return Outcome(
        OutcomeKind.UNCLEAR,
        status=response.status,
        explain=Explain(
            f"Nobody can say whether SNS took the message: the answer {response.status} cannot be read.",
            why,
            "Look at the device before sending again; check base URL and proxy of the profile.",
        ),
    )


def _wordless(response: HttpResponse, answer: Answer) -> Outcome:
    """An answer without SNS's words: a proxy's page, a captive portal, a load balancer."""
    if response.status < 400 or response.status in (408, 502, 504):
        why = answer.trouble or "Something between here and SNS answered, or SNS did not finish in time."
        return unclear(response, why)
    code = FROM_STATUS.get(response.status) or ("InternalError" if response.status >= 500 else None)
    row = row_of(code) if code else None
    usual = f" From SNS itself it would mean: {row.meaning}" if row else ""
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        explain=Explain(
            f"The call was refused with {response.status}.",
            f"What came back is no answer of SNS. {answer.trouble}{usual}".strip(),
            "Check base URL, region and proxy of the profile." if response.status < 500 else "Try again later.",
        ),
        retry=row.retry if row else Retry.NEVER,
        retry_after_seconds=retry_after_seconds(response),
    )


def rejected(response: HttpResponse, error: ServiceError) -> Outcome:
    """Return what an error means; one inside a 2xx is a rejection all the same."""
    row = row_of(error.code) or row_of(FROM_STATUS.get(response.status, ""))
    known = told(error.message)
    return Outcome(
        OutcomeKind.REJECTED,
        status=response.status,
        reason=error.code or None,
        explain=_explain(row, error),
        retry=row.retry if row else Retry.NEVER,
        retry_after_seconds=retry_after_seconds(response),
        is_target_dead=bool(row and row.is_target_dead) or bool(known and known.is_target_dead),
        facts=(("request id", error.request_id),) if error.request_id else (),
    )


def _explain(row: Reason | None, error: ServiceError) -> Explain:
    known = told(error.message) if row is None or row.code in _TOLD_BY_TEXT else None
    if known is not None:
        base = known.explain
    elif row is not None:
        base = row.explain()
    else:
        base = Explain(
            "SNS refused the call.",
            "It gave an error that its reference does not list.",
            "Read its words and try again.",
        )
    return replace(base, why=f"{base.why} SNS said: “{error.message}”") if error.message else base


_TOLD_BY_TEXT = frozenset(
    {"InvalidParameter", "ParameterValueInvalid", "NotFound", "ResourceNotFound", "ValidationError", "UserError"}
)


def clock_skew(response: HttpResponse, now: float) -> float | None:
    """Return by how many seconds this computer is ahead of the answer's Date; None where it has none."""
    date = http_date(response.header("date") or "")
    return None if date is None else now - date


def with_clock(outcome: Outcome, response: HttpResponse, now: float) -> Outcome:
    """Return a refused signature's outcome with a word about this computer's clock, where it is wrong."""
    skew = clock_skew(response, now)
    if outcome.reason not in _SIGNATURE_CODES or outcome.explain is None or skew is None:
        return outcome
    if abs(skew) < FATAL_SKEW_SECONDS:
        return outcome
    why = f"{skew_words(skew)} {outcome.explain.why}"
    return replace(outcome, explain=replace(outcome.explain, why=why, fix="Set this computer's clock and send again."))


def skew_words(skew: float) -> str:
    """Say by how much this computer's clock is off."""
    side = "ahead of" if skew > 0 else "behind"
    return f"This computer's clock is {abs(skew):.0f} s {side} AWS, which refuses signatures 15 minutes off."
