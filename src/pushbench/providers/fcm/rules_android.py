"""Rules over the Android blocks (FCM034 to FCM043)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pushbench.domain.finding import CheckContext, Draft, Rule, Severity
from pushbench.domain.json_value import Json, JsonObject
from pushbench.providers.fcm.view import Hits, View
from pushbench.providers.formats.fcm_message import is_address
from pushbench.providers.formats.fcm_read import field_of, object_of, spelled

_RESOURCE = re.compile(r"[a-z][a-z0-9_]*")
_SOUND_FILE = re.compile(r"[^/]+\.[A-Za-z0-9]{2,4}")


def _two_blocks(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if field_of(view.message, "android") is not None and field_of(view.message, "android_v2") is not None:
        here = spelled(view.message, "android_v2")
        yield view.hit(
            here, "“android” and “android_v2” stand together.", label="Remove android_v2", edits=[(here, None)]
        )


def _one_kind(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    block = field_of(view.message, "android_v2")
    if not isinstance(block, dict):
        return
    here = spelled(view.message, "android_v2")
    kinds = [name for name in ("background_sync", "remote_notification") if field_of(block, name) is not None]
    if len(kinds) == 2:
        yield view.hit(here, "“background_sync” and “remote_notification” exclude each other.")
    elif not kinds:
        what = "“android_v2” has neither “background_sync” nor “remote_notification”."
        yield view.hit(here, what, severity=Severity.WARNING)


def _android_notifications(message: Mapping[str, Json]) -> Iterator[tuple[str, JsonObject]]:
    for path in (("android", "notification"), ("android_v2", "remote_notification", "notification")):
        yield spelled(message, *path), object_of(message, *path)


def _arguments_without_key(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for pointer, notification in _android_notifications(view.message):
        for part in ("title", "body"):
            arguments = field_of(notification, f"{part}_loc_args")
            if arguments and not field_of(notification, f"{part}_loc_key"):
                here = pointer + spelled(notification, f"{part}_loc_args")
                what = f"“{part}_loc_args” stands without “{part}_loc_key”."
                yield view.hit(here, what, label=f"Remove {part}_loc_args", edits=[(here, None)])


def _text_over_key(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    common = object_of(view.message, "notification")
    for pointer, notification in _android_notifications(view.message):
        for part in ("title", "body"):
            key = field_of(notification, f"{part}_loc_key")
            if key and (field_of(notification, part) or field_of(common, part)):
                here = pointer + spelled(notification, f"{part}_loc_key")
                yield view.hit(here, f"The plain {part} wins over “{part}_loc_key”.")


def _half_a_light(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for pointer, notification in _android_notifications(view.message):
        light = field_of(notification, "light_settings")
        if not isinstance(light, dict):
            continue
        here = pointer + spelled(notification, "light_settings")
        for name in ("color", "light_on_duration", "light_off_duration"):
            if field_of(light, name) is None:
                yield view.hit(here, f"“light_settings” has no “{name}”.")


def _outdone(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    pairs = (
        ("default_vibrate_timings", "vibrate_timings", "vibrate_timings"),
        ("default_light_settings", "light_settings", "default_light_settings"),
        ("default_sound", "sound", "sound"),
    )
    for pointer, notification in _android_notifications(view.message):
        for default, own, loser in pairs:
            if field_of(notification, default) is True and field_of(notification, own) is not None:
                here = pointer + spelled(notification, loser)
                what = f"“{default}” and “{own}” are both set; “{loser}” has no effect."
                yield view.hit(here, what, label=f"Remove {loser}", edits=[(here, None)])


def _short_vibration(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for pointer, notification in _android_notifications(view.message):
        timings = field_of(notification, "vibrate_timings")
        if isinstance(timings, list) and len(timings) < 2:
            here = pointer + spelled(notification, "vibrate_timings")
            yield view.hit(here, "“vibrate_timings” needs at least a wait and a buzz.")


def _icon_name(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for pointer, notification in _android_notifications(view.message):
        icon = field_of(notification, "icon")
        if not isinstance(icon, str) or not icon or _RESOURCE.fullmatch(icon):
            continue
        bare = icon.rpartition("/")[2].partition(".")[0].lower().replace("-", "_")
        here = pointer + spelled(notification, "icon")
        edits = [(here, bare)] if _RESOURCE.fullmatch(bare) and not is_address(icon) else []
        yield view.hit(here, f"“{icon[:60]}” is no name of a drawable resource.", label=f"Set to {bare}", edits=edits)


def _sound_name(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    for pointer, notification in _android_notifications(view.message):
        sound = field_of(notification, "sound")
        if isinstance(sound, str) and _SOUND_FILE.fullmatch(sound):
            here, bare = pointer + spelled(notification, "sound"), sound.rpartition(".")[0]
            what = f"Android looks sounds up without a suffix, “{bare[:60]}”."
            yield view.hit(here, what, label=f"Set to {bare[:40]}", edits=[(here, bare)])


def _high_but_silent(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    priority = object_of(view.message, "android").get("priority")
    is_high = isinstance(priority, str) and priority.upper() == "HIGH"
    notifications = [
        object_of(view.message, "notification"),
        *(part for _, part in _android_notifications(view.message)),
    ]
    if is_high and not any(notifications):
        yield view.hit("/android/priority", "A data message has high priority.")


_SCHEMA = "FCM v1 discovery document, revision 20261023"
_ANDROID_SDK = "firebase-android-sdk, CommonNotificationBuilder and NotificationParams"

ANDROID_RULES: tuple[Rule, ...] = (
    Rule(
        "FCM034",
        Severity.ERROR,
        "Both Android blocks",
        "FCM refuses a message with android and android_v2.",
        "Keep one of them.",
        _two_blocks,
        _SCHEMA,
    ),
    Rule(
        "FCM035",
        Severity.ERROR,
        "Kind of android_v2",
        "android_v2 is either a background sync or a notification.",
        "Keep one of them.",
        _one_kind,
        _SCHEMA,
    ),
    Rule(
        "FCM036",
        Severity.ERROR,
        "Localisation arguments without key",
        "Arguments fill the placeholders of the string that the key names; FCM refuses them alone.",
        "Add the key, or remove the arguments.",
        _arguments_without_key,
        "firebase-admin 7.7.0, message encoder",
    ),
    Rule(
        "FCM037",
        Severity.WARNING,
        "Plain text beside a localisation key",
        "The Android SDK looks for the key only where no plain text came with the message, the common one included.",
        "Remove the plain text, or the key.",
        _text_over_key,
        _ANDROID_SDK,
    ),
    Rule(
        "FCM038",
        Severity.ERROR,
        "Incomplete light settings",
        "Colour and both durations are required.",
        "Add what is missing, or remove light_settings.",
        _half_a_light,
        _SCHEMA,
    ),
    Rule(
        "FCM039",
        Severity.WARNING,
        "Field without effect",
        "The default vibration and sound win over explicit ones, an explicit light over the default light.",
        "Remove the field that has no effect.",
        _outdone,
        _SCHEMA,
    ),
    Rule(
        "FCM040",
        Severity.WARNING,
        "Vibration too short",
        "The Android SDK ignores a pattern of fewer than two durations.",
        "Write a wait and a buzz, such as [“0s”, “0.5s”].",
        _short_vibration,
        _ANDROID_SDK,
    ),
    Rule(
        "FCM041",
        Severity.WARNING,
        "Icon is no resource name",
        "Android looks the icon up among the app's drawable resources, and else shows the app's own.",
        "Write the resource's name: small letters, digits and _, without suffix.",
        _icon_name,
        _ANDROID_SDK,
    ),
    Rule(
        "FCM042",
        Severity.NOTE,
        "Sound with a suffix",
        "Android looks sounds up by resource name, which has no suffix, and else plays the default.",
        "Leave the suffix out.",
        _sound_name,
        _ANDROID_SDK,
    ),
    Rule(
        "FCM043",
        Severity.NOTE,
        "High priority without a notification",
        "FCM lowers the priority of apps whose high-priority messages do not lead to a visible notification.",
        "Make sure that the app shows something, or send with normal priority.",
        _high_but_silent,
        "Set and manage message priority",
    ),
)
