"""Guidance pages for readers elsewhere: which there are, in the best language they have, part by part."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import nh3
from django.conf import settings
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import translation

from home import keyset, wayfinding
from home.languages import SOURCE
from home.models import GuidancePage, Municipality
from home.refusals import Refused
from home.wayfinding import Way
from home.words import GUIDANCE_PARTS

TAGS = {
    *("a", "b", "bdi", "br", "dd", "details", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "i", "img"),
    *("li", "ol", "p", "strong", "summary", "ul"),
}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "dt": {"lang", "dir"}, "bdi": {"lang", "dir"}}
PICTURE = "width-960|format-jpeg"
_SEAM = "\x1f"  # stands in no text that may be stored
_LOCAL = re.compile(r'(?<=\s)(href|src)="/(?!/)')


@dataclass(frozen=True)
class Guidance:
    """A page in the language in which this reader gets it, with the languages it is there in."""

    page: GuidancePage
    language: str
    url: str
    available: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One of the seven parts of a page: `blocks` as data, or all of it as `html`."""

    key: str
    heading: str
    blocks: tuple[dict[str, Any], ...] = ()
    html: str = ""


def way_of(asked: str) -> Way:
    """The way of a reader from elsewhere; who asks for a language that is off gets the next one. Two queries."""
    way = wayfinding.around(asked)
    return way if asked in way.codes.values() else replace(way, reader=next(iter(way.chain), SOURCE))


def listed(
    way: Way,
    *,
    municipality: Municipality | None = None,
    topic: str = "",
    changed_since: datetime | None = None,
    cursor: str = "",
    limit: int,
) -> tuple[list[Guidance], str]:
    """A page of the list in the order of their ids, and the cursor of the next one.

    `municipality` leaves out what is only for others; `topic` is one of the words of a page.

    :raises Refused: `bad_cursor`.
    """
    rows = _shown(way)
    if topic:
        words = Q(topics=topic) | Q(topics__startswith=f"{topic} ") | Q(topics__endswith=f" {topic}")
        rows = rows.filter(words | Q(topics__contains=f" {topic} "))
    if changed_since is not None:
        rows = rows.filter(last_published_at__gte=changed_since)
    if municipality is not None:
        rows = rows.filter(guidance_id__in=list(_about(rows, municipality)))
    found, after = keyset.page(rows, "guidance_id", cursor, limit)
    return _told(way, found), after


def get(way: Way, guidance_id: str) -> Guidance:
    """One page by its id.

    :raises Refused: `not_found`, when no language of this reader has it, or it is not for everyone.
    """
    found = _told(way, list(_shown(way).filter(guidance_id=guidance_id)[:1]))
    if not found:
        raise Refused("not_found")
    return found[0]


def parts(way: Way, guidance: Guidance, municipality: Municipality | None, *, as_html: bool) -> list[Part]:
    """The seven parts; of the municipal ones only that of `municipality`, when it is given.

    All HTML is clean: links lead to pages in the language of the reader, and from elsewhere they still do.
    """
    made = []
    with translation.override(guidance.language):
        for name, heading in GUIDANCE_PARTS.items():
            blocks = [block for block in _blocks(guidance.page, name) if _is_for(block, municipality)]
            if as_html:
                made.append(Part(name, str(heading), html="".join(_rendered(block) for block in blocks)))
            else:
                made.append(Part(name, str(heading), blocks=tuple(_data(kind, value) for kind, value, _ in blocks)))
    return _connected(way, made)


Block = tuple[str, Any, Any]
"""Type, value, and the bound block that draws it (None for the text of a plain field)."""


def _public() -> QuerySet[GuidancePage]:
    rows: QuerySet[GuidancePage] = GuidancePage.objects.live().public().filter(alias_of=None).exclude(guidance_id="")
    return rows


def _shown(way: Way) -> QuerySet[GuidancePage]:
    """Of each page the version in the first language of this reader that has it. One query for what is barred."""
    starts = [way.starts[code] for code in way.chain]
    below = Q(pk__in=[])
    for start in starts:
        below |= Q(path__startswith=start.path)
    ranks = [When(locale_id=start.locale_id, then=Value(rank)) for rank, start in enumerate(starts)]
    rank = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
    ranked = _public().filter(below).annotate(rank=rank)
    better = ranked.filter(translation_key=OuterRef("translation_key"), rank__lt=OuterRef("rank"))
    return ranked.filter(~Exists(better))


