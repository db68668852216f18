"""Answers that are picked by their picture."""

from typing import Any

from forms_app import texts
from tests.forms_app.documents import Block, compiled, field, option, step

LETTER = {"url": "/media/images/brief.jpg", "width": 480, "height": 360}


def pictured(label: str, key: str, image: int | None, alt: str) -> Block:
    found = option(label, key)
    found["value"] |= {"image": image, "alt": alt}
    return found


def asked(*options: Block, display: str = "pictures", **more: Any) -> Any:
    question = field("choice", "Wat kreeg u?", "what", options=options, display=display)
    return compiled(step("Brief", question), pictures={7: LETTER}, **more)


def test_a_picture_stands_in_the_document_with_its_size_and_its_words() -> None:
    letter, card = pictured("Brief", "letter", 7, "Een envelop"), pictured("Kaart", "card", 7, "Een kaart")
    document, problems = asked(letter, card, strings={"en": {"brief.what.letter.alt": "An envelope"}}, offered_from=1)
    assert problems == []
    first = document["steps"][0]["fields"][0]["options"][0]
    assert first["picture"] == LETTER
    assert texts.text(document, "en", "brief.what.letter.alt").text == "An envelope"
    said = texts.said_in(document, "en")["steps"][0]["fields"][0]["options"][0]
    assert (said["alt"], said["picture"]) == ("An envelope", LETTER)


def test_no_answer_goes_without_a_picture_or_without_words_for_it() -> None:
    _document, problems = asked(pictured("Brief", "letter", 8, "Een envelop"), pictured("Kaart", "card", 7, ""))
    assert [(found.path[-2:], found.code) for found in problems] == [((0, "image"), "missing"), ((1, "alt"), "missing")]


def test_elsewhere_a_picture_is_no_part_of_the_form() -> None:
    document, problems = asked(
        pictured("Brief", "letter", 7, "Een envelop"), pictured("Kaart", "card", None, ""), display="list"
    )
    assert problems == []
    assert "picture" not in document["steps"][0]["fields"][0]["options"][0]
    assert "brief.what.letter.alt" not in document["strings"]["nl"]
