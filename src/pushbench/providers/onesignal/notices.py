"""Numbered findings that no rule gives: what composing changed (ONES101 and on), what a profile lacks (ONES201 and on)."""

from __future__ import annotations

from pushbench.domain.finding import Severity
from pushbench.providers.formats.notice import Notice

_PUSH = "OneSignal, Create message, push notification fields"
_KEYS = "OneSignal, Keys & IDs"
_ACTIVITIES = "OneSignal, Live Activities"

TITLE_AS_TEXT = Notice(
    "ONES101",
    Severity.NOTE,
    "Title leaves as the text",
    "OneSignal needs contents and takes a title beside them only.",
    "Write a text as well.",
    _PUSH,
)
UNKNOWN_LANGUAGE = Notice(
    "ONES102",
    Severity.WARNING,
    "Language left out",
    "OneSignal takes a fixed list of languages; readers of others get the English text.",
    "Send it to those readers as a message of its own (--language).",
    _PUSH,
)
ENGLISH_FIRST = Notice(
    "ONES103",
    Severity.NOTE,
    "English words take the place of the message's own",
    "OneSignal's key en is both English and what everybody without a language of their own gets.",
    "Choose a language (--language) to send other words to everybody.",
    _PUSH,
)
ONLY_WORDS_BY_LANGUAGE = Notice(
    "ONES104",
    Severity.NOTE,
    "Only words differ by language",
    "OneSignal takes title, subtitle and text by language; everything else is the same for all.",
    "Choose a language (--language) to send that language's own values.",
    _PUSH,
)
REVERSED_BUTTONS = Notice(
    "ONES105",
    Severity.NOTE,
    "Buttons leave in reverse order",
    "OneSignal shows the last one first, so their order is turned round to look as written.",
    "Nothing.",
    _PUSH,
)
APP_BUTTON_LINK = Notice(
    "ONES106",
    Severity.NOTE,
    "A button's link works in browsers only",
    "In apps a button has an id that the app's own code handles; web buttons need an https link.",
    "Let the app open the link when it gets the button's id.",
    _PUSH,
)
TOO_MANY_BUTTONS = Notice(
    "ONES107",
    Severity.WARNING,
    "Buttons left out",
    "OneSignal shows at most three buttons in apps and two in browsers.",
    "Keep the two or three that matter.",
    _PUSH,
)
LOW_PRIORITY = Notice(
    "ONES108",
    Severity.NOTE,
    "Low priority leaves as normal",
    "OneSignal knows 10 (high) and 5 (normal).",
    "Nothing, if normal is good enough.",
    _PUSH,
)
QUIET = Notice(
    "ONES109",
    Severity.NOTE,
    "Left out of a push that shows nothing",
    "Sound, badge, icon, category, thread, channel, interruption level, relevance and buttons belong to what is shown.",
    "Choose the kind “alert” to send them.",
    _PUSH,
)
WORDS_DROPPED = Notice(
    "ONES110",
    Severity.NOTE,
    "Words left out of a silent push",
    "With contents it would be shown.",
    "Choose the kind “alert” to show them, or “data” to hand them to the app.",
    _PUSH,
)
WORDS_IN_DATA = Notice(
    "ONES111",
    Severity.NOTE,
    "Words travel in data",
    "A data message has no words of its own; the app gets them and decides what to show.",
    "Choose the kind “alert” to have them shown.",
    _PUSH,
)
KEY_TAKEN = Notice(
    "ONES112",
    Severity.WARNING,
    "Key taken in data",
    "The form's own data goes before what Pushbench adds.",
    "Rename the data key, or set another image or link key in the profile.",
)
VOIP = Notice(
    "ONES113",
    Severity.NOTE,
    "Calls need an app of their own at OneSignal",
    "PushKit tokens belong into a second OneSignal app with a VoIP certificate; other platforms show the words.",
    "Use a profile of that app, and isIos: true to reach iPhones alone.",
    "OneSignal, VoIP notifications",
)
ACTIVITY_WORDS = Notice(
    "ONES114",
    Severity.NOTE,
    "Left out of a Live Activity",
    "A Live Activity has a state, words for its alert, a sound, dates, priority and relevance.",
    "Put what it shows into its state.",
    _ACTIVITIES,
)
PICTURE_RESOURCE = Notice(
    "ONES115",
    Severity.NOTE,
    "Picture on Android only",
    "It is no address but a name: Android alone looks it up among the app's resources.",
    "Write an https address to show it everywhere.",
    _PUSH,
)
COMPOSED = (
    *(TITLE_AS_TEXT, UNKNOWN_LANGUAGE, ENGLISH_FIRST, ONLY_WORDS_BY_LANGUAGE, REVERSED_BUTTONS, APP_BUTTON_LINK),
    *(TOO_MANY_BUTTONS, LOW_PRIORITY, QUIET, WORDS_DROPPED, WORDS_IN_DATA, KEY_TAKEN, VOIP, ACTIVITY_WORDS),
    PICTURE_RESOURCE,
)

BAD_BASE_URL = Notice(
    "ONES201",
    Severity.ERROR,
    "Base URL cannot be used",
    "Nothing can be sent to it.",
    "Write scheme, host and port, for example https://127.0.0.1:8443; leave it empty for OneSignal itself.",
)
NO_APP_ID = Notice(
    "ONES202",
    Severity.ERROR,
    "App id missing or malformed",
    "Every request names the app by its UUID.",
    "Copy it from OneSignal's dashboard, Settings, “Keys & IDs”.",
    _KEYS,
)
NO_API_KEY = Notice(
    "ONES203",
    Severity.ERROR,
    "API key missing or malformed",
    "OneSignal refuses every request without the app's key.",
    "Make one in OneSignal's dashboard, Settings, “Keys & IDs”, “Add Key”.",
    _KEYS,
)
ORGANISATION_KEY = Notice(
    "ONES204",
    Severity.ERROR,
    "An organisation's key",
    "It manages apps; messages need a key of the app itself.",
    "Take an app API key (os_v2_app_…).",
    _KEYS,
)
OLD_KEY = Notice(
    "ONES205",
    Severity.WARNING,
    "Perhaps a legacy key",
    "Keys of today begin with os_v2_app_; old ones work until they are switched off.",
    "Make a new key in the dashboard.",
    _KEYS,
)
SWAPPED = Notice(
    "ONES206",
    Severity.ERROR,
    "App id and key are swapped",
    "The app id is a UUID, the key begins with os_v2_app_.",
    "Exchange the two.",
    _KEYS,
)

NOTICES = (*COMPOSED, BAD_BASE_URL, NO_APP_ID, NO_API_KEY, ORGANISATION_KEY, OLD_KEY, SWAPPED)
