"""A form from nothing: an editor builds it in the admin, has it translated and published; a visitor completes it."""

import csv
import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_editor import Visit, add_question, add_row, block, publish
from tests.browser.test_whole_way import onward, sign_in
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
    "Wanneer is de afspraak?": "متى الموعد؟",
    "Moet er een tolk bij zijn?": "هل تحتاج إلى مترجم؟",
    "Wie bent u?": "من أنت؟",
    "Welke taal spreekt de tolk?": "ما هي لغة المترجم؟",
    "Uw naam": "اسمك",
    "Uw e-mailadres": "بريدك الإلكتروني",
}


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


def build(page: Page) -> None:
    """The whole form, published."""
    page.goto("/admin/snippets/forms_app/form/add/")
    page.wait_for_load_state("networkidle")
    page.fill("[name=title]", "Afspraak verzetten")
    page.fill("[name=key]", KEY)
    page.select_option("[name=default_category]", label="Afspraak")

    first = add_step(page, "Uw afspraak")
    which = ask(page, first, "Keuze: één antwoord", "Welke afspraak hebt u?")
    for label in ("Het eerste gesprek", "Een toets"):
        page.fill(f"[name='{add_row(page, which, 'options')}-value-label']", label)
    ask(page, first, "Datum", "Wanneer is de afspraak?")
    ask(page, first, "Ja of nee", "Moet er een tolk bij zijn?")

    second = add_step(page, "Wie bent u?")
    spoken = ask(page, second, "Korte tekst", "Welke taal spreekt de tolk?")
    settings(page, spoken)
    rule = add_row(page, spoken, "visible_if")
    asked = page.locator(f"[id='{rule}-value-question-pick']")
    asked.focus()
    asked.select_option(label="Moet er een tolk bij zijn?")
    page.locator(f"[id='{rule}-value-value-pick']").select_option(label="Ja")
    ask(page, second, "Korte tekst", "Uw naam", "sender_name")
    ask(page, second, "E-mailadres", "Uw e-mailadres", "sender_email")
    publish(page)
    expect(page.locator(".messages")).to_contain_text("gepubliceerd", ignore_case=True)


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
    for part, value in zip(visitor.locator(".kl-date input").all(), ("1", "3", "٢٠٢٧"), strict=True):
        part.fill(value)
    visitor.locator("input[type=radio][value=yes]").check()
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
    ((answers, language),) = portal.rows(
        "SELECT answers, language FROM forms_app_submission WHERE version_id IN "
        f"(SELECT id FROM forms_app_formversion WHERE form_id IN (SELECT id FROM forms_app_form WHERE key = '{KEY}'))"
    )
    assert language == "ar"
    assert '"een_toets"' in str(answers).replace("'", '"')
    assert "2027-03-01" in str(answers)
