"""What the region publishes."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import (
    BringBlock,
    ContactBlock,
    HeadingBlock,
    MunicipalityBlock,
    PanelBlock,
    ParagraphBlock,
    PictureBlock,
    StepsBlock,
    VideoBlock,
    WordBlock,
)
from home.words import ICON_LABELS

TEXT = ["bold", "link", "ol", "ul"]
FORM_KEY = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$")
TOPICS = RegexValidator(r"^[a-z]+( [a-z]+)*$", _("Woorden met een spatie ertussen, zoals: brief geld."))


class ChoiceBlock(blocks.StructBlock):
    """One of the big choices of the first screen."""

    icon = blocks.ChoiceBlock(label=_("Pictogram"), choices=list(ICON_LABELS.items()))
    title = blocks.CharBlock(label=_("Wat wil de lezer?"), max_length=80)
    text = blocks.CharBlock(label=_("Uitleg"), max_length=160, required=False)
    page = blocks.PageChooserBlock(label=_("Pagina"), required=False, help_text=_("Leeg: het formulier voor vragen."))

    class Meta:
        icon = "link"
        label = _("Keuze")


class HomePage(Page):
    """The first screen of a language: what do you want?"""

    intro = RichTextField(_("welkom"), features=["bold", "link"])
    choices = StreamField([("choice", ChoiceBlock())], verbose_name=_("keuzes"), blank=True)
    question_form = models.CharField(
        _("formulier voor vragen"),
        max_length=60,
        blank=True,
        validators=[FORM_KEY],
        help_text=_("De sleutel van het formulier achter de knop op elke pagina, zoals stel-uw-vraag. Leeg: geen."),
    )

    parent_page_types = ["wagtailcore.Page"]
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("choices"), FieldPanel("question_form")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("startpagina")
        verbose_name_plural = _("startpagina's")


class SectionPage(Page):
    """A choice of pages about one thing."""

    intro = RichTextField(_("inleiding"), features=TEXT, blank=True)
    question_form = models.CharField(
        _("formulier voor vragen"),
        max_length=60,
        blank=True,
        validators=[FORM_KEY],
        help_text=_("De sleutel van het formulier achter de knop op deze pagina. Leeg: dat van de startpagina."),
    )

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("question_form")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("overzicht")
        verbose_name_plural = _("overzichten")


class GuidancePage(Page):
    """What to do, in seven parts; `guidance_id` is what the page is called elsewhere, the same in each language."""

    guidance_id = models.SlugField(_("vaste naam"), max_length=255, blank=True, editable=False)
    short_answer = RichTextField(_("kort antwoord"), features=["bold", "link"], help_text=_("Hoogstens drie zinnen."))
    who_for = RichTextField(_("voor wie is dit"), features=TEXT)
    steps = StreamField(
        [
            ("steps", StepsBlock()),
            ("paragraph", ParagraphBlock()),
            ("panel", PanelBlock()),
            ("picture", PictureBlock()),
            ("video", VideoBlock()),
        ],
        verbose_name=_("wat moet u doen"),
    )
    what_to_bring = StreamField(
        [("things", BringBlock()), ("paragraph", ParagraphBlock())], verbose_name=_("wat neemt u mee")
    )
    by_when = RichTextField(_("wanneer"), features=TEXT)
    who_helps = StreamField(
        [("paragraph", ParagraphBlock()), ("municipality", MunicipalityBlock()), ("contact", ContactBlock())],
        verbose_name=_("wie helpt u"),
    )
    official_words = StreamField([("word", WordBlock())], verbose_name=_("moeilijke woorden"))
    topics = models.CharField(
        _("onderwerpen"),
        max_length=200,
        blank=True,
        validators=[TOPICS],
        help_text=_("De onderwerpen van het formulier, zoals: brief geld."),
    )
    page_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("eigenaar"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Wie nagaat of deze pagina nog klopt."),
    )
    legal_basis = models.CharField(_("grondslag"), max_length=200, blank=True, help_text=_("Wet en artikel."))
    last_checked = models.DateField(_("nagekeken op"), null=True, blank=True)
    check_again_before = models.DateField(_("opnieuw nakijken voor"), null=True, blank=True)
    editors_notes = models.TextField(
        _("notities van de redactie"), blank=True, help_text=_("Niet openbaar. Zoals: wat nog bevestigd moet worden.")
    )

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("short_answer"),
        FieldPanel("who_for"),
        FieldPanel("steps"),
        FieldPanel("what_to_bring"),
        FieldPanel("by_when"),
        FieldPanel("who_helps"),
        FieldPanel("official_words"),
        MultiFieldPanel(
            [
                FieldPanel("topics"),
                FieldPanel("page_owner"),
                FieldPanel("legal_basis"),
                FieldPanel("last_checked"),
                FieldPanel("check_again_before"),
                FieldPanel("editors_notes"),
            ],
            heading=_("Voor de redactie"),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("short_answer"),
        index.SearchField("who_for"),
        index.SearchField("steps"),
        index.SearchField("what_to_bring"),
        index.SearchField("by_when"),
        index.SearchField("who_helps"),
        index.SearchField("official_words"),
        index.FilterField("guidance_id"),
        index.FilterField("topics"),
        index.FilterField("check_again_before"),
    ]

    class Meta:
        verbose_name = _("uitlegpagina")
        verbose_name_plural = _("uitlegpagina's")
        indexes = [models.Index(fields=["guidance_id"], name="guidance_by_id")]

    def clean(self) -> None:
        """Keeps the identity of the page in every language and under a later slug; a copy gets one of its own."""
        super().clean()
        pages = GuidancePage.objects.exclude(guidance_id="")
        kin = pages.filter(translation_key=self.translation_key).values_list("guidance_id", flat=True).first()
        if kin is None and pages.filter(guidance_id=self.slug).exists():
            kin = f"{self.slug}-{str(self.translation_key)[:8]}"
        self.guidance_id = kin or self.slug


class PracticePage(Page):
    """An example from practice (praktijkvoorbeeld), found by year or municipality."""

    year = models.PositiveSmallIntegerField(_("jaar"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    municipalities = ParentalManyToManyField(
        "home.Municipality", verbose_name=_("gemeenten"), blank=True, related_name="+"
    )
    intro = RichTextField(_("inleiding"), features=["bold", "link"])
    body = StreamField(
        [
            ("heading", HeadingBlock()),
            ("paragraph", ParagraphBlock()),
            ("panel", PanelBlock()),
            ("picture", PictureBlock()),
            ("video", VideoBlock()),
            ("contact", ContactBlock()),
        ],
        verbose_name=_("tekst"),
    )

    parent_page_types = ["home.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("year"),
        FieldPanel("municipalities"),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
        index.FilterField("year"),
    ]

    class Meta:
        verbose_name = _("praktijkvoorbeeld")
        verbose_name_plural = _("praktijkvoorbeelden")


class ContactPage(Page):
    """Where to go with what."""

    intro = RichTextField(_("inleiding"), features=TEXT)
    body = StreamField(
        [
            ("heading", HeadingBlock()),
            ("paragraph", ParagraphBlock()),
            ("panel", PanelBlock()),
            ("municipality", MunicipalityBlock()),
            ("contact", ContactBlock()),
        ],
        verbose_name=_("contact"),
    )

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]

    class Meta:
        verbose_name = _("contactpagina")
        verbose_name_plural = _("contactpagina's")
