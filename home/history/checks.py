"""Settings and models under which history would have holes."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.management import get_commands
from django.db import models

from home.history.guard import APPEND_ONLY, Audited, GuardedQuerySet
from home.history.rows import AUDITED

DESTRUCTIVE = ("clean_duplicate_history", "clean_old_history", "populate_history")


def check_history(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Errors, one per hole."""
    found = [*_settings(), *_commands()]
    for model, _ in AUDITED:
        found += [Error(problem, obj=model, id="home.E003") for problem in _model(model)]
    for kept in APPEND_ONLY:
        if any(constraint.condition for constraint in _unique(kept)):
            found.append(Error("REPLACE INTO could pass its partial unique constraint", obj=kept, id="home.E004"))
    return found


def _settings() -> Iterator[CheckMessage]:
    if not getattr(settings, "SIMPLE_HISTORY_ENABLED", False):
        yield Error("SIMPLE_HISTORY_ENABLED must be True", id="home.E001")
    if any(name.startswith("simple_history.middleware") for name in settings.MIDDLEWARE):
        yield Error("portal.middleware says who acts, HistoryRequestMiddleware may not", id="home.E001")


def _commands() -> Iterator[CheckMessage]:
    for name in DESTRUCTIVE:
        if get_commands().get(name) == "simple_history":
            yield Error(f"manage.py {name} rewrites history: block it", id="home.E002")


def _model(model: type[Audited]) -> Iterator[str]:
    if not isinstance(model._base_manager.all(), GuardedQuerySet):
        yield "its base manager is not guarded: let its Meta extend Audited.Meta"
    if not isinstance(model._default_manager.all(), GuardedQuerySet):
        yield "its default manager is not guarded"
    for field in model._meta.concrete_fields:
        if not field.editable and not field.primary_key:
            yield f"{field.name} is not editable, so no list of changes would show it"
        if field.remote_field and field.remote_field.on_delete is not models.PROTECT:
            yield f"{field.name} must be PROTECT"
    # Rights are on record as RightsEvent.
    yield from (
        f"{field.name} changes without history: give it a through model"
        for field in model._meta.local_many_to_many
        if field.name not in ("groups", "user_permissions")
    )


def _unique(model: type[models.Model]) -> list[models.UniqueConstraint]:
    return [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
