"""What composing has to tell: numbered like the rules, but found while the draft is made."""

from __future__ import annotations

from pushbench.domain.finding import Severity
from pushbench.providers.formats.notice import Notice

_NOTIFICATIONS = "WHATWG Notifications (August 2025)"
_PUSH_API = "W3C Push API, declarative push messages"

KIND = Notice(
    "WPUSH050",
    Severity.ERROR,
    "Message kind that Web Push does not have",
    "A browser takes notifications and data; calls by PushKit and Live Activities exist on Apple devices only.",
    "Send this message through APNs, or choose the kind alert.",
    _NOTIFICATIONS,
)
CONTENT = Notice(
    "WPUSH051",
    Severity.NOTE,
    "Content that the web cannot carry",
    "NotificationOptions has no member for it, so it does not leave.",
    "Nothing to do, unless the words must be read: then put them into the body.",
    _NOTIFICATIONS,
)
DELIVERY = Notice(
    "WPUSH052",
    Severity.NOTE,
    "Delivery wish that the web cannot carry",
    "Web Push knows TTL, Urgency and Topic only (RFC 8030, section 5).",
    "Nothing to do; the priority decides the urgency.",
    "RFC 8030, section 5",
)
RETYPED = Notice(
    "WPUSH053",
    Severity.NOTE,
    "Content that leaves in another form",
    "The web has another place or form for it.",
    "Nothing to do if that is what you want.",
    _PUSH_API,
)
SILENT = Notice(
    "WPUSH054",
    Severity.WARNING,
    "Push without a visible notification",
    "Browsers allow pushes for what the user can see: Chrome shows a notice of its own, Firefox counts against a "
    "quota, and Safari takes the permission away.",
    "Have the worker show a notification, or use a declarative message, which is never silent.",
    "Apple, Sending web push notifications; Chromium and Firefox behaviour",
)
TEXT_DROPPED = Notice(
    "WPUSH055",
    Severity.NOTE,
    "Words that do not leave with this kind",
    "A message of this kind carries data only.",
    "Choose the kind alert, or put the words into the data.",
    _PUSH_API,
)
NOT_DECLARATIVE = Notice(
    "WPUSH056",
    Severity.NOTE,
    "Needs a service worker everywhere",
    "Only a message with a title and an http(s) link is declarative, which Safari shows by itself and opens on a tap.",
    "Write a title and an https:// link if Safari is to show it without a worker.",
    _PUSH_API,
)

NOTICES = (KIND, CONTENT, DELIVERY, RETYPED, SILENT, TEXT_DROPPED, NOT_DECLARATIVE)
