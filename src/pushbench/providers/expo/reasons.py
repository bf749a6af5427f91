"""Every documented error of Expo as one table, and what Apple's and Google's own words inside a receipt mean."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.outcome import Explain, Reason, Retry

_ERRORS = "Expo, Send notifications with the Expo Push Service, errors"
_TYPES = "expo-server-sdk 7.2.0, ExpoPushErrorReceipt"
_SEEN = "Seen in public reports; not in Expo's documentation"

DEVICE_ERRORS: tuple[Reason, ...] = (
    Reason(
        "DeviceNotRegistered",
        (200,),
        "The device can no longer be reached.",
        "Expo does not know the token, or Apple or Google say that the app is gone or may not notify any more.",
        "Stop sending to this token until the app registers again.",
        is_target_dead=True,
        source=_ERRORS,
    ),
    Reason(
        "MessageTooBig",
        (200,),
        "The message is too big.",
        "What Apple or Google get may have 4,096 bytes, data and the project's ids included.",
        "Shorten the texts, or send an id in data and let the app fetch the rest.",
        source=_ERRORS,
    ),
    Reason(
        "MessageRateExceeded",
        (200,),
        "This device got too many messages.",
        "Google or Apple limit how often one device may be reached.",
        "Wait, then send to it more slowly, with growing pauses.",
        retry=Retry.LATER,
        source=_ERRORS,
    ),
    Reason(
        "MismatchSenderId",
        (200,),
        "The FCM credentials belong to another Firebase project than the app.",
        "The sender ID of the service account key at Expo differs from project_number in google-services.json.",
        "Upload the key of the app's own Firebase project (eas credentials), or build with its google-services.json.",
        source=_ERRORS,
    ),
    Reason(
        "InvalidCredentials",
        (200,),
        "Expo's credentials for the app are not valid.",
        "The APNs key or the FCM service account key was revoked, is missing, or does not fit the app.",
        "Run “eas credentials” and make new ones; tokens stay the same. For InvalidProviderToken rebuild the app with "
        "a new key and provisioning profile.",
        source=_ERRORS,
    ),
    Reason(
        "DeveloperError",
        (200,),
        "Apple or Google refused the message and say that it is the sender's mistake.",
        "For example a token of another environment, a wrong topic, or a field out of range.",
        "Read Apple's or Google's own word beside it.",
        source=_TYPES,
    ),
    Reason(
        "ProviderError",
        (200,),
        "Apple or Google could not take the message.",
        "Their service, or the connection to it, failed.",
        "Send it again.",
        retry=Retry.LATER,
        source=_TYPES,
    ),
    Reason(
        "ExpoError",
        (200,),
        "Expo could not hand the message on.",
        "Something failed inside Expo's service.",
        "Send it again; look at status.expo.dev when it stays so.",
        retry=Retry.LATER,
        source=_TYPES,
    ),
)
"""``details.error`` of a ticket or a receipt; a 200 carries them."""

REQUEST_ERRORS: tuple[Reason, ...] = (
    Reason(
        "TOO_MANY_REQUESTS",
        (429,),
        "The project sends too fast.",
        "More than 600 notifications a second.",
        "Wait, then send more slowly, with growing pauses.",
        retry=Retry.LATER,
        source=_ERRORS,
    ),
    Reason(
        "PUSH_TOO_MANY_EXPERIENCE_IDS",
        (400,),
        "The tokens of one request belong to different projects.",
        "All messages of a request must be for the same project (@owner/slug).",
        "Send to each project by itself; the answer names each project's tokens.",
        source=_ERRORS,
    ),
    Reason(
        "PUSH_TOO_MANY_NOTIFICATIONS",
        (400,),
        "One request holds too many notifications.",
        "At most 100, counted per recipient.",
        "Send them in parts of 100.",
        source=_ERRORS,
        is_unsure=True,
    ),
    Reason(
        "PUSH_TOO_MANY_RECEIPTS",
        (400,),
        "One request asks for too many receipts.",
        "At most 1,000 ids.",
        "Ask in parts of 1,000.",
        source=_ERRORS,
        is_unsure=True,
    ),
    Reason(
        "UNAUTHORIZED",
        (401, 403),
        "The project takes pushes with an access token only.",
        "Push security is on, and the token is missing or its account may not send for this project.",
        "Put an access token of the project's account into the profile (expo.dev, “Access tokens”).",
        source=_ERRORS,
        is_unsure=True,
    ),
    Reason(
        "invalid_token",
        (401,),
        "Expo does not know the access token.",
        "It was mistyped, revoked, or is of another service; Expo refuses it even where none is needed.",
        "Make a new one on expo.dev, “Access tokens”, or leave the field empty where push security is off.",
        source=_SEEN,
        is_unsure=True,
    ),
    Reason(
        "VALIDATION_ERROR",
        (400,),
        "Expo does not understand the request.",
        "A field is missing, of the wrong type or out of its range.",
        "Correct the field that Expo names.",
        source=_SEEN,
        is_unsure=True,
    ),
    Reason(
        "API_ERROR",
        (400,),
        "Expo does not understand the request.",
        "The older word for VALIDATION_ERROR.",
        "Correct the field that Expo names.",
        source=_SEEN,
        is_unsure=True,
    ),
    Reason(
        "INTERNAL_SERVER_ERROR",
        (500,),
        "Expo failed.",
        "Something went wrong inside Expo's service.",
        "Send it again later, with growing pauses; look at status.expo.dev.",
        retry=Retry.LATER,
        source=_SEEN,
        is_unsure=True,
    ),
)
"""``errors[].code`` of a whole request, and the OAuth word of a refused access token."""

REASONS: tuple[Reason, ...] = (*DEVICE_ERRORS, *REQUEST_ERRORS)
BY_CODE: Mapping[str, Reason] = {reason.code: reason for reason in REASONS}
BY_STATUS: Mapping[int, str] = {
    400: "VALIDATION_ERROR",
    401: "UNAUTHORIZED",
    403: "UNAUTHORIZED",
    429: "TOO_MANY_REQUESTS",
}
"""What a status means where the body says nothing."""

INNER: Mapping[str, Explain] = {
    "BadDeviceToken": Explain(
        "Apple does not know the device's token in this environment.",
        "The app was built for the other APNs environment than the one Expo sends to, or for another app.",
        "Install a build signed for the right environment (TestFlight and stores are production) and register again.",
    ),
    "DeviceTokenNotForTopic": Explain(
        "The device's token belongs to another app.",
        "The bundle identifier at Expo is not that of the installed app.",
        "Check the bundle identifier in the app's configuration and in “eas credentials”.",
    ),
    "InvalidProviderToken": Explain(
        "Apple does not accept Expo's key for this app.",
        "The APNs key was revoked or belongs to another team.",
        "Make a new push key with “eas credentials” and rebuild the app with a new provisioning profile.",
    ),
    "TopicDisallowed": Explain(
        "Apple does not allow this key to send to the app.",
        "The APNs key is restricted to other apps or belongs to another team.",
        "Upload a key of the app's own team with “eas credentials”.",
    ),
    "BadCollapseId": Explain(
        "Apple refuses the collapse id.",
        "It may have 64 bytes.",
        "Shorten collapseId.",
    ),
    "BadPriority": Explain(
        "Apple refuses the priority.",
        "A background push may only have normal priority.",
        "Set priority to normal.",
    ),
    "PayloadTooLarge": Explain(
        "The payload is too large for Apple.",
        "It may have 4,096 bytes.",
        "Shorten the texts or the data.",
    ),
    "INVALID_ARGUMENT": Explain(
        "Google refuses the message as malformed.",
        "A field is out of its range, or the notification and its data take more than 4,096 bytes together.",
        "Shorten texts and data; check ttl, icon and channelId.",
    ),
    "THIRD_PARTY_AUTH_ERROR": Explain(
        "Google refuses the credentials.",
        "The service account key at Expo is not valid for the app's Firebase project.",
        "Upload a new FCM V1 service account key with “eas credentials”.",
    ),
}
"""Apple's and Google's own words inside a receipt, where they say more than Expo's."""
