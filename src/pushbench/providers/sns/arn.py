"""Amazon resource names of SNS: what one addresses, or what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

PLATFORM_WORDS = (
    *("APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "MACOS", "MACOS_SANDBOX", "GCM", "ADM", "BAIDU"),
    *("WNS", "MPNS"),
)
"""The platforms an application may have; only these words occur in ARNs."""

_PARTITION = re.compile(r"aws(-[a-z]+)*")
_REGION = re.compile(r"[a-z0-9-]{0,40}")
_ACCOUNT = re.compile(r"[A-Za-z0-9_-]{0,64}")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,256}")
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,256}(\.fifo)?")
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


class ArnKind(Enum):
    """What an ARN of SNS names."""

    APPLICATION = "platform application"
    ENDPOINT = "endpoint"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Arn:
    """One ARN; ``region`` and ``account`` may be empty (services that speak SNS's language leave them out)."""

    kind: ArnKind
    partition: str
    region: str
    account: str
    name: str
    """Of the application or topic."""
    platform: str = ""
    id: str = ""
    """The endpoint's own part."""

    @property
    def is_fifo(self) -> bool:
        return self.kind is ArnKind.TOPIC and self.name.endswith(".fifo")

    @property
    def text(self) -> str:
        start = f"arn:{self.partition}:sns:{self.region}:{self.account}"
        if self.kind is ArnKind.TOPIC:
            return f"{start}:{self.name}"
        if self.kind is ArnKind.APPLICATION:
            return f"{start}:app/{self.platform}/{self.name}"
        return f"{start}:endpoint/{self.platform}/{self.name}/{self.id}"


def read_arn(text: str) -> Arn | str:
    """Return the ARN a text is, or one sentence saying what is wrong with it."""
    fields = text.split(":")
    if len(fields) < 6:
        return f"An ARN has 6 parts separated by colons, not {len(fields)}."
    if len(fields) > 6:
        return _too_many(fields)
    start, partition, service, region, account, resource = fields
    if start != "arn" or not _PARTITION.fullmatch(partition):
        return "It does not begin with arn:aws:."
    if service != "sns":
        return f"It belongs to the service “{service[:20]}”, not to sns."
    if not _REGION.fullmatch(region) or not _ACCOUNT.fullmatch(account):
        return "Region or account holds characters that they cannot have."
    return _resource(partition, region, account, resource)


def _too_many(fields: list[str]) -> str:
    if len(fields) == 7 and fields[2] == "sns":
        return "It has 7 parts: this looks like a subscription's ARN; publish to its topic or endpoint."
    return f"An ARN of SNS has 6 parts separated by colons, not {len(fields)}."


def _resource(partition: str, region: str, account: str, resource: str) -> Arn | str:
    parts = resource.split("/")
    if len(parts) == 1:
        if not _TOPIC.fullmatch(resource):
            return "The topic's name has 1 to 256 letters, digits, - and _; only .fifo may follow."
        return Arn(ArnKind.TOPIC, partition, region, account, resource)
    if parts[0] not in ("app", "endpoint"):
        return f"“{parts[0][:20]}/” is neither app/ nor endpoint/."
    if len(parts) != (3 if parts[0] == "app" else 4):
        shape = "app/PLATFORM/NAME" if parts[0] == "app" else "endpoint/PLATFORM/NAME/ID"
        return f"Wrong number of slashes: the last part is {shape}."
    if not parts[1] or not _NAME.fullmatch(parts[1]) or not _NAME.fullmatch(parts[2]):
        return "Platform or application name is empty or holds characters that it cannot have."
    if parts[0] == "app":
        return Arn(ArnKind.APPLICATION, partition, region, account, parts[2], parts[1])
    if not _ID.fullmatch(parts[3]):
        return "The endpoint's id is empty or holds characters that it cannot have."
    return Arn(ArnKind.ENDPOINT, partition, region, account, parts[2], parts[1], parts[3])


def arn_of(text: str, *kinds: ArnKind) -> Arn | None:
    """Return the ARN a text is, if it is one of ``kinds`` (none given: of any)."""
    found = read_arn(text)
    return found if isinstance(found, Arn) and (not kinds or found.kind in kinds) else None
