"""Reads a push service's answer. Which service it was shows in the answer's own shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.message import EMPTY
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Reason, Retry
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.formats.retry_after import retry_after_seconds
from pushbench.providers.webpush.reasons_apple import BY_REASON
from pushbench.providers.webpush.reasons_fcm import fcm_reason
from pushbench.providers.webpush.reasons_http import REDIRECT, WEB_PAGE, http_reason
from pushbench.providers.webpush.reasons_mozilla import mozilla_reason
from pushbench.providers.webpush.reasons_wns import BY_WORD

_MOST_READ_BYTES = 64 * 1024
_MOST_SHOWN = 300
_THROTTLED = ("channelthrottled", "appthrottled")
_FACT_HEADERS = (
    "location",
    "link",
    "ttl",
    "apns-id",
    "x-wns-status",
    "x-wns-notificationstatus",
    "x-wns-deviceconnectionstatus",
    "x-wns-error-description",
    "x-wns-msg-id",
    "x-wns-debug-trace",
    "ms-cv",
    "retry-after",
)
_FACT_MEMBERS = ("errno", "error", "message", "reason", "more_info", "MsgID", "ErrCode", "ErrDesc", "DeviceStatus")


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer with its body read as far as that is possible."""

    response: HttpResponse
    text: str
    json: Mapping[str, Json]
    """The members of a JSON object, else nothing."""
    is_object: bool

    @property
    def status(self) -> int:
        return self.response.status

    @property
    def is_web_page(self) -> bool:
        kind = (self.response.header("content-type") or "").lower()
        return "html" in kind or self.text[:200].lstrip("\ufeff \r\n\t").startswith("<")


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Why a push was refused: the row that explains it, the service's own word, and what it said beyond."""

    row: Reason
    word: str
    said: str = ""


def parse(response: HttpResponse) -> Outcome:
    """Return the outcome of a push. Total: whatever came gives an outcome."""
    answer = _read(response)
    if 200 <= response.status < 300:
        return _success(answer)
    if 300 <= response.status < 400:
        location = response.header("location")
        said = f"It names {_shown(location)}." if location else "It does not say which."
        return _rejected(answer, _Verdict(REDIRECT, REDIRECT.code, said))
    if 400 <= response.status < 600:
        return _rejected(answer, _documented(answer) or _by_status(answer))
    why = "Web Push knows statuses from 200 to 599; something between may have altered the answer."
    return _unclear(answer, f"The status {response.status} says nothing.", why)


def _read(response: HttpResponse) -> _Answer:
    text = response.body[:_MOST_READ_BYTES].decode("utf-8", "replace").strip()
    value = read_json(response.body).value if len(response.body) <= _MOST_READ_BYTES else None
    is_object = isinstance(value, dict)
    return _Answer(response, text, value if isinstance(value, dict) else EMPTY, is_object)


def _success(answer: _Answer) -> Outcome:
    word = _wns_word(answer, ("dropped", *_THROTTLED))
    if word:
        return _rejected(answer, _Verdict(BY_WORD[word], word))
    documented = _documented(answer)
    if documented is not None:
        return _rejected(answer, documented)
    if answer.json.get("error") or answer.json.get("errors"):
        return _error_in_success(answer)
    if answer.is_web_page or (answer.text and not answer.is_object and not answer.response.header("location")):
        why = "A web page or some other text came with it, which no push service sends: a proxy or web server may stand there."
        return _unclear(answer, f"The status {answer.status} says accepted, the body does not.", why)
    return Outcome(
        OutcomeKind.ACCEPTED, status=answer.status, provider_id=_message_id(answer), facts=tuple(_facts(answer))
    )


def _error_in_success(answer: _Answer) -> Outcome:
    error = answer.json.get("error") or answer.json.get("errors")
    word = _shown(error) if isinstance(error, str) else "error in the body"
    return Outcome(
        OutcomeKind.REJECTED,
        status=answer.status,
        reason=word,
        explain=Explain(
            f"The status {answer.status} says accepted, but the body carries an error.",
            f"The answer says: “{_shown(answer.text)}”",
            "Read the answer's body; look whether the address is a push service at all.",
        ),
        facts=tuple(_facts(answer)),
    )


def _documented(answer: _Answer) -> _Verdict | None:
    """Find the row that the answer's own words name, by the shape of each service."""
    return _mozilla(answer) or _wns(answer) or _apple(answer) or _fcm(answer)


def _mozilla(answer: _Answer) -> _Verdict | None:
    fields = answer.json
    if "errno" not in fields and not ("code" in fields and "more_info" in fields):
        return None
    errno, message = fields.get("errno"), fields.get("message")
    number = errno if isinstance(errno, int) and not isinstance(errno, bool) else None
    text = message if isinstance(message, str) else ""
    row = mozilla_reason(number, text)
    if row is None:
        word = f"errno {number}"[:40] if number is not None else _shown(text) or f"HTTP {answer.status}"
        return _Verdict(_status_row(answer.status), word, text)
    return _Verdict(row, row.code, text if text != row.code else "")


