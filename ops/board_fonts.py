"""The board's fonts come from our own server: without this the pages would ask another host."""

import re
import shutil
from pathlib import Path
from typing import Unpack

from reflex.plugins import Plugin
from reflex_base.plugins.base import PostBuildContext

from ops.environment import WEB

FONTS = Path("node_modules/@excalidraw/excalidraw/dist/prod/fonts")
SERVED = Path("board-assets/fonts")
# A template with templates in it: the host, the package's name and version, and the folder.
FOREIGN_ADDRESS = re.compile(r"`https://esm\.sh/.{1,200}?/dist/prod/`")
OWN_ADDRESS = f'location.origin+"/{SERVED.parent}/"'


class BoardFonts(Plugin):
    """Copies Excalidraw's fonts into the site and puts our address in the place of the other host.

    It runs before the compressed copies are made, so those agree. It raises when the fonts or the
    address are not where they were: the board would only look wrong, in a browser.
    """

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        fonts, site = WEB / FONTS, context["static_dir"]
        if not any(fonts.rglob("*.woff2")):
            raise RuntimeError(f"{fonts}: expected the board's fonts here, found none.")
        shutil.copytree(fonts, site / SERVED, dirs_exist_ok=True)
        if not sum(_with_own_address(script) for script in (site / "assets").glob("*.js")):
            raise RuntimeError(f"{site}: expected the address of the board's fonts, found none.")


def _with_own_address(script: Path) -> int:
    """How many addresses were replaced."""
    text, count = FOREIGN_ADDRESS.subn(OWN_ADDRESS, script.read_text(encoding="utf-8"))
    if count:
        script.write_text(text, encoding="utf-8")
    return count
