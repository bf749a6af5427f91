"""Who sends: a provider token or a client certificate, and what either may be used for.

The emulator cannot know which apps a team owns: any bundle id counts as the profile's team's but
``dev.pushbench.foreign``, which belongs to the other team.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pushbench.sandbox.apns_certificates import CertificateIdentity, identify
from pushbench.sandbox.apns_headers import Topic, split_topic
from pushbench.sandbox.apns_keys import KeyRing, Verified
from pushbench.sandbox.apns_reasons import Refused
from pushbench.sandbox.apns_tokens import FOREIGN_APP
from pushbench.sandbox.exchange import Connection, Request

_CERTIFICATE = "apns.certificate"
_IS_KNOWN = "apns.sender_is_known"


@dataclass(frozen=True, slots=True)
class Sender:
    """An accepted sender."""

    certificate: CertificateIdentity | None
    verified: Verified | None
    home_team: str
    checks: tuple[str, ...]

    def topic(self, request: Request) -> Topic:
        """Read ``apns-topic``, which a certificate with one topic may leave out."""
        text = request.header("apns-topic")
        if not text and self.certificate is not None:
            text = self.certificate.default_topic
        if not text:
            raise Refused("MissingTopic")
        return split_topic(text)

    def may_send(self, topic: Topic) -> bool:
        """Say whether key or certificate covers a topic."""
        if self.certificate is not None:
            return topic.text in self.certificate.topics
        return self.may_use(topic.bundle_id)

    def may_use(self, bundle_id: str) -> bool:
        """Say whether key or certificate covers an app."""
        if self.certificate is not None:
            return bundle_id in self.certificate.topics
        if self.verified is None:
            return False
        key = self.verified.key
        if key.topics is not None:
            return bundle_id in key.topics
        return (key.team_id == self.home_team) == (bundle_id != FOREIGN_APP)


class Gate:
    """Finds out who sends. A client certificate counts before any ``authorization`` header."""

    def __init__(self, ring: KeyRing, now: Callable[[], float]) -> None:
        self._ring = ring
        self._now = now

    def admit(self, request: Request) -> Sender:
        """Return the sender or raise :class:`Refused`."""
        connection = request.connection
        if connection.client_certificate is not None:
            identity = self._identity(connection, connection.client_certificate)
            return self._sender(connection, f"Client certificate for {identity.bundle_id}", certificate=identity)
        verified = self._ring.admit(request.header("authorization"), connection)
        minutes = max(0, int(self._now() - verified.issued_at)) // 60
        sentence = f"Provider token is valid: key {verified.key.key_id}, team {verified.key.team_id}, {minutes} min old"
        return self._sender(connection, sentence, verified=verified)

    def is_known(self, connection: Connection) -> bool:
        """Say whether a sender was accepted on this connection, so that more than one stream is allowed."""
        return bool(connection.memory.get(_IS_KNOWN))

    def _sender(
        self,
        connection: Connection,
        sentence: str,
        *,
        certificate: CertificateIdentity | None = None,
        verified: Verified | None = None,
    ) -> Sender:
        connection.memory[_IS_KNOWN] = True
        remarks = verified.remarks if verified is not None else ()
        return Sender(certificate, verified, self._ring.main.team_id, (sentence, *remarks))

    def _identity(self, connection: Connection, der: bytes) -> CertificateIdentity:
        found: CertificateIdentity | None = connection.memory.get(_CERTIFICATE)
        if found is None:
            found = connection.memory[_CERTIFICATE] = identify(der)
        return found
