"""Forms in the admin: list, edit, preview, put online, schedule, have approved."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, ProtectedError, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column, StatusTagColumn, UpdatedAtColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import (
    CopyView,
    CreateView,
    DeleteView,
    EditView,
    HistoryView,
    IndexView,
    RevisionsCompareView,
    SnippetViewSet,
    WorkflowActionView,
)

from forms_app import access, authoring, changes, publishing, words
from forms_app.access import Right
from forms_app.keys import with_keys
from forms_app.models import Form, scheduled
from forms_app.staff import comparison, impact, overview
from forms_app.staff.impact import ImpactPanel
from forms_app.staff.inputs import FormInput
from forms_app.staff.panels import ChoicesPanel, OverviewPanel, ProblemsPanel
from home.refusals import Refused

PANELS = ObjectList(
    [
        FieldPanel("title"),
        FieldPanel("key"),
        FieldPanel("steps"),
        MultiFieldPanel([FieldPanel("urgent_mode"), FieldPanel("urgent_if")], heading=gettext_lazy("Dringend")),
        MultiFieldPanel(
            [
                FieldPanel("audience"),
                FieldPanel("default_category"),
                FieldPanel("receipt_text"),
                FieldPanel("closed_text"),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at"), FieldPanel("deadline_at")]),
                FieldPanel("most_submissions"),
                FieldRowPanel([FieldPanel("draft_days"), FieldPanel("submission_days"), FieldPanel("retention")]),
                FieldPanel("needs_all_languages"),
                FieldPanel("is_set"),
                FieldPanel("offered_from"),
                FieldPanel("confirm_email"),
                FieldPanel("needs_second"),
            ],
            heading=gettext_lazy("Instellingen"),
        ),
        ChoicesPanel(),
        PublishingPanel(),
    ],
    base_form_class=FormInput,
)


COPIED = (
    "urgent_if",
    "urgent_mode",
    "receipt_text",
    "closed_text",
    "audience",
    "default_category",
    "needs_all_languages",
    "offered_from",
    "draft_days",
    "submission_days",
    "retention",
    "confirm_email",
    "needs_second",
)
"""What a copy takes along beside the steps: no moments, and no limit, which belong to one occasion."""


class Beside:
    """What stands beside the form, and the answer when going online is refused: a sentence, and back to the form."""

    def get_side_panels(self) -> Any:
        """Wagtail's panels, with ours."""
        panels = super().get_side_panels()  # type: ignore[misc]
        form = self.form.judged or self.form.instance  # type: ignore[attr-defined]
        may_translate = access.may(self.request.user, Right.TRANSLATE)  # type: ignore[attr-defined]
        seen = overview.of(form, self.form.compiled, may_translate=may_translate)  # type: ignore[attr-defined]
        for panel in (ProblemsPanel, OverviewPanel):
            panels.append(panel(form, self.request, seen))  # type: ignore[attr-defined]
        if form.live_version_id:
            document, problems = self.form.compiled or publishing.compile_form(form)  # type: ignore[attr-defined]
            seen_under_way = impact.of(form, document, ready=not problems, may_translate=may_translate)
            panels.append(ImpactPanel(form, self.request, seen_under_way))  # type: ignore[attr-defined]
        return panels

    def publish_action(self) -> Any:
        """Puts the form online, or says why not; what was typed is a draft then."""
        return self._told(super().publish_action)  # type: ignore[misc]

    def workflow_action_action(self) -> Any:
        """The same for approving."""
        return self._told(super().workflow_action_action)  # type: ignore[misc]

    def get_success_message(self, *args: Any) -> str:
        """What Wagtail says; after saving a draft also how much must still be done, after publishing what happened."""
        said: str = super().get_success_message(*args)  # type: ignore[misc]
        if self.action == "publish":  # type: ignore[attr-defined]
            return impact.told(said, self.object.pk)  # type: ignore[attr-defined]
        if self.action not in ("create", "edit"):  # type: ignore[attr-defined]
            return said
        _document, problems = publishing.compile_form(self.object)  # type: ignore[attr-defined]
        if not problems:
            return said
        more = ngettext(
            "%(said)s Voordat dit formulier online kan, moet er nog %(count)s ding gebeuren.",
            "%(said)s Voordat dit formulier online kan, moeten er nog %(count)s dingen gebeuren.",
            len(problems),
        )
        return more % {"said": said, "count": len(problems)}

    def _told(self, act: Any) -> Any:
        try:
            return act()
        except Refused as refusal:
            messages.error(self.request, words.not_published(str(self.object), refusal))  # type: ignore[attr-defined]
            return redirect(self.get_edit_url())  # type: ignore[attr-defined]


