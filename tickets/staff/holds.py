"""Which tickets must stay: the screen of the privacy officer. It shows numbers and reasons, no ticket."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from home.refusals import Refused
from tickets import access, holding
from tickets.words import REFUSALS

ABOUT_THE_NUMBER = frozenset({"not_found", "not_a_reference", "held_already", "not_held", "erased"})


class HoldInput(forms.Form):
    """A number, what is to be done, and why."""

    reference = forms.CharField(label=gettext_lazy("Nummer van het ticket"), max_length=40)
    act = forms.ChoiceField(
        label=gettext_lazy("Wat wilt u doen?"),
        choices=[("hold", gettext_lazy("Vastzetten")), ("lift", gettext_lazy("Loslaten"))],
    )
    reason = forms.CharField(
        label=gettext_lazy("Reden"),
        max_length=500,
        help_text=gettext_lazy("Bijvoorbeeld: er loopt een rechtszaak. Noem geen namen: de reden blijft staan."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def holds_page(request: HttpRequest) -> HttpResponse:
    """The tickets that must stay, and the way to add one or to let one go; 404 for everybody else."""
    user: Any = request.user
    if not access.may_hold(user):
        raise Http404
    typed = HoldInput(request.POST or None)
    if typed.is_bound and typed.is_valid():
        said = typed.cleaned_data
        act = holding.ACTS[said["act"]]
        try:
            ticket = act(user, said["reference"], reason=said["reason"], at=timezone.now())
        except Refused as refusal:
            field = "reference" if refusal.code in ABOUT_THE_NUMBER else None
            typed.add_error(field, str(REFUSALS[refusal.code]) % refusal.data)
        else:
            done = (
                _("%(reference)s staat vast en wordt niet gewist.")
                if said["act"] == "hold"
                else _("%(reference)s is losgelaten en gaat weer volgens de bewaartermijn.")
            )
            flash.success(request, done % {"reference": ticket.reference})
            return redirect("desk:holds")
    page = {"form": typed, "rows": holding.held(user), "most": holding.MOST, "page_title": _("Vastgezette tickets")}
    response = render(request, "tickets/staff/holds.html", page)
    patch_cache_control(response, no_store=True, private=True)
    return response
