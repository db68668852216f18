"""The lists of .importlinter name the modules that exist, each where its layer says."""

import configparser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("home", "forms_app", "tickets")
DOORS_OF_THE_DESK = {"tickets.intake", "tickets.access", "tickets.erasure", "tickets.parts"}
DOORS_OF_THE_DESK |= {"tickets.references", "tickets.words"}
ENTRIES = {"tickets.apps", "tickets.wagtail_hooks", "tickets.management"}

CONFIG = configparser.ConfigParser()
CONFIG.read(ROOT / ".importlinter", encoding="utf-8")


def listed(contract: str, option: str) -> list[str]:
    return CONFIG[f"importlinter:contract:{contract}"][option].split()


def layer(app: str, member: str) -> set[str]:
    """The existing modules of the layer of `app` that holds `member`; names in ( ) are not built yet."""
    lines = CONFIG[f"importlinter:contract:{app}"]["layers"].strip().splitlines()
    rows = [[word for word in line.replace("|", " ").replace(":", " ").split() if word] for line in lines]
    (row,) = [row for row in rows if member in row]
    return {f"{app}.{name}" for name in row if not name.startswith("(")}


def modules(app: str) -> set[str]:
    """The modules and packages directly below an app."""
    found = {path.stem for path in (ROOT / app).glob("*.py")} | {
        path.parent.name for path in (ROOT / app).glob("*/__init__.py")
    }
    return {f"{app}.{name}" for name in found - {"__init__", "migrations"}}


def differences(contract: str, option: str, wanted: set[str]) -> list[str]:
    have = set(listed(contract, option))
    return [f"add {name} to {option} of [{contract}]" for name in sorted(wanted - have)] + [
        f"take {name} out of {option} of [{contract}]" for name in sorted(have - wanted)
    ]


PURE = {
    "home": layer("home", "languages"),
    "forms_app": layer("forms_app", "journey"),
    "tickets": layer("tickets", "states"),
}
ACTS = layer("forms_app", "filling") | layer("tickets", "intake") | {"tickets.parts"}


@pytest.mark.parametrize("app", APPS)
def test_each_module_of_an_app_stands_in_one_layer(app):
    rows = CONFIG[f"importlinter:contract:{app}"]["layers"].replace("|", " ").replace(":", " ").split()
    placed = [f"{app}.{name}" for name in rows if not name.startswith("(")]
    absent = [name.strip("()") for name in rows if name.startswith("(")]
    assert sorted(placed) == sorted(modules(app))
    assert [f"{app}.{name}: take it out of ( )" for name in absent if f"{app}.{name}" in modules(app)] == []


def test_each_pure_module_is_kept_from_frameworks():
    wanted = set().union(*PURE.values()) | {"portal.environment"}
    assert differences("pure", "source_modules", wanted) == []


def test_each_act_of_forms_and_tickets_is_kept_from_screens():
    assert differences("acts", "source_modules", ACTS) == []


def test_each_module_of_the_desk_is_a_door_or_behind_one():
    wanted = modules("tickets") - DOORS_OF_THE_DESK - ENTRIES
    assert differences("doors", "protected_modules", wanted) == []


def test_no_module_is_named_after_nothing():
    banned = {"utils", "helpers", "common", "services", "misc", "manager", "process", "data", "info", "base_utils"}
    found = [path for app in (*APPS, "portal") for path in (ROOT / app).rglob("*") if path.stem in banned]
    assert [str(path.relative_to(ROOT)) for path in found if "__pycache__" not in path.parts] == []
