"""Translations of a form: each change kept with who made it, and given to visitors apart from the form's own draft."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from forms_app import interchange, releasing, sheets, texts, translating
from forms_app.interchange import Row
from forms_app.models import Form, FormString
from forms_app.sheets import DRAFT, ONLINE
from forms_app.translating import Typed
from home.history import Actor, acting
from home.history.guard import HistoryBypass
from home.refusals import Refused
from tests.forms_app import loaded
from tests.forms_app.loaded import plain
from tickets.models import Ticket

NAME = "wie.name.label"
ARABIC = "اسمك"


@pytest.fixture
def row(desk: Ticket) -> Form:
    return loaded.form()


def text(row: Form, name: str = NAME, *, of: str = ONLINE, language: str = "ar") -> sheets.Text:
    """One text as the sheet has it now."""
    now = Form.objects.select_related("live_version").get(pk=row.pk)
    return next(one for one in sheets.sheet(now, language, of).texts if one.name == name)


def keep(row: Form, words: str, *, name: str = NAME, of: str = ONLINE, who: str = "Yonas", **more: Any) -> Any:
    """Somebody who sees what is there now, and types."""
    seen = text(row, name, of=of)
    with acting(Actor(who), via="web"):
        return translating.save(row, "ar", {name: Typed(words, seen.source, seen.number, **more)})


def translated(row: Form, language: str = "ar") -> None:
    """Everything in a language, each text with the language before its Dutch."""
    current = sheets.sheet(row, language)
    typed = {one.name: Typed(f"{language} {one.source}", one.source, one.number) for one in current.texts}
    with acting(Actor("Yonas"), via="web"):
        translating.save(row, language, typed)


def draft(row: Form, label: str) -> Any:
    """The form with another Dutch label for the name, not online."""
    newer = Form.objects.get(pk=row.pk).get_latest_revision_as_object()
    blocks = plain(newer)
    blocks[1]["value"]["fields"][0]["value"]["label"] = label
    newer.steps = Form.blocks(blocks)
    return newer.save_revision()


def released(row: Form, language: str = "ar", who: str = "Yonas") -> Any:
    """Released as it was shown."""
    now = Form.objects.select_related("live_version").get(pk=row.pk)
    with acting(Actor(who), via="web"):
        return releasing.release(now, language, expected=releasing.releasable(now, language).expected)


def test_each_text_says_where_it_stands_and_how_it_is_doing(row: Form) -> None:
    current = sheets.sheet(row, "ar")
    assert [one.name for one in current.texts] == [
        "_form.title", "_form.closed_text", "_form.receipt_text", "waarover.title", "waarover.topic.label",
        "waarover.topic.brief.label", "waarover.topic.iets.label", "waarover.what.label", "waarover.question.label",
        "wie.title", "wie.name.label", "wie.email.label",
    ]  # fmt: skip
    option = next(one for one in current.texts if one.name == "waarover.topic.iets.label")
    assert option.trail == ("Waarover?", "Waar gaat het over?", "Iets anders")
    assert (option.step, option.what, option.source, option.state) == ("waarover", "label", "Iets anders", "missing")
    assert (current.counts["missing"], current.percent) == (12, 0)


def test_a_translation_is_unchecked_until_somebody_checks_it_and_out_of_date_when_the_dutch_changes(row: Form) -> None:
    keep(row, ARABIC, who="Yonas")
    assert (text(row).state, text(row).author) == ("unchecked", "Yonas")
    keep(row, ARABIC, who="Samira", is_checked=True)
    assert (text(row).state, text(row).author) == ("checked", "Samira")
    draft(row, "Hoe heet u?")
    assert text(row).state == "checked"
    changed = text(row, of=DRAFT)
    assert (changed.state, changed.text, changed.made_from) == ("stale", ARABIC, "Uw naam")
    keep(row, ARABIC, of=DRAFT, is_checked=True)
    assert (text(row, of=DRAFT).state, text(row).state) == ("checked", "checked")
    keep(row, "", of=DRAFT)
    assert text(row, of=DRAFT).state == "missing"


def test_every_change_is_on_record_with_who_made_it_from_what(row: Form) -> None:
    keep(row, ARABIC, who="Yonas")
    keep(row, "الاسم", who="Samira")
    assert [(one.number, one.text, one.source, one.author_label) for one in translating.history(row, "ar", NAME)] == [
        (2, "الاسم", "Uw naam", "Samira"),
        (1, ARABIC, "Uw naam", "Yonas"),
    ]
    first = FormString.objects.filter(form=row).earliest("pk")
    first.text = "iets anders"
    with pytest.raises(HistoryBypass):
        first.save()
    with pytest.raises(HistoryBypass):
        FormString.objects.filter(pk=first.pk).delete()


def test_what_is_typed_twice_is_kept_once(row: Form) -> None:
    assert keep(row, ARABIC).saved == (NAME,)
    assert keep(row, f" {ARABIC}\r\n").saved == ()
    assert keep(row, ARABIC, is_checked=True).saved == (NAME,)
    assert keep(row, ARABIC, is_checked=True).saved == ()
    assert FormString.objects.filter(form=row).count() == 2


def test_nobody_overwrites_what_another_typed_meanwhile(row: Form) -> None:
    keep(row, "أ", name="wie.email.label")
    seen = {name: text(row, name) for name in (NAME, "wie.title", "wie.email.label")}
    keep(row, ARABIC, who="Samira")
    keep(row, "ب", name="wie.email.label", who="Samira")
    mine = {NAME: "الاسم", "wie.title": "من أنت؟", "wie.email.label": "أ"}  # the last one was not touched
    typed = {name: Typed(words, seen[name].source, seen[name].number) for name, words in mine.items()}
    with acting(Actor("Yonas"), via="web"):
        done = translating.save(row, "ar", typed)
    assert done.saved == ("wie.title",)
    assert {name: (one.text, one.author_label) for name, one in done.overtaken.items()} == {NAME: (ARABIC, "Samira")}
    assert [text(row, name).text for name in mine] == [ARABIC, "من أنت؟", "ب"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_wins_and_the_other_hears_it(transactional_db: None) -> None:
    row = Form.objects.create(key="vraag", title="Vraag", live=False)

    def once(words: str) -> tuple[int, int]:
        try:
            with acting(Actor(words), via="web"):
                done = translating.save(row, "ar", {NAME: Typed(words, "Uw naam", 0)})
            return len(done.saved), len(done.overtaken)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        found = sorted(crowd.map(once, "abcdefgh"))
    assert found == [(0, 1)] * 7 + [(1, 0)]


def test_what_is_filled_in_later_must_be_in_the_translation(row: Form) -> None:
    with acting(Actor("Yonas"), via="web"):
        done = translating.save(
            row, "ar", {NAME: Typed("عدد", "Nog %(count)s dagen", 0), "wie.title": Typed("x" * 5001, "Wie bent u?", 0)}
        )
    assert (done.saved, dict(done.refused)) == ((), {NAME: "holes", "wie.title": "too_long"})


@pytest.mark.parametrize("language", ["nl", "xx"])
def test_dutch_is_no_translation(row: Form, language: str) -> None:
    with pytest.raises(Refused, match="not_a_translation"):
        sheets.sheet(row, language)


def test_releasing_gives_visitors_the_texts_and_nothing_of_the_draft(row: Form) -> None:
    draft(row, "Hoe heet u?")
    translated(row)
    keep(row, "ar Hoe heet u?", of=DRAFT)
    version = released(row, who="Samira")

    row.refresh_from_db()
    assert row.live_version_id == version.pk
    assert (version.number, version.published_by_label) == (2, "Samira")
    document = version.document
    assert document["languages"] == ["nl", "ar"]
    assert document["strings"]["nl"][NAME] == "Uw naam"
    assert document["strings"]["ar"][NAME] == "ar Uw naam"
    first = row.versions.get(number=1).document
    left_out = ("strings", "languages")
    assert {k: v for k, v in document.items() if k not in left_out} == {
        k: v for k, v in first.items() if k not in left_out
    }
    assert row.has_unpublished_changes

    row.get_latest_revision().publish()
    row.refresh_from_db()
    assert row.live_version is not None
    assert texts.text(row.live_version.document, "ar", NAME).text == "ar Hoe heet u?"


def test_releasing_one_language_leaves_another_as_it_was(row: Form) -> None:
    translated(row, "ar")
    translated(row, "en")
    document = released(row, "ar").document
    assert document["languages"] == ["nl", "ar"]
    assert "en" not in document["strings"]
    assert released(row, "en").document["languages"] == ["nl", "en", "ar"]


def test_a_release_is_what_was_shown_or_nothing(row: Form) -> None:
    translated(row)
    shown = releasing.releasable(row, "ar")
    assert (len(shown.changes), shown.unchecked, shown.was_offered, shown.is_offered) == (12, 12, False, True)
    keep(row, "الاسم")
    with acting(Actor("Yonas"), via="web"), pytest.raises(Refused, match="stale"):
        releasing.release(row, "ar", expected=shown.expected)
    released(row)
    with pytest.raises(Refused, match="nothing_to_release"):
        released(row)
    row.refresh_from_db()
    row.unpublish()
    with pytest.raises(Refused, match="not_online"):
        releasing.releasable(row, "ar")


def test_a_translation_taken_away_goes_for_visitors_on_release_only(row: Form) -> None:
    translated(row)
    released(row)
    keep(row, "")
    row.refresh_from_db()
    assert row.live_version is not None
    assert texts.text(row.live_version.document, "ar", NAME).text == "ar Uw naam"
    change = releasing.releasable(row, "ar")
    assert [(one.text.name, one.after) for one in change.changes] == [(NAME, "")]
    assert (change.was_offered, change.is_offered) == (True, False)
    assert released(row).document["languages"] == ["nl"]


def test_who_is_under_way_moves_on_with_a_release_and_loses_nothing(row: Form) -> None:
    from django.utils import timezone

    from forms_app import filling
    from forms_app.models import Draft

    begun, _token = filling.start(row, language="ar", at=timezone.now())
    filling.save(begun, {"topic": ["brief"], "question": ["ماذا؟"]}, ["topic", "question"], language="ar",
                 at=timezone.now())  # fmt: skip
    translated(row)
    version = released(row)
    kept = Draft.objects.get(pk=begun.pk)
    assert kept.answers == {"topic": "brief", "question": "ماذا؟"}
    assert kept.version_id == version.pk


def test_a_file_says_what_it_would_change_before_it_does(row: Form) -> None:
    keep(row, ARABIC)
    keep(row, "بريد", name="wie.email.label")
    current = sheets.sheet(row, "ar")
    rows = [
        Row(NAME, "Uw naam", ARABIC),
        Row("wie.email.label", "Uw e-mailadres", "البريد"),
        Row("wie.title", "Wie bent u?", "من أنت؟"),
        Row("waarover.title", "Waar gaat het over", "عن ماذا؟"),
        Row("waarover.question.label", "Uw vraag", ""),
        Row("waarover.what.label", "Wat dan?", "ما %(this)s"),
        Row("weg.title", "Weg", "x"),
        Row(NAME, "Uw naam", "مرة أخرى"),
    ]
    found = translating.compare(rows, current)
    assert [one.code for one in found] == [
        "unchanged", "changed", "new", "stale", "empty", "holes", "unknown", "twice",
    ]  # fmt: skip
    assert [one.name for one in found if one.typed] == ["wie.email.label", "wie.title", "waarover.title"]
    assert FormString.objects.filter(form=row).count() == 2
    with acting(Actor("Yonas"), via="web"):
        translating.save(row, "ar", {one.name: one.typed for one in found if one.typed}, origin="imported")
    assert text(row, "waarover.title").state == "stale"
    assert text(row, "wie.email.label").text == "البريد"


def test_a_file_with_a_megabyte_of_texts_is_compared_and_kept_in_three_queries(
    row: Form, django_assert_max_num_queries: Any
) -> None:
    translated(row)
    current = sheets.sheet(row, "ar")
    rows = translating.rows_of(current, {})
    many = [Row(one.name, one.source, "ب" * 4000) for one in rows] + [
        Row(f"weg{n}", "a" * 90, "b" * 90) for n in range(6000)
    ]
    content = interchange.to_csv(many)
    assert len(content) > 1024 * 1024
    with django_assert_max_num_queries(4), acting(Actor("Yonas"), via="web"):
        found = translating.compare(interchange.read(content), current)
        done = translating.save(row, "ar", {one.name: one.typed for one in found if one.typed})
    assert len(done.saved) == 12
