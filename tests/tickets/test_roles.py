from pathlib import Path

import pytest

from tickets.roles import AUDITOR, COORDINATOR, FUNCTIONAL_ADMIN, HANDLER, PRIVACY_OFFICER, READER, ROLES, Role, table
from tickets.roles import REGIONAL_COORDINATOR as REGIONAL
from tickets.states import AUTOMATIC, Act


def test_each_role_is_kept_under_its_own_name() -> None:
    assert {name: role.name for name, role in ROLES.items()} == {name: name for name in ROLES}


def test_a_reader_only_sees() -> None:
    assert READER.acts == {Act.SEE}


def test_a_handler_does_everything_at_the_desk_but_undo_a_rejection() -> None:
    assert HANDLER.acts == set(Act) - AUTOMATIC - {Act.UNDO_REJECT, Act.HOLD, Act.LIFT_HOLD}


def test_a_coordinator_may_also_undo_a_rejection() -> None:
    assert COORDINATOR.acts - HANDLER.acts == {Act.UNDO_REJECT}
    assert COORDINATOR.scope == "municipality"


def test_a_regional_coordinator_sees_consults_and_transfers_elsewhere() -> None:
    assert REGIONAL.acts == HANDLER.acts
    assert REGIONAL.elsewhere == {Act.SEE, Act.CONSULT, Act.TRANSFER}


@pytest.mark.parametrize("role", [AUDITOR, FUNCTIONAL_ADMIN], ids=lambda role: role.name)
def test_who_audits_or_configures_sees_no_ticket(role: Role) -> None:
    assert (role.acts, role.elsewhere) == (frozenset(), frozenset())


def test_a_privacy_officer_sees_prints_and_holds_but_does_not_handle() -> None:
    assert PRIVACY_OFFICER.acts == {Act.SEE, Act.REVEAL_CONTACT, Act.PRINT_FILE, Act.HOLD, Act.LIFT_HOLD}


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.name)
def test_only_who_sees_a_ticket_does_something_with_it(role: Role) -> None:
    for acts in (role.acts, role.elsewhere):
        assert acts == frozenset() or Act.SEE in acts


def test_the_table_for_the_manual_has_a_column_per_role_and_a_row_per_act() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table().splitlines()]
    cells = {(row[0], column): cell for row in rows[2:] for column, cell in zip(rows[0][1:], row[1:], strict=True)}

    assert rows[0][1:] == [f"`{name}`" for name in ROLES]
    assert [row[0] for row in rows[3:]] == [f"`{act}`" for act in Act if act not in AUTOMATIC]
    assert cells["scope", "`coordinator`"] == "municipality"
    assert cells["`see`", "`reader`"] == "yes"
    assert cells["`take`", "`reader`"] == ""
    assert cells["`transfer`", "`regional_coordinator`"] == "also elsewhere"


def test_the_page_of_the_manual_has_the_table_and_every_role() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/staff/roles.md").read_text(encoding="utf-8")
    assert page.endswith(f"\n\n{table()}")
    assert [name for name in ROLES if f"(`{name}`)" not in page] == []