def _about(rows: QuerySet[GuidancePage], municipality: Municipality) -> Iterator[str]:
    """The ids of the pages that are for everyone or for this municipality too."""
    for page in rows.only("guidance_id", "who_helps").iterator():
        named = {one["value"]["municipality"] for one in page.who_helps.raw_data if one["type"] == "municipality"}
        if not named or municipality.pk in named:
            yield page.guidance_id


def _told(way: Way, pages: list[GuidancePage]) -> list[Guidance]:
    """The pages with their addresses and languages. One query."""
    kin = _public().filter(translation_key__in={page.translation_key for page in pages}) if pages else ()
    codes: dict[Any, set[str]] = {}
    for row in kin:
        codes.setdefault(row.translation_key, set()).add(way.language_of(row))
    order = list(way.codes.values())
    return [
        Guidance(
            page=page,
            language=way.language_of(page),
            url=f"{settings.BASE_URL}{way.address(page)}",
            available=tuple(sorted(codes[page.translation_key], key=order.index)),
        )
        for page in pages
    ]


def _blocks(page: GuidancePage, name: str) -> Iterator[Block]:
    value = getattr(page, name)
    if isinstance(value, str):
        yield ("paragraph", value, None)
        return
    for block in value:
        yield (block.block_type, block.value, block)


def _is_for(block: Block, municipality: Municipality | None) -> bool:
    kind, value, _bound = block
    return municipality is None or kind != "municipality" or value["municipality"] == municipality


def _rendered(block: Block) -> str:
    _kind, value, bound = block
    return value if bound is None else f"<dl>{bound.render()}</dl>" if bound.block_type == "word" else bound.render()


def _data(kind: str, value: Any) -> dict[str, Any]:
    """A block as data; what is empty is left out."""
    return {"type": kind, **{name: one for name, one in _fields(kind, value).items() if one not in ("", None)}}


def _fields(kind: str, value: Any) -> dict[str, Any]:
    match kind:
        case "paragraph":
            return {"html": _source(value)}
        case "steps":
            steps = [{"title": step["title"], "html": _source(step["text"])} for step in value]
            return {"items": [{name: said for name, said in step.items() if said} for step in steps]}
        case "things":
            return {"items": [{"title": thing} for thing in value]}
        case "municipality":
            return _of_municipality(value)
        case "picture":
            image = value["image"].get_rendition(PICTURE)
            size = {"url": image.url, "width": image.width, "height": image.height}
            return {**size, "alt": value["alt"], "caption": value["caption"]}
    return {"html" if name in ("text", "transcript") else name: _source(one) for name, one in value.items()}


def _source(value: Any) -> Any:
    return getattr(value, "source", value)


def _of_municipality(value: Any) -> dict[str, Any]:
    """Where people of one municipality go; what stays empty on the page comes from the municipality itself."""
    row = value["municipality"]
    if row is None:
        return {}
    reach = {name: value.get(name) or getattr(row, name) for name in ("phone", "desk", "hours", "email", "website")}
    return {"municipality": {"code": row.code, "name": row.name}, "html": _source(value["text"]), **reach}


def _connected(way: Way, made: list[Part]) -> list[Part]:
    """The same with every link followed, in one query for all of them."""
    texts = wayfinding.connected(way, _SEAM.join(_texts(made))).split(_SEAM)
    clean = iter([_clean(text) for text in texts])

    def block(one: dict[str, Any]) -> dict[str, Any]:
        items = [{**item, "html": next(clean)} if "html" in item else item for item in one.get("items", ())]
        return {**one, **({"items": items} if items else {}), **({"html": next(clean)} if "html" in one else {})}

    return [replace(part, html=next(clean), blocks=tuple(block(one) for one in part.blocks)) for part in made]


def _texts(made: Iterable[Part]) -> Iterator[str]:
    """All HTML of the parts, in the order in which `_connected` puts it back."""
    for part in made:
        yield part.html
        for one in part.blocks:
            yield from (item["html"] for item in one.get("items", ()) if "html" in item)
            if "html" in one:
                yield one["html"]


def _clean(html: str) -> str:
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"})
    return _LOCAL.sub(rf'\1="{settings.BASE_URL}/', clean).strip()
