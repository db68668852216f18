"""The immutable form document: what a published version asks, in every language."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from dataclasses import field as made_of
from datetime import date

from forms_app import findings, keys, meanings, naming, texts
from forms_app.fields import SIMPLE, TYPES
from forms_app.fields.calculation import ENDS, FORMULAS
from forms_app.keys import Fixed
from forms_app.naming import Block, Kind, Placed
from forms_app.problems import Path, Problem
from forms_app.rows import Expression, Question, compile_rows
from forms_app.texts import Document, Strings, msg_id
from home import writing
from home.languages import SOURCE

__all__ = ["SCHEMA_VERSION", "Document", "Problem", "Settings", "compile", "digest"]

SCHEMA_VERSION = 1
_FEWEST_OPTIONS = 2
_BEFORE_ALL_DAYS = date(1900, 1, 1)


@dataclass(frozen=True)
class Settings:
    """What belongs to a form beside its steps. `urgent_if` are plain rows, `categories` the codes the desk knows.

    `pictures`: number in the library -> `{url, width, height}` of what visitors get. `today` is for conditions about a
    day that may only lie ahead; without it no day is too early.
    """

    key: str
    title: str
    audience: str = "inburgeraar"
    default_category: str = ""
    categories: AbstractSet[str] = frozenset()
    urgent_if: Sequence[Block] = ()
    urgent_mode: str = "all"
    receipt_text: str = ""
    closed_text: str = ""
    offered_from: int = 100
    confirm_email: bool = False
    needs_second: bool = False
    pictures: Mapping[int, Document] = made_of(default_factory=dict)
    today: date | None = None


def compile(
    plain: Sequence[Block], fixed: Fixed | None = None, *, settings: Settings, strings: Strings | None = None
) -> tuple[Document, list[Problem]]:
    """The document of plain blocks (`get_prep_value()` of the steps), with everything that is wrong with them.

    `fixed` is what the published versions hold on to, `strings` the translations: language -> name of a text -> text.
    With problems the document is only good to be looked at.
    """
    compilation = _Compilation(fixed or Fixed(), settings)
    steps = compilation.steps(plain)
    document = compilation.form() | {"steps": steps} | compilation.kept()
    found = findings.blocking(document, settings.today or _BEFORE_ALL_DAYS)
    known = compilation.problems
    known += [new for new in found if not any(old.path[: len(new.path)] == new.path for old in known)]
    return translated(document, strings or {}), known


def translated(document: Document, strings: Strings) -> Document:
    """The document with exactly these translations of its texts (language -> name of a text -> text)."""
    source = document["strings"][SOURCE]
    kept = {code: {name: texts_[name] for name in source if texts_.get(name)} for code, texts_ in strings.items()}
    said = {code: kept[code] for code in sorted(kept) if kept[code]} | {SOURCE: source}
    return document | {"languages": texts.offered(said, source, document.get("offered_from", 100)), "strings": said}


def digest(document: Document) -> str:
    """SHA-256 of the document in its one canonical spelling."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def text_digest(text: str) -> str:
    """SHA-256 of one text: by it a translation knows which source it was made from."""
    return hashlib.sha256(text.encode()).hexdigest()


