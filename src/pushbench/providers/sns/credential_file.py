"""Reads a dropped file or pasted text as keys of Amazon's: environment lines, a credentials file, CSV, JSON."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from pushbench.domain.credential_file import CredentialReading, CredentialText
from pushbench.domain.finding import Finding
from pushbench.domain.profile import Credentials, Environment
from pushbench.domain.secret import Secret
from pushbench.providers.formats.assignments import LONGEST, assignments, pick, plain_name
from pushbench.providers.formats.notice import Notice
from pushbench.providers.sns import notices
from pushbench.providers.sns.arn import Arn, ArnKind, read_arn
from pushbench.providers.sns.credentials import check_credentials
from pushbench.providers.sns.payload import ID

_KEY_ID = re.compile(r"(?<![A-Za-z0-9/+=])A(?:KIA|SIA)[A-Z0-9]{12,28}(?![A-Za-z0-9/+=])")
_SECRET = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_OTHER_IDS = re.compile(r"A(?:IDA|ROA|GPA|IPA|NPA|NVA|PKA)[A-Z0-9]{16,}")
_SECTION = re.compile(r"^[ \t]*\[[ \t]*(?:profile[ \t]+)?([^\]\n]{1,200}?)[ \t]*\][ \t]*\r?$", re.MULTILINE)
_NAMES: Mapping[str, tuple[str, ...]] = {
    "access_key_id": ("aws_access_key_id", "access_key_id", "access_key", "aws_access_key", "aws_key"),
    "secret_access_key": ("aws_secret_access_key", "secret_access_key", "secret_key", "aws_secret_key", "aws_secret"),
    "session_token": ("aws_session_token", "session_token", "aws_security_token"),
    "region": ("aws_region", "aws_default_region", "region", "sns_region"),
    "platform_application_arn": (
        *("platform_application_arn", "sns_platform_application_arn", "aws_sns_application_arn", "application_arn"),
    ),
}
_END_NAMES = ("expiration", "aws_expiration", "aws_session_expiration", "aws_credential_expiration",
              "x_security_token_expires")  # fmt: skip
"""As STS, the command line's ``export-credentials`` and sign-in tools write it."""
_SECRETS = ("secret_access_key", "session_token")


def _at(notice: Notice, field: str, what: str, *, why: str = "", fix: str = "") -> Finding:
    return notice.at(f"/fields/{field}", what, provider=ID, why=why, fix=fix)


def read_credential(text: CredentialText) -> tuple[CredentialReading, ...]:
    """Return one reading per pair of keys (a credentials file may hold several), else nothing. Total, offline."""
    if text.is_base64 or len(text.data.reveal()) > LONGEST:
        return ()
    plain = text.data.reveal().lstrip("\ufeff").strip()
    found = [*_sections(plain, text.now)] or [*_table(plain)] or [*_named(plain, text.now)] or [*_pasted(plain)]
    return tuple(found[:20])


# -- forms ----------------------------------------------------------------------------------------


