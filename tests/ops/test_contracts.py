"""The contracts of the layers bite: each forbidden import breaks `lint-imports`."""

import shutil
import subprocess
from pathlib import Path

import pytest

from ops.environment import ROOT, VENV_BIN

FORBIDDEN = [
    ("pages", "import tutorhub_app.services"),
    ("pages", "import tutorhub_app.data"),
    ("pages", "import tutorhub_app.api"),
    ("components", "import tutorhub_app.states"),
    ("states", "import tutorhub_app.api"),
    ("states", "import tutorhub_app.data"),
    ("api", "import tutorhub_app.states"),
    ("api", "from tutorhub_app import data"),
    ("services", "import tutorhub_app.api"),
    ("services", "import reflex"),
    ("services", "from fastapi import Depends"),
    ("data", "import tutorhub_app.services"),
    ("data", "import tutorhub_app.integrations"),
    ("data", "import reflex"),
    ("integrations", "import tutorhub_app.data"),
    ("integrations", "import starlette.requests"),
    ("domain", "import tutorhub_app.data"),
    ("domain", "import pydantic"),
]


@pytest.fixture
def copy_of_the_app(tmp_path: Path) -> Path:
    skip = shutil.ignore_patterns("__pycache__")
    for folder in ("tutorhub_app", "ops"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=skip)
    shutil.copy2(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(VENV_BIN / "lint-imports"), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_app_keeps_the_contracts(copy_of_the_app: Path):
    answer = lint_imports(copy_of_the_app)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(("layer", "statement"), FORBIDDEN)
def test_a_forbidden_import_is_found(copy_of_the_app: Path, layer: str, statement: str):
    module = copy_of_the_app / "tutorhub_app" / layer / "intruder.py"
    module.write_text(f"{statement}\n")
    answer = lint_imports(copy_of_the_app)
    assert answer.returncode == 1
    assert f"tutorhub_app.{layer}.intruder (line 1) imports" in " ".join(answer.stdout.split())
