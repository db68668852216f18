"""Every template compiles, and says nothing inline that the content security policy would refuse."""

import re
from pathlib import Path

import pytest
from django.template import engines

HERE = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(str(path.relative_to(HERE)) for path in HERE.rglob("*") if path.suffix in (".html", ".txt"))
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles_without_inline_script_or_style(name: str) -> None:
    engines["django"].get_template(name)
    assert INLINE.findall((HERE / name).read_text(encoding="utf-8")) == []
