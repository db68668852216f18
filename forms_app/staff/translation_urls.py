"""Addresses of the translators of forms, below /admin/translations/."""

from django.urls import path

from forms_app.staff import strings, strings_files

app_name = "translations"
urlpatterns = [
    path("", strings.index, name="index"),
    path("<slug:form>/<slug:language>/", strings.sheet, name="sheet"),
    path("<slug:form>/<slug:language>/changes/", strings.changes, name="changes"),
    path("<slug:form>/<slug:language>/release/", strings.release, name="release"),
    path("<slug:form>/<slug:language>/import/", strings_files.bring_in, name="import"),
    path("<slug:form>/<slug:language>/csv/", strings_files.export, {"kind": "csv"}, name="csv"),
    path("<slug:form>/<slug:language>/xliff/", strings_files.export, {"kind": "xlf"}, name="xliff"),
]
