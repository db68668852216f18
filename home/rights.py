"""Keeping on record who changed rights that Django or Wagtail stores itself."""

import json
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any, NoReturn

from django.contrib.auth.models import Group
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from home.history import HistoryBypass
from home.history.actor import needed
from home.models import RightsEvent, User

ROWS: tuple[type[models.Model], ...] = (
    Group,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
SETS: tuple[Any, ...] = (User.groups, User.user_permissions, Group.permissions, GroupApprovalTask.groups)


class Members(models.QuerySet[Any]):
    """The rows of a set: written by `add`, `remove`, `set` and `clear` alone, which say so before they write."""

    announced = False

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        """What `add` writes with."""
        self._only_when_announced()
        return super().bulk_create(*args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """What `remove` and `clear` write with."""
        self._only_when_announced()
        return super().delete()

    def update(self, **kwargs: Any) -> int:
        """Nothing does."""
        raise HistoryBypass(f"{self.model.__name__}.objects.update() is not on record")

    def _only_when_announced(self) -> None:
        if _announced.get() is not self.model:
            raise HistoryBypass(f"{self.model.__name__} is written around the set that it belongs to")
        _announced.set(None)


_announced: ContextVar[type[models.Model] | None] = ContextVar("announced", default=None)
"""The rows of which set are about to be written, once."""


def watch() -> None:
    """Connects the receivers; called once, when Django is ready."""
    for model in ROWS:
        pre_save.connect(_before_save, sender=model, dispatch_uid="home.rights")
        post_save.connect(_after_save, sender=model, dispatch_uid="home.rights")
        pre_delete.connect(_before_delete, sender=model, dispatch_uid="home.rights")
        post_delete.connect(_after_delete, sender=model, dispatch_uid="home.rights")
    for members in SETS:
        m2m_changed.connect(_set_changed, sender=members.through, dispatch_uid="home.rights")
        members.through.save_base = members.through.delete = _refuse_row  # Django sends no signal for these
        members.through._meta.local_managers.clear()
        members.through.add_to_class("objects", models.Manager.from_queryset(Members)())


def _refuse_row(row: models.Model, *args: object, **kwargs: object) -> NoReturn:
    raise HistoryBypass(f"{type(row).__name__} is written around the set that it belongs to")


def _before_save(instance: models.Model, raw: bool, **kwargs: object) -> None:
    # Before any SQL: without an actor nothing changes.
    needed()
    instance._rights_before = _stored(instance)  # type: ignore[attr-defined]


def _after_save(instance: models.Model, created: bool, **kwargs: object) -> None:
    before, after = instance._rights_before, _stored(instance)  # type: ignore[attr-defined]
    if before != after:
        _record(instance, "add" if created else "change", before, after)


def _before_delete(instance: models.Model, **kwargs: object) -> None:
    needed()
    instance._rights_before = _stored(instance)  # type: ignore[attr-defined]


def _after_delete(instance: models.Model, **kwargs: object) -> None:
    _record(instance, "delete", instance._rights_before, None)  # type: ignore[attr-defined]


def _set_changed(
    sender: Any, instance: models.Model, action: str, reverse: bool, model: type[models.Model], **kwargs: object
) -> None:
    needed()
    moment, _, change = action.partition("_")
    now = _members(sender, instance, model)
    if moment == "pre":
        _announced.set(sender)
        instance._rights_before = now  # type: ignore[attr-defined]
    elif instance._rights_before != now:  # type: ignore[attr-defined]
        _record(instance, f"{change} {model._meta.model_name}", instance._rights_before, now)  # type: ignore[attr-defined]


def _members(through: Any, instance: models.Model, model: type[models.Model]) -> list[str]:
    """The other side of a set, as names where those are no person's, else as numbers."""
    fields = {field.related_model: field for field in through._meta.fields if field.remote_field}
    mine, other = fields[type(instance)], fields[model]
    rows = through._base_manager.filter(**{mine.name: instance.pk}).select_related(other.name).order_by(other.name)
    return sorted(_name(getattr(row, other.name)) for row in rows)


def _name(member: models.Model) -> str:
    if isinstance(member, User) or not hasattr(member, "natural_key"):
        return str(member.pk)
    parts: Iterable[object] = member.natural_key()
    return ".".join(str(part) for part in parts)


def _stored(instance: models.Model) -> dict[str, Any] | None:
    row = type(instance)._base_manager.filter(pk=instance.pk).values().first()
    if row and isinstance(instance, Group):  # they go with the group, without a signal of their own
        row["permissions"] = sorted(_name(one) for one in instance.permissions.all())
        row["users"] = sorted(_name(one) for one in instance.user_set.all())
    stored: dict[str, Any] | None = json.loads(json.dumps(row, cls=DjangoJSONEncoder))
    return stored


def _record(instance: models.Model, action: str, before: Any, after: Any) -> None:
    act = needed()
    RightsEvent.objects.create(
        what=f"{instance._meta.label_lower}:{instance.pk}",
        action=action,
        before=before,
        after=after,
        actor_label=act.actor.label[:200],
        user=act.actor.user,
        via=act.via,
        request_id=act.request_id,
        act_key=act.act_key,
        at=timezone.now(),
    )
