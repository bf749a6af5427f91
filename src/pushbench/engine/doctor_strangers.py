"""Says what a file or text is that no service takes as a credential, and what to look for instead."""

from __future__ import annotations

import re

from pushbench.domain.errors import Trouble, UserError

LARGEST = 1_000_000
_GET = "Choose the key file, certificate or token that the service's console gave you."
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"RIFF", "a picture or sound (RIFF)"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"PK\x03\x04", "a zip archive, an app (.ipa, .apk) or an office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"%PDF", "a PDF document"),
    (b"\xfe\xed\xfe\xed", "a Java keystore, with which Android apps are signed"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"SQLite format 3", "a database"),
    (b"bplist", "a property list in binary form"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)
_UNPACKED = ("archive", "zip")
_SSH = re.compile(r"^(ssh-(rsa|ed25519|dss)|ecdsa-sha2-)")
_SUBSCRIPTION = re.compile(r'"endpoint"\s*:\s*"https?://')
_NAMED_KEYS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"gh[pousr]_\w{30,255}|github_pat_\w{30,255}"), "a token of GitHub's"),
    (re.compile(r"glpat-[\w.-]{20,100}"), "a token of GitLab's"),
    (re.compile(r"npm_\w{30,60}"), "a token of npm's"),
    (re.compile(r"xox[abeoprs]-[\w-]{10,200}"), "a token of Slack's"),
    (re.compile(r"[sprk]k_(?:live|test)_\w{10,200}"), "a key of Stripe's"),
)
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


def stranger(data: bytes, name: str) -> UserError:
    """Return what, why and fix for bytes that are no service's credential. Total."""
    called = f"“{name[-80:]}”" if name else "The text"
    if not data.strip(b" \t\r\n\x00"):
        why = "There is nothing in it, as after a download that was broken off."
        return _told(f"{called} is empty.", why, "Download or copy it once more.")
    binary = next((words for magic, words in _MAGIC if data.startswith(magic)), "")
    if binary:
        fix = f"Unpack it first. {_GET}" if any(word in binary for word in _UNPACKED) else _GET
        return _told(f"{called} is no credential.", f"It is {binary}.", fix)
    if len(data) > LARGEST:
        why = f"It has {len(data):,} bytes; keys, certificates and tokens have a few thousand."
        return _told(f"{called} is too large for a credential.", why, _GET)
    return _of_text(data, called)


def _told(what: str, why: str, fix: str) -> UserError:
    return UserError(what, why, fix, trouble=Trouble.FOUND_WRONG)


def _of_text(data: bytes, called: str) -> UserError:
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return _told(f"{called} is no credential.", "It is a binary file that no service knows.", _GET)
    start = text[:400].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<head", "<body")):
        why = "It is a web page, as a download gives when the sign-in has ended."
        return _told(f"{called} is no credential.", why, "Sign in to the console again and download it once more.")
    if start.startswith("<"):
        return _told(f"{called} is no credential.", "It is XML that no service gives as a credential.", _GET)
    if _SSH.match(text):
        return _told(f"{called} is no credential of a push service.", "It is an SSH public key.", _GET)
    if _JWT.fullmatch(text):
        why = "It is a signed token (JWT), made for a short time with a key."
        return _told(f"{called} is no lasting credential.", why, "Read it with Tools, JWT; here choose the key itself.")
    owner = next((words for shape, words in _NAMED_KEYS if shape.fullmatch(text)), "")
    if owner:
        return _told(f"{called} is no credential of a push service.", f"It is {owner}.", _GET)
    if start.startswith("{") and _SUBSCRIPTION.search(text):
        why = "It is a browser's subscription, the address that pushes go to."
        return _told(f"{called} is no credential.", why, "Add it as a device (Devices, paste).")
    if start.startswith(("{", "[")):
        why = "It is JSON, but none that a service gives as a credential; or it is cut off."
        return _told(f"{called} is no credential.", why, _GET)
    if re.fullmatch(r"[0-9a-fA-F]{64,200}", text) or ":APA91b" in text:
        why = "It looks like a device's token, the address that pushes go to."
        return _told(f"{called} is no credential.", why, "Add it as a device (Devices, paste).")
    if re.fullmatch(r"https?://\S+", text):
        why = "It is an address."
        return _told(f"{called} is no credential.", why, "For a webhook make a profile with this address by hand.")
    why = "It is text that no service's key, certificate or token looks like."
    return _told(f"{called} is no credential that Pushbench knows.", why, _GET)
