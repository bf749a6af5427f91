"""``pushbench doctor`` and ``pushbench tools``: what files are, where they belong, pairs, tokens, the way to Apple."""

from __future__ import annotations

import json
import stat
import sys
import time
from pathlib import Path

import pytest
from tests.cli.conftest import Shell
from tests.engine.fakes import FakeClock
from tests.providers.credential_cases import made
from tests.providers.credential_cases.cases import CASES

from pushbench.cli import doctor
from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret
from pushbench.engine.doctor_jwt import read_jwt
from pushbench.providers.apns.sign_in import mint
from pushbench.vault import passphrase as passphrase_vault
from pushbench.wire.base64url import b64url
from pushbench.wire.jwt import sign_rs256
from pushbench.wire.keys import new_vapid_pair, vapid_private_key, vapid_public_key
from pushbench.wire.webpush import vapid_authorization

ID = "1c0c1a2b-1111-2222-3333-444455556666"


@pytest.fixture(autouse=True)
def _quick_vault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving the vault's key is slow on purpose."""
    monkeypatch.setattr(passphrase_vault, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrase_vault, "PASSES", 1)
    monkeypatch.setattr(passphrase_vault, "LANES", 1)


def key_file(shell: Shell, name: str = "AuthKey_ABC123DEFG.p8") -> str:
    return shell.file(name, made.pem(made.p256()))


def test_a_good_key_says_what_it_is_and_where_it_goes(shell: Shell) -> None:
    told = shell("doctor", key_file(shell))
    assert told.status == 0
    assert "APNs signing key" in told.out
    assert "ABC123DEFG" in told.out
    assert "Then still to do: The Team ID is missing." in told.out


def test_json_holds_everything_but_the_secret(shell: Shell) -> None:
    (line,) = shell("doctor", key_file(shell), "--json").lines
    assert line["type"] == "credential"
    assert line["ok"] is True
    assert line["provider"] == "apns"
    assert line["secrets"] == ["key"]
    assert line["fields"] == {"key_id": "ABC123DEFG"}
    assert line["places"][-1]["profile"] is None


def test_every_case_ends_in_order_and_shows_no_secret(shell: Shell) -> None:
    secrets = (made.scalar(made.p256()), made.AWS_SECRET, made.OS_KEY, made.OLD_KEY, made.EXPO_TOKEN)
    for case in CASES[::11]:
        data = case.data()
        told = shell(
            "doctor", "-", "--name", case.name, "--json", stdin=data.encode() if isinstance(data, str) else data
        )
        assert told.status in (0, 1, 3), (case.what, told.err)
        (line,) = told.lines
        assert (told.status == 0) is line["ok"], case.what
        assert not any(secret in told.out + told.err for secret in secrets), case.what


def test_a_stranger_is_told_in_three_parts(shell: Shell) -> None:
    told = shell("doctor", shell.file("shot.png", b"\x89PNG\r\n\x1a\n\x00\x00"), "--json")
    assert told.status == 1
    assert all(told.lines[0]["explain"][part] for part in ("what", "why", "fix"))


def test_files_that_are_missing_are_usage(shell: Shell) -> None:
    assert shell("doctor", "/no/such/file").status == 2
    assert shell("doctor", key_file(shell), "--new", "x").status == 2
    assert shell("doctor", key_file(shell), "--new", "x", "--env", "sandbox", "--into", "y").status == 2
    assert shell("doctor", key_file(shell), "--passphrase-env", "NOWHERE").status == 2


def test_a_locked_file_wants_its_passphrase(shell: Shell) -> None:
    file = shell.file("push.p12", made.p12(made.certificate()))
    asked = shell("doctor", file)
    assert asked.status == 3
    assert "--passphrase-env" in asked.out
    shell.environ["P12"] = "wrong"
    assert shell("doctor", file, "--passphrase-env", "P12").status == 1
    shell.environ["P12"] = made.PASSPHRASE
    told = shell("doctor", file, "--passphrase-env", "P12")
    assert told.status == 0
    assert made.APP in told.out
    assert made.PASSPHRASE not in told.out + told.err


