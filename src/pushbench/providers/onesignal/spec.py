"""What the shells need to know about OneSignal."""

from __future__ import annotations

from pushbench.domain.provider import FieldKind, FieldSpec, HelpLink, ProviderSpec
from pushbench.providers.formats.connection import COMMON_FIELDS
from pushbench.providers.onesignal.targets import TARGETS

ID = "onesignal"
_DOCS = "https://documentation.onesignal.com"

SPEC = ProviderSpec(
    id=ID,
    title="OneSignal",
    short_title="OneSignal",
    tile="OS",
    fields=(
        FieldSpec(
            key="app_id",
            label="App id",
            help="The app's UUID: OneSignal dashboard, Settings, “Keys & IDs”.",
            is_required=True,
            placeholder="5eb5a37e-b458-11e3-ac11-000c2940e62c",
            pattern=r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        ),
        FieldSpec(
            key="api_key",
            label="App API key",
            help="Of the app, not of the organisation: Settings, “Keys & IDs”, “Add Key”. It begins with os_v2_app_.",
            kind=FieldKind.SECRET,
            is_required=True,
            placeholder="os_v2_app_…",
        ),
        *COMMON_FIELDS,
    ),
    targets=TARGETS,
    platforms=("ios", "android", "web"),
    hosts={"local": "the built-in sandbox", "sandbox": "api.onesignal.com", "production": "api.onesignal.com"},
    links=(
        HelpLink("Create message", f"{_DOCS}/reference/create-message"),
        HelpLink("Push notification fields", f"{_DOCS}/reference/push-notification"),
        HelpLink("View message", f"{_DOCS}/reference/view-message"),
        HelpLink("Keys & IDs", f"{_DOCS}/docs/en/keys-and-ids"),
        HelpLink("Live Activities", f"{_DOCS}/docs/en/live-activities"),
        HelpLink("Rate limits", f"{_DOCS}/reference/rate-limits"),
    ),
    dead_token_word="not subscribed",
)
