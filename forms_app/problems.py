"""What is wrong with a form that an editor wants to publish."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
