"""What serving a page adds."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult
from wagtail.views import serve as serve_wagtail

from home import wayfinding
from home.languages import SOURCE

Serve = Callable[[Page, HttpRequest, Any, Mapping[str, Any]], HttpResponse]


def serve(request: HttpRequest, below: str) -> HttpResponse:
    """The page at a path in the language of the reader, or in the next language that has it.

    An address in the fallback leads on to the translation as soon as there is one.

    Wagtail's own routing asks the database twice per part of the path and knows no other language; so the page is
    found here, and served by Wagtail with all its hooks.

    :raises Http404: when no language of the reader has it, or the language is not switched on.
    """
    way = wayfinding.around(get_language() or SOURCE)
    found = wayfinding.find(way, below) if way.reader in way.codes.values() else None
    model = found.specific_class if found is not None else None
    if found is None or model is None:
        raise Http404(below)
    shown = way.version(found)
    if shown.pk != found.pk:
        return HttpResponseRedirect(way.address(shown))
    page = model.objects.get(pk=found.pk)
    if not found.is_restricted:
        page.get_view_restrictions = PageViewRestriction.objects.none  # known already: two queries less
    request.way = way  # type: ignore[attr-defined]
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    response: HttpResponse = serve_wagtail(request, below)
    return response


def tell_language(following: Serve) -> Serve:
    """Hook: says in the headers which language the page is in, and where it really lives when that is another."""

    def serve_page(page: Page, request: HttpRequest, args: Any, kwargs: Mapping[str, Any]) -> HttpResponse:
        response = following(page, request, args, kwargs)
        way = getattr(request, "way", None)
        if way is not None and way.language_of(page) != way.reader:
            code = way.language_of(page)
            response["Content-Language"] = f"{way.reader}, {code}"
            response["Link"] = f'<{request.build_absolute_uri(way.address(page, code))}>; rel="canonical"'
        return response

    return serve_page
