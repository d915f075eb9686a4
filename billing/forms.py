"""What the transitions about money, and the price list, ask for."""

import secrets
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.actions import Line
from billing.amends.enums import AmendKind
from billing.enums import Method, Payer
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.menu import due
from billing.models import PriceItem
from servicedesk.timers.now import now
from tickets.models import Ticket
from tickets.transition_forms import TransitionForm, lines

LINES = 5


def prices_today(ticket: Ticket) -> Any:
    """The items of the list that are valid today in this estate (R33)."""
    today = now().astimezone(ticket.estate.tz).date()
    valid = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    mine = Q(estate__isnull=True) | Q(estate_id=ticket.estate_id)
    return PriceItem.objects.filter(valid, mine, valid_from__lte=today).order_by("code")


class ChargeForm(TransitionForm):
    """Up to five lines, of the list or with a price of their own, and who pays (R33, R34)."""

    payer = forms.ChoiceField(
        label=_("Who pays"), choices=Payer.choices, initial=Payer.RESIDENT, widget=forms.RadioSelect
    )

    def prepare(self) -> None:
        items = list(prices_today(self.ticket))
        choices = [("", "–"), *((str(item.pk), f"{item.name} ¥{item.price}/{item.unit}") for item in items)]
        for n in range(1, LINES + 1):
            self.fields[f"item_{n}"] = forms.ChoiceField(label=_("Item of the list"), choices=choices, required=False)
            self.fields[f"name_{n}"] = forms.CharField(label=_("Or a name"), max_length=80, required=False)
            self.fields[f"quantity_{n}"] = forms.DecimalField(
                label=_("Quantity"), max_digits=8, decimal_places=2, min_value=Decimal("0.01"), required=False
            )
            self.fields[f"price_{n}"] = forms.DecimalField(
                label=_("Price"), max_digits=10, decimal_places=2, min_value=Decimal(0), required=False
            )
        for n, charge in enumerate(self.ticket.charges.order_by("id")[:LINES], start=1):
            self.fields[f"item_{n}"].initial = str(charge.item_id or "")
            self.fields[f"name_{n}"].initial = "" if charge.item_id else charge.name
            self.fields[f"quantity_{n}"].initial = charge.quantity
            self.fields[f"price_{n}"].initial = None if charge.item_id else charge.unit_price

    def rows(self) -> list[list[forms.BoundField]]:
        """The lines for the template."""
        return [[self[f"{part}_{n}"] for part in ("item", "name", "quantity", "price")] for n in range(1, LINES + 1)]

    def line(self, n: int) -> Line | None:
        """One line, None when nothing stands in it."""
        data = self.cleaned_data
        item, name = data.get(f"item_{n}"), (data.get(f"name_{n}") or "").strip()
        if not item and not name:
            return None
        quantity, price = data.get(f"quantity_{n}") or Decimal(1), data.get(f"price_{n}") or Decimal(0)
        return Line(quantity, item_id=item) if item else Line(quantity, name=name, unit_price=price)

    def clean(self) -> dict[str, Any]:
        """A price without a name, or no line at all, is a mistake."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        found = [self.line(n) for n in range(1, LINES + 1)]
        for n, line in enumerate(found, start=1):
            if line is None and values.get(f"price_{n}"):
                self.add_error(f"name_{n}", _("Say what this price is for."))
        if not any(found) and not self.errors:
            self.add_error("item_1", _("Say what it costs."))
        self.found = [line for line in found if line is not None]
        return values

    def values(self) -> dict[str, Any]:
        return {"payer": self.cleaned_data["payer"], "lines": self.found}


class PayForm(TransitionForm):
    """R35: what was received, and how."""

    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    method = forms.ChoiceField(label=_("How"), choices=Method.choices, initial=Method.WECHAT, widget=forms.RadioSelect)
    payer_name = forms.CharField(label=_("Paid by"), max_length=60, required=False)
    # Whatever is sent again with the same word pays once (R48).
    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.fields["once"].initial = secrets.token_urlsafe(18)
        if not self.ticket.unit_id or not balance(Book.ADVANCES, unit=self.ticket.unit_id):
            self.fields["method"].choices = [one for one in Method.choices if one[0] != Method.ON_ACCOUNT]  # type: ignore[attr-defined]
        self.fields["amount"].initial = due(self.ticket)
        self.fields["payer_name"].initial = self.ticket.contact_name


class GrantForm(TransitionForm):
    """R37: what, how much, why; of money that goes out also how, and of which receipt."""

    kind = forms.ChoiceField(
        label=_("What"), choices=AmendKind.choices, initial=AmendKind.DISCOUNT, widget=forms.RadioSelect
    )
    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=lines())
    method = forms.ChoiceField(
        label=_("How it goes out (refund, compensation)"), choices=Method.choices, initial=Method.CASH,
        required=False,
    )  # fmt: skip
    receipt_number = forms.ChoiceField(label=_("Of which receipt (refund)"), required=False)

    def prepare(self) -> None:
        numbers = self.ticket.receipts.good().order_by("paid_at").values_list("number", flat=True)
        self.fields["receipt_number"].choices = [("", "–"), *((one, one) for one in numbers)]  # type: ignore[attr-defined]


class OweForm(TransitionForm):
    reason = forms.CharField(label=_("Why later"), max_length=300, widget=lines())


class PriceForm(forms.ModelForm):
    """One line of the price list; another price from another day is another line."""

    class Meta:
        model = PriceItem
        fields = ("code", "name", "unit", "labour", "parts", "valid_from", "valid_to")
        labels = {
            "code": _("Item code"), "name": _("Item"), "unit": _("Per"), "labour": _("Labour"), "parts": _("Parts"),
            "valid_from": _("Valid from"), "valid_to": _("Valid to"),
        }  # fmt: skip
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = values.get("valid_from"), values.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("The end lies before the start."))
        return values
