"""What Apple told FCM: the reasons inside FCM's ``ApnsError`` detail.

The words are Apple's, the advice is for someone whose APNs key lies in the Firebase console.
Source: *Handling error responses from APNs*; FCM error answers in public issue threads.
"""

from __future__ import annotations

from pushbench.domain.outcome import Reason, Retry

_APPLE = "Apple, Handling error responses from APNs"
_CONSOLE = "Open Project settings, Cloud Messaging in the Firebase console and upload the right APNs key."
_IN_BLOCK = "Mend it in the message's apns block."


def _key(code: str, status: int, meaning: str, cause: str, fix: str = _CONSOLE) -> Reason:
    return Reason(code, (status,), meaning, cause, fix, source=_APPLE)


APNS_ERRORS: tuple[Reason, ...] = (
    _key(
        "InvalidProviderToken",
        403,
        "Apple could not verify Firebase's APNs key.",
        "Key, key id and team id in the Firebase console do not belong together, or the key was revoked.",
    ),
    _key(
        "ExpiredProviderToken",
        403,
        "Firebase's sign-in at Apple had expired.",
        "Firebase renews it by itself; the APNs key in the console may have been revoked.",
        "Try again in a minute. If it stays, upload the APNs key anew in the Firebase console.",
    ),
    _key(
        "MissingProviderToken",
        403,
        "Firebase had no APNs credentials for this app.",
        "Neither key nor certificate is uploaded for the app's bundle id.",
    ),
    _key(
        "BadEnvironmentKeyInToken",
        403,
        "The APNs key is limited to the other environment.",
        "The key in the Firebase console is for development or for production only; this token is of the other.",
        "Upload a key for that environment too: the console has a place for each.",
    ),
    _key(
        "BadEnvironmentKeyIdInToken",
        403,
        "The APNs key is limited to the other environment.",
        "The key in the Firebase console is for development or for production only; this token is of the other.",
        "Upload a key for that environment too: the console has a place for each.",
    ),
    _key(
        "UnrelatedKeyIdInToken",
        403,
        "Apple does not accept this key on Firebase's connection.",
        "Two keys of one team that are not related were used.",
        "Try again; if it stays, upload one key for the whole team.",
    ),
    _key(
        "BadCertificate",
        403,
        "The APNs certificate is not valid.",
        "It has expired or was revoked.",
        "Replace it in the Firebase console, best by a key (.p8), which does not expire.",
    ),
    _key(
        "BadCertificateEnvironment",
        403,
        "The APNs certificate is for the other environment.",
        "Development and production have certificates of their own.",
        "Upload the other certificate too, or a key (.p8), which serves both.",
    ),
    _key(
        "Forbidden",
        403,
        "Apple does not allow this push.",
        "The app, its team or its capabilities do not permit it.",
        "Check Push Notifications among the app's capabilities.",
    ),
    Reason(
        "Unregistered",
        (410,),
        "Apple no longer knows this device.",
        "The app was removed from it.",
        "Retire the device, and register again from the app.",
        is_target_dead=True,
        source=_APPLE,
    ),
    Reason(
        "ExpiredToken",
        (410,),
        "The device's APNs token has expired.",
        "The app was removed or restored, and has a new token.",
        "Retire the device, and register again from the app.",
        is_target_dead=True,
        source=_APPLE,
    ),
    _key(
        "BadDeviceToken",
        400,
        "Apple does not know the device token behind this registration.",
        "It is of the other environment: a build from Xcode has a development token, TestFlight and the App Store "
        "production ones. Or the app handed Firebase a token of the wrong kind.",
        "Check which environment the app registers with, and start it again.",
    ),
    _key(
        "DeviceTokenNotForTopic",
        400,
        "The device token belongs to another app.",
        "The bundle id in the Firebase project, or apns-topic in the message, is not the app's.",
        "Compare the bundle ids, and leave apns-topic out.",
    ),
    _key(
        "TopicDisallowed",
        400,
        "The APNs key may not send to this app.",
        "Push Notifications are off for the App ID, or the key is limited to other apps.",
        "Enable Push Notifications for the App ID, or upload a key that covers it.",
    ),
    _key("BadTopic", 400, "Apple does not accept the topic.", "apns-topic is no bundle id.", "Leave apns-topic out."),
    _key(
        "MissingTopic",
        400,
        "The push named no app.",
        "Firebase found no bundle id.",
        "Set apns-topic to the bundle id.",
    ),
    _key(
        "BadPriority",
        400,
        "Apple does not accept the priority.",
        "apns-priority is not 10, 5 or 1, or is 10 on a background push.",
        _IN_BLOCK,
    ),
    _key(
        "BadExpirationDate", 400, "Apple does not accept the expiration.", "apns-expiration is no Unix time.", _IN_BLOCK
    ),
    _key("BadCollapseId", 400, "The collapse id is too long.", "apns-collapse-id has more than 64 bytes.", _IN_BLOCK),
    _key("BadMessageId", 400, "The message id is no UUID.", "apns-id is malformed.", "Leave apns-id out."),
    _key("InvalidPushType", 400, "Apple does not know the push type.", "apns-push-type is misspelt.", _IN_BLOCK),
    _key(
        "DuplicateHeaders",
        400,
        "A header came twice.",
        "The same APNs header stands there in two spellings.",
        _IN_BLOCK,
    ),
    _key("PayloadEmpty", 400, "The APNs payload was empty.", "apns.payload holds nothing.", _IN_BLOCK),
    _key(
        "PayloadTooLarge",
        413,
        "The payload is larger than Apple allows.",
        "With data and Firebase's own keys it has more than 4096 bytes.",
        "Shorten it, or let the app fetch the rest.",
    ),
    Reason(
        "TooManyRequests",
        (429,),
        "Too many pushes went to this device.",
        "Apple limits pushes to one device.",
        "Wait, then send more slowly.",
        retry=Retry.LATER,
        source=_APPLE,
    ),
    Reason(
        "TooManyProviderTokenUpdates",
        (429,),
        "Apple limited Firebase's sign-in.",
        "Firebase renewed its provider token too often.",
        "Try again later.",
        retry=Retry.LATER,
        source=_APPLE,
    ),
    Reason(
        "InternalServerError",
        (500,),
        "The push service behind FCM had an internal error.",
        "The fault is the service's.",
        "Try again with growing pauses.",
        retry=Retry.LATER,
        source=_APPLE,
    ),
    Reason(
        "ServiceUnavailable",
        (503,),
        "Apple's push service is overloaded or down.",
        "The fault is the service's.",
        "Try again with growing pauses.",
        retry=Retry.LATER,
        source=_APPLE,
    ),
    Reason(
        "Shutdown",
        (503,),
        "Apple's server is shutting down.",
        "Connections move to another server.",
        "Try again.",
        retry=Retry.LATER,
        source=_APPLE,
    ),
)
