"""Numbered findings that no rule gives: what composing changed (NOVU101 and on), what a profile lacks (NOVU201 and on)."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.finding import Severity
from pushbench.providers.formats.fcm_message import Remark
from pushbench.providers.formats.notice import Notice

_OVERRIDES = "Novu, Trigger overrides"
_PUSH = "Novu, Push providers"
_TRIGGER = "Novu, Trigger event"
_KEYS = "Novu, API keys"

KEY_TAKEN = Notice(
    "NOVU101",
    Severity.WARNING,
    "Key taken in the payload",
    "The form's own data goes before what Pushbench adds; the template reads the same names.",
    "Rename the data key, or set another image or link key in the profile.",
)
DATA_AS_TEXT = Notice(
    "NOVU102",
    Severity.NOTE,
    "Data value leaves as text through FCM",
    "FCM takes only strings in data; Apple's and Expo's apps get the value as it is.",
    "Read it in the Android app with a JSON parser, or write it as a string.",
    _PUSH,
)
NO_WORDS_SHOWN = Notice(
    "NOVU103",
    Severity.NOTE,
    "Words left out of a silent push",
    "The workflow's template would show them.",
    "Choose the kind “alert” to show them, or “data” to hand them to the app.",
    _PUSH,
)
WORDS_IN_DATA = Notice(
    "NOVU104",
    Severity.NOTE,
    "Words travel in the payload",
    "Overrides keep FCM, Apple and Expo from showing the template's words; other providers show them.",
    "Choose the kind “alert” to have them shown.",
    _PUSH,
)
SUBTITLE = Notice(
    "NOVU105",
    Severity.NOTE,
    "Subtitle for iPhones only",
    "A push step has a title and a text; the subtitle leaves as an override for APNs, Expo and OneSignal.",
    "Nothing, if iPhones alone may show it.",
    _OVERRIDES,
)
BUTTONS = Notice(
    "NOVU106",
    Severity.NOTE,
    "Buttons only in browsers and through OneSignal",
    "APNs and Expo take buttons from the category that the app registered; FCM shows none on Android.",
    "Register a category in the app.",
    _OVERRIDES,
)
APPLE_TOPIC = Notice(
    "NOVU107",
    Severity.WARNING,
    "Topic of the push has to be written by hand",
    "Novu sends every push to the bundle id of its integration; calls and Live Activities have a topic with a suffix.",
    "Add topic beside rawPayload: your bundle id and .voip, or .push-type.liveactivity.",
    _OVERRIDES,
)
ONLY_APPLE = Notice(
    "NOVU108",
    Severity.NOTE,
    "Only through Novu's APNs integration",
    "Live Activities exist on iPhones alone, and their tokens belong to APNs; other phones get a push that shows nothing.",
    "Store the activity's push token as an apns token of the subscriber.",
    _OVERRIDES,
)
OTHER_PROVIDERS = Notice(
    "NOVU109",
    Severity.NOTE,
    "Not for every provider behind Novu",
    "Pushpad, Pusher Beams, App IO and webhooks get the template's words and the payload, but no overrides of the form.",
    "Write their native fields into overrides.providers.",
    _OVERRIDES,
)
IMAGE_KEY = Notice(
    "NOVU110",
    Severity.NOTE,
    "Image travels in the payload to iPhones",
    "APNs has no field for it; the app's service extension reads the key.",
    "Let the extension attach the address under this key.",
    _PUSH,
)
ICON_ADDRESS = Notice(
    "NOVU111",
    Severity.NOTE,
    "Icon is an address",
    "On Android the icon is the name of a drawable resource; browsers and OneSignal take the address.",
    "Write the resource's name, such as ic_gate.",
    _OVERRIDES,
)
SOUND_SUFFIX = Notice(
    "NOVU112",
    Severity.NOTE,
    "Sound's suffix left out on Android",
    "Android looks sounds up by their resource name, an iPhone by the file's whole name.",
    "Nothing, if res/raw holds a sound of this name.",
)
BADGE_WORD = Notice(
    "NOVU113",
    Severity.WARNING,
    "Badge is no number",
    "Badge and notification count are whole numbers.",
    "Write a number.",
)
WEB_ONLY_HTTPS = Notice(
    "NOVU114",
    Severity.NOTE,
    "Browsers get it only in their form",
    "FCM takes https links and short topics for browsers.",
    "Write an https link, and a collapse id of at most 32 letters, digits, - and _.",
)
COMPOSED = (
    *(KEY_TAKEN, DATA_AS_TEXT, NO_WORDS_SHOWN, WORDS_IN_DATA, SUBTITLE, BUTTONS, APPLE_TOPIC, ONLY_APPLE),
    *(OTHER_PROVIDERS, IMAGE_KEY, ICON_ADDRESS, SOUND_SUFFIX, BADGE_WORD, WEB_ONLY_HTTPS),
)
REMARKS: Mapping[Remark, Notice] = {
    Remark.ICON_ADDRESS: ICON_ADDRESS,
    Remark.SOUND_SUFFIX: SOUND_SUFFIX,
    Remark.BADGE_WORD: BADGE_WORD,
    Remark.WEB_TOPIC: WEB_ONLY_HTTPS,
    Remark.INSECURE_LINK: WEB_ONLY_HTTPS,
}
"""FCM's remarks that hold for a message Novu hands on."""

BAD_BASE_URL = Notice(
    "NOVU201",
    Severity.ERROR,
    "Base URL cannot be used",
    "Nothing can be sent to it.",
    "Write scheme, host and port, for example http://localhost:3000; leave it empty for Novu's cloud.",
)
NO_API_KEY = Notice(
    "NOVU202",
    Severity.ERROR,
    "Secret key missing or malformed",
    "Novu refuses every request without the environment's key.",
    "Copy it from the Novu dashboard, Developer, “API Keys”.",
    _KEYS,
)
NO_WORKFLOW = Notice(
    "NOVU203",
    Severity.ERROR,
    "Workflow missing or malformed",
    "A trigger names the workflow by its identifier.",
    "Copy the identifier from the workflow's page; it is no name and no database id.",
    _TRIGGER,
)
SWAPPED = Notice(
    "NOVU204",
    Severity.ERROR,
    "Key and workflow are swapped",
    "The key stands where the workflow belongs; keys belong into the secret.",
    "Exchange the two.",
    _KEYS,
)
APPLICATION_ID = Notice(
    "NOVU205",
    Severity.WARNING,
    "Perhaps the application identifier",
    "It is short: the application identifier is for apps with an inbox, requests need the secret key.",
    "Copy the secret key from the Novu dashboard, Developer, “API Keys”.",
    _KEYS,
)
BAD_REGION = Notice(
    "NOVU206",
    Severity.ERROR,
    "Unknown region",
    "Novu's cloud is in the United States and in the European Union.",
    "Choose us or eu.",
    _KEYS,
)
CLOUD_ADDRESS = Notice(
    "NOVU207",
    Severity.WARNING,
    "Dashboard's or documentation's address",
    "Requests go to the API: api.novu.co or eu.api.novu.co.",
    "Leave the base URL empty and choose the region.",
    _KEYS,
)
NOTICES = (*COMPOSED, BAD_BASE_URL, NO_API_KEY, NO_WORKFLOW, SWAPPED, APPLICATION_ID, BAD_REGION, CLOUD_ADDRESS)
