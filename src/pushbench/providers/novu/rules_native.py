"""Rules over native fields of APNs and FCM within overrides (NOVU027 to NOVU033, NOVU301 and on)."""

from __future__ import annotations

from pushbench.domain.finding import CheckContext, Draft, Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.formats.aps_block import ApsBlock
from pushbench.providers.formats.aps_key_rules import KEY_RULES
from pushbench.providers.formats.aps_keys import plain
from pushbench.providers.formats.aps_rules import worn_by
from pushbench.providers.formats.aps_value_rules import VALUE_RULES
from pushbench.providers.formats.fcm_checks import as_text
from pushbench.providers.novu.fields import (
    APN_FIELDS,
    APN_RECASED,
    APNS,
    EXPO,
    FCM,
    ONE_SIGNAL,
    OVERRIDES,
    PASSTHROUGH,
    REDIRECTING,
    apn_meant,
    object_at,
)
from pushbench.providers.novu.view import BASE, Hits, Native, View, rule

_SOURCE = "novuhq/novu"
_APPLE = "@parse/node-apn"
_TEXTS_OF_DATA = "firebase-admin, Message"
LONGEST_TTL_SECONDS = 28 * 86_400
_FCM_TOP = ("notification", "data", "android", "apns", "webpush", "fcmOptions")


def _data_type(view: View) -> Hits:
    for native in view.natives(FCM):
        if "type" not in native.fields:
            continue
        here, value = f"{native.pointer}/type", native.fields["type"]
        if native.place != "old":
            edits: list[tuple[str, Json]] = [(here, None), (f"/{OVERRIDES}/{FCM}/type", value)]
            what = "“type” works in overrides.fcm only; FCM refuses a message with it."
            yield view.hit(here, what, label="Move to overrides.fcm", edits=edits)
        elif value != "data":
            yield view.hit(
                here,
                f"“type” is “{str(value)[:30]}”; only “data” means something.",
                label="Remove type",
                edits=[(here, None)],
            )


def _web_spelling(view: View) -> Hits:
    for native in view.natives(FCM):
        right = "webPush" if native.place == "old" else "webpush"
        for name, value in native.fields.items():
            if plain(name) == "webpush" and name != right:
                here = child(native.pointer, name)
                edits: list[tuple[str, Json]] = [(here, None), (child(native.pointer, right), value)]
                what = f"“{name}” is written {right} here."
                yield view.hit(here, what, label=f"Rename to {right}", edits=edits)


def _fcm_shape(view: View) -> Hits:
    for native in view.natives(FCM):
        if native.place == "old":
            continue
        for name, value in native.fields.items():
            here = child(native.pointer, name)
            if name in _FCM_TOP or name in REDIRECTING[FCM] or plain(name) == "webpush" or name == "type":
                if name in _FCM_TOP and not isinstance(value, dict):
                    yield view.hit(here, f"“{name}” must be an object.", severity=Severity.ERROR)
                continue
            inner = {"image": "imageUrl"}.get(name, name)
            edits: list[tuple[str, Json]] = []
            if name in ("title", "body", "image", "imageUrl"):
                edits = [(here, None), (child(f"{native.pointer}/notification", inner), value)]
            what = f"A message of FCM's has no “{name[:40]}”."
            yield view.hit(here, what, label=f"Move to notification.{inner}", edits=edits)


def _data_texts(view: View) -> Hits:
    for native in view.natives(FCM):
        for where in ((), ("android",), ("webpush",)):
            data = object_at(native.fields, *where, "data")
            here = native.pointer + "".join(f"/{part}" for part in where) + "/data"
            for key, value in data.items():
                if isinstance(value, str):
                    continue
                text = as_text(value)
                place = child(here, key)
                yield view.hit(place, f"“{key[:40]}” is no string.", label="Write it as text", edits=[(place, text)])


def _apple_names(view: View) -> Hits:
    for native in view.natives(APNS):
        for name, value in native.fields.items():
            here = child(native.pointer, name)
            if name in APN_FIELDS:
                if not APN_FIELDS[name].accepts(value):
                    yield view.hit(here, f"“{name}” must be {APN_FIELDS[name].words}; otherwise it is left out.")
                continue
            known = apn_meant(name)
            edits: list[tuple[str, Json]] = []
            if known is not None and known not in native.fields:
                edits = [(here, None), (child(native.pointer, known), value)]
            did = f"; did you mean {known}?" if known else "."
            what = f"The Apple library behind Novu knows no “{name[:40]}”{did}"
            yield view.hit(here, what, label=f"Rename to {known}", edits=edits)


