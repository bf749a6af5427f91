"""The functions a template may call beside Handlebars' own blocks.

A function's name without arguments means the variable of that name, so that nobody's variable is
hidden: ``{{default}}`` prints the variable, ``{{default nickname "friend"}}`` calls the function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pushbench.compose.template_budget import TextView

Options = Any
Function = Callable[[list[Any], Options], Any]


def lookup(arguments: list[Any], options: Options) -> Any:
    """``{{lookup seats "A"}}``: a member or element whose key is itself a value."""
    if len(arguments) != 2:
        raise ValueError("lookup takes a list or object and a key")
    collection, key = arguments
    if isinstance(collection, Mapping):
        name = str.__str__(key) if isinstance(key, str) else _text(key)
        return collection.get(name)
    if isinstance(collection, Sequence) and not isinstance(collection, str):
        digits = _text(key)
        if digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) < len(collection):
            return collection[int(digits)]
    return None


def log(arguments: list[Any], options: Options) -> str:
    """``{{log x}}``: prints nothing here, as in a page; a console has no place in a push."""
    return ""


def default(arguments: list[Any], options: Options) -> Any:
    """``{{default nickname "friend"}}``: the first argument that is neither missing, null nor empty."""
    return next((value for value in arguments if value is not None and value != ""), "")


def upper(arguments: list[Any], options: Options) -> Any:
    """``{{upper gate}}``: in capitals."""
    return _changed(arguments, str.upper)


def lower(arguments: list[Any], options: Options) -> Any:
    """``{{lower gate}}``: in small letters."""
    return _changed(arguments, str.lower)


FUNCTIONS: Mapping[str, Function] = {
    "lookup": lookup,
    "log": log,
    "default": default,
    "upper": upper,
    "lower": lower,
}


def named(name: str, function: Function) -> Function:
    """Return ``function`` as the engine calls it: without arguments it gives the variable of its name."""

    def call(arguments: list[Any], options: Options) -> Any:
        if arguments or options.hash:
            return function(arguments, options)
        context = options.context
        return context[name] if isinstance(context, Mapping) and name in context else None

    return call


def _changed(arguments: list[Any], change: Callable[[str], str]) -> Any:
    if len(arguments) != 1:
        raise ValueError("upper and lower take one value")
    value = arguments[0]
    if isinstance(value, TextView):
        return TextView.of(change(value), value.budget)
    return change(value) if isinstance(value, str) else value


def _text(value: Any) -> str:
    return str.__str__(value) if isinstance(value, str) else str(value)
