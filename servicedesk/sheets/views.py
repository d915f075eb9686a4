"""Export and import of any table: POST of a file gives the preview, POST of the preview writes."""

from django.contrib import messages
from django.db.transaction import atomic
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from servicedesk.people.rules import View, edit_settings, requires, view_settings
from servicedesk.refusals import Invalid
from servicedesk.sheets.book import Book, Preview, carry_out, preview, read_back
from servicedesk.sheets.reading import rows_of
from servicedesk.sheets.writing import sheet
from servicedesk.tenancy.scope import require_tenant_id

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_of(book: Book) -> View:
    """The view that sends the table."""

    @requires(view_settings)
    @require_GET
    def export(request: HttpRequest) -> HttpResponseBase:
        heads = [(str(words), width) for words, width in book.heads]
        out = sheet(str(book.title), heads, book.rows())
        name = f"{slugify(book.name)}.xlsx"
        return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)

    return export


def import_of(book: Book) -> View:
    """The view that takes a table in: first shown, row by row, then written as a whole or not at all."""

    @requires(edit_settings)
    @require_http_methods(["GET", "POST"])
    def bring_in(request: HttpRequest) -> HttpResponse:
        shown: Preview | None = None
        error = ""
        if request.method == "POST":
            try:
                if token := request.POST.get("rows", ""):
                    return written(request, book, token)
                shown = looked_at(request, book)
            except Invalid as refusal:
                error = str(refusal.message)
        context = {
            "book": book, "preview": shown, "error": error, "section": book.name, "back": reverse(book.back),
            "export": reverse(f"{book.back}-export"),
        }  # fmt: skip
        return render(request, "settings/import.html", context, status=422 if error else 200)

    return bring_in


def looked_at(request: HttpRequest, book: Book) -> Preview:
    """What the uploaded file would do. Raises Invalid for no file, or none that can be read."""
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid(_("Choose a file."), rule="", field="file")
    return preview(book, rows_of(upload, book.words), require_tenant_id())


@atomic
def written(request: HttpRequest, book: Book, token: str) -> HttpResponse:
    """Write what was previewed, in one transaction."""
    rows = read_back(book, token, require_tenant_id())
    done = carry_out(book, rows, request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("{title}: {n} rows written.").format(title=book.title, n=done))
    return redirect(book.back)
