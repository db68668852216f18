"""What a first visit to a page costs: bytes as they are sent, and how many requests."""

import gzip
import re
import urllib.request
from dataclasses import dataclass

from tests.live import FORM, Portal

LARGE = "zestig-vragen"  # made by yardstick/large.py
FILES = re.compile(r'<(?:link|script|img)\b[^>]*?\s(?:href|src)="(/static/[^"]+)"')
PAGES = {
    "form step": (f"/nl/vraag/{FORM}/taal/", "total 30000, CSS 20000, JS 10000"),
    "form step of 10 out of 60 questions": (f"/nl/vraag/{LARGE}/stap-1/", "total 30000, CSS 20000, JS 10000"),
    "guidance page": ("/nl/nieuw/de-brief-van-duo/", "total 50000, 6 requests"),
}


@dataclass(frozen=True)
class Weight:
    """Bytes of bodies as they are sent, by kind, and the number of requests."""

    page: int
    css: int
    js: int
    total: int
    requests: int
    limits: str


def weigh(portal: Portal, name: str) -> Weight:
    """A page of `PAGES` with everything it loads."""
    path, limits = PAGES[name]
    sent, html = fetch(portal.address + path)
    return of(portal, sent, html, limits)


def of(portal: Portal, sent: int, html: str, limits: str = "") -> Weight:
    """A page of so many bytes with everything it loads."""
    sizes = {file: fetch(portal.address + file)[0] for file in sorted(set(FILES.findall(html)))}
    css = sum(size for file, size in sizes.items() if file.endswith(".css"))
    js = sum(size for file, size in sizes.items() if file.endswith((".js", ".mjs")))
    return Weight(sent, css, js, sent + sum(sizes.values()), 1 + len(sizes), limits)


def fetch(url: str) -> tuple[int, str]:
    """How many bytes came over the line, and what they say."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        body: bytes = answer.read()
        plain = gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body
    return len(body), plain.decode(errors="replace")
