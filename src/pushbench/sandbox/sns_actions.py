"""The operations of the emulated SNS: parameters in, the Result element's content out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from pushbench.sandbox import sns_message
from pushbench.sandbox import sns_xml as xml
from pushbench.sandbox.sns_account import BUNDLE_ID
from pushbench.sandbox.sns_book import Book, Endpoint, Topic, check_elements
from pushbench.sandbox.sns_message import MOST_BYTES, MOST_TOPIC_BYTES, Outgoing, Published
from pushbench.sandbox.sns_query import Call
from pushbench.sandbox.sns_xml import Refused, invalid, members, text

_PAGE = 100
_MOST_ENTRIES = 10
_ENTRY_ID = re.compile(r"[A-Za-z0-9_-]*")

Push = Callable[[Endpoint, Outgoing, str, Call], None]
"""Hands one push on: endpoint, what its service is sent, message id, the call."""


class Actions:
    """Runs one call after another on one book."""

    def __init__(self, book: Book, push: Push, new_id: Callable[[], str], now: Callable[[], float]) -> None:
        self._book = book
        self._push = push
        self._new_id = new_id
        self._now = now
        self._table: dict[str, Callable[[Call], str | None]] = {
            "CreatePlatformApplication": self._create_application,
            "GetPlatformApplicationAttributes": self._get_application,
            "SetPlatformApplicationAttributes": self._set_application,
            "DeletePlatformApplication": self._delete_application,
            "ListPlatformApplications": self._list_applications,
            "CreatePlatformEndpoint": self._create_endpoint,
            "GetEndpointAttributes": self._get_endpoint,
            "SetEndpointAttributes": self._set_endpoint,
            "DeleteEndpoint": self._delete_endpoint,
            "ListEndpointsByPlatformApplication": self._list_endpoints,
            "CreateTopic": self._create_topic,
            "DeleteTopic": self._delete_topic,
            "GetTopicAttributes": self._get_topic,
            "ListTopics": self._list_topics,
            "Subscribe": self._subscribe,
            "Unsubscribe": self._unsubscribe,
            "ListSubscriptionsByTopic": self._list_subscriptions,
            "Publish": self._publish,
            "PublishBatch": self._publish_batch,
        }

    def knows(self, action: str) -> bool:
        return action in self._table

    def run(self, call: Call) -> str | None:
        """Return the Result's content, or None where the operation has none. Raises :class:`Refused`."""
        return self._table[call.action](call)

    # Platform applications

    def _create_application(self, call: Call) -> str:
        made = self._book.create_application(call.get("Name") or "", call.get("Platform") or "", call.map("Attributes"))
        return text("PlatformApplicationArn", made.arn)

    def _get_application(self, call: Call) -> str:
        return xml.attributes(self._book.application(call.get("PlatformApplicationArn")).told)

    def _set_application(self, call: Call) -> None:
        self._book.set_application(call.get("PlatformApplicationArn"), call.map("Attributes"))

    def _delete_application(self, call: Call) -> None:
        self._book.delete_application(call.get("PlatformApplicationArn"))

    def _list_applications(self, call: Call) -> str:
        told = [
            text("PlatformApplicationArn", item.arn) + xml.attributes(item.told)
            for item in self._book.applications.values()
        ]
        return _paged("PlatformApplications", told, call)

    # Platform endpoints

    def _create_endpoint(self, call: Call) -> str:
        made = self._book.create_endpoint(
            call.get("PlatformApplicationArn"), call.get("Token"), call.map("Attributes"), call.get("CustomUserData")
        )
        return text("EndpointArn", made.arn)

    def _get_endpoint(self, call: Call) -> str:
        return xml.attributes(self._book.endpoint(call.get("EndpointArn")).attributes)

    def _set_endpoint(self, call: Call) -> None:
        self._book.set_endpoint(call.get("EndpointArn"), call.map("Attributes"))

    def _delete_endpoint(self, call: Call) -> None:
        self._book.delete_endpoint(call.get("EndpointArn"))

    def _list_endpoints(self, call: Call) -> str:
        home = self._book.application(call.get("PlatformApplicationArn"))
        told = [
            text("EndpointArn", item.arn) + xml.attributes(item.attributes)
            for item in self._book.endpoints.values()
            if item.application is home
        ]
        return _paged("Endpoints", told, call)

    # Topics

    def _create_topic(self, call: Call) -> str:
        return text("TopicArn", self._book.create_topic(call.get("Name"), call.map("Attributes")).arn)

    def _delete_topic(self, call: Call) -> None:
        self._book.topics.pop(call.get("TopicArn") or "", None)

    def _get_topic(self, call: Call) -> str:
        topic = self._book.topic(call.get("TopicArn"))
        confirmed = str(len(topic.subscriptions))
        return xml.attributes({"TopicArn": topic.arn, "SubscriptionsConfirmed": confirmed, **topic.attributes})

    def _list_topics(self, call: Call) -> str:
        return _paged("Topics", [text("TopicArn", arn) for arn in self._book.topics], call)

    def _subscribe(self, call: Call) -> str:
        made = self._book.subscribe(call.get("TopicArn"), call.get("Protocol"), call.get("Endpoint"))
        return text("SubscriptionArn", made)

    def _unsubscribe(self, call: Call) -> None:
        self._book.unsubscribe(call.get("SubscriptionArn"))

    def _list_subscriptions(self, call: Call) -> str:
        topic = self._book.topic(call.get("TopicArn"))
        told = [
            text("SubscriptionArn", arn)
            + text("Owner", arn.split(":")[4])
            + text("Protocol", "application")
            + text("Endpoint", endpoint)
            + text("TopicArn", topic.arn)
            for arn, endpoint in topic.subscriptions.items()
        ]
        return _paged("Subscriptions", told, call)

    # Publishing

    def _publish(self, call: Call) -> str:
        names = [name for name in ("TopicArn", "TargetArn", "PhoneNumber") if call.get(name)]
        if len(names) != 1:
            raise invalid("TopicArn or TargetArn Reason: no value for required parameter")
        if names == ["PhoneNumber"]:
            raise invalid("PhoneNumber Reason: the sandbox sends no text messages")
        arn = call.get(names[0]) or ""
        check_elements(arn, names[0])
        if names == ["TopicArn"] or "/" not in arn:
            topic = self._book.topic(arn)
            message_id = self._publish_to_topic(topic, call)
            number = text("SequenceNumber", "10000000000000000000") if topic.is_fifo else ""
            return text("MessageId", message_id) + number
        return text("MessageId", self._publish_to_endpoint(arn, call))

    def _publish_to_endpoint(self, arn: str, call: Call) -> str:
        endpoint = self._book.endpoints.get(arn)
        if endpoint is None:
            raise invalid("TargetArn Reason: No endpoint found for the target arn specified")
        published = sns_message.read_message(call, is_topic=False, is_fifo=False)
        if not endpoint.application.is_enabled:
            raise Refused("PlatformApplicationDisabled")
        if not endpoint.is_enabled:
            raise Refused("EndpointDisabled")
        outgoing = _outgoing(published, endpoint, self._now())
        message_id = self._new_id()
        self._push(endpoint, outgoing, message_id, call)
        return message_id

    def _publish_to_topic(self, topic: Topic, call: Call) -> str:
        """Subscribers that cannot get it are left out without a word, as SNS does."""
        wanted = topic.attributes.get("MaximumMessageSize", "")
        most = int(wanted) if wanted.isdigit() and len(wanted) < 9 else MOST_BYTES
        published = sns_message.read_message(
            call, is_topic=True, is_fifo=topic.is_fifo, most_bytes=min(most, MOST_TOPIC_BYTES)
        )
        message_id = self._new_id()
        for arn in topic.subscriptions.values():
            endpoint = self._book.endpoints.get(arn)
            if endpoint is None or not endpoint.is_enabled or not endpoint.application.is_enabled:
                continue
            try:
                outgoing = _outgoing(published, endpoint, self._now())
            except Refused:
                continue
            self._push(endpoint, outgoing, message_id, call)
        return message_id

    def _publish_batch(self, call: Call) -> str:
        topic = self._book.topic(call.get("TopicArn"))
        entries = call.entries("PublishBatchRequestEntries")
        _check_batch(entries)
        good, bad = [], []
        for entry in entries:
            entry_id = text("Id", entry.get("Id") or "")
            try:
                message_id = self._publish_to_topic(topic, Call({**entry.fields, "Action": call.action}, call.request))
                good.append(entry_id + text("MessageId", message_id))
            except Refused as refused:
                fault = "true" if refused.status < 500 else "false"
                words = text("Code", refused.code) + text("Message", refused.message)
                bad.append(entry_id + words + text("SenderFault", fault))
        return members("Successful", good) + members("Failed", bad)


