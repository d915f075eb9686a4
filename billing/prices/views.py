"""The price list: what holds here today; its versions, which the tenant's admin works on and publishes (R33)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.transaction import atomic
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from billing import rules
from billing.models import PriceItem, PriceVersion
from billing.prices import actions, queries
from billing.prices.book import HEADS, book_of, rows_of
from billing.prices.forms import ItemForm, PublishForm
from servicedesk.people.principal import actor_of
from servicedesk.people.queries import changes
from servicedesk.people.rules import requires
from servicedesk.refusals import Invalid, Refusal
from servicedesk.sheets.book import Preview, carry_out, preview, read_back
from servicedesk.sheets.reading import rows_of as rows_of_file
from servicedesk.sheets.views import XLSX
from servicedesk.sheets.writing import sheet
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.now import today_in
from servicedesk.web.estate import current_estate, estates_of
from servicedesk.web.forms import beside, sent
from servicedesk.web.htmx import render_part
from tickets import photos
from tickets.drafts import key


@requires(rules.view_money)
@require_GET
def billing(request: HttpRequest) -> HttpResponse:
    """What is told in the chosen estate today, its own prices before the company's; `?q=` by code, name, pinyin."""
    estate = current_estate(request)
    day = today_in(estate)
    told = queries.holding(estate.pk if estate else None, day)
    words = request.GET.get("q", "")[:60]
    context = {
        "estate": estate, "today": day, "told": told, "items": queries.found(told.items, words), "q": words,
        "may_edit": rules.edit_prices(actor_of(request)), "section": "today",
    }  # fmt: skip
    return render_part(request, "billing/prices/today.html", "billing/prices/_today.html", context)


@requires(rules.view_money)
@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """The company's versions and those of one's estates, the newest first."""
    rows = list(queries.seen_by(actor_of(request)).order_by("-number"))
    scopes = [None, *estates_of(request)]
    lists: list[dict[str, Any]] = [
        {"estate": scope, "rows": [one for one in rows if one.estate_id == (scope.pk if scope else None)]}
        for scope in scopes
    ]
    for one in lists:
        one["draft"] = next((row for row in one["rows"] if row.is_draft), None)
    context = {"lists": lists, "today": today_in(), "may_edit": rules.edit_prices(actor_of(request))}
    context["section"] = "versions"
    return render(request, "billing/prices/versions.html", context)


@requires(rules.edit_prices)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A draft: a copy of the newest version of that scope."""
    try:
        made = actions.begin(actor=actor_of(request), estate_id=key(request.POST.get("estate", "")))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("billing-prices")
    return redirect("billing-price-version", made.pk)


def may_edit(request: HttpRequest, one: PriceVersion) -> bool:
    return one.is_draft and rules.edit_prices(actor_of(request))


def version_or_404(request: HttpRequest, version_id: UUID) -> PriceVersion:
    return get_object_or_404(queries.seen_by(actor_of(request)), pk=version_id)


@requires(rules.view_money)
@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, version_id: UUID, item_id: UUID | None = None) -> HttpResponse:
    """One version's items; of a draft the form of a new or the chosen line beside them, POST keeps it."""
    one = version_or_404(request, version_id)
    chosen = get_object_or_404(one.items, pk=item_id) if item_id else None
    form = ItemForm(sent(request), request.FILES or None, initial=vars(chosen) if chosen else None)
    if request.method == "POST":
        rules.edit_prices.demand(actor_of(request))
        if form.is_valid():
            with beside(form):
                kept = keep(request, one, form, item_id)
                messages.success(request, _("Saved: {name}.").format(name=kept.name))
                return redirect("billing-price-version", one.pk)
    return version_page(request, one, {"form": form, "chosen": chosen}, status=422 if form.errors else 200)


def keep(request: HttpRequest, one: PriceVersion, form: ItemForm, item_id: UUID | None) -> PriceItem:
    """Write the form's line. Raises Refusal."""
    upload = form.cleaned_data["photo"]
    if upload:
        upload.seek(0)
    picture = photos.check(upload) if upload else None
    about: dict[str, Any] = {"version_id": one.pk, "item_id": item_id, "photo": picture}
    return actions.keep_item(actor=actor_of(request), values=form.values(), **about)


