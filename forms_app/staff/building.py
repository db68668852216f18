"""What an editor does with a whole form beside changing it: see it all, share it as a file, take a step over."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from forms_app import access, authoring, blocks, definitions, words
from forms_app.access import Right
from forms_app.copying import Loss
from forms_app.definitions import Change
from forms_app.models import Form
from forms_app.staff import overview, reuse
from home.languages import LANGUAGES
from home.refusals import Refused

EDIT = "wagtailsnippets_forms_app_form:edit"
View = Callable[..., HttpResponse]


def for_editors(view: View) -> View:
    """404 for who may not change forms."""

    @require_admin_access
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("forms_app.change_form"):
            raise Http404
        return view(request, *args, **kwargs)

    return shown


@for_editors
@require_safe
def overview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole of the newest draft on one page, also on paper."""
    draft = _draft(pk)
    seen = overview.of(draft, may_translate=access.may(request.user, Right.TRANSLATE))
    page = {"form": draft, "overview": seen, "uses": reuse.uses(draft) if draft.is_set else None}
    return render(request, "forms_app/staff/overview.html", page)


@for_editors
@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest draft with its translations, as one file."""
    draft = _draft(pk)
    body = json.dumps(authoring.definition_of(draft), ensure_ascii=False, indent=1)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{draft.key}.json"'
    return response


class FileInput(forms.Form):
    """A file that may be a form; later what was in it, to be confirmed."""

    file = forms.FileField(label=gettext_lazy("Bestand"), required=False)
    content = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(label=gettext_lazy("Sleutel"), required=False, max_length=50)

    def definition(self) -> dict[str, Any]:
        """What the file says.

        :raises Refused: `bad_definition`.
        """
        uploaded = self.cleaned_data["file"]
        if uploaded is not None and uploaded.size > definitions.LARGEST:
            raise Refused("bad_definition", where="size")
        raw = uploaded.read() if uploaded is not None else self.cleaned_data["content"].encode()
        found = definitions.read(raw, blocks.settings())
        self.sent = raw.decode("utf-8-sig")
        return found


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """A file as a new form, after a look at what it holds."""
    if not request.user.has_perm("forms_app.add_form"):
        raise Http404
    typed = FileInput(request.POST or None, request.FILES or None)
    page: dict[str, Any] = {"input": typed}
    if request.method == "POST" and typed.is_valid():
        try:
            found = typed.definition()
            key = typed.cleaned_data["key"].strip() or found["key"]
            page |= {"found": found, "key": key, "content": typed.sent}
            if "confirmed" in request.POST:
                form = authoring.begin({**found, "key": key})
                messages.success(request, _("“%(title)s” is er nu, als concept.") % {"title": form})
                return redirect(EDIT, form.pk)
            page["is_taken"] = Form.objects.filter(key=key).exists()
        except Refused as refusal:
            page["refusal"] = said(refusal)
    return render(request, "forms_app/staff/import.html", page)


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def import_over(request: HttpRequest, pk: int) -> HttpResponse:
    """A file as the newest draft of a form, after a look at what would change."""
    form = get_object_or_404(Form, pk=pk)
    typed = FileInput(request.POST or None, request.FILES or None)
    page: dict[str, Any] = {"input": typed, "form": form}
    if request.method == "POST" and typed.is_valid():
        try:
            _demand_unlocked(request, form)
            found = {**typed.definition(), "key": form.key}
            if "confirmed" in request.POST:
                authoring.update(form, found)
                messages.success(request, _("Het bestand is nu het concept. Bezoekers merken er nog niets van."))
                return redirect(EDIT, pk)
            changes = authoring.compared(form, found)
            page |= {"found": found, "content": typed.sent, "changes": _in_words(changes)}
        except Refused as refusal:
            page["refusal"] = said(refusal)
    return render(request, "forms_app/staff/import.html", page)


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def take_step(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of another form, or of this one, as a new step at the end of this one."""
    form = get_object_or_404(Form, pk=pk)
    others = list(Form.objects.order_by("-is_set", "title").only("pk", "title", "key", "is_set"))
    wanted = request.POST.get("source") or request.GET.get("source") or ""
    source = next((row for row in others if str(row.pk) == wanted), None)
    page: dict[str, Any] = {"form": form, "others": others, "source": source}
    if source is not None:
        page |= {"steps": overview.titles(_draft(source.pk)), "own": overview.titles(_draft(pk))}
    if request.method == "POST" and source is not None:
        try:
            _demand_unlocked(request, form)
            into = request.POST.get("into", "")
            made = authoring.copy_step(_row(source.pk), request.POST.get("step", ""), form, into=into)
        except Refused as refusal:
            page["refusal"] = said(refusal)
        else:
            reuse.note(form, source, made.questions, request.user)
            done = _("De vragen staan onderaan de stap.") if into else _("De stap staat onderaan het concept.")
            messages.success(request, done)
            for loss in made.losses:
                messages.warning(request, _lost(loss))
            return redirect(reverse(EDIT, args=[pk]))
    return render(request, "forms_app/staff/take_step.html", page)


