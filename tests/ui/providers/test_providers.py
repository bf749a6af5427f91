"""The Providers screen: the form follows the description, secrets are write-only, tests stream in."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.domain.errors import UserError
from pushbench.domain.profile import Environment, Profile, ProfileSet, SecretRef
from pushbench.domain.provider import Level, TestResult
from pushbench.domain.secret import Secret
from pushbench.engine.registry import Registry
from pushbench.ui.providers.key_files import fields_from_name, read_secret_file
from pushbench.ui.providers.model import NEW_SET, ProvidersModel
from pushbench.ui.providers.profile_form import ProfileForm
from pushbench.ui.providers.profile_list import lines_of
from pushbench.ui.providers.screen import ProvidersScreen
from pushbench.ui.providers.set_form import SetForm
from pushbench.ui.providers.state import shown_fields, used_sign_in
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.text_field import TextField

APNS = Registry().provider("apns").spec


@pytest.fixture
def model(driver: Driver, session: Session, workspace: FakeWorkspace) -> ProvidersModel:
    fields = {"key_id": "7QK4X2M9PD", "team_id": "M84TZ6KW21", "bundle_id": "app.skylark.ios"}
    profile = Profile("Skylark iOS", "apns", Environment.SANDBOX, fields)
    driver.run(workspace.save_profile(profile, {"key": Secret("the very key")}))
    workspace.store.database.sets.put(ProfileSet("Staging", ("Skylark iOS",)))
    made = ProvidersModel(session)
    made.start()
    driver.until(lambda: made.state.draft is not None)
    made.choose("Skylark iOS")
    driver.until(lambda: made.state.current == "Skylark iOS")
    return made


def settle(driver: Driver, model: ProvidersModel) -> None:
    driver.until(lambda: not model.scope.running)
    driver.turn()


def test_nothing_is_saved_until_save(driver: Driver, model: ProvidersModel, workspace: FakeWorkspace) -> None:
    model.set_field("team_id", "AAAAAAAAAA")
    assert model.state.changed == ("Team ID",)
    assert driver.run(workspace.profile("Skylark iOS")).fields["team_id"] == "M84TZ6KW21"
    model.save()
    settle(driver, model)
    assert driver.run(workspace.profile("Skylark iOS")).fields["team_id"] == "AAAAAAAAAA"
    assert not model.state.is_dirty


def test_discarding_goes_back(model: ProvidersModel) -> None:
    model.set_field("team_id", "AAAAAAAAAA")
    model.discard()
    assert model.state.draft is not None
    assert model.state.draft.fields["team_id"] == "M84TZ6KW21"
    assert not model.state.is_dirty


def test_typing_the_old_value_again_is_no_change(model: ProvidersModel) -> None:
    model.set_field("team_id", "AAAAAAAAAA")
    model.set_field("team_id", "M84TZ6KW21")
    assert not model.state.is_dirty


@pytest.mark.parametrize("answer", ["stay", "discard", "save"])
def test_leaving_with_changes_asks(
    driver: Driver, model: ProvidersModel, workspace: FakeWorkspace, answer: str
) -> None:
    async def ask() -> str:
        return answer

    model.ask_leave = ask
    model.set_field("team_id", "AAAAAAAAAA")
    model.choose("Local FCM")
    settle(driver, model)
    assert model.state.current == ("Skylark iOS" if answer == "stay" else "Local FCM")
    saved = driver.run(workspace.profile("Skylark iOS")).fields["team_id"]
    assert (saved == "AAAAAAAAAA") is (answer == "save")


def test_a_new_name_takes_the_sets_along(driver: Driver, model: ProvidersModel, workspace: FakeWorkspace) -> None:
    model.set_name("Skylark")
    model.save()
    settle(driver, model)
    assert [item.profiles for item in model.state.sets if item.name == "Staging"] == [("Skylark",)]
    names = [profile.name for profile in driver.run(workspace.profiles())]
    assert "Skylark" in names
    assert "Skylark iOS" not in names


def test_a_name_that_is_taken_is_refused(driver: Driver, model: ProvidersModel, notices: HeardNotices) -> None:
    model.set_name("Local FCM")
    model.save()
    settle(driver, model)
    assert "not saved" in notices.troubles[0].what
    assert model.state.is_dirty


def test_secrets_are_write_only(theme: Theme, model: ProvidersModel, qtbot: QtBot) -> None:
    form = ProfileForm(theme, model)
    qtbot.addWidget(form)
    form.show_state(model.state)
    form.resize(700, 900)
    form.show()
    texts = [widget.text() for widget in form.findChildren(QLineEdit)]
    assert "the very key" not in " ".join(texts)
    assert "the very key" not in repr(model.state)
    words = [child.text() for child in form.findChildren(QLabel)]
    assert "Stored. It is never shown; replace it here." in words


def test_a_secret_may_come_from_a_variable_or_go(
    driver: Driver, model: ProvidersModel, workspace: FakeWorkspace
) -> None:
    model.set_secret_variable("key", "MY_KEY")
    model.save()
    settle(driver, model)
    assert driver.run(workspace.profile("Skylark iOS")).secrets["key"] == SecretRef("env", "MY_KEY")
    assert model.state.draft is not None
    assert "key" in model.state.draft.has_secret
    model.drop_secret("key")
    assert "key" not in model.state.draft.has_secret


def test_a_key_file_fills_in_what_its_name_tells(driver: Driver, model: ProvidersModel, tmp_path: Path) -> None:
    file = tmp_path / "AuthKey_ABCDE12345.p8"
    file.write_text("-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n")
    model.new("apns")
    driver.until(lambda: model.state.draft is not None and not model.state.current)
    model.read_file("key", str(file))
    driver.until(lambda: model.state.draft is not None and model.state.draft.typed)
    assert model.state.draft is not None
    assert model.state.draft.fields["key_id"] == "ABCDE12345"
    assert model.state.draft.sources["key"] == "AuthKey_ABCDE12345.p8"


def test_key_files_are_text_or_base64(tmp_path: Path) -> None:
    binary, text = tmp_path / "a.p12", tmp_path / "b.p8"
    binary.write_bytes(b"\x30\x82\xff\x00")
    text.write_bytes(b"\xef\xbb\xbfkey")
    assert base64.b64decode(read_secret_file(binary).reveal()) == b"\x30\x82\xff\x00"
    assert read_secret_file(text).reveal() == "key"


@pytest.mark.parametrize("content", [b"", b"x" * 1_000_001, None], ids=["empty", "huge", "missing"])
def test_what_is_no_key_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "key.p8"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UserError):
        read_secret_file(file)


def test_only_fitting_names_tell_something() -> None:
    assert fields_from_name(APNS, "key", "AuthKey_7QK4X2M9PD.p8") == {"key_id": "7QK4X2M9PD"}
    assert fields_from_name(APNS, "key", "my key.p8") == {}


def test_one_way_to_sign_in_hides_the_others() -> None:
    token = {item.key for item in shown_fields(APNS, "token")}
    assert "key" in token
    assert "certificate" not in token
    assert "bundle_id" in token
    made = Profile("p", "apns", Environment.SANDBOX, secrets={"certificate": SecretRef("vault", "x")})
    assert used_sign_in(APNS, made) == "certificate"
    assert used_sign_in(APNS, Profile("p", "apns", Environment.SANDBOX)) == "token"


def test_the_credential_test_streams_and_stops(driver: Driver, model: ProvidersModel, workspace: FakeWorkspace) -> None:
    model.test()
    settle(driver, model)
    assert [result.level for result in model.state.results] == [Level.GOOD, Level.GOOD, Level.UNSURE]
    assert not model.state.is_testing
    model.test()
    model.stop_test()
    settle(driver, model)
    assert not model.state.is_testing


def test_a_broken_test_is_a_result(driver: Driver, model: ProvidersModel, workspace: FakeWorkspace) -> None:
    workspace.test_results = [TestResult("Key file is readable", Level.BAD, "It is RSA.", "Download the P-256 key.")]
    model.set_field("team_id", "AAAAAAAAAA")
    model.test()
    settle(driver, model)
    assert model.state.results[-1].level is Level.BAD


def test_another_profile_forgets_the_results(driver: Driver, model: ProvidersModel) -> None:
    model.test()
    settle(driver, model)
    model.choose("Local FCM")
    settle(driver, model)
    assert model.state.results == ()


def test_deleting_takes_it_from_the_list(driver: Driver, model: ProvidersModel) -> None:
    assert model.sets_using("Skylark iOS") == ("Staging",)
    driver.run(model.delete("Skylark iOS"))
    settle(driver, model)
    assert "Skylark iOS" not in [profile.name for profile in model.state.profiles]


def test_sets_are_made_renamed_and_removed(driver: Driver, model: ProvidersModel, notices: HeardNotices) -> None:
    model.save_set(NEW_SET, "Both", {"apns": "Skylark iOS", "fcm": "Local FCM", "webpush": ""})
    settle(driver, model)
    assert ("Skylark iOS", "Local FCM") in [item.profiles for item in model.state.sets]
    model.save_set("Both", "Two", {"apns": "Skylark iOS"})
    settle(driver, model)
    assert {"Two", "Staging"} <= {item.name for item in model.state.sets}
    assert "Both" not in {item.name for item in model.state.sets}
    model.remove_set("Two")
    settle(driver, model)
    notices.actions[-1]()
    settle(driver, model)
    assert "Two" in {item.name for item in model.state.sets}
    model.save_set(NEW_SET, "Empty", {"apns": ""})
    settle(driver, model)
    assert "not saved" in notices.troubles[-1].what


def test_the_list_says_how_profiles_stand(model: ProvidersModel) -> None:
    lines = {line.text: line for line in lines_of(model.state, 0.0)}
    assert lines["Skylark iOS"].remark == "Not tested yet"
    assert lines["Local FCM"].remark == "Answered by the sandbox"
    assert lines["Skylark iOS"].pill is not None
    assert lines["Skylark iOS"].pill.text == "Development"


def test_the_screen_shows_every_provider(any_theme: Theme, driver: Driver, model: ProvidersModel, qtbot: QtBot) -> None:
    screen = ProvidersScreen(any_theme, model)
    qtbot.addWidget(screen)
    screen.resize(1300, 820)
    screen.show()
    for spec in model.state.specs:
        model.new(spec.id)
        settle(driver, model)
        shown = {child.accessibleName() for kind in (QLineEdit, TextField) for child in screen.form.findChildren(kind)}
        wanted = {f.label for f in shown_fields(spec, spec.sign_in[0][0] if spec.sign_in else "") if not f.choices}
        texts = {f.label for f in spec.fields if f.is_secret and f.kind.value == "secret-text"}
        assert wanted - texts <= shown
        assert not screen.grab().isNull()
    model.choose_set("Staging")
    settle(driver, model)
    assert screen.findChild(SetForm).isVisible()  # type: ignore[union-attr]


def test_a_value_of_another_form_is_told(theme: Theme, model: ProvidersModel, qtbot: QtBot) -> None:
    form = ProfileForm(theme, model)
    qtbot.addWidget(form)
    model.set_field("team_id", "short")
    form.show_state(model.state)
    field = next(child for child in form.findChildren(QLineEdit) if child.accessibleName() == "Team ID")
    assert field.property("wrong") is True


def test_the_form_ends_where_its_last_line_ends(
    theme: Theme, driver: Driver, model: ProvidersModel, qtbot: QtBot
) -> None:
    model.new("webhook")
    settle(driver, model)
    form = ProfileForm(theme, model)
    qtbot.addWidget(form)
    form.resize(650, 600)
    form.show_state(model.state)
    form.show()
    driver.turn()
    scrolled = form.findChildren(QScrollArea)[0].widget()
    bottom = max(part.mapTo(scrolled, part.rect().bottomLeft()).y() for part in scrolled.findChildren(QLabel))
    assert scrolled.height() - bottom < 60


def test_text_of_several_lines_is_written_in_lines_and_undone(
    theme: Theme, driver: Driver, model: ProvidersModel, qtbot: QtBot
) -> None:
    model.new("webhook")
    settle(driver, model)
    form = ProfileForm(theme, model)
    qtbot.addWidget(form)
    form.show_state(model.state)
    model.changed.connect(lambda: form.show_state(model.state))
    template = next(edit for edit in form.findChildren(TextField) if edit.accessibleName() == "Body template")
    qtbot.keyClicks(template, '{"to":')
    qtbot.keyClick(template, Qt.Key.Key_Return)
    qtbot.keyClicks(template, '"{{token}}"}')
    assert model.state.draft is not None
    assert model.state.draft.fields["body_template"] == '{"to":\n"{{token}}"}'
    qtbot.keyClick(template, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert model.state.draft.fields["body_template"] != '{"to":\n"{{token}}"}'


def test_deleting_asks_with_cancel_as_default(
    theme: Theme, driver: Driver, model: ProvidersModel, qtbot: QtBot
) -> None:
    screen = ProvidersScreen(theme, model)
    qtbot.addWidget(screen)
    screen.show()
    qtbot.mouseClick(screen.form.delete, Qt.MouseButton.LeftButton)

    def buttons() -> dict[str, QPushButton]:
        return {b.objectName(): b for b in screen.findChildren(QPushButton) if b.objectName() in ("cancel", "go")}

    driver.until(lambda: len(buttons()) == 2)
    assert buttons()["cancel"].isDefault()
    buttons()["cancel"].click()
    settle(driver, model)
    assert "Skylark iOS" in [profile.name for profile in model.state.profiles]
    driver.run(asyncio.sleep(0))
