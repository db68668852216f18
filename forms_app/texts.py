"""The texts of a form document, in the language of its reader."""

from collections.abc import Iterable, Mapping
from itertools import dropwhile
from typing import Any, NamedTuple

from home import languages

FORM = "_form"
"""Stands for the keys in the name of a text of the form itself; no step can have it as its key."""

Document = dict[str, Any]
Strings = Mapping[str, Mapping[str, str]]


class Said(NamedTuple):
    """A text with the language it is in: another one than asked where a translation is missing."""

    text: str
    language: str


def msg_id(*keys: str, what: str) -> str:
    """The name of a text: keys of step, field and option (none: the form itself), then what it is."""
    return ".".join((*(keys or (FORM,)), what))


def text(document: Document, language: str, name: str) -> Said:
    """The text called `name` for a reader of `language`; empty when the form has none.

    A language in which the form is not offered is passed over whole: nobody reads half a form in one language.
    """
    return _first(document["strings"], _read_in(document, language), name)


def half_done(document: Document) -> Document:
    """The document with each translation that is there, also of languages it is not offered in: for who makes it."""
    return document | {"languages": list(document["strings"])}


def reading_language(document: Document, language: str) -> str:
    """The language in which a reader of `language` gets this form."""
    return next(iter(_read_in(document, language)))


def missing(document: Document, language: str) -> list[str]:
    """The names of the texts that a reader of `language` would get in Dutch for want of a translation."""
    source = document["strings"][languages.SOURCE]
    return [] if language == languages.SOURCE else _missing(document["strings"], language, source)


def said_in(document: Document, language: str) -> Document:
    """The form as one reader gets it: its structure with the texts inside, without what only staff needs."""
    return {
        "title": text(document, language, msg_id(what="title")).text,
        "steps": [_step(document, language, step) for step in document["steps"]],
    }


def offered(strings: Strings, names: Iterable[str], least: int = 100) -> list[str]:
    """The languages in which a form with these texts is offered, source first.

    That is where a reader gets at least `least` percent of them without falling back to the source.
    """
    wanted = list(names)
    most = len(wanted) * (100 - least) / 100
    return [
        code
        for code in languages.LANGUAGES
        if code == languages.SOURCE or (code in strings and len(_missing(strings, code, wanted)) <= most)
    ]


def _missing(strings: Strings, language: str, names: Iterable[str]) -> list[str]:
    own = tuple(code for code in _chain(language) if code != languages.SOURCE)
    return [name for name in names if not _first(strings, own, name).text]


def _first(strings: Strings, chain: Iterable[str], name: str) -> Said:
    found = (Said(strings[code][name], code) for code in chain if strings.get(code, {}).get(name))
    return next(found, Said("", languages.SOURCE))


def _read_in(document: Document, language: str) -> Iterable[str]:
    known = {languages.SOURCE, *document["languages"]}
    return dropwhile(lambda code: code not in known, _chain(language))


def _chain(language: str) -> tuple[str, ...]:
    # A document outlives the list of languages: one that was switched off later still reads.
    return languages.fallbacks(language) if language in languages.LANGUAGES else (language, languages.SOURCE)


def _step(document: Document, language: str, step: Document) -> Document:
    return {
        "key": step["key"],
        **_named(document, language, ("title", "intro"), step["key"]),
        "visible_if": step["visible_if"],
        "fields": [_field(document, language, asked) for asked in step["fields"]],
    }


def _field(document: Document, language: str, field: Document) -> Document:
    said = _named(document, language, ("label", "hint", "text", "link_text", "unit", "row_label"), field["msg_id"])
    apart = ("msg_id", "options", "fields", "personal", "in_routing")
    shown = {name: value for name, value in field.items() if name not in apart}
    inner = [_field(document, language, asked) for asked in field.get("fields", ())]
    options = [_option(document, language, field, option) for option in field.get("options", ())]
    return shown | said | ({"options": options} if options else {}) | ({"fields": inner} if inner else {})


def _option(document: Document, language: str, field: Document, option: Document) -> Document:
    said = _named(document, language, ("label", "hint", "alt"), field["msg_id"], option["value"])
    only = {name: option[name] for name in ("namely", "picture") if option.get(name)}
    return {"value": option["value"], "icon": option["icon"], **only, **said}


def _named(document: Document, language: str, whats: Iterable[str], *keys: str) -> dict[str, str]:
    said = {what: text(document, language, msg_id(*keys, what=what)).text for what in whats}
    return {what: words for what, words in said.items() if words}
