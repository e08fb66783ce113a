"""Builds the pages once; again only when something they are made from has changed.

A finished build ("site") lies in `.build/sites/<fingerprint>/`, laid out as Reflex's web folder,
so a running server keeps its own site while another is built, and half a build is never served.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ops.environment import NPM_LOCK, ROOT, VENV_BIN, WEB, WORK, build_environment

SITES = WORK / "sites"
SITES_KEPT = 5
LOG = WORK / "build.log"
TRIES = 3
TOO_SLOW = "The operation was aborted due to timeout"
WEB_KEY = WORK / "web-key"
# What a server needs of Reflex's web folder; the first is the pages, the others are small.
SITE_PARTS = ("build/client", "backend", "routes.json")
SOURCE_FOLDERS = ("tutorhub_app", "assets")
SOURCE_FILES = ("rxconfig.py", "ops/same_origin.py", "ops/board_fonts.py", "requirements.txt")
IGNORED = ("__pycache__", "external")
# The contracts of the layers let no page, component or state import these.
NEVER_SHOWN = (
    "tutorhub_app/api/",
    "tutorhub_app/api_app.py",
    "tutorhub_app/jobs.py",
    "tutorhub_app/lifespan.py",
)


class BuildFailed(RuntimeError):
    """The pages could not be built; the message ends with the build's last lines."""


class LockIncomplete(RuntimeError):
    """The pages use npm packages that `reflex.lock/` does not name."""


def ensure_site(*, frozen: bool = False) -> Path:
    """The folder of a finished build of the present sources; builds it when there is none.

    With `frozen`, a build that had to change the npm lock raises `LockIncomplete`.
    """
    with _only_builder():
        site = _site_of(_digest_of_sources(), _digest_of_lock())
        if not site.exists():
            site = _build(frozen=frozen)
        os.utime(site)
        return site


def rebuild_npm_lock(*, upgrade: bool) -> None:
    """Write `reflex.lock/` anew from a build in an empty web folder."""
    with _only_builder():
        shutil.rmtree(WEB, ignore_errors=True)
        if upgrade:
            shutil.rmtree(NPM_LOCK, ignore_errors=True)
        _build(frozen=False)


def tidy_npm_lock() -> None:
    """Make the npm lock the same for everyone: no download addresses, and one order of keys.

    The addresses name one person's registry. package-lock.json is written only when it had some:
    Reflex compares it with its own copy, byte for byte, before it skips an installation.
    """
    manifest, lock = NPM_LOCK / "package.json", NPM_LOCK / "package-lock.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    content = json.loads(lock.read_text(encoding="utf-8"))
    addresses = [package.pop("resolved", None) for package in content["packages"].values()]
    if any(addresses):
        lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _build(*, frozen: bool) -> Path:
    sources, lock_before = _digest_of_sources(), _digest_of_lock()
    _drop_stale_web_folder()
    first_time = not (WEB / "node_modules").exists()
    hint = (
        " The npm packages are installed first, which takes about a minute." if first_time else ""
    )
    print(f"Building the pages.{hint}", flush=True)
    started = time.monotonic()
    _export()
    tidy_npm_lock()
    lock_after = _digest_of_lock()
    site = _publish(_site_of(sources, lock_after))
    print(f"Built in {time.monotonic() - started:.0f} s.", flush=True)
    if lock_after != lock_before:
        message = "reflex.lock/ now names npm packages it did not name before. Commit it."
        if frozen:
            raise LockIncomplete(message)
        print(message, flush=True)
    return site


def _export() -> None:
    """Run `reflex export`; its output goes to `.build/build.log`. Raises BuildFailed.

    React Router gives each page it renders ten seconds, which a machine busy with other things
    may not keep; that is tried again.
    """
    for tries_left in reversed(range(TRIES)):
        if _run_export() == 0:
            return
        output = LOG.read_text(errors="replace")
        if not (tries_left and TOO_SLOW in output):
            last_lines = output.splitlines()[-30:]
            message = f"The build failed. All of its output: {LOG}"
            raise BuildFailed("\n".join([*last_lines, message]))


