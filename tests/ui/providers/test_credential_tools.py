"""The credential tools: what is dropped, pasted or typed is told, goes into forms, and all of it works by keys."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.providers.credential_cases import made
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.domain.profile import Environment, Profile
from pushbench.domain.secret import Secret
from pushbench.providers.apns.sign_in import mint
from pushbench.ui.explain.popover import ExplainPopover
from pushbench.ui.providers.actions import providers_actions
from pushbench.ui.providers.doctor_state import CREDENTIAL, JWT, LOG, TOOLS, VAPID
from pushbench.ui.providers.model import ProvidersModel
from pushbench.ui.providers.screen import ProvidersScreen
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.finding import InlineFinding

FIELDS = {"key_id": made.KEY_ID, "team_id": made.TEAM, "bundle_id": made.APP}


@pytest.fixture
def model(driver: Driver, session: Session, workspace: FakeWorkspace) -> ProvidersModel:
    key = {"key": Secret(made.pem(made.p256()))}
    driver.run(workspace.save_profile(Profile("Skylark iOS", "apns", Environment.SANDBOX, FIELDS), key))
    driver.run(workspace.save_profile(Profile("Live", "apns", Environment.PRODUCTION, FIELDS | {"key_id": "X" * 10})))
    model = ProvidersModel(session)
    model.start()
    driver.until(lambda: model.state.draft is not None)
    model.choose("Skylark iOS")
    settle(driver, model)
    return model


@pytest.fixture
def screen(theme: Theme, model: ProvidersModel, qtbot: QtBot) -> ProvidersScreen:
    return shown(theme, model, qtbot)


def shown(theme: Theme, model: ProvidersModel, qtbot: QtBot, width: int = 1372, height: int = 876) -> ProvidersScreen:
    made_screen = ProvidersScreen(theme, model)
    qtbot.addWidget(made_screen)
    made_screen.resize(width, height)
    made_screen.show()
    return made_screen


def settle(driver: Driver, model: ProvidersModel) -> None:
    driver.until(lambda: not model.scope.running and not model.doctor.scope.running)
    driver.turn()


def texts(widget: QWidget) -> str:
    return "\n".join(child.text() for child in widget.findChildren(QLabel) if child.isVisibleTo(widget))


def address(page: QWidget) -> str:
    return " ".join(field.text() for field in page.findChildren(QLineEdit) if field.accessibleName() == "Address")


def file(folder: Path, name: str, content: bytes | str) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def drop(target: QWidget, *, path: str = "", text: str = "") -> None:
    mime = QMimeData()
    if path:
        mime.setUrls([QUrl.fromLocalFile(path)])
    else:
        mime.setText(text)
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target.dropEvent(QDropEvent(QPointF(QPoint(5, 5)), action, mime, button, keys))


def test_a_dropped_key_is_told_and_offered_to_its_profile(
    driver: Driver, model: ProvidersModel, screen: ProvidersScreen, tmp_path: Path
) -> None:
    drop(screen, path=file(tmp_path, "AuthKey_ABC123DEFG.p8", made.pem(made.other_p256())))
    settle(driver, model)
    assert model.state.tool == CREDENTIAL
    said = texts(screen.doctor.credential)
    assert "APNs signing key" in said
    assert "ABC123DEFG, read from the file's name" in said
    assert "It belongs here. Same Key ID: ABC123DEFG." in said
    assert not screen.tests.isVisible()


def test_putting_it_into_a_profile_fills_the_form_and_saves_nothing(
    driver: Driver, model: ProvidersModel, screen: ProvidersScreen, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(screen, path=file(tmp_path, "AuthKey_ABC123DEFG.p8", made.pem(made.other_p256())))
    settle(driver, model)
    first = screen.doctor.credential.found.put_buttons[0]
    assert first.accessibleName() == "Put into “Skylark iOS”"
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Space)
    settle(driver, model)
    draft = model.state.draft
    assert draft is not None
    assert (model.state.current, model.state.tool) == ("Skylark iOS", "")
    assert draft.typed["key"] == Secret(made.pem(made.other_p256()))
    assert draft.sources["key"] == "AuthKey_ABC123DEFG.p8"
    assert model.state.changed == ("Key file",)


def test_a_new_profile_begins_with_all_that_is_known(
    driver: Driver, model: ProvidersModel, screen: ProvidersScreen, tmp_path: Path
) -> None:
    account = json.dumps(made.account())
    model.doctor.read_file(file(tmp_path, "key.json", account))
    settle(driver, model)
    screen.doctor.credential.found.put_buttons[-1].click()  # type: ignore[attr-defined]
    settle(driver, model)
    draft = model.state.draft
    assert draft is not None
    assert (draft.provider, draft.name, draft.sign_in) == ("fcm", "skylark-stg FCM", "service-account")
    assert draft.typed["service_account"] == Secret(account)
    assert not model.state.current


def test_another_way_to_sign_in_takes_the_place_of_the_first(
    driver: Driver, model: ProvidersModel, screen: ProvidersScreen, tmp_path: Path
) -> None:
    development = made.certificate(development=True, production=False)
    drop(screen.form, path=file(tmp_path, "push.p12", made.p12(development, "")))
    settle(driver, model)
    draft = model.state.draft
    assert draft is not None
    assert model.state.tool == ""
    assert draft.sign_in == "certificate"
    assert not draft.typed["key"]
    assert "key" not in draft.has_secret


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("google-services.json", json.dumps(made.GOOGLE_SERVICES), "This is google-services.json"),
        ("aps.cer", made.cer(made.certificate()), "The private key of this certificate is not in the file."),
        ("shot.png", b"\x89PNG\r\n\x1a\n\x00\xff", "“shot.png” is no credential."),
    ],
)
def test_what_does_not_fit_is_told_instead_of_taken(
    driver: Driver, model: ProvidersModel, screen: ProvidersScreen, tmp_path: Path, name: str, content: bytes | str, words: str
) -> None:  # fmt: skip
    drop(screen.form, path=file(tmp_path, name, content))
    settle(driver, model)
    assert model.state.tool == CREDENTIAL
    found = screen.doctor.credential.found
    told = [child.accessibleName() for child in found.findChildren(QWidget) if child.accessibleName()]
    assert any(words in text for text in told), told
    assert not model.state.is_dirty


def test_a_passphrase_is_asked_for_and_typed(
    driver: Driver, model: ProvidersModel, screen: ProvidersScreen, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(screen, path=file(tmp_path, "push.p12", made.p12(made.certificate())))
    settle(driver, model)
    for typed, words in (("wrong", "Locked"), (made.PASSPHRASE, "APNs certificate with its key")):
        field = screen.doctor.credential.found.passphrase
        assert field is not None
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        settle(driver, model)
        assert words in texts(screen.doctor.credential)
    assert made.PASSPHRASE not in repr(model.doctor.state) + repr(model.state)
    screen.doctor.credential.found.put_buttons[0].click()  # type: ignore[attr-defined]
    settle(driver, model)
    assert model.state.draft is not None
    assert model.state.draft.typed["passphrase"] == Secret(made.PASSPHRASE)


def test_text_is_pasted_and_dropped(
    driver: Driver, model: ProvidersModel, screen: ProvidersScreen, notices: HeardNotices
) -> None:
    QGuiApplication.clipboard().setText(made.OS_KEY)
    screen._paste.click()
    settle(driver, model)
    assert "OneSignal app key" in texts(screen.doctor.credential)
    drop(screen, text=made.point(made.p256()))
    settle(driver, model)
    assert "VAPID public key" in texts(screen.doctor.credential)
    QGuiApplication.clipboard().setText(" ")
    model.doctor.paste()
    assert "no text" in notices.messages[-1]


def test_a_clipboard_without_anything_is_told(
    model: ProvidersModel, notices: HeardNotices, monkeypatch: pytest.MonkeyPatch, screen: ProvidersScreen
) -> None:
    class Emptied:
        def mimeData(self) -> None:
            return None

    monkeypatch.setattr(QGuiApplication, "clipboard", staticmethod(Emptied))
    model.doctor.paste()
    assert "no text" in notices.messages[-1]


def test_why_opens_the_rules_explanation(driver: Driver, model: ProvidersModel, screen: ProvidersScreen) -> None:
    model.doctor.read_text(made.point(made.p256()))
    settle(driver, model)
    finding = screen.doctor.credential.found.findChild(InlineFinding)
    assert finding is not None
    run = [piece.run for piece in finding.words.pieces if piece.run is not None]
    assert run[0] is not None
    run[0]()
    popover = finding.findChild(ExplainPopover)
    assert popover is not None
    assert popover.explanation.rule == "WPUSH060"
    assert popover.explanation.sources
    popover.close()


def test_another_reading_may_be_chosen(driver: Driver, model: ProvidersModel, screen: ProvidersScreen) -> None:
    model.doctor.read_text(made.pem(made.p256()))
    settle(driver, model)
    found = screen.doctor.credential.found
    link = next(b for b in found.findChildren(QPushButton) if b.accessibleName().startswith("Read it as"))
    link.click()
    settle(driver, model)
    assert model.doctor.state.found is not None
    assert model.doctor.state.found.readings[0].provider == "webpush"


def test_escape_the_list_and_a_profile_lead_back(
    driver: Driver, model: ProvidersModel, screen: ProvidersScreen, qtbot: QtBot
) -> None:
    row = screen.list.currentIndex()
    for leave in (
        lambda: screen.list.clicked.emit(row),
        lambda: qtbot.keyClick(screen.doctor, Qt.Key.Key_Escape),
        lambda: model.choose("Skylark iOS"),
        lambda: model.choose("Live"),
        lambda: model.new("fcm"),
    ):
        model.doctor.read_text(made.AWS_SECRET)
        settle(driver, model)
        assert model.state.tool
        leave()
        settle(driver, model)
        assert not model.state.tool
        assert model.doctor.state.found is None


# -- the other tools ------------------------------------------------------------------------------


def test_the_actions_open_every_tool_with_the_keyboard_in_it(model: ProvidersModel, screen: ProvidersScreen) -> None:
    actions = {action.id: action for action in providers_actions(lambda: model, lambda: screen)}
    places = {
        "providers.read": (CREDENTIAL, screen.doctor.credential.zone.button),
        "providers.vapid": (VAPID, screen.doctor.vapid.make),
        "providers.jwt": (JWT, screen.doctor.jwt.token),
        "providers.delivery-log": (LOG, screen.doctor.log.id),
    }
    for key, (tool, widget) in places.items():
        actions[key].run()
        assert model.state.tool == tool
        assert screen.doctor.focusWidget() is widget


def test_a_pair_is_made_copied_and_used(
    driver: Driver, model: ProvidersModel, screen: ProvidersScreen, qtbot: QtBot, notices: HeardNotices
) -> None:
    screen.open_tool(VAPID)
    page = screen.doctor.vapid
    qtbot.keyClick(page.make, Qt.Key.Key_Space)
    pair = model.doctor.state.pair
    assert pair is not None
    assert page.public.text() == pair.public_key
    assert page.private.echoMode().name == "Password"
    page.copy(page.public.text(), "copied")
    assert QGuiApplication.clipboard().text() == pair.public_key
    assert pair.private_key.reveal() not in repr(model.doctor.state)
    page.use.click()
    settle(driver, model)
    screen.doctor.credential.found.put_buttons[-1].click()  # type: ignore[attr-defined]
    settle(driver, model)
    assert model.state.draft is not None
    assert model.state.draft.typed["private_key"] == pair.private_key


def test_a_token_is_read_as_it_is_typed(
    driver: Driver, model: ProvidersModel, screen: ProvidersScreen, qtbot: QtBot
) -> None:
    screen.open_tool(JWT)
    token = mint(Secret(made.pem(made.p256())), made.KEY_ID, made.TEAM, time.time() + 900)
    page = screen.doctor.jwt
    page.token.insertPlainText(f"bearer {token}")
    driver.until(lambda: model.doctor.state.report is not None)
    driver.turn()
    assert "ahead of this computer's clock" in texts(page)
    page.profile.set_value("Skylark iOS")
    page._read()
    settle(driver, model)
    assert "It was made with this key." in texts(page)
    page.token.set_text("")
    page.token.insertPlainText("not a token")
    driver.until(lambda: model.doctor.state.jwt_trouble is not None)
    driver.turn()
    assert "no JWT" in texts(page)


def test_the_delivery_log_is_found(
    driver: Driver, model: ProvidersModel, screen: ProvidersScreen, qtbot: QtBot
) -> None:
    screen.open_tool(LOG)
    page = screen.doctor.log
    qtbot.keyClicks(page.id, "8E58")
    driver.turn()
    assert "is no apns-unique-id" in texts(page)
    page.id.clear()
    qtbot.keyClicks(page.id, "1c0c1a2b-1111-2222-3333-444455556666")
    driver.turn()
    assert "icloud.developer.apple.com" in address(page)
    page.profile.set_value("Live")
    page._find()
    driver.turn()
    assert made.TEAM in address(page)


@pytest.mark.parametrize("width", [1372, 956])
def test_every_tool_can_be_painted(
    any_theme: Theme, driver: Driver, model: ProvidersModel, qtbot: QtBot, tmp_path: Path, width: int
) -> None:
    screen = shown(any_theme, model, qtbot, width, 650 if width < 1000 else 850)
    account = made.account(project_id="other-app")
    model.doctor.read_file(file(tmp_path, "push.p12", made.p12(made.certificate(days=12), "")))
    settle(driver, model)
    pictures = [screen.grab()]
    model.doctor.read_text(json.dumps(account))
    settle(driver, model)
    pictures.append(screen.grab())
    model.doctor.make_pair()
    for tool in TOOLS[1:]:
        screen.open_tool(tool)
        driver.turn()
        pictures.append(screen.grab())
    assert all(not picture.isNull() for picture in pictures)
