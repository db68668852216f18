"""A region from its folder: rows, teams, pages and forms, each written once."""

import csv
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import holidays
import yaml
from django.conf import settings
from django.utils import timezone

from forms_app import authoring
from forms_app.models import FormPage
from home import sites
from home.history import Actor, acting, recorded
from home.models import Calendar, ClosingDay, Logo, Municipality, OutsideArea, PostcodeArea
from tickets.models import (
    Category,
    ForwardBody,
    Norm,
    Organisation,
    ReplyTemplate,
    ReplyTemplateTranslation,
    RoutingRule,
    Team,
    TeamTask,
)

REGIONS = Path(__file__).parent / "regions"
YEARS_AHEAD = 5
LAST_RANK = 1_000_000
SINCE = date(2022, 1, 1)  # the Wet inburgering 2021 came into force


@dataclass(frozen=True)
class Folder:
    """A region as data."""

    path: Path

    def yaml(self, name: str) -> dict[str, Any]:
        """One YAML file of the folder; empty when it is not there."""
        place = self.path / name
        return yaml.safe_load(place.read_text(encoding="utf-8")) if place.exists() else {}

    def form(self, key: str) -> dict[str, Any]:
        """The definition of a form; the texts of a language stand in the form's own file or in `forms/<language>/`."""
        about = self.yaml(f"forms/{key}.yaml")
        strings = {code: dict(texts) for code, texts in about.get("strings", {}).items()}
        for place in sorted(self.path.glob(f"forms/*/{key}.yaml")):
            strings.setdefault(place.parent.name, {}).update(self.yaml(f"forms/{place.parent.name}/{key}.yaml"))
        return {**about, "strings": strings}

    def csv(self, name: str) -> list[dict[str, str]]:
        """The rows of one CSV file; none when it is not there."""
        place = self.path / name
        if not place.exists():
            return []
        with place.open(encoding="utf-8", newline="") as rows:
            return list(csv.DictReader(rows))


def folder(name: str) -> Folder:
    """The folder of a region: one that is shipped, or a path.

    :raises FileNotFoundError: when it holds no region.yaml.
    """
    for path in (REGIONS / name, Path(name)):
        if (path / "region.yaml").exists():
            return Folder(path)
    raise FileNotFoundError(f"{name}: no folder with a region.yaml")


def load(source: Folder) -> Municipality:
    """Writes all of a region that is not there yet; a second time changes nothing. The region's own row."""
    with acting(Actor("laden van de regio"), via="command", reason="regio geladen"):
        about = source.yaml("region.yaml")
        with recorded():
            region = _places(about, source)
            _desk(source.yaml("teams.yaml"), region)
        forms = {key: authoring.load(source.form(key)) for key in about.get("forms", [])}
        sites.load(
            source.path,
            languages=about["languages"],
            name=about.get("portal", about["name"]),
            hostname=settings.BASE_URL,
            beside=sites.Beside(types=[FormPage], rows={"form": forms}),
        )
    return region


def _places(about: Mapping[str, Any], source: Folder) -> Municipality:
    today = timezone.localdate()
    staff = _calendar("Werkdagen van de regio", Calendar.Kind.STAFF, _staff_days(today))
    _calendar("Algemene termijnenwet", Calendar.Kind.STATUTORY, _statutory_days(today))
    columns = ("phone", "email", "desk", "hours", "website", "executed_by")
    region = _once(
        Municipality,
        {"kind": Municipality.Kind.REGION},
        name=about["name"],
        code=about["code"],
        reference_prefix=about["reference_prefix"],
        calendar=staff,
        **{name: about[name] for name in columns if name in about},
    )
    if "logo" in about:
        _once(Logo, {"region": region}, svg=(source.path / about["logo"]).read_text(encoding="utf-8"))
    for row in about["municipalities"]:
        _once(
            Municipality,
            {"code": row["code"]},
            name=row["name"],
            **{name: row[name] for name in columns if name in row},
        )
    owners = {row.code: row for row in Municipality.objects.all()}
    for area in _new(source.csv("postcodes.csv"), PostcodeArea.objects.filter(valid_to=None)):
        owner = owners[area["municipality_code"]]
        _made(PostcodeArea(pc4=area["pc4"], place=area["place"], municipality=owner, kind=area["kind"]))
    for area in _new(source.csv("outside.csv"), OutsideArea.objects.all()):
        names = {"municipality_name": area["municipality"], "municipality_code": area["municipality_code"]}
        _made(OutsideArea(pc4=area["pc4"], place=area["place"], **names))
    return region


def _new(rows: Iterable[dict[str, str]], known: Any) -> list[dict[str, str]]:
    """The rows whose postcode is not there yet: hundreds, so asked at once."""
    there = set(known.values_list("pc4", flat=True))
    return [row for row in rows if row["pc4"] not in there]


