"""Templates against handlebars.js: stored answers always, the real thing where node and its package are."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from pushbench.compose.template import resolve_text
from pushbench.domain.errors import UserError

CORPUS = json.loads((Path(__file__).parent / "handlebars_corpus.json").read_text("utf-8"))
PEERS = Path(__file__).parents[1] / "peers"
ASK = """
const handlebars = require('handlebars');
handlebars.logger.log = () => {};
let text = '';
process.stdin.on('data', part => text += part).on('end', () => {
  const corpus = JSON.parse(text);
  console.log(JSON.stringify(corpus.cases.map(item => {
    try { return handlebars.compile(item.template, {noEscape: true})(item.variables || corpus.variables); }
    catch (error) { return null; }
  })));
});
"""


def ours(case: dict) -> str | None:
    try:
        return resolve_text(case["template"], case.get("variables", CORPUS["variables"])).text
    except UserError:
        return None


@pytest.mark.parametrize("case", CORPUS["cases"], ids=lambda case: case["template"][:40])
def test_agrees_with_the_stored_answer(case):
    agrees = ours(case) == case.get("text")
    assert agrees != ("difference" in case)


def test_known_differences_are_few():
    assert sum("difference" in case for case in CORPUS["cases"]) <= len(CORPUS["cases"]) // 10


@pytest.mark.peers
def test_the_stored_answers_are_those_of_handlebars_js():
    node = shutil.which("node")
    if node is None or not (PEERS / "node_modules" / "handlebars").is_dir():
        pytest.skip("needs node and handlebars in tests/peers")
    done = subprocess.run(
        [node, "-e", ASK], input=json.dumps(CORPUS), capture_output=True, text=True, cwd=PEERS, timeout=30, check=True
    )
    answers = json.loads(done.stdout)
    assert answers == [case.get("text") for case in CORPUS["cases"]]
