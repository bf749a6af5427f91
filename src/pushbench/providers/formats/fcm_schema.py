"""Every field of the FCM v1 ``Message`` resource as data: names, types, enumerations, formats.

Source: the API's discovery document, revision 20261023, and the checks of firebase-admin 7.7.0.
Field names stand in their proto form (``snake_case``); the service takes ``lowerCamelCase`` as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum


class FieldType(Enum):
    """What JSON a field takes; the value is the word in a sentence that begins with "must be"."""

    STRING = "a string"
    BOOL = "true or false"
    INT32 = "a whole number"
    FLOAT = "a number"
    DURATION = 'a duration such as "3.5s"'
    TIMESTAMP = 'a time such as "2026-11-22T09:41:00Z"'
    ENUM = "one of the listed words"
    OBJECT = "an object"
    STRING_MAP = "an object whose values are strings"
    STRINGS = "a list of strings"
    DURATIONS = 'a list of durations such as ["0s","0.5s"]'
    STRUCT = "an object of any shape"


class Format(Enum):
    """A rule over a string beyond its type."""

    ANY = ""
    COLOR = "color"
    """``#rrggbb``."""
    LABEL = "label"
    """An analytics label."""
    HTTPS_URL = "https-url"
    URL = "url"
    TTL = "ttl"
    """A duration from 0 to 28 days."""
    UNIT = "unit"
    """A number from 0 to 1."""
    COUNT = "count"
    """A number that is not negative."""


class Standing(Enum):
    """Whether a field is meant to be sent."""

    CURRENT = "current"
    DEPRECATED = "deprecated"
    OUTPUT_ONLY = "output-only"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one resource."""

    name: str
    type: FieldType
    what: str
    choices: tuple[str, ...] = ()
    """Names of an ENUM."""
    resource: str = ""
    """For OBJECT: the name in :data:`RESOURCES`."""
    format: Format = Format.ANY
    standing: Standing = Standing.CURRENT
    any_case: bool = False
    """Whether an ENUM's names are taken in any case (``android.priority``)."""

    @property
    def camel(self) -> str:
        """The ``lowerCamelCase`` spelling."""
        return camel_case(self.name)


@dataclass(frozen=True, slots=True)
class Resource:
    """One object of the message."""

    name: str
    fields: tuple[Field, ...]
    by_name: Mapping[str, Field] = field(init=False)
    """Either spelling -> field."""

    def __post_init__(self) -> None:
        spellings = {spelling: item for item in self.fields for spelling in (item.name, item.camel)}
        object.__setattr__(self, "by_name", spellings)


