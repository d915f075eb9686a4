"""报价 on the technician's phone: the price from the list with few taps, told large, agreed on the glass (R33)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.capitals import in_capitals
from billing.enums import ConsentMeans, Payer, QuoteState
from billing.models import Charge
from billing.quotes.actions import propose
from billing.quotes.consenting import consent, decline, send_link, withdraw
from billing.quotes.forms import WHO, chosen_for, drawn, prices_today, seen_of, who
from billing.quotes.lines import Line, of_the_list
from billing.quotes.queries import binding, latest, lines_of, total, waiting
from billing.quotes.suggesting import Payers
from dispatch.rules import work_phone
from servicedesk.people.principal import Principal, actor_of
from servicedesk.people.rules import requires
from servicedesk.refusals import Invalid, Refusal
from servicedesk.web.idempotency import once
from tickets.models import Ticket
from visits.phone_forms import amount
from visits.phone_queries import his_offers
from visits.views.phone import his

MOST_OWN = 3


@requires(work_phone)
@require_http_methods(["GET", "POST"])
@once
def quote(request: HttpRequest, number: str) -> HttpResponse:
    """Where the ticket's price stands; `?new=1` writes the next version. POST `do`: propose, consent, and so on."""
    ticket = his(request, number)
    error: Refusal | None = None
    if request.method == "POST":
        try:
            DOING.get(request.POST.get("do", ""), nothing)(request, ticket, actor_of(request))
            return redirect("phone-quote", ticket.number)
        except Refusal as refusal:
            error = refusal
    typing = bool(request.GET.get("new")) or (error is not None and request.POST.get("do") == "propose")
    context = shown(request, ticket, typing) | {"error": error}
    return render(request, "billing/quotes/phone.html", context, status=error.status if error else 200)


def nothing(request: HttpRequest, ticket: Ticket, actor: Principal) -> None:
    raise Invalid(_("Say what is to be done."), rule="R33")


def shown(request: HttpRequest, ticket: Ticket, typing: bool) -> dict[str, Any]:
    """The page at its stage: write, review, offered, agreed, or refused."""
    one = waiting(ticket) or binding(ticket) or latest(ticket)
    stage = {
        QuoteState.REVIEW: "review", QuoteState.OFFERED: "offered", QuoteState.CONSENTED: "agreed",
    }.get(QuoteState(one.state), "write") if one else "write"  # fmt: skip
    stage = "write" if typing else stage
    lines = lines_of(one)
    his_part = total(lines, Payer.RESIDENT)
    context = {
        "ticket": ticket, "quote": one, "lines": lines, "total": total(lines), "his": his_part, "stage": stage,
        "capitals": in_capitals(his_part), "offers": his_offers(actor_of(request)), "mine": ticket.is_open,
    }  # fmt: skip
    return context | (list_of(request, ticket, lines) if stage == "write" else {})


def list_of(request: HttpRequest, ticket: Ticket, lines: list[Any]) -> dict[str, Any]:
    """The price list with what is in the quote already, or was typed and refused; who is proposed to pay, and why."""
    payers = Payers(ticket)
    sent = request.POST if request.method == "POST" else None
    # By code: the list may have a newer version since.
    before = {line.item.code.casefold(): line for line in lines if line.item and of_the_list(line)}
    first = chosen_for(lines[0]) if lines else payers.general.payer
    items = [
        {
            "item": item,
            "why": again.why if (again := payers.repeated(item)) else "",
            "quantity": sent.get(f"qty-{item.pk}", "") if sent else plain(before.get(item.code.casefold())),
            "who": other_payer(before.get(item.code.casefold()), first),
        }
        for item in prices_today(ticket)
    ]
    return {
        "items": items, "who": WHO, "payer": sent.get("payer") if sent else first, "why": payers.general.why,
        "seen": seen_of(ticket),
        "changes": binding(ticket) is not None, "reason": sent.get("reason", "") if sent else "",
        "own": own_rows(sent, lines),
    }  # fmt: skip


