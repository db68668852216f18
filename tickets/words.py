"""Labels of the desk, its refusals, and the sentences that say why."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.states import Act, Progress, State

STATE_LABELS = {
    State.NEW: _("nieuw"),
    State.OPEN: _("in behandeling"),
    State.WAITING_SENDER: _("wacht op vrager"),
    State.WAITING_THIRD: _("wacht op derde"),
    State.FORWARDED: _("doorgestuurd"),
    State.DONE: _("afgerond"),
    State.MERGED: _("samengevoegd"),
    State.REJECTED: _("niet in behandeling"),
}

PROGRESS_LABELS = {
    Progress.RECEIVED: _("Wij hebben uw vraag ontvangen"),
    Progress.LOOKING: _("Wij kijken ernaar"),
    Progress.WAITING_FOR_YOU: _("Wij wachten op u"),
    Progress.FORWARDED: _("Wij hebben uw vraag doorgestuurd"),
    Progress.DONE: _("Klaar"),
}

ACT_LABELS = {
    Act.OPEN_TICKET: _("vraag ontvangen"),
    Act.TAKE: _("in behandeling genomen"),
    Act.ASSIGN: _("toegewezen"),
    Act.ASK: _("vraag gesteld aan de vrager"),
    Act.RESUME: _("weer verder"),
    Act.FORWARD: _("doorgestuurd"),
    Act.CLOSE: _("afgerond"),
    Act.REOPEN: _("heropend"),
    Act.REJECT: _("niet in behandeling genomen"),
    Act.UNDO_REJECT: _("toch in behandeling"),
    Act.REPLY: _("beantwoord"),
    Act.NOTE: _("notitie geschreven"),
    Act.CONSULT: _("collega om raad gevraagd"),
    Act.TRANSFER: _("overgedragen"),
    Act.REFER: _("laten meelezen"),
    Act.RECATEGORISE: _("andere categorie"),
    Act.SNOOZE: _("later terug laten komen"),
    Act.SET_URGENCY: _("urgentie gewijzigd"),
    Act.TREAT_AS_OBJECTION: _("behandeld als bezwaar"),
    Act.TREAT_AS_COMPLAINT: _("behandeld als klacht"),
    Act.SENDER_MESSAGE: _("bericht van de vrager"),
    Act.FOLLOW_UP: _("vervolg geopend"),
    Act.READ: _("bericht gelezen"),
    Act.SECOND: _("meegekeken en akkoord"),
    Act.SEE: _("gezien"),
    Act.REVEAL_CONTACT: _("contactgegevens getoond"),
    Act.PRINT_FILE: _("dossier als pdf gemaakt"),
    Act.CONFIRM_EMAIL: _("e-mailadres bevestigd"),
    Act.ERASE: _("persoonsgegevens gewist"),
    Act.AMEND: _("antwoord verbeterd"),
    Act.HOLD: _("vastgezet: mag niet gewist worden"),
    Act.LIFT_HOLD: _("losgelaten: mag weer gewist worden"),
}

ACT_BUTTONS = {
    Act.TAKE: pgettext_lazy("button", "Neem in behandeling"),
    Act.ASSIGN: pgettext_lazy("button", "Wijs toe"),
    Act.ASK: pgettext_lazy("button", "Vraag de vrager iets"),
    Act.RESUME: pgettext_lazy("button", "Ga weer verder"),
    Act.FORWARD: pgettext_lazy("button", "Stuur door naar een andere instantie"),
    Act.CLOSE: pgettext_lazy("button", "Rond af"),
    Act.REOPEN: pgettext_lazy("button", "Heropen"),
    Act.REJECT: pgettext_lazy("button", "Neem niet in behandeling"),
    Act.UNDO_REJECT: pgettext_lazy("button", "Neem toch in behandeling"),
    Act.REPLY: pgettext_lazy("button", "Stuur antwoord"),
    Act.NOTE: pgettext_lazy("button", "Bewaar notitie"),
    Act.CONSULT: pgettext_lazy("button", "Vraag raad"),
    Act.TRANSFER: pgettext_lazy("button", "Draag over"),
    Act.REFER: pgettext_lazy("button", "Laat een team meelezen"),
    Act.RECATEGORISE: pgettext_lazy("button", "Wijzig de categorie"),
    Act.SNOOZE: pgettext_lazy("button", "Laat later terugkomen"),
    Act.SET_URGENCY: pgettext_lazy("button", "Wijzig de urgentie"),
    Act.TREAT_AS_OBJECTION: pgettext_lazy("button", "Behandel als bezwaar"),
    Act.TREAT_AS_COMPLAINT: pgettext_lazy("button", "Behandel als klacht"),
    Act.READ: pgettext_lazy("button", "Bericht gelezen"),
    Act.SECOND: pgettext_lazy("button", "Ik heb meegekeken en ben akkoord"),
    Act.REVEAL_CONTACT: pgettext_lazy("button", "Toon contactgegevens"),
    Act.PRINT_FILE: pgettext_lazy("button", "Dossier als pdf"),
}

URGENCY_LABELS = {
    "normal": pgettext_lazy("urgency", "gewoon"),
    "this_week": pgettext_lazy("urgency", "deze week"),
    "urgent": pgettext_lazy("urgency", "dringend"),
}

CHANNEL_LABELS = {
    "web": _("website"),
    "api": _("API"),
    "helper": _("website, door iemand die helpt"),
}

CONFIRMATION_LABELS = {
    "asked": _("E-mail nog niet bevestigd"),
    "confirmed": _("E-mailadres bevestigd"),
}
"""How far the confirmation of the sender's address is."""

