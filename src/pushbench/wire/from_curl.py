"""Reads a pasted cURL command as a request; runs nothing and opens no file."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from urllib.parse import urlsplit

from pushbench.domain.http import HttpRequest, Link
from pushbench.domain.secret import Secret
from pushbench.wire.curl_options import READERS, CurlCommand, is_one_line, refused
from pushbench.wire.shell_words import split_commands

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


def from_curl(text: str) -> HttpRequest:
    """Return the request of a cURL command as bash, zsh or a browser's "Copy as cURL" writes it.

    Header names come out in lower case. Raises UserError for anything that is no such command, that
    would read a file, or that uses an option which changes the request and is not known here.
    """
    if '^"' in text or text.rstrip().endswith("^"):
        raise refused("It is written for the Windows command prompt (with ^ marks).")
    try:
        commands = split_commands(text.strip())
    except ValueError as error:
        raise refused(f"It is no complete shell command: {error}.") from error
    position = next((index for index, words in enumerate(commands) if _is_curl(words[0])), None)
    if position is None:
        raise refused("No command in it is curl.")
    command = CurlCommand(stdin=_piped(commands[:position]))
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
        raise refused("What is piped into curl is not base64.") from error


def _read(words: list[str], command: CurlCommand) -> None:
    queue = iter(words)
    for word in queue:
        if word.startswith("--") and len(word) > 2:
            name, equals, value = word[2:].partition("=")
            _option(name, iter([value]) if equals else queue, command)
        elif word.startswith("-") and len(word) > 1:
            _short_options(word[1:], queue, command)
        else:
            command.urls.append(word)


def _short_options(letters: str, queue: Iterator[str], command: CurlCommand) -> None:
    for position, letter in enumerate(letters):
        if letter in _SHORT_FLAGS:
            continue
        name = _SHORT.get(letter)
        if name is None:
            raise refused(f"The option -{letter} is not known here.")
        if name in ("head", "get"):
            _option(name, queue, command)
            continue
        rest = letters[position + 1 :]
        _option(name, iter([rest]) if rest else queue, command)
        return


def _option(name: str, values: Iterator[str], command: CurlCommand) -> None:
    if name in _FLAGS:
        command.http2_only = command.http2_only or name in ("http2", "http2-prior-knowledge")
    elif name == "head":
        command.method = command.method or "HEAD"
    elif name == "get":
        command.is_get = True
    elif name in _IGNORED_VALUES:
        _value(name, values)
    elif name in READERS:
        READERS[name](command, _value(name, values))
    else:
        raise refused(f"The option --{name} is not known here.")


def _value(name: str, values: Iterator[str]) -> str:
    value = next(values, None)
    if value is None:
        raise refused(f"Behind --{name} its value is missing.")
    return value


def _request(command: CurlCommand) -> HttpRequest:
    if len(command.urls) != 1:
        raise refused("It names no address." if not command.urls else "It names more than one address.")
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


def _implied(command: CurlCommand, *, has_body: bool) -> Iterator[tuple[str, str]]:
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
        is_usable = is_usable and (parts.port is None or parts.port > 0) and is_one_line(absolute)
    except ValueError:
        is_usable = False
    if not is_usable:
        raise refused("Its address is no http or https URL.")
    return absolute