def own_rows(sent: Any, lines: list[Charge]) -> list[dict[str, Any]]:
    """Lines in words of his own: as typed, or as told before, and an empty one."""
    if sent:
        pairs = zip(sent.getlist("own-name"), sent.getlist("own-price"), strict=False)
        return [{"name": name, "price": price} for name, price in pairs]
    told = [{"name": line.name, "price": line.amount} for line in lines if not of_the_list(line)]
    return [*told[:MOST_OWN], *([{"name": "", "price": ""}] if len(told) < MOST_OWN else [])]


def plain(line: Charge | None) -> str:
    return f"{line.quantity.normalize():f}" if line else ""


def other_payer(line: Charge | None, first: str) -> dict[str, Any] | None:
    """Who pays this line, where it is not who pays the rest: he is kept when the price is told again."""
    own = chosen_for(line) if line else first
    return {"value": own, "words": dict(WHO)[own]} if own != first else None


def tell(request: HttpRequest, ticket: Ticket, actor: Principal) -> None:
    """The items with a quantity, and what he named himself."""
    chosen = who(request.POST.get("payer", Payer.RESIDENT))
    account: dict[str, Any] = chosen if chosen.get("account") else {}
    lines = [
        Line(quantity=amount(text, "1"), item_id=item.pk, **(who(request.POST.get(f"payer-{item.pk}", "")) or account))
        for item in prices_today(ticket)
        if (text := request.POST.get(f"qty-{item.pk}", "").strip()) and text != "0"
    ]
    propose(
        ticket_id=ticket.pk, actor=actor, lines=[*lines, *own_lines(request, account)],
        payer=chosen.get("payer", ""), reason=request.POST.get("reason", "")[:300],
        seen=request.POST.get("seen", "")[:20],
    )  # fmt: skip


def own_lines(request: HttpRequest, account: dict[str, Any]) -> list[Line]:
    pairs = zip(request.POST.getlist("own-name"), request.POST.getlist("own-price"), strict=False)
    return [
        Line(name=name[:80], unit_price=amount(price, "") if price.strip() else None, **account)
        for name, price in list(pairs)[:MOST_OWN]
        if name.strip() or price.strip()
    ]


def version_of(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def agree(request: HttpRequest, ticket: Ticket, actor: Principal) -> None:
    """He signs on the glass."""
    picture = drawn(request.POST.get("signature", ""))
    consent(
        ticket_id=ticket.pk, actor=actor, means=ConsentMeans.SIGNATURE, name=request.POST.get("name", ""),
        signature=picture, version=version_of(request),
    )  # fmt: skip


def agree_by_phone(request: HttpRequest, ticket: Ticket, actor: Principal) -> None:
    """He was called, and agreed: kept with whom and which number."""
    consent(
        ticket_id=ticket.pk, actor=actor, means=ConsentMeans.PHONE, name=request.POST.get("called", ""),
        phone=request.POST.get("phone", "")[:20], version=version_of(request),
    )  # fmt: skip


def refuse(request: HttpRequest, ticket: Ticket, actor: Principal) -> None:
    decline(ticket_id=ticket.pk, actor=actor, reason=request.POST.get("why", "")[:300], version=version_of(request))


def take_back(request: HttpRequest, ticket: Ticket, actor: Principal) -> None:
    withdraw(ticket_id=ticket.pk, actor=actor, reason=request.POST.get("why", "")[:300], version=version_of(request))


def text(request: HttpRequest, ticket: Ticket, actor: Principal) -> None:
    send_link(ticket_id=ticket.pk, actor=actor)


DOING: dict[str, Callable[[HttpRequest, Ticket, Principal], None]] = {
    "propose": tell, "consent": agree, "consent-phone": agree_by_phone, "decline": refuse, "withdraw": take_back,
    "send": text,
}  # fmt: skip
