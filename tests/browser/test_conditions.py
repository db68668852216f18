"""The browser judges conditions as the server does."""

import base64
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from home import conditions

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "forms_app" / "static" / "forms_app" / "reveal.mjs"
VECTORS = json.loads((ROOT / "tests" / "vectors" / "conditions.json").read_text())["holds"]
ROUNDS, CASES = 50, 1000
NAMES = ("a", "b", "c.in_region", "context.language", "toString", "__proto__")
WORDS = (
    *("", "a", "brief", "Brief", "2026-12-01", "2026-9-1", "0", "-0", "1", "1.0", "007", "12.50", "1,5", "true", " "),
    *("999999999999999", "1000000000000000", "0.000000000000001", "0.0000000000000001", "-1.5", "1e3", "١٢"),
    *("مرحبا", "مرحبًا", "ሰላም", "ሰላም፡", "😀", "😀a", "\uffff", "\U00010000", "ﷺ", "é", "e\u0301"),
)
SCALARS = (*WORDS, True, False, 0, 1, -1, 2, 10**14, 10**15 - 1, -(10**15) + 1)
VALUES = (*SCALARS, None, 10**15, 10**20, [], ["a"], ["brief", "😀", 1, True], [None, "a"], {"a": 1})
COMPARISONS = ("===", "!==", "<", "<=", ">", ">=")


def operand(draw: random.Random) -> Any:
    """A side of a comparison."""
    variable = {"var": draw.choice(NAMES)}
    return draw.choice((variable, {"number": variable}, {"number": draw.choice(SCALARS)}, draw.choice(SCALARS)))


def expression(draw: random.Random, deeper: int = 4) -> dict[str, Any]:
    """An expression of the language."""
    kind = draw.randrange(9 if deeper else 6)
    if kind < 3:
        return {draw.choice(COMPARISONS): [operand(draw), operand(draw)]}
    if kind == 3:
        return {"in": [operand(draw), draw.choices(SCALARS, k=draw.randrange(4))]}
    if kind == 4:
        return {"in": [draw.choice(SCALARS), {"var": draw.choice(NAMES)}]}
    if kind == 5:
        return {"answered": draw.choice(NAMES)}
    if kind == 6:
        return {"!": expression(draw, deeper - 1)}
    parts = [expression(draw, deeper - 1) for _part in range(draw.randrange(4))]
    return {draw.choice(("and", "or")): parts}


def values(draw: random.Random) -> dict[str, Any]:
    """Answers, some of them absent."""
    return {name: draw.choice(VALUES) for name in NAMES if draw.random() < 0.8}


@pytest.fixture
def page(browser: Browser) -> Any:
    """An empty page that knows the script."""
    opened = browser.new_page()
    code = base64.b64encode(SCRIPT.read_bytes()).decode()
    opened.evaluate(f"async () => {{ window.judge = (await import('data:text/javascript;base64,{code}')).evaluate }}")
    yield opened
    opened.close()


def judged(page: Page, cases: list[tuple[Any, Any]]) -> list[bool]:
    """What the browser says of each expression with its values."""
    found: list[bool] = page.evaluate(
        "text => JSON.parse(text).map(([rule, values]) => judge(rule, values))", json.dumps(cases)
    )
    return found


def test_the_browser_holds_what_the_vectors_say(page: Page) -> None:
    said = judged(page, [(vector["expression"], vector["values"]) for vector in VECTORS])
    assert [
        vector["says"] for vector, result in zip(VECTORS, said, strict=True) if result is not vector["result"]
    ] == []
    assert len(VECTORS) > 50


@given(seeds=st.integers())
@settings(
    max_examples=ROUNDS, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_browser_and_server_agree_on_fifty_thousand_conditions(page: Page, seeds: int) -> None:
    draw = random.Random(seeds)
    cases = [(expression(draw), values(draw)) for _case in range(CASES)]
    expected = [conditions.evaluate(rule, known) for rule, known in cases]
    apart = [
        case for case, ours, theirs in zip(cases, expected, judged(page, cases), strict=True) if ours is not theirs
    ]
    assert min(apart, key=lambda case: len(json.dumps(case)), default=None) is None
    assert {True, False} == set(expected)
