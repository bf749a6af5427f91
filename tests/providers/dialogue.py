"""Drives a provider's generator line by line: what it must ask, and what it hears.

    outcome = (
        Play(provider.exchange(draft, target, credentials, context))
        .sees(StepKind.DELIVER, method="POST", path="/3/device/ab", headers={"apns-topic": "app.skylark"})
        .answers(HttpResponse(200))
        .outcome
    )

Credential tests are played the same way, with ``reports(Level.GOOD, "Key file is readable")`` between.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from typing import Any
from urllib.parse import urlsplit

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.exchange import Step
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.outcome import Outcome, StepKind
from pushbench.domain.provider import Level, TestResult


def answer(status: int, body: Any = b"", **headers: str) -> HttpResponse:
    """Make an answer; a body that is not bytes leaves as JSON, ``retry_after=`` becomes ``retry-after``."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return HttpResponse(status=status, headers=named, body=raw, http_version="HTTP/2")


class Play:
    """One dialogue with a generator that yields steps (and results) and ends with a value."""

    def __init__(self, generator: Generator[Any, HttpResponse | None, Any]) -> None:
        self._generator = generator
        self._now: Any = None
        self._is_over = False
        self._value: Any = None
        self._advance(lambda: next(generator))

    @property
    def request(self) -> HttpRequest:
        """The request the generator is waiting on."""
        return self.step.request

    @property
    def step(self) -> Step:
        assert not self._is_over, f"the dialogue is over: {self._value!r}"
        assert isinstance(self._now, Step), f"expected a request, heard {self._now!r}"
        return self._now

    @property
    def outcome(self) -> Outcome:
        """The value the generator ended with."""
        assert self._is_over, f"the dialogue goes on with {self._now!r}"
        assert isinstance(self._value, Outcome)
        return self._value

    @property
    def is_over(self) -> bool:
        return self._is_over

    def sees(
        self,
        kind: StepKind | None = None,
        *,
        method: str | None = None,
        url: str | None = None,
        path: str | None = None,
        headers: Mapping[str, str | None] | None = None,
        body: bytes | None = None,
        json_body: Any = None,
    ) -> Play:
        """Check the request that is waiting; a header expected as None must be absent."""
        step, request = self.step, self.step.request
        assert kind is None or step.kind is kind, f"{step.kind} instead of {kind}"
        assert method is None or request.method == method
        assert url is None or request.url == url
        assert path is None or urlsplit(request.url).path == path
        for name, value in (headers or {}).items():
            assert request.header(name) == value, f"{name}: {request.header(name)!r} instead of {value!r}"
        assert body is None or request.body == body
        assert json_body is None or json.loads(request.body) == json_body
        return self

    def answers(self, response: HttpResponse) -> Play:
        """Answer the request that is waiting."""
        assert self.step
        return self._advance(lambda: self._generator.send(response))

    def fails(self, kind: FailureKind, detail: str = "as the test wants it") -> Play:
        """Break the request that is waiting. A failure the generator does not catch comes out of here."""
        assert self.step
        return self._advance(lambda: self._generator.throw(TransportFailure(kind, detail)))

    def reports(self, level: Level, title: str) -> Play:
        """Check a credential test's result and go on. ``last`` keeps it."""
        assert not self._is_over, f"the dialogue is over, {title!r} never came"
        result = self._now
        assert isinstance(result, TestResult), f"expected the result {title!r}, heard {result!r}"
        assert (result.level, result.title) == (level, title), f"heard {result!r}"
        self.last = result
        return self._advance(lambda: self._generator.send(None))

    def ends(self) -> Play:
        """Check that nothing more comes."""
        assert self._is_over, f"the dialogue goes on with {self._now!r}"
        return self

    def _advance(self, go_on: Any) -> Play:
        try:
            self._now = go_on()
        except StopIteration as end:
            self._is_over, self._value, self._now = True, end.value, None
        return self
