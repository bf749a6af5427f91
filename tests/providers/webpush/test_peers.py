"""pywebpush and http_ece, which share no code with ours, as oracles in both directions."""

from __future__ import annotations

import json
import os
from typing import Any

import http_ece
import pytest
import pywebpush
from hypothesis import given as given_any
from hypothesis import strategies as st
from tests.providers.dialogue import Play
from tests.providers.webpush.given import (
    AUTH,
    NOW,
    UA_PRIVATE,
    VAPID_PRIVATE,
    context,
    credentials,
    draft,
    subscription,
    target,
    un_b64,
)

from pushbench.domain.http import HttpRequest
from pushbench.providers.webpush import PROVIDER
from pushbench.wire.keys import vapid_private_key
from pushbench.wire.webpush import decrypt

BROWSER = vapid_private_key(UA_PRIVATE)


def sent(payload: Any) -> HttpRequest:
    within = context(random_bytes=os.urandom)
    return Play(PROVIDER.exchange(draft(payload), target(), credentials(), within)).request


@given_any(st.text(min_size=1, max_size=3000))
def test_what_we_encrypt_http_ece_decrypts(text: str) -> None:
    request = sent(text)
    opened = http_ece.decrypt(request.body, private_key=BROWSER, auth_secret=un_b64(AUTH), version="aes128gcm")
    assert opened == request.plain


@given_any(st.binary(min_size=1, max_size=3993))
def test_what_pywebpush_encrypts_we_decrypt(plain: bytes) -> None:
    encoded = pywebpush.WebPusher(json.loads(subscription())).encode(plain, content_encoding="aes128gcm")
    assert encoded is not None
    assert decrypt(encoded["body"], ua_private=BROWSER, auth=un_b64(AUTH)) == plain


def test_pywebpush_verifies_our_header_and_we_send_what_it_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = sent({"title": "T"})
    header = (ours.header("authorization") or "").replace(", k=", ",k=")
    assert pywebpush.Vapid.verify(header)
    theirs = _captured(monkeypatch)
    assert theirs["url"] == ours.url
    assert set(theirs["headers"]) == {name for name, _ in ours.headers} - {"content-type", "urgency"}
    assert theirs["headers"]["content-encoding"] == ours.header("content-encoding")
    assert theirs["headers"]["ttl"] == ours.header("ttl")
    assert theirs["headers"]["authorization"].startswith("vapid t=")
    claims = _claims(theirs["headers"]["authorization"])
    # It renews an expiry that has passed, as that of a fixed moment has.
    assert {**claims, "exp": int(NOW) + 43200} == _claims(ours.header("authorization") or "")
    assert decrypt(theirs["data"], ua_private=BROWSER, auth=un_b64(AUTH)) == ours.plain


def _captured(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what pywebpush would post for the same push."""
    seen: dict[str, Any] = {}

    def post(url: str, data: bytes, headers: dict[str, str], **options: Any) -> Any:
        seen.update(url=url, data=data, headers={name.lower(): str(value) for name, value in headers.items()})
        return type("Response", (), {"status_code": 201, "text": "", "headers": {}})()

    monkeypatch.setattr(pywebpush.requests, "post", post)
    pywebpush.webpush(
        json.loads(subscription()),
        data='{"title":"T"}',
        vapid_private_key=VAPID_PRIVATE,
        vapid_claims={"sub": "mailto:push@skylark.app", "exp": int(NOW) + 43200},
        ttl=60,
    )
    return seen


def _claims(header: str) -> dict[str, Any]:
    payload = header.partition("t=")[2].partition(",")[0].split(".")[1]
    return dict(json.loads(un_b64(payload)))
