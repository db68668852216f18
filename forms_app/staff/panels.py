"""What stands beside a form in the editor: what is wrong, all questions at a glance, words for the script."""

from typing import Any

from django.forms import Media
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin.panels import Panel
from wagtail.admin.ui.side_panels import BaseSidePanel

from forms_app import filling, words
from forms_app.fields import TYPES
from forms_app.fields.calculation import FORMULAS
from forms_app.rows import CONTEXT_TESTS
from forms_app.staff.overview import Overview
from home.languages import LANGUAGES
from tickets import intake


class FormSidePanel(BaseSidePanel):
    """A side panel about one overview; saving redraws it."""

    def __init__(self, form: Any, request: Any, overview: Overview) -> None:
        super().__init__(form, request)
        self.overview = overview

    def get_context_data(self, parent_context: Any) -> Any:
        """The overview, beside what Wagtail gives."""
        return super().get_context_data(parent_context) | {"overview": self.overview, "form_pk": self.object.pk}


class ProblemsPanel(FormSidePanel):
    """What must still be done before the form can go online, each with a link to its place."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Counts what is wrong."""

        aria_label = gettext_lazy("Wat er nog moet gebeuren")
        icon_name = "list-ul"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> Any:
            """The number of problems."""
            return super().get_context_data(parent_context) | {"count": len(self.panel.overview.flaws)}

    name = "problems"
    title = gettext_lazy("Wat er nog moet gebeuren")
    template_name = "forms_app/staff/problems_panel.html"
    order = 150


class OverviewPanel(FormSidePanel):
    """All questions, when they are shown, where their answers lead."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Counts nothing."""

        aria_label = gettext_lazy("Alle vragen op een rij")
        icon_name = "clipboard-list"
        has_counter = False

    name = "questions"
    title = gettext_lazy("Alle vragen op een rij")
    template_name = "forms_app/staff/overview_panel.html"
    order = 160


class ChoicesPanel(Panel):
    """What the script of the editor can choose from besides the questions on the page; shows nothing itself."""

    class BoundPanel(Panel.BoundPanel):
        """The lists as JSON, with the script that reads them."""

        template_name = "forms_app/staff/choices_panel.html"

        def get_context_data(self, parent_context: Any = None) -> Any:
            """The lists, with the blocks whose keys are frozen."""
            context = super().get_context_data(parent_context) or {}
            return context | {"choices": choices() | {"frozen": list(self.form.fixed.keys)}}

        @property
        def media(self) -> Media:
            """The script and its style."""
            return Media(js=["forms_app/editor.js"], css={"all": ["forms_app/editor.css"]})


def choices() -> dict[str, Any]:
    """Which tests suit which kind of question, and the answers that are not options of the form itself."""
    agreed = [["yes", str(words.ANSWER_WORDS["yes"])]]
    languages = [[code, LANGUAGES[code].own_name] for code in filling.language_names()]
    audiences = [[code, str(label)] for code, label in words.AUDIENCES.items()]
    return {
        "words": {
            "choose": gettext("Kies…"),
            "untitled": gettext("(zonder tekst)"),
            "gone": gettext("bestaat niet meer, of staat later"),
            "frozen": gettext("Deze sleutel ligt vast."),
        },
        "tests": {name: list(kind.tests) for name, kind in TYPES.items() if kind.asks} | {"context": CONTEXT_TESTS},
        "operands": {formula: sorted(types) for formula, types in FORMULAS.items()},
        "silent": ["answered", "not_answered", "in_region", "not_in_region"],
        "context": [
            {"id": code, "text": str(label), "answers": answers}
            for (code, label), answers in zip(words.CONTEXT_LABELS.items(), (languages, audiences), strict=True)
        ],
        "answers": {
            "yes_no": [*agreed, ["no", str(words.ANSWER_WORDS["no"])]],
            "statement": agreed,
            "municipality": [list(row) for row in filling.municipality_names().items()],
            "language": languages,
            "organisation": [list(row) for row in intake.organisations().items()],
        },
    }
