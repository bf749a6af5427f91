"""Every place that can make a push leave goes through the guard; read from the source, so that none is overlooked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "pushbench"

STARTS = {
    "ui/screenshots/story.py",  # in a home of its own, whose production profiles lead to its own emulator
    "engine/demo.py",  # hands the plan to Workspace.start, unconfirmed
    "ui/compose/sending.py",  # after the dialog
    "ui/sandbox/sampling.py",  # unconfirmed
    "cli/send.py",  # with what --yes and --allow say
}
DISPATCHERS = {
    "engine/sending.py",  # a run, which only Workspace.start makes
    "engine/managing.py",  # topics and channels, with a consent
    "engine/proving.py",  # credential tests: no device's token
    "engine/following.py",  # asks what became of deliveries; refuses every step that would deliver
    "engine/messages.py",  # looks and counts, where it refuses to deliver; cancels, in production with a yes
    "engine/parts.py",  # makes them
}


Calls = tuple[tuple[str, ast.Call, str], ...]


@pytest.fixture(scope="module")
def calls() -> Calls:
    """Every call of the source: its module, itself, and the name that is called."""
    return tuple(_calls())


def _calls() -> Iterator[tuple[str, ast.Call, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield path.relative_to(SOURCE).as_posix(), node, name


def receiver(call: ast.Call) -> str:
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def test_plans_are_started_where_a_person_was_asked_or_nobody_says_yes(calls: Calls) -> None:
    found = {
        place for place, call, name in calls if name == "start" and call.args and ast.unparse(call.args[0]) == "plan"
    }
    assert found == STARTS


def test_nobody_writes_a_yes_down(calls: Calls) -> None:
    """``confirmed`` is always somebody's answer, never a constant; demo and sandbox leave it out."""
    said = {
        place: ast.unparse(keyword.value)
        for place, call, name in calls
        for keyword in call.keywords
        if keyword.arg in ("confirmed", "yes", "is_confirmed")
    }
    # Topics and channels send nothing, and the command line's contract asks for no --yes there.
    assert said.pop("cli/topics.py") == "True"
    assert "True" not in said.values()
    assert "ui/sandbox/sampling.py" not in said
    assert "engine/demo.py" not in said


def test_the_window_confirms_only_what_its_dialog_gave_back(calls: Calls) -> None:
    tree = ast.parse((SOURCE / "ui/compose/sending.py").read_text(encoding="utf-8"))
    functions = {node.name: ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)}
    assert "confirmation = await self._confirmed(plan)" in functions["send_plan"]
    assert "if confirmation is None:" in functions["send_plan"]
    assert "return await self.confirmer(plan) if self.confirmer is not None else None" in functions["_confirmed"]
    asks = (SOURCE / "ui/compose/asking.py").read_text(encoding="utf-8")
    assert asks.count("Confirmation(") == 0  # only the dialog makes one
    makers = {place for place, _, name in calls if name == "Confirmation"}
    assert makers == {"ui/compose/production_dialog.py", "ui/compose/sending.py"}


def test_only_the_guarded_start_makes_runs(calls: Calls) -> None:
    makers = {place for place, _, name in calls if name == "Run"}
    told = {p for p in makers if "pushbench.engine.sending import" in (SOURCE / p).read_text(encoding="utf-8")}
    assert told == {"engine/workspace.py"}
    tree = ast.parse((SOURCE / "engine/workspace.py").read_text(encoding="utf-8"))
    start = next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "start")
    order = [ast.unparse(node) for node in start.body]
    errors = order.index("guard.refuse_errors(plan)")
    guard = order.index("guard.check_guard(plan.guard, yes=confirmed, allow=allow)")
    run = next(number for number, text in enumerate(order) if "Run(" in text)
    assert errors < guard < run


def test_every_plan_carries_a_guard_made_of_its_deliveries(calls: Calls) -> None:
    makers = {place for place, _, name in calls if name == "SendPlan"}
    assert makers == {"engine/planning.py", "engine/replay.py"}
    for place in makers:
        text = (SOURCE / place).read_text(encoding="utf-8")
        assert "make_guard" in text
        assert ", guard)" in text, f"{place} makes a plan without its guard"


def test_nothing_else_asks_the_network_for_a_way_out(calls: Calls) -> None:
    found = {
        place for place, call, name in calls if name in ("dispatcher", "single") and "transports" in receiver(call)
    }
    assert found <= DISPATCHERS
    sends = {place for place, call, name in calls if name == "send" and "transport" in receiver(call).lower()}
    assert sends <= {
        "engine/dispatcher.py",
        "engine/local_sandbox.py",
        "engine/parts.py",
        "engine/proving.py",
        "engine/default_proxy.py",
    }
