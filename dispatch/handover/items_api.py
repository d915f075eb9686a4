"""REST: the sheet while it is filled in: keys, items and matters, what the receipts say; and what was left (R43)."""

from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from dispatch.handover import actions, queries
from dispatch.handover.rules import view_handover, work_handover
from dispatch.models import HandoverItem
from servicedesk.api.bodies import Body, Empty
from servicedesk.api.fields import Moment, Money, Text, Word, optional
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named, uuid_of
from servicedesk.estates.models import Estate
from servicedesk.people.api import PersonOut, staff_id
from servicedesk.people.models import StaffMember
from servicedesk.timers.now import now

WHOSE = {"estate": "Code or id of an estate.", "person": "Who goes; employee number or id."}
ITEM = {"item": "Id of a line."}
KINDS = [(kind.value, kind.label) for kind in actions.TYPED]


class HandoverLine(serializers.Serializer):
    """One line of the sheet; `taken_at` null once both have signed: still in sight."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    ticket = serializers.CharField(source="ticket.number", allow_null=True, default=None)
    label = serializers.CharField()  # type: ignore[assignment]
    detail = serializers.CharField()
    at = Moment(allow_null=True, help_text="Of an appointment: when.")
    quantity = serializers.IntegerField()
    amount = Money(allow_null=True)
    kept = serializers.BooleanField(help_text="The ticket stays with its owner.")
    taken_at = Moment(allow_null=True)
    taken_by = serializers.CharField(source="taken_by_name")


class LeftLine(HandoverLine):
    """A line that nobody took over when both signed."""

    handover = serializers.UUIDField(source="handover_id")


class DraftLine(HandoverLine):
    """One line as it would be signed now."""

    id = serializers.SerializerMethodField(help_text="null: not written in, but worked out anew each time.")  # type: ignore[assignment]

    def get_id(self, line: HandoverItem) -> UUID | None:
        return UUID(str(line.pk)) if line.handover_id else None


class DraftOut(serializers.Serializer):
    """The sheet of who goes, as it would be signed now."""

    estate = serializers.CharField(source="estate.code")
    outgoing = PersonOut()
    shift_starts_at = Moment()
    shift_ends_at = Moment()
    cash = Money(help_text="What the receipts say is in his drawer: to be counted when he signs.")
    items = DraftLine(many=True)


class ItemIn(Body):
    rule = "R43"
    kind = Word(choices=KINDS)
    label = Text(max_length=120, help_text="What it is.")  # type: ignore[assignment]
    quantity = serializers.IntegerField(min_value=1, max_value=actions.MOST_THINGS, default=1)
    detail = optional(300)


class TakeItemIn(Body):
    rule = "R43"
    staff = Text(max_length=40, help_text="Who has it now; employee number or id.")


class LeftFilters(OfEstate):
    """By estate."""


class OfDraft(Endpoint):
    """What needs the desk of the address."""

    tag, variables = "handovers", WHOSE

    def desk(self, estate: str, person: str) -> tuple[Estate, StaffMember]:
        """Raises NotFound for another tenant's or estate's, and for who holds no desk there."""
        where = estate_named(self.actor, estate, "")
        return where, actions.works_here(staff_id(person, ""), where, "")


class HandoverDraft(OfDraft):
    """The sheet of who goes."""

    rule, operations, answer = view_handover, {"GET": "get_handover_draft"}, DraftOut

    def get(self, request: Request, estate: str, person: str) -> Response:
        """The sheet as it would be signed now: open tickets, appointments, cash held, keys and items (R16, R43)."""
        where, goes = self.desk(estate, person)
        period, lines = queries.as_it_would_be_signed(where, goes.pk, now())
        cash: Decimal = queries.cash_of(lines)
        return self.tell(
            {
                "estate": where, "outgoing": goes, "cash": cash, "items": lines,
                "shift_starts_at": period.starts_at, "shift_ends_at": period.ends_at,
            }
        )  # fmt: skip


class AddItem(OfDraft):
    """A key, something left at the desk, a matter to pass on."""

    rule, operations, body = work_handover, {"POST": "add_handover_item"}, ItemIn
    answer, created = HandoverLine, True

    def post(self, request: Request, estate: str, person: str) -> Response:
        """A key, something left at the desk, a matter to pass on: onto the sheet of who goes (R43)."""
        where, goes = self.desk(estate, person)
        item = actions.add_item(actor=self.actor, estate_id=where.pk, outgoing_id=goes.pk, **self.read())
        return self.tell(item)


class OneItem(Endpoint):
    """What needs the line of the address."""

    rule, tag, variables, answer = work_handover, "handovers", ITEM, HandoverLine

    def found(self, name: str) -> HandoverItem:
        """Raises Http404 for another tenant's or estate's."""
        pk = uuid_of(name)
        item = HandoverItem.objects.select_related("ticket").filter(pk=pk).first() if pk else None
        if item is None or not self.actor.sees_estate(item.estate_id):
            raise Http404
        return item


class RemoveItem(OneItem):
    """A line that was typed in comes off."""

    operations, body = {"POST": "remove_handover_item"}, Empty

    def post(self, request: Request, item: str) -> Response:
        """Off a sheet that is not signed; answers with what it was."""
        found = self.found(item)
        self.read()
        actions.remove_item(actor=self.actor, item_id=UUID(str(found.pk)))
        return self.tell(found)


class TakeItem(OneItem):
    """What was left over is taken after all."""

    operations, body = {"POST": "take_handover_item"}, TakeItemIn

    def post(self, request: Request, item: str) -> Response:
        """What was left over is taken: it goes out of sight, and a ticket has a new owner (R3, R43)."""
        found, values = self.found(item), self.read()
        who = staff_id(values["staff"])
        actions.take_item(actor=self.actor, item_id=UUID(str(found.pk)), staff_id=who)
        return self.tell(self.found(item))


class LeftItems(Listing):
    """What nobody took over when both signed, and is still in sight (R43)."""

    rule, tag, operations = view_handover, "handovers", {"GET": "list_left_items"}
    serializer_class, filterset_class = LeftLine, LeftFilters

    def rows(self) -> QuerySet[HandoverItem]:
        rows, seen = queries.in_sight().select_related("handover", "ticket"), self.actor.estate_ids
        return rows if seen is None else rows.filter(estate_id__in=seen)


DRAFT = "handover-drafts/<str:estate>/<str:person>"
urlpatterns: list[URLPattern] = [
    path(DRAFT, HandoverDraft.as_view(), name="api-handover-draft"),
    path(f"{DRAFT}/items", AddItem.as_view(), name="api-handover-items"),
    path("handover-items", LeftItems.as_view(), name="api-handover-left"),
    path("handover-items/<str:item>/remove", RemoveItem.as_view(), name="api-handover-item-remove"),
    path("handover-items/<str:item>/take", TakeItem.as_view(), name="api-handover-item-take"),
]
