"""What the shells need to know about Web Push."""

from __future__ import annotations

from pushbench.domain.provider import FieldKind, FieldSpec, HelpLink, ProviderSpec, TargetSpec
from pushbench.domain.target import TargetKind
from pushbench.providers.formats.connection import COMMON_FIELDS
from pushbench.providers.webpush.subscription import check_subscription

ID = "webpush"

_FIELDS = (
    FieldSpec(
        key="private_key",
        label="VAPID private key",
        help="Signs every push. The pages must have subscribed with the public key that belongs to it.",
        kind=FieldKind.SECRET_TEXT,
        is_required=True,
        placeholder="43 characters of base64url, or PEM",
        file_suffixes=(".pem", ".key", ".txt"),
    ),
    FieldSpec(
        key="subject",
        label="Contact (subject)",
        help="How a push service reaches you: mailto: with an address, or an https: page. Apple refuses pushes without.",
        is_required=True,
        placeholder="mailto:push@skylark.app",
    ),
    FieldSpec(
        key="public_key",
        label="VAPID public key",
        help="Only to check that the pair belongs together; left empty it is derived from the private key.",
        placeholder="87 characters of base64url beginning with B",
    ),
)

SPEC = ProviderSpec(
    id=ID,
    title="Web Push",
    short_title="Web Push",
    tile="WP",
    fields=(*_FIELDS, *COMMON_FIELDS),
    targets=(
        TargetSpec(
            kind=TargetKind.TOKEN,
            label="Push subscription",
            help="What pushManager.subscribe() gives a page, as JSON: an endpoint and the keys p256dh and auth.",
            # The browser of RFC 8291's appendix A.
            example='{"endpoint":"https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",'
            '"keys":{"p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",'
            '"auth":"BTBZMqHH6r4Tts7J_aSIgg"}}',
            check=check_subscription,
        ),
    ),
    platforms=("web",),
    hosts={
        "local": "the built-in sandbox",
        "sandbox": "the subscription's own push service",
        "production": "the subscription's own push service",
    },
    links=(
        HelpLink("RFC 8030: HTTP Web Push", "https://www.rfc-editor.org/rfc/rfc8030"),
        HelpLink("RFC 8291: message encryption", "https://www.rfc-editor.org/rfc/rfc8291"),
        HelpLink("RFC 8292: VAPID", "https://www.rfc-editor.org/rfc/rfc8292"),
        HelpLink("W3C Push API, declarative push messages", "https://www.w3.org/TR/push-api/"),
        HelpLink(
            "Apple: Sending web push notifications",
            "https://developer.apple.com/documentation/usernotifications/"
            "sending-web-push-notifications-in-web-apps-and-browsers",
        ),
        HelpLink("Mozilla autopush: errors", "https://mozilla-services.github.io/autopush-rs/errors.html"),
        HelpLink(
            "Microsoft: WNS request and response headers",
            "https://learn.microsoft.com/windows/apps/design/shell/tiles-and-notifications/push-request-response-headers",
        ),
    ),
    header_names=("TTL", "Urgency", "Topic", "Prefer", "X-WNS-Cache-Policy"),
    dead_token_word="Gone",
)
