"""A day, a region, a way of speaking that field types are judged by."""

from datetime import date

from forms_app.fields.base import Area, Context, Voice

MONDAY = date(2026, 11, 23)
CONTEXT = Context(
    today=MONDAY,
    closed_days=frozenset({date(2026, 12, 25)}),
    places={
        "4141": Area("Leerdam", "GM1961"),
        "4200": Area("Gorinchem", "GM0512", "po_box"),
        "4147": Area("Asperen", outside="West Betuwe"),
    },
    municipalities={"GM0512": "Gorinchem", "GM1978": "Molenlanden", "GM1961": "Vijfheerenlanden"},
    languages={"nl": "Nederlands", "ar": "العربية"},
    organisations={"school-a": "Taalschool A"},
)
_WORDS = {"measure": "%(number)s %(unit)s", "labelled": "%(label)s: %(value)s"}
_TEXTS = {"step.field.a.label": "Antwoord A", "step.field.b.label": "Antwoord B", "step.field.unit": "uur"}
PLAIN_VOICE = Voice(
    text=lambda name: _TEXTS.get(name, ""),
    word=lambda code: _WORDS.get(code, code.upper()),
    day=lambda on: on.strftime("%d/%m/%Y"),
    names=CONTEXT.municipalities,
)
