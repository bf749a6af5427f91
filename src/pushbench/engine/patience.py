"""How long answers are awaited."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.errors import Trouble, UserError

VARIABLE = "PUSHBENCH_TIMEOUT"
LONGEST_SECONDS = 3600.0


def answer_timeout(environ: Mapping[str, str]) -> float | None:
    """Return the seconds that ``PUSHBENCH_TIMEOUT`` gives every answer; None: what each request says (30).

    Raises UserError for what is no number of seconds.
    """
    text = environ.get(VARIABLE, "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_SECONDS:
        raise UserError(
            f"{VARIABLE} is “{text[:40]}”.",
            f"It is the number of seconds an answer is awaited, above 0 and up to {LONGEST_SECONDS:.0f}.",
            "Set it to a number such as 30, or leave it out.",
            trouble=Trouble.USAGE,
        )
    return seconds
