"""Which proxy a request takes."""

from __future__ import annotations

import pytest

from pushbench.domain.http import HttpRequest, Link
from pushbench.domain.secret import Secret
from pushbench.engine.proxies import choose_proxy, is_loopback, proxy_place


def chosen(url: str, environ: dict[str, str] | None = None, own: str | None = None) -> str | None:
    link = Link(proxy=Secret(own) if own else None)
    found = choose_proxy(HttpRequest("GET", url, link=link), environ or {})
    return found.reveal() if found else None


def test_none_by_default() -> None:
    assert chosen("https://push.example/") is None


def test_the_profiles_own_wins() -> None:
    environ = {"HTTPS_PROXY": "http://env:1"}
    assert chosen("https://push.example/", environ, "http://user:pw@own:3128") == "http://user:pw@own:3128"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_the_environments_variables(name: str) -> None:
    assert chosen("https://push.example/", {name: "env:8080"}) == "http://env:8080"


def test_http_and_https_have_their_own() -> None:
    environ = {"HTTP_PROXY": "http://a:1", "HTTPS_PROXY": "http://b:2"}
    assert chosen("http://push.example/", environ) == "http://a:1"
    assert chosen("https://push.example/", environ) == "http://b:2"


def test_a_cgi_scripts_shouted_variable_is_not_believed() -> None:
    environ = {"HTTP_PROXY": "http://evil:1", "REQUEST_METHOD": "POST"}
    assert chosen("http://push.example/", environ) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.9.9.9", "sandbox.localhost"])
def test_loopback_never_goes_through_a_proxy(host: str) -> None:
    assert chosen(f"https://{host}:8443/", {"ALL_PROXY": "http://env:1"}, "http://own:1") is None


@pytest.mark.parametrize(
    ("listed", "url", "is_excepted"),
    [
        ("push.example", "https://push.example/", True),
        (".push.example", "https://a.push.example/", True),
        ("push.example", "https://a.push.example/", True),
        ("push.example", "https://mypush.example/", False),
        ("*", "https://push.example/", True),
        ("*.push.example", "https://a.push.example/", True),
        ("push.example:8443", "https://push.example:8443/", True),
        ("push.example:8443", "https://push.example/", False),
        ("10.0.0.0/8", "https://10.1.2.3/", True),
        ("10.0.0.0/8", "https://11.1.2.3/", False),
        (" other.example , push.example ", "https://push.example/", True),
    ],
)
def test_exceptions(listed: str, url: str, is_excepted: bool) -> None:
    found = chosen(url, {"HTTPS_PROXY": "http://env:1", "NO_PROXY": listed})
    assert (found is None) is is_excepted


def test_loopback_names() -> None:
    assert is_loopback("LOCALHOST.")
    assert not is_loopback("localhost.example")
    assert not is_loopback("")


def test_the_place_of_a_proxy_names_no_password() -> None:
    assert proxy_place(Secret("http://user:pw@own:3128")) == "own:3128"
    assert proxy_place(Secret("http://own")) == "own"
    assert "pw" not in proxy_place(Secret("http://user:pw@own:99999"))
