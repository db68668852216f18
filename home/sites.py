"""A region's site: its languages, its start page, its pages from YAML, each made once.

A file below `pages/` is one page in all its languages; the files are read in the order of their names, a parent first:

    type: GuidancePage            # a page type of home.models, or one that the caller names
    key: de-brief-van-duo         # what other files call it
    parent: lezen                 # key; the start page has none
    shared: {topics: brief}       # fields that are the same in each language
    languages: {nl: {title: ..., slug: ..., ...}, en: ...}

Text is HTML, of which the tags around a single paragraph may be left out; a link to `page:KEY` becomes a link to that
page in the same language.
A stream is a list of `{block: value}`; a municipality is its CBS code, a page its key.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import yaml
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Locale, Page, Site

from home import models
from home.history import recorded
from home.languages import SOURCE
from home.models import HomePage, Municipality

KEYS = UUID("6f1f4f0e-3f5b-5d1c-9b70-7a1d1c0f2e55")  # any fixed value: the key of a page is always the same row
PAGE_LINK = re.compile(r'<a href="page:([a-z0-9-]+)">')

Document = Mapping[str, Any]
Pages = dict[tuple[str, str], Page]


@dataclass(frozen=True)
class Beside:
    """What pages are made of that home does not know: page types; rows, by field and by what the files call them."""

    types: Sequence[type[Page]] = ()
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def type(self, name: str) -> type[Page]:
        """The page type with this name."""
        found: type[Page] = next((one for one in self.types if one.__name__ == name), None) or getattr(models, name)
        return found


def load(folder: Path, *, languages: Sequence[str], name: str, hostname: str, beside: Beside | None = None) -> int:
    """Makes the Locales, the start page, the Site and the pages that are not there yet; how many pages were made.

    What an editor changed in a page since stays. `hostname` is the address of the portal, such as `https://host:8000`.

    :raises NoActor: when nobody acts.
    :raises KeyError: when a file names a page, a municipality or a field that does not exist.
    :raises ValidationError: when a page is not complete.
    """
    with recorded():
        locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in languages}
        files = sorted((folder / "pages").glob("*.yaml"))
        documents = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files] or [_start_page(name)]
        pages, made = _planted(documents, locales, beside or Beside())
        writer = _Writer(pages)
        for document, code, planted in made:
            page = type(planted).objects.get(pk=planted.pk)  # those below it have changed its row since
            writer.write(page, code, {**document.get("shared", {}), **document["languages"][code]})
            page.save_revision().publish()
        _found_site(pages[(documents[0]["key"], SOURCE)], name, hostname)
    return len(made)


def _start_page(name: str) -> Document:
    return {"type": "HomePage", "key": "start", "languages": {SOURCE: {"title": name, "slug": SOURCE, "intro": name}}}


def _planted(
    documents: Sequence[Document], locales: Mapping[str, Locale], beside: Beside
) -> tuple[Pages, list[tuple[Document, str, Page]]]:
    """All pages by key and language, and the new ones, which are still empty: links need both ends."""
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locales[SOURCE])
    pages: Pages = {}
    made = []
    for document in documents:
        key, model = uuid5(KEYS, document["key"]), beside.type(document["type"])
        for code in (code for code in document["languages"] if code in locales):
            page = model.objects.filter(translation_key=key, locale=locales[code]).first()
            if page is None:
                page = _page(document, code, beside, locale=locales[code], translation_key=key)
                parent = pages[(document["parent"], code)] if "parent" in document else root
                type(parent).objects.get(pk=parent.pk).add_child(instance=page)
                made.append((document, code, page))
            pages[(document["key"], code)] = page
    return pages, made


def _page(document: Document, code: str, beside: Beside, **identity: Any) -> Page:
    model = beside.type(document["type"])
    said = {**document.get("shared", {}), **document["languages"][code]}
    plain = {name: value for name, value in said.items() if _is_plain(model, name)}
    rows = {name: beside.rows[name][value] for name, value in plain.items() if name in beside.rows}
    return model(live=False, **identity, **plain | rows)


def _is_plain(model: type[Page], name: str) -> bool:
    column = model._meta.get_field(name)
    return not isinstance(column, StreamField | RichTextField) and not column.many_to_many


class _Writer:
    """Writes what a file says into the fields of a page."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.municipalities = {row.code: row for row in Municipality.objects.all()}

    def write(self, page: Page, code: str, said: Mapping[str, Any]) -> None:
        for name, value in said.items():
            column = page._meta.get_field(name)
            if isinstance(column, StreamField):
                stream = column.to_python(json.dumps(self._raw(column.stream_block, value, code)))
                setattr(page, name, column.stream_block.clean(stream))
            elif isinstance(column, RichTextField):
                setattr(page, name, self._html(value, code))
            elif column.many_to_many:
                setattr(page, name, [self.municipalities[one] for one in value])

    def _html(self, text: str, code: str) -> str:
        html = text.strip() if text.lstrip().startswith(("<p", "<ol", "<ul")) else f"<p>{text.strip()}</p>"
        return PAGE_LINK.sub(lambda found: f'<a linktype="page" id="{self.pages[(found[1], code)].pk}">', html)

    def _raw(self, block: blocks.Block, value: Any, code: str) -> Any:
        """What a block stores for a value of the file."""
        match block:
            case blocks.StreamBlock():
                parts = [next(iter(part.items())) for part in value]
                return [{"type": name, "value": self._raw(block.child_blocks[name], one, code)} for name, one in parts]
            case blocks.ListBlock():
                return [self._raw(block.child_block, one, code) for one in value]
            case blocks.StructBlock():
                return {name: self._raw(block.child_blocks[name], one, code) for name, one in value.items()}
            case blocks.RichTextBlock():
                return self._html(value, code)
            case blocks.PageChooserBlock():
                return self.pages[(value, code)].pk
            case blocks.ChooserBlock():
                return self.municipalities[value].pk
        return value


def _found_site(start: Page, name: str, hostname: str) -> None:
    """The default site begins at `start`; the page that Wagtail installs itself goes away."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first() or Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    if welcome is not None and issubclass(welcome.specific_class or Page, HomePage):
        return
    address = urlsplit(hostname)
    site.hostname, site.port = address.hostname or "localhost", address.port or {"https": 443}.get(address.scheme, 80)
    site.site_name, site.root_page = name, start
    site.save()
    if welcome is not None and welcome.specific_class is Page:
        Page.objects.get(pk=welcome.pk).delete()
