"""What the shells need to know about the Expo Push Service."""

from __future__ import annotations

from pushbench.domain.provider import FieldKind, FieldSpec, HelpLink, ProviderSpec
from pushbench.providers.expo.tokens import TARGETS
from pushbench.providers.formats.connection import COMMON_FIELDS

ID = "expo"
_DOCS = "https://docs.expo.dev"

SPEC = ProviderSpec(
    id=ID,
    title="Expo Push Service",
    short_title="Expo",
    tile="EX",
    fields=(
        FieldSpec(
            key="access_token",
            label="Access token",
            help=(
                "Needed only where “Enhanced Security for Push Notifications” is on: expo.dev, account settings, "
                "“Access tokens”."
            ),
            kind=FieldKind.SECRET,
            placeholder="empty unless push security is on",
        ),
        *COMMON_FIELDS,
    ),
    targets=TARGETS,
    platforms=("ios", "android"),
    hosts={"local": "the built-in sandbox", "sandbox": "exp.host", "production": "exp.host"},
    links=(
        HelpLink("Send notifications with the Expo Push Service", f"{_DOCS}/push-notifications/sending-notifications/"),
        HelpLink("Message request format", f"{_DOCS}/push-notifications/sending-notifications/#message-request-format"),
        HelpLink("Push receipt errors", f"{_DOCS}/push-notifications/sending-notifications/#push-receipt-errors"),
        HelpLink("Notification types", f"{_DOCS}/push-notifications/what-you-need-to-know/"),
        HelpLink("Access tokens", "https://expo.dev/settings/access-tokens"),
    ),
    dead_token_word="DeviceNotRegistered",
)
