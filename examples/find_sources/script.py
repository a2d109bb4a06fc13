#!/usr/bin/env python3
"""Find the stars of an image, also in a crowd, and measure where and how bright."""

import json
import os
import struct
import sys
import warnings
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from astropy import units
from astropy.io import fits
from astropy.io.votable import from_table
from astropy.io.votable.tree import CooSys, Info, Param, VOTableFile
from astropy.stats import gaussian_fwhm_to_sigma
from astropy.table import Column, Table
from astropy.utils.exceptions import AstropyUserWarning
from astropy.wcs import WCS, FITSFixedWarning
from astropy.wcs.utils import proj_plane_pixel_area
from numpy.lib.stride_tricks import sliding_window_view
from opus_provenance import Provenance

NAME = "find_sources 1.0"
SMALLEST_IMAGE = 16  # pixels a side

PASSES = 6  # at most, of detection: each looks at what the stars found so far leave
FEW = 0.03  # of the stars: a pass that adds no more is the last
FIT_STEPS = 2  # in each pass: positions move little by little
GRADIENT_STEPS = 30  # at most, of the linear fit in each step
EXACT = 1e-3  # the linear fit ends when its gradient has shrunk to this
CANDIDATES = 1.3  # times max_sources: the brightest are chosen at the end
PROFILE_WIDTHS = (0.7, 1.0, 1.5)  # of its Gaussians, in units of the Gaussian before
PROFILE_STARS = (5, 20)  # at least and at most, to measure the profile

# Lengths in pixels, for the first look
FIRST_BOX = 32
FIRST_WIDTH = 1.4  # of the Gaussian, if no star is bright enough to tell
POSSIBLE_WIDTH = (0.6, 6)

# Lengths in units of the FWHM of a star
STAMP_RADIUS = 2.5  # where a star ends for the fit
MESH_BOX = 9  # local sky and noise are taken from boxes of this size
FILTER_RADIUS = 1
CLOSEST = 0.5  # closer pairs are one star
CLOSEST_NEW = 0.8  # what is left over this close to a star belongs to that star
FARTHEST_STEP = 0.3

BRIGHT = 20  # sigma: stars that tell what a star looks like
HIDING = 0.5  # of the light others put there: by this much a star must stand out
CLIP, CLIP_STEPS, MAD_TO_NOISE = 3, 10, 1.4826  # sky and noise without stars
ROUNDING = 1e-6  # of the brightest pixel: noise below it is that of the numbers

# The catalogue
MAG_OF_SHARE = 2.5 / np.log(10)
COUNTED = (units.adu, units.ct, units.electron, units.photon)
DESCRIPTION = (
    "Stars found in an image. Fluxes and magnitudes are instrumental: they have no "
    "zero point, and a scan of a photographic plate is not linear."
)

# The preview
Colour = tuple[float, float, float]
PREVIEW_SIZE, FOOTER, TEXT, ARM = 1200, 84, 17, 26  # pixels
DARKEST, BRIGHTEST, STRETCH = 2, 99.7, 25  # percent, percent, times linear
RING, SMALLEST_RING = (0.6, 0.38), 4  # FWHM, and more per decade of flux; pixels
RING_WIDTH, RING_OPACITY = 1.3, 0.85
DARK, LIGHT, MARK = (0.02, 0.03, 0.06), (0.96, 0.97, 1.0), (1.0, 0.62, 0.15)
BELOW = (0.09, 0.1, 0.14)
SCALES = {
    f"{size} {unit}": size * seconds
    for unit, seconds in (("arcsec", 1), ("arcmin", 60), ("deg", 3600))
    for size in (1, 2, 5, 10, 20, 30)
}


class InputError(Exception):
    """What the user gave cannot be worked on; the text says why, in one sentence."""


@dataclass(frozen=True)
class Settings:
    threshold: float
    min_pixels: int
    max_sources: int


@dataclass(frozen=True)
class Image:
    """Pixels (blank ones are NaN), their unit, and where they are in the sky."""

    name: str
    pixels: np.ndarray
    unit: units.UnitBase
    wcs: WCS


@dataclass(frozen=True)
class Profile:
    """The image of a star: round Gaussians, their widths in pixels, their shares."""

    widths: np.ndarray
    shares: np.ndarray

    def height(self, square: np.ndarray) -> np.ndarray:
        """Light on pixels of a star of flux 1, by their squared distance from it."""
        return self._weighted(self.shares, square)

    def descent(self, square: np.ndarray) -> np.ndarray:
        """How fast the height falls in any direction, per offset in that direction."""
        return self._weighted(self.shares / self.widths**2, square)

    def _weighted(self, factors: np.ndarray, square: np.ndarray) -> np.ndarray:
        terms = zip(factors, gaussians(self.widths, square), strict=True)
        return sum(factor * term for factor, term in terms)

    @property
    def peak(self) -> float:
        return float(self.height(np.zeros(1))[0])

    @property
    def fwhm(self) -> float:
        distance = np.linspace(0, 3 * self.widths.max(), 3000)
        lower = self.height(distance**2) < self.peak / 2
        return 2 * float(distance[np.argmax(lower)])


