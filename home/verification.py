"""Finding what was changed outside the acts: altered, removed or written around."""

import json
import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, models, transaction

from home import chain, slots
from home.history import APPEND_ONLY, AUDITED, Audited, HistoryRow
from home.history.digests import blank, digest, personal_digest, personal_in
from home.history.triggers import GATE, missing
from home.models.record import GateOpening, HistoryRoot

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the acts left it; `key` of the row, `seq` of its history row (None: the row itself)."""

    table: str
    key: object
    seq: int | None
    problem: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}{'' if self.seq is None else f' row {self.seq}'}: {self.problem}"


@dataclass(frozen=True)
class Counted:
    """How much of one table was looked at."""

    table: str
    live: int
    rows: int


@dataclass(frozen=True)
class Report:
    """What verification looked at, with all it found."""

    counts: list[Counted] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """History rows that were looked at."""
        return sum(count.rows for count in self.counts)


def verify() -> Report:
    """Everything: each table against its history, each digest, the chains above, each root, the triggers, the gate."""
    report = verify_tables(model for model, _ in AUDITED)
    report.findings.extend(Finding(*row) for row in slots.chains())
    report.findings.extend(check_roots())
    report.findings.extend(Finding(name, "", None, "trigger is missing") for name in missing_triggers())
    if not gate_is_shut():
        report.findings.append(Finding(GATE, "", None, "gate is open"))
    return report


def verify_tables(chosen: Iterable[type[Audited]]) -> Report:
    """These models against their history, with the digests of that history."""
    report, histories = Report(), dict(AUDITED)
    for model in chosen:
        rows, findings = walk(histories[model])
        report.counts.append(Counted(model._meta.db_table, model._base_manager.count(), rows))
        report.findings.extend([*compare(model, histories[model]), *findings])
    return report


def missing_triggers() -> list[str]:
    """Names of triggers that do not protect their append-only table."""
    return missing(DEFAULT_DB_ALIAS)


def gate_is_shut() -> bool:
    """Whether no row stands in the gate."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {GATE}")
        return bool(cursor.fetchone() == (0,))


def compare(model: type[Audited], history: type[HistoryRow]) -> list[Finding]:
    """Every live row that differs from its newest history row, has none, or is gone without a last one."""
    with connection.cursor() as cursor:
        cursor.execute(_compare_sql(model, history))
        return [Finding(model._meta.db_table, key, None, problem) for key, problem in cursor.fetchall()]


def _compare_sql(model: type[Audited], history: type[HistoryRow]) -> str:
    quote = connection.ops.quote_name
    live, rows = quote(model._meta.db_table), quote(history._meta.db_table)
    past: dict[str, Any] = {field.name: field.column for field in history._meta.concrete_fields}
    of, key = quote(str(model._meta.pk.column)), quote(past[model._meta.pk.name])
    differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    compared = [f for f in history.tracked_fields if not f.primary_key]  # type: ignore[attr-defined]
    changed = " OR ".join(f"l.{quote(f.column)} {differs} h.{quote(past[f.name])}" for f in compared)
    newest = f"(SELECT * FROM {rows} x WHERE x.seq = (SELECT max(y.seq) FROM {rows} y WHERE y.{key} = x.{key}))"
    return (  # names of our own tables
        f"SELECT l.{of}, CASE WHEN h.history_id IS NULL THEN 'has no history'"
        f" WHEN h.history_type = '-' THEN 'is back from the dead' ELSE 'differs from its history' END"
        f" FROM {live} l LEFT JOIN {newest} h ON h.{key} = l.{of}"
        f" WHERE h.history_id IS NULL OR h.history_type = '-' OR {changed}"
        f" UNION ALL SELECT h.{key}, 'vanished' FROM {newest} h LEFT JOIN {live} l ON l.{of} = h.{key}"
        f" WHERE l.{of} IS NULL AND h.history_type <> '-'"
    )


