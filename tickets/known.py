"""What the registers of the desk say, as a process remembers it: plain rows, which nobody can change or save.

Each costs no query while no register changed (`home.remembering`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from home.remembering import remembered
from tickets.models import Category, ForwardBody, Membership, Organisation, ReplyTemplate, RoutingRule, Team


@dataclass(frozen=True)
class Member:
    """One role of one person, on the day that was asked for. `is_active`: whether this account can sign in."""

    user_id: int
    username: str
    name: str
    is_active: bool
    role: str
    team_id: int
    municipality_id: int


@dataclass(frozen=True)
class KnownTeam:
    """A team; `label`: the name of its municipality and its own."""

    id: int
    label: str
    municipality_id: int
    is_of_region: bool
    restricted: bool
    is_active: bool


@dataclass(frozen=True)
class KnownCategory:
    """A category."""

    id: int
    code: str
    name: str
    is_active: bool


@dataclass(frozen=True)
class KnownTemplate:
    """A standard answer that is in use; `texts` by language."""

    id: int
    name: str
    municipality_id: int | None
    category_id: int | None
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Body:
    """Another body that a question can be forwarded to."""

    code: str
    name: str
    is_active: bool


@dataclass(frozen=True)
class Partner:
    """An organisation of the register; `kind` is a code of `words.ORGANISATION_KINDS`."""

    code: str
    name: str
    kind: str
    email_domain: str
    is_active: bool


def members(on: date) -> tuple[Member, ...]:
    """All roles that hold on a local date, by user name."""
    return remembered(f"members {on.isoformat()}", lambda: _members(on))


def teams() -> dict[int, KnownTeam]:
    """All teams by id, in the order of municipality and name."""
    return remembered("teams", _teams)


def categories() -> dict[int, KnownCategory]:
    """All categories by id, in the order of their names."""
    return remembered("known_categories", _categories)


def templates() -> tuple[KnownTemplate, ...]:
    """The standard answers in use, by name."""
    return remembered("templates", _templates)


def bodies() -> dict[str, Body]:
    """The other bodies of the region by code, in the order of their names."""
    return remembered("bodies", _bodies)


def rule_names() -> dict[int, str]:
    """What the rules are called, by id."""
    return remembered("rule_names", lambda: dict(RoutingRule.objects.values_list("pk", "name")))


def _members(on: date) -> tuple[Member, ...]:
    live = Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    return tuple(
        Member(
            user_id=row.user_id,
            username=row.user.username,
            name=row.user.get_full_name() or row.user.get_username(),
            is_active=row.user.is_active,
            role=row.role,
            team_id=row.team_id,
            municipality_id=row.team.municipality_id,
        )
        for row in live.select_related("user", "team").order_by("user__username", "pk")
    )


def _teams() -> dict[int, KnownTeam]:
    rows = Team.objects.select_related("municipality").order_by("municipality__name", "name")
    return {
        row.pk: KnownTeam(
            id=row.pk,
            label=f"{row.municipality.name} · {row.name}",
            municipality_id=row.municipality_id,
            is_of_region=row.municipality.kind == "region",
            restricted=row.restricted,
            is_active=row.is_active,
        )
        for row in rows
    }


def _categories() -> dict[int, KnownCategory]:
    rows = Category.objects.order_by("name")
    return {row.pk: KnownCategory(row.pk, row.code, row.name, row.is_active) for row in rows}


def _templates() -> tuple[KnownTemplate, ...]:
    rows = ReplyTemplate.objects.filter(is_active=True).order_by("name").prefetch_related("translations")
    return tuple(
        KnownTemplate(
            id=row.pk,
            name=row.name,
            municipality_id=row.municipality_id,
            category_id=row.category_id,
            texts={text.language: text.text for text in row.translations.all()},
        )
        for row in rows
    )


def organisations() -> dict[str, Partner]:
    """The partners of the region by code, in the order of their names; those that no longer take part included."""
    return remembered("organisations", _organisations)


def _organisations() -> dict[str, Partner]:
    rows = Organisation.objects.order_by("name")
    return {row.code: Partner(row.code, row.name, row.kind, row.email_domain, row.is_active) for row in rows}


def _bodies() -> dict[str, Body]:
    return {row.code: Body(row.code, row.name, row.is_active) for row in ForwardBody.objects.order_by("name")}
