"""Filters of the list of tickets."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters import CharFilter, MultipleChoiceFilter, UUIDFilter

from servicedesk.api.filters import FlagFilter, MomentFilter
from servicedesk.api.problems import BadInput
from servicedesk.estates.api import OfEstate
from servicedesk.estates.phones import normalise
from tickets.enums import Kind, State
from tickets.models import Ticket

Rows = QuerySet[Ticket]


class TicketFilters(OfEstate):
    """By state, kind, estate, urgency, the number's beginning, the reporter's phone, the unit, and time."""

    state = MultipleChoiceFilter(choices=State.choices, help_text="One or several.")
    kind = MultipleChoiceFilter(choices=Kind.choices, help_text="One or several.")
    urgent = FlagFilter()
    number = CharFilter(lookup_expr="startswith", help_text="How the number begins, such as HJ-20261121.")
    phone = CharFilter(method="of_phone", help_text="The reporter's phone: his history (R2).")
    unit = UUIDFilter(field_name="unit_id", help_text="Id of a unit: its history.")
    registered_since = MomentFilter(field_name="registered_at", lookup_expr="gte")
    updated_since = MomentFilter(
        field_name="updated_at", lookup_expr="gte", help_text="With `order=updated`: what is new."
    )

    def of_phone(self, rows: Rows, name: str, value: str) -> Rows:
        try:
            number = normalise(value)
        except ValidationError as wrong:
            raise BadInput({"phone": wrong.messages}, rule="R2") from wrong
        return rows.filter(contact_last4=number[-4:], contact_phone=number)
