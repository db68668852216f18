"""What is wrong with a form that an editor wants to publish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Path = tuple[int | str, ...]
"""Index in a stream or list, name in a struct: (0, "fields", 3, "options", 1, "key").

What stands beside the steps begins with its own name: ("urgent_if", 0, "value"), ("default_category",).
"""


@dataclass(frozen=True)
class Problem:
    """Where it is wrong, a code of `words.COMPILE_PROBLEMS`, the data of its sentence."""

    path: Path
    code: str
    data: Mapping[str, object] = field(default_factory=dict)


class Spot(NamedTuple):
    """A place in the editor: the innermost block with an id ("" for the form itself), and the setting inside it.

    `trail` is what the blocks around it are called, from the step down; a block without words is "".
    """

    block: str
    setting: str
    trail: tuple[str, ...]


def spot(path: Path, plain: Sequence[Mapping[str, Any]]) -> Spot:
    """The place that a path leads to; `plain` are the blocks it was found in (the steps, or what `path[0]` names)."""
    here: Any = plain
    block, setting, trail = "", "", []
    for part in path[1:] if path and path[0] == "urgent_if" else path:
        if isinstance(part, int) and isinstance(here, Sequence) and part < len(here):
            block, setting = str(here[part].get("id") or ""), ""
            here = here[part]["value"]
            if "test" not in here:  # a row of a condition has no words of its own
                trail.append(str(here.get("title") or here.get("label") or here.get("text") or ""))
        else:
            setting = str(part)
            here = here.get(part) if isinstance(here, Mapping) else None
    return Spot(block, setting, tuple(trail))
