"""Printouts: the one door to WeasyPrint, tagged and with our own fonts."""

import threading
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
FAMILIES = {
    "Noto Sans": ("noto-sans-latin", "noto-sans-latin-ext", "noto-sans-cyrillic"),
    "Vazirmatn": ("vazirmatn-arabic",),
    "Noto Sans Ethiopic": ("noto-sans-ethiopic-ethiopic",),
}
STYLE = """
@page { size: A4; margin: 2cm; @bottom-center { content: counter(page) " / " counter(pages); font-family: FAMILY; } }
html { font-family: FAMILY; font-size: 11pt; line-height: 1.45; }
h1 { font-size: 18pt; } h2 { font-size: 13pt; margin-block-start: 1.2em; }
table { border-collapse: collapse; inline-size: 100%; }
th, td { text-align: start; vertical-align: top; padding: 0.35em 0.6em; border-block-end: 0.5pt solid #999; }
th { inline-size: 40%; font-weight: 700; }
.meta { color: #444; font-size: 9.5pt; }
"""
NOWHERE = "https://printout.invalid/"
"""Where an address without a host leads: it is refused like any other, instead of being an error."""

# Fontconfig and Pango keep state that two threads may not change together.
_ONE_AT_A_TIME = threading.Lock()


def render(html: str) -> bytes:
    """A whole HTML document as PDF/UA-1 (ISO 14289-1); it must have a language and a title of its own.

    Nothing is fetched but `data:` and our own fonts: a template that asks for a file or the network gets nothing.
    """
    kit = _kit()
    with _ONE_AT_A_TIME:
        document = kit["HTML"](string=html, base_url=NOWHERE, url_fetcher=kit["fetcher"], media_type="print")
        pdf: bytes = document.write_pdf(
            stylesheets=[kit["style"]], font_config=kit["fonts"], pdf_variant="pdf/ua-1", pdf_tags=True
        )
    return pdf


@cache
def _kit() -> dict[str, Any]:
    """WeasyPrint with our fonts, once per process; imported only now, because it costs a second and 40 MB."""
    from weasyprint import CSS, HTML  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OwnFonts(URLFetcher):
        """`data:` and `font:NAME`, which is a file of our own folder; nothing else."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False)

        def fetch(self, url: str, headers: Any = None) -> Any:
            """The bytes of an own font, or what the strict fetcher says."""
            if url.startswith("font:"):
                place = FONTS / Path(url.removeprefix("font:")).name
                return URLFetcherResponse(url, body=place.read_bytes(), headers={"Content-Type": "font/woff2"})
            return super().fetch(url, headers)

    fonts, fetcher = FontConfiguration(), OwnFonts()
    family = ", ".join(f'"{name}"' for name in FAMILIES)
    css = "\n".join(_faces()) + STYLE.replace("FAMILY", family)
    return {
        "HTML": HTML,
        "fetcher": fetcher,
        "fonts": fonts,
        "style": CSS(string=css, font_config=fonts, url_fetcher=fetcher, base_url="font:"),
    }


def _faces() -> list[str]:
    return [
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("font:{part}-{weight}-normal.woff2"); '
        f"{_range(part)} }}"
        for family, parts in FAMILIES.items()
        for part in parts
        for weight in (400, 700)
    ]


def _range(part: str) -> str:
    """Which letters a file holds, where a family comes in more than one."""
    ranges = {
        "noto-sans-latin-ext": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+1E00-1E9F,U+1EF2-1EFF,U+2113,U+2C60-2C7F",
        "noto-sans-cyrillic": "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
    }
    return f"unicode-range: {ranges[part]};" if part in ranges else ""
