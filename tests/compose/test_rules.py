from __future__ import annotations

import pytest
from tests.compose.fake_provider import FakeProvider

from pushbench.compose.rules import check, check_message
from pushbench.domain.finding import CheckContext, Draft, Rule, Severity
from pushbench.domain.message import Action, Content, Delivery, Kind, LiveActivity, Message, Override, Variant
from pushbench.domain.message_rules import MESSAGE_RULES, expected_at

PROVIDER = FakeProvider()


def found(message):
    return [(finding.rule, finding.pointer) for finding in check_message(message)]


def test_provider_rules_and_notes_come_worst_first():
    draft = PROVIDER.compose(Message(content=Content(badge=1)), None, 1.0)
    assert [(f.rule, f.severity.value, f.pointer) for f in check(PROVIDER, draft, CheckContext())] == [
        ("FAKE001", "error", "/payload/badge"),
        ("FAKE100", "warning", "/payload/title"),
        ("FAKE001", "note", "/headers/x-now"),
    ]


def test_a_rule_that_raises_is_not_hidden():
    def broken(draft, context):
        raise KeyError("bug")
        yield

    class Broken:
        rules = (Rule("B1", Severity.ERROR, "", "", "", broken),)

    with pytest.raises(KeyError):
        check(Broken(), Draft("broken", {}), CheckContext())


def test_a_good_message_has_no_findings():
    message = Message(
        content=Content(title="Gate {{gate}}", image="https://cdn.example/{{gate}}.png", link="app://x"),
        actions=(Action("a", "A"), Action("b", "B")),
        delivery=Delivery(ttl_seconds=0, relevance=0.5),
        variables={"gate": "B42"},
        languages={"de": {"title": "Gate {{gate}}"}},
        variants={"B": Variant(50, {"body": "x"})},
    )
    assert check_message(message) == ()


@pytest.mark.parametrize(
    ("message", "rule", "pointer"),
    [
        (Message(content=Content(title="x"), unknown={"/nosuch": 1}), "MSG001", "/nosuch"),
        (Message(content=Content(title="x"), unknown={"/content/colour": 1}), "MSG001", "/content/colour"),
        (Message(content=Content(title="x"), unknown={"/content/body": 1}), "MSG002", "/content/body"),
        (Message(content=Content(title="x"), unknown={"/actions/2": "text"}), "MSG002", "/actions/2"),
        (
            Message(content=Content(title="x"), unknown={"/overrides/apns/headers": []}),
            "MSG002",
            "/overrides/apns/headers",
        ),
        (Message(content=Content(title="{{absent}}")), "MSG003", "/content/title"),
        (Message(content=Content(title="x"), languages={"de": {"body": "{{absent}}"}}), "MSG003", "/languages/de/body"),
        (
            Message(content=Content(title="x"), variants={"B": Variant(5, {"body": "{{z}}"})}),
            "MSG003",
            "/variants/B/content/body",
        ),
        (Message(content=Content(title="{{#if}}")), "MSG004", "/content/title"),
        (Message(), "MSG005", "/content"),
        (Message(content=Content(title="x"), data={"“gate”": 1}), "MSG006", "/data/“gate”"),
        (
            Message(content=Content(title="x"), overrides={"apns": Override(payload={"a": [{"b’s": 1}]})}),
            "MSG006",
            "/overrides/apns/payload/a/0/b’s",
        ),
        (Message(content=Content(title="x", category="“X”")), "MSG006", "/content/category"),
        (Message(content=Content(title="x"), variants={"B": Variant(-1)}), "MSG007", "/variants/B/weight"),
        (
            Message(
                content=Content(title="x"), languages={"de": {"title": "y"}}, variants={"B": Variant(5, {"title": "z"})}
            ),
            "MSG008",
            "/variants/B/content/title",
        ),
        (Message(content=Content(title="x"), actions=(Action("", "A"),)), "MSG009", "/actions/0/id"),
        (Message(content=Content(title="x"), actions=(Action("a", "A"), Action("a", "B"))), "MSG009", "/actions/1/id"),
        (Message(content=Content(title="x", badge=-1)), "MSG010", "/content/badge"),
        (Message(content=Content(title="x", badge="many")), "MSG010", "/content/badge"),
        (Message(content=Content(title="x"), delivery=Delivery(ttl_seconds=-1)), "MSG013", "/delivery/ttl_seconds"),
        (Message(content=Content(title="x"), delivery=Delivery(relevance=2)), "MSG013", "/delivery/relevance"),
        (Message(content=Content(title="x", link="app://a b")), "MSG014", "/content/link"),
        (Message(content=Content(title="x", image="b42.jpg")), "MSG014", "/content/image"),
        (Message(content=Content(title="x", image="http://[")), "MSG014", "/content/image"),
        (Message(content=Content(title="x"), languages={"german!": {}}), "MSG015", "/languages/german!"),
        (Message(content=Content(title="x"), languages={"de": {"title": 5}}), "MSG002", "/languages/de/title"),
        (Message(content=Content(title="x"), languages={"de": {"colour": "red"}}), "MSG001", "/languages/de/colour"),
        (
            Message(content=Content(title="x"), delivery=Delivery(live_activity=LiveActivity())),
            "MSG016",
            "/delivery/live_activity",
        ),
        (Message(delivery=Delivery(kind=Kind.LIVE_ACTIVITY)), "MSG016", "/delivery/kind"),
    ],
)
def test_each_rule_finds_its_case(message, rule, pointer):
    assert found(message) == [(rule, pointer)]


def test_the_simulator_key_is_only_a_note():
    message = Message(content=Content(title="x"), unknown={"/Simulator Target Bundle": "a.b"})
    assert [finding.severity for finding in check_message(message)] == [Severity.NOTE]


def test_silent_messages_may_be_empty():
    assert found(Message(delivery=Delivery(kind=Kind.SILENT))) == []


def test_a_missing_variable_is_told_once_however_many_variants_there_are():
    message = Message(content=Content(title="{{x}}"), variants={"B": Variant(5), "C": Variant(5)}, languages={"de": {}})
    assert found(message) == [("MSG003", "/content/title")]


def test_every_rule_is_numbered_and_told_in_full():
    assert [rule.id for rule in MESSAGE_RULES] == [f"MSG{number:03}" for number in range(1, len(MESSAGE_RULES) + 1)]
    assert all(rule.title and rule.why.endswith(".") and rule.fix.endswith(".") for rule in MESSAGE_RULES)


def test_expected_at_tells_known_keys_from_free_names():
    assert expected_at("/content/title") == "a text"
    assert expected_at("/actions/3/link") == "a text"
    assert expected_at("/data/title") is None
    assert expected_at("/content/colour") is None
    assert expected_at("") is None
