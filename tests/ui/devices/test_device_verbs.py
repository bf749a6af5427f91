"""Deleting with ways back, marks, checks, lists with columns, and a test push."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtWidgets import QMenu, QPushButton
from tests.ui.devices.conftest import NAMES, TOKEN

from pushbench.domain.device import Device, Group
from pushbench.domain.profile import Environment, Profile
from pushbench.ui.devices import recently_deleted
from pushbench.ui.devices.import_dialog import ImportDialog
from pushbench.ui.devices.verbs import fitting_profile

CSV = f"Label,Push,City,Odd\nAna,{TOKEN},Berlin,1\nJonas,{'b' * 64},Lisbon,2\n"


def settle(driver, model):
    driver.until(lambda: not model.scope.running)


def test_what_was_deleted_can_come_back_much_later(driver, library, workspace, notices):
    library.now = lambda: 1000.0
    library.remove(["Ana's iPhone", "Virtual Pixel"])
    driver.until(lambda: library.state.total == 3)
    assert [(item.at, item.title) for item in library.state.deleted] == [(1000.0, "2 devices")]
    library.now = lambda: 1000.0 + 29 * 86400
    library.verbs.restore(1000.0)
    driver.until(lambda: library.state.total == 5)
    assert workspace.store.database.devices.get("Ana's iPhone").attributes == {"first_name": "Ana"}
    assert workspace.store.database.groups.get("qa").devices == ("Ana's iPhone",)
    settle(driver, library)
    assert library.state.deleted == ()
    assert notices.messages[-1] == "2 devices restored"


def test_undo_takes_it_out_of_recently_deleted(driver, library, notices):
    library.remove(["Ana's iPhone"])
    driver.until(lambda: library.state.deleted)
    assert notices.messages == ["“Ana's iPhone” deleted"]
    notices.actions[-1]()
    driver.until(lambda: library.state.total == 5 and not library.state.deleted)


def test_after_thirty_days_nothing_is_offered(workspace):
    database = workspace.store.database
    recently_deleted.keep(database, [Device("Old", "apns", TOKEN)], [], 0.0)
    assert recently_deleted.deletions(database, 29 * 86400.0)
    assert recently_deleted.deletions(database, 31 * 86400.0) == ()


def test_a_name_that_was_taken_meanwhile_is_left_alone(workspace):
    database = workspace.store.database
    recently_deleted.keep(database, [Device("Twice", "apns", TOKEN)], [Group("g", ("Twice",))], 5.0)
    database.devices.put(Device("Twice", "fcm", "other"))
    assert recently_deleted.restore(database, 5.0) == 0
    assert database.devices.get("Twice").provider == "fcm"
    assert recently_deleted.restore(database, 5.0) == 0


def test_marking_names_the_groups_and_can_be_undone(driver, library, notices):
    library.retire(["Ana's iPhone"], "Marked by hand.")
    driver.until(lambda: library.state.attention == 2)
    assert notices.messages == ["“Ana's iPhone” marked as unregistered; @qa will skip it"]
    notices.actions[-1]()
    driver.until(lambda: library.state.attention == 1)


def test_tokens_are_held_against_their_providers_form(driver, library, workspace, notices):
    library.verbs.check_tokens(["Ana's iPhone", "Jonas's iPhone"])
    settle(driver, library)
    assert notices.messages[-1].startswith("All 2 tokens have the form")
    workspace.store.database.devices.put(Device("Odd", "apns", "not a token"))
    library.verbs.check_tokens(["Ana's iPhone", "Odd"])
    driver.until(lambda: notices.troubles)
    assert notices.troubles[-1].what.startswith("1 of 2 tokens")
    assert "“Odd”" in notices.troubles[-1].why


def test_this_weeks_devices_are_a_filter(driver, library, workspace):
    from pushbench.domain.outcome import Outcome, OutcomeKind

    workspace.store.database.devices.record_result("Virtual Pixel", Outcome(OutcomeKind.ACCEPTED, 200), library.now())
    workspace.store.database.devices.record_result("Virtual iPhone", Outcome(OutcomeKind.ACCEPTED, 200), 5.0)
    library.choose_filter("used")
    driver.until(lambda: library.rows.keys == ["Virtual Pixel"])
    assert library.state.used == 1


def test_columns_are_mapped_with_rows_in_sight(theme, driver, library, show, workspace):
    screen = show(theme)
    read = driver.run(library.read_list(CSV))
    dialog = ImportDialog(theme, "list.csv", read, lambda m: library.read_list(CSV, m), library.scope, screen)
    go = dialog.findChild(QPushButton, "go")
    assert not go.isEnabled(), "no column is called a token"
    assert "token" in go.toolTip()
    dialog._on_picked("Push", "token")
    dialog._on_picked("Odd", "")
    driver.until(go.isEnabled)
    assert go.text() == "Import 2 devices"
    assert dialog._combos["City"].value == "attribute:City"

    async def answer():
        asking = asyncio.get_running_loop().create_task(dialog.chosen())
        await asyncio.sleep(0.01)
        assert not dialog.grab().isNull()
        go.click()
        return await asking

    mapping = driver.run(answer())
    library.import_text(CSV, "list.csv", mapping)
    driver.until(lambda: "Jonas" in library.rows.keys)
    assert workspace.store.database.devices.get("Jonas").attributes == {"City": "Lisbon"}
    assert workspace.store.database.devices.get("Ana").provider == "apns"


def test_reading_a_list_saves_nothing(driver, library):
    driver.run(library.read_list(CSV, {"Push": "token"}))
    settle(driver, library)
    assert library.rows.keys == NAMES


def test_a_test_push_goes_through_compose(driver, library, session, workspace):
    heard = []
    session.plan_wanted.connect(heard.append)
    library.verbs.send_test(workspace.store.database.devices.get("Virtual iPhone"))
    plan = driver.run(heard[0]())
    assert [delivery.target.label for delivery in plan.deliveries] == ["Virtual iPhone"]
    assert plan.order.message.content.title == "Hello from Pushbench"


@pytest.mark.parametrize(
    ("environment", "wanted"), [("sandbox", "dev"), ("production", "prod"), (None, "dev"), ("local", None)]
)
def test_a_test_never_drifts_into_production(environment, wanted):
    profiles = [
        Profile("prod", "apns", Environment.PRODUCTION),
        Profile("dev", "apns", Environment.SANDBOX),
        Profile("web", "webpush", Environment.LOCAL),
    ]
    found = fitting_profile(Device("a", "apns", "t", environment=environment), profiles)
    assert (found.name if found else None) == wanted


def test_attributes_are_laid_out_again(driver, library):
    library.choose("Ana's iPhone")
    settle(driver, library)
    library.edit_attributes('{"a":{"b":1}}')
    library.tidy_attributes()
    assert library.state.attributes_text == '{\n  "a": {\n    "b": 1\n  }\n}'
    library.edit_attributes('{"a":')
    library.tidy_attributes()
    assert library.state.attributes_text == '{"a":'
    settle(driver, library)


def test_recently_deleted_opens_from_the_list(theme, driver, library, show):
    screen = show(theme)
    library.remove(["Virtual Pixel"])
    driver.until(lambda: library.state.deleted)
    settle(driver, library)
    screen.open_deleted()
    menu = next(item for item in screen.findChildren(QMenu) if item.isVisible())
    action = menu.actions()[0]
    assert action.text().startswith("Restore Virtual Pixel, deleted just now")
    action.trigger()
    menu.close()
    driver.until(lambda: "Virtual Pixel" in library.rows.keys)
