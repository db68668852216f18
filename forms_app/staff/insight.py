"""How a form does: numbers, never persons, as small drawings of one kind beside each other, with a table under them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from forms_app import counting, texts, words
from forms_app.access import Right
from forms_app.counting import Seen, Way
from forms_app.models import Form, FormVersion
from forms_app.staff import charts
from forms_app.staff.charts import Chart
from forms_app.staff.submissions import for_who_may, form_of, language_of
from forms_app.texts import Document
from home.languages import LANGUAGES, SOURCE

FEWEST = 5
"""Of one language, numbers below this are not said: one person could be known by it."""
DAY = "j F Y"
_HOLE = re.compile(r"%\(\w+\)s")
PERIODS = {"30": gettext_lazy("30 dagen"), "90": gettext_lazy("90 dagen"), "365": gettext_lazy("een jaar")}
Say = Callable[[int], str]


@dataclass(frozen=True)
class Step:
    """One step: how many came there, which part of those who began, how many left after the step before, how often it
    was kept, how often something in it was wrong."""

    title: str
    reached: str
    share: int | None
    left: str
    saved: str
    errors: str


@dataclass(frozen=True)
class Column:
    """A station on the way through the form: the beginning, a step, the end; how many came there, per week."""

    name: str
    title: str
    total: int
    weeks: Mapping[date, int]


class PeriodFilter(forms.Form):
    """Which period, which version, which language."""

    days = forms.ChoiceField(label=gettext_lazy("Periode"), choices=list(PERIODS.items()), required=False)
    version = forms.TypedChoiceField(label=gettext_lazy("Versie"), required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(label=gettext_lazy("Taal"), required=False)

    def __init__(self, data: Any, numbers: Sequence[int]) -> None:
        super().__init__(data, auto_id="filter_%s")
        choices: dict[str, list[tuple[Any, Any]]] = {
            "version": [(number, number) for number in numbers],
            "language": [(code, row.own_name) for code, row in LANGUAGES.items()],
        }
        for name, offered in choices.items():
            self.fields[name].choices = [("", _("alle")), *offered]  # type: ignore[attr-defined]


@for_who_may(Right.EDIT)
@require_safe
def insight_page(request: HttpRequest, key: str) -> HttpResponse:
    """What was counted of a form in a period. No submission is read for it: the form, its versions, its document, and
    three queries for all that was counted."""
    form = form_of(key)
    numbers = list(FormVersion.objects.filter(form=form).order_by("-number").values_list("number", flat=True))
    picked = PeriodFilter({"days": "90", **request.GET.dict()}, numbers)
    picked.is_valid()
    version, language = picked.cleaned_data.get("version"), picked.cleaned_data.get("language", "")
    until = timezone.localdate()
    since = until - timedelta(days=int(picked.cleaned_data.get("days") or 90) - 1)
    found = counting.seen(form, since, until, version, language)
    say: Say = _few if language else str
    document = _document(form, version)
    columns = _columns(found, document)
    weeks = _weeks(since, until)
    whole = found.whole
    page = {
        "form": form,
        "filter": picked,
        "started": say(whole.started),
        "submitted": say(whole.submitted),
        "share": _share(whole.submitted, whole.started, say),
        "median": _minutes(whole, say),
        "columns": columns,
        "weeks": _week_rows(columns, weeks, say),
        "charts": _week_charts(columns, weeks, say),
        "span": {
            "first": date_format(weeks[0], DAY),
            "last": date_format(weeks[-1], DAY),
            "highest": _highest(columns, weeks, say),
        },
        "steps": _steps(found, document, say),
        "errors": _errors(found, document, say),
        "languages": _languages(found, columns),
        "language_charts": _language_charts(found, columns),
        "is_empty": not (whole.started or whole.submitted or found.saved),
        "is_too_few": bool(language) and 0 < whole.started < FEWEST,
        "fewest": FEWEST,
        "width": charts.WIDTH,
        "height": charts.HEIGHT,
        "page_title": _("Inzicht: %(form)s") % {"form": form.title},
    }
    return render(request, "forms_app/staff/insight.html", page)


def _columns(found: Seen, document: Document) -> list[Column]:
    """The way through the form: began, each step in the order of the form, sent."""
    per_week = [{week: both[place] for week, both in found.weeks.items()} for place in (0, 1)]
    steps = [
        Column(
            step["key"],
            _title(document, step),
            found.whole.reached.get(step["key"], 0),
            found.steps.get(step["key"], {}),
        )
        for step in document["steps"]
    ]
    return [
        Column("_started", _("Begonnen"), found.whole.started, per_week[0]),
        *steps,
        Column("_submitted", _("Verstuurd"), found.whole.submitted, per_week[1]),
    ]


def _weeks(since: date, until: date) -> list[date]:
    """Every Monday of a period, those of weeks without anything too, so that all drawings have the same."""
    first = since - timedelta(days=since.weekday())
    return [first + timedelta(weeks=number) for number in range((until - first).days // 7 + 1)]


def _highest(columns: Sequence[Column], weeks: Sequence[date], say: Say) -> int:
    """The scale of the drawings per week; no small number of one language can be read from it."""
    most = max(column.weeks.get(week, 0) for column in columns for week in weeks)
    return max(most, FEWEST) if say is _few else most


def _week_rows(columns: Sequence[Column], weeks: Sequence[date], say: Say) -> list[tuple[str, list[str]]]:
    """The table under the drawings: a week, and what each of them shows of it; the newest week first."""
    return [
        (date_format(week, DAY), [say(column.weeks.get(week, 0)) for column in columns]) for week in reversed(weeks)
    ]


def _week_charts(columns: Sequence[Column], weeks: Sequence[date], say: Say) -> list[Chart]:
    """A drawing per station, week after week, at one scale."""
    highest, found = _highest(columns, weeks, say), []
    fewest = FEWEST if say is _few else 0
    for number, column in enumerate(columns):
        values = [(date_format(week, DAY), column.weeks.get(week, 0)) for week in weeks]
        week, most = max(values, key=lambda value: value[1])
        told = _("Het meest in de week vanaf %(week)s: %(count)s.") % {"week": week, "count": say(most)}
        found.append(
            Chart(
                f"weeks-{number}",
                column.title,
                say(column.total),
                told if most else _("Niemand in deze periode."),
                charts.bars(values, highest, fewest=fewest, say=say),
            )
        )
    return found


def _language_charts(found: Seen, columns: Sequence[Column]) -> list[Chart]:
    """A drawing per language that enough people began in: which part of them came to each station."""
    drawn = []
    for code, way in found.languages.items():
        if way.started < FEWEST:
            continue
        values = [(column.title, count) for column, count in zip(columns, _stations(way, columns), strict=True)]
        share = _share(way.submitted, way.started, _few)
        said = _("%(started)s begonnen, %(submitted)s verstuurd") % {
            "started": way.started,
            "submitted": _few(way.submitted),
        }
        told = (
            _("Van wie begon, verstuurde %(share)s%% het formulier.") % {"share": share} if share is not None else said
        )
        drawn.append(
            Chart(
                f"language-{code}",
                language_of(code),
                said,
                told,
                charts.bars(values, way.started, fewest=FEWEST, say=_few),
            )
        )
    return drawn


def _languages(found: Seen, columns: Sequence[Column]) -> list[tuple[str, list[str], str]]:
    """The table under those: a language, how many came to each station, how long it took."""
    return [
        (language_of(code), [_few(count) for count in _stations(way, columns)], _minutes(way, _few))
        for code, way in found.languages.items()
    ]


def _stations(way: Way, columns: Sequence[Column]) -> list[int]:
    """How many of one language came to each column."""
    return [way.started, *(way.reached.get(column.name, 0) for column in columns[1:-1]), way.submitted]


def _steps(found: Seen, document: Document, say: Say) -> list[Step]:
    """The steps in the order of the form; a step that nobody meets because of a condition counts no one as left."""
    rows = []
    before = found.whole.started
    for step in document["steps"]:
        reached = found.whole.reached.get(step["key"], 0)
        left = max(before - reached, 0) if not step["visible_if"] else 0
        wrong = sum(count for (where, _field, _code), count in found.errors.items() if where == step["key"])
        share = _share(reached, found.whole.started, say)
        saved = say(found.saved.get(step["key"], 0))
        rows.append(Step(_title(document, step), say(reached), share, say(left), saved, say(wrong)))
        before = before if step["visible_if"] else reached
    return rows


def _title(document: Document, step: Mapping[str, Any]) -> str:
    return texts.text(document, SOURCE, texts.msg_id(step["key"], what="title")).text


def _errors(found: Seen, document: Document, say: Say) -> list[tuple[str, str, str]]:
    """Question, what was wrong, how often; the most often first. A question that is no more is called by its key."""
    labels = {
        field["key"]: texts.text(document, SOURCE, texts.msg_id(field["msg_id"], what="label")).text
        for step in document["steps"]
        for field in step["fields"]
    }
    rows = sorted(found.errors.items(), key=lambda row: -row[1])
    return [(labels.get(field) or field, _rule(code), say(count)) for (_step, field, code), count in rows]


def _rule(code: str) -> str:
    """What was wrong, without what it was wrong about."""
    return _HOLE.sub("…", str(words.ANSWER_PROBLEMS.get(code, code)))


def _document(form: Form, version: int | None) -> Document:
    """The version that was chosen, else the one that is online; one without steps while there is none."""
    if version is None:
        return form.live_version.document if form.live_version else {"steps": []}
    row = FormVersion.objects.filter(form=form, number=version).first()
    return row.document if row is not None else {"steps": []}


def _share(part: int, whole: int, say: Say) -> int | None:
    """Per cent; None of nothing, and of what is not said."""
    if not whole or not say(part).isdigit():
        return None
    return min(round(100 * part / whole), 100)


def _few(count: int) -> str:
    """A number of one language."""
    return _("minder dan %(fewest)s") % {"fewest": FEWEST} if 0 < count < FEWEST else str(count)


def _minutes(way: Way, say: Say) -> str:
    """About how long, rounded to what the buckets tell; nothing where the number of people is not said."""
    if way.median is None or not say(way.submitted).isdigit():
        return ""
    return (
        _("minder dan 1 minuut") if way.median < 1 else _("ongeveer %(minutes)s min") % {"minutes": round(way.median)}
    )
