"""From a postcode to its place and municipality."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from home.models import Calendar, ClosingDay, Municipality, OutsideArea, PostcodeArea
from home.refusals import Refused


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
    """Where `pc4` lies on a local date, or None when nobody here knows it. At most two queries."""
    areas = PostcodeArea.objects.select_related("municipality").filter(pc4=pc4)
    area = areas.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)).first()
    if area is not None:
        owner = area.municipality
        return Place(pc4, area.place, area.kind, owner, owner.code, owner.name)
    outside = OutsideArea.objects.filter(pc4=pc4).first()
    if outside is not None:
        return Place(pc4, outside.place, "outside", None, outside.municipality_code, outside.municipality_name)
    return None


def region() -> Municipality:
    """The region's own row.

    :raises Refused: `no_region`, before a region was loaded.
    """
    row: Municipality | None = Municipality.objects.filter(kind=Municipality.Kind.REGION).first()
    if row is None:
        raise Refused("no_region")
    return row


def municipalities() -> list[Municipality]:
    """The municipalities of the region by name, without the region's own row."""
    return list(Municipality.objects.filter(kind=Municipality.Kind.MUNICIPALITY).order_by("name"))


def closed_days(calendar_id: int | None) -> frozenset[date]:
    """The closing days of a calendar, or of the region's own when None; weekends are not in it."""
    if calendar_id is None:
        calendar_id = (
            Municipality.objects.filter(kind=Municipality.Kind.REGION).values_list("calendar_id", flat=True).first()
        )
    if calendar_id is None:
        return frozenset()
    return frozenset(ClosingDay.objects.filter(calendar_id=calendar_id).values_list("day", flat=True))


def statutory_days() -> frozenset[date]:
    """The days of the Algemene termijnenwet (article 3) that are in the statutory calendar."""
    days = ClosingDay.objects.filter(calendar__kind=Calendar.Kind.STATUTORY)
    return frozenset(days.values_list("day", flat=True))
