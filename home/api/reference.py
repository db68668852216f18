"""What every client of the region needs first: its municipalities, where a postcode lies, its languages."""

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path
from pydantic import Field

from home import keyset, places, postcodes, wayfinding
from home.api.operations import MINUTE, Cursor, Limit, Listed, MunicipalityShape, Operations, Shape, onward
from home.languages import LANGUAGES
from home.models import Municipality
from home.refusals import Refused

router = Operations("Region")
DAM, FAR = {"code": "GM9001", "name": "Waterdam"}, {"code": "GM9999", "name": "Verweg"}
Typed = Annotated[str, Path(max_length=100, description="A postcode in any spelling, with digits of any script.")]


class PostcodeShape(Shape):
    """Where a postcode of the region lies."""

    pc4: str = Field(pattern=r"^[1-9][0-9]{3}$", description="The four digits.")
    place: str
    kind: Literal["address", "poBox"] = Field(
        description="A `poBox` tells where an organisation is; a person is asked for the postcode of a home."
    )
    municipality: MunicipalityShape


class LanguageShape(Shape):
    """A language that an administrator switched on."""

    code: str = Field(max_length=12)
    name: str = Field(description="As its readers write it.")
    direction: Literal["ltr", "rtl"]
    complete: bool = Field(description="Whether each page that is there in Dutch is there in this language.")


@router.reads(
    "/municipalities",
    Listed[MunicipalityShape],
    name="listMunicipalities",
    example={"results": [{"code": "GM9002", "name": "Polderkerk"}, DAM], "next": None},
    refusals=[Refused("bad_cursor")],
    seconds=5 * MINUTE,
)
def municipalities(request: HttpRequest, limit: Limit = 50, cursor: Cursor = "") -> Listed[MunicipalityShape]:
    """The municipalities of the region by name, without the region itself."""
    rows = Municipality.objects.filter(kind=Municipality.Kind.MUNICIPALITY)
    found, after = keyset.page(rows, "name", cursor, limit)
    shown = [MunicipalityShape(code=row.code, name=row.name) for row in found]
    return Listed(results=shown, next=onward("/municipalities", after, limit=limit))


@router.reads(
    "/postcodes/{typed}",
    PostcodeShape,
    name="getPostcode",
    example={"pc4": "1234", "place": "Waterdam", "kind": "address", "municipality": DAM},
    refusals=[
        Refused("outside_region", postcode="1299", municipality="Verweg", members={"municipality": FAR}),
        Refused("unknown_postcode"),
        Refused("not_a_postcode"),
    ],
    seconds=5 * MINUTE,
)
def postcode(request: HttpRequest, typed: Typed) -> PostcodeShape:
    """Where a postcode lies; one outside the region is a problem that names the municipality there."""
    digits = postcodes.read(typed)
    place = places.place_of(digits, timezone.localdate())
    if place is None:
        raise Refused("unknown_postcode")
    municipality = MunicipalityShape(code=place.municipality_code, name=place.municipality_name)
    if place.municipality is None:
        there = {"municipality": municipality.model_dump()}
        raise Refused("outside_region", postcode=digits, municipality=municipality.name, members=there)
    kind: Literal["address", "poBox"] = "poBox" if place.kind == "po_box" else "address"
    return PostcodeShape(pc4=digits, place=place.place, kind=kind, municipality=municipality)


@router.reads(
    "/languages",
    Listed[LanguageShape],
    name="listLanguages",
    example={"results": [{"code": "ar", "name": "العربية", "direction": "rtl", "complete": True}], "next": None},
    seconds=5 * MINUTE,
)
def languages(request: HttpRequest) -> Listed[LanguageShape]:
    """The languages of the portal; there are few, so all of them are on one page."""
    complete = wayfinding.complete_languages()
    shown = [
        LanguageShape(
            code=code,
            name=LANGUAGES[code].own_name,
            direction=LANGUAGES[code].direction,
            complete=code in complete,
        )
        for code in wayfinding.switched_on()
    ]
    return Listed(results=shown, next=None)
