"""The desk in the admin: its addresses, its place in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from tickets import access
from tickets.staff.panel import DeskPanel
from tickets.staff.registers import DeskRegisters

modeladmin_register(DeskRegisters)


class DeskMenuItem(MenuItem):
    """Shown to who has a role at the desk."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person has anything to do there."""
        return access.has_desk(request.user)


class HistoryMenuItem(MenuItem):
    """Shown to the auditor."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person reads what others did."""
        return access.may_audit(request.user)


class HoldsMenuItem(MenuItem):
    """Shown to the privacy officer."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person says which tickets must stay."""
        return access.may_hold(request.user)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """The desk below /admin/desk/."""
    return [path("desk/", include("tickets.staff.urls", namespace="desk"))]


@hooks.register("construct_homepage_panels")
def desk_panel(request: HttpRequest, panels: list[Any]) -> None:
    """The first thing on the first page."""
    panels.append(DeskPanel())


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> Any:
    """The first thing in the menu."""
    return DeskMenuItem(_("Balie"), reverse("desk:queue"), icon_name="mail", order=50)


@hooks.register("register_admin_menu_item")
def history_menu_item() -> Any:
    """After the desk."""
    return HistoryMenuItem(_("Geschiedenis"), reverse("desk:history"), icon_name="history", order=60)


@hooks.register("register_admin_menu_item")
def holds_menu_item() -> Any:
    """After the history."""
    return HoldsMenuItem(_("Vastgezet"), reverse("desk:holds"), icon_name="lock", order=62)
