"""Every documented error of SNS: code, meaning, cause, fix, whether to retry, whether the target is dead.

Sources: Amazon SNS API reference, "Common errors" and the errors of each operation (API version 2010-03-31);
Amazon SNS developer guide, "Mobile app notifications"; AWS IAM user guide, "Troubleshoot signed requests".
"""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.outcome import Reason, Retry

_API = "Amazon SNS API reference"
_COMMON = "Amazon SNS API reference, Common errors"
_SIGNING = "AWS IAM User Guide, Troubleshoot signed requests for AWS APIs"
_GUIDE = "Amazon SNS developer guide"

PUSH_ERRORS: tuple[Reason, ...] = (
    Reason(
        "EndpointDisabled",
        (400,),
        "The endpoint is disabled.",
        "Apple, Google or another service told SNS that the token is dead, or somebody switched the endpoint off.",
        "Get a new token from the app and set it with Enabled true; the old token would be disabled again at once.",
        is_target_dead=True,
        source=_API,
    ),
    Reason(
        "PlatformApplicationDisabled",
        (400,),
        "The platform application is disabled.",
        "SNS switched it off: its certificate has expired, or Apple or Google refused its credentials.",
        "Give the platform application fresh credentials and set Enabled to true.",
        source=_API,
    ),
    Reason(
        "InvalidParameter",
        (400,),
        "SNS does not accept a parameter.",
        "Its own words name the parameter and the reason.",
        "Correct what it names and send again.",
        source=_API,
    ),
    Reason(
        "ParameterValueInvalid",
        (400,),
        "SNS does not accept a parameter's value.",
        "A message attribute, or another value, has a form that is not allowed.",
        "Correct the value and send again.",
        source=_API,
    ),
    Reason(
        "NotFound",
        (404,),
        "What was addressed does not exist.",
        "The topic, endpoint or platform application was deleted, or lies in another region or account.",
        "Compare the ARN with the SNS console, in the same region and account.",
        source=_API,
    ),
    Reason(
        "ResourceNotFound",
        (404,),
        "What was addressed does not exist.",
        "The resource was deleted, or lies in another region or account.",
        "Compare the ARN with the SNS console, in the same region and account.",
        source=_API,
    ),
    Reason(
        "AuthorizationError",
        (403,),
        "The keys' owner may not do this.",
        "Its IAM policy does not allow the action on this resource, or the resource belongs to another account.",
        "Allow sns:Publish, sns:CreatePlatformEndpoint, sns:GetEndpointAttributes and sns:SetEndpointAttributes.",
        source=_API,
    ),
    Reason(
        "InvalidSecurity",
        (403,),
        "SNS does not accept the request's credentials.",
        "They were not signed as SNS expects, or the connection was not encrypted.",
        "Check the keys, and send over https.",
        source=_API,
    ),
    Reason(
        "Throttled",
        (429,),
        "Too many requests.",
        "The account sends faster than its quota for this action in this region.",
        "Wait and go on more slowly; the quota can be raised.",
        Retry.LATER,
        source=_API,
    ),
    Reason(
        "Throttling",
        (400,),
        "Too many requests.",
        "The account sends faster than its quota for this action in this region.",
        "Wait and go on more slowly; the quota can be raised.",
        Retry.LATER,
        source=_COMMON,
        is_unsure=True,
    ),
    Reason(
        "ThrottlingException",
        (400,),
        "Too many requests.",
        "The account sends faster than its quota for this action in this region.",
        "Wait and go on more slowly; the quota can be raised.",
        Retry.LATER,
        source=_COMMON,
        is_unsure=True,
    ),
    Reason(
        "InternalError",
        (500,),
        "SNS failed inside.",
        "The fault is Amazon's.",
        "Try again; SNS knows no repeats, so a push may then arrive twice.",
        Retry.LATER,
        source=_API,
    ),
    Reason(
        "ServiceUnavailable",
        (503,),
        "SNS is not available.",
        "It is overloaded or being serviced.",
        "Try again after a while.",
        Retry.LATER,
        source=_COMMON,
    ),
    Reason(
        "ConcurrentAccess",
        (400,),
        "Somebody else changes the same resource.",
        "Two tag or attribute changes met.",
        "Try again.",
        Retry.LATER,
        source=_API,
    ),
    Reason(
        "UserError",
        (400,),
        "SNS found a mistake in the request.",
        "Its own words say which.",
        "Correct what it names.",
        source=_API,
    ),
    Reason(
        "InvalidState",
        (400,),
        "The resource is not in the state that this needs.",
        "Its own words say which state it is in.",
        "Bring it into that state first.",
        source=_API,
    ),
    Reason(
        "ValidationError",
        (400,),
        "The request lacks a parameter or has one of the wrong shape.",
        "SNS names the parameter and the rule it breaks.",
        "Correct the parameter.",
        source=_COMMON,
    ),
    Reason(
        "ValidationException",
        (400,),
        "The request lacks a parameter or has one of the wrong shape.",
        "SNS names the parameter and the rule it breaks.",
        "Correct the parameter.",
        source=_API,
    ),
)