def gaussians(widths: np.ndarray, square: np.ndarray) -> list[np.ndarray]:
    return [np.exp(square / (-2 * w**2)) / (2 * np.pi * w**2) for w in widths]


@dataclass(frozen=True)
class Stars:
    """Centres (the middle of the first pixel is 0, 0), fluxes, pixels detected."""

    x: np.ndarray
    y: np.ndarray
    flux: np.ndarray
    npix: np.ndarray

    def __len__(self) -> int:
        return len(self.x)

    def chosen(self, which: np.ndarray) -> "Stars":
        return Stars(*(column[which] for column in vars(self).values()))

    def joined(self, others: "Stars") -> "Stars":
        pairs = zip(vars(self).values(), vars(others).values(), strict=True)
        return Stars(*(np.concatenate(pair) for pair in pairs))

    @property
    def pixel(self) -> tuple[np.ndarray, np.ndarray]:
        """Row and column of the pixel on which each centre lies."""
        return np.rint(self.y).astype(int), np.rint(self.x).astype(int)


@dataclass(frozen=True)
class Field:
    """What is known of the image so far; sky and noise are maps of its size.

    The noise is that of the flux of a star, not of a pixel.
    """

    pixels: np.ndarray
    profile: Profile
    stars: Stars
    sky: np.ndarray
    noise: np.ndarray

    @property
    def seen(self) -> np.ndarray:
        return np.isfinite(self.pixels)

    @property
    def box(self) -> float:
        return MESH_BOX * self.profile.fwhm

    @cached_property
    def stamps(self) -> "Stamps":
        return Stamps(self.stars, self.seen, STAMP_RADIUS * self.profile.fwhm)

    @cached_property
    def height(self) -> np.ndarray:
        """Light on each stamp of a star of flux 1."""
        return self.profile.height(self.stamps.square) * self.stamps.inside

    @property
    def own(self) -> np.ndarray:
        """Light of each star on its stamp."""
        return self.stars.flux[:, None] * self.height

    @cached_property
    def starlight(self) -> np.ndarray:
        return self.stamps.added(self.own)

    @property
    def left(self) -> np.ndarray:
        """What stars and sky leave of the image; nothing where it is blank."""
        return np.nan_to_num(self.pixels - self.starlight - self.sky)


class Stamps:
    """Discs of pixels around stars: which they are, and how far from the centre."""

    def __init__(self, stars: Stars, seen: np.ndarray, radius: float) -> None:
        self.shape = height, width = seen.shape
        side = np.arange(-round(radius), round(radius) + 1)
        disc = np.argwhere(np.hypot(side[:, None], side) <= radius) - round(radius)
        row, column = (
            place[:, None] + offset
            for place, offset in zip(stars.pixel, disc.T, strict=True)
        )
        self.dx, self.dy = column - stars.x[:, None], row - stars.y[:, None]
        self.square = self.dx**2 + self.dy**2
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        self.index = np.where(inside, row * width + column, 0)
        self.inside = inside & seen.ravel()[self.index]

    def cut(self, image: np.ndarray) -> np.ndarray:
        return np.where(self.inside, image.ravel()[self.index], 0)

    def added(self, stamps: np.ndarray) -> np.ndarray:
        """The stamps, zero outside, added up to an image."""
        size = self.shape[0] * self.shape[1]
        image = np.bincount(self.index.ravel(), stamps.ravel(), minlength=size)
        return image.reshape(self.shape)


def main() -> None:
    values = json.loads(Path(os.environ["OPUS_VALUES"]).read_text(encoding="utf-8"))
    path, files = Path(values["used"]["image"]), values["generated"]
    settings = Settings(**values["parameters"])
    check(settings)
    image = read_image(path)

    provenance = Provenance()
    with provenance.activity("detect and deblend"):
        provenance.add_input_file(str(path), role="image")
        provenance.add_config(settings)
        field = find(image.pixels, settings)
        write_catalogue(files["catalogue"], image, field, settings)
        provenance.add_output_file(files["catalogue"], role="catalogue")
    draw_preview(files["preview"], image, field, settings)


def check(settings: Settings) -> None:
    for name, value in asdict(settings).items():
        if not value > 0:
            raise InputError(f"{name} is {value:g}: choose a value above zero.")


# --- reading


