"""What a person types for an act."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home import languages
from home.models import User
from home.working_days import add_working_days
from tickets import access, bodies, clocks, conversation, handover, known, routing
from tickets.models import Category, Team, Ticket
from tickets.words import OUTCOME_LABELS, REJECT_REASONS, TRANSFER_REASONS, URGENCY_LABELS

WAKE_DAYS = 5
CLOSING = [(code, label) for code, label in OUTCOME_LABELS.items() if code not in ("forwarded", "rejected")]
LANGUAGES = [(code, row.own_name) for code, row in languages.LANGUAGES.items()]


def _words(label: Any, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    return forms.CharField(label=label, max_length=conversation.LIMIT, widget=widget, **more)


class ActInput(forms.Form):
    """Every act carries the version that the person saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ticket: Ticket, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticket, self.user = ticket, user
        self.initial.setdefault("seen", ticket.lock_version)
        self.prepare()

    def prepare(self) -> None:
        """What depends on the ticket."""


class ReplyInput(ActInput):
    """A public answer."""

    text = _words(_("Antwoord aan de vrager"))
    language = forms.ChoiceField(label=_("In welke taal schrijft u?"), choices=LANGUAGES)

    def prepare(self) -> None:
        """Dutch, unless a template in the sender's language was picked."""
        self.initial.setdefault("language", languages.SOURCE)


class AskInput(ReplyInput):
    """A public question back, with the day on which the ticket comes back by itself."""

    wake_on = forms.DateField(label=_("Komt terug op"), widget=forms.DateInput(attrs={"type": "date"}))

    def prepare(self) -> None:
        """Five working days, by the calendar of the team."""
        super().prepare()
        back = add_working_days(timezone.localdate(), WAKE_DAYS, clocks.closed_days(self.ticket.team))
        self.initial.setdefault("wake_on", back.isoformat())


class NoteInput(ActInput):
    """For colleagues only."""

    text = _words(_("Notitie voor collega’s"))


class TeamInput(ActInput):
    """Another team."""

    to = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none())

    def prepare(self) -> None:
        """All teams that work, but the one that has it."""
        field: Any = self.fields["to"]
        field.queryset = routing.teams_to().exclude(pk=self.ticket.team_id)
        others = [team for team in known.teams().values() if team.is_active and team.id != self.ticket.team_id]
        field.choices = [("", field.empty_label), *((team.id, team.label) for team in others)]


class ConsultInput(TeamInput):
    """A question to another team."""

    text = _words(_("Wat wilt u weten?"))


class TransferInput(TeamInput):
    """To whom, and why."""

    reason = forms.ChoiceField(label=_("Reden"), choices=[("", _("kies een reden")), *TRANSFER_REASONS.items()])
    note = _words(_("Toelichting voor het andere team"))
    tell_sender = forms.BooleanField(
        label=_("Stuur de vrager bericht. Haal dit weg als u het zelf vertelt."), required=False, initial=True
    )

    def prepare(self) -> None:
        """Says it when the choice is no longer ours."""
        super().prepare()
        if handover.goes_to_triage(self.ticket):
            self.fields["to"].help_text = _(
                "Dit ticket is al twee keer overgedragen. Welk team u ook kiest, het gaat naar de regionale triage."
            )


class ReasonInput(ActInput):
    """Why."""

    reason = forms.CharField(label=_("Reden"), max_length=500)


class ReferInput(TeamInput, ReasonInput):
    """Which team looks along, and why."""


class ForwardInput(ReasonInput):
    """To which body."""

    to = forms.ChoiceField(label=_("Instantie"), choices=bodies.choices)


class CloseInput(ActInput):
    """How it ended, and what the sender hears."""

    outcome = forms.ChoiceField(label=_("Uitkomst"), choices=CLOSING)
    text = _words(_("Antwoord aan de vrager"), required=False)
    language = forms.ChoiceField(label=_("In welke taal schrijft u?"), choices=LANGUAGES, initial=languages.SOURCE)
    note = _words(_("Of: wat hebt u verteld aan de telefoon of de balie?"), required=False)


class RejectInput(ActInput):
    """Why it is not handled."""

    reason = forms.ChoiceField(label=_("Reden"), choices=list(REJECT_REASONS.items()))


class CategoryInput(ReasonInput):
    """Which category it is."""

    to = forms.ModelChoiceField(label=_("Categorie"), queryset=Category.objects.filter(is_active=True))

    def prepare(self) -> None:
        """The categories in use."""
        field: Any = self.fields["to"]
        active = [category for category in known.categories().values() if category.is_active]
        field.choices = [("", field.empty_label), *((category.id, category.name) for category in active)]


class UrgencyInput(ReasonInput):
    """How soon."""

    to = forms.ChoiceField(label=_("Urgentie"), choices=list(URGENCY_LABELS.items()))


class WakeInput(ActInput):
    """The day on which it comes back."""

    wake_on = forms.DateField(label=_("Komt terug op"), widget=forms.DateInput(attrs={"type": "date"}))


class AssignInput(ActInput):
    """Who of the team."""

    to = forms.ChoiceField(label=_("Behandelaar"), required=False)

    def prepare(self) -> None:
        """Who may get it from this person."""
        people = access.assignable(self.ticket, self.user, timezone.localdate())
        field: Any = self.fields["to"]
        field.choices = [("", _("niemand")), *((str(key), name) for key, name in people.items())]

    def clean_to(self) -> Any:
        """The person, or nobody."""
        key = self.cleaned_data["to"]
        return User.objects.get(pk=key) if key else None
