"""What a developer would write in an afternoon with Django and Wagtail alone."""

from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from home.blocks.municipality import MunicipalityChooserBlock


class BareQuestion(models.Model):
    """The first of three rows of one commit."""

    name = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    postcode = models.CharField(max_length=7)
    topic = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    question = models.TextField()
    contact_how = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)


class BareEvent(models.Model):
    """The second."""

    question = models.ForeignKey(BareQuestion, on_delete=models.CASCADE)
    act = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)


class BareMail(models.Model):
    """The third."""

    question = models.ForeignKey(BareQuestion, on_delete=models.CASCADE)
    recipient = models.EmailField()
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)


class _Text(blocks.StructBlock):
    title = blocks.CharBlock(required=False)
    text = blocks.RichTextBlock(required=False)


class _Municipality(blocks.StructBlock):
    municipality = MunicipalityChooserBlock()
    text = blocks.RichTextBlock(required=False)


class _Contact(blocks.StructBlock):
    name = blocks.CharBlock()
    text = blocks.RichTextBlock(required=False)
    phone = blocks.CharBlock(required=False)
    email = blocks.EmailBlock(required=False)
    website = blocks.URLBlock(required=False)


class _Word(blocks.StructBlock):
    word = blocks.CharBlock()
    explanation = blocks.TextBlock()


class BarePage(Page):
    """A guidance page as Wagtail's own documentation would have it written."""

    short_answer = RichTextField()
    who_for = RichTextField()
    steps = StreamField(
        [("steps", blocks.ListBlock(_Text())), ("paragraph", blocks.RichTextBlock()), ("panel", _Text())]
    )
    what_to_bring = StreamField(
        [("things", blocks.ListBlock(blocks.CharBlock())), ("paragraph", blocks.RichTextBlock())]
    )
    by_when = RichTextField()
    who_helps = StreamField(
        [("paragraph", blocks.RichTextBlock()), ("municipality", _Municipality()), ("contact", _Contact())]
    )
    official_words = StreamField([("word", _Word())])

    template = "yardstick/page.html"
