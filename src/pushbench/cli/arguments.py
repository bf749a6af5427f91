"""Reading what stands behind an argument: files, standard input, ``K=V`` pairs, messages."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pushbench.cli.environment import Environment
from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.finding import Finding
from pushbench.domain.json_value import Json
from pushbench.domain.message import Message
from pushbench.domain.profile import SecretRef
from pushbench.domain.secret import Secret

MAX_ARGUMENT_BYTES = 16 * 1024 * 1024


def read_bytes(path: Path, *, limit: int = MAX_ARGUMENT_BYTES) -> bytes:
    """Read a file named by an argument. Raises UserError with exit 2 when it cannot be read."""
    try:
        if path.stat().st_size > limit and path.is_file():
            raise UserError(
                f"The file {path} is too large.",
                f"It has {path.stat().st_size:,} bytes; {limit:,} are read at most.",
                "Name a smaller file.",
                trouble=Trouble.USAGE,
            )
        return path.read_bytes()
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


def without_final_newline(raw: bytes) -> bytes:
    """Drop the one newline that editors and ``echo`` put at the end."""
    if raw.endswith(b"\r\n"):
        return raw[:-2]
    return raw.removesuffix(b"\n")


def as_text(raw: bytes) -> str:
    """Return UTF-8 text as it is; anything else (a .p12) as base64."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode("ascii")


def read_secret(env: Environment, pair: str) -> tuple[str, Secret | SecretRef]:
    """Read ``K=@FILE``, ``K=-`` or ``K=env:NAME``; the secret itself is never an argument."""
    key, source = split_pair(pair, "--secret")
    if source.startswith("@"):
        return key, Secret(as_text(without_final_newline(read_bytes(Path(source[1:]).expanduser()))))
    if source == "-":
        return key, Secret(as_text(without_final_newline(env.stdin.read())))
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
        shown = key if option != "--secret" else key[:20]
        raise UserError(
            f"{option} wants K=V.", f"“{shown}” has no “=”.", f"Write {option} NAME=VALUE.", trouble=Trouble.USAGE
        )
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
            raw = without_final_newline(read_bytes(Path(text.removeprefix(prefix)).expanduser()))
            return prefix[:-1] + as_text(raw)
    return text


def read_message(env: Environment, name: str) -> tuple[Message, tuple[Finding, ...]]:
    """Read a message file, ``-`` for standard input. Raises UserError: exit 2 when it is missing, 3 when unreadable."""
    from pushbench.store.message_file import load_message

    if name == "-":
        loaded = load_message(env.stdin.read())
    else:
        path = Path(name).expanduser()
        loaded = load_message(read_bytes(path, limit=1 << 40), name=path.name)
    return loaded.message, loaded.findings


def write_file(path: Path, content: bytes) -> None:
    """Write a file as a whole: aside first, then renamed. Raises UserError."""
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True) if os.path.lexists(aside) else None
        raise UserError(
            f"The file {path} cannot be written.",
            f"The system says: {error.strerror or error}.",
            "Check the folder, its permissions and the free space.",
            trouble=Trouble.USAGE,
        ) from error


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
