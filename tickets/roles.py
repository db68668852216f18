"""The one table of who may do what at the desk."""

from dataclasses import dataclass
from enum import StrEnum

from tickets.states import Act


class Scope(StrEnum):
    """What a membership with a role reaches."""

    TEAM = "team"
    MUNICIPALITY = "municipality"
    REGION = "region"
    CONFIGURATION = "configuration"


@dataclass(frozen=True)
class Role:
    """A role: `acts` within its scope, `elsewhere` on tickets of other teams that are not restricted.

    Contact is masked for who may not reveal it.
    """

    name: str
    scope: Scope
    acts: frozenset[Act] = frozenset()
    elsewhere: frozenset[Act] = frozenset()


READER = Role("reader", Scope.TEAM, frozenset({Act.SEE}))
HANDLER = Role(
    "handler",
    Scope.TEAM,
    READER.acts
    | {Act.REVEAL_CONTACT, Act.PRINT_FILE, Act.TAKE, Act.ASSIGN, Act.REPLY, Act.ASK, Act.RESUME, Act.NOTE, Act.CONSULT}
    | {Act.FORWARD, Act.CLOSE, Act.REOPEN, Act.REJECT, Act.TRANSFER, Act.REFER, Act.RECATEGORISE, Act.SNOOZE}
    | {Act.READ, Act.SECOND, Act.SET_URGENCY, Act.TREAT_AS_OBJECTION, Act.TREAT_AS_COMPLAINT, Act.AMEND},
)
COORDINATOR = Role("coordinator", Scope.MUNICIPALITY, HANDLER.acts | {Act.UNDO_REJECT})
REGIONAL_COORDINATOR = Role(
    "regional_coordinator", Scope.REGION, HANDLER.acts, elsewhere=frozenset({Act.SEE, Act.CONSULT, Act.TRANSFER})
)
AUDITOR = Role("auditor", Scope.REGION)
FUNCTIONAL_ADMIN = Role("functional_admin", Scope.CONFIGURATION)
PRIVACY_OFFICER = Role(
    "privacy_officer",
    Scope.REGION,
    frozenset({Act.SEE, Act.REVEAL_CONTACT, Act.PRINT_FILE}) | {Act.HOLD, Act.LIFT_HOLD},
)

ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        READER,
        HANDLER,
        COORDINATOR,
        REGIONAL_COORDINATOR,
        AUDITOR,
        FUNCTIONAL_ADMIN,
        PRIVACY_OFFICER,
    )
}


def table() -> str:
    """The table of roles for the manual: `yes` within the scope, `also elsewhere` on tickets of other teams too."""
    columns = list(ROLES.values())
    lines = [_line("act", [f"`{role.name}`" for role in columns]), _line("---", ["---"] * len(columns))]
    lines.append(_line("scope", [role.scope for role in columns]))
    used = frozenset[Act]().union(*(role.acts for role in columns))
    lines += [_line(f"`{act}`", [_cell(role, act) for role in columns]) for act in Act if act in used]
    return "\n".join(lines) + "\n"


def _cell(role: Role, act: Act) -> str:
    if act in role.elsewhere:
        return "also elsewhere"
    return "yes" if act in role.acts else ""


def _line(head: str, cells: list[str]) -> str:
    return f"| {' | '.join([head, *cells])} |"
