"""What was sent, for who may read it: the list of a form, and one submission as it was asked then."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access

from forms_app import access, amending, answers, finding, retention
from forms_app.access import Right
from forms_app.finding import Wanted
from forms_app.meanings import CONTACT
from forms_app.models import Form, FormVersion, SubmissionExport
from home import places
from home.languages import LANGUAGES, SOURCE
from home.refusals import Refused
from tickets import access as desk
from tickets.words import CHANNEL_LABELS, STATE_LABELS

AFTER, BEFORE = "na", "voor"
View = Callable[..., HttpResponse]


def for_who_may(right: Right) -> Callable[[View], View]:
    """404 for who does not have the right, and for what is not theirs to see; what is shown is kept by no cache."""

    def guarded(view: View) -> View:
        @require_admin_access
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                access.demand(request.user, right)
                response = view(request, *args, **kwargs)
            except Refused as refusal:
                if refusal.code != "not_found":
                    raise
                raise Http404 from refusal
            patch_cache_control(response, no_store=True, private=True)
            return response

        return shown

    return guarded


class DateInput(forms.DateInput):
    """A day, by the browser's own calendar."""

    input_type = "date"


class SubmissionFilter(forms.Form):
    """What a person picks above the list; what it means is said by `forms_app.finding`."""

    sent_from = forms.DateField(label=gettext_lazy("Verstuurd vanaf"), required=False, widget=DateInput)
    sent_to = forms.DateField(label=gettext_lazy("Verstuurd tot en met"), required=False, widget=DateInput)
    version = forms.TypedChoiceField(label=gettext_lazy("Versie"), required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(label=gettext_lazy("Taal"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Kanaal"), required=False)
    municipality = forms.TypedChoiceField(label=gettext_lazy("Gemeente"), required=False, coerce=int, empty_value=None)
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=gettext_lazy("Staat van het ticket"), required=False)

    def __init__(self, data: Any, *, user: Any, form: Form) -> None:
        super().__init__(data, auto_id="filter_%s")
        numbers = FormVersion.objects.filter(form=form).order_by("-number").values_list("number", flat=True)
        offered: dict[str, Sequence[tuple[Any, Any]]] = {
            "version": [(number, number) for number in numbers],
            "language": [(code, row.own_name) for code, row in LANGUAGES.items()],
            "channel": list(CHANNEL_LABELS.items()),
            "municipality": [(row.pk, row.name) for row in (*places.municipalities(), places.region())],
            "team": list(desk.teams_seen(user)),
            "state": [(str(state), label) for state, label in STATE_LABELS.items()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [("", _("alle")), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """The criteria of what was picked; what cannot be read is said beside its field, and left out."""
        self.is_valid()
        picked = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        days = {name: picked[name].isoformat() for name in ("sent_from", "sent_to") if name in picked}
        return finding.wanted(picked | days)


@for_who_may(Right.READ)
@require_safe
def forms_page(request: HttpRequest) -> HttpResponse:
    """The forms that were ever online, each with the way to what was sent with it. One query."""
    found = Form.objects.filter(live_version__isnull=False).order_by("title").only("key", "title", "live")
    page = {"forms": list(found), "page_title": _("Inzendingen")}
    return render(request, "forms_app/staff/submission_forms.html", page)


@for_who_may(Right.READ)
@require_safe
def list_page(request: HttpRequest, key: str) -> HttpResponse:
    """One page of what was sent with a form, the newest first; no answers."""
    form = form_of(key)
    picked = SubmissionFilter(request.GET or None, user=request.user, form=form)
    sought = picked.wanted() if picked.is_bound else Wanted()
    after, before = request.GET.get(AFTER, ""), request.GET.get(BEFORE, "")
    found = finding.page(request.user, form, sought, after=after, before=before)
    page = {
        "form": form,
        "filter": picked,
        "is_filtered": bool(sought.plain()),
        "picked": sought.plain(),
        "may_export": access.may(request.user, Right.EXPORT),
        "kinds": SubmissionExport.Kind.choices,
        "rows": [(row, language_of(row.language), CHANNEL_LABELS.get(row.channel, row.channel)) for row in found.rows],
        "page_title": form.title,
        "previous_url": _url(request, BEFORE, found.before) if found.before else "",
        "next_url": _url(request, AFTER, found.after) if found.after else "",
    }
    return render(request, "forms_app/staff/submissions.html", page)


@for_who_may(Right.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def submission_page(request: HttpRequest, key: str, reference: str) -> HttpResponse:
    """One submission: all answers as they were asked then. That it was opened is on record.

    The contact is covered; who may see it asks for it by a POST, which is on record too.
    """
    submission = access.get_visible(request.user, key, reference)
    may_reveal = desk.may_see_contact(request.user, submission.ticket)
    is_revealed = request.method == "POST" and may_reveal
    desk.looked(request.user, submission.ticket, "reveal" if is_revealed else "submission")
    lines = answers.revealed(submission, SOURCE) if is_revealed else answers.for_staff(submission, SOURCE)
    lines = answers.with_notes(lines, submission, submission.ticket)
    why_not = retention.refusal(submission)
    page = {
        "submission": submission,
        "ticket": submission.ticket,
        "lines": [(line, line.meaning in CONTACT and not is_revealed) for line in lines],
        "has_covered": any(line.meaning in CONTACT for line in lines) and not is_revealed,
        "may_reveal": may_reveal,
        "channel": CHANNEL_LABELS.get(submission.channel, submission.channel),
        "language": language_of(submission.language),
        "correctable": amending.questions(request.user, submission),
        "may_delete": access.may(request.user, Right.DELETE) and (why_not is None or why_not.code != "erased"),
        "page_title": reference,
    }
    return render(request, "forms_app/staff/submission.html", page)


def language_of(code: str) -> str:
    """What a language calls itself; its code when the portal does not know it any more."""
    return LANGUAGES[code].own_name if code in LANGUAGES else code


def form_of(key: str) -> Form:
    """A form by its key.

    :raises Refused: `not_found`.
    """
    form: Form | None = Form.objects.defer("steps", "urgent_if").filter(key=key).first()
    if form is None:
        raise Refused("not_found")
    return form


def _url(request: HttpRequest, name: str, key: str) -> str:
    """This list with what was picked, at another place."""
    kept = request.GET.copy()
    for old in (AFTER, BEFORE):
        kept.pop(old, None)
    kept[name] = key
    return f"?{kept.urlencode()}"
