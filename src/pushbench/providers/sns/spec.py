"""What the shells need to know about Amazon SNS."""

from __future__ import annotations

from pushbench.domain.provider import FieldKind, FieldSpec, HelpLink, ProviderSpec
from pushbench.providers.formats.connection import COMMON_FIELDS
from pushbench.providers.sns.arn import PLATFORM_WORDS
from pushbench.providers.sns.attributes import PARAMETERS, RESERVED
from pushbench.providers.sns.payload import ID
from pushbench.providers.sns.targets import TARGETS

_LABELS = {
    "APNS": "Apple, App Store builds",
    "APNS_SANDBOX": "Apple, development builds",
    "APNS_VOIP": "Apple calls, App Store builds",
    "APNS_VOIP_SANDBOX": "Apple calls, development builds",
    "MACOS": "macOS, App Store builds",
    "MACOS_SANDBOX": "macOS, development builds",
    "GCM": "Google (FCM)",
    "ADM": "Amazon devices",
    "BAIDU": "Baidu",
    "WNS": "Windows",
    "MPNS": "Windows Phone",
}

_FIELDS = (
    FieldSpec(
        key="access_key_id",
        label="Access key id",
        help="Of an IAM user or role that may publish: AKIA… (lasting) or ASIA… (temporary).",
        is_required=True,
        placeholder="AKIAIOSFODNN7EXAMPLE",
    ),
    FieldSpec(
        key="secret_access_key",
        label="Secret access key",
        help="The other half of the key, shown once when it is made.",
        kind=FieldKind.SECRET,
        is_required=True,
        placeholder="wJalrXUtnFEMI/K7MDENG/…",
    ),
    FieldSpec(
        key="session_token",
        label="Session token",
        help="Belongs to temporary keys (ASIA…), as “aws sts” and single sign-on give them.",
        kind=FieldKind.SECRET,
    ),
    FieldSpec(
        key="region",
        label="Region",
        help="Where topics and platform applications lie; it is part of their ARNs.",
        is_required=True,
        placeholder="eu-central-1",
        pattern=r"[a-z0-9][a-z0-9-]{1,39}",
    ),
    FieldSpec(
        key="platform_application_arn",
        label="Platform application",
        help="The ARN of the application whose endpoints device tokens become. Not needed for endpoint and topic ARNs.",
        placeholder="arn:aws:sns:eu-central-1:123456789012:app/APNS/skylark",
    ),
    FieldSpec(
        key="platform",
        label="Platform",
        help="Which key of the message the application's devices read; empty: as the ARN says.",
        kind=FieldKind.CHOICE,
        choices=(("", "As the ARN says"), *((word, f"{word}: {_LABELS[word]}") for word in PLATFORM_WORDS)),
    ),
    FieldSpec(
        key="endpoint",
        label="Endpoint",
        help="Which of SNS's hosts is called. Without effect where a base URL is set.",
        kind=FieldKind.CHOICE,
        default="standard",
        choices=(("standard", "sns.REGION.amazonaws.com"), ("fips", "FIPS 140"), ("dualstack", "IPv4 and IPv6")),
        is_advanced=True,
    ),
)

_DOCS = "https://docs.aws.amazon.com/sns/latest"

SPEC = ProviderSpec(
    id=ID,
    title="Amazon SNS mobile push",
    short_title="SNS",
    tile="SN",
    fields=(*_FIELDS, *COMMON_FIELDS),
    targets=TARGETS,
    platforms=("ios", "android"),
    hosts={
        "local": "the built-in sandbox",
        "sandbox": "sns.REGION.amazonaws.com",
        "production": "sns.REGION.amazonaws.com",
    },
    links=(
        HelpLink("Publish", f"{_DOCS}/api/API_Publish.html"),
        HelpLink("Mobile push", f"{_DOCS}/dg/sns-mobile-application-as-subscriber.html"),
        HelpLink(
            "Payloads for each platform", f"{_DOCS}/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html"
        ),
        HelpLink("FCM v1 payloads", f"{_DOCS}/dg/sns-fcm-v1-payloads.html"),
        HelpLink("Message attributes", f"{_DOCS}/dg/sns-message-attributes.html"),
        HelpLink("Common errors", f"{_DOCS}/api/CommonErrors.html"),
    ),
    header_names=(*RESERVED, *(name for name in PARAMETERS if name != "MessageStructure")),
    dead_token_word="EndpointDisabled",
)
