"""The registers of the desk: what may change, by whom, and what is said when it may not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from home.history import recorded
from home.models import Municipality, User
from tests.cast import person
from tests.registers import address, rows, signed_in, typed
from tickets import access, clocks, conversation, intake
from tickets.models import (
    Category,
    ForwardBody,
    Membership,
    Norm,
    Organisation,
    ReplyTemplate,
    ReplyTemplateTranslation,
    RoutingRule,
    Team,
    TeamTask,
    Ticket,
)

TODAY = timezone.localdate
LAST = "De laatste regel vangt alles op."


def shown(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def loket(code: str = "GM9001") -> Team:
    team: Team = Team.objects.get(municipality__code=code, name="Loket")
    return team


def somebody(name: str = "nieuweling") -> User:
    with recorded("toets"):
        user = User(username=name)
        user.save()
    return user


def membership(user: User, team: Team, role: str = "handler", **more: Any) -> dict[str, Any]:
    found = {"user": user.pk, "team": team.pk, "role": role, "valid_from": TODAY().isoformat(), "reason": "begint"}
    return {**found, **more}


# Members


def test_a_coordinator_gives_a_colleague_a_role_in_the_own_municipality(desk: Ticket) -> None:
    user = somebody()
    client = signed_in("coordinator GM9001")

    assert client.post(address("membership", "create"), membership(user, loket())).status_code == 302

    assert access.visible_tickets(User.objects.get(pk=user.pk)).count() == 1
    row = Membership.objects.get(user=user).history.order_by("-seq").first()
    assert (row.actor_label, row.via, row.history_change_reason) == ("coordinator-gm9001", "web", "begint")


@pytest.mark.parametrize(
    "role", ["coordinator", "auditor", "functional_admin", "privacy_officer", "regional_coordinator"]
)
def test_a_coordinator_hands_out_no_other_role(desk: Ticket, role: str) -> None:
    client = signed_in("coordinator GM9001")
    answer = client.post(address("membership", "create"), membership(somebody(), loket(), role))
    assert answer.status_code == 200
    assert 'id="problems"' in shown(answer)
    assert not Membership.objects.filter(user__username="nieuweling").exists()


def test_a_coordinator_has_no_say_elsewhere_nor_over_restricted_teams(desk: Ticket) -> None:
    with recorded("toets"):
        owner = Municipality.objects.get(code="GM9001")
        closed = Team(municipality=owner, name="Klachten", restricted=True)
        closed.save()
        user = somebody()
        inside = Membership(user=user, team=closed, role="handler", valid_from=TODAY())
        inside.save()
    client = signed_in("coordinator GM9001")
    page = shown(client.get(address("membership", "create")))
    for team in (loket("GM9002"), closed, Team.objects.get(name="Triage")):
        assert f">{team.long_name}</option>" not in page
        assert (
            client.post(address("membership", "create"), membership(somebody(f"x{team.pk}"), team)).status_code == 200
        )
    assert client.get(address("membership", "edit", inside.pk)).status_code == 404
    assert "nieuweling" not in shown(client.get(address("membership")))
    assert Membership.objects.filter(user__username__startswith="x").count() == 0


def test_a_coordinator_sees_no_member_of_another_municipality_anywhere(desk: Ticket) -> None:
    person("handler GM9002")
    person("handler GM9001")
    client = signed_in("coordinator GM9001")
    listed = shown(client.get(address("membership")))
    exported = b"".join(client.get(address("membership"), {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    filters = shown(client.get(address("membership"), {"team": loket("GM9002").pk}))
    assert "handler-gm9001" in listed
    assert "handler-gm9002" not in listed + exported
    assert "Polderkerk" not in listed + filters


def test_nobody_changes_the_own_roles(desk: Ticket) -> None:
    admin = person("functional_admin")
    assert admin is not None
    client = signed_in(admin)
    answer = client.post(address("membership", "create"), membership(admin, loket()))
    assert "Uw eigen rollen verandert een collega." in shown(answer)
    own = Membership.objects.get(user=admin)
    gone = client.post(address("membership", "delete", own.pk), {"reason": "x", "seen": 1})
    assert gone.status_code == 409
    assert Membership.objects.filter(user=admin).count() == 1


def test_a_role_of_the_region_hangs_on_a_team_of_the_region(desk: Ticket) -> None:
    client, user, triage = signed_in("functional_admin"), somebody(), Team.objects.get(name="Triage")
    wrong = client.post(address("membership", "create"), membership(user, loket(), "auditor"))
    other = client.post(address("membership", "create"), membership(user, triage, "coordinator"))
    right = client.post(address("membership", "create"), membership(user, triage, "auditor"))
    assert "Deze rol hoort bij een team van de regio." in shown(wrong)
    assert "Deze rol hoort bij een team van een gemeente." in shown(other)
    assert right.status_code == 302


def test_a_membership_ends_on_a_day_and_stays_who_where_and_as_what(desk: Ticket) -> None:
    handler = person("handler GM9001")
    row = Membership.objects.get(user=handler)
    client = signed_in("functional_admin")
    sent = typed("membership", row, role="coordinator", valid_to=TODAY().isoformat(), reason="andere baan")
    assert client.post(address("membership", "edit", row.pk), sent).status_code == 302
    row.refresh_from_db()
    assert (row.role, row.valid_to) == ("handler", TODAY())
    assert access.scope_of(handler, TODAY() + timedelta(days=1)).nothing
    assert not access.scope_of(handler, TODAY()).nothing


def test_a_removed_member_is_out_at_once(desk: Ticket) -> None:
    handler = person("handler GM9001")
    row = Membership.objects.get(user=handler)
    client = signed_in("coordinator GM9001")
    assert client.post(address("membership", "delete", row.pk), {"reason": "weg", "seen": 1}).status_code == 302
    assert access.scope_of(handler).nothing


def test_the_same_role_twice_in_one_time_is_refused(desk: Ticket) -> None:
    client, user = signed_in("functional_admin"), somebody()
    soon = (TODAY() + timedelta(days=10)).isoformat()
    first = client.post(address("membership", "create"), membership(user, loket(), valid_to=soon))
    again = client.post(address("membership", "create"), membership(user, loket()))
    assert first.status_code == 302
    assert "heeft deze rol in dit team al in die tijd" in shown(again)


# Teams


def test_a_team_with_open_tickets_tasks_or_rules_does_not_stop(desk: Ticket) -> None:
    client, team = signed_in("functional_admin"), loket()
    stop = typed("team", team, is_active=None, reason="opgeheven")

    assert "nog open tickets (1)" in shown(client.post(address("team", "edit", team.pk), stop))
    other = loket("GM9002")
    page = shown(client.post(address("team", "edit", other.pk), typed("team", other, is_active=None)))
    assert "nog taken: Polderkerk" in page
    triage = Team.objects.get(name="Triage")
    with recorded("toets"):
        for task in TeamTask.objects.filter(team=triage):
            task.delete()
    page = shown(client.post(address("team", "edit", triage.pk), typed("team", triage, is_active=None)))
    assert "sturen nog naar dit team: Rest" in page
    assert Team.objects.filter(is_active=False).count() == 0


def test_a_team_without_work_stops_and_is_offered_no_more(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    owner = Municipality.objects.get(code="GM9002")
    made = {"municipality": owner.pk, "name": "Tijdelijk", "is_active": "on", "reason": "project"}
    assert client.post(address("team", "create"), made).status_code == 302
    team = Team.objects.get(name="Tijdelijk")
    assert client.post(address("team", "edit", team.pk), typed("team", team, is_active=None)).status_code == 302
    client.get(address("teamtask"))  # says what was saved
    assert "Tijdelijk" not in shown(client.get(address("teamtask", "create")))


@pytest.mark.parametrize("change", [{"restricted": "on"}, {"municipality": "GM9002"}])
def test_a_team_with_tickets_neither_closes_nor_moves(desk: Ticket, change: dict[str, str]) -> None:
    client, team = signed_in("functional_admin"), loket()
    if "municipality" in change:
        change = {"municipality": str(Municipality.objects.get(code="GM9002").pk), "name": "Loket twee"}
    answer = client.post(address("team", "edit", team.pk), typed("team", team, **change))
    assert "Dit team heeft al tickets." in shown(answer)
    assert not loket().restricted


def test_a_team_in_use_is_not_removed(desk: Ticket) -> None:
    client, team = signed_in("functional_admin"), loket()
    page = shown(client.get(address("team", "delete", team.pk)))
    assert "Tickets: 1" in page
    assert "Taken van teams: " in page


# Categories and norms


def test_a_category_keeps_its_code_and_does_not_close_over_its_tickets(desk: Ticket) -> None:
    client, row = signed_in("functional_admin"), Category.objects.get(code="brief")
    sent = typed("category", row, code="post", name="Post", reason="andere naam")
    assert client.post(address("category", "edit", row.pk), sent).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.name) == ("brief", "Post")
    page = shown(client.post(address("category", "edit", row.pk), typed("category", row, restricted="on")))
    assert "Er zijn al tickets in deze categorie." in page


def test_a_category_has_one_term_of_law(desk: Ticket) -> None:
    client, row = signed_in("functional_admin"), Category.objects.get(code="brief")
    sent = typed("category", row, statutory_weeks="6", statutory_months="1")
    assert "Kies weken of maanden, niet allebei." in shown(client.post(address("category", "edit", row.pk), sent))


def test_a_norm_in_force_stays_and_a_new_one_begins_on_a_day(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    row = Norm.objects.get(category__code="brief")
    dates = (desk.first_due, desk.service_due)

    page = shown(client.post(address("norm", "edit", row.pk), typed("norm", row, service_days="9")))
    assert "Deze norm geldt al en blijft staan." in page
    gone = client.post(address("norm", "delete", row.pk), {"reason": "weg", "seen": 1})
    assert gone.status_code == 409
    yesterday, tomorrow = (TODAY() + timedelta(days=days) for days in (-1, 1))
    new = {"category": row.category_id, "first_days": 2, "service_days": 8, "reason": "drukte"}
    page = shown(client.post(address("norm", "create"), {**new, "valid_from": yesterday.isoformat()}))
    assert "Een norm begint vandaag of later" in page
    made = client.post(address("norm", "create"), {**new, "valid_from": tomorrow.isoformat()})

    assert made.status_code == 302
    now, then = (clocks.norm_of(row.category, day) for day in (TODAY(), tomorrow))
    assert now is not None
    assert then is not None
    assert (now.service_days, then.service_days) == (3, 8)
    desk.refresh_from_db()
    assert (desk.first_due, desk.service_due) == dates


def test_done_is_not_promised_before_the_first_answer(desk: Ticket) -> None:
    client, category = signed_in("functional_admin"), Category.objects.get(code="brief")
    sent = {
        "category": category.pk,
        "first_days": 5,
        "service_days": 2,
        "valid_from": TODAY().isoformat(),
        "reason": "x",
    }
    assert "Klaar kan niet eerder zijn dan het eerste antwoord." in shown(client.post(address("norm", "create"), sent))


# Tasks


def test_a_task_goes_to_another_team_from_a_day_on(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    row = TeamTask.objects.get(municipality__code="GM9001", category=None)
    with recorded("toets"):
        team = Team(municipality=row.municipality, name="Nieuw loket")
        team.save()
    day = TODAY() + timedelta(days=7)
    new = {"municipality": row.municipality_id, "team": team.pk, "valid_from": day.isoformat(), "reason": "verdeling"}

    assert "Er is al een team voor al het andere." in shown(client.post(address("teamtask", "create"), new))
    ended = typed("teamtask", row, valid_to=(day - timedelta(days=1)).isoformat())
    assert client.post(address("teamtask", "edit", row.pk), ended).status_code == 302
    assert client.post(address("teamtask", "create"), new).status_code == 302


def test_a_task_of_a_municipality_is_not_given_to_a_team_of_another(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    sent = {
        "municipality": Municipality.objects.get(code="GM9001").pk,
        "category": Category.objects.get(code="brief").pk,
        "team": loket("GM9002").pk,
        "valid_from": TODAY().isoformat(),
        "reason": "x",
    }
    assert "Kies een team van deze gemeente of van de regio." in shown(client.post(address("teamtask", "create"), sent))
    region = {**sent, "team": Team.objects.get(name="Triage").pk}
    assert client.post(address("teamtask", "create"), region).status_code == 302


# Rules


def rule(**more: Any) -> dict[str, Any]:
    triage = Team.objects.get(name="Triage").pk
    sent = {"name": "Brieven", "rank": 5, "target": "team", "team": triage, "valid_from": "2022-01-01", "reason": "x"}
    return {**sent, **more}


def test_a_rule_is_written_in_rows_and_read_as_a_sentence(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    sent = rule(
        **{
            "conditions-0-fact": "category",
            "conditions-0-test": "one_of",
            "conditions-0-values": "brief, Privacy",
            "conditions-1-fact": "pc4",
            "conditions-1-test": "in_range",
            "conditions-1-values": "4100,4199",
            "conditions-3-fact": "lives_in_azc",
            "conditions-3-test": "is",
            "conditions-3-values": "Ja",
            "conditions-4-fact": "municipality",
            "conditions-4-test": "empty",
            "conditions-4-values": "",
        }
    )

    assert client.post(address("routingrule", "create"), sent).status_code == 302

    row = RoutingRule.objects.get(name="Brieven")
    assert row.conditions == [
        {"fact": "category", "test": "one_of", "values": ["brief", "avg"]},
        {"fact": "pc4", "test": "in_range", "values": ["4100", "4199"]},
        {"fact": "lives_in_azc", "test": "is", "values": [True]},
        {"fact": "municipality", "test": "empty"},
    ]
    sentence = (
        "categorie is een van: “brief”, “avg” en cijfers van de postcode ligt van “4100” tot en met “4199” "
        "en woont in een azc is “ja” en gekozen gemeente is leeg"
    )
    assert sentence in shown(client.get(address("routingrule")))
    assert sentence in shown(client.get(address("routingrule", "history", row.pk)))
    page = shown(client.get(address("routingrule", "edit", row.pk)))
    assert 'value="brief, avg"' in page
    assert 'name="conditions-6-fact"' in page


@pytest.mark.parametrize(
    ("fact", "test", "values", "said"),
    [
        ("", "is", "x", "Regel 1: kies een gegeven."),
        ("pc4", "", "4100", "Regel 1: kies wat er moet gelden."),
        ("pc4", "is", "", "Regel 1: vul een waarde in."),
        ("pc4", "is", "1,2", "Regel 1: vul één waarde in"),
        ("pc4", "in_range", "4100", "Regel 1: vul twee waarden in"),
        ("pc4", "in_range", "4199,4100", "Regel 1: zet de laagste waarde vooraan."),
        ("pc4", "empty", "4100", "Regel 1: laat de waarde leeg"),
        ("category", "is", "bestaatniet", "Regel 1: “bestaatniet” bestaat niet. Kies uit: "),
        ("lives_in_azc", "is", "misschien", "Regel 1: “misschien” bestaat niet. Kies uit: ja, nee."),
    ],
)
def test_a_condition_that_is_not_right_is_said_and_stays_typed(
    desk: Ticket, fact: str, test: str, values: str, said: str
) -> None:
    client = signed_in("functional_admin")
    row = {"conditions-0-fact": fact, "conditions-0-test": test, "conditions-0-values": values}
    page = shown(client.post(address("routingrule", "create"), rule(**row)))
    assert said in page
    assert f'value="{values}"' in page
    assert not RoutingRule.objects.filter(name="Brieven").exists()


def test_a_rule_has_one_target(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    for wrong in ({"fact": "municipality"}, {"team": ""}, {"target": "fact"}):
        page = shown(client.post(address("routingrule", "create"), rule(**wrong)))
        assert "Kies een vast team, of het gegeven waar de gemeente in staat." in page
    right = rule(target="fact", team="", fact="municipality")
    assert client.post(address("routingrule", "create"), right).status_code == 302


def test_the_last_rule_stays_where_and_what_it_is(desk: Ticket) -> None:
    client, last = signed_in("functional_admin"), RoutingRule.objects.get(is_last=True)
    condition = {"conditions-0-fact": "pc4", "conditions-0-test": "is", "conditions-0-values": "4141"}
    for change in ({"rank": "1"}, {"valid_from": "2027-01-01"}, {"valid_to": "2027-01-01"}, condition):
        answer = client.post(address("routingrule", "edit", last.pk), typed("routingrule", last, **change))
        assert answer.status_code == 200
        assert LAST in shown(answer) or "eindigt niet" in shown(answer)
    gone = client.post(address("routingrule", "delete", last.pk), {"reason": "weg", "seen": 1})
    assert gone.status_code == 409 or LAST in shown(gone)
    assert RoutingRule.objects.get(is_last=True).history.count() == 1


def test_the_last_rule_may_get_another_team_of_the_region(desk: Ticket) -> None:
    client, last = signed_in("functional_admin"), RoutingRule.objects.get(is_last=True)
    wrong = client.post(address("routingrule", "edit", last.pk), typed("routingrule", last, team=str(loket().pk)))
    assert "De laatste regel gaat naar een team van de regio." in shown(wrong)
    with recorded("toets"):
        team = Team(municipality=Municipality.objects.get(kind="region"), name="Nachtdienst")
        team.save()
    right = typed("routingrule", last, team=str(team.pk), reason="verdeling")
    assert client.post(address("routingrule", "edit", last.pk), right).status_code == 302


def test_no_rule_comes_after_the_last_one(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    page = shown(client.post(address("routingrule", "create"), rule(rank=2_000_000)))
    assert "Deze regel moet voor de laatste regel komen." in page


def test_a_rule_that_decided_is_ended_and_not_removed(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    used = RoutingRule.objects.get(name="Gemeente")
    assert "Routeringen: 1" in shown(client.get(address("routingrule", "delete", used.pk)))
    ended = typed("routingrule", used, valid_to=TODAY().isoformat(), reason="vervangen")
    assert client.post(address("routingrule", "edit", used.pk), ended).status_code == 302


# Other bodies


def test_a_body_keeps_its_code_and_stays_while_tickets_went_there(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    new = {"code": "instantie", "name": "Een instantie", "is_active": "on", "reason": "vaak"}
    assert client.post(address("forwardbody", "create"), new).status_code == 302
    row = ForwardBody.objects.get(code="instantie")
    handler = person("handler GM9001")
    ticket = Ticket.objects.get(pk=desk.pk)
    conversation.forward(
        ticket, by=handler, at=timezone.now(), expected=ticket.lock_version, to="instantie", reason="hoort daar"
    )

    client.post(address("forwardbody", "edit", row.pk), typed("forwardbody", row, code="anders", name="Andere naam"))
    gone = client.post(address("forwardbody", "delete", row.pk), {"reason": "weg", "seen": row.lock_version + 1})

    row.refresh_from_db()
    assert (row.code, row.name) == ("instantie", "Andere naam")
    assert "Er zijn vragen naar deze instantie doorgestuurd." in shown(gone)


# Partners


def test_a_partner_keeps_its_code_is_renamed_and_never_goes(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    new = {"code": "de_school", "name": "De School", "kind": "language_school", "is_active": "on", "reason": "nieuw"}
    assert client.post(address("organisation", "create"), new).status_code == 302
    row = Organisation.objects.get(code="de_school")
    assert intake.organisations() == {"de_school": "De School"}

    client.post(address("organisation", "edit", row.pk), typed("organisation", row, code="andere", name="Nieuwe naam"))
    gone = client.post(address("organisation", "delete", row.pk), {"reason": "weg", "seen": row.lock_version + 1})
    row.refresh_from_db()
    assert (row.code, row.name) == ("de_school", "Nieuwe naam")
    assert "Antwoorden kennen de organisatie bij deze code." in shown(gone)

    client.post(address("organisation", "edit", row.pk), typed("organisation", row, is_active=None))
    assert intake.organisations() == {}
    assert intake.organisation_names() == {"de_school": "Nieuwe naam"}


@pytest.mark.parametrize("code", ["coa", "nl", "De_school", "de-school", "1school"])
def test_a_code_of_a_partner_is_never_one_of_a_language_or_a_municipality(desk: Ticket, code: str) -> None:
    new = {"code": code, "name": "De School", "kind": "other", "is_active": "on", "reason": "nieuw"}
    assert signed_in("functional_admin").post(address("organisation", "create"), new).status_code == 200
    assert not Organisation.objects.exists()


def test_only_who_configures_the_desk_changes_partners(desk: Ticket) -> None:
    assert signed_in("functional_admin").get(address("organisation")).status_code == 200
    for who in ("coordinator GM9001", "handler GM9001", "auditor", "group Formulieren"):
        assert signed_in(who).get(address("organisation")).status_code == 404, who


# Standard answers


def test_a_coordinator_writes_the_standard_answers_of_the_own_municipality(desk: Ticket) -> None:
    own, other = (Municipality.objects.get(code=code) for code in ("GM9001", "GM9002"))
    with recorded("toets"):
        for name, owner in (("Regio", None), ("Ander", other)):
            template = ReplyTemplate(name=name, municipality=owner)
            template.save()
            ReplyTemplateTranslation(template=template, language="nl", text=name).save()
    client = signed_in("coordinator GM9001")
    sent = {"name": "Eigen", "is_active": "on", "reason": "vaak gevraagd"}

    assert client.post(address("replytemplate", "create"), sent).status_code == 200
    foreign = client.post(address("replytemplate", "create"), {**sent, "municipality": other.pk})
    assert foreign.status_code == 200
    assert client.post(address("replytemplate", "create"), {**sent, "municipality": own.pk}).status_code == 302
    mine = ReplyTemplate.objects.get(name="Eigen")
    text = {"language": "nl", "text": "Dank u wel.", "reason": "eerste tekst"}
    wrong = client.post(
        address("replytemplatetranslation", "create"), {**text, "template": ReplyTemplate.objects.get(name="Ander").pk}
    )
    right = client.post(address("replytemplatetranslation", "create"), {**text, "template": mine.pk})

    assert (wrong.status_code, right.status_code) == (200, 302)
    page = shown(client.get(address("replytemplate")))
    assert ("Eigen" in page, "Ander" in page, "Regio</a>" in page) == (True, False, False)
    assert [row.text for row in rows("replytemplatetranslation")] == ["Regio", "Ander", "Dank u wel."]


def test_the_desk_offers_the_standard_answers_of_the_region_and_of_the_owner(desk: Ticket) -> None:
    with recorded("toets"):
        for name, code in (("Regio", None), ("Eigen", "GM9001"), ("Ander", "GM9002")):
            owner = Municipality.objects.get(code=code) if code else None
            template = ReplyTemplate(name=f"Antwoord {name}", municipality=owner)
            template.save()
            ReplyTemplateTranslation(template=template, language="nl", text="Dank u wel.").save()
    page = shown(signed_in("handler GM9001").get(f"/admin/desk/{desk.reference}/"))
    assert tuple(f"Antwoord {name}" in page for name in ("Regio", "Eigen", "Ander")) == (True, True, False)


def test_the_menu_shows_registers_to_who_manages_them(desk: Ticket) -> None:
    links = {
        who: set(re.findall(r"/admin/registers/(\w+)/", signed_in(who).get("/admin/").content.decode()))
        for who in ("functional_admin", "coordinator GM9001", "handler GM9001", "auditor", "regional_coordinator")
    }
    assert len(links["functional_admin"]) == 15
    assert links["coordinator GM9001"] == {"membership", "replytemplate", "replytemplatetranslation"}
    assert links["handler GM9001"] == links["auditor"] == links["regional_coordinator"] == set()
