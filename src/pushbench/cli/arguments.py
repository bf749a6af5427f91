"""Reading what stands behind an argument: files, standard input, ``K=V`` pairs, messages."""

from __future__ import annotations

import base64
import contextlib
import json
import math
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from pushbench.cli.environment import Environment
from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.finding import Finding
from pushbench.domain.json_value import Json
from pushbench.domain.message import Message
from pushbench.domain.paths import expanded
from pushbench.domain.profile import SecretRef
from pushbench.domain.secret import Secret

MAX_ARGUMENT_BYTES = 16 * 1024 * 1024
MAX_LIST_BYTES = 256 * 1024 * 1024
MAX_STDIN_MESSAGE_BYTES = 64 * 1024 * 1024
"""Far more than a message may have: how much that is its reader says."""
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Quantity(click.FloatRange):
    """A number within a range; “nan” and “inf”, which lie in none, are refused."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is no quantity.", param, ctx)
        return number


def read_bytes(path: Path, *, limit: int = MAX_ARGUMENT_BYTES) -> bytes:
    """Read a file named by an argument. Raises UserError with exit 2 when it cannot be read."""
    try:
        with path.open("rb") as stream:  # a device such as /dev/zero has no size and no end
            content = stream.read(limit + 1)
    except OSError as error:
        raise UserError(
            f"The file {path} cannot be read.",
            f"The system says: {error.strerror or error}.",
            "Check the path and the permissions.",
            trouble=Trouble.USAGE,
        ) from error
    except ValueError as error:
        raise UserError(
            "The path holds a character no path can have.", str(error), "Check the path.", trouble=Trouble.USAGE
        ) from error
    if len(content) > limit:
        raise _too_large(f"The file {path}", limit)
    return content


def read_stdin(env: Environment, *, limit: int = MAX_ARGUMENT_BYTES) -> bytes:
    """Read standard input. Raises UserError with exit 2 when there is too much of it."""
    content = env.stdin.read(limit + 1)
    if len(content) > limit:
        raise _too_large("Standard input", limit)
    return content


def _too_large(what: str, limit: int) -> UserError:
    return UserError(
        f"{what} is too large.",
        f"It has more than the {limit:,} bytes that are read at most.",
        "Name a smaller file.",
        trouble=Trouble.USAGE,
    )


def as_text(raw: bytes) -> str:
    """Return UTF-8 text as it is, UTF-16 with its mark (Windows) decoded; anything else (a .p12) as base64."""
    try:
        return raw.decode("utf-16" if raw.startswith(_UTF16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode("ascii")


def read_secret(env: Environment, pair: str) -> tuple[str, Secret | SecretRef]:
    """Read ``K=@FILE``, ``K=-`` or ``K=env:NAME``; the secret itself is never an argument."""
    key, source = split_pair(pair, "--secret")
    if source.startswith("@"):
        return key, Secret(_one_value(read_bytes(expanded(source[1:]))))
    if source == "-":
        return key, Secret(_one_value(read_stdin(env)))
    if source.startswith("env:") and source != "env:":
        return key, SecretRef("env", source.removeprefix("env:"))
    raise UserError(
        f"The secret “{key}” was given on the command line.",
        "Every program on this computer can read other programs' arguments.",
        f"Write --secret {key}=@FILE, --secret {key}=- for standard input, or --secret {key}=env:NAME.",
        trouble=Trouble.USAGE,
    )


def split_pair(pair: str, option: str) -> tuple[str, str]:
    """Split ``K=V``. Raises UserError when there is no ``=`` or no key."""
    key, equals, value = pair.partition("=")
    if not equals or not key.strip():
        why = "What stands there has no “=”." if option == "--secret" else f"“{key}” has no “=”."
        fix = "Write --secret NAME=@FILE." if option == "--secret" else f"Write {option} NAME=VALUE."
        raise UserError(f"{option} wants K=V.", why, fix, trouble=Trouble.USAGE)
    return key.strip(), value


def read_variables(pairs: Iterable[str]) -> dict[str, Json]:
    """Read ``--var K=V``; a value that is JSON (a number, true, an object) is taken as such, else as text."""
    variables: dict[str, Json] = {}
    for pair in pairs:
        key, value = split_pair(pair, "--var")
        variables[key] = _json_or_text(value)
    return variables


def _json_or_text(text: str) -> Json:
    if text[:1] not in '0123456789-{["tfn':
        return text
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value


def read_targets(texts: Iterable[str]) -> tuple[str, ...]:
    """Put the file's content in the place of ``token:@FILE``."""
    return tuple(_target(text) for text in texts)


def _target(text: str) -> str:
    for prefix in ("token:@", "fid:@"):
        if text.startswith(prefix):
            return prefix[:-1] + _one_value(read_bytes(expanded(text.removeprefix(prefix))))
    return text


def _one_value(raw: bytes) -> str:
    """Return a file's text without the one newline that editors and ``echo`` put at its end."""
    text = as_text(raw)
    return text.removesuffix("\r\n") if text.endswith("\r\n") else text.removesuffix("\n")


def read_message(env: Environment, name: str) -> tuple[Message, tuple[Finding, ...]]:
    """Read a message file, ``-`` for standard input. Raises UserError: exit 2 when it is missing, 3 when unreadable."""
    from pushbench.store.message_file import load_message, read_message_file

    is_piped = name == "-"
    loaded = load_message(env.stdin.read(MAX_STDIN_MESSAGE_BYTES)) if is_piped else read_message_file(expanded(name))
    return loaded.message, loaded.findings


def write_file(path: Path, content: bytes) -> None:
    """Write a file as a whole: aside first, then renamed; into a device or pipe directly. Raises UserError."""
    try:
        if _is_special(path):
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name, a loop of links
        raise UserError(
            f"The file {path} cannot be written.",
            f"The system says: {getattr(error, 'strerror', None) or error}.",
            "Check the folder, its permissions and the free space.",
            trouble=Trouble.USAGE,
        ) from error


def _is_special(path: Path) -> bool:
    """Whether renaming over the path would destroy it: /dev/null, a named pipe, the file behind /dev/stdout."""
    is_of_the_system = path.is_absolute() and path.parts[1:2] in (("dev",), ("proc",))
    return is_of_the_system or (path.exists() and not path.is_file())


def _replace(path: Path, content: bytes) -> None:
    aside = path.parent / f".pushbench-{secrets.token_hex(6)}.part"
    try:
        with aside.open("xb") as stream:
            stream.write(content)
        if path.exists():
            aside.chmod(path.stat().st_mode & 0o777)
        aside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


def parse_json_object(text: str, option: str) -> Mapping[str, Json]:
    """Read an option that must be a JSON object. Raises UserError."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"{option} is no JSON.", f"{error}.", f'Write {option} \'{{"key": "value"}}\'.', trouble=Trouble.USAGE
        ) from error
    if not isinstance(value, dict):
        raise UserError(
            f"{option} is no JSON object.",
            f"It is a {type(value).__name__}.",
            f'Write {option} \'{{"key": "value"}}\'.',
            trouble=Trouble.USAGE,
        )
    return value