OUTCOME_LABELS = {
    "answered": _("beantwoord"),
    "told": _("verteld aan de telefoon of de balie"),
    "solved": _("opgelost"),
    "withdrawn": _("vrager heeft de vraag ingetrokken"),
    "no_reaction": _("vrager heeft niet gereageerd"),
    "forwarded": _("doorgestuurd"),
    "rejected": _("niet in behandeling"),
}

TRANSFER_REASONS = {
    "wrong_municipality": _("een andere gemeente is verantwoordelijk"),
    "wrong_team": _("een ander team doet dit"),
    "moved": _("de persoon is verhuisd"),
    "expertise": _("een ander team weet hier meer van"),
    "category": _("de vraag gaat over iets anders"),
    "not_spam": _("de vraag is geen spam"),
    "other": _("anders"),
}

FORWARD_BODIES = {
    "outside_municipality": _("een gemeente buiten de regio"),
    "other": _("een andere instantie"),
}

REJECT_REASONS = {
    "spam": _("reclame of misbruik"),
    "test": _("een test"),
    "duplicate": _("dezelfde vraag is al gesteld"),
}

ROLE_LABELS = {
    "reader": _("meelezer"),
    "handler": _("behandelaar"),
    "coordinator": _("coördinator van een gemeente"),
    "regional_coordinator": _("regionaal coördinator"),
    "auditor": _("auditor"),
    "functional_admin": _("functioneel beheerder"),
    "privacy_officer": _("privacyfunctionaris"),
}

ROLE_SENTENCES = {
    "reader": _("Ziet de tickets van het team; contactgegevens zijn afgedekt."),
    "handler": _("Behandelt de tickets van het team: nemen, antwoorden, overdragen, afronden."),
    "coordinator": _("Behandelt en verdeelt de tickets van alle teams van één gemeente die niet besloten zijn."),
    "regional_coordinator": _("Behandelt wat bij de regio ligt, ziet alles wat niet besloten is, en draagt over."),
    "auditor": _("Ziet de geschiedenis en wie wat heeft ingezien; geen tickets."),
    "functional_admin": _("Beheert categorieën, normen, regels, kalenders en teams; ziet geen tickets."),
    "privacy_officer": _("Behandelt privacyverzoeken van de hele regio."),
}

