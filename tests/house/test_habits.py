"""Habits that no linter knows, read from the source; each check is shown a piece of code that it must refuse."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
SOURCE = TOP / "src" / "pushbench"
PROVIDER_IDS = {"apns", "fcm", "webpush", "expo", "onesignal", "sns", "airship", "novu", "webhook"}
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "common", "misc"}
Check = Callable[[ast.AST], Iterator[str]]


def provider_by_name(tree: ast.AST) -> Iterator[str]:
    """Find comparisons with a provider's id, in ``if``, ``match`` and ``in`` alike."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            parts = [node.value]
        else:
            continue
        for part in parts:
            values = part.elts if isinstance(part, ast.Tuple | ast.List | ast.Set) else [part]
            if any(isinstance(value, ast.Constant) and value.value in PROVIDER_IDS for value in values):
                yield f"line {node.lineno} decides by a provider's name"


def stray_task(tree: ast.AST) -> Iterator[str]:
    """Find tasks that no TaskScope owns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            if name in ("create_task", "ensure_future", "asyncSlot", "asyncClose"):
                yield f"line {node.lineno} starts a task that nobody awaits: {name}"


def nested_loop(tree: ast.AST) -> Iterator[str]:
    """Find dialogs that run a loop of their own: ``.exec()`` but on menus and drags, and QMessageBox's static calls."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = ast.unparse(node.func.value)
        if node.func.attr in ("exec", "exec_") and not any(word in owner.lower() for word in ("menu", "drag")):
            yield f"line {node.lineno} blocks the loop: {owner}.{node.func.attr}()"
        if owner.endswith("QMessageBox") and node.func.attr[:1].islower():
            yield f"line {node.lineno} blocks the loop: {owner}.{node.func.attr}()"


def unfinished(tree: ast.AST) -> Iterator[str]:
    """Find bodies that are not there yet."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc):
            yield f"line {node.lineno} is not implemented"


def open_painter(tree: ast.AST) -> Iterator[str]:
    """Find painters that an exception would leave open; Qt ends the process when such a thing is painted again."""
    ended = {id(item.context_expr) for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in ended:
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in ("QPainter", "QStylePainter") or (
                name == "begin" and "painter" in ast.unparse(node.func).lower()
            ):
                yield f"line {node.lineno} makes a painter outside of with: {ast.unparse(node)}"


RULES: dict[str, tuple[Check, tuple[str, ...], tuple[str, ...]]] = {
    "nobody outside providers and sandbox decides by a provider's name": (
        provider_by_name,
        ("providers", "sandbox", "ui/screenshots"),
        ("if provider == 'apns': pass", "x = p.id in ('fcm', 'expo')", "match p:\n case 'sns': pass", "'novu' != p"),
    ),
    "tasks belong to scopes": (
        stray_task,
        ("domain/tasks.py",),
        ("asyncio.create_task(f())", "loop.ensure_future(f())", "@asyncSlot()\ndef f(): pass", "qasync.asyncClose(f)"),
    ),
    "dialogs are opened, not executed": (
        nested_loop,
        ("ui/gallery/app.py",),
        ("dialog.exec()", "self.question.exec_()", "QMessageBox.question(None, '', '')"),
    ),
    "painters are ended in every case": (
        open_painter,
        (),
        (
            "painter = QPainter(self)",
            "a, b = 1, QtGui.QPainter(image)",
            "QStylePainter(self).drawPixmap()",
            "painter.begin(x)",
        ),
    ),
    "nothing is left for later": (unfinished, (), ("raise NotImplementedError", "raise NotImplementedError('later')")),
}
FINE = (
    "menu.exec(point)\nif kind == 'device': pass\nscope.start('name', work())\nasyncio.run(main())\nQMessageBox(parent)\n"
    "with QPainter(self) as painter, QStylePainter(other): pass"
)


@pytest.fixture(scope="module")
def sources() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(SOURCE.rglob("*.py"))}


@pytest.mark.parametrize("rule", RULES)
def test_the_source_keeps_to_it(rule: str, sources: dict[Path, ast.Module]) -> None:
    check, exempt, _ = RULES[rule]
    found = [
        f"{file.relative_to(SOURCE)}: {finding}"
        for file, tree in sources.items()
        if not file.relative_to(SOURCE).as_posix().startswith(exempt or "/")
        for finding in check(tree)
    ]
    assert not found, f"{rule}:\n" + "\n".join(found)


@pytest.mark.parametrize("rule", RULES)
def test_the_check_refuses_what_it_should(rule: str) -> None:
    check, _, refused = RULES[rule]
    for code in refused:
        assert list(check(ast.parse(code))), code
    assert not list(check(ast.parse(FINE)))


def test_names_say_what_is_inside(sources: dict[Path, ast.Module]) -> None:
    paths = [file.relative_to(SOURCE).with_suffix("") for file in sources]
    vague = [str(path) for path in paths if any(EMPTY_NAMES & set(part.split("_")) for part in path.parts)]
    assert not vague


def test_every_module_says_what_it_is_for(sources: dict[Path, ast.Module]) -> None:
    silent = [str(file.relative_to(SOURCE)) for file, tree in sources.items() if not ast.get_docstring(tree)]
    assert not silent


def test_annotations_are_never_evaluated(sources: dict[Path, ast.Module]) -> None:
    annotated = (ast.FunctionDef, ast.AsyncFunctionDef, ast.AnnAssign)
    eager = [
        str(file.relative_to(SOURCE))
        for file, tree in sources.items()
        if any(isinstance(node, annotated) for node in ast.walk(tree))
        and "from __future__ import annotations" not in {ast.unparse(node) for node in tree.body[:2]}
    ]
    assert not eager
