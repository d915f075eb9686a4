"""What the steps of a quote ask for."""

import io
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.enums import ACCOUNTS, ConsentMeans, Payer
from billing.models import Charge, PriceItem
from billing.prices.queries import holding
from billing.quotes.lines import Line
from billing.quotes.queries import binding, latest, lines_of, waiting
from billing.quotes.said import seen_as
from billing.quotes.suggesting import Payers
from servicedesk.estates.phones import mask
from servicedesk.timers.now import today_in
from tickets import photos
from tickets.models import Ticket
from tickets.transition_forms import ReasonForm, TransitionForm, lines
from visits.phone_forms import decoded

LINES = 5
REPAIR_FUND = "common_fund:repair_fund"
# Who pays, with the account where he has several.
WHO: list[tuple[str, Any]] = [
    (Payer.RESIDENT.value, Payer.RESIDENT.label),
    (Payer.DEVELOPER.value, Payer.DEVELOPER.label),
    (Payer.COMMON_FUND.value, Payer.COMMON_FUND.label),
    (REPAIR_FUND, _("Repair fund")),
    (Payer.COMPANY.value, Payer.COMPANY.label),
]


def prices_today(ticket: Ticket) -> list[PriceItem]:
    """The items of the list that holds today in this estate (R33)."""
    return holding(ticket.estate_id, today_in(ticket.estate)).items


def who(value: str) -> dict[str, str]:
    """A choice of WHO as payer and account; nothing for none."""
    payer, _colon, account = value.partition(":")
    return {"payer": payer, "account": account} if payer else {}


def chosen_for(charge: Charge) -> str:
    """The choice of WHO that a line was told with."""
    return charge.payer if charge.account == ACCOUNTS[Payer(charge.payer)][0] else f"{charge.payer}:{charge.account}"


def seen_of(ticket: Ticket) -> str:
    return seen_as(latest(ticket))


