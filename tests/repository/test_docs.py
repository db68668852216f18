"""Documentation is part of the change: what an operator can set or type is described."""

import re
from pathlib import Path

import pytest

from portal import environment
from portal.api import document

HERE = Path(__file__).resolve().parents[2]
SETTINGS = (HERE / "docs" / "operators" / "settings.md").read_text(encoding="utf-8")
COMMANDS = (HERE / "docs" / "operators" / "commands.md").read_text(encoding="utf-8")
OWN = sorted(
    path.stem
    for app in ("portal", "home", "forms_app", "tickets")
    for path in (HERE / app / "management" / "commands").glob("*.py")
    if path.stem != "__init__" and not path.stem.startswith(("clean_", "populate_"))
)


@pytest.mark.parametrize("row", environment.ROWS, ids=lambda row: row.name)
def test_a_setting_can_be_looked_up(row: environment.Row) -> None:
    assert f"| `{row.name}` |" in SETTINGS


@pytest.mark.parametrize("command", OWN)
def test_a_command_can_be_looked_up(command: str) -> None:
    assert f"`{command}`" in COMMANDS


API = (HERE / "docs" / "developers" / "api.md").read_text(encoding="utf-8")
OPERATIONS = [f"{method.upper()} {place}" for place, methods in document()["paths"].items() for method in methods]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_of_the_api_can_be_looked_up(operation: str) -> None:
    assert f"| `{operation}` |" in API


def test_no_operation_is_described_that_is_not_there() -> None:
    assert sorted(re.findall(r"^\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]+)` \|", API, re.MULTILINE)) == sorted(
        OPERATIONS
    )
