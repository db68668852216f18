"""Every field type by its name."""

from typing import Any

from forms_app.fields import bank, choice, date, panel, place, text, upload
from forms_app.fields.base import FieldType

TYPES: dict[str, FieldType[Any]] = {
    "text": text.Text(),
    "long_text": text.LongText(),
    "email": text.Email(),
    "phone": text.Phone(),
    "number": text.Number(),
    "iban": bank.Iban(),
    "choice": choice.Choice(),
    "choices": choice.Choices(),
    "yes_no": choice.YesNo(),
    "statement": choice.Statement(),
    "municipality": choice.Municipality(),
    "organisation": choice.Organisation(),
    "language": choice.LanguageChoice(),
    "date": date.Date(),
    "postcode": place.Postcode(),
    "address": place.Address(),
    "upload": upload.Upload(),
    "panel": panel.Panel(),
}