def camel_case(name: str) -> str:
    """Return ``body_loc_key`` as ``bodyLocKey``."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _text(name: str, what: str, shape: Format = Format.ANY, standing: Standing = Standing.CURRENT) -> Field:
    return Field(name, FieldType.STRING, what, format=shape, standing=standing)


def _flag(name: str, what: str, standing: Standing = Standing.CURRENT) -> Field:
    return Field(name, FieldType.BOOL, what, standing=standing)


def _part(name: str, resource: str, what: str) -> Field:
    return Field(name, FieldType.OBJECT, what, resource=resource)


def _of(name: str, kind: FieldType, what: str, shape: Format = Format.ANY) -> Field:
    return Field(name, kind, what, format=shape)


def _words(name: str, choices: tuple[str, ...], what: str, *, any_case: bool = False) -> Field:
    return Field(name, FieldType.ENUM, what, choices=choices, any_case=any_case)


TARGET_NAMES = ("fid", "token", "topic", "condition")
LONGEST_TTL_SECONDS = 2_419_200
MOST_BYTES = 4096
MOST_TOPIC_BYTES = 2048

_LABEL = _text("analytics_label", "Groups this message in reports.", Format.LABEL)

_MESSAGE = Resource(
    "Message",
    (
        _text("name", "The id the service gives back.", standing=Standing.OUTPUT_ONLY),
        _of("data", FieldType.STRING_MAP, "What the app reads, on every platform."),
        _part("notification", "Notification", "Title, body and image for every platform."),
        _part("android", "AndroidConfig", "What only Android devices get."),
        _part("android_v2", "AndroidConfigV2", "The newer Android options; never together with android."),
        _part("webpush", "WebpushConfig", "What only browsers get."),
        _part("apns", "ApnsConfig", "What only Apple devices get."),
        _part("fcm_options", "FcmOptions", "Reporting options for every platform."),
        _text("fid", "A Firebase installation ID: one app installation."),
        _text("token", "A registration token: one app installation."),
        _text("topic", "Everyone who subscribed to this topic."),
        _text("condition", "Everyone whose topics fulfil this condition."),
    ),
)

_NOTIFICATION = Resource(
    "Notification",
    (
        _text("title", "The title."),
        _text("body", "The body text."),
        _text("image", "Address of a picture; at most 1 MB on Android.", Format.URL),
    ),
)

_ANDROID_DELIVERY = (
    _text("collapse_key", "Only the newest waiting message of a key is delivered; four keys a device."),
    _of("ttl", FieldType.DURATION, "How long the message waits for the device; 28 days at most.", Format.TTL),
    _text("restricted_package_name", "Only an app of this package gets the message."),
    _of("data", FieldType.STRING_MAP, "Replaces the common data on Android."),
    _part("fcm_options", "AndroidFcmOptions", "Reporting options for Android."),
    _flag("direct_boot_ok", "May arrive before the first unlock after a restart."),
    _flag("bandwidth_constrained_ok", "May arrive while the device's bandwidth is constrained."),
    _flag("restricted_satellite_ok", "May arrive over a restricted satellite network."),
)

_ANDROID = Resource(
    "AndroidConfig",
    (
        _words("priority", ("NORMAL", "HIGH"), "high wakes a sleeping device.", any_case=True),
        *_ANDROID_DELIVERY,
        _part("notification", "AndroidNotification", "How the notification looks and sounds on Android."),
    ),
)

_ANDROID_V2 = Resource(
    "AndroidConfigV2",
    (
        *_ANDROID_DELIVERY,
        _part("background_sync", "AndroidBackgroundSyncMessage", "A sync that may be delayed and batched."),
        _part("remote_notification", "AndroidRemoteNotification", "A notification for the user, delivered at once."),
    ),
)

_REMOTE_NOTIFICATION = Resource(
    "AndroidRemoteNotification",
    (
        _flag("mutable_content", "The app may change the notification before it is shown."),
        _flag("use_as_v1_data_message", "Older clients get a data message instead."),
        _part("notification", "AndroidNotificationV2", "How the notification looks and sounds."),
    ),
)

_PRIORITIES = ("UNSPECIFIED", "MIN", "LOW", "DEFAULT", "HIGH", "MAX")
_ANDROID_NOTIFICATION_FIELDS = (
    _text("title", "Replaces the common title."),
    _text("body", "Replaces the common body."),
    _text("icon", "Name of a drawable resource of the app."),
    _text("color", "Colour of the icon's circle, #rrggbb.", Format.COLOR),
    _text("sound", "default, or a file in res/raw; from Android 8 the channel decides."),
    _text("tag", "A newer notification of the same tag replaces the older one."),
    _text("click_action", "Intent action of the activity that a tap opens."),
    _text("body_loc_key", "Name of a string resource for the body."),
    _of("body_loc_args", FieldType.STRINGS, "Values for the body's placeholders."),
    _text("title_loc_key", "Name of a string resource for the title."),
    _of("title_loc_args", FieldType.STRINGS, "Values for the title's placeholders."),
    _text("channel_id", "A notification channel that the app has created."),
    _text("ticker", "Text for accessibility services."),
    _flag("sticky", "Stays after a tap."),
    _of("event_time", FieldType.TIMESTAMP, "When the event happened; shown and sorted by."),
    _flag("local_only", "Not bridged to a watch."),
    _words(
        "notification_priority",
        tuple(f"PRIORITY_{word}" for word in _PRIORITIES),
        "How loud it is up to Android 7.1; later the channel decides.",
    ),
    _flag("default_sound", "The system's default sound."),
    _flag("default_vibrate_timings", "The system's default vibration; wins over vibrate_timings."),
    _flag("default_light_settings", "The system's default light; light_settings wins over it."),
    _of("vibrate_timings", FieldType.DURATIONS, "Wait, on, off, on ..."),
    _words(
        "visibility", ("VISIBILITY_UNSPECIFIED", "PRIVATE", "PUBLIC", "SECRET"), "What the lock screen shows of it."
    ),
    _of("notification_count", FieldType.INT32, "A launcher's badge; 0 counts up by one.", Format.COUNT),
    _part("light_settings", "LightSettings", "The device's notification light."),
    _text("image", "Replaces the common image.", Format.URL),
)

_ANDROID_NOTIFICATION = Resource(
    "AndroidNotification",
    (
        *_ANDROID_NOTIFICATION_FIELDS,
        _flag("bypass_proxy_notification", "Replaced by proxy.", Standing.DEPRECATED),
        _words(
            "proxy",
            ("PROXY_UNSPECIFIED", "ALLOW", "DENY", "IF_PRIORITY_LOWERED"),
            "When the system may show it in the app's place.",
        ),
    ),
)

_ANDROID_NOTIFICATION_V2 = Resource(
    "AndroidNotificationV2",
    (
        *_ANDROID_NOTIFICATION_FIELDS,
        _of("id", FieldType.INT32, "With tag: a newer notification of the same pair replaces the older one."),
    ),
)

_LIGHT = Resource(
    "LightSettings",
    (
        _part("color", "Color", "Colour of the light."),
        _of("light_on_duration", FieldType.DURATION, "How long it is on."),
        _of("light_off_duration", FieldType.DURATION, "How long it is off."),
    ),
)

_COLOR = Resource(
    "Color",
    tuple(
        _of(name, FieldType.FLOAT, f"{name}, from 0 to 1.", Format.UNIT) for name in ("red", "green", "blue", "alpha")
    ),
)

_WEBPUSH = Resource(
    "WebpushConfig",
    (
        _of("headers", FieldType.STRING_MAP, "Web Push headers: TTL, Urgency, Topic."),
        _of("data", FieldType.STRING_MAP, "Replaces the common data in browsers."),
        _of("notification", FieldType.STRUCT, "Options of the web's showNotification."),
        _part("fcm_options", "WebpushFcmOptions", "What a click opens, and reporting."),
    ),
)

_WEBPUSH_OPTIONS = Resource(
    "WebpushFcmOptions", (_text("link", "The page that a click opens; https only.", Format.HTTPS_URL), _LABEL)
)

_APNS = Resource(
    "ApnsConfig",
    (
        _of("headers", FieldType.STRING_MAP, "APNs headers such as apns-priority."),
        _of("payload", FieldType.STRUCT, "The whole APNs JSON, aps and custom keys."),
        _part("fcm_options", "ApnsFcmOptions", "Picture for the service extension, and reporting."),
        _text("live_activity_token", "The Live Activity's push token or push-to-start token."),
    ),
)

_APNS_OPTIONS = Resource("ApnsFcmOptions", (_LABEL, _text("image", "Replaces the common image.", Format.URL)))

RESOURCES: Mapping[str, Resource] = {
    resource.name: resource
    for resource in (
        _MESSAGE,
        _NOTIFICATION,
        _ANDROID,
        _ANDROID_V2,
        Resource("AndroidBackgroundSyncMessage", ()),
        _REMOTE_NOTIFICATION,
        _ANDROID_NOTIFICATION,
        _ANDROID_NOTIFICATION_V2,
        _LIGHT,
        _COLOR,
        _WEBPUSH,
        _WEBPUSH_OPTIONS,
        _APNS,
        _APNS_OPTIONS,
        Resource("AndroidFcmOptions", (_LABEL,)),
        Resource("FcmOptions", (_LABEL,)),
    )
}


def places(resource: str = "Message", path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Resource]]:
    """Yield every object of the message with its path, parents before children."""
    here = RESOURCES[resource]
    yield path, here
    for item in here.fields:
        if item.type is FieldType.OBJECT:
            yield from places(item.resource, (*path, item.name))


PLACES: Mapping[tuple[str, ...], Resource] = dict(places())
"""Path below ``message`` -> the object that stands there."""
