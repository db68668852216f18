"""Going on later or elsewhere, for somebody else, and two people on one device."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forms_app import answers, filling, resuming
from forms_app.models import Draft, Form, Submission
from forms_app.public import visiting
from home import delivery, limits
from home.models import Delivery
from tests.forms_app import loaded
from tests.walking import Walk
from tickets.models import Ticket

BASE = "/nl/vraag/vraag/"
CODE = "/nl/vraag/verder/"
WAAROVER = {"topic": "brief", "question": "Wat betekent deze brief?"}
SAMIRA = {"name": "Samira", "email": "samira@example.org"}


@pytest.fixture(autouse=True)
def form(desk: Ticket) -> Form:
    return loaded.form()


@pytest.fixture
def walk() -> Walk:
    return Walk(Client(), "vraag")


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def code_on(page: str) -> str:
    found = re.search(r'Uw code</dt><dd><bdi dir="ltr">([0-9A-Z-]+)</bdi>', page)
    assert found
    return found[1]


def elsewhere(code: str, **more: Any) -> tuple[Client, Any]:
    """Another device on which the code was typed."""
    client = Client()
    return client, client.post(CODE, {"code": code}, **more)


def test_the_button_keeps_what_was_typed_and_shows_the_code(walk: Walk) -> None:
    answer = walk.client.post(f"{BASE}waarover/", {**WAAROVER, "_shown": "topic question", "_later": "1"})
    assert answer["Location"] == f"{BASE}later/"
    page = text(walk.client.get(answer["Location"]))
    code = code_on(page)
    assert re.fullmatch(
        r"[346789CDEFGHJKMNPQRTVWXY]{4}-[346789CDEFGHJKMNPQRTVWXY]{4}-[346789CDEFGHJKMNPQRTVWXY]{2}", code
    )
    assert "<svg" in page
    draft = Draft.objects.get()
    assert draft.answers["question"] == WAAROVER["question"]
    assert code.replace("-", "") not in str(Draft.objects.values_list().get())  # only its hash is kept
    assert code_on(text(walk.client.get(f"{BASE}later/"))) == code


def test_the_code_opens_it_on_another_device_in_any_spelling_and_the_first_lets_go(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    code = code_on(text(walk.client.get(f"{BASE}later/")))
    phone, answer = elsewhere(code.lower().replace("-", " "))
    assert answer["Location"] == f"{BASE}wie/"
    assert WAAROVER["question"] in text(phone.get(f"{BASE}waarover/"))
    first = walk.client.get(BASE)
    assert (first.status_code, "is er niet meer" in text(first)) == (410, True)
    assert CODE in text(first)
    assert walk.client.get(BASE).status_code == 302  # told once
    assert Draft.objects.count() == 1


def test_the_code_is_in_no_address_that_a_server_sees(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    code = code_on(text(walk.client.get(f"{BASE}later/")))
    _phone, answer = elsewhere(code)
    assert code not in answer["Location"]
    assert code.replace("-", "") not in answer["Location"]
    assert "#" in resuming.late_values(f"forms_app.draft:{Draft.objects.get().pk}")["link"]


@pytest.mark.parametrize("typed", ["", "AAAA", "3333-3333-33", "x" * 80, "\x00\u0660", "' OR 1=1"])
def test_a_wrong_code_opens_nothing_and_says_so(walk: Walk, typed: str) -> None:
    walk.step("waarover", **WAAROVER)
    walk.client.get(f"{BASE}later/")
    _phone, answer = elsewhere(typed)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in text(answer)


def test_guessing_is_limited_by_network_and_by_code(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    walk.step("waarover", **WAAROVER)
    code = code_on(text(walk.client.get(f"{BASE}later/")))
    monkeypatch.setattr(resuming, "NETWORK_TRIES", limits.Budget("resume_network", tries=3, seconds=3600))
    assert [elsewhere(f"3333-3333-3{end}")[1].status_code for end in "3467"] == [200, 200, 200, 429]
    assert elsewhere(code)[1].status_code == 429
    other = {"REMOTE_ADDR": "203.0.113.9"}
    assert elsewhere(code, **other)[1].status_code == 302
    assert [elsewhere(code, **other)[1].status_code for _turn in range(5)] == [302] * 5  # right ones cost nothing
    monkeypatch.setattr(resuming, "CODE_TRIES", limits.Budget("resume_code", tries=2, seconds=3600))
    networks = [{"REMOTE_ADDR": f"198.51.{part}.1"} for part in range(3)]
    assert [elsewhere("4444-4444-44", **one)[1].status_code for one in networks] == [200, 200, 429]


def test_the_code_ends_with_the_draft(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    code = code_on(text(walk.client.get(f"{BASE}later/")))
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert elsewhere(code)[1].status_code == 200
    filling.expire_due(timezone.now())
    assert Draft.objects.get().resume_code_hash == ""
    page = walk.client.get(BASE)
    assert (page.status_code, "is er niet meer" in text(page)) == (410, True)


def test_the_letter_holds_the_code_only_when_it_leaves(walk: Walk, settings: Any) -> None:
    walk.step("waarover", **WAAROVER)
    walk.client.get("/ar/vraag/vraag/wie/")
    page = text(walk.client.get(f"{BASE}later/"))
    answer = walk.client.post(f"{BASE}later/", {"email": "samira@example.org"})
    assert "samira@example.org" in text(answer)
    (row,) = Delivery.objects.filter(kind="form_go_on")
    code = code_on(page)
    assert code not in row.text
    delivery.send_due(timezone.now())
    (mail,) = [path.read_text() for path in settings.OUTBOX_ROOT.glob("*.eml") if code in path.read_text()]
    assert "/vraag/verder/#" in mail.replace("=\n", "")
    for _turn in range(3):
        walk.client.post(f"{BASE}later/", {"email": "samira@example.org"})
    assert Delivery.objects.filter(kind="form_go_on").count() == 3


def test_where_the_letter_went_goes_with_the_draft(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    other = Walk(Client(), "vraag")
    other.step("waarover", **WAAROVER)
    for one, to in ((walk, "samira@example.org"), (other, "amina@example.org")):
        one.client.post(f"{BASE}later/", {"email": to})
    first = Draft.objects.order_by("pk").first()
    assert first is not None
    Draft.objects.filter(pk=first.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert filling.expire_due(timezone.now()) == 1
    went = Delivery.objects.filter(kind="form_go_on").order_by("pk").values_list("recipient", flat=True)
    assert list(went) == ["", "amina@example.org"]


def test_who_typed_only_what_could_not_be_read_is_asked_too_whether_to_go_on() -> None:
    day = {"type": "date", "key": "day", "label": "Welke dag?", "required": True}
    loaded.form(key="dag", steps=[{"key": "dag", "title": "Welke dag?", "fields": [day]}])
    client = Client()
    page = text(client.get("/nl/vraag/dag/dag/"))
    secret = re.search(r'name="_begin" value="([\w-]+)"', page)
    assert secret
    typed = {"day": ["32", "mei", "2026"], "_shown": "day", "_autosave": "1", "_begin": secret[1]}
    assert client.post("/nl/vraag/dag/dag/", typed).status_code == 204
    assert Draft.objects.get().answers == {}
    again = client.get("/nl/vraag/dag/")
    assert (again.status_code, "dag/dag/" in text(again)) == (200, True)
    assert 'value="mei"' in text(client.get("/nl/vraag/dag/dag/"))


def test_what_saves_itself_answers_without_moving_anybody(walk: Walk) -> None:
    page = text(walk.client.get(f"{BASE}waarover/"))
    secret = re.search(r'name="_begin" value="([\w-]+)"', page)
    assert secret
    sent = {"question": "Half", "_shown": "topic question", "_autosave": "1", "_begin": secret[1]}
    answer = walk.client.post(f"{BASE}waarover/", sent)
    assert (answer.status_code, answer.content) == (204, b"")
    assert Draft.objects.get().answers == {"question": "Half"}
    # the button, pressed before the browser took the cookie: the same draft
    slow = Client()
    slow.post(f"{BASE}waarover/", {**WAAROVER, "_shown": "topic question", "_begin": secret[1]})
    assert Draft.objects.get().answers["question"] == WAAROVER["question"]


def test_what_saves_itself_begins_nothing_when_its_draft_went_elsewhere(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    elsewhere(code_on(text(walk.client.get(f"{BASE}later/"))))
    answer = walk.client.post(f"{BASE}wie/", {"name": "S", "_shown": "name", "_autosave": "1"})
    assert answer.status_code == 410
    assert Draft.objects.count() == 1


def test_who_helps_is_marked_on_draft_and_ticket_and_leaves_no_cookie(walk: Walk) -> None:
    page = text(walk.client.get(f"{BASE}waarover/"))
    assert 'name="_helps"' in page
    sent = {**WAAROVER, "_shown": "topic question", "_helps_asked": "1", "_helps": "1"}
    walk.client.post(f"{BASE}waarover/", sent)
    assert Draft.objects.get().channel == "helper"
    assert "U vult dit in voor iemand anders" in text(walk.client.get(f"{BASE}wie/"))
    walk.step("wie", **SAMIRA)
    place = walk.client.post(f"{BASE}controle/")["Location"]
    assert Submission.objects.get().channel == Submission.objects.get().ticket.channel == "helper"
    assert not walk.client.cookies["vraag-vraag"].value
    assert "Klaar en wis dit apparaat" in text(walk.client.get(place))


def test_a_helper_finishes_one_client_and_begins_another_on_one_tablet(walk: Walk) -> None:
    tablet = walk.client
    tablet.post(f"{BASE}waarover/", {**WAAROVER, "_shown": "topic question", "_helps_asked": "1", "_helps": "1"})
    walk.step("wie", **SAMIRA)
    place = tablet.post(f"{BASE}controle/")["Location"]
    reference = Ticket.objects.latest("pk").reference
    visited = [BASE, f"{BASE}waarover/", f"{BASE}wie/", f"{BASE}controle/", f"{BASE}later/", place, f"{place}pdf/"]
    answer = tablet.post("/nl/vraag/wissen/")
    assert answer["Clear-Site-Data"] == '"cache"'
    for path in visited:  # the back button, with every page asked for anew
        page = tablet.get(path, follow=True)
        for secret in (WAAROVER["question"], *SAMIRA.values(), reference):
            assert secret.encode() not in page.content, path
    walk.step("waarover", topic="brief", question="Iets anders")
    assert "Samira" not in text(walk.step("wie", name="Yonas", email="yonas@example.org"))
    second = tablet.post(f"{BASE}controle/")["Location"]
    assert tablet.get(second).status_code == 200  # what is sent afterwards is shown
    assert Client().get(place).status_code == 200  # for who has its address elsewhere, a receipt is where it was


def test_clearing_hands_over_by_code(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    code = code_on(text(walk.client.get(f"{BASE}later/")))
    walk.client.post("/nl/vraag/wissen/")
    assert WAAROVER["question"] not in text(walk.client.get(f"{BASE}waarover/"))
    client, answer = elsewhere(code)
    assert WAAROVER["question"] in text(client.get(f"{BASE}waarover/"))
    assert answer["Location"] == f"{BASE}wie/"


def test_starting_again_leaves_nothing_to_an_old_page(walk: Walk) -> None:
    page = text(walk.client.get(f"{BASE}waarover/"))
    secret = re.search(r'name="_begin" value="([\w-]+)"', page)
    assert secret
    walk.client.post(f"{BASE}waarover/", {**WAAROVER, "_shown": "topic question", "_begin": secret[1]})
    walk.client.post(f"{BASE}opnieuw/")
    walk.client.post(f"{BASE}waarover/", {"topic": "iets", "_shown": "topic", "_begin": secret[1]})
    assert Draft.objects.count() == 2
    assert WAAROVER["question"] not in text(walk.client.get(f"{BASE}waarover/"))


@pytest.mark.parametrize("path", [f"{BASE}later/", CODE, "/nl/vraag/gewist/"])
def test_these_pages_too_are_kept_by_no_cache(walk: Walk, path: str) -> None:
    walk.step("waarover", **WAAROVER)
    assert {"no-store", "private"} <= set(walk.client.get(path)["Cache-Control"].split(", "))


def typed_here(walk: Walk, code: str, **more: str) -> Any:
    """The code, typed on the device of this walk."""
    return walk.client.post(CODE, {"code": code, **more})


def chosen(page: str) -> dict[str, str]:
    """What the page that asks sends along with the button for the code."""
    return dict(re.findall(r'<input type="hidden" name="(code|_instead)" value="([^"]*)"', page))


def test_a_code_asks_first_where_something_else_is_open_and_nothing_is_lost(walk: Walk) -> None:
    first = Walk(Client(), "vraag")
    first.step("waarover", topic="brief", question="De eerste brief")
    code = code_on(text(first.client.get(f"{BASE}later/")))
    walk.step("waarover", topic="brief", question="De tweede brief")

    asked = text(typed_here(walk, code))
    assert "U was hier al begonnen" in asked
    assert "De eerste brief" not in asked
    assert "De tweede brief" in text(walk.client.get(f"{BASE}waarover/"))  # nothing happened yet
    assert "De eerste brief" in text(first.client.get(f"{BASE}waarover/"))
    other = code_on(asked)  # of what is let go, which had none

    answer = typed_here(walk, **chosen(asked))
    assert answer["Location"] == f"{BASE}wie/"
    assert "De eerste brief" in text(walk.client.get(f"{BASE}waarover/"))
    phone, _answer = elsewhere(other)
    assert "De tweede brief" in text(phone.get(f"{BASE}waarover/"))
    assert {draft.answers["question"] for draft in Draft.objects.all()} == {"De eerste brief", "De tweede brief"}


def test_who_stays_with_what_is_open_goes_on_there(walk: Walk) -> None:
    first = Walk(Client(), "vraag")
    first.step("waarover", topic="brief", question="De eerste brief")
    code = code_on(text(first.client.get(f"{BASE}later/")))
    walk.step("waarover", topic="brief", question="De tweede brief")
    assert f'href="{BASE}wie/"' in text(typed_here(walk, code))
    assert "De tweede brief" in text(walk.client.get(f"{BASE}waarover/"))
    assert "De eerste brief" in text(first.client.get(f"{BASE}waarover/"))  # the other device still has it


def test_an_answer_about_another_draft_than_was_shown_is_asked_again(walk: Walk) -> None:
    first = Walk(Client(), "vraag")
    first.step("waarover", topic="brief", question="De eerste brief")
    code = code_on(text(first.client.get(f"{BASE}later/")))
    walk.step("waarover", topic="brief", question="De tweede brief")
    choice = chosen(text(typed_here(walk, code)))
    walk.client.post(f"{BASE}opnieuw/")
    walk.step("waarover", topic="brief", question="De derde brief")
    assert "U was hier al begonnen" in text(typed_here(walk, **choice))
    assert "De derde brief" in text(walk.client.get(f"{BASE}waarover/"))


def test_nothing_is_asked_where_nothing_is_let_go(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    code = code_on(text(walk.client.get(f"{BASE}later/")))
    assert typed_here(walk, code).status_code == 302  # its own draft
    draft = Draft.objects.get()
    other = Walk(Client(), "vraag")
    other.client.post(f"{BASE}waarover/", {"_shown": "topic question", "_autosave": "1"})
    assert Draft.objects.exclude(pk=draft.pk).get().answers == {}
    assert typed_here(other, code).status_code == 302  # nothing stands in what this device has
    other.step("wie", **SAMIRA)
    other.client.post(f"{BASE}controle/")
    late = Walk(Client(), "vraag")
    late.step("waarover", topic="brief", question="Nog een")
    assert "U hebt deze vraag al verstuurd" in text(typed_here(late, code))
    assert "Nog een" in text(late.client.get(f"{BASE}waarover/"))


def mark_of(walk: Walk) -> str:
    """What a page of this device says of the draft that it shows."""
    found = re.search(r'name="_draft" value="([^"]+)"', text(walk.client.get(f"{BASE}waarover/")))
    assert found
    return found[1]


def test_a_page_left_open_never_writes_over_what_the_code_opened(walk: Walk) -> None:
    first = Walk(Client(), "vraag")
    first.step("waarover", topic="brief", question="De eerste brief")
    code = code_on(text(first.client.get(f"{BASE}later/")))
    walk.step("waarover", topic="brief", question="De tweede brief")
    old = {**WAAROVER, "question": "Nog getypt", "_shown": "topic question", "_draft": mark_of(walk)}
    typed_here(walk, **chosen(text(typed_here(walk, code))))

    told = walk.client.post(f"{BASE}waarover/", old)
    assert (told.status_code, "no-store" in told["Cache-Control"]) == (409, True)
    assert "Deze pagina was niet meer de goede" in text(told)
    rows = re.findall(r'<dt lang="nl">([^<]*)</dt><dd><span dir="auto">([^<]*)</span>', text(told))
    assert rows == [("Uw vraag", "Nog getypt")]
    assert walk.client.post(f"{BASE}waarover/", {**old, "_autosave": "1"}).status_code == 410
    assert walk.client.post(f"{BASE}waarover/bestanden/photo/", old).status_code == 409
    assert {draft.answers["question"] for draft in Draft.objects.all()} == {"De eerste brief", "De tweede brief"}
    assert walk.client.post(f"{BASE}waarover/", {**old, "_draft": mark_of(walk)}).status_code == 302


def first_page(walk: Walk) -> dict[str, str]:
    """What a first page on which nothing was kept yet sends, with what was typed on it."""
    secret = re.search(r'name="_begin" value="([\w-]+)"', text(walk.client.get(f"{BASE}waarover/")))
    assert secret
    return {"topic": "brief", "question": "Op de eerste pagina", "_shown": "topic question", "_begin": secret[1]}


def test_a_first_page_left_open_never_writes_over_what_the_code_opened(walk: Walk) -> None:
    first = Walk(Client(), "vraag")
    first.step("waarover", topic="brief", question="De eerste brief")
    code = code_on(text(first.client.get(f"{BASE}later/")))
    old = first_page(walk)
    typed_here(walk, code)

    told = walk.client.post(f"{BASE}waarover/", old)
    assert (told.status_code, "no-store" in told["Cache-Control"]) == (409, True)
    assert "Deze pagina was niet meer de goede" in text(told)
    assert walk.client.post(f"{BASE}waarover/", {**old, "_autosave": "1"}).status_code == 410
    assert walk.client.post(f"{BASE}waarover/bestanden/photo/", old).status_code == 409
    assert Draft.objects.get().answers["question"] == "De eerste brief"


def test_a_first_page_goes_on_with_what_it_began_itself(walk: Walk) -> None:
    own = first_page(walk)
    for _turn in range(2):
        assert walk.client.post(f"{BASE}waarover/", {**own, "_autosave": "1"}).status_code == 204
    typed_here(walk, code_on(text(walk.client.get(f"{BASE}later/"))))  # its own code, in another window
    for turn in range(2):
        said = {**own, "question": f"Verder getypt {turn}"}
        assert walk.client.post(f"{BASE}waarover/", said)["Location"] == f"{BASE}wie/"
        assert Draft.objects.get().answers["question"] == said["question"]


def test_a_page_left_open_on_a_device_that_was_cleared_leaves_nothing_there(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    old = {**WAAROVER, "_shown": "topic question", "_draft": mark_of(walk)}
    walk.client.post("/nl/vraag/wissen/")
    for more in ({}, {"_autosave": "1"}):
        assert walk.client.post(f"{BASE}waarover/", {**old, **more}).status_code in (409, 410)
    assert Draft.objects.count() == 1
    assert WAAROVER["question"] not in text(walk.client.get(f"{BASE}waarover/"))


def test_who_was_too_late_with_a_page_keeps_what_stood_on_it(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    old = {**WAAROVER, "_shown": "topic question", "_draft": mark_of(walk)}
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert walk.client.post(f"{BASE}waarover/", old).status_code == 302  # the same person: it begins anew with this
    assert Draft.objects.count() == 2


def test_an_address_that_is_none_is_said_at_its_input(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    page = text(walk.client.post(f"{BASE}later/", {"email": "geen adres"}))
    assert "<title>Fout:" in page
    assert 'href="#id_email"' in page
    assert re.search(r'<input[^>]*id="id_email"[^>]*value="geen adres"[^>]*aria-invalid="true"', page)
    assert Delivery.objects.filter(kind="form_go_on").count() == 0


def test_of_what_is_asked_no_more_no_sum_of_a_part_is_told() -> None:
    numbers = [
        {"type": "number", "key": key, "label": key.capitalize(), "required": True, "maximum": "99"}
        for key in ("heen", "terug")
    ]
    total = {"type": "calculation", "key": "samen", "label": "Samen", "formula": "sum", "of": "heen terug"}
    steps = [
        {"key": "reis", "title": "Reis", "fields": numbers},
        {"key": "samen", "title": "Samen", "fields": [total, loaded.DEFINITION["steps"][1]["fields"][0]]},
    ]
    form = loaded.form(key="reis", steps=steps)
    walk = Walk(Client(), "reis")
    walk.step("reis", heen="20", terug="25")
    assert "45" in text(walk.get("samen"))

    def without_the_way_back(blocks: list[dict[str, Any]]) -> None:
        way_back = blocks[0]["value"]["fields"].pop()
        result = blocks[1]["value"]["fields"][0]["value"]
        result["of"] = result["of"].replace(way_back["id"], "").strip()

    loaded.publish(form, without_the_way_back)
    Draft.objects.filter(pinned_until__isnull=False).update(pinned_until=timezone.now() - timedelta(seconds=1))
    draft = filling.find(form, walk.client.cookies[visiting.cookie("reis")].value, timezone.now())
    assert draft is not None
    assert draft.earlier_version is not None
    gone = [(line.label, line.value) for line in answers.no_longer_asked(draft, "nl")]
    assert gone == [("Terug", "25")]
