"""Whatever is dropped, reading it gives words: no bytes, text, name or passphrase raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.providers.credential_cases import made
from tests.providers.credential_cases.cases import CASES

from pushbench.domain.secret import Secret
from pushbench.engine.doctor import Diagnosis, read, text_of
from pushbench.engine.registry import Registry

REGISTRY = Registry()
NAMES = st.sampled_from(
    [
        "",
        "AuthKey_ABC123DEFG.p8",
        "push.p12",
        "aps.cer",
        "google-services.json",
        ".env",
        "vapid.pem",
        "a.mobileprovision",
    ]
)
_RAW = [data.encode() if isinstance(data := case.data(), str) else data for case in CASES if "large" not in case.what]
_WORDS = ["-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "VAPID_PRIVATE_KEY=", '{"type":', "[default]", "ya29.",
          "os_v2_app_", "AKIA", "arn:aws:sns:", "ssh-rsa ", "eyJ", ".", "=", "\n", '"', "\x00", "é", "}"]  # fmt: skip


def diagnosis(data: bytes, name: str = "", passphrase: str | None = None) -> Diagnosis:
    secret = None if passphrase is None else Secret(passphrase)
    found = read(REGISTRY, text_of(data, name, secret, made.NOW), data)
    assert (found.trouble is None) is (found.best is not None)
    for reading in found.readings:
        assert reading.title
        assert all(finding.what and finding.why and finding.fix for finding in reading.findings)
    return found


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=400), NAMES)
def test_bytes(data: bytes, name: str) -> None:
    diagnosis(data, name)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(_WORDS) | st.text(max_size=20), max_size=12).map("".join), NAMES)
def test_texts(text: str, name: str) -> None:
    diagnosis(text.encode("utf-8", "surrogatepass"), name)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_RAW), st.data(), NAMES, st.none() | st.text(max_size=6))
def test_credentials_that_were_changed_on_the_way(
    raw: bytes, data: st.DataObject, name: str, passphrase: str | None
) -> None:
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 30)))
    diagnosis(raw[:start] + data.draw(st.binary(max_size=6)) + raw[end:], name, passphrase)


@pytest.mark.parametrize(
    "unit", ["-", "[x\n", "-----BEGIN A\n", "- ", "eyJ", "a=b\n", "-----BEGIN" + " " * 2000, "[profile" + " " * 2000]
)
def test_no_text_holds_the_reading_up(unit: str) -> None:
    started = time.perf_counter()
    diagnosis((unit * (200_000 // len(unit))).encode())
    assert time.perf_counter() - started < 3.0  # a tenth of a second; searching from every sign took minutes
