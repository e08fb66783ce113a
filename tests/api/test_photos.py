"""Photos: what is taken, from whom, and what is shown of it."""

import io
import struct
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from tests.factories import Tutor, make_principal, make_tutor, reload
from tutorhub_app.api.files import files_api
from tutorhub_app.clock import utc_now
from tutorhub_app.data import engine
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import Conflict
from tutorhub_app.integrations import photos as pictures
from tutorhub_app.services import photos
from tutorhub_app.services.tokens import COOKIE, issue

OWN = {"Origin": "http://testserver"}
SCRIPT = b"<script>alert(document.cookie)</script>"


@pytest.fixture
def alice(database: Path) -> Tutor:
    return make_tutor()


@pytest.fixture
def client(database: Path) -> TestClient:
    return TestClient(files_api(), raise_server_exceptions=False)


@pytest.fixture
def kept(database: Path) -> Path:
    return database.parent / "photos"


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 200), **options) -> bytes:
    made = io.BytesIO()
    mode = options.pop("mode", "RGB")
    Image.new(mode, size, options.pop("color", "steelblue")).save(made, kind, **options)
    return made.getvalue()


def signed_in(principal: Principal | None) -> dict[str, str]:
    if principal is None:
        return {}
    now = utc_now()
    token = issue(
        user_id=principal.user_id,
        session_id=principal.session_id,
        expires_at=now.replace(year=now.year + 1),
        now=now,
    )
    return {"Cookie": f"{COOKIE}={token}"}


def put(
    client: TestClient,
    principal: Principal | None,
    data,
    *,
    tutor: str | None = None,
    media_type: str = "image/png",
    headers: dict[str, str] | None = None,
):
    return client.put(
        "/photos" if tutor is None else f"/photos?tutor={tutor}",
        content=data,
        headers={"Content-Type": media_type} | signed_in(principal) | (headers or OWN),
    )


def shown(client: TestClient, address: str):
    return client.get(address.removeprefix("/files"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_tutor_sends_a_picture_and_everyone_sees_its_middle(client, alice, kind):
    answer = put(client, alice.principal, picture(kind), media_type=f"image/{kind.lower()}")
    assert answer.status_code == 200
    address = answer.json()["photo"]
    assert reload(alice.profile).photo == address
    seen = shown(client, address)
    assert seen.headers["content-type"] == "image/webp"
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in seen.headers["cache-control"]
    image = Image.open(io.BytesIO(seen.content))
    assert (image.format, image.size) == ("WEBP", (200, 200))


def test_a_large_picture_is_made_small(client, alice):
    address = put(client, alice.principal, picture("JPEG", (4000, 3000))).json()["photo"]
    image = Image.open(io.BytesIO(shown(client, address).content))
    assert image.size == (pictures.SIDE, pictures.SIDE)


def test_the_old_picture_is_removed(client, alice, kept):
    first = put(client, alice.principal, picture()).json()["photo"]
    second = put(client, alice.principal, picture()).json()["photo"]
    assert shown(client, first).status_code == 404
    assert shown(client, second).status_code == 200
    assert len(list(kept.iterdir())) == 1
    answer = client.delete("/photos", headers=signed_in(alice.principal) | OWN)
    assert answer.status_code == 200
    assert list(kept.iterdir()) == []
    assert reload(alice.profile).photo == ""


def test_a_picture_that_came_with_the_app_is_not_removed(client, database):
    tutor = make_tutor(photo="/avatars/avatar-01.svg")
    assert put(client, tutor.principal, picture()).status_code == 200
    elsewhere = make_tutor(photo="/files/photos/../tutorhub.db")
    assert put(client, elsewhere.principal, picture()).status_code == 200
    assert database.exists()


def test_an_administrator_changes_anyones(client, alice):
    admin = make_principal(Role.ADMIN)
    answer = put(client, admin, picture(), tutor=alice.profile.id)
    assert reload(alice.profile).photo == answer.json()["photo"]
    assert put(client, admin, picture()).status_code == 404
    assert put(client, admin, picture(), tutor="nothing").status_code == 404


@pytest.mark.parametrize("who", ["student", "tutor", "nobody"])
def test_nobody_else_changes_a_photo(client, alice, kept, who):
    principal = {
        "student": make_principal,
        "tutor": lambda: make_tutor().principal,
        "nobody": lambda: None,
    }[who]()
    headers = signed_in(principal) | OWN
    assert put(client, principal, picture(), tutor=alice.profile.id).status_code == 401
    address = f"/photos?tutor={alice.profile.id}"
    assert client.delete(address, headers=headers).status_code == 401
    assert reload(alice.profile).photo == ""
    assert not kept.exists()


async def put_in_pieces(principal: Principal, tutor: str, media_type: str, most: int):
    """The answer, and how many pieces of 64 kB the server read of `most`."""
    read = []

    async def body() -> AsyncIterator[bytes]:
        for number in range(most):
            read.append(number)
            yield b"x" * 65_536

    transport = httpx.ASGITransport(app=files_api())
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.put(
            f"/photos?tutor={tutor}",
            content=body(),
            headers={"Content-Type": media_type} | signed_in(principal) | OWN,
        )
    return answer, len(read)


async def test_who_may_not_is_refused_before_anything_is_read(alice):
    outsider = make_principal()
    answer, read = await put_in_pieces(outsider, alice.profile.id, "image/png", 50)
    assert (answer.status_code, read) == (401, 0)
    answer, read = await put_in_pieces(alice.principal, alice.profile.id, "text/html", 50)
    assert (answer.status_code, read) == (415, 0)


async def test_of_an_endless_body_no_more_is_read_than_a_picture_may_have(alice):
    answer, read = await put_in_pieces(alice.principal, alice.profile.id, "image/png", 10_000)
    assert answer.status_code == 413
    assert read == pictures.MOST_BYTES // 65_536 + 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_page_changes_nothing(client, alice, headers):
    assert put(client, alice.principal, picture(), headers=headers).status_code == 401
    removed = client.delete("/photos", headers=signed_in(alice.principal) | headers)
    assert removed.status_code == 401
    assert reload(alice.profile).photo == ""


@pytest.mark.parametrize(
    "media_type", ["text/html", "image/svg+xml", "image/gif", "application/octet-stream", ""]
)
def test_other_types_are_refused(client, alice, media_type):
    answer = put(client, alice.principal, picture(), media_type=media_type)
    assert answer.status_code == 415
    assert "JPEG, PNG or WebP" in answer.json()["detail"]


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        svg(),
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        picture("PNG")[:200],
        picture("JPEG", (600, 600))[:800],
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ],
    ids=["empty", "text", "svg", "gif", "bmp", "tiff", "half a png", "half a jpeg", "eps"],
)
def test_what_only_claims_to_be_a_picture_is_refused(client, alice, kept, data):
    answer = put(client, alice.principal, data)
    assert answer.status_code == 415
    assert answer.json()["detail"]
    assert not kept.exists()


