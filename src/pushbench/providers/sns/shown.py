"""What an SNS document displays: each platform's own key, else the text under ``default``. Total."""

from __future__ import annotations

from pushbench.domain.finding import Draft
from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.shown import Shown, ShownKind
from pushbench.providers.formats.aps_shown import shown_aps
from pushbench.providers.formats.fcm_shown import shown_android
from pushbench.providers.sns.attributes import APNS_PUSH_TYPE, attribute
from pushbench.providers.sns.document import BASE, Document, Part, read_document
from pushbench.providers.sns.google import message_in
from pushbench.providers.sns.platforms import DEFAULT


def shown(draft: Draft, platform: str) -> Shown:
    """Say what the draft displays on ``ios`` or ``android``."""
    document = read_document(draft)
    if not document.is_structured:
        return _text(draft.payload, platform)
    if not isinstance(document.json.value, dict):
        why = f"The message is no JSON object, so SNS refuses it. {document.json.trouble}".strip()
        return Shown(ShownKind.NOTHING, platform, why)
    return _apple(document, draft, platform) if platform == "ios" else _android(document, platform)


def _apple(document: Document, draft: Draft, platform: str) -> Shown:
    parts = document.apple()
    if not parts:
        return _default(document, platform)
    part = parts[0]
    if not part.object:
        return Shown(ShownKind.NOTHING, platform, f"The text under {part.key} is no JSON object. {part.json.trouble}")
    push_type = push_type_of(part, draft)
    return shown_aps(part.object, push_type=push_type, platform=platform, pointer=part.pointer)


def push_type_of(part: Part, draft: Draft) -> str:
    """Return the push type as the attribute has it, else what SNS makes of the payload."""
    named = attribute(draft.headers, APNS_PUSH_TYPE)
    if named:
        return named
    if part.platform is not None and part.platform.is_voip:
        return "voip"
    inner = part.object.get("aps")
    aps = inner if isinstance(inner, dict) else {}
    if "content-state" in aps:
        return "liveactivity"
    is_visible = any(key in aps for key in ("alert", "badge", "sound"))
    return "background" if aps.get("content-available") in (1, True) and not is_visible else "alert"


def _android(document: Document, platform: str) -> Shown:
    part = document.part("GCM")
    if part is not None:
        message = message_in(part.object)
        if message is None:
            return Shown(
                ShownKind.NOTHING, platform, f"The text under GCM holds no message. {part.json.trouble}".strip()
            )
        return shown_android(message.content, platform, f"{part.pointer}{message.pointer}")
    other = document.part("ADM") or document.part("BAIDU")
    if other is not None:
        data = other.object.get("data", other.object)
        why = f"{other.key} hands the data to the app, which may show anything or nothing."
        return Shown(ShownKind.APP_DECIDES, platform, why, data=data if isinstance(data, dict) else {})
    return _default(document, platform)


def _default(document: Document, platform: str) -> Shown:
    part = document.part(DEFAULT)
    if part is None or not isinstance(part.value, str):
        why = "The document holds neither a key for this platform nor a text under “default”."
        return Shown(ShownKind.NOTHING, platform, why)
    return _text(part.value, platform)


def _text(text: Json, platform: str) -> Shown:
    """SNS wraps plain text: as Apple's alert, and for Google as data that the app must read."""
    if not isinstance(text, str) or not text:
        return Shown(ShownKind.NOTHING, platform, "The text is empty; nothing is shown.")
    if platform == "ios":
        wrapped: JsonObject = {"aps": {"alert": text}}
        return shown_aps(wrapped, push_type="alert", platform=platform, pointer=BASE)
    why = "SNS hands plain text to Android as data; the app may show anything or nothing."
    return Shown(ShownKind.APP_DECIDES, platform, why, data={DEFAULT: text})
