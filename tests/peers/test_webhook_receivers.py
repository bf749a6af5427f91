"""Standard Webhooks' own library on both sides: it verifies what we sign, and signs what our receiver verifies."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from tests.providers.webhook.given import SECRET, context, draft, signed, token
from tests.sandbox.running import Running

from pushbench.domain.http import HttpRequest
from pushbench.domain.secret import Secret
from pushbench.providers.webhook import PROVIDER
from pushbench.providers.webhook.request import build

pytestmark = pytest.mark.peers
BODY = {"title": "Gate changed ✈", "body": "Zu Fuß 8 Minuten", "data": {"deep": [1, None, True, 1.5]}}


def request_now(shift: float = 0, **fields: str) -> HttpRequest:
    return build(draft(BODY), token(), signed(**fields), context(now=time.time() + shift))


def test_the_library_takes_what_we_sign() -> None:
    request = request_now()
    assert Webhook(SECRET).verify(request.body, dict(request.headers)) == {"token": "phone-1", **BODY}
    by_hand = Webhook(SECRET).sign(
        request.header("webhook-id") or "",
        datetime.fromtimestamp(int(request.header("webhook-timestamp") or ""), tz=UTC),
        request.body.decode(),
    )
    assert request.header("webhook-signature") == by_hand


@pytest.mark.parametrize("shift", [-400, 400])
def test_the_library_refuses_our_wrong_clock(shift: float) -> None:
    request = request_now(shift)
    with pytest.raises(WebhookVerificationError, match=r"too (old|new)"):
        Webhook(SECRET).verify(request.body, dict(request.headers))


def test_the_library_refuses_another_body_and_another_secret() -> None:
    request = request_now()
    for secret, body in (
        (SECRET, request.body + b" "),
        ("whsec_" + base64.b64encode(b"x" * 32).decode(), request.body),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, dict(request.headers))


@pytest.mark.slow
def test_our_receiver_takes_what_the_library_signs_and_refuses_the_rest(sandbox: Running) -> None:
    profile: Any = sandbox.ready.providers["webhook"]["profile"]
    library, now = Webhook(profile["signing_secret"]), datetime.now(tz=UTC)
    body = json.dumps({"token": "phone-1", **BODY})
    with httpx.Client(verify=sandbox.tls) as client:

        def post(message_id: str, signature: str, when: datetime = now) -> httpx.Response:
            headers = {
                "content-type": "application/json",
                "webhook-id": message_id,
                "webhook-timestamp": str(int(when.timestamp())),
                "webhook-signature": signature,
            }
            return client.post(profile["url"], content=body, headers=headers)

        good = post("msg_1", f"v1,b2xk {library.sign('msg_1', now, body)}")
        assert (good.status_code, good.json()) == (200, {"id": "msg_1"})
        assert post("msg_1", library.sign("msg_1", now, body)).status_code == 409
        assert post("msg_2", library.sign("msg_1", now, body)).status_code == 401
        old = datetime.fromtimestamp(time.time() - 400, tz=UTC)
        assert post("msg_3", library.sign("msg_3", old, body), old).json()["error"]["code"] == "timestamp_too_old"
    [got] = sandbox.emulator.received
    assert (got.device, got.title, got.token) == ("Virtual receiver", BODY["title"], "phone-1")


class _Strange(BaseHTTPRequestHandler):
    """A receiver that others wrote: the library and the standard server, nothing of ours."""

    seen: list[Mapping[str, Any]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            self.seen.append(Webhook(SECRET).verify(body, dict(self.headers)))
            self.send_response(204)
        except WebhookVerificationError as error:
            self.send_response(400)
            self.end_headers()
            self.wfile.write(json.dumps({"message": str(error)}).encode())
            return
        self.end_headers()

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


def test_a_strangers_receiver_gets_the_push_over_the_wire() -> None:
    handler = type("Handler", (_Strange,), {"seen": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        for secret, kind in ((SECRET, "accepted"), ("whsec_" + base64.b64encode(b"y" * 32).decode(), "rejected")):
            profile = signed(url=f"http://127.0.0.1:{server.server_port}/push")
            profile.secrets["signing_secret"] = Secret(secret)  # type: ignore[index]
            exchange = PROVIDER.exchange(draft(BODY), token(), profile, context(now=time.time()))
            request = next(exchange).request
            answer = httpx.request(request.method, request.url, headers=dict(request.headers), content=request.body)
            outcome = PROVIDER.parse(_response(answer))
            assert outcome.kind.value == kind
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
    assert handler.seen == [{"token": "phone-1", **BODY}]
    assert outcome.explain is not None
    assert "No matching signature found" in outcome.explain.why


def _response(answer: httpx.Response) -> Any:
    from pushbench.domain.http import HttpResponse

    return HttpResponse(answer.status_code, tuple(answer.headers.items()), answer.content)
