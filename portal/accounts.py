"""Accounts that are made from data: those of the demo, and the first administrator."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils import timezone

from home import publishing
from home.history import Actor, acting, recorded
from home.models import User
from tickets.models import Membership, Team

_SENT = Q(content_type__app_label="forms_app", content_type__model="submission")
# What the groups may do in the admin; rights on tickets and registers come from memberships alone.
GROUPS: dict[str, Q] = {
    "Functioneel beheer": Q(content_type__app_label="wagtailcore", content_type__model="locale"),
    "Formulieren": Q(content_type__app_label="forms_app", content_type__model__in=["form", "formstring"]),
    "Vertaling": Q(codename="translate_form"),
    # What was sent is seen through its ticket, so these are worth something only to who has a role at the desk.
    "Inzendingen lezen": _SENT & Q(codename__in=("view_submission", "change_submission")),
    "Inzendingen beheren": _SENT,
    "Redactie": Q(pk=None),  # pages and pictures have rights of their own: publishing.let_publish
}  # fmt: skip


def make_groups() -> None:
    """The groups with their permissions, all with entry to the admin; a second time changes nothing."""
    entry = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    with acting(Actor("laden van de regio"), via="command"), recorded():
        for name, wanted in GROUPS.items():
            group, _made = Group.objects.get_or_create(name=name)
            group.permissions.add(entry, *Permission.objects.filter(wanted))
        Group.objects.get_or_create(name="Balie")[0].permissions.add(entry)
        publishing.let_publish(Group.objects.get(name="Redactie"))
        publishing.let_pick_pictures(Group.objects.get(name="Formulieren"))  # answers can be pictures


def make_demo(about: Mapping[str, Any], place: Path) -> list[dict[str, str]]:
    """The accounts of a region's accounts.yaml with passwords made now, which are kept in `place` (mode 600).

    An account that is there already keeps its password. The accounts that `place` holds.
    """
    known = {row["username"]: row for row in read(place)}
    make_groups()
    with acting(Actor("laden van de demo"), via="command", reason="demo geladen"):
        for row in about["accounts"]:
            if row["username"] not in known:
                password = secrets.token_urlsafe(9)
                with recorded():
                    _make(row, password)
                known[row["username"]] = {
                    "username": row["username"],
                    "password": password,
                    "role": row.get("role", ", ".join(row.get("groups", [])) or "administrator"),
                    "team": f"{row.get('municipality', '')} {row.get('team', '')}".strip(),
                }
                _write(place, list(known.values()))
    return list(known.values())


def make_first_administrator(username: str) -> str | None:
    """An administrator with a password made now, when nobody can sign in yet; the password, or None.

    The administrator also gets the role that configures the desk, because `is_superuser` gives no ticket content.
    """
    if User.objects.filter(is_active=True).exists():
        return None
    make_groups()
    password = secrets.token_urlsafe(12)
    with acting(Actor("eerste start"), via="command", reason="eerste beheerder"), recorded():
        user = User(username=username, is_superuser=True, is_staff=True)
        user.set_password(password)
        user.save()
        team = Team.objects.filter(municipality__kind="region").order_by("pk").first()
        if team is not None:
            for role in ("functional_admin", "regional_coordinator"):
                Membership(user=user, team=team, role=role, valid_from=timezone.localdate()).save()
    return password


def read(place: Path) -> list[dict[str, str]]:
    """The demo accounts that were made before."""
    return json.loads(place.read_text())["accounts"] if place.exists() else []


def _make(row: Mapping[str, Any], password: str) -> User:
    first, _space, last = str(row["name"]).partition(" ")
    superuser = bool(row.get("is_superuser"))
    user = User(
        username=row["username"],
        first_name=first,
        last_name=last,
        email=f"{row['username']}@demo.invalid",
        is_staff=superuser,
        is_superuser=superuser,
    )
    user.set_password(password)
    user.save()
    user.groups.add(*Group.objects.filter(name__in=["Balie", *row.get("groups", [])]))
    if "role" in row:
        owner = Q(municipality__code=row["municipality"]) if "municipality" in row else Q(municipality__kind="region")
        team = Team.objects.get(owner, name=row["team"])
        Membership(user=user, team=team, role=row["role"], valid_from=timezone.localdate()).save()
    return user


def _write(place: Path, accounts: list[dict[str, str]]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(".new")
    fresh.write_text(json.dumps({"accounts": accounts}, indent=1))
    fresh.chmod(0o600)
    fresh.rename(place)
