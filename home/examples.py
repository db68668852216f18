"""Examples from practice below a page, found by year or municipality."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from home import wayfinding
from home.models import PracticePage
from home.wayfinding import PageLink, Way

YEAR, MUNICIPALITY = "jaar", "gemeente"
"""Names of the two choices in the address."""


@dataclass(frozen=True)
class Choice:
    """A year or a municipality that an example below this page has."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Shown:
    """One page of the list; what is no example has no year."""

    link: PageLink
    year: str = ""
    municipalities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    """What stands below a page, after a choice; without `years` there is nothing to choose by."""

    pages: tuple[Shown, ...]
    years: tuple[Choice, ...] = ()
    municipalities: tuple[Choice, ...] = ()
    is_chosen: bool = False
    chosen: tuple[str, ...] = ()

    @property
    def found(self) -> int:
        """How many examples fit the choice."""
        return sum(bool(page.year) for page in self.pages)


@dataclass(frozen=True)
class _Facets:
    year: str
    names: dict[str, str]


def below(way: Way, page: Page, asked: Mapping[str, str]) -> Listing:
    """The pages below a page for this reader, and of its examples those that fit what was asked. Two queries at most.

    `asked`: the parameters of the address. A choice that no example has finds nothing; an empty one is none.
    """
    pages = wayfinding.pages_below(way, page)
    year, municipality = (asked.get(name, "").strip()[:20] for name in (YEAR, MUNICIPALITY))
    kind = ContentType.objects.get_for_model(PracticePage)
    facets = _facets(one.pk for one in pages if one.content_type_id == kind.pk)
    if not facets:
        return Listing(tuple(Shown(way.link(one)) for one in pages))
    names = {code: name for facet in facets.values() for code, name in facet.names.items()}
    is_chosen = bool(year or municipality)
    return Listing(
        pages=tuple(
            _shown(way.link(one), facets.get(one.pk))
            for one in pages
            if not is_chosen or _fits(facets.get(one.pk), year, municipality)
        ),
        years=tuple(
            Choice(one, one, one == year) for one in sorted({facet.year for facet in facets.values()}, reverse=True)
        ),
        municipalities=tuple(
            Choice(code, name, code == municipality) for code, name in sorted(names.items(), key=lambda row: row[1])
        ),
        is_chosen=is_chosen,
        chosen=tuple(filter(None, (year, names.get(municipality, municipality)))),
    )


def _fits(facet: _Facets | None, year: str, municipality: str) -> bool:
    return facet is not None and year in ("", facet.year) and (not municipality or municipality in facet.names)


def _shown(link: PageLink, facet: _Facets | None) -> Shown:
    return Shown(link, facet.year, tuple(sorted(facet.names.values()))) if facet is not None else Shown(link)


def _facets(pages: Iterable[int]) -> dict[int, _Facets]:
    """Year and municipalities of the examples with these ids. One query, none without examples."""
    wanted = list(pages)
    found: dict[int, _Facets] = {}
    if not wanted:
        return found
    rows = PracticePage.objects.filter(pk__in=wanted)
    for key, year, code, name in rows.values_list("pk", "year", "municipalities__code", "municipalities__name"):
        facet = found.setdefault(key, _Facets(str(year), {}))
        if code is not None:
            facet.names[code] = name
    return found
