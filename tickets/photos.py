"""Pictures from outside: opened, checked, turned upright, and written anew, so that nothing but pixels is kept."""

import io
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.ExifTags import IFD, Base

from servicedesk.refusals import Invalid

FORMATS = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp")}
LONGEST_SIDE = 2000
# A picture that claims to be larger than this is a bomb, not a photo.
MOST_PIXELS = 60_000_000
# What Pillow raises for a damaged file; a broken chunk of a PNG is a SyntaxError to it.
BROKEN = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, EOFError, struct.error,
    zlib.error, Image.DecompressionBombError,
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A checked picture, ready to be stored."""

    content: bytes
    extension: str
    content_type: str
    # As the camera wrote it: without a zone unless it wrote one.
    original: datetime | None = None

    def as_file(self) -> ContentFile:
        return ContentFile(self.content)


def check(upload: IO[bytes], *, field: str = "photo") -> Picture:
    """The uploaded picture without its metadata (no GPS place), at most 2000 px a side.

    Raises Invalid when it is too large, no picture, or of another format than JPEG, PNG, WebP.
    """
    content = upload.read(settings.PHOTO_MAX_BYTES + 1)
    if len(content) > settings.PHOTO_MAX_BYTES:
        limit = settings.PHOTO_MAX_BYTES // 1024 // 1024
        raise Invalid(_("A photo may have {n} MB at most.").format(n=limit), rule="R2", field=field)
    try:
        image = Image.open(io.BytesIO(content))
        if image.format not in FORMATS or image.width * image.height > MOST_PIXELS:
            raise UnidentifiedImageError(image.format)
        return rewrite(image, image.format, original_of(image))
    except BROKEN as wrong:
        raise Invalid(_("Not a photo: JPEG, PNG or WebP is needed."), rule="R2", field=field) from wrong


def original_of(image: Image.Image) -> datetime | None:
    """When the camera took it, with its offset if it wrote one; None when it says nothing sensible."""
    details = image.getexif().get_ifd(IFD.Exif)
    written, offset = str(details.get(Base.DateTimeOriginal, "")), str(details.get(Base.OffsetTimeOriginal, ""))
    for text, form in ((written + offset, "%Y:%m:%d %H:%M:%S%z"), (written, "%Y:%m:%d %H:%M:%S")):
        try:
            return datetime.strptime(text.strip("\x00 "), form)  # noqa: DTZ007  the estate's zone is put in later
        except ValueError:
            continue
    return None


def rewrite(image: Image.Image, name: str, original: datetime | None = None) -> Picture:
    """Pixels only, upright, not larger than needed."""
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if name == "JPEG" and upright.mode != "RGB":
        upright = upright.convert("RGB")
    out = io.BytesIO()
    upright.save(out, format=name, quality=85)
    extension, content_type = FORMATS[name]
    return Picture(out.getvalue(), extension, content_type, original)
