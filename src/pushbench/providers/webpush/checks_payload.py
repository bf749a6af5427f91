"""Checks of the payload as a whole, of the contact in the VAPID token, and of the subscription."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pushbench.domain.errors import UserError
from pushbench.domain.finding import CheckContext, Draft, Hit, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.domain.profile import Environment
from pushbench.providers.formats.json_body import read_json
from pushbench.providers.formats.json_edit import Edit, fix_of
from pushbench.providers.formats.web_notification import Shape, read
from pushbench.providers.webpush import declarative
from pushbench.providers.webpush.declarative import Payload
from pushbench.providers.webpush.endpoint import service_of_target
from pushbench.providers.webpush.headers import header_of
from pushbench.providers.webpush.payload import (
    BODY_LIMIT,
    DECLARATIVE,
    OVERHEAD_BYTES,
    PLAIN_LIMIT,
    plain_bytes,
    plain_size,
)
from pushbench.providers.webpush.services import APPLE, MOZILLA
from pushbench.providers.webpush.subject import Hurdle, profile_hurdles
from pushbench.providers.webpush.subscription import check_point, read_subscription

ANDROID_FIREFOX_LIMIT = 3000
_OTHER_SERVICES = {
    "aps": "APNs",
    "android": "FCM",
    "apns": "FCM",
    "webpush": "FCM",
    "message": "FCM",
    "fcm_options": "FCM",
    "to": "FCM's former API",
    "registration_ids": "FCM's former API",
    "include_player_ids": "OneSignal",
    "contents": "OneSignal",
}


def body_fits(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    plain = plain_size(draft.payload)
    if plain > PLAIN_LIMIT:
        body = plain + OVERHEAD_BYTES
        what = f"The encrypted body would take {body:,} bytes of {BODY_LIMIT:,}: {plain - PLAIN_LIMIT:,} too many."
        yield Hit("/payload", what)


def body_fits_android_firefox(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    service = service_of_target(context.target)
    plain = plain_size(draft.payload)
    if ANDROID_FIREFOX_LIMIT < plain <= PLAIN_LIMIT and service in (None, MOZILLA):
        yield Hit("/payload", f"The payload takes {plain:,} bytes; Firefox for Android may not get more than 3,000.")


def payload_can_be_written(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    try:
        plain_bytes(draft.payload)
    except UserError as error:
        yield Hit("/payload", error.what, why=error.why, fix=error.fix)


def text_is_json(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    if not isinstance(draft.payload, str) or not draft.payload:
        return
    trouble = read_json(draft.payload).trouble
    if trouble:
        yield Hit("/payload", "The payload is plain text, not JSON.", why=f"event.data.json() will fail. {trouble}")


def payload_is_there(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    if draft.payload is None or draft.payload == "":
        yield Hit("/payload", "This push has no payload.")


def something_is_to_be_shown(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    if read(draft.payload).shape in (Shape.OTHER, Shape.DATA) and not declarative.claims(draft.payload):
        yield Hit("/payload", "Nothing in the payload names a notification; all depends on the service worker.")


def keys_are_the_webs(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    payload = draft.payload
    if not isinstance(payload, dict):
        return
    for name, service in _OTHER_SERVICES.items():
        if isinstance(payload.get(name), dict | list) or (name in payload and name == "to"):
            yield Hit(child("/payload", name), f"“{name}” is a member of {service}, which no browser reads.")
    notification = payload.get("notification")
    click = notification.get("click_action") if isinstance(notification, dict) else None
    if isinstance(notification, dict) and isinstance(click, str):
        pointer = "/payload/notification/click_action"
        edits = [Edit(pointer, None)]
        if "navigate" not in notification:
            edits.append(Edit("/payload/notification/navigate", click))
        patch = fix_of("Rename to navigate", draft.document(), edits)
        yield Hit(pointer, "“click_action” is FCM's word; only its SDK's worker reads it.", patch=patch)


def web_push_is_spelt_right(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    payload = draft.payload
    if not isinstance(payload, dict) or "web_push" in payload:
        return
    for name, value in payload.items():
        if name.lower().replace("-", "").replace("_", "") == "webpush" and value in (8030, "8030"):
            pointer = child("/payload", name)
            edits = (Edit(pointer, None), Edit("/payload/web_push", DECLARATIVE))
            patch = fix_of("Rename to web_push", draft.document(), edits)
            yield Hit(pointer, f"“{name}” should be spelt “web_push”.", patch=patch)


def subject_is_acceptable(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    """Judge the profile's contact; a local profile is completed by the emulator, so it may lack one here."""
    credentials = context.credentials
    if credentials is None:
        return
    if credentials.environment is Environment.LOCAL and not credentials.text("subject"):
        return
    is_apple = service_of_target(context.target) is APPLE
    for hurdle in profile_hurdles(credentials):
        yield Hit("", hurdle.what, hurdle.why, hurdle.fix, severity=_severity(hurdle, is_apple))


def _severity(hurdle: Hurdle, is_apple: bool) -> Severity:
    if hurdle.severity is Severity.NOTE:
        return Severity.NOTE
    return Severity.ERROR if is_apple else Severity.WARNING


def subscription_is_usable(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    if context.target is None:
        return
    try:
        check_point(read_subscription(context.target.value).p256dh)
    except UserError as error:
        yield Hit("", error.what, error.why, error.fix)


def subscription_has_not_expired(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    if context.target is None or not context.now:
        return
    try:
        subscription = read_subscription(context.target.value)
    except UserError:
        return  # told by the check before
    if subscription.has_expired(context.now):
        yield Hit("", "The subscription's expirationTime has passed.")


def content_type_is_of_today(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    header = header_of(draft, "content-type")
    if header is not None and header.value.lower().startswith("application/notification+json"):
        patch = fix_of("Remove the header", draft.document(), (Edit(header.pointer, None),))
        yield Hit(
            header.pointer, "The content type application/notification+json belongs to an old draft.", patch=patch
        )


def declared(check: Callable[[Payload], Iterator[Hit]]) -> Callable[[Draft, CheckContext], Iterator[Hit]]:
    """Make a rule's check of one that looks at declarative messages only."""

    def run(draft: Draft, context: CheckContext) -> Iterator[Hit]:
        payload: Json = draft.payload
        if isinstance(payload, dict) and declarative.claims(payload):
            yield from check(payload)

    return run


def obsolete_draft(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    payload = draft.payload
    if not isinstance(payload, dict):
        return
    notification = payload.get("notification")
    is_old = "default_action_url" in payload or (
        isinstance(notification, dict) and "default_action_url" in notification
    )
    if is_old or declarative.claims(payload):
        yield from declarative.draft_keys_are_gone(payload)
