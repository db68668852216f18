"""Addresses of the desk, below /admin/desk/."""

from django.urls import path

from tickets.staff import handling, history, holds, pages, queue

app_name = "desk"
urlpatterns = [
    path("", queue.queue_page, name="queue"),
    path("lijst/<slug:view>/", queue.queue_page, name="queue_view"),
    path("holds/", holds.holds_page, name="holds"),
    path("history/", history.overview, name="history"),
    path("history/access/", history.access_log, name="history_access"),
    path("history/rights/", history.rights, name="history_rights"),
    path("history/seals/", history.seals, name="history_seals"),
    path("history/tickets/<str:reference>/", history.ticket_history, name="history_ticket"),
    path("history/registers/<slug:register>/", history.register_history, name="history_register"),
    path("history/registers/<slug:register>/<int:key>/", history.register_history, name="history_row"),
    path("<str:reference>/", pages.ticket_page, name="ticket"),
    path("<str:reference>/pdf/", pages.print_file, name="print"),
    path("<str:reference>/contact/", handling.reveal_contact, name="reveal"),
    path("<str:reference>/<slug:act>/", handling.handle, name="act"),
]
