"""A form from nothing: an editor builds it in the admin, has it translated and published; a visitor completes it."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_editor import Visit, add_question, add_row, block, publish
from tests.browser.test_whole_way import RULES, onward, sign_in
from tests.home.strange_files import picture
from tests.installed import installation
from tests.live import Portal

pytestmark = pytest.mark.browser
KEY = "verzetten"
ARABIC = {
    "Afspraak verzetten": "تغيير الموعد",
    "Uw afspraak": "موعدك",
    "Welke afspraak hebt u?": "ما هو موعدك؟",
    "Het eerste gesprek": "المحادثة الأولى",
    "Een toets": "اختبار",
    "Welke datum staat in de brief?": "ما التاريخ في الرسالة؟",
    "Uw afspraak is al snel. Bel eerst": "موعدك قريب. اتصل أولًا",
    "Dan weet u meteen of het kan.": "عندها تعرف فورًا هل ذلك ممكن.",
    "Bel 000-000 0000": "اتصل على 000-000 0000",
    "Waarom kunt u niet komen?": "لماذا لا تستطيع المجيء؟",
    "Ik moet werken": "يجب أن أعمل",
    "Ik ben ziek": "أنا مريض",
    "Anders": "سبب آخر",
    "Wanneer kunt u wel?": "متى تستطيع؟",
    "Welke dagdelen kunt u?": "ما أنصاف الأيام المناسبة لك؟",
    "Maandagochtend": "صباح الاثنين",
    "Dinsdagmiddag": "بعد ظهر الثلاثاء",
    "Donderdagochtend": "صباح الخميس",
    "Vrijdagmiddag": "بعد ظهر الجمعة",
    "Moet er een tolk bij zijn?": "هل تحتاج إلى مترجم؟",
    "Neemt u een kind mee?": "هل ستحضر طفلًا؟",
    "Hebt u een plek zonder trap nodig?": "هل تحتاج إلى مكان بلا درج؟",
    "Wie bent u?": "من أنت؟",
    "Welke taal spreekt de tolk?": "ما هي لغة المترجم؟",
    "Uw naam": "اسمك",
    "Uw e-mailadres": "بريدك الإلكتروني",
}
HALF_DAYS = ("Maandagochtend", "Dinsdagmiddag", "Donderdagochtend", "Vrijdagmiddag")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of its own: what the other stories use stays as it is."""
    with installation(tmp_path_factory.mktemp("built")) as running:
        yield running.start("web")


def add_step(page: Page, title: str) -> str:
    """A new step at the end; how the names of its inputs begin."""
    count = page.locator("[name=steps-count]")
    before = int(count.input_value())
    page.locator("#steps-root > div > div > button.c-sf-add-button").last.click()
    expect(count).to_have_value(str(before + 1))
    step = f"steps-{before}"
    page.fill(f"[name='{step}-value-title']", title)
    return step


def ask(page: Page, step: str, kind: str, label: str, meaning: str = "") -> str:
    """A question of a step, perhaps with what it means; how the names of its inputs begin."""
    question = add_question(page, step, kind)
    page.fill(f"[name='{question}-value-label']", label)
    if meaning:
        settings(page, question)
        page.select_option(f"[name='{question}-value-meaning']", meaning)
    return question


def settings(page: Page, question: str) -> None:
    """Unfolds what is behind the wheel of a question."""
    block(page, question).locator("[data-streamfield-action=SETTINGS]").first.click()
    expect(page.locator(f"[name='{question}-value-meaning']")).to_be_visible()


def new_form(page: Page, title: str, key: str) -> None:
    """The screen of a form that does not exist yet, with what every form needs."""
    page.goto("/admin/snippets/forms_app/form/add/")
    page.wait_for_load_state("networkidle")
    page.fill("[name=title]", title)
    page.fill("[name=key]", key)
    page.select_option("[name=default_category]", label="Afspraak")


