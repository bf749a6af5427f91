"""Client certificates: .p12 and PEM, right and wrong passphrases, halves, pairs that do not fit."""

from __future__ import annotations

import base64
import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)
from hypothesis import given
from hypothesis import strategies as st

from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret
from pushbench.wire.keys import load_client_certificate


def certificate(key: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    long_ago = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(long_ago)
        .not_valid_after(long_ago + datetime.timedelta(days=365))
        .sign(key, SHA256())
    )


KEY, OTHER_KEY = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
OWN, ISSUER = certificate(KEY, "Apple Push Services: com.example"), certificate(OTHER_KEY, "Example CA")
OWN_PEM, ISSUER_PEM = (one.public_bytes(Encoding.PEM).decode() for one in (OWN, ISSUER))
KEY_PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
PASSPHRASE = Secret("correct horse")


def p12(passphrase: Secret | None = PASSPHRASE) -> Secret:
    encryption = BestAvailableEncryption(passphrase.reveal_bytes()) if passphrase else NoEncryption()
    raw = pkcs12.serialize_key_and_certificates(b"push", KEY, OWN, [ISSUER], encryption)
    return Secret(base64.b64encode(raw).decode())


def encrypted_key(form: PrivateFormat) -> str:
    return KEY.private_bytes(Encoding.PEM, form, BestAvailableEncryption(PASSPHRASE.reveal_bytes())).decode()


READABLE = {
    "p12": (p12(), PASSPHRASE),
    "p12 without passphrase": (p12(None), None),
    "PEM": (Secret(OWN_PEM + KEY_PEM + ISSUER_PEM), None),
    "PEM, key first, issuer before own": (Secret(KEY_PEM + ISSUER_PEM + OWN_PEM), None),
    "PEM with an encrypted key": (Secret(OWN_PEM + encrypted_key(PrivateFormat.PKCS8) + ISSUER_PEM), PASSPHRASE),
    "PEM with a key encrypted the old way": (
        Secret(OWN_PEM + encrypted_key(PrivateFormat.TraditionalOpenSSL) + ISSUER_PEM),
        PASSPHRASE,
    ),
    "passphrase given in vain": (Secret(OWN_PEM + KEY_PEM + ISSUER_PEM), PASSPHRASE),
}


@pytest.mark.parametrize(("material", "passphrase"), READABLE.values(), ids=READABLE.keys())
def test_every_shape_of_one_certificate(material: Secret, passphrase: Secret | None) -> None:
    bundle = load_client_certificate(material, passphrase)
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert bundle.certificate == OWN
    assert bundle.certificate_pem.decode() == OWN_PEM
    assert bundle.chain_pem.decode() == ISSUER_PEM
    assert bundle.key.public_key().public_bytes(*form) == KEY.public_key().public_bytes(*form)


CERTIFICATE_ONLY_P12 = base64.b64encode(
    pkcs12.serialize_key_and_certificates(None, None, OWN, None, NoEncryption())
).decode()

REFUSED = {
    "passphrase with a zero": (p12().reveal(), Secret("a\0b"), "passphrase does not open"),
    "wrong passphrase": (p12().reveal(), Secret("wrong"), "passphrase does not open"),
    "no passphrase": (p12().reveal(), None, "needs a passphrase"),
    "wrong passphrase of a PEM key": (OWN_PEM + encrypted_key(PrivateFormat.PKCS8), Secret("x"), "does not open"),
    "no passphrase of a PEM key": (OWN_PEM + encrypted_key(PrivateFormat.PKCS8), None, "needs a passphrase"),
    "p12 without key": (CERTIFICATE_ONLY_P12, None, "no private key"),
    "certificate alone": (OWN_PEM, None, "no private key"),
    "key alone": (KEY_PEM, None, "no certificate"),
    "strangers": (ISSUER_PEM + KEY_PEM, None, "do not belong together"),
    "broken certificate": (KEY_PEM + KEY_PEM.replace("PRIVATE KEY", "CERTIFICATE"), None, "cannot be read"),
    "cut p12": (p12().reveal()[:400], PASSPHRASE, "cannot be read"),
    "base64 of something else": (base64.b64encode(b"hello" * 30).decode(), None, "neither PEM text nor a .p12"),
    "web page": ("<html>", None, "web page"),
    "empty": ("", None, "empty"),
}


@pytest.mark.parametrize(("text", "passphrase", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_everything_else_is_explained(text: str, passphrase: Secret | None, words: str) -> None:
    with pytest.raises(UserError) as caught:
        load_client_certificate(Secret(text), passphrase)
    assert words in f"{caught.value.what} {caught.value.why}"
    assert caught.value.fix
    assert "correct horse" not in str(caught.value)


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.b64encode(b"\x30" + raw).decode())))
def test_reading_is_total(text: str) -> None:
    with pytest.raises(UserError):
        load_client_certificate(Secret(text), None)
