"""The HTTP/2 half of the emulator's server, on h2.

Beside answering it can do what services do to their clients: change SETTINGS in mid-connection,
refuse or reset streams, and leave with a GOAWAY whose earlier streams are still answered.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from h2 import events
from h2.errors import ErrorCodes
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes

from pushbench.sandbox.exchange import Answer, Request
from pushbench.sandbox.http2_library import UNLIMITED, Headers, connect, goaway_frame, split_headers
from pushbench.sandbox.wire import Disruption, Reaction, Upload, Wire, bytes_of

SHUTDOWN = b'{"reason":"Shutdown"}'


class _Stream:
    """One request between its first header and the last byte of its answer."""

    __slots__ = ("headers", "id", "method", "path", "rest", "upload")

    def __init__(self, stream_id: int, method: str, path: str, headers: Headers, limit: int) -> None:
        self.id = stream_id
        self.method = method
        self.path = path
        self.headers = headers
        self.upload = Upload(limit)
        self.rest: memoryview | None = None
        """What of the answer's body waits for the client's window."""


class Http2Side:
    """Serves one HTTP/2 connection."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        endpoint = wire.endpoint
        limit = endpoint.first_streams if wire.connection.client_certificate is None else endpoint.max_streams
        wire.connection.max_streams = limit
        self._h2 = connect(limit)
        # A client may open streams before it has seen our SETTINGS: the first limit counts from its ACK on.
        self._limits = deque([UNLIMITED, limit])
        self._streams: dict[int, _Stream] = {}
        self._blocked: dict[int, _Stream] = {}
        """Streams whose answer waits for the client's window."""
        self._highest_started = 0
        self._last_id: int | None = None
        """The last stream that is answered once a GOAWAY was sent."""
        self._flush_is_due = False
        self._handlers: dict[type[events.Event], Callable[[Any], None]] = {
            events.RequestReceived: self._on_request,
            events.DataReceived: self._on_data,
            events.StreamEnded: self._on_end,
            events.StreamReset: self._on_reset,
            events.WindowUpdated: self._on_window,
            events.RemoteSettingsChanged: self._on_window,
            events.SettingsAcknowledged: self._on_acknowledged,
            events.ConnectionTerminated: self._on_goaway,
        }

    def begin(self) -> None:
        self._h2.initiate_connection()
        self._flush()

    def receive(self, data: bytes) -> None:
        try:
            received = self._h2.receive_data(data)
        except ProtocolError as error:
            self._protest(error)
            return
        for event in received:
            handler = self._handlers.get(type(event))
            if handler is not None:
                handler(event)
        self._flush()
        self._close_if_done()

    def shut(self) -> None:
        self._leave(SHUTDOWN)
        self._wire.tls.close()

    def lost(self) -> None:
        for stream in list(self._streams.values()):
            self._forget(stream)

    # -- what the client does --

    def _on_request(self, event: events.RequestReceived) -> None:
        if self._last_id is not None:
            return
        if len(self._streams) >= max(self._limits):
            self._reset(event.stream_id, ErrorCodes.REFUSED_STREAM)
            return
        pseudo, headers = split_headers(event.headers or [])
        if ":method" not in pseudo or ":path" not in pseudo:
            self._reset(event.stream_id, ErrorCodes.PROTOCOL_ERROR)
            return
        self._streams[event.stream_id] = _Stream(
            event.stream_id, pseudo[":method"], pseudo[":path"], headers, self._wire.endpoint.body_limit
        )

    def _on_data(self, event: events.DataReceived) -> None:
        stream = self._streams.get(event.stream_id)
        if stream is not None:
            stream.upload.add(event.data or b"")
        size = event.flow_controlled_length
        if size:
            self._quietly(self._h2.acknowledge_received_data, size, event.stream_id)

    def _on_end(self, event: events.StreamEnded) -> None:
        stream = self._streams.get(event.stream_id)
        if stream is not None:
            self._wire.scope.start(self._task_name(stream), self._answer(stream))

    def _on_reset(self, event: events.StreamReset) -> None:
        stream = self._streams.get(event.stream_id)
        if stream is not None:
            self._forget(stream)

    def _on_window(self, event: events.Event) -> None:
        blocked, self._blocked = self._blocked, {}
        for stream in blocked.values():
            self._send_rest(stream)

    def _on_acknowledged(self, event: events.SettingsAcknowledged) -> None:
        # Every SETTINGS frame sent here carries a stream limit, and each is acknowledged once, in order.
        if len(self._limits) > 1:
            self._limits.popleft()

    def _on_goaway(self, event: events.ConnectionTerminated) -> None:
        # The client opens no more streams but may wait for answers.
        self._h2.serve_on()
        if self._last_id is None:
            self._last_id = max(self._streams, default=0)

    # -- what the emulator does --

    async def _answer(self, stream: _Stream) -> None:
        if self._last_id is not None and stream.id > self._last_id:
            return
        self._highest_started = max(self._highest_started, stream.id)
        reaction = await self._wire.react(self._request(stream))
        if stream.id in self._streams:
            self._give(stream, reaction)
            self._flush_soon()

    def _request(self, stream: _Stream) -> Request:
        return Request(
            method=stream.method,
            path=stream.path,
            headers=stream.headers,
            body=bytes(stream.upload.kept),
            connection=self._wire.connection,
            origin=self._wire.origin,
            endpoint=self._wire.endpoint.key,
            dropped_bytes=stream.upload.dropped,
        )

    def _give(self, stream: _Stream, reaction: Reaction) -> None:
        if isinstance(reaction, Disruption):
            code = ErrorCodes.REFUSED_STREAM if reaction is Disruption.REFUSED else ErrorCodes.INTERNAL_ERROR
            self._reset(stream.id, code)
            self._end(stream)
            return
        if reaction.raise_streams_to is not None:
            self._announce(reaction.raise_streams_to)
        self._send(stream, reaction)
        if reaction.goaway is not None:
            self._leave(reaction.goaway)

    def _announce(self, limit: int) -> None:
        if limit == self._wire.connection.max_streams:
            return
        self._wire.connection.max_streams = limit
        self._limits.append(limit)
        self._quietly(self._h2.update_settings, {SettingCodes.MAX_CONCURRENT_STREAMS: limit})

    def _send(self, stream: _Stream, answer: Answer) -> None:
        headers = [(b":status", b"%d" % answer.status)]
        headers += [(bytes_of(name.lower()), bytes_of(value)) for name, value in answer.headers]
        body = b"" if answer.status in (204, 304) or stream.method == "HEAD" else answer.body
        if not self._quietly(self._h2.send_headers, stream.id, headers, end_stream=not body) or not body:
            self._end(stream)
            return
        stream.rest = memoryview(body)
        self._send_rest(stream)

    def _send_rest(self, stream: _Stream) -> None:
        """Send as much of the answer's body as the client's windows and frame size allow."""
        while stream.rest is not None:
            if not self._quietly(self._send_part, stream):
                stream.rest = None
            elif stream.id in self._blocked:
                return
        self._end(stream)

    def _send_part(self, stream: _Stream) -> None:
        room = min(self._h2.local_flow_control_window(stream.id), self._h2.max_outbound_frame_size)
        if stream.rest is None or room <= 0:
            self._blocked[stream.id] = stream
            return
        part, rest = stream.rest[:room], stream.rest[room:]
        self._h2.send_data(stream.id, bytes(part), end_stream=not rest)
        stream.rest = rest or None

    def _leave(self, debug: bytes) -> None:
        """Send GOAWAY; streams that were begun are still answered, others never looked at."""
        if self._last_id is not None:
            return
        self._last_id = self._highest_started
        # In one piece with the answers before it, so that a client hears of both before it sends again.
        self._wire.tls.write(self._h2.data_to_send() + goaway_frame(self._last_id, debug))
        for stream in [stream for stream in self._streams.values() if stream.id > self._last_id]:
            self._forget(stream)
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self._last_id is not None and not self._streams:
            self._flush()
            self._wire.tls.close()

    def _protest(self, error: ProtocolError) -> None:
        """Leave over bytes that are no HTTP/2, as the standard says: GOAWAY with the error's code."""
        self._quietly(self._h2.close_connection, error.error_code, str(error).encode())
        self._flush()
        self._wire.tls.close()

    def _reset(self, stream_id: int, code: ErrorCodes) -> None:
        self._quietly(self._h2.reset_stream, stream_id, code)

    def _end(self, stream: _Stream) -> None:
        self._streams.pop(stream.id, None)
        self._close_if_done()

    def _forget(self, stream: _Stream) -> None:
        self._streams.pop(stream.id, None)
        self._blocked.pop(stream.id, None)
        self._wire.scope.cancel(self._task_name(stream))

    def _task_name(self, stream: _Stream) -> str:
        return f"{self._wire.connection.id}/{stream.id}"

    def _quietly(self, act: Callable[..., object], *arguments: object, **options: object) -> bool:
        """Do something on a stream that the client may have ended meanwhile; say whether it went."""
        try:
            act(*arguments, **options)
        except ProtocolError:
            return False
        return True

    def _flush_soon(self) -> None:
        # Answers that are ready in the same turn of the loop leave in one TLS record.
        if not self._flush_is_due:
            self._flush_is_due = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._flush_is_due = False
        self._wire.tls.write(self._h2.data_to_send())
