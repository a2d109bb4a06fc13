#!/usr/bin/env python3
"""Count the stars of a catalogue in bins of magnitude."""

import json
import os
import struct
import sys
import zlib
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from astropy import units
from astropy.io.votable import parse
from astropy.io.votable.exceptions import VOWarning
from astropy.io.votable.tree import TableElement
from astropy.table import Column, Table
from opus_provenance import Provenance

NAME = "luminosity_function 1.0"
MOST_BINS = 400
DIGITS = 9  # of magnitudes and edges: more are rounding errors, which move stars
NOTE = (
    "Magnitudes are instrumental: they have no zero point, and those from a scan of a "
    "photographic plate are not linear. Counts are not corrected for stars that were "
    "not found: beyond the fullest bin the catalogue is likely incomplete."
)
ERROR = "From the count to its {} limit of 1 sigma, Poisson, after Gehrels (1986)"
ERROR_DIGITS, DENSITY_DIGITS = 3, 5

# The plot, in pixels
Colour = tuple[float, float, float]
WIDTH, HEIGHT = 1200, 800
LEFT, RIGHT, TOP, BOTTOM = 116, 1074, 84, 670
TEXT, TITLE, TICK, CAP = 16, 18, 8, 6
HEADROOM, MOST_TICKS = 1.06, 10
PAPER, INK, GRID = (1.0, 1.0, 1.0), (0.13, 0.15, 0.19), (0.9, 0.91, 0.93)
BAR, EDGE, SUM = (0.72, 0.82, 0.92), (0.16, 0.38, 0.62), (0.8, 0.36, 0.05)
DOUBT = (0.955, 0.955, 0.965)


class InputError(Exception):
    """What the user gave cannot be worked on; the text says why, in one sentence."""


@dataclass(frozen=True)
class Settings:
    """Limits that are None are taken from the stars."""

    bin_width: float
    bright_limit: float | None
    faint_limit: float | None


@dataclass(frozen=True)
class Catalogue:
    """The magnitudes, and the area of sky (arcmin2) if the catalogue tells it."""

    name: str
    magnitudes: np.ndarray
    area: float | None


@dataclass(frozen=True)
class Histogram:
    """Edges of the bins from bright to faint, and the stars in each bin."""

    edges: np.ndarray
    count: np.ndarray

    @property
    def centre(self) -> np.ndarray:
        return np.round((self.edges[:-1] + self.edges[1:]) / 2, DIGITS)

    @property
    def error_below(self) -> np.ndarray:
        """To the lower limit of 1 sigma (84 per cent), after Gehrels (1986)."""
        n = np.maximum(self.count, 1)
        lower = n * (1 - 1 / (9 * n) - 1 / (3 * np.sqrt(n))) ** 3
        return np.where(self.count > 0, self.count - lower, 0)

    @property
    def error_above(self) -> np.ndarray:
        """To the upper limit of 1 sigma (84 per cent), after Gehrels (1986)."""
        return 1 + np.sqrt(self.count + 0.75)

    @property
    def fullest(self) -> int:
        return int(np.argmax(self.count))


def main() -> None:
    values = json.loads(Path(os.environ["OPUS_VALUES"]).read_text(encoding="utf-8"))
    path, files = Path(values["used"]["catalogue"]), values["generated"]
    settings = Settings(**values["parameters"])
    check(settings)
    catalogue = read_catalogue(path)

    provenance = Provenance()
    with provenance.activity("bin magnitudes"):
        provenance.add_input_file(str(path), role="catalogue")
        provenance.add_config(settings)
        histogram = binned(catalogue.magnitudes, settings)
        write_table(files["table"], histogram, catalogue, settings)
        provenance.add_output_file(files["table"], role="table")
    draw_plot(files["plot"], histogram)


def check(settings: Settings) -> None:
    if not settings.bin_width > 0:
        raise InputError(
            f"bin_width is {settings.bin_width:g} mag: choose a value above zero."
        )
    bright, faint = settings.bright_limit, settings.faint_limit
    if bright is not None and faint is not None and bright >= faint:
        raise InputError(
            f"bright_limit {bright:g} is not brighter than faint_limit {faint:g}: "
            "brighter stars have smaller magnitudes."
        )


# --- reading


