"""Every field of a OneSignal push: its type, whose platform reads it, and the words it takes.

Source: OneSignal's OpenAPI document 11.6 (create notification); onesignal-python-api 5.18.0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from pushbench.domain.json_value import Json
from pushbench.providers.formats.aps_keys import BOOLEAN, COUNT, NUMBER, OBJECT, TEXT, Kind, by_letters, plain

ALL, IOS, ANDROID, HUAWEI, AMAZON, WEB, OTHER = "all", "iOS", "Android", "Huawei", "Amazon", "web", "other"

MOST_DATA_BYTES = 2048
MOST_BYTES = 4096
CAREFUL_BYTES = 3500
"""OneSignal adds keys of its own; below this a push fits for sure."""
MOST_COLLAPSE = 64
MOST_NAME = 128
MOST_BUTTONS = 3
MOST_WEB_BUTTONS = 2
MOST_FILTERS = 200
LONGEST_TTL_SECONDS = 2_419_200
MOST_IDS = 20_000
SURE_IDS = 2_000
"""The official client's own texts name this limit, the API document the larger one."""

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)

LANGUAGES = (
    *("en", "ar", "bs", "bg", "ca", "zh-Hans", "zh-Hant", "zh", "hr", "cs", "da", "nl", "et", "fi", "fr", "ka", "de"),
    *("el", "hi", "he", "hu", "id", "it", "ja", "ko", "lv", "lt", "ms", "nb", "pl", "fa", "pt", "pa", "ro", "ru"),
    *("sr", "sk", "es", "sv", "th", "tr", "uk", "vi"),
)
MAIN_LANGUAGE = "en"
_CHINESE = {"cn": "zh-Hans", "sg": "zh-Hans", "hans": "zh-Hans", "tw": "zh-Hant", "hk": "zh-Hant", "hant": "zh-Hant"}
_BY_TAG = {name.lower(): name for name in LANGUAGES} | {"no": "nb", "nn": "nb", "iw": "he", "in": "id"}


def language_key(tag: str) -> str | None:
    """Return OneSignal's key for a language tag (``de-AT`` is ``de``, ``zh-TW`` is ``zh-Hant``), or None."""
    parts = tag.replace("_", "-").lower().split("-")
    if parts[0] == "zh":
        return next((_CHINESE[part] for part in parts[1:] if part in _CHINESE), "zh")
    return _BY_TAG.get(parts[0])


def _is_languages(value: Json) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


LANGUAGE_MAP = Kind("an object of language and text", _is_languages)
TEXTS = Kind("an array of strings", lambda value: isinstance(value, list) and all(isinstance(i, str) for i in value))
OBJECTS = Kind("an array of objects", lambda value: isinstance(value, list) and all(isinstance(i, dict) for i in value))
RATE = Kind("a number", lambda value: NUMBER.accepts(value) or (isinstance(value, str) and value.isdigit()))
MAP_OR_TEXT = Kind("an object of language and text", lambda value: isinstance(value, str) or _is_languages(value))


@dataclass(frozen=True, slots=True)
class Field:
    """One documented field."""

    kind: Kind
    platform: str
    note: str
    words: tuple[Json, ...] = ()
    """The values it takes, where it takes few."""
    instead: str = ""
    """What took its place, for deprecated fields."""
    is_old: bool = False


_CATEGORIES = (
    *("MARKETING", "IM", "VOIP", "SUBSCRIPTION", "TRAVEL", "HEALTH", "WORK", "ACCOUNT", "EXPRESS", "FINANCE"),
    *("DEVICE_REMINDER", "MAIL"),
)
INTERRUPTION_LEVELS = ("active", "passive", "time_sensitive", "critical")
BADGE_TYPES = ("None", "SetTo", "Increase")

