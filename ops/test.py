"""Runs the tests in two tiers: those in process, on all cores; then those of the running app.

The second tier has one server and one browser, so nothing else competes with it.
"""

import subprocess
import sys
from collections.abc import Sequence

from ops.environment import ROOT

NO_TESTS_COLLECTED = 5
IN_PROCESS = "not server and not browser"
RUNNING = "server or browser"


def main(arguments: Sequence[str]) -> int:
    if arguments:
        return pytest(*arguments)
    codes = [pytest("-q", "-n", "auto", "-m", IN_PROCESS), pytest("-q", "-m", RUNNING)]
    if all(code == NO_TESTS_COLLECTED for code in codes):
        return NO_TESTS_COLLECTED
    return max(0 if code == NO_TESTS_COLLECTED else code for code in codes)


def pytest(*arguments: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
