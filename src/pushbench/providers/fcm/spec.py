"""What the shells need to know about FCM."""

from __future__ import annotations

from pushbench.domain.provider import FieldKind, FieldSpec, HelpLink, ProviderSpec
from pushbench.providers.fcm.payload import ID
from pushbench.providers.fcm.targets import TARGETS
from pushbench.providers.formats.connection import COMMON_FIELDS

SERVICE_ACCOUNT_GROUP = "service-account"
ACCESS_TOKEN_GROUP = "access-token"

_FIELDS = (
    FieldSpec(
        key="service_account",
        label="Service account",
        help="The JSON key file: Firebase console, Project settings, Service accounts, “Generate new private key”.",
        kind=FieldKind.SECRET_TEXT,
        is_required=True,
        group=SERVICE_ACCOUNT_GROUP,
        placeholder='{"type": "service_account", "project_id": …',
        file_suffixes=(".json",),
    ),
    FieldSpec(
        key="access_token",
        label="Access token",
        help="An OAuth 2 access token, such as “gcloud auth print-access-token” gives; it lives for an hour.",
        kind=FieldKind.SECRET,
        is_required=True,
        group=ACCESS_TOKEN_GROUP,
        placeholder="ya29.…",
    ),
    FieldSpec(
        key="project_id",
        label="Project id",
        help="The Firebase project that sends. A service account names its own; needed with an access token.",
        is_required=True,
        group=ACCESS_TOKEN_GROUP,
        placeholder="skylark-4f1c2",
        pattern=r"[A-Za-z0-9.:-]{1,100}",
    ),
    FieldSpec(
        key="token_url",
        label="Token URL",
        help="Where access tokens are fetched; empty means the service account's own address.",
        kind=FieldKind.URL,
        placeholder="https://oauth2.googleapis.com/token",
        is_advanced=True,
    ),
    FieldSpec(
        key="topic_api",
        label="Topic API",
        help="Which API subscribes devices to topics. The Instance ID API is deprecated.",
        kind=FieldKind.CHOICE,
        default="v1",
        choices=(("v1", "FCM v1"), ("iid", "Instance ID (deprecated)")),
        is_advanced=True,
    ),
)

_DOCS = "https://firebase.google.com/docs"

SPEC = ProviderSpec(
    id=ID,
    title="Firebase Cloud Messaging (FCM)",
    short_title="FCM",
    tile="FC",
    fields=(*_FIELDS, *COMMON_FIELDS),
    sign_in=((SERVICE_ACCOUNT_GROUP, "Service account"), (ACCESS_TOKEN_GROUP, "Access token")),
    targets=TARGETS,
    platforms=("android", "ios", "web"),
    hosts={
        "local": "the built-in sandbox",
        "sandbox": "fcm.googleapis.com",
        "production": "fcm.googleapis.com",
    },
    links=(
        HelpLink("Send a message (HTTP v1)", f"{_DOCS}/cloud-messaging/send/v1-api"),
        HelpLink("The Message resource", f"{_DOCS}/reference/fcm/rest/v1/projects.messages"),
        HelpLink("Error codes", f"{_DOCS}/reference/fcm/rest/v1/ErrorCode"),
        HelpLink("Topics", f"{_DOCS}/cloud-messaging/topic-messaging"),
        HelpLink("Quotas", f"{_DOCS}/cloud-messaging/throttling-and-quotas"),
    ),
    dead_token_word="UNREGISTERED",
    can_validate=True,
)
