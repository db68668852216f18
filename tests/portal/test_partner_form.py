"""The question of a partner, from its first step to the team that gets it."""

import re

import pytest
from django.test import Client

from forms_app.models import Form
from home.history import Actor, acting, recorded
from home.models import Delivery, Municipality
from tests.walking import Walk
from tickets.models import Organisation, Ticket, TicketContact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
FORM = "vraag-van-een-partner"


About = dict[str, dict[str, str]]


def asked(kind: str = "language_school", *, about: About, topic: str = "les", **more: str) -> Ticket:
    """The ticket of a question; `about`: the answers of the steps that say whom it is about."""
    walk = Walk(Client(), FORM)
    walk.step("organisatie", organisation_kind=kind, organisation="de_brug")
    for step, answers in about.items():
        walk.step(step, **answers)
    walk.step("onderwerp", topic=topic)
    walk.step("vraag", question="Mag deze cursist wisselen?", **({"urgency": "normal"} | more))
    consent = {"person_knows": "yes"} if "persoon" in about else {}
    return walk.send("contact", name="Joke", email="joke@school.example", **consent)


def person(**answers: str) -> About:
    return {"over-wie": {"about": "person"}, "persoon": {"initials": "S.A.", "birth_year": "1990", **answers}}


def owner(ticket: Ticket) -> tuple[str, str]:
    return ticket.municipality.name, ticket.team.name


def test_a_question_about_a_person_reaches_the_municipality_of_that_persons_postcode(demo: Municipality) -> None:
    ticket = asked(about=person(postcode="4141"))
    assert owner(ticket) == ("Vijfheerenlanden", "Intake en plan")
    sender = TicketContact.objects.get(ticket=ticket)
    assert (sender.name, sender.organisation, sender.capacity, sender.consent) == (
        "Joke",
        "Taalschool De Brug",
        "language_school",
        True,
    )


def test_the_linked_municipality_goes_before_the_postcode() -> None:
    assert owner(asked(about=person(postcode="4141", linked_municipality="GM1978"), topic="geld")) == (
        "Molenlanden",
        "Inkomen en wonen",
    )


def test_who_is_linked_to_nobody_knows_which_municipality_goes_to_the_region(demo: Municipality) -> None:
    ticket = asked(about=person(linked_municipality="unknown"))
    assert owner(ticket) == (demo.name, "Regionale triage")


def test_a_reception_centre_reaches_who_starts_with_the_person_whatever_the_subject() -> None:
    asked_by_coa = asked("coa", about=person(linked_municipality="GM0512"), topic="geld")
    assert owner(asked_by_coa) == ("Gorinchem", "Intake en plan")
    careful = asked("coa", about=person(linked_municipality="GM0512"), topic="zorg")
    assert owner(careful) == ("Gorinchem", "Klachten en bezwaar")
    assert careful.restricted


@pytest.mark.parametrize(
    "about",
    [
        {"over-wie": {"about": "general"}},
        {"over-wie": {"about": "group"}, "groep": {"group_size": "12", "group_languages": "Tigrinya"}},
    ],
    ids=["general", "group"],
)
def test_what_is_about_nobody_in_particular_goes_to_the_region(demo: Municipality, about: About) -> None:
    assert owner(asked(about=about)) == (demo.name, "Regionale triage")


def test_work_goes_to_the_employers_team_whoever_it_is_about(demo: Municipality) -> None:
    general = asked("employer", about={"over-wie": {"about": "general"}}, topic="werk")
    assert owner(general) == (demo.name, "Werkgevers")
    assert owner(asked("coa", about=person(linked_municipality="GM0512"), topic="werk")) == (demo.name, "Werkgevers")


def test_a_box_of_an_organisation_may_route(demo: Municipality) -> None:
    assert owner(asked(about=person(postcode="4200")))[0] == "Gorinchem"


def test_what_cannot_wait_says_why(demo: Municipality) -> None:
    about = {"over-wie": {"about": "general"}}
    assert asked(about=about, urgency="today", urgency_reason="Morgen is de eerste les.").urgency == "urgent"
    assert asked(about=about, urgency="this_week", urgency_reason="Vrijdag is de toets.").urgency == "this_week"
    walk = Walk(Client(), FORM)
    walk.step("organisatie", organisation_kind="other", **{"organisation.other": "Buurthuis"})
    walk.step("over-wie", about="general")
    walk.step("onderwerp", topic="anders")
    page = walk.step("vraag", question="Hoe werkt het?", urgency="today")
    assert 'href="#id_urgency_reason"' in page.content.decode()


def test_without_postcode_and_without_municipality_a_person_cannot_be_found() -> None:
    walk = Walk(Client(), FORM)
    walk.step("organisatie", organisation_kind="library", organisation="bibliotheek")
    walk.step("over-wie", about="person")
    said = walk.step("persoon", initials="S.A.", birth_year="1990").content.decode()
    assert 'href="#id_linked_municipality"' in said
    assert 'value="S.A."' in said


def test_no_number_of_a_person_is_asked_and_the_form_says_so_in_words() -> None:
    walk = Walk(Client(), FORM)
    walk.step("organisatie", organisation_kind="library", organisation="bibliotheek")
    walk.step("over-wie", about="person")
    assert "geen burgerservicenummer (BSN) en geen V-nummer" in walk.get("persoon").content.decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_step_is_there_in_this_language(language: str) -> None:
    document = Form.objects.get(key=FORM).live_version.document  # type: ignore[union-attr]
    assert set(document["strings"][language]) == set(document["strings"]["nl"])
    assert language in document["languages"]


def test_a_partner_that_is_not_in_the_list_writes_its_name(demo: Municipality) -> None:
    walk = Walk(Client(), FORM)
    page = walk.step("organisatie", organisation_kind="other", organisation="other").content.decode()
    assert 'href="#id_organisation.other"' in page
    walk.step("organisatie", organisation_kind="other", organisation="other", **{"organisation.other": "Buurthuis"})
    walk.step("over-wie", about="general")
    walk.step("onderwerp", topic="anders")
    walk.step("vraag", question="Hoe werkt het?", urgency="normal")
    ticket = walk.send("contact", name="Joke", email="joke@school.example")
    assert TicketContact.objects.get(ticket=ticket).organisation == "Buurthuis"


def test_the_list_holds_who_takes_part_now(demo: Municipality) -> None:
    with acting(Actor("toets"), via="command"), recorded("toets"):
        gone = Organisation.objects.get(code="het_lek")
        gone.is_active = False
        gone.save()
    page = Walk(Client(), FORM).get("organisatie").content.decode()
    assert '<option value="de_brug">Taalschool De Brug</option>' in page
    assert "Het Lek" not in page
    assert "Staat er niet bij" in page


def test_a_partner_is_asked_to_confirm_the_address_and_the_question_is_there_at_once(demo: Municipality) -> None:
    ticket = asked(about={"over-wie": {"about": "general"}})
    letter = Delivery.objects.get(dedupe_key=f"confirm-email:{ticket.pk}")
    link = re.search(r"https?://[^/]+(/nl/volg/bevestig/[^/\s]+/)", letter.text)
    assert link is not None
    assert Client().post(link[1]).status_code == 200
    assert ticket.email_confirmations.filter(step="confirmed").exists()