FRONT_DOOR_ERRORS: tuple[Reason, ...] = (
    Reason(
        "MissingAuthenticationToken",
        (403,),
        "The request was not signed.",
        "No signature arrived; a proxy may drop the Authorization header.",
        "Put access key id and secret into the profile; look at what stands between here and AWS.",
        source=_COMMON,
    ),
    Reason(
        "InvalidClientTokenId",
        (403,),
        "AWS does not know the access key id.",
        "It is mistyped, deleted, switched off, of another partition, or temporary and without its session token.",
        "Check the key in IAM; a key that begins with ASIA needs its session token.",
        source=_COMMON,
    ),
    Reason(
        "UnrecognizedClientException",
        (400, 403),
        "AWS does not know the access key id.",
        "It is mistyped, deleted or switched off, or the session token does not belong to it.",
        "Check the key in IAM, and copy all three parts of temporary keys together.",
        source=_COMMON,
        is_unsure=True,
    ),
    Reason(
        "SignatureDoesNotMatch",
        (403,),
        "The signature is not the one AWS computes.",
        "The secret access key is wrong, this computer's clock is off, or something on the way changed the request.",
        "Copy the secret again, set the clock, and check region and endpoint.",
        source=_SIGNING,
    ),
    Reason(
        "ExpiredToken",
        (400, 403),
        "The temporary keys have expired.",
        "A session lives between minutes and some hours.",
        "Get fresh temporary keys and put all three parts into the profile.",
        source=_COMMON,
    ),
    Reason(
        "RequestExpired",
        (400,),
        "The request reached AWS too late.",
        "Its time is more than 15 minutes off: this computer's clock is wrong, or the request waited on its way.",
        "Set this computer's clock and send again.",
        source=_COMMON,
    ),
    Reason(
        "IncompleteSignature",
        (400,),
        "The signature does not follow AWS's standard.",
        "Part of the Authorization header is missing or malformed.",
        "Check for line breaks in the access key id and for proxies that change headers.",
        source=_COMMON,
    ),
    Reason(
        "AccessDenied",
        (403,),
        "Access is denied.",
        "A policy of the account, of an organisation or of the resource forbids the action.",
        "Look at the policies of the keys' owner.",
        source=_COMMON,
    ),
    Reason(
        "AccessDeniedException",
        (400, 403),
        "Access is denied.",
        "A policy of the account, of an organisation or of the resource forbids the action.",
        "Look at the policies of the keys' owner.",
        source=_COMMON,
    ),
    Reason(
        "OptInRequired",
        (403,),
        "The account may not use SNS here.",
        "The account is not signed up, or the region is not switched on.",
        "Switch the region on in the account's settings.",
        source=_COMMON,
    ),
    Reason(
        "NotAuthorized",
        (400,),
        "The keys' owner may not do this.",
        "Its policy does not allow the action.",
        "Look at the policies of the keys' owner.",
        source=_COMMON,
    ),
    Reason(
        "InvalidAction",
        (400,),
        "The service does not know the action.",
        "The base URL leads to something that is not SNS, or to an emulator without it.",
        "Check base URL and region.",
        source=_COMMON,
    ),
)

