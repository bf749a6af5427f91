"""Numbered findings that no rule gives: what composing changed (AIR101 and on), what a profile lacks (AIR201 and on)."""

from __future__ import annotations

from pushbench.domain.finding import Severity
from pushbench.providers.formats.notice import Notice

_OVERRIDES = "Airship API, Platform overrides"
_PUSH = "Airship API, Push object"
_SECURITY = "Airship API, Introduction"

TITLE_AS_TEXT = Notice(
    "AIR101",
    Severity.NOTE,
    "Title leaves as the text",
    "Airship shows alert; a title alone would show nothing on some platforms.",
    "Write a text as well.",
    _OVERRIDES,
)
UNKNOWN_LANGUAGE = Notice(
    "AIR102",
    Severity.WARNING,
    "Language left out",
    "Airship names languages by two letters, countries by two more, and each pair once.",
    "Write a tag such as de or de-AT, or send it as a message of its own (--language).",
    "Airship API, Localization",
)
TEXT_ONLY = Notice(
    "AIR103",
    Severity.NOTE,
    "Data leaves as text",
    "Android and browsers take texts only; iPhones get the values as they are.",
    "Let the app read numbers and objects from JSON text.",
    _OVERRIDES,
)
BUTTONS_NEED_TYPE = Notice(
    "AIR104",
    Severity.WARNING,
    "Buttons in browsers only",
    "In apps Airship shows buttons that the app registered under a type; none is named.",
    "Write the type (ua_yes_no_foreground, or your own) as the category.",
    _OVERRIDES,
)
BUTTON_TYPE = Notice(
    "AIR105",
    Severity.NOTE,
    "Buttons come from a registered type",
    "In apps titles and order come from the type that the category names; only what each button does leaves from here.",
    "Use the registered ids for the buttons.",
    _OVERRIDES,
)
TOO_MANY_BUTTONS = Notice(
    "AIR106",
    Severity.WARNING,
    "Buttons left out",
    "Browsers show two buttons.",
    "Keep the two that matter.",
    _OVERRIDES,
)
LOW_PRIORITY = Notice(
    "AIR107",
    Severity.NOTE,
    "Low priority leaves as normal",
    "Airship knows 10 and 5 for Apple, high and normal for Google.",
    "Nothing, if normal is good enough.",
    _OVERRIDES,
)
QUIET = Notice(
    "AIR108",
    Severity.NOTE,
    "Left out of a push that shows nothing",
    "Sound, badge, icon, category, thread, channel, interruption level, relevance and buttons belong to what is shown.",
    "Choose the kind “alert” to send them.",
    _OVERRIDES,
)
WORDS_DROPPED = Notice(
    "AIR109",
    Severity.NOTE,
    "Words left out of a silent push",
    "With an alert it would be shown.",
    "Choose the kind “alert” to show them, or “data” to hand them to the app.",
    _OVERRIDES,
)
WORDS_IN_DATA = Notice(
    "AIR110",
    Severity.NOTE,
    "Words travel in extra",
    "A data message has no words of its own; the app gets them and decides what to show.",
    "Choose the kind “alert” to have them shown.",
    _OVERRIDES,
)
KEY_TAKEN = Notice(
    "AIR111",
    Severity.WARNING,
    "Key taken in the data",
    "The form's own data goes before what Pushbench adds.",
    "Rename the data key, or set another image or link key in the profile.",
)
NO_CALLS = Notice(
    "AIR112",
    Severity.WARNING,
    "Airship has no calls",
    "PushKit tokens cannot be registered with it; the words leave as an ordinary notification.",
    "Send calls through APNs itself.",
    _PUSH,
)
ACTIVITY_WORDS = Notice(
    "AIR113",
    Severity.NOTE,
    "Left out of a Live Activity",
    "A Live Activity has a state, words for its alert, a sound, dates, priority and relevance.",
    "Put what it shows into its state.",
    _OVERRIDES,
)
ACTIVITY_NAME = Notice(
    "AIR114",
    Severity.NOTE,
    "Activity named after its type",
    "Airship finds an activity by the name under which the app tracks it.",
    "Write the name as the collapse id.",
    _OVERRIDES,
)
COMPOSED = (
    *(TITLE_AS_TEXT, UNKNOWN_LANGUAGE, TEXT_ONLY, BUTTONS_NEED_TYPE, BUTTON_TYPE, TOO_MANY_BUTTONS, LOW_PRIORITY),
    *(QUIET, WORDS_DROPPED, WORDS_IN_DATA, KEY_TAKEN, NO_CALLS, ACTIVITY_WORDS, ACTIVITY_NAME),
)

