"""Addresses of the sender's own page."""

from django.urls import path

from tickets.public import confirming, status

app_name = "status"
urlpatterns = [
    path("", status.find_page, name="find"),
    path("bevestig/<str:signed>/", confirming.confirm_page, name="confirm"),
    path("<str:reference>/", status.status_page, name="ticket"),
    path("<str:reference>/bericht/", status.write_message, name="write"),
    path("<str:reference>/stop/", status.stop_following, name="stop"),
    path("<str:reference>/<str:code>/", status.follow_link, name="link"),
]
