"""Labels of the form engine, what is wrong with answers or forms, conditions as sentences."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from forms_app import texts
from forms_app.fields import TYPES
from forms_app.fields.base import Field, Voice
from forms_app.problems import Problem
from forms_app.rows import CONTEXT, Part, Parts
from forms_app.texts import Document
from home.languages import LANGUAGES, SOURCE
from home.refusals import Refused
from home.words import REFUSALS as OF_THE_HOUSE

REFUSALS = {
    "form_closed": _("Dit formulier is nu niet open."),
    "version_closed": _("Dit formulier is intussen veranderd. Begin opnieuw met versie %(version)s."),
    "already_sent": _("Dit formulier is al verstuurd."),
    "wrong_resume_code": _("Deze code klopt niet, of is verlopen. Kijk of u hem goed hebt overgenomen."),
    "expired": _("Dit formulier is te lang geleden begonnen. Begin opnieuw."),
    "changed_since": _("Uw antwoorden of de vragen zijn intussen veranderd. Kijk ze nog eens na."),
    "to_review": _("De vragen zijn intussen veranderd. Kijk uw antwoorden na en vul aan wat erbij is gekomen."),
    "incomplete": _("Er ontbreekt nog iets, of er klopt iets niet."),
    "invalid_answers": _("Sommige antwoorden kloppen niet."),
    "idempotency_key_reused": _("Met deze sleutel is al iets anders verstuurd."),
    "was_published": _("Dit formulier heeft online gestaan. Het blijft bewaard; u kunt het wel offline halen."),
    "unchanged": _("Dit is al het antwoord. Verander het, of ga terug."),
    "locked": _("Iemand anders heeft dit formulier vergrendeld."),
    "not_now": _("Dit kan nu niet."),
    "bad_definition": _("Dit bestand is geen formulier. Het gaat mis bij: %(where)s."),
    "key_taken": _("De sleutel %(key)s is al van een ander formulier. Kies een andere."),
    "does_not_compile": _("Dit formulier kan nog niet online. Kijk wat er nog moet gebeuren."),
}

TOO_MANY_CODES = _("U hebt te vaak een code geprobeerd. Wacht een uur en probeer het dan opnieuw.")
TOO_MANY_LETTERS = _("Wij hebben deze code al een paar keer gemaild. Wacht een uur, of schrijf de code op.")

TYPE_LABELS = {
    "text": _("Korte tekst"),
    "long_text": _("Lange tekst"),
    "email": _("E-mailadres"),
    "phone": _("Telefoonnummer"),
    "number": _("Getal"),
    "iban": _("Rekeningnummer (IBAN)"),
    "choice": _("Keuze: één antwoord"),
    "choices": _("Keuze: meer antwoorden"),
    "yes_no": _("Ja of nee"),
    "statement": _("Verklaring met een vinkje"),
    "municipality": _("Gemeente van de regio"),
    "organisation": _("Organisatie"),
    "language": _("Taal"),
    "date": _("Datum"),
    "postcode": _("Postcode"),
    "address": _("Adres"),
    "upload": _("Bestanden"),
    "group": _("Groep vragen die herhaald wordt"),
    "calculation": _("Berekening"),
    "panel": _("Tekst tussen de vragen"),
}

MEANING_LABELS = {
    "sender_name": _("naam van wie vraagt"),
    "sender_email": _("e-mailadres van wie vraagt"),
    "sender_phone": _("telefoonnummer van wie vraagt"),
    "sender_role": _("rol van wie vraagt"),
    "organisation": _("organisatie van wie vraagt"),
    "on_behalf_of": _("voor wie de vraag is"),
    "person_consent": _("de persoon weet van de vraag"),
    "language": _("taal van het contact"),
    "contact_how": _("hoe wij contact opnemen"),
    "contact_when": _("wanneer wij contact opnemen"),
    "contact_safe": _("een bericht achterlaten mag"),
    "postcode": _("postcode van de woning"),
    "place": _("woonplaats"),
    "municipality": _("gemeente waar iemand woont"),
    "lives_in_azc": _("woont in een azc"),
    "linked_municipality": _("gemeente van de koppeling"),
    "topic": _("onderwerp, bepaalt de categorie"),
    "question": _("de vraag zelf"),
    "letter_date": _("datum in de brief"),
    "urgency": _("hoe dringend het is"),
    "urgency_reason": _("waarom het dringend is"),
}

TEST_LABELS = {
    "is": _("is"),
    "is_not": _("is niet"),
    "one_of": _("is een van"),
    "answered": _("is beantwoord"),
    "not_answered": _("is niet beantwoord"),
    "less": _("is minder of eerder dan"),
    "at_most": _("is hoogstens of uiterlijk"),
    "more": _("is meer of later dan"),
    "at_least": _("is minstens of op zijn vroegst"),
    "in_region": _("ligt in de regio"),
    "not_in_region": _("ligt buiten de regio"),
    "working_days_ahead_at_most": _("is over hoogstens zoveel werkdagen"),
    "working_days_ahead_at_least": _("is over minstens zoveel werkdagen"),
    "rows_at_most": _("is hoogstens zo vaak ingevuld"),
    "rows_at_least": _("is minstens zo vaak ingevuld"),
}

PERIOD_LABELS = {"any": _("elke dag"), "past": _("vandaag of eerder"), "future": _("vandaag of later")}
FORMULA_LABELS = {
    "sum": _("getallen bij elkaar"),
    "count": _("hoeveel het er zijn"),
    "days": _("dagen tussen twee datums"),
}
TONE_LABELS = {"advice": _("advies"), "warning": _("waarschuwing"), "urgent": _("dringend")}
ANSWER_WORDS = {
    "yes": _("Ja"),
    "no": _("Nee"),
    "unknown": _("Weet ik niet"),
    "not_listed": _("Staat er niet bij"),
    "measure": _("%(number)s %(unit)s"),
    "labelled": _("%(label)s: %(value)s"),
    "file_gone": _("Dit bestand is verwijderd"),
}
"""Answers that the portal words itself."""

PART_LABELS = {
    "postcode": _("Postcode"),
    "number": _("Huisnummer"),
    "addition": _("Toevoeging"),
    "street": _("Straat"),
    "place": _("Plaats"),
}
"""The inputs of an address."""

ANSWER_PROBLEMS = {
    "required": _("Vul dit in."),
    "required_choice": _("Kies een antwoord."),
    "required_date": _("Vul een datum in."),
    "required_postcode": _("Vul een postcode in."),
    "must_agree": _("Zet een vinkje. Zonder vinkje kunt u niet verder."),
    "unreadable": _("Wij kunnen dit niet lezen. Vul het opnieuw in."),
    "one_choice": _("Kies één antwoord."),
    "invalid_email": _("Vul een e-mailadres in, zoals naam@voorbeeld.nl."),
    "invalid_phone": _("Vul een telefoonnummer in, zoals 06 12345678."),
    "invalid_number": _("Vul een getal in, zoals 12. Gebruik geen punt."),
    "invalid_iban": _("Dit rekeningnummer klopt niet. Kijk het na, zoals NL91 ABNA 0417 1643 00."),
    "invalid_date": _("Vul een datum in: dag, maand en jaar, zoals 1 12 2026."),
    "not_a_postcode": _("Dit is geen postcode. Vul vier cijfers in, zoals 4141."),
    "po_box": _("Dit is de postcode van een postbus. Vul de postcode van uw woning in."),
    "too_long": _("Uw tekst is te lang: %(length)s tekens. Gebruik er hoogstens %(max)s."),
    "too_small": _("Vul een getal in van %(minimum)s of meer."),
    "too_large": _("Vul een getal in van %(maximum)s of minder."),
    "too_precise": _("Gebruik hoogstens %(decimals)s cijfers achter de komma."),
    "not_whole": _("Vul een heel getal in, zonder komma."),
    "unknown_option": _("Dit antwoord bestaat niet. Kies een ander antwoord."),
    "too_many_choices": _("Kies hoogstens %(at_most)s antwoorden."),
    "must_be_past": _("Vul vandaag in, of een dag die voorbij is."),
    "must_be_future": _("Vul vandaag in, of een dag die nog komt."),
    "too_soon": _("Vul een dag in die minstens %(days)s dagen na vandaag is."),
    "too_soon_to_work": _("Vul een dag in die minstens %(days)s werkdagen na vandaag is."),
    "too_far_ahead": _("Vul een dag in die hoogstens %(days)s dagen na vandaag is."),
    "too_long_ago": _("Vul een dag in die hoogstens %(years)s jaar geleden is."),
    "which_organisation": _("Schrijf op hoe de organisatie heet."),
    "say_which": _("Schrijf op wat u bedoelt."),
    "required_address": _("Vul uw postcode en huisnummer in."),
    "required_house_number": _("Vul een huisnummer in."),
    "invalid_house_number": _("Vul een huisnummer in, zoals 12. Zet een letter bij de toevoeging."),
    "whole_postcode": _("Vul de hele postcode in: vier cijfers en twee letters, zoals 1234 AB."),
    "required_street": _("Wij kennen deze postcode niet. Vul ook de straat in."),
    "required_place": _("Wij kennen deze postcode niet. Vul ook de plaats in."),
    "required_file": _("Voeg een bestand toe."),
    "unknown_file": _("Dit bestand hoort hier niet. Voeg het opnieuw toe."),
    "sick_file": _("In %(name)s zit een virus. Wij hebben het bestand weggehaald. Verwijder het hier ook."),
    "too_many_files": _("U kunt hier hoogstens %(most)s bestanden meesturen. Verwijder er eerst een."),
    "required_row": _("Vul dit minstens één keer in."),
    "too_few_rows": _("Vul dit minstens %(minimum)s keer in. Voeg er nog een toe."),
    "too_many_rows": _("U kunt dit hoogstens %(maximum)s keer invullen. Haal er eerst een weg."),
    "unknown_field": _("Dit veld bestaat niet in dit formulier."),
    "not_asked": _("Deze vraag wordt met deze antwoorden niet gesteld."),
}

UPLOAD_PROBLEMS = {
    "no_file": _("Kies eerst een bestand."),
    "too_many_files": ANSWER_PROBLEMS["too_many_files"],
    "many_files_together": _("In dit formulier kunt u hoogstens %(most)s bestanden meesturen. Verwijder er eerst een."),
    "files_together": _("Alle bestanden samen mogen hoogstens %(megabytes)s MB zijn."),
    **{code: OF_THE_HOUSE[code] for code in OF_THE_HOUSE if code.startswith("file")},
}
"""Why a file was not added to an answer."""

COMPILE_PROBLEMS = {
    "missing": _("Vul dit in."),
    "no_steps": _("Voeg een stap toe."),
    "no_fields": _("Voeg een vraag toe aan deze stap."),
    "wrong_operand": _("Met deze vraag kan dit niet worden uitgerekend."),
    "two_days": _("Kies twee vragen naar een datum."),
    "no_inner_fields": _("Voeg een vraag toe aan deze groep."),
    "not_in_a_group": _("Dit soort vraag kan niet in een groep staan."),
    "two_options": _("Geef minstens twee antwoorden."),
    "no_id": _("Dit onderdeel heeft geen vast nummer. Sla het formulier op en probeer het opnieuw."),
    "frozen_key": _("Deze sleutel ligt vast: %(key)s."),
    "bad_key": _("De sleutel %(key)s kan niet. Gebruik kleine letters en cijfers, hoogstens 40."),
    "reserved_key": _("De sleutel %(key)s gebruikt de website zelf. Kies een andere."),
    "duplicate_key": _("De sleutel %(key)s komt al voor."),
    "retired_key": _("De sleutel %(key)s hoorde bij een vraag van een ander soort. Kies een andere."),
    "required_twice": _("Kies: altijd verplicht, of alleen in deze gevallen."),
    "unknown_meaning": _("De betekenis %(meaning)s bestaat niet."),
    "wrong_meaning": _("De betekenis %(meaning)s past niet bij dit soort vraag."),
    "meaning_twice": _("De betekenis %(meaning)s is al gebruikt bij een andere vraag."),
    "unmapped_option": _("Kies bij dit antwoord een categorie."),
    "unknown_category": _("De categorie %(category)s bestaat niet (meer)."),
    "not_earlier": _("Kies een vraag die eerder in het formulier staat."),
    "wrong_test": _("Deze toets past niet bij deze vraag."),
    "one_value": _("Kies hier één antwoord, of de toets “is een van”."),
    "not_an_option": _("Dit antwoord bestaat niet (meer)."),
    "bad_value": _("Met dit antwoord kunnen wij niet vergelijken."),
    "contradictory": _("Deze voorwaarden spreken elkaar tegen: dit komt nooit uit."),
    "only_a_set": _("Dit is een vragenset: daar neemt u vragen uit over. Een vragenset gaat niet online."),
    "never": _("Dit komt nooit uit, wat iemand ook antwoordt. Wijzig de voorwaarde, of haal weg wat er achter zit."),
    "never_shown": _("Geen vraag van deze stap is ooit te zien."),
    "untranslated": _("Nog niet vertaald in het %(language)s: %(count)s teksten."),
    "out_of_range": _("Vul een heel getal in van %(low)s tot en met %(high)s."),
    "not_a_number": _("Vul een getal in."),
    "one_link": _("Kies: een adres, of een formulier."),
    "bad_link": _("Begin met https://, mailto:, tel: of een schuine streep."),
}

CHANGES = {
    "added": _("komt erbij"),
    "removed": _("gaat weg"),
    "moved": _("andere volgorde"),
    "changed": _("wordt anders"),
    "translated": _("nieuwe of andere vertalingen"),
}
"""What a file would do to a form."""

WARNINGS = {
    "always": _("Deze voorwaarde klopt altijd. Laat haar weg, of wijzig haar."),
    "never_now": _(
        "Dit komt nu nooit uit: wat de voorwaarde noemt, is er nu niet om te kiezen. Kijk of het register klopt, of "
        "wijzig de voorwaarde."
    ),
    "never_row": _("Deze regel klopt nooit. Haal haar weg, of wijzig haar."),
    "no_meaning": _("Kies een betekenis, zoals “%(meaning)s”. Dan kan een browser het antwoord zelf invullen."),
    "untranslated": COMPILE_PROBLEMS["untranslated"],
}
"""What an editor should look at, and what keeps no form from going online."""

FORM_ITSELF = _("Het formulier zelf")
WHATS = {
    "title": _("titel"),
    "intro": _("inleiding"),
    "label": _("vraag of antwoord"),
    "hint": _("uitleg"),
    "text": _("tekst"),
    "link_text": _("tekst van de link"),
    "row_label": _("naam van een regel"),
    "unit": _("eenheid"),
    "alt": _("wat er op een afbeelding te zien is"),
    "receipt_text": _("tekst op het ontvangstbewijs"),
    "closed_text": _("tekst als het formulier dicht is"),
}
"""Which text of a form, step, question or answer it is."""

TRANSLATION_STATES = {
    "missing": _("ontbreekt"),
    "stale": _("verouderd"),
    "unchecked": _("niet nagekeken"),
    "checked": _("nagekeken"),
}
DIFFERENCES = {
    "new": _("Nieuw: hier was nog geen vertaling"),
    "changed": _("Gewijzigd: komt in de plaats van wat er is"),
    "stale": _("Verouderd: gemaakt bij een andere Nederlandse tekst dan die nu in het formulier staat"),
    "holes": _("Kan niet: wat later wordt ingevuld, staat er niet precies zo in"),
    "too_long": _("Kan niet: te lang"),
    "twice": _("Kan niet: staat twee keer in het bestand"),
    "unknown": _("Onbekend: deze tekst staat niet in het formulier"),
    "empty": _("Leeg in het bestand: blijft zoals het is"),
    "unchanged": _("Gelijk: er verandert niets"),
}
"""What a file of translations would do to a text."""

FLAWS = {
    "holes": _("Wat later wordt ingevuld, moet er precies zo in staan als in het Nederlands."),
    "too_long": _("Deze tekst is te lang. Gebruik hoogstens 5000 tekens."),
}
TRANSLATING = {
    "stale": _("Intussen is er iets veranderd. Kijk opnieuw wat bezoekers gaan lezen."),
    "nothing_to_release": _("Bezoekers lezen deze vertaling al. Er is niets om vrij te geven."),
    "not_online": _("Dit formulier staat niet online. De vertaling gaat mee als het online gezet wordt."),
    "no_file": _("Kies een bestand."),
    "file_too_large": _("Dit bestand is te groot. Het mag hoogstens %(size)s MB zijn."),
    "too_many_rows": _("Dit bestand is te lang. Het mag hoogstens %(most)s teksten hebben."),
    "not_utf8": _("Wij kunnen dit bestand niet lezen. Bewaar het als CSV in UTF-8, of als XLIFF."),
    "no_columns": _("Dit is geen lijst van vertalingen. De eerste regel moet de kolommen id en translation hebben."),
    "not_xliff": _("Dit is geen XLIFF 1.2, of er staat iets in wat daar niet in hoort."),
    "no_rows": _("In dit bestand staan geen teksten."),
}
"""Why something with translations cannot be done."""

_SENTENCES = {
    "is": _("het antwoord op “%(question)s” is “%(value)s”"),
    "is_not": _("het antwoord op “%(question)s” is iets anders dan “%(value)s”"),
    "one_of": _("het antwoord op “%(question)s” is een van deze: %(value)s"),
    "answered": _("“%(question)s” is beantwoord"),
    "not_answered": _("“%(question)s” is niet beantwoord"),
    "less": _("het antwoord op “%(question)s” is minder of eerder dan %(value)s"),
    "at_most": _("het antwoord op “%(question)s” is hoogstens of uiterlijk %(value)s"),
    "more": _("het antwoord op “%(question)s” is meer of later dan %(value)s"),
    "at_least": _("het antwoord op “%(question)s” is minstens of op zijn vroegst %(value)s"),
    "in_region": _("de postcode bij “%(question)s” ligt in de regio"),
    "not_in_region": _("de postcode bij “%(question)s” ligt buiten de regio"),
    "working_days_ahead_at_most": _("de dag bij “%(question)s” is over hoogstens %(value)s werkdagen"),
    "working_days_ahead_at_least": _("de dag bij “%(question)s” is over minstens %(value)s werkdagen"),
    "rows_at_most": _("“%(question)s” is hoogstens %(value)s keer ingevuld"),
    "rows_at_least": _("“%(question)s” is minstens %(value)s keer ingevuld"),
}
CONTEXT_LABELS = {
    "context.language": _("de taal van de bezoeker"),
    "context.audience": _("voor wie het formulier is"),
}
AUDIENCES = {"inburgeraar": _("inburgeraars"), "partner": _("partners")}
_NOT_PUBLISHED = _("“%(title)s” is niet online gezet. Er moet nog iets gebeuren: %(problem)s")
_NOT_PUBLISHED_MANY = _("“%(title)s” is niet online gezet. Er moeten nog %(count)s dingen gebeuren.")
_ONE = _("Dit moet kloppen: %(test)s.")
_ALL = _("Dit moet allemaal kloppen: %(tests)s.")
_ANY = _("Eén hiervan moet kloppen: %(tests)s.")
_AND_MORE = _("%(first)s; %(rest)s")
_OR_MORE = _("%(first)s, %(rest)s")


def problem(found: Problem) -> str:
    """What is wrong with a form, as a sentence of the active language."""
    return str(COMPILE_PROBLEMS[found.code]) % _named(found)


def warning(found: Problem) -> str:
    """What an editor should look at, as a sentence of the active language."""
    return str(WARNINGS[found.code]) % _named(found)


def _named(found: Problem) -> dict[str, object]:
    """The data of a problem, codes as what they are called."""
    data = dict(found.data)
    if "meaning" in data:
        data["meaning"] = str(MEANING_LABELS.get(str(data["meaning"]), data["meaning"]))
    if data.get("language") in LANGUAGES:
        # Between marks that keep a name that runs from right to left apart from the numbers around it.
        data["language"] = (
            f"\N{FIRST STRONG ISOLATE}{LANGUAGES[str(data['language'])].own_name}\N{POP DIRECTIONAL ISOLATE}"
        )
    return data


def translating(refusal: Refused) -> str:
    """Why something with translations could not be done, to who tried."""
    return str(TRANSLATING[refusal.code]) % refusal.data


def not_published(title: str, refusal: Refused) -> str:
    """Why a form did not go online, to who tried."""
    if refusal.code != "does_not_compile":
        return str(REFUSALS.get(refusal.code, REFUSALS["does_not_compile"]))
    problems = cast("list[Problem]", refusal.data.get("problems", []))
    said = _NOT_PUBLISHED_MANY if len(problems) > 1 else _NOT_PUBLISHED
    return said % {"title": title, "problem": problem(problems[0]) if problems else "", "count": len(problems)}


def voice(document: Document, language: str, names: Mapping[str, str] | None = None) -> Voice:
    """How answers to this document are said in a language; `names` of municipalities, organisations, languages."""

    def word(code: str) -> str:
        with translation.override(language):
            return str(ANSWER_WORDS[code])

    def day(on: date) -> str:
        with translation.override(language):
            return formats.date_format(on, "l j F Y")

    return Voice(lambda name: texts.text(document, language, name).text, word, day, names or {})


def sentence(condition: Parts, document: Document, names: Mapping[str, str] | None = None) -> str:
    """A compiled condition (`rows.parts`) in words of the active language; questions, answers as the form has them."""
    spoken = voice(document, translation.get_language() or SOURCE, names)
    fields = {field["key"]: field for step in document["steps"] for field in step["fields"]}
    tests = [_test(part, fields, spoken) for part in condition.parts]
    if len(tests) == 1:
        return _ONE % {"test": tests[0]}
    return (_ANY if condition.mode == "any" else _ALL) % {"tests": _joined(tests, _AND_MORE)}


def _test(part: Part, fields: Mapping[str, Field], spoken: Voice) -> str:
    if part.question in CONTEXT:
        question = str(CONTEXT_LABELS[part.question])
    else:
        question = spoken.text(f"{fields[part.question]['msg_id']}.label")
    values = [_value(part, value, fields, spoken) for value in part.values]
    return _SENTENCES[part.test] % {"question": question, "value": _joined(values, _OR_MORE) if values else ""}


def _value(part: Part, value: Any, fields: Mapping[str, Field], spoken: Voice) -> str:
    if part.question == "context.audience":
        return str(AUDIENCES.get(value, value))
    if part.question in CONTEXT:
        return LANGUAGES[value].own_name if value in LANGUAGES else str(value)
    if part.test.startswith(("working_days_ahead", "rows")):
        return str(value)
    field = fields[part.question]
    kind = TYPES[field["type"]]
    return kind.show([value] if field["type"] == "choices" else value, field, spoken)


def _joined(words: list[str], template: Any) -> str:
    first, *rest = words
    return template % {"first": first, "rest": _joined(rest, template)} if rest else first
