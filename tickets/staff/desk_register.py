"""DeskRegister: what the registers of the desk have in common."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy

from home.models import User
from home.staff.registers import RegisterAdmin
from home.words import REFUSALS as HOME_REFUSALS
from tickets import configuring
from tickets.models import Team
from tickets.words import CONSTRAINTS, REFUSALS


def long_name(team: Team) -> str:
    """A team with whose it is."""
    return team.long_name


def person_name(user: User) -> str:
    """A person with the name to sign in with."""
    return f"{user.get_full_name() or user.get_username()} ({user.get_username()})"


class DeskRegister(RegisterAdmin):
    """A register of the desk: `tickets.configuring` says who manages it, and changes it."""

    refusals: ClassVar[Mapping[str, Any]] = {**HOME_REFUSALS, **REFUSALS, "needs_reason": HOME_REFUSALS["needs_reason"]}
    constraints: ClassVar[Mapping[str, Any]] = CONSTRAINTS
    choice_labels: ClassVar[Any] = {"team": long_name, "fallback_team": long_name, "user": person_name}

    def managed(self, user: Any) -> Any:
        """The rows that `user` may see and change."""
        return configuring.managed(user, self.model)

    def may_open(self, user: Any) -> bool:
        """Whether `user` manages any part of this register."""
        return configuring.may_open(user, self.model)

    def change(self, row: Any, *, by: Any, reason: str, expected: int | None) -> bool:
        """The act that saves a row."""
        return configuring.change(row, by=by, reason=reason, expected=expected)

    def remove(self, row: Any, *, by: Any, reason: str, expected: int) -> None:
        """The act that removes a row."""
        configuring.remove(row, by=by, reason=reason, expected=expected)

    @admin.display(description=gettext_lazy("team"), ordering="team__name")
    def team_name(self, row: Any) -> str:
        """The team with whose it is."""
        return row.team.long_name if row.team is not None else ""