class QuoteForm(TransitionForm):
    """Up to five lines, of the list or not, and who pays, all of it or line by line (R33, R34)."""

    payer = forms.ChoiceField(label=_("Who pays"), choices=WHO, initial=Payer.RESIDENT, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why another price"), max_length=300, required=False)
    seen = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.items = prices_today(self.ticket)
        choices = [("", "–"), *((str(one.pk), f"{one.code} {one.name} ¥{one.price}/{one.unit}") for one in self.items)]
        for n in range(1, LINES + 1):
            self.fields[f"item_{n}"] = forms.ChoiceField(label=_("Item of the list"), choices=choices, required=False)
            self.fields[f"name_{n}"] = forms.CharField(label=_("Or a name"), max_length=80, required=False)
            self.fields[f"quantity_{n}"] = forms.DecimalField(
                label=_("Quantity"), max_digits=8, decimal_places=2, min_value=Decimal("0.01"), required=False
            )
            self.fields[f"price_{n}"] = forms.DecimalField(
                label=_("Price"), max_digits=10, decimal_places=2, min_value=Decimal(0), required=False
            )
            self.fields[f"payer_{n}"] = forms.ChoiceField(
                label=_("Otherwise paid by"), choices=[("", "–"), *WHO], required=False
            )
        self.changes = binding(self.ticket) is not None
        self.payers = Payers(self.ticket)
        self.fields["seen"].initial = seen_of(self.ticket)
        self.fields["payer"].initial = self.payers.general.payer
        self.begin_with(lines_of(waiting(self.ticket) or binding(self.ticket)))

    def begin_with(self, charges: list[Any]) -> None:
        """What was told last, to be changed; an item of an older list by its words."""
        known = {one.pk for one in self.items}
        for n, charge in enumerate(charges[:LINES], start=1):
            listed = charge.item_id in known
            self.fields[f"item_{n}"].initial = str(charge.item_id) if listed else ""
            self.fields[f"name_{n}"].initial = "" if listed else charge.name
            self.fields[f"quantity_{n}"].initial = charge.quantity
            same = listed and charge.unit_price == charge.list_price
            self.fields[f"price_{n}"].initial = None if same else charge.unit_price
            first, own = chosen_for(charges[0]), chosen_for(charge)
            self.fields["payer"].initial, self.fields[f"payer_{n}"].initial = first, own if own != first else ""

    @property
    def why(self) -> str:
        """Why this payer is proposed."""
        return self.payers.general.why

    def repeated(self) -> list[tuple[PriceItem, str]]:
        """Items done there within their warranty, with the reason why the company pays."""
        pairs = [(item, self.payers.repeated(item)) for item in self.items if item.warranty_days]
        return [(item, found.why) for item, found in pairs if found is not None]

    def rows(self) -> list[list[forms.BoundField]]:
        """The lines for the template."""
        parts = ("item", "name", "quantity", "price", "payer")
        return [[self[f"{part}_{n}"] for part in parts] for n in range(1, LINES + 1)]

    def line(self, n: int) -> Line | None:
        """One line, None when nothing stands in it."""
        data = self.cleaned_data
        item, name = data.get(f"item_{n}"), (data.get(f"name_{n}") or "").strip()
        if not item and not name:
            return None
        quantity, payer = data.get(f"quantity_{n}") or Decimal(1), who(data.get(f"payer_{n}") or "")
        found: dict[str, Any] = {"quantity": quantity, **payer}
        found |= {"item_id": next(one.pk for one in self.items if str(one.pk) == item)} if item else {"name": name}
        return Line(unit_price=data.get(f"price_{n}"), **found)

    def clean(self) -> dict[str, Any]:
        """A price without a name, a name without a price, or no line at all, is a mistake."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        found = [self.line(n) for n in range(1, LINES + 1)]
        for n, line in enumerate(found, start=1):
            if line is None and values.get(f"price_{n}"):
                self.add_error(f"name_{n}", _("Say what this price is for."))
            if line is not None and line.item_id is None and line.unit_price is None and f"price_{n}" in values:
                self.add_error(f"price_{n}", _("Say the price."))
        if not any(found) and not self.errors:
            self.add_error("item_1", _("Say what it costs."))
        self.found = [line for line in found if line is not None]
        return values

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen = who(data["payer"])
        # The account is the line's: what all lines have in common is given to each.
        found = [
            one if one.payer or not chosen["account"] else Line(**vars(one) | chosen) for one in self.found
        ]  # fmt: skip
        return {"payer": chosen["payer"], "lines": found, "reason": data["reason"], "seen": data["seen"]}


def drawn(data: str) -> photos.Picture | None:
    """The signature from the screen. Raises Invalid for a broken one."""
    return photos.check(io.BytesIO(decoded(data)), field="signature") if data else None


class ConsentForm(TransitionForm):
    """How he agreed, who it was, and his signature or the number that was called (R33)."""

    means = forms.ChoiceField(
        label=_("How"), widget=forms.RadioSelect, initial=ConsentMeans.PHONE,
        choices=[(one.value, one.label) for one in (ConsentMeans.PHONE, ConsentMeans.SIGNATURE)],
    )  # fmt: skip
    name = forms.CharField(label=_("Who agrees"), max_length=60)
    phone = forms.CharField(label=_("Number called"), max_length=20, required=False)
    signature = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.fields["name"].initial = self.ticket.contact_name
        quote = waiting(self.ticket)
        self.fields["version"].initial = quote.number if quote else 0
        if self.ticket.contact_phone:
            words = gettext("empty: {phone}").format(phone=mask(self.ticket.contact_phone))
            self.fields["phone"].help_text = words

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        picture = drawn(data["signature"]) if data["means"] == ConsentMeans.SIGNATURE else None
        return {
            "means": data["means"], "name": data["name"], "phone": data["phone"], "signature": picture,
            "version": data["version"] or 0,
        }  # fmt: skip


class DeclineForm(ReasonForm):
    """Why he does not want it."""

    name = forms.CharField(label=_("Who declines"), max_length=60, required=False)


class ReviewFeeForm(TransitionForm):
    """The supervisor's word: as it is, at other prices, or back (R33)."""

    verdict = forms.ChoiceField(
        label=_("Fee review"), widget=forms.RadioSelect, initial="approve",
        choices=[("approve", _("Approve at these prices")), ("back", _("Send it back"))],
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, widget=lines())
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        quote = waiting(self.ticket)
        self.charges = lines_of(quote)
        self.fields["version"].initial = quote.number if quote else 0
        for n, charge in enumerate(self.charges, start=1):
            self.fields[f"price_{n}"] = forms.DecimalField(
                label=f"{charge.name} × {charge.quantity.normalize():f}", max_digits=10, decimal_places=2,
                min_value=Decimal(0), initial=charge.unit_price,
                help_text=gettext("list: ¥{price}").format(price=charge.list_price) if charge.list_price else "",
            )  # fmt: skip
        self.order_fields(["version", *(f"price_{n}" for n in range(1, len(self.charges) + 1)), "verdict", "reason"])

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        prices = {n: data[f"price_{n}"] for n in range(1, len(self.charges) + 1)}
        return {
            "approve": data["verdict"] == "approve", "reason": data["reason"], "prices": prices,
            "version": data["version"] or 0,
        }  # fmt: skip
