"""Refusals and labels of the ground floor, and what can be wrong with a request to the API."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "stale": _("Iemand anders heeft dit intussen gewijzigd. Kijk eerst wat er is veranderd."),
    "users_stay": _("Een account blijft bestaan. Zet het uit: dan kan niemand er meer mee inloggen."),
    "too_many": _("U hebt te vaak geprobeerd. Wacht even en probeer het dan opnieuw."),
    "not_a_postcode": _("Dit is geen postcode. Vul vier cijfers in, zoals 4141."),
    "outside_region": _("%(postcode)s ligt in %(municipality)s. Dat is niet in deze regio."),
    "unknown_postcode": _("Wij kennen deze postcode niet. Kijk of de cijfers kloppen."),
    "not_a_drawing": _("Dit is geen SVG met alleen vormen. Scripts, stijlen en verwijzingen naar buiten mogen niet."),
    "not_found": _("Deze pagina bestaat niet."),
    "bad_request": _("Wij konden dit niet lezen."),
    "bad_cursor": _("Deze bladzijde van de lijst bestaat niet. Begin opnieuw bij de eerste."),
    "not_json": _("Wij konden dit niet lezen: het is geen JSON."),
    "wrong_media_type": _("Stuur JSON, met het type application/json."),
    "not_multipart": _("Stuur het bestand als multipart/form-data."),
    "too_large": _("Dit bericht is te groot."),
    "file_empty": _("Dit bestand is leeg. Kies een ander bestand."),
    "file_too_large": _("Dit bestand is te groot. Het mag hoogstens %(megabytes)s MB zijn."),
    "file_kind": _("Dit soort bestand kunnen wij niet aannemen. Stuur een foto (jpg, png, webp, heic) of een pdf."),
    "file_name_differs": _("De naam van dit bestand past niet bij wat erin zit. Stuur een foto of een pdf."),
    "file_broken": _("Wij kunnen dit bestand niet openen. Het is misschien niet heel. Maak een nieuwe foto of pdf."),
    "file_too_many_pixels": _("Deze foto heeft te veel beeldpunten. Maak de foto kleiner, of maak een nieuwe."),
    "file_locked": _("Deze pdf is beveiligd. Stuur een pdf zonder wachtwoord, of maak een foto van de brief."),
    "file_two_kinds": _("In deze pdf zit iets anders. Dat kunnen wij niet aannemen. Maak een foto van de brief."),
    "files_away": _("Wij kunnen uw bestand nu niet bewaren. Probeer het later opnieuw."),
    "method_not_allowed": _("Dit kan op dit adres niet."),
    "forbidden": _("Dit mag niet."),
    "internal_error": _("Er ging bij ons iets mis. Probeer het later opnieuw."),
    "unavailable": _("Wij kunnen u nu even niet helpen. Probeer het later opnieuw."),
    "no_region": _("Er is nog geen regio ingericht."),
    "needs_reason": _("Zeg waarom: de reden staat straks in de geschiedenis."),
    "in_use": _("Dit kan niet weg, want het is nog in gebruik: %(uses)s."),
    "region_stays": _("De regio zelf kan niet weg."),
    "code_stays": _("Deze code is al in gebruik en verandert niet meer."),
    "needs_prefix": _("De regio heeft een begin van nummers nodig."),
    "prefix_of_region": _("Alleen de regio heeft een begin van nummers."),
    "area_overlaps": _("Postcode %(pc4)s ligt in die tijd al ergens anders. Geef die eerst een einddatum."),
    "taken": _("Dit bestaat al. Iemand anders was u net voor."),
}

# Where a rule of the database stands: the field it is shown at, and what it says.
CONSTRAINTS = {
    "one_region": ("kind", _("Er is al een regio.")),
    "one_area_per_pc4": ("pc4", _("Deze postcode staat er al. Geef de oude regel eerst een einddatum.")),
    "area_ends_after_it_begins": ("valid_to", _("De einddatum ligt voor de begindatum.")),
    "one_closing_day": ("day", _("Deze dag staat al in deze kalender.")),
}

HISTORY_KINDS = {"+": _("toegevoegd"), "~": _("gewijzigd"), "-": _("weggehaald")}

VIA_LABELS = {
    "web": _("in het beheer"),
    "public": _("op de website"),
    "api": _("via de API"),
    "mail": _("per e-mail"),
    "job": _("door de klok"),
    "command": _("met een opdracht"),
    "rule": _("door een regel"),
}

REQUEST_PROBLEMS = {
    "required": _("Vul dit in."),
    "unknown_field": _("Dit veld bestaat niet."),
    "unknown_parameter": _("Deze parameter bestaat niet."),
    "repeated": _("Geef deze parameter maar één keer."),
    "wrong_type": _("Deze waarde heeft niet de juiste soort."),
    "wrong_form": _("Deze waarde is niet goed geschreven."),
    "too_short": _("Deze waarde is te kort."),
    "too_long": _("Deze waarde is te lang."),
    "too_small": _("Dit getal is te klein."),
    "too_large": _("Dit getal is te groot."),
    "unknown_language": _("Deze taal kennen wij niet."),
    "unknown_municipality": _("Deze gemeente kennen wij niet."),
    "unknown_version": _("Deze versie van het formulier bestaat niet."),
}

GUIDANCE_PARTS = {
    "short_answer": _("Kort antwoord"),
    "who_for": _("Voor wie is dit?"),
    "steps": _("Wat moet u doen?"),
    "what_to_bring": _("Wat neemt u mee?"),
    "by_when": _("Wanneer?"),
    "who_helps": _("Wie helpt u?"),
    "official_words": _("Moeilijke woorden"),
}
"""The seven parts of a guidance page, with what stands above each."""

# What can be drawn beside a choice: templates/components/icon.html draws each.
ICON_LABELS = {
    "letter": _("brief"),
    "lesson": _("les"),
    "exam": _("examen"),
    "plan": _("plan"),
    "money": _("geld"),
    "housing": _("wonen"),
    "work": _("werk"),
    "children": _("kinderen"),
    "appointment": _("afspraak"),
    "people": _("mensen"),
    "objection": _("niet eens"),
    "ask": _("vraag"),
}
