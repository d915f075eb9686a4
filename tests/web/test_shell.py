"""The shell shows what a person may open, and asks nothing of the database until a template does."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path, resolve, set_urlconf

from servicedesk.people.enums import Role
from servicedesk.people.principal import Principal
from servicedesk.web import context

CLERK = Principal("staff", "林晓雯", role=Role.CLERK)


def view(*roles: Role) -> Any:
    """A view whose rule lets these roles in."""

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    page.rule = lambda actor, obj=None: actor.role in roles  # type: ignore[attr-defined]
    return page


urlpatterns = [
    path("desk/", view(Role.CLERK), name="desk"),
    path("settings/", view(Role.TENANT_ADMIN), name="settings"),
    path("phone/", view(Role.TECHNICIAN), name="phone"),
]


@pytest.fixture(autouse=True)
def urls(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """These pages only, and no figures that an app has put beside its entry when it was loaded."""
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(context, "COUNTS", {})
    set_urlconf(__name__)
    yield
    set_urlconf(None)


def shell(actor: Principal, **cookies: str) -> context.Shell:
    request = RequestFactory().get("/desk/")
    request.actor = actor  # type: ignore[attr-defined]
    request.resolver_match = resolve("/desk/")
    request.COOKIES |= cookies
    return context.shell(request)["shell"]


def test_the_rail_has_what_exists_and_what_the_page_s_own_rule_allows() -> None:
    assert [(item.name, item.current) for item in shell(CLERK).nav] == [("desk", True)]
    admin = Principal("staff", "x", role=Role.TENANT_ADMIN)
    assert [item.name for item in shell(admin).nav] == ["settings"]


def test_a_technician_has_tabs_and_a_clerk_has_none() -> None:
    technician = Principal("staff", "x", role=Role.TECHNICIAN)
    assert [item.name for item in shell(technician).tabs] == ["phone"]
    assert shell(CLERK).tabs == []


def test_an_app_puts_its_figure_beside_its_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(context.COUNTS, "desk", lambda request: 9)
    assert shell(CLERK).nav[0].count == 9


def test_pages_of_the_shell_that_do_not_exist_have_no_address() -> None:
    assert shell(CLERK).search_url == "" and shell(CLERK).urls["desk"] == "/desk/"


def test_the_browser_s_choice_of_theme_wins_and_nonsense_is_light() -> None:
    assert shell(CLERK, theme="dark").theme == "dark"
    assert shell(CLERK, theme='"><script>').theme == "light"
    assert shell(CLERK).theme == "light"
