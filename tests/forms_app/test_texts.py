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
