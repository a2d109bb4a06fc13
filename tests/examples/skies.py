"""Images of the sky of which everything is known."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

WIDTH = 1.4  # of the Gaussian that is the image of a star, in pixels
CENTRE = (250.42, 36.46)


@dataclass(frozen=True)
class Truth:
    """Where the stars are (the first pixel has its centre at 1), and their fluxes."""

    x: np.ndarray
    y: np.ndarray
    flux: np.ndarray


def header(shape, axes=("RA---TAN", "DEC--TAN"), turned=0.0) -> fits.Header:
    """Sky coordinates of 1 arcsec a pixel, turned by an angle in degrees."""
    wcs = WCS(naxis=2)
    wcs.wcs.ctype, wcs.wcs.crval = axes, CENTRE
    wcs.wcs.crpix = shape[1] / 2, shape[0] / 2
    wcs.wcs.cdelt = -1 / 3600, 1 / 3600
    cosine, sine = np.cos(np.radians(turned)), np.sin(np.radians(turned))
    wcs.wcs.pc = [[cosine, -sine], [sine, cosine]]
    return wcs.to_header()


def starlight(truth: Truth, shape) -> np.ndarray:
    image = np.zeros(shape)
    rows, columns, reach = np.arange(shape[0]), np.arange(shape[1]), 6 * WIDTH
    for x, y, flux in zip(truth.x - 1, truth.y - 1, truth.flux, strict=True):
        row = rows[abs(rows - y) <= reach]
        column = columns[abs(columns - x) <= reach]
        square = (row[:, None] - y) ** 2 + (column - x) ** 2
        height = flux / (2 * np.pi * WIDTH**2)
        image[np.ix_(row, column)] += height * np.exp(-square / (2 * WIDTH**2))
    return image


def noise(shape, sigma=1.5, seed=1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, sigma, shape)


def isolated(shape, seed=2) -> Truth:
    """Bright stars far from each other, anywhere between the pixels."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[11 : shape[0] - 9 : 20, 11 : shape[1] - 9 : 20].reshape(2, -1)
    x, y = x + random.uniform(-2, 2, x.size), y + random.uniform(-2, 2, y.size)
    return Truth(x, y, 10 ** random.uniform(2.7, 4.5, x.size))


def pairs(shape, apart) -> Truth:
    """Pairs of stars in all directions, one of both equally bright or a third."""
    y, x = np.mgrid[15 : shape[0] - 9 : 25, 15 : shape[1] - 9 : 25].reshape(2, -1) + 0.3
    angle = np.linspace(0, np.pi, x.size)
    bright, other = np.full(x.size, 4000.0), np.resize([4000.0, 1333.0], x.size)
    x = np.concatenate((x, x + apart * np.cos(angle)))
    y = np.concatenate((y, y + apart * np.sin(angle)))
    return Truth(x, y, np.concatenate((bright, other)))


def cluster(shape, stars, seed=3) -> Truth:
    """Many faint and few bright stars, crowded in the middle of the image."""
    random = np.random.default_rng(seed)
    radius = shape[0] / 5.5 * np.sqrt(1 / (1 - random.random(stars)) - 1)
    angle = random.uniform(0, 2 * np.pi, stars)
    x = shape[1] / 2 + radius * np.cos(angle)
    y = shape[0] / 2 + radius * np.sin(angle)
    flux = np.minimum(40 * (1 - random.random(stars)) ** (-1 / 0.9), 45000)
    inside = (x > 1) & (x < shape[1]) & (y > 1) & (y < shape[0])
    return Truth(x[inside], y[inside], flux[inside])


def save(path: Path, image: np.ndarray, cards: fits.Header | None = None) -> Path:
    fits.PrimaryHDU(image, cards).writeto(path)
    return path


def few(truth: Truth, number: int) -> Truth:
    """Some of the stars, from all over the image."""
    some = np.linspace(0, truth.x.size - 1, number).astype(int)
    return Truth(truth.x[some], truth.y[some], truth.flux[some])
