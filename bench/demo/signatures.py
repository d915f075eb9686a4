"""A few drawn signatures, so that signed papers show something."""

import io
import math
from random import Random
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

SIZE = (480, 160)


def draw(random: Random) -> bytes:
    """A stroke that runs like a hurried name, as a PNG."""
    image = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(image)
    swing, tilt = random.uniform(18, 40), random.uniform(-0.12, 0.12)
    haste = random.uniform(3.4, 4.4)
    points = [(40 + 4 * n, 80 + swing * math.sin(n / haste) * math.cos(n / 9) + tilt * n) for n in range(100)]
    pen.line(points, fill=(20, 30, 60), width=4, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def keep(tenant_id: UUID, random: Random, count: int = 6) -> list[str]:
    """Store some signatures of a tenant; their names in the storage."""
    folder = f"{tenant_id}/demo"
    return [default_storage.save(f"{folder}/signature-{n}.png", ContentFile(draw(random))) for n in range(count)]
