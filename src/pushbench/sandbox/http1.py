"""The HTTP/1.1 half of the emulator's server, on h11: keep-alive, pipelining, Expect: 100-continue."""

from __future__ import annotations

import h11

from pushbench.sandbox.exchange import Answer, Request
from pushbench.sandbox.wire import Disruption, Reaction, Upload, Wire, bytes_of, text_of

_PIPELINE_BYTES = 1024 * 1024
"""What a client may send ahead before reading from it stops."""


class Http1Side:
    """Serves one HTTP/1.1 connection, one request at a time."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=64 * 1024)
        self._head: h11.Request | None = None
        self._upload = Upload(0)
        self._is_answering = False
        self._ahead = 0
        self._count = 0

    def begin(self) -> None:
        """HTTP/1.1 has no greeting."""

    def receive(self, data: bytes) -> None:
        if self._is_answering:
            self._ahead += len(data)
            if self._ahead > _PIPELINE_BYTES:
                self._wire.tls.pause_reading()
        try:
            self._h11.receive_data(data)
            self._advance()
        except h11.RemoteProtocolError as error:
            self._protest(error)

    def shut(self) -> None:
        self._wire.tls.close()

    def lost(self) -> None:
        self._wire.scope.cancel(self._task_name())

    def _advance(self) -> None:
        while not self._is_answering:
            event = self._h11.next_event()
            if event is h11.NEED_DATA:
                if self._h11.they_are_waiting_for_100_continue:
                    self._send(h11.InformationalResponse(status_code=100, headers=[]))
                return
            if event is h11.PAUSED:
                return
            if isinstance(event, h11.ConnectionClosed):
                self._wire.tls.close()
                return
            self._take(event)

    def _take(self, event: object) -> None:
        if isinstance(event, h11.Request):
            self._head = event
            self._upload = Upload(self._wire.endpoint.body_limit)
        elif isinstance(event, h11.Data):
            self._upload.add(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage) and self._head is not None:
            self._is_answering = True
            self._count += 1
            self._wire.scope.start(self._task_name(), self._answer(self._head))

    async def _answer(self, head: h11.Request) -> None:
        reaction = await self._wire.react(self._request(head))
        if not self._wire.tls.is_open:
            return
        try:
            self._give(head, reaction)
        except h11.LocalProtocolError:
            # The peer broke the protocol while its answer was made; what it is owed is a closed connection.
            self._wire.tls.close()

    def _request(self, head: h11.Request) -> Request:
        return Request(
            method=text_of(head.method),
            path=text_of(head.target),
            headers=tuple((text_of(name), text_of(value)) for name, value in head.headers),
            body=bytes(self._upload.kept),
            connection=self._wire.connection,
            origin=self._wire.origin,
            endpoint=self._wire.endpoint.key,
            dropped_bytes=self._upload.dropped,
        )

    def _give(self, head: h11.Request, reaction: Reaction) -> None:
        if isinstance(reaction, Disruption):
            self._wire.tls.cut()
            return
        self._send_answer(head, reaction)
        if self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE:
            self._next()
        else:
            self._wire.tls.close()

    def _send_answer(self, head: h11.Request, answer: Answer) -> None:
        has_body = answer.status not in (204, 304)
        headers = [(bytes_of(name), bytes_of(value)) for name, value in answer.headers]
        if has_body and not any(name.lower() == b"content-length" for name, _ in headers):
            headers.append((b"content-length", b"%d" % len(answer.body)))
        if answer.goaway is not None:
            headers.append((b"connection", b"close"))
        self._send(h11.Response(status_code=answer.status, headers=headers))
        if has_body and answer.body and head.method != b"HEAD":
            self._send(h11.Data(data=answer.body))
        self._send(h11.EndOfMessage())

    def _next(self) -> None:
        self._h11.start_next_cycle()
        self._head = None
        self._is_answering = False
        if self._ahead > _PIPELINE_BYTES:
            self._wire.tls.resume_reading()
        self._ahead = 0
        try:
            self._advance()
        except h11.RemoteProtocolError as error:
            self._protest(error)

    def _protest(self, error: h11.RemoteProtocolError) -> None:
        """Answer bytes that are no HTTP/1.1 with the status h11 names, where an answer can still go out."""
        if self._h11.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self._is_answering:
            body = f"{error}\n".encode()
            headers = [("content-length", str(len(body))), ("connection", "close"), ("content-type", "text/plain")]
            self._send(h11.Response(status_code=error.error_status_hint, headers=headers))
            self._send(h11.Data(data=body))
            self._send(h11.EndOfMessage())
        self._wire.tls.close()

    def _send(self, event: h11.InformationalResponse | h11.Response | h11.Data | h11.EndOfMessage) -> None:
        self._wire.tls.write(self._h11.send(event) or b"")

    def _task_name(self) -> str:
        return f"{self._wire.connection.id}/{self._count}"
