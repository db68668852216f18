"""What a person picks above the queue."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from home.languages import LANGUAGES
from tickets import access, known
from tickets.models import Ticket
from tickets.queue import Wanted
from tickets.states import State
from tickets.words import STATE_LABELS, URGENCY_LABELS

STATES = [("ended", _("afgerond, doorgestuurd of niet behandeld"))]
STATES += [(str(state), STATE_LABELS[state]) for state in (State.NEW, State.OPEN, State.WAITING_SENDER)]
ORDERS = [
    ("urgent", _("meest dringende eerst")),
    ("due", _("eerst wat het eerst klaar moet zijn")),
    ("-due", _("eerst wat het laatst klaar moet zijn")),
    ("received", _("oudste eerst")),
    ("-received", _("nieuwste eerst")),
]


def _categories() -> list[tuple[int, str]]:
    return [(category.id, category.name) for category in known.categories().values() if category.is_active]


class TicketFilter(django_filters.FilterSet):
    """The choices; what they mean is said by `tickets.queue`, for screens and API alike."""

    nummer = django_filters.CharFilter(label=_("Nummer"))
    state = django_filters.ChoiceFilter(label=_("Staat"), choices=STATES, empty_label=_("alle open tickets"))
    team = django_filters.ChoiceFilter(label=_("Team"), empty_label=_("alle"))
    category = django_filters.ChoiceFilter(label=_("Categorie"), choices=_categories, empty_label=_("alle"))
    language = django_filters.ChoiceFilter(
        label=_("Taal"), choices=[(code, row.own_name) for code, row in LANGUAGES.items()], empty_label=_("alle")
    )
    urgency = django_filters.ChoiceFilter(
        label=_("Urgentie"), choices=list(URGENCY_LABELS.items()), empty_label=_("alle")
    )
    order = django_filters.ChoiceFilter(label=_("Volgorde"), choices=ORDERS, empty_label=_("standaard"))

    class Meta:
        model = Ticket
        fields: list[str] = []

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data, queryset=Ticket.objects.none())
        teams = access.teams_seen(user)
        self.filters["team"].extra["choices"] = teams
        if len(teams) < 2:
            del self.filters["team"]

    def wanted(self, view: str) -> Wanted:
        """The criteria of what was picked; what is not in the lists is left out."""
        picked = self.form.cleaned_data if self.form.is_valid() else {}
        category, team = picked.get("category"), picked.get("team")
        return Wanted(
            view=view,
            state=picked.get("state") or "",
            team_id=int(team) if team else None,
            category_id=int(category) if category else None,
            language=picked.get("language") or "",
            urgency=picked.get("urgency") or "",
            order=picked.get("order") or "",
            reference=picked.get("nummer") or "",
        )