_CONTENT: Mapping[str, Field] = {
    "contents": Field(LANGUAGE_MAP, ALL, "The text, by language; en is needed and is what everybody else gets."),
    "headings": Field(LANGUAGE_MAP, ALL, "The title, by language."),
    "subtitle": Field(LANGUAGE_MAP, IOS, "The second line, by language."),
    "name": Field(TEXT, ALL, "A label for the dashboard; nobody else sees it."),
    "template_id": Field(TEXT, ALL, "A template of the dashboard that gives the content."),
    "custom_data": Field(OBJECT, ALL, "Values for the template's Liquid."),
    "data": Field(OBJECT, ALL, "What the app's code gets."),
    "url": Field(TEXT, ALL, "Opened by a tap, on every platform."),
    "web_url": Field(TEXT, WEB, "Opened by a click in browsers."),
    "app_url": Field(TEXT, "apps", "Opened by a tap in apps; takes schemes of its own."),
    "apns_alert": Field(OBJECT, IOS, "Keys of texts that the app itself translates (loc-key ...)."),
    "target_content_identifier": Field(TEXT, IOS, "The window or App Clip experience brought forward."),
}
_MEDIA: Mapping[str, Field] = {
    "big_picture": Field(TEXT, ANDROID, "The picture: an address, or the name of a drawable resource."),
    "huawei_big_picture": Field(TEXT, HUAWEI, "The picture."),
    "adm_big_picture": Field(TEXT, AMAZON, "The picture."),
    "chrome_web_image": Field(TEXT, WEB, "The picture in Chrome."),
    "chrome_big_picture": Field(TEXT, OTHER, "The picture in Chrome apps."),
    "global_image": Field(TEXT, ALL, "The picture's address for every platform; a platform's own field wins."),
    "ios_attachments": Field(OBJECT, IOS, "{id: address or file name}: what the app's service extension attaches."),
    "small_icon": Field(TEXT, ANDROID, "Name of a drawable resource."),
    "large_icon": Field(TEXT, ANDROID, "An address, or the name of a drawable resource."),
    "huawei_small_icon": Field(TEXT, HUAWEI, "Name of a drawable resource."),
    "huawei_large_icon": Field(TEXT, HUAWEI, "An address, or the name of a drawable resource."),
    "adm_small_icon": Field(TEXT, AMAZON, "Name of a drawable resource."),
    "adm_large_icon": Field(TEXT, AMAZON, "An address, or the name of a drawable resource."),
    "chrome_web_icon": Field(TEXT, WEB, "The icon's address in Chrome."),
    "chrome_web_badge": Field(TEXT, WEB, "Address of the glyph in Android's status bar."),
    "firefox_icon": Field(TEXT, WEB, "The icon's address in Firefox."),
    "chrome_icon": Field(TEXT, OTHER, "The icon in Chrome apps."),
    "buttons": Field(OBJECTS, "iOS and Android", "Up to three {id, text, icon}; the last one shows first."),
    "web_buttons": Field(OBJECTS, WEB, "Up to two {id, text, url, icon}."),
    "android_background_layout": Field(OBJECT, ANDROID, "{image, headings_color, contents_color}, before Android 12."),
}
_LOOKS: Mapping[str, Field] = {
    "android_channel_id": Field(TEXT, ANDROID, "A channel made in OneSignal's dashboard, by its id."),
    "existing_android_channel_id": Field(TEXT, ANDROID, "A channel that the app's own code made."),
    "huawei_channel_id": Field(TEXT, HUAWEI, "A channel made in OneSignal's dashboard, by its id."),
    "huawei_existing_channel_id": Field(TEXT, HUAWEI, "A channel that the app's own code made."),
    "android_accent_color": Field(TEXT, ANDROID, "Eight hex digits: alpha, red, green, blue."),
    "huawei_accent_color": Field(TEXT, HUAWEI, "Eight hex digits, or #rrggbb."),
    "android_led_color": Field(TEXT, ANDROID, "Eight hex digits.", instead="a notification channel", is_old=True),
    "huawei_led_color": Field(TEXT, HUAWEI, "Eight hex digits.", instead="a notification channel", is_old=True),
    "android_sound": Field(TEXT, ANDROID, "Before Android 8.", instead="a notification channel", is_old=True),
    "huawei_sound": Field(TEXT, HUAWEI, "Before EMUI 10.", instead="a notification channel", is_old=True),
    "adm_sound": Field(TEXT, AMAZON, "The sound."),
    "wp_wns_sound": Field(TEXT, OTHER, "The sound on Windows."),
    "android_visibility": Field(COUNT, ANDROID, "Before Android 8.", (1, 0, -1), "a notification channel", True),
    "huawei_visibility": Field(COUNT, HUAWEI, "Before EMUI 10.", (1, 0, -1), "a notification channel", True),
    "ios_sound": Field(TEXT, IOS, "A sound file of the app with its ending; “nil” is silent."),
    "ios_badgeType": Field(TEXT, IOS, "How the number changes.", BADGE_TYPES),
    "ios_badgeCount": Field(COUNT, IOS, "The number on the app's icon, or what is added to it."),
    "ios_category": Field(TEXT, IOS, "A category the app registered."),
    "ios_interruption_level": Field(TEXT, IOS, "How far it may interrupt.", INTERRUPTION_LEVELS),
    "ios_relevance_score": Field(NUMBER, IOS, "0 to 1, orders the summary."),
    "thread_id": Field(TEXT, IOS, "Groups notifications."),
    "summary_arg": Field(TEXT, IOS, "A word for the group's summary, up to iOS 14."),
    "summary_arg_count": Field(COUNT, IOS, "How many things one notification counts for in the summary."),
    "android_group": Field(TEXT, ANDROID, "Groups notifications."),
    "android_group_message": Field(MAP_OR_TEXT, ANDROID, "The group's text; $[notif_count] is the number."),
    "adm_group": Field(TEXT, AMAZON, "Groups notifications."),
    "adm_group_message": Field(LANGUAGE_MAP, AMAZON, "The group's text, by language."),
}
_DELIVERY: Mapping[str, Field] = {
    "collapse_id": Field(TEXT, "iOS and Android", "A newer one takes the place of the shown one."),
    "web_push_topic": Field(TEXT, WEB, "A newer one takes the place of the shown one, in browsers."),
    "priority": Field(COUNT, ALL, "10 is high, 5 normal.", (10, 5)),
    "ttl": Field(COUNT, ALL, "Seconds for which it may be kept; three days when absent."),
    "content_available": Field(BOOLEAN, "iOS and Android", "Wakes the app; without contents nothing shows."),
    "mutable_content": Field(BOOLEAN, IOS, "Always true at OneSignal."),
    "apns_push_type_override": Field(TEXT, IOS, "voip, for apps that take calls.", ("voip",)),
    "huawei_msg_type": Field(TEXT, HUAWEI, "message shows, data does not.", ("message", "data")),
    "huawei_category": Field(TEXT, HUAWEI, "What kind of message it is.", _CATEGORIES),
    "huawei_badge_class": Field(TEXT, HUAWEI, "The app's entry activity."),
    "huawei_badge_set_num": Field(COUNT, HUAWEI, "The number on the app's icon, 0 to 99."),
    "huawei_badge_add_num": Field(COUNT, HUAWEI, "What is added to the number, 1 to 99."),
    "huawei_bi_tag": Field(TEXT, HUAWEI, "Comes back in Huawei's receipts."),
    "isIos": Field(BOOLEAN, IOS, "Whether iPhones get it."),
    "isAndroid": Field(BOOLEAN, ANDROID, "Whether Android gets it."),
    "isHuawei": Field(BOOLEAN, HUAWEI, "Whether Huawei phones get it."),
    "isAdm": Field(BOOLEAN, AMAZON, "Whether Amazon's devices get it."),
    "isWP_WNS": Field(BOOLEAN, OTHER, "Whether Windows gets it."),
    "isAnyWeb": Field(BOOLEAN, WEB, "Whether browsers get it."),
    "isChromeWeb": Field(BOOLEAN, WEB, "Whether Chrome gets it."),
    "isFirefox": Field(BOOLEAN, WEB, "Whether Firefox gets it."),
    "isSafari": Field(BOOLEAN, WEB, "Whether Safari on Macs gets it."),
    "isChrome": Field(BOOLEAN, OTHER, "Whether Chrome apps get it."),
    "enable_frequency_cap": Field(BOOLEAN, ALL, "false: the app's frequency cap does not count."),
    "send_after": Field(TEXT, ALL, "When to send, ISO 8601 with an offset."),
    "delayed_option": Field(TEXT, ALL, "At each user's own time.", ("timezone", "last-active")),
    "delivery_time_of_day": Field(TEXT, ALL, "9:00AM or 21:45, with delayed_option timezone."),
    "throttle_rate_per_minute": Field(RATE, ALL, "How many leave in a minute; 0 is no limit."),
    "idempotency_key": Field(TEXT, ALL, "A UUID; the same one twice sends once. Pushbench puts one in."),
    "external_id": Field(TEXT, ALL, "A UUID.", instead="idempotency_key", is_old=True),
}
FIELDS: Mapping[str, Field] = {**_CONTENT, **_MEDIA, **_LOOKS, **_DELIVERY}
"""Of a push, without its target."""

