"""What every endpoint does: who asks, by which rule, with which body; a refused request leaves nothing behind."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from servicedesk.api import idempotency
from servicedesk.api.bodies import Body, read
from servicedesk.api.cursors import PARAMETERS, Cursor
from servicedesk.api.filters import StrictFilters
from servicedesk.api.parsing import OnlyOurs, StrictJson
from servicedesk.api.problems import BadInput
from servicedesk.api.schema import Schema
from servicedesk.people.principal import Principal
from servicedesk.people.rules import SIGNED_IN, Rule

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Endpoint(APIView):
    """One address. Subclasses say `rule` (or `rules` by method), `body` and `answer` (serializers), and act."""

    rule: Rule | None = None
    rules: dict[str, Rule] = {}
    body: type[Body] | None = None
    answer: type[Serializer] | None = None
    created = False
    tag = ""
    operations: dict[str, str] = {}
    variables: dict[str, str] = {}
    parser_classes = [StrictJson]
    content_negotiation_class = OnlyOurs
    metadata_class = None
    http_method_names = ["get", "post", "patch", "head"]
    schema = Schema()

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        # A charset that is no charset of texts ("hex") would break Django's own reading of the query.
        request.encoding = "utf-8"
        return super().initialize_request(request, *args, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A write is one transaction: answered with 4xx or 5xx, nothing of it stays (R12)."""
        if request.method in SAFE:
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Key and rule first, then the size of the body, then whether this was asked before."""
        super().initial(request, *args, **kwargs)
        # Read whole, as Django's limit is checked there; the parsers then read from memory.
        request._request.body  # noqa: B018
        self.claimed: UUID | None = idempotency.claim(request) if request.method == "POST" else None

    def handle_exception(self, exc: Exception) -> Response:
        return exc.response() if isinstance(exc, idempotency.Replay) else super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        if getattr(self, "claimed", None) and final.status_code < 400:
            idempotency.keep(self.claimed, final)  # type: ignore[arg-type]
        return final

    @property
    def actor(self) -> Principal:
        """Who asks, for rules and actions."""
        return self.request.user  # type: ignore[return-value]

    def read(self, *, partial: bool = False) -> dict[str, Any]:
        """The body's checked values. Raises BadInput."""
        assert self.body is not None, "an endpoint that reads says what"
        return read(self.body, self.request.data, partial=partial)

    def tell(self, shown: Any, *, location: str = "") -> Response:
        """The answer; 201 with its address for what was created."""
        assert self.answer is not None, "an endpoint that answers says what"
        headers = {"Location": self.request.build_absolute_uri(location)} if location else None
        return Response(self.answer(shown).data, status=201 if self.created else 200, headers=headers)


class Listing(Endpoint, ListModelMixin, GenericAPIView):
    """GET: one page of a list. Subclasses say `serializer_class`, `orders`, `filterset_class`, and `rows()`."""

    filter_backends = [StrictFilters]
    pagination_class = Cursor
    orders: dict[str, tuple[str, ...]] = {"id": ("id",)}
    lookup_field = "-"

    def rows(self) -> QuerySet[Any]:
        """What this key sees, with everything that the answer shows."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        return self.rows()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.refuse_unknown_parameters(request)
        return self.list(request, *args, **kwargs)

    def refuse_unknown_parameters(self, request: Request) -> None:
        """A filter with a slip of the pen must not answer with everything."""
        filters = getattr(self, "filterset_class", None)
        known = PARAMETERS | set(filters.base_filters if filters else ())
        if wrong := [name for name in request.query_params if name not in known]:
            raise BadInput({name[:60]: _("There is no such parameter.") for name in wrong})


class Unknown(Endpoint):
    """Any other address below /api/v1/: a problem, not a page."""

    rule = SIGNED_IN
    schema = None  # type: ignore[assignment]
    http_method_names = [*Endpoint.http_method_names, "put", "delete", "options", "trace"]

    def get(self, request: Request, rest: str) -> Response:
        raise NotFound

    post = put = patch = delete = options = trace = get  # type: ignore[assignment]
