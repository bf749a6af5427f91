"""Every field of an Airship push as tables: its type, its words, and what stands below it.

Source: Airship API, push object and platform overrides; urbanairship 7.4.1; urbanairship/java-library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.pointer import child
from pushbench.providers.formats.aps_keys import (
    BOOLEAN,
    COUNT,
    NUMBER,
    OBJECT,
    TEXT,
    TEXT_OR_OBJECT,
    Kind,
    by_letters,
    is_integer,
    is_strings,
    plain,
)

MOST_BYTES = 4096
MOST_BODY_BYTES = 5 * 1024 * 1024
MOST_MESSAGE_BYTES = 256 * 1024
MOST_SMS = 1600
MOST_SELECTORS = 1000
MOST_CATEGORIES, LONGEST_CATEGORY = 10, 64
MOST_COLLAPSE_BYTES = 64
MOST_VARIANTS = 26
MOST_WEB_BUTTONS = 2
LONGEST_TAG = 128

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
APNS_TOKEN = re.compile(r"[0-9a-fA-F]{64}")
BADGE = re.compile(r"auto|[+-]\d{1,9}")
COLOR = re.compile(r"#[0-9a-f]{6}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LANGUAGE = re.compile(r"[a-z]{2}")
COUNTRY = re.compile(r"[A-Z]{2}")

PLATFORMS = ("ios", "android", "amazon", "wns", "web", "sms", "email")
OPEN = "open::"
DEVICE_TYPES = "device_types"
AUDIENCE = "audience"
CONTENTS = ("notification", "message", "in_app")
"""One of them a push must have."""
RESERVED_EXTRA = ("from", "message_type", "data")
RESERVED_PREFIXES = ("google", "gcm")
ANDROID_CATEGORIES = (
    *("alarm", "call", "email", "err", "event", "msg", "promo", "recommendation", "service", "social", "status"),
    *("sys", "transport"),
)
LEVELS = ("passive", "active", "time-sensitive", "critical")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OPENS = ("url", "deep_link", "landing_page")

SECONDS_OR_TIME = Kind("seconds or a time", lambda value: is_integer(value) or isinstance(value, str))
BADGE_VALUE = Kind("a whole number, “auto”, “+N” or “-N”", lambda value: is_integer(value) or isinstance(value, str))
TEXT_OR_TEXTS = Kind("a string or an array of strings", lambda value: isinstance(value, str) or is_strings(value))
TEXTS = Kind("an array of strings", is_strings)
OBJECTS = Kind("an array of objects", lambda value: isinstance(value, list) and all(isinstance(i, dict) for i in value))
FLAG = Kind("true or false", lambda value: isinstance(value, bool) or (is_integer(value) and value in (0, 1)))
ANYTHING = Kind("anything", lambda value: True)


@dataclass(frozen=True, slots=True)
class Field:
    """One documented field."""

    kind: Kind
    note: str
    words: tuple[Json, ...] = ()
    """The values it takes, where it takes few."""
    below: str = ""
    """The table of what stands in it: of the object, or of each object of an array."""
    is_map: bool = False
    """Whether ``below`` is the table of each member instead, whatever their names."""
    instead: str = ""
    """What took its place, for fields that are deprecated or dead."""


_PUSH: Mapping[str, Field] = {
    "notification": Field(OBJECT, "What is shown, with overrides by platform.", below="notification"),
    "message": Field(OBJECT, "An entry of the app's Message Center.", below="message"),
    "in_app": Field(OBJECT, "A banner the app shows when it is next opened.", below="in_app"),
    "device_types": Field(
        Kind("an array of platforms", lambda value: value == "all" or is_strings(value)),
        "Who is reached of the audience: ios, android, amazon, web, wns, sms, email, open::name.",
    ),
    "options": Field(OBJECT, "Expiry, throttling, personalization.", below="options"),
    "campaigns": Field(OBJECT, "Categories for reports.", below="campaigns"),
    "localizations": Field(
        OBJECTS, "Content by language and country; the top level is the default.", below="localization"
    ),
    "global_attributes": Field(OBJECT, "Values for {{…}} that are the same for all."),
    "orchestration": Field(OBJECT, "Which of a named user's channels gets it.", below="orchestration"),
    "message_type": Field(TEXT, "What the law calls it.", ("transactional", "commercial")),
    "feed_references": Field(ANYTHING, "External data feeds."),
    "schedule": Field(OBJECT, "When it leaves: the push becomes a schedule.", below="schedule"),
    "name": Field(TEXT, "A label of a schedule or an experiment."),
    "variants": Field(OBJECTS, "The arms of an A/B test: the push becomes an experiment.", below="variant"),
    "control": Field(NUMBER, "The share of an experiment's audience that gets nothing, 0 to 1."),
    "description": Field(TEXT, "Of an experiment."),
    "merge_data": Field(OBJECT, "A template of the project in place of a notification.", below="merge_data"),
}
_NOTIFICATION: Mapping[str, Field] = {
    "alert": Field(TEXT, "The text, on every platform without one of its own."),
    "actions": Field(OBJECT, "What a tap does.", below="actions"),
    "interactive": Field(OBJECT, "Buttons, by the type the app registered.", below="interactive"),
    **{
        name: Field(OBJECT, note, below=name)
        for name, note in (
            ("ios", "For iPhones; its values win over the common ones."),
            ("android", "For Android; its values win over the common ones."),
            ("amazon", "For Amazon devices."),
            ("web", "For browsers."),
            ("wns", "For Windows."),
            ("sms", "A text message."),
            ("mms", "A text message with pictures."),
            ("email", "An e-mail."),
        )
    },
}
_EVERYWHERE: Mapping[str, Field] = {
    "alert": Field(TEXT, "The text on this platform."),
    "title": Field(TEXT, "The title."),
    "actions": Field(OBJECT, "What a tap does.", below="actions"),
    "interactive": Field(OBJECT, "Buttons, by the type the app registered.", below="interactive"),
    "template": Field(OBJECT, "A template of the project for this platform.", below="template"),
}
_IOS: Mapping[str, Field] = {
    **_EVERYWHERE,
    "alert": Field(TEXT_OR_OBJECT, "The text, or Apple's alert dictionary."),
    "subtitle": Field(TEXT, "The second line."),
    "badge": Field(BADGE_VALUE, "The number on the app's icon: a number, auto, +N or -N."),
    "sound": Field(
        TEXT_OR_OBJECT, "A sound file of the app, “default”, or an object for critical alerts.", below="sound"
    ),
    "content_available": Field(FLAG, "Wakes the app."),
    "content-available": Field(FLAG, "The same, as the Python client spells it."),
    "mutable_content": Field(FLAG, "Runs the app's notification service extension."),
    "extra": Field(OBJECT, "What the app's code gets."),
    "expiry": Field(SECONDS_OR_TIME, "How long Apple tries: seconds, or a time."),
    "priority": Field(COUNT, "10 at once, 5 when it suits the battery.", (5, 10)),
    "collapse_id": Field(TEXT, "A newer push of the same id takes its place."),
    "thread_id": Field(TEXT, "Groups notifications."),
    "category": Field(TEXT, "A category the app registered."),
    "interruption_level": Field(TEXT, "How far it may interrupt.", LEVELS),
    "relevance_score": Field(NUMBER, "0 to 1, orders the summary."),
    "target_content_id": Field(TEXT, "The window brought forward."),
    "media_attachment": Field(OBJECT, "A picture, sound or film.", below="media_attachment"),
    "live_activity": Field(OBJECT, "Starts, updates or ends a Live Activity.", below="live_activity"),
}
_ANDROID: Mapping[str, Field] = {
    **_EVERYWHERE,
    "summary": Field(TEXT, "The line below the text."),
    "extra": Field(OBJECT, "What the app's code gets; texts only."),
    "collapse_key": Field(TEXT, "Of several that wait only the newest arrives."),
    "time_to_live": Field(SECONDS_OR_TIME, "How long Google tries: seconds, or a time."),
    "delivery_priority": Field(TEXT, "Google's priority.", ("high", "normal")),
    "priority": Field(COUNT, "How it is sorted, before Android 8.", (-2, -1, 0, 1, 2)),
    "visibility": Field(COUNT, "On the lock screen: 1 all, 0 without content, -1 nothing.", (-1, 0, 1)),
    "category": Field(TEXT, "Android's category.", ANDROID_CATEGORIES),
    "style": Field(OBJECT, "Long text, a picture, or lines.", below="style"),
    "sound": Field(TEXT, "A sound of the app; since Android 8 the channel's counts."),
    "icon": Field(TEXT, "Name of a drawable resource."),
    "icon_color": Field(TEXT, "#rrggbb in lower case."),
    "notification_channel": Field(TEXT, "A channel of the app."),
    "notification_tag": Field(TEXT, "A newer notification of the same tag takes its place."),
    "local_only": Field(BOOLEAN, "Not on watches."),
    "wearable": Field(OBJECT, "For watches.", below="wearable"),
    "public_notification": Field(OBJECT, "What a locked screen shows.", below="public_notification"),
    "deliver_to": Field(TEXT, "Whether those who opted out get it too.", ("all", "opted_in")),
    "delay_while_idle": Field(BOOLEAN, "Dead since 2016.", instead="delivery_priority"),
    "live_update": Field(OBJECT, "Starts, updates or ends a Live Update.", below="live_update"),
}
_AMAZON: Mapping[str, Field] = {
    **_EVERYWHERE,
    "summary": Field(TEXT, "The line below the text."),
    "consolidation_key": Field(TEXT, "Of several that wait only the newest arrives."),
    "expires_after": Field(SECONDS_OR_TIME, "How long Amazon tries: seconds, or a time."),
    "extra": Field(OBJECT, "What the app's code gets; texts only."),
    **{name: _ANDROID[name] for name in ("style", "sound", "icon", "icon_color", "notification_channel")},
    "notification_tag": _ANDROID["notification_tag"],
}
_WEB: Mapping[str, Field] = {
    **_EVERYWHERE,
    "extra": Field(OBJECT, "What the page's code gets; texts only."),
    "icon": Field(OBJECT, "The icon.", below="picture"),
    "image": Field(OBJECT, "The picture, in Chrome and Edge.", below="picture"),
    "buttons": Field(OBJECTS, "Buttons with labels and actions.", below="button"),
    "require_interaction": Field(BOOLEAN, "Stays until it is clicked."),
    "time_to_live": Field(SECONDS_OR_TIME, "How long the browser's service tries: seconds, or a time."),
}
_WNS: Mapping[str, Field] = {
    "alert": Field(TEXT, "The text of a toast."),
    "toast": Field(OBJECT, "A toast."),
    "tile": Field(OBJECT, "A tile."),
    "badge": Field(OBJECT, "A badge."),
}
_SMS: Mapping[str, Field] = {
    "alert": Field(TEXT, "The text, up to 1,600 characters."),
    "expiry": Field(SECONDS_OR_TIME, "How long it is tried."),
    "shorten_links": Field(BOOLEAN, "Replaces links by short ones."),
    "template": _EVERYWHERE["template"],
}
_MMS: Mapping[str, Field] = {
    "fallback_text": Field(TEXT, "The text where pictures cannot be shown."),
    "slides": Field(OBJECTS, "Pictures and texts.", below="slide"),
    "subject": Field(TEXT, "The subject."),
    "shorten_links": Field(BOOLEAN, "Replaces links by short ones."),
}
_EMAIL: Mapping[str, Field] = {
    "message_type": Field(TEXT, "What the law calls it.", ("transactional", "commercial")),
    "subject": Field(TEXT, "The subject."),
    "plaintext_body": Field(TEXT, "The text."),
    "html_body": Field(TEXT, "The text as HTML."),
    "reply_to": Field(TEXT, "The address answers go to."),
    "sender_address": Field(TEXT, "The sender's address."),
    "sender_name": Field(TEXT, "The sender's name."),
    "attachments": Field(OBJECTS, "Attachments by id.", below="attachment"),
    "bcc": Field(TEXT_OR_TEXTS, "Who gets a copy."),
    "click_tracking": Field(BOOLEAN, "Whether clicks are counted."),
    "open_tracking": Field(BOOLEAN, "Whether openings are counted."),
    "bypass_opt_in_level": Field(BOOLEAN, "Sends to those who did not confirm."),
    "template": _EVERYWHERE["template"],
}
EMAIL_NEEDS = (*("message_type", "subject", "plaintext_body", "reply_to", "sender_address", "sender_name"),)
_OPEN_PLATFORM: Mapping[str, Field] = {
    **_EVERYWHERE,
    "summary": Field(TEXT, "The line below the text."),
    "extra": Field(OBJECT, "What the receiver gets; texts only."),
    "media_attachment": Field(TEXT, "Address of a picture."),
}
_ACTIONS: Mapping[str, Field] = {
    "add_tag": Field(TEXT_OR_TEXTS, "Tags the device gets when the notification is tapped."),
    "remove_tag": Field(TEXT_OR_TEXTS, "Tags the device loses."),
    "open": Field(OBJECT, "What opens.", below="open"),
    "share": Field(TEXT, "A text to share."),
    "app_defined": Field(OBJECT, "Actions of the app's own code."),
    "add_custom_event": Field(OBJECT, "An event that is counted.", below="custom_event"),
}
TABLES: Mapping[str, Mapping[str, Field]] = {
    "push": _PUSH,
    "notification": _NOTIFICATION,
    "ios": _IOS,
    "android": _ANDROID,
    "amazon": _AMAZON,
    "web": _WEB,
    "wns": _WNS,
    "sms": _SMS,
    "mms": _MMS,
    "email": _EMAIL,
    "open_platform": _OPEN_PLATFORM,
    "actions": _ACTIONS,
    "open": {
        "type": Field(TEXT, "What opens: an address, a deep link or a landing page.", _OPENS),
        "content": Field(TEXT_OR_OBJECT, "The address, or the landing page.", below="landing_page"),
        "fallback_url": Field(TEXT, "Opened where the deep link cannot be."),
    },
    "landing_page": {
        "body": Field(TEXT, "The page."),
        "content_type": Field(TEXT, "text/html usually."),
        "content_encoding": Field(TEXT, "How the body is written.", ("utf-8", "base64")),
    },
    "custom_event": {
        "name": Field(TEXT, "The event's name."),
        "properties": Field(OBJECT, "More about it."),
        "value": Field(NUMBER, "What it is worth."),
    },
    "interactive": {
        "type": Field(TEXT, "The buttons' type: ua_… of Airship's own, or one the app registered."),
        "button_actions": Field(OBJECT, "Button id -> what it does.", below="actions", is_map=True),
    },
    "sound": {
        "name": Field(TEXT, "The file."),
        "volume": Field(NUMBER, "0 to 1."),
        "critical": Field(FLAG, "Plays even when the phone is muted."),
    },
    "media_attachment": {
        "url": Field(TEXT, "The address of the picture, sound or film."),
        "content": Field(OBJECT, "Words that take the place of the alert's.", below="media_content"),
        "options": Field(OBJECT, "Crop, time and whether the small picture is hidden.", below="media_options"),
    },
    "media_content": {
        "title": Field(TEXT, "The title."),
        "subtitle": Field(TEXT, "The second line."),
        "body": Field(TEXT, "The text."),
    },
    "media_options": {
        "time": Field(NUMBER, "Which moment of a film is the small picture, in seconds."),
        "crop": Field(OBJECT, "Which part is the small picture.", below="crop"),
        "hidden": Field(BOOLEAN, "Without a small picture."),
    },
    "crop": {name: Field(NUMBER, "0 to 1, as a share of the picture.") for name in ("x", "y", "width", "height")},
    "live_activity": {
        "name": Field(TEXT, "The activity's name, as the app tracks it."),
        "event": Field(TEXT, "What happens to it.", ("start", "update", "end")),
        "content_state": Field(OBJECT, "The activity's changing content."),
        "alert": Field(OBJECT, "Words of an alert.", below="activity_alert"),
        "priority": Field(COUNT, "Apple's priority.", (5, 10)),
        "relevance_score": Field(NUMBER, "Orders activities."),
        "stale_date": Field(COUNT, "Unix seconds after which it is out of date."),
        "dismissal_date": Field(COUNT, "Unix seconds at which it leaves the screen."),
        "timestamp": Field(COUNT, "Unix seconds; the newest update wins."),
        "attributes": Field(OBJECT, "The fixed content; start only."),
        "attributes_type": Field(TEXT, "The name of the app's ActivityAttributes type; start only."),
    },
    "activity_alert": {
        "title": Field(TEXT, "The title."),
        "body": Field(TEXT, "The text."),
        "sound": Field(TEXT, "The sound."),
    },
    "live_update": {
        "name": Field(TEXT, "The update's name, as the app tracks it."),
        "event": Field(TEXT, "What happens to it.", ("start", "update", "end")),
        "content_state": Field(OBJECT, "The changing content."),
        "type": Field(TEXT, "The handler the app registered."),
        "dismissal_date": Field(COUNT, "Unix seconds at which it leaves."),
        "timestamp": Field(COUNT, "Unix seconds; the newest update wins."),
    },
    "style": {
        "type": Field(TEXT, "The style.", ("big_text", "big_picture", "inbox")),
        "big_text": Field(TEXT, "The long text."),
        "big_picture": Field(TEXT, "The picture's address."),
        "lines": Field(TEXTS, "The inbox's lines."),
        "title": Field(TEXT, "The title when expanded."),
        "summary": Field(TEXT, "The last line when expanded."),
    },
    "wearable": {
        "background_image": Field(TEXT, "Address of the picture behind."),
        "extra_pages": Field(OBJECTS, "More pages of title and text."),
        "interactive": _EVERYWHERE["interactive"],
    },
    "public_notification": {
        "title": Field(TEXT, "The title."),
        "alert": Field(TEXT, "The text."),
        "summary": Field(TEXT, "The line below."),
    },
    "picture": {"url": Field(TEXT, "The address.")},
    "button": {
        "id": Field(TEXT, "The button's id."),
        "label": Field(TEXT, "What stands on it."),
        "actions": Field(OBJECT, "What a click does.", below="actions"),
    },
    "template": {
        "template_id": Field(TEXT, "The template's UUID."),
        "fields": Field(OBJECT, "Fields with {{…}}.", instead="options.personalization"),
        "variable_defaults": Field(ANYTHING, "What stands for variables without a value."),
    },
    "slide": {
        "text": Field(TEXT, "The text."),
        "media": Field(OBJECT, "The picture.", below="media"),
    },
    "media": {
        "url": Field(TEXT, "The picture's address."),
        "content_type": Field(TEXT, "image/jpeg, image/gif ..."),
        "content_length": Field(COUNT, "Its bytes."),
    },
    "attachment": {"id": Field(TEXT, "The attachment's id.")},
    "message": {
        "title": Field(TEXT, "The title."),
        "body": Field(TEXT, "The page."),
        "content_type": Field(TEXT, "text/html usually."),
        "content_encoding": Field(TEXT, "How the body is written.", ("utf-8", "base64")),
        "extra": Field(OBJECT, "What the app's code gets; texts only."),
        "expiry": Field(SECONDS_OR_TIME, "When the entry goes: seconds, or a time."),
        "icons": Field(OBJECT, "The entry's icon.", below="icons"),
        "options": Field(OBJECT, "More."),
        "campaigns": Field(OBJECT, "Categories for reports.", below="campaigns"),
        "template": _EVERYWHERE["template"],
    },
    "icons": {"list_icon": Field(TEXT, "Address of the icon in the list.")},
    "in_app": {
        "alert": Field(TEXT, "The text."),
        "display_type": Field(TEXT, "How it looks.", ("banner",)),
        "expiry": Field(SECONDS_OR_TIME, "When it is not shown any more."),
        "display": Field(OBJECT, "Colours, duration and place.", below="display"),
        "actions": Field(OBJECT, "What a tap does.", below="actions"),
        "interactive": _EVERYWHERE["interactive"],
        "extra": Field(OBJECT, "What the app's code gets; texts only."),
    },
    "display": {
        "primary_color": Field(TEXT, "#rrggbb."),
        "secondary_color": Field(TEXT, "#rrggbb."),
        "duration": Field(COUNT, "Seconds it stays."),
        "position": Field(TEXT, "Where it appears.", ("top", "bottom")),
    },
    "options": {
        "expiry": Field(SECONDS_OR_TIME, "How long it is tried: seconds, or a time; a platform's own wins."),
        "no_throttle": Field(BOOLEAN, "Not slowed down."),
        "bypass_frequency_limits": Field(BOOLEAN, "Sends to those who had enough messages."),
        "bypass_holdout_groups": Field(BOOLEAN, "Sends to holdout groups too."),
        "omit_from_activity_log": Field(BOOLEAN, "Not in the dashboard's list."),
        "personalization": Field(BOOLEAN, "Fills in {{…}} from attributes."),
        "redact_payload": Field(BOOLEAN, "Airship does not keep the content."),
    },
    "campaigns": {"categories": Field(TEXT_OR_TEXTS, "One to ten words of at most 64 characters.")},
    "localization": {
        "language": Field(TEXT, "Two letters (ISO 639-1)."),
        "country": Field(TEXT, "Two capital letters (ISO 3166)."),
        **{name: _PUSH[name] for name in CONTENTS},
    },
    "orchestration": {
        "type": Field(
            TEXT, "How the channel is chosen.", ("channel_priority", "triggering_channel", "last_active", "fan_out")
        ),
        "channel_priority": Field(TEXTS, "Platforms in order."),
        "type_on_unknown": Field(TEXT, "What happens where it cannot be told."),
    },
    "schedule": {
        "scheduled_time": Field(TEXT, "When it leaves, UTC: 2026-12-01T10:00:00."),
        "local_scheduled_time": Field(TEXT, "When it leaves, in each device's own time."),
        "best_time": Field(OBJECT, "At the hour each user is most likely to read.", below="best_time"),
        "recurring": Field(OBJECT, "Again and again, beside scheduled_time.", below="recurring"),
    },
    "best_time": {"send_date": Field(TEXT, "The day: 2026-12-01.")},
    "recurring": {
        "cadence": Field(OBJECT, "How often.", below="cadence"),
        "end_time": Field(TEXT, "When it ends, UTC."),
        "exclusions": Field(OBJECTS, "When it does not leave.", below="exclusion"),
        "paused": Field(BOOLEAN, "Waits until it is resumed."),
    },
    "cadence": {
        "type": Field(TEXT, "The step.", ("hourly", "daily", "weekly", "monthly", "yearly")),
        "count": Field(COUNT, "How many steps lie between."),
        "days_of_week": Field(TEXTS, "For weekly ones."),
    },
    "exclusion": {
        "hour_range": Field(TEXT, "9-17."),
        "date_range": Field(TEXT, "Two times with / between."),
        "days_of_week": Field(TEXTS, "Days."),
    },
    "variant": {
        "name": Field(TEXT, "A label."),
        "description": Field(TEXT, "More about it."),
        "weight": Field(COUNT, "Its share against the other arms."),
        "schedule": Field(OBJECT, "When this arm leaves.", below="schedule"),
        "push": Field(OBJECT, "What this arm sends.", below="variant_push"),
    },
    "variant_push": {name: _PUSH[name] for name in (*CONTENTS, "options", "localizations", "campaigns")},
    "merge_data": {
        "template_id": Field(TEXT, "The template's UUID."),
        "substitutions": Field(OBJECT, "Values for its variables."),
    },
}

_ALIASES: Mapping[str, Mapping[str, str]] = {
    "push": {
        "platforms": "device_types",
        "devicetype": "device_types",
        "notifications": "notification",
        "inappmessage": "in_app",
        "messagecenter": "message",
        "localization": "localizations",
        "translations": "localizations",
        "campaign": "campaigns",
    },
    "notification": {
        "text": "alert",
        "message": "alert",
        "body": "alert",
        "windows": "wns",
        "apns": "ios",
        "fcm": "android",
    },
    "ios": {
        "text": "alert",
        "message": "alert",
        "body": "alert",
        "data": "extra",
        "threadid": "thread_id",
        "apnscollapseid": "collapse_id",
        "ttl": "expiry",
        "interruption": "interruption_level",
        "mediaattachments": "media_attachment",
        "image": "media_attachment",
        "liveactivities": "live_activity",
    },
    "android": {
        "text": "alert",
        "message": "alert",
        "body": "alert",
        "data": "extra",
        "ttl": "time_to_live",
        "channelid": "notification_channel",
        "channel": "notification_channel",
        "tag": "notification_tag",
        "color": "icon_color",
        "subtitle": "summary",
        "subtext": "summary",
        "liveupdates": "live_update",
    },
    "web": {
        "text": "alert",
        "message": "alert",
        "body": "alert",
        "data": "extra",
        "ttl": "time_to_live",
        "requireinteraction": "require_interaction",
    },
    "options": {"ttl": "expiry", "personalisation": "personalization", "personalize": "personalization"},
    "open": {"url": "content"},
    "button": {"title": "label", "text": "label", "action": "actions"},
    "live_activity": {"contentstate": "content_state", "state": "content_state"},
}
"""Other services' words, by their letters alone."""
FOREIGN: Mapping[str, str] = {
    "aps": "Apple's payload",
    "android": "FCM's block for Android, or a platform override that belongs into notification",
    "ios": "a platform override, which belongs into notification",
    "web": "a platform override, which belongs into notification",
    "apns": "FCM's block for iPhones",
    "webpush": "FCM's block for browsers",
    "contents": "OneSignal's map of texts",
    "headings": "OneSignal's map of titles",
    "to": "another service's target",
    "registration_ids": "the old FCM API's list of targets",
    "alert": "what is shown, which belongs into notification",
}
"""Names at the top level that belong to other services, or deeper."""
_LETTERS = {table: by_letters(fields) for table, fields in TABLES.items()}


