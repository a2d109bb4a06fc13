"""What the parts of a picture look like when it stands alone, on white.

In a page each name is a class, and static/graph.css gives it its look in light and
dark. A picture that stands alone carries these attributes instead, so that programs
without CSS draw it, too.
"""

from collections.abc import Mapping

from markupsafe import Markup

from provenance.graph.sizes import CHIP, LABEL, SUBTITLE, TITLE
from provenance.graph.strokes import WITHOUT_HEAD

Attributes = dict[str, str | float]

INK, DIM, WHITE = "#1d2433", "#566072", "#ffffff"
YELLOW, YELLOW_LINE = "#fffbe0", "#a87c00"
BLUE, BLUE_LINE, BLUE_INK = "#e9f0ff", "#3b6fe0", "#1d3f8f"
ORANGE, ORANGE_LINE = "#fff0dc", "#c26a10"
GREEN, GREEN_LINE, GREEN_INK = "#e8f7ea", "#3b9b4f", "#1f6b30"
GREY, GREY_LINE = "#f3f5f8", "#768092"
USED, GENERATED = "#b3546a", "#2b8549"
STATUS = {
    "completed": "#25803a",
    "error": "#c22549",
    "stopped": "#6b7280",
    "other": "#a05a00",
}
LINES = {
    "used": (USED, None),
    "generated": (GENERATED, None),
    "informed": (BLUE_LINE, None),
    "configured": (GREEN_LINE, "2 3"),
    "associated": (ORANGE_LINE, "6 4"),
}


def _box(fill: str, line: str, dash: str | None = None) -> Attributes:
    dashes: Attributes = {"stroke-dasharray": dash} if dash else {}
    return {"fill": fill, "stroke": line, "stroke-width": 1.25, **dashes}


def _text(fill: str, size: float, **more: str) -> Attributes:
    return {
        "fill": fill,
        "font-size": size,
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


LOOKS: Mapping[str, Attributes] = {
    "ground": {"fill": WHITE},
    "shade": {"fill": INK, "fill-opacity": 0.07},
    "halo": {
        "fill": "none",
        "stroke": BLUE_LINE,
        "stroke-opacity": 0.22,
        "stroke-width": 8,
    },
    "activity": _box(BLUE, BLUE_LINE),
    "container": {**_box(BLUE, BLUE_LINE), "fill-opacity": 0.4},
    "entity": _box(YELLOW, YELLOW_LINE),
    "absent": _box(YELLOW, YELLOW_LINE, "5 3"),
    "agent": _box(ORANGE, ORANGE_LINE),
    "parameters": _box(GREEN, GREEN_LINE),
    "hidden": _box(GREY, GREY_LINE, "5 3"),
    "more": _box(GREY, GREY_LINE),
    "over": {
        "stroke": WHITE,
        "stroke-width": 4,
        "stroke-linejoin": "round",
        "paint-order": "stroke",
    },
    "title": _text(INK, TITLE, font_weight="700"),
    "subtitle": _text(DIM, SUBTITLE),
    "value": _text(INK, SUBTITLE, font_weight="700"),
    "heading": _text(GREEN_INK, SUBTITLE, font_weight="700"),
    "chip": {"fill": WHITE, "stroke": BLUE_LINE, "stroke-opacity": 0.45},
    "chip-text": _text(BLUE_INK, CHIP),
    "badge": {"fill": "#e8bb2e"},
    "badge-text": _text("#2b2100", CHIP, font_weight="700"),
    "glyph": {"fill": "none", "stroke": WHITE, "stroke-width": 1.8},
    "said": {
        **_text(DIM, LABEL),
        "stroke": WHITE,
        "stroke-width": 4,
        "stroke-linejoin": "round",
        "paint-order": "stroke",
    },
    **{f"is-{status}": {"fill": colour} for status, colour in STATUS.items()},
    **{
        f"line-{relation}": {
            "fill": "none",
            "stroke": colour,
            "stroke-width": 1.5,
            **({"stroke-dasharray": dash} if dash else {}),
        }
        for relation, (colour, dash) in LINES.items()
    },
    **{
        f"head-{relation}": {"fill": colour}
        for relation, (colour, _) in LINES.items()
        if relation not in WITHOUT_HEAD
    },
}


def classes() -> dict[str, Markup]:
    return {name: Markup('class="g-{}"').format(name) for name in LOOKS}


def attributes() -> dict[str, Markup]:
    return {
        name: Markup(" ").join(
            Markup('{}="{}"').format(key, value) for key, value in look.items()
        )
        for name, look in LOOKS.items()
    }
