"""FCM's own error codes and the canonical ones of Google's front door.

Source unless a row names another: *FCM ErrorCode reference*; *Send a message using FCM HTTP v1*;
*Throttling and quotas*; google.rpc.Code; google.api.ErrorReason.
"""

from __future__ import annotations

from pushbench.domain.outcome import Reason, Retry

_ERROR_CODES = "FCM ErrorCode reference"
_CANONICAL = "google.rpc.Code"
_ERROR_INFO = "google.api.ErrorReason"

FCM_ERRORS: tuple[Reason, ...] = (
    Reason(
        "UNREGISTERED",
        (404,),
        "This registration is no longer valid.",
        "The app was removed, its data was cleared, the token was replaced, an Android token lay idle for 270 days, or "
        "Apple no longer knows the device.",
        "Retire the device, and register again from the app.",
        is_target_dead=True,
        source=_ERROR_CODES,
    ),
    Reason(
        "INVALID_ARGUMENT",
        (400,),
        "FCM refused a value of the message.",
        "A field is unknown, of the wrong type or out of range, or the token's text is none.",
        "Mend the field that FCM names; the same message will be refused again.",
        source=_ERROR_CODES,
    ),
    Reason(
        "SENDER_ID_MISMATCH",
        (403,),
        "The token belongs to another Firebase project.",
        "The app was built with the google-services.json or GoogleService-Info.plist of another project than the "
        "service account's.",
        "Send with the service account of that project, or register the app with this one. The token itself is alive.",
        source=_ERROR_CODES,
    ),
    Reason(
        "QUOTA_EXCEEDED",
        (429,),
        "Too many messages were sent.",
        "The project's rate (600,000 a minute unless raised), the device's (240 a minute, 5,000 an hour) or the "
        "topic's is used up.",
        "Wait at least a minute, then send more slowly.",
        retry=Retry.LATER,
        source="Throttling and quotas",
    ),
    Reason(
        "UNAVAILABLE",
        (503,),
        "FCM is overloaded or down for the moment.",
        "The server could not take the message in time.",
        "Wait as long as Retry-After says, then try again with growing pauses.",
        retry=Retry.LATER,
        source=_ERROR_CODES,
    ),
    Reason(
        "INTERNAL",
        (500,),
        "FCM had an internal error.",
        "The fault is the service's.",
        "Try again with growing pauses; if it stays, look at the Firebase status page.",
        retry=Retry.LATER,
        source=_ERROR_CODES,
    ),
    Reason(
        "THIRD_PARTY_AUTH_ERROR",
        (401,),
        "Apple or the browser's push service refused Firebase's credentials.",
        "The APNs key or certificate in the Firebase console is missing, expired, of another team or for the other "
        "environment, or the web push key pair does not fit.",
        "Open Project settings, Cloud Messaging in the Firebase console and upload the right APNs key.",
        source=_ERROR_CODES,
    ),
    Reason(
        "APNS_AUTH_ERROR",
        (401,),
        "Apple refused Firebase's credentials.",
        "The older name of THIRD_PARTY_AUTH_ERROR: the APNs key in the Firebase console is missing or does not fit.",
        "Open Project settings, Cloud Messaging in the Firebase console and upload the right APNs key.",
        source=_ERROR_CODES,
    ),
    Reason(
        "UNSPECIFIED_ERROR",
        (400, 500),
        "FCM gave an error without saying which.",
        "No more is known.",
        "Check the message and try once more later.",
        source=_ERROR_CODES,
    ),
)

