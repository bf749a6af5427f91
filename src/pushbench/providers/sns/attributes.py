"""Message attributes: the headers of an SNS draft.

A draft's header ``AWS.SNS.MOBILE.APNS.TTL`` is a message attribute of type String. ``seats:Number`` names another
type, because no attribute's name holds a colon. ``Subject``, ``MessageGroupId``, ``MessageDeduplicationId`` and
``MessageStructure`` are parameters of Publish itself.
Source: Amazon SNS developer guide, "Message attributes", "Reserved message attributes for mobile push notifications".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PREFIX = "AWS.SNS.MOBILE."
PARAMETERS = ("Subject", "MessageGroupId", "MessageDeduplicationId", "MessageStructure")
_BY_LOWER_PARAMETER = {name.lower(): name for name in PARAMETERS}

TTL_PLATFORMS = (
    *("APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "APNS_MDM", "APNS_MDM_SANDBOX"),
    *("APNS_PASSBOOK", "APNS_PASSBOOK_SANDBOX", "MACOS", "MACOS_SANDBOX"),
    *("ADM", "BAIDU", "FCM", "GCM", "MPNS", "WNS"),
)
APNS_TOPIC = f"{PREFIX}APNS.TOPIC"
APNS_PUSH_TYPE = f"{PREFIX}APNS.PUSH_TYPE"
APNS_PRIORITY = f"{PREFIX}APNS.PRIORITY"
APNS_COLLAPSE_ID = f"{PREFIX}APNS.COLLAPSE_ID"
WNS_TYPE = f"{PREFIX}WNS.Type"

PUSH_TYPES = (
    *("alert", "background", "complication", "controls", "fileprovider", "liveactivity", "location", "mdm"),
    *("pushtotalk", "voip", "widgets"),
)

CHOICES: Mapping[str, tuple[str, ...]] = {
    APNS_PUSH_TYPE: PUSH_TYPES,
    APNS_PRIORITY: ("10", "5", "1"),
    WNS_TYPE: ("wns/toast", "wns/tile", "wns/badge", "wns/raw"),
    f"{PREFIX}WNS.CachePolicy": ("cache", "no-cache"),
    f"{PREFIX}WNS.SuppressPopup": ("true", "false"),
    f"{PREFIX}MPNS.Type": ("token", "toast", "raw"),
    f"{PREFIX}BAIDU.DeployStatus": ("1", "2"),
    f"{PREFIX}BAIDU.MessageType": ("0", "1"),
}

RESERVED: tuple[str, ...] = (
    APNS_PUSH_TYPE,
    APNS_PRIORITY,
    APNS_TOPIC,
    APNS_COLLAPSE_ID,
    *(f"{PREFIX}{platform}.TTL" for platform in TTL_PLATFORMS),
    *(f"{PREFIX}WNS.{name}" for name in ("Type", "CachePolicy", "Group", "Match", "SuppressPopup", "Tag")),
    *(f"{PREFIX}MPNS.{name}" for name in ("Type", "NotificationClass")),
    *(f"{PREFIX}BAIDU.{name}" for name in ("DeployStatus", "MessageKey", "MessageType")),
)
_TYPE = re.compile(r"(String|Number|Binary|String\.Array)(\.[A-Za-z0-9_.-]{1,200})?")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,256}")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One message attribute as it leaves."""

    header: str
    """The draft's header that says so."""
    name: str
    type: str
    value: str

    @property
    def is_binary(self) -> bool:
        return self.type.partition(".")[0] == "Binary"


def attributes_of(headers: Mapping[str, str]) -> tuple[Attribute, ...]:
    """Return the message attributes among a draft's headers, in their order."""
    found = []
    for header, value in headers.items():
        if parameter_of(header) is None:
            name, colon, kind = header.partition(":")
            found.append(Attribute(header, name, kind if colon else "String", value))
    return tuple(found)


def parameter_of(header: str) -> str | None:
    """Return the parameter of Publish that a header is, or None for an attribute."""
    return _BY_LOWER_PARAMETER.get(header.lower())


def parameters_of(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the parameters of Publish among a draft's headers, in Publish's own spelling."""
    return {name: value for header, value in headers.items() if (name := parameter_of(header)) is not None}


def attribute(headers: Mapping[str, str], name: str) -> str | None:
    """Return an attribute's value, or None."""
    return next((item.value for item in attributes_of(headers) if item.name == name), None)


def name_trouble(name: str) -> str:
    """Return one sentence saying what is wrong with an attribute's name, or nothing."""
    if not _NAME.fullmatch(name):
        return "A name has 1 to 256 letters, digits and _ - ."
    if name.startswith(".") or name.endswith(".") or ".." in name:
        return "A name neither begins nor ends with a dot, and has no two in a row."
    if name.lower().startswith(("aws.", "amazon.")) and name not in RESERVED:
        return "Names that begin with AWS. or Amazon. belong to Amazon, and this is none of them."
    return ""


def type_trouble(kind: str) -> str:
    """Return one sentence saying what is wrong with an attribute's type, or nothing."""
    return "" if _TYPE.fullmatch(kind) else "A type is String, String.Array, Number or Binary."
