"""Saving and removing the rows of a register, each time with a reason."""

from typing import Any

from django.db.models import Q

from home import slots
from home.history import HistoryRow, Versioned, recorded, save_if_changed
from home.models import Municipality, PostcodeArea
from home.refusals import Refused

MOST_COUNTED = 100


def change(row: Versioned, *, by: Any, reason: str, expected: int | None) -> bool:
    """Saves a new or changed row of the ground floor; whether there was anything to save.

    `expected`: the `lock_version` that the person saw, None for a new row.

    :raises Refused: `not_found` for who may not, `needs_reason`, `stale`, or why this row cannot be so.
    """
    _demand(by)
    check = CHECKS.get(type(row))
    if check is not None:
        check(row)
    return put(row, reason=reason, expected=expected)


def remove(row: Versioned, *, by: Any, reason: str, expected: int) -> None:
    """Removes a row of the ground floor; its history stays.

    :raises Refused: `not_found` for who may not, `needs_reason`, `stale`, `in_use`, `region_stays`.
    """
    _demand(by)
    if isinstance(row, Municipality) and row.kind == Municipality.Kind.REGION:
        raise Refused("region_stays")
    take_away(row, reason=reason, expected=expected)


def put(row: Versioned, *, reason: str, expected: int | None) -> bool:
    """Saves a row in one act with its reason, once a higher act has said that it may; whether it was changed.

    :raises Refused: `needs_reason`, `stale`.
    :raises ValidationError: when the row is not what its model says.
    """
    reason = _said(reason)
    with recorded(reason):
        if expected is not None:
            row.lock_version = expected
        row.full_clean()
        return save_if_changed(row)


def take_away(row: Versioned, *, reason: str, expected: int) -> None:
    """Removes a row in one act with its reason, once a higher act has said that it may.

    :raises Refused: `needs_reason`, `stale`, or `in_use` with `uses`, what holds it by name and number.
    """
    reason = _said(reason)
    used = uses(row)
    if used:
        raise Refused("in_use", uses=", ".join(f"{name} ({number})" for name, number in used))
    with recorded(reason):
        row.lock_version = expected
        row.delete()


def uses(row: Versioned) -> list[tuple[str, str]]:
    """What points to a row: name of the rows in plural, how many ("100+" from there on). One query per relation."""
    found = []
    for relation in row._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.one_to_many):
            continue
        model: Any = relation.related_model
        if issubclass(model, HistoryRow):
            continue
        rows = model._base_manager.filter(**{relation.field.name: row.pk})  # type: ignore[union-attr]
        number = rows.order_by()[: MOST_COUNTED + 1].count()
        if number:
            shown = f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
            named = model._meta.auto_created or model  # the rows between two models are called after the one that asks
            found.append((str(named._meta.verbose_name_plural), shown))
    return found


def overlapping(row: Any, others: Any) -> Any:
    """Those of `others` that are valid on a day on which `row` is too; an empty end is open."""
    rows = others.exclude(pk=row.pk)
    if row.valid_to is not None:
        rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=row.valid_to))
    if row.valid_from is not None:
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=row.valid_from))
    return rows


def _demand(by: Any) -> None:
    if not slots.may_configure(by):
        raise Refused("not_found")


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("needs_reason", field="reason")
    return reason.strip()


def _check_municipality(row: Municipality) -> None:
    stored = Municipality.objects.filter(pk=row.pk).first()
    if stored is not None and stored.code != row.code and uses(stored):
        raise Refused("code_stays", field="code")
    if row.kind == Municipality.Kind.REGION and not row.reference_prefix:
        raise Refused("needs_prefix", field="reference_prefix")
    if row.kind != Municipality.Kind.REGION and row.reference_prefix:
        raise Refused("prefix_of_region", field="reference_prefix")


def check_area(row: PostcodeArea) -> None:
    """:raises Refused: `area_overlaps`, when the postcode lies elsewhere on one of its days."""
    if overlapping(row, PostcodeArea.objects.filter(pc4=row.pc4)).exists():
        raise Refused("area_overlaps", field="pc4", pc4=row.pc4)


CHECKS: dict[type[Any], Any] = {Municipality: _check_municipality, PostcodeArea: check_area}
