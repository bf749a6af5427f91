"""The server's HTTP/2 half: limits, faults of the transport, large bodies, odd clients and garbage."""

from __future__ import annotations

import json
import os
import socket
import ssl
import struct
import time

import pytest
from h2 import events
from h2.errors import ErrorCodes
from h2.settings import SettingCodes
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sandbox.raw_http2 import RawHttp2, read_all, tls_socket
from tests.sandbox.running import APP, HELLO, Running

from pushbench.sandbox.faults import Fault, FaultKind

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def set_fault(sandbox: Running, kind: str, **fields: object) -> None:
    answer = sandbox.control("POST", "/faults", {"provider": "apns", "kind": kind, **fields})
    assert answer.status_code == 200, answer.text


def test_one_stream_until_the_first_valid_token_then_a_thousand(sandbox: Running) -> None:
    with RawHttp2(sandbox) as client:
        client.answer(client.push(jwt="x.y.z"))
        assert client.stream_limits() == [1]
        assert client.answer(client.push(token="00"))[0] == 400
        assert client.stream_limits() == [1, 1000]
        client.answer(client.push())
        assert client.stream_limits() == [1, 1000]


def test_the_new_limit_comes_before_the_answer(sandbox: Running) -> None:
    with RawHttp2(sandbox) as client:
        stream = client.push()
        client.answer(stream)

        kinds = [type(event) for event in client.seen]
        raised = max(i for i, kind in enumerate(kinds) if kind is events.RemoteSettingsChanged)
        assert raised < kinds.index(events.ResponseReceived)


def test_streams_opened_before_the_settings_were_seen_are_served(sandbox: Running) -> None:
    with RawHttp2(sandbox) as client:
        streams = [client.push() for _ in range(20)]

        assert [client.answer(stream)[0] for stream in streams] == [200] * 20


def test_a_stream_beyond_the_acknowledged_limit_is_refused(sandbox: Running) -> None:
    with RawHttp2(sandbox) as client:
        client.until(lambda event: isinstance(event, events.RemoteSettingsChanged))
        first = client.open(client.push_headers(), end=False)
        # A polite library would wait; this client forgets what it was told.
        client.h2.remote_settings.update({SettingCodes.MAX_CONCURRENT_STREAMS: 100})
        client.h2.remote_settings.acknowledge()
        second = client.push()
        assert client.reset_code(second) == ErrorCodes.REFUSED_STREAM
        client.h2.send_data(first, HELLO, end_stream=True)
        client.flush()
        assert client.answer(first)[0] == 200
        assert client.answer(client.push())[0] == 200
    assert len(sandbox.emulator.received) == 2


def test_many_streams_at_once(sandbox: Running) -> None:
    with RawHttp2(sandbox) as client:
        client.answer(client.push())
        streams = [client.push() for _ in range(400)]

        assert [client.answer(stream)[0] for stream in streams] == [200] * 400
    assert len(sandbox.emulator.received) == 401


def test_missing_authority_is_accepted(sandbox: Running) -> None:
    """aioapns sends ``host``, others nothing at all."""
    with RawHttp2(sandbox) as client:
        for extra in ([("host", "api.development.push.apple.com")], []):
            headers = [pair for pair in client.push_headers() if pair[0] != ":authority"]
            stream = client.open([*headers, *extra], end=False)
            client.h2.send_data(stream, HELLO, end_stream=True)
            client.flush()
            assert client.answer(stream)[0] == 200


def test_a_request_without_method_or_path_is_reset(sandbox: Running) -> None:
    with RawHttp2(sandbox) as client:
        client.answer(client.push())
        for missing in (":method", ":path"):
            stream = client.open([pair for pair in client.push_headers() if pair[0] != missing])
            client.flush()
            assert client.reset_code(stream) == ErrorCodes.PROTOCOL_ERROR
        assert client.answer(client.push())[0] == 200


def test_ping_is_answered(sandbox: Running) -> None:
    with RawHttp2(sandbox) as client:
        client.h2.ping(b"12345678")
        client.flush()

        ack = client.until(lambda event: isinstance(event, events.PingAckReceived))
        assert isinstance(ack, events.PingAckReceived)
        assert ack.ping_data == b"12345678"


