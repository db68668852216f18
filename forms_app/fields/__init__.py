"""Every field type by its name."""

from typing import Any

from forms_app.fields import bank, calculation, choice, date, group, panel, place, text, upload
from forms_app.fields.base import FieldType

SIMPLE: dict[str, FieldType[Any]] = {
    "text": text.Text(),
    "long_text": text.LongText(),
    "email": text.Email(),
    "phone": text.Phone(),
    "number": text.Number(),
    "iban": bank.Iban(),
    "date": date.Date(),
    "choice": choice.Choice(),
    "choices": choice.Choices(),
    "yes_no": choice.YesNo(),
}
"""Those that may stand in a group."""

GROUP = group.Group(SIMPLE)

TYPES: dict[str, FieldType[Any]] = {
    **SIMPLE,
    "statement": choice.Statement(),
    "municipality": choice.Municipality(),
    "organisation": choice.Organisation(),
    "language": choice.LanguageChoice(),
    "postcode": place.Postcode(),
    "address": place.Address(),
    "upload": upload.Upload(),
    "group": GROUP,
    "calculation": calculation.Calculation(),
    "panel": panel.Panel(),
}
