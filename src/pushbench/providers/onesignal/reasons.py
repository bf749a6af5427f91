"""Every documented error of OneSignal as one table, and how an answer's words find their row.

OneSignal gives no codes for messages but sentences; ``…`` in a code stands for what differs from answer to answer.
"""

from __future__ import annotations

from pushbench.domain.outcome import Reason, Retry

_CATALOGUE = "onesignal-python-api 5.18.0, errors"
_API = "OneSignal OpenAPI document 11.6"
_SEEN = "Seen in public reports, not in OneSignal's documentation"
_LIMITS = "OneSignal, Rate limits"
_COPY_KEY = "Copy an app API key and the app id of the same app from Settings, “Keys & IDs”."

NOT_SUBSCRIBED = "All included players are not subscribed"
NOT_FOUND = "Notification not found"
RATE_LIMITED = "API rate limit exceeded"

REASONS: tuple[Reason, ...] = (
    Reason(
        NOT_SUBSCRIBED,
        (200,),
        "Nobody was there to send to.",
        "The target is unknown to the app or not subscribed: notifications were switched off, or the app is gone.",
        "Check the target in the dashboard, “Subscriptions”; it is reached again once it subscribes again.",
        is_target_dead=True,
        source=_CATALOGUE,
    ),
    Reason(
        "You must include which players, segments, or tags you wish to send this notification to.",
        (400,),
        "The message has no target.",
        "No field of the request says who is to get it.",
        "Choose a subscription id, an alias, a segment or filters.",
        source=_CATALOGUE,
    ),
    Reason(
        "Message Notifications must have English language content",
        (400,),
        "The message has no text in English.",
        "contents has no en, which everybody gets who has no language of their own; the words may be in any language.",
        "Write a text, or put it at contents.en.",
        source=_SEEN,
    ),
    Reason(
        "Incorrect subscription_id format in include_subscription_ids (not a valid UUID): …",
        (400,),
        "A subscription id is malformed.",
        "It is no UUID; one such id makes OneSignal refuse the whole request.",
        "Copy the subscription id again.",
        source=_API,
    ),
    Reason(
        "Incorrect player_id format in include_player_ids (not a valid UUID): …",
        (400,),
        "A player id is malformed.",
        "It is no UUID; one such id makes OneSignal refuse the whole request.",
        "Copy the id again.",
        source=_SEEN,
    ),
    Reason(
        "Platforms You may only send to one delivery channel at a time. …",
        (400,),
        "The message mixes push with e-mail or text messages.",
        "Fields of two channels stand in one request.",
        "Take the fields of e-mails and text messages out.",
        source=_SEEN,
    ),
    Reason(
        "Request is malformed: Failed to parse app_id from request",
        (400,),
        "The app id is missing or malformed.",
        "OneSignal finds no UUID at app_id.",
        "Copy the app id from Settings, “Keys & IDs”.",
        source=_API,
    ),
    Reason(
        "Access denied.  Please include an 'Authorization: ...' header with a valid API key …",
        (403, 401),
        "OneSignal does not accept the API key for this app.",
        "The key is wrong, revoked, of another app or of the organisation, or not allowed from this address.",
        _COPY_KEY,
        source=_CATALOGUE,
    ),
    Reason(
        "This API is not available for applications on your plan.",
        (403,),
        "The app's plan does not include this.",
        "OneSignal keeps some functions for paid plans.",
        "Ask the owner of the OneSignal account.",
        source=_API,
    ),
    Reason(
        NOT_FOUND,
        (404, 400),
        "OneSignal knows no such message.",
        "The id is wrong, of another app, or the message is older than OneSignal keeps them (about 30 days).",
        "Check the id and the app.",
        source=_CATALOGUE,
    ),
    Reason(
        "activity_id not found in this app",
        (404,),
        "Nobody follows this Live Activity.",
        "The activity was not started, has ended, or no device has entered it with this activity id.",
        "Start it, or let the app enter it (OneSignal.LiveActivities.enter), then update it.",
        source=_API,
        is_unsure=True,
    ),
    Reason(
        "Notification has already been sent to all recipients",
        (400,),
        "The message cannot be cancelled any more.",
        "It has been sent.",
        "Nothing; only scheduled messages can be cancelled.",
        source=_API,
        is_unsure=True,
    ),
    Reason(
        "Subscription Limit Exceeded",
        (409,),
        "The user has too many subscriptions.",
        "At most 20 belong to one user.",
        "Remove old ones.",
        source=_API,
    ),
    Reason(
        "You have reached the maximum number of … allowed for your plan.",
        (422,),
        "The plan's limit is reached.",
        "OneSignal counts what the plan includes.",
        "Remove some, or ask the owner of the OneSignal account.",
        source=_API,
    ),
    Reason(
        RATE_LIMITED,
        (429,),
        "The app asks too fast.",
        "150 messages a second on free plans, 6,000 on paid ones; views once a second.",
        "Wait as long as Retry-After says, then send more slowly.",
        retry=Retry.LATER,
        source=_LIMITS,
    ),
    Reason(
        "Service temporarily unavailable",
        (503,),
        "OneSignal is not available for a moment.",
        "Something inside OneSignal is overloaded or being exchanged.",
        "Send it again with the same idempotency key; Pushbench keeps it.",
        retry=Retry.LATER,
        source=_CATALOGUE,
    ),
    Reason(
        "Data must be no more than 2048 bytes long",
        (400,),
        "The data is too large.",
        "data may have 2,048 bytes.",
        "Send an id and let the app fetch the rest.",
        source=_SEEN,
        is_unsure=True,
    ),
    Reason(
        "Schedule Notifications may not be scheduled in the past.",
        (400,),
        "The time to send at has passed.",
        "send_after lies in the past; without an offset it is not read as local time.",
        "Write a later time with an explicit offset.",
        source=_SEEN,
        is_unsure=True,
    ),
)
"""In the order in which people meet them."""

BY_STATUS = {
    401: "Access denied.  Please include an 'Authorization: ...' header with a valid API key …",
    403: "Access denied.  Please include an 'Authorization: ...' header with a valid API key …",
    404: NOT_FOUND,
    429: RATE_LIMITED,
    503: "Service temporarily unavailable",
}
"""What a status means where the body says nothing."""
BY_CODE = {reason.code: reason for reason in REASONS}


def row_of(words: str) -> Reason | None:
    """Return the row whose sentence an answer gives, or None."""
    plain = _plain(words)
    return next((reason for reason in REASONS if _fits(plain, reason.code)), None)


def _fits(plain: str, code: str) -> bool:
    first, _, rest = code.partition("…")
    return (
        plain.startswith(_plain(first))
        and _plain(rest) in plain
        and (bool(rest) or "…" in code or _is_same(plain, code))
    )


def _is_same(plain: str, code: str) -> bool:
    return len(plain) <= len(_plain(code)) + 60


def _plain(words: str) -> str:
    return " ".join(words.lower().split()).rstrip(".")
