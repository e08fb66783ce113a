"""What every server of the app is made of: refusals, data, an announcement, and granian."""

import ipaddress
import os
import socket
from collections.abc import Mapping
from typing import NoReturn

from ops.environment import VENV_BIN
from tutorhub_app.settings import Settings, UnsafeSettings

ANY_ADDRESS = ("0.0.0.0", "::")
SECONDS_TO_RESPAWN = 1
SECONDS_TO_STOP = 5


class CannotServe(RuntimeError):
    """The server can't start; the message says what to do."""


def prepare(settings: Settings, *, command: str) -> None:
    """Refuse what must not be served, and bring the data up to date. `command` is what started
    this, such as `make run`. Raises UnsafeSettings or CannotServe."""
    if problems := settings.problems():
        raise UnsafeSettings(problems)
    require_free_port(settings.host, settings.port, command=command)
    prepare_data(settings)


def require_free_port(host: str, port: int, *, command: str) -> None:
    """Raise `CannotServe` when somebody else listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"Cannot listen on {host}, port {port}: {error.strerror}. "
                f"Choose another port: {command} PORT={port + 1}"
            ) from None


def prepare_data(settings: Settings) -> None:
    """Bring the tables up to date, fill an empty demo, and ask the app whether it may start.

    Several servers may do so at once: the database lets one go first, and the others find it done.
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


def announce(settings: Settings, name: str, *more: str) -> None:
    """Print where `name` is and, in demo mode, who may sign in."""
    lines = ["", f"{name} is at {address_of(settings)}  (Ctrl-C stops it)", *more]
    if settings.is_demo:
        from tutorhub_app.services import demo

        lines += ["", f"Sign in with the password {demo.PASSWORD} as:"]
        lines += [f"  {email}" for email in demo.ACCOUNTS]
        if not _is_loopback(settings.host):
            lines += ["", "So may everyone who reaches this machine: do not show it to strangers."]
    print("\n".join(lines), end="\n\n", flush=True)


def address_of(settings: Settings) -> str:
    name = "localhost" if settings.host in (*ANY_ADDRESS, "127.0.0.1", "::1") else settings.host
    return f"http://{name}:{settings.port}"


def _is_loopback(host: str) -> bool:
    address = socket.getaddrinfo(host, None)[0][4][0]
    return ipaddress.ip_address(address).is_loopback


def become_server(settings: Settings, factory: str, environment: Mapping[str, str]) -> NoReturn:
    """Replace this process, so that signals reach the server itself and nothing is left behind.

    `factory` names a function that makes the app: `package.module:function`.
    """
    command = [
        str(VENV_BIN / "granian"),
        *("--interface", "asgi", "--factory"),
        *("--host", settings.host, "--port", str(settings.port)),
        *("--workers", str(settings.workers)),
        # A worker that dies is replaced; one that does not stop when asked is ended.
        *("--respawn-failed-workers", "--respawn-interval", str(SECONDS_TO_RESPAWN)),
        *("--workers-kill-timeout", str(SECONDS_TO_STOP)),
        *("--log-level", "warning"),
        factory,
    ]
    os.execve(command[0], command, environment)
