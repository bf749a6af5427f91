"""The diagnostics bundle: what is in it, and that nothing secret or personal is."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver, HeardNotices
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.domain.device import Device, Group
from pushbench.domain.profile import Environment, Profile, ProfileSet, SecretRef
from pushbench.ui.help.diagnostics import describe_system, make_bundle, read_log, read_store, reduced
from pushbench.ui.help.diagnostics_dialog import DiagnosticsDialog
from pushbench.ui.help.masking import Masker
from pushbench.ui.session import Session
from pushbench.ui.shell.window_state import WindowState
from pushbench.ui.theme.theme import Theme

P8 = "-----BEGIN PRIVATE KEY-----\nMIGTAgEAMBMGByqGSM49AgEGCCqGSM49\n-----END PRIVATE KEY-----"
APNS_TOKEN = "5e1c09d277aab7f05e1c09d277aab7f05e1c09d277aab7f05e1c09d277aab7f0"
FCM_TOKEN = "cXyZ12abQ0:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/dGhpcy1pcy1hLXB1c2gtZW5kcG9pbnQ"
JWT = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJURUFNMTIzNDU2In0.c2lnbmF0dXJl"
PLANTED = {
    "profile name": "Skylark Lufthansa",
    "key id": "7QK4X2M9PD",
    "team id": "TEAM123456",
    "bundle": "app.skylark.secretproject",
    "proxy": "http://ana:hunter2@proxy.skylark.internal:3128",
    "vault record": "skylark-production/private_key",
    "device": "Jonas's iPhone 13 mini",
    "group": "@qa-phones-berlin",
    "set": "Skylark Production Set",
    "apns token": APNS_TOKEN,
    "fcm token": FCM_TOKEN,
    "endpoint": ENDPOINT,
    "jwt": JWT,
    "mail": "firebase-adminsdk@skylark-1234.iam.gserviceaccount.com",
    "key body": "MIGTAgEAMBMGByqGSM49AgEGCCqGSM49",
    "password": "hunter2",
    "google token": "ya29.a0AfH6SMBx",
    "user": "/home/ana-secret",
    "variable value": "s3cr3t-environment-value",
    "message": "gate change for vip",
}


@pytest.fixture
def planted(workspace: FakeWorkspace) -> FakeWorkspace:
    """A home with a secret in every place that has one."""
    database = workspace.store.database
    database.profiles.put(
        Profile(
            PLANTED["profile name"],
            "apns",
            Environment.PRODUCTION,
            {"key_id": PLANTED["key id"], "team_id": PLANTED["team id"], "topic": PLANTED["bundle"]},
            {"private_key": SecretRef("vault", PLANTED["vault record"])},
        )
    )
    database.sets.put(ProfileSet(PLANTED["set"], (PLANTED["profile name"],)))
    database.devices.put(Device(PLANTED["device"], "apns", APNS_TOKEN, "ios"))
    database.devices.put(Device("Pixel of Priya", "fcm", FCM_TOKEN, "android"))
    database.groups.put(Group(PLANTED["group"].removeprefix("@"), (PLANTED["device"],)))
    database.settings.put("preferences", {"proxy": {"mode": "url", "url": PLANTED["proxy"]}, "sandbox": {"port": 8787}})
    assert workspace.home is not None
    workspace.home.mkdir(exist_ok=True)
    lines = [f"2026-11-22 14:02:31,000 WARNING pushbench.window: about {value}" for value in PLANTED.values()]
    lines += [P8, f"authorization: bearer {JWT}", f'  File "{workspace.home}/messages/{PLANTED["message"]}.push.json"']
    lines += ["ZeroDivisionError: division by zero", "pushbench.ui.shell.window_actions"]
    (workspace.home / "pushbench.log").write_text("\n".join(lines))
    return workspace


def remembered() -> WindowState:
    return WindowState(
        mode="dark",
        choices={
            "targets": [APNS_TOKEN, PLANTED["device"], PLANTED["group"]],
            "profile": f"set:{PLANTED['set']}",
            "current": PLANTED["message"],
            "open": [PLANTED["message"]],
            "bindings": {"send.now": ["Ctrl+Shift+M"]},
            "pins": [{"name": "x", "filters": {"search": FCM_TOKEN}}],
        },
    )


def test_nothing_planted_is_in_the_bundle(planted: FakeWorkspace) -> None:
    environ = {"PUSHBENCH_PASSPHRASE": PLANTED["variable value"], "PATH": "/bin"}
    bundle = make_bundle(
        read_store(planted.store.database),
        state=remembered(),
        home=planted.home,
        vault="Secrets in system keychain",
        system=describe_system(environ),
        log=read_log(planted.home),
    )
    whole = "\n".join(bundle.files.values())
    for what, value in PLANTED.items():
        assert value not in whole, what
    assert P8.splitlines()[1] not in whole
    assert str(planted.home) not in whole
    assert "PUSHBENCH_PASSPHRASE" in whole


def test_what_helps_is_in_it(planted: FakeWorkspace) -> None:
    bundle = make_bundle(
        read_store(planted.store.database),
        state=remembered(),
        home=planted.home,
        vault="",
        system={"Pushbench": "0.1.0"},
        log=read_log(planted.home),
    )
    log = bundle.files["pushbench.log.txt"]
    assert "ZeroDivisionError: division by zero" in log
    assert "2026-11-22 14:02:31,000 WARNING pushbench.window" in log
    assert "pushbench.ui.shell.window_actions" in log
    profiles = json.loads(bundle.files["profiles.json"])["profiles"]
    mine = next(profile for profile in profiles if profile["environment"] == "production")
    assert mine["fields"]["key_id"] == "10 characters"
    assert mine["secrets"] == {"private_key": "vault"}
    assert json.loads(bundle.files["counts.json"])["devices"] == 5
    assert json.loads(bundle.files["window.json"])["changed keys"] == {"send.now": ["Ctrl+Shift+M"]}
    assert json.loads(bundle.files["settings.json"])["preferences"]["sandbox"] == {"port": 8787}


def test_the_archive_holds_the_same_files(planted: FakeWorkspace) -> None:
    bundle = make_bundle(None, state=WindowState(), home=None, vault="", system={}, log="")
    with zipfile.ZipFile(io.BytesIO(bundle.as_zip())) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == dict(bundle.files)
    assert "profiles.json" not in bundle.files


@pytest.mark.parametrize(
    "text",
    [
        "File window_actions.py, line 3, in make_everything_that_is_needed",
        "2026-11-22 14:02:31,000 WARNING pushbench.window: a slot failed",
        "UnicodeDecodeError: utf-8",
        "==========================",
        "https://127.0.0.1:8787 answered 503",
    ],
)
def test_what_a_programmer_needs_stays(text: str) -> None:
    assert Masker([]).mask(text) == text


def test_settings_lose_their_texts() -> None:
    value = {"mode": "url", "url": "http://x", "port": 8787, "on": True, "list": ["Some Name"]}
    assert reduced(value) == {
        "mode": "url",
        "url": "<8 characters>",
        "port": 8787,
        "on": True,
        "list": ["<9 characters>"],
    }


def test_a_missing_log_is_empty(tmp_path: Path) -> None:
    assert read_log(tmp_path) == ""
    assert read_log(None) == ""


def test_the_dialog_shows_every_file_before_it_saves_one(
    theme: Theme,
    session: Session,
    planted: FakeWorkspace,
    driver: Driver,
    qtbot: QtBot,
    tmp_path: Path,
    notices: HeardNotices,
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(960, 640)
    dialog = DiagnosticsDialog(theme, session, window)
    shown = driver.loop.create_task(dialog.result_of())
    driver.until(lambda: dialog.bundle is not None)
    driver.turn()
    bundle = dialog.bundle
    assert bundle is not None
    for number in dialog.reader.list.lines.rows:
        dialog.reader.list.setCurrentIndex(dialog.reader.list.lines.index(number, 0))
        topic = dialog.reader.current
        assert topic is not None
        assert dialog.reader.text.toPlainText() == bundle.files[topic.key]
    target = tmp_path / "saved.zip"
    dialog.save(str(target))
    driver.until(shown.done)
    with zipfile.ZipFile(target) as archive:
        assert set(archive.namelist()) == set(bundle.files)
    assert "saved.zip" in notices.messages[-1]


def test_a_disk_that_refuses_is_told(
    theme: Theme, session: Session, driver: Driver, qtbot: QtBot, tmp_path: Path, notices: HeardNotices
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = DiagnosticsDialog(theme, session, window)
    shown = driver.loop.create_task(dialog.result_of())
    driver.until(lambda: dialog.bundle is not None)
    dialog.save(str(tmp_path / "nowhere" / "x.zip"))
    driver.until(lambda: notices.troubles)
    assert "was not saved" in notices.troubles[0].what
    assert dialog.isVisible()
    dialog.reject()
    driver.until(shown.done)
