from forms_app import texts
from forms_app.texts import Said
from tests.forms_app.documents import field, option, published, step

FORM = published(
    step(
        "Contact",
        field(
            "choices",
            "Wanneer?",
            "when",
            hint="Kies er twee.",
            options=[option("Ochtend", "am"), option("Avond", "pm")],
        ),
        field("panel", "", "safe", text="U bent veilig."),
    ),
    receipt_text="Wij bellen u.",
    offered_from=10,
    strings={
        "fa": {"contact.title": "تماس", "contact.when.am.label": "صبح"},
        "fa-af": {"contact.title": "ارتباط"},
    },
)


def test_a_text_comes_in_the_nearest_language_that_has_it() -> None:
    assert texts.text(FORM, "fa-af", "contact.title") == Said("ارتباط", "fa-af")
    assert texts.text(FORM, "fa-af", "contact.when.am.label") == Said("صبح", "fa")
    assert texts.text(FORM, "fa-af", "contact.when.pm.label") == Said("Avond", "nl")


def test_a_language_that_the_portal_no_longer_speaks_reads_dutch() -> None:
    assert texts.text(FORM, "xx", "contact.title") == Said("Contact", "nl")


def test_a_text_that_is_not_there_is_empty() -> None:
    assert texts.text(FORM, "fa", "contact.intro") == Said("", "nl")


def test_a_form_as_one_reader_gets_it() -> None:
    assert texts.said_in(FORM, "fa") == {
        "title": "Stel uw vraag",
        "steps": [
            {
                "key": "contact",
                "title": "تماس",
                "visible_if": None,
                "fields": [
                    {
                        "key": "when",
                        "type": "choices",
                        "visible_if": None,
                        "required": False,
                        "required_if": None,
                        "meaning": "",
                        "at_most": None,
                        "label": "Wanneer?",
                        "hint": "Kies er twee.",
                        "options": [
                            {"value": "am", "icon": "", "label": "صبح"},
                            {"value": "pm", "icon": "", "label": "Avond"},
                        ],
                    },
                    {
                        "key": "safe",
                        "type": "panel",
                        "visible_if": None,
                        "tone": "advice",
                        "link_url": "",
                        "text": "U bent veilig.",
                    },
                ],
            }
        ],
    }


def test_texts_of_the_form_itself_have_a_name_too() -> None:
    assert texts.text(FORM, "nl", texts.msg_id(what="receipt_text")) == Said("Wij bellen u.", "nl")
    assert texts.msg_id("contact", "when", "am", what="label") == "contact.when.am.label"


def test_a_language_that_is_not_complete_is_read_in_the_next_one_that_is() -> None:
    half = published(
        step("Contact", field("text", "Naam", "name")),
        strings={"fa": {"contact.title": "تماس", "contact.name.label": "نام", "_form.title": "سؤال"},
                 "fa-af": {"contact.title": "ارتباط"}, "ar": {"contact.title": "اتصال"}},
    )  # fmt: skip
    assert half["languages"] == ["nl", "fa", "fa-af"]
    assert texts.text(half, "ar", "contact.title") == Said("Contact", "nl")
    assert texts.text(half, "fa-af", "contact.name.label") == Said("نام", "fa")
    assert texts.reading_language(half, "ar") == "nl"
    assert texts.reading_language(half, "fa-af") == "fa-af"
    assert texts.missing(half, "ar") == ["contact.name.label", "_form.title"]
    assert texts.text(texts.half_done(half), "ar", "contact.title") == Said("اتصال", "ar")


def test_an_editor_may_offer_a_language_that_is_not_complete() -> None:
    steps = [step("Contact", field("text", "Naam", "name"))]
    two_of_three = {"ar": {"contact.title": "اتصال", "contact.name.label": "الاسم"}}
    assert published(*steps, strings=two_of_three, offered_from=67)["languages"] == ["nl"]
    assert published(*steps, strings=two_of_three, offered_from=66)["languages"] == ["nl", "ar"]
    assert "offered_from" not in published(*steps)
