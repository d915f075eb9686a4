"""Money: the transitions charge, pay, owe; the receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from billing import actions, forms, rules
from billing.capitals import in_capitals
from billing.models import Receipt
from billing.quotes.queries import binding_lines
from servicedesk.people.rules import requires
from tickets.models import Ticket
from tickets.views.papers import paper_context
from tickets.views.transition import transition


def receipt_given(receipt: Receipt) -> str:
    return gettext("{number}: received ¥{amount}, receipt {receipt}").format(
        number=receipt.ticket.number, amount=receipt.amount, receipt=receipt.number
    )


pay = transition("pay", forms.PayForm, actions.pay, receipt_given, submit=_("Give a receipt"))
owe = transition("owe", forms.OweForm, actions.owe, _("to be paid later"), submit=_("Record as owed"))


@requires(rules.view_receipt)
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """收据, A5: two copies, the amount in figures and in Chinese capitals (R35)."""
    seen = Ticket.objects.seen_by(request.actor)  # type: ignore[attr-defined]
    rows = Receipt.objects.filter(ticket__in=seen).select_related("ticket__estate", "ticket__tenant")
    found = get_object_or_404(rows, number=number)
    context = {
        **paper_context(request, found.ticket, f"receipt {found.number}"), "receipt": found,
        "capitals": in_capitals(found.amount), "charges": binding_lines(found.ticket),
    }  # fmt: skip
    return render(request, "print/receipt.html", context)
