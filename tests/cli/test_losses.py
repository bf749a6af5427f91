"""``check --losses``: what each service does not carry as it is."""

from __future__ import annotations

from tests.cli.conftest import Shell


def test_losses_are_lines_of_their_own_and_counted(shell: Shell) -> None:
    file = shell.message(content={"title": "T", "body": "B", "subtitle": "S"}, languages={"de": {"subtitle": "U"}})
    checked = shell("check", file, "--losses", "--provider", "webpush", "--json")
    assert checked.status == 0
    lost = [line for line in checked.lines if line["type"] == "loss"]
    assert [(line["provider"], line["field"], line["kind"], line["at"]) for line in lost] == [
        ("webpush", "/content/subtitle", "dropped", None),
        ("webpush", "/languages/de/subtitle", "dropped", None),
    ]
    assert checked.lines[-1]["losses"] == 2


def test_words_for_people(shell: Shell) -> None:
    file = shell.message(content={"title": "T", "body": "B", "image": "https://cdn.example/i.png"})
    checked = shell("check", file, "--losses")
    assert "renamed apns /content/image: The image travels under a name that only the app reads" in checked.out


def test_without_the_option_nothing_changes(shell: Shell) -> None:
    checked = shell("check", shell.message(content={"title": "T", "subtitle": "S"}), "--json")
    assert all(line["type"] != "loss" for line in checked.lines)
    assert "losses" not in checked.lines[-1]
