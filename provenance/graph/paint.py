"""Provenance as a picture: for a page, or as a file that stands alone."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from provenance.document import Document
from provenance.graph import faces, legend, looks, strokes
from provenance.graph.fold import fold
from provenance.graph.geometry import Layout
from provenance.graph.layout import lay_out
from provenance.graph.legend import Key
from provenance.graph.picture import Options, Picture, UrlOf
from provenance.graph.strokes import number

TEMPLATE = "provenance/graph.svg"
MARGIN = 24  # around the picture, in pixels
NARROWEST = 640  # of a picture with a legend


@dataclass(frozen=True, slots=True)
class Drawing:
    """`arrows` is a sentence on where they point.

    `left_out` counts the jobs that are not drawn; `width` and `height` are pixels.
    """

    svg: SafeString
    legend: tuple[Key, ...]
    arrows: str
    left_out: int
    width: int
    height: int


def draw(document: Document, options: Options, url_of: UrlOf) -> Drawing:
    """For a page with static/graph.css and a legend. Raises LayoutError."""
    picture = fold(document, options, url_of)
    layout = lay_out(picture)
    frame = {
        "alone": False,
        "look": looks.classes(),
        "left": MARGIN,
        "width": round(layout.width) + 2 * MARGIN,
        "height": round(layout.height) + 2 * MARGIN,
    }
    return _drawing(picture, layout, options, frame)


def draw_alone(document: Document, options: Options, url_of: UrlOf) -> Drawing:
    """For a file: light, on white, with its legend in it. Raises LayoutError."""
    picture = fold(document, options, url_of)
    layout = lay_out(picture)
    width = max(round(layout.width) + 2 * MARGIN, NARROWEST)
    below = legend.legend(picture, options.arrows, width - 2 * MARGIN)
    top = round(layout.height) + 3 * MARGIN
    frame = {
        "alone": True,
        "look": looks.attributes(),
        "left": number((width - layout.width) / 2),
        "width": width,
        "height": top + below.height + MARGIN,
        "legend": below,
        "legend_left": MARGIN,
        "legend_top": top,
    }
    return _drawing(picture, layout, options, frame)


def _drawing(
    picture: Picture, layout: Layout, options: Options, frame: dict[str, Any]
) -> Drawing:
    context = {
        "title": picture.title,
        "description": _description(picture),
        "faces": [faces.face(placed) for placed in layout.cards],
        "lines": strokes.strokes(layout, options.arrows),
        "labels": strokes.labels(layout),
        "top": MARGIN,
    }
    svg = render_to_string(TEMPLATE, context | frame)
    return Drawing(
        mark_safe(svg),  # noqa: S308 - the template escapes all it is given
        legend.keys(picture),
        legend.ARROWS[options.arrows],
        picture.left_out,
        frame["width"],
        frame["height"],
    )


def _description(picture: Picture) -> str:
    """For those who do not see it."""
    nouns: dict[str, int] = {}
    for card in picture.cards:
        nouns[card.noun] = nouns.get(card.noun, 0) + 1
    counts = ", ".join(f"{noun}: {count}" for noun, count in nouns.items())
    shown = f"The earliest above, the latest below. Shown are {counts}."
    return f"{shown} {legend.missing(picture.left_out)}".strip()