def build(page: Page) -> None:
    """The whole form, published."""
    new_form(page, "Afspraak verzetten", KEY)

    first = add_step(page, "Uw afspraak")
    which = ask(page, first, "Keuze: één antwoord", "Welke afspraak hebt u?")
    for label in ("Het eerste gesprek", "Een toets"):
        page.fill(f"[name='{add_row(page, which, 'options')}-value-label']", label)
    ask(page, first, "Datum", "Welke datum staat in de brief?", "letter_date")
    call = add_question(page, first, "Tekst tussen de vragen")
    page.fill(f"[name='{call}-value-label']", "Uw afspraak is al snel. Bel eerst")
    block(page, call).locator("[data-streamfield-action=SETTINGS]").first.click()
    page.select_option(f"[name='{call}-value-tone']", "urgent")
    page.fill(f"[name='{call}-value-text']", "Dan weet u meteen of het kan.")
    page.fill(f"[name='{call}-value-link_text']", "Bel 000-000 0000")
    page.fill(f"[name='{call}-value-link_url']", "tel:0000000000")
    soon(page, add_row(page, call, "visible_if"))
    why = ask(page, first, "Keuze: één antwoord", "Waarom kunt u niet komen?")
    for label in ("Ik moet werken", "Ik ben ziek", "Anders"):
        reason = add_row(page, why, "options")
        page.fill(f"[name='{reason}-value-label']", label)
    block(page, reason).locator("[data-streamfield-action=SETTINGS]").first.click()
    page.check(f"[name='{reason}-value-namely']")

    second = add_step(page, "Wanneer kunt u wel?")
    half_days = ask(page, second, "Keuze: meer antwoorden", "Welke dagdelen kunt u?")
    for label in HALF_DAYS:
        page.fill(f"[name='{add_row(page, half_days, 'options')}-value-label']", label)
    settings(page, half_days)
    page.fill(f"[name='{half_days}-value-at_most']", "3")
    for label in ("Moet er een tolk bij zijn?", "Neemt u een kind mee?", "Hebt u een plek zonder trap nodig?"):
        ask(page, second, "Ja of nee", label)

    third = add_step(page, "Wie bent u?")
    spoken = ask(page, third, "Korte tekst", "Welke taal spreekt de tolk?")
    settings(page, spoken)
    rule = add_row(page, spoken, "visible_if")
    asked = page.locator(f"[id='{rule}-value-question-pick']")
    asked.focus()
    asked.select_option(label="Moet er een tolk bij zijn?")
    page.locator(f"[id='{rule}-value-value-pick']").select_option(label="Ja")
    ask(page, third, "Korte tekst", "Uw naam", "sender_name")
    ask(page, third, "E-mailadres", "Uw e-mailadres", "sender_email")

    page.locator("#urgent_if-root > div > div > button.c-sf-add-button").last.click()
    soon(page, "urgent_if-0")
    publish(page)
    expect(page.locator(".messages")).to_contain_text("gepubliceerd", ignore_case=True)


def soon(page: Page, rule: str) -> None:
    """A row that holds when the day in the letter is two working days ahead at most."""
    asked = page.locator(f"[id='{rule}-value-question-pick']")
    asked.focus()
    asked.select_option(label="Welke datum staat in de brief?")
    page.select_option(f"[name='{rule}-value-test']", "working_days_ahead_at_most")
    page.fill(f"[name='{rule}-value-value']", "2")


def translate(page: Page) -> None:
    """The Arabic, by the file that translators get, and given to visitors."""
    sheet = f"/admin/translations/{KEY}/ar/"
    rows = list(csv.DictReader(io.StringIO(page.request.get(f"{sheet}csv/").body().decode("utf-8-sig"))))
    assert {row["source"] for row in rows} == set(ARABIC)
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]))
    writer.writeheader()
    writer.writerows({**row, "translation": ARABIC[row["source"]]} for row in rows)
    page.goto(f"{sheet}import/")
    file = {"name": "ar.csv", "mimeType": "text/csv", "buffer": written.getvalue().encode()}
    page.set_input_files("input[type=file]", [file])  # type: ignore[list-item]
    for button in ("Bekijk wat er verandert", f"Neem {len(rows)} vertalingen over"):
        with page.expect_navigation():
            page.get_by_role("button", name=button).click()
    page.goto(f"{sheet}release/")
    with page.expect_navigation():
        page.get_by_role("button", name="Geef vrij").click()
    expect(page.locator(".messages")).to_contain_text("Bezoekers lezen nu deze vertaling")


def read(page: Page) -> str:
    """A page of the visitor, which runs from right to left and says nothing of the form in Dutch."""
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    text = page.locator("main").inner_text()
    assert [dutch for dutch in ARABIC if dutch in text] == []
    return text


