"""Credential tests as the engine drives them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from tests.engine.fakes import FakeClock, FakeRandomness, FakeTransport

from pushbench.domain.errors import FailureKind, TransportFailure
from pushbench.domain.exchange import MemoryTokenCache
from pushbench.domain.http import HttpResponse
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.provider import Level
from pushbench.domain.secret import Secret
from pushbench.engine.dispatcher import Dispatcher
from pushbench.engine.proving import prove
from pushbench.engine.registry import Registry

pytestmark = pytest.mark.anyio


async def test_a_receiver_that_repeats_a_secret_does_not_get_it_into_the_results() -> None:
    transport = FakeTransport([HttpResponse(404, body=b'{"message": "no tenant for geheim-1"}')])
    hook = Credentials(
        "Hook",
        "webhook",
        Environment.SANDBOX,
        {"url": "https://hooks.example.com/push"},
        {"headers": Secret("X-Api-Key: geheim-1")},
    )
    results = [result async for result in prove(_parts(transport), hook)]
    assert transport.sent[0].header("x-api-key") == "geheim-1"
    assert results[-1].level is Level.BAD
    assert "no tenant for ***" in results[-1].detail


async def test_a_ca_file_that_went_with_its_sandbox_is_told_as_that() -> None:
    detail = "the CA file /tmp/pushbench-sandbox-1/sandbox-ca.pem cannot be used: it cannot be read"
    transport = FakeTransport([TransportFailure(FailureKind.TLS, detail)])
    key = {"api_key": Secret("0123456789abcdef" * 2)}
    novu = Credentials("Novu", "novu", Environment.SANDBOX, {"workflow_id": "pushbench"}, key)
    results = [result async for result in prove(_parts(transport), novu)]
    assert results[-1].level is Level.BAD
    assert "start the sandbox again" in results[-1].fix


def _parts(transport: FakeTransport) -> Any:
    async def dispatcher() -> Dispatcher:
        return Dispatcher(transport, FakeClock(), FakeRandomness(), MemoryTokenCache())

    async def single() -> FakeTransport:
        return transport

    return SimpleNamespace(registry=Registry(), transports=SimpleNamespace(dispatcher=dispatcher, single=single))