REFUSALS = {
    "not_found": _("Wij kunnen dit niet vinden."),
    "not_yours": _("Dit hoort bij %(team)s. U mag dit daar niet doen."),
    "not_now": _("Dat kan niet bij een ticket dat “%(state)s” is."),
    "stale": _("Iemand anders heeft dit intussen gewijzigd. Kijk eerst wat er is veranderd."),
    "unread": _("De vrager heeft net gereageerd. Lees dat bericht eerst."),
    "needs_second": _(
        "Dit kan gevolgen hebben voor een besluit. Eerst kijkt een collega mee; daarna rondt een ander het af."
    ),
    "no_second_needed": _("Bij dit ticket hoeft niemand mee te kijken."),
    "second_is_another": _("U behandelt dit ticket. Laat een collega meekijken."),
    "needs_reason": _("Zeg waarom."),
    "needs_text": _("Schrijf een tekst."),
    "needs_wake_date": _("Kies een dag waarop het ticket terugkomt, na vandaag."),
    "needs_outcome": _("Kies een uitkomst."),
    "needs_answer": _("Schrijf een antwoord aan de vrager, of kies “verteld aan de telefoon of de balie”."),
    "same_team": _("Het ticket ligt al bij dit team."),
    "team_not_active": _("Dit team werkt niet meer. Kies een ander team."),
    "not_a_member": _("Deze medewerker zit niet in het team."),
    "unknown_category": _("Deze categorie bestaat niet."),
    "unknown_value": _("Maak een keuze uit de lijst."),
    "wrong_code": _("Dit nummer en deze code horen niet bij elkaar. Kijk op uw ontvangstbewijs."),
    "gone": _("Deze vraag is klaar en wij bewaren haar niet meer. Wat u schreef, is gewist."),
    "erased": _("De gegevens van dit ticket zijn gewist."),
    "legal_hold": _("Dit ticket moet bewaard blijven. Er wordt niets gewist."),
    "held_already": _("Dit ticket staat al vast."),
    "not_held": _("Dit ticket staat niet vast."),
    "not_ended": _("Dit ticket is nog niet klaar. Rond het eerst af."),
    "follow_up_stays": _("De vrager stuurde later nog iets, en dat kan nu niet weg. Er is nog niets gewist."),
    "not_a_reference": _("Dit nummer klopt niet. Kijk op uw ontvangstbewijs."),
    "too_late": _("Dit kan niet meer. Het kon tot %(days)s dagen daarna."),
    "too_many": _("U hebt te vaak geprobeerd. Wacht even en probeer het dan opnieuw."),
    "message_too_long": _("Uw bericht is te lang. U mag %(limit)s tekens gebruiken."),
    "idempotency_key_reused": _("Met deze sleutel is al een ander bericht gestuurd."),
    "no_fallback_rule": _("Er is geen regel die elke vraag opvangt."),
    "last_rule": _("De laatste regel vangt alles op. U kunt die niet weghalen, verplaatsen of uitzetten."),
    "last_rule_in_region": _("De laatste regel gaat naar een team van de regio."),
    "rank_after_last": _("Deze regel moet voor de laatste regel komen. Kies een lager nummer."),
    "falls_back_on_itself": _("Een team kan niet zichzelf opvangen."),
    "team_has_tickets": _(
        "Dit team heeft al tickets. Maak een nieuw team en draag de tickets over: "
        "dan ziet niemand ineens meer of minder."
    ),
    "team_has_open_tickets": _("Dit team heeft nog open tickets (%(number)s). Draag die eerst over."),
    "team_has_tasks": _("Dit team heeft nog taken: %(tasks)s. Geef die eerst aan een ander team."),
    "team_has_rules": _("Deze regels sturen nog naar dit team: %(rules)s. Pas die eerst aan."),
    "team_of_another": _("Kies een team van deze gemeente of van de regio."),
    "not_active": _("Dit account of dit team staat uit. Kies een ander."),
    "own_membership": _("Uw eigen rollen verandert een collega."),
    "role_not_yours": _("U mag alleen meelezers en behandelaars aanwijzen."),
    "role_of_region": _("Deze rol hoort bij een team van de regio."),
    "role_of_municipality": _("Deze rol hoort bij een team van een gemeente."),
    "membership_overlaps": _("Deze medewerker heeft deze rol in dit team al in die tijd."),
    "category_has_tickets": _("Er zijn al tickets in deze categorie. Maak een nieuwe categorie."),
    "norm_in_force": _("Deze norm geldt al en blijft staan. Voeg een nieuwe norm toe met een latere begindatum."),
    "norm_in_past": _("Een norm begint vandaag of later: oude tickets houden de norm waarmee ze begonnen."),
    "task_overlaps": _("Deze taak ligt in die tijd al bij een team. Geef die taak eerst een einddatum."),
    "organisation_stays": _("Antwoorden kennen de organisatie bij deze code. Zet deze regel uit."),
    "body_in_use": _("Er zijn vragen naar deze instantie doorgestuurd. Zet deze regel uit."),
    "needs_municipality": _("Kies uw gemeente."),
    "bad_condition": _("Deze voorwaarden zijn niet te lezen."),
    "reserved_body": _("Deze code heeft het portaal zelf al. Kies een andere."),
}

FIELD_LABELS = {
    "municipality_id": _("gemeente"),
    "team_id": _("team"),
    "assignee_id": _("behandelaar"),
    "category_id": _("categorie"),
    "state": _("staat"),
    "urgency": _("urgentie"),
    "restricted": _("besloten"),
    "first_due": _("eerste antwoord voor"),
    "service_due": _("klaar voor"),
    "statutory_due": _("wettelijke termijn"),
    "wake_on": _("komt terug op"),
    "outcome": _("uitkomst"),
    "forwarded_to": _("doorgestuurd naar"),
}

TRACE_SENTENCES = {
    "matched_team": _("Regel “%(rule)s” past en wijst een vast team aan."),
    "matched_fact": _("Regel “%(rule)s” past: de gemeente staat in “%(fact)s”."),
    "not_matched": _("Regel “%(rule)s” past niet."),
    "no_value": _("Regel “%(rule)s” past niet: “%(fact)s” is niet bekend."),
    "no_team": _("Regel “%(rule)s” past, maar die gemeente heeft geen team voor deze categorie."),
    "broken": _("Regel “%(rule)s” is kapot en is overgeslagen."),
    "sign_filled_trap": _("Het veld dat mensen niet zien, was ingevuld."),
    "sign_too_fast": _("Het formulier was sneller ingevuld dan een mens kan."),
    "sign_no_page": _("Het formulier is verstuurd zonder dat de pagina is geopend."),
    "held": _("Daarom staat deze vraag in quarantaine. Anders ging zij naar %(team)s."),
    "not_held": _("Er is geen team voor quarantaine: deze vraag ging gewoon door."),
}

