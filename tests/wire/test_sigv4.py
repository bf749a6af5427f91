"""Signatures equal those that AWS publishes, and botocore's for anything else."""

from __future__ import annotations

import calendar

import pytest

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
