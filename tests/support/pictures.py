"""Small pictures for tests."""

import io

from PIL import Image, ImageDraw

from tickets.photos import Picture, check


def png(width: int = 200, height: int = 80) -> bytes:
    """A line on white, as a signature would be."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).line((10, height - 10, width - 10, 10), fill="black", width=3)
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()


def signature() -> Picture:
    """A checked picture."""
    return check(io.BytesIO(png()))