def read_image(path: Path) -> Image:
    """The first two-dimensional image of a FITS file that has data."""
    try:
        with (
            warnings.catch_warnings(action="ignore", category=AstropyUserWarning),
            fits.open(path, memmap=False) as hdus,
        ):
            pixels, header = first_image(hdus)
    except (OSError, TypeError, ValueError) as error:
        raise InputError(f"{path.name} cannot be read as a FITS image.") from error
    height, width = pixels.shape
    if min(pixels.shape) < SMALLEST_IMAGE:
        raise InputError(
            f"The image of {path.name} has {width} x {height} pixels: at least "
            f"{SMALLEST_IMAGE} x {SMALLEST_IMAGE} are needed."
        )
    if not np.isfinite(pixels).any():
        raise InputError(f"The image of {path.name} has no pixel with a value.")
    print(f"read {path.name}: {width} x {height} pixels")
    return Image(path.name, pixels, unit_of(header), celestial(header, path.name))


def first_image(hdus: fits.HDUList) -> tuple[np.ndarray, fits.Header]:
    for hdu in hdus:
        if hdu.is_image and hdu.header["NAXIS"] == len("xy") and hdu.size:
            return hdu.data.astype(float), hdu.header.copy()
    raise InputError(f"{Path(hdus.filename()).name} holds no two-dimensional image.")


def unit_of(header: fits.Header) -> units.UnitBase:
    text = str(header.get("BUNIT") or "adu")
    try:
        return units.Unit(text, format="vounit")
    except ValueError:
        print(f"BUNIT is {text!r}, not a unit of the Virtual Observatory: adu is used")
        return units.adu


def celestial(header: fits.Header, name: str) -> WCS:
    """The sky coordinates of the image, without which there is no catalogue."""
    try:
        with warnings.catch_warnings(action="ignore", category=FITSFixedWarning):
            wcs = WCS(header).celestial
        if wcs.has_celestial:
            wcs.pixel_to_world(0, 0).icrs  # noqa: B018 - fails now, not after the search
    except (TypeError, ValueError) as error:
        raise InputError(f"The sky coordinates of {name} cannot be read.") from error
    if not wcs.has_celestial:
        raise InputError(
            f"{name} has no sky coordinates (WCS), which the catalogue needs."
        )
    return wcs


# --- finding


def find(pixels: np.ndarray, settings: Settings) -> Field:
    field, before = first_look(pixels), 0
    for turn in range(PASSES):
        field = sharpened(fitted(searched(field, settings)))
        now, fwhm = len(field.stars), field.profile.fwhm
        print(f"pass {turn + 1}: {now} stars, FWHM {fwhm:.2f} pixels")
        if now <= (1 + FEW) * before:
            break
        before = now
    field = significant(surveyed(fitted(field)), settings)
    return brightest(significant(surveyed(fitted(field)), settings), settings)


def brightest(field: Field, settings: Settings) -> Field:
    order = np.argsort(-field.stars.flux)
    kept = order[: settings.max_sources]
    print(f"{len(order)} stars stand {settings.threshold:g} sigma above the noise")
    if len(kept) < len(order):
        print(f"kept the {len(kept)} brightest, as max_sources says")
    return replace(field, stars=field.stars.chosen(kept))


def first_look(pixels: np.ndarray) -> Field:
    """No star yet: a rough sky, and a profile from the tops of the bright maxima."""
    sky = mesh(pixels, FIRST_BOX, level)
    image = np.nan_to_num(pixels - sky)
    noise = max(scatter(pixels), rounding(pixels))
    places = maxima(image, BRIGHT * noise)[: PROFILE_STARS[1]]
    width = top_width(image, places, noise) if len(places) else FIRST_WIDTH
    profile = Profile(np.clip([width], *POSSIBLE_WIDTH), np.ones(1))
    no_stars = Stars(*np.zeros((4, 0)))
    return Field(pixels, profile, no_stars, sky, np.zeros_like(sky))


def maxima(image: np.ndarray, floor: float) -> np.ndarray:
    """Rows and columns of the maxima above the floor, the highest first.

    A maximum is higher than all its neighbours, so a saturated star, flat on top, has
    none.
    """
    inner = image[1:-1, 1:-1]
    windows = sliding_window_view(image, (3, 3))
    alone = (windows >= inner[..., None, None]).sum(axis=(2, 3)) == 1
    places = np.argwhere(alone & (inner > floor)) + 1
    return places[np.argsort(-image[tuple(places.T)])]


def top_width(image: np.ndarray, places: np.ndarray, noise: float) -> float:
    """Width of the Gaussians that fall off as fast as the pixels beside the maxima."""
    row, column = places.T
    logs = np.log(np.maximum(image, noise))
    top = 2 * logs[row, column]
    across = top - logs[row, column - 1] - logs[row, column + 1]
    down = top - logs[row - 1, column] - logs[row + 1, column]
    return float(np.median(np.maximum(across * down, 1e-6) ** -0.25))


