"""What the emulated account holds: platform applications, endpoints, topics and their subscriptions.

The sentences are those recorded from AWS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pushbench.sandbox.sns_xml import Refused, invalid

PLATFORMS = (
    *("APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "MACOS", "MACOS_SANDBOX"),
    *("GCM", "ADM", "BAIDU", "WNS", "MPNS"),
)
_APPLICATION_ATTRIBUTES = frozenset(
    {
        *("PlatformCredential", "PlatformPrincipal", "EventEndpointCreated", "EventEndpointDeleted"),
        *("EventEndpointUpdated", "EventDeliveryFailure", "EventDeliveryAttemptFailure", "SuccessFeedbackRoleArn"),
        *("FailureFeedbackRoleArn", "SuccessFeedbackSampleRate", "ApplePlatformTeamID", "ApplePlatformBundleID"),
        "Enabled",
    }
)
_NEVER_TOLD = ("PlatformCredential", "PlatformPrincipal")
_ENDPOINT_ATTRIBUTES = frozenset({"CustomUserData", "Enabled", "Token"})
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,256}(\.fifo)?")
_HEX = re.compile(r"[0-9A-Fa-f]{1,400}")
_MOST_TOKEN_BYTES = 8192
_MOST_USER_DATA_BYTES = 2048


@dataclass(slots=True)
class Application:
    """One platform application."""

    arn: str
    platform: str
    name: str
    attributes: dict[str, str]

    @property
    def told(self) -> Mapping[str, str]:
        """Its attributes without the credentials, which SNS never gives back."""
        kept = {name: value for name, value in self.attributes.items() if name not in _NEVER_TOLD}
        return {"Enabled": "true", **kept}

    @property
    def is_enabled(self) -> bool:
        return self.attributes.get("Enabled", "true").lower() != "false"


@dataclass(slots=True)
class Endpoint:
    """One platform endpoint."""

    arn: str
    application: Application
    attributes: dict[str, str]

    @property
    def token(self) -> str:
        return self.attributes["Token"]

    @property
    def is_enabled(self) -> bool:
        return self.attributes.get("Enabled", "true").lower() != "false"


@dataclass(slots=True)
class Topic:
    """One topic with its application subscriptions: subscription ARN -> endpoint ARN."""

    arn: str
    attributes: dict[str, str] = field(default_factory=dict)
    subscriptions: dict[str, str] = field(default_factory=dict)

    @property
    def is_fifo(self) -> bool:
        return self.arn.endswith(".fifo")


class Book:
    """Keeps them; every refusal is a :class:`Refused`."""

    def __init__(self, region: str, account: str, new_id: Callable[[], str]) -> None:
        self._start = f"arn:aws:sns:{region}:{account}"
        self._new_id = new_id
        self.applications: dict[str, Application] = {}
        self.endpoints: dict[str, Endpoint] = {}
        self.topics: dict[str, Topic] = {}

    # Platform applications

    def create_application(self, name: str, platform: str, attributes: Mapping[str, str] | None) -> Application:
        _check_name(name)
        if platform not in PLATFORMS:
            raise invalid(f"Platform Reason: {platform} is not supported")
        if attributes is None:
            raise _null("attributes")
        _check_application(attributes)
        _check_credentials(platform, attributes)
        arn = f"{self._start}:app/{platform}/{name}"
        found = self.applications.get(arn)
        if found is None:
            found = self.applications[arn] = Application(arn, platform, name, dict(attributes))
        return found

    def application(self, arn: str | None) -> Application:
        if arn is None:
            raise _null("platformApplicationArn")
        _check_arn(arn, "PlatformApplicationArn", 3)
        found = self.applications.get(arn)
        if found is None:
            raise Refused("NotFound", "PlatformApplication does not exist")
        return found

    def set_application(self, arn: str | None, attributes: Mapping[str, str] | None) -> None:
        if attributes is None:
            raise _null("attributes")
        found = self.application(arn)
        _check_application(attributes)
        found.attributes.update(attributes)

    def delete_application(self, arn: str | None) -> None:
        """Idempotent, as SNS is; the endpoints go with it."""
        if arn is None:
            raise _null("platformApplicationArn")
        self.applications.pop(arn, None)
        self.endpoints = {key: item for key, item in self.endpoints.items() if item.application.arn != arn}

    # Platform endpoints

    def create_endpoint(
        self,
        application_arn: str | None,
        token: str | None,
        attributes: Mapping[str, str] | None,
        user_data: str | None,
    ) -> Endpoint:
        home = self.application(application_arn)
        if not token:
            raise invalid("Token Reason: cannot be empty") if token == "" else _null("token")
        _check_token(home.platform, token)
        wanted = dict(attributes or {})
        if user_data is not None:
            wanted.setdefault("CustomUserData", user_data)
        _check_endpoint(wanted)
        found = self.endpoint_of(home, token)
        if found is not None:
            self._check_same(found, wanted)
            return found
        return self.add_endpoint(home, token, wanted)

    def add_endpoint(
        self, home: Application, token: str, wanted: Mapping[str, str], endpoint_id: str | None = None
    ) -> Endpoint:
        """Put an endpoint into the book without asking."""
        arn = f"{self._start}:endpoint/{home.platform}/{home.name}/{endpoint_id or self._new_id()}"
        told = token.lower() if _is_apple(home.platform) else token
        made = Endpoint(arn, home, {"Enabled": "true", **wanted, "Token": told})
        self.endpoints[arn] = made
        return made

    def endpoint_of(self, home: Application, token: str) -> Endpoint | None:
        wanted = token.lower() if _is_apple(home.platform) else token
        return next(
            (item for item in self.endpoints.values() if item.application is home and item.token == wanted), None
        )

    def _check_same(self, found: Endpoint, wanted: Mapping[str, str]) -> None:
        is_other_data = wanted.get("CustomUserData", "") != found.attributes.get("CustomUserData", "")
        is_other_switch = "Enabled" in wanted and wanted["Enabled"].lower() != found.attributes["Enabled"].lower()
        if is_other_data or is_other_switch:
            what = f"Endpoint {found.arn} already exists with the same Token, but different attributes."
            raise invalid(f"Token Reason: {what}")

    def endpoint(self, arn: str | None) -> Endpoint:
        if arn is None:
            raise _null("endpointArn")
        _check_arn(arn, "EndpointArn", 4)
        found = self.endpoints.get(arn)
        if found is None:
            raise Refused("NotFound", "Endpoint does not exist")
        return found

    def set_endpoint(self, arn: str | None, attributes: Mapping[str, str] | None) -> None:
        if attributes is None:
            raise _null("attributes")
        found = self.endpoint(arn)
        _check_endpoint(attributes)
        changed = dict(attributes)
        if "Token" in changed:
            _check_token(found.application.platform, changed["Token"])
            other = self.endpoint_of(found.application, changed["Token"])
            if other is not None and other is not found:
                raise invalid("Token Reason: This endpoint is already registered with a different token.")
            if _is_apple(found.application.platform):
                changed["Token"] = changed["Token"].lower()
        found.attributes.update(changed)

    def delete_endpoint(self, arn: str | None) -> None:
        """Idempotent; subscriptions of topics stay behind."""
        if arn is None:
            raise _null("endpointArn")
        _check_arn(arn, "EndpointArn", 4)
        self.endpoints.pop(arn, None)

    # Topics

    def create_topic(self, name: str | None, attributes: Mapping[str, str] | None) -> Topic:
        if name is None or not _TOPIC.fullmatch(name):
            raise invalid("Topic Name")
        is_fifo = (attributes or {}).get("FifoTopic", "false").lower() == "true"
        if is_fifo != name.endswith(".fifo"):
            raise invalid(
                "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long."
            )
        arn = f"{self._start}:{name}"
        return self.topics.setdefault(arn, Topic(arn, dict(attributes or {})))

    def topic(self, arn: str | None) -> Topic:
        if arn is None:
            raise _null("topicArn")
        _check_arn(arn, "TopicArn", 1)
        found = self.topics.get(arn)
        if found is None:
            raise Refused("NotFound", "Topic does not exist")
        return found

    def subscribe(self, topic_arn: str | None, protocol: str | None, endpoint_arn: str | None) -> str:
        topic = self.topic(topic_arn)
        if protocol != "application":
            raise invalid(f"Does not support this protocol string: {protocol}")
        found = self.endpoints.get(endpoint_arn or "")
        if found is None:
            raise invalid(f"Endpoint Reason: Endpoint does not exist for endpoint {endpoint_arn}")
        known = next((key for key, arn in topic.subscriptions.items() if arn == found.arn), None)
        subscription = known or f"{topic.arn}:{self._new_id()}"
        topic.subscriptions[subscription] = found.arn
        return subscription

    def unsubscribe(self, subscription: str | None) -> None:
        for topic in self.topics.values():
            topic.subscriptions.pop(subscription or "", None)


def _is_apple(platform: str) -> bool:
    return platform.startswith(("APNS", "MACOS"))


def _null(name: str) -> Refused:
    what = f"Value null at '{name}' failed to satisfy constraint: Member must not be null"
    return Refused("ValidationError", f"1 validation error detected: {what}")


def check_elements(arn: str, name: str) -> None:
    """Refuse what is no ARN at all."""
    elements = arn.split(":")
    if len(elements) < 6:
        raise invalid(f"{name} Reason: An ARN must have at least 6 elements, not {len(elements)}")


def _check_arn(arn: str, name: str, slashes: int) -> None:
    check_elements(arn, name)
    if len(arn.split(":", 5)[5].split("/")) != slashes:
        raise invalid(f"{name} Reason: Wrong number of slashes in relative portion of the ARN.")


def _check_name(name: str) -> None:
    if not name:
        raise invalid(f"{name} Reason: cannot be empty")
    if len(name) > 256:
        raise invalid(f"{name} Reason: must be at most 256 characters long")
    if not _NAME.fullmatch(name):
        raise invalid(
            f"{name} Reason: must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'",
        )


def _check_application(attributes: Mapping[str, str]) -> None:
    for name in attributes:
        if name not in _APPLICATION_ATTRIBUTES:
            raise invalid(f"Attributes Reason: Invalid attribute name: {name}")


def _check_credentials(platform: str, attributes: Mapping[str, str]) -> None:
    has_principal, has_credential = "PlatformPrincipal" in attributes, "PlatformCredential" in attributes
    if has_principal and not has_credential:
        raise invalid("Attributes Reason: PlatformPrincipal attribute provided without PlatformCredential")
    if has_credential and not has_principal and platform != "GCM":
        raise invalid("Attributes Reason: PlatformCredential attribute provided without PlatformPrincipal")


def _check_token(platform: str, token: str) -> None:
    if len(token.encode("utf-8", "replace")) > _MOST_TOKEN_BYTES:
        raise invalid("Token Reason: must be at most 8192 bytes long in UTF-8 encoding")
    if _is_apple(platform) and not _HEX.fullmatch(token):
        raise invalid("Token Reason: iOS device tokens must be no more than 400 hexadecimal characters")


def _check_endpoint(attributes: Mapping[str, str]) -> None:
    for name, value in attributes.items():
        if name not in _ENDPOINT_ATTRIBUTES:
            raise invalid(f"Attributes Reason: Invalid attribute name: {name}")
        if name == "CustomUserData" and len(value.encode("utf-8", "replace")) > _MOST_USER_DATA_BYTES:
            what = "must be at most 2048 bytes long in UTF-8 encoding"
            raise invalid(f"Attributes Reason: Invalid value for attribute: CustomUserData: {what}")
        if name == "Enabled" and value.lower() not in ("true", "false"):
            raise invalid("Attributes Reason: Invalid value for attribute: Enabled: must be true or false")
