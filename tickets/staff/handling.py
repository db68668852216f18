"""A POST per act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from home.refusals import Refused
from tickets import access, conversation, handover, lifecycle
from tickets.models import Ticket
from tickets.staff import inputs, replies
from tickets.staff.inputs import ActInput
from tickets.staff.ticket import opened, show
from tickets.states import Act
from tickets.words import ACT_LABELS, REFUSALS

Do = Callable[..., Any]


@dataclass(frozen=True)
class Handling:
    """What is typed for an act, and the act that is called with it."""

    form: type[ActInput]
    do: Do


def _treat(act: Act) -> Do:
    def do(ticket: Ticket, **typed: Any) -> None:
        conversation.treat_as(ticket, act, **typed)

    return do


HANDLINGS: dict[Act, Handling] = {
    Act.TAKE: Handling(inputs.ActInput, lifecycle.take),
    Act.REPLY: Handling(inputs.ReplyInput, conversation.reply),
    Act.ASK: Handling(inputs.AskInput, conversation.ask),
    Act.NOTE: Handling(inputs.NoteInput, conversation.note),
    Act.CLOSE: Handling(inputs.CloseInput, conversation.close),
    Act.TRANSFER: Handling(inputs.TransferInput, conversation.transfer),
    Act.FORWARD: Handling(inputs.ForwardInput, conversation.forward),
    Act.ASSIGN: Handling(inputs.AssignInput, lifecycle.assign),
    Act.READ: Handling(inputs.ActInput, lifecycle.mark_read),
    Act.SECOND: Handling(inputs.ActInput, lifecycle.second),
    Act.RESUME: Handling(inputs.ReasonInput, lifecycle.resume),
    Act.REOPEN: Handling(inputs.ReasonInput, lifecycle.reopen),
    Act.CONSULT: Handling(inputs.ConsultInput, conversation.consult),
    Act.REFER: Handling(inputs.ReferInput, conversation.refer),
    Act.RECATEGORISE: Handling(inputs.CategoryInput, handover.recategorise),
    Act.SET_URGENCY: Handling(inputs.UrgencyInput, lifecycle.set_urgency),
    Act.SNOOZE: Handling(inputs.WakeInput, lifecycle.snooze),
    Act.TREAT_AS_OBJECTION: Handling(inputs.ReasonInput, _treat(Act.TREAT_AS_OBJECTION)),
    Act.TREAT_AS_COMPLAINT: Handling(inputs.ReasonInput, _treat(Act.TREAT_AS_COMPLAINT)),
    Act.REJECT: Handling(inputs.RejectInput, conversation.reject),
    Act.UNDO_REJECT: Handling(inputs.ReasonInput, lifecycle.undo_reject),
}


@require_admin_access
@require_POST
def handle(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Does one act, or shows the ticket again with what was typed and why it could not be done."""
    ticket = opened(request, reference)
    chosen = next((known for known in HANDLINGS if known == act), None)
    if chosen is None:
        raise Http404
    handling = HANDLINGS[chosen]
    typed = handling.form(request.POST, ticket=ticket, prefix=act, user=request.user)
    if "template" in request.POST:
        return show(request, ticket, HANDLINGS, chosen, replies.filled_in(typed, ticket, request.POST["template"]))
    try:
        if not typed.is_valid():
            access.demand(request.user, chosen, ticket)  # what is not open says so before it says what is missing
            return show(request, ticket, HANDLINGS, chosen, typed)
        words = dict(typed.cleaned_data)
        done = handling.do(ticket, by=request.user, at=timezone.now(), expected=words.pop("seen"), **words)
    except Refused as refusal:
        if refusal.code == "not_found":
            raise Http404 from refusal
        typed.add_error(None, str(REFUSALS[refusal.code]) % refusal.data)
        # What the act had changed in memory is not what the row says.
        fresh = opened(request, reference)
        return show(request, fresh, HANDLINGS, chosen, typed, refused=refusal)
    flash.success(request, _("Gedaan: %(act)s.") % {"act": ACT_LABELS[chosen]})
    if chosen is Act.TRANSFER and done != typed.cleaned_data["to"]:
        flash.warning(
            request, _("Dit ticket is al vaker overgedragen. Het ligt nu bij de regionale triage, die beslist.")
        )
    still = access.visible_tickets(request.user).filter(reference=reference).exists()
    return redirect("desk:ticket", reference) if still else redirect("desk:queue")


@require_admin_access
@require_POST
def reveal_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Shows the contact once, and records who looked."""
    ticket = opened(request, reference)
    refused = access.refusal(request.user, Act.REVEAL_CONTACT, ticket)
    if refused is not None:
        raise refused
    access.looked(request.user, ticket, "reveal")
    return show(request, ticket, HANDLINGS, is_revealed=True)
