"""What a push is addressed to through SNS: an endpoint, a topic, or a token that becomes an endpoint."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pushbench.domain.errors import UserError
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import TargetSpec
from pushbench.domain.target import Target, TargetKind
from pushbench.providers.sns.arn import Arn, ArnKind, arn_of, read_arn
from pushbench.providers.sns.platforms import PLATFORMS
from pushbench.providers.sns.request import platform_of, region_of

_MOST_TOKEN_BYTES = 8192
_MOST_APPLE_CHARACTERS = 400
_HEX = re.compile(r"[0-9A-Fa-f]+")
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,256}(\.fifo)?")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a push goes: an ARN, or a token that is registered first."""

    arn: Arn | None = None
    token: str = ""

    @property
    def is_topic(self) -> bool:
        return self.arn is not None and self.arn.kind is ArnKind.TOPIC

    @property
    def parameter(self) -> str:
        """Publish's name for the ARN."""
        return "TopicArn" if self.is_topic else "TargetArn"


def token_trouble(value: str) -> str | None:
    """Return one sentence saying what is wrong with a device token or endpoint ARN, or None."""
    if not value.strip():
        return "It is empty."
    if value.startswith("arn:"):
        found = read_arn(value)
        if isinstance(found, str):
            return found
        return None if found.kind is ArnKind.ENDPOINT else f"This is a {found.kind.value}; a device has an endpoint."
    if len(value.encode("utf-8", "replace")) > _MOST_TOKEN_BYTES:
        return f"SNS takes tokens of at most {_MOST_TOKEN_BYTES:,} bytes."
    return None


def arn_trouble(value: str) -> str | None:
    """Return one sentence saying what is wrong with an ARN to publish to, or None."""
    found = read_arn(value)
    if isinstance(found, str):
        return found
    if found.kind is ArnKind.APPLICATION:
        return "This is a platform application: nobody can publish to one; take one of its endpoints."
    return None


def topic_trouble(value: str) -> str | None:
    """Return one sentence saying what is wrong with a topic's name, or None."""
    if value.startswith("arn:"):
        found = read_arn(value)
        if isinstance(found, str):
            return found
        return None if found.kind is ArnKind.TOPIC else f"This is a {found.kind.value}, no topic."
    if not _TOPIC.fullmatch(value):
        return "A topic's name has 1 to 256 letters, digits, - and _; that of a FIFO topic ends with .fifo."
    return None


def platform_token_trouble(token: str, platform: str) -> str | None:
    """Return what SNS or the platform's service would say against a raw token, or None."""
    row = PLATFORMS.get(platform)
    if row is None or not row.is_apple:
        return None
    if not _HEX.fullmatch(token):
        return f"Tokens of {platform} are hexadecimal digits; this one is another service's."
    if len(token) > _MOST_APPLE_CHARACTERS:
        return f"iOS device tokens have at most {_MOST_APPLE_CHARACTERS} hexadecimal characters."
    return None


TARGETS: tuple[TargetSpec, ...] = (
    TargetSpec(
        TargetKind.TOKEN,
        "Device token or endpoint ARN",
        "A token as the app got it: its endpoint is found or made in the profile's platform application.",
        "token:00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0",
        token_trouble,
    ),
    TargetSpec(
        TargetKind.ARN,
        "Endpoint or topic ARN",
        "One endpoint, or everyone subscribed to a topic.",
        "arn:aws:sns:eu-central-1:123456789012:endpoint/APNS/skylark/8b3c5f0e-4d5a-3f6b-9c1d-2e7f8a9b0c1d",
        arn_trouble,
    ),
    TargetSpec(
        TargetKind.TOPIC,
        "Topic",
        "A topic's name in the profile's region and the account of its platform application, or its ARN.",
        "topic:gate-changes",
        topic_trouble,
    ),
)

_CHECKS = {spec.kind: spec.check for spec in TARGETS}
_FIXES = {
    TargetKind.TOKEN: "Copy the token again from the app, or the endpoint's ARN from SNS.",
    TargetKind.ARN: "Write for example arn:aws:sns:eu-central-1:123456789012:endpoint/APNS/skylark/8b3c5f0e-….",
    TargetKind.TOPIC: "Write for example topic:gate-changes, or the topic's ARN.",
}


def address_of(target: Target, credentials: Credentials | None) -> Address:
    """Return where a target leads. Raises UserError for what SNS cannot address, or not with this profile."""
    kind = target.kind
    if kind.is_library and target.device is not None:
        kind = TargetKind.TOKEN
    if kind not in _CHECKS:
        raise UserError(
            f"SNS has no target “{target.label[:60]}”.",
            f"It does not address a {kind.value}.",
            "Use a device, token:, topic: or arn:.",
        )
    value = target.value or (target.device.token if target.device else "")
    trouble = _CHECKS[kind](value)
    if trouble:
        raise UserError(f"The {kind.value} “{target.label[:60]}” cannot be right.", trouble, _FIXES[kind])
    arn = arn_of(value)
    if arn is not None:
        return Address(arn)
    return Address(_topic(value, credentials)) if kind is TargetKind.TOPIC else _registered(value, credentials)


def _registered(token: str, credentials: Credentials | None) -> Address:
    if credentials is None:
        return Address(token=token)
    application(credentials)
    trouble = platform_token_trouble(token, platform_of(credentials))
    if trouble:
        raise UserError(
            "The token does not fit the profile's platform.",
            trouble,
            "Choose the profile of the token's platform, or name the endpoint's ARN.",
        )
    return Address(token=token)


def application(credentials: Credentials) -> Arn:
    """Return the profile's platform application. Raises UserError where it has none."""
    text = credentials.text("platform_application_arn")
    found = read_arn(text) if text else "A device token becomes an endpoint of a platform application."
    if isinstance(found, Arn) and found.kind is ArnKind.APPLICATION:
        return found
    why = found if isinstance(found, str) else f"It is the ARN of a {found.kind.value}."
    raise UserError(
        "The profile's platform application cannot be used." if text else "The profile names no platform application.",
        why,
        "Copy its ARN from the SNS console: arn:aws:sns:REGION:ACCOUNT:app/PLATFORM/NAME.",
    )


def _topic(name: str, credentials: Credentials | None) -> Arn:
    if credentials is None:
        return Arn(ArnKind.TOPIC, "aws", "", "", name)
    home = application(credentials)
    return Arn(ArnKind.TOPIC, home.partition, region_of(credentials) or home.region, home.account, name)


def target_trouble(target: Target, credentials: Credentials | None) -> UserError | None:
    """Return what is wrong with a target, or None."""
    try:
        address_of(target, credentials)
    except UserError as error:
        return error
    return None
