"""What is of one region stands in its folder: no place and no organisation is named in what every region runs."""

import csv
import re
import subprocess
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

HERE = Path(__file__).resolve().parents[2]
REGIONS = HERE / "portal" / "regions"
OWN = ("portal/regions/", "docs/", "tests/", "README.md", "CHANGELOG.md", "CONTRIBUTING.md")
"""Where a name may stand: a region's folder, what is written about the product, what tests it with the demo."""

ORGANISATIONS = ["Avres", "Werkzaak", "VluchtelingenWerk", "Vluchtelingenwerk", "COA", "DUO", "IND", "UWV", "VNG"]
ORGANISATIONS += ["SVB", "CAK", "GGD", "Dienst Toeslagen", "Belastingdienst", "Nuffic", "Blik op Werk", "Divosa"]

HARMLESS = re.compile(r"Europe/Amsterdam")
"""A name that is something else: of a time zone."""


def municipalities() -> set[str]:
    """Every municipality that a region's tables name."""
    found = set()
    for table in [*REGIONS.glob("*/postcodes.csv"), *REGIONS.glob("*/outside.csv")]:
        with table.open(encoding="utf-8", newline="") as rows:
            found |= {row["municipality"] for row in csv.DictReader(rows)}
    return found


def organisations() -> set[str]:
    """Those that everybody in the field knows, and those that a region names in its data."""
    found = set(ORGANISATIONS)
    for about in REGIONS.glob("*/region.yaml"):
        rows = yaml.safe_load(about.read_text(encoding="utf-8"))["municipalities"]
        found |= {row["executed_by"] for row in rows if "executed_by" in row}
    for desk in REGIONS.glob("*/teams.yaml"):
        found |= {row["name"] for row in yaml.safe_load(desk.read_text(encoding="utf-8")).get("bodies", [])}
    return found


NAMES = sorted(municipalities() | organisations())
PATTERN = re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(name) for name in NAMES) + r")(?![\w-])")


def named_in(text: str) -> list[str]:
    """The names in a text, with the capitals of a name: `houten` is wood, `Houten` a town."""
    return PATTERN.findall(HARMLESS.sub("", text))


def shared() -> Iterator[Path]:
    """Every file that all regions run on."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HERE, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if not name.startswith(OWN) and (HERE / name).is_file():
            yield HERE / name


def findings(files: Iterable[Path]) -> list[str]:
    """`file: name` for each name in these files; what is no text is read as far as it is."""
    return [
        f"{file}: {name}"
        for file in files
        for name in sorted(set(named_in(file.read_bytes().decode("utf-8", errors="ignore"))))
    ]


def test_the_tables_of_the_demo_region_name_what_is_looked_for() -> None:
    assert len(municipalities()) > 30
    assert {"Avres", "DUO"} <= organisations()


def test_no_place_and_no_organisation_is_named_outside_a_region() -> None:
    files = list(shared())
    assert {"base.html", "words.py", "django.po", "page.mjs", "portal.css"} <= {file.name for file in files}
    assert findings(files) == []


def test_the_api_names_none_either() -> None:
    out = StringIO()
    call_command("openapi", stdout=out)
    assert "openapi" in out.getvalue()
    assert named_in(out.getvalue()) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("planted", ['label = _("Gemeente {}")', "<p>Bel {}.</p>", 'msgid "{}"', "// {}:"])
def test_a_planted_name_is_found(name: str, planted: str, tmp_path: Path) -> None:
    place = tmp_path / "planted.txt"
    place.write_text(planted.format(name), encoding="utf-8")
    assert findings([place]) == [f"{place}: {name}"]


@pytest.mark.parametrize("harmless", ["een houten deur, onze buren", "utrecht-button", "Europe/Amsterdam", "COACH"])
def test_what_only_looks_like_a_name_is_left_alone(harmless: str) -> None:
    assert named_in(harmless) == []