PLATFORM_FLAGS = tuple(name for name in FIELDS if name.startswith("is") and name[2:3].isupper())
LANGUAGE_FIELDS = ("contents", "headings", "subtitle")

BUTTON_FIELDS: Mapping[str, bool] = {"id": True, "text": True, "icon": False}
"""Member -> whether it is needed."""
WEB_BUTTON_FIELDS: Mapping[str, bool] = {"id": True, "text": True, "url": True, "icon": False}

APP_ID = "app_id"
ACTIVITY_TYPE, ACTIVITY_ID = "activity_type", "activity_id"
"""Of a Live Activity: path parameters that the payload holds until it is sent (the id stays at a start)."""

ACTIVITY_FIELDS: Mapping[str, Field] = {
    "event": Field(TEXT, IOS, "What happens to it.", ("start", "update", "end")),
    "event_updates": Field(OBJECT, IOS, "The content state."),
    "event_attributes": Field(OBJECT, IOS, "The fixed attributes, at a start."),
    "name": Field(TEXT, IOS, "A label for the dashboard."),
    "contents": Field(LANGUAGE_MAP, IOS, "The alert's text, by language."),
    "headings": Field(LANGUAGE_MAP, IOS, "The alert's title, by language."),
    "stale_date": Field(COUNT, IOS, "Unix seconds from which it is out of date."),
    "dismissal_date": Field(COUNT, IOS, "Unix seconds at which an ended one leaves the screen."),
    "priority": Field(COUNT, IOS, "10 is high, 5 normal.", (10, 5)),
    "ios_sound": Field(TEXT, IOS, "The alert's sound."),
    "sound": Field(TEXT, IOS, "The alert's sound, as the official client has it.", instead="ios_sound", is_old=True),
    "ios_relevance_score": Field(NUMBER, IOS, "Orders several activities."),
    "idempotency_key": Field(TEXT, IOS, "A UUID; at a start."),
    ACTIVITY_TYPE: Field(TEXT, IOS, "The ActivityAttributes type; stands in the address of a start."),
    ACTIVITY_ID: Field(TEXT, IOS, "The id by which it is updated, at a start."),
}

