"""Photos: made small, freed of the place, with the camera's own time kept (R22)."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from tests.cast import Cast, at
from tests.support.clock import Clock
from tickets.actions import add_photo
from tickets.photos import LONGEST_SIDE, check


def taken(when: str, offset: str = "", size: tuple[int, int] = (3000, 1500)) -> io.BytesIO:
    """A photo as a phone makes it: with time and place."""
    exif = Image.Exif()
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (31.0, 14.0, 5.0)
    exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = when
    if offset:
        exif.get_ifd(IFD.Exif)[Base.OffsetTimeOriginal] = offset
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG", exif=exif)
    out.seek(0)
    return out


def test_a_photo_is_made_small_and_freed_of_its_place(cast: Cast) -> None:
    kept = Image.open(io.BytesIO(check(taken("2026:11:21 10:00:00")).content))
    assert max(kept.size) == LONGEST_SIDE and not kept.getexif().get_ifd(IFD.GPSInfo) and not dict(kept.getexif())


@pytest.mark.parametrize(("when", "offset"), [("2026:11:21 10:00:00", ""), ("2026:11:21 02:00:00", "+00:00")])
def test_the_cameras_time_is_kept_in_the_estates_zone(cast: Cast, clock: Clock, when: str, offset: str) -> None:
    """R22: taken in the basement at ten, sent at half past eleven."""
    clock.set(at("2026-11-21 11:30"))
    ticket = cast.ticket()
    photo = add_photo(ticket_id=ticket.pk, actor=cast.act("clerk"), picture=check(taken(when, offset)))
    assert photo.original_at
    assert (photo.original_at, photo.taken_at - photo.original_at) == (
        at("2026-11-21 10:00"), timedelta(hours=1, minutes=30),
    )  # fmt: skip
    assert photo.shown_at == photo.original_at


@pytest.mark.parametrize("when", ["2026:11:21 23:00:00", "0000:00:00 00:00:00", "yesterday", ""])
def test_a_camera_that_says_nothing_sensible_is_not_believed(cast: Cast, clock: Clock, when: str) -> None:
    clock.set(at("2026-11-21 11:30"))
    ticket = cast.ticket()
    photo = add_photo(ticket_id=ticket.pk, actor=cast.act("clerk"), picture=check(taken(when)))
    assert photo.original_at is None and photo.shown_at == photo.taken_at
