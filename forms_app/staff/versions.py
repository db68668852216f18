"""The versions of a form, and two of them side by side."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from forms_app import changes
from forms_app.models import Form, FormVersion
from forms_app.staff import comparison

PAGE = 40
EDIT = "forms_app.change_form"


@require_admin_access
@require_safe
def versions_page(request: HttpRequest, key: str) -> HttpResponse:
    """All versions of a form, newest first, each with the way to what differs from the one before it."""
    form = _form(request, key)
    asked = request.GET.get("van"), request.GET.get("naar")
    if all(number and number.isascii() and number.isdigit() and len(number) < 9 for number in asked):
        return redirect("versions:compare", key, *map(int, filter(None, asked)))
    pages = Paginator(form.versions.defer("document").order_by("-number"), PAGE).get_page(request.GET.get("p"))
    numbers = list(form.versions.order_by("-number").values_list("number", flat=True))
    page = {"form": form, "pages": pages, "numbers": numbers}
    return render(request, "forms_app/staff/versions.html", page)


@require_admin_access
@require_safe
def compare_page(request: HttpRequest, key: str, before: int, after: int) -> HttpResponse:
    """What differs between two versions: steps, questions, answers, conditions as sentences, texts."""
    form = _form(request, key)
    found = {row.number: row for row in FormVersion.objects.filter(form=form, number__in={before, after})}
    if before not in found or after not in found:
        raise Http404
    old, new = found[before], found[after]
    difference = changes.compare(old.document, new.document)
    page: dict[str, Any] = {
        "form": form,
        "old": old,
        "new": new,
        "rows": comparison.rows(difference, old.document, new.document),
        "effect": comparison.EFFECT_LABELS[difference.effect],
    }
    return render(request, "forms_app/staff/compare_versions.html", page)


def _form(request: HttpRequest, key: str) -> Form:
    """The form, for who may edit forms."""
    if not request.user.has_perm(EDIT):
        raise Http404
    form: Form = get_object_or_404(Form.objects.select_related("live_version"), key=key)
    return form
