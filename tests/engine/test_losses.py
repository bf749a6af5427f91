"""What services do not carry of a message, with its languages and variants, for providers and for targets."""

from __future__ import annotations

import pytest
from tests.engine.test_workspace import KEY

from pushbench.domain.carrying import LossKind
from pushbench.domain.device import Device
from pushbench.domain.message import Content, Message, Variant
from pushbench.domain.profile import Environment, Profile
from pushbench.engine.workspace import Workspace

pytestmark = pytest.mark.anyio

MESSAGE = Message(
    content=Content(title="T {{name}}", body="B", subtitle="S", channel="c", image="https://h/i.png"),
    variables={"name": "x"},
    languages={"de": {"title": "Titel", "subtitle": "Unter"}, "fr": {"title": "Titre"}},
    variants={"B": Variant(content={"channel": "d"})},
)


async def test_each_service_has_its_own_and_languages_stand_where_they_are_written() -> None:
    workspace = await Workspace.open(None, environ={})
    try:
        found = workspace.losses(MESSAGE)
        assert tuple(found) == workspace.registry.ids
        assert [(loss.field, loss.kind) for loss in found["webpush"]] == [
            ("/content/subtitle", LossKind.DROPPED),
            ("/content/channel", LossKind.DROPPED),
            ("/languages/de/subtitle", LossKind.DROPPED),
            ("/variants/B/content/channel", LossKind.DROPPED),
        ]
        assert "/content/subtitle" not in {loss.field for loss in found["apns"]}
        assert tuple(workspace.losses(MESSAGE, ["fcm"])) == ("fcm",)
    finally:
        await workspace.aclose()


async def test_targets_name_the_services_and_their_profiles_the_keys() -> None:
    workspace = await Workspace.open(None, environ={})
    try:
        fields = {
            "bundle_id": "dev.example.app",
            "team_id": "ABCDE12345",
            "key_id": "ABC123DEFG",
            "image_key": "picture",
        }
        await workspace.save_profile(Profile("p", "apns", Environment.SANDBOX, fields), {"key": KEY})
        await workspace.save_device(Device("Ana", "apns", "ab" * 32, "ios"))
        found = await workspace.losses_to(MESSAGE, ["Ana"], profile="p")
        assert tuple(found) == ("apns",)
        [image] = [loss for loss in found["apns"] if loss.field == "/content/image"]
        assert (image.kind, image.at) == (LossKind.RENAMED, "/payload/picture")
    finally:
        await workspace.aclose()