class FormIndex(IndexView):
    """All forms."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Wagtail's, with a form from a file."""
        buttons: list[Button] = super().header_more_buttons
        if self.request.user.has_perm("forms_app.add_form"):
            label = _("Nieuw formulier uit een bestand")
            buttons.append(Button(label, url=reverse("building:import_new"), icon_name="upload", priority=60))
        return buttons


class FormEdit(Beside, EditView):
    """One form."""


class FormHistory(HistoryView):
    """Who changed what, with the way to the versions that visitors got."""

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Wagtail's, with the versions."""
        buttons: list[Button] = super().header_buttons
        if self.object.live_version_id is None:
            return buttons
        url = reverse("versions:list", args=[self.object.key])
        return [*buttons, HeaderButton(_("Versies die online stonden"), url=url, icon_name="list-ol")]


class FormCompare(RevisionsCompareView):
    """Two drafts beside each other: in the words of an editor first, then as Wagtail compares blocks."""

    template_name = "forms_app/staff/revisions_compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What differs, in words; None when one of the two is not whole."""
        page: dict[str, Any] = super().get_context_data(**kwargs)
        (old, flaws), (new, more) = (publishing.compile_form(page[name]) for name in ("revision_a", "revision_b"))
        rows = None if flaws or more else comparison.rows(changes.compare(old, new), old, new)
        return page | {"rows": rows}


class FormCreate(Beside, CreateView):
    """A new form."""


class FormCopy(Beside, CopyView):
    """A new form that begins as a copy; it needs a key of its own, its questions keep theirs."""

    def get_initial_form_instance(self) -> Form:
        """The newest draft of the other form, as a row that is not there yet."""
        source = super().get_initial_form_instance()
        draft = source.get_latest_revision_as_object()
        plain = with_keys(draft.steps.get_prep_value(), publishing.fixed(source))
        copy = Form(steps=Form.blocks(plain), live=False)
        for name in COPIED:
            setattr(copy, name, getattr(draft, name))
        copy.title = _("%(title)s (kopie)") % {"title": draft.title}
        return copy

    def save_instance(self) -> Form:
        """The new form, with the translations of the other one."""
        made: Form = super().save_instance()
        authoring.carry_translations(super().get_initial_form_instance(), made)
        return made


class FormWorkflowAction(WorkflowActionView):
    """Approving from the list of tasks: a form that is not right stays in its task."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approves, or says why not."""
        try:
            answer: HttpResponse = super().post(request, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, words.not_published(str(self.object), refusal))
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                answer = self.render_modal_json(request, {"step": "success", "redirect": self.redirect_url})
            else:
                answer = redirect(self.redirect_url)
        return answer


class FormDelete(DeleteView):
    """Only a form that was never online goes away."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Deletes, or says why not."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, str(words.REFUSALS["was_published"]))
            answer = redirect(self.get_success_url())
        return answer


def version(form: Form) -> str:
    """The number of the version that visitors get; empty when there is none."""
    return str(form.live_version.number) if form.live and form.live_version else ""


def state(form: Form) -> str:
    """How a form is doing, in words."""
    if form.is_set:
        return _("Vragenset")
    is_scheduled = getattr(form, "is_scheduled", False)
    if not form.live:
        return _("Gepland") if is_scheduled else _("Verlopen") if form.expired else _("Concept")
    if is_scheduled:
        return _("Online, wijziging gepland")
    return _("Online, met een concept") if form.has_unpublished_changes else _("Online")


class FormViewSet(SnippetViewSet):
    """Forms in the menu of who may edit them."""

    model = Form
    icon = "form"
    menu_label = gettext_lazy("Formulieren")
    menu_name = "forms"
    menu_order = 60
    add_to_admin_menu = True
    copy_view_enabled = True
    index_view_class = FormIndex
    edit_view_class = FormEdit
    add_view_class = FormCreate
    copy_view_class = FormCopy
    delete_view_class = FormDelete
    history_view_class = FormHistory
    revisions_compare_view_class = FormCompare
    workflow_action_view_class = FormWorkflowAction
    edit_handler = PANELS
    search_fields = ["title", "key"]
    search_backend_name = None
    list_display = [
        "__str__",
        Column("key", label=gettext_lazy("Sleutel"), sort_key="key"),
        Column("live_version", label=gettext_lazy("Versie online"), accessor=version),
        StatusTagColumn("state", label=gettext_lazy("Stand"), accessor=state,
                        primary=lambda form: form.live),
        UpdatedAtColumn(),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Form]:
        """All forms, with the version that is online and whether one is waiting for its moment."""
        waiting = scheduled().filter(object_id=Cast(OuterRef("pk"), CharField()))
        return Form.objects.select_related("live_version").annotate(is_scheduled=Exists(waiting))
