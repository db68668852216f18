"""What stands in a history row."""

import secrets
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from home.history import digests
from home.history.actor import needed
from home.history.guard import UNRECORDED, Audited, HistoryBypass

AUDITED: list[tuple[type[Audited], type["HistoryRow"]]] = []
"""Every model with history, beside the model of its history rows."""


class HistoryRow(models.Model):
    """What every history row says beside the columns of its model: who, through which door, in which act, sealed."""

    actor_label = models.CharField(max_length=200)
    via = models.CharField(max_length=20)
    request_id = models.CharField(max_length=64, blank=True)
    act_key = models.UUIDField()
    seq = models.PositiveIntegerField()
    shape = models.PositiveSmallIntegerField()
    salt = models.CharField(max_length=32, blank=True)
    personal_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    personal: frozenset[str]
    personal_since: Mapping[str, int]
    since: Mapping[str, int]
    key_name: str
    instance_type: type[Audited]

    class Meta:
        abstract = True


class RowsManager(HistoryManager):
    """The manager behind `history`; its class is put together once, not at every save."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        """The manager with the methods of a queryset."""
        return super().from_queryset(queryset_class, class_name)


class OnRecord(HistoricalRecords):
    """simple-history, with an unforgeable author and a seal on every row."""

    def __init__(
        self,
        personal: Collection[str],
        excluded: Collection[str],
        since: Mapping[str, int],
        personal_since: Mapping[str, int],
    ) -> None:
        self.personal = frozenset(personal) | set(personal_since)
        self.personal_since = dict(personal_since)
        self.since = dict(since)
        super().__init__(
            bases=[HistoryRow],
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.TextField(blank=True),
            excluded_fields=list(excluded),
            history_manager=RowsManager,
            cascade_delete_history=False,
        )

    def create_history_model(self, model: type[Audited], inherited: bool) -> type[HistoryRow]:
        """The history table of a model, known to `AUDITED` from then on."""
        unknown = (self.personal | set(self.since)) - {field.name for field in model._meta.concrete_fields}
        if unknown:
            raise ValueError(f"{model.__name__} has no field {', '.join(sorted(unknown))}")
        history: type[HistoryRow] = super().create_history_model(model, inherited)
        history.personal, history.since, history.personal_since = self.personal, self.since, self.personal_since
        history.key_name = model._meta.pk.attname
        UNRECORDED[model] = frozenset(self.excluded_fields)
        AUDITED.append((model, history))
        return history

    def copy_fields(self, model: type[Audited]) -> dict[str, Any]:
        """The columns of the model, without indexes of their own."""
        fields: dict[str, Any] = super().copy_fields(model)
        for field in fields.values():
            field.db_index = False  # the chain's own index serves every look-up of one object
        return fields

    def get_extra_fields(self, model: type[Audited], fields: dict[str, Any]) -> dict[str, Any]:
        """What simple-history adds; the account in it is never taken away."""
        extra: dict[str, Any] = super().get_extra_fields(model, fields)
        extra["history_user"].remote_field.on_delete = models.PROTECT
        # One row of history costs two indexes, its key and the chain; whoever asks by day reads along the key.
        extra["history_user"].db_index = extra["history_date"].db_index = False
        return extra

    def get_meta_options(self, model: type[Audited]) -> dict[str, Any]:
        """One chain per object: the pair of object and seq is unique."""
        meta: dict[str, Any] = super().get_meta_options(model)
        chain = models.UniqueConstraint(
            fields=[model._meta.pk.attname, "seq"], name=f"{model._meta.db_table}_history_chain"
        )
        return meta | {
            "constraints": [chain],
            "ordering": ["-history_id"],
            "get_latest_by": "history_id",
            "default_permissions": (),
            "verbose_name": _("regel geschiedenis"),
            "verbose_name_plural": _("geschiedenis"),
        }

    def post_save(
        self, instance: Audited, created: bool, using: str | None = None, update_fields: Any = None, **kwargs: Any
    ) -> None:
        """Writes the history row, unless only columns without history were saved."""
        if update_fields is None:  # else only fields without history were written (guard.check_save)
            super().post_save(instance, created, using=using, **kwargs)

    def create_historical_record(self, instance: Audited, history_type: str, using: str | None = None) -> None:
        """One history row, in the transaction of the change."""
        # Whoever swallows a failure here must not be able to commit the change without its history.
        with transaction.mark_for_rollback_on_error(using):
            super().create_historical_record(instance, history_type, using=using)


def on_record(
    personal: Collection[str] = (),
    excluded: Collection[str] = (),
    since: Mapping[str, int] | None = None,
    personal_since: Mapping[str, int] | None = None,
) -> Any:
    """The history of a model: `history = on_record(personal={"name", "email"})`.

    `personal`: fields that erasure may blank in the history too. `excluded`: fields without history.
    `since`: a field that a migration added later -> the number of the shape it came with, from 2 up, so that the
    digests of older rows keep leaving it out. `personal_since`: a field that became personal later -> the number of the
    shape from which on it is; what older rows hold of it stands under their digest for ever.
    """
    return OnRecord(personal, excluded, since or {}, personal_since or {})


def save_if_changed(instance: Audited) -> bool:
    """Saves a row unless that would write what is already there; True when it saved.

    :raises Stale: when the row has changed since it was read.
    """
    stored = None if instance._state.adding else type(instance)._base_manager.filter(pk=instance.pk).first()
    fields = instance._meta.concrete_fields
    if stored is not None and _values(stored, fields) == _values(instance, fields):
        return False
    instance.save()
    return True


def _values(instance: Audited, fields: Collection[Any]) -> list[Any]:
    return [digests.canonical(field, getattr(instance, field.attname)) for field in fields]


def _seal(sender: type[models.Model], history_instance: Any, **kwargs: object) -> None:
    """Says who acted, whatever the instance claims, in a digest on top of the row before."""
    if not issubclass(sender, HistoryRow):
        raise HistoryBypass(f"{sender.__name__} was not made by on_record()")
    act, row = needed(), history_instance
    row.history_user_id = act.actor.user.pk if act.actor.user else None
    row.history_date = timezone.now()
    row.history_change_reason = act.reason
    row.actor_label, row.via, row.request_id, row.act_key = act.actor.label[:200], act.via, act.request_id, act.act_key
    row.shape = max([1, *sender.since.values(), *sender.personal_since.values()])
    # A first row always begins a chain: where one stands already, the unique pair refuses a row back from the dead.
    begins = row.history_type == "+"
    seq, before, salt = (0, "", "") if begins else digests.newest(sender, getattr(row, sender.key_name))
    row.seq = seq + 1
    if sender.personal:
        row.salt = salt or secrets.token_hex(16)
    row.personal_digest = digests.personal_digest(row)
    row.digest = digests.digest(row, before)
    act.digests.append(row.digest)


pre_create_historical_record.connect(_seal, dispatch_uid="home.history")
