"""Editors change a form and a page without code, while people use them."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_whole_way import RULES, Looking, onward, sign_in
from tests.home.strange_files import picture
from tests.installed import installation
from tests.live import Portal

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
FORM = "/nl/vraag/stel-uw-vraag/"
STEP = "steps-3"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of its own: what the other stories use stays as it is."""
    with installation(tmp_path_factory.mktemp("edited")) as running:
        yield running.start("web")


def to_topic(page: Page) -> Page:
    """A visitor up to the step about the topic."""
    page.goto(FORM)
    onward(page)
    page.check("input[name=for_whom][value=self]")
    onward(page)
    page.check("input[name=azc][value=no]")
    onward(page)
    page.fill("input[name=postcode]", "4141")
    onward(page)
    onward(page)
    expect(page.locator("input[name=topic]").first).to_be_attached()
    return page


def choose_letter(page: Page) -> None:
    """The topic, the question, and a look at what that brings."""
    page.check("input[name=topic][value=brief]")
    page.fill("textarea", "Wat betekent deze brief?")
    onward(page)
    page.check("input[name=letter_has_date][value=no]")
    onward(page)


def finish(page: Page) -> None:
    """From the contact step to the receipt."""
    page.fill("input[name=name]", "Samira")
    page.fill("input[name=email]", "samira@example.org")
    page.check("input[name=contact_how][value=email]")
    onward(page)
    onward(page)
    expect(page.locator(".kl-card")).to_be_visible()


def open_form(page: Page) -> None:
    """The question form in the editor."""
    page.goto("/admin/snippets/forms_app/form/")
    page.get_by_role("link", name="Stel uw vraag", exact=True).click()
    page.wait_for_load_state("networkidle")


def block(page: Page, name: str) -> Locator:
    """The block whose inputs begin with a name."""
    first = page.locator(f"[name='{name}-value-title'], [name='{name}-value-label']")
    return first.locator("xpath=ancestor::section[1]")


def add_question(page: Page, step: str, kind: str) -> str:
    """A new question at the end of a step; how the names of its inputs begin."""
    count = int(page.locator(f"[name='{step}-value-fields-count']").input_value())
    block(page, step).locator("[data-contentpath=fields]").first.locator("button.c-sf-add-button").last.click()
    page.get_by_role("option", name=kind, exact=True).click()
    question = f"{step}-value-fields-{count}"
    expect(page.locator(f"[name='{question}-value-label']")).to_be_visible()
    return question


def add_row(page: Page, question: str, setting: str) -> str:
    """A new row of a list in a question; how the names of its inputs begin."""
    count = page.locator(f"[name='{question}-value-{setting}-count']")
    before = int(count.input_value())
    block(page, question).locator(f"[data-contentpath={setting}]").first.locator("button.c-sf-add-button").last.click()
    expect(count).to_have_value(str(before + 1))
    return f"{question}-value-{setting}-{before}"


def saved(page: Page) -> None:
    """Saves a draft and waits for the page to be back."""
    with page.expect_navigation():
        page.get_by_role("button", name="Bewaar concept").click()
    page.wait_for_load_state("networkidle")


def panel(page: Page, name: str) -> Locator:
    """A panel beside the form, opened."""
    toggle = page.locator(f"[data-side-panel-toggle={name}]")
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()
    return page.locator(f"[data-side-panel={name}]")


def publish(page: Page) -> None:
    """By the button behind the arrow."""
    page.locator("footer [data-controller~=w-dropdown] button, footer .w-dropdown button").first.click()
    with page.expect_navigation():
        page.locator("button[name=action-publish]").first.click()
    page.wait_for_load_state("networkidle")


