"""Rules that hold the payload against the push type."""

from __future__ import annotations

from collections.abc import Iterator

from pushbench.domain.finding import CheckContext, Draft, Fix, Hit, Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.domain.profile import Credentials
from pushbench.providers.apns.push import Push, read_push
from pushbench.providers.apns.push_types import split_topic, topic_for
from pushbench.providers.apns.rules.document import SENDING
from pushbench.providers.formats.aps_value_rules import shows_text
from pushbench.providers.formats.change import fix
from pushbench.providers.formats.connection import image_key

BACKGROUND = "Apple, Pushing background updates to your App"
WIDGETS = "Apple, Updating widgets with WidgetKit push notifications; Updating controls with push notifications"

_VISIBLE = ("alert", "badge", "sound")


def _is_one(value: Json) -> bool:
    return value in (1, True, "1") and value is not None


def _send_as(push: Push, push_type: str, priority: str) -> Fix:
    """Return the fix that makes a draft a push of another type: header, priority and topic together."""
    changes: list[tuple[str, Json]] = [
        (push.header_pointer("apns-push-type"), push_type),
        (push.header_pointer("apns-priority"), priority),
    ]
    if push.topic:
        bundle_id, _ = split_topic(push.topic)
        changes.append((push.header_pointer("apns-topic"), topic_for(bundle_id, push_type)))
    return fix(f"Send as {push_type}", *changes)


