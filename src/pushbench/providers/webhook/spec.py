"""What the shells need to know about a webhook: an address of one's own that takes pushes as JSON over HTTP."""

from __future__ import annotations

from pushbench.domain.provider import FieldKind, FieldSpec, HelpLink, ProviderSpec
from pushbench.providers.formats.connection import COMMON_FIELDS
from pushbench.providers.webhook.schemes import ALGORITHMS, SCHEMES, STANDARD
from pushbench.providers.webhook.targets import TARGETS

ID = "webhook"
METHODS = ("POST", "PUT", "PATCH")
OWN_FORMAT, NOVU_FORMAT = "pushbench", "novu"
_STANDARD_PAGE = "https://www.standardwebhooks.com"

_ADDRESS = (
    FieldSpec(
        key="url",
        label="Address",
        help="Where the push is sent to, with its path; what stands in its query is sent as well.",
        kind=FieldKind.URL,
        is_required=True,
        placeholder="https://hooks.example.com/push",
    ),
    FieldSpec(
        key="method",
        label="Method",
        help="Receivers take POST, but for a few that store what they get under its address.",
        kind=FieldKind.CHOICE,
        default=METHODS[0],
        choices=tuple((method, method) for method in METHODS),
        is_advanced=True,
    ),
    FieldSpec(
        key="headers",
        label="Further headers",
        help="One “Name: value” a line, such as Authorization or X-Api-Key. They are kept as a secret.",
        kind=FieldKind.SECRET_TEXT,
        placeholder="X-Api-Key: ...",
        file_suffixes=(".txt",),
        is_advanced=True,
    ),
)
_SIGNATURE = (
    FieldSpec(
        key="signing_secret",
        label="Signing secret",
        help=(
            "What sender and receiver share. whsec_ and base64 as Standard Webhooks has it, or any text. "
            "Empty: the push leaves unsigned."
        ),
        kind=FieldKind.SECRET,
        placeholder="whsec_...",
    ),
    FieldSpec(
        key="signature",
        label="Signature",
        help="What is signed, and in which header the signature stands. Only the first two stop replays.",
        kind=FieldKind.CHOICE,
        default=STANDARD,
        choices=tuple((scheme.id, scheme.label) for scheme in SCHEMES.values()),
    ),
    FieldSpec(
        key="signature_header",
        label="Signature header",
        help="Replaces the name of the header that carries the signature; Standard Webhooks has names of its own.",
        placeholder="X-Signature",
        pattern=r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}",
        is_advanced=True,
    ),
    FieldSpec(
        key="signature_algorithm",
        label="Hash",
        help="The hash under the HMAC; Standard Webhooks always takes SHA-256.",
        kind=FieldKind.CHOICE,
        default=ALGORITHMS[0],
        choices=tuple((name, f"HMAC-{name.upper().replace('SHA', 'SHA-')}") for name in ALGORITHMS),
        is_advanced=True,
    ),
)
_BODY = (
    FieldSpec(
        key="body_format",
        label="Body",
        help="Pushbench's own names carry every field of the message; Novu's are those of its push webhook.",
        kind=FieldKind.CHOICE,
        default=OWN_FORMAT,
        choices=((OWN_FORMAT, "Pushbench's own names"), (NOVU_FORMAT, "As Novu's push webhook")),
    ),
    FieldSpec(
        key="body_template",
        label="Body template",
        kind=FieldKind.LONG_TEXT,
        help=(
            "JSON of your own in place of the body above, with {{title}}, {{body}}, {{data}}, {{token}} and every other "
            "field's name; {{message}} is the whole body. A text that is one expression keeps the value's type."
        ),
        placeholder='{\n  "to": "{{token}}",\n  "text": "{{title}}: {{body}}"\n}',
        is_advanced=True,
    ),
    FieldSpec(
        key="id_pointer",
        label="Id in the answer",
        help="JSON pointer to the message's id in the answer. Empty: id, message_id or messageId at its top.",
        placeholder="/result/id",
        pattern=r"(/[^/]*)+",
        is_advanced=True,
    ),
)

SPEC = ProviderSpec(
    id=ID,
    title="Webhook",
    short_title="Webhook",
    tile="WH",
    fields=(*_ADDRESS, *_SIGNATURE, *_BODY, *COMMON_FIELDS),
    targets=TARGETS,
    platforms=("ios", "android", "web"),
    hosts={"local": "the built-in sandbox", "sandbox": "your own address", "production": "your own address"},
    links=(
        HelpLink("Standard Webhooks", _STANDARD_PAGE),
        HelpLink(
            "Standard Webhooks, specification",
            "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
        ),
        HelpLink("Novu, Push webhook", "https://docs.novu.co/platform/integrations/push/push-webhook"),
    ),
    header_names=("content-type", "idempotency-key", "x-request-id"),
    dead_token_word="unregistered",
)
