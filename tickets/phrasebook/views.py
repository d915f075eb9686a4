"""Settings: what lies beside the form (R42)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from servicedesk.people.principal import Principal
from servicedesk.people.queries import changes
from servicedesk.people.rules import edit_settings, requires, view_settings
from servicedesk.web.estate import estates_of
from servicedesk.web.forms import beside, sent
from tickets.models import Phrase
from tickets.phrasebook.actions import keep_phrase
from tickets.phrasebook.forms import PhraseForm


@requires(view_settings)
@require_http_methods(["GET", "POST"])
def phrases(request: HttpRequest, phrase_id: UUID | None = None) -> HttpResponse:
    """The list, and beside it the form of a new or chosen phrase."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    chosen = get_object_or_404(Phrase, pk=phrase_id) if phrase_id else None
    initial = {name: getattr(chosen, name) for name in PhraseForm.base_fields} if chosen else None
    form = PhraseForm(sent(request), initial=initial, estates=list(estates_of(request)))
    if request.method == "POST":
        edit_settings.demand(actor)
        if form.is_valid() and kept(form, actor, phrase_id):
            messages.success(request, _("Saved: {name}.").format(name=form.cleaned_data["name"]))
            return redirect("settings-phrases")
    context = {
        "rows": Phrase.objects.select_related("estate").order_by("-active", "kind", "name"), "form": form,
        "chosen": chosen, "may_edit": edit_settings(actor), "section": "phrases",
        "changes": changes(chosen.pk) if chosen else [],
    }  # fmt: skip
    return render(request, "settings/phrases.html", context, status=422 if form.errors else 200)


def kept(form: PhraseForm, actor: Principal, phrase_id: UUID | None) -> bool:
    """Write it; a refusal stands beside its field."""
    with beside(form):
        keep_phrase(actor=actor, phrase_id=phrase_id, **form.values())
        return True
    return False
