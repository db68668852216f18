"""The registers of the admin as a test walks them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from home.models import User
from home.staff.region import RegionRegisters
from home.staff.registers import RegisterAdmin
from tests.cast import person
from tickets.staff.registers import DeskRegisters

REGISTERS: dict[str, RegisterAdmin] = {
    one.model._meta.model_name: one
    for group in (RegionRegisters(), DeskRegisters())
    for one in group.modeladmin_instances
}
ACTIONS_OF_A_ROW = ("edit", "delete", "history")


def signed_in(who: str | User) -> Client:
    """A browser of somebody with this role."""
    user = person(who) if isinstance(who, str) else who
    client = Client()
    if user is not None:
        client.force_login(user, backend="portal.signing_in.Backend")
    return client


def address(register: str, action: str = "index", key: Any = None) -> str:
    """Where a screen of a register is."""
    return reverse(f"registers_{register}_modeladmin_{action}", args=[] if key is None else [key])


def rows(register: str) -> Any:
    """All rows of a register."""
    return REGISTERS[register].model._default_manager.order_by("pk")


def typed(register: str, row: Any, **changed: Any) -> dict[str, Any]:
    """What a browser sends for a row as it stands, with something changed in it; a reason unless one is given."""
    found: dict[str, Any] = {"seen": row.lock_version, "reason": "toets"}
    for name in REGISTERS[register].fields:
        value = getattr(row, f"{name}_id", getattr(row, name, None))
        if name == "conditions":
            continue
        if isinstance(value, bool):
            found |= {name: "on"} if value else {}
        else:
            found[name] = "" if value is None else str(value)
    sent = {**found, **changed}
    return {name: value for name, value in sent.items() if value is not None}
