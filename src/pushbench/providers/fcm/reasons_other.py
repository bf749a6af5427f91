"""Errors around sending: signing in, topic calls, and the legacy API's words that still show up.

Sources: google-auth 2.62.2; RFC 6749, 5.2; *Instance ID server reference*; *Migrate from legacy FCM APIs*.
"""

from __future__ import annotations

from pushbench.domain.outcome import Reason, Retry

_OAUTH = "RFC 6749, 5.2; google-auth"
_IID = "Instance ID server reference"
_LEGACY = "Migrate from legacy FCM APIs"

OAUTH_ERRORS: tuple[Reason, ...] = (
    Reason(
        "invalid_grant",
        (400,),
        "Google refused the service account's signature.",
        "The key was deleted in the Google Cloud console, the account was removed or disabled, or this computer's "
        "clock is wrong.",
        "Check the clock; then make a new key: Firebase console, Project settings, Service accounts.",
        source=_OAUTH,
    ),
    Reason(
        "invalid_scope",
        (400,),
        "Google does not grant the scope.",
        "The scope of the sign-in is empty, misspelt or not open to this account.",
        "Use a service account of the Firebase project.",
        source=_OAUTH,
    ),
    Reason(
        "invalid_client",
        (401,),
        "Google does not know this account.",
        "The service account was deleted, or the file is no service account.",
        "Make a new key: Firebase console, Project settings, Service accounts.",
        source=_OAUTH,
    ),
    Reason(
        "unauthorized_client",
        (400, 401),
        "This account may not sign in this way.",
        "Domain-wide delegation is asked for without being granted, or the account is disabled.",
        "Enable the service account in the Google Cloud console.",
        source=_OAUTH,
    ),
    Reason(
        "invalid_request",
        (400,),
        "Google could not read the sign-in.",
        "The token address is not Google's, or a proxy changed the request.",
        "Check the profile's token URL and proxy.",
        source=_OAUTH,
    ),
    Reason(
        "unsupported_grant_type",
        (400,),
        "The token address does not take service accounts.",
        "It is another service's, or a proxy changed the request.",
        "Check the profile's token URL and proxy.",
        source=_OAUTH,
    ),
    Reason(
        "access_denied",
        (400, 403),
        "Google denies this account access.",
        "An organisation's policy blocks the account or its keys.",
        "Ask whoever administers the Google Cloud organisation.",
        source=_OAUTH,
        is_unsure=True,
    ),
    Reason(
        "internal_failure",
        (500,),
        "Google's sign-in had an internal error.",
        "The fault is the service's.",
        "Try again in a minute.",
        retry=Retry.LATER,
        source=_OAUTH,
    ),
    Reason(
        "temporarily_unavailable",
        (503,),
        "Google's sign-in is overloaded for the moment.",
        "The fault is the service's.",
        "Try again in a minute.",
        retry=Retry.LATER,
        source=_OAUTH,
    ),
)

TOPIC_ERRORS: tuple[Reason, ...] = (
    Reason(
        "TOO_MANY_TOPICS",
        (400, 429),
        "The device has as many topics as it may have.",
        "One app installation may subscribe to 2,000 topics.",
        "Unsubscribe it from some first.",
        source=_IID,
    ),
    Reason(
        "InvalidToken",
        (400,),
        "The registration token is malformed.",
        "It is cut off, or is another service's token.",
        "Copy the token again from the app.",
        source=_IID,
        is_unsure=True,
    ),
)

LEGACY_ERRORS: tuple[Reason, ...] = (
    Reason(
        "NotRegistered",
        (200, 404),
        "This registration is no longer valid.",
        "The legacy word for UNREGISTERED: the app was removed or its token replaced.",
        "Retire the device, and register again from the app.",
        is_target_dead=True,
        source=_LEGACY,
    ),
    Reason(
        "InvalidRegistration",
        (200, 400),
        "The registration token is malformed.",
        "It is cut off, or is another service's token.",
        "Copy the token again from the app.",
        source=_LEGACY,
    ),
    Reason(
        "MissingRegistration",
        (200, 400),
        "The message named no target.",
        "Neither token nor topic was sent.",
        "Choose a target.",
        source=_LEGACY,
    ),
    Reason(
        "MismatchSenderId",
        (200, 403),
        "The token belongs to another Firebase project.",
        "The legacy word for SENDER_ID_MISMATCH.",
        "Send with the service account of that project. The token itself is alive.",
        source=_LEGACY,
    ),
    Reason(
        "InvalidPackageName",
        (200, 400),
        "The token belongs to another Android package.",
        "restricted_package_name is not the app's package.",
        "Correct or remove restricted_package_name.",
        source=_LEGACY,
    ),
    Reason(
        "MessageTooBig",
        (200, 400),
        "The message is too large.",
        "Notification and data have more than 4096 bytes (2048 for topics).",
        "Shorten them, or let the app fetch the rest.",
        source=_LEGACY,
    ),
    Reason(
        "InvalidDataKey",
        (200, 400),
        "The data holds a reserved key.",
        "Keys named from or message_type, or beginning with google. or gcm.notification., are FCM's own.",
        "Rename the key.",
        source=_LEGACY,
    ),
    Reason(
        "InvalidTtl",
        (200, 400),
        "The time to live is out of range.",
        "It must lie between 0 and 2,419,200 seconds.",
        "Mend ttl.",
        source=_LEGACY,
    ),
    Reason(
        "InvalidParameters",
        (400,),
        "FCM refused a value of the message.",
        "A field is unknown, of the wrong type or out of range.",
        "Mend the field that FCM names.",
        source=_LEGACY,
    ),
    Reason(
        "DeviceMessageRateExceeded",
        (200, 429),
        "Too many messages went to this device.",
        "A device takes 240 messages a minute and 5,000 an hour.",
        "Wait at least a minute, then send more slowly.",
        retry=Retry.LATER,
        source=_LEGACY,
    ),
    Reason(
        "TopicsMessageRateExceeded",
        (200, 429),
        "Too many messages went to this topic's subscribers.",
        "The topic's rate is used up.",
        "Wait at least a minute, then send more slowly.",
        retry=Retry.LATER,
        source=_LEGACY,
    ),
    Reason(
        "InvalidApnsCredential",
        (200, 401),
        "Apple refused Firebase's credentials.",
        "The APNs key or certificate in the Firebase console is missing or expired.",
        "Open Project settings, Cloud Messaging in the Firebase console and upload the right APNs key.",
        source=_LEGACY,
    ),
    Reason(
        "Unavailable",
        (200, 503),
        "FCM is overloaded or down for the moment.",
        "The legacy word for UNAVAILABLE.",
        "Try again with growing pauses.",
        retry=Retry.LATER,
        source=_LEGACY,
    ),
)
