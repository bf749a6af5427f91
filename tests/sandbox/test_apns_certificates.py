"""Certificate authentication: the .p12 the emulator hands out, and certificates that are wrong in one way each."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from hypothesis import given
from hypothesis import strategies as st
from tests.sandbox.raw_http2 import RawHttp2, read_all, tls_socket
from tests.sandbox.running import APP, Running

from pushbench.sandbox import apns_certificates as certificates
from pushbench.sandbox.authority import Issued

Topics = Sequence[tuple[str, str]] | None


def context_of(sandbox: Running, issued: Issued, folder: Path) -> ssl.SSLContext:
    path = folder / "client.pem"
    path.write_bytes(issued.key_pem() + issued.certificate_pem)
    context = ssl.create_default_context(cafile=sandbox.ready.ca_file)
    context.load_cert_chain(path)
    return context


def answer_to(
    sandbox: Running, issued: Issued, folder: Path, *, token: str = "device", topic: str | None = APP, **headers: str
) -> tuple[int, str | None]:
    with sandbox.client(tls=context_of(sandbox, issued, folder)) as client:
        sent = {"authorization": None, "apns-push-type": None, "apns-topic": topic, **headers}
        answer = sandbox.push(client=client, token=sandbox.token(token), headers=sent)
    return answer.status_code, answer.json()["reason"] if answer.content else None


def issue(sandbox: Running, bundle_id: str = APP, **options: Any) -> Issued:
    return certificates.issue(sandbox.apns.authority, bundle_id, **options)


def test_the_handed_out_p12_sends(sandbox: Running, tmp_path: Path) -> None:
    profile: Any = sandbox.ready.providers["apns"]["certificate_profile"]
    key, certificate, chain = pkcs12.load_key_and_certificates(
        base64.b64decode(profile["certificate"]), profile["passphrase"].encode()
    )
    assert key is not None
    assert certificate is not None
    assert chain == []
    path = tmp_path / "push.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    tls = ssl.create_default_context(cafile=sandbox.ready.ca_file)
    tls.load_cert_chain(path)

    with sandbox.client(tls=tls) as client:
        answer = sandbox.push(client=client, headers={"authorization": None})

    assert profile["bundle_id"] == APP
    assert answer.status_code == 200
    assert sandbox.emulator.received[0].checks[0] == f"Client certificate for {APP}"


def test_a_wrong_authorization_header_is_ignored(sandbox: Running, tmp_path: Path) -> None:
    assert answer_to(sandbox, issue(sandbox), tmp_path, authorization="bearer nonsense") == (200, None)


def test_a_certificate_allows_many_streams_at_once(sandbox: Running, tmp_path: Path) -> None:
    with RawHttp2(sandbox, tls=context_of(sandbox, issue(sandbox), tmp_path)) as client:
        assert client.answer(client.push())[0] == 200
        assert client.stream_limits() == [1000]


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"is_development": False}, (403, "BadCertificateEnvironment")),
        ({"is_development": False, "is_production": False}, (403, "BadCertificate")),
        ({"starts": datetime.now(UTC) - timedelta(days=500)}, (403, "BadCertificate")),
        ({"starts": datetime.now(UTC) + timedelta(days=5)}, (403, "BadCertificate")),
        ({"is_production": False}, (200, None)),
        ({"topics": ()}, (200, None)),
    ],
)
def test_environments_and_validity(
    sandbox: Running, tmp_path: Path, options: dict[str, Any], answer: tuple[int, str | None]
) -> None:
    assert answer_to(sandbox, issue(sandbox, **options), tmp_path) == answer


@pytest.mark.parametrize(
    ("topics", "token", "topic", "answer"),
    [
        (None, "device", None, (400, "MissingTopic")),
        ((), "device", None, (200, None)),
        (((APP, "app"),), "device", None, (200, None)),
        (None, "voip", f"{APP}.voip", (200, None)),
        (None, "complication", f"{APP}.complication", (200, None)),
        ((), "voip", f"{APP}.voip", (400, "TopicDisallowed")),
        (None, "location", f"{APP}.location-query", (400, "TopicDisallowed")),
        (None, "live_activity", f"{APP}.push-type.liveactivity", (400, "TopicDisallowed")),
        (None, "other_app", "dev.pushbench.other", (400, "TopicDisallowed")),
    ],
)
def test_topics(
    sandbox: Running, tmp_path: Path, topics: Topics, token: str, topic: str | None, answer: tuple[int, str | None]
) -> None:
    issued = issue(sandbox, topics=topics)

    assert answer_to(sandbox, issued, tmp_path, token=token, topic=topic) == answer


def test_another_apps_certificate(sandbox: Running, tmp_path: Path) -> None:
    assert answer_to(sandbox, issue(sandbox, "dev.pushbench.other"), tmp_path) == (400, "TopicDisallowed")


def test_a_long_bundle_id_and_a_damaged_topic_list() -> None:
    topics = tuple((f"com.example.{'x' * 100}.{number}", "app") for number in range(4))

    assert certificates.decode_topics(certificates.encode_topics(topics)) == topics
    with pytest.raises(ValueError, match="cut off"):
        certificates.decode_topics(certificates.encode_topics(topics)[:-1])


@given(st.binary(max_size=60))
def test_any_bytes_are_a_topic_list_or_a_value_error(der: bytes) -> None:
    try:
        topics = certificates.decode_topics(der)
    except ValueError:
        return
    assert all(isinstance(text, str) for pair in topics for text in pair)


def test_a_foreign_authority_meets_a_tls_alert(sandbox: Running, tmp_path: Path) -> None:
    foreign = trustme.CA()
    context = ssl.create_default_context(cafile=sandbox.ready.ca_file)
    foreign.issue_cert("someone@example.org").configure_cert(context)

    with pytest.raises(ssl.SSLError, match=r"(?i)unknown ca"):
        speak(sandbox.port(), context)


def speak(port: int, context: ssl.SSLContext) -> None:
    with tls_socket(port, context) as sock:
        sock.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        while sock.recv(4096):
            continue


def test_an_authority_named_at_start_is_accepted_and_its_certificate_judged(tmp_path: Path) -> None:
    foreign = trustme.CA()
    running = Running(client_authorities=[foreign.cert_pem.bytes()])
    try:
        context = ssl.create_default_context(cafile=running.ready.ca_file)
        foreign.issue_cert("someone@example.org").configure_cert(context)
        with running.client(tls=context) as client:
            answer = running.push(client=client)
        assert (answer.status_code, answer.json()["reason"]) == (403, "BadCertificate")
    finally:
        running.stop()


def test_other_ports_ask_for_no_certificate(sandbox: Running) -> None:
    control = int(sandbox.ready.control_url.rpartition(":")[2])

    with tls_socket(control, sandbox.tls, alpn=["http/1.1"]) as sock:
        sock.sendall(b"GET /faults HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        assert read_all(sock).startswith(b"HTTP/1.1 200")