def version_page(request: HttpRequest, one: PriceVersion, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    words = request.GET.get("q", "")[:60]
    items = list(one.items.order_by("code"))
    context = {
        "version": one, "name": queries.named(one), "items": queries.found(items, words), "count": len(items),
        "q": words, "may_edit": may_edit(request, one), "today": today_in(one.estate),
        "section": "versions", "part": "items", "changes": changes(one.pk),
    }  # fmt: skip
    return render(request, "billing/prices/version.html", context | more, status=status)


@requires(rules.view_money)
@require_GET
def compare(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """What this version says otherwise than the one before."""
    one = version_or_404(request, version_id)
    return render(
        request,
        "billing/prices/compare.html",
        comparison(one) | {"section": "versions", "part": "compare", "may_edit": may_edit(request, one)},
    )


def comparison(one: PriceVersion) -> dict[str, Any]:
    before = queries.previous(one)
    return {
        "version": one, "name": queries.named(one), "before": before, "differences": queries.compared(one, before),
    }  # fmt: skip


@requires(rules.edit_prices)
@require_POST
def drop(request: HttpRequest, version_id: UUID, item_id: UUID) -> HttpResponse:
    """Take a line off the draft."""
    one = version_or_404(request, version_id)
    actions.drop_item(actor=actor_of(request), version_id=one.pk, item_id=item_id)
    messages.success(request, _("Taken off the draft"))
    return redirect("billing-price-version", one.pk)


@requires(rules.edit_prices)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """What changes, from which day; POST publishes, after which nothing of it can be changed."""
    one = version_or_404(request, version_id)
    if not one.is_draft:
        return redirect("billing-price-version", one.pk)
    form = PublishForm.from_day(today_in(one.estate) + timedelta(days=1), sent(request))
    if request.method == "POST" and form.is_valid():
        with beside(form):
            actions.publish(actor=actor_of(request), version_id=one.pk, **form.cleaned_data)
            said = _("Published: holds from {day}").format(day=form.cleaned_data["valid_from"])
            messages.success(request, said)
            return redirect("billing-price-version", one.pk)
    context = comparison(one) | {"form": form, "section": "versions", "may_edit": True}
    return render(request, "billing/prices/publish.html", context, status=422 if form.errors else 200)


@requires(rules.edit_prices)
@require_POST
def discard(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Give the draft up."""
    one = version_or_404(request, version_id)
    actions.discard(actor=actor_of(request), version_id=one.pk)
    messages.success(request, _("The draft was discarded"))
    return redirect("billing-prices")


@requires(rules.view_money)
@require_GET
def export(request: HttpRequest, version_id: UUID) -> HttpResponseBase:
    """The version as a spreadsheet."""
    one = version_or_404(request, version_id)
    out = sheet(_("Price list"), [(str(words), width) for words, width in HEADS], rows_of(one))
    return FileResponse(out, as_attachment=True, filename=f"prices-{one.number}.xlsx", content_type=XLSX)


@requires(rules.edit_prices)
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """A spreadsheet into a draft: first shown, row by row, then written as a whole or not at all."""
    one = version_or_404(request, version_id)
    shown: Preview | None = None
    error = ""
    if request.method == "POST":
        try:
            if token := request.POST.get("rows", ""):
                return written(request, one, token)
            shown = looked_at(request, one)
        except Refusal as refusal:
            error = str(refusal.message)
    context = {
        "version": one, "name": queries.named(one), "book": book_of(one), "preview": shown, "error": error,
        "export": reverse("billing-price-export", args=[one.pk]), "section": "versions",
    }  # fmt: skip
    return render(request, "billing/prices/import.html", context, status=422 if error else 200)


def looked_at(request: HttpRequest, one: PriceVersion) -> Preview:
    """What the file would do. Raises Refusal for no file, one that cannot be read, or a version that stands."""
    actions.still_draft(one)
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid(_("Choose a file."), rule="R33", field="file")
    book = book_of(one)
    return preview(book, rows_of_file(upload, book.words), require_tenant_id())


@atomic
def written(request: HttpRequest, one: PriceVersion, token: str) -> HttpResponse:
    """Write what was previewed, in one transaction."""
    book = book_of(one)
    done = carry_out(book, read_back(book, token, require_tenant_id()), actor_of(request))
    messages.success(request, _("{title}: {n} rows written.").format(title=book.title, n=done))
    return redirect("billing-price-version", one.pk)


@requires(rules.view_prices)
@require_GET
def photo(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """A line's picture, to whoever may read the list."""
    item = get_object_or_404(PriceItem.objects.filter(version__in=queries.seen_by(actor_of(request))), pk=item_id)
    kinds = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
    try:
        with item.photo.open("rb") as stored:
            content = stored.read()
    except (FileNotFoundError, ValueError) as lost:
        raise Http404 from lost
    response = HttpResponse(content, content_type=kinds.get(item.photo.name.rsplit(".", 1)[-1], "image/jpeg"))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    return response
