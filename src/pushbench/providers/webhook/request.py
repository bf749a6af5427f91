"""Builds the request: body with its target, headers, signature over the very bytes that leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.finding import Draft
from pushbench.domain.http import Headers, HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.outcome import StepKind
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target
from pushbench.providers.formats.connection import base_url_trouble, link, service_url
from pushbench.providers.formats.json_body import body_bytes
from pushbench.providers.webhook.placeholders import filled, holds_placeholder, values_for
from pushbench.providers.webhook.response import parse_with
from pushbench.providers.webhook.schemes import ID_HEADER, SCHEMES, TIME_HEADER, Scheme, Signing, key_of
from pushbench.providers.webhook.spec import NOVU_FORMAT, SPEC
from pushbench.providers.webhook.targets import MEMBERS, address_of, platform_of

JSON_TYPE = "application/json"
FRAMING = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})
_PUBLIC = frozenset({"accept", "accept-language", "content-type", "user-agent"})
"""Headers whose values are no secrets, and often words of an answer."""
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}")
_PASSTHROUGH_TARGET = "target"


def exchange(draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
    """Send one draft to one target. Raises UserError before the first request for what cannot work."""
    request = build(draft, target, credentials, context)
    response = yield Step(StepKind.DELIVER, request)
    return parse_with(response, id_pointer=credentials.text("id_pointer"), sent_id=request.header(ID_HEADER))


def build(draft: Draft, target: Target, credentials: Credentials, context: SendContext) -> HttpRequest:
    """Return the request that leaves."""
    body = body_for(draft, target, credentials)
    return call(choice(credentials, "method"), body, credentials, context, draft.headers)


def call(
    method: str, body: bytes, credentials: Credentials, context: SendContext, own: Mapping[str, str]
) -> HttpRequest:
    """Return one signed request to the profile's address; ``own`` headers win over the profile's."""
    signing = signing_of(credentials)
    names = signature_names(signing)
    extra = extra_headers(own, names)
    profile = tuple(pair for pair in profile_headers(credentials) if pair[0] not in dict(extra))
    message_id = f"msg_{context.new_id().replace('-', '')}"
    timestamp = int(context.time())
    signed = signing.headers(message_id, timestamp, body) if signing else ()
    has_type = "content-type" in dict((*profile, *extra))
    headers: Headers = (
        ("accept", f"{JSON_TYPE}, */*;q=0.5"),
        *((("content-type", JSON_TYPE),) if body and not has_type else ()),
        (ID_HEADER, message_id),
        (TIME_HEADER, str(timestamp)),
        *signed,
        *profile,
        *extra,
    )
    return HttpRequest(
        method,
        service_url(credentials, address(credentials)),
        headers,
        body,
        link(credentials),
        masked_headers=frozenset({"authorization", "proxy-authorization", *dict(profile)}),
        masks=tuple(_secrets_in(profile)),
        varies=("id", "time", *(("signature",) if signing else ())),
    )


def _secrets_in(profile: Headers) -> Iterator[Secret]:
    """Yield what of the profile's headers a receiver must not repeat: each value, and what stands behind its first word."""
    for name, value in profile:
        if name in _PUBLIC:
            continue
        yield Secret(value)
        if behind := value.partition(" ")[2].strip():
            yield Secret(behind)


def body_for(draft: Draft, target: Target, credentials: Credentials) -> bytes:
    """Return the exact bytes with the target in its place; a payload that is text stays that text.

    The place is ``{{token}}`` where the body has one, ``target`` in Novu's format, else the kind's own name on top.
    """
    kind, value = address_of(target)
    if isinstance(draft.payload, str):
        return body_bytes(draft.payload)
    if holds_placeholder(draft.payload) or credentials.text("body_template"):
        return body_bytes(filled(draft.payload, values_for(target)))
    if not isinstance(draft.payload, dict):
        raise UserError(
            "The body has no place for the target.",
            "It is no object, and {{token}} stands nowhere in it.",
            'Write for example {"title": "..."}, or put {{token}} where the target belongs.',
        )
    return body_bytes(_addressed(draft.payload, kind, value, target, credentials))


def _addressed(payload: JsonObject, kind: str, value: str, target: Target, credentials: Credentials) -> JsonObject:
    if credentials.text("body_format") == NOVU_FORMAT:
        to: list[Json] = [value]
        return {_PASSTHROUGH_TARGET: to, **without(payload, (_PASSTHROUGH_TARGET,))}
    platform = platform_of(target)
    put_in: JsonObject = {kind: value, **({"platform": platform} if platform else {})}
    return {**put_in, **without(payload, (*MEMBERS, *put_in))}


