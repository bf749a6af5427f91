"""Numbered findings that no payload rule gives: what composing changed (FCM101 and on), what a profile lacks (FCM201 and on)."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.finding import Severity
from pushbench.providers.formats.fcm_message import Remark
from pushbench.providers.formats.notice import Notice

_ABOUT = "About FCM messages"
_KEYS = "Authorize send requests"

COMPOSED: Mapping[Remark, Notice] = {
    Remark.DATA_AS_TEXT: Notice(
        "FCM101",
        Severity.NOTE,
        "Data value leaves as text",
        "FCM takes only strings in data, so other values leave as compact JSON text.",
        "Read it in the app with a JSON parser, or write it as a string.",
        _ABOUT,
    ),
    Remark.WORDS_IN_DATA: Notice(
        "FCM102",
        Severity.NOTE,
        "Words travel in data",
        "A data message has no notification; the app gets the words and decides what to show.",
        "Choose the kind “alert” to have FCM show them.",
        _ABOUT,
    ),
    Remark.WORDS_DROPPED: Notice(
        "FCM103",
        Severity.NOTE,
        "Words left out of a silent push",
        "A silent push wakes the app and shows nothing.",
        "Choose the kind “alert” to show them, or “data” to hand them to the app.",
        _ABOUT,
    ),
    Remark.KEY_TAKEN: Notice(
        "FCM104",
        Severity.WARNING,
        "Key taken in data",
        "The form's own data goes before what Pushbench adds.",
        "Rename the data key, or set another image or link key in the profile.",
    ),
    Remark.NO_VOIP: Notice(
        "FCM105",
        Severity.WARNING,
        "No VoIP pushes through FCM",
        "PushKit tokens are not registered with FCM; on Android a call is a data message of high priority.",
        "Send calls to iPhones through APNs.",
        _ABOUT,
    ),
    Remark.ACTIVITY_DATA: Notice(
        "FCM106",
        Severity.NOTE,
        "Data left out of a Live Activity",
        "A Live Activity is drawn from content-state and attributes alone.",
        "Put the values into the Live Activity's state.",
        "Apple, Starting and updating Live Activities with ActivityKit push notifications",
    ),
    Remark.NO_BUTTONS: Notice(
        "FCM107",
        Severity.NOTE,
        "Buttons only in browsers",
        "FCM's Android display has no buttons, and an iPhone takes its buttons from the category.",
        "Register a category in the iOS app; on Android send the kind “data” and let the app build the notification.",
        "firebase-android-sdk, CommonNotificationBuilder",
    ),
    Remark.ICON_ADDRESS: Notice(
        "FCM108",
        Severity.NOTE,
        "Icon is an address",
        "On Android the icon is the name of a drawable resource of the app.",
        "Write the resource's name, such as ic_gate, to change Android's icon.",
        _ABOUT,
    ),
    Remark.SOUND_SUFFIX: Notice(
        "FCM109",
        Severity.NOTE,
        "Sound's suffix left out on Android",
        "Android looks sounds up by their resource name, an iPhone by the file's whole name.",
        "Nothing, if res/raw holds a sound of this name.",
        "firebase-android-sdk, CommonNotificationBuilder",
    ),
    Remark.BADGE_WORD: Notice(
        "FCM110",
        Severity.WARNING,
        "Badge is no number",
        "Badge and notification count are whole numbers.",
        "Write a number, or a variable that holds one.",
        _ABOUT,
    ),
    Remark.INSECURE_LINK: Notice(
        "FCM111",
        Severity.NOTE,
        "Link is not https",
        "FCM refuses other links for browsers.",
        "Write https:// to have browsers open it.",
        "Send a message using FCM HTTP v1",
    ),
    Remark.WEB_TOPIC: Notice(
        "FCM112",
        Severity.NOTE,
        "Collapse id is no Web Push topic",
        "RFC 8030 allows 32 characters of base64url.",
        "Shorten the collapse id to have waiting messages replaced in browsers too.",
        "RFC 8030, 5.4",
    ),
}

NO_CREDENTIALS = Notice(
    "FCM201",
    Severity.ERROR,
    "No credentials",
    "FCM takes messages only from an account of the project.",
    "Add a service account: Firebase console, Project settings, Service accounts.",
    _KEYS,
)
UNREADABLE_ACCOUNT = Notice(
    "FCM202",
    Severity.ERROR,
    "Service account unreadable",
    "It must be the JSON file that the Firebase console gives.",
    "Drop the .json file itself.",
    _KEYS,
)
BROKEN_KEY = Notice(
    "FCM203",
    Severity.ERROR,
    "Private key unusable",
    "The key signs every sign-in (RS256).",
    "Drop the .json file itself, or make a new key.",
    _KEYS,
)
NO_PROJECT = Notice(
    "FCM204",
    Severity.ERROR,
    "Project unknown",
    "The project stands in the address that messages are sent to.",
    "Copy the project id: Firebase console, Project settings, General.",
    _KEYS,
)
OTHER_PROJECT = Notice(
    "FCM205",
    Severity.WARNING,
    "Two projects",
    "Messages go to the profile's project; the account must have a role there.",
    "Leave the field empty to use the account's own project.",
    _KEYS,
)
FOREIGN_ACCOUNT = Notice(
    "FCM206",
    Severity.WARNING,
    "Account of another project",
    "An account usually belongs to the project in its address.",
    "Compare the file with the project in the Firebase console.",
    _KEYS,
)
NO_KEY_ID = Notice(
    "FCM207",
    Severity.WARNING,
    "No key id",
    "Google finds the key faster and surer with private_key_id.",
    "Use the whole key file.",
    _KEYS,
)
ODD_TOKEN_URL = Notice(
    "FCM208",
    Severity.WARNING,
    "Token URL is not Google's",
    "Whoever answers there receives a sign-in of this account.",
    "Leave it empty for the account's own, unless an emulator is meant.",
    _KEYS,
)
BAD_TOKEN_URL = Notice(
    "FCM209",
    Severity.ERROR,
    "Token URL unusable",
    "Access tokens are fetched there.",
    "Leave it empty for the account's own.",
    _KEYS,
)
OTHER_UNIVERSE = Notice(
    "FCM210",
    Severity.WARNING,
    "Another cloud",
    "Firebase Cloud Messaging runs in googleapis.com.",
    "Use a service account of the Firebase project.",
    _KEYS,
)
TWO_WAYS = Notice(
    "FCM211",
    Severity.WARNING,
    "Two ways to sign in",
    "With both given, the service account is used and the access token is not.",
    "Remove one of them.",
    _KEYS,
)
BAD_ACCESS_TOKEN = Notice(
    "FCM212",
    Severity.ERROR,
    "Not an access token",
    "FCM takes OAuth 2 access tokens; Google's begin with ya29.",
    "Paste the output of “gcloud auth print-access-token”.",
    _KEYS,
)
SHORT_LIVED = Notice(
    "FCM213",
    Severity.NOTE,
    "Access token lives for an hour",
    "A pasted token cannot be renewed here.",
    "Use a service account for more than a quick try.",
    _KEYS,
)
REAL_ACCOUNT_LOCALLY = Notice(
    "FCM214",
    Severity.ERROR,
    "Local profile with a real account",
    "A local profile must not reach the real Google.",
    "Set token_url to the emulator's, or choose another environment for the profile.",
)
BAD_BASE_URL = Notice(
    "FCM215",
    Severity.ERROR,
    "Base URL unusable",
    "The base URL takes the place of https://fcm.googleapis.com.",
    "Write scheme, host and port, for example https://127.0.0.1:8443.",
)

CLIENT_FILE = Notice(
    "FCM216",
    Severity.ERROR,
    "A file for the app, not for the sender",
    "It tells an app or a page to which project it belongs; whoever holds it cannot send.",
    "Firebase console, Project settings, Service accounts, “Generate new private key” gives the right file.",
    "Firebase, Authorize send requests",
)
CREDENTIAL_NOTICES: tuple[Notice, ...] = (
    CLIENT_FILE,
    NO_CREDENTIALS,
    UNREADABLE_ACCOUNT,
    BROKEN_KEY,
    NO_PROJECT,
    OTHER_PROJECT,
    FOREIGN_ACCOUNT,
    NO_KEY_ID,
    ODD_TOKEN_URL,
    BAD_TOKEN_URL,
    OTHER_UNIVERSE,
    TWO_WAYS,
    BAD_ACCESS_TOKEN,
    SHORT_LIVED,
    REAL_ACCOUNT_LOCALLY,
    BAD_BASE_URL,
)
NOTICES: tuple[Notice, ...] = (*COMPOSED.values(), *CREDENTIAL_NOTICES)
