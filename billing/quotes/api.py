"""REST: quotes with their versions, the fee review, the resident's answer (R33, R34)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing import rules
from billing.enums import ACCOUNTS, ConsentMeans, Payer
from billing.models import Charge, Quote
from billing.quotes import consenting
from billing.quotes.actions import propose
from billing.quotes.lines import Line
from billing.quotes.queries import reviews_due
from billing.quotes.reviewing import review
from billing.quotes.warranties import set_warranty, warranties
from servicedesk.api.bodies import Body
from servicedesk.api.cursors import Cursor
from servicedesk.api.fields import Flag, Moment, Money, Text, Word, optional
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named, estates_of
from servicedesk.estates.models import Building
from servicedesk.estates.phones import mask
from servicedesk.people.api import staff_id
from servicedesk.refusals import NotFound
from tickets.api.photos import picture_of
from tickets.api.reading import OfTicket
from tickets.api.steps import NUMBER, Step

OWN_ACCOUNTS = [(one, one) for names in ACCOUNTS.values() for one in names]
VERSION_OF_QUOTE = "Which version is meant; default: the one that waits."


class ChargeOut(serializers.Serializer):
    """One line of a quote: its price, who pays and out of which account, and who was proposed, with the reason."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(source="quote.number")
    state = serializers.CharField(source="quote.state", help_text="Of its version; what is `consented` is owed.")
    item = serializers.UUIDField(source="item_id", allow_null=True)
    name = serializers.CharField()
    unit = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=8, decimal_places=2)
    list_price = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    unit_price = serializers.DecimalField(max_digits=10, decimal_places=2)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    payer = serializers.CharField()
    account = serializers.CharField()
    suggested = serializers.CharField()
    suggested_why = serializers.CharField()
    added_by = serializers.CharField()
    added_at = Moment()


class ChargeList(OfTicket, Listing):
    """The lines of all versions of the ticket's price."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_charges"}
    serializer_class, variables = ChargeOut, NUMBER

    def rows(self) -> QuerySet[Charge]:
        return Charge.objects.filter(ticket=self.ticket()).select_related("quote")


class QuoteOut(serializers.Serializer):
    """One version of what a ticket costs."""

    id = serializers.UUIDField()
    ticket = serializers.CharField(source="ticket.number")
    version = serializers.IntegerField(source="number")
    state = serializers.CharField()
    reason = serializers.CharField()
    total = serializers.SerializerMethodField()
    resident = serializers.SerializerMethodField(help_text="What of it is the resident's.")
    company_version = serializers.UUIDField(
        source="company_version_id", allow_null=True, help_text="The version of the company's list it was told from."
    )
    own_version = serializers.UUIDField(source="own_version_id", allow_null=True, help_text="And of the estate's own.")
    made_at = Moment()
    made_by = serializers.CharField()
    needs_review = serializers.BooleanField()
    reviewed_at = Moment(allow_null=True)
    reviewed_by = serializers.CharField()
    review_note = serializers.CharField()
    consented_at = Moment(allow_null=True)
    means = serializers.CharField()
    consented_by = serializers.CharField()
    consent_phone = serializers.SerializerMethodField(help_text="Masked.")
    kept_by = serializers.CharField()
    ended_at = Moment(allow_null=True)
    ended_by = serializers.CharField()
    end_reason = serializers.CharField()

    def get_total(self, quote: Quote) -> str:
        return str(sum((line.amount for line in quote.lines.all()), Decimal("0.00")))

    def get_resident(self, quote: Quote) -> str:
        his = (line.amount for line in quote.lines.all() if line.payer == Payer.RESIDENT)
        return str(sum(his, Decimal("0.00")))

    def get_consent_phone(self, quote: Quote) -> str:
        return mask(quote.consent_phone) if quote.consent_phone else ""


class QuoteList(OfTicket, Listing):
    """All versions of the ticket's price; none is ever changed."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_quotes"}
    serializer_class, variables = QuoteOut, NUMBER

    def rows(self) -> QuerySet[Quote]:
        rows = Quote.objects.filter(ticket=self.ticket())
        return rows.select_related("ticket").prefetch_related("lines")


class ReviewFilters(OfEstate):
    estate_path = "ticket__estate"


class ReviewList(Listing):
    """Prices that wait for a supervisor, the oldest first."""

    rule, tag, operations = rules.view_money, "money", {"GET": "list_fee_reviews"}
    serializer_class, filterset_class, orders = QuoteOut, ReviewFilters, {"made": ("made_at", "id")}

    def rows(self) -> QuerySet[Quote]:
        return reviews_due(self.actor).order_by()


class LineIn(Body):
    """An item of the price list, or a name and a price of its own; an item at another price is reviewed too."""

    rule = "R33"
    item = serializers.UUIDField(required=False, allow_null=True)
    name = optional(80)
    unit_price = Money(required=False)
    quantity = Money(max_digits=8, default=Decimal(1))
    payer = Word(choices=Payer.choices, required=False, help_text="Default: the quote's.")
    account = Word(choices=OWN_ACCOUNTS, required=False, help_text="Where the payer has several.")

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """One or the other, not both."""
        own = bool(values.get("name")) and "unit_price" in values
        if own == bool(values.get("item")) or (values.get("item") and values.get("name")):
            raise serializers.ValidationError(_("An item of the price list, or a name with a unit price."))
        return values


class ChargeIn(Body):
    rule = "R33"
    lines = LineIn(many=True, allow_empty=False, max_length=50)  # type: ignore[call-arg]
    payer = Word(choices=Payer.choices, default=Payer.RESIDENT)
    reason = optional(300, help_text="Needed where a price has been agreed: why the scope is another one.")
    seen = optional(20, help_text="The newest version and its state as you know it, such as 1:offered; 0: none.")


