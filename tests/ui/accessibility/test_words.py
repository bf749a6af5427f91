"""Every text of the window can be translated, and a translator gets all of them with their context."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

TOP = Path(__file__).resolve().parents[3]
WINDOW = TOP / "src/pushbench/ui"
TRANSLATED = frozenset({"tr", "translate", "_tr", "words"})
FOR_MACHINES = frozenset(
    {"ValueError", "TypeError", "RuntimeError", "LookupError", "KeyError", "TypeVar", "cast", "report", "start", "do"}
    | {"debug", "info", "warning", "error", "exception", "getLogger"}
)
"""Calls whose texts no person reads in the window: errors of programs, names of tasks, log lines."""
SHOWING = frozenset(
    {"setText", "setToolTip", "setAccessibleName", "setAccessibleDescription", "setPlaceholderText", "setWindowTitle"}
    | {
        "setTitle",
        "setTabText",
        "label",
        "button",
        "icon_button",
        "Segment",
        "Tab",
        "MenuItem",
        "NoteAction",
        "Labelled",
    }
    | {"Dialog", "Question", "Words", "UserError", "Column", "Pill", "tell", "ask_name", "show_words", "set_action"}
)
"""Calls whose texts a person reads; a capitalised word in one of them is a text."""
LEFT_OUT = ("gallery", "screenshots")
"""Not part of the window."""
VERBATIM = {
    "Pushbench": "the program's name",
    "Pushbench {}": "the program's name and version",
    "ComposeScreen | None": "a type",
    "Del": "a key, which Qt names in the system's language",
    "Return": "a key",
    "Português (Brasil)": "a language calls itself so everywhere",
    "0 to 1": "figures",
    "Pushbench unsaved {}": "the name of a folder",
    "The browser drops it": "compared with what the sandbox tells",
    "License :: OSI Approved :: ": "read from packages",
    "PYTHON SOFTWARE FOUNDATION": "read from licences",
    "See the text": "compared with what packages say",
    "JetBrains Mono": "a font",
    "PbUi BrainMono": "a font",
}
NO_WINDOW = {"app.py", "diagnostics.py"}
"""What is told where there is no window, and what a bundle for support holds."""
_SENTENCE = re.compile(r"[A-Z“][\w’“”-]* [^\\]*[a-z][^\\]*$", re.DOTALL)
_WORD = re.compile(r"[A-Z][a-z]+(?: [\w{}]+)*[.…]?$")


def modules() -> list[Path]:
    found = sorted(WINDOW.rglob("*.py"))
    return [path for path in found if not set(path.relative_to(WINDOW).parts) & set(LEFT_OUT)]


def called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def text_of(node: ast.AST) -> str | None:
    """Return the words of a literal, with ``{}`` for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def bare_texts(node: ast.AST, within: str = "") -> Iterator[tuple[int, str]]:
    """Yield the literals below a node that a person would read and that pass no translation."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.AnnAssign | ast.FunctionDef | ast.AsyncFunctionDef):
        inner: list[ast.AST | None] = [node.value] if isinstance(node, ast.AnnAssign) else [*node.body]
        for part in inner:
            if part is not None:
                yield from bare_texts(part)
        return
    if isinstance(node, ast.Call):
        within = called(node)
        if within in TRANSLATED | FOR_MACHINES:
            yield from bare_texts(node.func)
            return
    text = text_of(node)
    if text is not None:
        if (_SENTENCE.match(text) or (within in SHOWING and _WORD.match(text))) and text not in VERBATIM:
            yield node.lineno, text  # type: ignore[attr-defined]  # a literal has a line
        return
    for child in ast.iter_child_nodes(node):
        yield from bare_texts(child, within)


def test_every_text_passes_translation() -> None:
    bare = [
        f"{path.relative_to(TOP)}:{line}: {text}"
        for path in modules()
        if path.name not in NO_WINDOW
        for line, text in bare_texts(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not bare, "\n".join(bare)


def _asks_translation(node: ast.AST, *, is_deep: bool = True) -> bool:
    calls = (part for part in (ast.walk(node) if is_deep else [node]) if isinstance(part, ast.Call))
    return any(called(call) in {"tr", "translate", "_tr"} for call in calls)


def _is_put_together(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in node.args)


def test_no_text_is_put_together_before_it_is_translated() -> None:
    """A translator sees the literal; what is filled in comes after, by ``format``. lupdate does not read f-strings."""
    wrong = [
        f"{path.relative_to(TOP)}:{node.lineno}"  # type: ignore[attr-defined]  # both kinds have a line
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.JoinedStr) and _asks_translation(node))
        or (_asks_translation(node, is_deep=False) and _is_put_together(node))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, set[str]]]:
    """What lupdate said, and the texts by context."""
    target = tmp_path_factory.mktemp("texts") / "pushbench_xx.ts"
    script = TOP / "packaging/extract_texts.py"
    done = subprocess.run([sys.executable, script, target], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    contexts = {
        context.findtext("name") or "": {message.findtext("source") or "" for message in context.iter("message")}
        for context in ElementTree.parse(target).getroot().iter("context")
    }
    return done.stdout + done.stderr, contexts


def test_lupdate_finds_every_text(extracted: tuple[str, dict[str, set[str]]]) -> None:
    said, contexts = extracted
    assert "arning" not in said
    assert "rror" not in said
    known = set().union(*contexts.values())
    wanted = {
        str(node.args[-1].value)
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and called(node) in {"tr", "_tr", "translate"} and node.args
        if isinstance(node.args[-1], ast.Constant)
    }
    assert len(wanted) > 1000
    assert wanted - known == set()


def test_every_text_has_the_context_that_is_asked_for_when_it_is_shown(
    extracted: tuple[str, dict[str, set[str]]],
) -> None:
    _said, contexts = extracted
    classes = {
        node.name
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    named = {
        name
        for path in modules()
        for name in re.findall(r'\btranslate\(\s*"(\w+)"|\bwords\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
        for name in name
    }
    strange = {name: texts for name, texts in contexts.items() if name not in classes | named}
    assert not strange
