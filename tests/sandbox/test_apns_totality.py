"""Whatever a client sends, the emulated APNs answers in its own form and never raises."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.sandbox.running import APP, ShiftedClock
from tests.sandbox.test_apns_keys import SeededRandomness

from pushbench.sandbox.apns import ApnsService, make
from pushbench.sandbox.apns_reasons import STATUSES
from pushbench.sandbox.exchange import Answer, Connection, Request

KEYS: dict[str, str] = {}
ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

NAMES = st.sampled_from(
    [
        "apns-id",
        "apns-request-id",
        "apns-push-type",
        "apns-topic",
        "apns-priority",
        "apns-expiration",
        "apns-collapse-id",
        "apns-channel-id",
        "authorization",
        "cookie",
    ]
)
VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            APP,
            f"{APP}.voip",
            "alert",
            "liveactivity",
            "voip",
            "10",
            "5",
            "0",
            "1e9",
            "QUJD",
            "bearer a.b.c",
            ".",
            "..",
            "\udcff",
        ]
    ),
)
PATHS = st.one_of(
    st.text(max_size=30).map(lambda text: "/" + text),
    st.text(max_size=10).map(lambda text: "/3/device/" + text),
    st.text(max_size=10).map(lambda text: "/4/broadcasts/apps/" + text),
    st.text(max_size=10).map(lambda text: f"/1/apps/{text}/channels"),
    st.sampled_from(
        ["", "*", "/3/device/", "/3/device", "//[", f"/1/apps/{APP}/all-channels", f"/4/broadcasts/apps/{APP}"]
    ),
)
REQUESTS = st.builds(
    Request,
    method=st.sampled_from(["POST", "GET", "DELETE", "PUT", "", "☃"]),
    path=PATHS,
    headers=st.lists(st.tuples(NAMES, VALUES), max_size=8).map(tuple),
    body=st.one_of(st.binary(max_size=60), st.sampled_from([b"{}", b'{"aps":{"alert":"x"}}', b'{"aps":[]}'])),
    connection=st.builds(
        Connection, id=st.just(1), is_http2=st.just(True), client_certificate=st.none() | st.binary(max_size=40)
    ),
    origin=st.just("https://127.0.0.1:1"),
    endpoint=st.sampled_from(["base_url", "manage_base_url"]),
    dropped_bytes=st.sampled_from([0, 5000]),
)


def service(*, is_signed_in: bool = False) -> ApnsService:
    made = make(KEYS, ShiftedClock(), SeededRandomness())
    if is_signed_in:
        # The rules behind the sender's check are to be reached.
        made.ring._verify = lambda token: signed(made)  # type: ignore[method-assign]
    return made


def signed(made: ApnsService) -> Any:
    from pushbench.sandbox.apns_keys import Verified

    return Verified(made.ring.main, ShiftedClock().now())


SIGNED_IN = service(is_signed_in=True)
STRANGER = service()


def check(answer: Answer, request: Request) -> None:
    headers = dict(answer.headers)
    name = "apns-id" if "apns-id" in headers else "apns-request-id"
    assert ID.fullmatch(headers[name])
    if answer.status >= 400:
        document = json.loads(answer.body)
        assert STATUSES[document["reason"]] == answer.status


@given(REQUESTS)
def test_strangers_are_answered(request_: Request) -> None:
    check(asyncio.run(STRANGER.handle(request_)), request_)
    assert isinstance(STRANGER.token_of(request_), str | None)


@given(REQUESTS)
def test_known_senders_are_answered(request_: Request) -> None:
    header = ("authorization", "bearer a.b.c")
    others = tuple(pair for pair in request_.headers if pair[0] != "authorization")
    known = Request(
        request_.method, request_.path, (*others, header), request_.body, Connection(1, True), "x", request_.endpoint
    )

    check(asyncio.run(SIGNED_IN.handle(known)), known)


@given(REQUESTS, st.none() | st.text(max_size=20), st.none() | st.integers(200, 599), st.none() | st.floats(0, 3600))
def test_any_fault_is_worded(
    request_: Request, reason: str | None, status: int | None, retry_after: float | None
) -> None:
    answer = STRANGER.fault_answer(request_, reason, status, retry_after)

    assert answer.status == status or status is None
    assert json.loads(answer.body)["reason"] == (reason or json.loads(answer.body)["reason"])