@lru_cache(maxsize=2048)
def meant(name: str, table: str) -> str | None:
    """Return the documented field of a table that an unknown one stands for, or None."""
    letters, known = plain(name), _LETTERS[table]
    found = known.get(letters) or _ALIASES.get(table, {}).get(letters)
    if found or len(letters) < 4:
        return found
    close = get_close_matches(letters, known, n=1, cutoff=0.8)
    return known[close[0]] if close else None


@dataclass(frozen=True, slots=True)
class Node:
    """One object of a payload, the table that describes it, and where it stands below the body."""

    pointer: str
    table: str
    value: JsonObject

    @property
    def fields(self) -> Mapping[str, Field]:
        return TABLES[self.table]

    def field(self, name: str) -> Field | None:
        """Return the field of a name; ``open::x`` in a notification is a platform of one's own."""
        found = self.fields.get(name)
        if found is None and self.table == "notification" and name.startswith(OPEN):
            return Field(OBJECT, "An open platform.", below="open_platform")
        return found


def nodes(body: JsonObject) -> Iterator[Node]:
    """Yield every object of a push that a table describes, outer ones first."""
    waiting = [Node("", "push", body)]
    while waiting:
        node = waiting.pop(0)
        yield node
        for name, value in node.value.items():
            field = node.field(name)
            if field is not None and field.below:
                waiting += _below(field, child(node.pointer, name), value)


def _below(field: Field, pointer: str, value: Json) -> Iterator[Node]:
    inner: list[tuple[str | int, Json]] = []
    if isinstance(value, list):
        inner = list(enumerate(value[:200]))
    elif isinstance(value, dict) and field.is_map:
        inner = [*list(value.items())[:200]]
    elif isinstance(value, dict):
        yield Node(pointer, field.below, value)
    for key, item in inner:
        if isinstance(item, dict):
            yield Node(child(pointer, key), field.below, item)


def tables(body: JsonObject, *names: str) -> list[Node]:
    """Return the objects of a push that one of some tables describes."""
    return [node for node in nodes(body) if node.table in names]
