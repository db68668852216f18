"""The screens of one ticket that only show."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from home import pdf
from tickets import access, parts, timeline
from tickets.models import TicketContact
from tickets.staff.handling import HANDLINGS
from tickets.staff.ticket import opened, show
from tickets.states import Act


@require_admin_access
@require_safe
def ticket_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The ticket, for who may see it; unknown and forbidden are the same 404."""
    ticket = opened(request, reference)
    access.looked(request.user, ticket, "open")
    return show(request, ticket, HANDLINGS)


@require_admin_access
@require_safe
def print_file(request: HttpRequest, reference: str) -> HttpResponse:
    """The file of the ticket on paper; contact only for who may see it."""
    ticket = opened(request, reference)
    if access.refusal(request.user, Act.PRINT_FILE, ticket) is not None:
        raise Http404
    access.looked(request.user, ticket, "print")
    shown = [(part.printout_template, part.page(ticket)) for part in parts.registered()]
    page = {
        "ticket": ticket,
        "contact": TicketContact.objects.filter(ticket=ticket, role="sender").first(),
        "moments": timeline.of(ticket),
        "parts": [(template, part) for template, part in shown if part is not None],
    }
    response = HttpResponse(
        pdf.render(render_to_string("tickets/printouts/file.html", page)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="{ticket.reference}.pdf"'
    patch_cache_control(response, no_store=True, private=True)
    return response
