"""Printouts: tagged, in every script, fetching nothing."""

import subprocess
from pathlib import Path

import page as validator
import pytest

from home import pdf

ARABIC, ETHIOPIC = "سؤالك وصل", "ሕቶኹም ተቐቢልና"


def printed(body: str, tmp_path: Path) -> tuple[bytes, str]:
    """A PDF, and what copying from it gives."""
    made = pdf.render(f'<!doctype html><html lang="nl"><head><title>Proef</title></head><body>{body}</body></html>')
    place = tmp_path / "proef.pdf"
    place.write_bytes(made)
    text = subprocess.run(["pdftotext", str(place), "-"], capture_output=True, text=True, check=True).stdout
    return made, text


def test_a_printout_is_pdf_ua_and_its_text_can_be_copied(tmp_path: Path) -> None:
    body = (
        f'<h1>Kop</h1><p lang="ar" dir="rtl">{ARABIC}</p><p lang="ti">{ETHIOPIC}</p>'
        '<table><tr><th scope="row">Nummer</th><td><bdi dir="ltr">WTR-7K3Q-9TXR</bdi></td></tr></table>'
    )
    made, text = printed(body, tmp_path)
    assert validator.validate_pdf_bytes(made, profile=validator.ValidationProfile.PDF_UA_1).is_compliant
    plain = text.replace("\u202b", "").replace("\u202c", "")
    assert ARABIC in plain
    assert ETHIOPIC in plain
    assert "WTR-7K3Q-9TXR" in plain


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:1/x.css"])
def test_a_template_that_asks_for_a_file_or_the_network_gets_nothing(tmp_path: Path, address: str) -> None:
    made, _text = printed(f'<link rel="attachment" href="{address}"><p>Tekst</p>', tmp_path)
    assert b"EmbeddedFile" not in made
