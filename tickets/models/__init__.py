"""The rows of the desk."""

from tickets.models.conversation import Message, ReplyTemplate, ReplyTemplateTranslation
from tickets.models.organisation import Organisation
from tickets.models.record import AccessLog, EmailConfirmation, RoutingDecision, TicketEvent
from tickets.models.routing import Category, ForwardBody, Norm, RoutingRule, TeamTask
from tickets.models.team import Membership, Team
from tickets.models.ticket import OPEN_STATES, Referral, Ticket, TicketContact, TicketQuerySet, Transfer

__all__ = [
    "OPEN_STATES",
    "AccessLog",
    "Category",
    "EmailConfirmation",
    "ForwardBody",
    "Membership",
    "Message",
    "Norm",
    "Organisation",
    "Referral",
    "ReplyTemplate",
    "ReplyTemplateTranslation",
    "RoutingDecision",
    "RoutingRule",
    "Team",
    "TeamTask",
    "Ticket",
    "TicketContact",
    "TicketEvent",
    "TicketQuerySet",
    "Transfer",
]
