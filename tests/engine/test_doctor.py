"""Where the doctor puts what was read: profiles compared by what they and their secrets say, and what would change."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping

import pytest
from tests.engine.fakes import FakeClock
from tests.providers.credential_cases import made

from pushbench.domain.errors import UserError
from pushbench.domain.finding import Severity
from pushbench.domain.profile import Environment, Profile, SecretRef
from pushbench.domain.secret import Secret
from pushbench.engine.doctor_places import MISFIT, Place
from pushbench.engine.workspace import Workspace

pytestmark = pytest.mark.anyio

IDS = {"key_id": made.KEY_ID, "team_id": made.TEAM, "bundle_id": made.APP}


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    made_workspace = await Workspace.open(None, environ={"KEY": "x"}, clock=FakeClock(made.NOW))
    yield made_workspace
    await made_workspace.aclose()


async def add(
    workspace: Workspace, name: str, provider: str, environment: Environment = Environment.SANDBOX,
    fields: Mapping[str, str] | None = None, **secrets: str,
) -> None:  # fmt: skip
    given = {key: Secret(value) for key, value in secrets.items()}
    await workspace.save_profile(Profile(name, provider, environment, fields or {}), given)


async def places(workspace: Workspace, data: bytes | str, name: str = "") -> dict[str, Place]:
    found = await workspace.read_credential(data.encode() if isinstance(data, str) else data, name)
    return {place.profile: place for place in found.places}


async def test_a_vapid_key_is_found_by_its_public_half(workspace: Workspace) -> None:
    await add(
        workspace, "Mine", "webpush", fields={"subject": "mailto:a@b.example"}, private_key=made.scalar(made.p256())
    )
    other = {"subject": "mailto:a@b.example", "public_key": made.point(made.other_p256())}
    await add(workspace, "Other", "webpush", fields=other, private_key=made.scalar(made.other_p256()))
    found = await places(workspace, made.pem(made.p256()), "vapid.pem")
    assert list(found) == ["Mine", "Other", ""]
    assert found["Mine"].fits
    assert not found["Other"].fits
    mismatch = [finding.what for finding in found["Other"].findings]
    assert "The two VAPID keys do not belong together." in mismatch


async def test_a_certificate_of_another_team_or_app_is_a_misfit(workspace: Workspace) -> None:
    await add(workspace, "Right", "apns", fields={"team_id": made.TEAM, "bundle_id": made.APP})
    await add(workspace, "Team", "apns", fields={"team_id": "ZZZZZZZZZ1", "bundle_id": made.APP})
    await add(workspace, "App", "apns", fields={"team_id": made.TEAM, "bundle_id": "app.other"})
    found = await places(workspace, made.p12(made.certificate(), ""), "push.p12")
    assert next(iter(found)) == "Right"
    assert found["Right"].reasons == (f"Same Bundle ID: {made.APP}", f"Same Team ID: {made.TEAM}")
    for name, field in (("Team", "/fields/team_id"), ("App", "/fields/bundle_id")):
        assert found[name].is_misfit
        [told] = [finding for finding in found[name].findings if finding.rule == MISFIT]
        assert (told.pointer, told.severity) == (field, Severity.WARNING)
        assert told.why
        assert told.fix


async def test_what_another_way_to_sign_in_left_is_taken_away(workspace: Workspace) -> None:
    await add(workspace, "Skylark", "apns", fields=IDS, key=made.pem(made.p256()))
    found = await workspace.read_credential(made.p12(made.certificate(), ""), "push.p12")
    place = found.place("Skylark")
    assert place is not None
    assert ("Key file", "stored", "removed") in [(c.label, c.before, c.after) for c in place.changes]
    assert found.best is not None
    stored = await workspace.put_credential(found.best, "Skylark")
    assert list(stored.secrets) == ["certificate"]
    opened = await workspace.credentials("Skylark")
    assert not [f for f in workspace.check_credentials(opened) if f.severity is Severity.ERROR]


async def test_local_profiles_are_left_out_and_secrets_elsewhere_are_no_hurdle(workspace: Workspace) -> None:
    await add(workspace, "Local", "fcm", Environment.LOCAL)
    profile = Profile("Elsewhere", "fcm", Environment.SANDBOX, {"project_id": "skylark-stg"})
    await workspace.save_profile(profile, {"service_account": SecretRef("env", "NOT_SET")})
    found = await places(workspace, json.dumps(made.account()))
    assert list(found) == ["Elsewhere", ""]
    assert found["Elsewhere"].fits
    assert found[""].suggested == "skylark-stg FCM"
    await add(workspace, "skylark-stg FCM", "fcm", fields={"project_id": "other"})
    assert (await places(workspace, json.dumps(made.account())))[""].suggested == "skylark-stg FCM 2"


async def test_what_fills_nothing_goes_nowhere(workspace: Workspace) -> None:
    found = await workspace.read_credential(json.dumps(made.GOOGLE_SERVICES).encode())
    assert not found.places
    assert found.best is not None
    with pytest.raises(UserError) as told:
        await workspace.put_credential(found.best, "x", environment=Environment.SANDBOX)
    assert "Service accounts" in told.value.fix


async def test_another_reading_brings_other_places(workspace: Workspace) -> None:
    await add(workspace, "Web", "webpush", private_key=made.scalar(made.p256()))
    found = await workspace.read_credential(made.pem(made.p256()).encode())
    assert [reading.provider for reading in found.readings] == ["apns", "webpush"]
    turned = await workspace.places_for(found, 1)
    assert [reading.provider for reading in turned.readings] == ["webpush", "apns"]
    assert [place.profile for place in turned.places] == ["Web", ""]


async def test_the_clock_judges_certificates(workspace: Workspace) -> None:
    late = FakeClock(made.NOW + 800 * 86400)
    workspace.clock.time = late.time  # type: ignore[attr-defined]
    found = await workspace.read_credential(made.p12(made.certificate(), ""), "push.p12")
    assert found.best is not None
    assert any("The certificate ended on" in finding.what for finding in found.best.findings)
    assert not found.is_good
