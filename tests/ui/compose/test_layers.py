"""Languages, variants and whose values are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Driver
from tests.ui.fake_workspace import FakeWorkspace

from pushbench.domain.device import Device
from pushbench.domain.message import Content, Message, Variant
from pushbench.ui.compose import edits
from pushbench.ui.compose.form_pane import FormPane
from pushbench.ui.compose.model import ComposeModel
from pushbench.ui.session import Session
from pushbench.ui.theme.theme import Theme
from pushbench.ui.widgets.text_field import TextField

GATE = Message(
    name="Gate",
    content=Content(title="Gate {{gate}}", body="Hurry"),
    variables={"gate": "B42"},
    languages={"de": {"title": "Neues Gate {{gate}}"}},
    variants={"B": Variant(50, {"body": "Run"})},
)


@pytest.fixture
def model(driver: Driver, session: Session) -> Iterator[ComposeModel]:
    made = ComposeModel(session, save_after_ms=60_000)
    driver.run(made.start())
    made.files.take(GATE)
    driver.until(lambda: made.state.message.name == "Gate")
    yield made
    made.files.open.stop()


def alert(model: ComposeModel) -> dict[str, str]:
    assert model.state.sheet is not None
    shown: dict[str, str] = json.loads(model.state.sheet.text)["payload"]["aps"]["alert"]
    return shown


def test_layers_lie_over_each_other() -> None:
    assert edits.layered(GATE, "de", "B").content == Content(title="Neues Gate {{gate}}", body="Run")
    assert edits.layered(GATE).content == GATE.content
    assert edits.layered(GATE, "fr", "Z") is GATE
    assert edits.missing_texts(GATE, "de") == ("body",)


def test_a_language_is_written_and_shown(model: ComposeModel) -> None:
    model.layers.choose_language("de")
    assert alert(model)["title"] == "Neues Gate {{gate}}"
    model.editing.set_content("body", "Schnell")
    assert model.state.message.content.body == "Hurry"
    assert model.state.message.languages["de"]["body"] == "Schnell"
    assert alert(model)["body"] == "Schnell"
    assert model.state.appearance is not None
    assert "Neues Gate B42" in model.state.appearance.alternative
    model.editing.set_content("body", "")
    assert "body" not in model.state.message.languages["de"]


def test_what_is_set_by_hand_leaves_translations_alone(model: ComposeModel) -> None:
    model.layers.choose_language("de")
    assert model.state.sheet is not None
    model.editing.set_json(model.state.sheet.text.replace('"aps": {', '"aps": {\n "badge": 3,'))
    assert model.state.message.overrides["apns"].payload == {"aps": {"badge": 3}}
    model.layers.choose_language("")
    assert alert(model)["title"] == "Gate {{gate}}"


def test_a_variant_is_written_and_shown(model: ComposeModel) -> None:
    model.layers.choose_variant("B")
    assert alert(model)["body"] == "Run"
    model.editing.set_content("title", "Now!")
    assert model.state.message.variants["B"].content["title"] == "Now!"
    model.layers.add_variant()
    assert model.state.reading.variant == "C"
    model.layers.remove_variant("C")
    assert list(model.state.message.variants) == ["B"]


def test_adding_and_removing_are_undone(model: ComposeModel) -> None:
    model.layers.add_language("pt_BR")
    assert model.state.reading.language == "pt-BR"
    model.layers.remove_language("pt-BR")
    assert "pt-BR" not in model.state.message.languages
    model.editing.undo()
    assert "pt-BR" in model.state.message.languages
    model.layers.choose_language("pt-BR")
    model.editing.undo()
    assert model.state.reading.language == ""
    model.layers.add_language("  ")
    assert list(model.state.message.languages) == ["de"]


def test_another_message_leaves_layers_it_does_not_have(driver: Driver, model: ComposeModel) -> None:
    model.layers.choose_language("de")
    model.files.new_message()
    driver.until(lambda: model.state.message.name == "Untitled")
    assert model.state.reading.language == ""


def test_a_devices_attributes_win(driver: Driver, model: ComposeModel, workspace: FakeWorkspace) -> None:
    workspace.store.database.devices.put(Device("Ana", "apns", "a" * 64, attributes={"gate": "C7"}))
    model.layers.choose_device("Ana")
    driver.until(lambda: model.state.reading.device == "Ana")
    assert model.state.appearance is not None
    assert "Gate C7" in model.state.appearance.alternative
    model.layers.choose_device("")
    assert "Gate B42" in model.state.appearance.alternative


def test_the_form_shows_what_a_layer_inherits(theme: Theme, model: ComposeModel, qtbot: QtBot) -> None:
    form = FormPane(theme, model)
    qtbot.addWidget(form)
    model.layers.choose_language("de")
    form.show_state(model.state)
    fields = {field.accessibleName(): field for field in form.findChildren(TextField)}
    assert fields["Title"].text() == "Neues Gate {{gate}}"
    assert (fields["Body"].text(), fields["Body"].placeholderText()) == ("", "Hurry")
    assert form.layers._languages.tabToolTip(1) == "de: not translated: body"