def _apple(answer: _Answer) -> _Verdict | None:
    reason = answer.json.get("reason")
    if not isinstance(reason, str) or not reason:
        return None
    row = BY_REASON.get(reason)
    if row is None and answer.status < 300:
        return None
    return _Verdict(row or _status_row(answer.status), _shown(reason))


def _wns(answer: _Answer) -> _Verdict | None:
    if answer.status < 300 or not _is_wns(answer):
        return None
    described = answer.json.get("ErrDesc")
    said = answer.response.header("x-wns-error-description") or (described if isinstance(described, str) else "")
    # Every refusal says “dropped” as well; only throttling tells more than the status.
    word = _wns_word(answer, _THROTTLED) or said.strip().rstrip(".").lower()
    row = BY_WORD.get(word) or BY_WORD.get(f"wns {answer.status}") or _status_row(answer.status)
    return _Verdict(row, row.code, said if said != row.code else "")


def _wns_word(answer: _Answer, words: tuple[str, ...]) -> str:
    """Return which of the words a status header of WNS says, or nothing."""
    for name in ("x-wns-notificationstatus", "x-wns-status"):
        word = (answer.response.header(name) or "").strip().lower()
        if word in words:
            return word
    return ""


def _is_wns(answer: _Answer) -> bool:
    names = {name.lower() for name, _ in answer.response.headers}
    return any(name.startswith("x-wns-") for name in names) or "ms-cv" in names or "ErrCode" in answer.json


def _fcm(answer: _Answer) -> _Verdict | None:
    row = fcm_reason(answer.text)
    return None if row is None else _Verdict(row, row.code)


def _by_status(answer: _Answer) -> _Verdict:
    if answer.is_web_page and answer.status in WEB_PAGE.statuses:
        return _Verdict(WEB_PAGE, f"HTTP {answer.status}")
    row = http_reason(answer.status)
    return _Verdict(row, f"HTTP {answer.status}", "" if answer.is_web_page else answer.text)


def _status_row(status: int) -> Reason:
    """Return the row of a status; for an error within a success the most general one."""
    return http_reason(status if status >= 400 else 499)


def _rejected(answer: _Answer, verdict: _Verdict) -> Outcome:
    row = verdict.row
    why = f"{row.cause} The answer says: “{_shown(verdict.said)}”" if verdict.said else row.cause
    if row is REDIRECT:
        why = f"{row.cause} {verdict.said}"
    retry_after = retry_after_seconds(answer.response)
    is_temporary = answer.status in (429, 503) and row.retry is Retry.NEVER
    return Outcome(
        OutcomeKind.REJECTED,
        status=answer.status,
        reason=verdict.word,
        explain=Explain(row.meaning, why, row.fix),
        retry=Retry.LATER if is_temporary else row.retry,
        retry_after_seconds=retry_after,
        is_target_dead=row.is_target_dead or answer.status == 410,
        facts=tuple(_facts(answer)),
    )


def _unclear(answer: _Answer, what: str, why: str) -> Outcome:
    fix = "Look at the exact answer in the history, and check the profile's base URL and proxy. Do not send again blindly."
    return Outcome(
        OutcomeKind.UNCLEAR, status=answer.status, explain=Explain(what, why, fix), facts=tuple(_facts(answer))
    )


def _message_id(answer: _Answer) -> str | None:
    """Return Apple's or Microsoft's id, else the last part of the message's address, else an ``id`` in the body."""
    header = answer.response.header
    location = (header("location") or "").partition("?")[0].rstrip("/").rpartition("/")[2]
    member = answer.json.get("id")
    found = header("apns-id") or header("x-wns-msg-id") or location or (member if isinstance(member, str) else "")
    return found or None


def _facts(answer: _Answer) -> Iterator[tuple[str, str]]:
    for name in _FACT_HEADERS:
        value = answer.response.header(name)
        if value:
            yield name, _shown(value)
    for name in _FACT_MEMBERS:
        member = answer.json.get(name)
        if isinstance(member, str | int) and not isinstance(member, bool):
            yield name, _shown(str(member))


def _shown(text: str | None) -> str:
    """Return at most a few lines of a foreign text, control characters as spaces."""
    cleaned = " ".join("".join(c if c.isprintable() else " " for c in (text or "")[: 4 * _MOST_SHOWN]).split())
    return cleaned if len(cleaned) <= _MOST_SHOWN else f"{cleaned[:_MOST_SHOWN]}…"
