"""Makes the virtual environment and installs the locked packages into it, if that is not done yet.

Runs before anything is installed: standard library only, and readable by an older Python, which
is told what is missing.
Usage: python3 ops/install.py runtime|dev
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / "requirements-tools.txt"
# The development lock holds all of the runtime's packages, and more.
LOCKS = {"runtime": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
RECORD = VENV / "tutorhub-installed.json"


def main(wanted: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this is what tells them
        version = ".".join(map(str, sys.version_info[:3]))
        sys.exit(
            f"TutorHub needs Python 3.11 or newer, and this is {version}.\n"
            "Name a newer one: make run PYTHON=python3.12"
        )
    VENV.mkdir(exist_ok=True)
    with (VENV / "tutorhub-install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_what_is_missing(wanted)


def install_what_is_missing(wanted: str) -> None:
    record = read_record()
    digests = {name: digest(path) for name, path in LOCKS.items()}
    if record.get("name") in (wanted, "dev") and record.get("digest") == digests[record["name"]]:
        return
    # What once had the development packages keeps them.
    name = "dev" if "dev" in (wanted, record.get("name")) else wanted
    started = time.monotonic()
    print(f"Installing the Python packages of {LOCKS[name].name}.", flush=True)
    make_venv()
    install(LOCKS[name])
    RECORD.write_text(json.dumps({"name": name, "digest": digests[name]}))
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def make_venv() -> None:
    """A virtual environment with pip and, by its hash, the installer `uv`."""
    python = VENV / "bin" / "python"
    if not python.exists():
        run(sys.executable, "-m", "venv", str(VENV))
    if not (VENV / "bin" / "uv").exists():
        run(str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(TOOLS))


def install(lock: Path) -> None:
    """Make the environment hold exactly what the lock names."""
    environment = dict(os.environ, VIRTUAL_ENV=str(VENV))
    uv = str(VENV / "bin" / "uv")
    # Compiled now, so that every start is quick, where Python may not write byte code as well.
    options = ("--quiet", "--require-hashes", "--compile-bytecode")
    run(uv, "pip", "sync", *options, str(lock), environment=environment)


def run(*command: str, environment: "dict[str, str] | None" = None) -> None:
    if subprocess.run(command, cwd=str(ROOT), env=environment).returncode:
        sys.exit("Could not install the Python packages: " + " ".join(command))


def read_record() -> "dict[str, str]":
    try:
        record: dict[str, str] = json.loads(RECORD.read_text())
        return record
    except (OSError, ValueError):
        return {}


def digest(path: Path) -> str:
    """Of the lock and of the tools, since either may change what is installed."""
    return hashlib.sha256(path.read_bytes() + TOOLS.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1])
