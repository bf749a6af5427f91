"""What SNS may answer, and what it never does: every code, every known sentence, every odd body."""

from __future__ import annotations

import pytest
from hypothesis import given as having
from hypothesis import strategies as st
from tests.providers.dialogue import answer
from tests.providers.sns.given import published, refused

from pushbench.domain.http import HttpResponse
from pushbench.domain.outcome import OutcomeKind, Reason, Retry
from pushbench.providers.sns import PROVIDER
from pushbench.providers.sns.answer import read_xml
from pushbench.providers.sns.texts import TEXTS, told

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><PublishResponse>&c;</PublishResponse>'
)
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><PublishResponse>&x;</PublishResponse>'
GOOD = published().body


@pytest.mark.parametrize("row", PROVIDER.reasons, ids=[row.code for row in PROVIDER.reasons])
def test_every_code(row: Reason) -> None:
    outcome = PROVIDER.parse(refused(row.statuses[0], row.code, "Words."))
    assert (outcome.kind, outcome.status, outcome.reason) == (OutcomeKind.REJECTED, row.statuses[0], row.code)
    assert (outcome.retry, outcome.is_target_dead) == (row.retry, row.is_target_dead)
    assert outcome.explain is not None
    assert "“Words.”" in outcome.explain.why
    assert row.source