def read_catalogue(path: Path) -> Catalogue:
    try:
        table = parse(path, verify="ignore").get_first_table()
    except (OSError, ValueError, IndexError, VOWarning) as error:
        raise InputError(
            f"{path.name} cannot be read as a VOTable with a table in it."
        ) from error
    magnitudes = magnitudes_of(table, path.name)
    known = magnitudes[np.isfinite(magnitudes)]
    print(f"read {path.name}: {len(magnitudes)} stars, {len(known)} with a magnitude")
    if not len(known):
        raise InputError(f"{path.name} has no star with a magnitude.")
    return Catalogue(path.name, known.round(DIGITS), area_of(table))


def magnitudes_of(table: TableElement, name: str) -> np.ndarray:
    """The first column of numbers that is a magnitude by its UCD, else by its name."""
    numbers = [field for field in table.fields if field.datatype in ("float", "double")]
    by_ucd = [field for field in numbers if (field.ucd or "").startswith("phot.mag")]
    by_name = [field for field in numbers if (field.name or "").lower() == "mag"]
    for field in by_ucd + by_name:
        return np.ma.filled(np.ma.asarray(table.array[field.ID], float), np.nan)
    raise InputError(
        f"{name} has no column of magnitudes: its UCD must begin with phot.mag, or its "
        "name must be mag."
    )


def area_of(table: TableElement) -> float | None:
    for param in table.params:
        if param.name == "area" and param.unit and param.value > 0:
            return float((param.value * param.unit).to_value(units.arcmin**2))
    return None


# --- counting


def binned(magnitudes: np.ndarray, settings: Settings) -> Histogram:
    edges = bin_edges(magnitudes, settings)
    count, _ = np.histogram(magnitudes, edges)
    if not count.any():
        raise InputError(
            f"No star lies between magnitudes {edges[0]:g} and {edges[-1]:g}: the "
            f"catalogue goes from {magnitudes.min():.3f} to {magnitudes.max():.3f}."
        )
    histogram = Histogram(edges, count)
    print(
        f"{count.sum()} stars in {len(count)} bins from {edges[0]:g} to {edges[-1]:g}, "
        f"{len(magnitudes) - count.sum()} outside, the fullest bin at "
        f"{histogram.centre[histogram.fullest]:g} instrumental mag has {count.max()}"
    )
    return histogram


def bin_edges(magnitudes: np.ndarray, settings: Settings) -> np.ndarray:
    """Edges from the bright limit on; without limits, multiples of the bin width.

    The last bin is a whole one, so it may reach beyond the faint limit.
    """
    width, bright, faint = asdict(settings).values()
    if bright is None:
        bright = np.floor(np.round(magnitudes.min() / width, DIGITS)) * width
    if faint is None:
        faint = magnitudes.max()
    if bright > faint:
        raise InputError(
            f"No star lies between magnitudes {bright:g} and {faint:g}: the "
            f"catalogue goes from {magnitudes.min():.3f} to {magnitudes.max():.3f}."
        )
    bins = max(np.ceil(np.round((faint - bright) / width, DIGITS)), 1)
    if bins > MOST_BINS:
        raise InputError(
            f"bin_width {width:g} mag makes {bins:.0f} bins between {bright:g} and "
            f"{faint:g}: choose a width that makes at most {MOST_BINS}."
        )
    return np.round(bright + width * np.arange(bins + 1), DIGITS)


# --- the table


def write_table(
    name: str, histogram: Histogram, catalogue: Catalogue, settings: Settings
) -> None:
    table = Table(columns(histogram, catalogue, settings))
    table.meta = {
        "software": NAME,
        "catalogue": catalogue.name,
        "parameters": asdict(settings),
        "area_arcmin2": catalogue.area and round(catalogue.area, DIGITS),
        "note": NOTE,
    }
    table.write(name, format="ascii.ecsv", overwrite=True)
    print(f"wrote {name}: {len(table)} bins")


def columns(
    histogram: Histogram, catalogue: Catalogue, settings: Settings
) -> list[Column]:
    edges, count = histogram.edges, histogram.count
    below, above = histogram.error_below, histogram.error_above
    told = [
        ("mag_bright", edges[:-1], "mag", "Bright edge of the bin, instrumental mag"),
        ("mag_faint", edges[1:], "mag", "Faint edge of the bin, instrumental mag"),
        ("mag_centre", histogram.centre, "mag", "Middle of the bin, instrumental mag"),
        ("count", count, None, "Stars in the bin"),
        ("error_below", below.round(ERROR_DIGITS), None, ERROR.format("lower")),
        ("error_above", above.round(ERROR_DIGITS), None, ERROR.format("upper")),
        ("cumulative", count.cumsum(), None, "Stars in this and all brighter bins"),
    ]
    if catalogue.area:
        density = count / (catalogue.area * settings.bin_width)
        density = density.round(DENSITY_DIGITS)
        told.append(("density", density, "1 / (arcmin2 mag)", "Stars per area and mag"))
    return [
        Column(values, name, unit=unit, description=description)
        for name, values, unit, description in told
    ]


