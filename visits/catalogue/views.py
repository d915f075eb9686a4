"""Settings of the visits: causes, parts, checklists. Leaders read, the tenant's admin changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from servicedesk.people.enums import Skill
from servicedesk.people.principal import Principal
from servicedesk.people.queries import changes
from servicedesk.people.rules import View, edit_settings, requires, view_settings
from servicedesk.sheets.book import Book
from servicedesk.sheets.views import export_of, import_of
from servicedesk.web.forms import beside, sent
from visits.catalogue import books
from visits.catalogue.actions import keep, lay_down
from visits.catalogue.forms import CauseForm, ChecklistForm, PartForm, initial_of
from visits.models import Cause, Checklist, ChecklistVersion, StockPart


@dataclass(frozen=True)
class Shelf:
    """One table of the catalogue as a page: the list, and beside it the form of a new or chosen entry."""

    book: Book
    model: Any
    form: type[forms.Form]
    template: str

    @property
    def name(self) -> str:
        return f"settings-{self.book.name}"


def listed(shelf: Shelf) -> View:
    """The list's view; POST adds an entry, or changes the chosen one."""

    @requires(view_settings)
    def view(request: HttpRequest, entry_id: UUID | None = None) -> HttpResponse:
        actor: Principal = request.actor  # type: ignore[attr-defined]
        chosen = get_object_or_404(shelf.model, pk=entry_id) if entry_id else None
        initial = {name: getattr(chosen, name) for name in shelf.form.base_fields} if chosen else None
        form = shelf.form(sent(request), initial=initial)
        if request.method == "POST":
            edit_settings.demand(actor)
            if form.is_valid() and kept(shelf, form, actor, entry_id):
                messages.success(request, _("Saved: {name}.").format(name=form.cleaned_data["name"]))
                return redirect(shelf.name)
        context = {
            "book": shelf.book, "rows": shelf.model.objects.order_by("-active", "code"), "form": form,
            "chosen": chosen, "may_edit": edit_settings(actor), "section": shelf.book.name,
            "changes": changes(chosen.pk) if chosen else [], "here": reverse(shelf.name),
            "export": reverse(f"{shelf.name}-export"), "bring_in": reverse(f"{shelf.name}-import"),
        }  # fmt: skip
        return render(request, shelf.template, context, status=422 if form.errors else 200)

    return view


def kept(shelf: Shelf, form: forms.Form, actor: Principal, entry_id: UUID | None) -> bool:
    """Write it; a refusal stands beside its field."""
    return attempted(form, lambda: keep(actor=actor, model=shelf.model, values=form.cleaned_data, entry_id=entry_id))


def attempted(form: forms.Form, act: Callable[[], Any]) -> bool:
    with beside(form):
        act()
        return True
    return False


CAUSES = Shelf(books.CAUSES, Cause, CauseForm, "settings/causes.html")
PARTS = Shelf(books.PARTS, StockPart, PartForm, "settings/parts.html")
causes, causes_export, causes_import = listed(CAUSES), export_of(books.CAUSES), import_of(books.CAUSES)
parts, parts_export, parts_import = listed(PARTS), export_of(books.PARTS), import_of(books.PARTS)
checklists_export, checklists_import = export_of(books.CHECKLISTS), import_of(books.CHECKLISTS)


@requires(view_settings)
def checklists(request: HttpRequest, skill: str = "") -> HttpResponse:
    """The list of each kind of work with its versions; POST lays down a new version. `skill`: which is in the form."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    wanted = "" if skill in ("", "all") else skill
    if wanted and wanted not in Skill.values:
        raise Http404
    newest = newest_versions()
    version = newest.get(wanted) if skill else None
    initial = initial_of(wanted, version.read if version else [], version.checklist.active if version else True)
    form = ChecklistForm(sent(request), initial=initial)
    if request.method == "POST":
        edit_settings.demand(actor)
        if form.is_valid() and attempted(form, lambda: laid_down(actor, form)):
            messages.success(request, _("Saved: visits that begin from now on ask this."))
            return redirect("settings-checklists")
    context = {
        "book": books.CHECKLISTS, "rows": shown(newest), "form": form, "chosen": skill, "section": "checklists",
        "may_edit": edit_settings(actor), "changes": changes(version.checklist_id) if version else [],
        "export": reverse("settings-checklists-export"), "bring_in": reverse("settings-checklists-import"),
        "here": reverse("settings-checklists"),
    }  # fmt: skip
    return render(request, "settings/checklists.html", context, status=422 if form.errors else 200)


def laid_down(actor: Principal, form: ChecklistForm) -> Checklist:
    values = form.cleaned_data
    return lay_down(actor=actor, skill=values["skill"], lines=form.lines, active=values["active"])


def newest_versions() -> dict[str, ChecklistVersion]:
    rows = ChecklistVersion.objects.select_related("checklist").order_by("number")
    return {row.checklist.skill: row for row in rows}


def shown(newest: dict[str, ChecklistVersion]) -> list[dict[str, Any]]:
    """The lists, that for all kinds first."""
    return [
        {"key": skill or "all", "name": Skill(skill).label if skill else _("all kinds of work"), "version": version}
        for skill, version in sorted(newest.items())
    ]