def test_a_body_that_is_announced_as_too_long_is_refused(client, alice):
    answer = put(client, alice.principal, b"x" * (pictures.MOST_BYTES + 1))
    assert answer.status_code == 413
    assert answer.json()["detail"] == "Choose a picture of at most 8 MB."


def bomb(side: int) -> bytes:
    """A PNG that claims to be `side` pixels square, in a few kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [7_100, 11_000, 60_000])
def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    client, alice, monkeypatch, side
):
    def unpacked(self):
        pytest.fail("It was unpacked.")

    monkeypatch.setattr(Image.Image, "load", unpacked)
    answer = put(client, alice.principal, bomb(side))
    assert answer.status_code == 413
    assert "megapixels" in answer.json()["detail"]


def test_a_picture_that_is_too_small_is_refused_with_a_sentence(client, alice):
    answer = put(client, alice.principal, picture(size=(95, 500)))
    assert answer.status_code == 400
    assert "at least 96 by 96" in answer.json()["detail"]


def test_of_a_picture_that_is_a_page_as_well_only_the_pixels_are_kept(client, alice):
    for kind in ("PNG", "JPEG", "WEBP"):
        address = put(client, alice.principal, picture(kind) + SCRIPT).json()["photo"]
        assert b"script" not in shown(client, address).content


def test_places_and_comments_in_a_photo_are_not_kept(client, alice):
    exif = Image.Exif()
    exif[0x010E] = "at home"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    data = picture("JPEG", exif=exif, comment=b"at home", icc_profile=b"at home")
    address = put(client, alice.principal, data).json()["photo"]
    seen = shown(client, address).content
    assert b"at home" not in seen
    assert not Image.open(io.BytesIO(seen)).getexif()


def test_a_photo_is_turned_upright(client, alice):
    image = Image.new("RGB", (400, 200), "white")
    image.paste("black", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    data = io.BytesIO()
    image.save(data, "PNG", exif=exif)
    address = put(client, alice.principal, data.getvalue()).json()["photo"]
    seen = Image.open(io.BytesIO(shown(client, address).content)).convert("L")
    assert max(seen.crop((90, 10, 110, 20)).tobytes()) < 60
    assert min(seen.crop((90, 180, 110, 190)).tobytes()) > 200


def test_what_is_seen_through_becomes_white(client, alice):
    data = picture("PNG", mode="RGBA", color=(0, 0, 0, 0))
    address = put(client, alice.principal, data).json()["photo"]
    seen = Image.open(io.BytesIO(shown(client, address).content)).convert("RGB")
    assert all(part > 250 for part in seen.getpixel((50, 50)))


@pytest.mark.parametrize(
    "name",
    [
        "../tutorhub.db",
        "..%2Ftutorhub.db",
        "%2e%2e/secret",
        "a.webp",
        "new-abcdefgh",
        "x" * 24 + ".webp",
        "x" * 24 + ".html",
    ],
)
def test_no_other_file_is_shown(client, alice, kept, name):
    kept.mkdir()
    (kept / "new-abcdefgh").write_bytes(b"secret")
    (kept / ("x" * 24 + ".html")).write_bytes(b"secret")
    assert client.get(f"/photos/{name}").status_code == 404


async def test_when_saving_fails_the_new_file_goes_and_the_old_one_stays(
    client, alice, kept, monkeypatch
):
    first = put(client, alice.principal, picture()).json()["photo"]

    def refuse(*_: object) -> None:
        raise Conflict()

    monkeypatch.setattr(engine, "flush", refuse)
    with pytest.raises(Conflict):
        await photos.change_photo(alice.principal, alice.profile.id, picture())
    assert [f"/files/photos/{file.name}" for file in kept.iterdir()] == [first]
    assert reload(alice.profile).photo == first
