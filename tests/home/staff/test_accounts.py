"""Wagtail's own screens of accounts and languages, under our history."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from home.models import RightsEvent, User
from tests.cast import PASSWORD, person
from tests.registers import signed_in
from tickets.models import Ticket

OTHERS = ["coordinator GM9001", "handler GM9001", "auditor", "group Redactie", "group Formulieren"]
NEW = {
    "username": "nieuweling",
    "first_name": "Nieuwe",
    "last_name": "Ling",
    "email": "nieuw@example.org",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "is_active": "on",
}


def newest(user: User) -> Any:
    return user.history.order_by("-seq").first()


def made(client: Client) -> User:
    groups = list(Group.objects.filter(name="Balie").values_list("pk", flat=True))
    assert client.post(reverse("wagtailusers_users:add"), {**NEW, "groups": groups}).status_code == 302
    return User.objects.get(username="nieuweling")


def edited(client: Client, user: User, **changed: Any) -> Any:
    sent = {name: value for name, value in NEW.items() if not name.startswith("password")}
    sent = {name: value for name, value in {**sent, **changed}.items() if value is not None}
    return client.post(reverse("wagtailusers_users:edit", args=[user.pk]), sent)


def test_an_account_that_is_made_says_who_made_it_and_its_group_is_on_record(desk: Ticket) -> None:
    user = made(signed_in("superuser"))
    row = newest(user)
    assert (row.history_type, row.actor_label, row.via) == ("+", "superuser", "web")
    event = RightsEvent.objects.get(what=f"home.user:{user.pk}")
    assert (event.action, event.before, event.after) == ("add group", [], ["Balie"])
    assert event.user is not None
    assert event.user.username == "superuser"
    assert Client().login(username="nieuweling", password=PASSWORD) or user.check_password(PASSWORD)


def test_an_account_that_changes_leaves_a_row_and_a_lost_group_an_event(desk: Ticket) -> None:
    client = signed_in("superuser")
    user = made(client)
    assert edited(client, user, last_name="Anders").status_code == 302
    user.refresh_from_db()
    assert (user.last_name, newest(user).last_name) == ("Anders", "Anders")
    event = RightsEvent.objects.filter(what=f"home.user:{user.pk}").order_by("-id").first()
    assert event is not None
    assert (event.action, event.before, event.after) == ("remove group", ["Balie"], [])


def test_an_account_that_is_switched_off_signs_in_no_more(desk: Ticket) -> None:
    client = signed_in("superuser")
    user = made(client)
    assert edited(client, user, is_active=None).status_code == 302
    user.refresh_from_db()
    assert (user.is_active, newest(user).is_active) == (False, False)
    visitor = Client()
    visitor.post(reverse("account_login"), {"login": "nieuweling", "password": PASSWORD})
    assert "_auth_user_id" not in visitor.session


def test_an_account_is_not_removed_and_the_page_says_what_to_do(desk: Ticket) -> None:
    client = signed_in("superuser")
    user = made(client)
    for answer in (
        client.post(reverse("wagtailusers_users:delete", args=[user.pk]), follow=True),
        client.post(f"{reverse('wagtail_bulk_action', args=['home', 'user', 'delete'])}?id={user.pk}", follow=True),
    ):
        assert "Een account blijft bestaan. Zet het uit" in answer.content.decode()
    assert User.objects.filter(pk=user.pk, is_active=True).exists()


@pytest.mark.parametrize(
    "who", ["functional_admin", "coordinator GM9001", "handler GM9001", "auditor", "group Redactie"]
)
def test_only_an_administrator_reaches_accounts_and_groups(desk: Ticket, who: str) -> None:
    client = signed_in(who)
    for name in ("wagtailusers_users:index", "wagtailusers_users:add", "wagtailusers_groups:index"):
        assert client.get(reverse(name)).status_code == 302
    assert client.post(reverse("wagtailusers_users:add"), NEW).status_code == 302
    assert not User.objects.filter(username="nieuweling").exists()


def language_admin() -> Client:
    user = person("functional_admin")
    assert user is not None
    user.groups.add(Group.objects.get(name="Functioneel beheer"))
    return signed_in(user)


def test_the_functional_admin_switches_a_language_on_and_visitors_get_it(desk: Ticket) -> None:
    Locale.objects.get_or_create(language_code="nl")
    client = language_admin()
    assert Client().get("/", headers={"Accept-Language": "uk"})["Location"] == "/nl/"

    assert client.post(reverse("wagtaillocales:add"), {"language_code": "uk"}).status_code == 302

    event = RightsEvent.objects.filter(what__startswith="wagtailcore.locale:").order_by("-id").first()
    assert event is not None
    assert (event.action, event.actor_label, event.via) == ("add", "functional_admin", "web")
    assert event.after["language_code"] == "uk"
    assert Client().get("/", headers={"Accept-Language": "uk"})["Location"] == "/uk/"


def test_a_language_without_pages_is_switched_off_again_on_record(desk: Ticket) -> None:
    Locale.objects.get_or_create(language_code="nl")
    client = language_admin()
    client.post(reverse("wagtaillocales:add"), {"language_code": "uk"})
    key = Locale.objects.get(language_code="uk").pk

    assert client.post(reverse("wagtaillocales:delete", args=[key])).status_code == 302

    event = RightsEvent.objects.filter(what=f"wagtailcore.locale:{key}").order_by("-id").first()
    assert event is not None
    assert (event.action, event.before["language_code"], event.after) == ("delete", "uk", None)
    assert Client().get("/", headers={"Accept-Language": "uk"})["Location"] == "/nl/"


@pytest.mark.parametrize(
    "who", ["coordinator GM9001", "handler GM9001", "auditor", "group Redactie", "group Formulieren"]
)
def test_nobody_else_switches_languages(desk: Ticket, who: str) -> None:
    before = Locale.objects.count()
    assert signed_in(who).post(reverse("wagtaillocales:add"), {"language_code": "uk"}).status_code == 302
    assert Locale.objects.count() == before