def test_a_body_beyond_the_window_is_read_and_answered(sandbox: Running) -> None:
    with RawHttp2(sandbox) as client:
        stream = client.open(client.push_headers(), end=False)
        left = 3_000_000
        while left:
            room = min(client.h2.local_flow_control_window(stream), client.h2.max_outbound_frame_size, left)
            if not room:
                client.flush()
                client._read()
                continue
            client.h2.send_data(stream, b"x" * room)
            left -= room
        client.h2.end_stream(stream)
        client.flush()
        status, _, body = client.answer(stream)

    assert (status, json.loads(body)) == (413, {"reason": "PayloadTooLarge"})


def test_an_answer_waits_for_the_clients_window(sandbox: Running) -> None:
    for _ in range(40):
        sandbox.push(body=b'{"aps":{"alert":"%s"}}' % (b"x" * 2000))
    control = int(sandbox.ready.control_url.rpartition(":")[2])
    with RawHttp2(sandbox, settings={SettingCodes.INITIAL_WINDOW_SIZE: 100}, port=control) as client:
        stream = client.open([(":method", "GET"), (":scheme", "https"), (":path", "/received"), (":authority", "x")])
        client.flush()
        status, _, body = client.answer(stream)

    assert status == 200
    assert len(json.loads(body)) == 40


def test_a_client_that_gives_up_frees_its_task(sandbox: Running) -> None:
    set_fault(sandbox, "stall")
    with RawHttp2(sandbox) as client:
        stalled = client.push()
        client.h2.ping(b"--------")
        client.flush()
        client.until(lambda event: isinstance(event, events.PingAckReceived))
        assert sandbox.has_tasks(1)
        client.h2.reset_stream(stalled, ErrorCodes.CANCEL)
        client.flush()
        assert sandbox.has_tasks(0)
        sandbox.control("DELETE", "/faults")
        assert client.answer(client.push())[0] == 200


def test_a_client_that_vanishes_frees_its_tasks(sandbox: Running) -> None:
    set_fault(sandbox, "stall")
    with RawHttp2(sandbox) as client:
        client.push()
        client.push()
        client.h2.ping(b"--------")
        client.flush()
        client.until(lambda event: isinstance(event, events.PingAckReceived))

    assert sandbox.has_tasks(0)


# Faults of the transport


def test_refused(sandbox: Running) -> None:
    set_fault(sandbox, "refused", times=1)
    with RawHttp2(sandbox) as client:
        assert client.reset_code(client.push()) == ErrorCodes.REFUSED_STREAM
        assert client.answer(client.push())[0] == 200
    assert len(sandbox.emulator.received) == 1


def test_reset(sandbox: Running) -> None:
    set_fault(sandbox, "reset", token=sandbox.token("voip"))
    with RawHttp2(sandbox) as client:
        assert client.reset_code(client.push(sandbox.token("voip"))) == ErrorCodes.INTERNAL_ERROR
        assert client.answer(client.push())[0] == 200


def test_goaway_after_every_hundred_requests(sandbox: Running) -> None:
    """With fifty in flight every stream up to last-stream-id is answered, none beyond it is processed."""
    set_fault(sandbox, "goaway", after=100, reason="IdleTimeout")
    answered, connections = 0, 0
    while answered < 300:
        connections += 1
        with RawHttp2(sandbox) as client:
            streams = [client.push(apns_id=f"00000000-0000-0000-0000-{n:012}") for n in range(150)]
            client.until_closed()
            goaway = client.goaway()
            last = int(goaway.last_stream_id or 0)
            assert goaway.error_code == ErrorCodes.NO_ERROR
            assert goaway.additional_data == b'{"reason": "IdleTimeout"}'
            ended = {event.stream_id for event in client.seen if isinstance(event, events.StreamEnded)}
            assert ended == {stream for stream in streams if stream <= last}
            answered += len(ended)

    assert (answered, connections) == (300, 3)
    assert len(sandbox.emulator.received) == 300


def test_goaway_lets_a_slow_answer_out(sandbox: Running) -> None:
    with RawHttp2(sandbox) as client:
        client.answer(client.push())
        early = client.open(client.push_headers(), end=False)
        client.flush()
        set_fault(sandbox, "goaway")
        late = client.push()
        client.answer(late)
        assert int(client.goaway().last_stream_id or 0) == late
        # h2's client side would refuse to go on after a GOAWAY; the bytes are what counts.
        body = struct.pack(">L", len(HELLO))[1:] + b"\x00\x01" + struct.pack(">L", early) + HELLO
        client.sock.sendall(body)
        answer = read_all(client.sock)

    assert answer[3:9] == b"\x01\x05" + struct.pack(">L", early), "no HEADERS that end the early stream"
    assert len(sandbox.emulator.received) == 3


