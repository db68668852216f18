"""Addresses of the translators of forms, below /admin/translations/."""

from django.urls import path

from forms_app.staff import strings

app_name = "translations"
urlpatterns = [
    path("", strings.index, name="index"),
    path("<slug:form>/<slug:language>/", strings.sheet, name="sheet"),
    path("<slug:form>/<slug:language>/changes/", strings.changes, name="changes"),
    path("<slug:form>/<slug:language>/release/", strings.release, name="release"),
    path("<slug:form>/<slug:language>/import/", strings.bring_in, name="import"),
    path("<slug:form>/<slug:language>/csv/", strings.export, {"kind": "csv"}, name="csv"),
    path("<slug:form>/<slug:language>/xliff/", strings.export, {"kind": "xlf"}, name="xliff"),
]
