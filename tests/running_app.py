"""Fixtures for tests of the whole app: the real server, and real browser pages on it.

- `running_app`: the server as `make run` starts it, on a database of its own with demo data.
- `page`, `phone_page`: an empty page of 1280 or 390 pixels, signed in as nobody.
- `signed_in_page(role)`: a page signed in as the demo account of that role.
- `open_page(...)`: more pages, for tests with several people.

A page fails its test when the console shows an error, a script throws, the server answers 500 or
worse, a file is missing, or anything is asked of another host. `faults_of(page).allow(text)` before
it happens says which fault is the point of the test.
"""

import contextlib
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from ops import chromium
from ops.build import ensure_site
from ops.environment import ROOT
from ops.running import RunningApp, serving, serving_api

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

RESULTS = ROOT / "test-results"
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
THIS_MACHINE = ("127.0.0.1", "localhost")
FILES = ("script", "stylesheet", "image", "font", "media", "manifest")
# Chromium logs each refused request; the answers themselves are judged in `Faults.on_response`.
REFUSED_REQUEST = re.compile(
    r"Failed to load resource: the server responded with a status of 4\d\d"
)


@pytest.fixture(scope="session")
def running_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    # The build must be the one that everybody gets from the committed locks.
    ensure_site(frozen=True)
    with serving(tmp_path_factory.mktemp("app")) as app:
        yield app


@pytest.fixture(scope="session")
def launch_browser() -> "Iterator[Callable[..., Browser]]":
    """`launch_browser(*arguments)`: one more Chromium, with these arguments beside the usual."""
    from playwright.sync_api import expect, sync_playwright

    # As long as Playwright waits for all else: only so that a test ends.
    expect.set_options(timeout=30_000)
    path = chromium.find()
    assert path, "No Chromium found. Run: make test"
    with sync_playwright() as playwright, contextlib.ExitStack() as launched:

        def launch(*arguments: str) -> "Browser":
            browser = playwright.chromium.launch(
                executable_path=path, args=[*chromium.LAUNCH_ARGUMENTS, *arguments]
            )
            launched.callback(browser.close)
            return browser

        yield launch


@pytest.fixture(scope="session")
def browser(launch_browser: "Callable[..., Browser]") -> "Browser":
    """Files of tests that need another one have a fixture of this name of their own."""
    return launch_browser()


@dataclass
class Faults:
    """What went wrong on one page, as sentences; `allowed` texts are expected by the test."""

    console: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, text: str) -> None:
        """Expect faults that contain this text."""
        self.allowed.append(text)

    @property
    def unexpected(self) -> list[str]:
        return [fault for fault in self.found if not any(text in fault for text in self.allowed)]

    def watch(self, page: "Page") -> None:
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.found.append(f"A script threw: {error}"))
        page.on("response", self.on_response)
        page.on("request", lambda request: self.on_address(request.url))

    def on_console(self, message: "ConsoleMessage") -> None:
        self.console.append(f"{message.type}: {message.text}")
        if message.type == "error" and not REFUSED_REQUEST.match(message.text):
            self.found.append(f"The console shows an error: {message.text}")

    def on_response(self, response: "Response") -> None:
        missing = response.status >= 400 and response.request.resource_type in FILES
        if missing or response.status >= 500:
            self.found.append(f"{response.request.method} {response.url}: {response.status}")

    def on_address(self, url: str) -> None:
        address = urlsplit(url)
        here = address.hostname in THIS_MACHINE or (address.hostname or "").endswith(".test")
        if address.scheme not in ("data", "blob") and not here:
            self.found.append(f"Another host is asked: {url}")


