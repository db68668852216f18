"""What going online does to people under way, told before it and after it."""

from dataclasses import dataclass
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.side_panels import BaseSidePanel

from forms_app import filling, moving, texts
from forms_app.models import Form
from forms_app.moving import Group, UnderWay
from forms_app.staff import comparison, overview
from forms_app.staff.comparison import Row
from forms_app.texts import Document
from home.languages import LANGUAGES, SOURCE


@dataclass(frozen=True)
class Impact:
    """What would happen, in sentences; `rows`: what differs from each version that somebody keeps, by its number.

    `lost`: what is said of languages in which visitors lose the form, each with where its missing texts stand ("" for
    who may not translate); `gained`: what is said of those that come.
    """

    total: int
    sentences: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Row, ...]], ...]
    lost: tuple[tuple[str, str], ...] = ()
    gained: str = ""


def of(form: Form, document: Document, *, ready: bool, may_translate: bool = False) -> Impact:
    """What putting this document online now would do. Two queries, and those of what the words need.

    One that is not `ready` to go online is compared with nothing: it could not replace anything yet.
    """
    lost, gained = languages(form, document, may_translate=may_translate)
    if not ready:
        total = moving.count(form, timezone.now())
        return Impact(total, (_now(total), _("Dit concept kan nog niet online.")), (), lost, gained)
    told = moving.foreseen(form, document, timezone.now())
    rows = tuple((group.version, comparison.rows(group.difference, group.document, document)) for group in told.staying)
    return Impact(told.total, tuple(sentences(told)), rows, lost, gained)


def languages(
    form: Form, document: Document, *, may_translate: bool = False
) -> tuple[tuple[tuple[str, str], ...], str]:
    """What visitors lose and gain in languages when this document replaces the one that is online.

    A sentence for each language that goes, with where its missing texts stand; one for all that come. One query.
    """
    if not form.live or form.live_version is None:
        return (), ""
    on = [code for code in filling.language_names() if code != SOURCE]
    before, after = form.live_version.document["languages"], document["languages"]
    lost = tuple(
        (_lost(document, code), overview.missing_texts(form, code) if may_translate else "")
        for code in on
        if code in before and code not in after
    )
    come = [overview.isolated(LANGUAGES[code].own_name) for code in on if code in after and code not in before]
    gained = _("Bezoekers kunnen het dan ook lezen in: %(languages)s.") % {"languages": ", ".join(come)}
    return lost, gained if come else ""


def _lost(document: Document, code: str) -> str:
    missing = len(texts.missing(document, code))
    said = ngettext(
        "Bezoekers kunnen dit formulier dan niet meer lezen in het %(language)s, want %(count)s tekst is nog niet "
        "vertaald. Zij krijgen het in het %(instead)s, tot die tekst vertaald en vrijgegeven is.",
        "Bezoekers kunnen dit formulier dan niet meer lezen in het %(language)s, want %(count)s teksten zijn nog niet "
        "vertaald. Zij krijgen het in het %(instead)s, tot die teksten vertaald en vrijgegeven zijn.",
        missing,
    )
    instead = texts.reading_language(document, code)
    names = {"language": LANGUAGES[code].own_name, "instead": LANGUAGES[instead].own_name}
    return said % {**{name: overview.isolated(own) for name, own in names.items()}, "count": missing}


def sentences(told: UnderWay) -> list[str]:
    """How many are under way, how many move on, who keeps which version until when."""
    said = [_now(told.total)]
    if told.moving:
        said.append(
            ngettext(
                "%(count)s gaat verder met de nieuwe versie.",
                "%(count)s gaan verder met de nieuwe versie.",
                told.moving,
            )
            % {"count": told.moving}
        )
    return said + [_kept(group) for group in told.staying]


def told(said: str, form: int) -> str:
    """What Wagtail says of a form that went online, and who moved on or kept their version; nobody: no more."""
    row = Form.objects.select_related("live_version").get(pk=form)
    if not row.live or row.live_version is None:
        return said
    found = moving.foreseen(row, row.live_version.document, timezone.now())
    return " ".join([said, *sentences(found)]) if found.total else said


def _now(total: int) -> str:
    if not total:
        return _("Niemand is nu bezig met dit formulier.")
    said = ngettext(
        "%(count)s persoon is nu bezig met dit formulier.", "%(count)s mensen zijn nu bezig met dit formulier.", total
    )
    return said % {"count": total}


def _kept(group: Group) -> str:
    until = formats.date_format(timezone.localtime(group.until), "j F Y") if group.until else ""
    return ngettext(
        "%(count)s houdt versie %(version)s tot uiterlijk %(until)s.",
        "%(count)s houden versie %(version)s tot uiterlijk %(until)s.",
        group.count,
    ) % {"count": group.count, "version": group.version, "until": until}


class ImpactPanel(BaseSidePanel):
    """Who is under way, and what going online with this draft does to them."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Counts nothing: nothing has to be done."""

        aria_label = gettext_lazy("Wie nu bezig is")
        icon_name = "group"
        has_counter = False

    name = "impact"
    title = gettext_lazy("Wie nu bezig is")
    template_name = "forms_app/staff/impact_panel.html"
    order = 155

    def __init__(self, form: Any, request: Any, impact: Impact) -> None:
        super().__init__(form, request)
        self.impact = impact

    def get_context_data(self, parent_context: Any) -> Any:
        """What would happen, beside what Wagtail gives."""
        return super().get_context_data(parent_context) | {"impact": self.impact, "form_row": self.object}