def searched(field: Field, settings: Settings) -> Field:
    """Drop stars that turned out weak, and add those that appear in what is left."""
    field = significant(surveyed(field), settings)
    hidden = HIDING * field.starlight / field.profile.peak
    floor = np.maximum(settings.threshold * field.noise, hidden)
    new = detected(filtered(field.left, field.profile), floor, settings)
    new = away(new, field.stars, CLOSEST_NEW * field.profile.fwhm)
    room = max(int(CANDIDATES * settings.max_sources) - len(field.stars), 0)
    if len(new) > room:
        print(f"left out {len(new) - room} fainter candidates, as max_sources says")
    return replace(field, stars=field.stars.joined(new.chosen(slice(room))))


def detected(flux: np.ndarray, floor: np.ndarray, settings: Settings) -> Stars:
    """Local maxima above the floor, the brightest first.

    Each pixel above the floor belongs to the maximum it leads up to: so a crowd falls
    apart into stars, and a maximum of too few pixels is noise.
    """
    above = (flux > floor).ravel()
    npix = np.bincount(summits(flux)[above], minlength=flux.size)
    top = np.flatnonzero((npix >= settings.min_pixels) & above)
    top = top[np.argsort(-flux.ravel()[top])]
    row, column = np.divmod(top, flux.shape[1])
    return Stars(column.astype(float), row.astype(float), flux.ravel()[top], npix[top])


def summits(flux: np.ndarray) -> np.ndarray:
    """For each pixel, the index of the maximum to which steepest ascent leads."""
    height, width = flux.shape
    wide = np.pad(flux, 1, constant_values=-np.inf)
    here = np.arange(flux.size).reshape(flux.shape)
    best, way = flux, here
    for down, right in np.ndindex(3, 3):
        near = wide[down : down + height, right : right + width]
        way = np.where(near > best, here + (down - 1) * width + right - 1, way)
        best = np.maximum(best, near)
    way = way.ravel()
    while (way[way] != way).any():
        way = way[way]
    return way


def filtered(image: np.ndarray, profile: Profile) -> np.ndarray:
    """The flux a star would have at each pixel: the matched filter, made zero-sum.

    With no sum the filter does not see a level or an even slope of the sky.
    """
    reach = int(np.ceil(FILTER_RADIUS * profile.fwhm))
    dx, dy = np.meshgrid(*2 * [np.arange(-reach, reach + 1)])
    star, disc = profile.height(dx**2 + dy**2), np.hypot(dx, dy) <= reach
    kernel = np.where(disc, star - star[disc].mean(), 0)
    kernel /= (kernel * star).sum()
    wide = np.pad(image, reach, mode="reflect")
    spectrum = np.fft.rfft2(wide) * np.fft.rfft2(kernel, wide.shape)
    return np.fft.irfft2(spectrum, wide.shape)[2 * reach :, 2 * reach :]


def away(new: Stars, known: Stars, distance: float) -> Stars:
    if not len(known):
        return new
    return new.chosen(gaps(new, known).min(axis=1) > distance)


def gaps(some: Stars, others: Stars) -> np.ndarray:
    """Distances in pixels, a row for each of some; short numbers, there can be many."""
    dx, dy = (
        np.subtract.outer(a, b, dtype=np.float32)
        for a, b in ((some.x, others.x), (some.y, others.y))
    )
    return np.hypot(dx, dy)


def significant(field: Field, settings: Settings) -> Field:
    """The stars that stand out of the noise and of the light that others put there."""
    stars = inside(field)
    row, column = stars.pixel
    square = (column - stars.x) ** 2 + (row - stars.y) ** 2
    own = stars.flux * field.profile.height(square)
    others = (field.starlight[row, column] - own) / field.profile.peak
    floor = np.maximum(settings.threshold * field.noise[row, column], HIDING * others)
    return replace(field, stars=stars.chosen(stars.flux > floor))


def inside(field: Field) -> Stars:
    """The stars whose centres are on pixels of the image that are not blank."""
    height, width = field.pixels.shape
    row, column = field.stars.pixel
    on = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    stars = field.stars.chosen(on)
    return stars.chosen(field.seen[stars.pixel])


# --- measuring


def fitted(field: Field) -> Field:
    """Fit the fluxes and positions of all stars in a few steps."""
    for _ in range(FIT_STEPS):
        stars = inside(field)
        stars = distinct(stars.chosen(stars.flux > 0), CLOSEST * field.profile.fwhm)
        field = stepped(replace(field, stars=stars))
    return field