def test_a_person_at_a_terminal_is_asked(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_asked", lambda session: Secret(made.PASSPHRASE))
    told = shell("doctor", shell.file("push.p12", made.p12(made.certificate())), "--json")
    assert told.status == 0
    assert sorted(told.lines[0]["secrets"]) == ["certificate", "passphrase"]
    assert made.PASSPHRASE not in told.out


def test_it_goes_into_a_new_profile_and_is_found_there_again(shell: Shell) -> None:
    file = key_file(shell)
    told = shell("doctor", file, "--new", "Skylark", "--env", "sandbox", "--json")
    assert told.status == 0
    assert told.lines[1]["fields"] == {"key_id": "ABC123DEFG", "key": "***"}
    place = shell("doctor", file, "--json").lines[0]["places"][0]
    assert (place["profile"], place["fits"], place["same"]) == ("Skylark", True, True)
    assert shell("doctor", file, "--new", "Skylark", "--env", "sandbox").status == 3


def test_a_renewed_account_belongs_into_its_projects_profile(shell: Shell) -> None:
    first, other = made.account(), made.account(project_id="other", client_email="p@other.iam.gserviceaccount.com")
    shell("doctor", shell.file("a.json", first), "--new", "Staging", "--env", "sandbox")
    shell("doctor", shell.file("b.json", other), "--new", "Other", "--env", "production")
    renewed = made.account(private_key_id="9" * 40)
    told = shell("doctor", shell.file("c.json", renewed), "--into", "Staging", "--json").lines[0]
    best, second = told["places"][:2]
    assert (best["profile"], best["fits"], best["same"]) == ("Staging", True, False)
    assert "Same project: skylark-stg" in best["reasons"]
    assert (second["profile"], second["misfit"]) == ("Other", True)


def test_a_certificate_of_the_other_environment_fits_no_profile_there(shell: Shell) -> None:
    development = made.certificate(development=True, production=False)
    shell("profiles", "add", "Live", "--provider", "apns", "--env", "production", "--set", f"bundle_id={made.APP}")
    file = shell.file("dev.p12", made.p12(development, ""))
    place = shell("doctor", file, "--json").lines[0]["places"][0]
    assert (place["profile"], place["fits"], place["misfit"]) == ("Live", False, True)
    assert any("development only" in finding["what"] for finding in place["findings"])


def test_a_file_of_another_service_goes_into_no_profile(shell: Shell) -> None:
    shell("doctor", key_file(shell), "--new", "Skylark", "--env", "sandbox")
    told = shell("doctor", shell.file("a.json", made.account()), "--into", "Skylark")
    assert told.status == 3
    assert "Why:" in told.err
    client = shell.file("google-services.json", made.GOOGLE_SERVICES)
    assert shell("doctor", client, "--new", "x", "--env", "sandbox").status == 3


# -- tools ----------------------------------------------------------------------------------------


def test_a_vapid_pair_belongs_together(shell: Shell) -> None:
    pair = shell("tools", "vapid", "--json").lines[0]
    assert vapid_public_key(vapid_private_key(pair["privateKey"])) == pair["publicKey"]


@pytest.mark.skipif(sys.platform == "win32", reason="files have no mode there")
def test_a_vapid_key_in_a_file_is_for_its_owner_alone(shell: Shell) -> None:
    path = shell.folder / "vapid.txt"
    told = shell("tools", "vapid", "--out", str(path))
    assert told.status == 0
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
    assert path.read_text().strip() not in told.out
    assert shell("tools", "vapid", "--out", str(path)).status == 2


def jwt(shell: Shell, text: str, *more: str, now: float = 1_800_000_000.0) -> tuple[int, dict[str, dict[str, str]]]:
    shell.clock = FakeClock(now)
    told = shell("tools", "jwt", "-", "--json", *more, stdin=text.encode())
    assert told.status in (0, 1), told.err
    return told.status, {step["title"]: step for step in told.lines[0]["steps"]}


def apns_token(now: float) -> str:
    return mint(Secret(made.pem(made.p256())), made.KEY_ID, made.TEAM, now)


@pytest.mark.parametrize(
    ("age", "status", "words"), [(60, 0, "ago"), (7200, 1, "slow"), (-600, 1, "ahead"), (1_799_999_000, 1, "ago")]
)
def test_a_provider_token_is_held_against_the_clock(shell: Shell, age: float, status: int, words: str) -> None:
    ended, steps = jwt(shell, f"authorization: bearer {apns_token(1_800_000_000.0 - age)}")
    assert ended == status
    assert words in steps["Signed at"]["detail"] + (steps["Signed at"]["fix"] or "")
    assert steps["Signature"]["level"] == "unsure"


def test_signatures_are_checked_with_a_key_or_a_profile(shell: Shell) -> None:
    token = apns_token(1_800_000_000.0)
    file = key_file(shell)
    assert jwt(shell, token, "--key", file)[1]["Signature"]["level"] == "good"
    other = shell.file("other.p8", made.pem(made.other_p256()))
    assert jwt(shell, token, "--key", other)[1]["Signature"]["level"] == "bad"
    wrong_kind = shell.file("rsa.pem", made.pem(made.rsa_key()))
    assert "another kind" in jwt(shell, token, "--key", wrong_kind)[1]["Signature"]["detail"]
    public = shell.file("public.pem", made.public_pem(made.p256()))
    assert jwt(shell, token, "--key", public)[1]["Signature"]["level"] == "good"
    shell("doctor", file, "--new", "Skylark", "--env", "sandbox")
    assert jwt(shell, token, "--profile", "Skylark")[1]["Signature"]["level"] == "good"
    head, _, signature = token.rpartition(".")
    assert jwt(shell, f"{head}.{signature[:-4]}AAAA", "--key", file)[1]["Signature"]["level"] == "bad"


def test_a_vapid_line_brings_its_key(shell: Shell) -> None:
    key = vapid_private_key(new_vapid_pair().private_key.reveal())
    line = vapid_authorization("https://push.example", "mailto:a@b.example", key, 1_800_000_000.0, 43200)
    status, steps = jwt(shell, f"Authorization: {line}")
    assert status == 0
    assert steps["Signature"]["level"] == "good"
    line = vapid_authorization("https://push.example/x", "nobody", key, 1_800_000_000.0, 400_000)
    status, steps = jwt(shell, line)
    assert [steps[name]["level"] for name in ("Audience", "Contact", "Ends")] == ["bad"] * 3


def test_an_assertion_of_googles_and_odd_times(shell: Shell) -> None:
    email = "push@skylark-stg.iam.gserviceaccount.com"
    claims = {"iss": email, "aud": "https://oauth2.googleapis.com/token", "scope": "email", "iat": 1_800_000_000_000}
    token = sign_rs256({**claims, "exp": "soon"}, {"alg": "RS256"}, made.rsa_key())
    status, steps = jwt(shell, token, "--key", shell.file("a.json", made.account()))
    assert status == 1
    assert "milliseconds" in steps["Signed at"]["detail"]
    assert [steps[name]["level"] for name in ("Scope", "Ends", "Signature")] == ["bad", "bad", "good"]


@pytest.mark.parametrize("value", ["1" + "0" * 400, "-90000000000", "1e12", "true", '"soon"', "[1]"])
def test_times_that_are_none_are_told(value: str, shell: Shell) -> None:
    for claims in (f'{{"iat": {value}, "exp": 5}}', f'{{"iss": "a@b.gserviceaccount.com", "iat": 5, "exp": {value}}}'):
        assert jwt(shell, f"{b64url(b'{}')}.{b64url(claims.encode())}.AAAA")[0] == 1
    claims = f'{{"iss": "a@b.gserviceaccount.com", "iat": {value}, "exp": 4000000000}}'
    assert jwt(shell, f"{b64url(b'{}')}.{b64url(claims.encode())}.AAAA")[0] == 1


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999"])
def test_a_token_with_a_number_that_json_has_not_is_none(value: str, shell: Shell) -> None:
    claims = f'{{"iat": {value}}}'
    told = shell("tools", "jwt", "-", stdin=f"{b64url(b'{}')}.{b64url(claims.encode())}.AAAA".encode())
    assert told.status == 1
    assert "no JWT" in told.err


def test_a_long_text_without_a_token_is_read_at_once() -> None:
    started = time.perf_counter()
    with pytest.raises(UserError):
        read_jwt("a" * 100_000, 0.0)
    assert time.perf_counter() - started < 1.0  # a millisecond; from every letter on it took eleven seconds


def test_what_is_no_token_is_told(shell: Shell) -> None:
    told = shell("tools", "jwt", "-", stdin=b"hello")
    assert told.status == 1
    assert "Fix:" in told.err


def test_the_delivery_log_has_an_address(shell: Shell) -> None:
    told = shell("tools", "delivery-log", ID.upper(), "--json")
    assert told.status == 0
    assert told.lines[0]["url"].startswith("https://icloud.developer.apple.com/")
    assert told.lines[0]["id"] == ID
    ids = ("--set", "team_id=M84TZ6KW21", "--set", f"bundle_id={made.APP}")
    shell("profiles", "add", "Skylark", "--provider", "apns", "--env", "sandbox", *ids)
    chosen = shell("tools", "delivery-log", ID, "--profile", "Skylark", "--json").lines[0]["url"]
    assert f"teams/M84TZ6KW21/app/{made.APP}" in chosen
    assert shell("tools", "delivery-log", "8E58").status == 2


def test_json_is_whole(shell: Shell) -> None:
    told = shell("doctor", key_file(shell), "--json")
    assert json.loads(told.out)["name"] == "AuthKey_ABC123DEFG.p8"
