from __future__ import annotations

import json

import pytest
from PySide6.QtGui import QGuiApplication
from tests.ui.fake_workspace import UNREGISTERED
from tests.ui.history.conftest import keep, record, settle, started

from pushbench.domain.message import Content, Message
from pushbench.store.message_file import dump_message


def test_the_message_opens_as_it_stood(driver, model, session, workspace):
    message = Message(name="Gate change", content=Content(title="Gate {{gate}}", body="Now"))
    keep(workspace, [record(1)], dump_message(message))
    started(driver, model)
    opened = []
    session.message_wanted.connect(opened.append)
    model.verbs.open_as_message(model.state.current)
    driver.until(lambda: opened)
    assert opened[0].content.title == "Gate {{gate}}"


def test_without_its_message_the_payload_opens(driver, model, session, some):
    started(driver, model)
    opened = []
    session.message_wanted.connect(opened.append)
    model.verbs.open_as_message(some[0].id)
    driver.until(lambda: opened)
    assert opened[0].name
    assert "Gate changed" in dump_message(opened[0])


def test_without_anything_it_says_so(driver, model, workspace, notices):
    keep(workspace, [record(1, draft={})])
    started(driver, model)
    model.verbs.open_as_message(model.state.current)
    driver.until(lambda: notices.troubles)
    assert "is gone" in notices.troubles[0].what


def test_curl_has_no_secret(driver, model, some, notices):
    started(driver, model)
    model.verbs.copy_curl([some[0].id, some[2].id])
    driver.until(lambda: notices.messages)
    text = QGuiApplication.clipboard().text()
    assert text.count("curl ") == 2
    assert "bearer ***" in text


def test_what_never_left_has_no_request(driver, model, some, notices):
    started(driver, model)
    model.verbs.copy_curl([some[5].id])
    driver.until(lambda: notices.troubles)
    assert "no request" in notices.troubles[0].what


@pytest.mark.parametrize(
    ("kind", "says"),
    [("curl", "curl "), ("har", '"log"'), ("csv", "Jonas's iPhone"), ("junit", "<testsuite"), ("jsonl", '"run-2"')],
)
def test_every_format_is_written(driver, model, some, notices, tmp_path, kind, says):
    started(driver, model)
    path = tmp_path / "out"
    model.verbs.export(kind, path, ())
    driver.until(lambda: notices.messages)
    assert says in path.read_text("utf-8")
    assert notices.messages == ["7 deliveries written to out, secrets masked"]
    assert model.state.busy == ""


def test_export_takes_the_selection_else_the_filtered(driver, model, some, notices, tmp_path):
    started(driver, model)
    model.filter(status="rejected")
    settle(driver, model)
    model.verbs.export("jsonl", tmp_path / "filtered", ())
    driver.until(lambda: len(notices.messages) == 1)
    model.verbs.export("jsonl", tmp_path / "selected", [some[0].id, some[1].id])
    driver.until(lambda: len(notices.messages) == 2)

    def ids(name: str) -> list[str]:
        return [json.loads(line)["id"] for line in (tmp_path / name).read_text().splitlines()]

    assert ids("filtered") == [some[2].id]
    assert ids("selected") == [some[0].id, some[1].id]


def test_a_folder_that_refuses_is_told(driver, model, some, notices, tmp_path):
    started(driver, model)
    model.verbs.export("csv", tmp_path / "nosuch" / "out.csv", ())
    driver.until(lambda: notices.troubles)
    assert notices.troubles[0].fix
    assert model.state.busy == ""


def test_a_dead_device_is_marked_and_brought_back(driver, model, workspace, some, notices):
    started(driver, model)
    model.choose(some[2].id)
    settle(driver, model)
    assert model.state.inspected is not None
    model.verbs.retire(model.state.inspected)
    driver.until(lambda: notices.messages)
    settle(driver, model)
    assert workspace.store.database.devices.get("Jonas's iPhone").is_retired
    assert model.state.inspected.device is not None
    assert model.state.inspected.device.is_retired, "the inspector follows"
    notices.actions[0]()
    settle(driver, model)
    assert not workspace.store.database.devices.get("Jonas's iPhone").is_retired


def test_a_token_the_library_knows_no_more_has_no_device(driver, model, workspace):
    keep(workspace, [record(1, UNREGISTERED, token="f" * 64)])
    started(driver, model)
    assert model.state.inspected is not None
    assert model.state.inspected.device is None