def distinct(stars: Stars, distance: float) -> Stars:
    """The stars without those that have a brighter one too close."""
    stars = stars.chosen(np.argsort(-stars.flux))
    close = np.tril(gaps(stars, stars) < distance, -1)
    return stars.chosen(~close.any(axis=1))


def stepped(field: Field) -> Field:
    """A step of the least-squares fit of all stars at once: neighbours share light."""
    stars, stamps = field.stars, field.stamps
    slope = stars.flux[:, None] * field.profile.descent(stamps.square) * stamps.inside
    terms = np.stack((field.height, slope * stamps.dx, slope * stamps.dy), axis=1)
    change = least_squares(terms, stamps, field.left)
    farthest = FARTHEST_STEP * field.profile.fwhm
    right, down = change[:, 1:].T.clip(-farthest, farthest)
    moved = replace(
        stars, x=stars.x + right, y=stars.y + down, flux=stars.flux + change[:, 0]
    )
    return replace(field, stars=moved)


def least_squares(terms: np.ndarray, stamps: Stamps, image: np.ndarray) -> np.ndarray:
    """Factors of the terms of each star that give the image, by conjugate gradients."""
    scale = 1 / np.sqrt((terms**2).sum(axis=2) + np.finfo(float).tiny)
    terms = terms * scale[..., None]

    def project(image: np.ndarray) -> np.ndarray:
        return np.einsum("nkp,np->nk", terms, stamps.cut(image))

    def draw(factors: np.ndarray) -> np.ndarray:
        return stamps.added(np.einsum("nkp,nk->np", terms, factors))

    factors, gradient = np.zeros(scale.shape), project(image)
    way, steep = gradient, (gradient**2).sum()
    enough = EXACT**2 * steep
    for _ in range(GRADIENT_STEPS):
        if steep <= enough:
            break
        turn = project(draw(way))
        length = steep / (way * turn).sum()
        factors, gradient = factors + length * way, gradient - length * turn
        steep, before = (gradient**2).sum(), steep
        way = gradient + steep / before * way
    return factors * scale


def sharpened(field: Field) -> Field:
    """Measure the profile on the bright stars most alone, the others taken away."""
    field = replace(field, stars=inside(field))
    stamps, flux = field.stamps, field.stars.flux
    others = (stamps.cut(field.starlight) - field.own).sum(axis=1) / flux
    bright = np.flatnonzero(flux > BRIGHT * field.noise[field.stars.pixel])
    alone = bright[np.argsort(others[bright])][: PROFILE_STARS[1]]
    if len(alone) < PROFILE_STARS[0]:
        return field
    seen = (stamps.cut(field.left) + field.own)[alone]
    widths = np.array(PROFILE_WIDTHS) * field.profile.fwhm * gaussian_fwhm_to_sigma
    light = flux[alone, None] * stamps.inside[alone]
    terms = [light * term for term in gaussians(widths, stamps.square[alone])]
    shares = np.linalg.lstsq(np.reshape(terms, (len(terms), -1)).T, seen.ravel())[0]
    profile = Profile(widths, shares / shares.sum())
    return replace(field, profile=profile) if profile.peak > 0 else field


# --- sky and noise


def surveyed(field: Field) -> Field:
    """Measure sky and noise on what the stars leave over, in boxes between them."""
    sky = mesh(field.pixels - field.starlight, field.box, level)
    field = replace(field, sky=sky)
    flux = np.where(field.seen, filtered(field.left, field.profile), np.nan)
    least = rounding(field.pixels) / field.profile.peak
    return replace(field, noise=np.maximum(mesh(flux, field.box, scatter), least))


def rounding(pixels: np.ndarray) -> float:
    return ROUNDING * float(np.nanmax(np.abs(pixels)))


def level(pixels: np.ndarray) -> float:
    return clipped(pixels)[0]


def scatter(pixels: np.ndarray) -> float:
    return clipped(pixels)[1]


def clipped(pixels: np.ndarray) -> tuple[float, float]:
    """Median and noise without outliers, from pixels some of which may be blank."""
    seen = pixels[np.isfinite(pixels)]
    if not seen.size:
        return np.nan, np.nan
    for _ in range(CLIP_STEPS):
        median = middle(seen)
        away = np.abs(seen - median)
        noise = MAD_TO_NOISE * middle(away)
        kept = away <= CLIP * noise
        if kept.all():
            break
        seen = seen[kept]
    return median, noise


def middle(values: np.ndarray) -> float:
    """The median, without averaging the two middle values: many times faster."""
    half = values.size // 2
    return float(np.partition(values, half)[half])