TARGET_FAMILIES: Mapping[str, str] = {
    "include_aliases": "aliases",
    "include_subscription_ids": "subscription ids",
    "included_segments": "segments",
    "excluded_segments": "segments",
    "filters": "filters",
    "include_player_ids": "legacy player ids",
    "include_external_user_ids": "legacy external user ids",
    "include_ios_tokens": "raw tokens",
    "include_android_reg_ids": "raw tokens",
    "include_amazon_reg_ids": "raw tokens",
    "include_wp_wns_uris": "raw tokens",
    "include_chrome_reg_ids": "raw tokens",
    "include_chrome_web_reg_ids": "raw tokens",
    "email_to": "e-mail addresses",
    "include_email_tokens": "e-mail addresses",
    "include_phone_numbers": "phone numbers",
    "tags": "tags (now filters)",
}
"""Field -> family; one request holds one family, segments alone combine."""
TARGET_COMPANIONS = ("target_channel", "channel_for_external_user_ids")
TARGET_FIELDS = frozenset((*TARGET_FAMILIES, *TARGET_COMPANIONS, APP_ID))
"""What is put in when it is sent."""
KEPT_WITH_SEGMENTS = "excluded_segments"

OTHER_CHANNELS = ("email_", "sms_")
"""Beginnings of the fields of e-mails and text messages, which a push has no use for."""

