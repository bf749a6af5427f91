"""How a profile reaches its service: the fields every profile takes, and what they make of a URL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit, urlunsplit

from pushbench.domain.allow_list import FIELD as ALLOWED_TARGETS
from pushbench.domain.errors import UserError
from pushbench.domain.http import ClientCertificate, Link
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import FieldKind, FieldSpec
from pushbench.domain.secret import Secret

DEFAULT_IMAGE_KEY = "image"
DEFAULT_LINK_KEY = "link"

COMMON_FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec(
        key="base_url",
        label="Base URL",
        help="Replaces scheme, host and port of the service; a path in it is put in front.",
        kind=FieldKind.URL,
        placeholder="https://127.0.0.1:8443",
        is_advanced=True,
    ),
    FieldSpec(
        key="ca_file",
        label="Extra CA file",
        help="A PEM file trusted in addition to the system's authorities, for a proxy or an emulator.",
        kind=FieldKind.FILE_PATH,
        file_suffixes=(".pem", ".crt", ".cer"),
        is_advanced=True,
    ),
    FieldSpec(
        key="proxy",
        label="Proxy",
        help="An HTTP proxy for this profile. One with user and password is kept as a secret.",
        kind=FieldKind.URL,
        placeholder="http://proxy.example:3128",
        is_advanced=True,
    ),
    FieldSpec(
        key="image_key",
        label="Image key",
        help="The custom key that carries the image's address where the service has no field for it.",
        default=DEFAULT_IMAGE_KEY,
        placeholder=DEFAULT_IMAGE_KEY,
        is_advanced=True,
    ),
    FieldSpec(
        key="link_key",
        label="Link key",
        help="The custom key that carries the link where the service has no field for it.",
        default=DEFAULT_LINK_KEY,
        placeholder=DEFAULT_LINK_KEY,
        is_advanced=True,
    ),
    FieldSpec(
        key=ALLOWED_TARGETS,
        label="Allowed in production",
        help=(
            "Device names, tag:x, @group or topic:x, separated by commas. When set, a production send to anything else "
            "is refused, and the window asks for no number."
        ),
        placeholder="Ana's iPhone 16, tag:qa",
        is_advanced=True,
    ),
)

_USER = re.compile(r"//[^/@]*(?:@[^/@]*)*@")
_HOST = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")


def image_key(credentials: Credentials | None) -> str:
    """Return the custom key that carries the image's address."""
    return credentials.text("image_key", DEFAULT_IMAGE_KEY) if credentials else DEFAULT_IMAGE_KEY


def link_key(credentials: Credentials | None) -> str:
    """Return the custom key that carries the link."""
    return credentials.text("link_key", DEFAULT_LINK_KEY) if credentials else DEFAULT_LINK_KEY


def link(
    credentials: Credentials,
    *,
    http2_only: bool = False,
    certificate: ClientCertificate | None = None,
    identity: str = "",
) -> Link:
    """Return how this profile's peers are reached. ``proxy`` may be a plain field or a secret."""
    plain_proxy = credentials.text("proxy")
    return Link(
        ca_file=credentials.text("ca_file") or None,
        proxy=credentials.secret("proxy") or (Secret(plain_proxy) if plain_proxy else None),
        certificate=certificate,
        http2_only=http2_only,
        identity=identity,
    )


@lru_cache(maxsize=1024)
def with_base_url(url: str, base_url: str) -> str:
    """Return ``url`` at the scheme, host and port of ``base_url``, its path put in front; ``""`` changes nothing.

    Raises :class:`UserError` for a base URL that is none.
    """
    if not base_url.strip():
        return url
    base, parts = read_base_url(base_url), urlsplit(url)
    path = base.path.rstrip("/") + parts.path
    return urlunsplit((base.scheme, base.netloc, path, parts.query, parts.fragment))


def service_url(credentials: Credentials, url: str, key: str = "base_url") -> str:
    """Return ``url`` moved to where the profile's field ``key`` points.

    Raises :class:`UserError` where a local profile names no emulator: it must never reach the real service.
    """
    base_url = credentials.text(key)
    if not base_url and credentials.environment is Environment.LOCAL:
        raise UserError(
            f"The profile “{credentials.name}” has no address to send to.",
            f"It is a local profile, the built-in sandbox is not running, and its field {key} is empty.",
            f"Start the sandbox, or set {key} to the address of an emulator.",
        )
    return with_base_url(url, base_url)


def read_base_url(text: str) -> SplitResult:
    """Return the parts of a base URL. Raises :class:`UserError` naming what is wrong with it."""
    trouble = base_url_trouble(text)
    if trouble:
        raise UserError(
            f"The base URL “{_USER.sub('//***@', text)[:200]}” cannot be used.",
            trouble,
            "Write scheme, host and port, for example https://127.0.0.1:8443.",
        )
    return urlsplit(text.strip())


def base_url_trouble(text: str) -> str | None:
    """Return one sentence saying what is wrong with a base URL, or None."""
    return next(_base_url_troubles(text.strip()), None)


def _base_url_troubles(text: str) -> Iterator[str]:
    if any(character.isspace() or not character.isprintable() for character in text):
        yield "It contains white space or a control character."
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        yield f"It is not a URL: {error}."
        return
    if parts.scheme not in ("http", "https"):
        yield "It does not begin with https:// or http://."
    if "@" in parts.netloc:
        yield "It holds a user name or password, which belong into the profile's secrets."
    host = parts.netloc.rpartition("@")[2]
    if port is not None:
        host = host.rpartition(":")[0]
    if not _HOST.fullmatch(host.removesuffix(":")):
        yield "It names no host."
    if parts.query or parts.fragment:
        yield "It has a query or a fragment, which would be lost."
