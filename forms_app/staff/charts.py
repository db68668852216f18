"""Drawings of numbers: bars beside each other, made here, so that they need no script and no style of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 320, 96, 2
"""The size of a drawing in its own units; on the page it is as wide as there is room."""


@dataclass(frozen=True)
class Bar:
    """A bar of a drawing, with what it says. `is_few`: too few to say how many, drawn hollow and always as high."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: str
    is_few: bool


@dataclass(frozen=True)
class Chart:
    """A drawing with the same axes as those beside it. `said` stands under its title, `described` is for who does not
    see it; `name` is unique on the page."""

    name: str
    title: str
    said: str
    described: str
    bars: tuple[Bar, ...]


def bars(
    values: Sequence[tuple[str, int]], highest: int, *, fewest: int = 0, say: Callable[[int], str] = str
) -> tuple[Bar, ...]:
    """Bars from left to right; one of `highest`, or more, is as high as the drawing.

    `fewest`: what is not nothing and below it is drawn as few, whatever it is.
    """
    if not values:
        return ()
    step = WIDTH / len(values)
    found = []
    for place, (label, value) in enumerate(values):
        is_few = 0 < value < fewest
        height = round(HEIGHT * min((fewest - 1 if is_few else value) / highest, 1), 1) if highest else 0.0
        found.append(
            Bar(
                round(place * step, 1),
                round(HEIGHT - height, 1),
                round(max(step - GAP, 1), 1),
                height,
                label,
                say(value),
                is_few,
            )
        )
    return tuple(found)
