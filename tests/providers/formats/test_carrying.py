"""What a service carries of a message: named fields, groups, and what nobody named."""

from __future__ import annotations

import pytest

from pushbench.domain.carrying import LossKind
from pushbench.domain.message import Action, Content, Delivery, Kind, LiveActivity, Message, Priority, Variant
from pushbench.domain.message_fields import fields_set, is_field, origins
from pushbench.providers.formats.carrying import Carrier

MESSAGE = Message(
    content=Content(title="T", subtitle="S", badge=0),
    actions=(Action("a", "Walk", link="https://example.test"), Action("b", "Stay")),
    delivery=Delivery(kind=Kind.LIVE_ACTIVITY, priority=Priority.LOW, live_activity=LiveActivity(state={"x": 1})),
    data={"seats": 2, "a/b": "c"},
)


def test_fields_stand_in_the_files_order_under_their_pointers() -> None:
    assert list(fields_set(MESSAGE)) == [
        "/content/title",
        "/content/subtitle",
        "/content/badge",
        "/actions/0",
        "/actions/0/link",
        "/actions/1",
        "/delivery/kind",
        "/delivery/priority",
        "/delivery/live_activity/event",
        "/delivery/live_activity/state",
        "/data/seats",
        "/data/a~1b",
    ]


def test_a_message_that_says_nothing_has_no_fields() -> None:
    assert fields_set(Message(name="Only a name")) == {}


def test_what_nobody_names_is_lost() -> None:
    lost = Carrier(MESSAGE, "Expo").losses()
    assert [loss.field for loss in lost] == list(fields_set(MESSAGE))
    assert {loss.kind for loss in lost} == {LossKind.DROPPED}
    assert lost[1].what == "The subtitle does not leave through Expo."
    assert lost[5].what == "The button “Stay” does not leave through Expo."


def test_groups_and_fields_are_taken_in_any_order() -> None:
    carrier = Carrier(MESSAGE, "Expo")
    carrier.took("/content", "/delivery/live_activity", "/data/seats")
    carrier.dropped("/actions/0/link", why="Expo opens the app.")
    carrier.took("/actions")
    carrier.renamed("/delivery/priority", at="/payload/p")
    carrier.retyped("/data/a~1b", at="/payload/data/a~1b", what="It leaves as text.")
    carrier.cut("/delivery/kind", at="/payload/kind")
    assert [(loss.field, loss.kind, loss.what, loss.at) for loss in carrier.losses()] == [
        (
            "/actions/0/link",
            LossKind.DROPPED,
            "The link of the button “Walk” does not leave through Expo. Expo opens the app.",
            "",
        ),
        ("/delivery/kind", LossKind.TRUNCATED, "The kind leaves shortened through Expo.", "/payload/kind"),
        (
            "/delivery/priority",
            LossKind.RENAMED,
            "The priority travels under a name that only the app reads through Expo.",
            "/payload/p",
        ),
        ("/data/a~1b", LossKind.RETYPED, "It leaves as text.", "/payload/data/a~1b"),
    ]


def test_what_is_not_set_counts_for_nothing_and_what_is_no_field_is_a_mistake() -> None:
    carrier = Carrier(Message(content=Content(title="T")), "Expo")
    carrier.took("/content/title")
    carrier.dropped("/content/icon", "/actions", why="No.")
    assert carrier.losses() == ()
    for typo in (
        "/content/titel",
        "/payload",
        "content/title",
        "",
        "/delivery/live_activity/colour",
        "/actions/0/colour",
    ):
        assert not is_field(typo)
        with pytest.raises(ValueError, match="names no field"):
            carrier.took(typo)


def test_words_of_a_language_or_variant_stand_elsewhere_in_the_file() -> None:
    message = Message(
        content=Content(title="T", body="B"),
        languages={"de": {"title": "X"}},
        variants={"B/2": Variant(content={"title": "Y", "body": "Z"})},
    )
    assert origins(message, language=None, variant=None) == {}
    assert origins(message, language="de", variant="B/2") == {
        "/content/title": "/languages/de/title",
        "/content/body": "/variants/B~12/content/body",
    }
