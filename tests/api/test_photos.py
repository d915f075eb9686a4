"""Photos and signatures over REST: as a file or as a data URL, and never anything but a picture (R22, R23)."""

import base64
import io
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.api.client import ROOT, Api, fields, report
from tests.cast import Cast
from tickets.models import Photo


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((60, 40), 90).save(out, format=kind)
    return out.getvalue()


def url(content: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(content).decode()


def test_a_photo_comes_as_a_data_url_or_as_a_file(cast: Cast, api: Api) -> None:
    number = api.post("tickets", report(cast)).data["number"]
    api.step(number, "photos", photo=url(picture()), kind="before")
    file = SimpleUploadedFile("../../x.html", picture("JPEG"), "text/html")
    answer = api.client.post(f"{ROOT}tickets/{number}/photos", {"photo": file, "kind": "after"})
    assert answer.status_code == 200, answer.content
    kept = [(one.kind, one.content_type, one.added_by) for one in Photo.objects.order_by("taken_at", "id")]
    assert kept == [("before", "image/png", "HJ ()"), ("after", "image/jpeg", "HJ ()")]
    assert all(".html" not in one.file.name and ".." not in one.file.name for one in Photo.objects.all())


def test_a_repeated_upload_is_kept_once(cast: Cast, api: Api) -> None:
    """R48: the boundary of a form may differ, its content does not."""
    number, content = api.post("tickets", report(cast)).data["number"], picture()
    for _ in range(2):
        file = SimpleUploadedFile("x.png", content, "image/png")
        api.client.post(f"{ROOT}tickets/{number}/photos", {"photo": file}, headers={"Idempotency-Key": "k"})
    assert Photo.objects.count() == 1


@pytest.mark.parametrize(
    "photo", ["", "x", "data:image/png;base64,!!", "data:image/png;base64,aGk=", "data:text/html,x", 1, None, {}]
)
def test_what_is_no_picture_is_refused(cast: Cast, api: Api, photo: object) -> None:
    number = api.post("tickets", report(cast)).data["number"]
    response = api.post(f"tickets/{number}/photos", {"photo": photo})
    assert (response.status_code, list(fields(response))) == (422, ["photo"])


def test_a_damaged_picture_is_refused_or_kept_and_never_an_error(cast: Cast, api: Api) -> None:
    number, dice = api.post("tickets", report(cast)).data["number"], random.Random(7)
    for kind in ("PNG", "JPEG", "WEBP"):
        whole = picture(kind)
        for _ in range(25):
            broken = bytearray(whole[: dice.randrange(1, len(whole) + 1)])
            for _hit in range(dice.randrange(4)):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            assert api.post(f"tickets/{number}/photos", {"photo": url(bytes(broken))}).status_code in (200, 422)


def test_a_signature_comes_with_the_sign_off_alone(cast: Cast, api: Api) -> None:
    number = api.post("tickets", report(cast)).data["number"]
    refused = api.post(f"tickets/{number}/photos", {"photo": url(picture()), "kind": "signature"})
    assert list(fields(refused)) == ["kind"]


def test_a_form_that_is_none_is_malformed(cast: Cast, api: Api) -> None:
    number = api.post("tickets", report(cast)).data["number"]
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        response = api.client.generic("POST", f"{ROOT}tickets/{number}/photos", b"nonsense", content_type=kind)
        assert response.status_code in (400, 422)
