"""What the build decides and writes, without building."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ops import build
from ops.environment import ROOT
from ops.same_origin import SameOrigin
from tests.processes import wait_until_gone

REFLEX_ENV = (
    "var e={PING:`http://localhost:8000/ping`,EVENT:`ws://localhost:8000/_event`,"
    'UPLOAD:"https://old.example:8000/_upload",TRANSPORT:`websocket`};export{e as t};'
)
LOCAL_NAMES = 'const h=[`localhost`,`0.0.0.0`,`::`,`0:0:0:0:0:0:0:0`];h.includes("localhost")'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project of its own that the build looks at instead of ours."""
    for name in (*build.SOURCE_FILES, "tutorhub_app/pages/home.py", "assets/style.css"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    lock = tmp_path / "reflex.lock"
    lock.mkdir()
    (lock / "package.json").write_text('{"name": "reflex", "dependencies": {"b": "1", "a": "2"}}')
    (lock / "package-lock.json").write_text('{"packages": {}}')
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "NPM_LOCK", lock)
    monkeypatch.setattr(build, "WORK", tmp_path / ".build")
    monkeypatch.setattr(build, "SITES", tmp_path / ".build" / "sites")
    return tmp_path


class Built(Exception):
    """Stands for a build, which would take a minute."""


@pytest.fixture
def never_build(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: bool) -> Path:
        raise Built

    monkeypatch.setattr(build, "_build", refuse)


def finish_a_build() -> Path:
    site = build._site_of(build._digest_of_sources(), build._digest_of_lock())
    site.mkdir(parents=True)
    return site


def test_nothing_is_built_when_nothing_changed(project: Path, never_build: None):
    site = finish_a_build()
    assert build.ensure_site() == site


@pytest.mark.parametrize(
    "changed",
    [
        "tutorhub_app/pages/home.py",
        "tutorhub_app/components/board.jsx",
        "assets/style.css",
        "rxconfig.py",
        "requirements.txt",
    ],
)
def test_a_changed_or_new_source_is_built(project: Path, never_build: None, changed: str):
    finish_a_build()
    file = project / changed
    file.parent.mkdir(exist_ok=True)
    file.write_text("changed")
    with pytest.raises(Built):
        build.ensure_site()


def test_another_version_of_an_npm_package_is_built(project: Path, never_build: None):
    finish_a_build()
    manifest = project / "reflex.lock" / "package.json"
    manifest.write_text(manifest.read_text().replace('"b": "1"', '"b": "3"'))
    with pytest.raises(Built):
        build.ensure_site()


def test_another_layout_of_the_npm_lock_is_no_change(project: Path, never_build: None):
    site = finish_a_build()
    manifest = project / "reflex.lock" / "package.json"
    manifest.write_text('{"dependencies": {"a": "2", "b": "1"},\n "name": "reflex"}')
    assert build.ensure_site() == site


def test_a_deleted_source_is_built(project: Path, never_build: None):
    finish_a_build()
    (project / "assets/style.css").unlink()
    with pytest.raises(Built):
        build.ensure_site()


@pytest.mark.parametrize(
    "name",
    [
        "tutorhub_app/pages/__pycache__/home.pyc",
        "assets/external/a/b.jsx",
        "tutorhub_app/api/auth.py",
        "tutorhub_app/api_app.py",
        "tutorhub_app/jobs.py",
    ],
)
def test_what_no_page_is_made_from_is_no_change(project: Path, never_build: None, name: str):
    site = finish_a_build()
    file = project / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("no page is made from this")
    assert build.ensure_site() == site


def test_a_build_of_earlier_sources_is_found_again(project: Path, never_build: None):
    earlier = finish_a_build()
    style = project / "assets/style.css"
    before = style.read_text()
    style.write_text("changed")
    finish_a_build()
    style.write_text(before)
    assert build.ensure_site() == earlier


def test_only_the_newest_sites_are_kept(project: Path, monkeypatch: pytest.MonkeyPatch):
    web = project / ".web"
    monkeypatch.setattr(build, "WEB", web)
    for part in build.SITE_PARTS[:2]:
        (web / part).mkdir(parents=True)
    (web / build.SITE_PARTS[2]).write_text("[]")
    sites = [build._publish(build.SITES / str(number)) for number in range(build.SITES_KEPT + 2)]
    assert sites[-1].exists()
    assert len(list(build.SITES.iterdir())) == build.SITES_KEPT


def test_the_npm_lock_names_no_address(project: Path):
    packages = {
        "": {"name": "reflex"},
        "node_modules/a": {
            "version": "2.0.0",
            "resolved": "https://registry.example/a/-/a-2.0.0.tgz",
            "integrity": "sha512-x",
        },
    }
    lock = project / "reflex.lock" / "package-lock.json"
    lock.write_text(json.dumps({"lockfileVersion": 3, "packages": packages}))
    build.tidy_npm_lock()
    assert "registry.example" not in lock.read_text()
    kept = json.loads(lock.read_text())["packages"]["node_modules/a"]
    assert kept == {"version": "2.0.0", "integrity": "sha512-x"}


def test_the_npm_manifest_has_one_order_of_keys(project: Path):
    build.tidy_npm_lock()
    manifest = (project / "reflex.lock" / "package.json").read_text()
    assert list(json.loads(manifest)) == ["dependencies", "name"]
    assert list(json.loads(manifest)["dependencies"]) == ["a", "b"]


