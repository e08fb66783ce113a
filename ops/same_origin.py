"""One build for any host, port and scheme: the pages talk to the origin they came from."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Unpack

from reflex.plugins import Plugin
from reflex_base.plugins.base import PostBuildContext

# Vite may write a string with any of the three quotes.
BAKED_ADDRESS = re.compile(
    r"""(?P<quote>["'`])(?P<scheme>https?|wss?)://[^/"'`]+(?P<path>/[^"'`]*)?(?P=quote)"""
)
# For these names Reflex puts the scheme's own port, which is wrong on https://localhost:8443.
LOCAL_NAMES = re.compile(
    r"""\[["'`]localhost["'`],["'`]0\.0\.0\.0["'`],["'`]::["'`],["'`][0:]+["'`]\]"""
)


class SameOrigin(Plugin):
    """Rewrites the addresses that Reflex bakes into the built pages.

    It runs before the compressed copies are made, so those agree. It raises when the built
    files do not look as expected: pages that call the wrong host would only fail in a browser.
    """

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        assets = context["static_dir"] / "assets"
        addresses = sum(
            _rewrite(file, BAKED_ADDRESS, _from_location) for file in assets.glob("reflex-env-*.js")
        )
        name_lists = sum(
            _rewrite(file, LOCAL_NAMES, lambda _: "[]") for file in assets.glob("*.js")
        )
        if not addresses or not name_lists:
            raise RuntimeError(
                f"{assets}: expected baked addresses and Reflex's list of local names, "
                f"found {addresses} and {name_lists}."
            )


def _from_location(match: re.Match[str]) -> str:
    origin = "location.origin"
    if match["scheme"].startswith("ws"):
        origin += '.replace(/^http/,"ws")'
    return f'{origin}+"{match["path"] or ""}"'


def _rewrite(
    file: Path, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]
) -> int:
    """Replace in place; how many were replaced."""
    text, count = pattern.subn(replacement, file.read_text(encoding="utf-8"))
    if count:
        file.write_text(text, encoding="utf-8")
    return count
