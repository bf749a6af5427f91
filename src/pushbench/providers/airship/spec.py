"""What the shells need to know about Airship."""

from __future__ import annotations

from pushbench.domain.provider import FieldKind, FieldSpec, HelpLink, ProviderSpec
from pushbench.providers.airship.targets import TARGETS
from pushbench.providers.formats.connection import COMMON_FIELDS

ID = "airship"
_DOCS = "https://www.airship.com/docs/developer/rest-api/ua"
KEY_PATTERN = r"[A-Za-z0-9_-]{22}"
SITES = ("us", "eu")
BASIC, TOKEN, OAUTH = "basic", "token", "oauth"
"""The ways to sign in."""

_FIELDS = (
    FieldSpec(
        key="app_key",
        label="App key",
        help="The project's 22 characters: Airship dashboard, Settings, “Project details”.",
        is_required=True,
        placeholder="ISex_TTJRuarzs9-o_Gkhg",
        pattern=KEY_PATTERN,
    ),
    FieldSpec(
        key="site",
        label="Site",
        help="Where the project lies; the other site answers 401. Without effect where a base URL is set.",
        kind=FieldKind.CHOICE,
        default=SITES[0],
        choices=((SITES[0], "United States (go.urbanairship.com)"), (SITES[1], "Europe (go.airship.eu)")),
    ),
    FieldSpec(
        key="master_secret",
        label="App master secret",
        help="The secret that may send, 22 characters, below the app key. The app secret is another one and may not.",
        kind=FieldKind.SECRET,
        is_required=True,
        group=BASIC,
    ),
    FieldSpec(
        key="token",
        label="Bearer token",
        help="Made in the dashboard, Settings, “Tokens”, with the role “All access” or one that may push.",
        kind=FieldKind.SECRET,
        is_required=True,
        group=TOKEN,
    ),
    FieldSpec(
        key="client_id",
        label="OAuth client id",
        help="Made in the dashboard, Settings, “OAuth”, with the scopes psh and chn.",
        is_required=True,
        group=OAUTH,
    ),
    FieldSpec(
        key="client_secret",
        label="OAuth client secret",
        help="Shown once when the client is made. One made with a key pair has a private key instead.",
        kind=FieldKind.SECRET,
        group=OAUTH,
    ),
    FieldSpec(
        key="private_key",
        label="OAuth private key",
        help="In place of the secret: PEM text of a P-384 key, shown once when the client is made.",
        kind=FieldKind.SECRET_TEXT,
        group=OAUTH,
        placeholder="-----BEGIN PRIVATE KEY-----",
        file_suffixes=(".pem", ".key", ".p8"),
    ),
    FieldSpec(
        key="token_url",
        label="OAuth token URL",
        help="Where the client signs in; empty: the site's own, or /token of the base URL.",
        kind=FieldKind.URL,
        group=OAUTH,
        is_advanced=True,
    ),
)

SPEC = ProviderSpec(
    id=ID,
    title="Airship",
    short_title="Airship",
    tile="UA",
    fields=(*_FIELDS, *COMMON_FIELDS),
    sign_in=((BASIC, "App key and master secret"), (TOKEN, "Bearer token"), (OAUTH, "OAuth client")),
    targets=TARGETS,
    platforms=("ios", "android", "web"),
    hosts={
        "local": "the built-in sandbox",
        "sandbox": "go.urbanairship.com or go.airship.eu",
        "production": "go.urbanairship.com or go.airship.eu",
    },
    links=(
        HelpLink("Push API", f"{_DOCS}/operations/push/"),
        HelpLink("Push object", f"{_DOCS}/schemas/push/"),
        HelpLink("Platform overrides", f"{_DOCS}/schemas/platform-overrides/"),
        HelpLink("Schedules", f"{_DOCS}/operations/schedules/"),
        HelpLink("A/B tests", f"{_DOCS}/operations/ab-tests/"),
        HelpLink("Limits and status codes", "https://support.airship.com/"),
    ),
    dead_token_word="uninstalled",
    can_validate=True,
)
