"""Devices that the emulator is told about, beyond its own."""

from __future__ import annotations

import pytest

from pushbench.sandbox.apns_reasons import Refused
from pushbench.sandbox.apns_tokens import APP, DeviceToken, DeviceTokens


def test_a_further_token_is_known_for_its_own_app_alone() -> None:
    tokens = DeviceTokens("seed", 0.0)
    with pytest.raises(Refused, match="BadDeviceToken"):
        tokens.find("ab" * 32, "app.other")
    tokens.add(DeviceToken("Ana's iPhone", "ab" * 32, "app.other"))
    assert tokens.find("AB" * 32, "app.other").name == "Ana's iPhone"
    with pytest.raises(Refused, match="DeviceTokenNotForTopic"):
        tokens.find("ab" * 32, APP)
