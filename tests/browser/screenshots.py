"""The pictures of the documentation, made anew: `make screenshots`. No test of the suite: it writes in `docs/images`.

One question is followed through the whole house, so that the pictures tell one story.
"""

import base64
import json
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.test_editor import open_form, panel
from tests.browser.test_whole_way import follow, onward, sign_in
from tests.live import Portal

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
ETHIOPIC = ROOT / "home" / "fonts" / "noto-sans-ethiopic-ethiopic-400-normal.woff2"
MOST_BYTES = 120_000
TALLEST = 1500
PHONE, DESK = 390, 1280
Visit = Callable[..., Page]


def with_ethiopic(page: Page) -> None:
    """Draws Tigrinya on a machine without a font for it, as every phone that is set to Tigrinya has."""
    letters = base64.b64encode(ETHIOPIC.read_bytes()).decode()
    page.evaluate(
        """async letters => {
            const bytes = Uint8Array.from(atob(letters), letter => letter.charCodeAt(0));
            document.fonts.add(await new FontFace("Ethiopic", bytes).load());
            for (const part of document.querySelectorAll("body, body *"))
                part.style.fontFamily = getComputedStyle(part).fontFamily + ", Ethiopic";
        }""",
        letters,
    )


def picture(page: Page, name: str, *, tallest: int = TALLEST) -> None:
    """A page as a small picture: the whole of it, but no taller than asked."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur(); document.fonts.ready")
    seen = Image.open(BytesIO(page.screenshot(full_page=True)))
    seen = seen.crop((0, 0, seen.width, min(seen.height, tallest))).convert("RGB")
    place = IMAGES / f"{name}.png"
    for colours in (256, 128, 64, 32):
        seen.quantize(colours, dither=Image.Dither.NONE).save(place, optimize=True)
        if place.stat().st_size < MOST_BYTES:
            return
    raise AssertionError(f"{name}.png stays larger than {MOST_BYTES} bytes")


def asked(page: Page, language: str, *, pictured: bool) -> tuple[str, str]:
    """A question about a letter; number and code."""

    def shown(name: str) -> None:
        if pictured:
            picture(page, name)

    page.goto(f"/{language}/vraag/stel-uw-vraag/taal/")
    onward(page)
    page.check("input[name=for_whom][value=self]")
    onward(page)
    page.check("input[name=azc][value=no]")
    onward(page)
    page.fill("input[name=postcode]", "4141 AB")
    onward(page)
    onward(page)
    page.check("input[name=topic][value=brief]")
    onward(page)
    page.check("input[name=letter_has_date][value=yes]")
    onward(page)
    shown("form-errors")
    for box, number in zip(page.locator("input[name=letter_date]").all(), ("4", "1", "2027"), strict=True):
        box.fill(number)
    text = {"nl": "Ik moet naar een gesprek komen. Wat neem ik mee?", "ar": "وصلتني رسالة. ماذا تعني؟"}[language]
    page.fill("textarea", text)
    onward(page)
    page.fill("input[name=name]", {"nl": "Samira", "ar": "سميرة"}[language])
    page.fill("input[name=email]", "samira@example.org")
    page.check("input[name=contact_how][value=email]")
    onward(page)
    shown("check")
    onward(page)
    shown("receipt")
    reference, code = (page.locator(".kl-card bdi").nth(number).inner_text() for number in (0, 1))
    return reference, code


def test_pictures_of_what_visitors_and_staff_see(visit: Visit, portal: Portal) -> None:
    reader = visit("/nl/", width=PHONE)
    picture(reader, "home")
    reader.goto("/nl/nieuw/de-brief-van-duo/")
    picture(reader, "guidance")
    reference, code = asked(reader, "nl", pictured=True)
    arabic = visit("/ar/vraag/stel-uw-vraag/", width=320, locale="ar")
    picture(arabic, "form-ar-320")
    arabic_reference, arabic_code = asked(arabic, "ar", pictured=False)

    desk = visit("/account/login/", width=DESK)
    sign_in(desk, portal, "vera")
    desk.goto("/admin/desk/")
    picture(desk, "queue", tallest=900)
    desk.set_viewport_size({"width": DESK, "height": 1500})  # the admin scrolls inside its own frame
    desk.goto(f"/admin/desk/{reference}/")
    picture(desk, "ticket")
    for number, language, answer in (
        (reference, "nl", "Dit is een uitnodiging voor een gesprek. Neem uw paspoort en deze brief mee."),
        (arabic_reference, "ar", "هذه دعوة إلى مقابلة. أحضر معك جواز سفرك وهذه الرسالة."),
    ):
        desk.goto(f"/admin/desk/{number}/")
        desk.locator("form[action$='/take/'] button").click()
        desk.wait_for_load_state()
        replying = desk.locator("form[action$='/reply/']")
        replying.locator("select").first.select_option(language)
        replying.locator("textarea").fill(answer)
        replying.get_by_role("button", name="Stuur antwoord").click()
        desk.wait_for_load_state()
    follow(reader, reference, code)
    picture(reader, "status")
    follow(arabic, arabic_reference, arabic_code, "ar")
    picture(arabic, "status-ar")


def test_pictures_of_what_editors_and_administrators_see(visit: Visit, portal: Portal) -> None:
    editor = visit("/account/login/", width=DESK)
    sign_in(editor, portal, "formulieren")
    open_form(editor)
    expect(panel(editor, "questions")).to_be_visible()
    picture(editor, "editor", tallest=900)
    picture(visit("/account/login/", width=PHONE), "sign-in")
    administrator = visit("/account/login/", width=DESK)
    sign_in(administrator, portal, "beheer")
    administrator.goto("/admin/registers/postcodearea/")
    picture(administrator, "register", tallest=900)


def a_season(portal: Portal) -> None:
    """Thirteen weeks in which people began a form, of whom part stopped at each step."""
    ((version, document),) = portal.rows(
        "SELECT v.id, v.document FROM forms_app_formversion v JOIN forms_app_form f ON f.live_version_id = v.id "
        "WHERE f.key = 'stel-uw-vraag'"
    )
    steps = [step["key"] for step in json.loads(document)["steps"]]
    rows = []
    for week in range(13):
        day = (date.today() - timedelta(weeks=week)).isoformat()
        for place, (language, share) in enumerate((("nl", 9), ("ar", 6), ("ti", 4), ("en", 3))):
            begun = share * (14 - week % 4 - week // 2)
            left = [begun - begun * lost * (place + 2) // 60 for lost in (0, 1, 2, 5, 7, 8, 9)]
            stations = [("started", ""), *(("reached", step) for step in steps), ("submitted", "")]
            for (what, step), count in zip(stations, left, strict=True):
                rows.append((day, language, what, step, "", "", count))
                if what == "reached":
                    rows.append((day, language, "saved", step, "", "", count + begun // 6))
            rows.append((day, language, "time", "", "", ("5", "7", "10", "10")[place], left[-1]))
            rows.append((day, language, "error", "waar", "postcode", "not_a_postcode", begun // 9))
            rows.append((day, language, "error", "contact", "contact_how", "required", begun // 14))
    values = ", ".join(f"({version}, {', '.join(repr(value) for value in row)})" for row in rows if row[-1])
    portal.change(
        "INSERT INTO forms_app_formdaystat (version_id, day, language, what, step, field, code, count) "
        f"VALUES {values} ON CONFLICT (version_id, day, what, language, step, field, code) "
        "DO UPDATE SET count = excluded.count"
    )


def test_pictures_of_a_form_as_a_whole(visit: Visit, portal: Portal) -> None:
    a_season(portal)
    editor = visit("/account/login/", width=DESK)
    sign_in(editor, portal, "formulieren")
    editor.set_viewport_size({"width": DESK, "height": 1250})  # the admin scrolls inside its own frame
    editor.goto("/admin/insight/stel-uw-vraag/")
    picture(editor, "insight")
    ((number,),) = portal.rows("SELECT id FROM forms_app_form WHERE key = 'stel-uw-vraag'")
    editor.goto(f"/admin/forms/{number}/overview/")
    picture(editor, "overview", tallest=1000)


def test_pictures_of_a_step_in_each_language(visit: Visit) -> None:
    for language in ("nl", "en", "ar", "ti", "tr", "fa"):
        page = visit(f"/{language}/vraag/stel-uw-vraag/taal/", width=PHONE, locale=language)
        onward(page)
        page.check("input[name=for_whom][value=other]")
        onward(page)
        with_ethiopic(page)
        picture(page, f"step-{language}", tallest=900)
