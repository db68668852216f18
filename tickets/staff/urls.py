"""Addresses of the desk, below /admin/desk/."""

from django.urls import path

from tickets.staff import handling, pages, queue

app_name = "desk"
urlpatterns = [
    path("", queue.queue_page, name="queue"),
    path("lijst/<slug:view>/", queue.queue_page, name="queue_view"),
    path("<str:reference>/", pages.ticket_page, name="ticket"),
    path("<str:reference>/pdf/", pages.print_file, name="print"),
    path("<str:reference>/contact/", handling.reveal_contact, name="reveal"),
    path("<str:reference>/<slug:act>/", handling.handle, name="act"),
]
