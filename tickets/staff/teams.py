"""The registers of who works at the desk: teams, members, tasks."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.models import Calendar, User
from home.staff.register_forms import RegisterForm
from tickets import configuring
from tickets.models import Membership, Team, TeamTask
from tickets.staff.desk_register import DeskRegister, person_name
from tickets.words import ROLE_LABELS, ROLE_SENTENCES


class TeamRegister(DeskRegister):
    """Who owns tickets together."""

    model = Team
    menu_icon = "group"
    introduction = gettext_lazy(
        "Een team heeft tickets. Een team dat stopt, zet u uit. "
        "Dat kan als het geen open tickets, taken en regels meer heeft."
    )
    list_display = ("name", "municipality", "restricted", "is_active", "email")
    list_select_related = ("municipality",)
    search_fields = ("name", "municipality__name")
    filters = ("municipality", "is_active")
    fields = (
        *("municipality", "name", "email", "restricted", "is_active"),
        *("fallback_team", "deputy", "calendar", "is_quarantine"),
    )

    def choices(self, user: Any, row: Any) -> Mapping[str, Any]:
        """Teams that work, people who are a member somewhere, calendars of people who work."""
        return {
            "fallback_team": configuring.teams_of(user).filter(is_active=True).exclude(pk=row.pk),
            "deputy": User.objects.filter(is_active=True, memberships__isnull=False).distinct().order_by("username"),
            "calendar": Calendar.objects.filter(kind=Calendar.Kind.STAFF),
        }


class MembershipForm(RegisterForm):
    """A person, a team, a role; a coordinator hands out two of the roles."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = self.register.roles(self.for_user)
        self.fields["role"].choices = [("", "---------"), *((name, ROLE_LABELS[name]) for name in roles)]
        explained = " ".join(f"{ROLE_LABELS[name]}: {ROLE_SENTENCES[name]}" for name in roles)
        self.fields["role"].help_text = self.fields["role"].help_text or explained
        if self.is_new:
            self.initial.setdefault("valid_from", timezone.localdate())


class MembershipRegister(DeskRegister):
    """Who is in which team, in which role, from when to when."""

    model = Membership
    form = MembershipForm
    menu_icon = "user"
    introduction = gettext_lazy(
        "Rechten op tickets komen alleen uit lidmaatschappen. Gaat iemand weg? Geef het lidmaatschap een einddatum. "
        "Moet iemand er meteen uit, haal het dan weg: dat werkt direct en staat in de geschiedenis."
    )
    list_display = ("person", "team_name", "role", "valid_from", "valid_to")
    list_select_related = ("user", "team__municipality")
    search_fields = ("user__username", "user__first_name", "user__last_name", "team__name")
    filters = ("team", "role")
    ordering = ("user__username", "team")
    fields = ("user", "team", "role", "valid_from", "valid_to")

    def roles(self, user: Any) -> list[str]:
        """The roles that `user` hands out."""
        every = configuring.may_open(user, Team)
        return [name for name in ROLE_LABELS if every or name in configuring.GIVEN_BY_COORDINATORS]

    def choices(self, user: Any, row: Any) -> Mapping[str, Any]:
        """People who can sign in, teams of which this person manages the members."""
        return {
            "user": User.objects.filter(is_active=True).order_by("username"),
            "team": configuring.teams_of(user).filter(is_active=True),
        }

    def frozen_fields(self, row: Any) -> Mapping[str, Any]:
        """Who, where and as what stay as they were given: another role is another membership."""
        why = _("Dit blijft zo. Geef dit lidmaatschap een einddatum en voeg een nieuw toe.")
        return dict.fromkeys(("user", "team", "role"), why) if row.pk else {}

    @admin.display(description=gettext_lazy("medewerker"), ordering="user__username")
    def person(self, row: Membership) -> str:
        """Who."""
        return person_name(row.user)


class TaskRegister(DeskRegister):
    """Which team of a municipality does what."""

    model = TeamTask
    menu_icon = "list-ul"
    introduction = gettext_lazy(
        "Wie doet wat. Zonder categorie: het team dat alles krijgt wat geen andere taak heeft. "
        "Gaat een taak naar een ander team? Geef de oude een einddatum en voeg een nieuwe toe."
    )
    list_display = ("municipality", "category", "team_name", "valid_from", "valid_to")
    list_select_related = ("municipality", "category", "team__municipality")
    filters = ("municipality", "category", "team")
    ordering = ("municipality__name", "category__name")
    fields = ("municipality", "category", "team", "valid_from", "valid_to")

    def choices(self, user: Any, row: Any) -> Mapping[str, Any]:
        """Teams that work, or the one that had the task."""
        teams = configuring.teams_of(user)
        return {"team": teams.filter(is_active=True) | teams.filter(pk=row.team_id)}