# --- drawing: the other example that draws has the same lines, as a script is one file

# The strokes of each letter. A point is two digits, x and y; y is 2 on the base line, 6
# at the top of an x. A stroke of more than two points is rounded between its ends.
LETTERS = {
    "0": "224248080222",
    "1": "0728 2822",
    "2": "0608484502 0242",
    "3": "0708484525 2545420203",
    "4": "3238 3804 0444",
    "5": "4808 0805 0546420203",
    "6": "224246060222 04084847",
    "7": "0848 4812",
    "8": "254548080525 254542020525",
    "9": "284844040828 46420203",
    ".": "0202",
    ",": "1201",
    ":": "0202 0505",
    "-": "0535",
    "+": "0545 2327",
    "=": "0444 0646",
    "/": "0139",
    "(": "19070311",
    ")": "09171301",
    "E": "4808 0802 0242 0535",
    "N": "0208 0842 4248",
    "a": "224246060222 4642",
    "b": "224246060222 0802",
    "c": "454606024243",
    "d": "224246060222 4842",
    "e": "0444 444606024243",
    "f": "38181512 0636",
    "g": "224246060222 46400001",
    "h": "0802 04064642",
    "i": "0602 0808",
    "j": "161000 1818",
    "k": "0802 0446 1542",
    "l": "0802",
    "m": "0602 04063632 34366662",
    "n": "0602 04064642",
    "o": "224246060222",
    "p": "224246060222 0600",
    "q": "224246060222 4640",
    "r": "0602 040636",
    "s": "4546060444420203",
    "t": "181232 0636",
    "u": "06024244 4642",
    "v": "0622 2246",
    "w": "0612 1236 3652 5266",
    "x": "0246 0642",
    "y": "0622 4610",
    "z": "0646 4602 0242",
}
CAPITAL, BASE, LETTER_GAP, SPACE = 6, 2, 1.8, 1.6  # in the units of LETTERS


class Canvas:
    """A picture to draw on: x goes right and y down, colours are from 0 to 1."""

    def __init__(self, width: int, height: int, colour: Colour) -> None:
        self.pixels = np.tile(np.array(colour, np.float32), (height, width, 1))

    def lines(self, lines: list[np.ndarray], width: float, colour: Colour) -> None:
        """Draw lines through points, with round ends and no seam where they cross."""
        cover = np.zeros(self.pixels.shape[:2])
        for line in lines:
            for start, end in pairwise(np.asarray(line, float)):
                cover_segment(cover, start, end, width)
        self.blend(cover, colour)

    def text(self, text: str, x: float, y: float, size: float, colour: Colour) -> None:
        """Write from (x, y) on the base line; size is the height of a capital."""
        strokes, _ = written(text, size)
        self.lines([stroke + np.array([x, y]) for stroke in strokes], size / 8, colour)

    def blend(self, cover: np.ndarray, colour: Colour) -> None:
        rows = np.flatnonzero(cover.any(axis=1))
        if rows.size:
            part = self.pixels[rows[0] : rows[-1] + 1]
            part += (np.array(colour, np.float32) - part) * cover[
                rows[0] : rows[-1] + 1, :, None
            ]

    def png(self) -> bytes:
        rows = np.rint(self.pixels * 255).astype(np.uint8)
        height, width, colours = rows.shape
        rows = rows.reshape(height, width * colours)
        rows[1:] = np.diff(rows, axis=0)  # the filter "up", number 2, packs better
        head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        packed = zlib.compress(np.insert(rows, 0, 2, axis=1).tobytes())
        chunks = chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + chunks


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def cover_segment(
    cover: np.ndarray, start: np.ndarray, end: np.ndarray, width: float
) -> None:
    """Raise the cover of the pixels along a segment: 1 inside, less on its edge."""
    left, top = np.maximum(np.minimum(start, end) - width - 1, 0).astype(int)
    right, bottom = np.maximum(np.maximum(start, end) + width + 2, 0).astype(int)
    part = cover[top:bottom, left:right]
    y, x = np.ogrid[top : top + part.shape[0], left : left + part.shape[1]]
    (dx, dy), (x, y) = end - start, (x - start[0], y - start[1])
    along = ((x * dx + y * dy) / max(dx**2 + dy**2, 1e-9)).clip(0, 1)
    away = np.hypot(x - along * dx, y - along * dy)
    np.maximum(part, (width / 2 + 0.5 - away).clip(0, 1), out=part)


