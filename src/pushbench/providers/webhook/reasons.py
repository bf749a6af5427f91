"""What a receiver's answers mean: statuses of HTTP, as Standard Webhooks reads them, and a few words of receivers.

A webhook has no error table of its own. The words are those of Pushbench's own receiver, which follows the
specification's advice on what to verify; ``rejected`` is the Matrix push gateway's.
"""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.outcome import Reason, Retry

_STANDARD = "Standard Webhooks, specification"
_VERIFYING = "Standard Webhooks, specification, verifying webhook authenticity"
_HTTP = "RFC 9110, section 15"
_MATRIX = "Matrix, Push Gateway API"

REDIRECT, ERROR_IN_BODY, REJECTED_TOKEN = "Redirect", "ErrorInBody", "rejected"

WORDS: tuple[Reason, ...] = (
    Reason(
        "invalid_signature",
        (401,),
        "The receiver calculated another signature.",
        "The secret, the hash, the encoding or what is signed differs; or something on the way changed the body.",
        "Compare secret and signature scheme on both sides; the receiver has to sign the raw bytes, not JSON it wrote anew.",
        source=_VERIFYING,
    ),
    Reason(
        "missing_signature",
        (401,),
        "The receiver wants a signature and found none.",
        "The profile has no signing secret, or the signature stands in another header than the receiver reads.",
        "Write the signing secret into the profile, and choose the scheme that the receiver expects.",
        source=_VERIFYING,
    ),
    Reason(
        "timestamp_too_old",
        (401,),
        "The receiver calls the push too old.",
        "The signed time lies more than five minutes back: this computer's clock is slow, or the request was held up.",
        "Set this computer's clock, then send again.",
        source=_VERIFYING,
    ),
    Reason(
        "timestamp_too_new",
        (401,),
        "The receiver says the push comes from the future.",
        "The signed time lies more than five minutes ahead: this computer's clock is fast, or the receiver's is slow.",
        "Set this computer's clock, then send again.",
        source=_VERIFYING,
    ),
    Reason(
        "replayed",
        (409,),
        "The receiver has seen this very request before.",
        "Id, time and signature are those of an earlier one, so somebody may be repeating what he recorded.",
        "Send the message again: it gets a fresh id, time and signature.",
        source=_VERIFYING,
    ),
    Reason(
        "unregistered",
        (410,),
        "The receiver does not know this token any more.",
        "The device behind it signed off.",
        "Stop sending to this token.",
        is_target_dead=True,
        source="Word of Pushbench's own receiver",
    ),
    Reason(
        REJECTED_TOKEN,
        (200,),
        "The receiver took the request and refused the token.",
        "It names the token under “rejected”: the app behind it is gone.",
        "Stop sending to this token.",
        is_target_dead=True,
        source=_MATRIX,
    ),
    Reason(
        ERROR_IN_BODY,
        (200,),
        "The receiver answered 2xx and tells of an error in the body.",
        "What answers takes the request and fails afterwards; the status alone would call it accepted.",
        "Read the receiver's words; have it answer with 4xx or 5xx when it fails.",
        source=_STANDARD,
    ),
    Reason(
        REDIRECT,
        (301, 302, 303, 307, 308),
        "The receiver answered with another address.",
        "A webhook is not sent on: the new place could be anybody's, and the signature was meant for the first one.",
        "Write the new address into the profile. Often only https:// or a slash at the end is missing.",
        source=_STANDARD,
    ),
)


def _row(status: int, meaning: str, cause: str, fix: str, retry: Retry = Retry.NEVER, source: str = _HTTP) -> Reason:
    return Reason(f"HTTP {status}", (status,), meaning, cause, fix, retry, source=source)


_LATER_FIX = "Send it again later; look at the receiver's log when it stays so."

