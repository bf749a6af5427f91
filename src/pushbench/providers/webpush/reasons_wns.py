"""Windows (WNS): errors in headers (Microsoft Learn, *WNS request and response headers*; public threads)."""

from __future__ import annotations

from pushbench.domain.outcome import Reason, Retry

_SOURCE = "Microsoft, WNS request and response headers"
_READ = "Read X-WNS-ERROR-DESCRIPTION among the answer's headers."


def _status(
    status: int, meaning: str, cause: str, fix: str, retry: Retry = Retry.NEVER, *, is_dead: bool = False
) -> Reason:
    return Reason(f"WNS {status}", (status,), meaning, cause, fix, retry, is_target_dead=is_dead, source=_SOURCE)


WNS: tuple[Reason, ...] = (
    Reason(
        "dropped",
        (200, 201, 202),
        "Windows took the push and dropped it.",
        "The notification status is “dropped”: the device is not reachable and nothing is kept, or the user has "
        "turned the notifications off.",
        "Check that the device is connected and allows them; a TTL above 0 has WNS keep the push.",
        source=_SOURCE,
    ),
    Reason(
        "channelthrottled",
        (200, 201, 202, 406, 429),
        "Windows dropped the push: this channel got too many.",
        "WNS limits how many one channel gets.",
        "Wait, and send fewer to this browser.",
        Retry.LATER,
        source=_SOURCE,
    ),
    Reason(
        "appthrottled",
        (200, 201, 202, 406, 429),
        "Windows dropped the push: the sender sent too many.",
        "WNS limits how many one sender sends.",
        "Wait as long as Retry-After says.",
        Retry.LATER,
        source=_SOURCE,
    ),
    Reason(
        "Ttl value conflicts with X-WNS-Cache-Policy.",
        (400,),
        "TTL and X-WNS-Cache-Policy contradict each other.",
        "With a TTL of 0 the policy must be no-cache, else cache.",
        "Remove the header; Pushbench sets the policy that fits the TTL.",
        source="Observed in public issue threads",
    ),
    _status(400, "Windows refuses the request's headers.", "One of them is missing or contradicts another.", _READ),
    _status(401, "Windows refuses the VAPID token.", "It is missing, unreadable or expired.", "Test the credentials."),
    _status(
        403,
        "The subscription belongs to another VAPID key.",
        "This channel takes pushes of the key it was made with only.",
        "Use the key pair of that site, or have the page subscribe again with this public key.",
    ),
    _status(
        404,
        "The endpoint names no channel.",
        "The token in it was cut, altered or is long gone.",
        "Delete the subscription; the page has to subscribe again.",
        is_dead=True,
    ),
    _status(405, "Windows takes POST only.", "Something on the way changed the request.", "Look for a proxy."),
    _status(
        406,
        "Too many pushes.",
        "WNS limits channels and senders.",
        "Wait as long as Retry-After says.",
        Retry.LATER,
    ),
    _status(
        410,
        "The channel has expired.",
        "Channels end after a time or with the subscription.",
        "Delete the subscription; the page has to subscribe again.",
        is_dead=True,
    ),
    _status(413, "The push is too large for Windows.", "More than 5,000 bytes, or 4,096 for web push.", "Shorten it."),
    _status(
        429, "Too many pushes.", "WNS limits channels and senders.", "Wait as long as Retry-After says.", Retry.LATER
    ),
    _status(500, "Microsoft's server failed.", "Trouble on Microsoft's side.", "Send again later.", Retry.LATER),
    _status(503, "WNS is not available.", "Trouble on Microsoft's side.", "Send again later.", Retry.LATER),
)

BY_WORD = {reason.code.rstrip(".").lower(): reason for reason in WNS}