CANONICAL_ERRORS: tuple[Reason, ...] = (
    Reason(
        "UNAUTHENTICATED",
        (401,),
        "Google did not accept the access token.",
        "It has expired, was revoked, is cut off, or is no OAuth 2 access token.",
        "Sign in anew: test the credentials, or paste a fresh access token.",
        source=_CANONICAL,
    ),
    Reason(
        "PERMISSION_DENIED",
        (403,),
        "This account may not send for this project.",
        "The role “Firebase Cloud Messaging API Admin” is missing, the API is switched off, or the project is another.",
        "Give the service account that role in the Google Cloud console, and compare the project id.",
        source=_CANONICAL,
    ),
    Reason(
        "NOT_FOUND",
        (404,),
        "Google does not know what the request addresses.",
        "Without FCM's own code this is about the project in the address, or the registration of a topic call.",
        "Compare the project id with the one in the Firebase console.",
        source=_CANONICAL,
    ),
    Reason(
        "ALREADY_EXISTS",
        (409,),
        "It is there already.",
        "The device has subscribed to this topic before.",
        "Nothing: the subscription stands.",
        source=_CANONICAL,
    ),
    Reason(
        "FAILED_PRECONDITION",
        (400, 412),
        "The project is not in the state that the request needs.",
        "Something has to be set up first, such as Cloud Messaging for this app.",
        "Look at the app's Cloud Messaging settings in the Firebase console.",
        source=_CANONICAL,
    ),
    Reason(
        "RESOURCE_EXHAUSTED",
        (429,),
        "A quota is used up.",
        "Too many requests of the project, or too many topics at once.",
        "Wait at least a minute, then send more slowly.",
        retry=Retry.LATER,
        source=_CANONICAL,
    ),
    Reason(
        "DEADLINE_EXCEEDED",
        (504,),
        "FCM did not finish in time.",
        "Nobody can say whether the message was taken.",
        "Look at the device before sending again: it could get the message twice.",
        source=_CANONICAL,
    ),
    Reason(
        "OUT_OF_RANGE",
        (400,),
        "A value lies outside its range.",
        "FCM names the field, where it can.",
        "Mend the field that FCM names.",
        source=_CANONICAL,
    ),
    Reason(
        "ABORTED",
        (409,),
        "The request collided with another.",
        "Two requests changed the same thing at once.",
        "Try again.",
        retry=Retry.LATER,
        source=_CANONICAL,
    ),
    Reason(
        "CANCELLED",
        (499,),
        "The request was cancelled.",
        "The connection was closed before the answer.",
        "Try again if the device did not get the message.",
        source=_CANONICAL,
    ),
    Reason(
        "UNIMPLEMENTED",
        (405, 501),
        "FCM does not know this operation.",
        "Method or path of the request is not one of its API.",
        "Check the base URL of the profile.",
        source=_CANONICAL,
    ),
    Reason(
        "UNKNOWN",
        (500,),
        "Google gave an error without saying which.",
        "No more is known.",
        "Try again later.",
        retry=Retry.LATER,
        source=_CANONICAL,
    ),
    Reason(
        "DATA_LOSS",
        (500,),
        "Google lost data for good.",
        "The fault is the service's.",
        "Look at the Firebase status page.",
        source=_CANONICAL,
    ),
)

FRONT_DOOR_ERRORS: tuple[Reason, ...] = (
    Reason(
        "SERVICE_DISABLED",
        (403,),
        "The Firebase Cloud Messaging API is switched off for this project.",
        "It was never enabled, or was disabled in the Google Cloud console.",
        "Enable “Firebase Cloud Messaging API” for the project, wait a few minutes, and try again.",
        source=_ERROR_INFO,
    ),
    Reason(
        "IAM_PERMISSION_DENIED",
        (403,),
        "The account lacks the permission cloudmessaging.messages.create.",
        "The service account has no role with it in this project, or the project id is another project's.",
        "Give it “Firebase Cloud Messaging API Admin” in the Google Cloud console, and compare the project id.",
        source=_ERROR_INFO,
    ),
    Reason(
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        (403,),
        "The access token was issued for something else.",
        "Its scopes include neither firebase.messaging nor cloud-platform.",
        "Make the token with the scope https://www.googleapis.com/auth/firebase.messaging.",
        source=_ERROR_INFO,
    ),
    Reason(
        "ACCESS_TOKEN_EXPIRED",
        (401,),
        "The access token has expired.",
        "Access tokens live for an hour.",
        "Paste a fresh one, or use a service account, which renews its own.",
        source=_ERROR_INFO,
    ),
    Reason(
        "ACCESS_TOKEN_TYPE_UNSUPPORTED",
        (401,),
        "This kind of token is not accepted.",
        "It is an ID token, a self-made JWT or another service's token, not an OAuth 2 access token.",
        "Use a service account, or the output of “gcloud auth print-access-token”.",
        source=_ERROR_INFO,
        is_unsure=True,
    ),
    Reason(
        "CREDENTIALS_MISSING",
        (401,),
        "The request carried no credentials.",
        "The authorization header was lost on the way, for example in a proxy.",
        "Test the credentials, and check proxy and base URL of the profile.",
        source=_ERROR_INFO,
    ),
    Reason(
        "CONSUMER_INVALID",
        (403,),
        "The project in the address does not exist or is not usable.",
        "Its id is misspelt, or it was deleted.",
        "Compare the project id with the one in the Firebase console.",
        source=_ERROR_INFO,
        is_unsure=True,
    ),
    Reason(
        "USER_PROJECT_DENIED",
        (403,),
        "The account may not use the project it bills to.",
        "The permission serviceusage.services.use is missing, or the quota project is another.",
        "Give the role “Service Usage Consumer”, or leave out x-goog-user-project.",
        source=_ERROR_INFO,
        is_unsure=True,
    ),
    Reason(
        "RATE_LIMIT_EXCEEDED",
        (429,),
        "The project sends too fast.",
        "A quota of requests per minute is used up.",
        "Wait at least a minute, then send more slowly, or ask for a higher quota.",
        retry=Retry.LATER,
        source=_ERROR_INFO,
    ),
)