def without(payload: JsonObject, names: tuple[str, ...]) -> JsonObject:
    """Return a body without some of its members."""
    return {name: item for name, item in payload.items() if name not in names}


def address(credentials: Credentials) -> str:
    """Return the receiver's address. Raises UserError where there is none, or none that can be used."""
    url = credentials.text("url")
    if not url and credentials.environment is Environment.LOCAL and credentials.text("base_url"):
        return f"{credentials.text('base_url').rstrip('/')}/"
    trouble = address_trouble(url)
    if trouble:
        what = "The webhook's address cannot be used." if url else "The profile has no address."
        raise UserError(what, trouble, "Write for example https://hooks.example.com/push into the profile.")
    return url.partition("#")[0]


def address_trouble(url: str) -> str:
    """Return one sentence saying what is wrong with an address, or an empty text; a query is welcome."""
    if not url:
        return "A webhook has no host of its own."
    if "@" in url.partition("//")[2].partition("/")[0]:
        return "It holds a user name or password; write them as a further header (Authorization)."
    return base_url_trouble(url.partition("#")[0].partition("?")[0]) or _query_trouble(url)


def _query_trouble(url: str) -> str:
    is_plain = all("!" <= character <= "~" for character in url)
    return "" if is_plain else "It holds white space or signs that have to be escaped."


def choice(credentials: Credentials, key: str) -> str:
    """Return a field's word. Raises UserError for one that it does not offer."""
    spec = next(field for field in SPEC.fields if field.key == key)
    word = credentials.text(key, spec.default)
    offered = [value for value, _ in spec.choices]
    if word not in offered:
        raise UserError(
            f"“{word[:40]}” is no choice of the profile's field “{spec.label}”.",
            f"It takes {', '.join(offered)}.",
            "Choose one of them in the profile.",
        )
    return word


def signing_of(credentials: Credentials) -> Signing | None:
    """Return what to sign with, or None without a secret. Raises UserError for a secret or choice that is none."""
    scheme, algorithm = SCHEMES[choice(credentials, "signature")], choice(credentials, "signature_algorithm")
    secret = credentials.secret("signing_secret")
    if secret is None:
        return None
    if scheme.has_fixed_names:
        return Signing(scheme, key_of(secret), scheme.header)
    return Signing(scheme, key_of(secret), header_of(scheme, credentials), algorithm)


def header_of(scheme: Scheme, credentials: Credentials) -> str:
    """Return the name of the header that carries the signature. Raises UserError for what cannot be a name."""
    name = credentials.text("signature_header", scheme.header).lower()
    if not _TOKEN.fullmatch(name) or name in FRAMING:
        raise UserError(
            f"“{name[:40]}” cannot be the signature's header.",
            "It holds a character that header names cannot have, or is the connection's own.",
            "Write for example X-Signature.",
        )
    return name


def signature_names(signing: Signing | None) -> frozenset[str]:
    """Return the headers that nobody but the signature sets."""
    return frozenset({ID_HEADER, TIME_HEADER, *((signing.header,) if signing else ())})


def profile_headers(credentials: Credentials) -> Headers:
    """Return the profile's further headers, in lower case. Raises UserError for a line that is none."""
    pasted = credentials.secret("headers")
    return tuple(_lines(pasted)) if pasted is not None else ()


def _lines(pasted: Secret) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(pasted.reveal().splitlines(), 1):
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        trouble = header_trouble(name.strip(), value.strip()) if colon else "It has no colon."
        if trouble:
            raise UserError(
                f"Line {number} of the further headers cannot be sent.",
                trouble,
                "Write for example X-Api-Key: ..., one header a line.",
            )
        yield name.strip().lower(), value.strip()


def extra_headers(headers: Mapping[str, str], reserved: frozenset[str]) -> Headers:
    """Return the draft's own headers in lower case; signature and framing are not theirs to set.

    Raises UserError for a name or value that no header can have.
    """
    kept = []
    for name, value in headers.items():
        if name.lower() in FRAMING | reserved:
            continue
        trouble = header_trouble(name, value)
        if trouble:
            raise UserError(
                f"The header “{name[:40]}” cannot be sent.", trouble, "Remove line breaks and signs beyond ASCII."
            )
        kept.append((name.lower(), value))
    return tuple(kept)


def header_trouble(name: str, value: str) -> str:
    """Return one sentence saying why a header cannot be sent, or an empty text."""
    if not _TOKEN.fullmatch(name):
        return "Its name holds a character that header names cannot have."
    if name.lower() in FRAMING:
        return "It is the connection's own header."
    return "" if value.isascii() and value.isprintable() else "Its value holds signs beyond printable ASCII."
