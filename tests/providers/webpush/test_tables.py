"""The tables are whole: nothing without words, no number twice, no heavy import."""

from __future__ import annotations

import subprocess
import sys

from tests.providers.webpush.given import draft

from pushbench.domain.finding import CheckContext
from pushbench.providers.webpush import PROVIDER, credentials, notices
from pushbench.providers.webpush.spec import SPEC

NOTICES = (*notices.NOTICES, *credentials.NOTICES)


def test_every_reason_explains_itself() -> None:
    for reason in PROVIDER.reasons:
        assert all(text.endswith(".") for text in (reason.meaning, reason.cause, reason.fix)), reason.code
        assert reason.source, reason.code
        assert reason.statuses, reason.code
    codes = [reason.code for reason in PROVIDER.reasons]
    assert len(codes) == len(set(codes))


def test_every_rule_and_notice_is_described_and_numbered_once() -> None:
    described = [*PROVIDER.rules, *NOTICES]
    for one in described:
        assert one.title, one.id
        assert one.why.endswith("."), one.id
        assert one.fix.endswith("."), one.id
    for rule in PROVIDER.rules:
        assert rule.source, rule.id
    ids = [one.id for one in described]
    assert len(ids) == len(set(ids))
    assert all(one.startswith("WPUSH") and len(one) == 8 for one in ids)


def test_every_field_target_and_link_is_described() -> None:
    assert [field.key for field in SPEC.fields][:3] == ["private_key", "subject", "public_key"]
    assert {"base_url", "ca_file", "proxy"} <= {field.key for field in SPEC.fields}
    assert all(field.label and field.help.endswith(".") for field in SPEC.fields)
    assert SPEC.fields[0].is_secret
    assert all(target.label and target.help.endswith(".") and target.example for target in SPEC.targets)
    assert all(link.url.startswith("https://") for link in SPEC.links)
    assert set(SPEC.hosts) == {"local", "sandbox", "production"}


def test_rules_hold_without_any_context() -> None:
    for rule in PROVIDER.rules:
        list(rule.findings(draft(), CheckContext()))


def test_importing_the_provider_brings_nothing_heavy() -> None:
    heavy = "cryptography", "jwt", "pywebpush", "httpx", "keyring", "sqlalchemy"
    code = (
        "import sys, pushbench.providers.webpush as w, pushbench.domain.message as m\n"
        "d = w.PROVIDER.compose(m.Message(), None, 0.0)\n"
        "w.PROVIDER.shown(d, 'web'); w.PROVIDER.size(d)\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
