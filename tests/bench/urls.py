"""The addresses of the portal, after those of the yardsticks."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

from portal.urls import handler404
from portal.urls import urlpatterns as portal_patterns
from tests.bench.yardstick import views

__all__ = ["handler404", "urlpatterns"]

urlpatterns = [
    path("yardstick/form/", views.bare_form),
    path("yardstick/done/", views.done),
    path("yardstick/page/", include(wagtail_urls)),
    *portal_patterns,
]
