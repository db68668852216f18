"""A field with its answer and what is wrong with it, as the component that shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forms_app import carrying, texts, words
from forms_app.fields import GROUP, TYPES
from forms_app.fields.base import Context, Unreadable
from forms_app.fields.choice import OTHER, UNKNOWN, WRITTEN
from forms_app.fields.place import pc4
from forms_app.journey import AnswerProblem
from forms_app.meanings import MEANINGS
from forms_app.texts import Document, Said
from home import judging, languages, writing

COMPONENTS = {
    "text": "text_field",
    "email": "text_field",
    "phone": "text_field",
    "number": "text_field",
    "postcode": "text_field",
    "iban": "text_field",
    "address": "address_field",
    "long_text": "textarea_field",
    "date": "date_field",
    "choices": "checkbox_field",
    "yes_no": "radio_field",
    "statement": "statement_field",
    "municipality": "radio_field",
    "organisation": "organisation_field",
    "language": "radio_field",
    "upload": "upload_field",
    "group": "group_field",
    "calculation": "calculation",
    "panel": "panel",
}
INPUTS = {
    "email": {"type": "email", "inputmode": "email"},
    "phone": {"type": "tel", "inputmode": "tel"},
    "number": {"inputmode": "decimal"},
    "postcode": {"inputmode": "text"},
    "iban": {"inputmode": "text", "input_dir": "ltr", "autocomplete": "off"},
}
TOKENS = {"postcode": "postal-code", "street": "address-line1", "place": "address-level2"}
"""What a browser may fill in by itself in the inputs of an address."""


@dataclass(frozen=True)
class Control:
    """One field as a page shows it."""

    key: str
    type: str
    html: SafeString
    errors: tuple[str, ...] = ()
    label: str = ""


def control(
    document: Document,
    asked: Document,
    answer: Any,
    flaws: tuple[str, ...],
    context: Context,
    *,
    language: str,
    inside: Mapping[str, str] | None = None,
    one_more: bool = False,
    can_restore: bool = False,
    files_at: str = "",
) -> Control:
    """The component of a field, with what was typed in it.

    `answer`: a canonical value, `Unreadable`, or None; `flaws`: sentences of what is wrong with the answer, `inside`
    with one of its inputs, by the name after the dot. Of a group: `one_more` empty row, `can_restore` what was removed.
    `files_at`: where files are sent, when that is not where a visitor sends them; there they cannot be opened again.
    """
    name = asked["msg_id"]
    label = texts.text(document, language, texts.msg_id(name, what="label"))
    hint = texts.text(document, language, texts.msg_id(name, what="hint"))
    shown = {
        "name": asked["key"],
        "id": f"id_{asked['key']}",
        "label": spoken(label),
        "hint": spoken(hint),
        "error": flaws[0] if flaws else "",
        "required": asked.get("required", False) or asked.get("required_if") is not None,
        "lang": label.language if label.language != language else "",
        "dir": languages.direction(label.language) if label.language != language else "",
        "hint_lang": hint.language if hint.language != language else "",
        "hint_dir": languages.direction(hint.language) if hint.language != language else "",
        **INPUTS.get(asked["type"], {}),
        **_autocomplete(asked),
    }
    if asked["type"] == "group":
        least = len(GROUP.rows(asked, answer)) + 1 if one_more else 1
        shown |= _group(document, asked, answer, context, language, inside or {}, least) | {"can_restore": can_restore}
    elif asked["type"] == "upload":
        shown |= _files(asked, _written(asked, answer), context, files_at)
    elif asked["type"] == "calculation":
        shown |= _worked_out(document, asked, answer, language)
    else:
        shown |= _own(document, asked, answer, context, language, inside or {})
    component = (
        "card_field" if asked.get("display") in ("cards", "pictures") else COMPONENTS.get(asked["type"], "radio_field")
    )
    html = render_to_string(f"components/{component}.html", shown)
    return Control(asked["key"], asked["type"], html, (*flaws, *(inside or {}).values()), label.text)


def sentence(code: str, data: Mapping[str, object]) -> str:
    """What is wrong with an answer, in the language that is active."""
    said = words.ANSWER_PROBLEMS[code] if code in words.ANSWER_PROBLEMS else words.UPLOAD_PROBLEMS[code]
    return str(said) % dict(data)


def inside(problems: Iterable[AnswerProblem], key: str) -> dict[str, str]:
    """What is wrong with the inputs of one field: the name after the dot -> sentence, the first of each."""
    found: dict[str, str] = {}
    for problem in problems:
        if problem.key == key and problem.field != key:
            found.setdefault(problem.field.partition(".")[2], sentence(problem.code, problem.data))
    return found


def asked_in(document: Document, fields: Mapping[str, Document], problem: AnswerProblem, language: str) -> Said:
    """What the question asks that something is wrong with; of a row in a group with its number."""
    field = fields[problem.key]
    _key, _dot, rest = problem.field.partition(".")
    number, _dot, inside = rest.partition(".")
    inner = {asked["key"]: asked for asked in field.get("fields", ())}.get(inside.partition(".")[0])
    said = texts.text(document, language, texts.msg_id((inner or field)["msg_id"], what="label"))
    if inner is None:
        return said
    numbered = _("%(question)s (%(number)s)") % {"question": said.text, "number": int(number) + 1}
    return said._replace(text=numbered)


def place_sentence(answer: Any, context: Context) -> str:
    """What a typed postcode means, to be confirmed by the person."""
    if not isinstance(answer, str):
        return ""
    area = context.places.get(pc4(answer))
    if area is None:
        return _("Wij kennen deze postcode niet. Kijk of de cijfers kloppen.")
    if area.municipality is None:
        return _("%(postcode)s ligt in %(municipality)s. Dat is niet in deze regio.") % {
            "postcode": pc4(answer),
            "municipality": area.outside,
        }
    return _("%(postcode)s is %(place)s, gemeente %(municipality)s. Klopt dat niet? Pas de postcode dan aan.") % {
        "postcode": pc4(answer),
        "place": area.place,
        "municipality": context.municipalities.get(area.municipality, area.municipality),
    }


def _own(
    document: Document, asked: Document, answer: Any, context: Context, language: str, inside: Mapping[str, str]
) -> dict[str, Any]:
    """What the component of this type wants beside the rest."""
    kind = asked["type"]
    if kind == "panel":
        return _panel(document, asked, language)
    typed = _written(asked, answer)
    if kind == "date":
        return {"values": (typed if len(typed) == 3 else [*typed, "", "", ""][:3])}
    if kind == "address":
        return _address(asked, typed, answer, context, inside)
    options = _options(document, asked, context, language)
    if kind == "organisation":
        return _organisation(asked, options or [], typed, inside)
    if options is not None:
        options = [{**option, "checked": option["value"] in typed} for option in options]
        return {"options": _with_words(options, typed, inside), "value": typed}
    if kind == "statement":
        return {"checked": "yes" in typed, "value": "yes"}
    value = typed[0] if typed else ""
    if kind == "postcode":
        return {"value": value, "confirmation": place_sentence(answer, context)}
    if kind == "long_text":
        return {"value": value, "max_length": asked.get("max_length")}
    if kind == "number":
        unit = texts.text(document, language, texts.msg_id(asked["msg_id"], what="unit"))
        return {"value": value, "unit": unit.text, "unit_lang": unit.language if unit.language != language else ""}
    return {"value": value}


def _written(asked: Document, answer: Any) -> list[str]:
    """What the inputs of a field hold."""
    if isinstance(answer, Unreadable):
        return list(answer.raw)
    return [] if answer is None else TYPES[asked["type"]].write(answer)


def _address(
    asked: Document, typed: list[str], answer: Any, context: Context, inside: Mapping[str, str]
) -> dict[str, Any]:
    """The inputs of an address; street and place only when the postcode is not known, or they were typed."""
    parts = TYPES["address"].parts
    values = dict(zip(parts, [*typed, *[""] * len(parts)], strict=False))
    postcode = answer["postcode"] if isinstance(answer, dict) else ""
    is_unknown = bool(postcode) and pc4(postcode) not in context.places
    shown = [part for part in parts if part not in ("street", "place") or is_unknown or values[part] or part in inside]
    inputs = [
        {
            "name": f"{asked['key']}.{part}",
            "id": f"id_{asked['key']}.{part}",
            "label": str(words.PART_LABELS[part]),
            "value": values[part],
            "error": inside.get(part, ""),
            "optional": part == "addition",
            "autocomplete": TOKENS.get(part, "off"),
            "inputmode": "numeric" if part == "number" else "text",
            "is_short": part in ("postcode", "number", "addition"),
        }
        for part in shown
    ]
    return {"inputs": inputs, "confirmation": "" if is_unknown else place_sentence(postcode or None, context)}


def _group(
    document: Document,
    asked: Document,
    answer: Any,
    context: Context,
    language: str,
    inside: Mapping[str, str],
    least: int,
) -> dict[str, Any]:
    """The rows of a group, each with the components of its questions; empty ones after them, so many as must be."""
    filled = GROUP.rows(asked, answer)
    count = min(max(len(filled), least, asked["min_rows"]), max(asked["max_rows"], len(filled)))
    rows = [*filled, *[{}] * (count - len(filled))]
    name = texts.text(document, language, texts.msg_id(asked["msg_id"], what="row_label"))
    foreign = bool(name.text) and name.language != language
    return {
        "rows": [
            {
                "index": index,
                "number": index + 1,
                "may_go": bool(row) or count > asked["min_rows"],
                "controls": [
                    _inner(document, asked, inner, index, row.get(inner["key"]), context, language, inside).html
                    for inner in asked["fields"]
                ],
            }
            for index, row in enumerate(rows)
        ],
        "row_label": spoken(name) if name.text else _("Nummer"),
        "row_lang": name.language if foreign else "",
        "row_dir": direction(name.language) if foreign else "",
        "is_full": count >= asked["max_rows"],
    }


def _inner(
    document: Document,
    group: Document,
    asked: Document,
    row: int,
    answer: Any,
    context: Context,
    language: str,
    inside: Mapping[str, str],
) -> Control:
    """One question of one row; `inside` is what is wrong in the whole group."""
    own = f"{row}.{asked['key']}"
    flaws = (inside[own],) if own in inside else ()
    deeper = {name.removeprefix(f"{own}."): said for name, said in inside.items() if name.startswith(f"{own}.")}
    named = {**asked, "key": f"{group['key']}.{own}"}
    return control(document, named, answer, flaws, context, language=language, inside=deeper)


def _organisation(
    asked: Document, options: list[dict[str, Any]], typed: list[str], inside: Mapping[str, str]
) -> dict[str, Any]:
    """A list to choose from, with an input for the name of one that is not in it."""
    if asked.get("not_listed"):
        options = [*options, {"value": OTHER, "label": str(words.ANSWER_WORDS["not_listed"])}]
    written = next((line.removeprefix(WRITTEN) for line in typed if line.startswith(WRITTEN)), "")
    return {
        "options": [{**option, "checked": option["value"] in typed} for option in options],
        "not_listed": bool(asked.get("not_listed")),
        "words": written,
        "words_name": f"{asked['key']}.{OTHER}",
        "words_error": inside.get(OTHER, ""),
    }


def _with_words(options: list[dict[str, Any]], typed: list[str], inside: Mapping[str, str]) -> list[dict[str, Any]]:
    """The options, with what was written beside each that asks for words.

    Words follow the option that they belong to; those before any option stand beside the first that asks.
    """
    asking = [option for option in options if option.get("namely")]
    owner = asking[0]["value"] if asking else ""
    written: dict[str, str] = {}
    for line in typed:
        if line.startswith(WRITTEN):
            written.setdefault(owner, line.removeprefix(WRITTEN))
        else:
            owner = line
    for option in asking:
        option |= {"words": written.get(option["value"], ""), "error": inside.get(option["value"], "")}
    return options


def _files(asked: Document, numbers: list[str], context: Context, files_at: str) -> dict[str, Any]:
    """The files that are there, and where more are added: addresses are told from that of the step."""
    return {
        "files": [
            {"number": number, "file": context.files[number], "url": "" if files_at else f"../bestand/{number}/"}
            for number in numbers
            if number in context.files
        ],
        "add_url": files_at or f"bestanden/{asked['key']}/",
        "accept": judging.ACCEPT,
        "most": asked["most_files"],
        "megabytes": asked["most_megabytes"],
        "is_full": len(numbers) >= asked["most_files"],
    }


def _options(document: Document, asked: Document, context: Context, language: str) -> list[dict[str, Any]] | None:
    kind = asked["type"]
    if kind == "yes_no":
        return [{"value": code, "label": str(words.ANSWER_WORDS[code])} for code in ("yes", "no")]
    registers = {
        "municipality": context.municipalities,
        "organisation": context.organisations,
        "language": context.languages,
    }
    if kind in registers:
        found = [{"value": code, "label": name} for code, name in registers[kind].items()]
        if kind == "language":
            found = [{**row, "lang": row["value"], "dir": direction(row["value"])} for row in found]
        if asked.get("unknown"):
            found.append({"value": UNKNOWN, "label": str(words.ANSWER_WORDS[UNKNOWN])})
        return found
    if not TYPES[kind].has_options:
        return None
    return [_option(document, asked, option, language) for option in asked["options"]]


def _option(document: Document, asked: Document, option: Document, language: str) -> dict[str, Any]:
    name = f"{asked['msg_id']}.{option['value']}"
    label = texts.text(document, language, texts.msg_id(name, what="label"))
    hint = texts.text(document, language, texts.msg_id(name, what="hint"))
    foreign = label.language != language
    return {
        "value": option["value"],
        "label": spoken(label),
        "hint": spoken(hint),
        "icon": option.get("icon", ""),
        "picture": option.get("picture"),
        "alt": texts.text(document, language, texts.msg_id(name, what="alt")).text,
        "namely": option.get("namely", False),
        "lang": label.language if foreign else "",
        "dir": languages.direction(label.language) if foreign else "",
    }


def _worked_out(document: Document, asked: Document, answer: Any, language: str) -> dict[str, Any]:
    """What follows from the answers above, as its reader gets it."""
    unit = texts.text(document, language, texts.msg_id(asked["msg_id"], what="unit"))
    value = TYPES["calculation"].show(answer, asked, words.voice(document, language)) if answer else ""
    return {"value": value, "value_lang": unit.language if unit.text and unit.language != language else ""}


def _panel(document: Document, asked: Document, language: str) -> dict[str, Any]:
    label, text, link = (
        texts.text(document, language, texts.msg_id(asked["msg_id"], what=what))
        for what in ("label", "text", "link_text")
    )
    foreign = text.language != language
    return {
        "title": spoken(label),
        "text": spoken(text),
        "link_text": spoken(link),
        "link_url": asked.get("link_url", ""),
        # Nowhere while the form it names is not online.
        "form": document["key"] if asked.get("link_form") and carrying.target(document, asked["key"]) else "",
        "panel": asked["key"],
        "tone": asked.get("tone", "advice"),
        "lang": text.language if foreign else "",
        "dir": direction(text.language) if foreign else "",
    }


def spoken(said: Said) -> str:
    """A text as a page shows it: groups of digits keep their order, whichever way its language is written."""
    return writing.isolated(said.text) if direction(said.language) == "rtl" else said.text


def _autocomplete(asked: Document) -> dict[str, str]:
    meaning = asked.get("meaning")
    token = MEANINGS[meaning].autocomplete if meaning else ""
    return {"autocomplete": token} if token else {}


def direction(language: str) -> str:
    """The direction of a language, `auto` for a text whose language is not known."""
    return languages.direction(language) if language in languages.LANGUAGES else "auto"
