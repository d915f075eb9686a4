"""The description of the interface, and a page to try it."""

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.people.rules import PUBLIC


@lru_cache(maxsize=4)
def description(language: str) -> dict[str, Any]:
    """The whole description in one language, made once per process. The language in force is `language`."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


class SchemaView(SpectacularAPIView):
    """OpenAPI 3.1 as JSON; as YAML with `?format=yaml`."""

    rule = PUBLIC
    authentication_classes = []
    permission_classes = [AllowAny]
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]
    schema = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(description(get_language() or "en"))


class DocsView(SpectacularSwaggerView):
    """Swagger's page, from our own files."""

    rule = PUBLIC
    authentication_classes = []
    permission_classes = [AllowAny]
    url_name = "schema"
    schema = None
