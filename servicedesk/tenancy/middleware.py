"""One middleware resolves the tenant, from the session or the key, never from the body, and opens its transaction."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from servicedesk.tenancy.scope import tenant_scope

Handler = Callable[[HttpRequest], HttpResponse]


class TenantMiddleware:
    """Run view and rendering inside the tenant's scope; a failed response (>= 500) rolls everything back.

    A TemplateResponse is rendered by Django inside `get_response`, so it sees its rows (engine-notes, RLS).
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant_id = resolve(request)
        if tenant_id is None:
            return self.get_response(request)
        with tenant_scope(tenant_id):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response


def resolve(request: HttpRequest) -> UUID | None:
    """The tenant of this request: the API key's; the one a resident's link names, whoever is signed in; else the
    signed-in user's; else None.
    """
    # Platform apps below people/api would be a circular import at module level.
    from servicedesk.api.keys import key_of
    from servicedesk.web.links import tenant_of_link

    if request.path.startswith("/api/"):
        key = key_of(request)
        return key.tenant_id if key else None
    linked: UUID | None = tenant_of_link(request)
    if linked is not None:
        return linked
    return request.user.tenant_id if request.user.is_authenticated else None
