"""Reads a profile's credentials offline: missing, swapped, malformed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pushbench.domain.finding import Finding
from pushbench.domain.profile import Credentials
from pushbench.providers.formats.connection import base_url_trouble
from pushbench.providers.formats.headers import is_header_text
from pushbench.providers.formats.notice import Notice
from pushbench.providers.novu import notices
from pushbench.providers.novu.request import bare_key
from pushbench.providers.novu.spec import HOSTS, ID

SECRET_KEY = re.compile(r"[0-9a-f]{32}")
"""As Novu makes them today; a Novu of one's own may have others."""
_PAGES = ("dashboard.novu.co", "eu.dashboard.novu.co", "web.novu.co", "docs.novu.co", "novu.co", "www.novu.co")
_SHORT = 20


def check_credentials(credentials: Credentials) -> tuple[Finding, ...]:
    """Return what is wrong with a profile's credentials, as far as it shows without asking anybody."""
    return tuple(_findings(credentials))


def _at(notice: Notice, field: str, what: str, *, why: str = "") -> Finding:
    return notice.at(f"/fields/{field}", what, provider=ID, why=why)


def _findings(credentials: Credentials) -> Iterator[Finding]:
    base_url, region = credentials.text("base_url"), credentials.text("region", "us").lower()
    if base_url and (trouble := base_url_trouble(base_url)):
        yield _at(notices.BAD_BASE_URL, "base_url", "The base URL cannot be used.", why=trouble)
    elif urlsplit(base_url).hostname in _PAGES:
        yield _at(notices.CLOUD_ADDRESS, "base_url", f"{urlsplit(base_url).hostname} takes no triggers.")
    if region not in HOSTS:
        yield _at(notices.BAD_REGION, "region", f"“{region[:40]}” is no region of Novu's.")
    workflow, pasted = credentials.text("workflow_id"), credentials.secret("api_key")
    key = bare_key(pasted).reveal() if pasted is not None else ""
    if SECRET_KEY.fullmatch(workflow) and not SECRET_KEY.fullmatch(key):
        yield _at(notices.SWAPPED, "workflow_id", "The workflow's identifier looks like a secret key.")
        return
    yield from _workflow(workflow)
    yield from _key(key)


def _workflow(workflow: str) -> Iterator[Finding]:
    if not workflow:
        yield _at(notices.NO_WORKFLOW, "workflow_id", "The workflow's identifier is missing.")
    elif not workflow.isprintable() or "/" in workflow:
        yield _at(notices.NO_WORKFLOW, "workflow_id", f"“{workflow[:60]}” is no identifier of a workflow.")


def _key(key: str) -> Iterator[Finding]:
    if not key:
        yield _at(notices.NO_API_KEY, "api_key", "The secret key is missing.")
    elif not is_header_text(key):
        yield _at(notices.NO_API_KEY, "api_key", "The secret key holds characters that no key has.")
    elif len(key) < _SHORT:
        yield _at(notices.APPLICATION_ID, "api_key", f"The key has only {len(key)} characters.")