@dataclass
class OpenPages:
    """The pages of one test, each in a browser profile of its own."""

    browser: "Browser"
    base_url: str
    contexts: "list[BrowserContext]" = field(default_factory=list)
    faults: "dict[Page, Faults]" = field(default_factory=dict)

    def open(self, *, phone: bool = False, **options: Any) -> "Page":
        """A new empty page; `options` are Playwright's for a context (locale, time zone, ...)."""
        options.setdefault("viewport", PHONE if phone else WIDE)
        options.setdefault("has_touch", phone)
        options.setdefault("is_mobile", phone)
        options.setdefault("locale", "en-GB")
        options.setdefault("timezone_id", "Europe/Berlin")
        options.setdefault("reduced_motion", "reduce")
        context = self.browser.new_context(base_url=self.base_url, **options)
        self.contexts.append(context)
        return self.watch(context.new_page())

    def watch(self, page: "Page") -> "Page":
        """Count this page among the test's; for tabs that the app opens itself."""
        self.faults[page] = Faults()
        self.faults[page].watch(page)
        return page

    def keep_evidence(self, folder: Path, server_log: Path) -> None:
        """Keep what each page shows, its console and the server's last words."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, (page, faults) in enumerate(self.faults.items(), start=1):
            lines = [page.url, *faults.console, "", "Faults:", *faults.found]
            (folder / f"page-{number}.txt").write_text("\n".join(lines) + "\n")
            if not page.is_closed():
                page.screenshot(path=folder / f"page-{number}.png", full_page=True)
        last_lines = server_log.read_text(errors="replace").splitlines()[-200:]
        (folder / "server.log").write_text("\n".join(last_lines) + "\n")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def open_pages(
    browser: "Browser", running_app: RunningApp, request: pytest.FixtureRequest
) -> Iterator[OpenPages]:
    pages = OpenPages(browser, running_app.url)
    yield pages
    unexpected = [fault for faults in pages.faults.values() for fault in faults.unexpected]
    if unexpected or request.node.stash.get(FAILED, False):
        name = re.sub(r"[^\w.-]+", "-", request.node.nodeid).strip("-")
        pages.keep_evidence(RESULTS / name, running_app.log)
    pages.close()
    assert not unexpected, "Faults on the pages:\n" + "\n".join(unexpected)


@pytest.fixture
def open_page(open_pages: OpenPages) -> "Callable[..., Page]":
    return open_pages.open


@pytest.fixture
def faults_of(open_pages: OpenPages) -> "Callable[[Page], Faults]":
    return open_pages.faults.__getitem__


@pytest.fixture
def page(open_pages: OpenPages) -> "Page":
    return open_pages.open()


@pytest.fixture
def phone_page(open_pages: OpenPages) -> "Page":
    return open_pages.open(phone=True)


SIGN_IN = """async ([username, password]) => {
    const answer = await fetch("/auth-api/login", {
        method: "POST",
        headers: {"content-type": "application/json"},
        body: JSON.stringify({username, password}),
    });
    return [answer.status, await answer.text()];
}"""


def sign_in(page: "Page", email: str, password: str) -> None:
    """Sign the page's browser profile in, as the sign-in page does."""
    page.goto("/_health")
    status, body = page.evaluate(SIGN_IN, [email, password])
    assert status == 200, f"Signing in as {email} was answered {status}: {body}"


@pytest.fixture
def signed_in_page(open_pages: OpenPages) -> "Callable[..., Page]":
    """`signed_in_page("tutor", phone=True)`: a page signed in as that role's demo account."""

    def open_signed_in(role: str, **options: Any) -> "Page":
        from tutorhub_app.services import demo

        page = open_pages.open(**options)
        sign_in(page, f"{role}@example.com", demo.PASSWORD)
        return page

    return open_signed_in


# What comes or goes is half visible for some frames. What moves for ever is not waited for.
AT_REST = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    const ending = document.getAnimations().filter(
        (animation) => animation.effect?.getComputedTiming().endTime < 5000
    );
    await Promise.allSettled(ending.map((animation) => animation.finished));
    await frame();
    await frame();
}"""


# What is folded away takes the colours of another theme only when it is unfolded.
UNFOLD = "() => document.querySelectorAll('details').forEach(each => { each.open = true; })"

BY_COLOUR = ("color-contrast",)
"""The rules of axe-core that look at colours: what another theme may break."""


RUN_AXE = "([within, options]) => axe.run(within ?? document, options)"


def axe(page: "Page", *, within: str | None = None, only: Sequence[str] = ()) -> None:
    """Assert that axe-core finds no serious or critical fault, here or `within` a CSS selector;
    `only` by these of its rules."""
    from axe_core_python.sync_playwright import Axe

    page.evaluate(UNFOLD)
    page.evaluate(AT_REST)
    # Of rules that are kept, nothing is told: that takes longer than to look.
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if only:
        options["runOnly"] = list(only)
    # Half a megabyte of script: once for each page that is loaded.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: Mapping[str, Any] = page.evaluate(RUN_AXE, [within, options])
    grave = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    lines = []
    for violation in grave:
        lines.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
        lines += [f"    {' '.join(map(str, node['target']))}" for node in violation["nodes"]]
        lines += [f"    {node['failureSummary']}" for node in violation["nodes"][:3]]
    assert not grave, f"axe on {page.url}:\n" + "\n".join(lines)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tiers by what the tests use, and put those with a browser last.

    Playwright keeps an event loop running from its first use on, which async tests don't bear.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker("browser")
        elif "running_app" in fixtures or _starts_servers(item):
            item.add_marker("server")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def _starts_servers(item: pytest.Item) -> bool:
    """Whether the test's module imports what starts servers, to have some of its own."""
    module = getattr(item, "module", None)
    return any(start in vars(module).values() for start in (serving, serving_api))
