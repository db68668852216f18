"""What a page shows beside its own fields: menu, breadcrumb, languages, the state of its translation."""

from typing import Any

from django import template
from django.conf import settings
from django.template.base import Node, NodeList, Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from home import examples, wayfinding
from home.examples import Listing
from home.languages import LANGUAGES, SOURCE, Language, direction
from home.wayfinding import LanguageLink, PageLink, Way

register = template.Library()


def _page(context: template.Context) -> Page | None:
    page = context.get("page")  # a form step has a `page` of its own kind
    return page if isinstance(page, Page) else None


def _way(context: template.Context) -> Way:
    """The way of this request, read once; a preview has a page that no address was asked for."""
    request, page = context.get("request"), _page(context)
    way: Way | None = getattr(request, "way", None)
    if way is None:
        way = wayfinding.around(get_language() or SOURCE)
        if page is not None and page.url_path:
            wayfinding.place(way, page)
        if request is not None:
            request.way = way
    return way


@register.simple_tag(takes_context=True)
def menu(context: template.Context) -> list[PageLink]:
    """The sections of the portal: title, url, language, direction, is_foreign, is_current."""
    return _way(context).menu(_page(context))


@register.simple_tag(takes_context=True)
def breadcrumb(context: template.Context) -> list[PageLink]:
    """From the start page to this page, which is current; empty where there is no page of the tree."""
    page = _page(context)
    return _way(context).breadcrumb(page) if page is not None and page.depth else []


@register.simple_tag(takes_context=True)
def languages(context: template.Context) -> list[LanguageLink]:
    """This page in each language that is on: code, own_name, direction, url, is_current, is_translated."""
    request = context.get("request")
    return _way(context).languages(_page(context), request.path if request is not None else "")


@register.simple_tag(takes_context=True)
def below(context: template.Context, page: Page) -> Listing:
    """The pages below a page for this reader; examples from practice by what the address asks for."""
    request = context.get("request")
    return examples.below(_way(context), page, request.GET if request is not None else {})


@register.simple_tag(takes_context=True)
def address(context: template.Context, page: Page) -> str:
    """Where this reader finds a page that an editor chose."""
    return _way(context).address(page)


@register.simple_tag(takes_context=True)
def portal_name(context: template.Context) -> str:
    """What this portal is called, as its region says; the product's own name where nobody asked for a page."""
    name = _way(context).portal_name if context.get("request") is not None else ""
    return name or str(settings.WAGTAIL_SITE_NAME)


@register.simple_tag(takes_context=True)
def question_url(context: template.Context) -> str:
    """Where a question is asked: by the form of this page, else of the start page; empty when neither names one."""
    way = _way(context)
    form = getattr(_page(context), "question_form", "") or way.question_form
    return f"/{way.reader}/vraag/{form}/" if form else ""


@register.simple_tag(takes_context=True)
def foreign(context: template.Context, thing: Any) -> SafeString:
    """` lang="nl" dir="ltr"` for a page or link that is not in the language of the reader, else nothing."""
    way = _way(context)
    code = way.language_of(thing) if isinstance(thing, Page) else thing.language
    return format_html(' lang="{}" dir="{}"', code, direction(code)) if code != way.reader else SafeString("")


@register.simple_tag(takes_context=True)
def shown_language(context: template.Context) -> Language:
    """The language this page is written in, which a notice names when the reader asked for another."""
    page = _page(context)
    return LANGUAGES[_way(context).language_of(page) if page is not None else get_language() or SOURCE]


@register.simple_tag(takes_context=True)
def translation_state(context: template.Context) -> str:
    """How far the reader can trust the language of this page: "missing", "older" than the source, or "current"."""
    page, way = _page(context), _way(context)
    if page is None:
        return "current"
    if way.language_of(page) != way.reader:
        return "missing"
    return "older" if way.is_older_than_source(page) else "current"


@register.tag
def connected(parser: Parser, token: Token) -> "ConnectedNode":
    """{% connected %} ... {% endconnected %}: gives all links to pages in it their address, in one query."""
    nodes = parser.parse(("endconnected",))
    parser.delete_first_token()
    return ConnectedNode(nodes)


class ConnectedNode(Node):
    """Text as editors wrote it, in which links name pages by number."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        """The text with addresses; a link to a page that is not live becomes plain words."""
        text = self.nodelist.render(context)
        # What a template rendered is safe; only addresses of ours, escaped, were put into it.
        return SafeString(wayfinding.connected(_way(context), text))
