"""Production from the command line: nothing leaves without --yes, --allow and the allow-list's leave."""

from __future__ import annotations

import json

import pytest
from tests.cli.conftest import Shell
from tests.sandbox.running import Running

PIXEL = "Virtual Pixel"


@pytest.fixture
def prod(linked: Shell, sandbox: Running) -> Shell:
    """A shell with the profile ``prod``: production by name, the emulator by address."""
    ready = sandbox.ready.to_json()
    offered = ready["providers"]["fcm"]
    account = linked.file("account.json", offered["profile"]["service_account"])
    fields = {"base_url": offered["base_url"], "token_url": offered["token_url"], "ca_file": ready["ca_file"]}
    pairs = [part for key, value in fields.items() for part in ("--set", f"{key}={value}")]
    secret = ("--secret", f"service_account=@{account}")
    made = linked("profiles", "add", "prod", "--provider", "fcm", "--env", "production", *pairs, *secret)
    assert made.status == 0, made.err
    return linked


def send(shell: Shell, *more: str, to: tuple[str, ...] = (PIXEL,)) -> int:
    targets = [part for target in to for part in ("--to", target)]
    return shell("send", shell.message(), "--profile", "prod", *targets, *more, "--json").status


def many(count: int) -> tuple[str, ...]:
    return tuple(f"token:{'x' * 140}{number:03}" for number in range(count))


def test_without_yes_nothing_leaves(prod: Shell, sandbox: Running) -> None:
    assert send(prod) == 3
    assert send(prod, "--allow", "1") == 3
    assert sandbox.emulator.received == []
    assert send(prod, "--yes") == 0
    assert len(sandbox.emulator.received) == 1


@pytest.mark.parametrize(
    ("to", "right", "wrong"), [(many(11), 11, (None, 10, 12)), (("topic:news",), 1, (None, 0, 2))], ids=["11", "topic"]
)
def test_above_ten_and_for_topics_the_number_is_said(
    prod: Shell, sandbox: Running, to: tuple[str, ...], right: int, wrong: tuple[int | None, ...]
) -> None:
    for number in wrong:
        assert send(prod, "--yes", *(() if number is None else ("--allow", str(number))), to=to) == 3
    assert send(prod, "--allow", str(right), to=to) == 3
    assert prod("history", "list", "--json").out == ""
    assert send(prod, "--yes", "--allow", str(right), to=to) != 3
    assert len(prod("history", "list", "--json").out.splitlines()) == right


def test_a_dry_run_asks_for_nothing(prod: Shell, sandbox: Running) -> None:
    assert send(prod, "--dry-run", to=many(11)) == 0
    assert sandbox.emulator.received == []


def test_the_allow_list_refuses_names_the_way_out_and_is_kept(prod: Shell, sandbox: Running) -> None:
    assert prod("profiles", "allow", "prod", "Ana, the first", "tag:qa").status == 0
    refused = prod("send", prod.message(), "--profile", "prod", "--to", PIXEL, "--yes", "--json")
    assert (refused.status, refused.out) == (3, "")
    assert "not on the allow-list of “prod”" in refused.err
    assert f"pushbench profiles allow prod '{PIXEL}'" in refused.err
    assert sandbox.emulator.received == []
    allowed = prod("profiles", "allow", "prod", PIXEL, "--json")
    assert json.loads(allowed.out)["fields"]["allowed_targets"] == '"Ana, the first", tag:qa, Virtual Pixel'
    assert send(prod, "--yes") == 0
    assert len(sandbox.emulator.received) == 1
    removed = prod("profiles", "allow", "prod", "--remove", PIXEL)
    assert "Ana, the first" in removed.err
    assert send(prod, "--yes") == 3


def test_the_allow_list_can_be_set_with_the_profile(prod: Shell) -> None:
    refused = prod("profiles", "add", "p", "--provider", "fcm", "--env", "production", "--set", "allowed_targets=tag:")
    assert refused.status == 2
    assert "cannot stand in an allow-list" in refused.err


def test_a_listed_crowd_of_devices_still_wants_its_number(prod: Shell, sandbox: Running) -> None:
    assert prod("profiles", "allow", "prod", *many(11)).status == 0
    assert send(prod, "--yes", to=many(11)) == 3
    assert send(prod, "--yes", "--allow", "11", to=many(11)) != 3


@pytest.mark.parametrize("verb", ["subscribe", "unsubscribe"])
def test_topics_of_production_keep_to_the_allow_list(prod: Shell, verb: str) -> None:
    asked = ("topics", verb, "news", "--profile", "prod", "--to")
    listed = ("topics", "list", "--profile", "prod", "--to", PIXEL, "--json")
    before = prod(*listed).out
    assert prod(*asked, PIXEL).status == 0
    assert (prod(*listed).out != before) == (verb == "subscribe")
    assert prod("profiles", "allow", "prod", "Ana").status == 0
    assert prod(*asked, PIXEL).status == 3


def test_local_topics_ask_for_nothing(linked: Shell) -> None:
    assert linked("topics", "subscribe", "news", "--profile", "sandbox-fcm", "--to", PIXEL).status == 0
