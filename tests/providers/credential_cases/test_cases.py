"""Every credential that people drop is named for what it is, with what is wrong and what to do; none stops Pushbench."""

from __future__ import annotations

from functools import cache

import pytest
from tests.providers.credential_cases import made
from tests.providers.credential_cases.cases import CASES, Case

from pushbench.domain.finding import Severity
from pushbench.domain.secret import Secret
from pushbench.engine.doctor import Diagnosis, read, text_of
from pushbench.engine.registry import Registry

IDS = (*Registry().ids, None)


@cache
def diagnosed(case: Case) -> Diagnosis:
    data = case.data()
    raw = data.encode() if isinstance(data, str) else data
    passphrase = Secret(case.passphrase) if case.passphrase else None
    return read(Registry(), text_of(raw, case.name, passphrase, made.NOW), raw)


def sentences(found: Diagnosis) -> list[str]:
    if found.best is None:
        assert found.trouble is not None
        return [found.trouble.what, found.trouble.why]
    return [found.best.title, *(finding.what for finding in found.best.findings)]


def check(case: Case) -> str:
    """Return what is wrong with the answer to one case, or an empty text."""
    found = diagnosed(case)
    best = found.best
    given = None if best is None else best.provider
    if given != case.provider:
        return f"{case.provider} wanted, {given} given: {sentences(found)}"
    if not any(case.says.lower() in sentence.lower() for sentence in sentences(found)):
        return f"“{case.says}” is not said: {sentences(found)}"
    if best is None:
        return ""
    if found.is_good is not case.is_good:
        return f"good is {found.is_good}: {sentences(found)}"
    if best.needs_passphrase is not case.locked:
        return f"locked is {best.needs_passphrase}"
    missing = [key for key in case.fills if key not in best.values and key not in best.secrets]
    return f"{missing} not filled: {dict(best.values)} {list(best.secrets)}" if missing else ""


@pytest.mark.parametrize("provider", IDS)
def test_every_credential_is_named_for_what_it_is(provider: str | None) -> None:
    cases = [case for case in CASES if case.provider == provider]
    assert len(cases) >= 3
    wrong = {case.what: trouble for case in cases if (trouble := check(case))}
    assert not wrong, "\n".join(f"{what}: {trouble}" for what, trouble in wrong.items())


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 140
    assert len({(case.provider, case.what) for case in CASES}) == len(CASES)


def test_whatever_is_wrong_has_a_reason_and_a_fix() -> None:
    for case in CASES:
        found = diagnosed(case)
        told = [] if found.trouble is None else [(found.trouble.what, found.trouble.why, found.trouble.fix)]
        told += [(f.what, f.why, f.fix) for reading in found.readings for f in reading.findings]
        if not case.is_good:
            assert told, case.what
        for parts in told:
            for part in parts:
                assert part.strip(), (case.what, parts)
                assert part.rstrip(" ”)").endswith((".", "?", "…")), (case.what, part)


def test_a_good_credential_has_facts_and_no_error() -> None:
    for case in CASES:
        found = diagnosed(case)
        if case.is_good and not case.locked and found.best is not None:
            assert found.best.facts, case.what
            assert not any(finding.severity is Severity.ERROR for finding in found.best.findings), case.what


def test_fields_that_are_filled_are_the_profiles_own() -> None:
    registry = Registry()
    for case in CASES:
        for reading in diagnosed(case).readings:
            fields = {item.key: item.is_secret for item in registry.provider(reading.provider).spec.fields}
            assert all(fields.get(key) is False for key in reading.values), (case.what, reading)
            assert all(fields.get(key) is True for key in reading.secrets), (case.what, reading)
            pointers = {finding.pointer for finding in reading.findings if finding.pointer}
            assert pointers <= {f"/fields/{key}" for key in fields}, (case.what, pointers)


def test_no_secret_shows_in_any_word_about_it() -> None:
    hidden = [
        made.scalar(made.p256()),
        made.AWS_SECRET,
        made.OS_KEY,
        made.OLD_KEY,
        made.EXPO_TOKEN,
        made.PASSPHRASE,
        made.pem(made.p256()).splitlines()[1],
        made.pem(made.rsa_key()).splitlines()[3],
        "IQoJb3JpZ2luX2VjEXAMPLE",
    ]
    for case in CASES:
        found = diagnosed(case)
        words = repr(found) + repr(found.readings) + repr(found.trouble)
        for reading in found.readings:
            words += repr(reading.findings) + repr(reading.facts) + repr(dict(reading.identity))
        shown = [secret for secret in hidden if secret in words]
        assert not shown, (case.what, shown)
