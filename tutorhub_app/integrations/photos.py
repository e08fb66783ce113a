"""Pictures of people: made anew from what was sent, and kept as files outside the public folder.

What is sent is never kept: only its pixels go on, so that whatever else a file carried (places in
EXIF, scripts behind the picture) is gone.
"""

import re
import secrets
import tempfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from tutorhub_app.domain.errors import Invalid, TooLarge, UnsupportedType

MOST_BYTES = 8 * 1024 * 1024
MEDIA_TYPES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
SIDE = 512

_MOST_PIXELS = 50_000_000
_LEAST_SIDE = 96
_QUALITY = 82
_NAME = re.compile(r"[A-Za-z0-9_-]{24}\.webp", re.ASCII)

# A picture that claims to be far larger than this is refused before it is unpacked.
Image.MAX_IMAGE_PIXELS = _MOST_PIXELS


def require_media_type(media_type: str) -> None:
    """UnsupportedType unless it is one of MEDIA_TYPES."""
    if media_type.partition(";")[0].strip().lower() not in MEDIA_TYPES:
        raise _unsupported()


def require_size(count: int) -> None:
    """TooLarge when a picture has more bytes than that."""
    if count > MOST_BYTES:
        raise TooLarge(f"Choose a picture of at most {MOST_BYTES // 1024 // 1024} MB.")


def as_square(data: bytes) -> bytes:
    """The middle square of a picture, at most SIDE pixels wide, as WebP without anything else.

    Errors: TooLarge (bytes or pixels), UnsupportedType, Invalid (broken, or too small).
    """
    require_size(len(data))
    try:
        return _remade(data)
    except (Invalid, TooLarge, UnsupportedType):
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    # A broken file makes the decoders raise nearly anything.
    except Exception as error:
        raise _broken() from error


def keep(folder: Path, picture: bytes) -> str:
    """Write a picture under a new name that nobody can guess; the name."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{secrets.token_urlsafe(18)}.webp"
    with tempfile.NamedTemporaryFile(dir=folder, prefix="new-", delete=False) as file:
        file.write(picture)
    made = Path(file.name)
    made.chmod(0o644)
    made.replace(folder / name)
    return name


def find(folder: Path, name: str) -> Path | None:
    """The file of that name, if there is one. Other paths can't be named."""
    path = folder / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def remove(folder: Path, name: str) -> None:
    path = find(folder, name)
    if path is not None:
        with suppress(FileNotFoundError):
            path.unlink()


def _remade(data: bytes) -> bytes:
    with Image.open(BytesIO(data), formats=list(MEDIA_TYPES.values())) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise _too_many_pixels()
        if min(image.size) < _LEAST_SIDE:
            raise Invalid(
                f"Choose a picture of at least {_LEAST_SIDE} by {_LEAST_SIDE} pixels.",
                code="photoTooSmall",
            )
        # JPEG can be unpacked at a fraction of its size.
        image.draft("RGB", (SIDE * 2, SIDE * 2))
        upright = ImageOps.exif_transpose(image)
        side = min(SIDE, *upright.size)
        square = ImageOps.fit(_on_white(upright), (side, side), Image.Resampling.LANCZOS)
    made = BytesIO()
    square.save(made, "WEBP", quality=_QUALITY, method=4)
    return made.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    see_through = image.convert("RGBA")
    ground = Image.new("RGBA", see_through.size, "white")
    return Image.alpha_composite(ground, see_through).convert("RGB")


def _unsupported() -> UnsupportedType:
    return UnsupportedType("Choose a JPEG, PNG or WebP picture.")


def _broken() -> UnsupportedType:
    return UnsupportedType(
        "This file could not be read as a picture. Choose a JPEG, PNG or WebP picture."
    )


def _too_many_pixels() -> TooLarge:
    return TooLarge(f"Choose a picture of at most {_MOST_PIXELS // 1_000_000} megapixels.")
