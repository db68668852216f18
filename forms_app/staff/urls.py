"""Addresses of what was sent, below /admin/submissions/."""

from django.urls import path

from forms_app.staff import files, submissions

app_name = "submissions"
urlpatterns = [
    path("", submissions.forms_page, name="forms"),
    path("files/<str:reference>/<uuid:file>/", files.ticket_file, name="file"),
    path("<slug:key>/", submissions.list_page, name="list"),
    path("<slug:key>/<str:reference>/", submissions.submission_page, name="one"),
]
