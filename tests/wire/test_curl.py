"""cURL text: what it says, that it reads back the same, and that a real curl sends those bytes."""

from __future__ import annotations

import contextlib
import http.server
import shlex
import shutil
import subprocess
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.errors import UserError
from pushbench.domain.http import ClientCertificate, HttpRequest, Link
from pushbench.domain.secret import Secret
from pushbench.wire.curl import from_curl, to_curl

URL = "https://api.push.apple.com/3/device/abc"
JSON_HEADERS = (("content-type", "application/json"), ("authorization", "bearer secret-token"))
NASTY_BODIES = [
    b"",
    b"{}",
    b'{"a":"it\'s $HOME `date` \\" !! \\\\ %s"}',
    '{\n  "title": "Grüße 👋 مرحبا"\n}\n'.encode(),
    b"@/etc/passwd",
    b"a=b&c=d%20",
    b"-not-an-option",
    b"line\r\nbreak",
    b"tab\there",
    b"bell\x07 escape\x1b[31m",
    b"\x00\x01\x02\xff",
    bytes(range(256)),
    "soft\u00adhyphen \u202e override".encode(),
]


def request(body: bytes = b"{}", url: str = URL, **changes: object) -> HttpRequest:
    return HttpRequest(**{"method": "POST", "url": url, "headers": JSON_HEADERS, "body": body, **changes})  # type: ignore[arg-type]


def test_the_text_is_what_a_person_expects() -> None:
    text = to_curl(request(b'{"aps":{"alert":"it\'s"}}', link=Link(http2_only=True)), with_secrets=False)
    assert text == (
        "curl \\\n"
        "  --http2 \\\n"
        "  --request POST \\\n"
        "  --url https://api.push.apple.com/3/device/abc \\\n"
        "  --header 'content-type: application/json' \\\n"
        "  --header 'authorization: bearer ***' \\\n"
        """  --data-raw '{"aps":{"alert":"it'"'"'s"}}'"""
    )


def test_secrets_appear_only_on_demand() -> None:
    shown = request(
        b'{"token":"body-secret"}',
        url=URL + "?key=url-secret",
        masks=(Secret("body-secret"), Secret("url-secret")),
        link=Link(
            proxy=Secret("http://user:proxy-secret@proxy.example:3128"),
            certificate=ClientCertificate(Secret("cert-secret"), Secret("passphrase-secret")),
        ),
    )
    masked = to_curl(shown, with_secrets=False)
    assert "secret" not in masked
    assert "http://***@proxy.example:3128" in masked
    open_text = to_curl(shown, with_secrets=True)
    for secret in ("secret-token", "body-secret", "url-secret", "proxy-secret", "passphrase-secret"):
        assert secret in open_text
    assert "cert-secret" not in open_text


@pytest.mark.parametrize(
    ("material", "file", "form"),
    [("MIIK", "client-certificate.p12", "P12"), ("-----BEGIN CERTIFICATE-----", "client-certificate.pem", "PEM")],
)
def test_a_client_certificate_is_named_as_a_file(material: str, file: str, form: str) -> None:
    shown = request(link=Link(certificate=ClientCertificate(Secret(material))))
    first, rest = to_curl(shown, with_secrets=True).split("\n", 1)
    assert shlex.split(first) == [":", f"Save the client certificate of this profile as {file} first."]
    assert f"--cert-type {form} --cert {file}" in rest
    assert "--pass" not in rest


@pytest.mark.parametrize("body", NASTY_BODIES)
def test_control_characters_never_reach_the_terminal(body: bytes) -> None:
    text = to_curl(request(body), with_secrets=True)
    assert all(character == "\n" or character.isprintable() for character in text)


header_text = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_categories=["Cc"])).map(str.strip)
header_name = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1).map(lambda name: "x-" + name)
requests = st.builds(
    HttpRequest,
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]),
    url=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)).map(lambda path: f"https://h.example/{path}"),
    headers=st.lists(st.tuples(header_name, header_text), max_size=5).map(tuple),
    body=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))),
)


@given(requests)
def test_what_to_curl_writes_from_curl_reads(sent: HttpRequest) -> None:
    read = from_curl(to_curl(sent, with_secrets=True))
    assert (read.method, read.url, read.headers, read.body) == (sent.method, sent.url, sent.headers, sent.body)


def test_a_large_body_goes_through_the_pipe() -> None:
    sent = request(b"x" * 150_000)
    text = to_curl(sent, with_secrets=True)
    assert text.startswith("printf %s ")
    assert from_curl(text).body == sent.body


