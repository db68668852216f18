"""Language and direction around text that is not the reader's own."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from home.languages import LANGUAGES

register = template.Library()


@register.simple_tag
def lang_dir(code: str) -> SafeString:
    """` lang="ar" dir="rtl"` for a language; an unknown one is left to the browser: ` lang="xx" dir="auto"`."""
    row = LANGUAGES.get(code)
    return format_html(' lang="{}" dir="{}"', code, row.direction if row else "auto")


@register.filter
def own_name(code: str) -> str:
    """A language as its readers write it."""
    row = LANGUAGES.get(code)
    return row.own_name if row else code


@register.filter
def bdi(text: object) -> SafeString:
    """A number, phone or code that reads from left to right in every text."""
    return format_html('<bdi dir="ltr">{}</bdi>', text)
