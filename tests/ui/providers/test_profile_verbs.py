"""Copies, ways back, all tests at once, key files, and what is known around a profile."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QTableView
from tests.ui.fake_workspace import ACCEPTED, UNREGISTERED
from tests.ui.history.conftest import keep, record

from pushbench.domain.device import Device
from pushbench.domain.profile import Environment, Profile, ProfileSet
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.engine.registry import Registry
from pushbench.ui.providers.field_editors import is_short
from pushbench.ui.providers.model import ProvidersModel
from pushbench.ui.providers.profile_list import lines_of
from pushbench.ui.providers.screen import ProvidersScreen
from pushbench.ui.providers.usage import SLOTS

FIELDS = {"key_id": "7QK4X2M9PD", "team_id": "M84TZ6KW21", "bundle_id": "app.skylark.ios"}


@pytest.fixture
def model(driver, session, workspace):
    profile = Profile("Skylark iOS", "apns", Environment.SANDBOX, FIELDS)
    driver.run(workspace.save_profile(profile, {"key": Secret("the very key")}))
    workspace.store.database.sets.put(ProfileSet("Staging", ("Skylark iOS",)))
    made = ProvidersModel(session)
    made.start()
    driver.until(lambda: made.state.draft is not None)
    made.choose("Skylark iOS")
    driver.until(lambda: made.state.current == "Skylark iOS")
    settle(driver, made)
    return made


def settle(driver, model):
    driver.until(lambda: not model.scope.running)
    driver.turn()


def names(model):
    return [profile.name for profile in model.state.profiles]


def test_another_environment_of_a_used_profile_makes_a_copy(theme, driver, model, workspace, notices, qtbot):
    screen = ProvidersScreen(theme, model)
    qtbot.addWidget(screen)
    model.set_environment("production")
    assert model.makes_copy
    assert screen.form._save.text() == "Save as a copy"
    model.save()
    settle(driver, model)
    assert model.state.current == "Skylark iOS, production"
    kept, copy = (driver.run(workspace.profile(name)) for name in ("Skylark iOS", "Skylark iOS, production"))
    assert (kept.environment, copy.environment) == (Environment.SANDBOX, Environment.PRODUCTION)
    assert copy.secrets == kept.secrets
    assert workspace.store.database.sets.get("Staging").profiles == ("Skylark iOS",)
    assert "stays as it was in Staging" in notices.messages[-1]


def test_an_unused_profile_simply_moves(driver, model, workspace):
    workspace.store.database.sets.remove("Staging")
    driver.run(model.reread())
    model.set_environment("production")
    assert not model.makes_copy
    model.save()
    settle(driver, model)
    assert driver.run(workspace.profile("Skylark iOS")).environment is Environment.PRODUCTION


def test_a_copy_shares_the_secrets(driver, model, workspace):
    driver.run(model.verbs.duplicate("Skylark iOS"))
    settle(driver, model)
    assert model.state.current == "Skylark iOS copy"
    assert driver.run(workspace.profile("Skylark iOS copy")).secrets
    driver.run(model.verbs.duplicate("Skylark iOS"))
    settle(driver, model)
    assert "Skylark iOS copy 2" in names(model)


def test_a_deleted_profile_comes_back_with_secrets_and_sets(driver, model, workspace, notices):
    sealed = {name: workspace.store.database.secrets.get(name) for name in workspace.store.database.secrets.list()}
    driver.run(model.delete("Skylark iOS"))
    settle(driver, model)
    assert "Skylark iOS" not in names(model)
    assert notices.messages[-1] == "“Skylark iOS” deleted"
    notices.actions[-1]()
    settle(driver, model)
    assert "Skylark iOS" in names(model)
    assert model.sets_using("Skylark iOS") == ("Staging",)
    assert {name: workspace.store.database.secrets.get(name) for name in sealed} == sealed


def test_undo_does_not_overwrite_a_new_one_of_that_name(driver, model, workspace, notices):
    driver.run(model.delete("Skylark iOS"))
    settle(driver, model)
    driver.run(workspace.save_profile(Profile("Skylark iOS", "fcm", Environment.SANDBOX)))
    driver.run(model.reread())
    notices.actions[-1]()
    driver.until(lambda: notices.troubles)
    assert "not brought back" in notices.troubles[-1].what


def test_the_question_names_the_sets(theme, driver, model, qtbot):
    screen = ProvidersScreen(theme, model)
    qtbot.addWidget(screen)
    screen.ask_delete()
    driver.until(lambda: any("Staging" in text for text in texts(screen)))
    dialog = next(w for w in screen.findChildren(QAbstractButton) if w.objectName() == "cancel")
    dialog.click()
    settle(driver, model)


def texts(screen):
    from PySide6.QtWidgets import QDialog, QLabel

    return [part.text() for dialog in screen.findChildren(QDialog) for part in dialog.findChildren(QLabel)]


def test_all_profiles_are_tested_one_after_the_other(driver, model, workspace, notices):
    workspace.test_results = (TestResult("Key accepted", Level.GOOD, "It was taken."),)
    heard = []
    model.changed.connect(lambda: heard.append(model.state.busy))
    model.test_all()
    settle(driver, model)
    count = len(names(model))
    assert {word for word in heard if word} == {f"Testing {n} of {count}" for n in range(1, count + 1)}
    assert notices.messages[-1] == f"All {count} profiles are ready"


def test_the_head_tells_where_a_profile_is_used(theme, driver, model, workspace, session, qtbot):
    now = model.now()
    database = workspace.store.database
    database.devices.put(Device("Ana", "apns", "a" * 64, environment="sandbox"))
    sent = {"profile": "Skylark iOS", "environment": "sandbox"}
    keep(workspace, [record(1, ACCEPTED, at=now - 60, **sent), record(2, UNREGISTERED, at=now - 86400, **sent)])
    keep(workspace, [record(3, ACCEPTED, at=now - 50, run_id="other", environment="sandbox", profile="Other")])
    session.history_changed.emit()
    driver.until(lambda: model.state.usage.sent == 2)
    usage = model.state.usage
    assert (usage.accepted, len(usage.slots), usage.slots[-1].accepted) == (1, SLOTS, 1)
    screen = ProvidersScreen(theme, model)
    qtbot.addWidget(screen)
    about = screen.form._about.text()
    assert about.startswith("Used by Staging, 1 device, last send 1 min ago")
    assert not screen.tests._health.grab().isNull()
    assert screen.tests._health._bars.accessibleDescription() == "1 of 2 accepted"


def test_profiles_of_this_computer_stand_last(model):
    lines = [line.text for line in lines_of(model.state, 0.0) if not line.key]
    assert lines.index("On this computer") == len(lines) - 2
    assert lines[-1] == "Profile sets"


def test_short_values_have_their_hint_beside_them():
    specs = {item.key: item for item in Registry().provider("apns").spec.fields}
    assert is_short(specs["key_id"])
    assert not is_short(specs["bundle_id"])


def test_every_control_has_a_name_and_says_why_it_is_disabled(theme, driver, model, qtbot):
    screen = ProvidersScreen(theme, model)
    qtbot.addWidget(screen)
    screen.resize(1300, 820)
    screen.show()
    driver.turn()
    for button in screen.findChildren(QAbstractButton):
        if button.isVisible() and not isinstance(button.parent(), QTableView):
            assert button.accessibleName() or button.text(), button
            assert button.isEnabled() or button.toolTip(), button.text()


def test_a_set_is_saved_when_it_changed_and_warns_of_several_environments(theme, driver, model, workspace, qtbot):
    driver.run(workspace.save_profile(Profile("Live web", "webpush", Environment.PRODUCTION)))
    driver.run(model.reread())
    screen = ProvidersScreen(theme, model)
    qtbot.addWidget(screen)
    screen.show()
    model.choose_set("Staging")
    settle(driver, model)
    form = screen.set_form
    assert not form._save.isEnabled()
    assert form._save.toolTip() == "Nothing has changed"
    assert form._chips["apns"].pill.text == "Development"
    assert form._warning.text() == ""
    form._combos["webpush"].set_value("Live web")
    form._check()
    assert form._save.isEnabled()
    assert "several environments" in form._warning.text()
    form._on_discard()
    assert not form._save.isEnabled()
    form._name.setText("Renamed")
    form._on_save()
    settle(driver, model)
    assert model.state.current_set == "Renamed"
    assert not form._save.isEnabled()
