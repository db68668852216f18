"""Addresses of what was sent, below /admin/submissions/."""

from django.urls import path

from forms_app.staff import amendments, deleting, exports, files, submissions

app_name = "submissions"
urlpatterns = [
    path("", submissions.forms_page, name="forms"),
    path("files/<str:reference>/<uuid:file>/", files.ticket_file, name="file"),
    path("<slug:key>/", submissions.list_page, name="list"),
    path("<slug:key>/export/", exports.ask_page, name="ask_export"),
    path("<slug:key>/exports/", exports.exports_page, name="exports"),
    path("<slug:key>/exports/<uuid:export>/", exports.export_page, name="export"),
    path("<slug:key>/exports/<uuid:export>/file/", exports.download, name="export_file"),
    path("<slug:key>/<str:reference>/", submissions.submission_page, name="one"),
    path("<slug:key>/<str:reference>/correct/<slug:field>/", amendments.amend_page, name="amend"),
    path("<slug:key>/<str:reference>/delete/", deleting.delete_page, name="delete"),
]