class TellPrice(Step):
    """Tell the price before work, and decide who pays (R33, R34); said again, it is the next version."""

    verb, rule, body = "charge", rules.charge, ChargeIn

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        lines = [Line(item_id=line.pop("item", None), **line) for line in values.pop("lines")]
        return propose(ticket_id=ticket_id, actor=self.actor, lines=lines, **values)


def version_field() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=30000, required=False, help_text=VERSION_OF_QUOTE)


class PriceIn(Body):
    rule = "R33"
    line = serializers.IntegerField(min_value=1, max_value=1000, help_text="Place of the line, from 1.")
    unit_price = Money()


class FeeReviewIn(Body):
    rule = "R33"
    approve = Flag()
    reason = optional(300, help_text="Needed where it is sent back.")
    prices = PriceIn(many=True, required=False, max_length=50)  # type: ignore[call-arg]
    reviewer = Text(max_length=40, help_text="Who reviews: a supervisor's employee number or id; not who made it.")
    version = version_field()


class ReviewFee(Step):
    """The supervisor's word on a price that is not of the list: approved, at his prices, or sent back (R33)."""

    verb, rule, body = "review-fee", rules.review_fee, FeeReviewIn
    action, names = staticmethod(review), {"reviewer": ("reviewer_id", staff_id)}

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        prices = {one["line"]: one["unit_price"] for one in values.pop("prices", ())}
        return super().arguments(values) | {"prices": prices}


class ConsentIn(Body):
    rule = "R33"
    means = Word(choices=[(one.value, one.label) for one in (ConsentMeans.SIGNATURE, ConsentMeans.PHONE)])
    name = Text(max_length=60, help_text="Who agreed.")
    signature = Text(required=False, allow_null=True, max_length=4_000_000, help_text="data:image/png;base64,…")
    phone = optional(20, help_text="The number that was called; default: the ticket's. Shown masked.")
    version = version_field()


class Consent(Step):
    """The resident agrees to the price, by signature or recorded call: from now on it binds (R33)."""

    verb, rule, body = "consent", rules.consent, ConsentIn
    action, names = staticmethod(consenting.consent), {"signature": ("signature", picture_of)}


class DeclineIn(Body):
    rule = "R33"
    reason = Text(max_length=300)
    name = optional(60, help_text="Who declined; default: the contact.")
    version = version_field()


class Decline(Step):
    """The resident does not want it at this price; what was agreed before still binds (R33)."""

    verb, rule, action, body = "decline-quote", rules.consent, staticmethod(consenting.decline), DeclineIn


class WithdrawIn(Body):
    rule = "R33"
    reason = Text(max_length=300)
    version = version_field()


class Withdraw(Step):
    """Take back a price that nobody has agreed to yet; its review ends (R33)."""

    verb, rule, action, body = "withdraw-quote", rules.charge, staticmethod(consenting.withdraw), WithdrawIn


class SendQuote(Step):
    """Text the resident the link by which he reads the price and answers (R33)."""

    verb, rule, action = "send-quote", rules.charge, staticmethod(consenting.send_link)


class WarrantyOut(serializers.Serializer):
    """Until when the developer answers in an estate, or (building given) in one building of it (R34)."""

    estate = serializers.CharField(source="estate.code")
    building = serializers.CharField(source="building.code", allow_null=True, default=None)
    own = serializers.DateField(allow_null=True, help_text="Its own last day; null when it has none.")
    holds = serializers.DateField(allow_null=True, help_text="What holds there.")


class WarrantyIn(Body):
    rule = "R34"
    estate = Text(max_length=40, help_text="Code or id.")
    building = Text(max_length=40, required=False, allow_null=True, help_text="Code; null: the whole estate.")
    ends_on = serializers.DateField(input_formats=["%Y-%m-%d"], allow_null=True, help_text="null: given up.")


class Warranties(Endpoint):
    """The developer's warranty of the estates of this key and their buildings (R34)."""

    rules = {"GET": rules.view_money, "POST": rules.edit_prices}
    tag, operations = "money", {"GET": "list_developer_warranties", "POST": "set_developer_warranty"}
    pagination_class, serializer_class = Cursor, WarrantyOut
    body, answer = WarrantyIn, WarrantyOut

    def get(self, request: Request) -> Response:
        """The developer's warranty of the estates of this key and their buildings (R34)."""
        pages = Cursor()
        every = [one for estate in estates_of(self.actor) for one in warranties(estate)]
        rows = pages.paginate_list(every, lambda one: one.key, request)
        return pages.get_paginated_response(WarrantyOut(rows, many=True).data)

    def post(self, request: Request) -> Response:
        """Set a place's last day; said again, it stands."""
        values = self.read()
        estate = estate_named(self.actor, values["estate"])
        name = values.get("building")
        building = Building.objects.filter(estate=estate, code=name).first() if name else None
        if name and building is None:
            raise NotFound(_("There is no such place in this estate."), rule="R34", field="building")
        set_warranty(
            actor=self.actor, estate_id=estate.pk, building_id=building.pk if building else None,
            ends_on=values["ends_on"],
        )  # fmt: skip
        return self.tell(next(one for one in warranties(estate) if one.building == building))


STEPS: list[type[Step]] = [TellPrice, ReviewFee, Consent, Decline, Withdraw, SendQuote]
urlpatterns: list[URLPattern] = [
    path("tickets/<str:number>/charges", ChargeList.as_view(), name="api-ticket-charges"),
    path("tickets/<str:number>/quotes", QuoteList.as_view(), name="api-ticket-quotes"),
    path("fee-reviews", ReviewList.as_view(), name="api-fee-reviews"),
    path("developer-warranties", Warranties.as_view(), name="api-developer-warranties"),
    *(step.at() for step in STEPS),
]
