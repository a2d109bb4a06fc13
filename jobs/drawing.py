"""A job's provenance as pictures: what one may ask for, and where its parts lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from markupsafe import Markup

from provenance.document import Document
from provenance.graph import looks, paint, table
from provenance.graph.engine import LayoutError
from provenance.graph.legend import Key
from provenance.graph.paint import Drawing
from provenance.graph.picture import Arrows, Detail, Options
from provenance.graph.png import png as rasterise

DEPTHS = (("all", "all"), ("0", "none"), ("1", "1"), ("2", "2"), ("3", "3"), ("5", "5"))
DETAILS = (("jobs", "jobs"), ("data", "jobs and files"), ("everything", "everything"))
ARROWS = (("data", "with the data"), ("prov", "to the past"))
STAND_ALONE = Options(detail="everything", budget=300)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page's form asks for; what it does not understand is the default."""

    depth_text: str = "all"
    detail: str = "data"
    arrows: str = "data"
    depths = DEPTHS
    details = DETAILS
    arrow_kinds = ARROWS

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        return cls(
            depth_text=_one_of(DEPTHS, query.get("depth")),
            detail=_one_of(DETAILS, query.get("detail"), "data"),
            arrows=_one_of(ARROWS, query.get("arrows")),
        )

    @property
    def depth(self) -> int | None:
        """Jobs to go back; None for all of them."""
        return None if self.depth_text == "all" else int(self.depth_text)


def _one_of(
    choices: Sequence[tuple[str, str]], text: str | None, default: str = ""
) -> str:
    known = dict(choices)
    return text if text in known else default or choices[0][0]


@dataclass(frozen=True, slots=True)
class Shown:
    """The inline drawing, or why there is none."""

    svg: SafeString
    legend: Sequence[Key] = ()
    arrows: str = ""
    look: Mapping[str, Markup] = field(default_factory=looks.classes)
    left_out: int = 0
    problem: str = ""


def inline(document: Document, wanted: Wanted) -> Shown:
    options = Options(
        detail=cast("Detail", wanted.detail), arrows=cast("Arrows", wanted.arrows)
    )
    try:
        drawing = paint.draw(document, options, _page)
    except LayoutError as error:
        return Shown(SafeString(""), problem=str(error))
    return Shown(drawing.svg, drawing.legend, drawing.arrows, left_out=drawing.left_out)


def _page(kind: str, public_id: str) -> str:
    """The page of a node; an inner step has none."""
    if kind == "entity":
        return reverse("entity", args=[public_id])
    if kind == "activity" and public_id.startswith("j-"):
        return reverse("job", args=[public_id])
    return ""


def svg(document: Document, base: str) -> str:
    """The stand-alone drawing. Raises LayoutError."""
    return _alone(document, base).svg


def png(document: Document, base: str) -> bytes:
    """The same as pixels. Raises LayoutError."""
    drawing = _alone(document, base)
    return rasterise(drawing.svg, drawing.width, drawing.height)


def _alone(document: Document, base: str) -> Drawing:
    def absolute(kind: str, public_id: str) -> str:
        path = _page(kind, public_id)
        return f"{base}{path}" if path else ""

    return paint.draw_alone(document, STAND_ALONE, absolute)


def rows(document: Document) -> list[table.Row]:
    """The same as text."""
    return table.rows(document)
