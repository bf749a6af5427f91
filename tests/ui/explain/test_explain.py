"""“Why?”: every rule and every reason of every provider opens a complete explanation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from pushbench.compose.source_map import scan
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Finding, Rule, Severity
from pushbench.domain.message_rules import MESSAGE_RULES
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Retry
from pushbench.domain.provider import Level, Provider, TestResult
from pushbench.domain.shown import Loss
from pushbench.engine.registry import PROVIDERS
from pushbench.ui.explain.explanation import Explanation
from pushbench.ui.explain.popover import ExplainPopover, Step, explain, why_link
from pushbench.ui.explain.sources import Source, sources_of
from pushbench.ui.explain.tables import Tables
from pushbench.ui.theme.theme import Theme

TABLES = Tables(PROVIDERS)
_IDS = [provider.spec.id for provider in PROVIDERS]


@pytest.fixture
def window(theme: Theme) -> Iterator[QWidget]:
    made = QWidget()
    made.setLayout(QVBoxLayout())
    made.resize(500, 300)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def texts(popover: ExplainPopover) -> list[str]:
    shown = [part.text() for part in popover.findChildren(QLabel) if part.text()]
    return shown + [part.text() for part in popover.findChildren(QPushButton)]


def end(popover: ExplainPopover) -> None:
    popover.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def assert_complete(explanation: Explanation, provider: Provider | None) -> None:
    assert explanation.what.strip()
    assert explanation.why.strip()
    assert explanation.fix.strip()
    assert explanation.code or explanation.rule
    assert explanation.facts
    assert explanation.sources
    assert all(source.title for source in explanation.sources)
    assert provider is None or explanation.service == provider.spec.short_title


@pytest.mark.parametrize("provider", PROVIDERS, ids=_IDS)
def test_every_rule_opens_a_complete_explanation(provider: Provider, theme: Theme, window: QWidget) -> None:
    assert provider.rules
    for rule in provider.rules:
        found = TABLES.rule(rule, provider.spec.id)
        assert_complete(found, provider)
        _assert_shown(theme, window, found)


@pytest.mark.parametrize("provider", PROVIDERS, ids=_IDS)
def test_every_reason_opens_a_complete_explanation(provider: Provider, theme: Theme, window: QWidget) -> None:
    assert provider.reasons
    for reason in provider.reasons:
        found = TABLES.reason(reason, provider.spec.id)
        assert_complete(found, provider)
        _assert_shown(theme, window, found)


def test_every_rule_about_messages_opens_a_complete_explanation(theme: Theme, window: QWidget) -> None:
    for rule in MESSAGE_RULES:
        found = TABLES.rule(rule)
        assert_complete(found, None)
        _assert_shown(theme, window, found)


def _assert_shown(theme: Theme, window: QWidget, explanation: Explanation) -> None:
    popover = explain(theme, explanation, window)
    shown = texts(popover)
    for part in (explanation.what, explanation.why, explanation.fix, explanation.code or explanation.rule):
        assert part in shown
    for fact in explanation.facts:
        assert fact.value in shown
    for source in explanation.sources:
        assert source.title in shown
    assert explanation.what in popover.accessibleName()
    end(popover)


@pytest.mark.parametrize("provider", PROVIDERS, ids=_IDS)
def test_an_answer_finds_its_row_of_the_table(provider: Provider) -> None:
    for reason in provider.reasons:
        status = reason.statuses[0] if reason.statuses else None
        outcome = Outcome(
            OutcomeKind.REJECTED,
            status,
            reason.code,
            explain=Explain("What.", "Why.", "Fix."),
            retry=Retry.LATER,
            retry_after_seconds=7,
            is_target_dead=True,
        )
        found = TABLES.outcome(provider.spec.id, outcome)
        assert (found.what, found.why, found.fix) == ("What.", "Why.", "Fix.")
        assert reason.code in found.code
        assert found.sources
        words = " ".join(fact.value for fact in found.facts)
        assert "7 s" in words
        assert "dead" in words


@pytest.mark.parametrize("provider", PROVIDERS, ids=_IDS)
def test_a_finding_keeps_its_own_words_and_gets_the_rules_source(provider: Provider) -> None:
    rule: Rule = provider.rules[0]
    finding = Finding(rule.id, Severity.WARNING, "/payload/x", "This one.", "Its why.", "", provider.spec.id)
    found = TABLES.finding(finding)
    assert (found.what, found.why, found.fix) == ("This one.", "Its why.", rule.fix)
    assert found.tone == "amber"
    assert (found.rule, found.rule_title, found.pointer) == (rule.id, rule.title, "/payload/x")
    assert found.sources == sources_of(rule.source)


def test_what_no_table_knows_is_explained_by_itself() -> None:
    assert TABLES.finding(Finding("XX999", Severity.NOTE, "", "What.", "Why.", "Fix.")).why == "Why."
    assert TABLES.outcome("nobody", Outcome(OutcomeKind.UNCLEAR, 599, "Odd")).what
    assert TABLES.trouble(UserError("What.", "Why.", "Fix.")).fix == "Fix."
    problem = scan('{"a": }').problems[0]
    assert TABLES.problem(problem).what == problem.what
    loss = TABLES.loss(Loss("Title is cut.", "It is long.", lost_text="the end"), "Pixel 9 shade")
    assert [fact.value for fact in loss.facts] == ["Pixel 9 shade", "…the end"]


def test_a_test_that_names_a_reason_gets_its_source() -> None:
    result = TestResult("Sign in", Level.BAD, "Apple answers 403 InvalidProviderToken.", "Check the team.")
    found = TABLES.test("apns", result)
    assert (found.what, found.fix, found.tone) == ("Sign in", "Check the team.", "red")
    assert "InvalidProviderToken" in found.code
    assert found.sources
    plain = TABLES.test("apns", TestResult("Key", Level.BAD, "It is no key.", "Choose another."))
    assert not plain.code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RFC 8030, section 5.2", ("https://www.rfc-editor.org/rfc/rfc8030#section-5.2",)),
        ("RFC 8259", ("https://www.rfc-editor.org/rfc/rfc8259",)),
        ("W3C Push API; RFC 8291, section 2",
         ("https://www.w3.org/TR/push-api/", "https://www.rfc-editor.org/rfc/rfc8291#section-2")),
        ("Observed in one report", ("",)),
        ("", ()),
    ],
)  # fmt: skip
def test_documents_have_their_addresses(text: str, found: tuple[str, ...]) -> None:
    assert tuple(source.url for source in sources_of(text)) == found


def test_most_sources_can_be_opened() -> None:
    texts_ = [rule.source for p in PROVIDERS for rule in p.rules] + [r.source for p in PROVIDERS for r in p.reasons]
    sources = [source for text in texts_ for source in sources_of(text)]
    assert all(source.url.startswith("https://") for source in sources if source.url)
    assert sum(bool(source.url) for source in sources) > 0.85 * len(sources)


EXAMPLE = Explanation(
    "red", "What.", "Why.", "Fix.", rule="APNS012", sources=(Source("Apple", "https://example.com/a"),)
)  # fmt: skip


def test_the_keyboard_opens_reads_and_returns(theme: Theme, window: QWidget, qapp: Any) -> None:
    opened: list[ExplainPopover] = []
    link = why_link(theme, lambda anchor: opened.append(explain(theme, EXAMPLE, anchor)), about="What.")
    window.layout().addWidget(link)
    window.activateWindow()
    qapp.processEvents()
    assert link.accessibleName() == "Why? What."
    assert link.focusPolicy() & Qt.FocusPolicy.TabFocus
    link.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(link, Qt.Key.Key_Space)
    popover = opened[0]
    assert popover.isVisible()
    assert popover.focusWidget() is popover.copy
    for part in (*popover.findChildren(QPushButton), *popover.findChildren(QToolButton)):
        assert part.accessibleName() or part.text()
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    assert window.focusWidget() is link


def test_a_source_is_opened_only_on_click_and_copied(theme: Theme, window: QWidget) -> None:
    asked: list[str] = []
    popover = explain(theme, EXAMPLE, window, browse=asked.append)
    assert asked == []
    link = next(part for part in popover.findChildren(QPushButton) if part.text() == "Apple")
    link.click()
    assert asked == ["https://example.com/a"]
    next(part for part in popover.findChildren(QToolButton) if "address" in part.toolTip()).click()
    assert QGuiApplication.clipboard().text() == "https://example.com/a"
    popover.copy.click()
    assert "APNS012" in QGuiApplication.clipboard().text()
    end(popover)


def test_a_step_closes_and_runs(theme: Theme, window: QWidget) -> None:
    done: list[str] = []
    popover = explain(theme, EXAMPLE, window, (Step("Show field", lambda: done.append("shown")),))
    assert popover.focusWidget() is popover.steps[0]
    popover.steps[0].click()
    assert done == ["shown"]


@pytest.mark.parametrize("corner", [(0, 0), (5000, 5000), (-300, 400)])
def test_it_stays_on_the_screen(theme: Theme, window: QWidget, corner: tuple[int, int]) -> None:
    long = Explanation("amber", "What. " * 30, "Why. " * 300, "Fix. " * 300)
    popover = explain(theme, long, window, place=QRect(*corner, 10, 10))
    assert window.screen().availableGeometry().contains(popover.geometry())
    end(popover)