def _recased(view: View) -> Hits:
    for native in view.natives(APNS):
        if native.place != "known":
            continue
        for name in APN_RECASED:
            if name not in native.fields:
                continue
            here, there = child(native.pointer, name), f"{native.pointer}/{PASSTHROUGH}/body/{name}"
            what = f"Novu writes “{name}” as “{APN_RECASED[name]}”, which its Apple library ignores."
            edits: list[tuple[str, Json]] = [(here, None), (there, native.fields[name])]
            yield view.hit(here, what, label="Move into _passthrough.body", edits=edits)


def _raw(view: View) -> Hits:
    for native in view.natives(APNS):
        raw = native.fields.get("rawPayload")
        if isinstance(raw, dict) and "topic" not in native.fields:
            kind = native.fields.get("pushType")
            suffix = {"voip": ".voip", "liveactivity": ".push-type.liveactivity", "complication": ".complication"}.get(
                str(kind)
            )
            if suffix:
                what = f"A push of type {kind} needs the topic BUNDLE_ID{suffix}."
                yield view.hit(native.pointer, what)


def _ttl(view: View) -> Hits:
    for provider, inner, a_second in ((FCM, "/android", 1000), (EXPO, "", 1), (ONE_SIGNAL, "", 1)):
        for native in view.natives(provider):
            value = (object_at(native.fields, "android") if inner else native.fields).get("ttl")
            if not isinstance(value, int | float) or value <= LONGEST_TTL_SECONDS * a_second:
                continue
            here, most = f"{native.pointer}{inner}/ttl", LONGEST_TTL_SECONDS * a_second
            unit = "ms" if a_second > 1 else "s"
            what = f"“ttl” is {value:,} {unit}; {most:,} {unit} (28 days) are the most."
            yield view.hit(here, what, label="Set it to 28 days", edits=[(here, most)])


def _raw_blocks(draft: Draft, context: CheckContext) -> ApsBlock | None:
    view = View(draft, context, _trigger(draft))
    if view.is_text:
        return None
    for native in view.natives(APNS):
        if isinstance(native.fields.get("rawPayload"), dict):
            return _block(native, context)
    return None


def _trigger(draft: Draft) -> dict[str, Json]:
    return draft.payload if isinstance(draft.payload, dict) else {}


def _block(native: Native, context: CheckContext) -> ApsBlock:
    kind = native.fields.get("pushType")
    return ApsBlock.of(
        native.fields["rawPayload"],
        f"{BASE}{native.pointer}/rawPayload",
        push_type=kind if isinstance(kind, str) else "alert",
        now=context.now,
    )


NATIVE_RULES: tuple[Rule, ...] = (
    rule(
        27,
        Severity.ERROR,
        "FCM type cannot be used",
        "overrides.fcm.type “data” makes a data message; elsewhere it is an unknown field of FCM's.",
        "Write overrides.fcm.type: data.",
        _data_type,
        _SOURCE,
    ),
    rule(
        28,
        Severity.WARNING,
        "webPush in another spelling",
        "overrides.fcm has webPush, providers.fcm has webpush, as Google's library.",
        "Use the spelling of the place.",
        _web_spelling,
        _SOURCE,
    ),
    rule(
        29,
        Severity.WARNING,
        "No field of FCM's message",
        "providers.fcm is merged into the message that Google's library sends; it refuses or ignores others.",
        f"Use {', '.join(_FCM_TOP)}.",
        _fcm_shape,
        _TEXTS_OF_DATA,
    ),
    rule(
        30,
        Severity.ERROR,
        "Data is no text",
        "Google's library refuses a message whose data holds anything but strings.",
        "Write it as a string.",
        _data_texts,
        _TEXTS_OF_DATA,
    ),
    rule(
        31,
        Severity.WARNING,
        "No field of the Apple library",
        "Novu hands APNs overrides to a library with names of its own (threadId, expiry, collapseId).",
        "Use its names; Apple's own payload goes into rawPayload.",
        _apple_names,
        _APPLE,
    ),
    rule(
        32,
        Severity.WARNING,
        "Override without effect",
        "Outside of _passthrough Novu writes some keys with dashes, and its Apple library then ignores them.",
        "Write it into _passthrough.body.",
        _recased,
        _SOURCE,
    ),
    rule(
        33,
        Severity.WARNING,
        "Push type without its topic",
        "Novu sends to the bundle id of its integration; Apple refuses these types without a suffix (BadTopic …).",
        "Add topic with the suffix.",
        _raw,
        "Sending notification requests to APNs",
    ),
    rule(
        34,
        Severity.WARNING,
        "Time to live too long",
        "FCM and OneSignal refuse more than 28 days, after Novu has accepted the trigger; Expo promises nothing beyond.",
        "Write 28 days or less.",
        _ttl,
        "Firebase, AndroidConfig; OneSignal, Create message; Expo, Message request format",
    ),
)
LENT_RULES: tuple[Rule, ...] = worn_by("NOVU", 300, _raw_blocks, (*KEY_RULES, *VALUE_RULES))
