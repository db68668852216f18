"""A form as a page of the portal: its introduction, and the button that starts it."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from forms_app import texts
from forms_app.models.definition import Form
from forms_app.texts import Said, msg_id

FEATURES = ["bold", "link", "ol", "ul"]


class FormPage(Page):
    """What a form is for, in one language; the form itself is the same one in every language."""

    intro = RichTextField(_("inleiding"), features=FEATURES, blank=True, help_text=_("Waarvoor is dit formulier?"))
    form = models.ForeignKey("forms_app.Form", verbose_name=_("formulier"), on_delete=models.PROTECT, related_name="+")
    button = models.CharField(
        _("tekst op de knop"), max_length=60, blank=True, help_text=_("Leeg: “Start het formulier”.")
    )

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("form"), FieldPanel("button")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("formulierpagina")
        verbose_name_plural = _("formulierpagina's")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Whether a visitor can start now; if not, where they can go instead."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        form = Form.objects.select_related("live_version", "tally").get(pk=self.form_id)
        document = form.live_version.document if form.live_version else None
        closed = Said("", self.locale.language_code)
        if document is not None:
            closed = texts.text(document, self.locale.language_code, msg_id(what="closed_text"))
        now = timezone.now()
        about = {"is_open": form.is_open(now), "opens_at": form.opens_later(now), "closed": closed}
        return context | {"form": form, **about}