SENDER_TEAM = _("team van de regio")
"""What the sender is told of the team that looks at what resembles spam."""

# What a rule may look at; a form adds `answer.<key>` and `<key>.working_days_ahead`.
FACT_LABELS = {
    "category": _("categorie"),
    "linked_municipality": _("gekoppelde gemeente"),
    "pc4_municipality": _("gemeente van de postcode"),
    "municipality": _("gekozen gemeente"),
    "pc4": _("cijfers van de postcode"),
    "in_region": _("woont in de regio"),
    "place": _("plaats"),
    "lives_in_azc": _("woont in een azc"),
    "topic": _("onderwerp"),
    "language": _("taal"),
    "sender_role": _("hoedanigheid van de vrager"),
    "on_behalf_of": _("voor wie"),
    "organisation": _("organisatie"),
    "audience": _("voor wie het formulier is"),
    "form": _("formulier"),
    "urgency": _("urgentie"),
    "urgent": _("dringend volgens het formulier"),
}
ORGANISATION_KINDS = {
    "language_school": _("taalschool"),
    "refugee_support": _("hulp aan vluchtelingen"),
    "reception": _("opvang van asielzoekers"),
    "employer": _("werkgever"),
    "library": _("bibliotheek of taalhuis"),
    "key_persons": _("sleutelpersonen"),
    "other": _("andere organisatie"),
}
FACTS_OF_A_MUNICIPALITY = ("linked_municipality", "pc4_municipality", "municipality")

CONDITION_TESTS = {
    "is": _("is"),
    "one_of": _("is een van"),
    "in_range": _("ligt tussen"),
    "empty": _("is leeg"),
}

CONDITION_SENTENCES = {
    "is": _("%(fact)s is %(values)s"),
    "one_of": _("%(fact)s is een van: %(values)s"),
    "in_range": _("%(fact)s ligt van %(first)s tot en met %(last)s"),
    "empty": _("%(fact)s is leeg"),
}
CONDITION_PROBLEMS = {
    "no_fact": _("Regel %(row)s: kies een gegeven."),
    "no_test": _("Regel %(row)s: kies wat er moet gelden."),
    "no_value": _("Regel %(row)s: vul een waarde in."),
    "one_value": _("Regel %(row)s: vul één waarde in, of kies “is een van”."),
    "two_values": _("Regel %(row)s: vul twee waarden in, de laagste en de hoogste."),
    "wrong_order": _("Regel %(row)s: zet de laagste waarde vooraan."),
    "no_value_wanted": _("Regel %(row)s: laat de waarde leeg, want u vraagt of het gegeven leeg is."),
    "unknown_value": _("Regel %(row)s: “%(value)s” bestaat niet. Kies uit: %(known)s."),
}

CONSTRAINTS = {
    "one_team_per_name": ("name", _("Deze gemeente heeft al een team met deze naam.")),
    "one_membership_per_role": ("valid_from", _("Deze medewerker heeft deze rol in dit team al.")),
    "membership_ends_after_it_begins": ("valid_to", _("De einddatum ligt voor de begindatum.")),
    "one_statutory_term": ("statutory_months", _("Kies weken of maanden, niet allebei.")),
    "one_norm_per_day": ("valid_from", _("Deze categorie heeft al een norm die op die dag begint.")),
    "first_before_done": ("service_days", _("Klaar kan niet eerder zijn dan het eerste antwoord.")),
    "one_team_per_task": ("valid_from", _("Deze taak ligt al bij een team. Geef die taak eerst een einddatum.")),
    "one_team_for_the_rest": (
        "valid_from",
        _("Er is al een team voor al het andere. Geef die taak eerst een einddatum."),
    ),
    "one_last_rule": ("rank", _("Er is al een laatste regel.")),
    "rule_has_one_target": ("target", _("Kies een vast team, of het gegeven waar de gemeente in staat. Niet allebei.")),
    "last_rule_is_a_team": ("target", _("De laatste regel gaat naar een vast team en eindigt niet.")),
    "one_template_per_name": ("name", _("Er is al een standaardantwoord met deze naam.")),
    "one_template_of_the_region": ("name", _("Er is al een standaardantwoord met deze naam.")),
    "one_text_per_language": ("language", _("Deze taal heeft al een tekst.")),
}
