"""The table: what is dropped or pasted, and what must be said of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.serialization import PrivateFormat
from tests.providers.credential_cases import made as m

from pushbench.engine.registry import Registry


@dataclass(frozen=True)
class Case:
    what: str
    data: Callable[[], bytes | str]
    provider: str | None
    """None: no service knows it."""
    says: str
    """A piece of the title, of a finding's or of the trouble's first sentence."""
    name: str = ""
    is_good: bool = False
    passphrase: str = ""
    locked: bool = False
    fills: tuple[str, ...] = ()
    """Fields of the profile that it fills."""


def _ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def _pair(private: str, public: str) -> str:
    return json.dumps({"publicKey": public, "privateKey": private})


def _env(**lines: str) -> str:
    return "\n".join(f"{key}={value}" for key, value in lines.items())


def _p384_scalar() -> str:
    return m.b64url(m.p384().private_numbers().private_value.to_bytes(48))


APNS = (
    Case("p8", lambda: m.pem(m.p256()), "apns", "signing key", "AuthKey_ABC123DEFG.p8", True, fills=("key", "key_id")),
    Case("p8 named in lower case", lambda: m.pem(m.p256()), "apns", "signing", "authkey_abc123defg.p8", True),
    Case("p8 named by its id alone", lambda: m.pem(m.p256()), "apns", "signing", "ABC123DEFG.p8", True, fills=("key_id",)),
    Case("p8 without a name", lambda: m.pem(m.p256()), "apns", "signing key", "", True, fills=("key",)),
    Case("p8 with CRLF and BOM", lambda: "\ufeff" + m.pem(m.p256()).replace("\n", "\r\n"), "apns", "signing", "a.p8", True),
    Case("p8 in UTF-16", lambda: m.pem(m.p256()).encode("utf-16"), "apns", "signing", "AuthKey_ABC123DEFG.p8", True),
    Case("p8 with written line breaks", lambda: m.pem(m.p256()).replace("\n", "\\n"), "apns", "signing", "a.p8", True),
    Case("SEC1 key", lambda: m.pem(m.p256(), form=PrivateFormat.TraditionalOpenSSL), "apns", "signing", "k.p8", True),
    Case("p8 as DER", lambda: m.der(m.p256()), "apns", "signing", "AuthKey_ABC123DEFG.p8", True),
    Case("p8 cut off", lambda: m.pem(m.p256())[:90], "apns", "cut off", "AuthKey_ABC123DEFG.p8"),
    Case("p8 damaged inside", lambda: m.pem(m.p256()).replace("M", "!", 3), "apns", "damaged", "AuthKey_ABC123DEFG.p8"),
    Case("p8 on P-384", lambda: m.pem(m.p384()), "apns", "secp384r1", "AuthKey_ABC123DEFG.p8"),
    Case("RSA in a p8", lambda: m.pem(m.rsa_key()), "apns", "RSA", "AuthKey_ABC123DEFG.p8"),
    Case("Ed25519 in a p8", m.ed25519_pem, "apns", "Ed25519", "AuthKey_ABC123DEFG.p8"),
    Case("public key for private", lambda: m.public_pem(m.p256()), "apns", "public key", "AuthKey_ABC123DEFG.p8"),
    Case("key of the store", lambda: m.pem(m.p256()), "apns", "SubscriptionKey", "SubscriptionKey_ABC123DEFG.p8", True),
    Case("encrypted p8", lambda: m.pem(m.p256(), passphrase=m.PASSPHRASE), "apns", "passphrase", "a.p8", True, locked=True),
    Case("encrypted p8, opened", lambda: m.pem(m.p256(), passphrase=m.PASSPHRASE), "apns", "signing key", "a.p8", True,
         passphrase=m.PASSPHRASE, fills=("key",)),
    Case("encrypted p8, wrong word", lambda: m.pem(m.p256(), passphrase=m.PASSPHRASE), "apns", "does not open", "a.p8",
         True, passphrase="no", locked=True),
    Case("web page as p8", lambda: "<!DOCTYPE html><html><body>Sign in</body></html>", "apns", "not a key",
         "AuthKey_ABC123DEFG.p8"),
    Case("p12", lambda: m.p12(m.certificate()), "apns", "its key", "push.p12", True, passphrase=m.PASSPHRASE,
         fills=("certificate", "passphrase", "bundle_id")),
    Case("p12 without passphrase", lambda: m.p12(m.certificate(), ""), "apns", "its key", "push.p12", True,
         fills=("certificate",)),
    Case("p12 in base64", lambda: base64.b64encode(m.p12(m.certificate(), "")).decode(), "apns", "its key", "", True),
    Case("p12 locked", lambda: m.p12(m.certificate()), "apns", "passphrase", "push.p12", True, locked=True),
    Case("p12 wrong passphrase", lambda: m.p12(m.certificate()), "apns", "does not open", "push.p12", True,
         passphrase="wrong", locked=True),
    Case("p12 that takes hours", lambda: m.costly(m.p12(m.certificate())), "apns", "would take hours", "push.p12",
         passphrase=m.PASSPHRASE),
    Case("p12 cut off", lambda: m.p12(m.certificate())[:300], "apns", "cut off", "push.p12"),
    Case("p12 without key", lambda: m.p12(m.certificate(), key=False), "apns", "private key", "push.p12",
         passphrase=m.PASSPHRASE),
    Case("p12 without certificate", lambda: m.p12(m.certificate(), own=False), "apns", "no certificate", "push.p12",
         passphrase=m.PASSPHRASE),
    Case("cer", lambda: m.cer(m.certificate()), "apns", "private key", "aps.cer"),
    Case("certificate in PEM", lambda: m.certificate().certificate_pem.decode(), "apns", "private key", "aps.pem"),
    Case("PEM with both", lambda: (m.certificate().certificate_pem + m.certificate().key_pem()).decode(), "apns",
         "its key", "aps.pem", True, fills=("certificate",)),
    Case("PEM, key of another", lambda: m.certificate().certificate_pem.decode() + m.pem(m.p256()), "apns",
         "do not belong together", "aps.pem"),
    Case("PEM, key encrypted", lambda: (m.certificate().certificate_pem + m.certificate().key_pem(b"x1234")).decode(),
         "apns", "passphrase", "aps.pem", True, locked=True),
    Case("certificate ended", lambda: m.p12(m.certificate(days=10, starts=_ago(30)), ""), "apns", "ended on", "a.p12"),
    Case("certificate not begun", lambda: m.p12(m.certificate(days=99, starts=_ago(-9)), ""), "apns", "begins", "a.p12"),
    Case("certificate ends soon", lambda: m.p12(m.certificate(days=12), ""), "apns", "ends on", "a.p12", True),
    Case("signing certificate", m.signing_certificate, "apns", "no push certificate", "development.cer"),
    Case("signing request", m.request, "apns", "signing request", "CertificateSigningRequest.certSigningRequest"),
    Case("provisioning profile", lambda: b"0\x82\x01\x00<plist>ProvisionedDevices</plist>\xff", "apns",
         "provisioning profile", "Skylark.mobileprovision"),
    Case("settings", lambda: _env(APNS_KEY_ID=m.KEY_ID, APNS_TEAM_ID=m.TEAM, APNS_BUNDLE_ID=m.APP), "apns", "Ids", ".env",
         True, fills=("key_id", "team_id", "bundle_id")),
    Case("settings with the key", lambda: _env(APNS_KEY_ID=m.KEY_ID, APNS_TEAM_ID=m.TEAM,
         APNS_KEY=f'"{m.pem(m.p256()).strip()}"'.replace("\n", "\\n")), "apns", "its ids", ".env", True,
         fills=("key", "key_id", "team_id")),
)  # fmt: skip

FCM = (
    Case("account", lambda: json.dumps(m.account(), indent=2), "fcm", "service account", "skylark-firebase-adminsdk.json",
         True, fills=("service_account",)),
    Case("account in base64", lambda: base64.b64encode(json.dumps(m.account()).encode()).decode(), "fcm", "service account",
         "", True, fills=("service_account",)),
    Case("account in a variable", lambda: "FIREBASE_SERVICE_ACCOUNT='" + json.dumps(m.account()) + "'", "fcm", "service",
         ".env", True),
    Case("account in three variables", lambda: _env(FIREBASE_PROJECT_ID="skylark-stg",
         FIREBASE_CLIENT_EMAIL="push@skylark-stg.iam.gserviceaccount.com",
         FIREBASE_PRIVATE_KEY='"' + m.pem(m.rsa_key()).replace("\n", "\\n") + '"'), "fcm", "service account", ".env", True),
    Case("account without project", lambda: json.dumps(m.account(project_id=None)), "fcm", "names no project"),
    Case("account without address", lambda: json.dumps(m.account(client_email=None)), "fcm", "incomplete"),
    Case("account without key", lambda: json.dumps(m.account(private_key=None)), "fcm", "incomplete"),
    Case("account, broken key", lambda: json.dumps(m.account(private_key=m.pem(m.rsa_key())[:200])), "fcm", "cut off"),
    Case("account with an EC key", lambda: json.dumps(m.account(private_key=m.pem(m.p256()))), "fcm", "not an RSA key"),
    Case("account of another project", lambda: json.dumps(m.account(project_id="other-app")), "fcm", "of the project", "",
         True),
    Case("account cut off", lambda: json.dumps(m.account())[:300], "fcm", "cannot be read", "service-account.json"),
    Case("google-services.json", lambda: json.dumps(m.GOOGLE_SERVICES), "fcm", "google-services.json",
         "google-services.json"),
    Case("plist", lambda: m.PLIST, "fcm", "GoogleService-Info.plist", "GoogleService-Info.plist"),
    Case("web configuration", lambda: m.WEB_CONFIG, "fcm", "web app", "firebase.js"),
    Case("legacy server key", lambda: m.LEGACY, "fcm", "legacy"),
    Case("legacy key in a variable", lambda: f"FCM_SERVER_KEY={m.LEGACY}", "fcm", "legacy", ".env"),
    Case("web API key", lambda: "AIzaSyA-abcdefghijklmnopqrstuvwxyz01234", "fcm", "web API key"),
    Case("OAuth client", lambda: json.dumps({"installed": {"client_id": "x"}}), "fcm", "OAuth client",
         "client_secret.json"),
    Case("own credentials", lambda: json.dumps({"type": "authorized_user", "client_id": "x"}), "fcm", "your own"),
    Case("workload identity", lambda: json.dumps({"type": "external_account"}), "fcm", "workload identity"),
    Case("access token", lambda: "ya29.a0AfB_byC-abcdefghijklmnop", "fcm", "access token", "", True,
         fills=("access_token",)),
    Case("cut off in the key", lambda: json.dumps(m.account())[:400], "fcm", "cannot be read"),
    Case("path", lambda: "GOOGLE_APPLICATION_CREDENTIALS=/etc/keys/skylark.json", "fcm", "only the path", ".env"),
    Case("RSA key alone", lambda: m.pem(m.rsa_key()), "fcm", "private key alone", "key.pem"),
    Case("registration token", lambda: "cXyzabcdefghijklmnopq1:APA91b" + "x" * 130, "fcm", "registration token"),
)  # fmt: skip

WEBPUSH = (
    Case("private, raw", lambda: m.scalar(m.p256()), "webpush", "private key", "vapid.txt", True, fills=("private_key",)),
    Case("private, pasted", lambda: m.scalar(m.p256()), "webpush", "private key", "", True),
    Case("private, padded base64", lambda: m.padded(m.scalar(m.p256())), "webpush", "private key", "vapid", True),
    Case("private in quotes", lambda: f'"{m.scalar(m.p256())}",', "webpush", "private key", "", True),
    Case("private in hex", lambda: m.p256().private_numbers().private_value.to_bytes(32).hex(), "webpush", "private",
         "vapid.txt", True),
    Case("private in PEM", lambda: m.pem(m.p256()), "webpush", "private key", "vapid_private.pem", True),
    Case("private in SEC1", lambda: m.pem(m.p256(), form=PrivateFormat.TraditionalOpenSSL), "webpush", "private", "vapid.pem",
         True),
    Case("encrypted PEM", lambda: m.pem(m.p256(), passphrase="pass1"), "webpush", "passphrase", "vapid.pem", True, locked=True),
    Case("public, raw", lambda: m.point(m.p256()), "webpush", "public half"),
    Case("public, padded", lambda: m.padded(m.point(m.p256())), "webpush", "public half"),
    Case("public, compressed", lambda: m.compressed(m.p256()), "webpush", "compressed"),
    Case("public in PEM", lambda: m.public_pem(m.p256()), "webpush", "public half", "vapid_public.pem"),
    Case("pair of web-push", lambda: _pair(m.scalar(m.p256()), m.point(m.p256())), "webpush", "key pair", "", True,
         fills=("private_key", "public_key")),
    Case("pair as web-push prints it", lambda: "\n=====\n\nPublic Key:\n" + m.point(m.p256()) + "\n\nPrivate Key:\n"
         + m.scalar(m.p256()) + "\n\n=====\n", "webpush", "key pair", "", True),
    Case("pair in variables", lambda: _env(VAPID_PUBLIC_KEY=m.point(m.p256()), VAPID_PRIVATE_KEY=m.scalar(m.p256()),
         VAPID_SUBJECT="mailto:push@skylark.app"), "webpush", "key pair", ".env", True,
         fills=("private_key", "public_key", "subject")),
    Case("pair exported in a shell", lambda: f"export VAPID_PRIVATE_KEY='{m.scalar(m.p256())}'\nexport VAPID_PUBLIC_KEY="
         f"'{m.point(m.p256())}'", "webpush", "key pair", "", True),
    Case("pair in YAML", lambda: f"vapid:\n  publicKey: {m.point(m.p256())}\n  privateKey: {m.scalar(m.p256())}\n",
         "webpush", "key pair", "config.yml", True),
    Case("pair swapped", lambda: _pair(m.point(m.p256()), m.scalar(m.p256())), "webpush", "each other's place", "",
         fills=("private_key",)),
    Case("halves of two pairs", lambda: _pair(m.scalar(m.p256()), m.point(m.other_p256())), "webpush",
         "do not belong together"),
    Case("pair, public cut", lambda: _env(VAPID_PRIVATE_KEY=m.scalar(m.p256()), VAPID_PUBLIC_KEY=m.point(m.p256())[:60]),
         "webpush", "public key"),
    Case("only public in a variable", lambda: _env(VAPID_PUBLIC_KEY=m.point(m.p256())), "webpush", "public half", ".env"),
    Case("private of a wrong length", lambda: _env(VAPID_PRIVATE_KEY=_p384_scalar()), "webpush", "wrong length", ".env"),
    Case("private JWK", lambda: m.jwk(m.p256()), "webpush", "pair", "", True, fills=("private_key",)),
    Case("public JWK", lambda: m.jwk(m.p256(), private=False), "webpush", "public half"),
    Case("JWK on another curve", lambda: json.dumps({"kty": "EC", "crv": "P-521", "x": "a", "y": "b"}), "webpush", "P-521"),
    Case("key out of range", lambda: m.b64url(b"\xff" * 32), "webpush", "out of range"),
)  # fmt: skip

ONESIGNAL = (
    Case("app key", lambda: m.OS_KEY, "onesignal", "app key", "", True, fills=("api_key",)),
    Case("header", lambda: f"Authorization: Key {m.OS_KEY}", "onesignal", "app key", "", True),
    Case("id and key", lambda: f"{m.UUID}\n{m.OS_KEY}", "onesignal", "app id", "", True, fills=("app_id", "api_key")),
    Case("variables", lambda: _env(ONESIGNAL_APP_ID=m.UUID, ONESIGNAL_API_KEY=m.OS_KEY), "onesignal", "app id", ".env",
         True, fills=("app_id", "api_key")),
    Case("app id", lambda: m.UUID, "onesignal", "app id", "", True, fills=("app_id",)),
    Case("organisation key", lambda: "os_v2_org_abcdefghijklmnop", "onesignal", "organisation"),
    Case("old key", lambda: m.OLD_KEY, "onesignal", "old kind", "", True, fills=("api_key",)),
    Case("old key with Basic", lambda: f"Basic {m.OLD_KEY}", "onesignal", "old kind", "", True),
    Case("user auth key", lambda: _env(ONESIGNAL_USER_AUTH_KEY=m.OLD_KEY), "onesignal", "user auth key", ".env"),
    Case("app id is no UUID", lambda: _env(ONESIGNAL_APP_ID="skylark", ONESIGNAL_API_KEY=m.OS_KEY), "onesignal", "app key",
         ".env", True),
)  # fmt: skip

SNS = (
    Case("pasted pair", lambda: f"{m.AWS_ID}\n{m.AWS_SECRET}", "sns", "access key", "", True,
         fills=("access_key_id", "secret_access_key")),
    Case("credentials file", lambda: f"[default]\naws_access_key_id = {m.AWS_ID}\naws_secret_access_key = {m.AWS_SECRET}\n",
         "sns", "access key", "credentials", True),
    Case("credentials of several", lambda: f"[work]\naws_access_key_id={m.ASIA_ID}\naws_secret_access_key={m.AWS_SECRET}\n"
         f"aws_session_token=abc\n[default]\naws_access_key_id={m.AWS_ID}\naws_secret_access_key={m.AWS_SECRET}\n",
         "sns", "access key", "credentials", True),
    Case("console CSV", lambda: f"Access key ID,Secret access key\r\n{m.AWS_ID},{m.AWS_SECRET}\r\n", "sns", "access key",
         "push_accessKeys.csv", True, fills=("access_key_id", "secret_access_key")),
    Case("older console CSV", lambda: "\ufeffUser name,Password,Access key ID,Secret access key,Console login link\n"
         f"push,,{m.AWS_ID},{m.AWS_SECRET},https://x\n", "sns", "access key", "credentials.csv", True),
    Case("console password", lambda: "User name,Password,Console login link\npush,abc,https://x\n", "sns", "password",
         "credentials.csv"),
    Case("variables", lambda: _env(AWS_ACCESS_KEY_ID=m.AWS_ID, AWS_SECRET_ACCESS_KEY=m.AWS_SECRET,
         AWS_REGION="eu-central-1"), "sns", "access key", ".env", True, fills=("access_key_id", "region")),
    Case("PowerShell", lambda: f'$env:AWS_ACCESS_KEY_ID="{m.AWS_ID}"\n$env:AWS_SECRET_ACCESS_KEY="{m.AWS_SECRET}"', "sns",
         "access key", "", True),
    Case("temporary", lambda: _env(AWS_ACCESS_KEY_ID=m.ASIA_ID, AWS_SECRET_ACCESS_KEY=m.AWS_SECRET,
         AWS_SESSION_TOKEN="IQoJb3JpZ2luX2VjEXAMPLE"), "sns", "Temporary", ".env", True, fills=("session_token",)),
    Case("answer of sts", lambda: json.dumps({"Credentials": {"AccessKeyId": m.ASIA_ID, "SecretAccessKey": m.AWS_SECRET,
         "SessionToken": "IQoJb3Jp", "Expiration": "2999-01-01T00:00:00Z"}}), "sns", "Temporary", "", True),
    Case("temporary, ended", lambda: json.dumps({"Credentials": {"AccessKeyId": m.ASIA_ID, "SecretAccessKey": m.AWS_SECRET,
         "SessionToken": "IQoJb3Jp", "Expiration": "2024-01-01T00:00:00Z"}}), "sns", "ended on 2024-01-01 00:00 UTC"),
    Case("temporary, ended, of a tool", lambda: f"[default]\naws_access_key_id={m.ASIA_ID}\naws_secret_access_key="
         f"{m.AWS_SECRET}\naws_session_token=IQoJb3Jp\nx_security_token_expires=2024-01-01T02:00:00+02:00\n", "sns",
         "ended on 2024-01-01 00:00 UTC", "credentials"),
    Case("temporary without token", lambda: _env(AWS_ACCESS_KEY_ID=m.ASIA_ID, AWS_SECRET_ACCESS_KEY=m.AWS_SECRET), "sns",
         "session token is missing"),
    Case("lasting with token", lambda: _env(AWS_ACCESS_KEY_ID=m.AWS_ID, AWS_SECRET_ACCESS_KEY=m.AWS_SECRET,
         AWS_SESSION_TOKEN="abc"), "sns", "session token", "", True),
    Case("swapped", lambda: _env(AWS_ACCESS_KEY_ID=m.AWS_SECRET, AWS_SECRET_ACCESS_KEY=m.AWS_ID), "sns",
         "each other's place"),
    Case("id alone", lambda: m.AWS_ID, "sns", "secret access key is missing"),
    Case("secret alone", lambda: m.AWS_SECRET, "sns", "access key id is missing"),
    Case("short secret", lambda: _env(AWS_ACCESS_KEY_ID=m.AWS_ID, AWS_SECRET_ACCESS_KEY=m.AWS_SECRET[:30]), "sns",
         "30 characters", "", True),
    Case("user's id", lambda: "AIDAIOSFODNN7EXAMPLE1", "sns", "unique id"),
    Case("application", lambda: m.APPLICATION, "sns", "platform application", "", True,
         fills=("platform_application_arn", "region")),
    Case("topic", lambda: "arn:aws:sns:eu-central-1:123456789012:news", "sns", "ARN of a topic"),
)  # fmt: skip

EXPO = (
    Case("token", lambda: m.EXPO_TOKEN, "expo", "access token", "", True, fills=("access_token",)),
    Case("variable", lambda: f"EXPO_TOKEN={m.EXPO_TOKEN}", "expo", "access token", ".env", True),
    Case("push token", lambda: "ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]", "expo", "push token"),
    Case("push token in the variable", lambda: "EXPO_ACCESS_TOKEN=ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]", "expo",
         "push token"),
    Case("session", lambda: json.dumps({"auth": {"sessionSecret": "x", "username": "ana"}}), "expo", "session",
         "state.json"),
    Case("build credentials", lambda: json.dumps({"android": {"keystore": {"keystorePath": "a.jks"}}}), "expo", "EAS",
         "credentials.json"),
)  # fmt: skip

_AIRSHIP_KEY, _AIRSHIP_SECRET = "AbCdEfGhIjKlMnOpQrStUv", "ZyXwVuTsRqPoNmLkJiHgFe"

AIRSHIP = (
    Case("key and secret", lambda: _env(AIRSHIP_APP_KEY=_AIRSHIP_KEY, AIRSHIP_MASTER_SECRET=_AIRSHIP_SECRET), "airship",
         "key and secret", ".env", True, fills=("app_key", "master_secret")),
    Case("app secret", lambda: _env(AIRSHIP_APP_KEY=_AIRSHIP_KEY, AIRSHIP_APP_SECRET=_AIRSHIP_SECRET), "airship",
         "app secret, which does not send", ".env"),
    Case("secret is the key", lambda: _env(AIRSHIP_APP_KEY=_AIRSHIP_KEY, AIRSHIP_MASTER_SECRET=_AIRSHIP_KEY), "airship",
         "is the app key", ".env"),
    Case("app's configuration", lambda: "<plist version=\"1.0\"><dict><key>developmentAppKey</key>"
         f"<string>{_AIRSHIP_KEY}</string><key>developmentAppSecret</key><string>{_AIRSHIP_SECRET}</string></dict></plist>",
         "airship", "app secret, which does not send", "AirshipConfig.plist", fills=("app_key",)),
    Case("key malformed", lambda: _env(AIRSHIP_APP_KEY="short", AIRSHIP_MASTER_SECRET=_AIRSHIP_SECRET), "airship",
         "no app key", ".env"),
)  # fmt: skip

NOVU = (
    Case("secret key", lambda: f"NOVU_SECRET_KEY={'0123456789abcdef' * 2}", "novu", "secret key", ".env", True,
         fills=("api_key",)),
    Case("header", lambda: f"Authorization: ApiKey {'0123456789abcdef' * 2}", "novu", "secret key", "", True),
    Case("application identifier", lambda: "NOVU_APPLICATION_IDENTIFIER=aBcDeFgHiJ", "novu", "not the secret key", ".env"),
)  # fmt: skip

WEBHOOK = (
    Case("address", lambda: "https://hooks.example/push", "webhook", "address", "", True, fills=("url",)),
    Case("signing secret", lambda: "whsec_" + base64.b64encode(b"k" * 32).decode(), "webhook", "signing secret", "", True,
         fills=("signing_secret",)),
    Case("both", lambda: _env(WEBHOOK_URL="https://hooks.example/x", WEBHOOK_SECRET="whsec_" + base64.b64encode(b"k" * 32)
         .decode()), "webhook", "address and webhook signing secret", ".env", True, fills=("url", "signing_secret")),
)  # fmt: skip

STRANGERS = (
    Case("nothing", lambda: b"", None, "empty", "AuthKey_ABC123DEFG.p8"),
    Case("blanks", lambda: b" \r\n\t", None, "empty"),
    Case("zeros", lambda: b"\0" * 300, None, "empty", "key.p8"),
    Case("picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), None, "no credential", "shot.png"),
    Case("photo", lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)), None, "no credential", "shot.jpg"),
    Case("web page", lambda: "<!doctype html><title>Sign in</title>", None, "no credential", "download.html"),
    Case("zip", lambda: b"PK\x03\x04" + b"\x00\xff" * 40, None, "no credential", "keys.zip"),
    Case("PDF", lambda: b"%PDF-1.7\n%\xe2\xe3", None, "no credential", "guide.pdf"),
    Case("keystore", lambda: b"\xfe\xed\xfe\xed" + b"\x00" * 20 + b"\x01", None, "no credential", "upload.jks"),
    Case("far too large", lambda: b"a" * 1_000_001, None, "too large", "log.txt"),
    Case("SSH key", lambda: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIi ana@mac", None, "push service", "id_ed25519.pub"),
    Case("device token", lambda: "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0a1", None,
         "no credential"),
    Case("Apple's device token", lambda: "c64b8cf0c9449104cfdf54361c5e5ec63e819a3ef957b10d37e29f254db27b45", None,
         "device's token"),
    Case("subscription", lambda: json.dumps({"endpoint": "https://push.example/x", "keys": {"p256dh": "B", "auth": "a"}}),
         None, "browser's subscription"),
    Case("GitHub's token", lambda: "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8", None, "GitHub"),
    Case("Slack's token", lambda: "xoxb-1234567890-1234567890-abcdefgh", None, "Slack"),
    Case("prose", lambda: "Dear all, please find the key attached.", None, "that Pushbench knows"),
    Case("other JSON", lambda: json.dumps({"hello": ["world"]}), None, "no credential", "package.json"),
    Case("random bytes", lambda: bytes(range(128, 256)) * 3, None, "no credential", "blob.bin"),
)  # fmt: skip

_ALL = (*APNS, *FCM, *WEBPUSH, *ONESIGNAL, *SNS, *EXPO, *AIRSHIP, *NOVU, *WEBHOOK, *STRANGERS)
CASES = tuple(case for case in _ALL if case.provider is None or case.provider in Registry())
"""Of the services that there are."""
