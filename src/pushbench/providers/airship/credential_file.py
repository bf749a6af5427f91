"""Tells which of Airship's credentials a dropped file or a pasted text is. Total, offline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.finding import Finding
from pushbench.domain.json_value import Json
from pushbench.domain.secret import Secret
from pushbench.providers.airship import notices
from pushbench.providers.airship.spec import ID, KEY_PATTERN
from pushbench.providers.formats.aps_keys import plain
from pushbench.providers.formats.json_body import read_json

_LONGEST = 100_000
_KEY = re.compile(KEY_PATTERN)
_LINE = re.compile(r"""^\s*(?:export\s+)?["']?([A-Za-z][\w .-]{1,40}?)["']?\s*[:=]\s*["']?([^\s"',;]+)["']?,?;?\s*$""")
_PLIST = re.compile(r"<key>\s*([A-Za-z]\w{1,40})\s*</key>\s*<(?:string>\s*([^<]*?)\s*</string|(true|false)\s*/)>")
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(
        ("appkey", "airshipappkey", "uaappkey", "urbanairshipappkey", "urbanairshipkey", "airshipkey"), "app_key"
    ),
    **dict.fromkeys(("developmentappkey", "productionappkey"), "app_key"),
    **dict.fromkeys(("mastersecret", "appmastersecret", "airshipmastersecret", "uamastersecret"), "master_secret"),
    **dict.fromkeys(("urbanairshipmastersecret", "airshipappmastersecret"), "master_secret"),
    **dict.fromkeys(("airshiptoken", "airshipbearertoken", "uatoken", "urbanairshiptoken"), "token"),
    **dict.fromkeys(("appsecret", "developmentappsecret", "productionappsecret", "airshipappsecret"), "app_secret"),
    **dict.fromkeys(("site", "cloudsite", "airshipsite"), "site"),
}
"""Names as settings files and the dashboard write them, by their letters alone, and the profile's field."""
_OWN = ("airship", "urbanairship", "uaappkey")
_SECRETS = ("master_secret", "token")
_YES = ("true", "yes", "1")


def read_credential(text: CredentialText) -> tuple[CredentialReading, ...]:
    """Return what a text is of Airship's; empty when nothing. A bare 22 character word may be anybody's."""
    if text.is_base64 or len(text.data.reveal()) > _LONGEST:
        return ()
    found = dict(_named(text.data.reveal()))
    if not any(name in found for name in ("app_key", "master_secret", "token", "app_secret")):
        return ()
    is_own = any(word in plain(text.data.reveal()[:_LONGEST]) for word in _OWN) or "airship" in text.name.lower()
    if not is_own and not ("app_key" in found and _KEY.fullmatch(found["app_key"])):
        return ()
    return (_reading(found, is_own=is_own),)


def _named(text: str) -> Iterator[tuple[str, str]]:
    value = read_json(text).value
    pairs = [*_flat(value)] if isinstance(value, dict) else [*(_plist(text) if "<plist" in text else _lines(text))]
    is_production = any(plain(name) == "inproduction" and found.lower() in _YES for name, found in pairs)
    left_out = "development" if is_production else "production"
    is_both = {"developmentappkey", "productionappkey"} <= {plain(name) for name, _ in pairs}
    for name, found in pairs:
        field = _NAMES.get(plain(name))
        if field and not (is_both and plain(name).startswith(left_out)):
            yield field, found


def _plist(text: str) -> Iterator[tuple[str, str]]:
    """Read AirshipConfig.plist, which an iOS app is built with."""
    for name, words, flag in _PLIST.findall(text):
        yield name, words or flag


def _flat(value: Mapping[str, Json], depth: int = 0) -> Iterator[tuple[str, str]]:
    for name, found in list(value.items())[:200]:
        if isinstance(found, bool):
            yield name, str(found)
        elif isinstance(found, str):
            yield name, found.strip()
        elif isinstance(found, dict) and depth < 3:
            yield from _flat(found, depth + 1)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines()[:500]:
        match = _LINE.match(line)
        if match:
            yield match[1], match[2]


def _reading(found: Mapping[str, str], *, is_own: bool) -> CredentialReading:
    values = {"app_key": found["app_key"]} if "app_key" in found else {}
    site = found.get("site", "").lower()
    if site in ("us", "eu"):
        values["site"] = site
    key = found.get("app_key", "")
    facts = (("App key", key[:40]),) if key else ()
    return CredentialReading(
        ID,
        "Airship project key and secret" if "token" not in found else "Airship bearer token",
        0.95 if is_own and len(found) > 1 else 0.7,
        values,
        {name: Secret(found[name]) for name in _SECRETS if name in found},
        (*facts, *((("Site", site.upper()),) if site else ())),
        tuple(_findings(found)),
        identity={"app_key": key} if key else {},
    )


def _findings(found: Mapping[str, str]) -> Iterator[Finding]:
    key, secret = found.get("app_key"), found.get("master_secret")
    if key is not None and not _KEY.fullmatch(key):
        yield notices.NO_APP_KEY.at("/fields/app_key", f"“{key[:40]}” is no app key.", provider=ID)
    if secret is not None and not _KEY.fullmatch(secret):
        what = f"The master secret has {len(secret)} characters, or odd ones."
        yield notices.BAD_SECRET.at("/fields/master_secret", what, provider=ID)
    elif secret is not None and secret == key:
        yield notices.SAME_AS_KEY.at("/fields/master_secret", "The master secret is the app key.", provider=ID)
    if not secret and "token" not in found:
        what = "It holds the app secret, which does not send." if "app_secret" in found else "It holds no secret."
        yield notices.NO_SIGN_IN.at("/fields/master_secret", what, provider=ID)
