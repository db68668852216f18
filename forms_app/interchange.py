"""The texts of a form as a file for a translator, and back: CSV for a spreadsheet, XLIFF 1.2 for a translation tool."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from home.languages import SOURCE
from home.refusals import Refused

COLUMNS = ("id", "context", "source", "translation", "state")
MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
# What translation tools call it, by our own word.
TARGET_STATES = {
    "missing": "needs-translation",
    "stale": "needs-adaptation",
    "unchecked": "needs-review-translation",
    "checked": "final",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """One text in a file: its name, the Dutch, the translation ("" for none), where it stands, how it is doing."""

    name: str
    source: str
    text: str
    context: str = ""
    state: str = ""


def to_csv(rows: Iterable[Row]) -> bytes:
    """A CSV that spreadsheets open as it is: UTF-8 with a mark, and no cell that they take for a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_safe(cell) for cell in (row.name, row.context, row.source, row.text, row.state)])
    return written.getvalue().encode("utf-8-sig")


def to_xliff(rows: Iterable[Row], language: str, original: str) -> bytes:
    """An XLIFF 1.2 file; `original` names the form."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(_tag("xliff"), {"version": "1.2"})
    languages = {"source-language": SOURCE, "target-language": language}
    file = ElementTree.SubElement(root, _tag("file"), {"original": original, "datatype": "plaintext", **languages})
    body = ElementTree.SubElement(file, _tag("body"))
    for row in rows:
        unit = ElementTree.SubElement(body, _tag("trans-unit"), {"id": row.name, "xml:space": "preserve"})
        ElementTree.SubElement(unit, _tag("source")).text = row.source
        target = ElementTree.SubElement(unit, _tag("target"), {"state": TARGET_STATES[row.state or "missing"]})
        target.text = row.text
        if row.context:
            ElementTree.SubElement(unit, _tag("note")).text = row.context
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def read(content: bytes) -> list[Row]:
    """The rows of a file that somebody sends; its kind follows from what is in it.

    :raises Refused: `file_too_large`, `too_many_rows`, `not_utf8`, `no_columns` (a CSV without id and translation),
        `not_xliff` (also with a document type or entities in it, which no translation tool writes), `no_rows`.
    """
    if len(content) > MOST_BYTES:
        raise Refused("file_too_large", size=MOST_BYTES // (1024 * 1024))
    is_xml = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
    rows = _from_xliff(content) if is_xml else _from_csv(content)
    if not rows:
        raise Refused("no_rows")
    if len(rows) > MOST_ROWS:
        raise Refused("too_many_rows", most=MOST_ROWS)
    return rows


def _from_csv(content: bytes) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("not_utf8") from error
    lines = io.StringIO(text.replace("\0", ""), newline="")
    head = lines.readline()
    # Spreadsheets write what their country uses.
    between = max((",", ";", "\t"), key=head.count)
    columns = [cell.strip().lower() for cell in next(csv.reader([head], delimiter=between), [])]
    if not {"id", "translation"} <= set(columns):
        raise Refused("no_columns")
    at = {name: columns.index(name) for name in COLUMNS if name in columns}
    try:
        rows = [_row(cells, at) for cells in csv.reader(lines, delimiter=between) if any(cells)]
    except csv.Error as error:
        raise Refused("no_columns") from error
    return [row for row in rows if row.name]


def _row(cells: Sequence[str], at: dict[str, int]) -> Row:
    said = {name: _plain(cells[place]) if place < len(cells) else "" for name, place in at.items()}
    return Row(
        said["id"].strip(),
        said.get("source", ""),
        said["translation"],
        said.get("context", ""),
        said.get("state", ""),
    )


def _from_xliff(content: bytes) -> list[Row]:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refused("not_xliff") from error
    if root.tag != _tag("xliff"):
        raise Refused("not_xliff")
    return [
        Row(unit.get("id") or "", _text(unit, "source"), _text(unit, "target"), _text(unit, "note"))
        for unit in root.iter(_tag("trans-unit"))
        if unit.get("id")
    ]


def _text(unit: ElementTree.Element, name: str) -> str:
    """The words in a part of a unit; marks inside them, which some tools add, go."""
    part = unit.find(_tag(name))
    return "".join(part.itertext()) if part is not None else ""


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; `_plain` gives back exactly what it was."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell
