"""Every documented error of Airship as one table, and how an answer finds its row.

Codes are ``error_code`` where Airship gives one (the status times 100 and a number), else the status alone. The
service's full list is not public: what is marked unsure was put together from its documents and clients.
"""

from __future__ import annotations

from pushbench.domain.outcome import Reason, Retry, Voice

_ERRORS = "Airship API, Errors"
_STATUS = "Airship support, API response status codes"
_LIMITS = "Airship support, Limitations"
_OAUTH = "Airship API, OAuth"

UNAUTHORIZED = "40101"
INVALID = "40001"
NOT_FOUND = "40401"
NO_CHANNEL = "40404"
FORBIDDEN = "403"
THROTTLED = "429"
INTERNAL = "50000"

REASONS: tuple[Reason, ...] = (
    Reason(
        "40000",
        (400,),
        "Airship could not read the body.",
        "It is no JSON, or is cut off.",
        "Send a JSON object; the place is told where Airship names one.",
        source=_ERRORS,
    ),
    Reason(
        INVALID,
        (400,),
        "Airship refused the push's content.",
        "A field is unknown, missing, of the wrong type or out of range; Airship names its path, line and column.",
        "Correct the named field.",
        source=_ERRORS,
    ),
    Reason(
        UNAUTHORIZED,
        (401,),
        "Airship does not accept the app key with this secret or token.",
        "One of them is wrong or revoked, it is the app secret and not the master secret, or the project lies at the "
        "other site (US or EU).",
        "Copy app key and app master secret of the same project, and check the site.",
        source=_ERRORS,
    ),
    Reason(
        FORBIDDEN,
        (403,),
        "The project or the token may not do this.",
        "The feature is not part of the project's plan, or the token's role or scope does not cover it.",
        "Ask the owner of the Airship account, or make a token with more rights.",
        source=_STATUS,
        voice=Voice.STATUS,
    ),
    Reason(
        NOT_FOUND,
        (404,),
        "Airship does not know what was asked for.",
        "The id is wrong, of another project, or already gone.",
        "Check the id and the app key.",
        source=_ERRORS,
    ),
    Reason(
        NO_CHANNEL,
        (404,),
        "Airship does not know this channel.",
        "The id is wrong or of another project.",
        "Copy the channel id again.",
        is_target_dead=True,
        source=_ERRORS,
    ),
    Reason(
        "405",
        (405,),
        "The address takes another method.",
        "Something between here and Airship changed the request, or the base URL is wrong.",
        "Check the base URL.",
        source=_STATUS,
        voice=Voice.STATUS,
    ),
    Reason(
        "406",
        (406,),
        "Airship was asked for a version it does not have.",
        "The Accept header is missing or names another version than 3; a proxy may have changed it.",
        "Check what stands in between.",
        source=_STATUS,
        voice=Voice.STATUS,
    ),
    Reason(
        "40902",
        (409,),
        "What was asked does not fit the thing's state.",
        "It was changed or finished meanwhile, such as a schedule that has already left.",
        "Look at it again before another try.",
        source=_ERRORS,
        is_unsure=True,
    ),
    Reason(
        "413",
        (413,),
        "The body is too large.",
        "Airship takes 5 MiB a request.",
        "Make the push smaller.",
        source=_LIMITS,
        voice=Voice.STATUS,
    ),
    Reason(
        THROTTLED,
        (429,),
        "The project asks too fast.",
        "Limits depend on the plan and are not public.",
        "Wait, then send more slowly.",
        retry=Retry.LATER,
        source=_STATUS,
        voice=Voice.STATUS,
    ),
    Reason(
        INTERNAL,
        (500, 502, 503, 504),
        "Something failed inside Airship.",
        "Nobody can say whether the push was taken: Airship has no key that tells a second try from a second push.",
        "Look into the dashboard's activity log before sending again.",
        source=_STATUS,
    ),
    Reason(
        "invalid_client",
        (401, 400),
        "Airship does not accept the OAuth client.",
        "Its id or secret is wrong or revoked, or it belongs to the other site.",
        "Copy both from Settings, “OAuth”, and check the site.",
        source=_OAUTH,
        is_unsure=True,
    ),
    Reason(
        "invalid_scope",
        (400,),
        "The OAuth client may not have these scopes.",
        "Pushbench asks for psh (push) and chn (channels).",
        "Give the client these scopes in Settings, “OAuth”.",
        source=_OAUTH,
        is_unsure=True,
    ),
    Reason(
        "invalid_grant",
        (400,),
        "Airship refused the sign-in.",
        "The app key in it is not the client's project.",
        "Check the app key of the profile.",
        source=_OAUTH,
        is_unsure=True,
    ),
)
"""In the order in which people meet them."""

BY_CODE = {reason.code: reason for reason in REASONS}
_BY_STATUS = {
    400: INVALID,
    401: UNAUTHORIZED,
    403: FORBIDDEN,
    404: NOT_FOUND,
    405: "405",
    406: "406",
    409: "40902",
    413: "413",
    429: THROTTLED,
}


def row_of(code: str, status: int) -> Reason | None:
    """Return the row of an error code, else of its status, or None."""
    if code in BY_CODE:
        return BY_CODE[code]
    if status >= 500:
        return BY_CODE[INTERNAL]
    return BY_CODE.get(_BY_STATUS.get(status, ""))
