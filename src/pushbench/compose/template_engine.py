"""The template engine behind one door: compiling, its functions, and its complaints in our words."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pushbench.compose.template_functions import FUNCTIONS, named
from pushbench.domain.errors import UserError

CAPTURE = "pushbench-value"
"""A function that hands its argument's value back through ``data`` instead of printing it."""
DEPTH_LIMIT = 32
"""Blocks within blocks."""


@lru_cache(maxsize=2)
def _engine(is_strict: bool) -> Any:
    """Return the engine, imported on first use because a message without blocks never needs it."""
    from dotpromptz_handlebars import Handlebars

    engine = Handlebars(escape_html=False, strict=is_strict, max_depth=DEPTH_LIMIT)
    for name, function in FUNCTIONS.items():
        engine.register_helper(name, named(name, function))
    engine.register_helper(CAPTURE, _capture)
    return engine


def _capture(arguments: list[Any], options: Any) -> str:
    taken = options.data.get(CAPTURE)
    if taken is not None:
        taken.append(arguments[0] if arguments else None)
    return ""


@lru_cache(maxsize=512)
def compiled(source: str, *, is_strict: bool) -> Callable[..., str]:
    return _engine(is_strict).compile(source)  # type: ignore[no-any-return]


def short(source: str) -> str:
    return source if len(source) <= 60 else source[:57] + "…"


def too_costly(source: str, why: str) -> UserError:
    return UserError(
        f"The template “{short(source)}” is too costly.",
        f"A push is small, so templates are bounded; {why}.",
        "Shorten the template or the list it runs over.",
    )


_CAUSES: tuple[tuple[str, str, str], ...] = (
    ("unclosed tag", "A “{{” is never closed by “}}”.", "Close it, or write \\{{ where the two characters are meant."),
    ("unclosed block", "A block such as {{#if}} has no closing {{/if}}.", "Add the closing tag."),
    ("unclosed raw block", "A raw block “{{{{name}}}}” is never closed.", "Close it with {{{{/name}}}}."),
    ("unexpected closing tag", "A closing tag has no matching opening tag.", "Remove it, or open its block first."),
    ("empty tag", "A “{{}}” has no name in it.", "Write the variable's name between the braces."),
    ("{{else}} outside", "An {{else}} stands outside a block.", "Put it between {{#if}} and {{/if}}."),
    ("maximum template depth", "Its blocks are nested too deeply.", f"Nest at most {DEPTH_LIMIT} blocks."),
    ("Missing helper", "It calls a function that does not exist.", f"Use one of {', '.join(FUNCTIONS)}."),
    ("decorators", "Decorators are not supported.", "Remove the “*”."),
)


def broken(source: str, error: Exception) -> UserError:
    text = str(error)
    why, fix = (
        f"The template engine says: {text or type(error).__name__}.",
        "Correct the expression between the braces.",
    )
    if isinstance(error, RecursionError) and not text.startswith("maximum template"):
        why, fix = "Its expressions are nested too deeply.", "Nest fewer brackets."
    for start, cause, remedy in _CAUSES:
        if text.startswith(start):
            why, fix = cause, remedy
    return UserError(f"The template “{short(source)}” cannot be read.", why, fix)
