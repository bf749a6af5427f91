"""Keys, certificates, accounts and tokens made for the tests; nothing here ever signed anything real."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from pushbench.sandbox.apns_certificates import issue
from pushbench.sandbox.authority import Authority, Issued
from pushbench.wire.base64url import b64url

PASSPHRASE = "open sesame"
NOW = datetime.now(UTC).timestamp()
APP = "app.skylark.ios"
TEAM = "M84TZ6KW21"
KEY_ID = "ABC123DEFG"
UUID = "5eb5a37e-b458-11e3-ac11-000c2940e62c"
AWS_ID, AWS_SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ASIA_ID = "ASIAIOSFODNN7EXAMPLE"
APPLICATION = "arn:aws:sns:eu-central-1:123456789012:app/APNS_SANDBOX/skylark"
OS_KEY = "os_v2_app_l225a7vuladxvkyrqaabzfaogi4xyzabcdefghijk"
OLD_KEY = base64.b64encode(b"4a00ff22-ccd7-11e3-99d5-000c2940e62c").decode()
EXPO_TOKEN = "abcDEF_hijKLMnopQRStuvWXYz0123456789-abc"
assert len(EXPO_TOKEN) == 40


@cache
def p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def other_p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def p384() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def pem(key: Any, *, form: PrivateFormat = PrivateFormat.PKCS8, passphrase: str = "") -> str:
    lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    text: bytes = key.private_bytes(Encoding.PEM, form, lock)
    return text.decode()


def ed25519_pem() -> str:
    return pem(ed25519.Ed25519PrivateKey.generate())


def public_pem(key: Any) -> str:
    text: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return text.decode()


def der(key: Any) -> bytes:
    made: bytes = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return made


def scalar(key: ec.EllipticCurvePrivateKey) -> str:
    return b64url(key.private_numbers().private_value.to_bytes(32))


def point(key: ec.EllipticCurvePrivateKey) -> str:
    return b64url(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def compressed(key: ec.EllipticCurvePrivateKey) -> str:
    return b64url(key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def padded(digits: str) -> str:
    plain = digits.replace("-", "+").replace("_", "/")
    return plain + "=" * (-len(plain) % 4)


def jwk(key: ec.EllipticCurvePrivateKey, *, private: bool = True) -> str:
    numbers = key.public_key().public_numbers()
    made = {"kty": "EC", "crv": "P-256", "x": b64url(numbers.x.to_bytes(32)), "y": b64url(numbers.y.to_bytes(32))}
    return json.dumps({**made, "d": scalar(key)} if private else made)


@cache
def authority() -> Authority:
    return Authority({})


@cache
def certificate(
    *, development: bool = True, production: bool = True, days: int = 396, starts: datetime | None = None
) -> Issued:
    return issue(
        authority(), APP, team_id=TEAM, is_development=development, is_production=production, days=days, starts=starts
    )


def cer(issued: Issued) -> bytes:
    return issued.certificate.public_bytes(Encoding.DER)


def p12(issued: Issued, passphrase: str = PASSPHRASE, *, key: bool = True, own: bool = True) -> bytes:
    lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return pkcs12.serialize_key_and_certificates(
        b"push", issued.key if key else None, issued.certificate if own else None, None, lock
    )


@cache
def signing_certificate() -> bytes:
    """An “Apple Development” certificate, with which apps are signed."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Apple Development: Ana Lopes (M84TZ6KW21)")])
    return cer(authority().issue_client(name, [], days=30))


@cache
def request() -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ana Lopes")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(p256(), hashes.SHA256())
    return made.public_bytes(Encoding.PEM).decode()


def account(**changes: Any) -> dict[str, Any]:
    made = {
        "type": "service_account",
        "project_id": "skylark-stg",
        "private_key_id": "0f" * 20,
        "private_key": pem(rsa_key()),
        "client_email": "push@skylark-stg.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": "https://oauth2.googleapis.com/token",
        **changes,
    }
    return {key: value for key, value in made.items() if value is not None}


GOOGLE_SERVICES = {
    "project_info": {"project_number": "123456789012", "project_id": "skylark-stg", "storage_bucket": "x"},
    "client": [{"client_info": {"android_client_info": {"package_name": "app.skylark.android"}}}],
}
PLIST = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>GCM_SENDER_ID</key><string>123456789012</string>
<key>BUNDLE_ID</key><string>app.skylark.ios</string>
<key>PROJECT_ID</key><string>skylark-stg</string>
<key>GOOGLE_APP_ID</key><string>1:123456789012:ios:abc</string>
</dict></plist>"""
WEB_CONFIG = """const firebaseConfig = {
  apiKey: "AIzaSyA-abcdefghijklmnopqrstuvwxyz01234",
  projectId: "skylark-stg", messagingSenderId: "123456789012", appId: "1:1:web:1"
};"""
LEGACY = "AAAAabcdefg:" + "APA91b" + "x" * 134


def costly(whole: bytes) -> bytes:
    """Return a .p12 whose checksum asks for two thousand million rounds."""
    head, mark, tail = whole.rpartition(b"\x02\x02")
    assert mark
    assert len(tail) == 2
    checksum = next(
        at for at in range(len(whole) - 60, 0, -1) if whole[at] == 0x30 and at + 2 + whole[at + 1] == len(whole)
    )
    count = b"\x02\x04\x7f\xff\xff\xff"
    body = head[4:checksum] + bytes([0x30, whole[checksum + 1] + 2]) + head[checksum + 2 :] + count
    return b"\x30\x82" + len(body).to_bytes(2) + body
