"""How much each role may grant, and from when on two must sign: the company's own words (R37)."""

from decimal import Decimal
from typing import Any

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing.events import MoneyTermsChanged
from billing.models import MoneyTerms
from billing.money import TOO_MUCH, rounded
from servicedesk.journal.record import record
from servicedesk.people.enums import Role
from servicedesk.people.principal import Principal
from servicedesk.people.rules import edit_settings
from servicedesk.refusals import Invalid
from servicedesk.tenancy.locks import one_at_a_time

FIELD_OF = {
    Role.SUPERVISOR: "supervisor_most", Role.CASHIER: "cashier_most", Role.ESTATE_MANAGER: "manager_most",
    Role.COMPANY_MANAGER: "director_most",
}  # fmt: skip
FIELDS = ("second_above", *FIELD_OF.values())


def terms() -> MoneyTerms:
    """The company's, or the trade's defaults while it has said nothing."""
    return MoneyTerms.objects.first() or MoneyTerms()


def most_of(role: str) -> Decimal:
    """What somebody of this role may grant at most; nothing where no role is named."""
    name = FIELD_OF.get(Role(role))
    return getattr(terms(), name) if name else Decimal(0)


@atomic
def change_terms(*, actor: Principal, **values: Decimal) -> MoneyTerms:
    """Set some of them; before and after are kept (R10). Raises Invalid for what is no amount."""
    edit_settings.demand(actor)
    one_at_a_time("money terms")
    row = terms()
    before = facts(row)
    for name, value in values.items():
        if name not in FIELDS or value < 0 or value >= TOO_MUCH or value != rounded(value):
            raise Invalid(_("An amount, not below 0."), rule="R37", field=name)
        setattr(row, name, value)
    row.save()
    after = facts(row)
    changed = [name for name in FIELDS if after[name] != before[name]]
    if changed:
        old, new = ({name: of[name] for name in changed} for of in (before, after))
        record(Terms(row), MoneyTermsChanged(_("money"), old, new), actor=actor)
    return row


def facts(row: MoneyTerms) -> dict[str, Any]:
    return {name: str(rounded(getattr(row, name))) for name in FIELDS}


class Terms:
    """The row as a subject of the journal: the whole company's, so without an estate."""

    subject_type, estate_id = "money_terms", None

    def __init__(self, row: MoneyTerms) -> None:
        self.pk = row.pk