def test_an_editor_builds_a_form_from_nothing_and_a_visitor_completes_it_in_arabic(
    visit: Visit, portal: Portal
) -> None:
    editor = visit("/admin/login/", width=1280, locale="nl")
    sign_in(editor, portal, "formulieren")
    build(editor)
    translate(editor)

    visitor = visit(f"/ar/vraag/{KEY}/", locale="ar")
    assert ARABIC["Uw afspraak"] in read(visitor)
    onward(visitor)
    expect(visitor.locator(".kl-errors")).to_be_visible()
    visitor.get_by_label(ARABIC["Een toets"]).check()
    call = visitor.locator("main a[href='tel:0000000000']")
    expect(call).to_be_hidden()
    for part, value in zip(visitor.locator(".kl-date input").all(), tomorrow(), strict=True):
        part.fill(value)
    visitor.get_by_label(ARABIC["Anders"], exact=True).check()
    visitor.locator(".kl-namely input").fill("سأشرح بالهاتف")
    onward(visitor)
    expect(call).to_be_visible()
    onward(visitor)
    for label in HALF_DAYS:
        visitor.get_by_label(ARABIC[label]).check()
    visitor.locator("input[type=radio][value=yes]").first.check()
    onward(visitor)
    expect(visitor.locator(".kl-errors")).to_be_visible()
    visitor.get_by_label(ARABIC[HALF_DAYS[3]]).uncheck()
    for number in (1, 2):
        visitor.locator("input[type=radio][value=no]").nth(number).check()
    onward(visitor)
    assert ARABIC["Welke taal spreekt de tolk?"] in read(visitor)
    visitor.get_by_label(ARABIC["Welke taal spreekt de tolk?"]).fill("ትግርኛ")
    visitor.get_by_label(ARABIC["Uw naam"]).fill("سميرة")
    visitor.get_by_label(ARABIC["Uw e-mailadres"]).fill("samira@example.org")
    onward(visitor)
    assert "سميرة" in read(visitor)
    onward(visitor)
    expect(visitor.locator(".kl-card")).to_be_visible()
    read(visitor)
    ((answers, language, urgency),) = portal.rows(
        "SELECT s.answers, s.language, t.urgency FROM forms_app_submission s "
        "JOIN tickets_ticket t ON t.id = s.ticket_id "
        f"WHERE form_id IN (SELECT id FROM forms_app_form WHERE key = '{KEY}')"
    )
    said = answers if isinstance(answers, dict) else json.loads(answers)
    assert (language, urgency) == ("ar", "urgent")
    assert said["welke_afspraak_hebt_u"] == "een_toets"
    assert said["welke_dagdelen_kunt_u"] == ["maandagochtend", "dinsdagmiddag", "donderdagochtend"]
    assert said["welke_datum_staat_in_de_brief"] == (date.today() + timedelta(days=1)).isoformat()
    assert "سأشرح بالهاتف" in str(said["waarom_kunt_u_niet_komen"])
    assert said["welke_taal_spreekt_de_tolk"] == "ትግርኛ"


def tomorrow() -> list[str]:
    """Day, month and year, the year in the digits of the reader."""
    day = date.today() + timedelta(days=1)
    return [str(day.day), str(day.month), str(day.year).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))]


JOURNEY = "reis"
PICTURES = {"Fiets": "Een fiets op een pad", "Bus": "Een bus bij een halte"}


def build_journey(page: Page) -> None:
    """A form with a group, answers that are pictures and a sum, published."""
    new_form(page, "Uw reis", JOURNEY)

    first = add_step(page, "Reizen")
    group = ask(page, first, "Groep vragen die herhaald wordt", "Wie gaan er mee?")
    page.fill(f"[name='{group}-value-row_label']", "Kind")
    block(page, group).locator("[data-contentpath=fields]").first.locator("button.c-sf-add-button").last.click()
    page.get_by_role("option", name="Korte tekst", exact=True).click()
    page.fill(f"[name='{group}-value-fields-0-value-label']", "Naam")
    how = ask(page, first, "Keuze: één antwoord", "Hoe reist u?")
    page.select_option(f"[name='{how}-value-display']", "pictures")
    for width, (label, seen) in enumerate(PICTURES.items(), start=600):
        show_picture(page, add_row(page, how, "options"), label, seen, picture(size=(width, 400)))
    for label in ("Heen", "Terug"):
        ask(page, first, "Getal", label)

    second = add_step(page, "Samen")
    block(page, second).locator("[data-contentpath=fields]").first.locator("button.c-sf-add-button").last.click()
    page.get_by_role("option", name="Berekening", exact=True).click()
    page.fill(f"[name='{second}-value-fields-0-value-label']", "Reistijd")
    page.fill(f"[name='{second}-value-fields-0-value-unit']", "minuten")
    numbers = page.locator(f"[id='{second}-value-fields-0-value-of-pick']")
    numbers.focus()
    expect(numbers.locator("option")).to_have_text(["Heen", "Terug"])
    numbers.select_option(label=["Heen", "Terug"])
    ask(page, second, "Korte tekst", "Uw naam", "sender_name")
    # How large the buttons of a block are, and what the footer covers while a page is scrolled, is Wagtail's.
    report = Axe().run(page, options={**RULES, "rules": {"target-size": {"enabled": False}}})
    assert report.violations_count == 0, report.generate_report()
    publish(page)
    expect(page.locator(".messages")).to_contain_text("gepubliceerd", ignore_case=True)


