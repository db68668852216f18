"""A table of postcodes into the register, by the command an operator types."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from home import places
from home.history import recorded
from home.models import Municipality, PostcodeArea
from tickets.models import Ticket

HEAD = "pc4,place,municipality,municipality_code,kind\n"
DAY = "2027-01-01"


@pytest.fixture
def there(desk: Ticket) -> None:
    """Three postcodes of the first municipality."""
    owner = Municipality.objects.get(code="GM9001")
    with recorded("toets"):
        for pc4 in ("9001", "9002", "9003"):
            PostcodeArea(pc4=pc4, place="Waterdam", municipality=owner).save()


def run(path: Path, text: str, *more: str) -> str:
    table = path / "table.csv"
    table.write_text(HEAD + text, encoding="utf-8")
    said = StringIO()
    call_command("import_postcodes", str(table), "--on", DAY, *more, stdout=said)
    return said.getvalue()


TABLE = """9001,Waterdam,Waterdam,GM9001,address
9002,Polderkerk,Polderkerk,GM9002,address
9003,Waterdam-Oost,Waterdam,GM9001,address
9004,Waterdam,Waterdam,GM9001,po_box
"""


@pytest.mark.usefixtures("there")
def test_the_difference_is_shown_and_nothing_written(tmp_path: Path) -> None:
    assert run(tmp_path, TABLE).splitlines() == [
        "~ 9002 Waterdam / GM9001 / address -> Polderkerk / GM9002 / address",
        "~ 9003 Waterdam / GM9001 / address -> Waterdam-Oost / GM9001 / address",
        "+ 9004 Waterdam / GM9001 / po_box",
        "3 differences; nothing is written without --write",
    ]
    assert PostcodeArea.objects.count() == 3


@pytest.mark.usefixtures("there")
def test_what_moves_ends_the_day_before_and_history_says_why(tmp_path: Path) -> None:
    said = run(tmp_path, TABLE, "--write", "--reason", "herindeling 2027")

    assert said.endswith("3 differences written\n")
    before, after = (places.place_of("9002", day) for day in (date(2026, 12, 31), date(2027, 1, 1)))
    assert before is not None
    assert after is not None
    assert (before.municipality_code, after.municipality_code) == ("GM9001", "GM9002")
    row = PostcodeArea.objects.get(pc4="9003").history.order_by("-seq").first()
    assert (row.actor_label, row.via, row.history_change_reason) == (
        "import_postcodes table.csv",
        "command",
        "herindeling 2027",
    )
    assert run(tmp_path, TABLE).startswith("0 differences")


@pytest.mark.usefixtures("there")
def test_a_postcode_that_is_not_in_the_table_ends(tmp_path: Path) -> None:
    rest = "\n".join(TABLE.splitlines()[1:])
    run(tmp_path, rest, "--write", "--reason", "vervallen")
    assert PostcodeArea.objects.get(pc4="9001").valid_to == date(2026, 12, 31)
    assert places.place_of("9001", date(2027, 1, 1)) is None


@pytest.mark.usefixtures("there")
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("9001,Waterdam,,GM9999,address\n", "no municipality with code GM9999"),
        ("0001,Waterdam,,GM9001,address\n", "'0001' is no postcode"),
        ("9001,Waterdam,,GM9001,flat\n", "'flat' is no kind"),
        ("9001,,,GM9001,address\n", "9001 has no place"),
        ("9001,A,,GM9001,address\n9001,B,,GM9001,address\n", "9001 stands there twice"),
    ],
)
def test_a_table_that_is_not_right_says_what_is_wrong(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(CommandError, match=problem):
        run(tmp_path, text, "--write", "--reason", "x")
    assert PostcodeArea.objects.count() == 3


@pytest.mark.usefixtures("there")
def test_nothing_is_written_without_a_reason_or_halfway(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="say why with --reason"):
        run(tmp_path, TABLE, "--write")
    with recorded("toets"):
        owner = Municipality.objects.get(code="GM9001")
        PostcodeArea(pc4="9004", place="Later", municipality=owner, valid_from=date(2028, 1, 1)).save()
    with pytest.raises(CommandError, match="9004"):
        run(tmp_path, TABLE, "--write", "--reason", "x")
    assert PostcodeArea.objects.filter(valid_to=None, place="Waterdam").count() == 3


def test_a_file_that_is_not_there_is_a_sentence(desk: Ticket, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_postcodes", str(tmp_path / "nothing.csv"))
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="no column pc4"):
        call_command("import_postcodes", str(tmp_path / "other.csv"))
