"""What Pushbench's shells know about APNs: fields, targets, hosts, links.

Source of hosts and ports: Apple, "Sending notification requests to APNs"; "Sending channel management requests
to APNs"; "Sending broadcast push notification requests to APNs"; "Troubleshooting push notifications".
"""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.provider import FieldKind, FieldSpec, HelpLink, ProviderSpec, TargetSpec
from pushbench.domain.target import TargetKind
from pushbench.providers.apns.tokens import channel_trouble, token_trouble
from pushbench.providers.formats.connection import COMMON_FIELDS

ID = "apns"

DEVICE_HOSTS: Mapping[bool, str] = {False: "api.sandbox.push.apple.com", True: "api.push.apple.com"}
"""By "is production"."""
BROADCAST_HOSTS: Mapping[bool, str] = {
    False: "api-broadcast.sandbox.push.apple.com",
    True: "api-broadcast.push.apple.com",
}
MANAGEMENT_ORIGINS: Mapping[bool, str] = {
    False: "https://api-manage-broadcast.sandbox.push.apple.com:2195",
    True: "https://api-manage-broadcast.push.apple.com:2196",
}

HEADER_NAMES = (
    "apns-topic",
    "apns-push-type",
    "apns-priority",
    "apns-expiration",
    "apns-collapse-id",
    "apns-id",
    "apns-channel-id",
    "apns-request-id",
)
_EDITOR_HEADERS = HEADER_NAMES[:6]

_DOCS = "https://developer.apple.com/documentation/usernotifications/"

_FIELDS = (
    FieldSpec(
        key="key",
        label="Key file",
        help="The .p8 key from the developer portal (Keys), as text. It can be downloaded only once.",
        kind=FieldKind.SECRET_TEXT,
        is_required=True,
        group="token",
        placeholder="-----BEGIN PRIVATE KEY-----",
        file_suffixes=(".p8", ".pem"),
    ),
    FieldSpec(
        key="key_id",
        label="Key ID",
        help="Ten letters and digits; part of the key's file name, AuthKey_<Key ID>.p8.",
        is_required=True,
        group="token",
        placeholder="7QK4X2M9PD",
        pattern=r"[A-Z0-9]{10}",
    ),
    FieldSpec(
        key="team_id",
        label="Team ID",
        help="Ten letters and digits; under Membership in your Apple account.",
        is_required=True,
        group="token",
        placeholder="M84TZ6KW21",
        pattern=r"[A-Z0-9]{10}",
    ),
    FieldSpec(
        key="certificate",
        label="Certificate",
        help="A .p12 file, or PEM text with certificate and key. It is valid for about 13 months.",
        kind=FieldKind.SECRET_TEXT,
        is_required=True,
        group="certificate",
        file_suffixes=(".p12", ".pfx", ".pem"),
    ),
    FieldSpec(
        key="passphrase",
        label="Passphrase",
        help="The one given when the .p12 was exported; may be empty.",
        kind=FieldKind.SECRET,
        group="certificate",
    ),
    FieldSpec(
        key="bundle_id",
        label="Bundle ID (topic)",
        help="The app's bundle id, without a suffix such as .voip; the suffix follows from the push type.",
        is_required=True,
        placeholder="app.skylark.ios",
    ),
    FieldSpec(
        key="port",
        label="Port",
        help="2197 passes firewalls that block 443. Without effect where a base URL is set.",
        kind=FieldKind.CHOICE,
        default="443",
        choices=(("443", "443"), ("2197", "2197")),
        is_advanced=True,
    ),
    FieldSpec(
        key="manage_base_url",
        label="Channel management URL",
        help="Replaces scheme, host and port of the channel management; empty: the base URL, else Apple's host.",
        kind=FieldKind.URL,
        is_advanced=True,
    ),
    FieldSpec(
        key="broadcast_host",
        label="Broadcast host",
        help="Apple's documents name two hosts for broadcasts to channels. Without effect where a base URL is set.",
        kind=FieldKind.CHOICE,
        default="device",
        choices=(
            ("device", "The device host, api.push.apple.com"),
            ("broadcast", "The broadcast host, api-broadcast.push.apple.com"),
        ),
        is_advanced=True,
    ),
    *COMMON_FIELDS,
)

_TARGETS = (
    TargetSpec(
        kind=TargetKind.TOKEN,
        label="Device token",
        help="The token the app registered, as hex digits; kinds (device, VoIP, Live Activity) are not interchangeable.",
        example="token:00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0",
        check=token_trouble,
    ),
    TargetSpec(
        kind=TargetKind.CHANNEL,
        label="Broadcast channel",
        help="A channel that Live Activities listen to (iOS 18). Takes update and end, and needs an expiration.",
        example="channel:dHN0LXNyY2gtY2hubA==",
        check=channel_trouble,
    ),
)

SPEC = ProviderSpec(
    id=ID,
    title="Apple Push (APNs)",
    short_title="APNs",
    tile="AP",
    fields=_FIELDS,
    sign_in=(("token", "Token key (.p8)"), ("certificate", "Certificate (.p12)")),
    targets=_TARGETS,
    platforms=("ios",),
    hosts={
        "local": "127.0.0.1",
        "sandbox": f"{DEVICE_HOSTS[False]}:443",
        "production": f"{DEVICE_HOSTS[True]}:443",
    },
    links=(
        HelpLink("Sending requests", f"{_DOCS}sending-notification-requests-to-apns"),
        HelpLink("Payload keys", f"{_DOCS}generating-a-remote-notification"),
        HelpLink("Error responses", f"{_DOCS}handling-error-responses-from-apns"),
        HelpLink("Token keys", f"{_DOCS}establishing-a-token-based-connection-to-apns"),
        HelpLink("Broadcast channels", f"{_DOCS}sending-channel-management-requests-to-apns"),
        HelpLink("Troubleshooting", f"{_DOCS}troubleshooting-push-notifications"),
    ),
    header_names=_EDITOR_HEADERS,
    dead_token_word="Unregistered",
)
