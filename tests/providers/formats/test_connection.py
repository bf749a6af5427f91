from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.errors import UserError
from pushbench.domain.http import ClientCertificate
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.providers.formats import connection


def credentials(environment: Environment = Environment.SANDBOX, **fields: str) -> Credentials:
    return Credentials("Skylark iOS", "apns", environment, fields)


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("", "https://api.push.apple.com:443/3/device/ab?x=1"),
        ("  ", "https://api.push.apple.com:443/3/device/ab?x=1"),
        ("https://127.0.0.1:8443", "https://127.0.0.1:8443/3/device/ab?x=1"),
        ("http://localhost/", "http://localhost/3/device/ab?x=1"),
        ("https://gate.example/apple/v1/", "https://gate.example/apple/v1/3/device/ab?x=1"),
        ("https://[::1]:8443", "https://[::1]:8443/3/device/ab?x=1"),
    ],
)
def test_a_base_url_replaces_scheme_host_and_port_and_goes_in_front(base_url: str, expected: str) -> None:
    assert connection.with_base_url("https://api.push.apple.com:443/3/device/ab?x=1", base_url) == expected


@pytest.mark.parametrize(
    ("base_url", "why"),
    [
        ("127.0.0.1:8443", "does not begin with https://"),
        ("ftp://host", "does not begin with https://"),
        ("https://", "names no host"),
        ("https://:8443", "names no host"),
        ("https://host:99999", "not a URL"),
        ("https://host:port", "not a URL"),
        ("https://[::1", "not a URL"),
        ("https://me:pw@host", "user name or password"),
        ("https://ho st", "white space"),
        ("https://host/?a=1", "query"),
    ],
)
def test_a_base_url_that_is_none_says_why(base_url: str, why: str) -> None:
    with pytest.raises(UserError) as caught:
        connection.with_base_url("https://api.push.apple.com/3", base_url)
    assert why in caught.value.why


@given(st.text())
def test_any_base_url_gives_a_url_or_a_user_error(text: str) -> None:
    try:
        moved = connection.with_base_url("https://api.push.apple.com/3", text)
    except UserError:
        return
    assert moved.startswith("http")
    assert moved.endswith("/3")


def test_a_local_profile_without_an_emulator_never_reaches_the_real_service() -> None:
    with pytest.raises(UserError, match="no address"):
        connection.service_url(credentials(Environment.LOCAL), "https://api.push.apple.com/3")
    local = credentials(Environment.LOCAL, base_url="https://127.0.0.1:1")
    assert connection.service_url(local, "https://api.push.apple.com/3") == "https://127.0.0.1:1/3"
    assert connection.service_url(credentials(), "https://api.push.apple.com/3") == "https://api.push.apple.com/3"


def test_the_link_carries_ca_proxy_certificate_and_identity() -> None:
    certificate = ClientCertificate(Secret("PEM"))
    made = connection.link(
        credentials(ca_file="/tmp/ca.pem", proxy=" http://proxy:3128 "),
        http2_only=True,
        certificate=certificate,
        identity="team",
    )
    assert made.ca_file == "/tmp/ca.pem"
    assert made.proxy is not None
    assert made.proxy.reveal() == "http://proxy:3128"
    assert (made.certificate, made.http2_only, made.identity) == (certificate, True, "team")


def test_a_secret_proxy_wins_over_a_plain_one_and_an_empty_profile_has_none() -> None:
    both = Credentials(
        "x", "apns", Environment.SANDBOX, {"proxy": "http://plain"}, {"proxy": Secret("http://me:pw@proxy")}
    )
    made = connection.link(both)
    assert made.proxy is not None
    assert made.proxy.reveal() == "http://me:pw@proxy"
    assert connection.link(credentials()).proxy is None
    assert connection.link(credentials()).ca_file is None


def test_image_and_link_keys_have_defaults() -> None:
    assert connection.image_key(None) == "image"
    assert connection.link_key(credentials()) == "link"
    named = credentials(image_key="attachment-url", link_key="deeplink")
    assert (connection.image_key(named), connection.link_key(named)) == ("attachment-url", "deeplink")


def test_every_common_field_is_described() -> None:
    keys = [spec.key for spec in connection.COMMON_FIELDS]
    assert keys == ["base_url", "ca_file", "proxy", "image_key", "link_key", "allowed_targets"]
    assert all(spec.help.endswith(".") and spec.label for spec in connection.COMMON_FIELDS)
