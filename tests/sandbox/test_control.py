"""The control port: faults, what arrived, reset and the ready object, over both HTTP versions."""

from __future__ import annotations

import base64
import json
import threading
import time
from typing import Any

import pytest
from tests.sandbox.running import HELLO, Running

from pushbench.sandbox.exchange import Received
from pushbench.sandbox.inbox import Inbox


@pytest.mark.parametrize("http2", [True, False])
def test_speaks_both_versions(sandbox: Running, *, http2: bool) -> None:
    with sandbox.client(http2=http2) as client:
        answer = client.get(f"{sandbox.ready.control_url}/received")

    assert (answer.status_code, answer.json()) == (200, [])
    assert answer.http_version == ("HTTP/2" if http2 else "HTTP/1.1")


def test_ready_is_the_ready_object(sandbox: Running) -> None:
    assert sandbox.control("GET", "/ready").json() == sandbox.ready.to_json()


def test_lists_what_arrived(sandbox: Running) -> None:
    sandbox.push(headers={"apns-id": "00000000-0000-0000-0000-000000000001"})

    [found] = sandbox.control("GET", "/received").json()

    assert {name: found[name] for name in ("provider", "device", "token", "title", "body", "answer_status")} == {
        "provider": "apns",
        "device": "Virtual iPhone",
        "token": sandbox.token(),
        "title": "Gate changed",
        "body": "Walk to B42",
        "answer_status": 200,
    }
    assert found["payload"] == found["wire_body"] == HELLO.decode()
    assert found["headers"]["apns-id"].endswith("1")
    assert "authorization" not in found["headers"]
    assert abs(found["at"] - time.time()) < 60
    assert found["path"] == f"/3/device/{sandbox.token()}"
    assert all(isinstance(check, str) for check in found["checks"])


def test_since_and_wait(sandbox: Running) -> None:
    sandbox.push()
    first = sandbox.control("GET", "/received").json()[-1]["number"]
    assert sandbox.control("GET", f"/received?since={first}").json() == []
    later = threading.Timer(0.1, sandbox.push)
    later.start()

    found = sandbox.control("GET", f"/received?since={first}&wait=10").json()

    later.join()
    assert [push["number"] for push in found] == [first + 1]
    assert sandbox.control("GET", f"/received?since={first + 1}&wait=0.05").json() == []


def test_received_comes_in_pages(sandbox: Running) -> None:
    start = sandbox.emulator.inbox._last
    for _ in range(5):
        sandbox.push()

    def numbers(query: str) -> list[int]:
        return [push["number"] - start for push in sandbox.control("GET", f"/received?{query}").json()]

    assert numbers(f"since={start}&limit=2") == [1, 2]
    assert numbers(f"since={start}&limit=2&before=0") == [4, 5]
    assert numbers(f"since={start}&limit=2&before={start + 4}") == [2, 3]
    assert numbers(f"since={start}&before={start + 3}") == [1, 2]
    assert numbers(f"since={start}&before={start + 1}") == []


def test_several_wait_at_once(sandbox: Running) -> None:
    last = sandbox.emulator.inbox._last
    found: list[Any] = []
    waiting = [
        threading.Thread(target=lambda: found.append(sandbox.control("GET", f"/received?since={last}&wait=10").json()))
        for _ in range(3)
    ]
    for thread in waiting:
        thread.start()
    time.sleep(0.1)
    sandbox.push()
    for thread in waiting:
        thread.join()

    assert [len(pushes) for pushes in found] == [1, 1, 1]


def test_sets_lists_and_removes_faults(sandbox: Running) -> None:
    fault = {"provider": "apns", "kind": "reason", "reason": "Unregistered", "times": 2}

    number = sandbox.control("POST", "/faults", fault).json()["number"]
    sandbox.push()

    assert sandbox.control("GET", "/faults").json() == [{"number": number, **fault, "struck": 1}]
    assert sandbox.control("DELETE", f"/faults/{number}").json() == {"removed": number}
    assert sandbox.control("DELETE", f"/faults/{number}").status_code == 404
    sandbox.control("POST", "/faults", fault)
    assert sandbox.control("DELETE", "/faults").status_code == 200
    assert sandbox.control("GET", "/faults").json() == []


def test_reset(sandbox: Running) -> None:
    sandbox.push()
    sandbox.control("POST", "/faults", {"provider": "apns", "kind": "stall"})
    before = sandbox.control("GET", "/ready").json()

    assert sandbox.control("POST", "/reset").json() == {"reset": True}

    assert sandbox.control("GET", "/faults").json() == []
    assert sandbox.control("GET", "/received").json() == []
    assert sandbox.control("GET", "/ready").json() == before
    assert sandbox.push().status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "what"),
    [
        ("POST", "/faults", b"no json", 400, "no JSON"),
        ("POST", "/faults", b"", 400, "no JSON"),
        ("POST", "/faults", b"[" * 50_000, 400, "no JSON"),
        ("POST", "/faults", b" " * 70_000 + b"{}", 400, "too long"),
        ("POST", "/faults", b'{"provider":"apns","kind":"explode"}', 400, "“explode”"),
        ("GET", "/received?since=x", b"", 400, "“since=x”"),
        ("GET", "/received?since=-1", b"", 400, "“since=-1”"),
        ("GET", "/received?limit=-1", b"", 400, "“limit=-1”"),
        ("GET", "/received?before=x", b"", 400, "“before=x”"),
        ("GET", "/received?wait=nan", b"", 400, "“wait=nan”"),
        ("GET", "/nowhere", b"", 404, "/nowhere"),
        ("GET", "/", b"", 404, "nothing"),
        ("PUT", "/faults", b"", 405, "PUT"),
        ("GET", "/reset", b"", 405, "GET"),
        ("DELETE", "/faults/x", b"", 404, "no fault x"),
        ("DELETE", "/faults/" + "9" * 5000, b"", 404, "no fault"),
    ],
)
def test_errors_say_what_why_and_fix(
    sandbox: Running, method: str, path: str, content: bytes, status: int, what: str
) -> None:
    with sandbox.client(http2=False) as client:
        answer = client.request(method, sandbox.ready.control_url + path, content=content)

    document = answer.json()
    assert (answer.status_code, set(document)) == (status, {"what", "why", "fix"})
    assert what in document["what"]
    assert all(document.values())


def received(payload: bytes, title: str = "") -> Received:
    return Received("apns", "Virtual iPhone", "ab", 1.0, "/", (("x", "y"),), payload, payload, title, "")


def test_bytes_that_are_no_text_are_listed_as_base64() -> None:
    inbox = Inbox()
    inbox.add(received(b"\xff\x00"))
    inbox.add(received(b"{}", title="half \ud83d"))

    first, second = (numbered.to_json() for numbered in inbox.since(0))

    assert first["payload_encoding"] == first["wire_body_encoding"] == "base64"
    assert base64.b64decode(str(first["payload"])) == b"\xff\x00"
    assert second["payload"] == "{}"
    assert "payload_encoding" not in second
    assert json.loads(json.dumps(second))["title"] == "half \ud83d"


def test_an_inbox_keeps_the_newest_and_counts_on() -> None:
    inbox = Inbox(capacity=3)
    for number in range(5):
        inbox.add(received(b"%d" % number))

    assert [item.number for item in inbox.since(0)] == [3, 4, 5]
    assert [item.number for item in inbox.since(4)] == [5]
    inbox.clear()
    inbox.add(received(b"6"))
    assert [item.number for item in inbox.since(5)] == [6]
    assert len(inbox.received) == 1
