"""Who is under way moves on, or keeps their version until a moment that was told; nothing typed goes away."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms_app import completion, filling, moving, publishing
from forms_app.completion import Seen
from forms_app.models import Draft, Form, Submission
from home.history import Actor, acting
from home.refusals import Refused
from tests.forms_app import loaded
from tests.forms_app.test_changed_under_way import START, Visitor, relabel, require, turn
from tickets.models import Ticket

Steps = list[dict[str, Any]]


@pytest.fixture
def row(desk: Ticket) -> Form:
    return loaded.form()


def begun(**answers: str) -> Visitor:
    """Somebody who filled in the first step."""
    visitor = Visitor()
    visitor.fill("waarover", **{"topic": "iets", "what": "Een pas", "question": "Hoe kom ik eraan?"} | answers)
    return visitor


def ready(**answers: str) -> Visitor:
    """Somebody at the check page."""
    visitor = begun(**answers)
    visitor.fill("wie", name="Samira", email="samira@example.org")
    return visitor


def shown(visitor: Visitor) -> dict[str, str]:
    """What the check page shows, and what its button would send."""
    page = visitor.client.get(f"{START}controle/").content.decode()
    seen = re.search(r'name="_seen" value="([0-9a-f]{64})"', page)
    assert seen
    return {"_seen": seen[1]}


def drop_email(steps: Steps) -> None:
    """An optional question less."""
    del steps[1]["value"]["fields"][1]


def many(row: Form, count: int) -> None:
    now = timezone.now()
    for index in range(count):
        draft, _token = filling.start(row, language="nl", at=now + timedelta(minutes=index))
        filling.save(draft, {"question": [f"Vraag {index}"]}, ["question"], language="nl", at=now)


def pins_end() -> None:
    """The moment until which versions were kept has come."""
    Draft.objects.filter(pinned_until__isnull=False).update(pinned_until=timezone.now() - timedelta(seconds=1))


def test_moving_on_is_one_update_for_each_version_however_many_people(row: Form) -> None:
    def queries(count: int) -> int:
        many(row, count)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            loaded.publish(row, title=f"Vraag {count}")
        return len([query for query in caught if "forms_app_draft" in query["sql"]])

    assert queries(2) == queries(12) == 2  # who there is, and that they move on
    assert Draft.objects.exclude(version=row.live_version).count() == 0
    assert {draft.answers["question"] for draft in Draft.objects.all()} >= {"Vraag 0", "Vraag 11"}


def test_who_must_stay_keeps_the_version_until_their_own_expiry(row: Form) -> None:
    many(row, 3)
    first = row.live_version
    loaded.publish(row, require)
    assert all(draft.version == first and draft.pinned_until == draft.expires_at for draft in Draft.objects.all())
    pins = set(Draft.objects.values_list("pinned_until"))
    later = Draft.objects.earliest("pk")
    filling.save(later, {"name": ["Samira"]}, ["name"], language="nl", at=timezone.now() + timedelta(days=3))
    assert Draft.objects.get(pk=later.pk).expires_at > Draft.objects.get(pk=later.pk).pinned_until  # type: ignore[operator]
    loaded.publish(row, turn)
    assert set(Draft.objects.values_list("pinned_until")) == pins  # saving and publishing again do not prolong it


def test_all_older_versions_are_compared_not_the_newest_alone(row: Form) -> None:
    many(row, 2)
    loaded.publish(row, require)
    many(row, 3)
    loaded.publish(row, lambda steps: steps[0]["value"]["fields"].pop(), title="Uw vraag")
    numbers = sorted(
        (draft.version.number, draft.pinned_until is None) for draft in Draft.objects.select_related("version")
    )
    # Version 3 asks what version 1 asked: those two move on and are free; the three that were asked more stay.
    assert numbers == [(2, False)] * 3 + [(3, True)] * 2


def test_a_form_that_goes_back_to_what_it_was_frees_who_began_it(row: Form) -> None:
    many(row, 2)
    loaded.publish(row, require)
    loaded.publish(row, lambda steps: steps[0]["value"]["fields"].pop())
    assert row.live_version is not None
    assert row.live_version.number == 1
    assert set(Draft.objects.values_list("version__number", "pinned_until")) == {(1, None)}


def test_what_is_foreseen_is_what_happens_and_costs_two_queries(row: Form) -> None:
    many(row, 3)
    loaded.publish(row, require)
    many(row, 11)
    now = timezone.now()
    row.title = "Uw vraag"
    document, _problems = publishing.compile_form(row)
    with CaptureQueriesContext(connection) as caught:
        told = moving.foreseen(row, document, now)
    assert len(caught) == 2
    assert (told.total, told.moving) == (14, 11)
    (kept,) = told.staying
    assert (kept.version, kept.count) == (1, 3)
    assert kept.until == max(Draft.objects.filter(version__number=1).values_list("expires_at", flat=True))
    loaded.publish(row)
    assert Draft.objects.filter(version=row.live_version).count() == told.moving
    assert Draft.objects.filter(version__number=1).count() == kept.count


def test_expired_and_sent_ones_are_left_alone(row: Form) -> None:
    many(row, 2)
    Draft.objects.update(expires_at=timezone.now() - timedelta(days=1))
    sent = ready()
    sent.send()
    loaded.publish(row, relabel)
    assert set(Draft.objects.values_list("version__number", flat=True)) == {1}
    assert Submission.objects.get().version.number == 1


def test_a_refused_publishing_moves_nobody(row: Form) -> None:
    many(row, 2)
    with pytest.raises(Refused):
        loaded.publish(row, lambda steps: steps.clear())
    assert set(Draft.objects.values_list("version__number", "pinned_until")) == {(1, None)}


def test_who_comes_back_after_that_looks_again_from_the_first_step_that_changed(row: Form) -> None:
    visitor = ready()

    def change(steps: Steps) -> None:
        drop_email(steps)  # compatible by itself
        del steps[0]["value"]["fields"][1]  # "what", which had to be answered: its answer stays readable
        require(steps)

    loaded.publish(row, change)
    assert "Wat dan?" in visitor.read("waarover")
    pins_end()

    again = visitor.client.get(START).content.decode()
    assert f'href="{START}waarover/?nieuw=1"' in again
    assert visitor.client.get(f"{START}controle/")["Location"].startswith(f"{START}waarover/")
    page = visitor.client.get(f"{START}waarover/?nieuw=1").content.decode()
    assert "De vragen zijn intussen veranderd" in page
    assert "Hoe kom ik eraan?" in page  # carried along
    assert "Een pas" in page  # not asked any more, still to be read
    assert "Sinds wanneer?" in page
    assert "controle=1" in visitor.send()
    assert visitor.fill("waarover", topic="iets", question="Hoe kom ik eraan?", sinds_wanneer="Mei").endswith("/wie/")
    assert "nieuw=1" in visitor.client.get(f"{START}controle/")["Location"]  # the steps behind it are looked at too
    assert "nieuw=1" in visitor.send()
    assert visitor.fill("wie", name="Samira").endswith("/controle/")
    assert "samira@example.org" in visitor.client.get(f"{START}controle/").content.decode()
    assert "/klaar/" in visitor.send()
    sent = Submission.objects.get()
    assert (sent.version.number, sent.answers) == (
        2, {"topic": "iets", "question": "Hoe kom ik eraan?", "sinds_wanneer": "Mei", "name": "Samira"}
    )  # fmt: skip
    assert Draft.objects.get().answers["what"] == "Een pas"


def test_what_is_sent_is_what_was_seen(row: Form) -> None:
    visitor = ready()
    seen = shown(visitor)
    loaded.publish(row, drop_email)
    told = visitor.client.post(f"{START}controle/", seen)
    assert (told.status_code, told["Location"]) == (302, f"{START}controle/?nieuw=1")
    page = visitor.client.get(told["Location"]).content.decode()
    assert "intussen veranderd" in page
    assert "samira@example.org" not in page
    assert Submission.objects.count() == 0
    assert "/klaar/" in visitor.client.post(f"{START}controle/", shown(visitor))["Location"]
    assert "email" not in Submission.objects.get().answers


def test_an_answer_changed_on_another_page_is_seen_before_it_is_sent(row: Form) -> None:
    visitor = ready()
    seen = shown(visitor)
    visitor.fill("wie", name="Amina", email="samira@example.org")
    assert visitor.client.post(f"{START}controle/", seen)["Location"].endswith("?nieuw=1")
    assert "/klaar/" in visitor.client.post(f"{START}controle/", shown(visitor))["Location"]
    # a second press of the first button gives the same receipt, not another question
    assert "/klaar/" in visitor.client.post(f"{START}controle/", seen)["Location"]
    assert Submission.objects.count() == 1


def test_a_publishing_between_reading_and_sending_is_noticed(row: Form) -> None:
    visitor = ready()
    draft = filling.find(row, visitor.client.cookies["vraag-vraag"].value, timezone.now())
    assert draft is not None
    seen = Seen(shown(visitor)["_seen"], "nl")
    loaded.publish(row, drop_email)
    with acting(Actor("bezoeker"), via="public"):
        with pytest.raises(Refused, match="changed_since"):
            completion.complete(draft, at=timezone.now(), seen=seen)
        assert completion.complete(draft, at=timezone.now()).version == row.live_version


def test_what_was_typed_at_a_question_that_just_went_away_is_kept(row: Form) -> None:
    visitor = begun()
    page = visitor.read("wie")
    marks = dict(re.findall(r'name="(_\w+)" value="([^"]*)"', page))
    loaded.publish(row, drop_email)
    visitor.client.post(f"{START}wie/", {**marks, "name": "Samira", "email": "samira@example.org"})
    assert Draft.objects.get().answers["email"] == "samira@example.org"


def test_who_began_while_the_form_was_published_belongs_to_the_new_version_too(row: Form) -> None:
    first = row.live_version
    loaded.publish(row, relabel)
    visitor = begun()
    Draft.objects.update(version=first)  # as the other transaction left it
    assert "Wat wilt u weten?" in visitor.read("waarover")
    assert Draft.objects.get().version == row.live_version


def test_before_the_last_moment_each_page_says_when_that_is(row: Form) -> None:
    visitor = ready()
    pages = [START, *(f"{START}{path}/" for path in ("waarover", "wie", "controle", "later"))]
    assert not any("Versturen kan tot" in visitor.client.get(page).content.decode() for page in pages)
    loaded.publish(row, deadline_at=datetime(2041, 12, 3, 8, tzinfo=UTC))
    said = "Versturen kan tot 3 december 2041, 09:00 uur."
    assert [page for page in pages if said not in visitor.client.get(page).content.decode()] == []


def test_after_the_last_moment_no_page_lets_somebody_type(row: Form) -> None:
    visitor = ready()
    loaded.publish(row, deadline_at=timezone.now() - timedelta(minutes=1))
    for path in ("", "waarover/", "wie/", "controle/"):
        answer = visitor.client.get(f"{START}{path}")
        assert (answer.status_code, "Bel uw gemeente." in answer.content.decode()) == (410, True), path
    posted = visitor.client.post(f"{START}wie/", {"name": "Amina", "_shown": "name"})
    assert posted.status_code == 410
    assert Draft.objects.get().answers["name"] == "Samira"
    assert Client().get(START).status_code == 410
