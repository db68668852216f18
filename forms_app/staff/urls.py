"""Addresses of what was sent, below /admin/submissions/."""

from django.urls import path

from forms_app.staff import submissions

app_name = "submissions"
urlpatterns = [
    path("", submissions.forms_page, name="forms"),
    path("<slug:key>/", submissions.list_page, name="list"),
    path("<slug:key>/<str:reference>/", submissions.submission_page, name="one"),
]