def walk(history: type[HistoryRow]) -> tuple[int, list[Finding]]:
    """How many history rows there are, with those whose place in the chain or whose digest is not right."""
    findings: list[Finding] = []
    erased, count = _erased(history), 0
    before: Any = None
    for row in history._base_manager.order_by(history.key_name, "seq").iterator(chunk_size=2000):
        key = getattr(row, history.key_name)
        if before is not None and getattr(before, history.key_name) != key:
            before = None
        problems = [*_place(row, before), *_seal(row, before), *_personal(row, key in erased)]
        findings.extend(Finding(history._meta.db_table, key, row.seq, problem) for problem in problems)
        before, count = row, count + 1
    return count, findings


def _erased(history: type[HistoryRow]) -> Collection[object]:
    """Keys of the rows whose personal columns were erased on record."""
    acts = GateOpening.objects.filter(purpose=GateOpening.Purpose.ERASURE).values_list("act_key", flat=True)
    if not history.personal or not acts:
        return ()
    saved = history._base_manager.filter(act_key__in=list(acts)).values_list(history.key_name, flat=True)
    return set(saved)


def _place(row: Any, before: Any) -> Iterator[str]:
    expected = 1 if before is None else before.seq + 1
    if row.seq != expected:
        yield f"row {expected} is missing"
    if (before is None) != (row.history_type == "+"):
        yield "begins in the middle" if before is None else "is born twice"
    if before is not None and before.history_type == "-":
        yield "goes on after its end"


def _seal(row: Any, before: Any) -> Iterator[str]:
    if digest(row, "" if before is None else before.digest) != row.digest:
        yield "digest does not match"


def _personal(row: Any, is_erased: bool) -> Iterator[str]:
    if row.salt:
        if personal_digest(row) != row.personal_digest:
            yield "personal digest does not match"
    elif row.personal and not is_erased:
        yield "salt is gone without an erasure on record"
    elif any(getattr(row, name) != blank(row._meta.get_field(name)) for name in personal_in(type(row), row.shape)):
        yield "holds a value after erasure"


def sign_root(at: datetime) -> HistoryRoot:
    """Seals all digests since the root before: to the database, to the log."""
    last = HistoryRoot.objects.order_by("-id").first()
    ended = last.statement["tables"] if last else {}
    with transaction.atomic():
        sealed = _sealed()
        if connection.vendor == "postgresql":
            # A lower id that commits later would look like a row slipped in.
            names = ", ".join(connection.ops.quote_name(table) for table in sealed)
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")
        tables = {}
        for table, model in sealed.items():
            after = ended.get(table, {"upto": 0})["upto"]
            upto = model._base_manager.aggregate(upto=models.Max("pk"))["upto"] or after
            tables[table] = _root(model, after, upto)
        moment = at.astimezone(UTC).isoformat()
        statement = {"at": moment, "before": last.signature if last else "", "tables": tables}
        signature = chain.signature(settings.HISTORY_KEY, statement)
        root: HistoryRoot = HistoryRoot.objects.create(at=at, statement=statement, signature=signature)
    log.info("history root %s %s", signature, json.dumps(statement, sort_keys=True))
    return root


def check_roots() -> list[Finding]:
    """Every root whose signature, place or digests are not right: only these show a chain that was made anew."""
    findings, before, sealed = [], "", _sealed()
    for root in HistoryRoot.objects.order_by("id"):
        if not chain.is_signed(settings.HISTORY_KEY, root.statement, root.signature):
            findings.append(Finding("home_historyroot", root.pk, None, "signature does not match"))
        if root.statement["before"] != before:
            findings.append(Finding("home_historyroot", root.pk, None, "does not follow the root before"))
        before = root.signature
        for table, said in root.statement["tables"].items():
            if table not in sealed or _root(sealed[table], said["after"], said["upto"]) != said:
                findings.append(Finding(table, "", None, f"is not what root {root.pk} sealed"))
    return findings


def _sealed() -> dict[str, type[models.Model]]:
    """Every table whose rows carry a digest."""
    chained = [model for model in APPEND_ONLY if any(f.name == "digest" for f in model._meta.concrete_fields)]
    return {model._meta.db_table: model for model in [*(history for _, history in AUDITED), *chained]}


def _root(model: type[models.Model], after: int, upto: int) -> dict[str, object]:
    rows = model._base_manager.filter(pk__gt=after, pk__lte=upto).order_by("pk").values_list("pk", "digest")
    count, total = chain.root(rows.iterator(chunk_size=5000))
    return {"after": after, "upto": upto, "count": count, "root": total}
