"""Answers that are picked."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from forms_app.fields.base import ANSWERED, PICKED, Context, Field, FieldType, Flaw, Setting, Unreadable, Voice, whole
from home import writing

UNKNOWN = "unknown"
"""The canonical answer "I do not know" of a register that offers it."""

OTHER = "other"
"""The value of an organisation that is not in the register, beside its name."""

_YES = frozenset({"yes", "true", "on", "1", "ja"})
_NO = frozenset({"no", "false", "off", "0", "nee"})
_MOST_OPTIONS = 100


Picked = str | dict[str, str]
"""The value of an option; with what was written beside it, `{"value": …, "text": …}`."""

WRITTEN = ":"
"""Before what was written beside an option: no value of an option begins with it."""

DISPLAYS = ("list", "cards", "pictures")
_LONGEST_WRITTEN = 200
P = TypeVar("P")


class Choice(FieldType[Picked]):
    """One of the options; one that asks "namely" may come with a few words.

    Those words never change what the answer is: conditions and routing know the option alone.
    """

    tests = PICKED
    missing = "required_choice"
    unreadable = "one_choice"
    has_options = True

    def collect(self, field: Field, typed: Mapping[str, Sequence[str]]) -> Picked | None | Unreadable:
        """What was picked, with the words for that option (`<key>.<value>`); words for another one do not count."""
        picked = [value for value in map(writing.clean_line, typed.get(field["key"], ())) if value]
        asking = [option["value"] for option in field.get("options", ()) if option.get("namely")]
        written = {value: _joined(typed.get(f"{field['key']}.{value}", ())) for value in asking}
        if not picked and any(written.values()):
            return Unreadable(tuple(WRITTEN + words for words in written.values() if words))
        return self.parse([*picked, *(WRITTEN + written[value] for value in picked[:1] if written.get(value))])

    def lay_out(self, field: Field, value: Picked) -> dict[str, list[str]]:
        """The option, and its words in the input beside it."""
        words = {f"{field['key']}.{value['value']}": [value["text"]]} if isinstance(value, dict) else {}
        return {field["key"]: [self.plain(value)], **words}

    def accept(self, field: Field, answer: object) -> Picked | None | Unreadable:
        """A value, or `{"value": …, "text": …}`."""
        if not isinstance(answer, dict):
            return super().accept(field, answer)
        if not set(answer) <= {"value", "text"} or not all(isinstance(part, str) for part in answer.values()):
            return Unreadable((json.dumps(answer, ensure_ascii=False),))
        return self.parse([answer.get("value", ""), *([WRITTEN + answer["text"]] if answer.get("text") else [])])

    def parse(self, raw: Sequence[str]) -> Picked | None | Unreadable:
        """The value of the option, with what was written beside it (after a colon)."""
        lines = [line for line in map(writing.clean_line, raw) if line]
        picked = [line for line in lines if not line.startswith(WRITTEN)]
        written = [words for words in (writing.clean_line(line[1:]) for line in lines if line not in picked) if words]
        if len(picked) > 1 or len(written) > 1 or (written and not picked):
            return Unreadable(tuple(raw))
        return {"value": picked[0], "text": written[0]} if written else picked[0] if picked else None

    def write(self, value: Picked) -> list[str]:
        """The option, then what was written beside it."""
        return [value["value"], WRITTEN + value["text"]] if isinstance(value, dict) else [value]

    def plain(self, value: Picked) -> str:
        """The option alone."""
        return value["value"] if isinstance(value, dict) else value

    def check(self, value: Picked, field: Field, context: Context) -> list[Flaw]:
        """Not one of the options; words missing, too long, or beside an option that asks none."""
        picked = self.plain(value)
        option = next((row for row in field["options"] if row["value"] == picked), None)
        if option is None:
            return [Flaw("unknown_option", {"value": picked})]
        if not isinstance(value, dict):
            return [Flaw("say_which", inside=picked)] if option.get("namely") else []
        if not option.get("namely"):
            return [Flaw("unknown_option", {"value": value["text"]})]
        length = len(value["text"])
        over = {"max": _LONGEST_WRITTEN, "length": length}
        return [Flaw("too_long", over, inside=picked)] if length > _LONGEST_WRITTEN else []

    def show(self, value: Picked, field: Field, voice: Voice) -> str:
        """The label of the option; what was written beside it on a line of its own."""
        label = _label(self.plain(value), field, voice)
        return f"{label}\n{value['text']}" if isinstance(value, dict) else label

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`display`: as a list, as cards, or as pictures."""
        return {"display": plain["display"] if plain.get("display") in DISPLAYS else "list"}, []

    def schema(self, field: Field) -> dict[str, Any]:
        """One of the values; an object where an option asks for words."""
        asking = [option["value"] for option in field["options"] if option.get("namely")]
        if not asking:
            return {"enum": _values(field)}
        text = {"type": "string", "minLength": 1, "maxLength": _LONGEST_WRITTEN}
        worded = {
            "type": "object",
            "properties": {"value": {"enum": asking}, "text": text},
            "required": ["value", "text"],
            "additionalProperties": False,
        }
        plain = [value for value in _values(field) if value not in asking]
        return {"anyOf": [{"enum": plain}, worded]} if plain else worded


