"""Every documented error of Novu as one table, and how an answer's words find their row.

A trigger can fail three times: as a request (HTTP), as a trigger (a status inside a 201) and later as a step of the
workflow (execution details of the activity feed). ``…`` in a code stands for what differs from answer to answer.
"""

from __future__ import annotations

from dataclasses import replace

from pushbench.domain.outcome import Reason, Retry, Voice

_API = "Novu OpenAPI document 3.15"
_SOURCE = "novuhq/novu"
_IDEMPOTENCY = "Novu, Idempotency"
_LIMITS = "Novu, Rate limiting"
_PUSH = "Novu, Push providers"
_COPY_KEY = "Copy the secret key from the Novu dashboard, Developer, “API Keys”; check the region too."

WORKFLOW_NOT_FOUND = "workflow_not_found"
KEY_NOT_FOUND = "API Key not found"
RATE_LIMITED = "API rate limit exceeded"
MISSING_TOKENS = "Subscriber credentials is missing the tokens for sending a push notification message"
NO_CHANNEL = "Subscriber does not have a configured channel"
NO_INTEGRATION = "Subscriber does not have an active integration"
STEP_FAILED = "There was one or more errors when trying to execute the notification"
PROVIDER_ERROR = "Unexpected provider error"

HTTP_REASONS: tuple[Reason, ...] = (
    Reason(
        "Missing authorization header",
        (401,),
        "The request carries no key.",
        "Novu found no Authorization header; something on the way may have removed it.",
        _COPY_KEY,
        source=_SOURCE,
    ),
    Reason(
        'Invalid authentication scheme: "…"',
        (401,),
        "The key is sent in the wrong way.",
        "Novu takes Authorization: ApiKey KEY; another word stood before the key.",
        "Check the headers of the override, and whether a proxy changes the header.",
        source=_SOURCE,
    ),
    Reason(
        KEY_NOT_FOUND,
        (401,),
        "Novu does not know the secret key.",
        "It is wrong, was made anew, is of the other region, or is the application identifier.",
        _COPY_KEY,
        source=_SOURCE,
    ),
    Reason(
        WORKFLOW_NOT_FOUND,
        (422,),
        "Novu does not know the workflow.",
        "The identifier is misspelt, or the workflow was not published to the key's environment.",
        "Copy the identifier from the workflow's page, and publish it to this environment.",
        source=_SOURCE,
    ),
    Reason(
        "Validation Error",
        (422, 400),
        "Novu refuses a field of the request.",
        "A field is missing or of the wrong type; the facts below name it.",
        "Mend the field that is named.",
        source=_API,
    ),
    Reason(
        "PAYLOAD_VALIDATION_ERROR",
        (400,),
        "The payload does not fit the workflow's schema.",
        "The workflow enforces a JSON schema for its payload, and a value is missing or of the wrong type.",
        "Mend the values that are named, or switch the enforcement off in the workflow.",
        source=_API,
    ),
    Reason(
        "SubscriberId: … not found",
        (400, 404),
        "Novu does not know the subscriber.",
        "Tokens can only be stored for a subscriber that exists.",
        "Trigger the workflow for the subscriber once, or make it in the dashboard.",
        source=_SOURCE,
    ),
    Reason(
        "Subscribers environment (…) do not have active … integration.",
        (400,),
        "The environment has no active integration for this push provider.",
        "A token belongs to an integration of its provider, and none is active.",
        "Add the provider in the Novu dashboard, Integration Store, and switch it on.",
        source=_SOURCE,
    ),
    Reason(
        "The topic key is invalid",
        (400,),
        "The topic's key is malformed.",
        "Keys have letters, digits, -, _ and : only.",
        "Write the key as the dashboard shows it.",
        source=_SOURCE,
        is_unsure=True,
    ),
    Reason(
        "idempotencyKey length should not be greater than 255…",
        (400,),
        "The Idempotency-Key is too long.",
        "It has at most 255 characters.",
        "Take the header out of the override; Pushbench makes one.",
        source=_IDEMPOTENCY,
        is_unsure=True,
    ),
    Reason(
        "Payment Required",
        (402,),
        "The plan does not include this.",
        "A limit of the organisation's plan is reached.",
        "Look at the plan in the Novu dashboard, Settings, “Billing”.",
        source=_API,
        is_unsure=True,
    ),
    Reason(
        "Forbidden resource",
        (403,),
        "The key may not do this.",
        "It is of another environment, or its role does not allow it.",
        _COPY_KEY,
        source=_API,
    ),
    Reason(
        "Subscriber not found…",
        (404,),
        "Novu does not know the subscriber.",
        "Nobody made or triggered it in the key's environment.",
        "Check the id and the environment.",
        source=_SOURCE,
    ),
    Reason(
        "Notification with id … not found",
        (404,),
        "Novu does not know this notification.",
        "The id is of another environment, or older than the plan keeps the activity feed.",
        "Look it up in the activity feed.",
        source=_SOURCE,
    ),
    Reason(
        "Integration with id … not found",
        (404,),
        "Novu does not know the integration.",
        "It was removed, or is of another environment.",
        "Copy the integration's identifier from the Integration Store.",
        source=_SOURCE,
    ),
    Reason(
        "Cannot …",
        (404,),
        "Novu has nothing at this address.",
        "The base URL leads to another server or version, or a path in it is wrong.",
        "Check the base URL; a Novu of your own answers at port 3000 as it is installed.",
        source=_SOURCE,
    ),
    Reason(
        "Method Not Allowed",
        (405,),
        "Novu does not take this kind of request there.",
        "Something between here and Novu changed the request, or the base URL is another server's.",
        "Check base URL and proxy of the profile.",
        source=_API,
    ),
    Reason(
        'Request with key "…" is currently being processed. Please retry after 1 second',
        (409,),
        "The same request is still being worked on.",
        "An earlier try with the same Idempotency-Key has not ended.",
        "Wait; it is sent again by itself.",
        Retry.LATER,
        source=_IDEMPOTENCY,
    ),
    Reason(
        "Subscriber with id: … already exists",
        (409,),
        "The subscriber exists already.",
        "It was to be made only if it did not.",
        "Use the one that is there.",
        source=_API,
        is_unsure=True,
    ),
    Reason(
        "request entity too large",
        (413,),
        "The request is too large.",
        "Payload and overrides together are more than Novu takes.",
        "Shorten them; a push has 4,096 bytes in any case.",
        source=_API,
    ),
    Reason(
        "URI Too Long",
        (414,),
        "The address is too long.",
        "A question named too much at once.",
        "Ask for less.",
        source=_API,
    ),
    Reason(
        "Unsupported Media Type",
        (415,),
        "Novu does not take this kind of body.",
        "It takes JSON; a header of the override may say otherwise.",
        "Take content-type out of the override's headers.",
        source=_API,
    ),
    Reason(
        'Request with key "…" is being reused for a different body',
        (422,),
        "The Idempotency-Key was used for another request.",
        "Novu keeps a key's answer for a day and refuses another body under it.",
        "Take the header out of the override; Pushbench makes a new key for every send.",
        source=_IDEMPOTENCY,
    ),
    Reason(
        RATE_LIMITED,
        (429,),
        "Too many requests.",
        "The environment's rate limit is reached; bulk requests count a hundredfold.",
        "Wait as long as Retry-After says, or send more slowly.",
        Retry.LATER,
        source=_LIMITS,
    ),
    Reason(
        "Internal server error, contact support and provide them with the errorId",
        (500,),
        "Novu failed.",
        "The error is on Novu's side; the errorId names it.",
        "Send again; give the errorId to Novu's support if it stays so.",
        Retry.LATER,
        source=_API,
    ),
    Reason(
        "Service Unavailable",
        (503,),
        "Novu is not available.",
        "It is under maintenance or overloaded.",
        "Wait and send again.",
        Retry.LATER,
        source=_API,
    ),
)
STATUS_REASONS: tuple[Reason, ...] = (
    Reason(
        "trigger_not_active",
        (201, 200),
        "The workflow is switched off.",
        "Novu took the trigger and did nothing with it.",
        "Switch the workflow on in its settings.",
        source=_API,
    ),
    Reason(
        "no_workflow_active_steps_defined",
        (201, 200),
        "Every step of the workflow is switched off.",
        "Novu took the trigger and did nothing with it.",
        "Switch the push step on.",
        source=_API,
    ),
    Reason(
        "no_workflow_steps_defined",
        (201, 200),
        "The workflow has no steps.",
        "Novu took the trigger and did nothing with it.",
        "Add a push step.",
        source=_API,
    ),
    Reason(
        "no_tenant_found",
        (201, 200),
        "Novu does not know the tenant.",
        "The tenant is named by an identifier that nobody made.",
        "Make the tenant, write it as an object, or take it out.",
        source=_API,
    ),
    Reason(
        "invalid_recipients",
        (201, 200),
        "Novu cannot use the recipient.",
        "The subscriber or topic is malformed, or the topic does not exist.",
        "Check subscriber's id and topic's key.",
        source=_API,
    ),
    Reason(
        "error",
        (201, 200),
        "Novu could not work on the trigger.",
        "It says why in the errors beside the status; when it uses this status is not documented.",
        "Read the errors, and send again.",
        source=_API,
        is_unsure=True,
    ),
)
_STEP_ROWS = (
    Reason(
        NO_CHANNEL,
        (),
        "The subscriber has no push channel.",
        "No push token of any provider was ever stored for it.",
        "Store a token: from the app, in the subscriber's page, or by sending to token:PROVIDER:TOKEN.",
        source=_SOURCE,
    ),
    Reason(
        NO_INTEGRATION,
        (),
        "The push provider is not connected.",
        "The subscriber's token belongs to a provider without an active integration in this environment.",
        "Add the provider in the Integration Store and switch it on.",
        source=_SOURCE,
    ),
    Reason(
        MISSING_TOKENS,
        (),
        "The subscriber has no push token.",
        "The channel is there and empty: tokens were cleared, or Novu removed those that Google or Expo called dead.",
        "Start the app once more so that it stores its token.",
        is_target_dead=True,
        source=_PUSH,
    ),
    Reason(
        PROVIDER_ERROR,
        (),
        "The push provider refused the push.",
        "Its own words stand beside; Novu does not try again.",
        "Read them; they are the words of FCM, APNs or Expo.",
        source=_SOURCE,
    ),
    Reason(
        STEP_FAILED,
        (),
        "The push step failed.",
        "None of the subscriber's tokens took the push; what went wrong stands beside.",
        "Open the notification in Novu's activity feed.",
        source=_SOURCE,
    ),
    Reason(
        "Could not generate the message content",
        (),
        "The workflow's template failed.",
        "A variable is missing or the template is broken.",
        "Open the push step's editor and preview it with this payload.",
        source=_SOURCE,
        is_unsure=True,
    ),
    Reason(
        'Sending message failed due to "…"',
        (),
        "FCM refused the push.",
        "The words are Google's.",
        "Check overrides, service account and token.",
        source=_SOURCE,
    ),
    Reason(
        "Requested entity was not found",
        (),
        "FCM does not know the token any more.",
        "The app was removed or got a new token; Novu takes the token from the subscriber.",
        "Start the app once more so that it stores its new token.",
        is_target_dead=True,
        source=_PUSH,
    ),
    Reason(
        "… failed for reason: …",
        (),
        "Apple refused the push.",
        "The reason is Apple's own word.",
        "Look the word up among the reasons of APNs.",
        source=_SOURCE,
    ),
    Reason(
        "BadDeviceToken",
        (),
        "Apple says the token is malformed or of the other environment.",
        "The integration's switch “production” and the app's build do not match, or the token is no token.",
        "Switch “secure” (production) of the integration, or take the token of this build.",
        source=_SOURCE,
    ),
    Reason(
        "Unregistered",
        (),
        "Apple does not know the token any more.",
        "The app was removed, or notifications were switched off.",
        "Start the app once more so that it stores its new token.",
        is_target_dead=True,
        source=_SOURCE,
    ),
    Reason(
        "DeviceTokenNotForTopic",
        (),
        "The token is of another app than the integration's bundle id.",
        "Apple compares both.",
        "Correct the bundle id of the APNs integration.",
        source=_SOURCE,
    ),
    Reason(
        "DeviceNotRegistered",
        (),
        "Expo says the app is gone from the device.",
        "The app was removed, or notifications were switched off.",
        "Start the app once more so that it stores its token.",
        is_target_dead=True,
        source=_PUSH,
    ),
    Reason(
        "canceled",
        (),
        "The notification was cancelled.",
        "Somebody took it back while a delay or digest held it.",
        "Send it again.",
        source=_API,
    ),
    Reason(
        "skipped",
        (),
        "The push step was skipped.",
        "A condition of the step or the subscriber's preferences kept it from being sent.",
        "Look at the step's conditions and the subscriber's preferences.",
        source=_API,
    ),
    Reason(
        "no push step",
        (),
        "The workflow sent no push.",
        "It ran to its end and has no push step that was reached.",
        "Add a push step to the workflow.",
        source=_SOURCE,
    ),
)
STEP_REASONS: tuple[Reason, ...] = tuple(replace(row, statuses=(200,), voice=Voice.REPORT) for row in _STEP_ROWS)
"""What the activity feed, answered 200, says later."""
REASONS: tuple[Reason, ...] = (*HTTP_REASONS, *STATUS_REASONS, *STEP_REASONS)
BY_CODE = {reason.code: reason for reason in REASONS}
BY_STATUS = {
    400: "Validation Error",
    401: KEY_NOT_FOUND,
    402: "Payment Required",
    403: "Forbidden resource",
    404: "Cannot …",
    405: "Method Not Allowed",
    409: 'Request with key "…" is currently being processed. Please retry after 1 second',
    413: "request entity too large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    422: "Validation Error",
    429: RATE_LIMITED,
    500: "Internal server error, contact support and provide them with the errorId",
    503: "Service Unavailable",
}
_INNER = (
    "Requested entity was not found",
    "DeviceNotRegistered",
    "BadDeviceToken",
    "DeviceTokenNotForTopic",
    "Unregistered",
)
"""Words of the services behind Novu, which stand inside longer sentences and say more than those."""
_PARTS = tuple((tuple(part.strip() for part in reason.code.split("…")), reason) for reason in REASONS)


def row_of(words: str) -> Reason | None:
    """Return the row of an answer's words: the same, those of a service within, or a sentence with gaps filled."""
    exact = BY_CODE.get(words)
    if exact is not None:
        return exact
    inner = next((code for code in _INNER if code in words), None)
    if inner is not None:
        return BY_CODE[inner]
    return next((reason for parts, reason in _PARTS if len(parts) > 1 and _fits(words, parts)), None)


def _fits(words: str, parts: tuple[str, ...]) -> bool:
    """Whether the pieces of a sentence stand in the words, in their order, the first at the beginning."""
    if not words.startswith(parts[0]) or not words.endswith(parts[-1]):
        return False
    place = 0
    for part in parts:
        found = words.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return True
