"""The aps builder, for the providers that only borrow it."""

from __future__ import annotations

import pytest

from pushbench.domain.finding import CheckContext, Draft
from pushbench.domain.message import Content, Delivery, Interruption, Kind, Message, Priority
from pushbench.providers.formats.aps import PUSH_TYPES, alert_of, apns_headers, aps_of, priority_of
from pushbench.providers.formats.aps_block import ApsBlock
from pushbench.providers.formats.aps_key_rules import KEY_RULES
from pushbench.providers.formats.aps_rules import worn_by
from pushbench.providers.formats.aps_shown import shown_aps


def test_every_kind_has_a_push_type_and_an_aps() -> None:
    assert set(PUSH_TYPES) == set(Kind)
    for kind in Kind:
        assert isinstance(aps_of(Message(delivery=Delivery(kind=kind)), 1.0), dict)


def test_what_is_not_written_is_left_out() -> None:
    assert aps_of(Message(), 1.0) == {}
    assert alert_of(Content(title="")) == {"title": ""}
    assert aps_of(Message(content=Content(badge=0, sound="default")), 1.0) == {"badge": 0, "sound": "default"}


@pytest.mark.parametrize("level", list(Interruption))
def test_levels_are_spelt_as_apple_does(level: Interruption) -> None:
    assert aps_of(Message(delivery=Delivery(interruption=level)), 1.0) == {"interruption-level": level.value}


def test_headers_without_a_profile() -> None:
    message = Message(delivery=Delivery(priority=Priority.LOW, ttl_seconds=10, collapse_id="a"))
    assert apns_headers(message, 100.9) == {
        "apns-push-type": "alert",
        "apns-priority": "1",
        "apns-expiration": "110",
        "apns-collapse-id": "a",
    }
    assert priority_of(Delivery(kind=Kind.SILENT, priority=Priority.HIGH)) == 5


def test_rules_are_worn_under_another_providers_numbers_and_pointers() -> None:
    def block_of(draft: Draft, context: CheckContext) -> ApsBlock | None:
        payload = draft.payload
        return (
            ApsBlock.of(payload["apns"], "/payload/apns") if isinstance(payload, dict) and "apns" in payload else None
        )

    rules = worn_by("FCM", 200, block_of, KEY_RULES)
    assert rules[0].id == "FCM201"
    of = Draft("fcm", {"apns": {"aps": {"threadId": "t"}}})
    (finding,) = [finding for rule in rules for finding in rule.findings(of, CheckContext())]
    assert (finding.rule, finding.pointer, finding.provider) == ("FCM201", "/payload/apns/aps/threadId", "fcm")
    assert finding.patch is not None
    assert finding.patch.patch == {"payload": {"apns": {"aps": {"threadId": None, "thread-id": "t"}}}}
    assert [finding for rule in rules for finding in rule.findings(Draft("fcm", {}), CheckContext())] == []


def test_an_image_and_a_link_from_elsewhere_are_used_where_the_payload_has_none() -> None:
    payload = {"aps": {"alert": "a", "mutable-content": 1}}
    found = shown_aps(payload, push_type="alert", image="https://cdn/a.png", link="x://y")
    assert (found.image, found.link) == ("https://cdn/a.png", "x://y")
    named = shown_aps({**payload, "image": "https://cdn/b.png"}, push_type="alert", image="https://cdn/a.png")
    assert named.image == "https://cdn/b.png"
