"""Every part renders, in both languages and both themes."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory

from servicedesk.web import errors
from servicedesk.web.htmx import done, refused, render_part
from tests.web.gallery import PAGE, html

PARTS = Path(settings.BASE_DIR) / "templates" / "parts"
# Reached through another part or a tag, or seen on paper only.
INDIRECT = {"_outcome", "_ladder", "_clock", "_field", "_toast", "_paper_head", "_side", "_pages"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_gallery_renders(language: str, theme: str) -> None:
    page = html(language, theme)
    assert f'data-theme="{theme}"' in page
    assert page.count('class="clock"') == 8
    assert "{%" not in page and "{#" not in page


def test_the_gallery_shows_every_part() -> None:
    included = set(re.findall(r"parts/(_\w+)\.html", PAGE.read_text()))
    assert {path.stem for path in PARTS.glob("_*.html")} - INDIRECT == included


def test_an_urgent_row_shows_its_seal_beside_words() -> None:
    assert 'title="紧急">急</b> 卧室空开跳闸' in html()


def test_an_error_page_needs_neither_shell_nor_database() -> None:
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "<h1>" in response.content.decode()


class Htmx:
    """What django-htmx puts on a request."""

    history_restore_request = False

    def __bool__(self) -> bool:
        return True


def test_htmx_gets_an_error_as_a_toast_and_nothing_to_swap() -> None:
    request = RequestFactory().get("/")
    request.htmx = Htmx()  # type: ignore[attr-defined]
    response = errors.not_found(request)
    assert (response.status_code, response["HX-Reswap"], response.content) == (404, "none", b"")
    assert '"level": "refused"' in response["HX-Trigger"]


def test_a_refusal_is_a_409_that_says_who_was_first() -> None:
    """R11."""
    response = refused("没派成：郑国栋 3 秒前已派给 何鹏", href="/t/1")
    assert response.status_code == 409
    assert response["HX-Trigger"].isascii()


def test_a_write_answers_204_with_a_toast_to_undo() -> None:
    response = done("ok", undo_url="/undo", events=("counts",))
    assert response.status_code == 204
    assert "/undo" in response["HX-Trigger"] and "counts" in response["HX-Trigger"]


def test_one_view_serves_the_part_to_htmx_only() -> None:
    request = RequestFactory().get("/")
    context = {"title": "x"}
    request.htmx = Htmx()  # type: ignore[attr-defined]
    part = render_part(request, "errors/404.html", "parts/_empty.html", context).content.decode()
    assert "<html" not in part and 'class="empty"' in part