def test_an_editor_adds_a_question_and_who_was_half_way_loses_nothing(visit: Visit, portal: Portal) -> None:
    half_way = to_topic(visit("/nl/"))

    editor = visit("/admin/login/", width=1280, locale="nl")
    sign_in(editor, portal, "formulieren")
    open_form(editor)
    question = add_question(editor, STEP, "Keuze: één antwoord")
    editor.fill(f"[name='{question}-value-label']", "Van wie is de brief?")
    editor.fill(f"[name='{add_row(editor, question, 'options')}-value-label']", "Van DUO")
    empty = add_row(editor, question, "options")
    block(editor, question).locator("[data-streamfield-action=SETTINGS]").first.click()
    rule = add_row(editor, question, "visible_if")
    asked = editor.locator(f"[id='{rule}-value-question-pick']")
    asked.focus()
    asked.select_option(label="Kies een onderwerp")

    # not right yet: an answer without words, a rule without an answer; the draft saves
    saved(editor)
    expect(editor.locator(".messages")).to_contain_text("moeten er nog 2 dingen gebeuren")
    problems = panel(editor, "problems")
    expect(problems.locator(".form-flaws:not(.form-warnings) li")).to_have_count(2)
    expect(editor.locator("[data-side-panel-toggle=problems]")).to_contain_text("2")

    # publishing is refused at the very places, and visitors notice nothing
    publish(editor)
    expect(editor.locator(".messages")).to_contain_text("fout", ignore_case=True)
    next_one = to_topic(visit("/nl/"))
    expect(next_one.get_by_text("Van wie is de brief?")).to_have_count(0)

    # mended by the way that the panel shows
    open_form(editor)
    problems = panel(editor, "problems")
    problems.get_by_role("link", name=re.compile("zonder tekst.*Vul dit in")).click()
    expect(editor.locator(f"[name='{empty}-value-label']")).to_be_focused()
    editor.keyboard.type("Van de gemeente")
    problems.get_by_role("link", name=re.compile(r"brief\?\s*Vul dit in")).click()
    answer = editor.locator(f"[id='{rule}-value-value-pick']")
    expect(answer).to_be_focused()
    answer.select_option(label="Een brief")
    saved(editor)
    expect(panel(editor, "problems")).to_contain_text("Alles klopt")
    expect(panel(editor, "questions")).to_contain_text(
        "Dit moet kloppen: het antwoord op “Kies een onderwerp” is “Een brief”."
    )
    report = Axe().run(editor, context="[data-side-panel=questions]", options=RULES)
    assert report.violations_count == 0, report.generate_report()

    # the preview, as a visitor would see it, also with its messages
    panel(editor, "preview")
    frame = editor.frame_locator("[data-side-panel=preview] iframe").last
    expect(frame.get_by_role("group", name="Van wie is de brief?")).to_be_visible(timeout=15000)

    publish(editor)
    expect(editor.locator(".messages")).to_contain_text("gepubliceerd", ignore_case=True)

    new = to_topic(visit("/nl/"))
    choose_letter(new)
    expect(new.get_by_role("group", name="Van wie is de brief?")).to_be_visible()
    new.get_by_label("Van DUO").check()
    onward(new)
    finish(new)

    choose_letter(half_way)
    expect(half_way.get_by_text("Van wie is de brief?")).to_have_count(0)
    finish(half_way)


def test_the_editor_of_forms_has_no_violations_of_our_own(visit: Visit, portal: Portal) -> None:
    editor = visit("/admin/login/", width=1280, locale="nl")
    sign_in(editor, portal, "formulieren")
    open_form(editor)
    for name in ("problems", "questions"):
        panel(editor, name)
        report = Axe().run(editor, context=f"[data-side-panel={name}]", options=RULES)
        assert report.violations_count == 0, report.generate_report()


def test_a_trial_takes_a_photo_and_ends_at_the_very_pages_of_a_visitor(visit: Visit, portal: Portal) -> None:
    editor = visit("/admin/login/", width=1280, locale="nl")
    sign_in(editor, portal, "formulieren")
    open_form(editor)
    editor.goto(f"/admin/forms/{re.findall(r'/edit/([0-9]+)/', editor.url)[0]}/trial/")

    def on() -> None:
        editor.get_by_role("button", name="Verder", exact=True).last.click()

    editor.check("input[name=language][value=nl]")
    on()
    editor.check("input[name=for_whom][value=self]")
    on()
    editor.check("input[name=azc][value=no]")
    on()
    editor.fill("input[name=postcode]", "4141")
    on()
    editor.check("input[name=topic][value=brief]")
    editor.fill("textarea", "Wat betekent deze brief?")
    on()
    editor.check("input[name=letter_has_date][value=no]")
    if editor.get_by_label("Van DUO").count():  # the question that the other story adds, when that one came first
        editor.get_by_label("Van DUO").check()
    editor.set_input_files("input[type=file]", [{"name": "brief.jpg", "mimeType": "image/jpeg", "buffer": picture()}])
    on()
    editor.fill("input[name=name]", "Samira")
    editor.fill("input[name=email]", "samira@example.org")
    editor.check("input[name=contact_how][value=email]")
    on()
    editor.get_by_role("button", name="Probeer te versturen").click()
    receipt = editor.frame_locator("iframe[title='Het ontvangstbewijs']")
    expect(receipt.locator("h1")).to_have_text("Wij hebben uw vraag ontvangen")
    expect(receipt.locator("main")).to_contain_text("brief.jpg")
    header = receipt.locator(".kl-header").evaluate("found => getComputedStyle(found).backgroundColor")
    assert header == editor.locator("body > .kl-header").evaluate("found => getComputedStyle(found).backgroundColor")
    assert header != "rgba(0, 0, 0, 0)"  # its style is there, under the policy of the admin
    follow = editor.frame_locator("iframe[title='De pagina om de vraag te volgen']")
    expect(follow.locator(".message")).to_contain_text("Wat betekent deze brief?")
    expect(follow.locator("a[href]")).to_have_count(0)
    report = Axe().run(editor, context="main", options={**RULES, "iframes": False})
    assert report.violations_count == 0, report.generate_report()