class SetInput(forms.Form):
    """What a question set is made of, and what it is called."""

    step = forms.CharField(
        label=gettext_lazy("Van welke stap"), error_messages={"required": gettext_lazy("Kies een stap.")}
    )
    title = forms.CharField(
        label=gettext_lazy("Naam van de vragenset"),
        max_length=200,
        error_messages={"required": gettext_lazy("Geef de vragenset een naam.")},
    )


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def make_set(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of this form as a question set, to be taken over into other forms; this form stays as it is."""
    if not request.user.has_perm("forms_app.add_form"):
        raise Http404
    form = _row(pk)
    steps = overview.titles(_draft(pk))
    wanted = request.GET.get("step", "")
    typed = SetInput(
        request.POST if request.method == "POST" else None,
        initial={"step": wanted, "title": next((title for block, title, _count in steps if block == wanted), "")},
    )
    page: dict[str, Any] = {"form": form, "steps": steps, "input": typed}
    if request.method == "POST" and typed.is_valid():
        try:
            step, title = typed.cleaned_data["step"], typed.cleaned_data["title"]
            made, copied = authoring.begin_set(form, step, title=title)
        except Refused as refusal:
            page["refusal"] = said(refusal)
        else:
            reuse.from_step(form, made, step, request.user)
            messages.success(request, _("De vragenset “%(title)s” is er nu.") % {"title": made})
            for loss in copied.losses:
                messages.warning(request, _lost(loss))
            return redirect(EDIT, made.pk)
    return render(request, "forms_app/staff/make_set.html", page)


def said(refusal: Refused) -> str:
    """Why not, as a sentence."""
    return str(words.REFUSALS.get(refusal.code, words.REFUSALS["not_now"])) % refusal.data


def _demand_unlocked(request: HttpRequest, form: Form) -> None:
    lock = form.get_lock()
    if lock and lock.for_user(request.user):
        raise Refused("locked")


def _lost(loss: Loss) -> str:
    if loss.kind == "meaning":
        told = _("Bij “%(where)s” is de betekenis “%(what)s” weggelaten: die heeft dit formulier al.")
        return told % {"where": loss.where, "what": words.MEANING_LABELS.get(loss.what, loss.what)}
    if loss.kind == "condition":
        told = _("De voorwaarde van de stap “%(where)s” is weggelaten: de vragen staan nu in een andere stap.")
        return told % {"where": loss.where}
    told = _("Bij “%(where)s” is een regel weggelaten: die vroeg naar “%(what)s”, en die vraag kwam niet mee.")
    return told % {"where": loss.where, "what": loss.what}


def _in_words(changes: list[Change]) -> list[dict[str, Any]]:
    called = blocks.labels() | {
        field.name: str(getattr(field, "verbose_name", "")) for field in Form._meta.get_fields()
    }
    return [
        {
            "what": words.CHANGES[change.what],
            "trail": change.trail,
            "setting": LANGUAGES[change.setting].own_name
            if change.what == "translated"
            else called.get(change.setting, change.setting),
            "before": _yes(change.before),
            "after": _yes(change.after),
        }
        for change in changes
    ]


def _yes(value: str) -> str:
    """What a setting says; one that is on says yes."""
    return str(words.ANSWER_WORDS["yes"]) if value == str(True) else value


def _row(pk: int) -> Form:
    form: Form = get_object_or_404(Form, pk=pk)
    return form


def _draft(pk: int) -> Form:
    draft: Form = _row(pk).get_latest_revision_as_object()
    return draft