class _Compilation:
    """One reading of the blocks from top to bottom: the steps first, then the form, then what was kept on the way."""

    def __init__(self, fixed: Fixed, settings: Settings) -> None:
        self.fixed = fixed
        self.settings = settings
        self.problems: list[Problem] = []
        self.keys: dict[str, str] = {}
        self.types: dict[str, str] = {}
        self.source: dict[str, str] = {}
        self.earlier: dict[str, Question] = {}
        self.meanings: set[str] = set()

    def form(self) -> Document:
        for what in ("title", "receipt_text", "closed_text"):
            self._say(msg_id(what=what), getattr(self.settings, what))
        self._demand(bool(self.settings.title.strip()), ("title",), "missing")
        self._demand(self.settings.key not in keys.RESERVED, ("key",), "reserved_key", key=self.settings.key)
        self._check_category(self.settings.default_category, ("default_category",), "missing")
        return {
            "schema_version": SCHEMA_VERSION,
            "key": self.settings.key,
            "title": self.settings.title,
            "audience": self.settings.audience,
            "default_category": self.settings.default_category,
            "urgent_if": self._rows(self.settings.urgent_if, self.settings.urgent_mode, ("urgent_if",)),
            # Only where it is not what it always was: older documents are not another because of it.
            **({"confirm_email": True} if self.settings.confirm_email else {}),
            **({"needs_second": True} if self.settings.needs_second else {}),
            **({"offered_from": self.settings.offered_from} if self.settings.offered_from < 100 else {}),
        }

    def kept(self) -> Document:
        return {"strings": {SOURCE: self.source}, "keys": self.keys, "types": self.types}

    def steps(self, plain: Sequence[Block]) -> list[Document]:
        self._demand(bool(plain), (), "no_steps")
        placed: list[Placed] = [((index,), step) for index, step in enumerate(plain)]
        fields = [found for path, step in placed for found in _inside(path, step, "fields")]
        step_keys = self._named(placed, naming.STEP)
        field_keys = self._named(fields, naming.FIELD, retired=self.fixed.types.keys())
        at = dict(zip((path for path, _field in fields), field_keys, strict=True))
        return [self._step(path, step, key, at) for (path, step), key in zip(placed, step_keys, strict=True)]

    def _step(self, path: Path, block: Block, key: str, field_keys: Mapping[Path, str]) -> Document:
        value = block["value"]
        self._demand(self._say(msg_id(key, what="title"), value.get("title")), (*path, "title"), "missing")
        self._say(msg_id(key, what="intro"), value.get("intro"))
        visible_if = self._rows(value.get("visible_if"), value.get("visible_mode"), (*path, "visible_if"))
        fields = _inside(path, block, "fields")
        self._demand(bool(fields), (*path, "fields"), "no_fields")
        return {
            "key": key,
            "visible_if": visible_if,
            "fields": [self._field(at, field, field_keys[at], key) for at, field in fields],
        }

    def _field(self, path: Path, block: Block, key: str, step: str) -> Document:
        value, kind, name = block["value"], TYPES[block["type"]], f"{step}.{key}"
        self._fix_type(key, block["type"], path)
        self._say_field(value, block["type"] != "panel", name, path)
        for what in kind.texts:
            self._say(msg_id(name, what=what), value.get(what))
        settings, wrong = kind.settings(value)
        self.problems += [Problem((*path, setting.name), setting.code, setting.data) for setting in wrong]
        field = {
            "key": key,
            "type": block["type"],
            "msg_id": name,
            "visible_if": self._rows(value.get("visible_if"), value.get("visible_mode"), (*path, "visible_if")),
        }
        if kind.asks:
            field |= self._asking(value, block["type"], path)
        if block["type"] == "calculation":
            field["of"] = self._operands(value, settings["formula"], (*path, "of"))
        if block["type"] == "group":
            field["fields"] = self._inner(path, block, key, name)
        if kind.has_options:
            field["options"] = self._options(path, block, name, settings, is_topic=field["meaning"] == "topic")
        if kind.asks and block.get("id"):
            self.earlier[block["id"]] = Question(key, block["type"], self._values(block))
        return field | settings

    def _inner(self, path: Path, block: Block, group: str, name: str) -> list[Document]:
        """The questions of a group; they have no conditions, and no meaning: there may be many of each answer."""
        placed = _inside(path, block, "fields")
        self._demand(bool(placed), (*path, "fields"), "no_inner_fields")
        for at, inner in placed:
            self._demand(inner["type"] in SIMPLE, at, "not_in_a_group")
        before = f"{group}."
        retired = {key.removeprefix(before) for key in self.fixed.types if key.startswith(before)}
        named = self._named(placed, naming.FIELD, retired=retired)
        return [
            self._inner_field(at, inner, f"{group}.{key}", f"{name}.{key}")
            for (at, inner), key in zip(placed, named, strict=True)
            if inner["type"] in SIMPLE
        ]

    def _inner_field(self, path: Path, block: Block, trail: str, name: str) -> Document:
        value, kind = block["value"], SIMPLE[block["type"]]
        self._fix_type(trail, block["type"], path)
        self._say_field(value, True, name, path)
        for what in kind.texts:
            self._say(msg_id(name, what=what), value.get(what))
        settings, wrong = kind.settings(value)
        self.problems += [Problem((*path, setting.name), setting.code, setting.data) for setting in wrong]
        options = {"options": self._options(path, block, name, settings)} if kind.has_options else {}
        return {
            "key": trail.rpartition(".")[2],
            "type": block["type"],
            "msg_id": name,
            "required": bool(value.get("required")),
            "personal": value.get("personal") != "no",
            **options,
            **settings,
        }

    def _fix_type(self, key: str, kind: str, path: Path) -> None:
        self._demand(self.fixed.types.get(key, kind) == kind, (*path, "key"), "retired_key", key=key)
        self.types[key] = kind

    def _operands(self, value: Block, formula: str, path: Path) -> list[str]:
        """The keys of the earlier questions that something is worked out from."""
        typed = str(value.get("of") or "").split()
        self._demand(bool(typed), path, "missing")
        self._demand(all(one in self.earlier for one in typed), path, "not_earlier")
        known = [self.earlier[one] for one in typed if one in self.earlier]
        self._demand(all(question.type in FORMULAS[formula] for question in known), path, "wrong_operand")
        self._demand(formula != "days" or len(typed) in (0, ENDS), path, "two_days")
        return [question.key for question in known]

    def _say_field(self, value: Block, asks: bool, name: str, path: Path) -> None:
        said = [what for what in _TEXTS[asks] if self._say(msg_id(name, what=what), value.get(what))]
        main = "label" if asks else "text"
        self._demand(main in said, (*path, main), "missing")

    def _asking(self, value: Block, kind: str, path: Path) -> Document:
        """What only a field with an answer has."""
        meaning = self._meaning(value.get("meaning") or "", kind, (*path, "meaning"))
        is_required, rows = bool(value.get("required")), value.get("required_if")
        self._demand(not (is_required and rows), (*path, "required"), "required_twice")
        by_meaning = meanings.is_personal(meaning)
        return {
            "required": is_required,
            "required_if": self._rows(rows, value.get("required_mode"), (*path, "required_if")),
            "meaning": meaning,
            "personal": {"yes": True, "no": False}.get(value.get("personal") or "", by_meaning),
            "in_routing": bool(value.get("in_routing")),
        }

    def _meaning(self, meaning: str, kind: str, path: Path) -> str:
        """The meaning when it may stand here, else none."""
        if not meaning:
            return ""
        known = meanings.MEANINGS.get(meaning)
        code = (
            "unknown_meaning"
            if known is None
            else "wrong_meaning"
            if kind not in known.types
            else "meaning_twice"
            if meaning in self.meanings
            else ""
        )
        self.meanings.add(meaning)
        self._demand(not code, path, code, meaning=meaning)
        return "" if code else meaning

    def _options(
        self, path: Path, block: Block, name: str, settings: Document, *, is_topic: bool = False
    ) -> list[Document]:
        placed = _inside(path, block, "options")
        self._demand(len(placed) >= _FEWEST_OPTIONS, (*path, "options"), "two_options")
        values = self._named(placed, naming.OPTION)
        return [
            self._option(at, option["value"], value, f"{name}.{value}", is_topic)
            | (self._picture(at, option["value"], f"{name}.{value}") if settings.get("display") == "pictures" else {})
            for (at, option), value in zip(placed, values, strict=True)
        ]

    def _option(self, path: Path, option: Block, value: str, name: str, is_topic: bool) -> Document:
        self._demand(self._say(msg_id(name, what="label"), option.get("label")), (*path, "label"), "missing")
        self._say(msg_id(name, what="hint"), option.get("hint"))
        category = (option.get("category") or "") if is_topic else ""
        if is_topic:
            self._check_category(category, (*path, "category"), "unmapped_option")
        namely = {"namely": True} if option.get("namely") else {}
        return {"value": value, "category": category, "icon": option.get("icon") or "", **namely}

    def _picture(self, path: Path, option: Block, name: str) -> Document:
        """What of an option only stands in the document when its question is answered by pictures."""
        picture = self.settings.pictures.get(option.get("image") or 0)
        self._demand(picture is not None, (*path, "image"), "missing")
        self._demand(self._say(msg_id(name, what="alt"), option.get("alt")), (*path, "alt"), "missing")
        return {"picture": dict(picture)} if picture else {}

    def _values(self, block: Block) -> dict[str, str]:
        options = block["value"].get("options") or ()
        return {option["id"]: self.keys[option["id"]] for option in options if option.get("id")}

    def _named(self, placed: Sequence[Placed], kind: Kind, retired: AbstractSet[str] = frozenset()) -> list[str]:
        named = naming.names(placed, kind, self.fixed.keys, retired)
        self.problems += naming.problems(placed, named, kind)
        self.keys |= {block["id"]: key for (_path, block), key in zip(placed, named, strict=True) if block.get("id")}
        return named

    def _rows(self, rows: Iterable[Block] | None, mode: str | None, path: Path) -> Expression | None:
        expression, problems = compile_rows(rows or (), mode or "all", self.earlier, path)
        self.problems += problems
        return expression

    def _check_category(self, category: str, path: Path, when_missing: str) -> None:
        self._demand(bool(category), path, when_missing)
        is_known = not category or category in self.settings.categories
        self._demand(is_known, path, "unknown_category", category=category)

    def _say(self, name: str, typed: object) -> bool:
        """Keep a Dutch text by its name; whether there was one."""
        said = writing.clean_text(str(typed or ""))
        if said:
            self.source[name] = said
        return bool(said)

    def _demand(self, is_met: bool, path: Path, code: str, **data: object) -> None:
        if not is_met:
            self.problems.append(Problem(path, code, data))


_TEXTS = {True: ("label", "hint"), False: ("label", "text", "link_text")}


def _inside(path: Path, block: Block, name: str) -> list[Placed]:
    return [((*path, name, index), inner) for index, inner in enumerate(block["value"].get(name) or ())]
