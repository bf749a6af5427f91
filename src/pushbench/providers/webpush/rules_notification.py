"""Checks of what the payload asks the browser to show: declarative messages and notification options."""

from __future__ import annotations

from pushbench.domain.finding import Rule, Severity
from pushbench.providers.webpush import checks_options as options
from pushbench.providers.webpush import checks_payload as payload
from pushbench.providers.webpush import declarative
from pushbench.providers.webpush.checks_payload import declared

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
_NOTIFICATIONS = "WHATWG Notifications (August 2025)"
_SUPPORT = "mdn/browser-compat-data (7 August 2026)"
_DECLARATIVE = "W3C Push API, declarative push messages; WebKit explainer"
_NO_LONGER_DECLARATIVE = "One wrong member makes the whole message an ordinary push, which Safari hands to a service worker, if there is one."

DECLARATIVE_RULES = (
    Rule(
        "WPUSH020",
        _ERROR,
        "web_push is not 8030",
        f"The integer 8030 is the mark of a declarative message. {_NO_LONGER_DECLARATIVE}",
        "Set it to the number 8030, or remove it.",
        declared(declarative.number_is_8030),
        _DECLARATIVE,
    ),
    Rule(
        "WPUSH021",
        _ERROR,
        "Declarative message without notification",
        _NO_LONGER_DECLARATIVE,
        "Put title, navigate and the rest into a “notification” object.",
        declared(declarative.notification_is_there),
        _DECLARATIVE,
    ),
    Rule(
        "WPUSH022",
        _ERROR,
        "Declarative message without title",
        _NO_LONGER_DECLARATIVE,
        "Write a title.",
        declared(declarative.title_is_written),
        _DECLARATIVE,
    ),
    Rule(
        "WPUSH023",
        _ERROR,
        "Declarative message without page",
        f"A tap must open something without any code. {_NO_LONGER_DECLARATIVE}",
        "Write an absolute https:// address as “navigate”.",
        declared(declarative.page_is_named),
        _DECLARATIVE,
    ),
    Rule(
        "WPUSH024",
        _ERROR,
        "Declarative member of a wrong type",
        f"The parser converts nothing. {_NO_LONGER_DECLARATIVE}",
        "Write the value in the type that is named.",
        declared(declarative.members_have_their_types),
        _DECLARATIVE,
    ),
    Rule(
        "WPUSH025",
        _ERROR,
        "Incomplete action in a declarative message",
        _NO_LONGER_DECLARATIVE,
        "Give each action “action”, “title” and “navigate”.",
        declared(declarative.actions_are_complete),
        _DECLARATIVE,
    ),
    Rule(
        "WPUSH026",
        _ERROR,
        "app_badge or mutable of a wrong type",
        _NO_LONGER_DECLARATIVE,
        "Write app_badge as a number and mutable as true or false.",
        declared(declarative.placed_members_have_their_types),
        _DECLARATIVE,
    ),
    Rule(
        "WPUSH027",
        _NOTE,
        "app_badge or mutable in one place only",
        "Safari versions differ in where they look: first inside “notification”, later at the top level.",
        "Write it in both places if all versions matter.",
        declared(declarative.members_stand_where_safari_looks),
        "WebKit pull request 45798 (May 2025) and bug 296770 (July 2025)",
    ),
    Rule(
        "WPUSH028",
        _WARNING,
        "Key of an obsolete draft",
        "The first draft had default_action_url and options; no Safari release reads them.",
        "Use “navigate”, and write the options straight into “notification”.",
        payload.obsolete_draft,
        "WebKit explainer, early draft",
    ),
    Rule(
        "WPUSH029",
        _NOTE,
        "Top-level member that a declarative message ignores",
        "Only web_push, notification, mutable and app_badge are read; a service worker sees the rest.",
        "Put it into notification.data if the page is to get it.",
        declared(declarative.others_are_ignored),
        _DECLARATIVE,
    ),
    Rule(
        "WPUSH043",
        _WARNING,
        "Relative picture address in a declarative message",
        "No page stands behind the message that the address could be resolved against; whether Safari does is not settled.",
        "Write the whole https:// address.",
        declared(declarative.pictures_are_absolute),
        f"{_DECLARATIVE} [unsure]",
    ),
    Rule(
        "WPUSH044",
        _NOTE,
        "Mutable message and the worker's own notification",
        "Otherwise iOS refuses the worker's notification with a TypeError and shows the declared one.",
        "Pass {navigate} along in the worker.",
        declared(declarative.mutable_worker_keeps_navigate),
        "Observed in one report",
    ),
)

OPTION_RULES = (
    Rule(
        "WPUSH030",
        _WARNING,
        "Unknown notification option",
        "Browsers drop what they do not know without a word.",
        "Correct the name, or move your own values into “data”.",
        options.option_is_known,
        _NOTIFICATIONS,
    ),
    Rule(
        "WPUSH031",
        _WARNING,
        "Notification option of a wrong type",
        "JavaScript converts what it can (an object becomes “[object Object]”) and throws a TypeError for the rest.",
        "Write the value in the type that is named.",
        options.option_has_its_type,
        _NOTIFICATIONS,
    ),
    Rule(
        "WPUSH032",
        _ERROR,
        "silent together with vibrate",
        "showNotification() throws a TypeError, so nothing is shown.",
        "Remove one of the two.",
        options.silent_does_not_vibrate,
        _NOTIFICATIONS,
    ),
    Rule(
        "WPUSH033",
        _ERROR,
        "renotify without tag",
        "showNotification() throws a TypeError, so nothing is shown.",
        "Set a tag, or remove renotify.",
        options.renotify_has_a_tag,
        _NOTIFICATIONS,
    ),
    Rule(
        "WPUSH034",
        _WARNING,
        "More than two actions",
        "Notification.maxActions is 2 in Chrome, Edge and Firefox; further ones are dropped without a word.",
        "Keep the two that matter.",
        options.two_actions_at_most,
        _SUPPORT,
    ),
    Rule(
        "WPUSH035",
        _ERROR,
        "Malformed actions",
        "“action” and “title” are required; without them showNotification() throws a TypeError and nothing is shown.",
        "Write a list of {action, title} objects.",
        options.actions_are_well_formed,
        _NOTIFICATIONS,
    ),
    Rule(
        "WPUSH036",
        _NOTE,
        "Unknown member of an action",
        "Browsers drop what they do not know without a word.",
        "Use action, title, icon and navigate.",
        options.action_members_are_known,
        _NOTIFICATIONS,
    ),
    Rule(
        "WPUSH037",
        _NOTE,
        "Option that some browsers ignore",
        "The option is not supported there.",
        "Nothing to do, as long as the message works without it.",
        options.option_works_there,
        _SUPPORT,
    ),
    Rule(
        "WPUSH038",
        _WARNING,
        "Notification without title",
        "A worker that passes it on shows “undefined”, or the name of the site.",
        "Write a title.",
        options.title_is_there,
        _NOTIFICATIONS,
    ),
    Rule(
        "WPUSH039",
        _NOTE,
        "Link that a browser cannot open",
        "A worker opens pages by clients.openWindow(), which takes http(s) addresses of the site's own.",
        "Write an https:// address for the web, for example in this provider's JSON.",
        options.page_can_be_opened,
        _NOTIFICATIONS,
    ),
)
