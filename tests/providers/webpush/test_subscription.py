"""PushSubscription JSON: every form that is taken, every malformation told."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from tests.providers.webpush.given import APPLE, AUTH, FCM, GENERIC, MOZILLA, P256DH, WNS, subscription, un_b64

from pushbench.domain.errors import UserError
from pushbench.providers.webpush.endpoint import origin_of
from pushbench.providers.webpush.spec import SPEC
from pushbench.providers.webpush.subscription import check_subscription, read_subscription

NORMAL = subscription()


def standard(text: str) -> str:
    return base64.b64encode(un_b64(text)).decode()


@pytest.mark.parametrize(
    "text",
    [
        NORMAL,
        subscription(keys={"p256dh": P256DH + "=", "auth": AUTH + "=="}),
        subscription(keys={"p256dh": standard(P256DH), "auth": standard(AUTH)}),
        subscription(keys=..., p256dh=P256DH, auth=AUTH),
        subscription(expirationTime=...),
        subscription(options={"userVisibleOnly": True}),
        json.dumps({"subscription": json.loads(NORMAL), "user": 7}),
        json.dumps(NORMAL),
        f"  \n{NORMAL}\n",
    ],
)
def test_every_form_becomes_the_same_one(text: str) -> None:
    read = read_subscription(text)
    assert read.p256dh == un_b64(P256DH)
    assert read.auth == un_b64(AUTH)
    assert read.to_json() == NORMAL
    assert check_subscription(text) is None


def test_the_expiration_time_is_kept() -> None:
    read = read_subscription(subscription(expirationTime=1_763_800_000_000))
    assert read.to_json() == subscription(expirationTime=1_763_800_000_000)
    assert read.has_expired(1_763_800_000)
    assert not read.has_expired(1_763_799_999)
    assert not read_subscription(NORMAL).has_expired(9e12)


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:8080/wpush/v2/x", "http://localhost/x", "http://[::1]:80/x"])
def test_a_push_service_on_this_computer_may_do_without_tls(endpoint: str) -> None:
    assert read_subscription(subscription(endpoint)).endpoint == endpoint


NOT_ON_CURVE = base64.urlsafe_b64encode(b"\x04" + b"\x01" * 64).decode()
COMPRESSED = base64.urlsafe_b64encode(b"\x02" + un_b64(P256DH)[1:33]).decode()
HYBRID = base64.urlsafe_b64encode(b"\x06" + un_b64(P256DH)[1:]).decode()


@pytest.mark.parametrize(
    ("text", "what", "why"),
    [
        ("", "no PushSubscription", "empty"),
        ("ab" * 32, "no PushSubscription", "something else"),
        (GENERIC, "no PushSubscription", "endpoint alone"),
        (NORMAL[:-10], "no PushSubscription", "does not parse"),
        ("[1]", "no PushSubscription", "something else"),
        ("7", "no PushSubscription", "something else"),
        ("{}", "has no endpoint", "none"),
        ('{"url":1}', "has no endpoint", "“url”"),
        (subscription(endpoint=""), "endpoint is not a string", ""),
        (json.dumps({"endpoint": 5}), "endpoint is not a string", ""),
        (subscription("push.example.net/x"), "not a URL", "names no host"),
        (subscription("https:///x"), "not a URL", "names no host"),
        (subscription("https://[::1/x"), "not a URL", ""),
        (subscription("https://h:99999/x"), "not a URL", "Port out of range"),
        (subscription("https://me:pw@h/x"), "not a URL", "names no host"),
        (subscription("https://h/ x"), "not a URL", "white space"),
        (subscription("https://h/é"), "not a URL", "outside ASCII"),
        (subscription("http://push.example.net/x"), "not https", "http://"),
        (subscription("ftp://push.example.net/x"), "not https", "ftp://"),
        (subscription("http://127.0.0.1.evil.example/x"), "not https", "http://"),
        (subscription(keys=...), "no p256dh", "keys.p256dh"),
        (subscription(keys={}), "no p256dh", "keys.p256dh"),
        (subscription(keys=[]), "keys are not an object", ""),
        (subscription(keys={"p256dh": P256DH}), "no auth", "keys.auth"),
        (subscription(keys={"p256dh": 5, "auth": AUTH}), "p256dh is not base64url", "not a string"),
        (subscription(keys={"p256dh": "B€", "auth": AUTH}), "p256dh is not base64url", "outside the alphabet"),
        (subscription(keys={"p256dh": P256DH[:-2], "auth": AUTH}), "p256dh is not base64url", "missing or too many"),
        (subscription(keys={"p256dh": P256DH[:-3], "auth": AUTH}), "not 65 bytes", "holds 63 bytes"),
        (subscription(keys={"p256dh": "", "auth": AUTH}), "not 65 bytes", "holds 0 bytes"),
        (subscription(keys={"p256dh": COMPRESSED, "auth": AUTH}), "not 65 bytes", "compressed"),
        (subscription(keys={"p256dh": AUTH, "auth": P256DH}), "not 65 bytes", "swapped"),
        (subscription(keys={"p256dh": P256DH, "auth": P256DH}), "not 16 bytes", "swapped"),
        (subscription(keys={"p256dh": HYBRID, "auth": AUTH}), "begin with 0x04", "0x06"),
        (subscription(keys={"p256dh": NOT_ON_CURVE, "auth": AUTH}), "no point on the curve", "altered or made up"),
        (subscription(keys={"p256dh": P256DH, "auth": AUTH[:-2]}), "not 16 bytes", "holds 15 bytes"),
        (subscription(keys={"p256dh": P256DH, "auth": AUTH[:-1]}), "auth is not base64url", "missing or too many"),
        (subscription(expirationTime="soon"), "expirationTime is no time", "milliseconds"),
        (subscription(expirationTime=True), "expirationTime is no time", "milliseconds"),
        ("{" + " " * 70_000 + "}", "too long", ""),
    ],
)
def test_each_malformation_is_told(text: str, what: str, why: str) -> None:
    sentence = check_subscription(text)
    assert sentence is not None
    assert what in sentence
    assert why in sentence
    if "point on the curve" not in what:
        with pytest.raises(UserError) as caught:
            read_subscription(text)
        assert "Copy the subscription" in caught.value.fix


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.sampled_from(["keys", "auth"]), inner),
    max_leaves=8,
)
_fields = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("endpoint", "expirationTime", "keys", "p256dh", "auth", "subscription"), _json)
)


@given_any(st.text() | _fields.map(json.dumps) | _json.map(json.dumps))
def test_any_text_is_a_subscription_or_a_user_error(text: str) -> None:
    sentence = check_subscription(text)
    if sentence is None:
        read = read_subscription(text)
        assert read_subscription(read.to_json()) == read
    else:
        assert sentence.startswith("The ")
        assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("endpoint", "service"),
    [
        (MOZILLA, "mozilla"),
        (FCM, "fcm"),
        ("https://fcm.googleapis.com/wp/abc", "fcm"),
        (APPLE, "apple"),
        (WNS, "wns"),
        (GENERIC, None),
        ("https://fcm.googleapis.com.evil.example/x", None),
        ("https://notify.windows.com.example/x", None),
        ("https://[::1/x", None),
        ("", None),
    ],
)
def test_services_are_told_by_their_hosts(endpoint: str, service: str | None) -> None:
    found = origin_of(endpoint).service
    assert (found.id if found else None) == service


def test_the_only_kind_of_target_is_a_subscription() -> None:
    (only,) = SPEC.targets
    assert only.check(NORMAL) is None
    assert only.check(GENERIC) is not None
    assert SPEC.target(only.kind) is only
