"""Where things are, and the environment that Reflex and npm run in."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".build"
WEB = ROOT / ".web"
NPM_LOCK = ROOT / "reflex.lock"
VENV_BIN = Path(sys.executable).parent


def reflex_environment(base: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a Reflex process: our Node first, nothing kept or asked elsewhere."""
    environment = dict(os.environ if base is None else base)
    environment["PATH"] = f"{VENV_BIN}{os.pathsep}{environment.get('PATH', os.defpath)}"
    environment["REFLEX_USE_NPM"] = "1"
    environment["REFLEX_DIR"] = str(WORK / "reflex")
    environment["REFLEX_CHECK_LATEST_VERSION"] = "false"
    environment["REFLEX_TELEMETRY_ENABLED"] = "false"
    return environment


def build_environment() -> dict[str, str]:
    """The environment for building: Reflex's, plus npm as the person configured it.

    Reflex writes a registry of its own choosing into the project's npm configuration, which
    would win over the person's; an environment variable wins over both.
    """
    environment = reflex_environment()
    if not environment.get("NPM_CONFIG_REGISTRY"):
        answer = subprocess.run(
            [VENV_BIN / "npm", "config", "get", "registry"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        environment["NPM_CONFIG_REGISTRY"] = answer.stdout.strip()
    environment["npm_config_omit_lockfile_registry_resolved"] = "true"
    environment["npm_config_audit"] = "false"
    environment["npm_config_fund"] = "false"
    environment["npm_config_update_notifier"] = "false"
    return environment
