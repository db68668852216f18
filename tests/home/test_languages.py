import pytest

from home import languages
from home.languages import Language


@pytest.fixture(autouse=True)
def _languages_of_an_empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "LANGUAGES", dict(languages.LANGUAGES))


def test_the_languages_stand_in_the_order_of_introduction() -> None:
    assert " ".join(languages.LANGUAGES) == ("nl en ar ti tr fa fa-af ps so uk kmr ckb fr es pt pl ru am ur zh-hans")


def test_each_language_is_kept_under_its_own_code() -> None:
    assert {code: row.code for code, row in languages.LANGUAGES.items()} == {code: code for code in languages.LANGUAGES}


def test_these_languages_are_written_from_right_to_left() -> None:
    written = {code for code in languages.LANGUAGES if languages.direction(code) == "rtl"}

    assert written == {"ar", "fa", "fa-af", "ps", "ckb", "ur"}


def test_a_reader_of_dari_gets_persian_then_dutch() -> None:
    assert languages.fallbacks("fa-af") == ("fa-af", "fa", "nl")


def test_a_reader_of_dutch_gets_dutch() -> None:
    assert languages.fallbacks("nl") == ("nl",)


@pytest.mark.parametrize("code", [code for code in languages.LANGUAGES if code not in ("nl", "fa-af")])
def test_every_other_reader_gets_the_language_then_dutch(code: str) -> None:
    assert languages.fallbacks(code) == (code, "nl")


def test_own_names_are_different() -> None:
    assert len({row.own_name for row in languages.LANGUAGES.values()}) == len(languages.LANGUAGES)


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(KeyError):
        languages.direction("tlh")
    with pytest.raises(KeyError):
        languages.fallbacks("tlh")


def test_an_installation_can_add_a_language() -> None:
    languages.register(["sr-Latn:srpski_jezik:ltr", "he:עברית:rtl"])

    assert list(languages.LANGUAGES.values())[-2:] == [
        Language("sr-latn", "srpski jezik", "sr-latn"),
        Language("he", "עברית", "he", "rtl"),
    ]
    assert languages.fallbacks("he") == ("he", "nl")


def test_the_same_language_may_be_added_twice() -> None:
    languages.register(["he:עברית:rtl"])
    languages.register(["he:עברית:rtl"])

    assert list(languages.LANGUAGES)[-1] == "he"


@pytest.mark.parametrize(
    "words",
    ["he", "he:עברית", "he:עברית:up", "he::rtl", ":עברית:rtl", "he:עברית:rtl:x", "h/e:עברית:rtl", "nl:Vlaams:ltr"],
)
def test_a_language_that_cannot_be_read_is_an_error(words: str) -> None:
    before = dict(languages.LANGUAGES)

    with pytest.raises(ValueError, match="not code:own_name:ltr|not ltr or rtl|exists already"):
        languages.register([words])
    assert before == languages.LANGUAGES
