"""Every error APNs documents, and some only seen: what it means, why it came, what to do.

Source: Apple, "Handling error responses from APNs"; rows marked unsure were reported by third parties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pushbench.domain.outcome import Reason, Retry

HANDLING = "Apple, Handling error responses from APNs"
BROADCAST = "Apple, Handling error responses from APNs (channels and broadcasts)"
OBSERVED = "Seen in client libraries and their issue threads, not in Apple's documents"

_SEND_REASONS: tuple[Reason, ...] = (
    Reason(
        "BadCollapseId",
        (400,),
        "Apple refused the collapse id.",
        "apns-collapse-id is longer than 64 bytes.",
        "Shorten it, and count UTF-8 bytes rather than characters.",
    ),
    Reason(
        "BadDeviceToken",
        (400,),
        "Apple does not know this device token here.",
        "The token is malformed, or it belongs to the other environment: a build run from Xcode gets development "
        "tokens, TestFlight, Ad hoc and App Store builds get production ones.",
        "Check that the token is hex only, then try the profile of the other environment once. This does not prove "
        "that the app was removed.",
    ),
    Reason(
        "BadExpirationDate",
        (400,),
        "Apple refused the expiration date.",
        "apns-expiration is not a whole number of seconds; for a channel that stores nothing it has to be 0.",
        "Send Unix seconds, neither milliseconds nor an ISO date; for a channel without storage send 0.",
    ),
    Reason(
        "BadMessageId",
        (400,),
        "Apple refused the message id.",
        "apns-id (or apns-request-id) is not a UUID.",
        "Send a lower-case UUID of the form 8-4-4-4-12, or leave the header out.",
    ),
    Reason(
        "BadPriority",
        (400,),
        "Apple refused the priority.",
        "apns-priority is not 10, 5 or 1, or it is 10 on a background push.",
        "Use 10, 5 or 1; a background push takes only 5.",
    ),
    Reason(
        "BadTopic",
        (400,),
        "Apple refused the topic.",
        "apns-topic is not a valid topic.",
        "Spell the bundle id exactly as in the app, and add the suffix of the push type.",
    ),
    Reason(
        "DeviceTokenNotForTopic",
        (400,),
        "The device token belongs to another topic.",
        "Another app registered it, or it is a VoIP, Live Activity or other special token used with a plain topic.",
        "Use the bundle id of the app that registered the token, with the suffix its kind of token needs (.voip, "
        ".push-type.liveactivity ...). This does not prove that the app was removed.",
    ),
    Reason(
        "DuplicateHeaders",
        (400,),
        "A header was sent twice.",
        "Two headers have the same name.",
        "Send each header once.",
    ),
    Reason(
        "IdleTimeout",
        (400,),
        "Apple closed the connection because it was idle.",
        "Nothing was sent on it for a long time.",
        "Send again on a new connection.",
        Retry.RECONNECT,
    ),
    Reason(
        "InvalidPushType",
        (400,),
        "Apple does not know this push type.",
        "apns-push-type is misspelt; for a channel only Live Activities are allowed.",
        "Pick a type from the list, in lower case; for a channel use liveactivity.",
    ),
    Reason(
        "MissingDeviceToken",
        (400,),
        "The request names no device.",
        "The path ends without a token.",
        "Choose a device or give a token.",
    ),
    Reason(
        "MissingTopic",
        (400,),
        "The request names no topic.",
        "apns-topic is needed with a key, and with a certificate that covers several topics.",
        "Fill in the profile's bundle id, or add apns-topic.",
    ),
    Reason(
        "PayloadEmpty",
        (400,),
        "The request has no payload.",
        "Its body is empty.",
        "Send JSON, at least {}.",
    ),
    Reason(
        "TopicDisallowed",
        (400,),
        "Apple does not let this key or certificate push to this topic.",
        "Push is not enabled for the App ID, the key is limited to other topics, the app belongs to another team, or "
        "a bundle id carries a suffix where none belongs.",
        "Enable Push Notifications for the App ID, check the key's topics and the team, and spell the topic without "
        "a doubled suffix.",
    ),
    Reason(
        "BadCertificate",
        (403,),
        "Apple refused the certificate.",
        "It has expired, was revoked, or is no push certificate.",
        "Renew it in the developer portal and export it together with its key.",
    ),
    Reason(
        "BadCertificateEnvironment",
        (403,),
        "The certificate is for the other environment.",
        "A development certificate met the production service, or the reverse.",
        "Use the profile of the other environment, or a certificate for both.",
    ),
    Reason(
        "ExpiredProviderToken",
        (403,),
        "The sign-in token is too old.",
        "Its time lies more than an hour back: it was kept too long, or this computer's clock is slow.",
        "Send again; a new token is signed and a new connection opened. Check this computer's clock if it happens "
        "again.",
        Retry.RECONNECT,
    ),
    Reason(
        "Forbidden",
        (403,),
        "Apple does not allow this.",
        "The team, the app or the capability does not permit it.",
        "Check the App ID, its capabilities and the team of the key.",
    ),
    Reason(
        "InvalidProviderToken",
        (403,),
        "Apple cannot verify the sign-in token.",
        "Key ID, Team ID and key do not belong together (swapped, of another team), the key was revoked, or this "
        "computer's clock is ahead.",
        "Compare Key ID and Team ID with the developer portal, check that the key still exists, and check the clock.",
    ),
    Reason(
        "MissingProviderToken",
        (403,),
        "The request was not signed in.",
        "It carried neither a certificate nor a token behind “bearer ”.",
        "Give the profile a key or a certificate.",
    ),
    Reason(
        "UnrelatedKeyIdInToken",
        (403,),
        "The key is not related to the one this connection began with.",
        "A connection is bound to the first key that was accepted on it.",
        "Send again on a new connection.",
        Retry.RECONNECT,
    ),
    Reason(
        "BadEnvironmentKeyIdInToken",
        (403,),
        "The key is limited to the other environment.",
        "Keys made since 2025 may be for Sandbox or for Production only.",
        "Use the key of this environment, or the profile of the other one.",
    ),
    Reason(
        "BadPath",
        (404,),
        "Apple does not know this path.",
        "The path is not /3/device/ and a token. A path in the base URL is put in front.",
        "Check the profile's base URL.",
    ),
    Reason(
        "MethodNotAllowed",
        (405,),
        "Apple does not take this method here.",
        "A push is a POST.",
        "Check what stands between this computer and Apple, such as a proxy.",
    ),
    Reason(
        "ExpiredToken",
        (410,),
        "This device token has expired.",
        "Apple renewed the device's token.",
        "Remove the token; the app registers a new one at its next launch.",
        is_target_dead=True,
    ),
    Reason(
        "Unregistered",
        (410,),
        "Apple no longer accepts this device token.",
        "The app was deleted or reinstalled, or its token was replaced.",
        "Mark it as unregistered, unless the app registered it again after the time named.",
        is_target_dead=True,
    ),
    Reason(
        "PayloadTooLarge",
        (413,),
        "The payload is too large.",
        "Apple takes 4096 bytes, 5120 for VoIP and broadcasts.",
        "Shorten it; let the app fetch long content itself.",
    ),
    Reason(
        "TooManyProviderTokenUpdates",
        (429,),
        "The sign-in token was renewed too often.",
        "Another program or computer signs tokens with this key within the same 20 minutes.",
        "Wait 20 minutes; Pushbench keeps its token and uses it again.",
        Retry.LATER,
    ),
    Reason(
        "TooManyRequests",
        (429,),
        "Too many pushes went to this device in a row.",
        "Apple limits how fast one device is pushed to.",
        "Wait and send less often.",
        Retry.LATER,
    ),
    Reason(
        "InternalServerError",
        (500,),
        "Apple's server had an error.",
        "The fault is Apple's.",
        "Send again later; Apple advises to begin after about 15 minutes and to double the wait each time.",
        Retry.LATER,
    ),
    Reason(
        "ServiceUnavailable",
        (503,),
        "Apple's service is not available.",
        "It is down or overloaded.",
        "Send again later; Apple advises to begin after about 15 minutes and to double the wait each time.",
        Retry.LATER,
    ),
    Reason(
        "Shutdown",
        (503,),
        "Apple's server is shutting down.",
        "Apple is taking this server out of service.",
        "Send again on a new connection.",
        Retry.RECONNECT,
    ),
)

_CHANNEL_REASONS: tuple[Reason, ...] = (
    Reason(
        "FeatureNotEnabled",
        (400,),
        "Broadcasts are not enabled for this app.",
        "The App ID lacks the Broadcast capability.",
        "Enable it in the developer portal, under Push Notifications of the App ID.",
    ),
    Reason(
        "MissingChannelId",
        (400,),
        "The request names no channel.",
        "The header apns-channel-id is absent.",
        "Address a channel as channel:ID.",
    ),
    Reason(
        "BadChannelId",
        (400,),
        "Apple refused the channel id.",
        "It is not base64, or it is too long.",
        "Copy the id as it came when the channel was created, padding included.",
    ),
    Reason(
        "ChannelNotRegistered",
        (400, 410),
        "Apple does not know this channel.",
        "It was deleted, or it belongs to another app or environment. Status 410 was seen once, on a deletion.",
        "List the channels of this app and environment, or create a new one.",
    ),
    Reason(
        "BadRequestParams",
        (400,),
        "Apple does not know a part of the request.",
        "The JSON holds an attribute that is not documented.",
        "Send message-storage-policy and push-type alone.",
    ),
    Reason(
        "BadRequestPayload",
        (400,),
        "Apple cannot read the request's body.",
        "It is not valid JSON.",
        "Send a JSON object.",
    ),
    Reason(
        "MissingPushType",
        (400,),
        "The request names no push type.",
        "A channel needs the push type liveactivity.",
        "Set apns-push-type to liveactivity.",
    ),
    Reason(
        "CannotCreateChannelConfig",
        (400,),
        "No further channel can be created.",
        "An app may have 10,000 channels in one environment.",
        "Delete channels that are no longer used.",
    ),
    Reason(
        "TopicMismatch",
        (403,),
        "Key or certificate do not cover this app.",
        "The bundle id in the path belongs to another team or topic.",
        "Use the key of the app's team, and the bundle id without a suffix.",
    ),
)

_OBSERVED_REASONS: tuple[Reason, ...] = (
    Reason(
        "BadEnvironmentKeyInToken",
        (403,),
        "The key is limited to the other environment.",
        "Keys made since 2025 may be for Sandbox or for Production only. This is how the service spells it; the "
        "document says BadEnvironmentKeyIdInToken.",
        "Use the key of this environment, or the profile of the other one.",
        is_unsure=True,
    ),
    Reason(
        "InvalidSigningKey",
        (403,),
        "Apple refused the signing key.",
        "A client library lists this reason; whether the service gives it is not known.",
        "Check that the key still exists in the developer portal.",
        is_unsure=True,
    ),
    Reason(
        "MissingChannelQueueSize",
        (400,),
        "The channel's storage policy is missing.",
        "message-storage-policy is absent, or neither 0 nor 1.",
        "Send message-storage-policy 0 or 1.",
        is_unsure=True,
    ),
)


def _sourced(rows: tuple[Reason, ...], source: str) -> tuple[Reason, ...]:
    return tuple(replace(row, source=source) for row in rows)


REASONS: tuple[Reason, ...] = (
    *_sourced(_SEND_REASONS, HANDLING),
    *_sourced(_CHANNEL_REASONS, BROADCAST),
    *_sourced(_OBSERVED_REASONS, OBSERVED),
)


def _letters(code: str) -> str:
    return "".join(code.split()).lower()


_BY_LETTERS: Mapping[str, Reason] = {_letters(reason.code): reason for reason in REASONS}


def reason_for(code: str) -> Reason | None:
    """Return the row of a code; case and blanks do not matter ("Service Unavailable" is printed with one)."""
    return _BY_LETTERS.get(_letters(code[:200]))
