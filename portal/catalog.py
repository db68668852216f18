"""A catalog of translations: read and written as .po, compiled as .mo, without GNU gettext on the machine."""

import ast
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from portal.sentences import Key, Sentence

_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?)?\s*("(?:[^"\\]|\\.)*")$')
_HOLE = re.compile(r"%\(\w+\)[sd]")
_MAGIC = 0x950412DE


class BadCatalog(ValueError):
    """A line of a .po file that cannot be read; the message names the file and the line."""


@dataclass(frozen=True)
class Entry:
    """One text with its translation: one form, or one per plural of the language; empty where there is none yet."""

    key: Key
    translated: tuple[str, ...] = ()
    is_fuzzy: bool = False

    @property
    def is_done(self) -> bool:
        """Whether a reader of this language gets it."""
        return bool(self.translated) and all(self.translated) and not self.is_fuzzy


@dataclass(frozen=True)
class Catalog:
    """All entries of one language; `comment` and `header` stand on top of its file."""

    comment: str
    header: str
    entries: Mapping[Key, Entry]

    @property
    def plurals(self) -> int:
        """How many forms a counted text has in this language."""
        found = re.search(r"nplurals\s*=\s*(\d+)", self.header)
        return int(found[1]) if found else 2


def read(path: Path) -> Catalog:
    """A .po file.

    :raises BadCatalog: when a line is none of the kinds a .po file has.
    """
    comment = ""
    entries: list[Entry] = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        lines = [line.strip() for line in block.splitlines()]
        entry = _entry([line for line in lines if not line.startswith("#")], path)
        flags = " ".join(line for line in lines if line.startswith("#,"))
        if not entries:
            comment = "\n".join(line for line in lines if line.startswith("#"))
        if entry is not None:
            entries.append(replace(entry, is_fuzzy="fuzzy" in flags))
    header, *rest = entries
    return Catalog(comment, header.translated[0], {entry.key: entry for entry in rest})


def updated(catalog: Catalog, wanted: Iterable[Sentence]) -> Catalog:
    """The catalog with exactly the wanted texts, in their order: what is new has no translation yet."""
    entries = {row.key: catalog.entries.get(row.key, Entry(row.key)) for row in wanted}
    return replace(catalog, entries=entries)


def written(catalog: Catalog, places: Mapping[Key, tuple[str, ...]]) -> str:
    """The text of a .po file; `places` says in which files each text stands."""
    top = [catalog.comment, 'msgid ""', *_quoted("msgstr", catalog.header)]
    blocks = ["\n".join(line for line in top if line)]
    for entry in catalog.entries.values():
        lines = [f"#: {' '.join(places[entry.key])}"] if entry.key in places else []
        flags = ["fuzzy"] if entry.is_fuzzy else []
        flags += ["python-format"] if _HOLE.search(entry.key.text) else []
        lines += [f"#, {', '.join(flags)}"] if flags else []
        lines += _quoted("msgctxt", entry.key.context) if entry.key.context else []
        lines += _quoted("msgid", entry.key.text)
        lines += _quoted("msgid_plural", entry.key.plural) if entry.key.plural else []
        blocks.append("\n".join(lines + _translation(entry, catalog.plurals)))
    return "\n\n".join(blocks) + "\n"


def compiled(catalog: Catalog) -> bytes:
    """The bytes of a .mo file: the same bytes for the same catalog, sorted as readers of .mo files search."""
    pairs = {b"": catalog.header.encode()}
    for entry in catalog.entries.values():
        if entry.is_done:
            key = entry.key
            source = f"{key.context}\x04{key.text}" if key.context else key.text
            source += f"\0{key.plural}" if key.plural else ""
            pairs[source.encode()] = "\0".join(entry.translated).encode()
    sources = sorted(pairs)
    texts = [*sources, *(pairs[source] for source in sources)]
    first = 28 + 16 * len(sources)
    offsets, blob = [], b""
    for text in texts:
        offsets += [len(text), first + len(blob)]
        blob += text + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(sources), 28, 28 + 8 * len(sources), 0, first)
    return head + struct.pack(f"<{len(offsets)}I", *offsets) + blob


def _entry(lines: list[str], path: Path) -> Entry | None:
    parts: dict[str, str] = {}
    current = ""
    for line in lines:
        found = _LINE.match(line)
        if found is None:
            raise BadCatalog(f"{path}: {line}")
        current = found[1] or current
        parts[current] = parts.get(current, "") + ast.literal_eval(found[3])
    if "msgid" not in parts:
        return None
    forms = tuple(text for name, text in sorted(parts.items()) if name.startswith("msgstr"))
    return Entry(Key(parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", "")), forms)


def _translation(entry: Entry, plurals: int) -> list[str]:
    if not entry.key.plural:
        return _quoted("msgstr", "".join(entry.translated[:1]))
    forms = [*entry.translated, *[""] * plurals][:plurals]
    return [line for number, text in enumerate(forms) for line in _quoted(f"msgstr[{number}]", text)]


def _quoted(name: str, text: str) -> list[str]:
    """A text as .po writes it: one line, or a line for each of its own lines."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    lines = [line + "\\n" for line in escaped.split("\n")]
    lines[-1] = lines[-1].removesuffix("\\n")
    lines = [line for line in lines if line] or [""]
    if len(lines) == 1:
        return [f'{name} "{lines[0]}"']
    return [f'{name} ""', *(f'"{line}"' for line in lines)]
