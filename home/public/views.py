"""What a visitor asks of the portal itself: a page, a language, its logo."""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_POST, require_safe

from home import wayfinding
from home.languages import SOURCE
from home.models import Logo
from home.public import pages
from home.refusals import Refused


def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the tree."""
    return pages.serve(request, path)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the start page in the language of an earlier choice, else of the browser, else the source."""
    wanted = [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "").lower()]
    wanted += [code for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    codes = wayfinding.switched_on()
    response = HttpResponseRedirect(f"/{next(filter(None, (_nearest(code, codes) for code in wanted)), SOURCE)}/")
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _nearest(wanted: str, codes: list[str]) -> str | None:
    """The language that is on and serves who wants `wanted`: itself, or the one without a region ("ar" for "ar-sy")."""
    return next((code for code in (wanted, wanted.partition("-")[0]) if code in codes), None)


def _logo(request: HttpRequest) -> str:
    """The logo of the region, else of the product; read once in a request."""
    if not hasattr(request, "logo"):
        svg = Logo.objects.values_list("svg", flat=True).first() or _own_logo()
        request.logo = svg  # type: ignore[attr-defined]
    return str(request.logo)  # type: ignore[attr-defined]


@cache
def _own_logo() -> str:
    return Path(str(finders.find("portal/logo.svg"))).read_text(encoding="utf-8")


def _logo_tag(request: HttpRequest) -> str:
    return f'"{hashlib.sha256(_logo(request).encode()).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=_logo_tag)
def logo(request: HttpRequest) -> HttpResponse:
    """The logo of the region: an address of its own, so that no page asks the database for it."""
    response = HttpResponse(_logo(request), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=300"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@csrf_exempt  # all it can do is show another language, and public pages stay without a token so that they can be cached
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remembers the chosen language, and goes to the same page in it.

    :raises Refused: `bad_request`, for a language that is not switched on.
    """
    code = request.POST.get("language", "")
    if code not in wayfinding.switched_on():
        raise Refused("bad_request")
    response = HttpResponseRedirect(_same_page(request, request.POST.get("next", ""), code))
    response.status_code = 303
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _same_page(request: HttpRequest, typed: str, code: str) -> str:
    """The address in language `code` of the page at `typed`; its start page when that is not an address of ours."""
    if not url_has_allowed_host_and_scheme(typed, {request.get_host()}, require_https=request.is_secure()):
        return f"/{code}/"
    here = urlsplit(typed)
    reader, _, below = here.path.removeprefix("/").partition("/")
    codes = wayfinding.switched_on()
    if reader not in codes:
        return f"/{code}/"
    way = wayfinding.around(reader)
    found = wayfinding.find(way, below)
    links = {link.code: link.url for link in way.languages(found, here.path)}
    return links[code] + (f"?{here.query}" if here.query else "")