_ALIASES: Mapping[str, str] = {
    "content": "contents",
    "body": "contents",
    "message": "contents",
    "text": "contents",
    "alert": "contents",
    "heading": "headings",
    "title": "headings",
    "subtitles": "subtitle",
    "additionaldata": "data",
    "image": "global_image",
    "imageurl": "global_image",
    "bigimage": "big_picture",
    "picture": "global_image",
    "link": "url",
    "deeplink": "app_url",
    "launchurl": "url",
    "sound": "ios_sound",
    "badge": "ios_badgeCount",
    "badgecount": "ios_badgeCount",
    "badgetype": "ios_badgeType",
    "category": "ios_category",
    "interruptionlevel": "ios_interruption_level",
    "relevancescore": "ios_relevance_score",
    "threadid": "thread_id",
    "iosthreadid": "thread_id",
    "channelid": "existing_android_channel_id",
    "collapsekey": "collapse_id",
    "timetolive": "ttl",
    "contentavailable": "content_available",
    "sendat": "send_after",
    "scheduledat": "send_after",
    "actions": "buttons",
    "icon": "small_icon",
    "channel": "existing_android_channel_id",
    "mutablecontent": "mutable_content",
    "topic": "web_push_topic",
}
"""Other services' words, by their letters alone."""

FOREIGN_BLOCKS: Mapping[str, str] = {
    "aps": "Apple's payload",
    "apns": "FCM's block for iPhones",
    "android": "FCM's block for Android",
    "webpush": "FCM's block for browsers",
    "notification": "FCM's block of words",
    "to": "another service's target",
    "registration_ids": "the old FCM API's list of targets",
}

_TABLES: Mapping[bool, Mapping[str, Field]] = {False: FIELDS, True: ACTIVITY_FIELDS}
_LETTERS = {is_activity: by_letters(table) for is_activity, table in _TABLES.items()}


def fields_of(payload: Mapping[str, Json]) -> Mapping[str, Field]:
    """Return the fields that a payload may have: a push's or a Live Activity's."""
    return _TABLES[is_activity(payload)]


def is_activity(payload: Mapping[str, Json]) -> bool:
    """Tell whether a payload is a Live Activity's: only those have an event and its updates."""
    return (
        "event_updates" in payload
        or "event_attributes" in payload
        or payload.get("event") in ("start", "end", "update")
    )


@lru_cache(maxsize=1024)
def meant(name: str, *, is_activity: bool) -> str | None:
    """Return the documented field that an unknown one stands for, or None."""
    letters, known = plain(name), _LETTERS[is_activity]
    found = known.get(letters)
    if found is None and _ALIASES.get(letters) in _TABLES[is_activity]:
        found = _ALIASES[letters]
    if found or len(letters) < 4:
        return found
    close = get_close_matches(letters, known, n=1, cutoff=0.8)
    return known[close[0]] if close else None
