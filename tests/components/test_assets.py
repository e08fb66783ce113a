"""The stylesheets and pictures: readable in light and dark, small, and all of them ours."""

import re
from pathlib import Path

import pytest

from tutorhub_app.components.theme import STYLESHEETS
from tutorhub_app.services.demo_people import TUTORS

ASSETS = Path(__file__).parents[2] / "assets"
AVATARS = sorted((ASSETS / "avatars").glob("*.svg"))

TEXT_ON_GROUND = [
    ("text", "bg"),
    ("text", "surface"),
    ("text", "sunken"),
    ("text", "hover"),
    ("muted", "bg"),
    ("muted", "surface"),
    ("muted", "sunken"),
    ("accent-text", "bg"),
    ("accent-text", "surface"),
    ("accent-text", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "bad-strong"),
    ("bad", "surface"),
    *[(tone, f"{tone}-soft") for tone in ("ok", "warn", "bad", "info")],
    *[("text", f"{tone}-soft") for tone in ("ok", "warn", "bad", "info", "accent")],
]
"""What stands on what; small text needs a contrast of 4.5."""

EDGE_ON_GROUND = [
    ("line-strong", "surface"),
    ("line-strong", "bg"),
    ("accent-strong", "surface"),
    ("accent-strong", "bg"),
]
"""Edges of fields and the focus ring, which need 3."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_its_ground(scheme: str, text: str, ground: str):
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_ON_GROUND)
def test_edges_and_the_focus_ring_stand_out(scheme: str, edge: str, ground: str):
    colours = tokens(scheme)
    assert contrast(colours[edge], colours[ground]) >= 3


def test_dark_names_the_same_colours_as_light():
    assert tokens("dark").keys() == tokens("light").keys()


def test_every_token_that_is_used_exists():
    sheets = "".join((ASSETS / name).read_text(encoding="utf-8") for name in STYLESHEETS)
    defined = set(re.findall(r"(--th-[a-z0-9-]+)\s*:", sheets))
    used = set(re.findall(r"var\((--th-[a-z0-9-]+)", sheets))
    assert used <= defined


@pytest.mark.parametrize("sheet", STYLESHEETS)
def test_stylesheets_fetch_nothing_from_elsewhere(sheet: str):
    text = (ASSETS / sheet).read_text(encoding="utf-8")
    addresses = re.findall(r"url\(\"?([^\")]+)", text)
    assert [address for address in addresses if not address.startswith(("/fonts/", "data:"))] == []
    assert "@import" not in text


def test_fonts_that_are_named_are_there_with_their_licence():
    text = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    fonts = re.findall(r"url\(\"(/fonts/[^\"]+)", text)
    assert fonts
    assert all((ASSETS / font.lstrip("/")).is_file() for font in fonts)
    assert "SIL Open Font License" in (ASSETS / "fonts" / "Inter-LICENSE.txt").read_text()


def test_there_is_an_avatar_for_each_demo_tutor():
    assert {tutor.avatar for tutor in TUTORS} <= {avatar.name for avatar in AVATARS}


@pytest.mark.parametrize("avatar", AVATARS, ids=lambda path: path.stem)
def test_an_avatar_is_small_and_carries_no_script(avatar: Path):
    text = avatar.read_text(encoding="utf-8")
    assert len(text.encode()) < 4096
    assert not re.search(r"<script|\son\w+=|href=", text)


def tokens(scheme: str) -> dict[str, str]:
    """Name without `--th-` -> "#rrggbb", of that scheme's block in tokens.css."""
    text = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    block = re.search(rf"\.{scheme}-theme \{{(.*?)\}}", text, re.DOTALL)
    assert block
    return dict(re.findall(r"--th-([a-z-]+): (#[0-9a-f]{6});", block.group(1)))


def contrast(one: str, other: str) -> float:
    """WCAG 2's ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