def _outgoing(published: Published, endpoint: Endpoint, now: float) -> Outgoing:
    home = endpoint.application
    bundle_id = home.attributes.get("ApplePlatformBundleID", BUNDLE_ID)
    return sns_message.outgoing(published, home.platform, endpoint.token, bundle_id, now)


def _check_batch(entries: tuple[Call, ...]) -> None:
    if not entries:
        raise Refused("EmptyBatchRequest")
    if len(entries) > _MOST_ENTRIES:
        raise Refused("TooManyEntriesInBatchRequest")
    ids = [entry.get("Id") or "" for entry in entries]
    for entry_id in ids:
        if len(entry_id) > 80:
            raise Refused(
                "InvalidBatchEntryId", f"The Id of a batch entry in the batch request is too long: {entry_id}"
            )
        if not entry_id or not _ENTRY_ID.fullmatch(entry_id):
            what = "The Id of a batch entry in the batch request contains an impermissible character"
            raise Refused("InvalidBatchEntryId", f"{what}: {entry_id}")
    if len(set(ids)) < len(ids):
        raise Refused("BatchEntryIdsNotDistinct")
    if sum(len((entry.get("Message") or "").encode("utf-8", "replace")) for entry in entries) > MOST_BYTES:
        raise Refused("BatchRequestTooLong")


def _paged(name: str, items: Iterable[str], call: Call) -> str:
    listed, token = list(items), call.get("NextToken") or "0"
    if not (token.isascii() and token.isdigit() and len(token) < 10):
        raise invalid("NextToken Reason: the token is not one of this list")
    start = int(token)
    more = text("NextToken", str(start + _PAGE)) if start + _PAGE < len(listed) else ""
    return members(name, listed[start : start + _PAGE]) + more
