"""Numbered findings that no rule gives: what composing changed (SNS101 and on), what a profile lacks (SNS151 and on)."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.finding import Severity
from pushbench.providers.formats.fcm_message import Remark
from pushbench.providers.formats.notice import Notice

_GUIDE = "Amazon SNS developer guide"
_APPLE = "Apple, Generating a remote notification"

DATA_AS_TEXT = Notice(
    "SNS101",
    Severity.NOTE,
    "Data value leaves as text",
    "FCM and ADM take only strings in data, so other values leave as compact JSON text; Apple gets them as they are.",
    "Read it in the Android app with a JSON parser, or write it as a string.",
    f"{_GUIDE}, Using Google Firebase Cloud Messaging v1 payloads",
)
WORDS_IN_DATA = Notice(
    "SNS102",
    Severity.NOTE,
    "Words travel in data",
    "A data message has no notification; the Android app gets the words and decides what to show.",
    "Choose the kind “alert” to have them shown.",
    f"{_GUIDE}, Using Google Firebase Cloud Messaging v1 payloads",
)
WORDS_DROPPED = Notice(
    "SNS103",
    Severity.NOTE,
    "Words left out",
    "A push of this kind shows nothing, or shows only what the app draws.",
    "Choose the kind “alert” to show them, or “data” to hand them to the app.",
    _APPLE,
)
KEY_TAKEN = Notice(
    "SNS104",
    Severity.WARNING,
    "Key taken",
    "The form's own data goes before what Pushbench adds, and “aps” belongs to Apple.",
    "Rename the data key, or set another image or link key in the profile.",
)
NO_GOOGLE = Notice(
    "SNS105",
    Severity.NOTE,
    "Only for Apple",
    "Live Activities exist on iPhones alone; other endpoints would get the text under “default”.",
    "Send other phones a message of the kind “alert” or “data”.",
    "Apple, Starting and updating Live Activities with ActivityKit push notifications",
)
BUTTONS = Notice(
    "SNS106",
    Severity.NOTE,
    "Buttons come from the app",
    "Neither Apple's payload nor FCM's carries buttons: an iPhone takes them from the category.",
    "Register a category in the iOS app; on Android send the kind “data” and let the app build the notification.",
    _APPLE,
)
ICON_ADDRESS = Notice(
    "SNS107",
    Severity.NOTE,
    "Icon is an address",
    "On Android the icon is the name of a drawable resource of the app; iOS shows the app's own.",
    "Write the resource's name, such as ic_gate.",
)
SOUND_SUFFIX = Notice(
    "SNS108",
    Severity.NOTE,
    "Sound's suffix left out on Android",
    "Android looks sounds up by their resource name, an iPhone by the file's whole name.",
    "Nothing, if res/raw holds a sound of this name.",
)
BADGE_WORD = Notice(
    "SNS109",
    Severity.WARNING,
    "Badge is no number",
    "Badge and notification count are whole numbers.",
    "Write a number.",
)
OTHER_PLATFORM = Notice(
    "SNS110",
    Severity.NOTE,
    "Written by hand for this platform",
    "Pushbench composes for Apple, Google and Amazon devices; this platform has a format of its own.",
    "Write its key into the JSON; until then its devices get the text under “default”.",
    f"{_GUIDE}, Creating a platform-specific payload",
)
VOIP_GOOGLE = Notice(
    "SNS111",
    Severity.NOTE,
    "A call on Android is data",
    "PushKit is Apple's; Android gets a data message of high priority.",
    "Let the Android app show the call.",
)
ACTIVITY_DATA = Notice(
    "SNS112",
    Severity.NOTE,
    "Activity's data left out",
    "A Live Activity is drawn from content-state and attributes alone.",
    "Put the values into the Live Activity's state.",
    "Apple, Starting and updating Live Activities with ActivityKit push notifications",
)

COMPOSED: Mapping[Remark, Notice] = {
    Remark.DATA_AS_TEXT: DATA_AS_TEXT,
    Remark.WORDS_IN_DATA: WORDS_IN_DATA,
    Remark.WORDS_DROPPED: WORDS_DROPPED,
    Remark.KEY_TAKEN: KEY_TAKEN,
    Remark.NO_VOIP: VOIP_GOOGLE,
    Remark.ICON_ADDRESS: ICON_ADDRESS,
    Remark.SOUND_SUFFIX: SOUND_SUFFIX,
    Remark.BADGE_WORD: BADGE_WORD,
}
"""FCM's remarks about what an SNS document keeps of its message; those about browsers concern nobody here."""

