"""Comparing a table of postcodes with the register, then writing the difference."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db.models import Q

from home import registering
from home.history import recorded
from home.models import Municipality, PostcodeArea
from home.refusals import Refused

COLUMNS = ("pc4", "place", "municipality_code", "kind")


@dataclass(frozen=True)
class Difference:
    """One postcode that differs. `old` and `new`: (place, CBS code, kind), None where there is none."""

    pc4: str
    old: tuple[str, str, str] | None
    new: tuple[str, str, str] | None

    def __str__(self) -> str:
        sign = "+" if self.old is None else "-" if self.new is None else "~"
        sides = [" / ".join(side) for side in (self.old, self.new) if side is not None]
        return f"{sign} {self.pc4} {' -> '.join(sides)}"


def read(path: Path) -> list[Mapping[str, str]]:
    """The rows of a CSV with the columns pc4, place, municipality_code, kind.

    :raises Refused: `bad_table` with `problem`, a sentence.
    """
    with path.open(encoding="utf-8-sig", newline="") as text:
        table = csv.DictReader(text)
        missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
        if missing:
            raise Refused("bad_table", problem=f"no column {', '.join(missing)}")
        rows: list[Mapping[str, str]] = [{name: (row[name] or "").strip() for name in COLUMNS} for row in table]
    seen: set[str] = set()
    for row in rows:
        if row["pc4"] in seen:
            raise Refused("bad_table", problem=f"{row['pc4']} stands there twice")
        seen.add(row["pc4"])
    return rows


def compare(rows: Iterable[Mapping[str, str]], on: date) -> list[Difference]:
    """What differs between a table and the register as it is on a local date, by postcode.

    :raises Refused: `bad_table` with `problem`: a municipality, a postcode or a kind that cannot be.
    """
    wanted = {row["pc4"]: _checked(row) for row in rows}
    known = set(Municipality.objects.filter(kind=Municipality.Kind.MUNICIPALITY).values_list("code", flat=True))
    unknown = {code for _place, code, _kind in wanted.values()} - known
    if unknown:
        raise Refused("bad_table", problem=f"no municipality with code {', '.join(sorted(unknown))}")
    there = {area.pc4: _said(area) for area in _live(on)}
    return [
        Difference(pc4, there.get(pc4), wanted.get(pc4))
        for pc4 in sorted(there.keys() | wanted.keys())
        if there.get(pc4) != wanted.get(pc4)
    ]


def write(differences: Iterable[Difference], *, on: date, reason: str) -> int:
    """Writes differences in one act: an old row ends the day before `on`, a new one begins on it; how many.

    A place that is only spelled otherwise is corrected in its row; a row that had not begun yet makes way.

    :raises Refused: `needs_reason`; `area_overlaps` when the register holds a later row for the same postcode.
    :raises ValidationError: when a row cannot be so; then nothing is written.
    """
    if not reason.strip():
        raise Refused("needs_reason")
    owners = {row.code: row for row in Municipality.objects.all()}
    number = 0
    with recorded(reason):
        there = {area.pc4: area for area in _live(on)}
        for one in differences:
            area = there.get(one.pc4)
            if area is not None and one.new is not None and _same_owner(one):
                area.place, area.kind = one.new[0], one.new[2]
                _save(area)
            else:
                if area is not None:
                    _end(area, on)
                if one.new is not None:
                    place, code, kind = one.new
                    begins = on if area is not None else None
                    new = {"place": place, "municipality": owners[code], "kind": kind, "valid_from": begins}
                    _save(PostcodeArea(pc4=one.pc4, **new))
            number += 1
    return number


def _same_owner(one: Difference) -> bool:
    return one.old is not None and one.new is not None and one.old[1] == one.new[1]


def _end(area: PostcodeArea, on: date) -> None:
    last = on - timedelta(days=1)
    if area.valid_from is not None and area.valid_from > last:
        area.delete()
    else:
        area.valid_to = last
        _save(area)


def _save(area: PostcodeArea) -> None:
    registering.check_area(area)
    area.full_clean()
    area.save()


def _live(on: date) -> Iterable[PostcodeArea]:
    live = Q(valid_from=None) | Q(valid_from__lte=on)
    rows: Iterable[PostcodeArea] = (
        PostcodeArea.objects.select_related("municipality").filter(live).filter(Q(valid_to=None) | Q(valid_to__gte=on))
    )
    return rows


def _said(area: PostcodeArea) -> tuple[str, str, str]:
    return area.place, area.municipality.code, area.kind


def _checked(row: Mapping[str, str]) -> tuple[str, str, str]:
    pc4, kind = row["pc4"], row["kind"] or PostcodeArea.Kind.ADDRESS
    if not (len(pc4) == 4 and pc4.isascii() and pc4.isdecimal() and pc4[0] != "0"):
        raise Refused("bad_table", problem=f"{pc4!r} is no postcode")
    if kind not in PostcodeArea.Kind.values:
        raise Refused("bad_table", problem=f"{pc4}: {kind!r} is no kind")
    if not row["place"]:
        raise Refused("bad_table", problem=f"{pc4} has no place")
    return row["place"], row["municipality_code"], str(kind)
