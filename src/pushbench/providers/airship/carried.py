"""What of a message Airship carries, drops, renames or cuts: told as losses."""

from __future__ import annotations

from collections.abc import Mapping

from pushbench.domain.carrying import FieldLoss
from pushbench.domain.json_value import Json
from pushbench.domain.message import Action, Kind, Message, Priority
from pushbench.domain.pointer import child
from pushbench.providers.airship.build import QUIET, is_web
from pushbench.providers.airship.fields import MOST_WEB_BUTTONS
from pushbench.providers.airship.moved import Moved
from pushbench.providers.formats import aps
from pushbench.providers.formats.carrying import Carrier

_BASE = "/payload/notification"
_ONLY_SHOWN = (
    *("/content/sound", "/content/badge", "/content/icon", "/content/category", "/content/thread"),
    *("/content/channel", "/delivery/interruption", "/delivery/relevance", "/actions"),
)
_NOT_IN_ACTIVITIES = (
    *("/content/subtitle", "/content/image", "/content/icon", "/content/badge", "/content/link", "/content/category"),
    *("/content/thread", "/content/channel", "/actions", "/data", "/delivery/interruption"),
)
_WHOLE = (
    *("/content/body", "/content/subtitle", "/content/image", "/content/icon", "/content/sound", "/content/link"),
    *("/content/category", "/content/thread", "/content/channel", "/delivery/interruption", "/delivery/relevance"),
    "/delivery/collapse_id",
)


def losses_of(message: Message, moved: Moved) -> tuple[FieldLoss, ...]:
    """Return what does not arrive as it is; ``moved`` is what went into the data."""
    carrier, kind = Carrier(message, "Airship"), message.delivery.kind
    if kind is Kind.VOIP:
        carrier.dropped("/delivery/kind", why="Airship has no calls; it leaves as an ordinary notification.")
    else:
        carrier.took("/delivery/kind")
    carrier.took("/delivery/ttl_seconds")
    if kind is Kind.LIVE_ACTIVITY:
        _activity(carrier, message)
    else:
        carrier.dropped("/delivery/live_activity", why=f"The message is of the kind {kind.value}.")
        _priority(carrier, message)
        _data(carrier, message.data)
        _quiet(carrier, moved) if kind in QUIET else _shown(carrier, message)
    return carrier.losses()


def _priority(carrier: Carrier, message: Message) -> None:
    priority, kind = message.delivery.priority, message.delivery.kind
    if priority is Priority.LOW:
        what = "The low priority leaves as normal."
    elif priority is Priority.HIGH and kind in QUIET:
        what = "The high priority leaves as 5 to iPhones: Apple takes no other for a push that shows nothing."
    else:
        carrier.took("/delivery/priority")
        return
    carrier.cut("/delivery/priority", at=f"{_BASE}/ios/priority", what=what)


def _data(carrier: Carrier, data: Mapping[str, Json]) -> None:
    carrier.took("/data")
    for key, value in data.items():
        if not isinstance(value, str):
            what = f"“{key}” leaves as text for Android."
            carrier.retyped(child("/data", key), at=child(f"{_BASE}/android/extra", key), what=what)


def _quiet(carrier: Carrier, moved: Moved) -> None:
    carrier.dropped(*_ONLY_SHOWN, why="The push shows nothing.")
    carrier.took("/delivery/collapse_id")
    for source, key in moved.keys.items():
        carrier.renamed(f"/content/{source}", at=child(f"{_BASE}/ios/extra", key))
    for source, key in moved.taken.items():
        carrier.dropped(f"/content/{source}", why=f"The data has a key “{key}” already.")
    for source in ("title", "subtitle", "body"):
        if source not in moved.keys and source not in moved.taken:
            carrier.dropped(f"/content/{source}", why="A silent push has no words.")


def _shown(carrier: Carrier, message: Message) -> None:
    content = message.content
    carrier.took(*_WHOLE)
    if content.title is not None and content.body is None:
        what = "The title leaves as the text: Airship needs one."
        carrier.renamed("/content/title", at=f"{_BASE}/alert", what=what)
    else:
        carrier.took("/content/title")
    if isinstance(content.badge, str) and isinstance(aps.badge_of(content.badge), int):
        what = f"The badge “{content.badge}” leaves as a number."
        carrier.retyped("/content/badge", at=f"{_BASE}/ios/badge", what=what)
    else:
        carrier.took("/content/badge")
    if content.image is not None and not is_web(aps.as_text(content.image)):
        what = "The image does not show in browsers: it is no web address."
        carrier.cut("/content/image", at=f"{_BASE}/ios/media_attachment/url", what=what)
    for index, action in enumerate(message.actions):
        _button(carrier, index, action, has_type=content.category is not None)


def _button(carrier: Carrier, index: int, action: Action, *, has_type: bool) -> None:
    here, title = f"/actions/{index}", action.title or action.id
    in_web, in_app = index < MOST_WEB_BUTTONS, has_type and bool(action.link)
    if in_web or in_app:
        at = f"{_BASE}/web/buttons" if in_web else f"{_BASE}/interactive/button_actions"
        where = "browsers alone; in apps the registered type decides" if in_web else "apps that registered it"
        carrier.cut_alone(here, at=at, what=f"The button “{title}” has its title from here in {where}.")
    else:
        carrier.dropped(here, why="Airship shows two buttons in browsers; in apps the registered type decides.")
    if in_web and in_app:
        carrier.took(f"{here}/link")
    elif in_web or in_app:
        what = f"The link of the button “{title}” opens in {'browsers' if in_web else 'apps'} only."
        carrier.cut(f"{here}/link", at=f"{_BASE}/web/buttons" if in_web else f"{_BASE}/interactive", what=what)
    carrier.dropped(f"{here}/icon", why="Airship's buttons have no icons.")


def _activity(carrier: Carrier, message: Message) -> None:
    carrier.took("/delivery/live_activity", "/content/title", "/content/body", "/delivery/relevance")
    if message.delivery.priority is Priority.LOW:
        what = "The low priority leaves as 5."
        carrier.cut("/delivery/priority", at=f"{_BASE}/ios/live_activity/priority", what=what)
    else:
        carrier.took("/delivery/priority")
    what = "The collapse id leaves as the activity's name."
    carrier.renamed("/delivery/collapse_id", at=f"{_BASE}/ios/live_activity/name", what=what)
    if message.content.title is None and message.content.body is None:
        carrier.dropped("/content/sound", why="An activity without words does not alert.")
    else:
        carrier.took("/content/sound")
    carrier.dropped(*_NOT_IN_ACTIVITIES, why="A Live Activity has no place for it.")
