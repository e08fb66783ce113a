"""What `make run` becomes: check, build, migrate, fill, say where it is, then be the server."""

import ipaddress
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import NoReturn

from ops.build import BuildFailed, ensure_site, stop_when_asked
from ops.environment import ROOT, VENV_BIN, reflex_environment
from tutorhub_app.settings import Settings, UnsafeSettings, get_settings

ANY_ADDRESS = ("0.0.0.0", "::")
SECONDS_TO_RESPAWN = 1
SECONDS_TO_STOP = 5


class CannotServe(RuntimeError):
    """The server can't start; the message says what to do."""


def main() -> int:
    os.chdir(ROOT)
    stop_when_asked()
    settings = get_settings()
    try:
        if problems := settings.problems():
            raise UnsafeSettings(problems)
        require_free_port(settings.host, settings.port)
        # Before the build, which takes a minute: what refuses to start does so at once.
        prepare_data(settings)
        site = ensure_site()
    except (BuildFailed, CannotServe, UnsafeSettings) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    announce(settings)
    return become_server(settings, site)


def require_free_port(host: str, port: int) -> None:
    """Raise `CannotServe` when somebody else listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"Cannot listen on {host}, port {port}: {error.strerror}. "
                f"Choose another port: make run PORT={port + 1}"
            ) from None


def prepare_data(settings: Settings) -> None:
    """Bring the tables up to date, fill an empty demo, and ask the app whether it may start.

    The app asks again in each worker, but a worker that refuses would be started anew forever.
    """
    from tutorhub_app.data import migrate
    from tutorhub_app.services import demo, startup

    settings.var_dir.mkdir(parents=True, exist_ok=True)
    startup.require_kept_guards()
    migrate.upgrade(settings.resolved_database_url)
    if settings.is_demo and demo.seed_if_empty():
        print("Filled the empty database with demo data.", flush=True)
    startup.require_safe_start()
    # Made here, once, rather than by whichever worker first signs something.
    _ = settings.signing_key


def announce(settings: Settings) -> None:
    """Print where the app is and, in demo mode, who may sign in."""
    name = "localhost" if settings.host in (*ANY_ADDRESS, "127.0.0.1", "::1") else settings.host
    lines = ["", f"TutorHub is at http://{name}:{settings.port}  (Ctrl-C stops it)"]
    if settings.is_demo:
        from tutorhub_app.services import demo

        lines += ["", f"Sign in with the password {demo.PASSWORD} as:"]
        lines += [f"  {email}" for email in demo.ACCOUNTS]
        if not _is_loopback(settings.host):
            lines += ["", "So may everyone who reaches this machine: do not show it to strangers."]
    print("\n".join(lines), end="\n\n", flush=True)


def _is_loopback(host: str) -> bool:
    address = socket.getaddrinfo(host, None)[0][4][0]
    return ipaddress.ip_address(address).is_loopback


def become_server(settings: Settings, site: Path) -> NoReturn:
    """Replace this process, so that signals reach the server itself and nothing is left behind."""
    command = [
        str(VENV_BIN / "granian"),
        *("--interface", "asgi", "--factory"),
        *("--host", settings.host, "--port", str(settings.port)),
        *("--workers", str(settings.workers)),
        # A worker that dies is replaced; one that does not stop when asked is ended.
        *("--respawn-failed-workers", "--respawn-interval", str(SECONDS_TO_RESPAWN)),
        *("--workers-kill-timeout", str(SECONDS_TO_STOP)),
        *("--log-level", "warning"),
        "tutorhub_app.tutorhub_app:app",
    ]
    environment = reflex_environment() | {
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_WEB_WORKDIR": str(site),
        "REFLEX_STATES_WORKDIR": str(settings.var_dir / "states"),
        "REFLEX_UPLOADED_FILES_DIR": str(settings.var_dir / "reflex-uploads"),
        # The double underscore marks what Reflex sets for its own server processes.
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }
    shutil.rmtree(settings.var_dir / "states", ignore_errors=True)
    os.execve(command[0], command, environment)


if __name__ == "__main__":
    sys.exit(main())
