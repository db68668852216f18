"""Which answers hold a number of a person, and what others see of them."""

from typing import Any

from forms_app import identifiers

BSN, V_NUMBER = "111222333", "2801234567"


def document(**types: Any) -> dict[str, Any]:
    fields = [{"key": key, **({"type": kind} if isinstance(kind, str) else kind)} for key, kind in types.items()]
    return {"steps": [{"key": "a", "fields": fields}]}


def test_answers_in_free_words_are_looked_at() -> None:
    asked = document(question="long_text", name="text", people="number", letter="choice")
    answered = {"question": f"Mijn BSN is {BSN}.", "name": "Samira", "people": V_NUMBER, "letter": "brief"}

    assert identifiers.noticed(asked, answered) == ("question", "people")
    assert identifiers.masked(asked, answered) == {
        "question": "Mijn BSN is •••••••••.",
        "name": "Samira",
        "people": "••••••••••",
        "letter": "brief",
    }


def test_what_the_sender_insists_on_is_left() -> None:
    asked = document(question="long_text", more="long_text")
    answered = {"question": BSN, "more": BSN}

    assert identifiers.masked(asked, answered, ["question"]) == {"question": BSN, "more": "•••••••••"}
    assert answered == {"question": BSN, "more": BSN}


def test_answers_with_a_shape_of_their_own_are_no_numbers_of_a_person() -> None:
    asked = document(email="email", phone="phone", account="iban", day="date", photo="upload", sure="yes_no")
    answered = {
        "email": f"{BSN}@example.org",
        "phone": "+31111222333",
        "account": "NL91ABNA0417164300",
        "day": "2026-11-26",
        "photo": ["3f2504e0-4f89-41d3-9a0c-030511222333"],
        "sure": True,
    }

    assert identifiers.noticed(asked, answered) == ()
    assert identifiers.masked(asked, answered) == answered


def test_a_group_is_looked_at_answer_by_answer() -> None:
    inner = [{"key": "child", "type": "text"}, {"key": "mail", "type": "email"}]
    asked = document(children={"type": "group", "fields": inner})
    answered = {"children": [{"child": f"Ali {BSN}", "mail": f"{BSN}@x.nl"}, {"child": "Noor"}]}

    assert identifiers.noticed(asked, answered) == ("children",)
    assert identifiers.masked(asked, answered)["children"] == [
        {"child": "Ali •••••••••", "mail": f"{BSN}@x.nl"},
        {"child": "Noor"},
    ]


def test_an_answer_without_a_question_stays_as_it_is() -> None:
    assert identifiers.masked(document(), {"gone": BSN}) == {"gone": BSN}
    assert identifiers.noticed(document(), {"gone": BSN}) == ()
