"""Whether the process lives, and whether the house is in order: /livez, /readyz."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from forms_app import completion
from home import delivery, verification
from tickets import routing

log = logging.getLogger(__name__)
STOPS = ("database", "migrations")


def livez(request: HttpRequest) -> HttpResponse:
    """200 while the process lives."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """The parts and how each is; 503 only when the database or its tables are not there."""
    parts = {}
    for name, is_well in PARTS.items():
        try:
            parts[name] = "ok" if is_well() else "failing"
        except DatabaseError:
            parts[name] = "failing"
        if parts[name] == "failing":
            log.error("readyz: %s is failing", name)
    state = "ok" if set(parts.values()) == {"ok"} else "failing"
    status = 503 if any(parts[name] == "failing" for name in STOPS) else 200
    response = JsonResponse({"state": state, "parts": parts}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


PARTS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "deliveries": lambda: not delivery.is_late(timezone.now()),
    "routing": lambda: not routing.broken_rules(),
    "history": lambda: not verification.missing_triggers(),
    "orphans": lambda: not completion.orphans(timezone.now()),
}
