"""How a form does: numbers, never persons, as small drawings with a table under each."""

import re
from collections.abc import Sequence
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
from forms_app.models import Form, FormVersion
from forms_app.staff.submissions import for_who_may, form_of, language_of
from forms_app.texts import Document
from home.languages import SOURCE

FEWEST = 5
"""Where numbers are split by language, those below this are not said: one person could be known by it."""
WIDTH, HEIGHT, GAP = 320, 96, 2
_HOLE = re.compile(r"%\(\w+\)s")
PERIODS = {"30": gettext_lazy("30 dagen"), "90": gettext_lazy("90 dagen"), "365": gettext_lazy("een jaar")}


@dataclass(frozen=True)
class Bar:
    """A bar of a drawing, in its own units, with what it says."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: int


@dataclass(frozen=True)
class Chart:
    """A drawing of bars with the same scale as those beside it; `rows` are its table."""

    name: str
    title: str
    bars: tuple[Bar, ...]
    head: str


@dataclass(frozen=True)
class Step:
    """One step: how many came there, which part of those who began, how many left after the step before."""

    title: str
    reached: int
    share: int | None
    left: int
    saved: int


class PeriodFilter(forms.Form):
    """Which period, which version."""

    days = forms.ChoiceField(label=gettext_lazy("Periode"), choices=list(PERIODS.items()), required=False)
    version = forms.TypedChoiceField(label=gettext_lazy("Versie"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, numbers: Sequence[int]) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.fields["version"].choices = [("", _("alle")), *((n, n) for n in numbers)]  # type: ignore[attr-defined]


@for_who_may(Right.EDIT)
@require_safe
def insight_page(request: HttpRequest, key: str) -> HttpResponse:
    """What was counted of a form in a period. No submission is read for it."""
    form = form_of(key)
    numbers = list(FormVersion.objects.filter(form=form).order_by("-number").values_list("number", flat=True))
    picked = PeriodFilter({"days": "90", **request.GET.dict()}, numbers)
    picked.is_valid()
    chosen = picked.cleaned_data.get("version")
    until = timezone.localdate()
    since = until - timedelta(days=int(picked.cleaned_data.get("days") or 90) - 1)
    found = counting.seen(form, since, until, chosen)
    document = _document(form, chosen)
    page = {
        "form": form,
        "filter": picked,
        "found": found,
        "share": _share(found.submitted, found.started),
        "median": _minutes(found.median),
        "charts": _charts(found),
        "steps": _steps(found, document) if document else [],
        "errors": _errors(found, document) if document else [],
        "languages": [(language_of(code), _few(begun), _few(sent)) for code, (begun, sent) in found.languages.items()],
        "is_empty": not (found.started or found.submitted or found.saved),
        "fewest": FEWEST,
        "width": WIDTH,
        "height": HEIGHT,
        "page_title": _("Inzicht: %(form)s") % {"form": form.title},
    }
    return render(request, "forms_app/staff/insight.html", page)


def bars(values: Sequence[tuple[str, int]], highest: int) -> tuple[Bar, ...]:
    """Bars beside each other, the highest of all drawings as high as the drawing."""
    if not values:
        return ()
    step = WIDTH / len(values)
    found = []
    for place, (label, value) in enumerate(values):
        height = round(HEIGHT * value / highest, 1) if highest else 0.0
        wide = max(step - GAP, 1)
        found.append(Bar(round(place * step, 1), round(HEIGHT - height, 1), round(wide, 1), height, label, value))
    return tuple(found)


def _charts(found: counting.Seen) -> list[Chart]:
    """Begun and sent per week, at one scale."""
    weeks = _all_weeks(sorted(found.weeks))
    highest = max((max(found.weeks.get(week, (0, 0))) for week in weeks), default=0)
    rows = {
        "started": (_("Begonnen per week"), 0),
        "submitted": (_("Verstuurd per week"), 1),
    }
    return [
        Chart(
            name,
            title,
            bars([(date_format(week, "j M Y"), found.weeks.get(week, (0, 0))[place]) for week in weeks], highest),
            _("Week vanaf"),
        )
        for name, (title, place) in rows.items()
    ]


def _all_weeks(weeks: Sequence[date]) -> list[date]:
    """Every Monday from the first to the last, those without anything too."""
    if not weeks:
        return []
    count = (weeks[-1] - weeks[0]).days // 7 + 1
    return [weeks[0] + timedelta(weeks=number) for number in range(count)]


def _steps(found: counting.Seen, document: Document) -> list[Step]:
    """The steps in the order of the form; a step that nobody meets because of a condition counts no one as left."""
    rows = []
    before = found.started
    for step in document["steps"]:
        reached = found.reached.get(step["key"], 0)
        title = texts.text(document, SOURCE, texts.msg_id(step["key"], what="title")).text
        left = max(before - reached, 0) if not step["visible_if"] else 0
        rows.append(Step(title, reached, _share(reached, found.started), left, found.saved.get(step["key"], 0)))
        before = before if step["visible_if"] else reached
    return rows


def _errors(found: counting.Seen, document: Document) -> list[tuple[str, str, int]]:
    """Question, what was wrong, how often; the most often first. A question that is no more is called by its key."""
    labels = {
        field["key"]: texts.text(document, SOURCE, texts.msg_id(field["msg_id"], what="label")).text
        for step in document["steps"]
        for field in step["fields"]
    }
    rows = [(labels.get(field) or field, _rule(code), count) for (_step, field, code), count in found.errors.items()]
    return sorted(rows, key=lambda row: -row[2])


def _rule(code: str) -> str:
    """What was wrong, without what it was wrong about."""
    return _HOLE.sub("…", str(words.ANSWER_PROBLEMS.get(code, code)))


def _document(form: Form, version: int | None) -> Document | None:
    """The version that was chosen, else the one that is online."""
    if version is None:
        return form.live_version.document if form.live_version else None
    row = FormVersion.objects.filter(form=form, number=version).first()
    return row.document if row is not None else None


def _share(part: int, whole: int) -> int | None:
    """Per cent; None of nothing."""
    return min(round(100 * part / whole), 100) if whole else None


def _few(count: int) -> str:
    return _("minder dan %(fewest)s") % {"fewest": FEWEST} if 0 < count < FEWEST else str(count)


def _minutes(median: float | None) -> str:
    """About how long, rounded to what the buckets tell."""
    if median is None:
        return ""
    return _("minder dan 1 minuut") if median < 1 else _("ongeveer %(minutes)s min") % {"minutes": round(median)}
