"""REST: the ledger's entries and balances, to be read (R39)."""

from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.urls import URLPattern, path
from django_filters import CharFilter, DateFilter
from rest_framework import serializers

from billing import rules
from billing.models import Account, Entry
from servicedesk.api.fields import Moment
from servicedesk.api.views import Listing
from servicedesk.estates.api import OfEstate


class EntryLineOut(serializers.Serializer):
    """One line: debit above zero, credit below."""

    account = serializers.CharField(source="account.key")
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    unit = serializers.CharField(source="unit.code", allow_null=True, default=None)
    ticket = serializers.CharField(source="ticket.number", allow_null=True, default=None)
    staff = serializers.CharField(source="staff.employee_no", allow_null=True, default=None)
    item = serializers.CharField()


class EntryOut(serializers.Serializer):
    """An entry; `source` is what it was posted for."""

    id = serializers.UUIDField()
    estate = serializers.CharField(source="estate.code")
    why = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    day = serializers.DateField()
    at = Moment()
    reason = serializers.CharField()
    reverses = serializers.UUIDField(source="reverses_id", allow_null=True)
    actor = serializers.CharField(source="actor_name")
    postings = EntryLineOut(many=True, source="postings.all")


class EntryFilters(OfEstate):
    ticket = CharFilter(field_name="postings__ticket__number", distinct=True, help_text="A ticket's number.")
    since = DateFilter(field_name="day", lookup_expr="gte")
    until = DateFilter(field_name="day", lookup_expr="lte")


class EntryList(Listing):
    """Entries, latest first, each with its postings."""

    rule, tag, operations = rules.view_ledger, "money", {"GET": "list_entries"}
    serializer_class, filterset_class = EntryOut, EntryFilters
    orders = {"-id": ("-id",), "id": ("id",)}

    def rows(self) -> QuerySet[Entry]:
        lines = ("postings__account", "postings__unit", "postings__ticket", "postings__staff")
        rows = Entry.objects.select_related("estate").prefetch_related(*lines)
        return self.actor.among(rows)


class AccountOut(serializers.Serializer):
    """An account with its balance in the estates that this key sees."""

    key = serializers.CharField()
    number = serializers.CharField()
    name = serializers.CharField(source="label")
    kind = serializers.CharField()
    balance = serializers.DecimalField(max_digits=14, decimal_places=2)


class AccountList(Listing):
    """The chart of accounts with the balances of today."""

    rule, tag, operations = rules.view_ledger, "money", {"GET": "list_accounts"}
    serializer_class = AccountOut

    def rows(self) -> QuerySet[Account]:
        seen: Any = self.actor.estate_ids
        here = Q() if seen is None else Q(postings__estate__in=seen)
        return Account.objects.annotate(balance=Sum("postings__amount", filter=here, default=0))


urlpatterns: list[URLPattern] = [
    path("ledger/entries", EntryList.as_view(), name="api-entries"),
    path("ledger/accounts", AccountList.as_view(), name="api-accounts"),
]