def _run_export() -> int:
    command = [str(VENV_BIN / "reflex"), "export", "--frontend-only", "--no-zip"]
    environment = build_environment()
    WORK.mkdir(exist_ok=True)
    process = None
    with LOG.open("wb") as log:
        try:
            # Asked to end here, this process would leave one behind of which it knows no number.
            with _requests_to_stop_put_off():
                process = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    # A group of its own, so that npm and node end with it.
                    start_new_session=True,
                )
            _wait(process)
        except BaseException:
            with _requests_to_stop_put_off():
                if process is not None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
            raise
    return process.returncode


@contextlib.contextmanager
def _requests_to_stop_put_off() -> Iterator[None]:
    """Heed SIGINT and SIGTERM only after the block."""
    if threading.current_thread() is not threading.main_thread():
        # No other thread is ever interrupted.
        yield
        return
    came: list[int] = []
    handlers = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for missed in came:
            signal.raise_signal(missed)


def _wait(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end; on a terminal, show the seconds that have passed."""
    started = time.monotonic()
    show_seconds = sys.stdout.isatty()
    while True:
        try:
            process.wait(timeout=1 if show_seconds else None)
            break
        except subprocess.TimeoutExpired:
            print(f"\r  {time.monotonic() - started:.0f} s", end="", flush=True)
    if show_seconds:
        print("\r          \r", end="", flush=True)


def _publish(site: Path) -> Path:
    """Move the finished parts out of the web folder in one step, and drop the oldest sites."""
    SITES.mkdir(parents=True, exist_ok=True)
    draft = SITES / f".{site.name}"
    shutil.rmtree(draft, ignore_errors=True)
    for part in SITE_PARTS:
        source, target = WEB / part, draft / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy2(source, target)
    shutil.rmtree(site, ignore_errors=True)
    draft.rename(site)
    newest_first = sorted(SITES.glob("[!.]*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in newest_first:
        if old != site and old not in newest_first[:SITES_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    return site


def _drop_stale_web_folder() -> None:
    """Start from an empty web folder when its templates may have come from other settings.

    Reflex leaves files of plugins that are no longer configured, and they break the build.
    """
    key = _digest([ROOT / "requirements.txt", ROOT / "rxconfig.py"])
    if not WEB_KEY.exists() or WEB_KEY.read_text() != key:
        shutil.rmtree(WEB, ignore_errors=True)
    WORK.mkdir(exist_ok=True)
    WEB_KEY.write_text(key)


def _site_of(*digests: str) -> Path:
    return SITES / hashlib.sha256("\n".join(digests).encode()).hexdigest()[:20]


def _digest_of_sources() -> str:
    files = [ROOT / name for name in SOURCE_FILES]
    for folder in SOURCE_FOLDERS:
        files += (path for path in (ROOT / folder).rglob("*") if _is_source(path))
    # The app may compile its pages differently for production.
    mode = os.environ.get("TUTORHUB_ENV", "")
    return f"{platform.python_version()} {mode} {_digest(files)}"


def _digest_of_lock() -> str:
    """Of what the npm lock says, however it is laid out.

    Reflex lays it out anew before each build, and a build that is interrupted leaves it so.
    """
    content = [
        (file.name, _without_addresses(json.loads(file.read_text(encoding="utf-8"))))
        for file in sorted(NPM_LOCK.glob("*.json"))
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _without_addresses(content: dict[str, Any]) -> dict[str, Any]:
    for package in content.get("packages", {}).values():
        package.pop("resolved", None)
    return content


def _is_source(path: Path) -> bool:
    name = path.relative_to(ROOT).as_posix()
    ignored = any(part in IGNORED for part in path.relative_to(ROOT).parts)
    return path.is_file() and not ignored and not name.startswith(NEVER_SHOWN)


def _digest(files: Iterable[Path]) -> str:
    """SHA-256 over names and contents, whatever the order."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(ROOT).as_posix()}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


@contextlib.contextmanager
def _only_builder() -> Iterator[None]:
    """One build at a time in this folder; others wait."""
    WORK.mkdir(exist_ok=True)
    with (WORK / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def stop_when_asked() -> None:
    """Let a request to end this process end a build that it waits for, too."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def main() -> int:
    stop_when_asked()
    try:
        ensure_site()
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
