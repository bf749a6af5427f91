"""Numbered findings that no rule gives: what composing met (HOOK101 and on), what a profile lacks (HOOK201 and on)."""

from __future__ import annotations

from pushbench.domain.finding import Severity
from pushbench.providers.formats.notice import Notice

_STANDARD = "Standard Webhooks, specification"

BAD_TEMPLATE = Notice(
    "HOOK101",
    Severity.ERROR,
    "Body template cannot be used",
    "The profile's body template has to be JSON whose texts may hold {{names}}.",
    "Mend the body template in the profile, or empty it.",
)
UNKNOWN_VARIABLE = Notice(
    "HOOK102",
    Severity.WARNING,
    "Body template asks for nothing known",
    "A template knows the message's fields, message, token, target_kind, platform and device; others stay empty.",
    "Write a name that exists, such as {{title}} or {{data.gate}}.",
)
COMPOSED = (BAD_TEMPLATE, UNKNOWN_VARIABLE)

NO_ADDRESS = Notice(
    "HOOK201",
    Severity.ERROR,
    "No address",
    "A webhook has no host of its own: the address is the receiver's.",
    "Write the receiver's address into the profile.",
)
BAD_ADDRESS = Notice(
    "HOOK202",
    Severity.ERROR,
    "Address cannot be used",
    "Nothing can be sent to it.",
    "Write scheme, host and path, for example https://hooks.example.com/push.",
)
PLAIN_HTTP = Notice(
    "HOOK203",
    Severity.WARNING,
    "Not encrypted",
    "Everybody on the way can read the push and send it again.",
    "Use https://.",
    _STANDARD,
)
BAD_SECRET = Notice(
    "HOOK204",
    Severity.ERROR,
    "Signing secret cannot be used",
    "Nothing can be signed with it.",
    "Copy the secret again from the receiver's settings.",
    _STANDARD,
)
SHORT_SECRET = Notice(
    "HOOK205",
    Severity.WARNING,
    "Short signing secret",
    "Standard Webhooks asks for 24 to 64 random bytes.",
    "Make a longer one, on both sides.",
    _STANDARD,
)
NO_SECRET = Notice(
    "HOOK206",
    Severity.NOTE,
    "Not signed",
    "The receiver cannot tell who sent the push.",
    "Nothing, if the receiver asks for no signature; else share a signing secret.",
    _STANDARD,
)
TEXT_SECRET = Notice(
    "HOOK207",
    Severity.NOTE,
    "Secret is taken as text",
    "Standard Webhooks writes secrets as whsec_ and base64; libraries of the receiver's may decode yours from base64.",
    "Put whsec_ in front when the secret is base64.",
    _STANDARD,
)
REPLAYS = Notice(
    "HOOK208",
    Severity.NOTE,
    "Signature without a time",
    "Whoever records the push can send it again at any time, and the signature still fits.",
    "Choose Standard Webhooks where the receiver knows it.",
    _STANDARD,
)
BAD_HEADERS = Notice(
    "HOOK209",
    Severity.ERROR,
    "Further headers cannot be used",
    "Each line is a header's name, a colon and its value.",
    "Write for example X-Api-Key: ..., one header a line.",
)
BAD_BASE_URL = Notice(
    "HOOK210",
    Severity.ERROR,
    "Base URL cannot be used",
    "Nothing can be sent to it.",
    "Write scheme, host and port, for example https://127.0.0.1:8443; leave it empty for the address itself.",
)
BAD_CHOICE = Notice(
    "HOOK211",
    Severity.ERROR,
    "Not one of the choices",
    "The profile's field takes one of a few words.",
    "Choose one of those that the field offers.",
)
OWN_RECEIVER = Notice(
    "HOOK212",
    Severity.NOTE,
    "Local means the built-in receiver",
    "A local profile's base URL, by default the sandbox's, takes the place of the address's host and port.",
    "Choose Development to reach a receiver of your own on this computer.",
)

NOTICES = (
    *COMPOSED,
    *(NO_ADDRESS, BAD_ADDRESS, PLAIN_HTTP, BAD_SECRET, SHORT_SECRET, NO_SECRET, TEXT_SECRET, REPLAYS),
    *(BAD_HEADERS, BAD_BASE_URL, BAD_CHOICE, OWN_RECEIVER),
)
