import copy
import pickle

from home.refusals import Refused


def test_a_refusal_carries_its_code_and_its_data() -> None:
    refused = Refused("stale", changed_by="Petra", fields=["team"])

    assert refused.code == "stale"
    assert refused.data == {"changed_by": "Petra", "fields": ["team"]}


def test_a_refusal_without_data_has_an_empty_one() -> None:
    assert Refused("not_yours").data == {}


def test_data_may_have_any_name() -> None:
    assert Refused("not_now", code="x", self="y").data == {"code": "x", "self": "y"}


def test_a_log_line_shows_the_code_and_the_data() -> None:
    assert str(Refused("not_now", state="done")) == "not_now (state='done')"
    assert str(Refused("not_yours")) == "not_yours"


def test_a_copied_refusal_is_still_whole() -> None:
    for twin in (copy.copy(Refused("stale", by=1)), pickle.loads(pickle.dumps(Refused("stale", by=1)))):
        assert (twin.code, twin.data) == ("stale", {"by": 1})
