"""QR codes: the one door to segno."""

import segno


def svg(text: str, *, scale: int = 4) -> str:
    """A QR code as an SVG element without inline style; `scale` is the width of a module in CSS pixels."""
    code: str = segno.make(text, error="m").svg_inline(scale=scale, svgclass="qr", lineclass=None, omitsize=False)
    return code
