"""Signatures equal those that AWS publishes, and botocore's for anything else."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime
from unittest.mock import patch
from urllib.parse import quote

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.secret import Secret
from pushbench.wire.sigv4 import AwsKeys, Scope, canonical_request, sign, string_to_sign

KEYS = AwsKeys("AKIDEXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
SCOPE = Scope("us-east-1", "service", float(calendar.timegm((2015, 8, 30, 12, 36, 0))))
HOST = "https://example.amazonaws.com"
FORM = ("Content-Type", "application/x-www-form-urlencoded")


def signature(method: str, url: str, headers: tuple[tuple[str, str], ...], body: bytes, keys: AwsKeys = KEYS) -> str:
    return sign(method, url, headers, body, keys, SCOPE)[-1][1].rpartition("Signature=")[2]


# The "AWS Signature Version 4 test suite", by the names of its folders.
VECTORS = {
    "get-vanilla": ("GET", "/", (), b"", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    "get-vanilla-query-order-key-case": (
        "GET",
        "/?Param2=value2&Param1=value1",
        (),
        b"",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ),
    "get-vanilla-empty-query-key": (
        "GET",
        "/?Param1=value1",
        (),
        b"",
        "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
    ),
    "get-utf8": ("GET", "/ሴ", (), b"", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
    "get-header-value-trim": (
        "GET",
        "/",
        (("My-Header1", " value1"), ("My-Header2", ' "a   b   c"')),
        b"",
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
    ),
    "get-header-key-duplicate": (
        "GET",
        "/",
        (("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")),
        b"",
        "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
    ),
    "post-vanilla": ("POST", "/", (), b"", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    "post-x-www-form-urlencoded": (
        "POST",
        "/",
        (FORM,),
        b"Param1=value1",
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    ),
}


@pytest.mark.parametrize("name", VECTORS)
def test_the_published_signatures(name: str) -> None:
    method, path, headers, body, wanted = VECTORS[name]
    assert signature(method, HOST + path, headers, body) == wanted


def test_a_session_token_is_signed_along() -> None:
    temporary = AwsKeys(KEYS.access_key_id, KEYS.secret_access_key, Secret("AQoDYXdzEPT"))
    headers = dict(sign("POST", f"{HOST}/", (), b"", temporary, SCOPE))
    assert headers["x-amz-security-token"] == "AQoDYXdzEPT"
    assert "SignedHeaders=host;x-amz-date;x-amz-security-token," in headers["authorization"]


def test_the_string_to_sign_names_the_request() -> None:
    names, canonical = canonical_request("GET", f"{HOST}/", (("X-Amz-Date", SCOPE.timestamp),), b"")
    assert names == "host;x-amz-date"
    # "get-vanilla.sts" of the suite
    assert string_to_sign(canonical, SCOPE).endswith("bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63")


def botocore_headers(
    method: str, url: str, headers: tuple[tuple[str, str], ...], body: bytes, keys: AwsKeys
) -> dict[str, str]:
    """Return what botocore sends with the same request, names in lower case."""
    request = AWSRequest(method=method, url=url, data=body)
    for name, value in headers:
        request.headers[name] = value
    token = keys.session_token.reveal() if keys.session_token is not None else None
    credentials = Credentials(keys.access_key_id, keys.secret_access_key.reveal(), token)
    moment = datetime.fromtimestamp(SCOPE.now, UTC)
    with patch("botocore.auth.get_current_datetime", lambda: moment):
        SigV4Auth(credentials, SCOPE.service, SCOPE.region).add_auth(request)
    return {name.lower(): value for name, value in request.headers.items()}


STEPS = st.text("abz019-._~ %/:@&+,;'()*!äሴ", max_size=6) | st.sampled_from([".", "..", ""])
PATHS = st.lists(STEPS, max_size=5).map(
    lambda steps: "/" + "/".join(quote(step, safe="/:@&+,;'()*!~") for step in steps)
)
WORDS = st.text("abzAZ09-._~ /=&+%ä", max_size=8)
# As clients write a query: botocore takes it as it stands, so only the one right spelling is comparable.
QUERIES = st.lists(st.tuples(WORDS, WORDS), max_size=4).map(
    lambda pairs: "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)
)
# botocore keeps headers in a mapping that joins no repeats, and leaves a few names unsigned.
NAMES = st.text("abcz-", min_size=1, max_size=8).map(lambda name: f"x-{name}")
HEADERS = st.dictionaries(NAMES, st.text("ab09 ;=,\t", max_size=10), max_size=4).map(lambda pairs: tuple(pairs.items()))
SECRETS = st.text("abzAZ09+/=", min_size=1, max_size=40)
KEY_SETS = st.builds(
    AwsKeys,
    st.text("AKIZ09", min_size=4, max_size=20),
    SECRETS.map(Secret),
    st.none() | SECRETS.map(Secret),
)


@given(
    st.sampled_from(["GET", "POST", "PUT"]),
    st.sampled_from(["https://sns.us-east-1.amazonaws.com", "http://127.0.0.1:5000", "https://h:443", "http://H:80"]),
    PATHS,
    QUERIES,
    HEADERS,
    st.binary(max_size=40),
    KEY_SETS,
)
def test_any_request_is_signed_as_botocore_signs_it(
    method: str,
    origin: str,
    path: str,
    query: str,
    headers: tuple[tuple[str, str], ...],
    body: bytes,
    keys: AwsKeys,
) -> None:
    url = f"{origin}{path}" + (f"?{query}" if query else "")
    theirs = botocore_headers(method, url, headers, body, keys)
    ours = dict(sign(method, url, headers, body, keys, SCOPE))
    assert ours["authorization"] == theirs["authorization"]
    assert ours["x-amz-date"] == theirs["x-amz-date"]
    assert ours.get("x-amz-security-token") == theirs.get("x-amz-security-token")
