import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home import writing

anything = st.text(st.characters())


def test_digits_of_every_script_become_ascii() -> None:
    assert writing.ascii_digits("٠١٢ ۴۵۶ ７８９ 3") == "012 456 789 3"


def test_other_characters_than_digits_stay() -> None:
    assert writing.ascii_digits("½ ² ፩ Ⅳ à") == "½ ² ፩ Ⅳ à"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("Çağrı", "cagri"),
        ("İstanbul", "istanbul"),
        ("Łódź", "lodz"),
        ("François", "francois"),
        ("  twee   woorden\n", "twee woorden"),
        ("١٢٣", "123"),
        ("ｆｕｌｌ", "full"),
        ("كتاب", "کتاب"),
        ("مُدَرِّس", "مدرس"),
        ("أحمد", "احمد"),
        ("علي", "علی"),
        ("مدرســة", "مدرسه"),
        ("zacht\u00adkoppelteken", "zachtkoppelteken"),
    ],
)
def test_two_spellings_of_one_word_fold_to_the_same(one: str, other: str) -> None:
    assert writing.folded(one) == writing.folded(other)


@pytest.mark.parametrize(("one", "other"), [("ትግርኛ", "ትግርና"), ("简体", "繁體"), ("les", "lés2"), ("a b", "ab")])
def test_two_words_fold_to_two(one: str, other: str) -> None:
    assert writing.folded(one) != writing.folded(other)


@pytest.mark.parametrize("text", ["ትግርኛ", "አማርኛ", "简体中文", "вода", "کوردی", "en toen 3 keer"])
def test_a_text_that_is_folded_already_stays(text: str) -> None:
    assert writing.folded(text) == unicodedata.normalize("NFC", text)


def test_a_line_has_no_breaks_and_no_blanks_at_its_ends() -> None:
    assert writing.clean_line("  Samira\r\n\tVoorbeeld\x00 ") == "Samira Voorbeeld"


def test_a_text_keeps_its_lines_and_tabs() -> None:
    assert writing.clean_text(" een\r\ntwee\rdrie\u2028vier\tvijf\n\n") == "een\ntwee\ndrie\nvier\tvijf"


def test_a_text_loses_what_cannot_be_stored() -> None:
    assert writing.clean_text("a\x00b\x1bc\x7fd\x9fe\ud800f\ufffeg\U0001ffffh") == "abcdefgh"


def test_a_text_is_composed() -> None:
    assert writing.clean_text("cafe\u0301") == "café"


def test_a_text_keeps_the_marks_that_scripts_need() -> None:
    assert writing.clean_text("می\u200cشود \u200fא 👩\u200d👧") == "می\u200cشود \u200fא 👩\u200d👧"


@given(anything)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert writing.clean_text(writing.clean_text(text)) == writing.clean_text(text)
    assert writing.clean_line(writing.clean_line(text)) == writing.clean_line(text)


@given(anything)
def test_a_clean_text_can_be_stored(text: str) -> None:
    clean = writing.clean_text(text)

    clean.encode()
    assert "\x00" not in clean


@given(anything)
def test_case_does_not_matter_when_folded(text: str) -> None:
    assert writing.folded(writing.folded(text)) == writing.folded(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("مثل 06 12345678.", "مثل \u206606 12345678\u2069."),
        ("مثلًا 1234 AB. لا", "مثلًا \u20661234 AB\u2069. لا"),
        ("اتصل: 000-000 0000", "اتصل: \u2066000-000 0000\u2069"),
        ("مثل NL91 ABNA 0417 1643 00.", "مثل \u2066NL91 ABNA 0417 1643 00\u2069."),
        ("مثلًا 12 أو 1990", "مثلًا 12 أو 1990"),
        ("المستوى B1 ورقم V", "المستوى B1 ورقم V"),
    ],
)
def test_groups_of_digits_keep_their_order_from_right_to_left(text: str, shown: str) -> None:
    assert writing.isolated(text) == shown
