"""Where Apple shows what became of a push: the delivery log of its Push Notifications Console.

Source: Apple, "Testing notifications using the Push Notification Console": the log is asked by ``apns-unique-id``,
which only the development environment gives, and keeps a week. The console's address is public; the form with team
and app in it was observed, Apple documents none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from pushbench.domain.errors import Trouble, UserError

CONSOLE = "https://icloud.developer.apple.com/dashboard/notifications"
KEPT_DAYS = 7
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TEAM = re.compile(r"[A-Z0-9]{10}")
_APP = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class DeliveryLog:
    """Where to look and what to do there."""

    unique_id: str
    url: str
    steps: tuple[str, ...]


def delivery_log(unique_id: str, *, team_id: str = "", bundle_id: str = "") -> DeliveryLog:
    """Return the console's address for an ``apns-unique-id``. Raises UserError for what is none."""
    tidied = unique_id.strip().strip("\"'<>").removeprefix("apns-unique-id:").strip()
    if not _UUID.fullmatch(tidied):
        raise UserError(
            f"“{tidied[:60]}” is no apns-unique-id.",
            "It is a UUID, and stands in the answer's header apns-unique-id in the development environment only.",
            "Copy it from the delivery's Response in the history; apns-id is another id, which the log does not take.",
            trouble=Trouble.USAGE,
        )
    is_known = _TEAM.fullmatch(team_id) is not None and _APP.fullmatch(bundle_id) is not None
    url = f"{CONSOLE}/teams/{team_id}/app/{quote(bundle_id)}/notifications" if is_known else CONSOLE
    choose = f"Sign in; the app {bundle_id} is chosen." if is_known else "Sign in and choose team and app."
    steps = (
        choose,
        "Open “Delivery Logs”, choose the environment Development, and paste the id.",
        f"Apple keeps the log for {KEPT_DAYS} days.",
    )
    return DeliveryLog(tidied.lower(), url, steps)
