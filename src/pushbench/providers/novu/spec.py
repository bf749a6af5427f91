"""What the shells need to know about Novu."""

from __future__ import annotations

from pushbench.domain.provider import FieldKind, FieldSpec, HelpLink, ProviderSpec
from pushbench.providers.formats.connection import COMMON_FIELDS
from pushbench.providers.novu.targets import TARGETS

ID = "novu"
_DOCS = "https://docs.novu.co"
HOSTS = {"us": "https://api.novu.co", "eu": "https://eu.api.novu.co"}

SPEC = ProviderSpec(
    id=ID,
    title="Novu",
    short_title="Novu",
    tile="NO",
    fields=(
        FieldSpec(
            key="api_key",
            label="Secret key",
            help="Of one environment (Development or Production): Novu dashboard, Developer, “API Keys”.",
            kind=FieldKind.SECRET,
            is_required=True,
        ),
        FieldSpec(
            key="workflow_id",
            label="Workflow identifier",
            help=(
                "The workflow that is triggered. Its push step gives the words: write {{payload.title}} and "
                "{{payload.body}} into it to see those of the form."
            ),
            is_required=True,
            placeholder="pushbench",
        ),
        FieldSpec(
            key="region",
            label="Region",
            help="Where the organisation lives. A Novu of your own has its address in the base URL.",
            kind=FieldKind.CHOICE,
            default="us",
            choices=(("us", "United States (api.novu.co)"), ("eu", "European Union (eu.api.novu.co)")),
        ),
        *COMMON_FIELDS,
    ),
    targets=TARGETS,
    platforms=("ios", "android", "web"),
    hosts={"local": "the built-in sandbox", "sandbox": "api.novu.co", "production": "api.novu.co"},
    links=(
        HelpLink("Trigger a workflow", f"{_DOCS}/api-reference/events/trigger-event"),
        HelpLink("Push providers", f"{_DOCS}/platform/integrations/push"),
        HelpLink("Trigger overrides", f"{_DOCS}/platform/integrations/trigger-overrides"),
        HelpLink("Subscriber credentials", f"{_DOCS}/api-reference/subscribers/update-provider-credentials"),
        HelpLink("Activity feed", f"{_DOCS}/platform/activity-feed"),
        HelpLink("API keys", "https://dashboard.novu.co/api-keys"),
        HelpLink("Limits", f"{_DOCS}/platform/developer/limits"),
    ),
    header_names=("idempotency-key",),
    dead_token_word="token not registered",
)
