"""Words on a page: headings, text, steps, lists, explanations, addresses."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

FEATURES = ["bold", "link", "ol", "ul"]


class HeadingBlock(blocks.StructBlock):
    """A heading between two parts of the text."""

    text = blocks.CharBlock(label=_("Kop"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("Niveau"), choices=[("2", _("Kop")), ("3", _("Kop daaronder"))], default="2", required=True
    )

    class Meta:
        icon = "title"
        label = _("Kop")
        template = "home/blocks/heading.html"
        preview_value = {"text": "Wat moet u doen?", "level": "2"}


class ParagraphBlock(blocks.RichTextBlock):
    """Text with links, bold words, lists; nothing else, so that it reads alike on each page."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"features": FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Tekst")
        template = "home/blocks/paragraph.html"
        preview_value = "<p>U krijgt een brief van de gemeente. In de brief staat een datum.</p>"


class StepBlock(blocks.StructBlock):
    """One thing to do."""

    title = blocks.CharBlock(label=_("Wat doet u?"), max_length=120)
    text = blocks.RichTextBlock(label=_("Uitleg"), features=FEATURES, required=False)

    class Meta:
        icon = "tick"
        label = _("Stap")


class StepsBlock(blocks.ListBlock):
    """Things to do, one after the other."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(StepBlock(), **{"min_num": 1, **kwargs})

    class Meta:
        icon = "list-ol"
        label = _("Stappen")
        template = "home/blocks/steps.html"
        preview_value = [{"title": "Lees de brief", "text": "<p>Zoek de datum.</p>"}, {"title": "Bel ons", "text": ""}]


class BringBlock(blocks.ListBlock):
    """What a person takes along."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(blocks.CharBlock(label=_("Wat"), max_length=200), **{"min_num": 1, **kwargs})

    class Meta:
        icon = "list-ul"
        label = _("Meenemen")
        template = "home/blocks/bring.html"
        preview_value = ["De brief", "Uw verblijfspas"]


class WordBlock(blocks.StructBlock):
    """A word as it stands in official letters, explained once."""

    word = blocks.CharBlock(
        label=_("Woord"), max_length=100, help_text=_("Zoals het in brieven staat, in het Nederlands.")
    )
    explanation = blocks.TextBlock(label=_("Wat betekent het?"), max_length=400)

    class Meta:
        icon = "openquote"
        label = _("Moeilijk woord")
        template = "home/blocks/word.html"
        preview_value = {"word": "beschikking", "explanation": "Een brief met een besluit van de gemeente."}


class PanelBlock(blocks.StructBlock):
    """Something a reader may not miss."""

    kind = blocks.ChoiceBlock(
        label=_("Soort"), choices=[("info", _("Goed om te weten")), ("warning", _("Let op"))], default="info"
    )
    title = blocks.CharBlock(label=_("Kop"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Tekst"), features=FEATURES)

    class Meta:
        icon = "warning"
        label = _("Let op")
        template = "home/blocks/panel.html"
        preview_value = {"kind": "warning", "title": "Let op de datum", "text": "<p>Bel op tijd.</p>"}


class ContactBlock(blocks.StructBlock):
    """Somebody to ask."""

    name = blocks.CharBlock(label=_("Naam"), max_length=120)
    text = blocks.RichTextBlock(label=_("Waarvoor"), features=FEATURES, required=False)
    phone = blocks.CharBlock(label=_("Telefoon"), max_length=30, required=False)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    website = blocks.URLBlock(label=_("Website"), required=False)
    desk = blocks.TextBlock(label=_("Adres"), required=False, rows=2)
    hours = blocks.TextBlock(label=_("Open"), required=False, rows=2)

    class Meta:
        icon = "user"
        label = _("Contact")
        template = "home/blocks/contact.html"
        preview_value = {"name": "Helpdesk", "text": "", "phone": "000-000 0000", "email": "", "website": ""}