class Choices(FieldType[list[Picked]]):
    """Some of the options, in the order in which they were given; one that asks "namely" may come with a few words."""

    tests = ("is", *ANSWERED)
    missing = "required_choice"
    has_options = True

    def collect(self, field: Field, typed: Mapping[str, Sequence[str]]) -> list[Picked] | None | Unreadable:
        """What was picked, each with its words (`<key>.<value>`); words beside an option pick it: none are lost."""
        picked = [value for value in map(writing.clean_line, typed.get(field["key"], ())) if value]
        asking = [option["value"] for option in field.get("options", ()) if option.get("namely")]
        written = {value: _joined(typed.get(f"{field['key']}.{value}", ())) for value in asking}
        picked += [value for value, words in written.items() if words]
        raw = [[value, *([WRITTEN + written[value]] if written.get(value) else [])] for value in dict.fromkeys(picked)]
        return self.parse([line for lines in raw for line in lines])

    def lay_out(self, field: Field, value: list[Picked]) -> dict[str, list[str]]:
        """The options, and the words of each in the input beside it."""
        words = {f"{field['key']}.{one['value']}": [one["text"]] for one in value if isinstance(one, dict)}
        return {field["key"]: self.plain(value), **words}

    def accept(self, field: Field, answer: object) -> list[Picked] | None | Unreadable:
        """A list of values, or of `{"value": …, "text": …}`."""
        if not isinstance(answer, list) or not any(isinstance(one, dict) for one in answer):
            return super().accept(field, answer)
        found = [_CHOICE.accept(field, one) for one in answer]
        if any(isinstance(one, Unreadable) for one in found):
            return Unreadable((json.dumps(answer, ensure_ascii=False),))
        return self.parse([line for one in found if isinstance(one, str | dict) for line in _CHOICE.write(one)])

    def parse(self, raw: Sequence[str]) -> list[Picked] | None | Unreadable:
        """The values of the options, each once; what was written beside one comes after it (after a colon)."""
        found: dict[str, Picked] = {}
        last = ""
        for line in map(writing.clean_line, raw):
            words = writing.clean_line(line[1:]) if line.startswith(WRITTEN) else ""
            if words and not last:
                return Unreadable(tuple(raw))
            if words:
                found[last] = {"value": last, "text": words}
            elif line and not line.startswith(WRITTEN):
                last = line
                found.setdefault(line, line)
        return list(found.values()) or None

    def write(self, value: list[Picked]) -> list[str]:
        """One per option, each followed by what was written beside it."""
        return [line for one in value for line in _CHOICE.write(one)]

    def plain(self, value: list[Picked]) -> list[str]:
        """The options alone."""
        return [_CHOICE.plain(one) for one in value]

    def check(self, value: list[Picked], field: Field, context: Context) -> list[Flaw]:
        """Not options, words missing or too long, or more than asked."""
        flaws = [flaw for one in value for flaw in _CHOICE.check(one, field, context)]
        if field["at_most"] is not None and len(value) > field["at_most"]:
            flaws.append(Flaw("too_many_choices", {"at_most": field["at_most"]}))
        return flaws

    def show(self, value: list[Picked], field: Field, voice: Voice) -> str:
        """A label per line, with its words behind it: commas are not written alike everywhere."""
        return "\n".join(
            voice.word("labelled") % {"label": _label(one["value"], field, voice), "value": one["text"]}
            if isinstance(one, dict)
            else _label(one, field, voice)
            for one in value
        )

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`at_most`: how many may be picked."""
        most, problems = whole(plain, "at_most", None, 1, _MOST_OPTIONS)
        return {"at_most": most}, problems

    def schema(self, field: Field) -> dict[str, Any]:
        """A list of values; an object for an option that asks for words."""
        most = {"maxItems": field["at_most"]} if field["at_most"] is not None else {}
        return {"type": "array", "items": _CHOICE.schema(field), "minItems": 1, "uniqueItems": True, **most}


class YesNo(FieldType[bool]):
    """Yes or no."""

    tests: ClassVar[tuple[str, ...]] = ("is", *ANSWERED)
    missing = "required_choice"

    def parse(self, raw: Sequence[str]) -> bool | None | Unreadable:
        """True for yes."""
        typed = [value for value in (writing.folded(word) for word in raw) if value]
        if not typed:
            return None
        return True if set(typed) <= _YES else False if set(typed) <= _NO else Unreadable(tuple(raw))

    def write(self, value: bool) -> list[str]:
        """`yes` or `no`."""
        return ["yes" if value else "no"]

    def show(self, value: bool, field: Field, voice: Voice) -> str:
        """The word of the language."""
        return voice.word("yes" if value else "no")

    def schema(self, field: Field) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


class Statement(YesNo):
    """A sentence to agree with; not agreeing is no answer."""

    tests = ANSWERED
    missing = "must_agree"

    def parse(self, raw: Sequence[str]) -> bool | None | Unreadable:
        """True or nothing."""
        agreed = super().parse(raw)
        return None if agreed is False else agreed

    def schema(self, field: Field) -> dict[str, Any]:
        """Always true."""
        return {"const": True}


class _Register(FieldType[P]):
    """One row of a register that the region keeps."""

    tests = PICKED
    missing = "required_choice"
    unreadable = "one_choice"
    may_be_unknown: ClassVar[bool] = True

    def parse(self, raw: Sequence[str]) -> Any:
        """The code of the row."""
        picked = [value for value in map(writing.clean_line, raw) if value]
        return Unreadable(tuple(raw)) if len(picked) > 1 else picked[0] if picked else None

    def rows(self, context: Context) -> Mapping[str, str]:
        """Code -> name of those that may be chosen."""
        raise NotImplementedError

    def check(self, value: Any, field: Field, context: Context) -> list[Flaw]:
        """Not in the register."""
        is_known = value in self.rows(context) or (value == UNKNOWN and field.get("unknown", False))
        return [] if is_known else [Flaw("unknown_option", {"value": value})]

    def show(self, value: Any, field: Field, voice: Voice) -> str:
        """The name of the row; its code when the register no longer has it."""
        return voice.word(UNKNOWN) if value == UNKNOWN else voice.names.get(value, value)

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`unknown`: whether "I do not know" may be picked."""
        return {"unknown": bool(plain.get("unknown"))} if self.may_be_unknown else {}, []


