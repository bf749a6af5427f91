"""The emulated AWS account: its keys, its platform applications, and the tokens its phones have.

======================== =================================================================================
keys                     what they may
======================== =================================================================================
main                     everything; the profile's
temporary                the same, with a session token
expired                  403 ``ExpiredToken``
restricted               403 ``AuthorizationError``: signed in, but no policy allows anything
any other                403 ``InvalidClientTokenId``
======================== =================================================================================

======================== =================================================================================
token                    what Apple or Google says when SNS hands a push on
======================== =================================================================================
device                   accepted: the virtual iPhone
taken                    the same phone; its endpoint exists already, with user data of its own
sleeping                 the same phone; its endpoint exists already and is disabled
unregistered             410 ``Unregistered``: the endpoint is disabled
google                   accepted: the virtual Pixel
google_gone              404 ``UNREGISTERED``: the endpoint is disabled
google_foreign           403 ``SENDER_ID_MISMATCH``: logged, the endpoint stays
any other                ``BadDeviceToken`` or ``UNREGISTERED``: the endpoint is disabled
======================== =================================================================================
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from pushbench.domain.ports import Randomness
from pushbench.sandbox.sns_book import Book, Endpoint
from pushbench.sandbox.sns_signature import KeyPair

REGION = "us-east-1"
ACCOUNT = "123456789012"
APP = "pushbench"
BUNDLE_ID = "dev.pushbench.demo"
PLATFORMS = ("APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "GCM", "ADM")
DISABLED_APP = "disabled"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Apple or Google says to a token."""

    status: int
    reason: str = ""
    is_dead: bool = False


class Account:
    """Makes keys, tokens and what is there from the start; all of it stays the same with the same ``keys``."""

    def __init__(self, keys: dict[str, str], randomness: Randomness) -> None:
        seed = keys.setdefault("sns.seed", randomness.bytes(16).hex())
        names = ("main", "temporary", "expired", "restricted")
        self.pairs: Mapping[str, KeyPair] = {name: _pair(keys, name, randomness) for name in names}
        self.tokens: Mapping[str, str] = {
            **{name: _hex(seed, name) for name in ("device", "taken", "sleeping", "unregistered")},
            **{name: _google(seed, name) for name in ("google", "google_gone", "google_foreign")},
        }
        self._seed = seed
        self.pixel = f"arn:aws:sns:{REGION}:{ACCOUNT}:endpoint/GCM/{APP}/{_uuid(seed, 'pixel')}"

    def furnish(self, book: Book) -> None:
        """Put into an empty book what is there from the start."""
        for platform in PLATFORMS:
            book.create_application(APP, platform, _credentials(platform))
        book.create_application(DISABLED_APP, "APNS", _credentials("APNS")).attributes["Enabled"] = "false"
        apple, google = book.applications[self.application("APNS")], book.applications[self.application("GCM")]
        book.add_endpoint(google, self.tokens["google"], {}, _uuid(self._seed, "pixel"))
        book.add_endpoint(
            apple, self.tokens["taken"], {"CustomUserData": "made by the app"}, _uuid(self._seed, "taken")
        )
        book.add_endpoint(apple, self.tokens["sleeping"], {"Enabled": "false"}, _uuid(self._seed, "sleeping"))

    @staticmethod
    def application(platform: str, name: str = APP) -> str:
        return f"arn:aws:sns:{REGION}:{ACCOUNT}:app/{platform}/{name}"

    def verdict(self, endpoint: Endpoint) -> Verdict:
        """Return what the endpoint's own service says to its token."""
        name = next((key for key, value in self.tokens.items() if value == endpoint.token), "")
        if endpoint.application.platform == "GCM":
            known = {"google": Verdict(200), "google_foreign": Verdict(403, "SENDER_ID_MISMATCH")}
            return known.get(name, Verdict(404, "UNREGISTERED", is_dead=True))
        if name in ("device", "taken", "sleeping"):
            return Verdict(200)
        is_known = name == "unregistered"
        return Verdict(410 if is_known else 400, "Unregistered" if is_known else "BadDeviceToken", is_dead=True)


def _credentials(platform: str) -> Mapping[str, str]:
    if platform.startswith("APNS"):
        return {
            "PlatformPrincipal": "PUSHBENCH1",
            "PlatformCredential": "-----BEGIN PRIVATE KEY-----",
            "ApplePlatformTeamID": "PUSHBENCH1",
            "ApplePlatformBundleID": BUNDLE_ID,
        }
    if platform == "GCM":
        return {"PlatformCredential": json.dumps({"type": "service_account", "project_id": "pushbench-demo"})}
    return {"PlatformPrincipal": "pushbench", "PlatformCredential": "pushbench"}


def _pair(keys: dict[str, str], name: str, randomness: Randomness) -> KeyPair:
    is_temporary = name in ("temporary", "expired")

    def made(what: str, count: int) -> bytes:
        return hashlib.shake_256(randomness.bytes(32) + f"{name} {what}".encode()).digest(count)

    letters = "".join(_LETTERS[byte % 32] for byte in made("id", 16))
    key_id = keys.setdefault(f"sns.{name}.id", ("ASIA" if is_temporary else "AKIA") + letters)
    secret = keys.setdefault(f"sns.{name}.secret", base64.b64encode(made("secret", 30)).decode())
    token = ""
    if is_temporary:
        token = keys.setdefault(f"sns.{name}.token", base64.b64encode(made("token", 90)).decode())
    return KeyPair(name, key_id, secret, token, is_expired=name == "expired", may_act=name != "restricted")


def _hex(seed: str, name: str) -> str:
    return hashlib.shake_256(f"{seed}/{name}".encode()).hexdigest(32)


def _google(seed: str, name: str) -> str:
    raw = hashlib.shake_256(f"{seed}/{name}".encode()).digest(116)
    text = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return f"d{text[:21]}:APA91b{text[21:153]}"


def _uuid(seed: str, name: str) -> str:
    text = _hex(seed, f"endpoint {name}")
    return f"{text[:8]}-{text[8:12]}-3{text[13:16]}-8{text[17:20]}-{text[20:32]}"
