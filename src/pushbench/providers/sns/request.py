"""Builds the calls of SNS: the form-encoded action, signed, at the profile's endpoint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft
from pushbench.domain.http import HttpRequest
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret
from pushbench.providers.formats.connection import link, service_url
from pushbench.providers.sns.arn import ArnKind, arn_of
from pushbench.providers.sns.attributes import attributes_of, parameters_of
from pushbench.providers.sns.document import message_text

VERSION = "2010-03-31"
SERVICE = "sns"
CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8"
REGION = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
ACCESS_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")

Parameters = tuple[tuple[str, str], ...]

_MASKED_HEADERS = frozenset({"authorization", "proxy-authorization", "x-amz-security-token"})
_HOST_REGION = re.compile(r"(?:sns|sns-fips)\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)")


def host_of(region: str, style: str = "") -> str:
    """Return SNS's host in a region; ``style`` is ``fips``, ``dualstack`` or anything else for the usual one."""
    if style == "dualstack":
        return f"sns.{region}.api.{'amazonwebservices.com.cn' if region.startswith('cn-') else 'aws'}"
    # In the government's regions the usual host is the FIPS one.
    name = "sns-fips" if style == "fips" and not region.startswith("us-gov-") else "sns"
    return f"{name}.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"


def region_of(credentials: Credentials) -> str:
    """Return the region that is signed for: the profile's, its application's, or its host's; empty where none says."""
    arn = arn_of(credentials.text("platform_application_arn"))
    named = credentials.text("region") or (arn.region if arn is not None else "")
    if named:
        return named
    found = _HOST_REGION.fullmatch((_host_in(credentials.text("base_url"))) or "")
    return found[1] if found else ""


def _host_in(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def platform_of(credentials: Credentials | None) -> str:
    """Return the profile's platform, as its field or its application's ARN says."""
    if credentials is None:
        return ""
    arn = arn_of(credentials.text("platform_application_arn"), ArnKind.APPLICATION)
    return credentials.text("platform") or (arn.platform if arn is not None else "")


def call(action: str, parameters: Iterable[tuple[str, str]], credentials: Credentials, now: float) -> HttpRequest:
    """Return one signed call. Raises UserError where keys or region are missing, or the base URL is none."""
    # hashlib and hmac are cheap, but the window needs none of it before its first paint.
    from pushbench.wire.sigv4 import AwsKeys, Scope, sign

    access_key_id, secret, token = _keys(credentials)
    region = region_of(credentials)
    if not REGION.fullmatch(region):
        raise UserError(
            f"The region “{region[:40]}” cannot be right." if region else "The profile names no region.",
            "Signature and host of a call depend on it.",
            "Write for example eu-central-1.",
        )
    url = endpoint_url(credentials, region)
    body = urlencode([("Action", action), ("Version", VERSION), *parameters]).encode("ascii")
    keys, scope = AwsKeys(access_key_id, secret, token), Scope(region, SERVICE, now)
    headers = sign("POST", url, (("content-type", CONTENT_TYPE),), body, keys, scope)
    return HttpRequest(
        "POST",
        url,
        headers,
        body,
        link(credentials),
        masked_headers=_MASKED_HEADERS,
        masks=tuple(item for item in (secret, token) if item is not None),
        varies=("signature", "time"),
    )


def endpoint_url(credentials: Credentials, region: str) -> str:
    """Return where calls go: the base URL as it is, as the AWS SDKs take an endpoint URL, else SNS's host."""
    origin = f"https://{host_of(region, credentials.text('endpoint'))}"
    parts = urlsplit(service_url(credentials, origin))
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "", ""))


def _keys(credentials: Credentials) -> tuple[str, Secret, Secret | None]:
    access_key_id, secret = credentials.text("access_key_id"), credentials.secret("secret_access_key")
    if not access_key_id or secret is None:
        missing = "secret access key" if access_key_id else "access key id"
        raise UserError(
            f"The profile has no {missing}.",
            "Every call of SNS is signed with a key of your AWS account.",
            "Create an access key in IAM for a user that may publish, and put both parts into the profile.",
        )
    if not ACCESS_KEY_ID.fullmatch(access_key_id):
        raise UserError(
            "The access key id cannot be right.",
            "It holds characters that no key id has.",
            "Copy it again: about twenty letters and digits, AKIA… or ASIA….",
        )
    secret, token = _clean(secret), credentials.secret("session_token")
    token = None if token is None else _clean(token)
    if token is not None and not (token.reveal().isascii() and token.reveal().isprintable()):
        raise UserError(
            "The session token cannot be right.",
            "It holds characters that no token has.",
            "Copy it again without line breaks.",
        )
    return access_key_id, secret, token


def _clean(secret: Secret) -> Secret:
    return Secret(secret.reveal().strip())


def publish_parameters(draft: Draft, where: tuple[str, str]) -> Parameters:
    """Return Publish's parameters: target, message and attributes, in this order. Raises UserError."""
    named = parameters_of(draft.headers)
    made = [where, ("Message", message_text(draft.payload))]
    if not isinstance(draft.payload, str):
        made.append(("MessageStructure", "json"))
    made += [(name, _plain(value)) for name, value in named.items() if not _is_said(name, draft)]
    for number, item in enumerate(attributes_of(draft.headers), 1):
        field = f"MessageAttributes.entry.{number}"
        kind = "BinaryValue" if item.is_binary else "StringValue"
        made += [(f"{field}.Name", _plain(item.name)), (f"{field}.Value.DataType", _plain(item.type))]
        made.append((f"{field}.Value.{kind}", _plain(item.value)))
    return tuple(made)


def _is_said(name: str, draft: Draft) -> bool:
    return name == "MessageStructure" and not isinstance(draft.payload, str)


def _plain(text: str) -> str:
    """A lone surrogate has no bytes; it leaves as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def map_parameters(name: str, values: Mapping[str, str]) -> Parameters:
    """Return a map as the query protocol writes it."""
    made: list[tuple[str, str]] = []
    for number, (key, value) in enumerate(values.items(), 1):
        made += [(f"{name}.entry.{number}.key", key), (f"{name}.entry.{number}.value", value)]
    return tuple(made)