class Municipality(_Register[str]):
    """A municipality of the region, by its CBS code (GM0512)."""

    def rows(self, context: Context) -> Mapping[str, str]:
        """Those of the region."""
        return context.municipalities

    def schema(self, field: Field) -> dict[str, Any]:
        """A CBS code."""
        unknown = [{"const": UNKNOWN}] if field["unknown"] else []
        return {"anyOf": [{"type": "string", "pattern": "^GM[0-9]{4}$"}, *unknown]}


class Organisation(_Register[Picked]):
    """A partner organisation of the desk's register, or the name of one that is not in it."""

    def collect(self, field: Field, typed: Mapping[str, Sequence[str]]) -> Picked | None | Unreadable:
        """What was picked; a name that was typed counts when nothing else was picked."""
        picked = [value for value in map(writing.clean_line, typed.get(field["key"], ())) if value]
        name = _joined(typed.get(f"{field['key']}.{OTHER}", ()))
        return self.parse([*(picked or ([OTHER] if name else [])), *([WRITTEN + name] if name else [])])

    def lay_out(self, field: Field, value: Picked) -> dict[str, list[str]]:
        """The code, and the name in the input beside it."""
        return _CHOICE.lay_out(field, value)

    def accept(self, field: Field, answer: object) -> Picked | None | Unreadable:
        """A code, or `{"value": "other", "text": name}`."""
        return _CHOICE.accept(field, answer)

    def parse(self, raw: Sequence[str]) -> Picked | None | Unreadable:
        """The code of the row; a name belongs to `other` alone."""
        found = _CHOICE.parse(raw)
        return found["value"] if isinstance(found, dict) and found["value"] != OTHER else found

    def write(self, value: Picked) -> list[str]:
        """The code, then the name that was typed."""
        return _CHOICE.write(value)

    def plain(self, value: Picked) -> str:
        """The code; `other` for one that is not in the register."""
        return _CHOICE.plain(value)

    def rows(self, context: Context) -> Mapping[str, str]:
        """Those that take part."""
        return context.organisations

    def check(self, value: Picked, field: Field, context: Context) -> list[Flaw]:
        """Not in the register; or another one without its name."""
        if self.plain(value) != OTHER or not field.get("not_listed"):
            return super().check(self.plain(value), field, context)
        if not isinstance(value, dict):
            return [Flaw("which_organisation", inside=OTHER)]
        length = len(value["text"])
        over = {"max": _LONGEST_WRITTEN, "length": length}
        return [Flaw("too_long", over, inside=OTHER)] if length > _LONGEST_WRITTEN else []

    def show(self, value: Picked, field: Field, voice: Voice) -> str:
        """The name in the register, or as it was typed."""
        return value["text"] if isinstance(value, dict) else super().show(value, field, voice)

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`not_listed`: whether the name of another organisation may be typed."""
        found, problems = super().settings(plain)
        return found | ({"not_listed": True} if plain.get("not_listed") else {}), problems

    def schema(self, field: Field) -> dict[str, Any]:
        """A code; an object for one that is not in the register."""
        code = {"type": "string", "minLength": 1}
        if not field.get("not_listed"):
            return code
        text = {"type": "string", "minLength": 1, "maxLength": _LONGEST_WRITTEN}
        other = {
            "type": "object",
            "properties": {"value": {"const": OTHER}, "text": text},
            "required": ["value", "text"],
            "additionalProperties": False,
        }
        return {"anyOf": [code | {"not": {"const": OTHER}}, other]}


class LanguageChoice(_Register[str]):
    """A language that the portal speaks."""

    may_be_unknown = False

    def rows(self, context: Context) -> Mapping[str, str]:
        """Those that are switched on."""
        return context.languages


_CHOICE = Choice()


def _joined(raw: Sequence[str]) -> str:
    return writing.clean_line(" ".join(raw))


def _values(field: Field) -> list[str]:
    return [option["value"] for option in field["options"]]


def _label(value: str, field: Field, voice: Voice) -> str:
    return voice.text(f"{field['msg_id']}.{value}.label") or value
