"""Mail of libraries leaves by the worker, as letters do."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from home import delivery
from home.history import recorded
from home.models import Delivery
from tests.cast import PASSWORD, person
from tickets.models import Ticket

BACKEND = "portal.mailing.Deliveries"


@pytest.fixture(autouse=True)
def _as_it_runs(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND, settings.OUTBOX_ROOT = BACKEND, tmp_path / "outbox"


def test_the_backend_is_the_one_that_runs() -> None:
    from portal.settings import base

    assert base.EMAIL_BACKEND == BACKEND


@pytest.mark.django_db
def test_each_recipient_gets_a_letter_of_their_own(settings: Any) -> None:
    sent = mail.send_mail("Onderwerp", "Tekst", None, ["els@example.org", "mo@example.org", "els@example.org"])
    assert sent == 1
    rows = Delivery.objects.order_by("id")
    assert [(row.recipient, row.subject, row.text) for row in rows] == [
        ("els@example.org", "Onderwerp", "Tekst"),
        ("mo@example.org", "Onderwerp", "Tekst"),
    ]
    assert delivery.send_due(timezone.now() + timedelta(seconds=1)) == 2
    assert len(list(settings.OUTBOX_ROOT.glob("*.eml"))) == 2


@pytest.mark.django_db
def test_html_and_a_long_subject_survive() -> None:
    message = mail.EmailMultiAlternatives("x" * 400, "tekst", to=["els@example.org"])
    message.attach_alternative("<p>tekst</p>", "text/html")
    message.send()
    row = Delivery.objects.get()
    assert (row.subject, row.html, row.kind) == ("x" * 250, "<p>tekst</p>", "account")


def test_who_forgot_the_password_gets_a_letter_and_can_choose_a_new_one(desk: Ticket) -> None:
    user = person("handler GM9001")
    assert user is not None
    user.email = "els@example.org"
    with recorded("toets"):
        user.save()
    assert Client().post("/account/password/reset/", {"email": "els@example.org"}).status_code == 302
    row = Delivery.objects.get(recipient="els@example.org")
    link = next(word for word in row.text.split() if "/account/password/reset/key/" in word)
    client = Client()
    page = client.get(link.replace("http://testserver", ""), follow=True)
    assert page.status_code == 200
    answer = client.post(page.redirect_chain[-1][0], {"password1": f"{PASSWORD}-2", "password2": f"{PASSWORD}-2"})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.check_password(f"{PASSWORD}-2")
