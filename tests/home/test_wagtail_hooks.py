"""What the admin may not do."""

import pytest
from django.test import Client

from home.models import User
from tests.regions import waterdam

pytestmark = pytest.mark.django_db


def test_an_account_cannot_be_deleted_in_the_admin(client: Client) -> None:
    client.force_login(waterdam.bea())
    bob = waterdam.bea("bob")
    urls = (f"/admin/users/delete/{bob.pk}/", f"/admin/bulk/home/user/delete/?id={bob.pk}")
    for url in urls:
        response = client.post(url)
        assert (response.status_code, User.objects.filter(pk=bob.pk).exists()) == (302, True)


def test_reports_over_all_apps_are_not_in_the_menu(client: Client) -> None:
    client.force_login(waterdam.bea())
    page = client.get("/admin/").content.decode()
    assert [name for name in ("site-history", "page-types-usage", "workflow_tasks") if f"reports/{name}" in page] == []
    assert page.count("reports/aging-pages") > 0
