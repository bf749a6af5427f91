"""Reads a pasted cURL command as a request; runs nothing and opens no file."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from pushbench.domain.errors import UserError
from pushbench.domain.http import HttpRequest, Link
from pushbench.domain.secret import Secret
from pushbench.wire.shell_words import split_commands

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_FORM = "application/x-www-form-urlencoded"
_SHORT = {
    "X": "request", "H": "header", "d": "data", "u": "user", "A": "user-agent", "e": "referer", "b": "cookie",
    "x": "proxy", "o": "output", "m": "max-time", "w": "write-out", "c": "cookie-jar", "D": "dump-header",
    "F": "form", "T": "upload-file", "E": "cert", "K": "config", "r": "range", "y": "speed-time", "Y": "speed-limit",
    "I": "head", "G": "get",
}  # fmt: skip
_SHORT_FLAGS = frozenset("sSviLkgfnNjJaBMq#0123460ORZ")
_FLAGS = frozenset(
    {
        "http2", "http1.1", "http1.0", "http2-prior-knowledge", "http3", "compressed", "insecure", "location",
        "silent", "show-error", "verbose", "include", "fail", "fail-with-body", "globoff", "path-as-is", "no-buffer",
        "tlsv1.2", "tlsv1.3", "tlsv1", "ipv4", "ipv6", "ssl-reqd", "no-progress-meter", "progress-bar", "raw",
        "no-keepalive", "tcp-nodelay", "http0.9", "disable", "remote-name", "remote-header-name", "post301", "post302",
    }
)  # fmt: skip
_IGNORED_VALUES = frozenset(
    {
        "output", "max-time", "connect-timeout", "write-out", "cookie-jar", "dump-header", "retry", "retry-delay",
        "cert", "cert-type", "pass", "key", "key-type",  # a client certificate belongs to the profile
        "resolve", "connect-to", "noproxy", "speed-time", "speed-limit", "tls-max", "ciphers", "limit-rate",
    }
)  # fmt: skip
_FIX = "Copy the command as cURL (bash), with its body inside the command."


@dataclass(slots=True)
class _Command:
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


def from_curl(text: str) -> HttpRequest:
    """Return the request of a cURL command as bash, zsh or a browser's "Copy as cURL" writes it.

    Header names come out in lower case. Raises UserError for anything that is no such command, that
    would read a file, or that uses an option which changes the request and is not known here.
    """
    if '^"' in text or text.rstrip().endswith("^"):
        raise _refuse("It is written for the Windows command prompt (with ^ marks).")
    try:
        commands = split_commands(text.strip())
    except ValueError as error:
        raise _refuse(f"It is no complete shell command: {error}.") from error
    position = next((index for index, words in enumerate(commands) if _is_curl(words[0])), None)
    if position is None:
        raise _refuse("No command in it is curl.")
    command = _Command(stdin=_piped(commands[:position]))
    _read(commands[position][1:], command)
    return _request(command)


def _is_curl(word: str) -> bool:
    return word.replace("\\", "/").rpartition("/")[2].lower() in ("curl", "curl.exe")


def _piped(before: list[list[str]]) -> bytes | None:
    """Return what ``printf %s TEXT | base64 --decode |`` hands to curl, the pipe that to_curl writes."""
    if len(before) < 2 or before[-1][0] != "base64" or before[-2][:2] != ["printf", "%s"] or len(before[-2]) != 3:
        return None
    try:
        return base64.b64decode(before[-2][2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refuse("What is piped into curl is not base64.") from error


def _read(words: list[str], command: _Command) -> None:
    queue = iter(words)
    for word in queue:
        if word.startswith("--") and len(word) > 2:
            name, equals, value = word[2:].partition("=")
            _option(name, iter([value]) if equals else queue, command)
        elif word.startswith("-") and len(word) > 1:
            _short_options(word[1:], queue, command)
        else:
            command.urls.append(word)


def _short_options(letters: str, queue: Iterator[str], command: _Command) -> None:
    for position, letter in enumerate(letters):
        if letter in _SHORT_FLAGS:
            continue
        name = _SHORT.get(letter)
        if name is None:
            raise _refuse(f"The option -{letter} is not known here.")
        if name in ("head", "get"):
            _option(name, queue, command)
            continue
        rest = letters[position + 1 :]
        _option(name, iter([rest]) if rest else queue, command)
        return


def _option(name: str, values: Iterator[str], command: _Command) -> None:
    if name in _FLAGS:
        command.http2_only = command.http2_only or name in ("http2", "http2-prior-knowledge")
    elif name == "head":
        command.method = command.method or "HEAD"
    elif name == "get":
        command.is_get = True
    elif name in _IGNORED_VALUES:
        _value(name, values)
    elif name in _READERS:
        _READERS[name](command, _value(name, values))
    else:
        raise _refuse(f"The option --{name} is not known here.")


def _value(name: str, values: Iterator[str]) -> str:
    value = next(values, None)
    if value is None:
        raise _refuse(f"Behind --{name} its value is missing.")
    return value


def _set_method(command: _Command, value: str) -> None:
    if not _TOKEN.fullmatch(value):
        raise _refuse("Its method is no HTTP method.")
    command.method = value


def _add_header(command: _Command, value: str) -> None:
    if value.startswith("@"):
        raise _refuse("Its headers come from a file.")
    name, colon, content = value.partition(":")
    if not _TOKEN.fullmatch(name.strip() if colon else value.removesuffix(";").strip()) or not _is_one_line(content):
        raise _refuse("One of its headers is no HTTP header.")
    if not colon and value.endswith(";"):
        command.headers.append((value[:-1].strip().lower(), ""))
    elif content.strip():
        command.headers.append((name.strip().lower(), content.strip()))
    else:
        command.removed.add(name.strip().lower())


def _is_one_line(value: str) -> bool:
    return not any(ord(character) < 0x20 and character != "\t" for character in value) and _is_text(value)


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _named_header(name: str) -> Callable[[_Command, str], None]:
    return lambda command, value: _add_header(command, f"{name}: {value}")


def _add_cookie(command: _Command, value: str) -> None:
    if "=" not in value:
        raise _refuse("Its cookies come from a file.")
    _add_header(command, f"cookie: {value}")


def _add_user(command: _Command, value: str) -> None:
    token = base64.b64encode(value.encode("utf-8", "surrogateescape")).decode("ascii")
    command.headers.append(("authorization", f"Basic {token}"))


def _add_bearer(command: _Command, value: str) -> None:
    _add_header(command, f"authorization: Bearer {value}")


def _add_data(command: _Command, value: str) -> None:
    if value == "@-" and command.stdin is not None:
        command.data.append(command.stdin)
    elif value.startswith("@"):
        raise _refuse(f"Its body comes from the file {value[1:]}, which is not part of the command.")
    else:
        _add_raw(command, value)


def _add_raw(command: _Command, value: str) -> None:
    command.data.append(value.encode("utf-8", "surrogateescape"))


def _add_json(command: _Command, value: str) -> None:
    command.is_json = True
    _add_data(command, value)


def _add_encoded(command: _Command, value: str) -> None:
    name, equals, content = value.partition("=")
    if not equals and "@" in value:
        raise _refuse("Its body comes from a file, which is not part of the command.")
    text = f"{name}={quote(content, safe='')}" if equals and name else quote(content if equals else value, safe="")
    _add_raw(command, text)


def _add_url(command: _Command, value: str) -> None:
    command.urls.append(value)


def _set_ca_file(command: _Command, value: str) -> None:
    command.ca_file = value


def _set_proxy(command: _Command, value: str) -> None:
    command.proxy = value


_READERS: dict[str, Callable[[_Command, str], None]] = {
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


def _request(command: _Command) -> HttpRequest:
    if len(command.urls) != 1:
        raise _refuse("It names no address." if not command.urls else "It names more than one address.")
    body = (b"" if command.is_json else b"&").join(command.data)
    url = _absolute(command.urls[0])
    if command.is_get and body:
        url = f"{url}{'&' if '?' in url else '?'}{body.decode('utf-8', 'surrogateescape')}"
        body = b""
    has_body = bool(command.data) and not command.is_get
    return HttpRequest(
        method=command.method or ("POST" if has_body else "GET"),
        url=url,
        headers=(*command.headers, *_implied(command, has_body=has_body)),
        body=body,
        link=Link(
            ca_file=command.ca_file,
            proxy=Secret(command.proxy) if command.proxy else None,
            http2_only=command.http2_only,
        ),
    )


def _implied(command: _Command, *, has_body: bool) -> Iterator[tuple[str, str]]:
    """Yield the headers that curl adds by itself and a service would miss."""
    given = {name for name, _ in command.headers} | command.removed
    if command.is_json:
        if "content-type" not in given:
            yield ("content-type", "application/json")
        if "accept" not in given:
            yield ("accept", "application/json")
    elif has_body and "content-type" not in given:
        yield ("content-type", _FORM)


def _absolute(url: str) -> str:
    absolute = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(absolute)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_usable = is_usable and (parts.port is None or parts.port > 0) and _is_one_line(absolute)
    except ValueError:
        is_usable = False
    if not is_usable:
        raise _refuse("Its address is no http or https URL.")
    return absolute


def _refuse(why: str) -> UserError:
    return UserError("The text is no cURL command that Pushbench can read.", why, _FIX)
