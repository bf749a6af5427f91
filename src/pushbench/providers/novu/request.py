"""Builds the requests: triggers with their targets, and what all calls share."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft
from pushbench.domain.http import Headers, HttpRequest
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target
from pushbench.providers.formats.connection import link, service_url
from pushbench.providers.formats.headers import is_header_text, own_headers
from pushbench.providers.formats.json_body import body_bytes, read_json
from pushbench.providers.novu.fields import NAME, TO, TRANSACTION
from pushbench.providers.novu.payload import FRAMING, KEY_HEADER, OWN_HEADERS
from pushbench.providers.novu.spec import HOSTS
from pushbench.providers.novu.targets import recipient

TRIGGER = "/v1/events/trigger"
BULK = f"{TRIGGER}/bulk"
BROADCAST = f"{TRIGGER}/broadcast"
_LONGEST_KEY = 255


def call(
    method: str,
    path: str,
    credentials: Credentials,
    body: bytes = b"",
    extra: Headers = (),
    varies: tuple[str, ...] = (),
) -> HttpRequest:
    """Return one call. Raises UserError for a key that cannot stand in a header."""
    key = api_key(credentials)
    headers: Headers = (
        ("accept", "application/json"),
        ("authorization", f"ApiKey {key.reveal()}"),
        *((("content-type", "application/json"),) if body else ()),
        *extra,
    )
    url = service_url(credentials, f"{host(credentials)}{path}")
    return HttpRequest(method, url, headers, body, link(credentials), masks=(key,), varies=varies)


def host(credentials: Credentials) -> str:
    """Return where the organisation's region answers; the base URL goes before it."""
    region = credentials.text("region", "us").lower()
    if region not in HOSTS:
        raise UserError(
            f"The region “{region[:40]}” is unknown.",
            "Novu's cloud is in the United States (us) and in the European Union (eu).",
            "Choose one of them in the profile.",
        )
    return HOSTS[region]


def api_key(credentials: Credentials) -> Secret:
    """Return the key without “ApiKey” in front and blanks around. Raises UserError where there is none."""
    pasted = credentials.secret("api_key")
    if pasted is None:
        raise UserError(
            f"The profile “{credentials.name}” has no secret key.",
            "Novu refuses every request without one.",
            "Put the environment's secret key into the profile (Developer, “API Keys”).",
        )
    key = bare_key(pasted)
    if not is_header_text(key.reveal()):
        raise UserError(
            "The secret key cannot be sent.",
            "It holds characters that no key has.",
            "Copy it again from the Novu dashboard, Developer, “API Keys”.",
        )
    return key


def bare_key(pasted: Secret) -> Secret:
    """Return a key without “ApiKey” or “Bearer” in front and blanks around."""
    words = pasted.reveal().split()
    is_prefixed = len(words) == 2 and words[0].lower() in ("apikey", "bearer", "key")
    return Secret(words[1] if is_prefixed else "".join(words))


def workflow(credentials: Credentials) -> str:
    """Return the profile's workflow. Raises UserError where it names none."""
    found = credentials.text("workflow_id")
    if not found:
        raise UserError(
            f"The profile “{credentials.name}” names no workflow.",
            "Novu sends nothing but workflows.",
            "Copy the workflow's identifier from its page in the Novu dashboard.",
        )
    return found


def trigger_of(draft: Draft, target: Target, credentials: Credentials, new_id: str) -> tuple[JsonObject, bool]:
    """Return one trigger with its target, and whether its transaction is new each time.

    Raises UserError for what cannot be sent. A payload's own workflow and transaction go before the profile's.
    """
    payload = draft.payload
    if not isinstance(payload, dict):
        raise UserError(
            "The payload is no trigger.",
            "Novu takes an object with payload and overrides.",
            'Write for example {"payload": {"title": "...", "body": "..."}}.',
        )
    whom = recipient(target)
    rest = {key: value for key, value in payload.items() if key not in (NAME, TO, TRANSACTION)}
    name = payload.get(NAME)
    own = payload.get(TRANSACTION)
    made: JsonObject = {NAME: workflow(credentials) if name is None else name}
    if whom is None:
        made["payload"] = rest.pop("payload", {})
    else:
        made[TO] = whom
    made.update(rest)
    made[TRANSACTION] = new_id if own is None else own
    return made, own is None


def send_request(draft: Draft, target: Target, credentials: Credentials, new_id: str, new_key: str) -> HttpRequest:
    """Return the one request that triggers the workflow: for a subscriber or topic, or for everybody.

    ``new_id`` is the transaction, ``new_key`` the idempotency key; both are the same at every try.
    """
    extra = extra_headers(draft.headers, new_key)
    if isinstance(draft.payload, str):
        return _text_request(draft.payload, target, credentials, extra)
    body, is_new = trigger_of(draft, target, credentials, new_id)
    path = TRIGGER if TO in body else BROADCAST
    return call("POST", path, credentials, body_bytes(body), extra, ("id",) if is_new or not _has_key(draft) else ())


def bulk_request(events: list[Json], credentials: Credentials, new_key: str) -> HttpRequest:
    """Return one request that triggers several."""
    body: JsonObject = {"events": events}
    return call("POST", BULK, credentials, body_bytes(body), ((KEY_HEADER, new_key),), ("id",))


def _has_key(draft: Draft) -> bool:
    return any(name.lower() == KEY_HEADER for name in draft.headers)


def _text_request(text: str, target: Target, credentials: Credentials, extra: Headers) -> HttpRequest:
    """A payload that is text leaves exactly as it is; its own target has to be the chosen one."""
    value = read_json(text).value
    whom = recipient(target)
    if isinstance(value, dict) and value.get(TO) != whom:
        raise UserError(
            "The payload's text is addressed to somebody else.",
            "A payload that is text leaves exactly as it is, and would not go to the chosen target.",
            "Take its target out, so that it is read as JSON, or choose that very target.",
        )
    path = BROADCAST if whom is None else TRIGGER
    return call("POST", path, credentials, body_bytes(text), extra, ("id",))


def extra_headers(headers: Mapping[str, str], new_key: str) -> Headers:
    """Return the draft's own headers in lower case and an idempotency key; sign-in and framing are not theirs to set.

    Raises UserError for a name or value that no header can have, and for a key that is too long.
    """
    kept = dict(own_headers(headers, OWN_HEADERS | FRAMING))
    key = kept.setdefault(KEY_HEADER, new_key)
    if len(key) > _LONGEST_KEY:
        raise UserError(
            "The Idempotency-Key is too long.",
            f"It has {len(key)} characters; Novu takes {_LONGEST_KEY}.",
            "Take the header out; Pushbench makes a key for every send.",
        )
    return tuple(kept.items())


def feed_path(transaction: str) -> str:
    """Return where the activity feed tells of one transaction."""
    return f"/v1/notifications?limit=50&transactionId={quote(transaction, safe='')}"


def cancel_path(transaction: str) -> str:
    """Return where a transaction is cancelled."""
    return f"{TRIGGER}/{quote(transaction, safe='')}"
