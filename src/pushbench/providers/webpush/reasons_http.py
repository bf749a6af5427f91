"""What a status alone says, for services that follow RFC 8030 and say no more (RFC 8030, RFC 8292, RFC 9110)."""

from __future__ import annotations

from pushbench.domain.outcome import Reason, Retry, Voice

_PUSH = "RFC 8030"
_VAPID = "RFC 8292, section 4.2"
_HTTP = "RFC 9110, section 15"
_GONE_FIX = "Delete the subscription; the page has to subscribe again."


def _row(
    status: int,
    meaning: str,
    cause: str,
    fix: str,
    source: str = _PUSH,
    retry: Retry = Retry.NEVER,
    *,
    is_dead: bool = False,
) -> Reason:
    return Reason(f"HTTP {status}", (status,), meaning, cause, fix, retry, is_target_dead=is_dead, source=source)


HTTP: tuple[Reason, ...] = (
    Reason(
        "Redirect",
        (301, 302, 303, 307, 308),
        "The push service answered with another address.",
        "A push is not sent on by itself: its VAPID token is for the first address only.",
        "Ask the new address through the profile's base URL, or have the page subscribe again.",
        source="RFC 8030, section 5; RFC 8292, section 2",
    ),
    Reason(
        "Web page",
        (403, 404, 405),
        "A web page answered, not a push service.",
        "A proxy, a sign-in page or a web server stands where the push service should be.",
        "Check the profile's base URL and proxy. The subscription is not known to be gone.",
        source=_HTTP,
        voice=Voice.WAY,
    ),
    _row(
        400,
        "The push service calls the request wrong.",
        "Mostly TTL, Urgency, Topic or the encryption headers.",
        "Check the headers, and read the answer's body.",
    ),
    _row(
        401,
        "The push service wants VAPID authorisation.",
        "The token is missing, unreadable or expired.",
        "Test the profile's credentials, and check this computer's clock.",
        _VAPID,
    ),
    _row(
        403,
        "The push service refuses this VAPID key or token.",
        "The subscription was made with another applicationServerKey, or the token does not fit.",
        "Use the key pair of that site, or have the page subscribe again with this public key.",
        _VAPID,
    ),
    _row(
        404,
        "The push service does not know the subscription.",
        "It has ended, or the endpoint was cut or altered.",
        _GONE_FIX,
        is_dead=True,
    ),
    _row(
        405, "The push service does not take POST there.", "The address is no endpoint.", "Check the base URL.", _HTTP
    ),
    _row(
        406,
        "The push service is throttling.",
        "Windows answers so; others do not use this status.",
        "Wait as long as Retry-After says.",
        _HTTP,
        Retry.LATER,
    ),
    _row(407, "The proxy wants a sign-in.", "It asked for user and password.", "Set the profile's proxy.", _HTTP),
    _row(
        408,
        "The push service got the request too slowly.",
        "The connection is slow.",
        "Send again.",
        _HTTP,
        Retry.LATER,
    ),
    _row(410, "The subscription is gone.", "The user unsubscribed or it has expired.", _GONE_FIX, is_dead=True),
    _row(
        413,
        "The push is too large.",
        "Services must take 4,096 bytes of body, which is 3,993 of payload; more is their choice.",
        "Shorten the payload.",
        "RFC 8030, section 7.2",
    ),
    _row(
        415,
        "The push service does not take the encoding.",
        "It does not know aes128gcm, or wants no encoding at all.",
        "Check that the endpoint is a Web Push endpoint.",
        _HTTP,
    ),
    _row(
        429,
        "Too many pushes.",
        "The push service limits how many it takes.",
        "Wait as long as Retry-After says.",
        "RFC 8030, section 8.4",
        Retry.LATER,
    ),
    _row(500, "The push service failed.", "Trouble on its side.", "Send again later.", _HTTP, Retry.LATER),
    _row(
        502,
        "A gateway got no usable answer.",
        "The push service behind it failed.",
        "Send again later.",
        _HTTP,
        Retry.LATER,
    ),
    _row(
        503,
        "The push service is not available.",
        "It is overloaded or being served.",
        "Send again later.",
        _HTTP,
        Retry.LATER,
    ),
    _row(
        504,
        "A gateway got no answer in time.",
        "The push service behind it is slow.",
        "Send again later.",
        _HTTP,
        Retry.LATER,
    ),
    Reason(
        "HTTP 4xx",
        tuple(range(400, 500)),
        "The push service refuses the request.",
        "It gives a status that Web Push does not define.",
        "Read the answer's body.",
        source=_HTTP,
        voice=Voice.STATUS,
    ),
    Reason(
        "HTTP 5xx",
        tuple(range(500, 600)),
        "The push service failed.",
        "It gives a status that Web Push does not define.",
        "Send again later.",
        Retry.LATER,
        source=_HTTP,
        voice=Voice.STATUS,
    ),
)

_BY_CODE = {reason.code: reason for reason in HTTP}
REDIRECT, WEB_PAGE = _BY_CODE["Redirect"], _BY_CODE["Web page"]


def http_reason(status: int) -> Reason:
    """Return the row of a status from 400 to 599."""
    return _BY_CODE.get(f"HTTP {status}") or _BY_CODE["HTTP 4xx" if status < 500 else "HTTP 5xx"]