def written(text: str, size: float) -> tuple[list[np.ndarray], float]:
    """The strokes of a text that begins at (0, 0), and how wide it is."""
    strokes, end = [], 0.0
    for letter in text:
        polygons = [polygon(stroke) for stroke in LETTERS.get(letter, "").split()]
        strokes += [rounded(each) + np.array([end, 0]) for each in polygons]
        end += max((each[:, 0].max() for each in polygons), default=SPACE) + LETTER_GAP
    unit = size / CAPITAL
    return [stroke * [unit, -unit] for stroke in strokes], (end - LETTER_GAP) * unit


def polygon(stroke: str) -> np.ndarray:
    return np.array(list(stroke), float).reshape(-1, 2) - [0, BASE]


def rounded(line: np.ndarray) -> np.ndarray:
    """The line with its inner corners cut off three times, which makes it a curve."""
    for _ in range(3 if len(line) > len("ab") else 0):
        a, b = line[:-1], line[1:]
        cut = np.stack((0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b), axis=1)
        line = np.concatenate((line[:1], cut.reshape(-1, 2), line[-1:]))
    return line


# --- the plot


@dataclass(frozen=True)
class Scale:
    """One axis: values from low to high lie between two places on the canvas."""

    low: float
    high: float
    start: float
    end: float
    least_step: float = 0

    def place(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def ticks(self) -> np.ndarray:
        """Round values along the axis, about as many as look well."""
        rough = (self.high - self.low) / MOST_TICKS
        power = 10 ** np.floor(np.log10(rough))
        step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough)
        step = max(step, self.least_step)
        first, last = np.ceil(self.low / step - 1e-9), np.floor(self.high / step + 1e-9)
        return (
            np.round(step * np.arange(first, last + 1), DIGITS) + 0.0
        )  # no minus zero


def draw_plot(name: str, histogram: Histogram) -> None:
    """The histogram with its errors, and the sum of its bins on the right-hand axis."""
    canvas, count = Canvas(WIDTH, HEIGHT, PAPER), histogram.count
    highest = (count + histogram.error_above).max()
    x = Scale(histogram.edges[0], histogram.edges[-1], LEFT, RIGHT)
    y = Scale(0, highest * HEADROOM, BOTTOM, TOP, least_step=1)
    total = Scale(0, count.sum() * HEADROOM, BOTTOM, TOP, least_step=1)
    draw_doubt(canvas, histogram, x)
    draw_grid(canvas, y)
    draw_bars(canvas, histogram, x, y)
    draw_sum(canvas, histogram, x, total)
    draw_frame(canvas, x, y, total)
    draw_words(canvas, histogram)
    Path(name).write_bytes(canvas.png())
    print(f"wrote {name}: {WIDTH} x {HEIGHT} pixels")


def draw_doubt(canvas: Canvas, histogram: Histogram, x: Scale) -> None:
    """Shade the magnitudes beyond the fullest bin, where stars are missing."""
    left = x.place(histogram.edges[histogram.fullest + 1])
    fill(canvas, [(left, TOP, RIGHT, BOTTOM)], DOUBT)
    words = "likely incomplete"
    if RIGHT - left > written(words, TEXT)[1] + 2 * TEXT:
        write_middle(canvas, words, (left + RIGHT) / 2, TOP + 2 * TEXT, TEXT)


def draw_grid(canvas: Canvas, y: Scale) -> None:
    places = [y.place(tick) for tick in y.ticks]
    canvas.lines([[(LEFT, place), (RIGHT, place)] for place in places], 1, GRID)