BAD_BASE_URL = Notice(
    "AIR201",
    Severity.ERROR,
    "Base URL cannot be used",
    "Nothing can be sent to it.",
    "Write scheme, host and port, for example https://127.0.0.1:8443; leave it empty for Airship itself.",
)
NO_APP_KEY = Notice(
    "AIR202",
    Severity.ERROR,
    "App key missing or malformed",
    "It names the project: 22 letters, digits, - and _.",
    "Copy it from Airship's dashboard, Settings, “Project details”.",
    _SECURITY,
)
NO_SIGN_IN = Notice(
    "AIR203",
    Severity.ERROR,
    "Nothing to sign in with",
    "Airship refuses every request without a master secret, a bearer token or an OAuth client.",
    "Put the master secret into the profile (Settings, “Project details”), or a token (Settings, “Tokens”).",
    _SECURITY,
)
BAD_SECRET = Notice(
    "AIR204",
    Severity.ERROR,
    "Master secret malformed",
    "It has 22 letters, digits, - and _, as the app key has.",
    "Copy the app master secret again.",
    _SECURITY,
)
SAME_AS_KEY = Notice(
    "AIR205",
    Severity.ERROR,
    "Master secret is the app key",
    "Key and secret look alike and are two different texts.",
    "Copy the app master secret, which stands below the app key.",
    _SECURITY,
)
BAD_TOKEN = Notice(
    "AIR206",
    Severity.ERROR,
    "Bearer token malformed",
    "It holds characters that no header can carry.",
    "Copy the token again.",
    _SECURITY,
)
SECRET_AS_TOKEN = Notice(
    "AIR207",
    Severity.WARNING,
    "Bearer token looks like a secret",
    "It has 22 characters as master secrets have; bearer tokens are longer.",
    "Put it into “App master secret”, if that is what it is.",
    _SECURITY,
)
TWO_WAYS = Notice(
    "AIR208",
    Severity.WARNING,
    "Two ways to sign in",
    "The master secret goes before a bearer token, and that before an OAuth client.",
    "Keep one of them.",
)
HALF_CLIENT = Notice(
    "AIR209",
    Severity.ERROR,
    "OAuth client is incomplete",
    "Signing in needs the client's id and its secret, or its private key.",
    "Copy both from Settings, “OAuth”.",
    "Airship API, OAuth",
)
BAD_TOKEN_URL = Notice(
    "AIR210",
    Severity.ERROR,
    "Token URL cannot be used",
    "The client's secret is sent to it.",
    "Leave it empty for Airship's own, or write https:// and a host.",
    "Airship API, OAuth",
)
PLAIN_HTTP = Notice(
    "AIR211",
    Severity.WARNING,
    "Base URL is plain http",
    "Whoever listens on the way reads the secret.",
    "Write https:// in front.",
)
WRONG_HOST = Notice(
    "AIR212",
    Severity.WARNING,
    "Host is not the API's",
    "The API answers at go.urbanairship.com and go.airship.eu (with OAuth: api.asnapius.com and api.asnapieu.com).",
    "Leave the base URL empty and choose the site.",
    _SECURITY,
)
BAD_PRIVATE_KEY = Notice(
    "AIR213",
    Severity.ERROR,
    "OAuth private key cannot be used",
    "The client signs with ES384, which needs an elliptic curve key on the curve P-384 (secp384r1).",
    "Take the private key that was shown when the client was made.",
    "Airship API, OAuth",
)

NOTICES = (
    *COMPOSED,
    *(BAD_BASE_URL, NO_APP_KEY, NO_SIGN_IN, BAD_SECRET, SAME_AS_KEY, BAD_TOKEN, SECRET_AS_TOKEN, TWO_WAYS),
    *(HALF_CLIENT, BAD_TOKEN_URL, PLAIN_HTTP, WRONG_HOST, BAD_PRIVATE_KEY),
)
