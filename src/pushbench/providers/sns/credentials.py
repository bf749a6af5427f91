"""Reads a profile's credentials offline: missing, swapped, malformed, mismatched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pushbench.domain.finding import Finding
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.providers.formats.connection import base_url_trouble
from pushbench.providers.formats.notice import Notice
from pushbench.providers.sns import notices
from pushbench.providers.sns.arn import PLATFORM_WORDS, Arn, ArnKind, read_arn
from pushbench.providers.sns.payload import ID
from pushbench.providers.sns.request import ACCESS_KEY_ID, REGION, region_of

MOBILE_REGIONS = frozenset(
    {
        *("us-east-1", "us-west-1", "us-west-2", "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-southeast-1"),
        *("ap-southeast-2", "eu-central-1", "eu-west-1", "sa-east-1", "us-gov-west-1"),
    }
)
"""Where Amazon's guide of 2023 lists mobile push; newer regions may have come."""

_LASTING, _TEMPORARY = "AKIA", "ASIA"
_SECRET = re.compile(r"[A-Za-z0-9/+=]{40}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def check_credentials(credentials: Credentials) -> tuple[Finding, ...]:
    """Return what is wrong with a profile's credentials, as far as it shows without asking anybody."""
    return tuple(_findings(credentials))


def _findings(credentials: Credentials) -> Iterator[Finding]:
    base_url = credentials.text("base_url")
    trouble = base_url_trouble(base_url) if base_url else None
    if trouble:
        yield _at(notices.BAD_BASE_URL, "base_url", "The base URL cannot be used.", why=trouble)
    elif base_url and _is_plain(base_url):
        yield _at(notices.PLAIN_HTTP, "base_url", "The base URL is plain http.")
    yield from _keys(credentials)
    yield from _region(credentials)
    yield from _application(credentials)


def _at(notice: Notice, field: str, what: str, *, why: str = "", fix: str = "") -> Finding:
    return notice.at(f"/fields/{field}", what, provider=ID, why=why, fix=fix)


def _is_plain(url: str) -> bool:
    parts = urlsplit(url.strip())
    return parts.scheme == "http" and parts.hostname not in _LOOPBACK


def _keys(credentials: Credentials) -> Iterator[Finding]:
    key_id, secret = credentials.text("access_key_id"), credentials.secret("secret_access_key")
    if not key_id:
        yield _at(notices.NO_KEYS, "access_key_id", "The access key id is missing.")
    if secret is None:
        yield _at(notices.NO_KEYS, "secret_access_key", "The secret access key is missing.")
    if not key_id or secret is None:
        return
    text = secret.reveal().strip()
    if text.startswith((_LASTING, _TEMPORARY)) and len(text) < 30 <= len(key_id):
        yield _at(notices.SWAPPED, "access_key_id", "Access key id and secret stand in each other's place.")
    elif not ACCESS_KEY_ID.fullmatch(key_id):
        yield _at(notices.BAD_KEY_ID, "access_key_id", "The access key id holds signs that no id has.")
    elif _is_amazon(credentials):
        yield from _amazon_keys(key_id, text, credentials.secret("session_token"))


def _is_amazon(credentials: Credentials) -> bool:
    """Whether AWS itself is called; emulators take any key."""
    base_url = credentials.text("base_url")
    return not base_url and credentials.environment is not Environment.LOCAL


def _amazon_keys(key_id: str, secret: str, token: Secret | None) -> Iterator[Finding]:
    if key_id.startswith(_TEMPORARY) and token is None:
        yield _at(
            notices.NO_SESSION_TOKEN, "session_token", "The keys are temporary, and their session token is missing."
        )
    if key_id.startswith(_LASTING) and token is not None:
        yield _at(
            notices.STRAY_SESSION_TOKEN, "session_token", "The keys are lasting ones, and there is a session token."
        )
    if not _SECRET.fullmatch(secret):
        what = (
            f"The secret access key has {len(secret)} characters." if len(secret) != 40 else "The secret has odd signs."
        )
        yield _at(notices.BAD_SECRET, "secret_access_key", what)


def _region(credentials: Credentials) -> Iterator[Finding]:
    region = region_of(credentials)
    if not region:
        yield _at(notices.BAD_REGION, "region", "The region is missing.")
    elif not REGION.fullmatch(region):
        yield _at(notices.BAD_REGION, "region", f"“{region[:40]}” is no region.")
    elif _is_amazon(credentials) and region not in MOBILE_REGIONS:
        yield _at(notices.ODD_REGION, "region", f"{region} is not known to have mobile push.")


def _application(credentials: Credentials) -> Iterator[Finding]:
    text, platform = credentials.text("platform_application_arn"), credentials.text("platform")
    if platform and platform not in PLATFORM_WORDS:
        yield _at(notices.UNKNOWN_PLATFORM, "platform", f"SNS has no platform “{platform[:40]}”.")
    if not text:
        yield _at(notices.NO_APPLICATION, "platform_application_arn", "The profile names no platform application.")
        return
    found = read_arn(text)
    if isinstance(found, str):
        yield _at(notices.BAD_APPLICATION, "platform_application_arn", "The ARN cannot be right.", why=found)
    elif found.kind is not ArnKind.APPLICATION:
        what = f"This is the ARN of a {found.kind.value}."
        yield _at(notices.BAD_APPLICATION, "platform_application_arn", what)
    else:
        yield from _mismatches(found, platform, credentials)


def _mismatches(arn: Arn, platform: str, credentials: Credentials) -> Iterator[Finding]:
    region = credentials.text("region")
    if region and arn.region and region != arn.region:
        what = f"The region is {region[:40]}, the application lies in {arn.region}."
        yield _at(notices.OTHER_REGION, "region", what)
    if platform and platform != arn.platform:
        what = f"The platform is {platform[:40]}, the application is for {arn.platform[:40]}."
        yield _at(notices.OTHER_PLATFORM_FIELD, "platform", what)
    if arn.platform not in PLATFORM_WORDS:
        yield _at(notices.UNKNOWN_PLATFORM, "platform_application_arn", f"SNS has no platform “{arn.platform[:40]}”.")
    if arn.platform.endswith("_SANDBOX") and credentials.environment is Environment.PRODUCTION:
        what = f"The application is for {arn.platform}."
        yield _at(notices.SANDBOX_IN_PRODUCTION, "platform_application_arn", what)
