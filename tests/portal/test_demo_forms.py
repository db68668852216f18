"""The forms of the demo region beside the question: an appointment, a report of a school, an employer, a complaint."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forms_app.models import Form, FormPage
from home import places
from home.history import Actor, acting, recorded
from home.models import Delivery, Municipality, User
from home.working_days import add_working_days
from tests.walking import Walk
from tickets import access
from tickets.models import Membership, Message, RoutingDecision, Team, Ticket, TicketContact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def colleague(team: str, municipality: str, role: str = "handler") -> User:
    """Somebody new in a team."""
    with acting(Actor("toets"), via="command"), recorded("toets"):
        user = User.objects.create(username=f"{role} van {team} {municipality}")
        found = Team.objects.get(name=team, municipality__name=municipality)
        Membership(user=user, team=found, role=role, valid_from=timezone.localdate()).save()
    return user


def owner(ticket: Ticket) -> tuple[str, str]:
    return ticket.municipality.name, ticket.team.name


def appointment(postcode: str, wish: str = "move", day: str = "", *, client: Client | None = None) -> Ticket:
    """The ticket of an appointment to move to another day, or to make."""
    walk = Walk(client or Client(), "afspraak")
    walk.step("taal", language="ar")
    walk.step("voor-wie", for_whom="self")
    moved = {"letter_date": day, "reason": "work"} if wish == "move" else {}
    walk.step("afspraak", wish=wish, talk="intake", **moved)
    walk.step("wanneer", half_days="monday_morning")
    walk.step("hulp", interpreter="yes", interpreter_language="Tigrinya", childcare="no")
    walk.step("waar", azc="no", postcode=postcode)
    return walk.send("contact", name="Samira", phone="0612345678", contact_how="call")


def in_working_days(days: int) -> str:
    return add_working_days(timezone.localdate(), days, places.closed_days(None)).isoformat()


def test_an_appointment_reaches_the_planning_of_the_municipality() -> None:
    ticket = appointment("4141", day=in_working_days(10))
    assert owner(ticket) == ("Vijfheerenlanden", "Intake en plan")
    assert (ticket.category.code, ticket.urgency, ticket.language) == ("afspraak", "normal", "ar")
    assert ticket.service_due.isoformat() == in_working_days(3)
    document = Form.objects.get(key="afspraak").live_version.document  # type: ignore[union-attr]
    assert Message.objects.get(ticket=ticket).body == document["strings"]["ar"]["_form.title"]
    assert owner(appointment("4201", wish="make")) == ("Gorinchem", "Intake en plan")


def test_an_appointment_that_is_near_says_call_first_and_is_answered_within_one_working_day() -> None:
    client, near = Client(), in_working_days(2)
    walk = Walk(client, "afspraak")
    walk.step("taal", language="nl")
    walk.step("voor-wie", for_whom="self")
    shown = client.post(
        f"{walk.base}afspraak/",
        {"_shown": "wish talk letter_date reason", "wish": "move", "talk": "pip", "letter_date": near, "reason": "ill"},
        follow=True,
    ).content.decode()
    assert "Bel eerst" in shown
    assert 'href="tel:' in shown
    ticket = appointment("4201", day=near)
    assert ticket.urgency == "urgent"
    assert ticket.service_due.isoformat() == in_working_days(1)


def test_no_more_than_three_half_days_are_chosen() -> None:
    walk = Walk(Client(), "afspraak")
    walk.step("taal", language="nl")
    walk.step("voor-wie", for_whom="self")
    walk.step("afspraak", wish="make", talk="map")
    days = ["monday_morning", "monday_afternoon", "friday_morning", "friday_afternoon"]
    typed = {"_shown": "half_days", "half_days": days}
    assert "Kies hoogstens 3" in walk.client.post(f"{walk.base}wanneer/", typed, follow=True).content.decode()


def report(municipality: str = "GM1978", kind: str = "absence", cause: str = "work") -> Ticket:
    """The ticket of what a language school reports."""
    walk = Walk(Client(), "melding")
    walk.step("school", organisation="de_brug", course="B1, groep 4")
    walk.step("persoon", initials="S.A.", birth_year="1990", municipality=municipality)
    hours = {"hours_missed": "12,5"} if kind == "absence" else {}
    causes = {} if kind == "progress" else {"cause": cause}
    walk.step("melding", kind=kind, period_from="2026-03-02", **hours, **causes)
    walk.step("contact-met-persoon", contact_tried="no", person_knows="yes")
    if cause != "health":
        walk.step("toelichting", question="De cursist komt weinig.")
    return walk.send("contact", name="Joke", email="joke@school.example", phone="0183123456")


@pytest.mark.parametrize(
    ("kind", "category"),
    [("absence", "les"), ("progress", "les"), ("switch", "route"), ("stop", "les"), ("term", "route")],
)
def test_what_a_school_reports_reaches_the_case_managers_of_the_municipality(kind: str, category: str) -> None:
    ticket = report(kind=kind)
    assert owner(ticket) == ("Molenlanden", "Intake en plan")
    assert ticket.category.code == category
    assert (ticket.urgency == "urgent") == (kind == "term")
    assert TicketContact.objects.get(ticket=ticket).organisation == "Taalschool De Brug"
    assert ticket.needs_second, "what a school reports may bear on a decision"


def test_who_reports_somebody_of_an_unknown_municipality_reaches_the_region(demo: Municipality) -> None:
    assert owner(report("unknown")) == (demo.name, "Regionale triage")


def test_about_health_a_school_writes_nothing_and_says_how_to_call() -> None:
    walk = Walk(Client(), "melding")
    walk.step("school", organisation="de_brug", course="B1")
    walk.step("persoon", initials="S.A.", birth_year="1990", municipality="GM0512")
    walk.step("melding", kind="stop", period_from="2026-03-02", cause="health")
    assert "Schrijf niets op over ziekte" in walk.get("melding").content.decode()
    after = walk.step("contact-met-persoon", contact_tried="no", person_knows="yes")
    assert after.redirect_chain[-1][0].endswith("/contact/")
    assert owner(report("GM0512", cause="health")) == ("Gorinchem", "Intake en plan")


def test_a_report_of_a_school_may_come_as_a_file_but_not_about_health() -> None:
    walk = Walk(Client(), "melding")
    walk.step("school", organisation="de_brug", course="B1")
    walk.step("persoon", initials="S.A.", birth_year="1990", municipality="GM0512")
    walk.step("melding", kind="switch", period_from="2026-03-02", cause="level")
    page = walk.step("contact-met-persoon", contact_tried="no", person_knows="yes")
    assert 'name="report"' in page.content.decode()
    walk.step("melding", kind="switch", period_from="2026-03-02", cause="health")
    assert walk.get("toelichting").redirect_chain, "there is no place to write or to add"


def test_a_signal_of_a_key_person_reaches_the_region_without_a_name_of_anybody(demo: Municipality) -> None:
    walk = Walk(Client(), "signaal", "ti")
    walk.step("signaal", kind="signal", theme="brief", language_group="Tigrinya", group_size="30", question="ደብዳበ")
    ticket = walk.send("contact", is_key_person="yes", name="Yonas", email="yonas@example.org")
    assert (owner(ticket), ticket.category.code) == ((demo.name, "Regionale triage"), "partner")
    assert (ticket.language, Message.objects.get(ticket=ticket).body) == ("ti", "ደብዳበ")
    assert Delivery.objects.filter(dedupe_key=f"confirm-email:{ticket.pk}").exists()
    document = Form.objects.get(key="signaal").live_version.document  # type: ignore[union-attr]
    assert not {"initials", "birth_year", "postcode", "case_contact"} & set(document["types"])
    texts = document["strings"]
    assert {code: set(texts["nl"]) - set(texts[code]) for code in ("en", "ar", "fa", "ti", "tr")} == {
        code: set() for code in ("en", "ar", "fa", "ti", "tr")
    }


def test_an_employer_reaches_the_employers_team_wherever_the_firm_is(demo: Municipality) -> None:
    walk = Walk(Client(), "werkgever")
    walk.step("bedrijf", organisation="Bakkerij Kramer", place="Leerdam")
    walk.step("aanbod", kind="map", places="2", start=in_working_days(20), dutch="a2", beside_lessons="yes")
    walk.step("vraag", question="Wij zoeken twee mensen.")
    ticket = walk.send("contact", name="Kees", email="kees@bakker.example")
    assert owner(ticket) == (demo.name, "Werkgevers")
    assert ticket.category.code == "werk"


def complaint(municipality: str = "GM0512", about: str = "municipality", **who: str) -> Ticket:
    """The ticket of a complaint, without a name unless `who` says."""
    walk = Walk(Client(), "klacht")
    walk.step("taal", language="nl")
    walk.step("over-wie", about=about, municipality=municipality)
    walk.step("klacht", question="Niemand belde mij terug.", wanted="Bel terug.")
    return walk.send("contact", **(who or {"contact_wanted": "anonymous"}))


def test_a_complaint_reaches_the_restricted_team_of_that_municipality_with_the_term_of_law() -> None:
    ticket = complaint(contact_wanted="known", name="Samira", email="s@example.org", talk="yes", interpreter="no")
    assert owner(ticket) == ("Gorinchem", "Klachten en bezwaar")
    assert ticket.team.restricted
    assert ticket.restricted
    assert ticket.statutory_due is not None
    assert ticket.statutory_due >= timezone.localdate() + timedelta(weeks=6)
    assert Delivery.objects.filter(dedupe_key=f"receipt:{ticket.pk}", recipient="s@example.org").exists()


@pytest.mark.parametrize("about", ["municipality", "school", "coa", "duo", "other"])
def test_a_complaint_of_who_has_no_municipality_reaches_the_coordinator(demo: Municipality, about: str) -> None:
    ticket = complaint("unknown", about)
    assert owner(ticket) == (demo.name, "Klachtencoördinator")
    assert ticket.team.restricted


def test_who_handled_the_complaint_does_not_get_the_complaint_about_it(demo: Municipality) -> None:
    ticket = complaint("GM0512", "complaint")
    assert owner(ticket) == (demo.name, "Klachtencoördinator")
    assert "klachtencoördinator" in RoutingDecision.objects.get(ticket=ticket).rule.name


def test_only_the_team_for_complaints_sees_one() -> None:
    ticket = complaint("GM0512")
    sees = colleague("Klachten en bezwaar", "Gorinchem")
    assert access.visible_tickets(sees).filter(pk=ticket.pk).exists()
    others = [
        colleague("Loket", "Gorinchem"),
        colleague("Intake en plan", "Gorinchem", "coordinator"),
        colleague("Klachten en bezwaar", "Molenlanden"),
        colleague("Regionale triage", "Regio Gorinchem, Molenlanden en Vijfheerenlanden", "regional_coordinator"),
    ]
    assert [user.username for user in others if access.visible_tickets(user).filter(pk=ticket.pk).exists()] == []


def test_who_stays_anonymous_is_told_that_no_answer_can_come_and_leaves_nothing_of_himself() -> None:
    walk = Walk(Client(), "klacht")
    walk.step("taal", language="nl")
    walk.step("over-wie", about="municipality", municipality="GM0512")
    walk.step("klacht", question="Niemand belde mij terug.")
    walk.step("contact", contact_wanted="anonymous")
    assert "Wij kunnen u dan geen antwoord sturen" in walk.get("contact").content.decode()
    ticket = complaint()
    contact = TicketContact.objects.get(ticket=ticket)
    assert (contact.name, contact.email, contact.phone) == ("", "", "")
    assert not Delivery.objects.filter(dedupe_key=f"receipt:{ticket.pk}").exists()


@pytest.mark.parametrize("form", ["afspraak", "melding", "werkgever", "klacht", "signaal"])
def test_a_page_leads_to_each_form(form: str) -> None:
    pages = FormPage.objects.filter(form__key=form, live=True)
    assert {page.locale.language_code for page in pages} == {"nl", "en"}
    for page in pages:
        shown = Client().get(page.url)
        assert f"/{page.locale.language_code}/vraag/{form}/" in shown.content.decode()


def test_the_page_for_an_appointment_stands_on_the_first_screen() -> None:
    page = FormPage.objects.get(form__key="afspraak", locale__language_code="nl")
    assert f'href="{page.url}"' in Client().get("/nl/").content.decode()


def test_who_asks_about_an_appointment_goes_on_in_its_form_and_fills_in_nothing_twice() -> None:
    client = Client()
    walk = Walk(client, "stel-uw-vraag", "ar")
    walk.step("taal", language="ar")
    walk.step("voor-wie", for_whom="other", helper_role="family", person_knows="yes")
    walk.step("waar", azc="no", postcode="4141")
    page = walk.step("onderwerp", topic="afspraak")
    onward = "/ar/vraag/stel-uw-vraag/naar/to_appointment/"
    assert f'href="{onward}"' in page.content.decode()
    there = client.post(onward)
    assert there["Location"] == "/ar/vraag/afspraak/afspraak/"
    rest = Walk(client, "afspraak", "ar")
    rest.step("afspraak", wish="make", talk="intake")
    rest.step("wanneer", half_days="monday_morning")
    rest.step("hulp", interpreter="no")
    ticket = rest.send("contact", name="Samira", phone="0612345678", contact_how="call")
    assert owner(ticket) == ("Vijfheerenlanden", "Intake en plan")
    assert TicketContact.objects.get(ticket=ticket).capacity == "family"
