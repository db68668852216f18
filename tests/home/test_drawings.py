"""A logo draws, and does nothing else."""

import pytest

from home import drawings
from home.refusals import Refused
from portal import loading

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


@pytest.mark.parametrize("name", ["demo", "tests/regions/waterdam"])
def test_the_logo_of_a_region_is_a_drawing(name: str) -> None:
    source = loading.folder(name)
    drawings.check((source.path / source.yaml("region.yaml")["logo"]).read_text(encoding="utf-8"))


def test_the_logo_of_the_product_is_a_drawing() -> None:
    drawings.check((loading.REGIONS.parent / "static/portal/logo.svg").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>*{background:url(https://example.org/x)}</style>",
        '<g onload="alert(1)"/>',
        '<path style="fill:red"/>',
        '<path fill="url(https://example.org/x)"/>',
        '<image href="https://example.org/x.png"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<use xlink:href="data:image/svg+xml,x"/>',
        "<foreignObject/>",
        '<a href="https://example.org/">x</a>',
        '<html:p xmlns:html="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_what_can_do_more_is_refused(inside: str) -> None:
    with pytest.raises(Refused, match="not_a_drawing"):
        drawings.check(f"{OPEN}{inside}</svg>")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<p>Logo</p>",
        "<svg/>",
        f"{OPEN}<g></svg>",
        f'<!DOCTYPE svg [<!ENTITY a "b">]>{OPEN}<title>&a;</title></svg>',
        f"{OPEN}{'<g/>' * 30_000}</svg>",
    ],
    ids=["empty", "other", "no namespace", "broken", "entities", "too long"],
)
def test_what_is_no_drawing_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="not_a_drawing"):
        drawings.check(text)


def test_shapes_that_refer_to_each_other_are_fine() -> None:
    drawings.check(
        f'{OPEN}<!-- two --><defs><linearGradient id="a"><stop offset="1"/></linearGradient></defs>'
        '<path fill="url(#a)" d="M0 0"/><use href="#a"/></svg>'
    )