READABLE = {
    "plain GET": ("curl https://h.example/a", HttpRequest("GET", "https://h.example/a")),
    "no scheme": ("curl h.example", HttpRequest("GET", "http://h.example")),
    "data makes a form POST": (
        "curl -d a=1 --data b=2 https://h.example",
        HttpRequest("POST", "https://h.example", (("content-type", "application/x-www-form-urlencoded"),), b"a=1&b=2"),
    ),
    "json": (
        """curl --json '{"a":1}' https://h.example""",
        HttpRequest(
            "POST",
            "https://h.example",
            (("content-type", "application/json"), ("accept", "application/json")),
            b'{"a":1}',
        ),
    ),
    "browser's words": (
        "curl 'https://h.example/x' \\\n  -X 'PUT' \\\n  -H 'Content-Type: text/plain' \\\n"
        "  --data-raw $'it\\'s \\u00e4 \\xc3\\xa4 \\n' \\\n  --compressed ;",
        HttpRequest("PUT", "https://h.example/x", (("content-type", "text/plain"),), "it's ä ä \n".encode()),
    ),
    "short options together": (
        "curl -sSvkXDELETE https://h.example",
        HttpRequest("DELETE", "https://h.example"),
    ),
    "user": (
        "curl -u key:pass https://h.example",
        HttpRequest("GET", "https://h.example", (("authorization", "Basic a2V5OnBhc3M="),)),
    ),
    "bearer": (
        "curl --oauth2-bearer tok https://h.example",
        HttpRequest("GET", "https://h.example", (("authorization", "Bearer tok"),)),
    ),
    "named headers": (
        "curl -A agent -e https://r.example -b 'a=b' https://h.example",
        HttpRequest(
            "GET",
            "https://h.example",
            (("user-agent", "agent"), ("referer", "https://r.example"), ("cookie", "a=b")),
        ),
    ),
    "get with data": ("curl -G -d q=1 https://h.example/?p=0", HttpRequest("GET", "https://h.example/?p=0&q=1")),
    "encoded data": (
        "curl --data-urlencode 'a=ü &' -H content-type: https://h.example",
        HttpRequest("POST", "https://h.example", (), b"a=%C3%BC%20%26"),
    ),
    "head": ("curl -I https://h.example", HttpRequest("HEAD", "https://h.example")),
    "link": (
        "curl --http2 --cacert /ca.pem -x http://p:1 --max-time 3 --cert c.pem https://h.example",
        HttpRequest(
            "GET", "https://h.example", link=Link(ca_file="/ca.pem", proxy=Secret("http://p:1"), http2_only=True)
        ),
    ),
    "double quotes and a comment": (
        'curl "https://h.example/$x" # a note\n-H "left: out"',
        HttpRequest("GET", "https://h.example/$x"),
    ),
    "a path to curl": ("/usr/bin/curl --url=https://h.example", HttpRequest("GET", "https://h.example")),
    "escapes in double quotes": (
        'curl -d "a\\"b\\\\c\\d" -H content-type: https://h.example',
        HttpRequest("POST", "https://h.example", (), b'a"b\\c\\d'),
    ),
}


@pytest.mark.parametrize(("text", "expected"), READABLE.values(), ids=READABLE.keys())
def test_commands_people_paste(text: str, expected: HttpRequest) -> None:
    assert from_curl(text) == expected


REFUSED = {
    "nothing": ("", "No command in it is curl"),
    "another program": ("wget https://h.example", "No command in it is curl"),
    "no address": ("curl -X POST", "no address"),
    "two addresses": ("curl https://a.example https://b.example", "more than one"),
    "ftp": ("curl ftp://h.example/file", "no http or https"),
    "bad port": ("curl https://h.example:port/", "no http or https"),
    "body from a file": ("curl -d @body.json https://h.example", "file body.json"),
    "encoded file": ("curl --data-urlencode name@file https://h.example", "from a file"),
    "headers from a file": ("curl -H @headers https://h.example", "from a file"),
    "cookies from a file": ("curl -b jar.txt https://h.example", "from a file"),
    "form": ("curl -F a=b https://h.example", "--form"),
    "unknown long option": ("curl --frobnicate https://h.example", "--frobnicate"),
    "unknown short option": ("curl -t x https://h.example", "-t"),
    "no value": ("curl https://h.example -H", "missing"),
    "open quote": ("curl 'https://h.example", "never closed"),
    "open double quote": ('curl "https://h.example', "never closed"),
    "open ANSI quote": ("curl $'https://h.example\\", "never closed"),
    "Windows": ('curl ^"https://h.example^"', "Windows"),
    "method": ("curl -X 'DE LETE' https://h.example", "method"),
    "header": ("curl -H $'a: b\\nc: d' https://h.example", "header"),
    "broken pipe": ("printf %s '!' | base64 --decode | curl -d @- https://h.example", "not base64"),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_says_why(text: str, words: str) -> None:
    with pytest.raises(UserError) as caught:
        from_curl(text)
    assert words in caught.value.why


@given(st.text(st.characters()).map(lambda text: "curl " + text))
def test_reading_is_total(text: str) -> None:
    with contextlib.suppress(UserError):
        assert isinstance(from_curl(text), HttpRequest)


class _Mirror(http.server.BaseHTTPRequestHandler):
    """Keeps what it was sent."""

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        self.server.seen.append((self.path, dict(self.headers.items()), self.rfile.read(length)))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def mirror() -> Iterator[http.server.HTTPServer]:
    with http.server.HTTPServer(("127.0.0.1", 0), _Mirror) as server:
        server.seen = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="needs curl and bash")
def test_a_real_curl_sends_the_very_bytes(mirror: http.server.HTTPServer) -> None:
    for body in NASTY_BODIES:
        path = "/a/../b/[1]{2}?q='x'&e=%20"
        sent = request(
            body, url=f"http://127.0.0.1:{mirror.server_port}{path}", headers=(("x-note", 'it\'s "q"'), ("x-empty", ""))
        )
        subprocess.run(
            ["bash", "-c", "set -e -o pipefail\n" + to_curl(sent, with_secrets=True)], check=True, timeout=20
        )
        seen_path, headers, seen_body = mirror.seen[-1]  # type: ignore[attr-defined]
        assert (seen_path, seen_body) == (path, body)
        assert (headers["x-note"], headers["x-empty"]) == ('it\'s "q"', "")
        assert "content-type" not in {name.lower() for name in headers}
