"""A picture as a page of a PDF, in a font of our own, with text that can be copied."""

import io
from functools import cache

from provenance.graph.png import FAMILY, FONTS

BOLD = 'font-weight="700"'  # as our drawings have it; svglib knows the word only


def pdf(svg: str) -> bytes:
    """One page, as large as the drawing."""
    from reportlab.graphics import renderPDF  # noqa: PLC0415 - heavy, seldom needed
    from svglib.svglib import svg2rlg  # noqa: PLC0415

    _register()
    text = svg.replace(BOLD, 'font-weight="bold"')
    drawing = svg2rlg(io.BytesIO(text.encode()))
    return bytes(renderPDF.drawToString(drawing, showBoundary=False))


@cache
def _register() -> None:
    from svglib.fonts import register_font  # noqa: PLC0415 - see above

    register_font(FAMILY, str(FONTS / "DejaVuSans.ttf"))
    register_font(FAMILY, str(FONTS / "DejaVuSans-Bold.ttf"), weight="bold")
