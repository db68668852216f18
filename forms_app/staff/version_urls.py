"""Addresses of the versions of a form, below /admin/form-versions/."""

from django.urls import path

from forms_app.staff import versions

app_name = "versions"
urlpatterns = [
    path("<slug:key>/", versions.versions_page, name="list"),
    path("<slug:key>/<int:before>/<int:after>/", versions.compare_page, name="compare"),
]
