"""Numbered findings that no rule gives: what composing changed (EXPO101 and on), what a profile lacks (EXPO201 and on)."""

from __future__ import annotations

from pushbench.domain.finding import Severity
from pushbench.providers.formats.notice import Notice

_FORMAT = "Expo, message request format"
_TYPES = "Expo, What you need to know about notifications"
_SECURITY = "Expo, Send notifications with the Expo Push Service, additional security"

LIVE_ACTIVITY = Notice(
    "EXPO101",
    Severity.ERROR,
    "No Live Activities through Expo",
    "Expo has no field for an activity's state and no place for its push token.",
    "Send this message through APNs or FCM, or choose the kind alert.",
    _FORMAT,
)
NO_VOIP = Notice(
    "EXPO102",
    Severity.WARNING,
    "No VoIP pushes through Expo",
    "PushKit tokens are not registered with Expo, so an iPhone gets a background push, which may come late or never.",
    "Send calls to iPhones through APNs.",
    _FORMAT,
)
WORDS_DROPPED = Notice(
    "EXPO103",
    Severity.NOTE,
    "Words left out of a silent push",
    "A silent push wakes the app and shows nothing.",
    "Choose the kind “alert” to show them, or “data” to hand them to the app.",
    _TYPES,
)
WORDS_IN_DATA = Notice(
    "EXPO104",
    Severity.NOTE,
    "Words travel in data",
    "A data message has no words of its own; the app gets them and decides what to show.",
    "Choose the kind “alert” to have them shown.",
    _TYPES,
)
KEY_TAKEN = Notice(
    "EXPO105",
    Severity.WARNING,
    "Key taken in data",
    "The form's own data goes before what Pushbench adds.",
    "Rename the data key, or set another image or link key in the profile.",
)
NO_BUTTONS = Notice(
    "EXPO106",
    Severity.NOTE,
    "Buttons come from the app",
    "Expo has no field for buttons: both platforms take them from the category that the app registered.",
    "Register a category in the app (setNotificationCategoryAsync) and write its id as the category.",
    _FORMAT,
)
ICON_ADDRESS = Notice(
    "EXPO107",
    Severity.NOTE,
    "Icon is an address",
    "Android takes the name of a drawable resource of the app, and iPhones always show the app's own icon.",
    "Write the resource's name, such as ic_gate, to change Android's icon.",
    _FORMAT,
)
LOW_PRIORITY = Notice(
    "EXPO108",
    Severity.NOTE,
    "Low priority leaves as normal",
    "Expo knows default, normal and high.",
    "Nothing, if normal is good enough; through APNs itself a push can be of low priority.",
    _FORMAT,
)
QUIET = Notice(
    "EXPO109",
    Severity.NOTE,
    "Left out of a push that shows nothing",
    "Sound, badge, icon, category, thread, channel, interruption level and relevance belong to what is shown.",
    "Choose the kind “alert” to send them.",
    _TYPES,
)
COMPOSED = (
    *(LIVE_ACTIVITY, NO_VOIP, WORDS_DROPPED, WORDS_IN_DATA, KEY_TAKEN, NO_BUTTONS, ICON_ADDRESS, LOW_PRIORITY),
    QUIET,
)

BAD_BASE_URL = Notice(
    "EXPO201",
    Severity.ERROR,
    "Base URL cannot be used",
    "Nothing can be sent to it.",
    "Write scheme, host and port, for example https://127.0.0.1:8443; leave it empty for Expo itself.",
)
BAD_ACCESS_TOKEN = Notice(
    "EXPO202",
    Severity.ERROR,
    "Not an Expo access token",
    "Expo refuses every request with a token it does not know (invalid_token), even where none is needed.",
    "Make one on expo.dev, account settings, “Access tokens”; or leave the field empty.",
    _SECURITY,
)
NO_ACCESS_TOKEN = Notice(
    "EXPO203",
    Severity.NOTE,
    "No access token",
    "Anybody who knows a push token may send to it, until “Enhanced Security for Push Notifications” is on.",
    "Nothing, if push security is off; it is worth turning on for a released app.",
    _SECURITY,
)

NOTICES = (*COMPOSED, BAD_BASE_URL, BAD_ACCESS_TOKEN, NO_ACCESS_TOKEN)
