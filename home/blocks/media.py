"""Pictures, video."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from home.blocks.content import FEATURES


class PictureBlock(blocks.StructBlock):
    """A picture, told in words for who cannot see it."""

    image = ImageChooserBlock(label=_("Afbeelding"))
    alt = blocks.CharBlock(
        label=_("Wat is er te zien?"),
        max_length=200,
        help_text=_("Voor mensen die de afbeelding niet zien. Eén zin."),
    )
    caption = blocks.CharBlock(label=_("Onderschrift"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("Afbeelding")
        template = "home/blocks/picture.html"


class VideoBlock(blocks.StructBlock):
    """A video as a plain link, so that nothing is loaded from elsewhere before a person asks for it."""

    title = blocks.CharBlock(label=_("Titel"), max_length=120)
    url = blocks.URLBlock(label=_("Adres van de video"))
    minutes = blocks.IntegerBlock(label=_("Hoeveel minuten"), min_value=1, required=False)
    captions = blocks.CharBlock(
        label=_("Ondertiteling"), max_length=120, help_text=_("In welke talen? Zoals: Nederlands en Engels.")
    )
    transcript = blocks.RichTextBlock(
        label=_("Wat wordt er gezegd?"), features=FEATURES, help_text=_("Alle woorden, voor wie de video niet hoort.")
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "home/blocks/video.html"
        preview_value = {
            "title": "Wethouders vertellen",
            "url": "https://example.org/video",
            "minutes": 3,
            "captions": "Nederlands",
            "transcript": "<p>Wij werken samen.</p>",
        }
