"""The description of the interface (OpenAPI 3.1): what spectacular cannot see by itself."""

from typing import Any

from django_filters import filters
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiFilterExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from servicedesk.api.bodies import Body, ProblemOut
from servicedesk.api.permissions import rule_for
from servicedesk.api.problems import KINDS, MEDIA_TYPE

KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="The same request with the same key is carried out once; its answer is given again for seven days.",
)  # fmt: skip


class BearerKey(OpenApiAuthenticationExtension):
    """`Authorization: Bearer sdk_…`."""

    target_class = "servicedesk.api.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A key of a system client."}


class Parameters(OpenApiFilterExtension):
    """The filters of a list. Spectacular's own asks for the rows, which nobody sees without a tenant."""

    target_class = "servicedesk.api.filters.StrictFilters"
    priority = 1

    def get_schema_operation_parameters(self, auto_schema: Any, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        filterset = getattr(auto_schema.view, "filterset_class", None)
        return [parameter(name, one) for name, one in filterset.base_filters.items()] if filterset else []


def parameter(name: str, one: filters.Filter) -> dict[str, Any]:
    """A filter as a parameter of the query."""
    shape: dict[str, Any] = {"type": "string"}
    if "choices" in one.extra:
        shape["enum"] = [value for value, _label in one.extra["choices"]]
    if isinstance(one, filters.BooleanFilter):
        shape = {"type": "boolean"}
    elif isinstance(one, filters.IsoDateTimeFilter):
        shape["format"] = "date-time"
    elif isinstance(one, filters.UUIDFilter):
        shape["format"] = "uuid"
    if isinstance(one, filters.MultipleChoiceFilter):
        shape = {"type": "array", "items": shape}
    return {"name": name, "in": "query", "schema": shape, "description": str(one.extra.get("help_text", ""))}


def share_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Spectacular's hook: each problem is described once, and named where it can come back."""
    shape = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}}
    names = {str(status): slug for status, (slug, _title) in KINDS.items()}
    for methods in result["paths"].values():
        for operation in methods.values():
            for status, told in operation["responses"].items():
                if MEDIA_TYPE in told.get("content", {}):
                    operation["responses"][status] = {"$ref": f"#/components/responses/{names[status]}"}
    result["components"]["responses"] = {
        slug: {"description": str(title), **shape} for slug, title in KINDS.values() if slug != "method"
    }
    return result


class Schema(AutoSchema):
    """Reads an Endpoint's `body`, `answer`, `operations`, `tag` and rule; adds the problems that can come back."""

    view: Any

    def get_operation_id(self) -> str:
        return self.view.operations.get(self.method) or super().get_operation_id()

    def get_tags(self) -> list[str]:
        return [self.view.tag] if self.view.tag else super().get_tags()

    def get_description(self) -> str:  # type: ignore[override]
        """The handler's docstring, else the endpoint's, and the rule that the key must pass."""
        rule = rule_for(self.view, self.method)
        handler = getattr(self.view, self.method.lower(), None)
        own = (getattr(handler, "__doc__", "") or "") if self.method != "GET" or not self.is_list() else ""
        words = " ".join((own or type(self.view).__doc__ or "").split())
        return f"{words}\n\nRule: `{rule.name}`." if rule else words

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.is_list()

    def get_summary(self) -> str:
        """The first clause of the description."""
        words = self.get_description().split("\n")[0]
        return words.split(". ")[0].split(":")[0].split(" (R")[0].rstrip(".")

    def is_list(self) -> bool:
        return self.method == "GET" and hasattr(self.view, "pagination_class")

    def get_request_serializer(self) -> Any:
        return self.view.body if self.method in ("POST", "PATCH") else None

    def get_response_serializers(self) -> Any:
        """What comes back when it went well, and the problems when not."""
        shown = self.view.serializer_class if self.is_list() else self.view.answer
        well = "201" if self.method == "POST" and self.view.created else "200"
        return {well: shown, **{(status, MEDIA_TYPE): ProblemOut for status in self.problems()}}

    def problems(self) -> list[str]:
        """The statuses of the problems that this operation can answer with."""
        found = ["400", "401", "403", "404", "422"]
        if self.method in ("POST", "PATCH"):
            found += ["409", "413", "415", "503"]
        return sorted(found)

    def get_override_parameters(self) -> list[Any]:
        """The idempotency key, and what the address's variables are."""
        named = [
            OpenApiParameter(name, str, OpenApiParameter.PATH, description=words)
            for name, words in self.view.variables.items()
        ]
        return [*named, KEY] if self.method == "POST" else named

    def _map_basic_serializer(self, serializer: Any, direction: str) -> Any:
        schema = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, Body) and direction == "request":
            schema["additionalProperties"] = False
            # A body without words of its own would be described by its base class.
            if not vars(type(serializer)).get("__doc__"):
                schema.pop("description", None)
        return schema
