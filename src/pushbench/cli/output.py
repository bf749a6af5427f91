"""What the commands print: JSON lines for programs on standard output, words for people."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from pushbench.cli.environment import Environment
from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding, Severity
from pushbench.domain.http import HttpRequest
from pushbench.domain.outcome import DeliveryRecord, OutcomeKind
from pushbench.domain.profile import Profile
from pushbench.engine.events import RunSummary
from pushbench.engine.export import delivery_object

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WORDS = {
    OutcomeKind.ACCEPTED: "Accepted",
    OutcomeKind.REJECTED: "Rejected",
    OutcomeKind.UNCLEAR: "Unclear",
    OutcomeKind.NOT_SENT: "Not sent",
}


class Printer:
    """Writes either JSON lines or words; standard output carries nothing else in JSON mode."""

    def __init__(self, env: Environment, *, is_json: bool) -> None:
        self._env = env
        self.is_json = is_json

    @property
    def wants_traceback(self) -> bool:
        """Whether the user asked to see where a bug lies."""
        return bool(self._env.environ.get("PUSHBENCH_DEBUG"))

    def line(self, value: Mapping[str, Any]) -> None:
        """Print one JSON object on a line of standard output and flush it, so that readers can follow."""
        self._write(self._env.stdout, _json_text(value, self._env.stdout))

    def text(self, text: str) -> None:
        """Print words to standard output."""
        self._write(self._env.stdout, tame(text))

    def verbatim(self, text: str) -> None:
        """Print a document to standard output as it is."""
        self._write(self._env.stdout, text)

    def aside(self, text: str) -> None:
        """Print words for people to standard error."""
        self._write(self._env.stderr, tame(text))

    def _write(self, stream: TextIO, text: str) -> None:
        """Write and flush. A reader that left, or a full disk, never stops what the command does meanwhile."""
        try:
            stream.write(text if text.endswith("\n") else text + "\n")
            stream.flush()
        except OSError as error:
            if not isinstance(error, BrokenPipeError):
                self._env.losses.append(error.strerror or str(error))
            _hush(stream)

    def trouble(self, error: UserError) -> None:
        """Print the three parts of an error."""
        self.aside(f"{error.what}\n  Why: {error.why}\n  Fix: {error.fix}")

    def finding(self, finding: Finding) -> None:
        """Print one finding: a JSON line, or its parts in words."""
        if self.is_json:
            self.line(finding_json(finding))
            return
        self.text(finding_words(finding))

    def delivery(self, record: DeliveryRecord) -> None:
        """Print one delivery."""
        if self.is_json:
            self.line(delivery_json(record))
            return
        self.text(delivery_words(record))

    def summary(self, summary: RunSummary) -> None:
        """Print how a run ended."""
        if self.is_json:
            self.line(summary_json(summary))
            return
        parts = [
            f"{count:,} {word}"
            for count, word in (
                (summary.accepted, "accepted"),
                (summary.rejected, "rejected"),
                (summary.unclear, "unclear"),
                (summary.not_sent, "not sent"),
            )
            if count
        ]
        self.text(f"{', '.join(parts) or 'nothing to send'} in {summary.seconds:.2f} s")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table: aligned on a terminal, tab-separated in a pipe."""
        if not self._env.is_tty:
            for row in rows:
                self.text("\t".join(_cell(text) for text in row))
            return
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(*columns, box=None, header_style="bold")
        for row in rows:
            table.add_row(*(Text(_cell(text)) for text in row))
        console = Console(file=self._env.stdout)
        with console.capture() as captured:
            console.print(table)
        self.verbatim(captured.get())


def tame(text: str) -> str:
    """Return words with control characters written out: what a server or a file says never steers the terminal."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _cell(text: str) -> str:
    return tame(" ".join(text.split("\n")).replace("\t", " "))


def _json_text(value: Mapping[str, Any], stream: TextIO) -> str:
    """Return one line of JSON that the stream's encoding can carry; JSON has an escape for whatever it cannot."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return json.dumps(value)
    return text


def _hush(stream: TextIO) -> None:
    """Let a stream that cannot be written any more take everything: Python flushes it once more at its end."""
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def delivery_json(record: DeliveryRecord) -> dict[str, Any]:
    """Return the delivery object of ``send --json``."""
    return {key: value for key, value in delivery_object(record).items() if key not in ("run", "at", "fate")}


def summary_json(summary: RunSummary) -> dict[str, Any]:
    """Return the closing object of ``send --json``."""
    return {
        "type": "summary",
        "accepted": summary.accepted,
        "rejected": summary.rejected,
        "unclear": summary.unclear,
        "not_sent": summary.not_sent,
        "seconds": round(summary.seconds, 3),
    }


def request_json(request: HttpRequest) -> dict[str, Any]:
    """Return a request as ``payload`` prints it; give it redacted."""
    shown: dict[str, Any] = {"method": request.method, "url": request.url, "headers": dict(request.headers)}
    text = _utf8(request.body)
    if text is None or request.plain is not None:
        shown["body"] = base64.b64encode(request.body).decode("ascii")
        shown["body_encoding"] = "base64"
        shown["plain"] = (request.plain or b"").decode("utf-8", "replace")
    else:
        shown["body"] = text
    shown["varies"] = list(request.varies)
    return shown


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return one finding as ``check --json`` prints it."""
    return {
        "type": "finding",
        "rule": finding.rule,
        "severity": finding.severity.value,
        "provider": finding.provider or None,
        "pointer": finding.pointer,
        "what": finding.what,
        "why": finding.why,
        "fix": finding.fix,
    }


def finding_words(finding: Finding) -> str:
    """Return one finding in words."""
    mark = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}[finding.severity]
    place = f" {finding.provider}" if finding.provider else ""
    return f"{mark} {finding.rule}{place} {finding.pointer or '/'}: {finding.what}\n  Why: {finding.why}\n  Fix: {finding.fix}"


def delivery_words(record: DeliveryRecord) -> str:
    """Return one delivery in words: the outcome first, then how to mend it."""
    outcome = record.outcome
    head = " ".join(str(part) for part in (_WORDS[outcome.kind], outcome.status, outcome.reason) if part is not None)
    took = "" if record.latency_ms is None else f"  {record.latency_ms:.0f} ms"
    line = f"{head}  {record.target}  ({record.provider}, {record.profile}){took}"
    if outcome.explain is None:
        return line
    return f"{line}\n  {outcome.explain.what}\n  Why: {outcome.explain.why}\n  Fix: {outcome.explain.fix}"


def profile_json(profile: Profile) -> dict[str, Any]:
    """Return a profile as lists print it; secrets appear as where they rest, never as themselves."""
    return {
        "name": profile.name,
        "provider": profile.provider,
        "env": profile.environment.value,
        "fields": {**profile.fields, **{key: _where(str(ref)) for key, ref in profile.secrets.items()}},
    }


def _where(reference: str) -> str:
    return reference if reference.startswith("env:") else "***"


def device_json(device: Device) -> dict[str, Any]:
    """Return a device as lists print it."""
    return {
        "name": device.name,
        "provider": device.provider,
        "platform": device.platform,
        "token": device.token,
        "tags": list(device.tags),
        "app": device.app,
        "is_retired": device.is_retired,
    }