def draw_bars(canvas: Canvas, histogram: Histogram, x: Scale, y: Scale) -> None:
    boxes, whiskers, outline = [], [], [(LEFT, BOTTOM)]
    for i, count in enumerate(histogram.count):
        left, right = x.place(histogram.edges[i]), x.place(histogram.edges[i + 1])
        top = y.place(count)
        boxes.append((left, top, right, BOTTOM))
        outline += [(left, top), (right, top)]
        low = y.place(count - histogram.error_below[i])
        high = y.place(count + histogram.error_above[i])
        cap = min(CAP, (right - left) / 4)
        whiskers += whisker((left + right) / 2, low, high, cap)
    fill(canvas, boxes, BAR)
    canvas.lines([[*outline, (RIGHT, BOTTOM)]], 2, EDGE)
    canvas.lines(whiskers, 1.5, INK)


def whisker(
    x: float, low: float, high: float, cap: float
) -> list[list[tuple[float, float]]]:
    caps = [[(x - cap, end), (x + cap, end)] for end in (low, high)]
    return [[(x, low), (x, high)], *caps]


def draw_sum(canvas: Canvas, histogram: Histogram, x: Scale, total: Scale) -> None:
    sums = np.concatenate(([0], histogram.count.cumsum()))
    line = [
        (x.place(edge), total.place(stars))
        for edge, stars in zip(histogram.edges, sums, strict=True)
    ]
    canvas.lines([line], 2.5, SUM)


def draw_frame(canvas: Canvas, x: Scale, y: Scale, total: Scale) -> None:
    corners = [(LEFT, TOP), (RIGHT, TOP), (RIGHT, BOTTOM), (LEFT, BOTTOM), (LEFT, TOP)]
    lines = [corners]
    for tick in x.ticks:
        place = x.place(tick)
        lines.append([(place, BOTTOM), (place, BOTTOM + TICK)])
        write_middle(canvas, f"{tick:g}", place, BOTTOM + TICK + 2 * TEXT, TEXT)
    for tick in y.ticks:
        lines.append([(LEFT - TICK, y.place(tick)), (LEFT, y.place(tick))])
        label, middle = f"{tick:g}", y.place(tick) + TEXT / 2
        start = LEFT - 2 * TICK - written(label, TEXT)[1]
        canvas.text(label, start, middle, TEXT, INK)
    canvas.lines(lines, 1.5, INK)
    for tick in total.ticks:
        place = total.place(tick)
        canvas.lines([[(RIGHT, place), (RIGHT + TICK, place)]], 1.5, SUM)
        canvas.text(f"{tick:g}", RIGHT + 2 * TICK, place + TEXT / 2, TEXT, SUM)


def draw_words(canvas: Canvas, histogram: Histogram) -> None:
    stars, width = histogram.count.sum(), histogram.edges[1] - histogram.edges[0]
    title = f"luminosity function of {stars} {'star' if stars == 1 else 'stars'}"
    write_middle(canvas, title, (LEFT + RIGHT) / 2, TOP - 28, TITLE)
    below = "instrumental magnitude (mag, no zero point)"
    write_middle(canvas, below, (LEFT + RIGHT) / 2, BOTTOM + 86, TITLE)
    write_upward(canvas, f"stars in {width:g} mag", LEFT - 74, INK)
    write_upward(canvas, "stars brighter than this", RIGHT + 100, SUM)


def write_middle(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    canvas.text(text, x - written(text, size)[1] / 2, y, size, INK)


def write_upward(canvas: Canvas, text: str, x: float, colour: Colour) -> None:
    """Write along a vertical axis, in the middle of it."""
    strokes, wide = written(text, TITLE)
    start = np.array([x, (TOP + BOTTOM + wide) / 2])
    turned = [stroke[:, ::-1] * [1, -1] + start for stroke in strokes]
    canvas.lines(turned, TITLE / 8, colour)


def fill(
    canvas: Canvas, boxes: list[tuple[float, float, float, float]], colour: Colour
) -> None:
    """Fill boxes (left, top, right, bottom), and part of the pixels their sides cut."""
    height, width = canvas.pixels.shape[:2]
    cover = np.zeros((height, width))
    for left, top, right, bottom in boxes:
        cover += np.outer(overlap(height, top, bottom), overlap(width, left, right))
    canvas.blend(cover.clip(0, 1), colour)


def overlap(size: int, low: float, high: float) -> np.ndarray:
    """How much of each pixel of a row lies between two places."""
    pixel = np.arange(size)
    return (np.minimum(pixel + 0.5, high) - np.maximum(pixel - 0.5, low)).clip(0, 1)


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