def _desk(about: Mapping[str, Any], region: Municipality) -> None:
    categories = {row["code"]: _category(row) for row in about["categories"]}
    teams = {(region.code, row["name"]): _team(region, row, categories) for row in about["region_teams"]}
    for municipality in Municipality.objects.filter(kind=Municipality.Kind.MUNICIPALITY):
        for row in about["municipality_teams"]:
            teams[(municipality.code, row["name"])] = _team(municipality, row, categories)
    rank = 0
    for row in about["rules"]:
        rank = _rule(row, rank, teams, region.code)
    for row in about.get("bodies", []):
        _once(ForwardBody, {"code": row["code"]}, name=row["name"])
    for row in about.get("organisations", []):
        details = {name: row[name] for name in ("kind", "email_domain") if name in row}
        _once(Organisation, {"code": row["code"]}, name=row["name"], **details)
    for row in about.get("templates", []):
        template = _once(ReplyTemplate, {"name": row["name"], "municipality": None})
        for language, text in row.items():
            if language != "name":
                _once(ReplyTemplateTranslation, {"template": template, "language": language}, text=text)


def _rule(row: Mapping[str, Any], after: int, teams: Mapping[tuple[str, str], Team], region: str) -> int:
    """A rule to a fixed team, of the region unless the row names a municipality, or to the municipality in a fact.

    A new one gets a free rank behind the one before it in the file (rank `after`): an administrator may have moved
    rules and made others. The rank it has.
    """
    taken = set(RoutingRule.objects.values_list("rank", flat=True))
    wished = itertools.chain([after - after % 10 + 10], itertools.count(after + 1))
    free = (rank for rank in wished if rank not in taken)
    rule: RoutingRule = _once(
        RoutingRule,
        {"name": row["name"]},
        rank=LAST_RANK if row.get("is_last") else next(free),
        conditions=row.get("when", []),
        target=RoutingRule.Target.TEAM if "team" in row else RoutingRule.Target.FACT,
        team=teams[(row.get("municipality", region), row["team"])] if "team" in row else None,
        fact=row.get("fact", ""),
        is_last=row.get("is_last", False),
        valid_from=SINCE,
    )
    return rule.rank


def _category(row: Mapping[str, Any]) -> Category:
    first, done = row["norm"]
    names = ("name", "restricted", "statutory_weeks", "statutory_months", "statutory_basis")
    category = _once(Category, {"code": row["code"]}, **{name: row[name] for name in names if name in row})
    _once(Norm, {"category": category, "valid_from": SINCE}, first_days=first, service_days=done)
    return category


def _team(owner: Municipality, row: Mapping[str, Any], categories: Mapping[str, Category]) -> Team:
    team = _once(
        Team,
        {"municipality": owner, "name": row["name"]},
        restricted=row.get("restricted", False),
        is_quarantine=row.get("is_quarantine", False),
    )
    for code in row["tasks"]:
        task = {"municipality": owner, "category": categories[code] if code else None, "valid_to": None}
        _once(TeamTask, task, team=team, valid_from=SINCE)
    return team


def _calendar(name: str, kind: str, days: Iterable[tuple[date, str]]) -> Calendar:
    calendar = _once(Calendar, {"name": name}, kind=kind)
    there = set(ClosingDay.objects.filter(calendar=calendar).values_list("day", flat=True))
    for day, label in sorted(days):
        if day not in there:
            ClosingDay(calendar=calendar, day=day, name=label[:100]).save()
    return calendar


def _staff_days(today: date) -> list[tuple[date, str]]:
    """Public holidays on which municipalities are closed: Good Friday is a working day, 5 May once in five years."""
    found = holidays.country_holidays("NL", years=_years(today), language="nl")
    return [(day, name) for day, name in found.items() if name.casefold() != "goede vrijdag"]


def _statutory_days(today: date) -> list[tuple[date, str]]:
    """The days of article 3 of the Algemene termijnenwet, those set by decree included."""
    found = dict(
        holidays.country_holidays("NL", years=_years(today), language="nl", categories=("public", "optional")).items()
    )
    decree = yaml.safe_load((Path(__file__).parent / "closing_days.yaml").read_text())["decree"]
    return [*found.items(), *((day, "bij besluit") for day in decree if day not in found)]


def _years(today: date) -> range:
    return range(today.year, today.year + YEARS_AHEAD + 1)


def _once(model: Any, look_up: dict[str, Any], **columns: Any) -> Any:
    """The row, made when it is not there; what an administrator changed since stays as it is."""
    row = model.objects.filter(**look_up).first()
    return _made(model(**{**look_up, **columns})) if row is None else row


def _made(row: Any) -> Any:
    row.full_clean()
    row.save()
    return row