def test_stop_says_goodbye_and_closes_every_socket() -> None:
    running = Running()
    with RawHttp2(running) as client:
        client.answer(client.push())
        half_open = socket.create_connection(("127.0.0.1", running.port()))
        running.emulator.faults.set(Fault("apns", FaultKind.STALL))
        client.push()
        started = time.monotonic()
        running.stop()
        took = time.monotonic() - started
        client.until_closed()
        assert client.goaway().additional_data == b'{"reason":"Shutdown"}'
        half_open.settimeout(5)
        assert half_open.recv(10) == b""
        half_open.close()
    assert took < 10
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", running.port()), timeout=2)


# Clients that do not speak HTTP/2, TLS, or anything


def test_http1_is_answered_in_frames_and_closed(sandbox: Running) -> None:
    """As with Apple's servers, an HTTP/1.1 client gets bytes it cannot read."""
    for alpn in (["http/1.1"], ["h2"]):
        context = ssl.create_default_context(cafile=sandbox.ready.ca_file)
        with tls_socket(sandbox.port(), context, alpn=alpn) as sock:
            sock.sendall(b"POST /3/device/abc HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
            data = read_all(sock)
        assert not data.startswith(b"HTTP/")
        assert b"\x07\x00\x00\x00\x00\x00" in data, "no GOAWAY"


def test_http2_without_alpn(sandbox: Running) -> None:
    context = ssl.create_default_context(cafile=sandbox.ready.ca_file)
    with tls_socket(sandbox.port(), context, alpn=[]) as sock:
        sock.sendall(PREFACE + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")
        assert sock.recv(9)[3] == 4


@pytest.mark.parametrize(
    "data", [b"GET / HTTP/1.1\r\n\r\n", b"\x00" * 100, os.urandom(500), b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"]
)
def test_bytes_that_are_no_tls(sandbox: Running, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", sandbox.port()), timeout=5) as sock:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        read_all(sock)

    assert sandbox.push().status_code == 200


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_old_tls_is_refused(sandbox: Running) -> None:
    context = ssl.create_default_context(cafile=sandbox.ready.ca_file)
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")

    with pytest.raises(ssl.SSLError):
        tls_socket(sandbox.port(), context)


def test_a_client_cut_off_in_the_middle(sandbox: Running) -> None:
    for cut in (10, 200, 600):
        context = ssl.create_default_context(cafile=sandbox.ready.ca_file)
        plain = socket.create_connection(("127.0.0.1", sandbox.port()), timeout=5)
        inward, outward = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(inward, outward, server_hostname="127.0.0.1")
        with pytest.raises(ssl.SSLWantReadError):
            tls.do_handshake()
        plain.sendall(outward.read()[:cut])
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        plain.close()

    assert sandbox.push().status_code == 200


FRAMES = st.builds(
    lambda kind, flags, stream, body: (
        struct.pack(">L", len(body))[1:] + bytes([kind, flags]) + struct.pack(">L", stream) + body
    ),
    st.integers(0, 12),
    st.integers(0, 255),
    st.integers(0, 2**32 - 1) | st.sampled_from([0, 1, 3]),
    st.binary(max_size=40),
)


@settings(max_examples=60)
@given(st.lists(FRAMES | st.binary(max_size=30), max_size=8))
def test_any_frames_end_in_an_answer_or_a_close(fuzzed: Running, frames: list[bytes]) -> None:
    context = ssl.create_default_context(cafile=fuzzed.ready.ca_file)
    with tls_socket(fuzzed.port(), context) as sock:
        try:
            sock.sendall(PREFACE + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00" + b"".join(frames))
            sock.unwrap()
        except (OSError, ssl.SSLError):
            pass
    assert not fuzzed.errors


@pytest.fixture(scope="module")
def fuzzed(_one_emulator: Running) -> Running:
    return _one_emulator


def test_the_fuzzed_server_still_serves(sandbox: Running) -> None:
    assert sandbox.push(headers={"apns-topic": APP}).status_code == 200
    assert sandbox.has_tasks(0)
