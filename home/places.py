"""From a postcode to its place and municipality."""

from dataclasses import dataclass
from datetime import date

from home.models import Calendar, ClosingDay, Municipality, OutsideArea, PostcodeArea
from home.refusals import Refused
from home.remembering import remembered


@dataclass(frozen=True)
class Place:
    """Where four digits of a postcode lie; `municipality` is None outside the region."""

    pc4: str
    place: str
    kind: str
    municipality: Municipality | None
    municipality_code: str
    municipality_name: str


def place_of(pc4: str, on: date) -> Place | None:
    """Where `pc4` lies on a local date, or None when nobody here knows it."""
    inside, outside = remembered("postcodes", _postcodes)
    for area in inside.get(pc4, ()):
        begun, ended = (
            area.valid_from is None or area.valid_from <= on,
            area.valid_to is not None and area.valid_to < on,
        )
        if begun and not ended:
            owner = area.municipality
            return Place(pc4, area.place, area.kind, owner, owner.code, owner.name)
    found = outside.get(pc4)
    if found is not None:
        return Place(pc4, found.place, "outside", None, found.municipality_code, found.municipality_name)
    return None


def region() -> Municipality:
    """The region's own row.

    :raises Refused: `no_region`, before a region was loaded.
    """
    row = next((row for row in remembered("municipalities", _municipalities) if row.kind == "region"), None)
    if row is None:
        raise Refused("no_region")
    return row


def municipalities() -> list[Municipality]:
    """The municipalities of the region by name, without the region's own row."""
    return [row for row in remembered("municipalities", _municipalities) if row.kind == "municipality"]


def closed_days(calendar_id: int | None) -> frozenset[date]:
    """The closing days of a calendar, or of the region's own when None; weekends are not in it."""
    days: dict[int | None, frozenset[date]] = remembered("closing_days", _closing_days)
    return days.get(calendar_id, frozenset())


def statutory_days() -> frozenset[date]:
    """The days of the Algemene termijnenwet (article 3) that are in the statutory calendar."""
    return remembered("statutory_days", _statutory_days)


def _postcodes() -> tuple[dict[str, list[PostcodeArea]], dict[str, OutsideArea]]:
    inside: dict[str, list[PostcodeArea]] = {}
    for area in PostcodeArea.objects.select_related("municipality").order_by("pc4", "id"):
        inside.setdefault(area.pc4, []).append(area)
    return inside, {row.pc4: row for row in OutsideArea.objects.all()}


def _municipalities() -> tuple[Municipality, ...]:
    return tuple(Municipality.objects.order_by("name"))


def _closing_days() -> dict[int | None, frozenset[date]]:
    """Per calendar; None stands for the region's own."""
    found: dict[int | None, set[date]] = {}
    for calendar_id, day in ClosingDay.objects.values_list("calendar_id", "day"):
        found.setdefault(calendar_id, set()).add(day)
    days = {calendar_id: frozenset(of) for calendar_id, of in found.items()}
    own = Municipality.objects.filter(kind=Municipality.Kind.REGION).values_list("calendar_id", flat=True).first()
    return days | {None: days.get(own, frozenset()) if own is not None else frozenset()}


def _statutory_days() -> frozenset[date]:
    days = ClosingDay.objects.filter(calendar__kind=Calendar.Kind.STATUTORY)
    return frozenset(days.values_list("day", flat=True))