def copied(page: Page, title: str) -> str:
    """A draft of a guidance page of our own, begun as a copy of one; the address of its editor."""
    page.goto("/admin/pages/search/?q=Een+brief+begrijpen")
    page.get_by_role("link", name="Een brief begrijpen", exact=True).first.click()
    page.wait_for_load_state("networkidle")
    number = re.findall(r"/pages/(\d+)/", page.url)[0]
    page.goto(f"/admin/pages/{number}/copy/")
    page.fill("input[name=new_title]", title)
    page.fill("input[name=new_slug]", "een-pas-aanvragen")
    published = page.locator("input[name=publish_copies]")
    if published.count():
        published.uncheck()
    with page.expect_navigation():
        page.locator("main form button[type=submit], main form input[type=submit]").last.click()
    page.get_by_role("link", name=title).first.click()
    page.wait_for_load_state("networkidle")
    return page.url


def let_a_day_pass(portal: Portal) -> None:
    """What was planned for tomorrow was planned for yesterday."""
    past = (datetime.now(ZoneInfo("UTC")) - timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
    portal.change(
        f"UPDATE wagtailcore_revision SET approved_go_live_at = '{past}', "
        f"content = json_set(content, '$.go_live_at', '{past}+00:00') WHERE approved_go_live_at IS NOT NULL"
    )


def test_an_editor_drafts_a_guidance_page_publishes_it_and_schedules_a_change(visit: Visit, portal: Portal) -> None:
    editor, reader = visit("/admin/login/", width=1280), visit("/nl/")
    sign_in(editor, portal, "redacteur")
    address = copied(editor, "Een pas aanvragen")
    public = "/nl/hulp/een-pas-aanvragen/"
    answer = reader.goto(public)
    assert answer is not None
    assert answer.status == 404

    editor.fill("input[name=title]", "Een pas aanvragen of verlengen")
    saved(editor)
    answer = reader.goto(public)
    assert answer is not None
    assert answer.status == 404
    panel(editor, "preview")
    frame = editor.frame_locator("[data-side-panel=preview] iframe").last
    expect(frame.locator("h1")).to_have_text("Een pas aanvragen of verlengen", timeout=20000)

    publish(editor)
    reader.goto(public)
    expect(reader.locator("h1")).to_have_text("Een pas aanvragen of verlengen")

    editor.goto(address)
    editor.wait_for_load_state("networkidle")
    editor.fill("input[name=title]", "Een pas: alles wat u moet weten")
    tomorrow = (datetime.now(ZoneInfo("Europe/Amsterdam")) + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    panel(editor, "status").locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()
    editor.fill("input[name=go_live_at]", tomorrow)
    with editor.expect_navigation():
        editor.locator("#schedule-publishing-dialog button.action-save").press("Enter")  # a calendar lies over it
    editor.wait_for_load_state("networkidle")
    publish(editor)
    reader.goto(public)
    expect(reader.locator("h1")).to_have_text("Een pas aanvragen of verlengen")

    let_a_day_pass(portal)
    portal.manage("tick")
    reader.goto(public)
    expect(reader.locator("h1")).to_have_text("Een pas: alles wat u moet weten")


def test_a_form_that_is_taken_offline_and_who_tries_too_often_get_an_accessible_page(
    visit: Visit, portal: Portal
) -> None:
    editor = visit("/admin/login/", width=1280)
    sign_in(editor, portal, "formulieren")
    editor.goto("/admin/snippets/forms_app/form/")
    editor.get_by_role("link", name="Vraag van een partner", exact=True).click()
    editor.goto(editor.url.replace("/edit/", "/unpublish/"))
    with editor.expect_navigation():
        editor.locator("main form button[type=submit], main form input[type=submit]").first.click()

    look, page = Looking(), visit("/nl/vraag/vraag-van-een-partner/")
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("main form").count() == 0
    look(page)
    page.goto("/nl/volg/")
    for _guess in range(11):
        page.fill("input[name=reference]", "KL-3333-3333")
        page.fill("input[name=code]", "AAAA-AAAA-AA")
        onward(page)
    expect(page.locator("main")).to_contain_text("U hebt te vaak geprobeerd")
    look(page)
    assert look.found == {}
