"""Guidance for another front end: what the website shows, in the best language there is."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from home.models import GuidancePage, Municipality
from tests.asking import V1, Program, errors, problem


@pytest.fixture(autouse=True)
def _region(waterdam_region: None) -> None:
    pass


def ids(path: str) -> list[str]:
    return [row["id"] for row in Program().get(path).json()["results"]]


def page(path: str) -> dict[str, Any]:
    answer = Program().get(path)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def part(found: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in found["parts"] if one["key"] == key)


def test_the_list_has_each_page_once_in_the_language_of_the_reader() -> None:
    found = page("/guidance?language=en")
    letter = found["results"][0]
    row = GuidancePage.objects.get(slug="the-letter")
    assert [one["id"] for one in found["results"]] == ["de-brief", "verhuizen"]
    assert letter == {
        "id": "de-brief",
        "title": "The letter",
        "url": "http://testserver/en/reading/the-letter/",
        "language": "en",
        "availableLanguages": ["nl", "en"],
        "checkedOn": None,
        "changedAt": row.last_published_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "topics": ["brief"],
    }


def test_what_has_no_translation_is_listed_in_the_next_best_language() -> None:
    found = page("/guidance?language=ar")["results"]
    assert [(one["language"], one["url"]) for one in found][0] == ("nl", "http://testserver/ar/lezen/de-brief/")


def test_a_language_that_is_off_gets_one_that_is_on() -> None:
    found = page("/guidance/de-brief?language=pl")
    assert (found["language"], found["requestedLanguage"]) == ("nl", "pl")
    assert found["url"] == "http://testserver/nl/lezen/de-brief/"


def test_the_list_is_read_page_by_page() -> None:
    first = page("/guidance?limit=1")
    second = page(first["next"].removeprefix(V1))
    assert [one["id"] for one in (*first["results"], *second["results"])] == ["de-brief", "verhuizen"]
    assert second["next"] is None


def test_a_topic_is_a_whole_word() -> None:
    assert ids("/guidance?topic=brief") == ["de-brief"]
    assert ids("/guidance?topic=brie") == ids("/guidance?topic=niets") == []


@pytest.mark.parametrize(("page_has", "found"), [((), True), (("GM0001",), False), (("GM0001", "GM0002"), True)])
def test_a_municipality_leaves_out_what_is_only_for_others(page_has: tuple[str, ...], found: bool) -> None:
    row = GuidancePage.objects.get(slug="de-brief")
    row.who_helps = [("paragraph", RichText("<p>Wij.</p>"))] + [
        ("municipality", {"municipality": Municipality.objects.get(code=code)}) for code in page_has
    ]
    row.save_revision().publish()
    assert ("de-brief" in ids("/guidance?municipality=GM0002")) is found
    assert "de-brief" in ids("/guidance?municipality=GM0001")


@pytest.mark.parametrize("path", ["/guidance?municipality=GM9999", "/guidance/de-brief?municipality=RG01"])
def test_an_unknown_municipality_is_refused(path: str) -> None:
    assert errors(Program().get(path)) == [(None, "municipality", "unknownMunicipality")]


def test_what_was_not_published_since_is_left_out() -> None:
    later = (timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert ids(f"/guidance?changedSince={later}") == []
    assert ids("/guidance?changedSince=2026-01-01T00:00:00%2B01:00&limit=1") == ["de-brief"]


@pytest.mark.parametrize(
    "typed",
    [
        "2026-01-01T00:00:00",
        "yesterday",
        "0.5",
        "1700000000",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00%2B14:00",
        "",
    ],
)
def test_a_moment_that_is_none_is_refused(typed: str) -> None:
    answer = Program().get(f"/guidance?changedSince={typed}")
    assert (answer.status_code, errors(answer)[0][1]) == (400, "changedSince")


def test_a_page_says_in_which_language_it_is_and_which_was_asked() -> None:
    answer = Program().get("/guidance/de-brief?language=ar")
    found = answer.json()
    assert answer["Content-Language"] == "nl"
    assert (found["language"], found["requestedLanguage"], found["direction"]) == ("nl", "ar", "ltr")
    assert found["availableLanguages"] == ["nl", "en"]


def test_the_seven_parts_as_html_with_links_that_work_from_elsewhere() -> None:
    found = page("/guidance/de-brief?language=nl")
    assert [one["heading"] for one in found["parts"]] == [
        "Kort antwoord", "Voor wie is dit?", "Wat moet u doen?", "Wat neemt u mee?", "Wanneer?", "Wie helpt u?",
        "Moeilijke woorden",
    ]  # fmt: skip
    assert part(found, "shortAnswer")["html"] == "<p>Lees de brief.</p>"
    steps = part(found, "steps")["html"]
    assert '<a href="http://testserver/nl/lezen/verhuizen/"' in steps
    assert '<a href="http://testserver/nl/contact/"' in steps
    assert "class=" not in steps
    assert "linktype" not in steps
    helps = part(found, "whoHelps")["html"]
    assert 'href="tel:0100"' in helps
    assert "02-1234567" in helps
    assert '<dt lang="nl" dir="ltr">besluit</dt>' in part(found, "officialWords")["html"]


def test_the_seven_parts_as_data() -> None:
    found = page("/guidance/de-brief?format=blocks")
    steps, panel = part(found, "steps")["blocks"]
    assert found["format"] == "blocks"
    assert (steps["type"], steps["items"][1]) == ("steps", {"title": "Bel"})
    assert steps["items"][0]["html"].startswith('<p>Lees ook <a href="http://testserver/nl/lezen/verhuizen/"')
    assert (panel["type"], panel["kind"], panel["title"]) == ("panel", "warning", "Let op")
    assert part(found, "whatToBring")["blocks"] == [
        {"type": "things", "items": [{"title": "De brief"}, {"title": "Uw pas"}]}
    ]
    assert part(found, "officialWords")["blocks"] == [
        {"type": "word", "word": "besluit", "explanation": "Wat de gemeente beslist."}
    ]


def test_of_the_municipal_parts_only_the_one_that_was_asked() -> None:
    found = page("/guidance/de-brief?format=blocks&municipality=GM0002")
    _everyone, own, helpdesk = part(found, "whoHelps")["blocks"]
    assert own["municipality"] == {"code": "GM0002", "name": "Polderkerk"}
    assert own["phone"] == "02-1234567"
    assert helpdesk == {"type": "contact", "name": "Helpdesk", "website": "https://example.org"}
    assert "GM0001" not in str(found["parts"])
    assert "0100" not in page("/guidance/de-brief?municipality=GM0002")["parts"][5]["html"]


def test_the_id_of_a_page_is_the_same_in_each_language() -> None:
    assert page("/guidance/de-brief?language=en")["title"] == "The letter"


def test_notes_of_editors_and_their_names_are_in_no_answer() -> None:
    for path in ("/guidance", "/guidance/de-brief", "/guidance/de-brief?format=blocks"):
        assert "Nog te bevestigen" not in Program().get(path).content.decode()


def test_what_is_not_published_or_not_for_everyone_is_not_found() -> None:
    brief, moving = GuidancePage.objects.get(slug="de-brief"), GuidancePage.objects.get(slug="verhuizen")
    PageViewRestriction.objects.create(page=brief, restriction_type=PageViewRestriction.LOGIN)
    moving.unpublish()
    assert ids("/guidance?language=nl") == []
    assert [Program().get(f"/guidance/{one}").status_code for one in ("de-brief", "verhuizen", "niets")] == [404] * 3
    assert ids("/guidance?language=en") == ["de-brief"]


def test_a_draft_never_leaks() -> None:
    row = GuidancePage.objects.get(slug="de-brief")
    row.title = "Nog geheim"
    row.save_revision()
    assert "Nog geheim" not in Program().get("/guidance/de-brief").content.decode()


def test_an_answer_that_did_not_change_is_not_sent_again() -> None:
    first = Program().get("/guidance/de-brief")
    again = Program().get("/guidance/de-brief", **{"If-None-Match": first["ETag"]})
    assert first["Cache-Control"] == "public, max-age=60"
    assert (again.status_code, again.content, again["ETag"], again["API-Version"]) == (304, b"", first["ETag"], "1.0.0")
    row = GuidancePage.objects.get(slug="de-brief")
    row.title = "De nieuwe brief"
    row.save_revision().publish()
    assert Program().get("/guidance/de-brief", **{"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/guidance?limit=1", 7), ("/guidance", 7), ("/guidance/de-brief", 9), ("/guidance/de-brief?format=blocks", 9)],
)
def test_what_an_answer_costs(django_assert_max_num_queries: Any, path: str, queries: int) -> None:
    program = Program()
    with django_assert_max_num_queries(queries):
        program.get(path)


def test_a_page_of_nothing_is_a_problem() -> None:
    assert problem(Program().get("/guidance/%00"))["code"] in ("badRequest", "notFound")
