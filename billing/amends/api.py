"""REST: discounts, waivers, refunds, compensation; the second signature; how much each role may grant (R37)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import BooleanFilter, ChoiceFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing import rules
from billing.amends import actions
from billing.amends.enums import LOWERS, AmendKind
from billing.amends.terms import FIELDS, change_terms, terms
from billing.enums import Method
from billing.models import Amend, Bill, Receipt
from servicedesk.api.bodies import Body
from servicedesk.api.cursors import printable
from servicedesk.api.fields import Moment, Money, Text, Word, optional
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, uuid_of
from servicedesk.people.api import staff_id
from servicedesk.people.rules import edit_settings, view_settings
from tickets.api.acting import ReasonIn
from tickets.api.outputs import TicketOut
from tickets.api.steps import Step


class GrantOut(serializers.Serializer):
    """What was granted, or waits (no `effective_at`, no `refused_at`) for its second signature."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    number = serializers.CharField()
    ticket = serializers.CharField(source="ticket.number", allow_null=True, default=None)
    unit = serializers.CharField(
        source="unit.code", allow_null=True, default=None, help_text="Of a bill or its receipt."
    )
    bill = serializers.UUIDField(source="bill_id", allow_null=True)
    receipt = serializers.CharField(source="receipt.number", allow_null=True, default=None)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    method = serializers.CharField()
    reason = serializers.CharField()
    asked_by = serializers.CharField(source="asked_by_name")
    asked_at = Moment()
    signed_by = serializers.CharField(source="signed_by_name")
    effective_at = Moment(allow_null=True)
    refused_at = Moment(allow_null=True)
    refusal = serializers.CharField()


class GrantIn(Body):
    rule = "R37"
    kind = Word(choices=AmendKind.choices)
    amount = Money(max_digits=12)
    reason = Text(max_length=300)
    by = Text(max_length=40, help_text="Whose right it is; employee number or id.")
    method = Word(choices=Method.choices, required=False, help_text="How it goes out: refund, compensation.")
    receipt = optional(32, help_text="Of which receipt: refund.")


class GrantedOut(TicketOut):
    """The ticket as it is now, and what was granted."""

    grant = GrantOut()


class GrantStep(Step):
    """Grant a discount, waiver, refund or compensation (R37)."""

    verb, rule, body, answer = "grant", rules.grant, GrantIn, GrantedOut
    names = {"by": ("by_id", staff_id), "receipt": ("receipt_number", lambda value, name: value)}

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        self.granted = actions.grant(ticket_id=ticket_id, actor=self.actor, **values)

    def tell(self, shown: Any, *, location: str = "") -> Response:
        shown.grant = self.granted
        return super().tell(shown, location=location)


class LowerIn(Body):
    rule = "R37"
    kind = Word(choices=[one for one in AmendKind.choices if one[0] in LOWERS])
    amount = Money(max_digits=12)
    reason = Text(max_length=300)
    by = Text(max_length=40, help_text="Whose right it is; employee number or id.")


class LowerBill(Endpoint):
    """Grant a discount or waiver of what is open of a unit's bill (R37)."""

    rule, tag, operations = rules.grant, "money", {"POST": "lower_bill"}
    variables, body, answer, created = {"bill": "Id of a bill."}, LowerIn, GrantOut, True

    def post(self, request: Request, bill: str) -> Response:
        """Above the company's limit it waits for a second signature (`effective_at` is null)."""
        pk = uuid_of(bill)
        if pk is None or not self.actor.among(Bill.objects.filter(pk=pk)).exists():
            raise Http404
        values = self.read()
        by = staff_id(values.pop("by"), "by")
        return self.tell(actions.lower(bill_id=pk, actor=self.actor, by_id=by, **values))


class RefundIn(Body):
    rule = "R37"
    amount = Money(max_digits=12)
    reason = Text(max_length=300)
    by = Text(max_length=40, help_text="Whose right it is; employee number or id.")
    method = Word(choices=Method.choices, required=False, help_text="How it goes out; cash if not said.")


class RefundReceipt(Endpoint):
    """Give money of a unit's receipt back (R37)."""

    rule, tag, operations = rules.grant, "money", {"POST": "refund_receipt"}
    variables, body, answer, created = {"receipt": "The receipt's number."}, RefundIn, GrantOut, True

    def post(self, request: Request, receipt: str) -> Response:
        """First what it put on the unit's account and is still there; the rest is the company's cost."""
        rows = Receipt.objects.seen_by(self.actor).filter(number=receipt)
        found = rows.first() if printable(receipt) else None
        if found is None:
            raise Http404
        values = self.read()
        by = staff_id(values.pop("by"), "by")
        return self.tell(actions.give_back(receipt_id=found.pk, actor=self.actor, by_id=by, **values))


