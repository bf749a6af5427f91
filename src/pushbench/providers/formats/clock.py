"""This computer's clock beside a service's, as the answers' ``Date`` tells it."""

from __future__ import annotations

from collections.abc import Generator

from pushbench.domain.http import HttpResponse
from pushbench.domain.provider import Level, TestResult
from pushbench.providers.formats.retry_after import http_date


def clock_result(
    response: HttpResponse, now: float, beside: str, *, tolerated: float
) -> Generator[TestResult, None, None]:
    """Yield one result where the clocks are more than ``tolerated`` seconds apart.

    ``beside`` goes on after "This computer is 7200 s ahead of ...": the service and what follows from it.
    """
    theirs = http_date(response.header("date") or "")
    ahead = 0.0 if theirs is None else now - theirs
    if abs(ahead) > tolerated:
        side = "ahead of" if ahead > 0 else "behind"
        detail = f"This computer is {abs(ahead):.0f} s {side} {beside}"
        yield TestResult("Clock is right", Level.UNSURE, detail, "Set this computer's clock.")
