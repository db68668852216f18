"""What the ground floor changes in Wagtail."""

from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from home.models import User
from home.public import pages
from home.staff.region import RegionRegisters
from home.words import REFUSALS

# These list rows of every app, whoever may see them on their own screens.
LEAKING_REPORTS = frozenset({"site-history", "workflow-tasks", "page-types-usage"})

hooks.register("on_serve_page", pages.tell_language)


@hooks.register("construct_reports_menu")
def hide_leaking_reports(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leaves the reports about pages."""
    menu_items[:] = [row for row in menu_items if row.name not in LEAKING_REPORTS]


@hooks.register("before_delete_user")
def keep_user(request: HttpRequest, user: User) -> HttpResponse:
    """Accounts are deactivated, never deleted: what they did stays theirs."""
    flash.error(request, REFUSALS["users_stay"])
    return redirect("wagtailusers_users:edit", user.pk)


@hooks.register("before_bulk_action")
def keep_users(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """The same, for several at once."""
    if action_type == "delete" and issubclass(action.model, User):
        flash.error(request, REFUSALS["users_stay"])
        return redirect("wagtailusers_users:index")
    return None


modeladmin_register(RegionRegisters)
