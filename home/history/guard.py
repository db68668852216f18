"""Models whose rows change only where it is seen."""

from collections.abc import Collection
from typing import Any, NoReturn

from django.conf import settings
from django.db import connections, models, router
from django.db.models.signals import class_prepared, pre_delete, pre_save

from home.history.actor import must_be_in_transaction, needed
from home.refusals import Refused

UNRECORDED: dict[type[models.Model], frozenset[str]] = {}
"""Every model with history -> its fields that stay out of it; filled by on_record()."""

APPEND_ONLY: list[type["AppendOnly"]] = []
"""Every model whose rows are only ever inserted."""


class HistoryBypass(RuntimeError):
    """A way to write that would leave no history."""


class Stale(Refused):
    """Somebody else saved this row after it was read; `changed_by` is that person's label."""

    def __init__(self, instance: "Versioned") -> None:
        history: Any = instance.history  # type: ignore[attr-defined]
        label = history.order_by("-seq").values_list("actor_label", flat=True).first()
        super().__init__("stale", changed_by=label or "")


def _refused(name: str) -> Any:
    def refuse(self: models.QuerySet[Any], *args: object, **kwargs: object) -> NoReturn:
        raise HistoryBypass(f"{self.model.__name__}.objects.{name}() writes no history")

    refuse.__name__ = name
    refuse.alters_data = True  # type: ignore[attr-defined]
    refuse.queryset_only = name.startswith("_")  # type: ignore[attr-defined]
    return refuse


class GuardedQuerySet(models.QuerySet[Any]):
    """Reads as any other; writes only what signals see."""

    update = _refused("update")
    bulk_create = _refused("bulk_create")
    bulk_update = _refused("bulk_update")
    _raw_delete = _refused("_raw_delete")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Deletes rows as they are now: they are locked before their last history row is written."""
        using = router.db_for_write(self.model)
        must_be_in_transaction(using)
        if connections[using].features.has_select_for_update:
            list(self.using(using).order_by().select_for_update(of=("self",)).values_list("pk"))
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class GuardedManager(models.Manager.from_queryset(GuardedQuerySet)):  # type: ignore[misc]
    """The manager of every model with history; another queryset comes in by `GuardedManager.from_queryset()`."""


class Audited(models.Model):
    """A model with history: it also says `history = on_record(...)`. Its Meta extends `Audited.Meta`."""

    objects = GuardedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Deletes the row; its last history row tells how it was in the database, not in this object.

        :raises Stale: when the row has changed since it was read.
        """
        must_be_in_transaction(kwargs.get("using"))
        stored = type(self)._base_manager.select_for_update().filter(pk=self.pk).first()
        if stored is None or getattr(stored, "lock_version", 0) != getattr(self, "lock_version", 0):
            raise Stale(self)  # type: ignore[arg-type]
        self.refresh_from_db()
        return super().delete(*args, **kwargs)


class Versioned(Audited):
    """An audited model that two people may edit: an act sets `lock_version` to the one its person saw."""

    lock_version = models.PositiveIntegerField(default=1)

    class Meta(Audited.Meta):
        abstract = True

    def _do_update(  # type: ignore[override]  # the stubs are a version ahead
        self,
        base_qs: models.QuerySet[Any],
        using: str | None,
        pk_val: Any,
        values: Collection[tuple[Any, Any, Any]],
        update_fields: Any,
        forced_update: bool,
    ) -> bool:
        # A private method of Django: only here can the check be part of the UPDATE itself, so that nothing comes
        # between them. With update_fields only columns without history are written (see check_save).
        if update_fields is not None:
            return super()._do_update(base_qs, using, pk_val, values, update_fields, forced_update)  # type: ignore[call-arg, return-value]
        seen = self.lock_version
        stepped = [(field, model, seen + 1 if field.name == "lock_version" else v) for field, model, v in values]
        same = base_qs.filter(lock_version=seen)
        won = bool(super()._do_update(same, using, pk_val, stepped, update_fields, forced_update))  # type: ignore[call-arg]
        if won:
            self.lock_version = seen + 1
        elif not self._state.adding:
            raise Stale(self)
        return won


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads and inserts."""

    update = _refused("update")
    bulk_update = _refused("bulk_update")
    delete = _refused("delete")
    _raw_delete = _refused("_raw_delete")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Inserts; HistoryBypass when it might change what stands there."""
        if kwargs.get("update_conflicts"):
            raise HistoryBypass(f"{self.model.__name__} is append-only")
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnlyManager(models.Manager.from_queryset(AppendOnlyQuerySet)):  # type: ignore[misc]
    """The manager of every append-only model."""


class AppendOnly(models.Model):
    """A model whose rows are written once; triggers in the database hold it to that."""

    objects = AppendOnlyManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Inserts the row; HistoryBypass when it is already there."""
        if not self._state.adding:
            raise HistoryBypass(f"{self._meta.label} is append-only")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """HistoryBypass, always."""
        raise HistoryBypass(f"{self._meta.label} is append-only")


def check_save(
    sender: type[models.Model],
    instance: models.Model,
    raw: bool,
    using: str,
    update_fields: frozenset[str] | None,
    **kwargs: object,
) -> None:
    """Before any SQL: would this save leave a true row of history?

    :raises HistoryBypass, NoTransaction, NoActor: when it would not.
    """
    if not isinstance(instance, Audited):
        return
    unrecorded = UNRECORDED.get(sender)
    if unrecorded is None:
        raise HistoryBypass(f"{sender.__name__} has no history of its own")
    if raw:
        raise HistoryBypass(f"{sender.__name__}: a raw save writes no history")
    if update_fields is not None and update_fields <= unrecorded:
        return
    if update_fields is not None:
        raise HistoryBypass(f"{sender.__name__}: update_fields would make history tell what is not in the row")
    if hasattr(instance, "skip_history_when_saving") or not settings.SIMPLE_HISTORY_ENABLED:
        raise HistoryBypass(f"{sender.__name__}: history is switched off")
    if any(hasattr(value, "resolve_expression") for value in vars(instance).values()):
        raise HistoryBypass(f"{sender.__name__}: history cannot tell the value of an expression")
    must_be_in_transaction(using)
    needed()


def check_delete(sender: type[models.Model], instance: models.Model, using: str, **kwargs: object) -> None:
    """Before any SQL of a delete, also one that cascades.

    :raises HistoryBypass, NoTransaction, NoActor: when it would leave no history.
    """
    if isinstance(instance, AppendOnly):
        raise HistoryBypass(f"{sender.__name__} is append-only")
    if not isinstance(instance, Audited):
        return
    if sender not in UNRECORDED or not settings.SIMPLE_HISTORY_ENABLED:
        raise HistoryBypass(f"{sender.__name__}: history is switched off")
    must_be_in_transaction(using)
    needed()


def _note_append_only(sender: type[models.Model], **kwargs: object) -> None:
    if issubclass(sender, AppendOnly) and not sender._meta.abstract and not sender._meta.proxy:
        APPEND_ONLY.append(sender)


pre_save.connect(check_save, dispatch_uid="home.history")
pre_delete.connect(check_delete, dispatch_uid="home.history")
class_prepared.connect(_note_append_only, dispatch_uid="home.history")
