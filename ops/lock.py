"""Compiles the locks anew: the Python packages, the installer itself, and the npm packages.

Versions that still fit are kept; with `--upgrade` the newest ones are taken. No lock names a
registry's address, so each person's own registry serves them.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from ops import install
from ops.build import rebuild_npm_lock
from ops.environment import ROOT, VENV_BIN

OLDEST_PYTHON = "3.11"
INSTALLER = "uv>=0.9,<1"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true")
    upgrade = parser.parse_args().upgrade
    compile_lock("-", install.TOOLS, upgrade=upgrade, source=INSTALLER)
    runtime, development = install.LOCKS["runtime"], install.LOCKS["dev"]
    compile_lock("pyproject.toml", runtime, upgrade=upgrade)
    # The tests run with the very versions that people run.
    compile_lock(
        "pyproject.toml", development, "--extra", "dev", "-c", runtime.name, upgrade=upgrade
    )
    install.main("dev")
    rebuild_npm_lock(upgrade=upgrade)
    return 0


def compile_lock(
    project: str, lock: Path, *options: str, upgrade: bool, source: str | None = None
) -> None:
    """Pin everything that `project` (a file, or "-" for `source`) needs, with hashes."""
    print(f"Compiling {lock.name}.", flush=True)
    command = [
        *(str(VENV_BIN / "uv"), "pip", "compile", "--quiet", project, *options),
        *("--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"),
        *("--no-header", "--no-emit-index-url", "--no-emit-find-links"),
        *("--output-file", lock.name),
    ]
    if upgrade:
        command.append("--upgrade")
    subprocess.run(command, cwd=ROOT, input=source, text=True, check=True)


if __name__ == "__main__":
    sys.exit(main())