class GrantFilters(OfEstate):
    kind = ChoiceFilter(choices=AmendKind.choices)
    waiting = BooleanFilter(method="that_wait", help_text="true: waits for its second signature.")

    def that_wait(self, rows: QuerySet[Amend], name: str, value: bool) -> QuerySet[Amend]:
        open_ones = {"effective_at": None, "refused_at": None}
        return rows.filter(**open_ones) if value else rows.exclude(**open_ones)


def seen(actor: Any) -> QuerySet[Amend]:
    rows = Amend.objects.select_related("ticket", "receipt", "unit")
    return actor.among(rows)


class GrantList(Listing):
    """What was granted, latest first."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_grants"}
    serializer_class, filterset_class = GrantOut, GrantFilters
    orders = {"-asked": ("-asked_at", "-id"), "asked": ("asked_at", "id")}

    def rows(self) -> QuerySet[Amend]:
        return seen(self.actor)


class SecondIn(Body):
    rule = "R37"
    by = Text(max_length=40, help_text="Who signs; employee number or id.")


class OfGrant(Endpoint):
    """What needs the grant of the address."""

    rule, tag, answer, variables = rules.grant, "money", GrantOut, {"grant": "Id of a grant."}

    def key(self, name: str) -> UUID:
        """Raises Http404 for another tenant's or estate's."""
        pk = uuid_of(name)
        if pk is None or not seen(self.actor).filter(pk=pk).exists():
            raise Http404
        return pk


class SignGrant(OfGrant):
    """The second signature (R37)."""

    operations, body = {"POST": "sign_grant"}, SecondIn

    def post(self, request: Request, grant: str) -> Response:
        """By another person, who may grant as much; then it takes effect."""
        pk, by = self.key(grant), staff_id(self.read()["by"], "by")
        return self.tell(actions.sign(amend_id=pk, actor=self.actor, by_id=by))


class RefuseGrant(OfGrant):
    """Not granted (R37)."""

    operations, body = {"POST": "refuse_grant"}, ReasonIn

    def post(self, request: Request, grant: str) -> Response:
        """With the reason; nothing was booked."""
        return self.tell(actions.refuse(amend_id=self.key(grant), actor=self.actor, **self.read()))


class TermsOut(serializers.Serializer):
    """How much each role may grant, and above which amount another person signs too."""

    second_above = serializers.DecimalField(max_digits=10, decimal_places=2)
    supervisor_most = serializers.DecimalField(max_digits=10, decimal_places=2)
    cashier_most = serializers.DecimalField(max_digits=10, decimal_places=2)
    manager_most = serializers.DecimalField(max_digits=10, decimal_places=2)
    director_most = serializers.DecimalField(max_digits=10, decimal_places=2)


class MoneyTermsIn(Body):
    rule = "R37"
    second_above = Money(required=False)
    supervisor_most = Money(required=False)
    cashier_most = Money(required=False)
    manager_most = Money(required=False)
    director_most = Money(required=False)


class MoneyTermsView(Endpoint):
    """The company's limits."""

    rules = {"GET": view_settings, "PATCH": edit_settings}
    tag, operations = "settings", {"GET": "get_money_terms", "PATCH": "change_money_terms"}
    body, answer = MoneyTermsIn, TermsOut

    def get(self, request: Request) -> Response:
        """The company's limits."""
        return self.tell(terms())

    def patch(self, request: Request) -> Response:
        """Change some of them; each change is kept (R10)."""
        values = {name: value for name, value in self.read(partial=True).items() if name in FIELDS}
        return self.tell(change_terms(actor=self.actor, **values))


urlpatterns: list[URLPattern] = [
    path("grants", GrantList.as_view(), name="api-grants"),
    path("grants/<str:grant>/sign", SignGrant.as_view(), name="api-grant-sign"),
    path("grants/<str:grant>/refuse", RefuseGrant.as_view(), name="api-grant-refuse"),
    path("money-terms", MoneyTermsView.as_view(), name="api-money-terms"),
    path("bills/<str:bill>/grant", LowerBill.as_view(), name="api-bill-grant"),
    path("receipts/<str:receipt>/refund", RefundReceipt.as_view(), name="api-receipt-refund"),
    GrantStep.at(),
]