def show_picture(page: Page, option: str, label: str, seen: str, content: bytes) -> None:
    """Gives an answer a picture that was not in the library, and says what is to be seen."""
    page.fill(f"[name='{option}-value-label']", label)
    block(page, option).locator("[data-streamfield-action=SETTINGS]").first.click()
    page.fill(f"[name='{option}-value-alt']", seen)
    page.locator(f"[id='{option}-value-image-chooser']").get_by_role("button", name="Kies een afbeelding").click()
    chooser = page.locator(".modal")
    chooser.get_by_role("tab", name="Uploaden").click()
    file = {"name": f"{label}.jpg", "mimeType": "image/jpeg", "buffer": content}
    chooser.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
    expect(chooser.get_by_label("Titel")).to_have_value(label)  # after the name of the file
    chooser.get_by_role("button", name="Upload").click()
    expect(chooser).to_have_count(0, timeout=20000)  # the picture is made in its sizes first


def names(page: Page) -> list[str]:
    """What stands in the rows of the group."""
    return [found.input_value() for found in page.locator(".kl-row input").all()]


@pytest.mark.parametrize("script", [True, False])
def test_a_group_pictures_and_a_sum_that_an_editor_built_work(visit: Visit, portal: Portal, script: bool) -> None:
    if not portal.rows(f"SELECT id FROM forms_app_form WHERE key = '{JOURNEY}' AND live_version_id IS NOT NULL"):
        editor = visit("/admin/login/", width=1280, locale="nl")
        sign_in(editor, portal, "formulieren")
        build_journey(editor)

    def look() -> None:
        if script:  # axe is one
            report = Axe().run(page, options=RULES)
            assert report.violations_count == 0, report.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page = visit(f"/ar/vraag/{JOURNEY}/", script=script, locale="ar")
    for label, seen in PICTURES.items():
        image = page.get_by_role("img", name=seen)
        expect(image).to_be_visible()
        assert page.request.get(str(image.get_attribute("src"))).ok
        expect(page.locator("label", has=image)).to_contain_text(label)

    # one more, by keyboard; one less; and back where it was
    page.locator(".kl-row input").first.focus()
    page.keyboard.type("Ali")
    page.locator("button[name=_add_row]").press("Enter")
    expect(page.locator(".kl-row")).to_have_count(2)
    expect(page.locator(".kl-row").nth(1)).to_be_focused()
    page.locator(".kl-row input").nth(1).fill("سارة")
    page.locator("button[name=_remove_row]").first.press("Enter")
    expect(page.locator(".kl-row")).to_have_count(1)
    assert names(page) == ["سارة"]
    look()
    page.locator("button[name=_restore_row]").press("Enter")
    expect(page.locator(".kl-row")).to_have_count(2)
    assert names(page) == ["Ali", "سارة"]

    # what is wrong is said; nothing is lost
    page.fill("input[name=heen]", "20")
    page.locator("input[name=terug]").fill("veel")
    page.locator("input[name=terug]").press("Enter")
    expect(page.locator(".kl-errors a")).to_have_count(2)
    assert names(page) == ["Ali", "سارة"]
    look()
    page.get_by_label("Bus").check()
    page.fill("input[name=terug]", "25")
    page.locator("input[name=terug]").press("Enter")

    # what follows from the answers stands on the next step and on the check, where it cannot be changed
    expect(page.locator("[data-type=calculation]")).to_contain_text("45 minuten")
    look()
    page.fill("input[name=uw_naam]", "سميرة")
    page.locator("input[name=uw_naam]").press("Enter")
    answer = page.locator(".summary__row", has_text="Reistijd")
    expect(answer).to_contain_text("45 minuten")
    expect(answer.get_by_role("link")).to_have_count(0)
    expect(page.locator(".summary__row", has_text="Wie gaan er mee?").get_by_role("link")).to_have_count(1)
    look()
    onward(page)
    expect(page.locator(".kl-card")).to_be_visible()
