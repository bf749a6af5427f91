"""Every field of an Expo push message: its type, whose platform reads it, and what it stands for.

Source: Expo, "Send notifications with the Expo Push Service", message request format (2026); expo-server-sdk 7.2.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from pushbench.domain.json_value import Json
from pushbench.providers.formats.aps_keys import BOOLEAN, COUNT, NUMBER, OBJECT, TEXT, Kind, by_letters, plain

IOS, ANDROID = "ios", "android"
_BOTH, _IOS, _ANDROID = (IOS, ANDROID), (IOS,), (ANDROID,)

PRIORITIES = ("default", "normal", "high")
LONGEST_TTL_SECONDS = 2_419_200
"""Four weeks: what Google keeps a message at most."""
MOST_BYTES = 4096
MOST_COLLAPSE_BYTES = 64
TARGET_FIELD = "to"

_SOUND = Kind("a string, null or an object", lambda value: value is None or isinstance(value, str | dict))
_TEXT_OR_NULL = Kind("a string or null", lambda value: value is None or isinstance(value, str))


@dataclass(frozen=True, slots=True)
class Field:
    """One documented field."""

    kind: Kind
    platforms: tuple[str, ...]
    note: str
    is_whole: bool = False
    """Whether it counts seconds or things, so that it is never negative."""


FIELDS: Mapping[str, Field] = {
    "data": Field(OBJECT, _BOTH, "What the app's code gets."),
    "title": Field(TEXT, _BOTH, "First line."),
    "body": Field(TEXT, _BOTH, "Text."),
    "subtitle": Field(TEXT, _IOS, "Second line."),
    "ttl": Field(COUNT, _BOTH, "Seconds for which Apple and Google may keep it; wins over expiration.", is_whole=True),
    "expiration": Field(COUNT, _BOTH, "Unix seconds at which it expires.", is_whole=True),
    "priority": Field(TEXT, _BOTH, "default, normal or high; default is normal on Android and high on iOS."),
    "sound": Field(_SOUND, _IOS, "“default”, or a sound file of the app with its ending; null and absence are silent."),
    "badge": Field(COUNT, _IOS, "The number on the app's icon; 0 clears it.", is_whole=True),
    "interruptionLevel": Field(TEXT, _IOS, "active, critical, passive or time-sensitive."),
    "contentAvailable": Field(BOOLEAN, _IOS, "Wakes the app in the background."),
    "mutableContent": Field(BOOLEAN, _IOS, "Routes the alert through the notification service extension."),
    "targetContentId": Field(TEXT, _IOS, "The window brought forward."),
    "relevanceScore": Field(NUMBER, _IOS, "0 to 1, orders the summary."),
    "filterCriteria": Field(TEXT, _IOS, "Matched against Focus filters."),
    "threadId": Field(TEXT, _IOS, "Groups notifications."),
    "collapseId": Field(TEXT, _BOTH, "A newer message replaces a waiting one; on iOS a shown one too."),
    "tag": Field(TEXT, _ANDROID, "A newer notification replaces the shown one."),
    "channelId": Field(_TEXT_OR_NULL, _ANDROID, "A channel that the app made; without it Expo's “Default”."),
    "icon": Field(TEXT, _ANDROID, "Name of a drawable resource."),
    "richContent": Field(OBJECT, _BOTH, "{image: address}."),
    "categoryId": Field(TEXT, _BOTH, "A category the app registered; gives the buttons."),
}
"""Without ``to``, which is put in when it is sent."""

SOUND_FIELDS: Mapping[str, Kind] = {"critical": BOOLEAN, "name": _TEXT_OR_NULL, "volume": NUMBER}
"""Of the object form of ``sound``, which only the official client's types know."""

LEGACY: Mapping[str, tuple[str | None, str]] = {
    "_contentAvailable": ("contentAvailable", "“contentAvailable” took its place; where both stand, that one counts."),
    "_category": ("categoryId", "“categoryId” took its place."),
    "_displayInForeground": (None, "The app decides by its own notification handler."),
    "useFcmV1": (None, "Everything goes through FCM v1 since 2024."),
}
"""Old names: what took their place (None: nothing) and one sentence."""

_ALIASES: Mapping[str, str] = {
    "message": "body",
    "text": "body",
    "alert": "body",
    "content": "body",
    "heading": "title",
    "headings": "title",
    "category": "categoryId",
    "categoryidentifier": "categoryId",
    "channel": "channelId",
    "androidchannelid": "channelId",
    "collapsekey": "collapseId",
    "apnscollapseid": "collapseId",
    "timetolive": "ttl",
    "expiry": "expiration",
    "expiresat": "expiration",
    "apnsexpiration": "expiration",
    "thread": "threadId",
    "threadidentifier": "threadId",
    "interruption": "interruptionLevel",
    "relevance": "relevanceScore",
    "targetcontentidentifier": "targetContentId",
    "silent": "contentAvailable",
    "custom": "data",
    "payload": "data",
    "notificationcount": "badge",
    "smallicon": "icon",
}
"""Other services' words, by their letters alone."""

IMAGE_ALIASES = frozenset({"image", "imageurl", "picture", "bigpicture", "attachment", "media", "mediaurl"})

FOREIGN_BLOCKS: Mapping[str, str] = {
    "aps": "Apple's payload",
    "apns": "FCM's block for iPhones",
    "android": "FCM's block for Android",
    "webpush": "FCM's block for browsers",
    "notification": "FCM's block of words",
    "registration_ids": "the old FCM API's list of targets",
    "include_player_ids": "OneSignal's list of targets",
}
"""Members that show that the whole payload was written for somebody else."""

_BY_LETTERS = by_letters(FIELDS)


@lru_cache(maxsize=1024)
def meant(name: str) -> str | None:
    """Return the documented field that an unknown one stands for, or None."""
    letters = plain(name)
    found = _BY_LETTERS.get(letters) or _ALIASES.get(letters)
    if found or len(letters) < 3:
        return found
    close = get_close_matches(letters, _BY_LETTERS, n=1, cutoff=0.8)
    return _BY_LETTERS[close[0]] if close else None


def is_set(value: Json) -> bool:
    """Whether a field says anything: null and empty texts do not."""
    return value is not None and value != ""
