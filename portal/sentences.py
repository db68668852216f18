"""Every text that the code says to people, found in modules and templates: what there is to translate.

Who reads it follows from where it stands. Visitors read what no line of `STAFF` or `STAFF_WORDS` names, so that a new
text must be translated until somebody writes down that only staff read it.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from django.utils.translation.template import templatize

APPS = ("home", "tickets", "forms_app", "portal")
STAFF = (
    "*/staff/*",
    "*/models/*",
    "*/blocks/*",
    "*/blocks.py",
    "*/apps.py",
    "*/wagtail_hooks.py",
    "*/management/*",
    "home/history/*",
    "forms_app/exporting.py",
    "portal/outbox.py",
    "templates/portal/outbox.html",
    "templates/account/*",
    "templates/allauth/*",
    "templates/forms_app/letters/not_published*",
    "templates/tickets/letters/arrived*",
    "templates/tickets/letters/consulted*",
    "templates/tickets/letters/referred*",
    "templates/tickets/letters/rule_broken*",
    "templates/tickets/letters/sender_wrote*",
    "templates/tickets/letters/sick_file_at_desk*",
    "templates/tickets/printouts/file.html",
    "templates/wagtailadmin/*",
)
"""Files whose texts only staff read."""

STAFF_WORDS = {
    "tickets/words.py": frozenset(
        """STATE_LABELS ACT_LABELS ACT_BUTTONS URGENCY_LABELS CHANNEL_LABELS OUTCOME_LABELS TRANSFER_REASONS
        REJECT_REASONS ROLE_LABELS ROLE_SENTENCES FIELD_LABELS TRACE_SENTENCES FACT_LABELS CONDITION_TESTS
        CONDITION_SENTENCES CONDITION_PROBLEMS CONSTRAINTS""".split()  # noqa: SIM905  a list of names
    ),
    "home/words.py": frozenset(["CONSTRAINTS", "HISTORY_KINDS", "ICON_LABELS", "VIA_LABELS"]),
    "forms_app/words.py": frozenset(
        """TYPE_LABELS MEANING_LABELS TEST_LABELS PERIOD_LABELS TONE_LABELS FORMULA_LABELS COMPILE_PROBLEMS CHANGES
        WARNINGS _SENTENCES CONTEXT_LABELS AUDIENCES _NOT_PUBLISHED _NOT_PUBLISHED_MANY _ONE _ALL _ANY _AND_MORE
        _OR_MORE FORM_ITSELF WHATS TRANSLATION_STATES DIFFERENCES FLAWS TRANSLATING""".split()  # noqa: SIM905  a list of names
    ),
}
"""Tables of words that only staff read, by module."""

# Position of (context, singular, plural) among the arguments of a call.
CALLS = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)", re.DOTALL)


class NotAText(ValueError):
    """A translation function was given something that is not a text: it can be found by nobody who translates."""


@dataclass(frozen=True)
class Key:
    """What a translation is looked up by."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True)
class Sentence:
    """One text with the files it stands in; `is_public` when a visitor may read it."""

    key: Key
    places: tuple[str, ...]
    is_public: bool


def sentences(root: Path) -> list[Sentence]:
    """All texts below `root`, in the order of their files.

    :raises NotAText: naming the file and line.
    """
    places: dict[Key, list[str]] = {}
    public: set[Key] = set()
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        for key, is_public in _in_file(path, name):
            here = places.setdefault(key, [])
            here += [] if name in here else [name]
            public |= {key} if is_public else set()
    return [Sentence(key, tuple(found), key in public) for key, found in places.items()]


def _files(root: Path) -> Iterator[Path]:
    for app in APPS:
        yield from sorted(path for path in (root / app).rglob("*.py") if "migrations" not in path.parts)
    yield from sorted(path for path in (root / "templates").rglob("*") if path.suffix in (".html", ".txt"))


def _in_file(path: Path, name: str) -> Iterator[tuple[Key, bool]]:
    is_public = not any(fnmatch(name, pattern) for pattern in STAFF)
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return ((key, is_public) for key in in_template(source, name))
    staff = STAFF_WORDS.get(name, frozenset())
    return ((key, is_public and table not in staff) for table, key in in_module(source, name))


def in_module(source: str, name: str) -> Iterator[tuple[str, Key]]:
    """(table it stands in, key) of each text in a module; the table is the name that is assigned at the top."""
    for statement in ast.parse(source).body:
        table = _assigned(statement)
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and (where := _positions(node.func)):
                yield table, _key([_text(argument, name) for argument in node.args[: _last(where)]], where)


def in_template(source: str, name: str) -> Iterator[Key]:
    """The key of each text in a template, as Django looks it up."""
    for found in _CALL.finditer(templatize(source, origin=name)):
        where = CALLS[found[1] if found[1] != "_" else "gettext"]
        yield _key([ast.literal_eval(text) for text in re.findall(_STRING, found[2])], where)


def _positions(function: ast.expr) -> tuple[int | None, int, int | None] | None:
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return CALLS.get("gettext" if name == "_" else name.removesuffix("_lazy").removesuffix("_noop"))


def _last(where: Iterable[int | None]) -> int:
    return max(position for position in where if position is not None) + 1


def _key(texts: list[str], where: tuple[int | None, int, int | None]) -> Key:
    context, singular, plural = where
    return Key(
        texts[singular],
        texts[plural] if plural is not None else "",
        texts[context] if context is not None else "",
    )


def _text(argument: ast.expr, name: str) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    raise NotAText(f"{name}:{argument.lineno}: only a text can be translated")


def _assigned(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    return ""
