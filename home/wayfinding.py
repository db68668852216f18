"""Where a page stands: the way to it, the menu around it, the same page in other languages.

One reader costs two queries, one page one more, whatever the size of the tree. A page that is not there in the
language of the reader is found, listed and addressed in the next language of `languages.fallbacks`, always under the
prefix of the reader: who reads Arabic never falls out of the Arabic portal.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.html import escape
from wagtail.models import Locale, Page, PageViewRestriction, Site

from home.languages import LANGUAGES, SOURCE, Direction, direction, fallbacks
from home.remembering import remembered

PAGE_LINK = re.compile(r"<a\b(?=[^>]*\slinktype=\"page\")(?=[^>]*\sid=\"(\d+)\")[^>]*>")
COLUMNS = (
    "id",
    "alias_of_id",
    "content_type_id",
    "depth",
    "last_published_at",
    "live",
    "locale_id",
    "path",
    "search_description",
    "slug",
    "title",
    "translation_key",
    "url_path",
)


@dataclass(frozen=True)
class PageLink:
    """A page in a menu, a breadcrumb or a list; `language` and `direction` are those of its title."""

    title: str
    url: str
    text: str
    language: str
    direction: Direction
    is_foreign: bool
    is_current: bool


@dataclass(frozen=True)
class LanguageLink:
    """The same page in another language; `is_translated` is false where the reader gets a fallback."""

    code: str
    own_name: str
    direction: Direction
    url: str
    is_current: bool
    is_translated: bool


@dataclass(frozen=True)
class Way:
    """What one reader needs to find the way. `reader` is a code; `codes` those that are switched on, by locale id."""

    reader: str
    codes: dict[int, str]
    starts: dict[str, Page]
    sections: tuple[Page, ...]
    known: dict[UUID, dict[str, Page]] = field(default_factory=dict)

    @property
    def chain(self) -> tuple[str, ...]:
        """The languages this reader gets, in order."""
        return tuple(code for code in fallbacks(self.reader) if code in self.starts)

    @property
    def portal_name(self) -> str:
        """What this portal is called; empty before a region was loaded."""
        return next((page.portal_name for page in self.starts.values()), "")

    @property
    def question_form(self) -> str:
        """The key of the form behind the button on each page; empty: no button."""
        return next((self.starts[code].question_form for code in self.chain), "") or ""

    def language_of(self, page: Page) -> str:
        """The code of the language a page is written in."""
        return self.codes.get(page.locale_id, SOURCE)

    def version(self, page: Page, chain: Iterable[str] | None = None) -> Page:
        """The page in the first language of the chain that has it, else as it is."""
        versions = self.known.get(page.translation_key, {})
        return next((versions[code] for code in chain or self.chain if code in versions), page)

    def address(self, page: Page, reader: str = "") -> str:
        """Where a reader finds exactly this page, under the prefix of that reader."""
        start = self.starts.get(self.language_of(page))
        below = page.url_path.removeprefix(start.url_path) if start else ""
        return f"/{reader or self.reader}/{below}"

    def link(self, page: Page, current: Page | None = None, *, as_version: bool = True) -> PageLink:
        """A page as this reader sees it in a list."""
        shown = self.version(page) if as_version else page
        code = self.language_of(shown)
        return PageLink(
            title=shown.title,
            url=self.address(shown),
            text=shown.search_description,
            language=code,
            direction=direction(code),
            is_foreign=code != self.reader,
            is_current=current is not None and current.translation_key == shown.translation_key,
        )

    def menu(self, current: Page | None = None) -> list[PageLink]:
        """The sections, in the order of the source language."""
        return [self.link(page, current) for page in self.merged(self.sections)]

    def merged(self, pages: Iterable[Page]) -> list[Page]:
        """One of each page, in the order of the source; what only another language has comes after."""
        ranks = {code: rank for rank, code in enumerate(reversed(self.chain))}
        mine = [page for page in pages if self.language_of(page) in ranks]
        ordered = sorted(mine, key=lambda page: (ranks[self.language_of(page)], page.path))
        return list({page.translation_key: page for page in ordered}.values())

    def breadcrumb(self, page: Page) -> list[PageLink]:
        """From the start page down to the page itself, which is current."""
        above = [one for versions in self.known.values() for one in versions.values() if _is_above(one, page)]
        links = [self.link(one) for one in sorted(above, key=lambda one: one.depth) if one.depth > 1]
        return [*links, self.link(page, page, as_version=False)]

    def languages(self, page: Page | None, path: str) -> list[LanguageLink]:
        """The portal in each language that is on: this page where there is one, else the same path."""
        below = path.removeprefix(f"/{self.reader}/") if path.startswith(f"/{self.reader}/") else ""
        return [self._language(code, page, below) for code in self.codes.values()]

    def _language(self, code: str, page: Page | None, below: str) -> LanguageLink:
        row = LANGUAGES[code]
        url, is_translated = f"/{code}/{below}", page is None
        if page is not None:
            shown = self.version(page, fallbacks(code))
            url, is_translated = self.address(shown, code), self.language_of(shown) == code
        return LanguageLink(code, row.own_name, row.direction, url, code == self.reader, is_translated)

    def is_older_than_source(self, page: Page) -> bool:
        """Whether the page it was translated from was published again since."""
        source = self.known.get(page.translation_key, {}).get(SOURCE)
        if source is None or source.pk == page.pk or not (source.last_published_at and page.last_published_at):
            return False
        return bool(source.last_published_at > page.last_published_at)

    def remember(self, pages: Iterable[Page]) -> None:
        """Keeps rows that were read, so that nobody asks for them again."""
        for page in pages:
            self.known.setdefault(page.translation_key, {})[self.language_of(page)] = page


def switched_on() -> list[str]:
    """The codes of the languages an administrator switched on, in the order of `LANGUAGES`."""
    return list(_codes().values())


def complete_languages() -> set[str]:
    """The codes of the languages in which each page is live that is live in the source. Two queries."""
    codes = _codes()
    live = Page.objects.filter(live=True, depth__gt=1, alias_of=None)
    of_source = live.filter(locale__language_code=SOURCE).values("translation_key")
    rows = live.filter(translation_key__in=of_source).values_list("locale_id").annotate(pages=Count("pk")).order_by()
    counts = {codes[locale]: pages for locale, pages in rows if locale in codes}
    return {code for code, pages in counts.items() if pages == counts.get(SOURCE)}


def _codes() -> dict[int, str]:
    return remembered("languages", _languages)


def _languages() -> dict[int, str]:
    on = {row.language_code: row.pk for row in Locale.objects.all()}
    return {on[code]: code for code in LANGUAGES if code in on}


def around(reader: str) -> Way:
    """What `reader` (a code) needs anywhere. Two queries."""
    codes = _codes()
    site = Site.objects.filter(is_default_site=True)
    rows = list(
        _rows()
        .filter(
            Q(depth=2, translation_key__in=site.values("root_page__translation_key")) | Q(depth=3, show_in_menus=True)
        )
        .annotate(question_form=F("homepage__question_form"), portal_name=Subquery(site.values("site_name")[:1]))
        .order_by("path")
    )
    starts = {codes[page.locale_id]: page for page in rows if page.depth == 2 and page.locale_id in codes}
    paths = tuple(page.path for page in starts.values())
    sections = tuple(page for page in rows if page.depth == 3 and page.path.startswith(paths))
    way = Way(reader, codes, starts, sections)
    way.remember([*starts.values(), *sections])
    return way


def find(way: Way, below: str) -> Page | None:
    """The page at a path below the start page, in the first language of the reader that has it. One query.

    `is_restricted` on it says whether anything stands in the way of showing it to everyone.
    """
    targets = [way.starts[code].url_path + below for code in way.chain]
    rows = _surroundings(targets)
    way.remember(rows)
    found = {page.url_path: page for page in rows}
    page = next((found[target] for target in targets if target in found), None)
    if page is not None:
        page.is_restricted = any(row.restricted for row in rows if row.pk == page.pk or _is_above(row, page))
    return page


def place(way: Way, page: Page) -> None:
    """Reads what stands around a page that was found in another way, such as a preview. One query."""
    way.remember(_surroundings([page.url_path]))


def pages_below(way: Way, page: Page) -> list[Page]:
    """The pages below a page, each in the language in which this reader gets it. One query."""
    versions = [one for code, one in way.known.get(page.translation_key, {}).items() if code in way.chain] or [page]
    below = Q()
    for one in versions:
        below |= Q(path__startswith=one.path, depth=one.depth + 1)
    rows = list(_rows().filter(below).order_by("path"))
    way.remember(rows)
    return [way.version(row) for row in way.merged(rows)]


def addresses(way: Way, ids: Iterable[int]) -> dict[int, str]:
    """Where this reader finds the pages with these ids; those that are not live are left out. One query."""
    asked = Page.objects.filter(pk__in=list(ids))
    rows = list(_rows().filter(translation_key__in=asked.values("translation_key")))
    way.remember(rows)
    return {row.pk: way.address(way.version(row)) for row in rows}


def connected(way: Way, html: str) -> str:
    """Text as editors wrote it, its links to pages by number with their address for this reader. At most one query.

    A link to a page that is not live becomes plain words.
    """
    ids = {int(found) for found in PAGE_LINK.findall(html)}
    urls = addresses(way, ids) if ids else {}

    def opened(found: re.Match[str]) -> str:
        url = urls.get(int(found[1]))
        return f'<a href="{escape(url)}">' if url else "<a>"

    return PAGE_LINK.sub(opened, html)


def _rows() -> QuerySet[Page]:
    rows: QuerySet[Page] = Page.objects.filter(live=True).only(*COLUMNS)
    return rows


def _surroundings(targets: list[str]) -> list[Page]:
    """The pages at these paths, all above them, and their other languages; three look-ups by index in one query."""
    paths = {path for target in targets for path in _upwards(target)}
    slugs = {path.rstrip("/").rpartition("/")[2] for path in paths} - {""}
    kin = Page.objects.filter(slug__in=slugs, url_path__in=targets, live=True).values("translation_key")
    barred = PageViewRestriction.objects.filter(Q(page=OuterRef("pk")) | Q(page=OuterRef("alias_of_id")))
    rows = _rows().annotate(restricted=Exists(barred)).order_by()
    parts = (
        rows.filter(slug__in=slugs, url_path__in=paths),
        rows.filter(translation_key__in=kin),
        rows.filter(depth=1),
    )
    return list(parts[0].union(*parts[1:]))


def _upwards(url_path: str) -> list[str]:
    """The url_path itself and all above it: "/home/a/" gives "/home/a/", "/home/"."""
    names = url_path.strip("/").split("/")
    return [f"/{'/'.join(names[:count])}/" for count in range(len(names), 0, -1)]


def _is_above(one: Page, page: Page) -> bool:
    return bool(one.depth < page.depth and page.path.startswith(one.path))