def mesh(
    image: np.ndarray, box: float, statistic: Callable[[np.ndarray], float]
) -> np.ndarray:
    """A statistic of boxes of the image, interpolated between their centres."""
    down, across = (edges(size, box) for size in image.shape)
    strips = [
        np.split(strip, across[1:-1], axis=1) for strip in np.split(image, down[1:-1])
    ]
    values = np.array([[statistic(part) for part in strip] for strip in strips])
    values = np.where(np.isfinite(values), values, np.nanmedian(values))
    return between(down) @ values @ between(across).T


def edges(size: int, box: float) -> np.ndarray:
    """Edges of nearly equal boxes."""
    return np.linspace(0, size, max(1, round(size / box)) + 1).astype(int)


def between(edges: np.ndarray) -> np.ndarray:
    """Matrix that takes values at the centres of boxes to every pixel."""
    return interpolation((edges[:-1] + edges[1:] - 1) / 2, np.arange(edges[-1]))


def interpolation(nodes: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Matrix that takes values at the nodes to the places, linearly."""
    return np.stack([np.interp(places, nodes, one) for one in np.eye(len(nodes))], 1)


# --- the catalogue


@dataclass(frozen=True)
class Meaning:
    """What a column or a parameter of the catalogue is; the unit may be BUNIT."""

    description: str
    ucd: str
    unit: str = ""
    digits: str | None = None


COLUMNS = {
    "id": Meaning("Number of the star, the brightest first", "meta.id;meta.main"),
    "ra": Meaning("Right ascension, ICRS", "pos.eq.ra;meta.main", "deg", "7"),
    "dec": Meaning("Declination, ICRS", "pos.eq.dec;meta.main", "deg", "7"),
    "x": Meaning(
        "Column of the centre; the middle of the first pixel is 1",
        "pos.cartesian.x",
        "pixel",
        "3",
    ),
    "y": Meaning(
        "Row of the centre; the middle of the first pixel is 1",
        "pos.cartesian.y",
        "pixel",
        "3",
    ),
    "flux": Meaning(
        "Sum of the pixel values of the star, from the fit of one profile to all stars",
        "phot.count",
        "BUNIT",
        "E6",
    ),
    "flux_error": Meaning(
        "Noise of the flux, from the scatter around the star once all stars are taken "
        "away; errors of the profile and of separating close stars are not in it",
        "stat.error;phot.count",
        "BUNIT",
        "E4",
    ),
    "mag": Meaning(
        "Instrumental magnitude, -2.5 log10(flux): it has no zero point, and it is a "
        "measure of light only if the detector is linear",
        "phot.mag",
        "mag",
        "4",
    ),
    "mag_error": Meaning(
        "Noise of the magnitude, 1.0857 flux_error / flux",
        "stat.error;phot.mag",
        "mag",
        "4",
    ),
    "snr": Meaning("Signal to noise, flux / flux_error", "stat.snr", digits="2"),
    "peak": Meaning(
        "Value of the pixel on which the centre lies, as it is in the image",
        "phot.count;stat.max",
        "BUNIT",
        "E5",
    ),
    "sky": Meaning(
        "Level of the image between the stars here: sky and unresolved light",
        "instr.skyLevel",
        "BUNIT",
        "E4",
    ),
    "npix": Meaning(
        "Pixels above the threshold that belonged to the star when it was detected",
        "meta.number",
        "pixel",
    ),
    "residual": Meaning(
        "Sum of the absolute values that the fit leaves within one FWHM of the centre, "
        "per flux: large for blends, galaxies and defects",
        "stat.fit.residual",
        digits="4",
    ),
    "neighbour": Meaning(
        "Distance to the nearest other star of this catalogue",
        "pos.angDistance",
        "arcsec",
        "2",
    ),
}
PARAMETERS = {
    "threshold": Meaning("Least signal to noise of a star", "stat.snr"),
    "min_pixels": Meaning(
        "Least number of pixels above the threshold", "meta.number", "pixel"
    ),
    "max_sources": Meaning("Most stars, the brightest are kept", "meta.number"),
    "fwhm": Meaning(
        "Full width at half maximum of the star profile", "phys.angSize", "arcsec"
    ),
    "noise": Meaning(
        "Median over the image of the noise of the flux of a star",
        "stat.error;phot.count",
        "BUNIT",
    ),
    "area": Meaning("Area of the image that has values", "phys.angArea", "arcmin2"),
}


def write_catalogue(name: str, image: Image, field: Field, settings: Settings) -> None:
    columns = measured(image, field)
    votable = from_table(Table([column(each, columns, image) for each in COLUMNS]))
    resource, sources = votable.resources[0], votable.get_first_table()
    resource.description = DESCRIPTION
    resource.infos.append(Info(name="software", value=NAME))
    resource.infos.append(Info(name="image", value=image.name))
    resource.coordinate_systems.append(CooSys(ID="icrs", system="ICRS"))
    sources.name = "sources"
    for each in sources.fields:
        each.precision = COLUMNS[each.name].digits
        each.ref = "icrs" if each.name in ("ra", "dec") else None
    values = asdict(settings) | conditions(image, field)
    for each in PARAMETERS:
        sources.params.append(parameter(votable, each, values[each], image))
    votable.to_xml(name)
    print(f"wrote {name}: {len(field.stars)} stars")


def column(name: str, columns: dict[str, np.ndarray], image: Image) -> Column:
    meaning = COLUMNS[name]
    unit, meta = unit_in(image, meaning), {"ucd": ucd_in(image, meaning)}
    about = {"description": meaning.description, "unit": unit, "meta": meta}
    return Column(columns[name], name, **about)


def parameter(votable: VOTableFile, name: str, value: float, image: Image) -> Param:
    meaning, kind = PARAMETERS[name], "int" if isinstance(value, int) else "double"
    unit, ucd = unit_in(image, meaning), ucd_in(image, meaning)
    param = Param(votable, name, name, value, kind, unit=unit, ucd=ucd)
    param.description = meaning.description
    return param


def unit_in(image: Image, meaning: Meaning) -> units.UnitBase | None:
    if meaning.unit == "BUNIT":
        return image.unit
    return units.Unit(meaning.unit) if meaning.unit else None


def ucd_in(image: Image, meaning: Meaning) -> str:
    """A flux that no detector counted has another word in the list of UCDs."""
    if image.unit in COUNTED:
        return meaning.ucd
    return meaning.ucd.replace("phot.count", "phot.flux")


def conditions(image: Image, field: Field) -> dict[str, float]:
    side = pixel_side(image)
    return {
        "fwhm": field.profile.fwhm * side,
        "noise": float(np.median(field.noise[field.seen])),
        "area": field.seen.sum() * side**2 / 60**2,
    }


def pixel_side(image: Image) -> float:
    """In arcseconds, of a square of the area of a pixel."""
    return float(np.sqrt(proj_plane_pixel_area(image.wcs))) * 60**2


def measured(image: Image, field: Field) -> dict[str, np.ndarray]:
    stars, error = field.stars, field.noise[field.stars.pixel]
    place = image.wcs.pixel_to_world(stars.x, stars.y).icrs
    return {
        "id": np.arange(1, len(stars) + 1, dtype=np.int32),
        "ra": place.ra.deg,
        "dec": place.dec.deg,
        "x": stars.x + 1,
        "y": stars.y + 1,
        "flux": stars.flux,
        "flux_error": error,
        "mag": -2.5 * np.log10(stars.flux),
        "mag_error": MAG_OF_SHARE * error / stars.flux,
        "snr": stars.flux / error,
        "peak": field.pixels[stars.pixel],
        "sky": field.sky[stars.pixel],
        "npix": stars.npix.astype(np.int32),
        "residual": residuals(field),
        "neighbour": nearest(stars) * pixel_side(image),
    }


def residuals(field: Field) -> np.ndarray:
    stamps = field.stamps
    core = stamps.square <= field.profile.fwhm**2
    return (np.abs(stamps.cut(field.left)) * core).sum(axis=1) / field.stars.flux


def nearest(stars: Stars) -> np.ndarray:
    """Distance to the nearest other star, in pixels; NaN for one that is alone."""
    distances = gaps(stars, stars)
    np.fill_diagonal(distances, np.inf)
    closest = distances.min(axis=1, initial=np.inf)
    return np.where(np.isfinite(closest), closest, np.nan)


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


# --- the preview


def draw_preview(name: str, image: Image, field: Field, settings: Settings) -> None:
    """The image with a ring around each star, and below it how to read it."""
    light, zoom = magnified(stretched(image.pixels))
    height, width = light.shape
    canvas = Canvas(width, height + FOOTER, BELOW)
    canvas.pixels[:height] = DARK + (np.array(LIGHT) - DARK) * light[..., None]
    faintest = settings.threshold * np.median(field.noise)
    draw_rings(canvas, field, faintest, zoom)
    draw_footer(canvas, image, zoom, caption(field, settings))
    Path(name).write_bytes(canvas.png())
    print(f"wrote {name}: {width} x {height + FOOTER} pixels")


def stretched(pixels: np.ndarray) -> np.ndarray:
    """Light from 0 to 1; an inverse hyperbolic sine shows faint and bright stars."""
    dark, bright = np.nanpercentile(pixels, (DARKEST, BRIGHTEST))
    light = (np.nan_to_num(pixels, nan=dark) - dark) / max(bright - dark, 1e-30)
    return (np.arcsinh(light * STRETCH) / np.arcsinh(STRETCH)).clip(0, 1)


def magnified(light: np.ndarray) -> tuple[np.ndarray, float]:
    """The image enlarged or reduced to be seen, its first row at the bottom."""
    height, width = light.shape
    zoom = PREVIEW_SIZE // max(height, width)
    if zoom:
        down, across = enlarging(height, zoom), enlarging(width, zoom)
        return (down @ light @ across.T)[::-1], zoom
    step = -(-max(height, width) // PREVIEW_SIZE)
    height, width = height // step, width // step
    blocks = light[: height * step, : width * step].reshape(height, step, width, step)
    return blocks.mean(axis=(1, 3))[::-1], 1 / step


def enlarging(size: int, zoom: int) -> np.ndarray:
    return interpolation(np.arange(size), (np.arange(size * zoom) + 0.5) / zoom - 0.5)


def draw_rings(canvas: Canvas, field: Field, faintest: float, zoom: float) -> None:
    """A ring for each star, wider for brighter ones."""
    stars, height = field.stars, canvas.pixels.shape[0] - FOOTER
    cover = np.zeros(canvas.pixels.shape[:2])
    brightness = np.log10(np.maximum(stars.flux / faintest, 1))
    radius = zoom * field.profile.fwhm * (RING[0] + RING[1] * brightness)
    x, y = (stars.x + 0.5) * zoom - 0.5, height - 0.5 - (stars.y + 0.5) * zoom
    for star in np.stack((x, y, np.maximum(radius, SMALLEST_RING)), axis=1):
        cover_ring(cover[:height], *star)
    canvas.blend(cover * RING_OPACITY, MARK)


def cover_ring(cover: np.ndarray, x: float, y: float, radius: float) -> None:
    left, top = max(int(x - radius - 2), 0), max(int(y - radius - 2), 0)
    part = cover[top : int(y + radius + 3), left : int(x + radius + 3)]
    row, column = np.ogrid[top : top + part.shape[0], left : left + part.shape[1]]
    away = np.abs(np.hypot(column - x, row - y) - radius)
    np.maximum(part, np.clip(RING_WIDTH / 2 + 0.5 - away, 0, 1), out=part)


def caption(field: Field, settings: Settings) -> str:
    many = len(field.stars)
    stars = "star" if many == 1 else "stars"
    return f"{many} {stars} above {settings.threshold:g} sigma"


def draw_footer(canvas: Canvas, image: Image, zoom: float, caption: str) -> None:
    """Below the image: what is marked, a scale bar, and where north and east are."""
    height, width = canvas.pixels.shape[:2]
    middle = height - FOOTER / 2
    ring = np.zeros((height, width))
    cover_ring(ring, FOOTER / 2, middle, 9)
    canvas.blend(ring, MARK)
    canvas.text(caption, FOOTER / 2 + 22, middle + TEXT / 2, TEXT, LIGHT)
    draw_scale(canvas, width - 1.6 * FOOTER, middle, zoom / pixel_side(image))
    draw_compass(canvas, image, np.array([width - 0.6 * FOOTER, middle]))


def draw_scale(canvas: Canvas, right: float, middle: float, per_arcsec: float) -> None:
    longest = canvas.pixels.shape[1] / 4 / per_arcsec
    fitting = [label for label, length in SCALES.items() if length <= longest]
    label = fitting[-1] if fitting else next(iter(SCALES))
    left = right - SCALES[label] * per_arcsec
    ends = [np.array([(x, middle - 6), (x, middle + 6)]) for x in (left, right)]
    canvas.lines([np.array([(left, middle), (right, middle)]), *ends], 2, LIGHT)
    wide = written(label, TEXT)[1]
    canvas.text(label, left - wide - 14, middle + TEXT / 2, TEXT, LIGHT)


def draw_compass(canvas: Canvas, image: Image, centre: np.ndarray) -> None:
    ways = directions(image)
    corner = centre - sum(ways) * (ARM + TEXT) / 2
    for letter, way in zip("NE", ways, strict=True):
        canvas.lines([np.array([corner, corner + ARM * way])], 2, LIGHT)
        x, y = corner + (ARM + TEXT * 0.8) * way + [-TEXT / 3, TEXT / 2]
        canvas.text(letter, x, y, TEXT, LIGHT)


def directions(image: Image) -> list[np.ndarray]:
    """Unit vectors on the screen to the north and to the east, at the image centre."""
    height, width = image.pixels.shape
    middle = np.array([width / 2, height / 2])
    centre = image.wcs.pixel_to_world(*middle).icrs
    steps = [
        centre.directional_offset_by(
            angle * units.deg, pixel_side(image) * units.arcsec
        )
        for angle in (0, 90)
    ]
    ways = [np.array(image.wcs.world_to_pixel(step)) - middle for step in steps]
    return [way * [1, -1] / np.hypot(*way) for way in ways]


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