def _sections(plain: str, now: float) -> Iterator[CredentialReading]:
    """Read ``~/.aws/credentials``: one reading per profile in it, ``default`` first."""
    marks = list(_SECTION.finditer(plain))
    ends = [mark.start() for mark in marks[1:]] + [len(plain)] * bool(marks)
    sections = [(mark[1], plain[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
    for name, body in sorted(sections, key=lambda section: section[0] != "default"):
        named = assignments(body)
        given = _fields(named)
        if given.get("access_key_id") or given.get("secret_access_key"):
            yield _dated(_reading(given, 0.97 if name == "default" else 0.95, label=name), named, now)


def _table(plain: str) -> Iterator[CredentialReading]:
    """Read the CSV that the console offers once: ``Access key ID,Secret access key``, or with the user's name."""
    lines = plain.splitlines()
    if len(lines) < 2 or "," not in lines[0]:
        return
    names = [plain_name(name) for name in next(csv.reader([lines[0]]), [])]
    if "access_key_id" in names or "secret_access_key" in names:
        for row in csv.reader(lines[1:21]):
            given = dict(zip(names, (cell.strip() for cell in row), strict=False))
            yield _reading(_fields(given), 0.97, label=given.get("user_name", ""))
    elif "console_login_link" in names or "password" in names:
        what = "This is the file with a person's password for the console."
        fix = "In IAM open the user, “Security credentials”, “Create access key”, and take that file."
        finding = _at(notices.NO_KEYS, "access_key_id", what, why="A program signs with an access key.", fix=fix)
        yield CredentialReading(ID, "AWS console password", 0.9, findings=(finding,))


def _named(plain: str, now: float) -> Iterator[CredentialReading]:
    given = assignments(plain)
    found = _fields(given)
    is_aws = any(name.startswith(("aws", "sns")) or name in ("access_key_id", "secret_access_key") for name in given)
    if is_aws and (found.get("access_key_id") or found.get("secret_access_key")):
        yield _dated(_reading(found, 0.97), given, now)


def _dated(reading: CredentialReading, given: Mapping[str, str], now: float) -> CredentialReading:
    """Say until when temporary keys count, where the text tells it; a ``now`` of 0 compares nothing."""
    try:
        end = datetime.fromisoformat(pick(given, *_END_NAMES))
        end = end.astimezone(UTC) if end.tzinfo is not None else end.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return reading
    words = f"{end:%Y-%m-%d %H:%M} UTC"
    dated = replace(reading, facts=(*reading.facts, ("Valid until", words)))
    if not now or end.timestamp() > now:
        return dated
    ended = _at(notices.ENDED, "session_token", f"The temporary keys ended on {words}.")
    return replace(dated, findings=(*dated.findings, ended))


def _pasted(plain: str) -> Iterator[CredentialReading]:
    """Read two bare keys, one of them, or an ARN."""
    bare = plain.strip("\"'`,; ")
    arn = read_arn(bare) if bare.startswith("arn:") else None
    if isinstance(arn, Arn):
        yield _of_arn(bare, arn)
        return
    key_id, secret = _KEY_ID.search(plain), _SECRET.search(plain)
    if key_id and len(plain) < 4000:
        fields = {"access_key_id": key_id[0]}
        if secret:
            fields["secret_access_key"] = secret[0]
        yield _reading(fields, 0.9)
    elif secret and secret[0] == bare:
        is_sure = "/" in bare or "+" in bare
        yield _reading({"secret_access_key": bare}, 0.6 if is_sure else 0.41)
    elif _OTHER_IDS.fullmatch(bare):
        what = "This is the unique id of a user, role or policy, not of an access key."
        finding = _at(notices.BAD_KEY_ID, "access_key_id", what, why="Access keys begin with AKIA or ASIA.")
        yield CredentialReading(ID, "AWS unique id", 0.85, findings=(finding,))


def _of_arn(text: str, arn: Arn) -> CredentialReading:
    facts = (("Names", f"a {arn.kind.value}"), ("Region", arn.region), ("Account", arn.account), ("App", arn.name))
    shown = tuple((label, value) for label, value in facts if value)
    if arn.kind is not ArnKind.APPLICATION:
        what = f"This is the ARN of a {arn.kind.value}."
        finding = _at(notices.BAD_APPLICATION, "platform_application_arn", what, why="A profile names an application.")
        return CredentialReading(ID, f"SNS {arn.kind.value}", 0.9, facts=shown, findings=(finding,))
    values = {"platform_application_arn": text, **({"region": arn.region} if arn.region else {})}
    environment = "sandbox" if arn.platform.endswith("_SANDBOX") else ""
    return CredentialReading(
        ID, "SNS platform application", 0.95, values=values, facts=shown, environment=environment,
        identity={"platform_application_arn": text},
    )  # fmt: skip


# -- readings -------------------------------------------------------------------------------------


def _fields(given: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, names in _NAMES.items() if (value := pick(given, *names))}


def _reading(given: Mapping[str, str], certainty: float, label: str = "") -> CredentialReading:
    values = {key: value[:300] for key, value in given.items() if key not in _SECRETS}
    secrets = {key: Secret(given[key]) for key in _SECRETS if given.get(key)}
    checked = Credentials("", ID, Environment.SANDBOX, values, secrets)
    present = {f"/fields/{name}" for name in (*values, *secrets)} | {"/fields/session_token"}
    is_half = not (given.get("access_key_id") and given.get("secret_access_key"))
    if is_half:
        present |= {"/fields/access_key_id", "/fields/secret_access_key"}
    findings = tuple(finding for finding in check_credentials(checked) if finding.pointer in present)
    key_id = values.get("access_key_id", "")
    if any(finding.rule == notices.SWAPPED.id for finding in findings):
        # The secret stands where plain values are shown: it is put where it belongs.
        values, secrets = _exchanged(values, secrets)
        key_id = values["access_key_id"]
    identity = {key: values[key] for key in ("access_key_id", "platform_application_arn") if values.get(key)}
    return CredentialReading(
        ID,
        _title(key_id, is_half=is_half),
        certainty,
        values=values,
        secrets=secrets,
        facts=tuple(_facts(values, secrets, label)),
        findings=findings,
        identity=identity,
    )


def _exchanged(values: Mapping[str, str], secrets: Mapping[str, Secret]) -> tuple[dict[str, str], dict[str, Secret]]:
    key_id, secret = values["access_key_id"], secrets["secret_access_key"].reveal()
    return {**values, "access_key_id": secret}, {**secrets, "secret_access_key": Secret(key_id)}


def _title(key_id: str, *, is_half: bool) -> str:
    if is_half:
        return "Half of an AWS key pair"
    return "Temporary AWS keys" if key_id.startswith("ASIA") else "AWS access key"


def _facts(values: Mapping[str, str], secrets: Mapping[str, Secret], label: str) -> Iterator[tuple[str, str]]:
    key_id = values.get("access_key_id", "")
    if label:
        yield "Section", label[:60]
    if key_id:
        yield "Access key id", key_id
        if key_id.startswith(("AKIA", "ASIA")):
            yield "Kind", "temporary, with a session token" if key_id.startswith("ASIA") else "lasting"
    yield "Secret", "there" if secrets.get("secret_access_key") else "missing"
    if secrets.get("session_token"):
        yield "Session token", "there"
    for name, words in (("region", "Region"), ("platform_application_arn", "Platform application")):
        if values.get(name):
            yield words, values[name]
