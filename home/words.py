"""Labels and refusals of the ground floor."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "stale": _("Iemand anders heeft dit intussen gewijzigd. Kijk eerst wat er is veranderd."),
    "users_stay": _("Een account blijft bestaan. Zet het uit: dan kan niemand er meer mee inloggen."),
    "too_many": _("U hebt te vaak geprobeerd. Wacht even en probeer het dan opnieuw."),
    "not_a_postcode": _("Dit is geen postcode. Vul vier cijfers in, zoals 4141."),
    "not_found": _("Deze pagina bestaat niet."),
    "bad_request": _("Wij konden dit niet lezen."),
    "no_region": _("Er is nog geen regio ingericht."),
}
