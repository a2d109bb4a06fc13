"""A picture as pixels, in a font of our own: the same on every machine."""

from functools import cache
from pathlib import Path

import resvg_py

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu Sans"
ZOOM = 2.0  # pixels for each of the drawing's, so that small text is sharp on paper
MOST = 30e6  # pixels; a larger picture is drawn smaller


def png(svg: str, width: int, height: int) -> bytes:
    """`width` and `height` are those of the drawing."""
    zoom = min(ZOOM, (MOST / (width * height)) ** 0.5)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            skip_system_fonts=True,
            font_files=_fonts(),
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    )


@cache
def _fonts() -> list[str]:
    return [str(path) for path in sorted(FONTS.glob("*.ttf"))]
