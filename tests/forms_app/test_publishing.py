"""A form goes online whole, or not at all, by whichever way."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forms_app import publishing
from forms_app.models import Form
from home.history import Actor, acting, recorded
from home.models import Delivery
from home.refusals import Refused
from tests.forms_app.loaded import form, plain, state
from tickets.models import Category, Ticket


@pytest.fixture
def row(desk: Ticket) -> Form:
    return form()


def draft(row: Form, change: Any, **settings: Any) -> Any:
    """A revision on top of what is online."""
    newer = Form.objects.get(pk=row.pk).get_latest_revision_as_object()
    blocks = plain(newer)
    change(blocks)
    newer.steps = Form.blocks(blocks)
    for name, value in settings.items():
        setattr(newer, name, value)
    return newer.save_revision()


def relabel(blocks: list[dict[str, Any]]) -> None:
    blocks[0]["value"]["fields"][2]["value"]["label"] = "Wat wilt u weten?"


def spoil(blocks: list[dict[str, Any]]) -> None:
    blocks[0]["value"]["fields"][0]["value"]["options"][1]["value"]["category"] = ""


def nothing(blocks: list[dict[str, Any]]) -> None:
    """As it is."""


def test_publishing_makes_a_numbered_version_with_who_did_it(row: Form) -> None:
    draft(row, relabel).publish()

    row.refresh_from_db()
    assert row.live_version is not None
    assert row.live_version.number == 2
    assert row.live_version.published_by_label == "toets"
    assert row.live_version.document["strings"]["nl"]["waarover.question.label"] == "Wat wilt u weten?"


def test_the_same_again_makes_no_new_version(row: Form) -> None:
    first = row.live_version_id
    draft(row, nothing).publish()

    row.refresh_from_db()
    assert (row.live_version_id, row.versions.count()) == (first, 1)


def test_back_to_how_it_was_is_the_version_it_was(row: Form) -> None:
    first, before = row.live_version_id, plain(row)
    draft(row, relabel).publish()
    draft(row, lambda blocks: blocks.__setitem__(slice(None), before)).publish()

    row.refresh_from_db()
    assert (row.live_version_id, row.versions.count()) == (first, 2)


def test_what_does_not_compile_is_refused_and_nothing_half_is_left(row: Form) -> None:
    wrong = draft(row, spoil, title="Half")
    before = state(row)

    with pytest.raises(Refused, match="does_not_compile"):
        wrong.publish()

    assert state(row) == before
    assert not ModelLogEntry.objects.filter(action="wagtail.publish", revision=wrong).exists()


def test_a_draft_changes_nothing_for_visitors(row: Form) -> None:
    before = state(row)
    draft(row, spoil)
    assert state(row) == before


def test_a_revision_never_brings_back_another_key(row: Form) -> None:
    revision = draft(row, relabel)
    revision.content["key"] = "iets-anders"
    revision.save()
    revision.publish()

    row.refresh_from_db()
    assert row.key == "vraag"


def schedule(row: Form, change: Any, **settings: Any) -> Any:
    """Due in a minute."""
    revision = draft(row, change, go_live_at=timezone.now() + timedelta(minutes=1), **settings)
    revision.publish()
    return revision


def test_a_scheduled_change_goes_online_at_its_moment_by_the_clock(row: Form) -> None:
    schedule(row, relabel)
    before = state(row)
    assert publishing.publish_due(timezone.now()) == 0
    assert state(row) == before

    with acting(Actor("job: publiceren"), via="job"), due(row):
        assert publishing.publish_due(timezone.now()) == 1

    row.refresh_from_db()
    assert row.live_version is not None
    assert (row.live_version.number, row.live_version.published_by_label) == (2, "job: publiceren")
    assert ModelLogEntry.objects.filter(action="wagtail.publish.scheduled").count() == 1


class due:  # noqa: N801  used as a context manager
    """The moment has come: what was planned for later stands in the past."""

    def __init__(self, *rows: Form) -> None:
        self.rows = rows

    def __enter__(self) -> None:
        past = timezone.now() - timedelta(seconds=5)
        for row in self.rows:
            for revision in row.revisions.filter(approved_go_live_at__isnull=False):
                revision.content["go_live_at"] = past.isoformat()
                revision.approved_go_live_at = past
                revision.save()

    def __exit__(self, *error: object) -> None:
        """The moment stays come."""


def test_a_scheduled_change_that_stopped_compiling_is_a_draft_again_and_its_author_gets_a_letter(
    row: Form, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.cast import person

    author = person("group Formulieren")
    assert author is not None
    with recorded("toets"):
        author.email = "farid@example.org"
        author.save()
    revision = schedule(row, relabel)
    revision.user = author
    revision.save()
    with recorded("toets"):
        brief = Category.objects.get(code="brief")
        brief.is_active = False
        brief.save()
    before = state(row)[:-1]

    with caplog.at_level(logging.ERROR), due(row):
        assert publishing.publish_due(timezone.now()) == 0
        assert publishing.publish_due(timezone.now()) == 0

    assert state(row) == (*before, [])
    letter = Delivery.objects.get(kind="form_not_published")
    assert letter.recipient == "farid@example.org"
    assert letter.subject == "Niet online gezet: Vraag"
    assert "De categorie brief bestaat niet (meer)." in letter.text
    assert f"/admin/snippets/forms_app/form/edit/{row.pk}/" in letter.text
    assert ModelLogEntry.objects.filter(action="wagtail.schedule.cancel").count() == 1
    assert "does_not_compile" in caplog.text


def test_a_refused_form_does_not_stop_the_others(row: Form, caplog: pytest.LogCaptureFixture) -> None:
    good = form(key="goed", title="Goed")
    wrong = draft(row, spoil)
    wrong.approved_go_live_at = timezone.now() - timedelta(minutes=2)
    wrong.save()
    schedule(good, relabel)

    with caplog.at_level(logging.ERROR), due(good):
        assert publishing.publish_due(timezone.now()) == 1

    good.refresh_from_db()
    row.refresh_from_db()
    assert good.live_version is not None
    assert row.live_version is not None
    assert (good.live_version.number, row.live_version.number) == (2, 1)


def test_a_form_goes_offline_at_its_end_and_its_versions_stay(row: Form) -> None:
    Form.objects.filter(pk=row.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    assert publishing.publish_due(timezone.now()) == 1

    row.refresh_from_db()
    assert (row.live, row.expired, row.versions.count()) == (False, True, 1)
    assert publishing.publish_due(timezone.now()) == 0


def test_a_refusal_inside_a_larger_transaction_undoes_only_itself(row: Form) -> None:
    wrong = draft(row, spoil)
    with transaction.atomic():
        with pytest.raises(Refused):
            wrong.publish()
        Form.objects.filter(pk=row.pk).update(draft_days=9)

    row.refresh_from_db()
    assert (row.draft_days, row.live_version is not None) == (9, True)


def test_nobody_can_purge_what_was_published(row: Form) -> None:
    draft(row, relabel).publish()
    before = row.revisions.count()
    with pytest.raises(CommandError, match="stay"):
        call_command("purge_revisions")
    with pytest.raises(CommandError, match="stay"):
        call_command("purge_revisions", "--days", "1")
    assert row.revisions.count() == before
