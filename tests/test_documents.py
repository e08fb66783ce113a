"""The documents name tests that are there, and leave nothing open."""

import ast
import re
from functools import lru_cache

import pytest

from ops.environment import ROOT

CHECKLIST = (ROOT / "docs" / "api-scheduling.md").read_text().partition("## What the document")[2]
ROWS = re.findall(r"^\| ([^*|].*?) \| (.*?) \|$", CHECKLIST, re.MULTILINE)[1:]


@lru_cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


def test_the_checklist_is_long():
    assert len(ROWS) > 50


@pytest.mark.parametrize(("promise", "proof"), ROWS)
def test_each_promise_of_the_scheduling_document_has_a_test(promise: str, proof: str):
    named = re.fullmatch(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`", proof)
    assert named, f"{promise}: no test is named"
    assert named[2] in names_in(named[1]), f"{promise}: {named[0]} is not there"
