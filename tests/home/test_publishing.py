"""Pages go online and offline at their moment, each for itself."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from home import publishing
from home.history import Actor, acting, recorded
from home.models import GuidancePage, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(waterdam_region: None) -> list[GuidancePage]:
    return list(GuidancePage.objects.filter(locale__language_code="nl", live=True).order_by("path")[:2])


def schedule(page: GuidancePage, title: str) -> None:
    """A new title that is due since a second; what is online stays."""
    page.title, page.go_live_at = title, timezone.now() + timedelta(hours=1)
    revision: Any = page.save_revision()
    revision.publish()
    past = timezone.now() - timedelta(seconds=1)
    revision.refresh_from_db()
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()


def due() -> int:
    with acting(Actor("job: pagina's publiceren"), via="job"):
        return publishing.publish_due(timezone.now())


def test_a_change_goes_online_at_its_moment_once_and_on_record(pages: list[GuidancePage]) -> None:
    page = pages[0]
    schedule(page, "Nieuwe titel")
    assert Page.objects.get(pk=page.pk).title != "Nieuwe titel"

    assert (due(), due()) == (1, 0)
    now = Page.objects.get(pk=page.pk)
    assert (now.title, now.live) == ("Nieuwe titel", True)
    assert PageLogEntry.objects.filter(page_id=page.pk, action="wagtail.publish.scheduled").count() == 1


def test_what_is_not_due_stays_as_it_is(pages: list[GuidancePage]) -> None:
    page = pages[0]
    page.title, page.go_live_at = "Later", timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert due() == 0
    assert Page.objects.get(pk=page.pk).title != "Later"


def test_a_page_goes_offline_at_its_end(pages: list[GuidancePage]) -> None:
    Page.objects.filter(pk=pages[0].pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert (due(), due()) == (1, 0)
    now = Page.objects.get(pk=pages[0].pk)
    assert (now.live, now.expired) == (False, True)


def test_a_page_that_fails_stops_no_other(pages: list[GuidancePage], caplog: pytest.LogCaptureFixture) -> None:
    for page, title in zip(pages, ("Eerste", "Tweede"), strict=True):
        schedule(page, title)
    broken: Any = pages[0].revisions.get(approved_go_live_at__isnull=False)
    broken.content["last_checked"] = "geen datum"
    broken.save()

    with caplog.at_level(logging.ERROR):
        assert due() == 1
    assert Page.objects.get(pk=pages[1].pk).title == "Tweede"
    assert Page.objects.get(pk=pages[0].pk).title != "Eerste"
    assert f"revision {broken.pk} is not published" in caplog.text


def test_who_may_publish_writes_pages_of_every_language_and_nothing_else(
    pages: list[GuidancePage], client: Client
) -> None:
    with acting(Actor("toets"), via="command"), recorded("toets"):
        group = Group.objects.create(name="Redactie")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        publishing.let_publish(group)
        publishing.let_publish(group)
        rosa = User.objects.create_user("rosa", "rosa@example.org", "geheim-geheim")
        rosa.groups.add(group)
    client.force_login(rosa, backend="portal.signing_in.Backend")

    for page in Page.objects.filter(depth=2):
        assert page.permissions_for_user(rosa).can_publish_subpage()
    assert client.get(f"/admin/pages/{pages[0].pk}/edit/").status_code == 200
    assert client.get("/admin/images/").status_code == 200
    assert client.get("/admin/users/").status_code == 302
    assert client.get("/admin/sites/").status_code == 302