OTHER_ERRORS: tuple[Reason, ...] = (
    *(
        Reason(
            code,
            (400,),
            "The topic's encryption key cannot be used.",
            cause,
            fix,
            retry,
            source=f"{_GUIDE}, Encryption",
        )
        for code, cause, fix, retry in (
            (
                "KMSAccessDenied",
                "The keys' owner may not use it.",
                "Allow kms:GenerateDataKey and kms:Decrypt.",
                Retry.NEVER,
            ),
            ("KMSDisabled", "The key is switched off.", "Switch it on in KMS.", Retry.NEVER),
            ("KMSInvalidState", "The key is in a state that allows no use.", "Look at its state in KMS.", Retry.NEVER),
            ("KMSNotFound", "The key does not exist.", "Give the topic another key.", Retry.NEVER),
            ("KMSThrottling", "KMS gets too many requests.", "Wait and try again.", Retry.LATER),
        )
    ),
    Reason(
        "KMSOptInRequired",
        (403,),
        "The topic's encryption key cannot be used.",
        "The account must opt in to KMS.",
        "Sign the account up for KMS.",
        source=f"{_GUIDE}, Encryption",
    ),
    Reason(
        "OptedOut",
        (400,),
        "The phone number opted out of text messages.",
        "SNS sends no text to it.",
        "Nothing to do with push; check the target.",
        source=_API,
    ),
    *(
        Reason(code, (403,), f"The account has too many {what}.", "Its quota is used up.", fix, source=_API)
        for code, what, fix in (
            ("SubscriptionLimitExceeded", "subscriptions", "Remove some, or raise the quota."),
            ("TopicLimitExceeded", "topics", "Remove some, or raise the quota."),
            ("FilterPolicyLimitExceeded", "filter policies", "Remove some, or raise the quota."),
            ("ReplayLimitExceeded", "replays", "Wait until one has ended."),
        )
    ),
    *(
        Reason(code, (400,), "SNS refuses the tags.", cause, "Correct the tags.", source=_API)
        for code, cause in (
            ("StaleTag", "A tag was added again with another value."),
            ("TagLimitExceeded", "A topic has at most 50 tags."),
            ("TagPolicy", "The keys' owner may not tag so."),
        )
    ),
    *(
        Reason(code, (400,), "SNS refuses the batch.", cause, fix, source=f"{_API}, PublishBatch")
        for code, cause, fix in (
            ("EmptyBatchRequest", "It has no entry.", "Put one to ten entries into it."),
            ("TooManyEntriesInBatchRequest", "It has more than ten entries.", "Send ten at a time."),
            ("BatchEntryIdsNotDistinct", "Two entries have one id.", "Give each its own."),
            ("BatchRequestTooLong", "Its messages have more than 256 KB together.", "Send fewer at a time."),
            (
                "InvalidBatchEntryId",
                "An id is too long or has other signs than letters, digits, - and _.",
                "Correct it.",
            ),
        )
    ),
)

REASONS: tuple[Reason, ...] = (*PUSH_ERRORS, *FRONT_DOOR_ERRORS, *OTHER_ERRORS)
BY_CODE: Mapping[str, Reason] = {reason.code: reason for reason in REASONS}


def row_of(code: str) -> Reason | None:
    """Return a code's row; codes that some SDKs and emulators write with an ending are found too."""
    return BY_CODE.get(code) or BY_CODE.get(code.removesuffix("Exception"))


FROM_STATUS: Mapping[int, str] = {
    429: "Throttled",
    500: "InternalError",
    503: "ServiceUnavailable",
}
"""What a status means where the code says nothing."""