SENTENCES = (
    "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified",
    "Endpoint does not exist",
    "Topic does not exist",
    "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 2",
    "Invalid parameter: Empty message",
    "Invalid parameter: Message too long",
    "Invalid parameter: Subject",
    "Invalid parameter: Message Structure - No default entry in JSON message body",
    "Invalid parameter: Message Structure - JSON message body failed to parse",
    "Invalid parameter: Message Reason: Invalid notification for protocol GCM: Notification data is larger than allowed limit",
    "Invalid parameter: Message Reason: Invalid notification for protocol APNS: Notification is too long",
    "Invalid parameter: Message Reason: Invalid notification for protocol ADM: x",
    "Invalid parameter: Token Reason: Endpoint arn:x already exists with the same Token, but different attributes.",
    "Invalid parameter: This endpoint is already registered with a different token.",
    "Invalid parameter: Token Reason: must be at most 8192 bytes long in UTF-8 encoding",
    "Invalid parameter: Token Reason: iOS device tokens must be no more than 400 hexadecimal characters",
    "PlatformApplication does not exist",
    "Invalid parameter: EndpointArn Reason: Wrong number of slashes in relative portion of the ARN.",
    "Invalid parameter: Attributes Reason: Invalid attribute name: X",
    "Invalid parameter: Attributes Reason: Invalid value for attribute: CustomUserData: must be at most 2048 bytes",
    "Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
    "The message attribute 'x' must contain non-empty message attribute value.",
    "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_known_sentences_are_explained_in_their_own_words(sentence: str) -> None:
    outcome = PROVIDER.parse(refused(400, "InvalidParameter", sentence))
    row = told(sentence)
    assert row is not None
    assert outcome.explain is not None
    assert outcome.explain.what == row.explain.what
    assert sentence in outcome.explain.why
    assert outcome.is_target_dead is row.is_target_dead


def test_every_row_of_the_sentences_is_reached() -> None:
    assert {id(told(sentence)) for sentence in SENTENCES} == {id(row) for row in TEXTS}


def test_accepted() -> None:
    outcome = PROVIDER.parse(published())
    assert (outcome.kind, outcome.provider_id, outcome.explain) == (OutcomeKind.ACCEPTED, "9c4d-message", None)
    fifo = GOOD.replace(b"</MessageId>", b"</MessageId><SequenceNumber>10</SequenceNumber>")
    assert ("sequence number", "10") in PROVIDER.parse(answer(200, fifo)).facts


def test_an_error_in_a_success_is_a_rejection() -> None:
    outcome = PROVIDER.parse(answer(200, refused(400, "EndpointDisabled", "Endpoint is disabled").body))
    assert (outcome.kind, outcome.reason, outcome.is_target_dead) == (OutcomeKind.REJECTED, "EndpointDisabled", True)


def test_other_writings_of_errors_are_read() -> None:
    moto = (
        b"<ErrorResponse><Error><Code>NotFound</Code><message>Endpoint does not exist</message></Error></ErrorResponse>"
    )
    assert PROVIDER.parse(answer(404, moto)).is_target_dead
    suffixed = PROVIDER.parse(refused(400, "EndpointDisabledException", "x"))
    assert (suffixed.reason, suffixed.is_target_dead) == ("EndpointDisabledException", True)
    bare = PROVIDER.parse(
        answer(403, b"<Response><Errors><Error><Code>AccessDenied</Code></Error></Errors></Response>")
    )
    assert bare.reason == "AccessDenied"
    unknown = PROVIDER.parse(refused(418, "Teapot", "short and stout"))
    assert (unknown.kind, unknown.reason, unknown.retry) == (OutcomeKind.REJECTED, "Teapot", Retry.NEVER)
    later = PROVIDER.parse(refused(503, "SlowDown", "x", retry_after="7"))
    assert (later.retry, later.retry_after_seconds) == (Retry.LATER, 7.0)


ODD = {
    "empty": (b"", "empty"),
    "spaces": (b" \n", "empty"),
    "json": (b'{"MessageId": "x"}', "no XML"),
    "page": (b"<!DOCTYPE html><html><body>Welcome", "document type"),
    "laughs": (LAUGHS, "document type"),
    "outside": (OUTSIDE, "document type"),
    "utf-16": (GOOD.decode().encode("utf-16"), "no XML"),
    "latin": (b'<?xml version="1.0" encoding="latin-1"?><PublishResponse>\xe9</PublishResponse>', "no XML"),
    "deep": (b"<a>" * 50 + b"</a>" * 50, "nested"),
    "wide": (b"<a>" + b"<b/>" * 30_000 + b"</a>", "elements"),
    "huge": (b"<a>" + b"x" * 2_000_000 + b"</a>", "far more"),
    "cut": (GOOD[:60], "no XML"),
    "other": (b"<PublishResponse><PublishResult/></PublishResponse>", "no MessageId"),
    "other action": (b"<ListTopicsResponse/>", "no MessageId"),
    "long id": (GOOD.replace(b"9c4d", b"9" * 500), "no MessageId"),
}


@pytest.mark.parametrize("name", ODD)
def test_a_success_that_cannot_be_read_is_unclear(name: str) -> None:
    body, words = ODD[name]
    outcome = PROVIDER.parse(answer(200, body))
    assert outcome.kind is OutcomeKind.UNCLEAR
    assert outcome.explain is not None
    assert words in outcome.explain.why


@pytest.mark.parametrize("name", ODD)
def test_a_refusal_that_cannot_be_read_is_a_refusal(name: str) -> None:
    assert PROVIDER.parse(answer(403, ODD[name][0])).kind is OutcomeKind.REJECTED
    late = PROVIDER.parse(answer(503, ODD[name][0]))
    assert (late.kind, late.retry) == (OutcomeKind.REJECTED, Retry.LATER)
    assert PROVIDER.parse(answer(504, ODD[name][0])).kind is OutcomeKind.UNCLEAR


def test_a_declared_encoding_changes_nothing() -> None:
    declared = b'<?xml version="1.0" encoding="utf-7"?>' + GOOD
    assert PROVIDER.parse(answer(200, declared)).kind is OutcomeKind.ACCEPTED


@having(st.binary(max_size=300), st.integers(100, 599))
def test_total(body: bytes, status: int) -> None:
    for text in (body, GOOD[:40] + body, b"<ErrorResponse><Error><Code>" + body + b"</Code></Error></ErrorResponse>"):
        PROVIDER.parse(HttpResponse(status, body=text))
        read_xml(text)
