"""REST: shift handover. A system has no account to sign with: both sign by pen, in pictures (R43)."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django_filters import ChoiceFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from dispatch.enums import HandoverState
from dispatch.handover import actions, queries
from dispatch.handover.forms import data_url
from dispatch.handover.items_api import HandoverLine
from dispatch.handover.items_api import urlpatterns as items
from dispatch.handover.rules import view_handover, work_handover
from dispatch.models import Handover
from servicedesk.api.bodies import Body
from servicedesk.api.fields import Moment, Money, Text, Word, optional
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named, uuid_of
from servicedesk.people.api import PersonOut, staff_id
from servicedesk.refusals import NotFound
from tickets.api.photos import PictureField
from tickets.models import Ticket

SEEN = [choice for choice in HandoverState.choices if choice[0] != HandoverState.DRAFT]


class HandoverOut(serializers.Serializer):
    """交接班记录."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code")
    state = Word(choices=SEEN)
    shift_starts_at = Moment()
    shift_ends_at = Moment()
    outgoing = PersonOut()
    outgoing_signed_at = Moment(allow_null=True)
    incoming = PersonOut(allow_null=True)
    incoming_signed_at = Moment(allow_null=True)
    cash_counted = Money(allow_null=True)
    remark = serializers.CharField()
    items = HandoverLine(many=True, source="items.all")


class SignOutIn(Body):
    rule = "R43"
    estate = Text(max_length=40, help_text="Code or id.")
    outgoing = Text(max_length=40, help_text="Who goes; employee number or id.")
    signature = PictureField()
    kept = serializers.ListField(
        child=Text(max_length=40),
        max_length=queries.MOST,
        required=False,
        help_text="Tickets that stay his: numbers.",
    )
    cash_counted = Money(required=False, allow_null=True)
    remark = optional(500)


class TakeOverIn(Body):
    rule = "R43"
    incoming = Text(max_length=40, help_text="Who comes; employee number or id.")
    signature = PictureField()
    taken = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=500, help_text="Ids of lines; default: all of them."
    )
    remark = optional(400)


class HandoverFilters(OfEstate):
    state = ChoiceFilter(choices=SEEN)


class HandoverList(Listing):
    """Signed sheets, latest first."""

    rules = {"GET": view_handover, "POST": work_handover}
    tag, operations = "handovers", {"GET": "list_handovers", "POST": "sign_out"}
    serializer_class, filterset_class = HandoverOut, HandoverFilters
    orders = {"-signed": ("-outgoing_signed_at", "-id"), "signed": ("outgoing_signed_at", "id")}
    body, answer, created = SignOutIn, HandoverOut, True

    def rows(self) -> QuerySet[Handover]:
        return queries.seen(self.actor).prefetch_related("items__ticket")

    def post(self, request: Request) -> Response:
        """Who goes signs: the lines stand as they are now (R43)."""
        values = self.read()
        estate = estate_named(self.actor, values.pop("estate"))
        sheet = actions.sign_out(
            actor=self.actor, estate_id=estate.pk, outgoing_id=staff_id(values.pop("outgoing"), "outgoing"),
            signature=data_url(values.pop("signature")), kept=self.tickets(values.pop("kept", ())), **values,
        )  # fmt: skip
        return self.tell(self.rows().get(pk=sheet.pk), location=f"handovers/{sheet.pk}")

    def tickets(self, numbers: Iterable[str]) -> set[UUID]:
        """Raises NotFound for a number that this key does not see."""
        wanted = set(numbers)
        found = dict(Ticket.objects.seen_by(self.actor).filter(number__in=wanted).values_list("number", "pk"))
        if wanted - found.keys():
            raise NotFound(_("There is no such ticket."), rule="R43", field="kept")
        return set(found.values())


class OfHandover(Endpoint):
    """What needs the sheet of the address."""

    rule, tag, answer, variables = view_handover, "handovers", HandoverOut, {"handover": "Id of a handover."}

    def found(self, name: str) -> Handover:
        """Raises Http404 for another tenant's or estate's, and for a draft."""
        pk = uuid_of(name)
        rows = queries.seen(self.actor).prefetch_related("items__ticket")
        sheet = rows.filter(pk=pk).first() if pk else None
        if sheet is None:
            raise Http404
        return sheet


class HandoverDetail(OfHandover):
    """One sheet."""

    operations = {"GET": "get_handover"}

    def get(self, request: Request, handover: str) -> Response:
        """One sheet with its lines."""
        return self.tell(self.found(handover))


class TakeOver(OfHandover):
    """Who comes signs; what he does not take stays in sight (R43)."""

    rule, operations, body = work_handover, {"POST": "take_over"}, TakeOverIn

    def post(self, request: Request, handover: str) -> Response:
        """Who comes signs; what he does not take stays in sight (R43)."""
        sheet, values = self.found(handover), self.read()
        taken = values.pop("taken", None)
        actions.sign_in(
            actor=self.actor, handover_id=UUID(str(sheet.pk)),
            taken={item.pk for item in sheet.items.all()} if taken is None else taken,
            incoming_id=staff_id(values.pop("incoming"), "incoming"), signature=data_url(values.pop("signature")),
            **values,
        )  # fmt: skip
        return self.tell(self.found(handover))


urlpatterns: list[URLPattern] = [
    path("handovers", HandoverList.as_view(), name="api-handovers"),
    path("handovers/<str:handover>", HandoverDetail.as_view(), name="api-handover"),
    path("handovers/<str:handover>/take-over", TakeOver.as_view(), name="api-handover-take-over"),
    *items,
]