def _visible_background(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    if push.push_type != "background":
        return
    for key in _VISIBLE:
        if key in push.block.aps:
            yield Hit(push.block.at(key), f"A background push has no {key}.", patch=_send_as(push, "alert", "10"))


def _background_without_flag(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    if push.is_wallet_pass:
        return
    if push.push_type == "background" and not _is_one(push.block.aps.get("content-available")):
        here = push.block.at("content-available")
        yield Hit(here, "A background push needs content-available 1.", patch=fix("Set to 1", (here, 1)))


def _nothing_to_see(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    aps = push.block.aps
    if push.push_type != "alert" or not isinstance(push.payload, dict) or not isinstance(push.payload.get("aps"), dict):
        return
    if any(key in aps for key in _VISIBLE):
        return
    if _is_one(aps.get("content-available")):
        what, todo = "The push only wakes the app, but says it is an alert.", "Send it as a background push."
        yield Hit("/payload/aps", what, fix=todo, patch=_send_as(push, "background", "5"))
    else:
        yield Hit("/payload/aps", "The push shows nothing, plays nothing and changes no badge.")


def _voip(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    if read_push(draft, context).push_type == "voip":
        yield Hit("/headers/apns-push-type", "The app must report a call for every VoIP push.")


def _signs_with_certificate(credentials: Credentials | None) -> bool:
    return credentials is not None and not credentials.text("key_id") and not credentials.text("team_id")


def _token_only(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    if read_push(draft, context).push_type == "location" and _signs_with_certificate(context.credentials):
        yield Hit("/headers/apns-push-type", "A location push cannot be sent with a certificate.")


def _management(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    if push.push_type != "mdm" or not isinstance(push.payload, dict):
        return
    magic = push.payload.get("mdm")
    if not isinstance(magic, str) or not magic:
        yield Hit("/payload/mdm", "A management push holds mdm with the device's PushMagic.")
    if "aps" in push.payload:
        yield Hit("/payload/aps", "A management push has no aps.", patch=fix("Remove aps", ("/payload/aps", None)))
    if context.credentials is not None and not _signs_with_certificate(context.credentials):
        why = "Apple accepts it only with the MDM push certificate."
        yield Hit("/headers/apns-push-type", "A management push cannot be sent with a key.", why, "Use a certificate.")


def _file_provider(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    if push.push_type != "fileprovider" or not isinstance(push.payload, dict):
        return
    if not isinstance(push.payload.get("container-identifier"), str):
        yield Hit("/payload/container-identifier", "A file provider push names no container-identifier.")


def _content_changed(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    if push.push_type in ("widgets", "controls") and push.block.aps.get("content-changed") is not True:
        here = push.block.at("content-changed")
        what = f"A push of type {push.push_type} needs content-changed true."
        yield Hit(here, what, patch=fix("Set to true", (here, True)))


def _push_to_talk(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    if push.push_type == "pushtotalk" and push.headers.get("apns-expiration", "").strip() != "0":
        here = push.header_pointer("apns-expiration")
        yield Hit(here, "A Push to Talk push is best sent with expiration 0.", patch=fix("Set to 0", (here, "0")))


def _image(draft: Draft, context: CheckContext) -> Iterator[Hit]:
    push = read_push(draft, context)
    if push.push_type != "alert" or not isinstance(push.payload, dict):
        return
    key = image_key(context.credentials)
    address = push.payload.get(key)
    if not isinstance(address, str) or not address.lower().startswith(("http://", "https://")):
        return
    here, flag = child("/payload", key), push.block.at("mutable-content")
    if not shows_text(push.block.alert):
        return
    if not _is_one(push.block.aps.get("mutable-content")):
        yield Hit(
            here,
            "The image is not shown without mutable-content.",
            patch=fix("Set mutable-content to 1", (flag, 1)),
            severity=Severity.WARNING,
        )
    else:
        yield Hit(here, "The image is fetched by your app.")
    if address.lower().startswith("http://"):
        why = "App Transport Security lets apps fetch https only, unless the app made an exception."
        yield Hit(here, "The image's address is not https.", why, "Use https.", severity=Severity.WARNING)


PUSH_TYPE_RULES: tuple[Rule, ...] = (
    Rule(
        "APNS050",
        Severity.ERROR,
        "Background push that shows something",
        "The push type must say what the payload is; Apple delays or drops a push where they differ.",
        "Send it as an alert, or remove alert, badge and sound.",
        _visible_background,
        BACKGROUND,
    ),
    Rule(
        "APNS051",
        Severity.ERROR,
        "Background push without content-available",
        "Without it the app is not woken.",
        "Set content-available to 1.",
        _background_without_flag,
        BACKGROUND,
    ),
    Rule(
        "APNS052",
        Severity.WARNING,
        "Alert push with nothing to show",
        "A push of type alert has an alert, a badge or a sound; Apple may delay or drop it otherwise.",
        "Add an alert, or send it as a background push.",
        _nothing_to_see,
        SENDING,
    ),
    Rule(
        "APNS053",
        Severity.NOTE,
        "VoIP push",
        "An app that does not report a call to CallKit at once is ended by iOS, and after some times gets no more.",
        "Use VoIP for calls only.",
        _voip,
        "Apple, Responding to VoIP notifications from PushKit",
    ),
    Rule(
        "APNS054",
        Severity.ERROR,
        "Location push with a certificate",
        "Apple takes location pushes only with a token key.",
        "Use a profile with a .p8 key.",
        _token_only,
        SENDING,
    ),
    Rule(
        "APNS055",
        Severity.ERROR,
        "Management push incomplete",
        'Its payload is {"mdm": "<PushMagic>"}, sent with the MDM push certificate.',
        "Write mdm with the PushMagic of the device's check-in.",
        _management,
        SENDING,
    ),
    Rule(
        "APNS056",
        Severity.WARNING,
        "File provider push without a container",
        "The system finds the file provider by container-identifier and domain (the exact keys could not be confirmed).",
        "Add container-identifier, and domain where the app has several.",
        _file_provider,
        "Apple, Using push notifications to signal changes",
    ),
    Rule(
        "APNS057",
        Severity.ERROR,
        "Reload without content-changed",
        "Widgets and controls reload only where content-changed is true.",
        "Set content-changed to true.",
        _content_changed,
        WIDGETS,
    ),
    Rule(
        "APNS058",
        Severity.NOTE,
        "Push to Talk that may come late",
        "Stored pushes would announce speech that is over.",
        "Set apns-expiration to 0.",
        _push_to_talk,
        "Apple, Enhance voice communication with Push to Talk (session)",
    ),
    Rule(
        "APNS059",
        Severity.NOTE,
        "Image",
        "iOS shows no image by itself: it needs mutable-content 1 and a notification service extension in the app "
        "that fetches it.",
        "Check that the app's extension reads this key.",
        _image,
        "Apple, Modifying content in newly delivered notifications",
    ),
)
