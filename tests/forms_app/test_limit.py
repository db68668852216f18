"""A form with a limit, sent by many at once: as many as may be, and what came too late is still there."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from forms_app import completion, filling
from forms_app.models import Draft, Form, FormTally, Submission
from home.history import Actor, acting, recorded
from home.models import Municipality
from home.refusals import Refused
from portal import loading
from tests import cast
from tests.forms_app import loaded
from tickets.models import Ticket

ANSWERS = {"topic": ["brief"], "question": ["Wat staat hier?"], "name": ["Samira"]}


@pytest.mark.django_db(transaction=True)
def test_as_many_are_sent_as_may_be_also_at_the_same_moment() -> None:
    with acting(Actor("toets"), via="command"), recorded("toets"):
        loading._places(cast.REGION, loading.Folder(loading.REGIONS / "minimal"))
        loading._desk(cast.DESK, Municipality.objects.get(kind="region"))
    form = loaded.form(most_submissions=5)
    before = Ticket.objects.count()
    refused: list[str] = []

    def ready() -> Draft:
        draft, _token = filling.start(form, language="nl", at=timezone.now())
        return filling.save(draft, ANSWERS, list(ANSWERS), language="nl", at=timezone.now())

    def sent(draft: Draft) -> bool:
        try:
            with acting(Actor("bezoeker"), via="web"):
                completion.complete(draft, at=timezone.now())
        except Refused as refusal:
            refused.append(refusal.code)
            return False
        finally:
            connection.close()
        return True

    drafts = [ready() for _turn in range(12)]
    with ThreadPoolExecutor(6) as many:
        went = list(many.map(sent, drafts))

    assert (went.count(True), Submission.objects.count(), Ticket.objects.count() - before) == (5, 5, 5)
    assert refused == ["form_closed"] * 7
    assert FormTally.objects.get().submitted == 5
    states = [draft.state for draft in Draft.objects.order_by("pk")]
    assert [state == "done" for state in states] == went
    assert all(draft.answers["name"] == "Samira" for draft in Draft.objects.filter(state="open"))
    assert Form.objects.select_related("tally").get().is_open(timezone.now()) is False
