"""Places in the sky: ICRS, sexagesimal or in decimal degrees."""

import re
from collections.abc import Callable

from jobs.descriptions.texts import shorten

Position = tuple[float, float]
Resolver = Callable[[str], Position]
"""From the name of an object to its place; raises ValueError with a sentence."""
EXAMPLES = "10.6847 41.2688, or 00 42 44.3 +41 16 08"
LONGEST_NAME = 100
NUMBER = r"[0-9]{1,4}(?:\.[0-9]{0,20})?"
DECIMAL = re.compile(rf"([+-]?{NUMBER})(?:\s*,\s*|\s+)([+-]?{NUMBER})", re.ASCII)
SEXAGESIMAL = re.compile(
    rf"([0-9]{{1,2}})[h:\s]\s*([0-9]{{1,2}})[m:\s]\s*({NUMBER})s?"
    rf"[\s,]*([+-])\s*([0-9]{{1,2}})[d:°\s]\s*([0-9]{{1,2}})[m:'\s]\s*({NUMBER})[s\"]?",
    re.ASCII,
)
CIRCLE, POLE, DAY, SIXTY = 360, 90, 24, 60
DIGITS = 9  # of a degree: 4 millionths of an arc second


def parse(text: str, resolve: Resolver) -> tuple[str, Position]:
    """Right ascension and declination in degrees, as a text and as numbers.

    What is no coordinates is the name of an object. Raises ValueError with what would
    be right.
    """
    if found := DECIMAL.fullmatch(text):
        place = float(found[1]), float(found[2])
    elif found := SEXAGESIMAL.fullmatch(text):
        place = _sexagesimal(found)
    else:
        place = resolve(_name(text))
    return _checked(place)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME or not any(map(str.isalpha, name)):
        raise ValueError(
            f"“{shorten(text)}” is not a position: write it like {EXAMPLES}"
        )
    return name


def _sexagesimal(found: "re.Match[str]") -> Position:
    hours, minutes, seconds = int(found[1]), int(found[2]), float(found[3])
    degrees, arcmin, arcsec = int(found[5]), int(found[6]), float(found[7])
    if hours >= DAY or max(minutes, seconds, arcmin, arcsec) >= SIXTY:
        raise ValueError(
            f"“{shorten(found[0])}” is not a position: hours are below 24, minutes and "
            "seconds below 60"
        )
    ra = 15 * (hours + minutes / SIXTY + seconds / SIXTY**2)
    dec = degrees + arcmin / SIXTY + arcsec / SIXTY**2
    return ra, dec if found[4] == "+" else -dec


def _checked(place: Position) -> tuple[str, Position]:
    ra, dec = (round(angle, DIGITS) for angle in place)
    if not 0 <= ra <= CIRCLE:
        raise ValueError(f"the right ascension {ra} is not between 0 and 360 degrees")
    if abs(dec) > POLE:
        raise ValueError(f"the declination {dec} is not between -90 and 90 degrees")
    return f"{_angle(ra)} {_angle(dec)}", (ra, dec)


def _angle(degrees: float) -> str:
    return f"{degrees:.{DIGITS}f}".rstrip("0").removesuffix(".")


def named_nowhere(name: str) -> Position:
    """For where no names are looked up."""
    raise ValueError(
        f"“{shorten(name)}” is not a position, and names are not looked up on this "
        f"portal: give coordinates like {EXAMPLES}"
    )
