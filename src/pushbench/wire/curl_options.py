"""What each option of a cURL command says about the request."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from pushbench.domain.errors import UserError

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_FIX = "Copy the command as cURL (bash), with its body inside the command."


@dataclass(slots=True)
class CurlCommand:
    """What the options read so far add up to."""

    stdin: bytes | None = None
    method: str | None = None
    urls: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    data: list[bytes] = field(default_factory=list)
    is_get: bool = False
    is_json: bool = False
    ca_file: str | None = None
    proxy: str | None = None
    http2_only: bool = False


def refused(why: str) -> UserError:
    """Say that a text is no command that can be read."""
    return UserError("The text is no cURL command that Pushbench can read.", why, _FIX)


def _set_method(command: CurlCommand, value: str) -> None:
    if not _TOKEN.fullmatch(value):
        raise refused("Its method is no HTTP method.")
    command.method = value


def _add_header(command: CurlCommand, value: str) -> None:
    if value.startswith("@"):
        raise refused("Its headers come from a file.")
    name, colon, content = value.partition(":")
    if not _TOKEN.fullmatch(name.strip() if colon else value.removesuffix(";").strip()) or not is_one_line(content):
        raise refused("One of its headers is no HTTP header.")
    if not colon and value.endswith(";"):
        command.headers.append((value[:-1].strip().lower(), ""))
    elif content.strip():
        command.headers.append((name.strip().lower(), content.strip()))
    else:
        command.removed.add(name.strip().lower())


def is_one_line(value: str) -> bool:
    """Tell whether a value can stand in a header or a URL."""
    return not any(ord(character) < 0x20 and character != "\t" for character in value) and _is_text(value)


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _named_header(name: str) -> Callable[[CurlCommand, str], None]:
    return lambda command, value: _add_header(command, f"{name}: {value}")


def _add_cookie(command: CurlCommand, value: str) -> None:
    if "=" not in value:
        raise refused("Its cookies come from a file.")
    _add_header(command, f"cookie: {value}")


def _add_user(command: CurlCommand, value: str) -> None:
    token = base64.b64encode(value.encode("utf-8", "surrogateescape")).decode("ascii")
    command.headers.append(("authorization", f"Basic {token}"))


def _add_bearer(command: CurlCommand, value: str) -> None:
    _add_header(command, f"authorization: Bearer {value}")


def _add_data(command: CurlCommand, value: str) -> None:
    if value == "@-" and command.stdin is not None:
        command.data.append(command.stdin)
    elif value.startswith("@"):
        raise refused(f"Its body comes from the file {value[1:]}, which is not part of the command.")
    else:
        _add_raw(command, value)


def _add_raw(command: CurlCommand, value: str) -> None:
    command.data.append(value.encode("utf-8", "surrogateescape"))


def _add_json(command: CurlCommand, value: str) -> None:
    command.is_json = True
    _add_data(command, value)


def _add_encoded(command: CurlCommand, value: str) -> None:
    name, equals, content = value.partition("=")
    if not equals and "@" in value:
        raise refused("Its body comes from a file, which is not part of the command.")
    text = f"{name}={quote(content, safe='')}" if equals and name else quote(content if equals else value, safe="")
    _add_raw(command, text)


def _add_url(command: CurlCommand, value: str) -> None:
    command.urls.append(value)


def _set_ca_file(command: CurlCommand, value: str) -> None:
    command.ca_file = value


def _set_proxy(command: CurlCommand, value: str) -> None:
    command.proxy = value


READERS: dict[str, Callable[[CurlCommand, str], None]] = {
    "request": _set_method,
    "url": _add_url,
    "header": _add_header,
    "user": _add_user,
    "oauth2-bearer": _add_bearer,
    "user-agent": _named_header("user-agent"),
    "referer": _named_header("referer"),
    "cookie": _add_cookie,
    "data": _add_data,
    "data-ascii": _add_data,
    "data-binary": _add_data,
    "data-raw": _add_raw,
    "data-urlencode": _add_encoded,
    "json": _add_json,
    "cacert": _set_ca_file,
    "proxy": _set_proxy,
}
"""Option (without its dashes) to what takes its value."""
