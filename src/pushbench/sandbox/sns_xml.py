"""What the emulated SNS writes: results and errors in the XML of the query protocol.

Source: Amazon SNS API reference, API version 2010-03-31; botocore's service model for codes and statuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from email.utils import formatdate
from xml.sax.saxutils import escape

from pushbench.sandbox.exchange import Answer

NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/"

CODES: Mapping[str, tuple[int, str]] = {
    "InvalidParameter": (400, "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified"),
    "ParameterValueInvalid": (400, "The message attribute 'gate' must contain non-empty message attribute value."),
    "ValidationError": (
        400,
        "1 validation error detected: Value null at 'token' failed to satisfy constraint: Member must not be null",
    ),
    "ValidationException": (
        400,
        "1 validation error detected: Value null at 'token' failed to satisfy constraint: Member must not be null",
    ),
    "EndpointDisabled": (400, "Endpoint is disabled"),
    "PlatformApplicationDisabled": (400, "Platform application is disabled"),
    "NotFound": (404, "Endpoint does not exist"),
    "ResourceNotFound": (404, "Resource does not exist"),
    "AuthorizationError": (403, "User is not authorized to perform: SNS:Publish on resource"),
    "InvalidSecurity": (403, "The credential signature isn't valid."),
    "Throttled": (429, "Rate exceeded"),
    "Throttling": (400, "Rate exceeded"),
    "ThrottlingException": (400, "Rate exceeded"),
    "InternalError": (500, "Internal Error"),
    "ServiceUnavailable": (503, "Service Unavailable"),
    "ConcurrentAccess": (400, "Can't perform multiple operations on a tag simultaneously."),
    "UserError": (400, "A parameter in the request is wrong."),
    "InvalidState": (400, "The resource is not in a state that allows this."),
    "OptedOut": (400, "The phone number has opted out."),
    "StaleTag": (400, "A tag has been added to a resource with the same ARN as a deleted resource."),
    "TagLimitExceeded": (400, "Can't add more than 50 tags to a topic."),
    "TagPolicy": (400, "The request doesn't comply with the IAM tag policy."),
    "KMSAccessDenied": (400, "The ciphertext references a key that doesn't exist or that you don't have access to."),
    "KMSDisabled": (400, "The request was rejected because the specified Amazon Web Services KMS key isn't enabled."),
    "KMSInvalidState": (400, "The state of the specified resource isn't valid for this request."),
    "KMSNotFound": (400, "The specified entity or resource can't be found."),
    "KMSOptInRequired": (403, "The Amazon Web Services access key ID needs a subscription for the service."),
    "KMSThrottling": (400, "Request throttled by KMS."),
    "SubscriptionLimitExceeded": (403, "The customer already owns the maximum allowed number of subscriptions."),
    "TopicLimitExceeded": (403, "The customer already owns the maximum allowed number of topics."),
    "FilterPolicyLimitExceeded": (403, "The number of filter polices in your account exceeds the limit."),
    "ReplayLimitExceeded": (
        403,
        "The request parameter has exceeded the maximum number of concurrent message replays.",
    ),
    "EmptyBatchRequest": (400, "The batch request doesn't contain any entries."),
    "TooManyEntriesInBatchRequest": (400, "The batch request contains more entries than permissible."),
    "BatchEntryIdsNotDistinct": (400, "Two or more batch entries in the request have the same Id."),
    "BatchRequestTooLong": (400, "The length of all the messages put together is more than the limit."),
    "InvalidBatchEntryId": (400, "The Id of a batch entry in the batch request contains an impermissible character: "),
    "MissingAuthenticationToken": (403, "Request is missing Authentication Token"),
    "InvalidClientTokenId": (403, "The security token included in the request is invalid."),
    "UnrecognizedClientException": (400, "The security token included in the request is invalid."),
    "SignatureDoesNotMatch": (
        403,
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details.",
    ),
    "ExpiredToken": (403, "The security token included in the request is expired"),
    "RequestExpired": (400, "Request has expired."),
    "IncompleteSignature": (400, "Authorization header requires 'Credential' parameter."),
    "AccessDenied": (403, "Access Denied"),
    "AccessDeniedException": (400, "Access Denied"),
    "OptInRequired": (403, "The AWS Access Key Id needs a subscription for the service"),
    "NotAuthorized": (400, "You do not have permission to perform this action."),
    "InvalidAction": (400, "Could not find operation for version 2010-03-31"),
}
"""Code -> status and the words that go with it where nothing else is said."""


class Refused(Exception):
    """SNS says no: the code, its words, and the status they leave with."""

    def __init__(self, code: str, message: str | None = None) -> None:
        status, usual = CODES.get(code, (400, code))
        super().__init__(code)
        self.code = code
        self.status = status
        self.message = usual if message is None else message


def invalid(message: str) -> Refused:
    """Return the most common refusal."""
    return Refused("InvalidParameter", f"Invalid parameter: {message}")


def tag(name: str, *inner: str) -> str:
    """Return one element; ``inner`` is XML already."""
    return f"<{name}>{''.join(inner)}</{name}>"


def text(name: str, value: str) -> str:
    """Return one element that holds a text; characters that XML cannot carry become question marks."""
    clean = "".join(character if _may_stand(character) else "?" for character in value)
    return tag(name, escape(clean))


def _may_stand(character: str) -> bool:
    number = ord(character)
    return number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or number > 0xFFFF


def attributes(values: Mapping[str, str], name: str = "Attributes") -> str:
    """Return a map as the query protocol writes it."""
    return tag(name, *(tag("entry", text("key", key), text("value", value)) for key, value in values.items()))


def members(name: str, items: Iterable[str]) -> str:
    """Return a list as the query protocol writes it."""
    return tag(name, *(tag("member", item) for item in items))


def result(action: str, inner: str | None, request_id: str, now: float) -> Answer:
    """Return a success; actions without output have no Result element at all."""
    body = "" if inner is None else tag(f"{action}Result", inner)
    metadata = tag("ResponseMetadata", text("RequestId", request_id))
    document = f'<{action}Response xmlns="{NAMESPACE}">{body}{metadata}</{action}Response>'
    return _answer(200, document, request_id, now)


def refusal(refused: Refused, request_id: str, now: float, status: int | None = None) -> Answer:
    """Return an error as SNS writes it."""
    code = status or refused.status
    kind = "Receiver" if code >= 500 else "Sender"
    error = tag("Error", text("Type", kind), text("Code", refused.code), text("Message", refused.message))
    document = f'<ErrorResponse xmlns="{NAMESPACE}">{error}{text("RequestId", request_id)}</ErrorResponse>'
    return _answer(code, document, request_id, now)


def _answer(status: int, document: str, request_id: str, now: float) -> Answer:
    headers = (
        ("x-amzn-requestid", request_id),
        ("content-type", "text/xml"),
        ("date", formatdate(now, usegmt=True)),
    )
    return Answer(status, headers, f"{document}\n".encode())
