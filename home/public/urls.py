"""Addresses of the pages and of what a visitor asks of the portal itself."""

from django.urls import URLPattern, path, re_path

from home.public import views
from home.public.views import root

__all__ = ["root", "unprefixed", "urlpatterns"]

app_name = "guidance"
urlpatterns = [
    path("voorkeur/", views.choose_language, name="choose_language"),
    # All that Wagtail's own pattern takes, but for its own addresses below _util/.
    re_path(r"^(?!_util/)((?:[\w\-]+/)*)$", views.page, name="page"),
]
unprefixed: list[URLPattern] = [path("logo.svg", views.logo, name="logo")]
