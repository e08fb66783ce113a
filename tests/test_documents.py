"""The documents name tests that are there, and leave nothing open."""

import ast
import re
from functools import lru_cache

import pytest

from ops.environment import ROOT

ROW = re.compile(r"^\| ([^*|].*?) \| (.*?) \|$", re.MULTILINE)


def rows_of(page: str) -> list[tuple[str, str]]:
    checklist = (ROOT / "docs" / page).read_text().partition("## What the document")[2]
    return ROW.findall(checklist)[1:]


SCHEDULING, LESSONS = rows_of("api-scheduling.md"), rows_of("api-lessons.md")


@lru_cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


def test_the_checklists_are_long():
    assert len(SCHEDULING) > 50
    assert len(LESSONS) > 15


@pytest.mark.parametrize(("promise", "proof"), SCHEDULING + LESSONS)
def test_each_promise_of_the_documents_has_a_test(promise: str, proof: str):
    named = re.fullmatch(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`", proof)
    assert named, f"{promise}: no test is named"
    assert named[2] in names_in(named[1]), f"{promise}: {named[0]} is not there"
