"""Says what a text is that was pasted in place of FCM credentials, and where the right one is found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pushbench.domain.json_value import Json

GET_KEY = "Firebase console, Project settings, Service accounts, “Generate new private key” gives the right file."
_LEGACY_KEY = re.compile(r"AAAA[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{100,}")
_API_KEY = re.compile(r"AIza[A-Za-z0-9_-]{35}")
_REGISTRATION = re.compile(r"[A-Za-z0-9_-]{11,}:APA91b[A-Za-z0-9_-]{20,}")
_BASE64_JSON = re.compile(r"ey[JA][A-Za-z0-9+/=_-]{40,}")
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Foreign:
    """What the text is instead, and what to do."""

    what: str
    fix: str = GET_KEY


def foreign_text(text: str) -> Foreign | None:
    """Recognise a text that is no JSON: keys, tokens, other files."""
    text = text.lstrip("\ufeff").strip()
    if text.startswith(("{", "[", '"')):
        return None
    if _LEGACY_KEY.fullmatch(text):
        return Foreign("This is a server key of the legacy FCM API, which was shut down in 2024.")
    if _API_KEY.fullmatch(text):
        return Foreign("This is a Firebase web API key, which cannot send.")
    if "-----BEGIN " in text:
        return Foreign(_pem_words(text))
    if _REGISTRATION.fullmatch(text):
        return Foreign("This is a device's registration token.", "Add it as a device. " + GET_KEY)
    if text.startswith("ya29."):
        return Foreign("This is an access token.", "Paste it into the field “Access token”, with the project id.")
    if _JWT.fullmatch(text):
        return Foreign("This is a signed token (JWT), not a service account.")
    if text.startswith("<"):
        return Foreign(_markup_words(text))
    if _BASE64_JSON.fullmatch("".join(text.split())):
        return Foreign("This is a service account in base64.", "Decode it first, or drop the .json file here.")
    if text.lower().endswith(".json") and "\n" not in text:
        return Foreign("This is a file's name.", "Drop the file here, or paste its text.")
    return None


def _pem_words(text: str) -> str:
    if "CERTIFICATE" in text:
        return "This is a certificate."
    if "RSA PRIVATE KEY" in text or len(text) > 800:
        return "This is a private key alone, without its account."
    return "This is a private key alone, such as Apple's .p8, not a service account."


def _markup_words(text: str) -> str:
    if "<plist" in text[:2000]:
        return "This is GoogleService-Info.plist, the file an iOS app is built with. It cannot send."
    return "This is a web page or XML, not a service account."


def foreign_document(document: Mapping[str, Json]) -> Foreign | None:
    """Recognise a JSON object that is no service account: app configurations, OAuth clients, other accounts."""
    if "project_info" in document and "client" in document:
        return Foreign("This is google-services.json, the file an Android app is built with. It cannot send.")
    if "installed" in document or "web" in document:
        return Foreign("This is an OAuth client, which signs in people, not a service account.")
    if "apiKey" in document and "messagingSenderId" in document:
        return Foreign("This is the configuration of a Firebase web app. It cannot send.")
    if "endpoint" in document and "keys" in document:
        return Foreign("This is a browser's push subscription.", "Add it as a Web Push device. " + GET_KEY)
    kind = document.get("type")
    if isinstance(kind, str) and kind != "service_account":
        return Foreign(_KINDS.get(kind, f"This is a Google credential of the type “{kind[:40]}”."), _kind_fix(kind))
    return None


_KINDS = {
    "authorized_user": "These are your own credentials from “gcloud auth application-default login”.",
    "external_account": "This is a workload identity configuration, which needs another identity to sign in.",
    "external_account_authorized_user": "This is a workforce identity configuration.",
    "impersonated_service_account": "This describes how to act as a service account, without a key of its own.",
    "gdch_service_account": "This is an account of Google Distributed Cloud.",
}


def _kind_fix(kind: str) -> str:
    if kind in _KINDS:
        return (
            "Paste an access token from “gcloud auth print-access-token” instead, or use a service account. " + GET_KEY
        )
    return GET_KEY
