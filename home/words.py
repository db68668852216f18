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
    "too_large": _("Dit bericht is te groot."),
    "method_not_allowed": _("Dit kan op dit adres niet."),
    "forbidden": _("Dit mag niet."),
    "internal_error": _("Er ging bij ons iets mis. Probeer het later opnieuw."),
    "unavailable": _("Wij kunnen u nu even niet helpen. Probeer het later opnieuw."),
    "no_region": _("Er is nog geen regio ingericht."),
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
