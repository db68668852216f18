"""Plain blocks as an editor would have made them, in few words.

A block's id is its key with a dash before it (`-topic`; an option's `-topic-brief`), so conditions read well.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from forms_app import document
from forms_app.document import Document, Settings
from forms_app.keys import Fixed
from forms_app.problems import Problem

Block = dict[str, Any]

CATEGORIES = frozenset(
    {"brief", "les", "route", "examen", "geld", "wonen", "werk", "afspraak", "bezwaar", "partner", "overig"}
)


def when(question: str, test: str = "is", value: str = "") -> Block:
    """One row of a condition."""
    return {"type": "item", "id": None, "value": {"question": question, "test": test, "value": value}}


def option(label: str, key: str = "", *, category: str = "", id: str = "") -> Block:
    """One answer to pick."""
    value = {"label": label, "hint": "", "key": key, "category": category, "icon": ""}
    return {"type": "item", "id": id or f"-{key or label}", "value": value}


def field(kind: str, label: str, key: str = "", *, id: str = "", options: Sequence[Block] = (), **value: Any) -> Block:
    """One question, or a panel; options get the field's id before their own."""
    own = id or f"-{key or label}"
    inner = [found | {"id": f"{own}{found['id']}"} for found in options]
    return {
        "type": kind,
        "id": own,
        "value": {"label": label, "key": key, **value} | ({"options": inner} if inner else {}),
    }


def step(title: str, *fields: Block, key: str = "", id: str = "", **value: Any) -> Block:
    """One step."""
    own = id or f"-step-{key or title}"
    return {"type": "step", "id": own, "value": {"title": title, "key": key, "fields": list(fields), **value}}


def compiled(
    *steps: Block, fixed: Fixed | None = None, strings: Mapping[str, Mapping[str, str]] | None = None, **settings: Any
) -> tuple[Document, list[Problem]]:
    """The document of these steps, with what is wrong with them."""
    usual = {"key": "stel-uw-vraag", "title": "Stel uw vraag", "default_category": "overig", "categories": CATEGORIES}
    return document.compile(steps, fixed, settings=Settings(**usual | settings), strings=strings)


def published(*steps: Block, **more: Any) -> Document:
    """The document of steps with which nothing is wrong."""
    found, problems = compiled(*steps, **more)
    assert problems == []
    return found


def ask_your_question() -> Document:
    """The form for inburgeraars, as domain.md 3.2 describes it."""
    return published(*ask_your_question_steps(), urgent_if=ask_your_question_urgent_if())


def ask_your_question_urgent_if() -> list[Block]:
    """A letter with a date within ten working days."""
    return [
        when("-topic", "is", "-topic-brief"),
        when("-letter_date", "working_days_ahead_at_most", "10"),
    ]


def ask_your_question_steps() -> list[Block]:
    """Its plain blocks."""
    other: dict[str, Any] = {"visible_if": [when("-for_whom", "is", "-for_whom-other")], "required": True}
    at_home = when("-azc", "is", "no")
    return [
        step("Taal", field("language", "In welke taal?", "language", meaning="language", required=True), key="taal"),
        step(
            "Voor wie",
            field(
                "choice",
                "Voor wie is de vraag?",
                "for_whom",
                meaning="on_behalf_of",
                required=True,
                options=[option("Voor mijzelf", "self"), option("Ik help iemand", "other")],
            ),
            field(
                "choice",
                "Wie bent u?",
                "helper_role",
                meaning="sender_role",
                options=[option("Sleutelpersoon", "key_person"), option("Familie", "family")],
                **other,
            ),
            field("statement", "De persoon weet dat ik dit vraag", "person_knows", meaning="person_consent", **other),
            key="voor-wie",
        ),
        step(
            "Waar woont u?",
            field("yes_no", "Woont u in een azc?", "azc", meaning="lives_in_azc", required=True),
            field("postcode", "Wat is uw postcode?", "postcode", meaning="postcode", visible_if=[at_home]),
            field(
                "municipality",
                "In welke gemeente woont u?",
                "municipality",
                meaning="municipality",
                unknown=True,
                required=True,
                visible_if=[at_home, when("-postcode", "not_answered")],
            ),
            field(
                "municipality",
                "Welke gemeente helpt u?",
                "linked_municipality",
                meaning="linked_municipality",
                unknown=True,
                required=True,
                visible_if=[when("-azc", "is", "yes")],
            ),
            field(
                "panel",
                "Dit is buiten de regio",
                "outside",
                text="Uw gemeente doet niet mee aan deze website.",
                visible_if=[when("-postcode", "not_in_region")],
            ),
            field(
                "statement",
                "Ik wil mijn vraag toch versturen",
                "send_anyway",
                required=True,
                visible_if=[when("-postcode", "not_in_region")],
            ),
            key="waar",
        ),
        step(
            "Onderwerp",
            field(
                "choice",
                "Waar gaat uw vraag over?",
                "topic",
                meaning="topic",
                required=True,
                display="cards",
                options=[
                    option("Een brief", "brief", category="brief"),
                    option("Examen of lening", "examen", category="examen"),
                    option("Kinderen", "kinderen", category="les"),
                    option("Iets anders", "anders", category="overig"),
                ],
            ),
            field("panel", "", "duo", text="DUO gaat hierover.", visible_if=[when("-topic", "is", "-topic-examen")]),
            field(
                "yes_no",
                "Staat er een datum in de brief?",
                "letter_has_date",
                visible_if=[when("-topic", "is", "-topic-brief")],
            ),
            field(
                "date",
                "Welke datum?",
                "letter_date",
                meaning="letter_date",
                required=True,
                visible_if=[when("-letter_has_date", "is", "yes")],
            ),
            field("long_text", "Uw vraag", "question", meaning="question", required=True),
            key="onderwerp",
        ),
        step(
            "Contact",
            field("text", "Uw naam", "name", meaning="sender_name", required=True),
            field("email", "Uw e-mailadres", "email", meaning="sender_email"),
            field(
                "phone",
                "Uw telefoonnummer",
                "phone",
                meaning="sender_phone",
                required_if=[when("-email", "not_answered")],
            ),
            field(
                "choice",
                "Hoe mogen wij contact opnemen?",
                "contact_how",
                meaning="contact_how",
                required=True,
                options=[option("Bellen", "call"), option("E-mail", "email")],
            ),
            key="contact",
        ),
    ]
