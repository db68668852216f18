"""The columns of the queue."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.models import Ticket


class TicketTable(tables.Table):
    """One row per ticket, most urgent first; sorting is done by the queue, by indexed columns only."""

    reference = tables.Column(verbose_name=gettext_lazy("Nummer"))
    topic_line = tables.Column(verbose_name=gettext_lazy("Onderwerp"))
    state = tables.Column(verbose_name=gettext_lazy("Staat"))
    urgency = tables.Column(verbose_name=gettext_lazy("Urgentie"))
    service_due = tables.Column(verbose_name=gettext_lazy("Klaar voor"))
    received_at = tables.Column(verbose_name=gettext_lazy("Ontvangen"))
    team = tables.Column(verbose_name=gettext_lazy("Team"))
    assignee = tables.Column(verbose_name=gettext_lazy("Behandelaar"), default="-")
    language = tables.Column(verbose_name=gettext_lazy("Taal"))

    class Meta:
        model = Ticket
        orderable = False
        template_name = "tickets/staff/table.html"
        attrs = {"class": "listing"}
        fields = (
            "reference",
            "topic_line",
            "state",
            "urgency",
            "service_due",
            "received_at",
            "team",
            "assignee",
            "language",
        )
        empty_text = gettext_lazy("Geen tickets in deze lijst.")

    def render_reference(self, value: str) -> Any:
        """The number, as the way to the ticket."""
        return format_html('<a href="{}"><bdi dir="ltr">{}</bdi></a>', reverse("desk:ticket", args=[value]), value)

    def render_topic_line(self, value: str, record: Ticket) -> Any:
        """The topic, with a mark when the sender wrote something that nobody read."""
        if record.unread_since is None:
            return value
        return format_html("{} <strong>({})</strong>", value, _("nieuw bericht"))

    def render_team(self, record: Ticket) -> Any:
        """Municipality and team."""
        return f"{record.municipality.name} · {record.team.name}"

    def render_received_at(self, value: Any) -> Any:
        """The local day."""
        return date_format(timezone.localtime(value), "j M Y")

    def render_service_due(self, record: Ticket) -> Any:
        """The date, in words when it is past."""
        day = date_format(record.service_due, "j M Y")
        if record.service_due < timezone.localdate() and record.closed_at is None:
            return format_html("<strong>{} ({})</strong>", day, _("te laat"))
        return day
