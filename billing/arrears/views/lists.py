"""Pages: who owes what and how old it is; promises; the log of reminders; the collection rate (R38)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from billing.arrears.ageing import Aged, Asked, Totals, aged, elsewhere, totals
from billing.arrears.enums import Channel, PromiseState
from billing.arrears.forms import ListForm
from billing.arrears.promises import promises
from billing.arrears.rates import collected
from billing.arrears.rules import remind, view_arrears
from billing.arrears.sheets import AGED_HEADS, RATE_HEADS, aged_rows, rate_rows
from billing.arrears.standing import standings
from billing.models import Reminder
from servicedesk.people.principal import actor_of
from servicedesk.people.rules import requires
from servicedesk.sheets.views import XLSX
from servicedesk.sheets.writing import sheet
from servicedesk.timers.now import today_in
from servicedesk.web.context import COUNTS
from servicedesk.web.estate import current_estate, estate_here, estates_of

PAGE = 50


def shell(request: HttpRequest, section: str, **more: Any) -> dict[str, Any]:
    """What every page of arrears is given."""
    return {"section": section, "estate": estate_here(request), "may_remind": remind(actor_of(request)), **more}


def kept_query(request: HttpRequest) -> str:
    """The address's filters without the page, for links to other pages of the list."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def list_form(request: HttpRequest) -> ListForm:
    return ListForm(request.GET, estates=estates_of(request), here=estate_here(request))


class Found:
    """As much of a list as a paginator asks for: it knows its length, and reads only the page."""

    def __init__(self, asked: Asked, summed: Totals) -> None:
        self.asked, self.summed = asked, summed

    def __len__(self) -> int:
        return self.summed.units

    def __getitem__(self, cut: slice) -> list[Aged]:
        return list(aged(self.asked, cut.stop - cut.start, cut.start))


@requires(view_arrears)
@require_GET
def arrears(request: HttpRequest) -> HttpResponse:
    """欠费账龄: units with what they owe by age, narrowed and sorted by the address."""
    form = list_form(request)
    asked = form.asked()
    summed = totals(asked)
    found: Any = Found(asked, summed)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    states = standings(one.unit_id for one in rows) if rows else {}
    context = shell(
        request, "arrears", form=form, asked=asked, totals=summed, page=page, query=kept_query(request),
        lines=[(one, states.get(one.unit_id)) for one in rows], elsewhere=elsewhere(asked),
        narrowed=bool(asked.building or asked.fee or asked.bucket or asked.minimum or asked.unit),
    )  # fmt: skip
    return render(request, "arrears/list.html", context)


@requires(view_arrears)
@require_GET
def arrears_sheet(request: HttpRequest) -> HttpResponseBase:
    """The whole list, as it is narrowed, as a spreadsheet."""
    asked = list_form(request).asked()
    heads = [(str(words), width) for words, width in AGED_HEADS]
    out = sheet(_("Arrears"), heads, aged_rows(asked))
    day = asked.on or today_in(estate_here(request))
    return FileResponse(out, as_attachment=True, filename=f"arrears-{day}.xlsx", content_type=XLSX)


@requires(view_arrears)
@require_GET
def promised(request: HttpRequest) -> HttpResponse:
    """付款承诺: those that are broken and wait for somebody first; then what runs; or one state of all."""
    state = request.GET.get("state", "")
    rows = promises(actor_of(request)).filter(estate=estate_here(request))
    if state in PromiseState.values:
        rows = rows.filter(state=state)
    rows = rows.order_by("-to_do", "withdrawn_at", "until", "id") if not state else rows.order_by("-until", "-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = [(one, PromiseState(one.state).label) for one in page]
    context = shell(request, "promises", page=page, lines=lines, state=state, states=PromiseState.choices)
    return render(request, "arrears/promises.html", context)


@requires(view_arrears)
@require_GET
def reminders(request: HttpRequest) -> HttpResponse:
    """催缴记录: who was reminded when, by whom, how, and what came of it."""
    rows = Reminder.objects.filter(estate=estate_here(request)).select_related("unit").defer("lines")
    channel, begin = request.GET.get("channel", ""), request.GET.get("unit", "").strip()
    if channel in Channel.values:
        rows = rows.filter(channel=channel)
    if begin:
        rows = rows.filter(unit__code__startswith=begin)
    page = Paginator(rows.order_by("-at", "-id"), PAGE).get_page(request.GET.get("page"))
    context = shell(
        request, "reminders", page=page, channel=channel, channels=Channel.choices, begin=begin,
    )  # fmt: skip
    return render(request, "arrears/reminders.html", context)


def year_asked(request: HttpRequest) -> int:
    """The year in the address, else this one."""
    text, this = request.GET.get("year", ""), today_in(estate_here(request)).year
    return int(text) if text.isascii() and text.isdigit() and 2000 <= int(text) <= this + 1 else this


@requires(view_arrears)
@require_GET
def collection(request: HttpRequest) -> HttpResponse:
    """收缴率: by estate and month of a year, and what of the years before was cleared."""
    year, this = year_asked(request), today_in(estate_here(request)).year
    found = collected(estates_of(request), year)
    context = shell(request, "collection", year=year, years=range(this, this - 6, -1), found=found)
    return render(request, "arrears/collection.html", context)


@requires(view_arrears)
@require_GET
def collection_sheet(request: HttpRequest) -> HttpResponseBase:
    """The same as a spreadsheet."""
    year = year_asked(request)
    heads = [(str(words), width) for words, width in RATE_HEADS]
    out = sheet(_("Collection rate"), heads, rate_rows(collected(estates_of(request), year)))
    return FileResponse(out, as_attachment=True, filename=f"collection-{year}.xlsx", content_type=XLSX)


def broken(request: HttpRequest) -> int:
    """Promises that were not kept and that nobody has followed up, for the figure beside the entry."""
    estate = current_estate(request)
    return promises(actor_of(request)).filter(estate=estate, to_do=True).count() if estate else 0


COUNTS["fees-promises"] = broken