STATUSES: tuple[Reason, ...] = (
    _row(
        400,
        "The receiver calls the request wrong.",
        "Its body has another shape than the receiver expects, or a header is missing.",
        "Compare the body with the receiver's documentation; a body template gives it any shape.",
    ),
    _row(
        401,
        "The receiver wants a sign-in.",
        "The signature or the Authorization header is missing or wrong.",
        "Check the signing secret, the signature scheme and the further headers.",
    ),
    _row(402, "The receiver wants to be paid.", "Its plan or quota is used up.", "Look at the account there."),
    _row(
        403,
        "The receiver refuses this sender.",
        "The signature, a key or this computer's address is not allowed, or a firewall stands before it.",
        "Check the signing secret and further headers; ask which addresses may send.",
    ),
    _row(404, "There is no webhook at this address.", "The path is wrong, or it was removed.", "Check the address."),
    _row(
        405,
        "The address takes another method.",
        "Webhooks are posted; a page or a file may stand there instead.",
        "Check the address, and the profile's method.",
    ),
    _row(406, "The receiver cannot answer in JSON.", "It insists on another type.", "Add a header accept: */*."),
    _row(
        408,
        "The receiver waited too long for the request.",
        "The connection was slow, or something held the body up.",
        _LATER_FIX,
        Retry.LATER,
    ),
    _row(
        409,
        "The receiver says this was there before.",
        "It has a push of this id or name already.",
        "Nothing, if the push arrived; else send it anew.",
    ),
    _row(
        410,
        "The webhook was switched off.",
        "410 asks senders to stop: the receiver does not want pushes at this address any more.",
        "Ask for the new address and write it into the profile.",
        source=_STANDARD,
    ),
    _row(411, "The receiver wants to know the length.", "Something on the way took it out.", "Check the proxy."),
    _row(
        413,
        "The body is too large for the receiver.",
        "Many take 100 kB at most; Standard Webhooks asks for less than 20 kB.",
        "Send an address in place of the content.",
        source=_STANDARD,
    ),
    _row(414, "The address is too long.", "Its query holds too much.", "Move it into the body."),
    _row(
        415,
        "The receiver takes another content type.",
        "It reads forms or XML, or its framework was not told to read JSON.",
        "Set the header content-type to what it takes, or mend the receiver.",
    ),
    _row(
        421,
        "This server does not answer for that name.",
        "The base URL leads elsewhere.",
        "Check address and base URL.",
    ),
    _row(
        422,
        "The receiver understood the JSON and refuses its content.",
        "A field is missing, unknown or out of range.",
        "Read its words, and mend the message, an override or the body template.",
    ),
    _row(423, "The webhook is locked.", "Somebody paused it.", "Release it at the receiver's."),
    _row(425, "Too early.", "The receiver does not take a repeated first flight.", _LATER_FIX, Retry.LATER),
    _row(426, "The receiver wants another protocol.", "For example HTTPS in place of HTTP.", "Check the address."),
    _row(428, "The receiver wants a condition.", "For example If-Match.", "Add the header that it asks for."),
    _row(
        429,
        "Too many pushes for the receiver.",
        "It limits how many may come in a while.",
        "Wait as long as Retry-After says, and send more slowly (--rate).",
        Retry.LATER,
        _STANDARD,
    ),
    _row(431, "The headers are too large.", "A further header holds too much.", "Shorten the further headers."),
    _row(451, "Refused for legal reasons.", "Something on the way blocks it.", "Ask whoever runs the network."),
    _row(500, "The receiver failed.", "Its program ran into an error.", _LATER_FIX, Retry.LATER),
    _row(501, "The receiver does not know this method.", "Its program is not made for it.", "Choose POST."),
    _row(
        502,
        "The receiver's gateway got no answer.",
        "The program behind it is down, or overloaded.",
        _LATER_FIX,
        Retry.LATER,
        _STANDARD,
    ),
    _row(
        503,
        "The receiver is not there just now.",
        "It is overloaded or being worked on.",
        _LATER_FIX,
        Retry.LATER,
    ),
    _row(
        504,
        "The receiver's gateway waited in vain.",
        "The program behind it did not answer in time, and may have taken the push all the same.",
        "Look at the receiver before sending again.",
        source=_STANDARD,
    ),
    _row(507, "The receiver has no room left.", "Its disk or queue is full.", _LATER_FIX, Retry.LATER),
    _row(
        511,
        "The network wants a sign-in.",
        "A captive portal answers in the receiver's place.",
        "Sign in to the network with a browser.",
    ),
)

REASONS: tuple[Reason, ...] = (*WORDS, *STATUSES)
BY_CODE: Mapping[str, Reason] = {row.code: row for row in REASONS}


def row_for(status: int) -> Reason | None:
    """Return what a status alone says; an unlisted one counts as the first of its hundred."""
    if 300 <= status < 400:
        return BY_CODE[REDIRECT] if status != 304 else None
    return BY_CODE.get(f"HTTP {status}") or BY_CODE.get(f"HTTP {status // 100 * 100}")