NO_KEYS = Notice(
    "SNS151",
    Severity.ERROR,
    "Keys missing",
    "Every call of SNS is signed with a key of your AWS account.",
    "Create an access key in IAM for a user that may publish.",
)
BAD_KEY_ID = Notice(
    "SNS152",
    Severity.ERROR,
    "Access key id cannot be right",
    "An id has about twenty letters and digits: AKIA… for lasting keys, ASIA… for temporary ones.",
    "Copy it again from IAM.",
    "AWS IAM User Guide, IAM identifiers",
)
BAD_SECRET = Notice(
    "SNS153",
    Severity.WARNING,
    "Secret access key looks wrong",
    "AWS's secrets have 40 characters.",
    "Copy it again, without line breaks; it is shown only once.",
)
SWAPPED = Notice(
    "SNS154",
    Severity.ERROR,
    "Key id and secret are swapped",
    "The id begins with AKIA or ASIA; the secret has 40 characters.",
    "Exchange the two.",
)
NO_SESSION_TOKEN = Notice(
    "SNS155",
    Severity.ERROR,
    "Temporary keys without session token",
    "Keys that begin with ASIA count only together with their session token.",
    "Copy all three parts of the temporary keys.",
    "AWS IAM User Guide, Temporary security credentials",
)
STRAY_SESSION_TOKEN = Notice(
    "SNS156",
    Severity.WARNING,
    "Session token beside lasting keys",
    "Keys that begin with AKIA have none, and AWS refuses a token that does not belong to the key.",
    "Remove the session token, or use the keys it belongs to.",
)
BAD_REGION = Notice(
    "SNS157",
    Severity.ERROR,
    "Region missing or malformed",
    "Signature and host of every call depend on it.",
    "Write for example eu-central-1.",
)
ODD_REGION = Notice(
    "SNS158",
    Severity.WARNING,
    "Region without mobile push",
    "Mobile push is not offered in every region; this one is not among those that are known to have it.",
    "Compare with Amazon's list of regions for mobile push.",
    f"{_GUIDE}, Supported Regions for mobile applications",
)
BAD_APPLICATION = Notice(
    "SNS159",
    Severity.ERROR,
    "Platform application's ARN is malformed",
    "Device tokens become endpoints of a platform application.",
    "Copy the ARN again: arn:aws:sns:REGION:ACCOUNT:app/PLATFORM/NAME.",
)
NO_APPLICATION = Notice(
    "SNS160",
    Severity.NOTE,
    "No platform application",
    "Without one only endpoint and topic ARNs can be sent to, not device tokens.",
    "Copy its ARN from the SNS console.",
)
OTHER_REGION = Notice(
    "SNS161",
    Severity.ERROR,
    "Region and ARN disagree",
    "SNS finds only what lies in the region that is called.",
    "Set the region to the ARN's.",
)
OTHER_PLATFORM_FIELD = Notice(
    "SNS162",
    Severity.ERROR,
    "Platform and ARN disagree",
    "The ARN says which platform the application is for.",
    "Set the platform to the ARN's, or leave it empty.",
)
UNKNOWN_PLATFORM = Notice(
    "SNS163",
    Severity.WARNING,
    "Unknown platform",
    "SNS has no platform of this name.",
    "Choose one of the list.",
)
BAD_BASE_URL = Notice(
    "SNS164",
    Severity.ERROR,
    "Base URL cannot be used",
    "It is not the URL of an endpoint.",
    "Write scheme, host and port, for example https://127.0.0.1:4566.",
)
PLAIN_HTTP = Notice(
    "SNS165",
    Severity.WARNING,
    "Not encrypted",
    "Over http anybody on the way can read message and device tokens.",
    "Use https.",
)
SANDBOX_IN_PRODUCTION = Notice(
    "SNS166",
    Severity.WARNING,
    "Development platform in production",
    "An application for APNS_SANDBOX reaches only apps that were built for development.",
    "Use the application for the App Store's builds.",
)
ENDED = Notice(
    "SNS167",
    Severity.ERROR,
    "Temporary keys have ended",
    "AWS refuses temporary keys once their time is over (ExpiredToken).",
    "Get fresh temporary keys and copy all three parts.",
    "AWS IAM User Guide, Temporary security credentials",
)
PROFILE_NOTICES = (
    *(NO_KEYS, BAD_KEY_ID, BAD_SECRET, SWAPPED, NO_SESSION_TOKEN, STRAY_SESSION_TOKEN, BAD_REGION, ODD_REGION),
    *(BAD_APPLICATION, NO_APPLICATION, OTHER_REGION, OTHER_PLATFORM_FIELD, UNKNOWN_PLATFORM, BAD_BASE_URL),
    *(PLAIN_HTTP, SANDBOX_IN_PRODUCTION),
)
NOTICES: tuple[Notice, ...] = (
    *(DATA_AS_TEXT, WORDS_IN_DATA, WORDS_DROPPED, KEY_TAKEN, NO_GOOGLE, BUTTONS, ICON_ADDRESS, SOUND_SUFFIX),
    *(BADGE_WORD, OTHER_PLATFORM, VOIP_GOOGLE, ACTIVITY_DATA),
    *PROFILE_NOTICES,
    ENDED,
)
