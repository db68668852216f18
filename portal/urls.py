"""Who serves which path."""

from datetime import timedelta

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from home.public.urls import root, unprefixed
from portal import health, media, problems
from portal.api import api, openapi_document, unknown
from portal.outbox import outbox_page


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines read the guidance; nobody's own pages."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /account/", "Disallow: /*/volg/", "Disallow: /*/vraag/"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where a security problem is reported (RFC 9116)."""
    expires = (timezone.now() + timedelta(days=365)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {settings.ENVIRONMENT['SECURITY_CONTACT']}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def nothing(request: HttpRequest, **asked: int) -> HttpResponse:
    """Takes the place of a page of a library that has no use here.

    :raises Http404: always.
    """
    raise Http404


urlpatterns = [
    path("", root, name="root"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("api/v1/openapi.json", openapi_document, name="openapi"),
    path("api/v1/", api.urls),
    re_path(r"^api(?:/|$)", unknown, name="api_unknown"),
    path("problems/<slug:kind>", problems.kind_page, name="problem_kind"),
    path("account/signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup_closed"),
    path("account/", include("allauth.account.urls")),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/outbox/", outbox_page, name="outbox"),
    path("admin/failwhale/", nothing),  # Wagtail's own page there crashes on purpose
    # These two crash when something is sent to them; no screen leads there.
    path("admin/snippets/choose/forms_app/form/create/", nothing),
    path("admin/documents/multiple/create_from_uploaded_document/<int:upload>/", nothing),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("media/<str:folder>/<str:name>", media.picture, name="picture"),
    *unprefixed,
    *i18n_patterns(
        path("vraag/", include("forms_app.public.urls")),
        path("volg/", include("tickets.public.urls")),
        path("", include("home.public.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=True,
    ),
]

handler404 = problems.not_found
handler429 = problems.too_many  # asked by the sign-in pages
