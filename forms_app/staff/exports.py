"""A file of what was sent: asked for, followed while it is made, fetched by who asked."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forms_app import exporting
from forms_app.access import Right
from forms_app.models import SubmissionExport
from forms_app.staff.submissions import SubmissionFilter, for_who_may, form_of
from home import files
from home.refusals import Refused

MOST = 20
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
State = SubmissionExport.State


@for_who_may(Right.EXPORT)
@require_POST
def ask_page(request: HttpRequest, key: str) -> HttpResponse:
    """Asks for a file of what the list shows; a small one is there at once."""
    form = form_of(key)
    picked = SubmissionFilter(request.POST, user=request.user, form=form)
    kind = request.POST.get("kind", "")
    if kind not in TYPES:
        raise Refused("not_found")
    row = exporting.ask(request.user, form, picked.wanted(), kind, at=timezone.now())
    return redirect("submissions:export", key, row.uuid)


@for_who_may(Right.EXPORT)
@require_safe
def exports_page(request: HttpRequest, key: str) -> HttpResponse:
    """The last exports of this form that this person asked for."""
    form = form_of(key)
    mine = SubmissionExport.objects.filter(user_id=request.user.pk or 0, form=form).order_by("-id")[:MOST]
    page = {"form": form, "exports": list(mine), "page_title": _("Uw exports")}
    return render(request, "forms_app/staff/exports.html", page)


@for_who_may(Right.EXPORT)
@require_safe
def export_page(request: HttpRequest, key: str, export: Any) -> HttpResponse:
    """How far one export is, and the way to its file."""
    row = _mine(request, key, export)
    page = {
        "form": row.form,
        "export": row,
        "is_due": row.state in (State.QUEUED, State.RUNNING),
        "until": row.finished_at + exporting.STAYS if row.finished_at else None,
        "hours": exporting.STAYS // timedelta(hours=1),
        "page_title": _("Export"),
    }
    return render(request, "forms_app/staff/export.html", page)


@for_who_may(Right.EXPORT)
@require_safe
def download(request: HttpRequest, key: str, export: Any) -> Any:
    """The file, for who asked for it, as long as it is there."""
    row = _mine(request, key, export)
    if row.state != State.READY:
        raise Refused("not_found")
    name = f"{row.form.key}-{row.created_at:%Y-%m-%d}.{row.kind}"
    try:
        return files.download(row.file, name, TYPES[row.kind])
    except FileNotFoundError as error:
        raise Refused("not_found") from error


def _mine(request: HttpRequest, key: str, export: Any) -> SubmissionExport:
    row = exporting.find(request.user, export)
    if row.form.key != key:
        raise Refused("not_found")
    return row