def test_the_committed_locks_name_no_address():
    for lock in [*Path().glob("requirements*.txt"), *Path("reflex.lock").glob("*.json")]:
        assert "://" not in _without_homepages(lock), lock


def _without_homepages(lock: Path) -> str:
    """A package-lock.json lists where authors ask for funding; that is no source of packages."""
    if lock.name != "package-lock.json":
        return lock.read_text()
    content = json.loads(lock.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
        package.pop("deprecated", None)
    return json.dumps(content)


def test_baked_addresses_become_the_origin_of_the_page(tmp_path: Path):
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "reflex-env-abc.js").write_text(REFLEX_ENV)
    (assets / "state.js").write_text(LOCAL_NAMES)
    SameOrigin().post_build(static_dir=tmp_path)
    assert (assets / "reflex-env-abc.js").read_text() == (
        'var e={PING:location.origin+"/ping",'
        'EVENT:location.origin.replace(/^http/,"ws")+"/_event",'
        'UPLOAD:location.origin+"/_upload",TRANSPORT:`websocket`};export{e as t};'
    )
    assert (assets / "state.js").read_text() == 'const h=[];h.includes("localhost")'


def test_a_build_that_looks_unlike_what_is_known_is_refused(tmp_path: Path):
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "reflex-env-abc.js").write_text("var e={};export{e as t};")
    with pytest.raises(RuntimeError, match="expected baked addresses"):
        SameOrigin().post_build(static_dir=tmp_path)


class Export:
    """Stands for the export: fails with these outputs, one after the other, then succeeds."""

    def __init__(self, *failures: str) -> None:
        self.failures = list(failures)
        self.runs = 0

    def __call__(self) -> int:
        self.runs += 1
        if not self.failures:
            return 0
        build.LOG.write_text(self.failures.pop(0))
        return 1


@pytest.fixture
def log_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "LOG", tmp_path / "build.log")


def test_a_page_that_was_too_slow_to_render_is_tried_again(
    log_of_its_own: None, monkeypatch: pytest.MonkeyPatch
):
    export = Export(f"Error: {build.TOO_SLOW}", f"Error: {build.TOO_SLOW}")
    monkeypatch.setattr(build, "_run_export", export)
    build._export()
    assert export.runs == 3


def test_a_build_that_is_always_too_slow_fails(
    log_of_its_own: None, monkeypatch: pytest.MonkeyPatch
):
    export = Export(*[f"Error: {build.TOO_SLOW}"] * build.TRIES)
    monkeypatch.setattr(build, "_run_export", export)
    with pytest.raises(build.BuildFailed, match=build.TOO_SLOW):
        build._export()


def test_any_other_failure_is_not_tried_again(
    log_of_its_own: None, monkeypatch: pytest.MonkeyPatch
):
    export = Export("Error: a page is broken")
    monkeypatch.setattr(build, "_run_export", export)
    with pytest.raises(build.BuildFailed, match="a page is broken"):
        build._export()
    assert export.runs == 1


FAKE_REFLEX = """#!/bin/sh
sleep 600 &
echo $! > npm.pid
echo $$ > reflex.pid
wait
"""


PREPARE = """
import os, signal, subprocess, sys, time
from pathlib import Path
from ops import build

here = Path(sys.argv[1])
build.VENV_BIN = build.ROOT = build.WORK = here
build.LOG = here / "build.log"
build.build_environment = lambda: dict(os.environ)
build.stop_when_asked()
"""
# The request comes while the process is being started, before anyone could know its number.
AT_THE_WORST_MOMENT = """
class Interrupted(subprocess.Popen):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        while not all((here / name).exists() for name in ("npm.pid", "reflex.pid")):
            time.sleep(0.02)
        signal.raise_signal(int(sys.argv[2]))

subprocess.Popen = Interrupted
"""


def start_a_build(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """A process that builds with a stand-in for Reflex, which never ends."""
    program = folder / "reflex"
    program.write_text(FAKE_REFLEX)
    program.chmod(0o755)
    script = "\n".join([PREPARE, *more, "build._run_export()"])
    number = str(int(signal.SIGTERM))
    return subprocess.Popen([sys.executable, "-c", script, str(folder), number], cwd=ROOT)


@pytest.mark.parametrize("request_to_stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_leaves_no_process_behind(
    tmp_path: Path, request_to_stop: signal.Signals
):
    builder = start_a_build(tmp_path)
    pids = [wait_for_pid(tmp_path / name) for name in ("npm.pid", "reflex.pid")]
    builder.send_signal(request_to_stop)
    assert builder.wait(30) != 0
    assert not wait_until_gone(set(pids))


def test_a_build_that_is_interrupted_while_it_starts_leaves_no_process_behind(tmp_path: Path):
    builder = start_a_build(tmp_path, AT_THE_WORST_MOMENT)
    assert builder.wait(60) == 128 + signal.SIGTERM
    pids = {wait_for_pid(tmp_path / name) for name in ("npm.pid", "reflex.pid")}
    assert not wait_until_gone(pids)


def wait_for_pid(file: Path) -> int:
    deadline = time.monotonic() + 30
    while not (file.exists() and file.read_text().strip()):
        assert time.monotonic() < deadline, f"{file} was never written"
        time.sleep(0.02)
    return int(file.read_text())
