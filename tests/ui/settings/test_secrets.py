"""Secrets move, lock, unlock and change their passphrase through the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.settings.conftest import PASSPHRASE, dialog_of, press, until_idle

from pushbench.domain.profile import Environment, Profile, SecretRef
from pushbench.domain.secret import Secret
from pushbench.engine.workspace import Workspace
from pushbench.ui.session import Session
from pushbench.ui.settings.passphrase_dialog import PassphraseDialog, strength_words
from pushbench.ui.settings.screen import SettingsScreen
from pushbench.ui.settings.secrets_model import SecretsModel
from pushbench.ui.settings.secrets_page import SecretsPage
from pushbench.ui.widgets.dialogs import Question
from pushbench.vault import vault_file

KEY = Secret("0123456789abcdef")


@pytest.fixture
def page(screen: SettingsScreen, driver: Driver) -> SecretsPage:
    made = screen.page("secrets")
    assert isinstance(made, SecretsPage)
    driver.until(lambda: made._model.state.place.kind)
    return made


async def _save(workspace: Workspace, secret: Secret | SecretRef = KEY, name: str = "mine") -> None:
    await workspace.save_profile(Profile(name, "apns", Environment.SANDBOX), {"key": secret})


def encrypt(page: SecretsPage, driver: Driver, passphrase: str = PASSPHRASE) -> None:
    page.places["passphrase"].click()
    dialog = dialog_of(driver, PassphraseDialog)
    dialog.new.setText(passphrase)
    dialog.again.setText(passphrase)
    press(dialog, "go")
    driver.until(lambda: page._model.state.place.kind == "passphrase" and not page._model.scope.running)


def test_without_a_keychain_the_page_says_so(page: SecretsPage) -> None:
    assert not page.places["keychain"].isEnabled()
    assert "keychain" in page.places["keychain"].toolTip()
    assert page.note.isVisibleTo(page)


def test_a_passphrase_is_chosen_and_secrets_follow(
    page: SecretsPage, driver: Driver, real: Workspace, told: HeardNotices
) -> None:
    encrypt(page, driver)
    assert page.places["passphrase"].isChecked()
    assert not page.note.isVisibleTo(page)
    driver.run(_save(real))
    assert driver.run(real.credentials("mine")).secret("key") == KEY
    assert real.home is not None
    assert vault_file.read(real.home).use == "passphrase"
    assert page.change.isEnabled()


def test_dismissing_leaves_everything(page: SecretsPage, driver: Driver, real: Workspace) -> None:
    page.places["passphrase"].click()
    dialog_of(driver, PassphraseDialog).reject()
    driver.until(lambda: not page._model.scope.running)
    assert not page.places["passphrase"].isChecked()
    assert real.home is not None
    assert vault_file.read(real.home).use == ""


def test_the_dialog_wants_a_strong_passphrase_twice(page: SecretsPage, driver: Driver) -> None:
    page.places["passphrase"].click()
    dialog = dialog_of(driver, PassphraseDialog)
    button = next(it for it in dialog.findChildren(type(page.change)) if it.objectName() == "go")
    for new, again, why in (
        ("", "", "8 characters"),
        ("short", "short", "8 characters"),
        (PASSPHRASE, "amber", "twice"),
    ):
        dialog.new.setText(new)
        dialog.again.setText(again)
        assert not button.isEnabled()
        assert why in button.toolTip()
    dialog.again.setText(PASSPHRASE)
    assert button.isEnabled()
    assert dialog.new.echoMode() is dialog.new.EchoMode.Password
    dialog.shows.click()
    assert dialog.new.echoMode() is dialog.new.EchoMode.Normal
    dialog.reject()
    driver.until(lambda: not page._model.scope.running)


def test_memory_asks_first(page: SecretsPage, driver: Driver, real: Workspace, told: HeardNotices) -> None:
    encrypt(page, driver)
    driver.run(_save(real))
    page.places["memory"].click()
    press(dialog_of(driver, Question), "cancel")
    driver.until(lambda: not page._model.scope.running)
    assert page.places["passphrase"].isChecked()
    page.places["memory"].click()
    press(dialog_of(driver, Question), "go")
    driver.until(lambda: page._model.state.place.kind == "memory" and not page._model.scope.running)
    assert told.messages[-1] == "1 secret moved."
    assert driver.run(real.credentials("mine")).secret("key") == KEY


def test_the_passphrase_changes(page: SecretsPage, driver: Driver, real: Workspace) -> None:
    encrypt(page, driver)
    driver.run(_save(real))
    page.change.click()
    dialog = dialog_of(driver, PassphraseDialog)
    for field, text in (
        (dialog.old, "wrong one"),
        (dialog.new, "river granite violin"),
        (dialog.again, "river granite violin"),
    ):
        field.setText(text)
    press(dialog, "go")
    driver.until(lambda: "does not open" in dialog.problem)
    assert dialog.isVisible(), "a wrong passphrase keeps the dialog"
    dialog.old.setText(PASSPHRASE)
    press(dialog, "go")
    driver.until(lambda: not page._model.scope.running)
    assert driver.run(real.credentials("mine")).secret("key") == KEY


def test_a_locked_workspace_is_explained_and_unlocked(
    page: SecretsPage, driver: Driver, real: Workspace, session: Session
) -> None:
    encrypt(page, driver)
    driver.run(_save(real))

    async def locked() -> Workspace:
        return await Workspace.open(real.home, environ={})

    other = driver.run(locked())
    heard: list[bool] = []
    session.vault_changed.connect(lambda: heard.append(True))
    session.workspace = other
    again = SecretsPage(page.theme, page.section, SecretsModel(session, session.scope))
    again.start()
    driver.until(lambda: again._model.state.place.kind == "locked")
    assert "locked" in again.note.accessibleName()
    assert again.places["passphrase"].isChecked(), "it is the place, though locked"
    assert not again.change.isEnabled()
    again.ask_unlock()
    dialog = dialog_of(driver, PassphraseDialog)
    dialog.old.setText("wrong one")
    press(dialog, "go")
    driver.until(lambda: "does not open" in dialog.problem)
    dialog.old.setText(PASSPHRASE)
    press(dialog, "go")
    driver.until(lambda: again._model.state.place.kind == "passphrase")
    assert heard
    assert driver.run(other.credentials("mine")).secret("key") == KEY
    until_idle(driver, lambda: again._model.scope.running)
    driver.run(other.aclose())
    again.deleteLater()


def test_variables_are_listed(page: SecretsPage, driver: Driver, real: Workspace, session: Session) -> None:
    driver.run(_save(real, SecretRef("env", "SKYLARK_KEY"), "ci"))
    session.profiles_changed.emit()
    driver.until(lambda: page._model.state.place.references)
    names = [item.text() for item in page._variables_row.findChildren(type(page._variables_row.title))]
    assert "SKYLARK_KEY" in names
    assert "ci, key" in names


def test_a_variable_that_decides_is_named(
    driver: Driver, fresh_home: Path, environ: dict[str, str], request: pytest.FixtureRequest
) -> None:
    environ["PUSHBENCH_VAULT"] = "memory"
    made = request.getfixturevalue("screen").page("secrets")
    assert isinstance(made, SecretsPage)
    driver.until(lambda: made._model.state.place.kind)
    assert not made.places["passphrase"].isEnabled()
    assert "PUSHBENCH_VAULT" in made.places["passphrase"].toolTip()


@pytest.mark.parametrize(
    ("text", "words", "tone"),
    [
        ("", "", "secondary"),
        ("kurz", "Too short", "red"),
        ("sunny day", "Weak", "amber"),
        (PASSPHRASE, "Good", "green"),
    ],
)
def test_strength_in_words(text: str, words: str, tone: str) -> None:
    found, found_tone = strength_words(text)
    assert found.startswith(words)
    assert found_tone == tone
