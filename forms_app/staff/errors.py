"""What is wrong with a form, as validation errors at the exact block and setting of the editor."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError

from forms_app import words
from forms_app.problems import Problem

STREAMS = frozenset({"fields"})
LISTS = frozenset({"options", "visible_if", "required_if"})
STEPS = "steps"


def errors(problems: Iterable[Problem]) -> dict[str, ValidationError]:
    """Field of the form's row -> its error, nested as deep as the problems go."""
    trees: dict[str, dict[Any, Any]] = {}
    for problem in problems:
        beside = bool(problem.path) and isinstance(problem.path[0], str)
        name, path = (str(problem.path[0]), problem.path[1:]) if beside else (STEPS, problem.path)
        node = trees.setdefault(name, {})
        for part in path:
            node = node.setdefault(part, {})
        node.setdefault(None, []).append(ValidationError(words.problem(problem), code=problem.code))
    return {name: _of_stream(tree) if name in (STEPS, "urgent_if") else _plain(tree) for name, tree in trees.items()}


def _plain(tree: dict[Any, Any]) -> ValidationError:
    found: list[ValidationError] = tree[None]
    return found[0] if len(found) == 1 else ValidationError(found)


def _of_stream(tree: dict[Any, Any]) -> ValidationError:
    inside = {index: _of_struct(node) for index, node in tree.items() if index is not None}
    error: ValidationError = StreamBlockValidationError(block_errors=inside, non_block_errors=tree.get(None, []))
    return error


def _of_list(tree: dict[Any, Any]) -> ValidationError:
    inside = {index: _of_struct(node) for index, node in tree.items() if index is not None}
    error: ValidationError = ListBlockValidationError(block_errors=inside, non_block_errors=tree.get(None, []))
    return error


def _of_struct(tree: dict[Any, Any]) -> ValidationError:
    inside = {name: _of_setting(name, node) for name, node in tree.items() if name is not None}
    error: ValidationError = StructBlockValidationError(block_errors=inside, non_block_errors=tree.get(None, []))
    return error


def _of_setting(name: str, tree: dict[Any, Any]) -> ValidationError:
    if name in STREAMS:
        return _of_stream(tree)
    return _of_list(tree) if name in LISTS else _plain(tree)
