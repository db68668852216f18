"""How a form does, in numbers without persons: counted in the transaction of what they count, one statement each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncWeek
from django.utils import timezone

from forms_app.journey import AnswerProblem
from forms_app.models import Draft, Form, FormDayStat

MINUTES = (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60, 120, 1440)
"""Upper ends of the buckets of how long a form took, in minutes; what took longer is beyond the last."""
BEYOND = "more"
What = FormDayStat.What
_COLUMNS = ("version_id", "day", "what", "language", "step", "field", "code")


class Happened(NamedTuple):
    """One thing to be counted; see `FormDayStat`."""

    what: str
    step: str = ""
    field: str = ""
    code: str = ""


@dataclass(frozen=True)
class Way:
    """How people go through a form; `median` in minutes, None while nobody sent it, `reached` by key of a step."""

    started: int
    submitted: int
    median: float | None
    reached: Mapping[str, int]


@dataclass(frozen=True)
class Seen:
    """What was counted of a form in a period.

    `weeks` by the Monday they begin on: (started, submitted); `steps`: the key of a step, to how many reached it in
    which week; `errors` by step, field and code; `languages` by their code.
    """

    whole: Way
    saved: Mapping[str, int]
    errors: Mapping[tuple[str, str, str], int]
    weeks: Mapping[date, tuple[int, int]]
    steps: Mapping[str, Mapping[date, int]]
    languages: Mapping[str, Way]


def started(draft: Draft, at: datetime) -> None:
    """Somebody began. One statement."""
    _add(draft, [Happened(What.STARTED)], at)


def saved(draft: Draft, step: str, problems: Iterable[AnswerProblem], at: datetime, *, is_first: bool) -> None:
    """A step was saved, with what is wrong in it; `is_first`: nothing of it stood there yet. One statement."""
    found = [Happened(What.SAVED, step)]
    found += [Happened(What.REACHED, step)] if is_first else []
    found += [Happened(What.ERROR, step, problem.key, problem.code) for problem in problems]
    _add(draft, found, at)


def submitted(draft: Draft, at: datetime) -> None:
    """The form was sent; how long it took, for who filled it in here. One statement."""
    if draft.idempotency_key is not None:  # sent in one call, so nothing was begun before
        _add(draft, [Happened(What.STARTED), Happened(What.SUBMITTED)], at)
    elif draft.channel == "api":
        _add(draft, [Happened(What.SUBMITTED)], at)
    else:
        _add(draft, [Happened(What.SUBMITTED), Happened(What.TIME, code=bucket(at - draft.created_at))], at)


def bucket(took: timedelta) -> str:
    """The code of the bucket of a duration: its upper end in minutes."""
    minutes = took.total_seconds() / 60
    return next((str(end) for end in MINUTES if minutes <= end), BEYOND)


def median(buckets: Mapping[str, int]) -> float | None:
    """About how many minutes half of the people needed: within its bucket evenly spread; the last bucket at its end."""
    total = sum(buckets.values())
    if not total:
        return None
    before, low = 0, 0
    for end in MINUTES:
        here = buckets.get(str(end), 0)
        if here and before + here >= total / 2:
            return low + (end - low) * (total / 2 - before) / here
        before, low = before + here, end
    return float(MINUTES[-1])


def seen(form: Form, since: date, until: date, version: int | None = None, language: str = "") -> Seen:
    """What was counted of a form from `since` to `until`, both included; of one version, by its number, or of all; in
    one language or in all.

    Three queries, whatever was counted.
    """
    rows = FormDayStat.objects.filter(version__form=form, day__gte=since, day__lte=until)
    rows = rows.filter(version__number=version) if version is not None else rows
    rows = rows.filter(language=language) if language else rows
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    buckets: dict[str, Counter[str]] = defaultdict(Counter)
    weeks: dict[date, Counter[str]] = defaultdict(Counter)
    for week, spoken, what, code, count in _summed(rows.filter(step=""), "week", "language", "what", "code"):
        if what == What.TIME:
            buckets[spoken][code] += count
        else:
            totals[spoken][what] += count
            weeks[week][what] += count
    reached: dict[str, Counter[str]] = defaultdict(Counter)
    steps: dict[str, Counter[date]] = defaultdict(Counter)
    saved: Counter[str] = Counter()
    on_the_way = rows.exclude(step="")
    for week, spoken, what, step, count in _summed(
        on_the_way.exclude(what=What.ERROR), "week", "language", "what", "step"
    ):
        if what == What.SAVED:
            saved[step] += count
        else:
            reached[spoken][step] += count
            steps[step][week] += count
    errors = {
        (step, field, code): count
        for step, field, code, count in _summed(on_the_way.filter(what=What.ERROR), "step", "field", "code")
    }
    spoken_in = sorted({*totals, *reached})
    return Seen(
        whole=_way(_together(totals), _together(buckets), _together(reached)),
        saved=saved,
        errors=errors,
        weeks={week: _both(weeks[week]) for week in sorted(weeks)},
        steps=steps,
        languages={code: _way(totals[code], buckets[code], reached[code]) for code in spoken_in},
    )


def _summed(rows: QuerySet[FormDayStat], *by: str) -> Iterable[tuple[Any, ...]]:
    """How often, by what is asked; `week` is the Monday on which it begins."""
    return rows.annotate(week=TruncWeek("day")).values_list(*by).annotate(found=Sum("count"))


def _together(counters: Mapping[str, Counter[str]]) -> Counter[str]:
    return sum(counters.values(), Counter())


def _way(totals: Mapping[str, int], buckets: Mapping[str, int], reached: Mapping[str, int]) -> Way:
    return Way(*_both(totals), median(buckets), reached)


def _both(found: Mapping[str, int]) -> tuple[int, int]:
    return found.get(What.STARTED, 0), found.get(What.SUBMITTED, 0)


def _add(draft: Draft, happened: Sequence[Happened], at: datetime) -> None:
    """Adds one for each, in one statement; always in the same order, so that two of them never wait for each other."""
    counts = Counter(happened)
    day, table = timezone.localdate(at), connection.ops.quote_name(FormDayStat._meta.db_table)
    columns = ", ".join(_COLUMNS)
    places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(counts))
    values: list[str | int | date] = []
    for one in sorted(counts):
        values += [draft.version_id, day, one.what, draft.language, one.step, one.field, one.code, counts[one]]
    with connection.cursor() as cursor:
        # One plain statement: the ORM has no upsert that adds, and asking first would let two count as one.
        cursor.execute(
            f"INSERT INTO {table} ({columns}, count) VALUES {places}"  # noqa: S608  names of our own table
            f" ON CONFLICT ({columns}) DO UPDATE SET count = {table}.count + excluded.count",
            values,
        )
