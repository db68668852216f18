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


DOCS = sorted((HERE / "docs").rglob("*.md"))
IMAGES = sorted((HERE / "docs" / "images").glob("*.png"))
LINK = re.compile(r"!?\[[^]]*\]\((?!https?:|mailto:)([^)#]+)")
PLACE = re.compile(r"`((?:docs|forms_app|home|locale|portal|templates|tests|tickets)/[\w./-]+)`")
IN_WORDS = {"templates/tickets/letters/reminded.subject.txt", "templates/tickets/letters/reminded.txt"}
"""Files that a recipe invents."""


@pytest.mark.parametrize("page", [*DOCS, HERE / "README.md"], ids=lambda page: str(page.relative_to(HERE)))
def test_what_a_page_of_the_documentation_leads_to_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (page.parent / link).exists()] == []
    assert [place for place in PLACE.findall(text) if not (HERE / place).exists() and place not in IN_WORDS] == []


def test_each_page_of_the_documentation_is_found_from_its_first() -> None:
    first = HERE / "docs" / "index.md"
    led_to = {(first.parent / link).resolve() for link in LINK.findall(first.read_text(encoding="utf-8"))}
    assert [page.name for page in DOCS if page != first and not led_to & {page, page.parent}] == []


def test_each_picture_is_shown_and_small() -> None:
    shown = {(page.parent / link).resolve() for page in DOCS for link in LINK.findall(page.read_text(encoding="utf-8"))}
    assert len(IMAGES) >= 12
    assert [image.name for image in IMAGES if image not in shown] == []
    assert [image.name for image in IMAGES if image.stat().st_size >= 120_000] == []


ACCEPTANCE = (HERE / "docs" / "developers" / "acceptance.md").read_text(encoding="utf-8")


def test_each_promise_names_tests_that_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`((?:(?::| ?,) `test_\w+`)*)", ACCEPTANCE)
    assert len(named) > 60
    absent = []
    for path, tests in named:
        file = HERE / path
        source = file.read_text(encoding="utf-8") if file.exists() else ""
        absent += [] if source else [path]
        absent += [f"{path}: {test}" for test in re.findall(r"test_\w+", tests) if f"def {test}(" not in source]
    assert absent == []


def test_no_promise_names_a_test_without_its_file() -> None:
    found = re.findall(r"`(test_\w+)`", ACCEPTANCE)
    inside = re.findall(r"test_\w+", "".join(re.findall(r"`tests/[\w/]+\.py`((?:(?::| ?,) `test_\w+`)+)", ACCEPTANCE)))
    assert sorted(found) == sorted(inside)
