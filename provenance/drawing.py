"""Provenance as pictures: what one may ask for, and where its parts lead."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from markupsafe import Markup

from provenance.document import Document
from provenance.export import formats
from provenance.export.formats import Format
from provenance.export.options import Options as Content
from provenance.graph import looks, paint, table
from provenance.graph import pdf as portable
from provenance.graph.engine import LayoutError
from provenance.graph.legend import Key
from provenance.graph.paint import Drawing
from provenance.graph.picture import Arrows, Detail, Options, Way
from provenance.graph.png import png as rasterise

Choices = Sequence[tuple[str, str]]
DEPTHS = (("all", "all"), ("0", "none"), ("1", "1"), ("2", "2"), ("3", "3"), ("5", "5"))
AFTER = (("0", "none"), ("1", "1"), ("2", "2"), ("3", "3"), ("5", "5"), ("all", "all"))
DETAILS = (("jobs", "jobs"), ("data", "jobs and files"), ("everything", "everything"))
ARROWS = (("data", "with the data"), ("prov", "to the past"))
WAYS = (("TB", "downwards"), ("LR", "to the right"), ("BT", "upwards"), ("RL", "left"))
STAND_ALONE = Options(detail="everything", budget=300)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page's form asks for; what it does not understand is the default."""

    depth_text: str = "all"
    after_text: str = "0"
    detail: str = "data"
    arrows: str = "data"
    way: str = "TB"
    depths = DEPTHS
    afters = AFTER
    details = DETAILS
    arrow_kinds = ARROWS
    ways = WAYS

    @classmethod
    def read(cls, query: QueryDict, depth: str = "all", after: str = "0") -> "Wanted":
        return cls(
            depth_text=_one_of(DEPTHS, query.get("depth"), depth),
            after_text=_one_of(AFTER, query.get("after"), after),
            detail=_one_of(DETAILS, query.get("detail"), "data"),
            arrows=_one_of(ARROWS, query.get("arrows")),
            way=_one_of(WAYS, query.get("way")),
        )

    @property
    def depth(self) -> int | None:
        """Jobs to go back; None for all of them."""
        return _number(self.depth_text)

    @property
    def after(self) -> int | None:
        """Jobs to go on; None for all of them."""
        return _number(self.after_text)

    @property
    def options(self) -> Options:
        return Options(
            detail=cast("Detail", self.detail),
            arrows=cast("Arrows", self.arrows),
            way=cast("Way", self.way),
        )


def _number(text: str) -> int | None:
    return None if text == "all" else int(text)


def _one_of(choices: Choices, text: str | None, default: str = "") -> str:
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


UrlOf = Callable[[str, str], str]


def page(kind: str, public_id: str) -> str:
    """The page of a node; a stub of further jobs leads to where it begins."""
    if kind == "entity":
        return reverse("entity", args=[public_id])
    if kind == "activity":
        return reverse("job", args=[public_id])
    if kind in ("step", "agent"):
        return reverse(kind, args=[public_id])
    return f"{reverse('lineage')}?ID={public_id}" if kind == "more" else ""


def around(_kind: str, public_id: str) -> str:
    """The same page with the node in its centre, and the depth at its default."""
    return f"{reverse('lineage')}?ID={public_id}"


def inline(document: Document, wanted: Wanted, url_of: UrlOf = page) -> Shown:
    try:
        drawing = paint.draw(document, wanted.options, url_of)
    except LayoutError as error:
        return Shown(SafeString(""), problem=str(error))
    return Shown(drawing.svg, drawing.legend, drawing.arrows, left_out=drawing.left_out)


def alone(document: Document, base: str, options: Options = STAND_ALONE) -> Drawing:
    """The picture that stands alone; its links lead to the portal.

    Raises LayoutError.
    """

    def absolute(kind: str, public_id: str) -> str:
        path = page(kind, public_id)
        return f"{base}{path}" if path and base else ""

    return paint.draw_alone(document, options, absolute)


def rows(document: Document) -> list[table.Row]:
    """The same as text."""
    return table.rows(document)


Picture = Callable[[Drawing], bytes]


def svg(drawing: Drawing) -> bytes:
    return drawing.svg.encode()


def png(drawing: Drawing) -> bytes:
    return rasterise(drawing.svg, drawing.width, drawing.height)


def pdf(drawing: Drawing) -> bytes:
    return portable.pdf(drawing.svg)


PICTURES: Mapping[str, Picture] = {"svg": svg, "png": png, "pdf": pdf}


def _drawn(key: str) -> formats.Write:
    def write(document: Document, base: str, content: Content) -> Iterable[bytes]:
        options = Options(
            detail=STAND_ALONE.detail,
            agents=content.agents,
            budget=STAND_ALONE.budget,
        )
        return [PICTURES[key](alone(document, base, options))]

    return write


FORMATS: Mapping[str, Format] = {
    **formats.FORMATS,
    "svg": Format(
        *("svg", "Graph as SVG", "image/svg+xml", "prov.svg", "for a page"),
        ("SVG", "PROV-SVG", "GRAPH"),
        _drawn("svg"),
    ),
    "png": Format(
        *("png", "Graph as PNG", "image/png", "prov.png", "for a slide"),
        ("PNG", "PROV-PNG"),
        _drawn("png"),
    ),
    "pdf": Format(
        *("pdf", "Graph as PDF", "application/pdf", "prov.pdf", "for an article"),
        ("PDF", "PROV-PDF"),
        _drawn("pdf"),
    ),
}
